#include "event.h"

#include "rows.h"
#include "text.h"

#include <string.h>

bool event_is_category(const char *text)
{
    static const char *const categories[] = {
        "WORKOUT",      "RACE_A",       "RACE_B", "RACE_C",     "NOTE",
        "PLAN",         "HOLIDAY",      "SICK",   "INJURED",    "SET_EFTP",
        "FITNESS_DAYS", "SEASON_START", "TARGET", "SET_FITNESS"};
    for (size_t i = 0; i < sizeof categories / sizeof categories[0]; i++) {
        if (strcmp(categories[i], text) == 0) {
            return true;
        }
    }
    return false;
}

bool event_span(const json_t *event, long *ret_first_day, long *ret_last_day)
{
    const char *start = json_member_string(event, "start_date_local");
    const char *end = json_member_string(event, "end_date_local");
    long first_day = 0;
    long last_day = 0;
    if (start == NULL || !date_day_parse(start, &first_day)) {
        return false;
    }
    if (end == NULL || !date_day_parse(end, &last_day)) {
        last_day = first_day;
    } else if (end[10] == '\0' || strncmp(end + 10, "T00:00", 6) == 0) {
        last_day--;
    }
    *ret_first_day = first_day;
    *ret_last_day = last_day > first_day ? last_day : first_day;
    return true;
}

const struct row *event_of(struct call *call)
{
    const struct row *row = table_find(&call->athlete->events, call->arguments[0]);
    if (row == NULL) {
        reply_error(&call->reply, 404, "Not found");
    }
    return row;
}

static bool is_wanted(const json_t *event, const json_t *categories)
{
    size_t i = 0;
    const json_t *category = NULL;
    json_array_foreach(categories, i, category)
    {
        if (json_equal(category, json_object_get(event, "category"))) {
            return true;
        }
    }
    return categories == NULL;
}

static bool categories_check(struct call *call, const json_t *categories)
{
    size_t i = 0;
    const json_t *category = NULL;
    json_array_foreach(categories, i, category)
    {
        if (!event_is_category(json_string_value(category))) {
            reply_error(&call->reply, 422, "Invalid category [%s]",
                        json_string_value(category));
            return false;
        }
    }
    return true;
}

/* oldest defaults to today, newest to six days after oldest. */
static bool range_get(struct call *call, long *ret_oldest_day, long *ret_newest_day)
{
    const char *oldest = NULL;
    const char *newest = NULL;
    if (!call_date(call, "oldest", &oldest) || !call_date(call, "newest", &newest)) {
        return false;
    }
    long oldest_day = store_today(call->store);
    if (oldest != NULL) {
        (void)date_day_parse(oldest, &oldest_day);
    }
    long newest_day = oldest_day + 6;
    if (newest != NULL) {
        (void)date_day_parse(newest, &newest_day);
    }
    *ret_oldest_day = oldest_day;
    *ret_newest_day = newest_day;
    return true;
}

void api_events_list(struct call *call)
{
    long oldest_day = 0;
    long newest_day = 0;
    size_t limit = 0;
    json_auto_t *categories = query_list(call->query, "category");
    if (!range_get(call, &oldest_day, &newest_day) || !call_limit(call, &limit) ||
        !categories_check(call, categories)) {
        return;
    }
    const struct table *table = &call->athlete->events;
    const struct query no_fields = {0};
    struct row_list list;
    row_list_start(&list, &no_fields);
    for (size_t i = 0; i < table->n_rows && list.n_rows < limit; i++) {
        json_auto_t *event = row_parse(&table->rows[i]);
        long first_day = 0;
        long last_day = 0;
        if (event_span(event, &first_day, &last_day) && first_day <= newest_day &&
            last_day >= oldest_day && is_wanted(event, categories)) {
            row_list_add(&list, &table->rows[i]);
        }
    }
    row_list_reply(&list, &call->reply);
}

void api_event_get(struct call *call)
{
    const struct row *row = event_of(call);
    if (row != NULL) {
        reply_json_new(&call->reply, 200, row_parse(row));
    }
}
