#include "runner.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/xalloc.h"

#include "base/banned.h"

/* splitmix64 (Steele, Lea & Flood 2014). */
uint64_t dice_next(struct dice *dice)
{
    uint64_t x = dice->state += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/* Above 0, below 1. */
static double fraction(struct dice *dice)
{
    return ((double)(dice_next(dice) >> 11) + 0.5) / 9007199254740992.0;
}

double dice_between(struct dice *dice, double low, double high)
{
    return low + (high - low) * fraction(dice);
}

size_t dice_below(struct dice *dice, size_t n)
{
    return (size_t)(dice_next(dice) % n);
}

double dice_normal(struct dice *dice)
{
    double radius = sqrt(-2.0 * log(fraction(dice)));
    return radius * cos(2.0 * 3.14159265358979323846 * fraction(dice));
}

double scenario_run_sd_ms(const struct scenario *scenario)
{
    double sum = 0.0;
    for (int n = LAPS_MIN; n <= LAPS_MAX; n++) {
        double inflation = 1.0;
        double memory = scenario->lap_memory;
        for (int lag = 1; lag < n; lag++, memory *= scenario->lap_memory) {
            inflation += 2.0 * (1.0 - (double)lag / (double)n) * memory;
        }
        sum += scenario->lap_sd_ms * scenario->lap_sd_ms * inflation / (double)n;
    }
    double of_laps = sum / (double)(LAPS_MAX - LAPS_MIN + 1);
    return sqrt(scenario->run_sd_ms * scenario->run_sd_ms + of_laps);
}

/* What stays the same about one runner. */
struct person {
    double easy_m_per_s;
    double stance_ms; /* at 3 m/s */
    double slope_ms;  /* per m/s */
    double bend_ms;   /* per (m/s)^2 */
};

static struct person person_of(struct dice *dice)
{
    return (struct person){.easy_m_per_s = dice_between(dice, 2.5, 3.3),
                           .stance_ms = dice_between(dice, 230.0, 290.0),
                           .slope_ms = dice_between(dice, -45.0, -20.0),
                           .bend_ms = dice_between(dice, 0.0, 10.0)};
}

/* Two of three runs easy, every sixth long and slower, every fifth a tempo run. */
static double speed_of_run(struct dice *dice, const struct person *person)
{
    double kind = fraction(dice);
    double of_kind = kind < 0.65 ? 0.0 : kind < 0.80 ? -0.12 : 0.55;
    return person->easy_m_per_s + of_kind + 0.08 * dice_normal(dice);
}

/* The run days of a week, as bits. */
static unsigned days_of_week(struct dice *dice, const struct scenario *scenario)
{
    size_t n_runs = scenario->n_runs_min +
                    dice_below(dice, scenario->n_runs_max - scenario->n_runs_min + 1);
    unsigned days = 0;
    while (n_runs > 0) {
        unsigned day = 1U << dice_below(dice, 7);
        n_runs -= (days & day) == 0 ? 1 : 0;
        days |= day;
    }
    return days;
}

static void add_laps(struct runner *runner, struct dice *dice,
                     const struct scenario *scenario, const struct person *person,
                     double level_ms)
{
    size_t n_laps = LAPS_MIN + dice_below(dice, LAPS_MAX - LAPS_MIN + 1);
    double speed_of_all = speed_of_run(dice, person);
    double memory = scenario->lap_memory;
    double error = dice_normal(dice);
    for (size_t i = 0; i < n_laps; i++) {
        struct load_drift_segment *lap = &runner->segments[runner->n_segments++];
        load_drift_segment_init(lap);
        double speed = speed_of_all + 0.08 * dice_normal(dice);
        double from_3 = speed - 3.0;
        bool is_broken = fraction(dice) < scenario->broken_share;
        double broken_ms = fraction(dice) < 0.5 ? -30.0 : 30.0;
        lap->i_run = runner->n_runs - 1;
        lap->start_s = LAP_S * (double)(i + 1);
        lap->duration_s = LAP_S;
        lap->distance_m = LAP_S * speed;
        lap->speed_m_per_s = speed;
        lap->gradient_frac = 0.0;
        lap->values[LOAD_METRIC_STANCE_TIME] =
            person->stance_ms + person->slope_ms * from_3 +
            person->bend_ms * from_3 * from_3 + level_ms + scenario->lap_sd_ms * error +
            (is_broken ? broken_ms : 0.0);
        error = memory * error + sqrt(1.0 - memory * memory) * dice_normal(dice);
    }
}

struct runner runner_make(const struct scenario *scenario, uint64_t seed, day_num n_days,
                          day_num shift_day, double shift_ms)
{
    struct dice dice = {.state = seed * 0xD1B54A32D192ED03ULL + 1};
    struct person person = person_of(&dice);
    size_t most = (size_t)(n_days / 7 + 1) * scenario->n_runs_max;
    struct runner runner = {
        .runs = xcalloc(most, sizeof(struct load_drift_run)),
        .segments = xcalloc(most * LAPS_MAX, sizeof(struct load_drift_segment))};
    double memory = scenario->run_memory;
    double level = dice_normal(&dice);
    for (day_num monday = 0; monday + 6 < n_days; monday += 7) {
        unsigned days = days_of_week(&dice, scenario);
        for (int weekday = 0; weekday < 7; weekday++) {
            if ((days & (1U << weekday)) == 0) {
                continue;
            }
            day_num day = monday + weekday;
            double heavy = fraction(&dice) < scenario->heavy_share ? 3.0 : 1.0;
            double shift = day >= shift_day ? shift_ms : 0.0;
            runner.runs[runner.n_runs++] =
                (struct load_drift_run){.day = day, .start_local_s = (int64_t)day * 86400};
            add_laps(&runner, &dice, scenario, &person,
                     heavy * scenario->run_sd_ms * level + shift);
            level = memory * level + sqrt(1.0 - memory * memory) * dice_normal(&dice);
        }
    }
    return runner;
}

void runner_release(struct runner *runner)
{
    free(runner->runs);
    free(runner->segments);
    *runner = (struct runner){.runs = NULL};
}
