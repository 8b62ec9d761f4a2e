#include "tools/edit_calendar.h"

#include <math.h>
#include <string.h>

#include "tools/check.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "tools/week_breach.h"

#include "base/banned.h"

enum { NAME_BYTES = 120, TEXT_BYTES = 1200, WHY_BYTES = 200, SECONDS_OF_MIN = 60 };

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
    set_text(object, "text", quote_clean_lines(arena, event->description, TEXT_BYTES));
    answer_set(answer, "event", object);
    if (event->description != NULL && event->category == EVENT_WORKOUT) {
        answer_line(answer, "%s", quote_clean_lines(arena, event->description, TEXT_BYTES));
    } else if (event->description != NULL) {
        answer_line(answer, "Its text: \"%s\"",
                    quote_clean(arena, event->description, TEXT_BYTES));
    }
}

/* Only where it is still to be decided on. */
static void conflicts_write(struct tool_ctx *ctx, const struct edit_result *result,
                            struct answer *answer)
{
    const struct calendar_event *event = &result->event;
    json_t *table = calendar_conflicts_table();
    bool is_open = is(result, EDIT_STATE_PREVIEW) || is(result, EDIT_STATE_REFUSED) ||
                   is(result, EDIT_STATE_NEEDS_ATHLETE);
    size_t n_conflicts = is_open && !result->is_undo ? result->n_conflicts : 0;
    int start_min = event->start_local_s == INT64_MIN
                        ? 0
                        : second_of_day(event->start_local_s) / SECONDS_OF_MIN;
    double minutes = event->moving_time_s > 0 ? event->moving_time_s / SECONDS_OF_MIN : 0;
    for (size_t i = 0; i < n_conflicts && i < CALENDAR_CONFLICTS_MAX; i++) {
        const struct calendar_event *other = &result->conflicts[i];
        bool is_at_once = event->end_day <= event->day && other->day == event->day &&
                          calendar_is_overlapping(other, start_min, minutes);
        calendar_conflict_write(ctx, other, is_at_once ? "same_time" : "same_day", table,
                                answer);
    }
    if (n_conflicts > CALENDAR_CONFLICTS_MAX) {
        answer_line(answer, "And %zu more.", n_conflicts - CALENDAR_CONFLICTS_MAX);
    }
    answer_set(answer, "conflicts", table);
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

/* NULL: it was judged, or there is nothing to judge. */
static const char *not_judged_words(struct arena *arena, const struct edit_result *result)
{
    return result->judged_from == DAY_NUM_NONE
               ? NULL
               : arena_printf(arena,
                              "Not judged: more than %d days ahead; from %s on check_week "
                              "judges its week",
                              (int)PLANNING_DAYS_AHEAD,
                              quote_day(arena, result->judged_from));
}

static void week_write(struct arena *arena, const struct edit_result *result,
                       struct answer *answer)
{
    const struct calendar_judgement *week = result->week;
    answer_set(answer, "not_judged", json_text_or_null(not_judged_words(arena, result)));
    if (week == NULL) {
        answer_set(answer, "verdict", json_null());
        answer_set(answer, "reasons", json_array());
        answer_set(answer, "cautions", json_null());
        return;
    }
    const struct week_table table = calendar_week_table(week, arena);
    week_verdict_write(&table, answer);
    week_cautions_write(&table, answer);
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

/* With the verdict, as much of it as fits. */
static void judged_summary(struct arena *arena, const struct edit_result *result,
                           const char *words, struct answer *answer)
{
    const char *verdict = not_judged_words(arena, result);
    size_t n_words = strlen(words) + 2; /* a blank, and the full stop */
    if (result->week != NULL) {
        const struct week_table table = calendar_week_table(result->week, arena);
        verdict = week_verdict_told(
            &table, n_words < ANSWER_SUMMARY_BYTES ? ANSWER_SUMMARY_BYTES - n_words : 0);
    }
    answer_summary(answer, "%s%s%s%s", words, verdict != NULL ? " " : "",
                   verdict != NULL ? verdict : "", verdict != NULL ? "." : "");
}

/* What was not done, and what it was: what has been asked or may not be. */
static const char *unwritten_words(struct arena *arena, const struct edit_result *result,
                                   const char *words)
{
    const char *what = result->is_undo
                           ? arena_printf(arena, "NOT TAKEN BACK, it stays %s: %s",
                                          done_words(result), words)
                           : arena_printf(arena, "NOT WRITTEN: %s %s",
                                          calendar_edit_action_name(result->action), words);
    if (is(result, EDIT_STATE_REFUSED)) {
        return arena_printf(arena, "%s. Nobody may override that.", what);
    }
    if (is(result, EDIT_STATE_DECLINED)) {
        return arena_printf(arena, "%s. The athlete was asked and did not agree.", what);
    }
    return arena_printf(arena,
                        "%s. The athlete himself runs `soleus "
                        "confirm %s` in his own terminal (24 h), then call again.",
                        what, result->code != NULL ? result->code : "");
}

static void preview_summary(struct arena *arena, const struct edit_result *result,
                            const char *words, struct answer *answer)
{
    const char *from =
        result->action == EDIT_CHANGE
            ? arena_printf(arena, " (now %s)", calendar_event_words(arena, &result->old))
            : "";
    if (is(result, EDIT_STATE_UNDO_PREVIEW)) {
        judged_summary(
            arena, result,
            arena_printf(arena,
                         "PREVIEW, nothing changed: %s was %s and would be taken "
                         "back, unless others changed it since. Call again with "
                         "confirm.",
                         words, done_words(result)),
            answer);
        return;
    }
    if (!is(result, EDIT_STATE_PREVIEW)) {
        judged_summary(arena, result, unwritten_words(arena, result, words), answer);
        return;
    }
    judged_summary(arena, result,
                   arena_printf(arena, "PREVIEW, nothing written: %s %s%s.",
                                calendar_edit_action_name(result->action), words, from),
                   answer);
    answer_line(answer, "Show it and ask, then call with edit_token %s and confirm (24 h).",
                result->token != NULL ? result->token : "(none: nothing may be kept)");
}

static void summary_write(struct arena *arena, const struct edit_result *result,
                          const char *words, const char *check, struct answer *answer)
{
    const char *why = result->why != NULL ? result->why : "Intervals.icu does not show it";
    const char *now =
        check != NULL ? arena_printf(arena, " Load check now: %s.", check) : "";
    if (is(result, EDIT_STATE_WRITTEN)) {
        const char *difference = difference_of(arena, result);
        const char *unjudged = not_judged_words(arena, result);
        answer_summary(answer, "WRITTEN and read back: %s %s.%s%s%s%s%s%s%s",
                       done_words(result), words, difference != NULL ? " Differs: " : "",
                       difference != NULL ? difference : "", difference != NULL ? "." : "",
                       unjudged != NULL ? " " : "", unjudged != NULL ? unjudged : "",
                       unjudged != NULL ? "." : "", now);
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
    } else if (is(result, EDIT_STATE_UNDONE)) {
        answer_summary(answer, "TAKEN BACK, as it was before: %s was %s.%s", words,
                       done_words(result), now);
    } else if (is(result, EDIT_STATE_ALREADY_UNDONE)) {
        answer_summary(answer, "ALREADY TAKEN BACK before, nothing changed now: %s was %s.",
                       words, done_words(result));
    } else if (is(result, EDIT_STATE_NOT_UNDONE)) {
        answer_summary(answer, "NOT TAKEN BACK: %s.", why);
    } else {
        preview_summary(arena, result, words, answer);
    }
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
    answer_set(answer, "why",
               json_text_or_null(quote_clean(arena, result->why, WHY_BYTES)));
    answer_set(answer, "read_differently", json_text_or_null(difference_of(arena, result)));
    answer_set(answer, "load_check", json_text_or_null(level));
    event_write(arena, &event, id, answer);
    conflicts_write(ctx, result, answer);
    week_write(arena, result, answer);
    return TOOL_DONE;
}
