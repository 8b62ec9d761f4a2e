#include "tools/calendar_conflicts.h"

#include <math.h>

#include "data/writes.h"
#include "tools/quote.h"

#include "base/banned.h"

enum { SECONDS_OF_MIN = 60 };

bool calendar_is_blocking(const struct calendar_event *event)
{
    return event->category == EVENT_WORKOUT || event_is_race(event->category) ||
           event->category == EVENT_SICK || event->category == EVENT_INJURED ||
           event->category == EVENT_HOLIDAY;
}

bool calendar_is_overlapping(const struct calendar_event *event, int start_min,
                             double minutes)
{
    int from_min = event->start_local_s == INT64_MIN
                       ? 0
                       : second_of_day(event->start_local_s) / SECONDS_OF_MIN;
    double lasts_min =
        isnan(event->moving_time_s) ? 0 : event->moving_time_s / SECONDS_OF_MIN;
    return from_min > 0 && start_min > 0 && from_min < start_min + minutes &&
           start_min < from_min + lasts_min;
}

bool calendar_event_is_ours(struct data_view *view, const struct calendar_event *event)
{
    bool is_ours = false;
    return data_event_is_ours(view, event, &is_ours, NULL) && is_ours;
}

json_t *calendar_conflicts_table(void)
{
    static const char *const columns[] = {"event", "day", "category", "sport",
                                          "name",  "min", "by",       "what"};
    return answer_table(columns, sizeof columns / sizeof columns[0]);
}

void calendar_conflict_write(struct tool_ctx *ctx, const struct calendar_event *event,
                             const char *what, json_t *table, struct answer *answer)
{
    struct arena *arena = ctx->arena;
    const char *by = calendar_event_is_ours(ctx->data, event) ? "soleus" : "other";
    const char *name = quote_clean(arena, event->name, 60);
    const char *category = quote_clean(arena, event->category_name, 30);
    json_t *row = json_array();
    row_add(row, json_integer(event->id));
    row_add(row, json_day_or_null(event->day));
    row_add(row, json_text_or_null(category));
    row_add(row, json_text_or_null(quote_clean(arena, event->type_name, 40)));
    row_add(row, json_text_or_null(name));
    row_add(row, json_number_or_null(event->moving_time_s / SECONDS_OF_MIN, 0));
    row_add(row, json_string(by));
    row_add(row, json_string(what));
    answer_row(table, row);
    answer_line(answer, "There already (%s, by %s): %s %s%s%s%s [%lld]", what, by,
                quote_day(arena, event->day), category != NULL ? category : "?",
                name != NULL ? " \"" : "", name != NULL ? name : "",
                name != NULL ? "\"" : "", (long long)event->id);
}
