#include "load/monotony.h"

#include <math.h>

#include "load/acwr.h"
#include "load/constants.h"

#include "base/banned.h"

static double population_sd(const double load[], size_t n_days, double mean)
{
    double squares = 0.0;
    bool is_equal = true;
    for (size_t k = 0; k < n_days; k++) {
        double today = isnan(load[k]) ? 0.0 : load[k];
        double first = isnan(load[0]) ? 0.0 : load[0];
        is_equal = is_equal && !(today < first) && !(today > first);
        squares += (today - mean) * (today - mean);
    }
    return is_equal ? 0.0 : sqrt(squares / (double)n_days);
}

struct load_monotony load_monotony_at(const double load[], size_t i)
{
    struct load_monotony ret = {.mean_per_day = LOAD_NAN,
                                .sd_per_day = LOAD_NAN,
                                .monotony = LOAD_NAN,
                                .strain = LOAD_NAN};
    if (i + 1 < LOAD_MONOTONY_DAYS) {
        ret.is_short_history = true;
        return ret;
    }
    ret.mean_per_day = load_mean_back(load, i, LOAD_MONOTONY_DAYS);
    ret.sd_per_day = population_sd(load + (i + 1 - LOAD_MONOTONY_DAYS), LOAD_MONOTONY_DAYS,
                                   ret.mean_per_day);
    if (ret.sd_per_day > LOAD_SD_FLOOR) {
        ret.monotony = ret.mean_per_day / ret.sd_per_day;
        ret.strain = ret.mean_per_day * (double)LOAD_MONOTONY_DAYS * ret.monotony;
    }
    return ret;
}
