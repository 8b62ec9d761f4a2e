/*
 * Best powers, paces and heart rates of the sample athlete. Paces follow from the laps of
 * the runs. Of rides the sample keeps means, not seconds: the best over a part of one is
 * put between its mean and what the athlete could do at most (a hyperbola through the
 * thresholds), the nearer to that the harder the ride was; heart rates fall from the
 * highest to the mean. Nobody's data; the same on every day.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "intervals/endpoints.h"
#include "intervals/parse.h"
#include "intervals/sample_laps.h"
#include "intervals/sample_objects.h"
#include "json/json.h"
#include "model/curve.h"
#include "base/banned.h"

enum { MAX_POINTS = 24, MAX_LAPS = 200 };

static const double durations_s[] = {5,    10,   15,   30,   60,   120, 180,
                                     240,  300,  360,  480,  600,  720, 900,
                                     1200, 1800, 2400, 3600, 5400, 7200};
static const double distances_m[] = {400,  800,  1000, 1500,  1609,  2000,
                                     3000, 5000, 8000, 10000, 15000, 21097};

struct curve {
    enum curve_kind kind;
    const struct sport_settings *settings;
    size_t n_points;
    const double *at; /* seconds, of pace metres */
    double best[MAX_POINTS];
    const json_t *activity[MAX_POINTS];
};

static void curve_init(struct curve *curve, enum curve_kind kind,
                       const struct sport_settings *settings)
{
    *curve = (struct curve){.kind = kind, .settings = settings};
    curve->at = kind == CURVE_PACE ? distances_m : durations_s;
    curve->n_points = kind == CURVE_PACE ? sizeof distances_m / sizeof distances_m[0]
                                         : sizeof durations_s / sizeof durations_s[0];
    for (size_t i = 0; i < curve->n_points; i++) {
        curve->best[i] = (double)NAN;
    }
}

/* 0 easy to 1 as hard as possible; a little apart from session to session, by its id. */
static double effort_of(const json_t *activity)
{
    double intensity = json_get_number(activity, "icu_intensity") / 100;
    const char *id = json_get_text(activity, "id");
    size_t n_id = id != NULL ? strlen(id) : 0;
    double luck = n_id > 0 ? 0.9 + 0.01 * (double)((unsigned char)id[n_id - 1] % 10) : 0.9;
    double effort = isfinite(intensity) ? (intensity - 0.55) / 0.45 : 0.2;
    return fmin(fmax(effort, 0.05), 1) * luck;
}

/* The most the athlete could hold over the time, in W. */
static double most_of(const struct sport_settings *settings, double at)
{
    double power_w = 0.97 * settings->ftp_w;
    double short_s = settings->w_prime_j / (3.4 * settings->ftp_w - power_w);
    return power_w + settings->w_prime_j / (at + short_s);
}

/* Time at a distance, both from the start; laps[n] run at even speed. */
static double time_at(size_t n, const double laps[][2], double at_m)
{
    double start_s = 0;
    double start_m = 0;
    for (size_t i = 0; i < n; i++) {
        if (at_m <= start_m + laps[i][1] && laps[i][1] > 0) {
            return start_s + laps[i][0] * (at_m - start_m) / laps[i][1];
        }
        start_s += laps[i][0];
        start_m += laps[i][1];
    }
    return start_s;
}

/* Shortest time over a distance: the fastest stretch begins or ends where a lap does. */
static double laps_best(size_t n, const double laps[][2], double at_m)
{
    double best_s = (double)NAN;
    double whole_m = 0;
    for (size_t i = 0; i < n; i++) {
        whole_m += laps[i][1];
    }
    double edge_m = 0;
    for (size_t i = 0; i <= n; i++) {
        const double starts_m[] = {edge_m, edge_m - at_m};
        for (size_t k = 0; k < 2; k++) {
            double end_m = starts_m[k] + at_m;
            if (starts_m[k] >= 0 && end_m <= whole_m) {
                best_s =
                    fmin(best_s, time_at(n, laps, end_m) - time_at(n, laps, starts_m[k]));
            }
        }
        edge_m += i < n ? laps[i][1] : 0;
    }
    return round(best_s);
}

static void curve_take(struct curve *curve, size_t i, double value, const json_t *activity)
{
    bool is_better =
        curve->kind == CURVE_PACE ? value < curve->best[i] : value > curve->best[i];
    if (isfinite(value) && (is_better || !isfinite(curve->best[i]))) {
        curve->best[i] = value;
        curve->activity[i] = activity;
    }
}

static void run_add(struct curve *curve, const struct intervals__sample *sample,
                    const json_t *activity)
{
    double laps[MAX_LAPS][2];
    const char *id = json_get_text(activity, "id");
    json_auto_t *rows =
        id != NULL
            ? intervals__sample_lap_rows(sample->data, sample->n_data_bytes, id, NULL)
            : NULL;
    size_t n = json_array_size(rows) < MAX_LAPS ? json_array_size(rows) : MAX_LAPS;
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(rows, i);
        laps[i][0] = json_number_value(json_array_get(row, 1));
        laps[i][1] = json_number_value(json_array_get(row, 2));
    }
    for (size_t i = 0; i < curve->n_points; i++) {
        curve_take(curve, i, laps_best(n, (const double(*)[2])laps, curve->at[i]),
                   activity);
    }
}

/* The session's best over the time; NAN when it is longer than the session. */
static double best_of(const struct curve *curve, const json_t *activity, double at)
{
    double whole = json_get_number(activity, "moving_time");
    if (!(at <= whole)) {
        return (double)NAN;
    }
    double part = 1 - pow(at / whole, 4); /* 0 for the whole session */
    if (curve->kind == CURVE_HR) {
        double mean = json_get_number(activity, "average_heartrate");
        double highest = json_get_number(activity, "max_heartrate");
        return round(mean + (highest - mean) * part * exp(-at / 1500));
    }
    double mean = json_get_number(activity, "icu_weighted_avg_watts");
    double above = fmax(most_of(curve->settings, at) - mean, 0);
    return round(mean + above * effort_of(activity) * part);
}

static void curve_add(struct curve *curve, const struct intervals__sample *sample,
                      const json_t *activity)
{
    if (curve->kind == CURVE_PACE) {
        run_add(curve, sample, activity);
        return;
    }
    for (size_t i = 0; i < curve->n_points; i++) {
        curve_take(curve, i, best_of(curve, activity, curve->at[i]), activity);
    }
}

static json_t *curve_json(const struct curve *curve)
{
    json_t *object = json_object();
    json_t *at = json_array();
    json_t *values = json_array();
    json_t *ids = json_array();
    for (size_t i = 0; i < curve->n_points && isfinite(curve->best[i]); i++) {
        (void)json_array_append_new(at, json_number_or_null(curve->at[i], 0));
        (void)json_array_append_new(values, json_number_or_null(curve->best[i], 0));
        (void)json_array_append(ids, json_object_get(curve->activity[i], "id"));
    }
    (void)json_object_set_new(object, curve->kind == CURVE_PACE ? "distance" : "secs", at);
    (void)json_object_set_new(object, "values", values);
    (void)json_object_set_new(object, "activity_id", ids);
    return object;
}

static enum curve_kind kind_of(const struct intervals__sample *sample)
{
    const char *name = sample->query->endpoint->name;
    return strstr(name, "power") != NULL  ? CURVE_POWER
           : strstr(name, "pace") != NULL ? CURVE_PACE
                                          : CURVE_HR;
}

/* The athlete, for his thresholds, with the arena's memory. */
static bool athlete_read(const struct intervals__sample *sample, struct arena *arena,
                         struct athlete *ret, struct err *err)
{
    struct intervals_query query = *sample->query;
    query.operation = INTERVALS_ATHLETE;
    json_auto_t *object = sample->list(sample->user, &query, err);
    return object != NULL && intervals_athlete_parse(object, arena, ret, err);
}

static enum sport sport_of(const char *type)
{
    enum sport sport = SPORT_UNKNOWN;
    return type != NULL ? sport_from_name(type) : sport;
}

/* "r.2026-01-01.2026-03-31": the only kind of window the sample knows. */
static bool window_parse(const char *text, size_t length, struct day_range *ret)
{
    char copy[32];
    day_num first = 0;
    day_num last = 0;
    if (length != 23 || strncmp(text, "r.", 2) != 0) {
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    copy[12] = '\0';
    if (!day_parse(copy + 2, &first) || !day_parse(copy + 13, &last) || last < first) {
        return false;
    }
    *ret = day_range_between(first, last);
    return true;
}

static void summaries_add(json_t *summaries, const struct curve *curve)
{
    for (size_t i = 0; i < curve->n_points; i++) {
        const json_t *activity = curve->activity[i];
        const char *id = json_get_text(activity, "id");
        if (id != NULL) {
            (void)json_object_set(summaries, id, json_unconst(activity));
        }
    }
}

static json_t *window_curve(const struct intervals__sample *sample,
                            const struct athlete *athlete, enum sport sport,
                            struct day_range range, json_t *summaries, struct err *err)
{
    struct curve curve;
    char text[DAY_TEXT_SIZE];
    const struct sport_settings *settings = athlete_sport_settings(athlete, sport);
    curve_init(&curve, kind_of(sample), settings);
    json_auto_t *activities = intervals__sample_activities(
        sample, range,
        "id,type,name,start_date_local,moving_time,distance,icu_intensity,"
        "icu_weighted_avg_watts,average_heartrate,max_heartrate",
        err);
    if (activities == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(activities); i++) {
        const json_t *activity = json_array_get(activities, i);
        const char *type = json_get_text(activity, "type");
        if (type != NULL && athlete_sport_settings(athlete, sport_of(type)) == settings) {
            curve_add(&curve, sample, activity);
        }
    }
    summaries_add(summaries, &curve);
    json_t *object = curve_json(&curve);
    (void)json_object_set_new(object, "start_date_local",
                              json_string(day_format(range.first_day, text)));
    (void)json_object_set_new(object, "end_date_local",
                              json_string(day_format(day_range_last(range), text)));
    return object;
}

static bool sample_lacks(struct err *err, const char *what)
{
    return err_set(err, ERR_NOT_FOUND,
                   "Ask performance_curves with sport and days; the sample has power of "
                   "rides, pace of runs, heart rate of both.",
                   "the sample athlete has no such curve (%s)", what);
}

json_t *intervals__sample_curves(const struct intervals__sample *sample, struct err *err)
{
    char type[44] = "";
    char windows[120] = "";
    struct arena arena = {0};
    struct athlete athlete;
    json_t *summaries = json_object();
    json_t *list = json_array();
    bool is_good = athlete_read(sample, &arena, &athlete, err);
    bool has_words =
        intervals_path_value(sample->query->path, "type", type, sizeof type) &&
        intervals_path_value(sample->query->path, "curves", windows, sizeof windows);
    enum sport sport = sport_of(type);
    bool is_known = kind_of(sample) == CURVE_POWER ? sport_is_ride(sport)
                    : kind_of(sample) == CURVE_PACE
                        ? sport_is_run(sport)
                        : sport_is_ride(sport) || sport_is_run(sport);
    if (is_good && (!has_words || !is_known)) {
        is_good = sample_lacks(err, type);
    }
    for (const char *at = windows; is_good && *at != '\0';) {
        size_t length = strcspn(at, ",");
        struct day_range range;
        if (!window_parse(at, length, &range)) {
            is_good = sample_lacks(err, "only r.DATE.DATE");
            break;
        }
        json_t *curve = window_curve(sample, &athlete, sport, range, summaries, err);
        is_good = curve != NULL;
        if (is_good && json_array_size(json_object_get(curve, "values")) > 0) {
            (void)json_object_set_new(curve, "id", json_stringn(at, length));
            (void)json_array_append(list, curve);
        }
        json_decref(curve);
        at += length + (at[length] == ',' ? 1U : 0U);
    }
    arena_release(&arena);
    json_t *answer = json_pack("{s:o, s:o}", "list", list, "activities", summaries);
    if (!is_good) {
        json_decref(answer);
        return NULL;
    }
    return answer;
}

json_t *intervals__sample_activity_curve(const struct intervals__sample *sample,
                                         const json_t *activity, struct err *err)
{
    struct arena arena = {0};
    struct athlete athlete;
    struct curve curve;
    json_t *object = NULL;
    const char *type = json_get_text(activity, "type");
    enum sport sport = sport_of(type);
    enum curve_kind kind = kind_of(sample);
    bool is_known = type != NULL &&
                    (kind == CURVE_HR ||
                     (kind == CURVE_POWER ? sport_is_ride(sport) : sport_is_run(sport)));
    if (athlete_read(sample, &arena, &athlete, err) && is_known) {
        curve_init(&curve, kind, athlete_sport_settings(&athlete, sport));
        curve_add(&curve, sample, activity);
        object = curve_json(&curve);
        (void)json_object_del(object, "activity_id");
    } else if (!is_known) {
        (void)sample_lacks(err, type != NULL ? type : "no type");
    }
    arena_release(&arena);
    return object;
}
