/* Which activities count, and in which order: stubs, duplicates, clock changes (A6, A13,
 * A14). */
#include "fixture.h"

#include "base/banned.h"

static enum load_activity_state state_of(const struct fixture *f, size_t i_input)
{
    return result_of(f, i_input)->state;
}

static void set_utc(struct activity *activity, int offset_hours)
{
    activity->start_utc_s = activity->start_local_s - (int64_t)offset_hours * 3600;
}

/* ---- stubs ---- */

static void test_a6_stub_day_is_unknown_history_longer_no_run(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_stub(f, TODAY - 9, 8, 0);
    (void)add_run(f, TODAY, 10, 60);
    const struct load_status *status = compute(f);
    assert_int_equal(status->n_history_days, 10);
    assert_true(day_of(f, TODAY - 9)->is_unknown);
    assert_int_equal(day_of(f, TODAY - 9)->n_runs, 0);
    assert_false(day_of(f, TODAY - 9)->is_rest);
    assert_int_equal(status->history->n_stubs, 1);
    fixture_free(f);
}

static void test_a6_stub_is_dropped_near_a_readable_start(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60); /* 08:00 */
    (void)add_stub(f, TODAY, 7, 58);
    (void)add_stub(f, TODAY, 8, 2);
    struct activity *far = add_stub(f, TODAY, 8, 2);
    far->start_local_s += 1; /* 121 s */
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_STUB_DROPPED);
    assert_int_equal(state_of(f, 2), LOAD_ACTIVITY_STUB_DROPPED);
    assert_int_equal(state_of(f, 3), LOAD_ACTIVITY_STUB);
    assert_int_equal(f->status.history->activities[result_of(f, 1)->kept_index].input_index,
                     0);
    f->in.n_activities = 3;
    assert_false(compute(f)->history->days[0].is_unknown);
    fixture_free(f);
}

static void test_a6_only_stubs_is_no_readable_history(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    for (day_num back = 0; back < 40; back++) {
        (void)add_stub(f, TODAY - back, 8, 0);
    }
    const struct load_status *status = compute(f);
    assert_int_equal(status->check.level, LOAD_LEVEL_UNKNOWN);
    assert_int_equal(status->n_unknown_28, 28);
    assert_int_equal(status->running.state, LOAD_RUN_UNKNOWN);
    fixture_free(f);
}

/* ---- duplicates ---- */

static struct activity *add_like(struct fixture *f, enum sport sport, int64_t start_s,
                                 double minutes)
{
    struct activity *activity = add(f, sport, TODAY, 8, 0, minutes);
    activity->start_local_s = wall_s(TODAY, 8, 0) + start_s;
    return activity;
}

static void test_a13_duplicates_120_s_inclusive(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_like(f, SPORT_RUN, 0, 60);
    (void)add_like(f, SPORT_RUN, 120, 60);
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    f->activities[1].start_local_s++;
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_COUNTED);
    fixture_free(f);
}

static void test_a13_duplicates_10_pct_of_the_larger(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_like(f, SPORT_RUN, 0, 100);
    (void)add_like(f, SPORT_RUN, 60, 90);
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    f->activities[1].moving_time_s -= 1;
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_COUNTED);
    fixture_free(f);
}

static void test_a13_duplicates_same_group_of_sports(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_like(f, SPORT_RUN, 0, 60);
    (void)add_like(f, SPORT_VIRTUAL_RUN, 30, 60);
    (void)add_like(f, SPORT_RIDE, 30, 60);
    (void)add_like(f, SPORT_VIRTUAL_RIDE, 60, 60); /* another group than outdoor rides */
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    assert_int_equal(state_of(f, 2), LOAD_ACTIVITY_COUNTED);
    assert_int_equal(state_of(f, 3), LOAD_ACTIVITY_COUNTED);
    fixture_free(f);
}

static void test_a13_duplicates_the_longer_stays(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_like(f, SPORT_RUN, 0, 57);
    (void)add_like(f, SPORT_RUN, 60, 60);
    (void)compute(f);
    assert_int_equal(state_of(f, 0), LOAD_ACTIVITY_DUPLICATE);
    assert_int_equal(f->status.history->activities[result_of(f, 0)->kept_index].input_index,
                     1);
    assert_close(f->status.llss_today, 56, 1e-9);
    assert_int_equal(f->status.history->n_duplicates, 1);
    fixture_free(f);
}

static void test_a13_duplicates_tie_keeps_earlier(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_like(f, SPORT_RUN, 60, 60);
    (void)add_like(f, SPORT_RUN, 0, 60);
    (void)compute(f);
    assert_int_equal(state_of(f, 0), LOAD_ACTIVITY_DUPLICATE);
    /* The same start: the smaller id, though it stands last. */
    f->activities[0].id = "i9";
    f->activities[1].id = "i8";
    f->activities[0].start_local_s = f->activities[1].start_local_s;
    (void)compute(f);
    assert_int_equal(state_of(f, 0), LOAD_ACTIVITY_DUPLICATE);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_COUNTED);
    fixture_free(f);
}

static void test_a13_duplicates_the_one_with_streams_stays(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    const bool has_streams[] = {true, false};
    (void)add_like(f, SPORT_RUN, 0, 57);
    (void)add_like(f, SPORT_RUN, 60, 60);
    f->in.has_streams = has_streams;
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    fixture_free(f);
}

static void test_a13_duplicates_elapsed_serves_when_moving_is_missing(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_like(f, SPORT_RUN, 0, 60);
    add_like(f, SPORT_RUN, 60, 58)->moving_time_s = LOAD_NAN;
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    fixture_free(f);
}

static void test_a13_duplicates_null_duration_is_never_one(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_like(f, SPORT_RUN, 0, LOAD_NAN);
    (void)add_like(f, SPORT_RUN, 0, LOAD_NAN);
    (void)add_like(f, SPORT_RUN, 0, 60);
    (void)compute(f);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(state_of(f, i), LOAD_ACTIVITY_COUNTED);
    }
    fixture_free(f);
}

static void test_a13_duplicates_are_compared_with_those_kept(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_like(f, SPORT_RUN, 0, 60);
    (void)add_like(f, SPORT_RUN, 100, 60);
    (void)add_like(f, SPORT_RUN, 200,
                   60); /* 100 s from a dropped one, 200 s from the kept one */
    (void)compute(f);
    assert_int_equal(state_of(f, 0), LOAD_ACTIVITY_COUNTED);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    assert_int_equal(state_of(f, 2), LOAD_ACTIVITY_COUNTED);
    fixture_free(f);
}

static void test_a13_one_id_counts_once(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 5, 10, 60);
    (void)add_run(f, TODAY, 10, 60);
    f->activities[1].id = "i00000000";
    (void)compute(f);
    assert_int_equal(state_of(f, 0), LOAD_ACTIVITY_COUNTED);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    assert_close(f->status.llss_today, 0, 0.0);
    f->activities[0].id = NULL; /* no id: never the same */
    f->activities[1].id = NULL;
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_COUNTED);
    fixture_free(f);
}

static void test_a13_duplicates_over_midnight(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_RUN, TODAY - 1, 23, 59, 60);
    (void)add(f, SPORT_RUN, TODAY, 0, 0, 58);
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    fixture_free(f);
}

/* ---- clock changes ---- */

/* 2026-10-25 in Europe: 03:00 CEST (+2) becomes 02:00 CET (+1). */
#define AUTUMN ((day_num)20751)
/* 2026-03-29: 02:00 CET becomes 03:00 CEST. */
#define SPRING ((day_num)20541)

static void test_a14_autumn_the_repeated_hour_is_no_duplicate(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    set_utc(add(f, SPORT_RUN, AUTUMN, 2, 30, 20), 2);
    set_utc(add(f, SPORT_RUN, AUTUMN, 2, 30, 20), 1); /* an hour later */
    (void)compute(f);
    assert_int_equal(state_of(f, 0), LOAD_ACTIVITY_COUNTED);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_COUNTED);
    f->activities[1].start_utc_s = MODEL_NO_TIME; /* wall clock is all there is */
    (void)compute(f);
    assert_int_equal(state_of(f, 1), LOAD_ACTIVITY_DUPLICATE);
    fixture_free(f);
}

static void test_a14_autumn_keeps_the_true_order(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    set_utc(add(f, SPORT_RUN, AUTUMN, 2, 35, 10), 1); /* 01:35Z */
    set_utc(add(f, SPORT_RUN, AUTUMN, 2, 40, 10), 2); /* 00:40Z */
    const struct load_status *status = compute(f);
    assert_int_equal(status->history->activities[0].input_index, 1);
    assert_int_equal(status->history->n_sessions, 2); /* 45 minutes apart */
    fixture_free(f);
}

static void test_a14_spring_the_missing_hour(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    set_utc(add(f, SPORT_RUN, SPRING, 1, 50, 10), 1); /* ends 02:00 = 03:00 */
    set_utc(add(f, SPORT_RUN, SPRING, 3, 10, 10), 2);
    const struct load_status *status = compute(f);
    assert_int_equal(status->history->n_sessions, 1); /* 10 minutes, not 70 */
    f->activities[0].start_utc_s = MODEL_NO_TIME;
    status = compute(f);
    assert_int_equal(status->history->n_sessions, 2);
    fixture_free(f);
}

static void test_a14_days_are_local(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct activity *run = add(f, SPORT_RUN, TODAY, 0, 30, 60);
    run->start_utc_s = run->start_local_s - 13 * 3600; /* the day before in UTC */
    (void)compute(f);
    assert_int_equal(f->status.first_day, TODAY);
    fixture_free(f);
}

static void test_activities_without_a_time_come_last_and_are_nobodys_duplicate(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add(f, SPORT_RUN, TODAY, 0, 0, 60)->start_local_s = MODEL_NO_TIME;
    add(f, SPORT_RUN, TODAY, 0, 0, 60)->start_local_s = MODEL_NO_TIME;
    (void)add(f, SPORT_RUN, TODAY, 23, 0, 60);
    const struct load_status *status = compute(f);
    assert_int_equal(status->history->activities[0].input_index, 2);
    assert_int_equal(status->history->n_sessions, 3);
    assert_int_equal(status->history->n_duplicates, 0);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a6_stub_day_is_unknown_history_longer_no_run),
        cmocka_unit_test(test_a6_stub_is_dropped_near_a_readable_start),
        cmocka_unit_test(test_a6_only_stubs_is_no_readable_history),
        cmocka_unit_test(test_a13_duplicates_120_s_inclusive),
        cmocka_unit_test(test_a13_duplicates_10_pct_of_the_larger),
        cmocka_unit_test(test_a13_duplicates_same_group_of_sports),
        cmocka_unit_test(test_a13_duplicates_the_longer_stays),
        cmocka_unit_test(test_a13_duplicates_tie_keeps_earlier),
        cmocka_unit_test(test_a13_duplicates_the_one_with_streams_stays),
        cmocka_unit_test(test_a13_duplicates_elapsed_serves_when_moving_is_missing),
        cmocka_unit_test(test_a13_duplicates_null_duration_is_never_one),
        cmocka_unit_test(test_a13_duplicates_are_compared_with_those_kept),
        cmocka_unit_test(test_a13_one_id_counts_once),
        cmocka_unit_test(test_a13_duplicates_over_midnight),
        cmocka_unit_test(test_a14_autumn_the_repeated_hour_is_no_duplicate),
        cmocka_unit_test(test_a14_autumn_keeps_the_true_order),
        cmocka_unit_test(test_a14_spring_the_missing_hour),
        cmocka_unit_test(test_a14_days_are_local),
        cmocka_unit_test(
            test_activities_without_a_time_come_last_and_are_nobodys_duplicate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
