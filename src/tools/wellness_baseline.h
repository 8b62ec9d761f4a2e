/* The fields of the wellness log, and each against its own weeks before. */
#ifndef TOOLS_WELLNESS_BASELINE_H
#define TOOLS_WELLNESS_BASELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/data.h"

enum { WELLNESS_RECENT_DAYS = 7, WELLNESS_BASELINE_DAYS = 60, N_WELLNESS_FIELDS = 34 };

/* Unasked, a field is shown; only named, when it has values; or left to another tool. */
enum wellness_shown { WELLNESS_SHOWN, WELLNESS_ON_REQUEST, WELLNESS_ELSEWHERE };

/* One field that can be shown: where it stands, how it is scaled and how far rounded. */
struct wellness_field {
    const char *name;
    size_t offset;
    double factor;
    int decimals;
    bool is_logged; /* compared as logarithm (HRV is skewed) */
    enum wellness_shown shown;
    int most_repeats;  /* the same value on more recorded days in a row is told; 0: it may
                          stay */
    const char *scale; /* direction and labels, where there are any */
};

extern const struct wellness_field wellness_fields[N_WELLNESS_FIELDS];

/* A field's last value and its recent week against the weeks before. */
struct wellness_baseline {
    double latest;
    day_num latest_day;
    double mean_recent;
    double mean_before;
    double sd_before;
    double z; /* of the recent mean; NAN with too few days or without spread */
    size_t n_recent;
    size_t n_before;
    size_t
        n_same; /* recorded days in a row, the latest included, with the very same value */
};

/* The value of a day, scaled; NAN when not recorded, or only carried over from an earlier
 * day. */
double wellness_value(const struct wellness_day *day, const struct wellness_field *field);

/*
 * Mean of the last 7 days with a value, mean and population SD of the 60 days before those,
 * z = (mean - mean before) / SD before. HRV is compared as ln(ms) (it is skewed) and given
 * back in ms: means are then geometric, and sd is of the logarithm. Source: Plews et al.
 * 2013, Sports Med 43:773-781, for ln rMSSD by weeks.
 */
struct wellness_baseline wellness_baseline_of(const struct data_wellness *wellness,
                                              const struct wellness_field *field,
                                              day_num newest);

#endif
