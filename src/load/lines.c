#include "load/lines.h"

#include <math.h>

#include "load/constants.h"

#include "base/banned.h"

double load_ewma_share(double tau_days)
{
    return -expm1(-1.0 / tau_days);
}

void load_ewma(size_t n_days, const double load[], double tau_days, double seed,
               double out[])
{
    double share = load_ewma_share(tau_days);
    double value = seed;
    for (size_t i = 0; i < n_days; i++) {
        double today = isnan(load[i]) ? 0.0 : load[i];
        value += (today - value) * share;
        out[i] = value;
    }
}

double load_for_form(double fitness_yesterday, double fatigue_yesterday, double form)
{
    double fitness_share = load_ewma_share(LOAD_FITNESS_DAYS);
    double fatigue_share = load_ewma_share(LOAD_FATIGUE_DAYS);
    double rested = fitness_yesterday * (1.0 - fitness_share) -
                    fatigue_yesterday * (1.0 - fatigue_share);
    return (rested - form) / (fatigue_share - fitness_share);
}

enum load_zone load_zone_of(double form_pct)
{
    if (isnan(form_pct)) {
        return LOAD_ZONE_NONE;
    }
    if (form_pct > LOAD_ZONE_DETRAINING_PCT) {
        return LOAD_ZONE_DETRAINING;
    }
    if (form_pct >= LOAD_ZONE_FRESH_PCT) {
        return LOAD_ZONE_FRESH;
    }
    if (form_pct >= LOAD_ZONE_NEUTRAL_PCT) {
        return LOAD_ZONE_NEUTRAL;
    }
    return form_pct >= LOAD_ZONE_BUILDING_PCT ? LOAD_ZONE_BUILDING : LOAD_ZONE_OVERREACHING;
}

const char *load_zone_name(enum load_zone zone)
{
    static const char *const names[] = {"none",    "detraining", "fresh",
                                        "neutral", "building",   "overreaching"};
    return names[zone];
}

const char *load_zone_label(enum load_zone zone)
{
    static const char *const labels[] = {"not shown", "transition or detraining",
                                         "fresh",     "neutral",
                                         "building",  "overreaching"};
    return labels[zone];
}

struct load_lines load_lines_at(const double fitness[], const double fatigue[], size_t i)
{
    size_t n_days = i + 1;
    struct load_lines ret = {
        .fitness = fitness[i],
        .fatigue = fatigue[i],
        .form = fitness[i] - fatigue[i],
        .form_pct = LOAD_NAN,
        .ramp_7d =
            n_days > LOAD_RAMP_DAYS ? fitness[i] - fitness[i - LOAD_RAMP_DAYS] : LOAD_NAN,
        .is_warming_up = n_days < LOAD_WARM_UP_DAYS,
        .is_seeded = n_days < LOAD_SEEDED_DAYS,
    };
    if (ret.fitness >= LOAD_PCT_FITNESS_MIN) {
        ret.form_pct = 100.0 * ret.form / ret.fitness;
    }
    ret.zone = ret.is_warming_up ? LOAD_ZONE_NONE : load_zone_of(ret.form_pct);
    return ret;
}
