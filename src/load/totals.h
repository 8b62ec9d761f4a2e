/* What was done in a span of days, over all sports or of one: plain sums and counts. */
#ifndef LOAD_TOTALS_H
#define LOAD_TOTALS_H

#include <stdbool.h>
#include <stddef.h>

#include "load/history.h"

/*
 * Sums hold what is known: NAN when nothing with that measure was found, and at least the
 * sum when something lacked it. Duplicates do not count.
 */
struct load_totals {
    day_num first_day;
    day_num last_day;
    size_t n_activities; /* that count and can be read */
    size_t n_unreadable; /* stubs: everything below is too low by them */
    double seconds;      /* moving time, else elapsed (activity_duration_s); 0: none */
    double distance_m;
    double climb_m;
    double training_load;
    double llss;
    double longest_run_km; /* the longest single run activity; NAN without */

    /*
     * Time by intensity (load/zones.h), of the activities that have zones;
     * strength work is left out (its heart rate tells nothing of intensity).
     */
    double easy_s;
    double moderate_s;
    double hard_s;
    double zoned_s; /* duration of these activities */

    /* Of whole days; the same for every sport. */
    size_t n_days;      /* of the span that the history holds (unreadable ones included) */
    size_t n_rest_days; /* limb rest days (A17) that are over */
    size_t n_run_days;
    size_t n_unknown_days;
};

/*
 * first to last, both included. over_until: the last day that is over (a day in progress is
 * no rest day yet). Cannot fail; days outside the history add nothing.
 */
struct load_totals load_totals_between(const struct load_history *history, day_num first,
                                       day_num last, day_num over_until);

enum { LOAD_MAX_SPORT_TOTALS = N_SPORTS + 1 };
struct load_sport_totals {
    enum sport sport; /* SPORT_UNKNOWN: of types that nobody knows */
    struct load_totals totals;
};
/* The same by sport, longest first; how many there are. n_unreadable is of no sport: 0
 * here. */
size_t load_totals_by_sport(const struct load_history *history, day_num first, day_num last,
                            day_num over_until,
                            struct load_sport_totals ret[LOAD_MAX_SPORT_TOTALS]);

/* Which activities count; takes NULL: all. */
struct load_match {
    bool (*takes)(const void *context, const struct activity *activity);
    const void *context;
};
/* Of the activities that match alone, by sport and, in ret_all, over all of them. Nothing
 * of whole days: those counts are 0. */
size_t load_totals_matching(const struct load_history *history, day_num first, day_num last,
                            struct load_match match, struct load_totals *ret_all,
                            struct load_sport_totals ret[LOAD_MAX_SPORT_TOTALS]);

#endif
