/* CTL, ATL and their parts: the service's recurrence, seeds, factors, projection. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "load/fitness.h"

enum { N_DAYS = 150, FIRST_DAY = 20000, LAST_DAY = FIRST_DAY + N_DAYS - 1 };

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance)) {
        fail_msg("%.9g is not %.9g within %g", found, expected, tolerance);
    }
}

struct world {
    struct activity activities[2 * N_DAYS];
    size_t n_activities;
    struct wellness_day wellness[N_DAYS];
    size_t n_wellness;
    struct calendar_event events[4];
    size_t n_events;
    struct athlete athlete;
    void *scratch;
    struct load_inputs in;
    struct load_fitness out;
};

static void add_activity(struct world *world, day_num day, enum sport sport, double load)
{
    struct activity *activity = &world->activities[world->n_activities++];
    activity_init(activity);
    activity->id = "x";
    activity->day = day;
    activity->start_local_s = (int64_t)day * 86400 + 3600;
    activity->sport = sport;
    activity->training_load = load;
    activity->moving_time_s = 3600;
}

static void add_wellness(struct world *world, day_num day, double ctl, double atl)
{
    struct wellness_day *row = &world->wellness[world->n_wellness++];
    wellness_day_init(row);
    row->day = day;
    row->ctl = ctl;
    row->atl = atl;
}

static void compute(struct world *world, size_t n_horizon_days)
{
    load_inputs_init(&world->in);
    world->in.athlete = &world->athlete;
    world->in.activities = world->activities;
    world->in.n_activities = world->n_activities;
    world->in.wellness = world->wellness;
    world->in.n_wellness = world->n_wellness;
    world->in.events = world->events;
    world->in.n_events = world->n_events;
    world->in.first_day = FIRST_DAY;
    world->in.as_of = LAST_DAY;
    world->in.n_horizon_days = n_horizon_days;
    world->scratch = calloc(1, load_fitness_scratch_bytes(&world->in));
    load_fitness_compute(&world->in, world->scratch, &world->out);
}

static struct world *world_new(void)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    athlete_init(&world->athlete);
    return world;
}

static void world_free(struct world *world)
{
    free(world->scratch);
    free(world);
}

static double part_sum(const struct load_fitness *fitness)
{
    double sum = 0;
    for (size_t i = 0; i < N_LOAD_PARTS; i++) {
        sum += fitness->parts[i].ctl;
    }
    return sum;
}

static void test_published_step_of_the_recurrence(void **state)
{
    (void)state;
    /* vectors.json pmc.one_step: 50/60 and load 100 give 51.1764 / 65.3249. */
    struct world *world = world_new();
    add_wellness(world, LAST_DAY - 1, 50, 60);
    add_activity(world, LAST_DAY, SPORT_RUN, 100);
    compute(world, 0);
    assert_near(world->out.computed.ctl, 51.1764, 0.0005);
    assert_near(world->out.computed.atl, 65.3249, 0.0005);
    assert_near(part_sum(&world->out), world->out.computed.ctl, 1e-9);
    world_free(world);
}

static void test_parts_sum_to_the_service_at_the_seed_and_to_computed_later(void **state)
{
    (void)state;
    struct world *world = world_new();
    add_wellness(world, FIRST_DAY, 80, 85);
    for (int i = 1; i < N_DAYS; i++) {
        add_activity(world, FIRST_DAY + i, i % 3 == 0 ? SPORT_RUN : SPORT_RIDE, 40 + i % 7);
    }
    compute(world, 0);
    /* A second way: one line over all loads. */
    double ctl = 80;
    for (int i = 1; i < N_DAYS; i++) {
        ctl = ctl * exp(-1.0 / 42) + (40 + i % 7) * (1 - exp(-1.0 / 42));
    }
    assert_near(world->out.computed.ctl, ctl, 1e-9);
    assert_near(part_sum(&world->out), ctl, 1e-9);
    assert_true(world->out.parts[LOAD_PART_RIDE].ctl > world->out.parts[LOAD_PART_RUN].ctl);
    assert_near(world->out.parts[LOAD_PART_SWIM].ctl, 0, 1e-12);
    world_free(world);
}

static void test_check_is_zero_when_the_service_did_the_same(void **state)
{
    (void)state;
    struct world *world = world_new();
    double ctl = 70;
    double atl = 75;
    add_wellness(world, FIRST_DAY, ctl, atl);
    for (int i = 1; i < N_DAYS - 1; i++) { /* the last row is yesterday's */
        double load = 30 + (i * 13) % 60;
        add_activity(world, FIRST_DAY + i, SPORT_RIDE, load);
        ctl += (load - ctl) * (1 - exp(-1.0 / 42));
        atl += (load - atl) * (1 - exp(-1.0 / 7));
        add_wellness(world, FIRST_DAY + i, ctl, atl);
    }
    compute(world, 0);
    assert_int_equal(world->out.service_day, LAST_DAY - 1);
    assert_near(world->out.check_ctl, 0, 1e-6);
    assert_near(world->out.check_atl, 0, 1e-6);
    world_free(world);
}

static void test_type_factors_scale_a_part(void **state)
{
    (void)state;
    struct world *world = world_new();
    world->athlete.n_load_factors = 1;
    world->athlete.load_factors[0] = (struct load_factor){
        .sport = SPORT_WEIGHT_TRAINING, .ctl_factor = 0, .atl_factor = 1};
    add_wellness(world, LAST_DAY - 1, 50, 60);
    add_activity(world, LAST_DAY, SPORT_WEIGHT_TRAINING, 100);
    compute(world, 0);
    assert_near(world->out.computed.ctl, 50 * exp(-1.0 / 42), 1e-9);
    assert_near(world->out.computed.atl, 65.3249, 0.0005);
    world_free(world);
}

static void test_without_the_service_lines_start_at_0(void **state)
{
    (void)state;
    struct world *world = world_new();
    add_activity(world, LAST_DAY, SPORT_RUN, 100);
    compute(world, 0);
    assert_false(world->out.is_seeded_by_service);
    assert_near(world->out.computed.ctl, 100 * (1 - exp(-1.0 / 42)), 1e-9);
    assert_true(isnan(world->out.service.ctl));
    assert_true(isnan(world->out.check_ctl));
    world_free(world);
}

static void test_planned_days_go_on_from_today(void **state)
{
    (void)state;
    struct world *world = world_new();
    add_wellness(world, LAST_DAY - 1, 50, 60);
    for (size_t i = 0; i < 3; i++) {
        calendar_event_init(&world->events[i]);
        world->events[i].category = EVENT_WORKOUT;
        world->events[i].day = LAST_DAY + (day_num)i;
        world->events[i].sport = SPORT_RUN;
        world->events[i].training_load = 100;
    }
    world->events[2].training_load = (double)NAN;
    world->n_events = 3;
    compute(world, 2);
    assert_int_equal(world->out.n_days, 3);
    /* Nothing done today: the plan counts, and is the published step. */
    assert_true(world->out.days[0].is_planned);
    assert_near(world->out.days[0].ctl, 51.1764, 0.0005);
    assert_near(world->out.days[1].ctl,
                51.17645 * exp(-1.0 / 42) + 100 * (1 - exp(-1.0 / 42)), 0.0005);
    assert_near(world->out.days[2].load, 0, 0);
    assert_int_equal(world->out.n_planned_without_load, 1);
    world_free(world);
}

static void test_today_done_is_actual(void **state)
{
    (void)state;
    struct world *world = world_new();
    add_wellness(world, LAST_DAY - 1, 50, 60);
    add_activity(world, LAST_DAY, SPORT_RUN, 10);
    calendar_event_init(&world->events[0]);
    world->events[0].category = EVENT_WORKOUT;
    world->events[0].day = LAST_DAY;
    world->events[0].training_load = 100;
    world->n_events = 1;
    compute(world, 0);
    assert_false(world->out.days[0].is_planned);
    assert_near(world->out.days[0].ctl, world->out.computed.ctl, 1e-12);
    assert_near(world->out.days[0].load, 10, 1e-12);
    world_free(world);
}

static void test_constant_load_tends_to_it_and_scaling_scales(void **state)
{
    (void)state;
    double ctl[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
        struct world *world = world_new();
        add_wellness(world, FIRST_DAY, 60 * (k + 1), 60 * (k + 1));
        for (int i = 1; i < N_DAYS; i++) {
            add_activity(world, FIRST_DAY + i, SPORT_RUN, 60 * (k + 1));
        }
        compute(world, 0);
        ctl[k] = world->out.computed.ctl;
        assert_near(world->out.computed.ramp_7d, 0, 1e-9);
        world_free(world);
    }
    assert_near(ctl[0], 60, 1e-9);
    assert_near(ctl[1], 2 * ctl[0], 1e-9);
}

static void test_order_of_activities_does_not_matter(void **state)
{
    (void)state;
    struct world *forward = world_new();
    struct world *backward = world_new();
    add_wellness(forward, FIRST_DAY, 60, 60);
    add_wellness(backward, FIRST_DAY, 60, 60);
    for (int i = 1; i < N_DAYS; i++) {
        add_activity(forward, FIRST_DAY + i, SPORT_RUN, i);
        add_activity(backward, FIRST_DAY + N_DAYS - i, SPORT_RUN, N_DAYS - i);
    }
    compute(forward, 0);
    compute(backward, 0);
    assert_near(forward->out.computed.ctl, backward->out.computed.ctl, 0);
    world_free(forward);
    world_free(backward);
}

/* Nothing is known before today, and nothing was done yet: today is planned once, and its
 * load fades once. */
static void test_a_first_day_without_activity_is_planned_once(void **state)
{
    (void)state;
    struct world *world = world_new();
    struct calendar_event *event = &world->events[world->n_events++];
    calendar_event_init(event);
    event->category = EVENT_WORKOUT;
    event->sport = SPORT_RUN;
    event->day = FIRST_DAY;
    event->end_day = FIRST_DAY;
    event->training_load = 100;
    compute(world, 0); /* fills the inputs */
    world->in.first_day = FIRST_DAY;
    world->in.as_of = FIRST_DAY;
    world->in.n_horizon_days = 1;
    free(world->scratch);
    world->scratch = calloc(1, load_fitness_scratch_bytes(&world->in));
    load_fitness_compute(&world->in, world->scratch, &world->out);
    assert_int_equal(world->out.n_days, 2);
    assert_int_equal(world->out.basis_day, FIRST_DAY - 1);
    assert_true(world->out.days[0].is_planned);
    assert_near(world->out.days[0].ctl, 100 * (1 - exp(-1.0 / 42)), 1e-12);
    assert_near(world->out.days[1].ctl, 100 * (1 - exp(-1.0 / 42)) * exp(-1.0 / 42), 1e-12);
    /* The same day done instead of planned ends on the same line. */
    world->n_events = 0;
    add_activity(world, FIRST_DAY, SPORT_RUN, 100);
    world->in.n_events = 0;
    world->in.n_activities = 1;
    load_fitness_compute(&world->in, world->scratch, &world->out);
    assert_false(world->out.days[0].is_planned);
    assert_near(world->out.days[1].ctl, 100 * (1 - exp(-1.0 / 42)) * exp(-1.0 / 42), 1e-12);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_step_of_the_recurrence),
        cmocka_unit_test(test_parts_sum_to_the_service_at_the_seed_and_to_computed_later),
        cmocka_unit_test(test_check_is_zero_when_the_service_did_the_same),
        cmocka_unit_test(test_type_factors_scale_a_part),
        cmocka_unit_test(test_without_the_service_lines_start_at_0),
        cmocka_unit_test(test_planned_days_go_on_from_today),
        cmocka_unit_test(test_today_done_is_actual),
        cmocka_unit_test(test_constant_load_tends_to_it_and_scaling_scales),
        cmocka_unit_test(test_a_first_day_without_activity_is_planned_once),
        cmocka_unit_test(test_order_of_activities_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
