#include "tools/edit_calendar.h"

#include <math.h>
#include <string.h>

#include "tools/check.h"
#include "tools/engine.h"
#include "tools/override.h"
#include "tools/quote.h"
#include "tools/week_table.h"

#include "base/banned.h"

enum { NAME_BYTES = 120 };

static bool is(const struct edit_result *result, const char *state)
{
    return strcmp(result->state, state) == 0;
}

static bool is_in_calendar(const struct edit_result *result)
{
    return is(result, EDIT_STATE_WRITTEN) || is(result, EDIT_STATE_ALREADY_WRITTEN);
}

/* The event that is spoken of; of what was written earlier, as the journal knows it. */
static struct calendar_event event_of(struct arena *arena, const struct edit_result *result)
{
    struct calendar_event event = result->event;
    const struct service_write *change = result->change;
    json_auto_t *image = NULL;
    if (event.category_name != NULL || change == NULL) {
        return event;
    }
    calendar_event_init(&event);
    const char *text = change->after != NULL ? change->after : change->before;
    if (text != NULL && json_parse(text, strlen(text), &image, NULL)) {
        calendar_event_lay(arena, image, &event);
    }
    event.id = change->event_id;
    return event;
}

static void event_write(struct arena *arena, const struct calendar_event *event, int64_t id,
                        struct answer *answer)
{
    bool has_clock =
        event->start_local_s != INT64_MIN && second_of_day(event->start_local_s) != 0;
    int minute = has_clock ? second_of_day(event->start_local_s) / 60 : 0;
    json_t *object = json_object();
    (void)json_object_set_new(object, "event_id", json_integer_or_null(id, id != 0));
    set_text(object, "category", event->category_name);
    set_day(object, "day", event->day);
    set_day(object, "end_day", event->end_day);
    set_text(object, "start",
             has_clock ? arena_printf(arena, "%02d:%02d", minute / 60, minute % 60) : NULL);
    set_text(object, "sport", event->type_name);
    set_text(object, "name", quote_clean(arena, event->name, NAME_BYTES));
    set_number(object, "minutes", event->moving_time_s / 60, 0);
    set_number(object, "km", event->distance_m / 1000, 1);
    set_number(object, "load", event->training_load, 0);
    answer_set(answer, "event", object);
    if (event->description != NULL && event->category == EVENT_WORKOUT) {
        answer_line(answer, "%s", quote_clean_lines(arena, event->description, 1200));
    }
}

/* What the service made of the text, held against what was meant; NULL: as meant. */
static const char *difference_of(struct arena *arena, const struct edit_result *result)
{
    if (!is(result, EDIT_STATE_WRITTEN) || result->change == NULL ||
        result->meant.text == NULL) {
        return NULL;
    }
    struct week_event_read read = week_event_read(result->change->after);
    return week_event_difference(arena, &result->meant, &read);
}

static void week_write(struct arena *arena, const struct edit_result *result,
                       struct answer *answer)
{
    const struct calendar_judgement *week = result->week;
    if (week == NULL) {
        answer_set(answer, "verdict", json_null());
        answer_set(answer, "reasons", json_array());
        return;
    }
    const struct week_table table = {.arena = arena,
                                     .limits = &week->limits,
                                     .n_sessions = week->n_sessions,
                                     .sessions = week->sessions,
                                     .proof = &week->proof};
    week_verdict_write(&table, answer);
    if (week->broken_before != 0) {
        answer_line(answer, "The week breaks rules without this change too: change that "
                            "first.");
    }
}

/* A sick or injured span changes what the legs may do at once: the load check now. */
static enum tool_outcome check_now(struct tool_ctx *ctx, const struct calendar_event *event,
                                   const char **ret_words, const char **ret_level)
{
    struct engine *engine = arena_alloc(ctx->arena, 1, sizeof *engine);
    struct data_athlete athlete;
    struct err err = {0};
    *ret_words = NULL;
    *ret_level = NULL;
    if (event->category != EVENT_SICK && event->category != EVENT_INJURED) {
        return TOOL_DONE;
    }
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, &err);
    if (outcome == TOOL_DONE) {
        outcome = engine_read(
            ctx, engine_window(athlete.today, athlete.today, (struct day_range){0}), true,
            engine, &err);
    }
    if (outcome == TOOL_DONE) {
        const struct load_status *status = engine_status(ctx, engine, 0);
        *ret_words = check_level_words(status);
        *ret_level = load_level_name(status->check.level);
    }
    return outcome == TOOL_NEEDS_DATA ? outcome : TOOL_DONE;
}

static const char *done_words(const struct edit_result *result)
{
    static const char *const words[] = {
        [EDIT_ADD] = "added", [EDIT_CHANGE] = "changed", [EDIT_REMOVE] = "removed"};
    enum calendar_edit_action action = result->action;
    if (result->change != NULL) {
        action = result->change->kind == WRITE_EVENT_CREATE   ? EDIT_ADD
                 : result->change->kind == WRITE_EVENT_DELETE ? EDIT_REMOVE
                                                              : EDIT_CHANGE;
    }
    return words[action];
}

static const char *verdict_of(struct arena *arena, const struct edit_result *result)
{
    return result->week != NULL
               ? arena_printf(arena, " %s.",
                              week_verdict_words(arena, &result->week->proof))
               : "";
}

static void preview_summary(struct arena *arena, const struct edit_result *result,
                            const char *words, struct answer *answer)
{
    const char *verdict = verdict_of(arena, result);
    const char *from =
        result->action == EDIT_CHANGE
            ? arena_printf(arena, " (now %s)", calendar_event_words(arena, &result->old))
            : "";
    const char *not_done = result->is_undo
                               ? arena_printf(arena, "NOT TAKEN BACK, it stays %s: %s.",
                                              done_words(result), words)
                               : "NOT WRITTEN.";
    if (is(result, EDIT_STATE_REFUSED) && result->is_undo) {
        answer_summary(answer, "%s%s Nobody may override that.", not_done, verdict);
    } else if (is(result, EDIT_STATE_REFUSED)) {
        answer_summary(answer, "NOT WRITTEN.%s Nobody may override that. It was to %s %s.",
                       verdict, calendar_edit_action_name(result->action), words);
    } else if (is(result, EDIT_STATE_NEEDS_ATHLETE)) {
        answer_summary(answer,
                       "%s%s This client cannot ask the athlete: ask him to run "
                       "`soleus confirm %s` in his own terminal (24 h), then call again.",
                       not_done, verdict, result->code != NULL ? result->code : "");
    } else if (is(result, EDIT_STATE_DECLINED)) {
        answer_summary(answer, "%s%s The athlete was asked and did not agree.", not_done,
                       verdict);
    } else {
        answer_summary(answer, "PREVIEW, nothing written: %s %s%s.%s",
                       calendar_edit_action_name(result->action), words, from, verdict);
        answer_line(answer,
                    "Show it and ask, then call with edit_token %s and confirm (24 h).",
                    result->token != NULL ? result->token : "(none: nothing may be kept)");
    }
}

static void summary_write(struct arena *arena, const struct edit_result *result,
                          const char *words, const char *check, struct answer *answer)
{
    const char *why = result->why != NULL ? result->why : "Intervals.icu does not show it";
    const char *now =
        check != NULL ? arena_printf(arena, " Load check now: %s.", check) : "";
    if (is(result, EDIT_STATE_WRITTEN)) {
        const char *difference = difference_of(arena, result);
        answer_summary(answer, "WRITTEN and read back: %s %s.%s%s%s%s", done_words(result),
                       words, difference != NULL ? " Differs: " : "",
                       difference != NULL ? difference : "", difference != NULL ? "." : "",
                       now);
    } else if (is(result, EDIT_STATE_ALREADY_WRITTEN)) {
        answer_summary(answer, "ALREADY WRITTEN before, nothing written now: %s %s.",
                       done_words(result), words);
    } else if (is(result, EDIT_STATE_NOT_WRITTEN)) {
        answer_summary(answer, "NOT WRITTEN: %s. Calling again is safe.", why);
    } else if (is(result, EDIT_STATE_UNKNOWN)) {
        answer_summary(answer,
                       "UNKNOWN whether it was %s: %s. Call again in a minute with the "
                       "same edit_token; do not add it anew.",
                       result->is_undo ? "taken back" : "written", why);
    } else if (is(result, EDIT_STATE_UNDO_PREVIEW)) {
        answer_summary(
            answer,
            "PREVIEW, nothing changed: %s was %s and would be taken back, unless "
            "others changed it since.%s Call again with confirm.",
            words, done_words(result), verdict_of(arena, result));
    } else if (is(result, EDIT_STATE_UNDONE)) {
        answer_summary(answer, "TAKEN BACK, as it was before: %s was %s.%s", words,
                       done_words(result), now);
    } else if (is(result, EDIT_STATE_NOT_UNDONE)) {
        answer_summary(answer, "NOT TAKEN BACK: %s.", why);
    } else {
        preview_summary(arena, result, words, answer);
    }
}

const char *edit_override_words(struct arena *arena, const struct calendar_event *event,
                                const struct calendar_judgement *week)
{
    return arena_printf(arena,
                        "%s: with it the week breaks %s. Write it into the calendar all "
                        "the same? Your yes and reason are kept and shown.",
                        calendar_event_words(arena, event),
                        override_rules_words(arena, week->broken));
}

enum tool_outcome edit_result_write(struct tool_ctx *ctx, const struct edit_result *result,
                                    struct answer *answer)
{
    struct arena *arena = ctx->arena;
    struct calendar_event event = event_of(arena, result);
    int64_t id = result->change != NULL && is_in_calendar(result) ? result->change->event_id
                                                                  : event.id;
    const char *check = NULL;
    const char *level = NULL;
    enum tool_outcome outcome = TOOL_DONE;
    if (is(result, EDIT_STATE_WRITTEN) || is(result, EDIT_STATE_UNDONE)) {
        outcome = check_now(ctx, &event, &check, &level);
    }
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    summary_write(arena, result, calendar_event_words(arena, &event), check, answer);
    answer_set(answer, "state", json_string(result->state));
    answer_set(answer, "edit_token", json_text_or_null(result->token));
    answer_set(answer, "confirm_code", json_text_or_null(result->code));
    answer_set(answer, "read_differently", json_text_or_null(difference_of(arena, result)));
    answer_set(answer, "load_check", json_text_or_null(level));
    event_write(arena, &event, id, answer);
    week_write(arena, result, answer);
    return TOOL_DONE;
}
