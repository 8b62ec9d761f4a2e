#include "load/totals.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"
#include "load/zones.h"

#include "base/banned.h"

/* A sum of what is known; NAN as long as nothing is. */
static void add_known(double *sum, double value)
{
    if (!isnan(value)) {
        *sum = isnan(*sum) ? value : *sum + value;
    }
}

static void zones_add(struct load_totals *totals, const struct activity *activity,
                      double duration_s)
{
    struct load_zone_split split;
    if (isnan(duration_s) || sport_group_of(activity->sport) == SPORT_GROUP_STRENGTH ||
        !load_zone_split_activity(activity, duration_s, &split)) {
        return;
    }
    add_known(&totals->easy_s, split.easy_s);
    add_known(&totals->moderate_s, split.moderate_s);
    add_known(&totals->hard_s, split.hard_s);
    add_known(&totals->zoned_s, duration_s);
}

static void activity_add(struct load_totals *totals, const struct load_activity *item)
{
    const struct activity *activity = item->activity;
    double duration_s = activity_duration_s(activity);
    totals->n_activities++;
    totals->seconds += isnan(duration_s) ? 0.0 : duration_s;
    if (!item->is_implausible_distance) {
        add_known(&totals->distance_m, load__measured(activity->distance_m));
    }
    add_known(&totals->climb_m, load__measured(activity->elevation_gain_m));
    add_known(&totals->training_load, load__measured(activity->training_load));
    add_known(&totals->llss, item->llss.llss);
    if (item->is_run && !isnan(item->km) && !(totals->longest_run_km >= item->km)) {
        totals->longest_run_km = item->km;
    }
    zones_add(totals, activity, duration_s);
}

static void days_add(struct load_totals *totals, const struct load_history *history,
                     day_num over_until)
{
    for (size_t i = 0; i < history->n_days; i++) {
        day_num day = history->first_day + (day_num)i;
        const struct load_day *item = &history->days[i];
        if (day < totals->first_day || day > totals->last_day) {
            continue;
        }
        totals->n_days++;
        totals->n_run_days += item->n_runs > 0 ? 1U : 0U;
        totals->n_unknown_days += item->is_unknown ? 1U : 0U;
        totals->n_rest_days += item->is_rest && day <= over_until ? 1U : 0U;
    }
}

static struct load_totals empty(day_num first, day_num last)
{
    return (struct load_totals){.first_day = first,
                                .last_day = last,
                                .distance_m = LOAD_NAN,
                                .climb_m = LOAD_NAN,
                                .training_load = LOAD_NAN,
                                .llss = LOAD_NAN,
                                .longest_run_km = LOAD_NAN,
                                .easy_s = LOAD_NAN,
                                .moderate_s = LOAD_NAN,
                                .hard_s = LOAD_NAN,
                                .zoned_s = LOAD_NAN};
}

static const struct load_match match_all = {NULL, NULL};

static bool is_taken(const struct load_totals *span, struct load_match match,
                     const struct activity *activity)
{
    return activity->day >= span->first_day && activity->day <= span->last_day &&
           (match.takes == NULL || match.takes(match.context, activity));
}

static void activities_add(struct load_totals *totals, const struct load_history *history,
                           struct load_match match)
{
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct load_activity *item = &history->activities[i];
        if (!is_taken(totals, match, item->activity)) {
            continue;
        }
        if (item->state == LOAD_ACTIVITY_STUB) {
            totals->n_unreadable++;
        } else if (item->state == LOAD_ACTIVITY_COUNTED) {
            activity_add(totals, item);
        }
    }
}

struct load_totals load_totals_between(const struct load_history *history, day_num first,
                                       day_num last, day_num over_until)
{
    struct load_totals totals = empty(first, last);
    activities_add(&totals, history, match_all);
    days_add(&totals, history, over_until);
    return totals;
}

/* Longest first; the sport decides between equals. */
static int compare_totals(const void *a, const void *b)
{
    const struct load_sport_totals *x = a;
    const struct load_sport_totals *y = b;
    if (x->totals.seconds != y->totals.seconds) {
        return x->totals.seconds > y->totals.seconds ? -1 : 1;
    }
    return (int)x->sport - (int)y->sport;
}

static struct load_totals *totals_of_sport(enum sport sport, size_t *n_rows,
                                           struct load_sport_totals rows[],
                                           struct load_totals start)
{
    for (size_t i = 0; i < *n_rows; i++) {
        if (rows[i].sport == sport) {
            return &rows[i].totals;
        }
    }
    rows[*n_rows] = (struct load_sport_totals){sport, start};
    return &rows[(*n_rows)++].totals;
}

/* Each sport begins as start, which tells the span. */
static size_t sports_add(const struct load_history *history, struct load_match match,
                         struct load_totals start,
                         struct load_sport_totals ret[LOAD_MAX_SPORT_TOTALS])
{
    size_t n_rows = 0;
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct load_activity *item = &history->activities[i];
        if (item->state == LOAD_ACTIVITY_COUNTED &&
            is_taken(&start, match, item->activity)) {
            activity_add(totals_of_sport(item->activity->sport, &n_rows, ret, start), item);
        }
    }
    struct load_sport_totals spare[LOAD_MAX_SPORT_TOTALS];
    load__sort(ret, n_rows, sizeof ret[0], spare, compare_totals);
    return n_rows;
}

size_t load_totals_by_sport(const struct load_history *history, day_num first, day_num last,
                            day_num over_until,
                            struct load_sport_totals ret[LOAD_MAX_SPORT_TOTALS])
{
    struct load_totals days = empty(first, last);
    days_add(&days, history, over_until);
    return sports_add(history, match_all, days, ret);
}

size_t load_totals_matching(const struct load_history *history, day_num first, day_num last,
                            struct load_match match, struct load_totals *ret_all,
                            struct load_sport_totals ret[LOAD_MAX_SPORT_TOTALS])
{
    *ret_all = empty(first, last);
    activities_add(ret_all, history, match);
    return sports_add(history, match, empty(first, last), ret);
}
