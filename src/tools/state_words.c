#include "tools/state_words.h"

#include <string.h>

#include "base/str.h"
#include "load/constants.h"
#include "plan/plan.h"
#include "plan/sickness.h"
#include "tools/quote.h"

#include "base/banned.h"

enum { MAX_SPANS = 6, CALENDAR_DAYS = 14 };

static day_num last_day_of(const struct calendar_event *event)
{
    return event->end_day > event->day ? event->end_day : event->day;
}

static bool is_span(const struct calendar_event *event)
{
    return event->category == EVENT_SICK || event->category == EVENT_INJURED ||
           event->category == EVENT_HOLIDAY;
}

/* "2026-11-24", "2026-11-24 to 2026-11-30". */
static const char *days_words(struct arena *arena, day_num first, day_num last)
{
    char from[DAY_TEXT_SIZE];
    char to[DAY_TEXT_SIZE];
    return first == last ? arena_text(arena, day_format(first, from))
                         : arena_printf(arena, "%s to %s", day_format(first, from),
                                        day_format(last, to));
}

static const char *span_words(struct arena *arena, const struct calendar_event *event)
{
    return arena_printf(arena, "%s %s", event_category_name(event->category),
                        days_words(arena, event->day, last_day_of(event)));
}

const char *state_spans(struct arena *arena, const struct load_status *status,
                        day_num first_day, day_num last_day)
{
    const struct load_inputs *inputs = status->history->inputs;
    const char *words = "";
    size_t n_spans = 0;
    for (size_t i = 0; i < inputs->n_events && n_spans < MAX_SPANS; i++) {
        const struct calendar_event *event = &inputs->events[i];
        if (is_span(event) && event->day <= last_day && last_day_of(event) >= first_day) {
            words = arena_printf(arena, "%s%s%s", words, n_spans > 0 ? ", " : "",
                                 span_words(arena, event));
            n_spans++;
        }
    }
    return words;
}

/* ---- the load check's gate ---- */

/* "left knee" is kept as knee_left. */
static const char *site_words(struct arena *arena, const char *site)
{
    char words[64];
    str_copy(words, sizeof words, quote_clean(arena, site, sizeof words - 1));
    for (char *at = words; *at != '\0'; at++) {
        *at = (char)(*at == '_' ? ' ' : *at);
    }
    return arena_text(arena, words);
}

/* "pain 6 of 10 (knee left)": a reason in a few words. */
static const char *reason_words(struct arena *arena, const struct load_reason *reason)
{
    const char *site =
        reason->subject != NULL
            ? arena_printf(arena, " (%s)", site_words(arena, reason->subject))
            : "";
    switch ((int)reason->rule) {
    case LOAD_RULE_PAIN_BONE:
    case LOAD_RULE_PAIN_HIGH:
    case LOAD_RULE_PAIN_MODERATE:
        return arena_printf(arena, "pain %s of 10%s", quote_number(arena, reason->value, 0),
                            site);
    case LOAD_RULE_PAIN_UNSETTLED:
        return arena_printf(arena, "morning pain %s of 10",
                            quote_number(arena, reason->value, 0));
    case LOAD_RULE_BONE_INJURY:
        return arena_printf(arena, "bone-stress injury%s", site);
    case LOAD_RULE_LIMPING:
        return "limping";
    case LOAD_RULE_INJURY_FIELD:
        return arena_printf(arena, "injury %s of 4", quote_number(arena, reason->value, 0));
    default:
        return arena_printf(arena, "%s", load_rule_info(reason->rule)->id);
    }
}

static bool is_gate(const struct load_status *status)
{
    return status->check.n_reasons > 0 && (status->check.level == LOAD_LEVEL_STOP ||
                                           status->check.level == LOAD_LEVEL_HOLD);
}

static const char *gate_words(struct arena *arena, const struct load_status *status)
{
    const struct load_reason *reason = &status->check.reasons[0];
    bool is_stop = status->check.level == LOAD_LEVEL_STOP;
    char change[LOAD_TEXT_SIZE];
    return arena_printf(arena, "%s, %s: %s. Ends: %s", is_stop ? "STOP" : "HOLD",
                        reason_words(arena, reason),
                        is_stop ? "no run, no heavy legs"
                                : "no run, no heavy legs until this ends",
                        load_reason_change_text(reason, change));
}

/* What a hold or stop of the days before leaves behind; "" when nothing. */
static const char *after_gate_words(struct arena *arena, const struct load_status *status)
{
    char until[DAY_TEXT_SIZE];
    const struct load_gate *gate = &status->gate;
    const char *stopped =
        gate->stop_day == DAY_NUM_NONE
            ? ""
            : arena_printf(arena, "no hard run, no heavy legs up to %s%s",
                           day_format(gate->stop_day + LOAD_AFTER_STOP_DAYS - 1, until),
                           gate->hold_day == DAY_NUM_NONE ? "" : "; ");
    const char *first = gate->hold_day == DAY_NUM_NONE
                            ? ""
                            : "the first run easy, at most 70 % of the last one";
    bool is_none = gate->stop_day == DAY_NUM_NONE && gate->hold_day == DAY_NUM_NONE;
    const char *which = gate->stop_day != DAY_NUM_NONE ? "STOP" : "HOLD";
    return is_none ? "" : arena_printf(arena, "AFTER A %s: %s%s. ", which, stopped, first);
}

/* ---- together ---- */

const char *state_calendar(struct arena *arena, const struct load_status *status)
{
    const struct load_inputs *inputs = status->history->inputs;
    const char *words =
        state_spans(arena, status, status->as_of, status->as_of + CALENDAR_DAYS - 1);
    for (size_t i = 0; i < inputs->n_events; i++) {
        const struct calendar_event *event = &inputs->events[i];
        bool is_after = event->category == EVENT_SICK &&
                        last_day_of(event) < status->as_of &&
                        plan_sickness_last_day(event) >= status->as_of;
        if (is_after) {
            char until[DAY_TEXT_SIZE];
            words =
                arena_printf(arena, "%s%s%s is over, nothing hard until after %s", words,
                             words[0] != '\0' ? ", " : "", span_words(arena, event),
                             day_format(plan_sickness_last_day(event), until));
        }
    }
    return words;
}

/* What the span of a SICK event does after it; NULL: nothing in these days. */
static const char *after_words(struct arena *arena, const struct calendar_event *event,
                               day_num first_day)
{
    char until[DAY_TEXT_SIZE];
    day_num last = plan_sickness_last_day(event);
    return event->category == EVENT_SICK && last >= first_day
               ? arena_printf(arena, "No hard session until %s is over (H13).",
                              day_format(last, until))
               : NULL;
}

const char *state_head(struct arena *arena, const struct load_status *status,
                       day_num first_day)
{
    const char *spans = state_spans(arena, status, first_day, first_day + PLAN_DAYS - 1);
    return arena_printf(arena, "%s%s%s%s%s",
                        is_gate(status) ? gate_words(arena, status)
                                        : after_gate_words(arena, status),
                        is_gate(status) ? " " : "", spans[0] != '\0' ? "Calendar: " : "",
                        spans, spans[0] != '\0' ? ". " : "");
}

static void state_add(json_t *rows, struct answer *answer, const char *text)
{
    row_add(rows, json_string(text));
    answer_line(answer, "State: %s", text);
}

/* The reasons of the gate, or what an earlier one leaves behind. */
static bool is_of_gate(const struct load_status *status, const struct load_reason *reason)
{
    return is_gate(status) ? reason->level == status->check.level
                           : reason->rule == LOAD_RULE_AFTER_STOP ||
                                 reason->rule == LOAD_RULE_AFTER_HOLD;
}

static void reasons_add(struct arena *arena, const struct load_status *status, json_t *rows,
                        struct answer *answer)
{
    for (size_t i = 0; i < status->check.n_reasons; i++) {
        const struct load_reason *reason = &status->check.reasons[i];
        char text[LOAD_TEXT_SIZE];
        char change[LOAD_TEXT_SIZE];
        if (is_of_gate(status, reason)) {
            state_add(rows, answer,
                      arena_printf(arena, "%s: %s Ends: %s", load_level_name(reason->level),
                                   load_reason_text(reason, text),
                                   load_reason_change_text(reason, change)));
        }
    }
}

void state_write(struct arena *arena, const struct load_status *status, day_num first_day,
                 struct answer *answer)
{
    const struct load_inputs *inputs = status->history->inputs;
    json_t *rows = json_array();
    reasons_add(arena, status, rows, answer);
    for (size_t i = 0; i < inputs->n_events && json_array_size(rows) < MAX_SPANS; i++) {
        const struct calendar_event *event = &inputs->events[i];
        const char *after = after_words(arena, event, first_day);
        bool is_in_week = is_span(event) && event->day < first_day + PLAN_DAYS &&
                          (last_day_of(event) >= first_day || after != NULL);
        if (is_in_week) {
            const char *does = event->category == EVENT_INJURED
                                   ? " No run, no heavy legs on these days."
                                   : "";
            state_add(rows, answer,
                      arena_printf(arena, "calendar: %s.%s%s%s", span_words(arena, event),
                                   does, after != NULL ? " " : "",
                                   after != NULL ? after : ""));
        }
    }
    answer_set(answer, "state", rows);
}
