/* The weeks ahead: growth within H3 and H6, deloads, tapers, the return. */
#include "fixture.h"

#include "plan/outline.h"

static void outline_of(struct fixture *f, struct plan_outline_week weeks[])
{
    plan_limits_of(&f->input, &f->limits);
    plan_outline_make(&f->limits, f->n_sessions, f->sessions, NULL, PLAN_OUTLINE_WEEKS,
                      weeks);
}

static void put(struct fixture *f, int day, enum plan_kind kind, double minutes)
{
    struct plan_session *session = &f->sessions[f->n_sessions++];
    plan_session_of_menu(&f->input, kind, 1, minutes, session);
    session->day = day;
    session->start_min = 420;
}

static void running_rises_as_the_rules_allow(void **state)
{
    (void)state;
    struct fixture f;
    struct plan_outline_week weeks[PLAN_OUTLINE_WEEKS];
    fixture_init(&f);
    put(&f, TUE, PLAN_RUN_EASY, 50);
    put(&f, THU, PLAN_RUN_EASY, 40);
    put(&f, SAT, PLAN_RUN_LONG, 60);
    outline_of(&f, weeks);
    double largest = 150.0;
    double longest = 60.0;
    for (int i = 0; i < PLAN_OUTLINE_WEEKS; i++) {
        assert_int_equal(weeks[i].first_day, 7 * (i + 1));
        assert_true(weeks[i].run_min <= 1.2 * largest);
        assert_true(weeks[i].run_min <= largest + 30.0);
        assert_true(weeks[i].longest_run_min <= 1.1 * longest);
        largest = fmax(largest, weeks[i].run_min);
        longest = fmax(longest, weeks[i].longest_run_min);
    }
    assert_close(weeks[0].run_min, 165.0, 1e-9);
    assert_close(weeks[0].longest_run_min, 65.0, 1e-9);
}

static void every_fourth_week_is_a_deload(void **state)
{
    (void)state;
    struct fixture f;
    struct plan_outline_week weeks[PLAN_OUTLINE_WEEKS];
    fixture_init(&f);
    put(&f, TUE, PLAN_RUN_EASY, 50);
    outline_of(&f, weeks);
    bool expected[PLAN_OUTLINE_WEEKS] = {false, false, true, false};
    for (int i = 0; i < PLAN_OUTLINE_WEEKS; i++) {
        assert_int_equal(weeks[i].is_deload, expected[i]);
    }
    assert_true(weeks[2].run_min < weeks[1].run_min);
    assert_true(weeks[2].ride_min < weeks[1].ride_min);
    f.input.is_older = true;
    outline_of(&f, weeks);
    assert_true(weeks[1].is_deload);
}

static void the_race_has_its_taper(void **state)
{
    (void)state;
    struct fixture f;
    struct plan_outline_week weeks[PLAN_OUTLINE_WEEKS];
    fixture_init(&f);
    f.input.race_day = 7 * 3 + SUN;
    put(&f, TUE, PLAN_RUN_EASY, 50);
    outline_of(&f, weeks);
    assert_false(weeks[0].is_taper || weeks[0].is_race_week);
    assert_true(weeks[2].is_race_week && weeks[2].is_taper);
    assert_true(weeks[2].run_min <= 0.5 * 165.0);
    assert_close(weeks[2].longest_run_min, weeks[1].longest_run_min, 1e-9);
}

static void the_ladder_climbs(void **state)
{
    (void)state;
    struct fixture f;
    struct plan_outline_week weeks[PLAN_OUTLINE_WEEKS];
    fixture_init(&f);
    f.input.return_week = 1;
    f.input.state = LOAD_RUN_RETURN;
    f.input.ladder = (struct plan_ladder){.is_open = true, .rung = 1};
    put(&f, TUE, PLAN_RUN_LADDER, 0);
    put(&f, THU, PLAN_RUN_LADDER, 0);
    outline_of(&f, weeks);
    assert_int_equal(weeks[0].return_week, 2);
    assert_int_equal(weeks[0].rung, 2);
    assert_int_equal(weeks[1].rung, 3);
    assert_int_equal(weeks[2].rung, 5);
    assert_int_equal(weeks[0].n_run_days_max, 3);
    assert_int_equal(weeks[0].n_run_hard_max, 0);
    assert_true(isnan(weeks[0].longest_run_min));
}

/* Two mornings and an evening: no more days, minutes or long runs than they hold. */
static void targets_fit_the_hours(void **state)
{
    (void)state;
    struct fixture f;
    struct plan_outline_week weeks[PLAN_OUTLINE_WEEKS];
    struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS] = {{{0, 0}}};
    fixture_init(&f);
    put(&f, TUE, PLAN_RUN_EASY, 50);
    put(&f, SAT, PLAN_RUN_LONG, 100);
    put(&f, SUN, PLAN_RIDE_LONG, 300);
    outline_of(&f, weeks);
    assert_int_equal(weeks[0].n_run_days_max, 6); /* H7: one day is no run day */
    slots[TUE][0] = (struct plan_slot){420, 60};
    slots[SAT][0] = (struct plan_slot){420, 45};
    slots[SAT][1] = (struct plan_slot){1080, 30};
    slots[SUN][0] = (struct plan_slot){420, 15}; /* too short for a run */
    plan_outline_make(&f.limits, f.n_sessions, f.sessions,
                      (const struct plan_slot(*)[PLAN_SLOTS])slots, PLAN_OUTLINE_WEEKS,
                      weeks);
    assert_int_equal(weeks[0].n_run_days_max, 2);
    assert_close(weeks[0].run_min, 105, 1e-9);
    assert_close(weeks[0].longest_run_min, 60, 1e-9);
    assert_close(weeks[0].ride_min, 45, 1e-9); /* what is left of 150 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(running_rises_as_the_rules_allow),
        cmocka_unit_test(every_fourth_week_is_a_deload),
        cmocka_unit_test(the_race_has_its_taper),
        cmocka_unit_test(the_ladder_climbs),
        cmocka_unit_test(targets_fit_the_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
