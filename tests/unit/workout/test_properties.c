/* Thousands of random workouts: what is written is read back as the same, and adds up. */
#include "random_workout.h"

#include "base/banned.h"

enum { N_WORKOUTS = 5000 };

static void reading_gives_back_what_was_written(void **state)
{
    size_t n_units[N_WORKOUT_UNITS] = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= N_WORKOUTS; seed++) {
        struct workout workout = random_workout(seed);
        struct workout_remarks remarks;
        char *text = written(&workout);
        struct workout back = parsed(text, &remarks);
        char *again = written(&back);
        if (!workout_equal(&workout, &back) || strcmp(text, again) != 0 ||
            remarks.n_found > 0) {
            fail_msg("seed %u, %zu remarks:\n%s\nread back:\n%s", (unsigned)seed,
                     remarks.n_found, text, again);
        }
        for (size_t i = 0; i < workout.n_steps; i++) {
            n_units[workout.steps[i].target.units]++;
        }
        free(text);
        free(again);
        arena_clear(&arena);
    }
    for (size_t i = 0; i < N_WORKOUT_UNITS; i++) {
        assert_true(n_units[i] > 1000); /* each kind was there */
    }
}

/* Any one field changed is another workout. */
static void equality_sees_every_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < 12; i++) {
        struct workout a = random_workout(i + 1);
        struct workout b = random_workout(i + 1);
        assert_true(workout_equal(&a, &b));
        struct workout_step *step = &b.steps[b.n_steps - 1];
        struct workout_block *block = &b.blocks[b.n_blocks - 1];
        switch (i) {
        case 0:
            step->text = "other";
            break;
        case 1:
            step->duration_s++;
            break;
        case 2:
            step->distance_m++;
            break;
        case 3:
            step->shape = (enum workout_shape)((step->shape + 1) % 3);
            break;
        case 4:
            step->target.units = (enum workout_units)((step->target.units + 1) % 5);
            break;
        case 5:
            step->target.range.end++;
            break;
        case 6:
            step->cadence_rpm.start++;
            break;
        case 7:
            step->rpe.end++;
            break;
        case 8:
            step->until_lap_press = !step->until_lap_press;
            break;
        case 9:
            step->options = "x=1";
            break;
        case 10:
            block->repeats++;
            break;
        default:
            block->heading = "other";
            break;
        }
        assert_false(workout_equal(&a, &b));
        arena_clear(&arena);
    }
}

static bool is_same(double a, double b)
{
    return isnan(a) ? isnan(b) : fabs(a - b) <= 1e-6 * fmax(1, fabs(b));
}

static void flat_steps_add_up_to_the_totals(void **state)
{
    static struct workout_flat_step flat[WORKOUT_FLAT_STEPS];
    static const struct workout_thresholds thresholds = {.ftp_w = 250,
                                                         .lthr_bpm = 165,
                                                         .max_hr_bpm = 185,
                                                         .threshold_speed_m_per_s = 4,
                                                         .n_power_zones = 3,
                                                         .power_zones_pct = {55, 75, 999},
                                                         .n_pace_zones = 3,
                                                         .pace_zones_pct = {78, 88, 999}};
    size_t n_known = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= N_WORKOUTS; seed++) {
        struct workout workout = random_workout(seed);
        struct workout_totals totals = workout_totals(&workout, &thresholds);
        struct err err = {0};
        size_t n_flat = 0;
        double at_s = 0;
        double distance_m = 0;
        assert_true(
            workout_flatten(&workout, &thresholds, COUNT(flat), flat, &n_flat, &err));
        for (size_t i = 0; i < n_flat; i++) {
            assert_true(is_same(flat[i].start_s, at_s));
            assert_true(!isnan(flat[i].duration_s) || !isnan(flat[i].distance_m));
            at_s += flat[i].duration_s;
            distance_m += flat[i].distance_m;
        }
        assert_true(is_same(totals.duration_s, at_s));
        assert_true(is_same(totals.distance_m, distance_m));
        assert_true(isnan(totals.duration_s) || !(totals.untargeted_s > totals.duration_s));
        assert_true(isnan(totals.training_load) || totals.training_load >= 0);
        n_known += isnan(totals.duration_s) ? 0U : 1U;
        arena_clear(&arena);
    }
    assert_true(n_known > N_WORKOUTS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_gives_back_what_was_written),
        cmocka_unit_test(equality_sees_every_field),
        cmocka_unit_test(flat_steps_add_up_to_the_totals),
    };
    return cmocka_run_group_tests(tests, NULL, arena_teardown);
}
