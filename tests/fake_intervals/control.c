#include "server.h"

#include "event.h"
#include "query.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One control request. */
struct control {
    struct server *server;
    const char *tail;   /* what follows the path of the entry: an id, decoded */
    const json_t *body; /* an object; NULL when the entry takes none */
    struct reply *reply;
};

typedef void control_handler(struct control *control);

static void done(struct control *control)
{
    reply_json_new(control->reply, 200, json_pack("{s:b}", "ok", 1));
}

static void refuse(struct control *control, const char *reason)
{
    reply_error(control->reply, 400, "%s", reason);
}

/* The body's "athlete", "0" (the owner) when it is absent; NULL after a 400. */
static struct athlete *athlete_of(struct control *control)
{
    const char *id = json_member_string(control->body, "athlete");
    struct athlete *athlete =
        store_athlete_find(&control->server->store, id != NULL ? id : "0");
    if (athlete == NULL) {
        refuse(control, "no such athlete");
    }
    return athlete;
}

/*
 * The body's "row" as a new reference; with "merge": true it is laid over the row that has
 * its id. NULL after a 400.
 */
static json_t *row_of(struct control *control, const struct table *table)
{
    json_t *row = json_object_get(control->body, "row");
    if (!json_is_object(row)) {
        refuse(control, "\"row\" must be an object");
        return NULL;
    }
    json_t *id = json_object_get(row, "id");
    char key[64] = "";
    if (json_is_integer(id)) {
        (void)snprintf(key, sizeof key, "%lld", (long long)json_integer_value(id));
    } else if (json_is_string(id)) {
        (void)snprintf(key, sizeof key, "%s", json_string_value(id));
    }
    const struct row *old = table_find(table, key);
    if (!json_is_true(json_object_get(control->body, "merge")) || old == NULL) {
        return json_incref(row);
    }
    json_t *merged = row_parse(old);
    json_object_update(merged, row);
    return merged;
}

static void requests_get(struct control *control)
{
    reply_json_new(control->reply, 200, journal_requests(&control->server->journal));
}

static void requests_delete(struct control *control)
{
    journal_clear_requests(&control->server->journal);
    done(control);
}

static void counts_get(struct control *control)
{
    reply_json_new(
        control->reply, 200,
        journal_counts(&control->server->journal, control->server->store.n_writes));
}

static void counts_delete(struct control *control)
{
    journal_clear_counts(&control->server->journal);
    control->server->store.n_writes = 0;
    done(control);
}

static void faults_get(struct control *control)
{
    reply_json_new(control->reply, 200, fault_list_describe(&control->server->faults));
}

static void faults_post(struct control *control)
{
    char reason[256] = "";
    json_auto_t *spec = json_deep_copy(control->body);
    if (fault_list_add(&control->server->faults, spec, reason)) {
        done(control);
    } else {
        refuse(control, reason);
    }
}

static void faults_delete(struct control *control)
{
    fault_list_clear(&control->server->faults);
    done(control);
}

/* "streams" and "intervals" beside "row" replace the invented ones. */
static void activity_post(struct control *control)
{
    struct athlete *athlete = athlete_of(control);
    json_auto_t *row = athlete != NULL ? row_of(control, &athlete->activities) : NULL;
    if (row == NULL) {
        return;
    }
    if (!athlete_activity_put(athlete, row)) {
        refuse(control, "\"row\" has no \"id\"");
        return;
    }
    const char *id = json_member_string(row, "id");
    const json_t *streams = json_object_get(control->body, "streams");
    const json_t *intervals = json_object_get(control->body, "intervals");
    if (json_is_array(streams)) {
        table_put(&athlete->streams, id, "", streams);
    }
    if (json_is_object(intervals)) {
        table_put(&athlete->intervals, id, "", intervals);
    }
    done(control);
}

static void activity_delete(struct control *control)
{
    struct athlete *athlete = NULL;
    if (store_activity_find(&control->server->store, control->tail, &athlete) == NULL) {
        reply_error(control->reply, 404, "no such activity");
        return;
    }
    (void)athlete_activity_remove(athlete, control->tail);
    done(control);
}

static void wellness_post(struct control *control)
{
    struct athlete *athlete = athlete_of(control);
    json_auto_t *row = athlete != NULL ? row_of(control, &athlete->wellness) : NULL;
    if (row == NULL) {
        return;
    }
    if (athlete_wellness_put(athlete, row)) {
        done(control);
    } else {
        refuse(control, "\"row\" has no \"id\" of the form YYYY-MM-DD");
    }
}

/* An event without "id" gets the next one; "updated" is stamped when it is absent. */
static void event_post(struct control *control)
{
    struct store *store = &control->server->store;
    struct athlete *athlete = athlete_of(control);
    json_auto_t *given = athlete != NULL ? row_of(control, &athlete->events) : NULL;
    if (given == NULL) {
        return;
    }
    json_auto_t *row = json_deep_copy(given);
    if (json_object_get(row, "id") == NULL) {
        json_object_set_new(row, "id", json_integer(store->next_event_id));
    }
    const json_t *given_row = json_object_get(control->body, "row");
    if (json_object_get(given_row, "updated") == NULL) {
        char stamp[DATE_TIME_SIZE];
        store_stamp(store, stamp);
        json_object_set_new(row, "updated", json_string(stamp));
    }
    if (athlete_event_put(store, athlete, row)) {
        reply_json(control->reply, 200, row);
    } else {
        refuse(control, "\"row\" needs an integer \"id\" and a \"start_date_local\"");
    }
}

static void event_delete(struct control *control)
{
    const struct store *store = &control->server->store;
    for (size_t i = 0; i < store->n_athletes; i++) {
        if (table_remove(&store->athletes[i]->events, control->tail)) {
            done(control);
            return;
        }
    }
    reply_error(control->reply, 404, "no such event");
}

/*
 * What somebody else does in the service's own pages: {"athlete","changes":{..}} with "id"
 * for a change, without for a new event. Not counted among the writes.
 */
static void edit_post(struct control *control)
{
    struct athlete *athlete = athlete_of(control);
    const json_t *changes = json_object_get(control->body, "changes");
    const json_t *id = json_object_get(control->body, "id");
    char key[32];
    if (athlete == NULL) {
        return;
    }
    (void)snprintf(key, sizeof key, "%lld", (long long)json_integer_value(id));
    const struct row *row = id != NULL ? table_find(&athlete->events, key) : NULL;
    if (!json_is_object(changes) || (id != NULL && row == NULL) ||
        (id == NULL && !event_has_text(changes, "start_date_local"))) {
        refuse(control, "\"changes\" with a start_date_local, or of an \"id\" that exists");
        return;
    }
    struct store *store = &control->server->store;
    reply_json_new(control->reply, 200,
                   row != NULL ? event_update(store, athlete, row, changes)
                               : event_create(store, athlete, changes, athlete->id));
}

/* All of the owner's, whatever their days. */
static void events_get(struct control *control)
{
    const struct athlete *athlete = store_owner(&control->server->store);
    json_t *list = json_array();
    for (size_t i = 0; i < athlete->events.n_rows; i++) {
        json_array_append_new(list, row_parse(&athlete->events.rows[i]));
    }
    reply_json_new(control->reply, 200, list);
}

static void mark_post(struct control *control)
{
    store_mark(&control->server->store);
    done(control);
}

static void rewind_post(struct control *control)
{
    if (store_rewind(&control->server->store)) {
        done(control);
    } else {
        refuse(control, "nothing was marked");
    }
}

static void writes_get(struct control *control)
{
    reply_json(control->reply, 200, control->server->store.event_writes);
}

static void writes_delete(struct control *control)
{
    json_object_clear(control->server->store.event_writes);
    done(control);
}

/* {"method":"GET","path":"/api/v1/..","status":200,"body":..}: the last one that fits wins.
 */
static void canned_post(struct control *control)
{
    const char *path = json_member_string(control->body, "path");
    json_int_t status = json_member_int(control->body, "status", 200);
    if (path == NULL || path[0] != '/' || status < 200 || status > 599 ||
        json_object_get(control->body, "body") == NULL) {
        refuse(control, "\"path\", \"body\" and a \"status\" from 200 to 599 are needed");
        return;
    }
    json_array_insert_new(control->server->canned, 0, json_deep_copy(control->body));
    done(control);
}

static void canned_delete(struct control *control)
{
    json_array_clear(control->server->canned);
    done(control);
}

bool control_canned_reply(const struct server *server, const char *method, const char *path,
                          struct reply *reply)
{
    size_t i = 0;
    const json_t *entry = NULL;
    json_array_foreach(server->canned, i, entry)
    {
        const char *its_method = json_member_string(entry, "method");
        if (strcmp(json_member_string(entry, "path"), path) == 0 &&
            strcmp(its_method != NULL ? its_method : "GET", method) == 0) {
            reply_json(reply, (unsigned)json_member_int(entry, "status", 200),
                       json_object_get(entry, "body"));
            return true;
        }
    }
    return false;
}

/* A path that ends in '/' takes a tail. */
static const struct control_entry {
    const char *method;
    const char *path;
    bool has_body;
    control_handler *handler;
} entries[] = {
    {"GET", "requests", false, requests_get},
    {"DELETE", "requests", false, requests_delete},
    {"GET", "counts", false, counts_get},
    {"DELETE", "counts", false, counts_delete},
    {"GET", "faults", false, faults_get},
    {"POST", "faults", true, faults_post},
    {"DELETE", "faults", false, faults_delete},
    {"POST", "activity", true, activity_post},
    {"DELETE", "activity/", false, activity_delete},
    {"POST", "wellness", true, wellness_post},
    {"POST", "event", true, event_post},
    {"DELETE", "event/", false, event_delete},
    {"POST", "edit", true, edit_post},
    {"GET", "events", false, events_get},
    {"POST", "mark", false, mark_post},
    {"POST", "rewind", false, rewind_post},
    {"GET", "writes", false, writes_get},
    {"DELETE", "writes", false, writes_delete},
    {"POST", "canned", true, canned_post},
    {"DELETE", "canned", false, canned_delete},
};

/* The entry's tail inside `path`, or NULL when the entry does not fit. */
static const char *tail_of(const struct control_entry *entry, const char *path)
{
    size_t length = strlen(entry->path);
    bool takes_tail = entry->path[length - 1] == '/';
    if (strncmp(entry->path, path, length) != 0) {
        return NULL;
    }
    return (path[length] != '\0') == takes_tail ? path + length : NULL;
}

static void entry_run(const struct control_entry *entry, struct control *control,
                      const char *body, size_t body_length)
{
    json_error_t error = {0};
    json_auto_t *object =
        entry->has_body ? json_loadb(body_length > 0 ? body : "", body_length, 0, &error)
                        : NULL;
    if (entry->has_body && !json_is_object(object)) {
        reply_error(control->reply, 400, "a JSON object is expected: %s", error.text);
        return;
    }
    control->body = object;
    entry->handler(control);
}

void control_handle(struct server *server, const char *method, const char *path,
                    const char *body, size_t body_length, struct reply *reply)
{
    const char *name = path + strlen("/_fake/");
    bool is_known = false;
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        const char *tail = tail_of(&entries[i], name);
        if (tail == NULL) {
            continue;
        }
        is_known = true;
        if (strcmp(entries[i].method, method) == 0) {
            AUTO_FREE char *decoded = query_decode(tail, strlen(tail), false);
            struct control control = {.server = server, .tail = decoded, .reply = reply};
            entry_run(&entries[i], &control, body, body_length);
            return;
        }
    }
    reply_spring_error(reply, is_known ? 405 : 404, path);
}
