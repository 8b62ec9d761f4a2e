/* Which lap is which step, and where in the stream the plan began. */
#include "review/internal.h"

#include <math.h>
#include <stdint.h>

#include "review/constants.h"
#include "base/banned.h"

double review__lap_value(const struct activity_interval *lap, enum review_measure measure)
{
    switch (measure) {
    case REVIEW_POWER:
        return lap->average_power_w;
    case REVIEW_SPEED:
        return lap->average_speed_m_per_s;
    case REVIEW_GAP:
        return lap->gap_m_per_s;
    case REVIEW_HEART_RATE:
        return lap->average_heart_rate_bpm;
    case REVIEW_NO_MEASURE:
    case N_REVIEW_MEASURES:
        break;
    }
    return REVIEW_NAN;
}

static double lap_seconds(const struct activity_interval *lap)
{
    return lap->elapsed_time_s > 0.0 ? lap->elapsed_time_s : lap->moving_time_s;
}

/* How badly a lap fits a step; 1 for one whose duration is not known. */
static double pair_cost(const struct review_step *step, const struct activity_interval *lap)
{
    double seconds = lap_seconds(lap);
    double cost =
        seconds > 0.0 && step->planned_s > 0.0 ? fabs(log(seconds / step->planned_s)) : 1.0;
    double value = review__lap_value(lap, step->measure);
    double middle = (step->low + step->high) / 2.0;
    if (value > 0.0 && middle > 0.0) {
        cost +=
            fmin(REVIEW_EFFORT_COST * fabs(log(value / middle)), REVIEW_EFFORT_COST_MAX);
    }
    return cost;
}

enum { PAIR, SKIP_STEP, SKIP_LAP };

/* The cheapest way to the corner (i steps, k laps). */
static void cell_fill(const struct review_steps *steps,
                      const struct activity_intervals *intervals, size_t i, size_t k,
                      double *cost, unsigned char *way)
{
    size_t width = intervals->n_intervals + 1;
    size_t at = i * width + k;
    cost[at] = HUGE_VAL;
    if (i > 0 && k > 0) {
        cost[at] = cost[at - width - 1] +
                   pair_cost(&steps->items[i - 1], &intervals->intervals[k - 1]);
        way[at] = PAIR;
    }
    if (i > 0 && cost[at - width] + REVIEW_SKIP_STEP < cost[at]) {
        cost[at] = cost[at - width] + REVIEW_SKIP_STEP;
        way[at] = SKIP_STEP;
    }
    if (k > 0 && cost[at - 1] + REVIEW_SKIP_LAP < cost[at]) {
        cost[at] = cost[at - 1] + REVIEW_SKIP_LAP;
        way[at] = SKIP_LAP;
    }
}

static bool fits(const struct review_step *step, const struct activity_interval *lap)
{
    double off_s = fabs(lap_seconds(lap) - step->planned_s);
    return off_s <= fmax(REVIEW_LAP_SLACK * step->planned_s, REVIEW_LAP_SLACK_S);
}

/* More would cost too much memory and is no plan for one session. */
enum { MAX_CELLS = 1 << 18 };

bool review__laps_match(struct review_steps *steps,
                        const struct activity_intervals *intervals, struct arena *arena)
{
    size_t n_laps = intervals != NULL ? intervals->n_intervals : 0;
    size_t width = n_laps + 1;
    size_t n_fit = 0;
    if (n_laps < 2 || (steps->n + 1) * width > MAX_CELLS) {
        return false;
    }
    double *cost = arena_alloc(arena, (steps->n + 1) * width, sizeof *cost);
    unsigned char *way = arena_alloc(arena, (steps->n + 1) * width, 1);
    for (size_t i = 0; i <= steps->n; i++) {
        for (size_t k = i == 0 ? 1 : 0; k < width; k++) {
            cell_fill(steps, intervals, i, k, cost, way);
        }
    }
    for (size_t i = steps->n, k = n_laps; i > 0;) {
        unsigned char step = way[i * width + k];
        struct review_step *item = &steps->items[i - 1];
        item->i_lap = step == PAIR ? k - 1 : SIZE_MAX;
        if (step == PAIR && item->is_work && fits(item, &intervals->intervals[k - 1])) {
            n_fit++;
        }
        i -= step != SKIP_LAP ? 1U : 0U;
        k -= step != SKIP_STEP ? 1U : 0U;
    }
    return steps->n_work > 0 && (double)n_fit >= REVIEW_LAPS_SHARE * (double)steps->n_work;
}

void review__target_band(const struct review_step *step, double *ret_low, double *ret_high)
{
    bool is_point = step->high - step->low < 1e-9;
    double half = is_point ? REVIEW_TARGET_POINT * step->low : 0.0;
    *ret_low = step->low - half;
    *ret_high = step->high + half;
}

/* How well the work steps lie on the stream when the plan began shift_s later. */
static double shift_score(const struct review_steps *steps,
                          const struct review_samples *samples, double shift_s)
{
    double score = 0.0;
    for (size_t i = 0; i < steps->n; i++) {
        const struct review_step *step = &steps->items[i];
        double from_s = step->flat->start_s + shift_s;
        double to_s = from_s + step->planned_s;
        if (step->is_work && isfinite(to_s)) {
            score += review_samples_nearness(samples, step->measure, from_s, to_s,
                                             (step->low + step->high) / 2.0);
        }
    }
    return score;
}

double review__stream_shift(const struct review_steps *steps,
                            const struct review_samples *samples)
{
    double best = 0.0;
    double best_shift_s = 0.0;
    int n_shifts = (int)(REVIEW_SHIFT_S / REVIEW_SHIFT_STEP_S);
    /* From no shift outwards: of equals the smallest stands. */
    for (int i = 0; i <= 2 * n_shifts; i++) {
        int n_steps = i % 2 == 0 ? i / 2 : -(i + 1) / 2;
        double shift_s = REVIEW_SHIFT_STEP_S * (double)n_steps;
        double score = shift_score(steps, samples, shift_s);
        if (score > best + 1e-9) {
            best = score;
            best_shift_s = shift_s;
        }
    }
    return best_shift_s;
}
