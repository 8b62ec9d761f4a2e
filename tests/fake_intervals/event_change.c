#include "event.h"

#include "workout_text.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

/* Keys that a client may set, and what a new event has instead: n null, f false. */
static const struct {
    const char *name;
    char preset;
} writable[] = {
    {"athlete_cannot_edit", 'f'},
    {"can_train_sports", 'n'},
    {"carbs_per_hour", 'n'},
    {"category", 'n'},
    {"color", 'n'},
    {"description", 'n'},
    {"distance", 'n'},
    {"distance_target", 'n'},
    {"end_date_local", 'n'},
    {"external_id", 'n'},
    {"for_week", 'f'},
    {"hide_from_athlete", 'f'},
    {"icu_training_load", 'n'},
    {"indoor", 'n'},
    {"load_target", 'n'},
    {"max_training_time", 'n'},
    {"moving_time", 'n'},
    {"name", 'n'},
    {"not_on_fitness_chart", 'f'},
    {"show_as_note", 'f'},
    {"show_on_ctl_line", 'f'},
    {"start_date_local", 'n'},
    {"sub_type", 'n'},
    {"tags", 'n'},
    {"target", 'n'},
    {"time_target", 'n'},
    {"training_availability", 'n'},
    {"type", 'n'},
    {"uid", 'n'},
};

/* What the server alone decides; null until it does. */
static const char *const server_made[] = {
    "atl_days",       "attachments",      "calendar_id",   "carbs_used",
    "ctl_days",       "icu_atl",          "icu_ctl",       "icu_ftp",
    "joules",         "joules_above_ftp", "icu_intensity", "oauth_client_id",
    "p_max",          "plan_applied",     "plan_name",     "plan_athlete_id",
    "plan_folder_id", "plan_workout_id",  "push_errors",   "shared_event_id",
    "ss_cp",          "ss_p_max",         "ss_w_prime",    "strain_score",
    "w_prime",        "workout_doc"};

enum {
    N_WRITABLE = sizeof writable / sizeof writable[0],
    N_SERVER_MADE = sizeof server_made / sizeof server_made[0]
};

json_t *event_blank(void)
{
    json_t *event = json_object();
    for (size_t i = 0; i < N_WRITABLE; i++) {
        json_object_set_new(event, writable[i].name,
                            writable[i].preset == 'f' ? json_false() : json_null());
    }
    for (size_t i = 0; i < N_SERVER_MADE; i++) {
        json_object_set_new(event, server_made[i], json_null());
    }
    json_object_set_new(event, "entered", json_false());
    json_object_set_new(event, "structure_read_only", json_false());
    json_object_set_new(event, "training_availability", json_string("NORMAL"));
    json_object_set_new(event, "calendar_id", json_integer(1));
    return event;
}

bool event_has_text(const json_t *object, const char *key)
{
    const char *text = json_member_string(object, key);
    return text != NULL && text[0] != '\0';
}

/* -1 clears a number and "" a text, as they do in wellness days and activities; of events
 * nobody recorded it. */
static void changes_apply(json_t *event, const json_t *changes)
{
    for (size_t i = 0; i < N_WRITABLE; i++) {
        json_t *value = json_object_get(changes, writable[i].name);
        if (value != NULL && !json_is_null(value)) {
            bool is_cleared = (json_is_number(value) && json_number_value(value) == -1.0) ||
                              (json_is_string(value) && json_string_length(value) == 0);
            json_object_set_new(event, writable[i].name,
                                is_cleared ? json_null() : json_incref(value));
        }
    }
}

static void end_set(json_t *event, long n_days)
{
    long first_day = 0;
    (void)date_day_parse(json_member_string(event, "start_date_local"), &first_day);
    char end[DATE_DAY_SIZE];
    date_day_format(first_day + n_days, end);
    json_object_set_new(event, "end_date_local", json_sprintf("%sT00:00:00", end));
}

/* The settings of the sport; NULL: none. */
static const json_t *settings_of(const struct athlete *athlete, const char *type)
{
    size_t i = 0;
    const json_t *settings = NULL;
    json_array_foreach(json_object_get(athlete->profile, "sportSettings"), i, settings)
    {
        size_t i_type = 0;
        const json_t *its = NULL;
        json_array_foreach(json_object_get(settings, "types"), i_type, its)
        {
            if (type != NULL && strcmp(json_string_value(its), type) == 0) {
                return settings;
            }
        }
    }
    return NULL;
}

static void number_set(json_t *event, const char *key, double value, int decimals)
{
    if (value >= 0) {
        json_object_set_new(event, key,
                            decimals == 0 ? json_integer((json_int_t)value)
                                          : json_rounded(value, decimals));
    }
}

/* What the service makes of the text: it stands above what was given. A text without steps
 * leaves that; strength has no load. */
static void workout_compute(const struct athlete *athlete, json_t *event)
{
    const char *category = json_member_string(event, "category");
    const char *type = json_member_string(event, "type");
    const char *text = json_member_string(event, "description");
    bool is_workout = category != NULL && strcmp(category, "WORKOUT") == 0;
    json_t *doc = is_workout && text != NULL ? workout_text_parse(text) : NULL;
    json_object_set_new(event, "workout_doc", doc != NULL ? doc : json_null());
    if (doc == NULL) {
        return;
    }
    struct workout_sums sums = workout_sums_of(doc, settings_of(athlete, type));
    double distance_m = json_member_number(doc, "distance", 0);
    number_set(event, "moving_time", sums.duration_s, 0);
    number_set(event, "distance", distance_m > 0 ? distance_m : -1, 0);
    if (type != NULL && strcmp(type, "WeightTraining") == 0) {
        json_object_set_new(event, "icu_training_load", json_null());
        return;
    }
    number_set(event, "icu_training_load", sums.training_load, 0);
    number_set(event, "icu_intensity", sums.intensity_pct, 6);
}

/* Saves it with a new `updated`. */
static void event_save(struct store *store, struct athlete *athlete, json_t *event)
{
    char stamp[DATE_TIME_SIZE];
    store_stamp(store, stamp);
    json_object_set_new(event, "updated", json_string(stamp));
    (void)athlete_event_put(store, athlete, event);
}

json_t *event_create(struct store *store, struct athlete *athlete, const json_t *changes,
                     const char *creator_id)
{
    json_int_t id = store->next_event_id;
    json_t *event = event_blank();
    changes_apply(event, changes);
    json_object_set_new(event, "id", json_integer(id));
    json_object_set_new(event, "athlete_id", json_string(athlete->id));
    json_object_set_new(event, "created_by_id", json_string(creator_id));
    if (!event_has_text(event, "uid")) {
        json_object_set_new(event, "uid",
                            json_sprintf("00000000-0000-4000-8000-%012lld", (long long)id));
    }
    if (!event_has_text(event, "end_date_local")) {
        end_set(event, 1);
    }
    workout_compute(athlete, event);
    event_save(store, athlete, event);
    return event;
}

json_t *event_update(struct store *store, struct athlete *athlete, const struct row *row,
                     const json_t *changes)
{
    json_t *event = row_parse(row);
    long first_day = 0;
    long last_day = 0;
    bool has_span = event_span(event, &first_day, &last_day);
    changes_apply(event, changes);
    if (has_span && event_has_text(changes, "start_date_local") &&
        !event_has_text(changes, "end_date_local")) {
        end_set(event, last_day - first_day + 1);
    }
    if (json_is_string(json_object_get(changes, "description")) ||
        event_has_text(changes, "type")) {
        workout_compute(athlete, event);
    }
    event_save(store, athlete, event);
    return event;
}
