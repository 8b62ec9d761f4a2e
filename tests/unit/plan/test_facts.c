/* From history and preferences to a plan_input; the calendar: test_facts_calendar.c. */
#include "facts_fixture.h"

#include "plan/habit.h"

#include "base/banned.h"

static void test_history_days(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY - 2, 2, 8, 45);
    struct activity *ride = add(p.f, SPORT_RIDE, TODAY - 1, 8, 0, 90);
    ride->training_load = 70;
    (void)add_stub(p.f, TODAY - 3, 7, 0);
    const struct plan_input *input = digest(&p);
    assert_int_equal(input->today, -1);
    assert_int_equal(input->now_min, 20 * 60 + 30);
    assert_true(past(&p, TODAY - 2)->has_run && past(&p, TODAY - 2)->is_known);
    assert_close(past(&p, TODAY - 2)->longest_run_km, 8, 1e-9);
    assert_close(past(&p, TODAY - 2)->run_min, 45, 1e-9);
    assert_false(past(&p, TODAY - 2)->is_rest);
    assert_close(past(&p, TODAY - 1)->ride_min, 90, 1e-9);
    assert_close(past(&p, TODAY - 1)->ctl_load, 70, 1e-9);
    assert_true(past(&p, TODAY - 1)->is_rest);
    assert_unknown(past(&p, TODAY - 1)->longest_run_km);
    assert_true(past(&p, TODAY - 3)->is_unknown);
    assert_false(past(&p, TODAY - 3)->is_rest);
    fixture_free(p.f);
}

static void test_usual_speeds(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY - 2, 2, 8, 45);
    const struct plan_input *input = digest(&p);
    assert_close(input->run_m_per_s[PLAN_EASY], 8000.0 / 2700, 1e-9);
    assert_close(input->run_m_per_s[PLAN_HARD], 8000.0 / 2700 * sqrt(0.90 / 0.56), 1e-9);
    assert_unknown(input->ride_m_per_s[PLAN_EASY]);
    fixture_free(p.f);
}

/* Today without activities is planned; the lines of the eve run over it once. */
static void test_today_and_planned_days(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY - 2, 2, 8, 45);
    struct calendar_event *event = add_event(p.f, EVENT_WORKOUT, TODAY, TODAY);
    event->sport = SPORT_RUN;
    event->moving_time_s = 3600;
    p.facts.first_day = TODAY + 2; /* a day between today and the week */
    const struct plan_input *input = digest(&p);
    const struct load_history *history = p.f->status.history;
    assert_true(past(&p, TODAY)->is_planned && past(&p, TODAY)->has_run);
    assert_close(past(&p, TODAY)->llss, 56, 1e-9);
    assert_unknown(past(&p, TODAY)->longest_run_min); /* raises no reference */
    assert_true(past(&p, TODAY + 1)->is_planned && past(&p, TODAY + 1)->is_rest);
    double fitness = history->fitness[history->n_days - 2];
    fitness = fitness * exp(-1.0 / 42) + 56 * (1 - exp(-1.0 / 42));
    assert_close(input->fitness_eve, fitness * exp(-1.0 / 42), 1e-9);
    (void)add_run(p.f, TODAY, 5, 30); /* now today is what was done */
    (void)digest(&p);
    assert_false(past(&p, TODAY)->is_planned);
    assert_close(past(&p, TODAY)->longest_run_km, 5, 1e-9);
    fixture_free(p.f);
}

static void test_aerobic_lines(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY - 2, 2, 8, 45);
    assert_unknown(digest(&p)->ctl_eve);
    struct wellness_day *row = add_wellness(p.f, TODAY - 1);
    row->ctl = 60;
    row->atl = 50;
    assert_close(digest(&p)->ctl_eve, 60 * exp(-1.0 / 42),
                 1e-9); /* today: nothing planned */
    assert_close(p.input.atl_eve, 50 * exp(-1.0 / 7), 1e-9);
    fixture_free(p.f);
}

static void add_strength(struct planner *p, day_num first, size_t n, double load)
{
    for (size_t i = 0; i < n; i++) {
        struct activity *legs =
            add(p->f, SPORT_WEIGHT_TRAINING, first + (day_num)i, 18, 0, 60);
        legs->training_load = load;
    }
}

/* The service counts strength half in CTL: so do the past days and the planned week. */
static void test_sports_count_by_their_factors(void **state)
{
    (void)state;
    struct planner p;
    struct load_factor half = {
        .sport = SPORT_WEIGHT_TRAINING, .ctl_factor = 0.5, .atl_factor = 1};
    planner_init(&p);
    p.f->athlete.load_factors[0] = half;
    p.f->athlete.n_load_factors = 1;
    add_runs(p.f, TODAY - 60, TODAY - 2, 2, 8, 45);
    add_strength(&p, TODAY - 1, 1, 40);
    const struct plan_input *input = digest(&p);
    assert_close(past(&p, TODAY - 1)->ctl_load, 20, 1e-9);
    assert_close(past(&p, TODAY - 1)->atl_load, 40, 1e-9);
    assert_close(input->ctl_factor[SPORT_WEIGHT_TRAINING], 0.5, 1e-9);
    assert_close(input->ctl_factor[SPORT_RUN], 1, 1e-9);
    fixture_free(p.f);
}

/* 100 h q2 is 70 for an hour of strength without RPE; booked were 21: 0.3 of it. */
static void test_strength_load_is_the_usual(void **state)
{
    (void)state;
    struct planner p;
    struct plan_session legs;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY - 2, 2, 8, 45);
    add_strength(&p, TODAY - 9, 2, 21);
    assert_close(digest(&p)->strength_factor, 1, 1e-9); /* two say nothing yet */
    add_strength(&p, TODAY - 5, 1, 21);
    const struct plan_input *input = digest(&p);
    assert_close(input->strength_factor, 0.3, 1e-9);
    plan_session_of_menu(input, PLAN_STRENGTH_LOWER_HEAVY, 0, 60, &legs);
    assert_close(legs.load, 21, 1e-9);
    assert_close(legs.llss, 100 * 0.75 * 0.70, 1e-9); /* the legs' load is another thing */
    fixture_free(p.f);
}

/* TODAY is the Sunday of the week: what was done is fixed, marks as measured. */
static void test_week_under_way(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    p.facts.first_day = TODAY - 6;
    add_runs(p.f, TODAY - 60, TODAY - 7, 3, 8, 45);
    struct activity *hard = add_run(p.f, TODAY - 5, 10, 50);
    hard->name = "easy";
    hard->threshold_pace_m_per_s = 3.4; /* 3.33 m/s: q 0.98 */
    struct activity *legs = add(p.f, SPORT_WEIGHT_TRAINING, TODAY - 4, 18, 0, 60);
    legs->name = "Legs";
    legs->elapsed_time_s = 3600;
    struct activity *easy_legs = add(p.f, SPORT_WEIGHT_TRAINING, TODAY - 3, 18, 0, 60);
    easy_legs->name = "Legs";
    easy_legs->rpe = 5;
    (void)add_stub(p.f, TODAY - 2, 7, 0);
    const struct plan_input *input = digest(&p);
    assert_int_equal(input->today, 6);
    assert_int_equal(input->n_fixed, 4);
    assert_int_equal(input->fixed[0].day, 1);
    assert_int_equal(input->fixed[0].start_min, 8 * 60);
    assert_true(input->fixed[0].is_done);
    assert_true((input->fixed[0].marks & PLAN_MARK_RUN_HARD) != 0);
    assert_int_equal(input->fixed[0].effort, PLAN_HARD);
    assert_close(input->fixed[0].llss, result_of(p.f, p.f->in.n_activities - 4)->llss.llss,
                 1e-9);
    assert_true((input->fixed[1].marks & PLAN_MARK_HEAVY_LEGS) != 0);
    assert_false((input->fixed[2].marks & PLAN_MARK_HEAVY_LEGS) != 0);
    assert_unknown(input->fixed[3].llss); /* unreadable */
    assert_close(input->last_run_min, 50, 1e-9);
    fixture_free(p.f);
}

static void test_sessions_before_the_week(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY - 7, 3, 8, 45);
    struct activity *tempo = add_run(p.f, TODAY, 10, 50);
    tempo->threshold_pace_m_per_s = 3.4;
    struct activity *more = add_run(p.f, TODAY, 2, 12);
    more->start_local_s = wall_s(TODAY, 9, 5); /* 15 min after the end: one session */
    const struct plan_input *input = digest(&p);
    assert_int_equal(input->n_past_sessions, 1);
    assert_int_equal(input->past_sessions[0].start, -1440 + 8 * 60);
    assert_int_equal(input->past_sessions[0].end, -1440 + 9 * 60 + 17);
    assert_true((input->past_sessions[0].marks & PLAN_MARK_RUN_HARD) != 0);
    fixture_free(p.f);
}

/* Slots that were used in two of six weeks; nothing else is opened. */
static void test_habit(void **state)
{
    (void)state;
    struct planner p;
    struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS];
    planner_init(&p);
    (void)digest(&p);
    assert_false(plan_habit_slots(p.f->status.history, slots));
    for (day_num day = TODAY - 41; day <= TODAY; day++) {
        if (day_weekday(day) == 1) { /* Tuesdays 6:40 and 17:50 */
            (void)add(p.f, SPORT_RUN, day, 6, 40, 50);
            (void)add(p.f, SPORT_RIDE, day, 17, 50, day > TODAY - 8 ? 95 : 60);
        }
    }
    (void)add(p.f, SPORT_RIDE, TODAY - 1, 9, 0, 200); /* once, a Saturday */
    (void)digest(&p);
    assert_true(plan_habit_slots(p.f->status.history, slots));
    assert_int_equal(slots[1][0].start_min, 6 * 60 + 30);
    assert_int_equal(slots[1][0].minutes, 60);
    assert_int_equal(slots[1][1].start_min, 17 * 60 + 45);
    assert_int_equal(slots[1][1].minutes, 105);
    assert_int_equal(slots[5][0].minutes, 0);
    fixture_free(p.f);
}

static void test_injuries_caps_age(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 60, TODAY, 2, 8, 45);
    struct plan_injury injuries[2] = {
        {.day = TODAY - 800, .site = "achilles_left", .is_tendon = true},
        {.day = TODAY + 1 - LOAD_BONE_DAYS, .site = "shin", .is_bone_stress = true}};
    p.preferences.injuries = injuries;
    p.preferences.n_injuries = 2;
    p.preferences.cap_run_km = 20;
    p.f->athlete.birth_day = day_from_civil((struct civil_date){1980, 11, 24});
    const struct plan_input *input = digest(&p);
    assert_true(input->has_achilles_history && input->has_tendon_history);
    assert_false(input->is_bone_stress); /* 84 days: over */
    assert_false(input->is_older);       /* 46 tomorrow */
    assert_close(input->cap_run_km, 20, 0);
    assert_int_equal(input->cap_run_days, -1);
    injuries[1].day++;
    p.f->athlete.birth_day--;
    assert_true(digest(&p)->is_bone_stress);
    assert_false(p.input.is_bone_high_risk);
    assert_true(p.input.ladder.is_open);
    assert_int_equal(p.input.ladder.rung, 1);
    assert_true(p.input.is_older);
    injuries[1].site = "navicular_left";
    assert_true(digest(&p)->is_bone_high_risk);
    fixture_free(p.f);
}

/* A gap of 40 days, then a run every other day: rung 5 and up. */
static void test_ladder(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 120, TODAY - 52, 2, 8, 45);
    (void)digest(&p);
    assert_int_equal(p.input.state, LOAD_RUN_RETURN);
    assert_int_equal(p.input.return_week, 1);
    assert_true(p.input.ladder.is_open);
    assert_int_equal(p.input.ladder.rung, 5);
    for (day_num day = TODAY - 12; day <= TODAY; day += 4) {
        (void)add_run(p.f, day, 3, 25);
    }
    /* -12, -8, -4 are over, TODAY's morning is to come. */
    (void)digest(&p);
    assert_int_equal(p.input.return_week, 2);
    assert_int_equal(p.input.ladder.rung, 6);
    assert_int_equal(p.input.ladder.n_clean, 1);
    (void)add_pain(p.f, TODAY - 7, LOAD_PAIN_NEXT_MORNING, 2); /* after the run of -8 */
    (void)digest(&p);
    assert_int_equal(p.input.ladder.rung, 5);
    assert_int_equal(p.input.ladder.n_clean, 1);
    p.f->preferences.usual_morning_pain = 2;
    (void)digest(&p);
    assert_int_equal(p.input.ladder.rung, 6);
    p.f->activities[p.f->in.n_activities - 3].moving_time_s =
        10 * 60; /* no session of it */
    (void)digest(&p);
    assert_int_equal(p.input.ladder.rung, 6);
    assert_int_equal(p.input.ladder.n_clean, 0);
    fixture_free(p.f);
}

static void test_ladder_ends(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 130, TODAY - 65, 2, 8, 45);
    add_runs(p.f, TODAY - 36, TODAY - 14, 2, 5, 33); /* 12 clean ones: rungs 5 to 10 */
    (void)digest(&p);
    assert_int_equal(p.input.return_week, 6);
    assert_false(p.input.ladder.is_open);
    fixture_free(p.f);
}

static void test_resuming(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 80, TODAY - 15, 2, 8, 45);
    (void)add_run(p.f, TODAY - 20, 14, 80);
    const struct plan_input *input = digest(&p);
    assert_int_equal(input->state, LOAD_RUN_RESUMING);
    assert_int_equal(input->gap_first_run_day, PLAN_NO_DAY);
    assert_close(input->gap_longest_km, 22, 1e-9); /* it adjoins the run of that day */
    assert_close(input->gap_week_min, 4 * 45 + 80, 1e-9);
    (void)add_run(p.f, TODAY - 1, 5, 30);
    (void)digest(&p);
    assert_int_equal(input->gap_first_run_day, -2);
    assert_int_equal(input->resuming_until, 11); /* 14 days with the first run */
    assert_close(input->gap_longest_km, 22, 1e-9);
    fixture_free(p.f);
}

static void test_deload_due(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    add_runs(p.f, TODAY - 90, TODAY, 2, 8, 45);
    assert_true(digest(&p)->is_deload_due);
    p.f->in.n_activities = 0;
    add_runs(p.f, TODAY - 90, TODAY - 15, 2, 8, 45);
    add_runs(p.f, TODAY - 13, TODAY - 7, 4, 8, 45); /* the week before last was light */
    add_runs(p.f, TODAY - 6, TODAY, 2, 8, 45);
    assert_false(digest(&p)->is_deload_due);
    fixture_free(p.f);
}

static void test_nobody(void **state)
{
    (void)state;
    struct planner p;
    planner_init(&p);
    const struct plan_input *input = digest(&p);
    assert_int_equal(input->n_fixed, 0);
    assert_true(input->is_warming_up);
    assert_int_equal(input->state, LOAD_RUN_LEARNING);
    assert_close(input->fitness_eve, 0, 0);
    fixture_free(p.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_history_days),
        cmocka_unit_test(test_usual_speeds),
        cmocka_unit_test(test_today_and_planned_days),
        cmocka_unit_test(test_aerobic_lines),
        cmocka_unit_test(test_sports_count_by_their_factors),
        cmocka_unit_test(test_strength_load_is_the_usual),
        cmocka_unit_test(test_week_under_way),
        cmocka_unit_test(test_sessions_before_the_week),
        cmocka_unit_test(test_habit),
        cmocka_unit_test(test_injuries_caps_age),
        cmocka_unit_test(test_ladder),
        cmocka_unit_test(test_ladder_ends),
        cmocka_unit_test(test_resuming),
        cmocka_unit_test(test_deload_due),
        cmocka_unit_test(test_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
