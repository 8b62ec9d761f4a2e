#include "call.h"

#include "rows.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { BOUND_SIZE = 48, SEARCH_LIMIT = 30 };

/* A bare day as a bound that includes the whole day; a date-time as it is. */
static void bound_make(const char *date, bool is_upper, char out[BOUND_SIZE])
{
    const char *rest = "";
    if (strlen(date) == 10) {
        rest = is_upper ? "T99" : "";
    } else if (strlen(date) == 16) {
        rest = ":00";
    }
    (void)snprintf(out, BOUND_SIZE, "%s%s", date, rest);
}

static bool is_on_route(const struct row *row, const char *route_id)
{
    if (route_id == NULL) {
        return true;
    }
    json_auto_t *object = row_parse(row);
    char text[32];
    (void)snprintf(text, sizeof text, "%lld",
                   (long long)json_member_int(object, "route_id", -1));
    return strcmp(text, route_id) == 0;
}

void api_activities_list(struct call *call)
{
    const char *oldest = NULL;
    const char *newest = NULL;
    size_t limit = 0;
    if (!call_date(call, "oldest", &oldest) || !call_date(call, "newest", &newest) ||
        !call_limit(call, &limit)) {
        return;
    }
    if (oldest == NULL) {
        reply_error(&call->reply, 422,
                    "Required request parameter 'oldest' for method parameter type String "
                    "is not present");
        return;
    }
    char low[BOUND_SIZE];
    char high[BOUND_SIZE] = "9";
    bound_make(oldest, false, low);
    if (newest != NULL) {
        bound_make(newest, true, high);
    } else if (call->store->has_fixed_today) {
        char today[DATE_DAY_SIZE];
        date_day_format(store_today(call->store), today);
        bound_make(today, true, high);
    }
    const struct table *table = &call->athlete->activities;
    const char *route_id = query_get(call->query, "route_id");
    struct row_list list;
    row_list_start(&list, call->query);
    size_t i = table->n_rows;
    while (i > 0 && list.n_rows < limit && strcmp(table->rows[i - 1].sort, low) >= 0) {
        i--;
        if (strcmp(table->rows[i].sort, high) <= 0 &&
            is_on_route(&table->rows[i], route_id)) {
            row_list_add(&list, &table->rows[i]);
        }
    }
    row_list_reply(&list, &call->reply);
}

/* Unknown, repeated and bare-digit ids are dropped silently; `fields` is ignored. */
void api_activities_by_id(struct call *call)
{
    json_auto_t *seen = json_object();
    const struct query no_fields = {0};
    struct row_list list;
    row_list_start(&list, &no_fields);
    const char *at = call->arguments[0];
    while (*at != '\0') {
        size_t length = strcspn(at, ",");
        AUTO_FREE char *id = mem_strndup(at, length);
        const struct row *row = table_find(&call->athlete->activities, id);
        if (row != NULL && !row_is_strava(row) && json_object_get(seen, id) == NULL) {
            json_object_set_new(seen, id, json_true());
            row_list_add(&list, row);
        }
        at += length;
        at += *at == ',' ? 1 : 0;
    }
    row_list_reply(&list, &call->reply);
}

static bool has_tag(const json_t *activity, const char *tag)
{
    size_t i = 0;
    const json_t *value = NULL;
    json_array_foreach(json_object_get(activity, "tags"), i, value)
    {
        const char *name = json_string_value(value);
        if (name != NULL && strcasecmp(name, tag) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_match(const json_t *activity, const char *wanted)
{
    if (wanted[0] == '#') {
        return has_tag(activity, wanted + 1);
    }
    const char *name = json_member_string(activity, "name");
    return name != NULL && strcasestr(name, wanted) != NULL;
}

static json_t *light_row(const json_t *activity)
{
    static const char *const keys[] = {"id",          "name", "start_date_local",
                                       "type",        "race", "distance",
                                       "moving_time", "tags", "description"};
    json_t *light = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        json_t *value = json_object_get(activity, keys[i]);
        json_object_set_new(light, keys[i],
                            value != NULL ? json_incref(value) : json_null());
    }
    return light;
}

static void search(struct call *call, bool is_full)
{
    const char *wanted = query_get(call->query, "q");
    size_t limit = 0;
    if (wanted == NULL) {
        reply_error(
            &call->reply, 422,
            "Required request parameter 'q' for method parameter type String is not "
            "present");
        return;
    }
    if (!call_limit(call, &limit)) {
        return;
    }
    if (query_get(call->query, "limit") == NULL) {
        limit = SEARCH_LIMIT;
    }
    const struct table *table = &call->athlete->activities;
    json_t *found = json_array();
    for (size_t i = table->n_rows; i > 0 && json_array_size(found) < limit; i--) {
        json_auto_t *activity = row_parse(&table->rows[i - 1]);
        if (is_match(activity, wanted)) {
            json_array_append_new(found,
                                  is_full ? json_incref(activity) : light_row(activity));
        }
    }
    reply_json_new(&call->reply, 200, found);
}

void api_activities_search(struct call *call)
{
    search(call, false);
}

void api_activities_search_full(struct call *call)
{
    search(call, true);
}
