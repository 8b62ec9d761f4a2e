#include "event.h"

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

static void changes_apply(json_t *event, const json_t *changes)
{
    for (size_t i = 0; i < N_WRITABLE; i++) {
        json_t *value = json_object_get(changes, writable[i].name);
        if (value != NULL && !json_is_null(value)) {
            json_object_set(event, writable[i].name, value);
        }
    }
}

static bool is_date_time(struct call *call, const json_t *changes, const char *key)
{
    const json_t *value = json_object_get(changes, key);
    if (value == NULL || json_is_null(value)) {
        return true;
    }
    if (!json_is_string(value) || !date_is_date_time(json_string_value(value))) {
        const char *text = json_is_string(value) ? json_string_value(value) : "";
        reply_error(&call->reply, 422, "Text '%s' could not be parsed at index %zu", text,
                    strlen(text));
        return false;
    }
    return true;
}

/* What holds for new and changed events alike. */
static bool changes_check(struct call *call, const json_t *changes)
{
    if (!json_is_object(changes)) {
        reply_error(&call->reply, 422, "JSON object expected");
        return false;
    }
    const json_t *category = json_object_get(changes, "category");
    if (category != NULL && !json_is_null(category) &&
        (!json_is_string(category) || !event_is_category(json_string_value(category)))) {
        const char *text =
            json_is_string(category) ? json_string_value(category) : "not a string";
        reply_error(&call->reply, 422, "Invalid category [%s]", text);
        return false;
    }
    return is_date_time(call, changes, "start_date_local") &&
           is_date_time(call, changes, "end_date_local");
}

static bool has_text(const json_t *object, const char *key)
{
    const char *text = json_member_string(object, key);
    return text != NULL && text[0] != '\0';
}

/* What an event must have to be created. */
static bool creation_check(struct call *call, const json_t *changes)
{
    if (!changes_check(call, changes)) {
        return false;
    }
    const char *category = json_member_string(changes, "category");
    const char *problem = NULL;
    if (category == NULL) {
        problem = "Category is required";
    } else if (!has_text(changes, "start_date_local")) {
        problem = "start_date_local is required";
    } else if (strcmp(category, "NOTE") == 0 && !has_text(changes, "name")) {
        problem = "Name is required";
    } else if (strcmp(category, "WORKOUT") == 0 && !has_text(changes, "type")) {
        problem = "Missing type";
    }
    if (problem != NULL) {
        reply_error(&call->reply, 422, "%s", problem);
    }
    return problem == NULL;
}

static void end_set(json_t *event, long n_days)
{
    long first_day = 0;
    (void)date_day_parse(json_member_string(event, "start_date_local"), &first_day);
    char end[DATE_DAY_SIZE];
    date_day_format(first_day + n_days, end);
    json_object_set_new(event, "end_date_local", json_sprintf("%sT00:00:00", end));
}

/* Saves it with a new `updated`. */
static void event_save(struct call *call, json_t *event)
{
    char stamp[DATE_TIME_SIZE];
    store_stamp(call->store, stamp);
    json_object_set_new(event, "updated", json_string(stamp));
    (void)athlete_event_put(call->store, call->athlete, event);
    call->store->n_writes++;
}

/* A new reference to the created event. */
static json_t *event_create(struct call *call, const json_t *changes)
{
    const char *owner_id = store_owner(call->store)->id;
    json_int_t id = call->store->next_event_id;
    json_t *event = event_blank();
    changes_apply(event, changes);
    json_object_set_new(event, "id", json_integer(id));
    json_object_set_new(event, "athlete_id", json_string(call->athlete->id));
    json_object_set_new(event, "created_by_id", json_string(owner_id));
    if (!has_text(event, "uid")) {
        json_object_set_new(event, "uid",
                            json_sprintf("00000000-0000-4000-8000-%012lld", (long long)id));
    }
    if (!has_text(event, "end_date_local")) {
        end_set(event, 1);
    }
    event_save(call, event);
    return event;
}

/* Moves the end along when only the start was changed. A new reference. */
static json_t *event_update(struct call *call, const struct row *row, const json_t *changes)
{
    json_t *event = row_parse(row);
    long first_day = 0;
    long last_day = 0;
    bool has_span = event_span(event, &first_day, &last_day);
    changes_apply(event, changes);
    if (has_span && has_text(changes, "start_date_local") &&
        !has_text(changes, "end_date_local")) {
        end_set(event, last_day - first_day + 1);
    }
    event_save(call, event);
    return event;
}

/* The athlete's event with this text under `key`; NULL when there is none. */
static const struct row *find_by(const struct athlete *athlete, const char *key,
                                 const char *wanted)
{
    for (size_t i = 0; wanted != NULL && i < athlete->events.n_rows; i++) {
        json_auto_t *event = row_parse(&athlete->events.rows[i]);
        const char *text = json_member_string(event, key);
        if (text != NULL && strcmp(text, wanted) == 0) {
            return &athlete->events.rows[i];
        }
    }
    return NULL;
}

static bool flag(const struct call *call, const char *name)
{
    const char *value = query_get(call->query, name);
    return value != NULL && strcmp(value, "true") == 0;
}

/* The event that an upsert means. */
static const struct row *upsert_target(const struct call *call, const json_t *changes)
{
    if (flag(call, "upsert")) {
        return call->store->ignores_external_id
                   ? NULL
                   : find_by(call->athlete, "external_id",
                             json_member_string(changes, "external_id"));
    }
    return flag(call, "upsertOnUid")
               ? find_by(call->athlete, "uid", json_member_string(changes, "uid"))
               : NULL;
}

static json_t *event_write(struct call *call, const json_t *changes)
{
    const struct row *target = upsert_target(call, changes);
    return target != NULL ? event_update(call, target, changes)
                          : event_create(call, changes);
}

void api_event_post(struct call *call)
{
    json_auto_t *changes = call_body_object(call);
    if (changes != NULL && creation_check(call, changes)) {
        reply_json_new(&call->reply, 200, event_write(call, changes));
    }
}

/* All or nothing: every event is checked before the first is written. */
void api_event_post_bulk(struct call *call)
{
    json_auto_t *all = call_body_array(call);
    size_t i = 0;
    const json_t *changes = NULL;
    if (all == NULL) {
        return;
    }
    json_array_foreach(all, i, changes)
    {
        if (!creation_check(call, changes)) {
            return;
        }
    }
    json_t *written = json_array();
    json_array_foreach(all, i, changes)
    {
        json_array_append_new(written, event_write(call, changes));
    }
    reply_json_new(&call->reply, 200, written);
}

void api_event_put(struct call *call)
{
    const struct row *row = event_of(call);
    json_auto_t *changes = row != NULL ? call_body_object(call) : NULL;
    if (changes != NULL && changes_check(call, changes)) {
        reply_json_new(&call->reply, 200, event_update(call, row, changes));
    }
}

void api_event_delete(struct call *call)
{
    if (event_of(call) != NULL) {
        (void)table_remove(&call->athlete->events, call->arguments[0]);
        call->store->n_writes++;
        reply_json_new(&call->reply, 200, json_object());
    }
}

/* [{"id":1},{"external_id":"x"}]; unknown ones are ignored, external_id wins. */
void api_event_bulk_delete(struct call *call)
{
    json_auto_t *all = call_body_array(call);
    json_int_t n_deleted = 0;
    size_t i = 0;
    const json_t *doomed = NULL;
    if (all == NULL) {
        return;
    }
    json_array_foreach(all, i, doomed)
    {
        char id[32];
        (void)snprintf(id, sizeof id, "%lld", (long long)json_member_int(doomed, "id", -1));
        const struct row *row = has_text(doomed, "external_id")
                                    ? find_by(call->athlete, "external_id",
                                              json_member_string(doomed, "external_id"))
                                    : table_find(&call->athlete->events, id);
        if (row != NULL) {
            AUTO_FREE char *key = mem_strdup(row->key);
            (void)table_remove(&call->athlete->events, key);
            n_deleted++;
            call->store->n_writes++;
        }
    }
    json_t *answer = json_object();
    json_object_set_new(answer, "eventsDeleted", json_integer(n_deleted));
    reply_json_new(&call->reply, 200, answer);
}
