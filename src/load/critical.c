#include "load/critical.h"

#include <math.h>
#include <stdbool.h>

#include "load/constants.h"
#include "base/banned.h"

static bool is_used(const struct load_effort *effort)
{
    return isfinite(effort->amount) && effort->amount > 0 &&
           effort->time_s >= LOAD_CRITICAL_TIME_MIN_S &&
           effort->time_s <= LOAD_CRITICAL_TIME_MAX_S;
}

struct sums {
    double n;
    double mean_time;
    double mean_amount;
    double time2; /* sum of squares about the mean, and the products */
    double amount2;
    double both;
};

static struct sums sums_of(size_t n, const struct load_effort efforts[],
                           struct load_critical *ret)
{
    struct sums sums = {0};
    for (size_t i = 0; i < n; i++) {
        const struct load_effort *effort = &efforts[i];
        if (is_used(effort)) {
            sums.n++;
            sums.mean_time += effort->time_s;
            sums.mean_amount += effort->amount;
            ret->shortest_s = fmin(ret->shortest_s, effort->time_s); /* fmin passes NAN */
            ret->longest_s = fmax(ret->longest_s, effort->time_s);
        }
    }
    sums.mean_time /= sums.n;
    sums.mean_amount /= sums.n;
    for (size_t i = 0; i < n; i++) {
        if (is_used(&efforts[i])) {
            double time = efforts[i].time_s - sums.mean_time;
            double amount = efforts[i].amount - sums.mean_amount;
            sums.time2 += time * time;
            sums.amount2 += amount * amount;
            sums.both += time * amount;
        }
    }
    return sums;
}

static void errors_set(size_t n, const struct load_effort efforts[],
                       const struct sums *sums, struct load_critical *ret)
{
    double left2 = 0;
    ret->worst_pct = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_used(&efforts[i])) {
            double modelled = ret->capacity + ret->rate * efforts[i].time_s;
            double left = efforts[i].amount - modelled;
            left2 += left * left;
            ret->worst_pct = fmax(ret->worst_pct, 100 * fabs(left) / modelled);
        }
    }
    ret->r2 = sums->amount2 > 0 ? 1 - left2 / sums->amount2 : LOAD_NAN;
    if (sums->n > 2) {
        double variance = left2 / (sums->n - 2);
        ret->rate_error = sqrt(variance / sums->time2);
        ret->capacity_error = sqrt(
            variance * (1 / sums->n + sums->mean_time * sums->mean_time / sums->time2));
    }
}

void load_critical_fit(size_t n, const struct load_effort efforts[],
                       struct load_critical *ret)
{
    *ret = (struct load_critical){.shortest_s = LOAD_NAN,
                                  .longest_s = LOAD_NAN,
                                  .rate = LOAD_NAN,
                                  .capacity = LOAD_NAN,
                                  .rate_error = LOAD_NAN,
                                  .capacity_error = LOAD_NAN,
                                  .r2 = LOAD_NAN,
                                  .worst_pct = LOAD_NAN};
    struct sums sums = sums_of(n, efforts, ret);
    ret->n_points = (size_t)sums.n;
    if (ret->n_points < LOAD_CRITICAL_POINTS_MIN) {
        ret->state = LOAD_CRITICAL_TOO_FEW;
        return;
    }
    if (!(ret->longest_s - ret->shortest_s >= LOAD_CRITICAL_SPAN_S)) {
        ret->state = LOAD_CRITICAL_TOO_CLOSE;
        return;
    }
    double rate = sums.both / sums.time2;
    double capacity = sums.mean_amount - rate * sums.mean_time;
    if (!(rate > 0) || !(capacity > 0)) {
        ret->state = LOAD_CRITICAL_NO_LINE;
        return;
    }
    ret->state = LOAD_CRITICAL_FITTED;
    ret->rate = rate;
    ret->capacity = capacity;
    errors_set(n, efforts, &sums, ret);
}
