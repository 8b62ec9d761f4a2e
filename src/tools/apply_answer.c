/* apply_week's answer. */
#include "tools/apply.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "tools/answer.h"
#include "tools/override.h"
#include "tools/quote.h"
#include "tools/week_breach.h"
#include "tools/write_history.h"

#include "base/banned.h"

static const char *action_name(enum apply_action action)
{
    static const char *const names[] = {
        [APPLY_PREVIEW] = "preview",
        [APPLY_WRITTEN] = "written",
        [APPLY_ALREADY_WRITTEN] = "already_written",
        [APPLY_PARTLY_WRITTEN] = "partly_written",
        [APPLY_NOT_WRITTEN] = "not_written",
        [APPLY_REFUSED] = "refused",
        [APPLY_NEEDS_ATHLETE] = "needs_athlete",
        [APPLY_DECLINED] = "declined",
        [APPLY_UNDO_PREVIEW] = "undo_preview",
        [APPLY_UNDONE] = "undone",
        [APPLY_ALREADY_UNDONE] = "already_undone",
        [APPLY_PARTLY_UNDONE] = "partly_undone",
    };
    return names[action];
}

struct week_table apply_table(const struct apply *apply)
{
    return (struct week_table){.arena = apply->ctx->arena,
                               .limits = &apply->planning.limits,
                               .n_sessions = apply->n_sessions,
                               .sessions = apply->sessions,
                               .proof = &apply->proof};
}

/* The verdict with what is broken or costs points, as much as fits behind the words. */
static const char *verdict_told(const struct apply *apply, const char *before)
{
    const struct week_table table = apply_table(apply);
    size_t n_before = strlen(before) + 2; /* a blank, and the full stop */
    return week_verdict_told(
        &table, n_before < ANSWER_SUMMARY_BYTES ? ANSWER_SUMMARY_BYTES - n_before : 0);
}

static bool is_undoing(enum apply_action action)
{
    return action == APPLY_UNDO_PREVIEW || action == APPLY_UNDONE ||
           action == APPLY_ALREADY_UNDONE || action == APPLY_PARTLY_UNDONE;
}

const struct activity *apply_done_by(const struct apply *apply, size_t i)
{
    struct data_activities activities;
    const struct service_write *forward = apply->items[i].forward;
    struct day_range week = {.first_day = apply->token.first_day, .n_days = PLAN_DAYS};
    if (forward == NULL || forward->event_id == 0 ||
        !data_activities(apply->ctx->data, week, &activities, NULL)) {
        return NULL;
    }
    for (size_t k = 0; k < activities.n_items; k++) {
        if (activities.items[k].paired_event_id == forward->event_id) {
            return &activities.items[k];
        }
    }
    return NULL;
}

/* ---- what became of each ---- */

enum { NAME_BYTES = 120 };

struct item_state {
    const char *name;
    const char *note; /* NULL: nothing to say */
};

static const struct service_write *sent_find(const struct apply_outcome *outcome, size_t i)
{
    for (size_t k = 0; k < outcome->n_writes; k++) {
        if (outcome->writes[k].step == (int)i + 1) {
            return &outcome->writes[k];
        }
    }
    return NULL;
}

/* How an entry of the plan stands in the calendar now. */
static struct item_state standing(const struct apply *apply, size_t i,
                                  const char *as_written)
{
    struct data_view *view = apply->ctx->data;
    enum data_look look = DATA_LOOK_AS_WRITTEN;
    const struct apply_item *item = &apply->items[i];
    if (apply_done_by(apply, i) != NULL) {
        return (struct item_state){"done", "an activity is paired with it: it stays"};
    }
    if (!data_write_look(view, item->forward, &look, NULL)) {
        return (struct item_state){as_written, NULL};
    }
    switch (look) {
    case DATA_LOOK_GONE:
        return (struct item_state){"gone", write_is_removed(view, item->forward)
                                               ? "taken out with edit_calendar"
                                               : "removed by others"};
    case DATA_LOOK_CHANGED:
        return (struct item_state){"changed_since",
                                   write_is_own_change(view, item->forward)
                                       ? "changed with edit_calendar: it stays"
                                       : "changed by others: it stays"};
    case DATA_LOOK_AS_WRITTEN:
        break;
    }
    return (struct item_state){as_written, NULL};
}

static struct item_state sent_state(const struct apply *apply, size_t i,
                                    const struct service_write *write)
{
    struct arena *arena = apply->ctx->arena;
    if (write->state == WRITE_DONE && write->is_undo) {
        return (struct item_state){"removed", NULL};
    }
    if (write->state == WRITE_DONE) {
        struct week_event_read read = week_event_read(write->after);
        const char *difference =
            week_event_difference(arena, &apply->items[i].event, &read);
        const char *note = write->why == NULL ? difference
                           : difference == NULL
                               ? write->why
                               : arena_printf(arena, "%s; %s", write->why, difference);
        return (struct item_state){"written", note};
    }
    const char *name = write->state != WRITE_NOT_DONE ? "unknown"
                       : write->is_undo               ? "left"
                                                      : "not_written";
    return (struct item_state){name, quote_clean(arena, write->why, 200)};
}

static struct item_state state_of(const struct apply *apply,
                                  const struct apply_outcome *outcome, size_t i)
{
    const struct apply_item *item = &apply->items[i];
    const struct service_write *sent = sent_find(outcome, i);
    if (sent != NULL) {
        return sent_state(apply, i, sent);
    }
    switch (item->place) {
    case WRITE_PLACE_UNDONE:
        return (struct item_state){"removed", NULL};
    case WRITE_PLACE_UNSETTLED:
        return (struct item_state){
            "unknown", "its reply was lost and Intervals.icu does not show it yet"};
    case WRITE_PLACE_THERE:
        return standing(apply, i,
                        is_undoing(outcome->action) ? "to_remove" : "already_there");
    case WRITE_PLACE_NOWHERE:
        break;
    }
    bool is_preview = outcome->action == APPLY_PREVIEW;
    return (struct item_state){
        is_preview ? "to_add" : "not_written",
        outcome->why != NULL ? quote_clean(apply->ctx->arena, outcome->why, 200) : NULL};
}

/* Both of what is not kept of what was told, and of what became of it. */
static const char *note_of(struct arena *arena, const char *told, const char *state)
{
    return told == NULL    ? state
           : state == NULL ? told
                           : arena_printf(arena, "%s; %s", told, state);
}

static void event_write(const struct apply *apply, size_t i, struct item_state state,
                        json_t *table, struct answer *answer)
{
    struct arena *arena = apply->ctx->arena;
    const struct plan_session *session = &apply->token.sessions[i];
    const struct week_event *event = &apply->items[i].event;
    const struct service_write *forward = apply->items[i].forward;
    day_num day = apply->token.first_day + session->day;
    int64_t id = forward != NULL ? forward->event_id : 0;
    double load = apply->is_judged ? event->load : session->load;
    const char *name = quote_clean(arena, event->name, NAME_BYTES);
    bool is_named = apply->token.told[i].name != NULL && name != NULL;
    const char *note = note_of(arena, event->note, state.note);
    json_t *row = json_array();
    row_add(row, json_integer((json_int_t)i + 1));
    row_add(row, json_day_or_null(day));
    row_add(row, json_string(day_weekday_name(day)));
    row_add(row, json_string(arena_printf(arena, "%02d:%02d", session->start_min / 60,
                                          session->start_min % 60)));
    row_add(row, json_string(plan_kind_info(session->kind)->name));
    row_add(row, json_string(sport_name(session->sport)));
    row_add(row, json_text_or_null(name));
    row_add(row, json_number_or_null(session->minutes, 0));
    row_add(row, json_number_or_null(load, 0));
    row_add(row, json_integer_or_null(id, id != 0));
    row_add(row, json_string(state.name));
    row_add(row, json_text_or_null(note));
    answer_row(table, row);
    answer_line(answer, "%s: %s%s%s%s%s, load %s%s%s%s", state.name,
                week_session_words(arena, apply->token.first_day, session),
                is_named ? arena_printf(arena, " \"%s\"", name) : "",
                apply->token.told[i].text != NULL && event->note == NULL && apply->is_judged
                    ? ", text as told"
                    : "",
                event->brief != NULL ? ", " : "", event->brief != NULL ? event->brief : "",
                quote_number(arena, load, 0),
                id != 0 ? arena_printf(arena, " [%lld]", (long long)id) : "",
                note != NULL ? ": " : "", note != NULL ? note : "");
}

struct counts {
    size_t n_good; /* as the action wants it */
    size_t n_unknown;
    size_t n_gone;
    size_t n_differ; /* written with a note, or left */
};

static struct counts events_write(const struct apply *apply,
                                  const struct apply_outcome *outcome,
                                  struct answer *answer)
{
    static const char *const columns[] = {"n",    "day",   "weekday", "start",
                                          "kind", "sport", "name",    "min",
                                          "load", "event", "state",   "note"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    struct counts counts = {0};
    for (size_t i = 0; i < apply->token.n_sessions; i++) {
        struct item_state state = state_of(apply, outcome, i);
        bool is_good =
            strcmp(state.name, "to_add") == 0 || strcmp(state.name, "written") == 0 ||
            strcmp(state.name, "already_there") == 0 ||
            strcmp(state.name, "to_remove") == 0 || strcmp(state.name, "removed") == 0;
        counts.n_good += is_good ? 1U : 0U;
        counts.n_unknown += strcmp(state.name, "unknown") == 0 ? 1U : 0U;
        counts.n_gone += strcmp(state.name, "gone") == 0 ? 1U : 0U;
        counts.n_differ += state.note != NULL ? 1U : 0U;
        event_write(apply, i, state, table, answer);
    }
    answer_set(answer, "events", table);
    return counts;
}

/* ---- the gist ---- */

static void written_summary(const struct apply *apply, const struct apply_outcome *outcome,
                            struct counts counts, struct answer *answer)
{
    const char *week = quote_day(apply->ctx->arena, apply->token.first_day);
    size_t n_all = apply->token.n_sessions;
    const char *again = "Call again with the same arguments: nothing is written twice";
    const char *why = outcome->why != NULL
                          ? arena_printf(apply->ctx->arena, ": %s",
                                         quote_clean(apply->ctx->arena, outcome->why, 120))
                          : "";
    if (outcome->action == APPLY_WRITTEN) {
        answer_summary(answer,
                       "WRITTEN and read back: %zu workouts in the week of %s%s. Undo: the "
                       "same plan_token with undo and confirm.",
                       n_all, week,
                       counts.n_differ > 0 ? "; what Intervals.icu read otherwise is named"
                                           : "");
    } else if (counts.n_unknown > 0) {
        answer_summary(answer,
                       "UNKNOWN of %zu, in the calendar %zu of %zu workouts (week of %s). "
                       "%s; first it looks what arrived.",
                       counts.n_unknown, counts.n_good, n_all, week, again);
    } else if (outcome->action == APPLY_PARTLY_WRITTEN) {
        answer_summary(answer, "PARTLY WRITTEN: %zu of %zu workouts (week of %s)%s. %s.",
                       counts.n_good, n_all, week, why, again);
    } else {
        answer_summary(answer, "NOT WRITTEN, nothing of the week of %s%s. %s.", week, why,
                       again);
    }
}

/* The verdict, and what to do when it is the calendar beside the plan that breaks it. */
static const char *verdict_words(const struct apply *apply,
                                 const struct apply_conflicts *conflicts,
                                 const char *before)
{
    struct arena *arena = apply->ctx->arena;
    bool is_calendars = conflicts->n_found > 0 &&
                        apply->proof.verdict > apply->token.verdict &&
                        apply->proof.verdict >= PLAN_NEEDS_OVERRIDE;
    if (!is_calendars) {
        return verdict_told(apply, before);
    }
    const char *first =
        conflicts->earlier_plan == NULL
            ? "remove them in Intervals.icu, or propose_week with "
              "keep_calendar"
            : arena_printf(arena, "undo plan %s first", conflicts->earlier_plan);
    return arena_printf(arena, "%s with the %zu entries there (%s)",
                        week_verdict_words(arena, &apply->proof), conflicts->n_found,
                        first);
}

static void preview_summary(const struct apply *apply, struct counts counts,
                            const struct apply_conflicts *conflicts, struct answer *answer)
{
    struct arena *arena = apply->ctx->arena;
    const char *next = apply->proof.verdict == PLAN_REFUSED ? "Nobody may override that"
                       : apply->proof.verdict == PLAN_NEEDS_OVERRIDE
                           ? "Confirm asks the athlete"
                           : "With confirm it is written";
    const char *before = arena_printf(
        arena, "PREVIEW, nothing written: %zu to add from %s, %zu entries there stay. %s.",
        counts.n_good, quote_day(arena, apply->token.first_day), conflicts->n_found, next);
    answer_summary(answer, "%s %s.", before, verdict_words(apply, conflicts, before));
}

/* Why the athlete's word is needed, or that it is no. */
static void unwritten_summary(const struct apply *apply,
                              const struct apply_outcome *outcome,
                              const struct apply_conflicts *conflicts,
                              struct answer *answer)
{
    const char *before =
        outcome->action == APPLY_REFUSED ? "NOT WRITTEN, and nobody may override it."
        : outcome->action == APPLY_DECLINED
            ? "NOT WRITTEN: the athlete was asked and did not agree."
            : arena_printf(apply->ctx->arena,
                           "NOT WRITTEN. The athlete himself runs "
                           "`soleus confirm %s` in his own terminal (24 h), then call "
                           "again.",
                           outcome->code != NULL ? outcome->code : "");
    answer_summary(answer, "%s %s.", before, verdict_words(apply, conflicts, before));
}

static void undo_summary(const struct apply *apply, const struct apply_outcome *outcome,
                         struct counts counts, struct answer *answer)
{
    struct arena *arena = apply->ctx->arena;
    const char *week = quote_day(arena, apply->token.first_day);
    size_t n_left =
        apply->token.n_sessions - counts.n_good - counts.n_unknown - counts.n_gone;
    const char *gone =
        counts.n_gone > 0 ? arena_printf(arena, ", %zu gone before", counts.n_gone) : "";
    if (outcome->action == APPLY_UNDO_PREVIEW) {
        answer_summary(answer,
                       "UNDO PREVIEW, nothing removed: %zu workouts of this plan would be "
                       "taken out of the week of %s, %zu stay as they are%s. With confirm "
                       "they are.",
                       counts.n_good, week, n_left, gone);
    } else if (outcome->action == APPLY_ALREADY_UNDONE) {
        answer_summary(answer,
                       "ALREADY TAKEN BACK before, nothing changed now: %zu workouts of "
                       "this plan are out of the week of %s. Its plan_token is dead.",
                       counts.n_good, week);
    } else if (counts.n_unknown > 0 || outcome->action == APPLY_PARTLY_UNDONE) {
        answer_summary(answer,
                       "PARTLY UNDONE: %zu workouts of the week of %s are out, %zu stay, "
                       "of %zu it is unknown%s. See events.",
                       counts.n_good, week, n_left, counts.n_unknown, gone);
    } else {
        answer_summary(answer,
                       "UNDONE: %zu workouts of this plan are out of the week of %s, %zu "
                       "stay%s. Its plan_token is dead.",
                       counts.n_good, week, n_left, gone);
    }
}

static void summary_write(const struct apply *apply, const struct apply_outcome *outcome,
                          struct counts counts, const struct apply_conflicts *conflicts,
                          struct answer *answer)
{
    struct arena *arena = apply->ctx->arena;
    switch (outcome->action) {
    case APPLY_PREVIEW:
        preview_summary(apply, counts, conflicts, answer);
        break;
    case APPLY_WRITTEN:
    case APPLY_PARTLY_WRITTEN:
    case APPLY_NOT_WRITTEN:
        written_summary(apply, outcome, counts, answer);
        break;
    case APPLY_ALREADY_WRITTEN:
        answer_summary(
            answer,
            "ALREADY WRITTEN before, nothing written now: the week of %s, %zu of "
            "%zu workouts stand as they were written.",
            quote_day(arena, apply->token.first_day), counts.n_good,
            apply->token.n_sessions);
        break;
    case APPLY_REFUSED:
    case APPLY_NEEDS_ATHLETE:
    case APPLY_DECLINED:
        unwritten_summary(apply, outcome, conflicts, answer);
        break;
    case APPLY_UNDO_PREVIEW:
    case APPLY_UNDONE:
    case APPLY_ALREADY_UNDONE:
    case APPLY_PARTLY_UNDONE:
        undo_summary(apply, outcome, counts, answer);
        break;
    }
}

/* Verdict and effect of the week, or null where it was not judged. */
static void week_write(const struct apply *apply, const struct apply_outcome *outcome,
                       struct answer *answer)
{
    const struct week_table table = apply_table(apply);
    bool shows = apply->is_judged && outcome->action != APPLY_ALREADY_WRITTEN &&
                 !is_undoing(outcome->action);
    if (shows) {
        week_verdict_write(&table, answer);
        week_cautions_write(&table, answer);
        week_effect_write(&table, answer);
        return;
    }
    answer_set(answer, "week_start", json_day_or_null(apply->token.first_day));
    answer_set(answer, "focus", json_string(plan_focus_name(apply->token.focus)));
    answer_set(answer, "verdict", json_null());
    answer_set(answer, "reasons", json_array());
    answer_set(answer, "cautions", json_null());
    answer_set(answer, "totals", json_null());
    answer_set(answer, "projection", json_null());
}

void apply_write(const struct apply *apply, const struct apply_outcome *outcome,
                 struct answer *answer)
{
    answer_set(answer, "plan_token", json_string(apply->handle));
    answer_set(answer, "action", json_string(action_name(outcome->action)));
    answer_set(answer, "confirm_code", json_text_or_null(outcome->code));
    struct counts counts = events_write(apply, outcome, answer);
    struct apply_conflicts conflicts = apply_conflicts_write(apply, answer);
    week_write(apply, outcome, answer);
    summary_write(apply, outcome, counts, &conflicts, answer);
}
