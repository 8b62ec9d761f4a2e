#include "event.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

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
    } else if (!event_has_text(changes, "start_date_local")) {
        problem = "start_date_local is required";
    } else if (strcmp(category, "NOTE") == 0 && !event_has_text(changes, "name")) {
        problem = "Name is required";
    } else if (strcmp(category, "WORKOUT") == 0 && !event_has_text(changes, "type")) {
        problem = "Missing type";
    }
    if (problem != NULL) {
        reply_error(&call->reply, 422, "%s", problem);
    }
    return problem == NULL;
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
        return call->store->matches_external_id
                   ? find_by(call->athlete, "external_id",
                             json_member_string(changes, "external_id"))
                   : NULL;
    }
    return flag(call, "upsertOnUid")
               ? find_by(call->athlete, "uid", json_member_string(changes, "uid"))
               : NULL;
}

/* These two are counted. New references. */
static json_t *create(struct call *call, const json_t *changes)
{
    json_t *event =
        event_create(call->store, call->athlete, changes, store_owner(call->store)->id);
    store_event_written(call->store, event, "created");
    return event;
}

static json_t *update(struct call *call, const struct row *row, const json_t *changes)
{
    json_t *event = event_update(call->store, call->athlete, row, changes);
    store_event_written(call->store, event, "updated");
    return event;
}

static void event_remove(struct call *call, const struct row *row)
{
    AUTO_FREE char *key = mem_strdup(row->key);
    json_auto_t *event = row_parse(row);
    (void)table_remove(&call->athlete->events, key);
    store_event_written(call->store, event, "deleted");
}

static json_t *event_write(struct call *call, const json_t *changes)
{
    const struct row *target = upsert_target(call, changes);
    return target != NULL ? update(call, target, changes) : create(call, changes);
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
        reply_json_new(&call->reply, 200, update(call, row, changes));
    }
}

void api_event_delete(struct call *call)
{
    const struct row *row = event_of(call);
    if (row != NULL) {
        event_remove(call, row);
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
        const struct row *row = event_has_text(doomed, "external_id")
                                    ? find_by(call->athlete, "external_id",
                                              json_member_string(doomed, "external_id"))
                                    : table_find(&call->athlete->events, id);
        if (row != NULL) {
            event_remove(call, row);
            n_deleted++;
        }
    }
    json_t *answer = json_object();
    json_object_set_new(answer, "eventsDeleted", json_integer(n_deleted));
    reply_json_new(&call->reply, 200, answer);
}
