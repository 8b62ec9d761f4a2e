/* What the calendar holds already in the week of a plan. */
#include <math.h>
#include <string.h>

#include "tools/answer.h"
#include "tools/apply.h"
#include "tools/quote.h"

#include "base/banned.h"

enum { MAX_CONFLICTS = 20, SECONDS_OF_MIN = 60 };

static bool is_of_plan(const struct apply *apply, const struct calendar_event *event)
{
    for (size_t i = 0; i < apply->token.n_sessions; i++) {
        const struct service_write *forward = apply->items[i].forward;
        if (forward != NULL && forward->event_id == event->id) {
            return true;
        }
    }
    return false;
}

static bool is_blocking(const struct calendar_event *event)
{
    return event->category == EVENT_WORKOUT || event_is_race(event->category) ||
           event->category == EVENT_SICK || event->category == EVENT_INJURED ||
           event->category == EVENT_HOLIDAY;
}

/* "same_time", "same_day", "same_week"; NULL: outside of it. */
static const char *relation(const struct apply *apply, const struct calendar_event *event)
{
    const char *found = NULL;
    day_num first_day = apply->token.first_day;
    day_num last = event->end_day > event->day ? event->end_day : event->day;
    if (last < first_day || event->day >= first_day + PLAN_DAYS) {
        return NULL;
    }
    found = "same_week";
    for (size_t i = 0; i < apply->token.n_sessions; i++) {
        const struct plan_session *session = &apply->token.sessions[i];
        day_num day = first_day + session->day;
        if (day < event->day || day > last) {
            continue;
        }
        int from_min = second_of_day(event->start_local_s) / SECONDS_OF_MIN;
        double until_min =
            from_min +
            (isnan(event->moving_time_s) ? 0 : event->moving_time_s / SECONDS_OF_MIN);
        bool overlaps = from_min > 0 && from_min < session->start_min + session->minutes &&
                        session->start_min < until_min;
        if (overlaps) {
            return "same_time";
        }
        found = "same_day";
    }
    return found;
}

static bool is_ours(const struct apply *apply, const struct calendar_event *event)
{
    bool is_ours = false;
    return data_event_is_ours(apply->ctx->data, event, &is_ours, NULL) && is_ours;
}

static void conflict_write(const struct apply *apply, const struct calendar_event *event,
                           const char *what, json_t *table, struct answer *answer)
{
    struct arena *arena = apply->ctx->arena;
    const char *by = is_ours(apply, event) ? "soleus" : "other";
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

/* The handle of the plan that an entry of ours is of; NULL: of no plan. */
static const char *plan_of(const struct apply *apply, const struct calendar_event *event)
{
    char handle[OWN_BATCH_CHARS + 1] = "";
    struct plan_token token;
    const char *start = strchr(event->external_id, ':');
    const char *end = start != NULL ? strchr(start + 1, ':') : NULL;
    if (end == NULL || end - start - 1 != OWN_BATCH_CHARS) {
        return NULL;
    }
    memcpy(handle, start + 1, OWN_BATCH_CHARS);
    return plan_token_find(&apply->entries, handle, apply->athlete.now_ms, &token) !=
                   PLAN_TOKEN_UNKNOWN
               ? arena_text(apply->ctx->arena, handle)
               : NULL;
}

struct apply_conflicts apply_conflicts_write(const struct apply *apply,
                                             struct answer *answer)
{
    static const char *const columns[] = {"event", "day", "category", "sport",
                                          "name",  "min", "by",       "what"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    struct apply_conflicts found = {0};
    const struct data_events *events = &apply->planning.engine.events;
    for (size_t i = 0; apply->is_judged && i < events->n_items; i++) {
        const struct calendar_event *event = &events->items[i];
        const char *what = relation(apply, event);
        if (what == NULL || !is_blocking(event) || is_of_plan(apply, event)) {
            continue;
        }
        found.n_found++;
        if (is_ours(apply, event) && found.earlier_plan == NULL) {
            found.earlier_plan = plan_of(apply, event);
        }
        if (found.n_found <= MAX_CONFLICTS) {
            conflict_write(apply, event, what, table, answer);
        }
    }
    answer_set(answer, "conflicts", table);
    if (found.n_found > MAX_CONFLICTS) {
        answer_line(answer, "And %zu more.", found.n_found - MAX_CONFLICTS);
    }
    return found;
}
