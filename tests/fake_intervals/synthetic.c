#include "synthetic.h"

#include "event.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_DAYS = 20000,
    MAX_PER_100_DAYS = 1000,
    RAMP_DAYS = 7,
    PLANNED_BEHIND = 28, /* events from this many days before LAST_DAY */
    PLANNED_AHEAD = 28   /* to this many days after it */
};

/* What the text says, and the state of the history while it is made. */
struct history {
    struct store *store;
    struct athlete *athlete;
    struct synthetic_random random;
    unsigned family;
    size_t n_days;
    size_t n_activities;
    long first_day;
    size_t i_activity; /* the next one to make */
    double ctl;
    double atl;
    double past_ctl[RAMP_DAYS]; /* a ring */
};

static bool number_read(const char *text, long highest, long *ret_number)
{
    size_t n_digits = strspn(text, "0123456789");
    if (n_digits == 0 || n_digits > 6 ||
        (text[n_digits] != '\0' && text[n_digits] != ':')) {
        return false;
    }
    *ret_number = strtol(text, NULL, 10);
    return *ret_number <= highest;
}

/* Splits "ID:DAYS:PER_100_DAYS:LAST_DAY"; the id goes into ret_id. */
static bool text_read(const char *text, char ret_id[64], long ret_numbers[2],
                      long *ret_last)
{
    size_t id_length = strcspn(text, ":");
    if (id_length == 0 || id_length >= 64 || text[id_length] == '\0') {
        return false;
    }
    memcpy(ret_id, text, id_length);
    ret_id[id_length] = '\0';
    text += id_length + 1;
    const long highest[2] = {MAX_DAYS, MAX_PER_100_DAYS};
    for (int i = 0; i < 2; i++) {
        if (!number_read(text, highest[i], &ret_numbers[i])) {
            return false;
        }
        text += strspn(text, "0123456789");
        if (*text != ':') {
            return false;
        }
        text++;
    }
    return ret_numbers[0] > 0 && date_is_day(text) && date_day_parse(text, ret_last);
}

static unsigned family_of(const char *id)
{
    unsigned hash = 2166136261U;
    for (; *id != '\0'; id++) {
        hash = (hash ^ (unsigned char)*id) * 16777619U;
    }
    return 1000U + hash % 9000U;
}

/* The day's activities; their loads together. */
static double activities_make(struct history *history, size_t i_day)
{
    double day_load = 0.0;
    while (history->i_activity < history->n_activities &&
           history->i_activity * history->n_days / history->n_activities <= i_day) {
        const struct synthetic_place place = {.athlete_id = history->athlete->id,
                                              .family = history->family,
                                              .index = history->i_activity,
                                              .day = history->first_day + (long)i_day,
                                              .ctl = history->ctl,
                                              .atl = history->atl};
        double load = 0.0;
        json_auto_t *row = synthetic_activity(&place, &history->random, &load);
        (void)athlete_activity_put(history->athlete, row);
        day_load += load;
        history->i_activity++;
    }
    return day_load;
}

static void maybe(json_t *row, const char *key, struct history *history, double chance,
                  json_t *value)
{
    bool is_set = synthetic_random_next(&history->random) < chance;
    json_object_set_new(row, key, is_set ? json_incref(value) : json_null());
    json_decref(value);
}

static json_t *score(struct history *history)
{
    return json_integer((json_int_t)synthetic_random_between(&history->random, 1.0, 4.0));
}

static void wellness_measures_fill(json_t *row, struct history *history)
{
    struct synthetic_random *random = &history->random;
    static const char *const scores[] = {"soreness", "fatigue",    "stress",
                                         "mood",     "motivation", "sleepQuality"};
    static const char *const nulls[] = {
        "hrvSDNN",         "menstrualPhase", "menstrualPhasePredicted",
        "kcalConsumed",    "injury",         "systolic",
        "diastolic",       "hydration",      "readiness",
        "hydrationVolume", "baevskySI",      "bloodGlucose",
        "lactate",         "bodyFat",        "abdomen",
        "vo2max",          "comments",       "carbohydrates",
        "protein",         "fatTotal",       "locked",
        "sportInfo"};
    maybe(row, "weight", history, 0.4,
          json_rounded(synthetic_random_between(random, 69.0, 71.0), 1));
    maybe(row, "restingHR", history, 0.97,
          json_integer((json_int_t)synthetic_random_between(random, 45.0, 53.0)));
    maybe(row, "hrv", history, 0.95,
          json_rounded(synthetic_random_between(random, 48.0, 82.0), 1));
    maybe(row, "sleepSecs", history, 0.97,
          json_integer((json_int_t)synthetic_random_between(random, 21000.0, 31000.0)));
    maybe(row, "sleepScore", history, 0.95,
          json_integer((json_int_t)synthetic_random_between(random, 55.0, 95.0)));
    maybe(row, "avgSleepingHR", history, 0.9,
          json_rounded(synthetic_random_between(random, 47.0, 58.0), 1));
    maybe(row, "spO2", history, 0.8, json_integer(96));
    maybe(row, "steps", history, 0.98,
          json_integer((json_int_t)synthetic_random_between(random, 3000.0, 19000.0)));
    maybe(row, "respiration", history, 0.8,
          json_rounded(synthetic_random_between(random, 12.5, 15.5), 1));
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++) {
        maybe(row, scores[i], history, 0.35, score(history));
    }
    for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++) {
        json_object_set_new(row, nulls[i], json_null());
    }
    maybe(row, "CalfTightness", history, 0.05, score(history));
}

static void wellness_make(struct history *history, size_t i_day, double load)
{
    char day[DATE_DAY_SIZE];
    date_day_format(history->first_day + (long)i_day, day);
    double week_ago = history->past_ctl[i_day % RAMP_DAYS];
    history->past_ctl[i_day % RAMP_DAYS] = history->ctl;
    json_auto_t *row = json_object();
    json_object_set_new(row, "id", json_string(day));
    json_object_set_new(row, "ctl", json_rounded(history->ctl, 5));
    json_object_set_new(row, "atl", json_rounded(history->atl, 5));
    json_object_set_new(row, "rampRate", json_rounded(history->ctl - week_ago, 5));
    json_object_set_new(row, "ctlLoad", json_integer((json_int_t)load));
    json_object_set_new(row, "atlLoad", json_integer((json_int_t)load));
    json_object_set_new(row, "updated", json_sprintf("%sT05:00:00.000+00:00", day));
    wellness_measures_fill(row, history);
    json_object_set_new(row, "tempWeight",
                        json_boolean(json_is_null(json_object_get(row, "weight"))));
    json_object_set_new(row, "tempRestingHR", json_false());
    (void)athlete_wellness_put(history->athlete, row);
}

/* One event of n_days from `day` on. */
static void event_make(struct history *history, size_t index, long day, long n_days,
                       const char *category, const char *name)
{
    char start[DATE_DAY_SIZE];
    char end[DATE_DAY_SIZE];
    char updated[DATE_DAY_SIZE];
    long last_day = history->first_day + (long)history->n_days - 1;
    date_day_format(day, start);
    date_day_format(day + n_days, end);
    date_day_format(day < last_day ? day : last_day, updated);
    json_auto_t *event = event_blank();
    bool is_workout = strcmp(category, "WORKOUT") == 0;
    json_object_set_new(
        event, "id", json_integer((json_int_t)history->family * 1000 + (json_int_t)index));
    json_object_set_new(
        event, "uid",
        json_sprintf("00000000-0000-4000-9000-%08u%04zu", history->family, index));
    json_object_set_new(event, "athlete_id", json_string(history->athlete->id));
    json_object_set_new(event, "created_by_id", json_string(history->athlete->id));
    json_object_set_new(event, "start_date_local", json_sprintf("%sT00:00:00", start));
    json_object_set_new(event, "end_date_local", json_sprintf("%sT00:00:00", end));
    json_object_set_new(event, "category", json_string(category));
    json_object_set_new(event, "name", json_string(name));
    json_object_set_new(event, "updated", json_sprintf("%sT06:00:00.000+00:00", updated));
    if (is_workout) {
        bool is_run = index % 2 == 0;
        json_object_set_new(event, "type", json_string(is_run ? "Run" : "Ride"));
        json_object_set_new(event, "moving_time", json_integer(is_run ? 2700 : 5400));
        json_object_set_new(event, "icu_training_load", json_integer(is_run ? 45 : 70));
        json_object_set_new(event, "description",
                            json_string(is_run ? "- Easy 45m Z2 HR" : "- Easy 90m 65%"));
    }
    (void)athlete_event_put(history->store, history->athlete, event);
}

/* Workouts on Tuesday, Thursday and Saturday, a note on Monday, an illness, a race. */
static void events_make(struct history *history, long last_day)
{
    size_t index = 1;
    for (long day = last_day - PLANNED_BEHIND; day <= last_day + PLANNED_AHEAD; day++) {
        int weekday = date_weekday(day);
        if (weekday == 1 || weekday == 3 || weekday == 5) {
            event_make(history, index++, day, 1, "WORKOUT", "Synthetic session");
        } else if (weekday == 0) {
            event_make(history, index++, day, 1, "NOTE", "Synthetic note");
        }
    }
    event_make(history, index++, last_day - 40, 3, "SICK", "Cold");
    event_make(history, index++, last_day + 35, 1, "RACE_A", "Synthetic duathlon");
}

static void history_make(struct history *history, long last_day)
{
    const double ctl_share = 1.0 - exp(-1.0 / 42.0);
    const double atl_share = 1.0 - exp(-1.0 / 7.0);
    for (size_t i_day = 0; i_day < history->n_days; i_day++) {
        double load = activities_make(history, i_day);
        history->ctl += (load - history->ctl) * ctl_share;
        history->atl += (load - history->atl) * atl_share;
        wellness_make(history, i_day, load);
    }
    events_make(history, last_day);
}

bool synthetic_add(struct store *store, const char *text, char ret_reason[256])
{
    char id[64];
    long numbers[2] = {0, 0};
    long last_day = 0;
    if (!text_read(text, id, numbers, &last_day)) {
        (void)snprintf(ret_reason, 256,
                       "must be ID:DAYS:PER_100_DAYS:LAST_DAY, at most %d days and %d "
                       "activities in 100 of them",
                       MAX_DAYS, MAX_PER_100_DAYS);
        return false;
    }
    unsigned family = family_of(id);
    json_auto_t *profile = synthetic_profile(id, family);
    struct athlete *athlete = store_athlete_add(store, profile, false);
    if (athlete == NULL) {
        (void)snprintf(ret_reason, 256, "the id is \"0\" or already taken");
        return false;
    }
    json_decref(athlete->gear);
    athlete->gear = synthetic_gear();
    struct history history = {.store = store,
                              .athlete = athlete,
                              .random = {family},
                              .family = family,
                              .n_days = (size_t)numbers[0],
                              .n_activities = (size_t)(numbers[0] * numbers[1] / 100),
                              .first_day = last_day - numbers[0] + 1};
    history_make(&history, last_day);
    return true;
}
