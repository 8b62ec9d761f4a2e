/* Gaps, resuming and the return (science.md 6; A18, A19). */
#include "fixture.h"

#include "base/banned.h"

/* Runs every second day until `back` days ago. */
static struct fixture *ran_until(day_num back)
{
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - back - 100, TODAY - back, 2, 10, 60);
    return f;
}

static struct load_running running_of(struct fixture *f)
{
    return compute(f)->running;
}

static void test_a18_gap_is_the_difference_of_dates(void **state)
{
    (void)state;
    struct fixture *f = ran_until(9);
    struct load_running running = running_of(f);
    assert_int_equal(running.gap_days, 9);
    assert_int_equal(running.state, LOAD_RUN_NORMAL);
    assert_false(running.is_gap_open);
    fixture_free(f);
    f = ran_until(10);
    running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RESUMING);
    assert_true(running.is_gap_open);
    assert_int_equal(running.resumed_day, DAY_NUM_NONE);
    fixture_free(f);
    f = ran_until(27);
    assert_int_equal(running_of(f).state, LOAD_RUN_RESUMING);
    fixture_free(f);
    f = ran_until(28);
    assert_int_equal(running_of(f).state, LOAD_RUN_RETURN);
    assert_false(running_of(f).is_return_phase); /* that begins with the first run */
    fixture_free(f);
}

static void test_a18_resuming_lasts_14_days_from_the_first_run(void **state)
{
    (void)state;
    struct fixture *f = ran_until(10);
    (void)add_run(f, TODAY, 5, 30);
    for (day_num later = 0; later < 30; later += 3) {
        (void)add_run(f, TODAY + later, 5, 31);
    }
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RESUMING);
    assert_int_equal(running.resumed_day, TODAY);
    assert_int_equal(running.resuming_until, TODAY + 13);
    f->in.as_of = TODAY + 13;
    assert_int_equal(running_of(f).state, LOAD_RUN_RESUMING);
    f->in.as_of = TODAY + 14;
    running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_NORMAL);
    assert_int_equal(running.resuming_until, DAY_NUM_NONE);
    fixture_free(f);
}

static void test_cycling_in_the_gap_does_not_shorten_it(void **state)
{
    (void)state;
    struct fixture *f = ran_until(28);
    for (day_num back = 0; back < 28; back++) {
        (void)add(f, SPORT_RIDE, TODAY - back, 8, 0, 240);
    }
    assert_int_equal(running_of(f).state, LOAD_RUN_RETURN);
    fixture_free(f);
}

static void test_a19_28_days_of_history_without_any_run(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_RIDE, TODAY - 26, 8, 0, 60);
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_LEARNING); /* 27 days */
    assert_true(running.asks_recent_running);
    (void)add(f, SPORT_RIDE, TODAY - 27, 8, 0, 60);
    running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RETURN);
    assert_int_equal(running.return_cause, LOAD_RETURN_NEVER_RAN);
    assert_int_equal(running.entry_rung, 1);
    /* The first run starts week 1. */
    (void)add_run(f, TODAY + 1, 3, 20);
    f->in.as_of = TODAY + 1;
    running = running_of(f);
    assert_int_equal(running.return_week, 1);
    assert_int_equal(running.entry_rung, 1);
    fixture_free(f);
}

static void test_a19_a_stub_extends_the_history_and_is_no_run(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_stub(f, TODAY - 10, 8, 0);
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_LEARNING);
    assert_int_equal(running.last_run_day, DAY_NUM_NONE);
    fixture_free(f);
}

static void test_a19_first_run_starts_return_week_1_of_12(void **state)
{
    (void)state;
    struct fixture *f = ran_until(30);
    add_runs(f, TODAY, TODAY + 100, 3, 3, 20);
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_NORMAL);
    assert_int_equal(running.return_week, 1);
    assert_true(running.is_return_phase);
    assert_int_equal(running.return_day, TODAY);
    assert_int_equal(running.entry_rung, 5);
    f->in.as_of = TODAY + 7;
    assert_int_equal(running_of(f).return_week, 2);
    f->in.as_of = TODAY + 83;
    assert_int_equal(running_of(f).return_week, 12);
    f->in.as_of = TODAY + 84;
    running = running_of(f);
    assert_int_equal(running.return_week, 0);
    assert_false(running.is_return_phase);
    assert_int_equal(running.entry_rung, 0);
    assert_int_equal(load_return_week(TODAY, TODAY + 13), 2);
    assert_int_equal(load_return_week(TODAY, TODAY - 1), 0);
    assert_int_equal(load_return_week(DAY_NUM_NONE, TODAY), 0);
    fixture_free(f);
}

static void test_a19_entry_rung_by_length(void **state)
{
    (void)state;
    struct fixture *f = ran_until(83);
    assert_int_equal(running_of(f).entry_rung, 5);
    fixture_free(f);
    f = ran_until(84);
    assert_int_equal(running_of(f).entry_rung, 1);
    fixture_free(f);
}

static void test_a19_entry_rung_1_when_the_gap_holds_an_injured_day(void **state)
{
    (void)state;
    struct fixture *f = ran_until(40);
    (void)add_event(f, EVENT_INJURED, TODAY - 30, TODAY - 29);
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RETURN);
    assert_int_equal(running.entry_rung, 1);
    assert_true(running.asks_injury);
    f->preferences.no_injury_day = TODAY - 31; /* before it began: no answer to it */
    assert_int_equal(running_of(f).entry_rung, 1);
    f->preferences.no_injury_day = TODAY - 30;
    running = running_of(f);
    assert_int_equal(running.entry_rung, 5);
    assert_false(running.asks_injury);
    fixture_free(f);
}

static void test_a19_unknown_when_the_gap_holds_more_than_7_unreadable_days(void **state)
{
    (void)state;
    struct fixture *f = ran_until(30);
    for (day_num back = 1; back <= 7; back++) {
        (void)add_stub(f, TODAY - back * 2, 8, 0);
    }
    assert_int_equal(running_of(f).state, LOAD_RUN_RETURN);
    (void)add_stub(f, TODAY - 1, 8, 0);
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_UNKNOWN);
    assert_int_equal(running.n_gap_unknown, 8);
    assert_true(running.asks_recent_running);
    /* A stub on the day of the last run is not in the gap. */
    f->in.n_activities--;
    (void)add_stub(f, TODAY - 30, 18, 0);
    assert_int_equal(running_of(f).state, LOAD_RUN_RETURN);
    (void)add_run(f, TODAY, 5, 30);
    assert_int_equal(running_of(f).return_week, 1);
    f->in.n_activities -= 2;
    (void)add_stub(f, TODAY - 1, 8, 0);
    /* A run after it starts no return phase. */
    (void)add_run(f, TODAY, 5, 30);
    running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_NORMAL);
    assert_int_equal(running.return_week, 0);
    fixture_free(f);
}

static void test_a19_injured_span_of_7_days_that_covers_the_day(void **state)
{
    (void)state;
    struct fixture *f = ran_until(1);
    struct calendar_event *span = add_event(f, EVENT_INJURED, TODAY, TODAY + 5);
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_NORMAL); /* 6 days: asks only */
    assert_true(running.asks_injury);
    span->end_day = TODAY + 6;
    running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RETURN);
    assert_int_equal(running.return_cause, LOAD_RETURN_INJURED_SPAN);
    assert_int_equal(running.entry_rung, 1);
    fixture_free(f);
}

static void test_a19_a_run_inside_an_open_span_does_not_end_it(void **state)
{
    (void)state;
    struct fixture *f = ran_until(11);
    (void)add_event(f, EVENT_INJURED, TODAY - 10, TODAY + 3);
    (void)add_run(f, TODAY - 2, 3, 20);
    assert_int_equal(running_of(f).state, LOAD_RUN_RETURN);
    /* The span over, and no run since: still. */
    f->in.as_of = TODAY + 5;
    assert_int_equal(running_of(f).state, LOAD_RUN_RETURN);
    (void)add_run(f, TODAY + 6, 3, 20);
    f->in.as_of = TODAY + 6;
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_NORMAL);
    assert_int_equal(running.return_week, 1);
    assert_int_equal(running.return_day, TODAY + 6);
    fixture_free(f);
}

static void test_a19_short_injured_span_with_10_days_off_is_resuming(void **state)
{
    (void)state;
    struct fixture *f = ran_until(12);
    (void)add_event(f, EVENT_INJURED, TODAY - 11, TODAY - 8);
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RESUMING);
    assert_true(running.asks_injury);
    /* "Yes": a dated injury. The ladder follows. */
    struct load_injury injury = {.day = TODAY, .site = "achilles_left"};
    f->preferences.injuries = &injury;
    f->preferences.n_injuries = 1;
    running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RETURN);
    assert_int_equal(running.return_cause, LOAD_RETURN_INJURY);
    assert_int_equal(running.entry_rung, 1);
    assert_false(running.asks_injury);
    injury.day = TODAY - 11;
    assert_false(running_of(f).asks_injury);
    fixture_free(f);
}

static void test_a19_dated_preference_enters_at_rung_5(void **state)
{
    (void)state;
    struct fixture *f = ran_until(3);
    f->preferences.return_day = TODAY - 1;
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RETURN);
    assert_int_equal(running.entry_rung, 5);
    (void)add_run(f, TODAY - 1, 3, 20); /* that very day counts */
    running = running_of(f);
    assert_int_equal(running.return_week, 1);
    f->preferences.return_day = TODAY + 1; /* not yet */
    assert_int_equal(running_of(f).return_cause, LOAD_RETURN_NO_CAUSE);
    fixture_free(f);
}

static void test_a19_injury_then_running_counts_from_the_first_run_after_it(void **state)
{
    (void)state;
    struct fixture *f = ran_until(0);
    struct load_injury injury = {.day = TODAY - 20, .site = NULL};
    f->preferences.injuries = &injury;
    f->preferences.n_injuries = 1;
    struct load_running running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_NORMAL);
    assert_int_equal(running.return_day,
                     TODAY - 18); /* runs on even days; after, not on it */
    assert_int_equal(running.return_week, 3);
    fixture_free(f);
}

static void test_an_old_injury_before_the_history_says_nothing(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 20, TODAY, 2, 10, 60);
    struct load_injury injury = {.day = TODAY - 2000, .site = "achilles"};
    f->preferences.injuries = &injury;
    f->preferences.n_injuries = 1;
    assert_int_equal(running_of(f).return_cause, LOAD_RETURN_NO_CAUSE);
    injury.day =
        TODAY - 20 - 84; /* 84 days before the history: the return may be what we see */
    assert_int_equal(running_of(f).return_week, 3);
    fixture_free(f);
}

static void test_several_episodes_the_open_one_wins_and_the_lower_rung(void **state)
{
    (void)state;
    struct fixture *f = ran_until(60);
    add_runs(f, TODAY - 20, TODAY, 4, 3, 20); /* a gap of 40 days, closed 20 days ago */
    assert_int_equal(running_of(f).return_week, 3);
    f->preferences.return_day = TODAY - 19;
    struct load_running running = running_of(f); /* the later first run */
    assert_int_equal(running.return_day, TODAY - 16);
    (void)add_event(f, EVENT_INJURED, TODAY - 1, TODAY + 20);
    running = running_of(f);
    assert_int_equal(running.state, LOAD_RUN_RETURN);
    assert_int_equal(running.entry_rung, 1);
    assert_int_equal(running.return_week, 0);
    fixture_free(f);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(load_run_state_name(LOAD_RUN_RETURN), "return_mode");
    assert_string_equal(load_return_cause_name(LOAD_RETURN_PREFERENCE), "preference");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a18_gap_is_the_difference_of_dates),
        cmocka_unit_test(test_a18_resuming_lasts_14_days_from_the_first_run),
        cmocka_unit_test(test_cycling_in_the_gap_does_not_shorten_it),
        cmocka_unit_test(test_a19_28_days_of_history_without_any_run),
        cmocka_unit_test(test_a19_a_stub_extends_the_history_and_is_no_run),
        cmocka_unit_test(test_a19_first_run_starts_return_week_1_of_12),
        cmocka_unit_test(test_a19_entry_rung_by_length),
        cmocka_unit_test(test_a19_entry_rung_1_when_the_gap_holds_an_injured_day),
        cmocka_unit_test(test_a19_unknown_when_the_gap_holds_more_than_7_unreadable_days),
        cmocka_unit_test(test_a19_injured_span_of_7_days_that_covers_the_day),
        cmocka_unit_test(test_a19_a_run_inside_an_open_span_does_not_end_it),
        cmocka_unit_test(test_a19_short_injured_span_with_10_days_off_is_resuming),
        cmocka_unit_test(test_a19_dated_preference_enters_at_rung_5),
        cmocka_unit_test(test_a19_injury_then_running_counts_from_the_first_run_after_it),
        cmocka_unit_test(test_an_old_injury_before_the_history_says_nothing),
        cmocka_unit_test(test_several_episodes_the_open_one_wins_and_the_lower_rung),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
