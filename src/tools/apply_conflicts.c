/* What the calendar holds already in the week of a plan. */
#include "tools/apply.h"

#include <string.h>

#include "tools/calendar_conflicts.h"

#include "base/banned.h"

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
        if (calendar_is_overlapping(event, session->start_min, session->minutes)) {
            return "same_time";
        }
        found = "same_day";
    }
    return found;
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
    return plan_token_find(apply->ctx->arena, &apply->entries, handle,
                           apply->athlete.now_ms, &token) != PLAN_TOKEN_UNKNOWN
               ? arena_text(apply->ctx->arena, handle)
               : NULL;
}

struct apply_conflicts apply_conflicts_write(const struct apply *apply,
                                             struct answer *answer)
{
    json_t *table = calendar_conflicts_table();
    struct apply_conflicts found = {0};
    const struct data_events *events = &apply->planning.engine.events;
    for (size_t i = 0; apply->is_judged && i < events->n_items; i++) {
        const struct calendar_event *event = &events->items[i];
        const char *what = relation(apply, event);
        if (what == NULL || !calendar_is_blocking(event) || is_of_plan(apply, event)) {
            continue;
        }
        found.n_found++;
        if (found.earlier_plan == NULL && calendar_event_is_ours(apply->ctx->data, event)) {
            found.earlier_plan = plan_of(apply, event);
        }
        if (found.n_found <= CALENDAR_CONFLICTS_MAX) {
            calendar_conflict_write(apply->ctx, event, what, table, answer);
        }
    }
    answer_set(answer, "conflicts", table);
    if (found.n_found > CALENDAR_CONFLICTS_MAX) {
        answer_line(answer, "And %zu more.", found.n_found - CALENDAR_CONFLICTS_MAX);
    }
    return found;
}
