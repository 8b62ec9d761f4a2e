/* From the calendar to a plan_input: spans, workouts, races, and what pain leaves behind.
 */
#include "facts_fixture.h"

#include "base/banned.h"

static void test_calendar(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY, 2, 8, 45);
    p.preferences.has_availability = true;
    for (int day = 0; day < PLAN_DAYS; day++) {
        p.preferences.slots[day][0] = (struct plan_slot){PLAN_AM_START_MIN, 60};
    }
    struct calendar_event *race = add_event(p.f, EVENT_RACE_A, TODAY + 7, TODAY + 7);
    race->name = "Autumn Duathlon";
    race->sport = SPORT_RUN;
    (void)add_event(p.f, EVENT_SICK, TODAY + 1, TODAY + 2);
    (void)add_event(p.f, EVENT_INJURED, TODAY + 3, TODAY + 3);
    struct calendar_event *limited = add_event(p.f, EVENT_HOLIDAY, TODAY + 4, TODAY + 4);
    limited->availability = "LIMITED";
    limited->max_training_time_s = 2700;
    (void)add_event(p.f, EVENT_HOLIDAY, TODAY + 5, TODAY + 5); /* NORMAL */
    struct calendar_event *workout = add_event(p.f, EVENT_WORKOUT, TODAY + 6, TODAY + 6);
    workout->sport = SPORT_RIDE;
    workout->name = "Threshold";
    workout->moving_time_s = 3600;
    workout->start_local_s = wall_s(TODAY + 6, 17, 0);
    const struct plan_input *input = digest(&p);
    assert_int_equal(input->available[0].slots[0].minutes, 0);
    assert_int_equal(input->available[1].day_max_min, 0);
    assert_true(input->available[2].is_run_closed);
    assert_int_equal(input->available[2].slots[0].minutes, 60);
    assert_int_equal(input->available[3].day_max_min, 45);
    assert_int_equal(input->available[4].day_max_min, PLAN_DAY_MIN);
    assert_int_equal(input->race_day, 6);
    assert_int_equal(input->race_kind, PLAN_RACE_DUATHLON);
    assert_int_equal(input->n_fixed, 1); /* the race alone */
    assert_true(input->fixed[0].is_fixed && input->fixed[0].kind == PLAN_RACE);
    assert_true((input->fixed[0].marks & PLAN_MARK_RUN) != 0);
    assert_int_equal(input->fixed[0].start_min, 9 * 60);
    p.facts.keeps_calendar = true;
    assert_int_equal(digest(&p)->n_fixed, 2);
    assert_int_equal(p.input.fixed[0].kind, PLAN_RIDE_THRESHOLD);
    assert_int_equal(p.input.fixed[0].start_min, 17 * 60);
    assert_int_equal(p.input.fixed[0].slot, 1);
    fixture_free(p.f);
}

/* Workouts of one day without a clock are not booked twice, and not in the past. */
static void test_calendar_without_clocks(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY - 1, 2, 8, 45);
    p.facts.first_day = TODAY;
    p.facts.keeps_calendar = true;
    p.f->in.now_local_s = wall_s(TODAY, 9, 0);
    for (int i = 0; i < 3; i++) {
        struct calendar_event *event = add_event(p.f, EVENT_WORKOUT, TODAY + 2, TODAY + 2);
        event->sport = i == 1 ? SPORT_WEIGHT_TRAINING : SPORT_RIDE;
        event->moving_time_s = 3600;
        event->start_local_s = wall_s(TODAY + 2, i == 2 ? 18 : 0, 0);
    }
    struct calendar_event *today = add_event(p.f, EVENT_WORKOUT, TODAY, TODAY);
    today->sport = SPORT_RUN;
    today->moving_time_s = 1800;
    today->start_local_s = wall_s(TODAY, 0, 0);
    const struct plan_input *input = digest(&p);
    assert_int_equal(input->n_fixed, 4);
    assert_int_equal(input->fixed[0].start_min, 9 * 60); /* not before now */
    assert_int_equal(input->fixed[1].start_min, 7 * 60);
    assert_int_equal(input->fixed[2].start_min, 18 * 60); /* the one that has a clock */
    assert_int_equal(input->fixed[3].start_min, 19 * 60); /* pm, behind it */
    fixture_free(p.f);
}

/* Told, but not in the calendar: fixed on its day, once. */
static void test_told_races(void **state)
{
    (void)state;
    struct planner p;
    struct plan_race races[] = {{TODAY + 6, PLAN_RACE_DUATHLON, 0},
                                {TODAY + 30, PLAN_RACE_RUN, 0}};
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY, 2, 8, 45);
    p.preferences.races = races;
    p.preferences.n_races = 2;
    const struct plan_input *input = digest(&p);
    assert_int_equal(input->race_day, 5);
    assert_int_equal(input->race_kind, PLAN_RACE_DUATHLON);
    assert_int_equal(input->n_fixed, 1);
    assert_int_equal(input->fixed[0].kind, PLAN_RACE);
    assert_int_equal(input->fixed[0].day, 5);
    assert_true(input->fixed[0].is_fixed);
    assert_true((input->fixed[0].marks & PLAN_MARK_RUN_HARD) != 0);
    assert_unknown(input->fixed[0].llss); /* how long it will be nobody told */
    assert_unknown(input->fixed[0].load);
    races[0].minutes = 90;
    assert_close(digest(&p)->fixed[0].minutes, 90, 0);
    assert_close(p.input.fixed[0].load, 150, 1e-9); /* at threshold */
    struct calendar_event *ride = add_event(p.f, EVENT_WORKOUT, TODAY + 6, TODAY + 6);
    ride->sport = SPORT_RIDE;
    ride->moving_time_s = 4 * 3600;
    ride->start_local_s = wall_s(TODAY + 6, 8, 0);
    p.facts.keeps_calendar = true; /* nobody said when the race is: behind the ride */
    assert_int_equal(digest(&p)->fixed[1].start_min, 12 * 60);
    p.facts.keeps_calendar = false;
    (void)add_event(p.f, EVENT_RACE_A, TODAY + 6, TODAY + 6);
    assert_int_equal(digest(&p)->n_fixed, 1);
    assert_close(p.input.fixed[0].minutes, 90, 0); /* the calendar does not say */
    p.facts.first_day = TODAY + 7;                 /* and as a day before the week */
    races[0].minutes = 0;
    (void)digest(&p);
    assert_true(past(&p, TODAY + 6)->is_unknown);
    assert_true(isfinite(p.input.fitness_eve));
    fixture_free(p.f);
}

/* A SICK span and as many days after it as it lasted, 2 at least and 7 at most. */
static void test_sickness(void **state)
{
    (void)state;
    static const struct {
        int first; /* against TODAY; the week begins the day after */
        int last;
        int until; /* the last day of the week that is marked; -1: none */
    } spans[] = {{-3, -3, -1}, {0, 0, 1},  {-1, 0, 1},  {-4, 0, 4},
                 {-9, -2, 4},  {-9, 0, 6}, {-30, 0, 6}, {-30, -8, -1}};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        struct planner p;
        planner_init(&p);
        struct calendar_event *sick =
            add_event(p.f, EVENT_SICK, TODAY + spans[i].first, TODAY + spans[i].last);
        sick->availability = i % 2 == 0 ? NULL : "NORMAL"; /* trained through, or not */
        const struct plan_input *input = digest(&p);
        for (int day = 0; day < PLAN_DAYS; day++) {
            assert_int_equal(input->is_after_sick[day], day <= spans[i].until);
        }
        assert_int_equal(input->available[0].closed_by, PLAN_CLOSED_NOT);
        fixture_free(p.f);
    }
}

/* A stop keeps its week, a hold its first run. */
static void test_what_a_gate_leaves(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY - 4, 2, 8, 50);
    assert_int_equal(digest(&p)->after_stop_until, -1);
    assert_false(p.input.is_first_after_hold);
    add_pain(p.f, TODAY - 3, LOAD_PAIN_DURING, 6)->site = "knee";
    add_pain(p.f, TODAY - 2, LOAD_PAIN_NEXT_MORNING, 0)->site = "knee";
    add_pain(p.f, TODAY - 1, LOAD_PAIN_NEXT_MORNING, 0)->site = "knee";
    assert_int_equal(digest(&p)->level, LOAD_LEVEL_CAUTION);
    assert_true(p.input.is_first_after_hold);
    assert_int_equal(p.input.after_stop_until, 3); /* the stop stood until TODAY - 2 */
    fixture_free(p.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_calendar_without_clocks),
        cmocka_unit_test(test_told_races),
        cmocka_unit_test(test_sickness),
        cmocka_unit_test(test_what_a_gate_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
