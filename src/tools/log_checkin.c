#include "tools/tool.h"

#include <stdlib.h>
#include <string.h>

#include "load/status.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/check.h"
#include "tools/checkin_entries.h"
#include "tools/checkin_kept.h"
#include "tools/checkin_writes.h"
#include "tools/diary.h"
#include "tools/effects.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "base/banned.h"

/* How far back a check-in may speak: memory of pain fades, and the rules look 12 weeks
 * back. */
enum { MAX_DAYS_BACK = 90, NOTE_BYTES = 300 };

static bool date_read(struct tool_ctx *ctx, day_num today, day_num *ret, struct err *err)
{
    char text[DAY_TEXT_SIZE];
    *ret = arguments_day(ctx->args, "date", today);
    if (*ret > today) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give today or a day before it.",
                       "date %s lies in the future", day_format(*ret, text));
    }
    if (*ret < today - MAX_DAYS_BACK) {
        return err_set(
            err, ERR_BAD_ARGUMENT,
            "Write older notes into Intervals.icu; the rules here look at most 12 weeks "
            "back.",
            "date %s is more than %d days ago", day_format(*ret, text), MAX_DAYS_BACK);
    }
    return true;
}

/* What is told in a call: entries that are new, or were kept before. */
struct told {
    size_t n_items;
    const struct own_entry *items[EFFECTS_MAX];
};

static void told_add(struct told *told, const struct own_entry *entry)
{
    if (told->n_items < EFFECTS_MAX) {
        told->items[told->n_items++] = entry;
    }
}

/*
 * The activity that a session names must exist, and be of the day that was given; without a
 * day its own is taken. When activities cannot be had at all, what was told is kept
 * unchecked.
 */
static enum tool_outcome session_check(struct tool_ctx *ctx,
                                       const struct data_athlete *athlete, day_num *ret_day,
                                       struct err *err)
{
    const char *id = json_get_text(json_object_get(ctx->args, "session"), "activity_id");
    struct data_activities activities;
    if (id == NULL) {
        return TOOL_DONE;
    }
    if (!data_activities(
            ctx->data, engine_window(athlete->today, athlete->today, (struct day_range){0}),
            &activities, err)) {
        return TOOL_DONE;
    }
    if (!data_is_complete(ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    for (size_t i = 0; i < activities.n_items; i++) {
        const struct activity *activity = &activities.items[i];
        char day[DAY_TEXT_SIZE];
        char asked[DAY_TEXT_SIZE];
        if (strcmp(activity->id, id) != 0) {
            continue;
        }
        if (json_object_get(ctx->args, "date") != NULL && activity->day != *ret_day) {
            (void)err_set(err, ERR_BAD_ARGUMENT, "Leave date or activity_id out.",
                          "activity \"%s\" is of %s, not of %s", id,
                          day_format(activity->day, day), day_format(*ret_day, asked));
            return TOOL_FAILED;
        }
        *ret_day = activity->day;
        return TOOL_DONE;
    }
    (void)err_set(err, ERR_NOT_FOUND,
                  "Take the id from get_recent_activities; leave activity_id out for the "
                  "day's only activity.",
                  "there is no activity \"%.63s\" in the last %d days", id,
                  DATA_HISTORY_DAYS);
    return TOOL_FAILED;
}

/* One member of an argument as an entry; a bare number is a level, and notes are cleaned
 * before they are kept. */
static bool entry_add(struct tool_ctx *ctx, const struct data_entries *entries,
                      const char *kind, day_num day, int64_t now_ms, const json_t *member,
                      struct told *told)
{
    json_t *body = json_is_object(member) ? json_deep_copy(member) : json_object();
    if (!json_is_object(member)) {
        (void)json_object_set(body, "level", json_unconst(member));
    }
    const char *note = json_get_text(body, "note");
    if (note != NULL) {
        (void)json_object_set_new(
            body, "note", json_text_or_null(quote_clean(ctx->arena, note, NOTE_BYTES)));
    }
    const struct own_entry *kept = checkin_kept_find(entries, kind, day, body);
    if (kept != NULL) {
        json_decref(body);
        told_add(told, kept);
        return true;
    }
    if (!effects_add(ctx->effects, kind, day, now_ms, body)) {
        return false;
    }
    told_add(told, &ctx->effects->entries[ctx->effects->n_entries - 1]);
    return true;
}

static bool entries_add(struct tool_ctx *ctx, const struct data_entries *entries,
                        day_num day, day_num session_day, int64_t now_ms, struct told *told,
                        struct err *err)
{
    bool fits = true;
    for (size_t i = 0; i < N_CHECKIN_PARTS; i++) {
        const json_t *part = json_object_get(ctx->args, checkin_parts[i].argument);
        size_t n_members =
            json_is_array(part) ? json_array_size(part) : (part != NULL ? 1U : 0U);
        for (size_t k = 0; k < n_members; k++) {
            const json_t *member = json_is_array(part) ? json_array_get(part, k) : part;
            bool is_session = strcmp(checkin_parts[i].kind, "session") == 0;
            fits = entry_add(ctx, entries, checkin_parts[i].kind,
                             is_session ? session_day : day, now_ms, member, told) &&
                   fits;
        }
    }
    return fits ||
           err_set(err, ERR_BAD_ARGUMENT, "Log it in two calls.", "too many entries");
}

/* What is told for the first time; when all was kept before, what was kept at once, so that
 * a change that did not reach the service can be made again. */
static enum tool_outcome service_add(struct tool_ctx *ctx,
                                     const struct data_entries *entries,
                                     const struct told *told)
{
    struct told of_one = {0};
    const char *handle = ctx->effects->n_entries > 0 ? ctx->effects->batch
                         : told->n_items > 0         ? told->items[0]->batch
                                                     : "";
    for (size_t i = 0; i < told->n_items; i++) {
        if (strcmp(told->items[i]->batch, handle) == 0) {
            told_add(&of_one, told->items[i]);
        }
    }
    return checkin_writes_add(ctx, entries, handle, of_one.n_items, of_one.items);
}

/* The load check as it stands now, after what was written. */
static enum tool_outcome status_compute(struct tool_ctx *ctx, struct engine *engine,
                                        const struct load_status **ret, struct err *err)
{
    struct data_athlete athlete;
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome == TOOL_DONE) {
        outcome = engine_read(
            ctx, engine_window(athlete.today, athlete.today, (struct day_range){0}), true,
            engine, err);
    }
    if (outcome == TOOL_DONE) {
        *ret = engine_status(ctx, engine, 0);
    }
    return outcome;
}

static void check_unknown(struct answer *answer)
{
    answer_set(answer, "verdict", json_null());
    answer_set(answer, "reasons", json_array());
    answer_set(answer, "not_checked", json_array());
    answer_set(answer, "questions", json_array());
}

static enum tool_outcome outcome_write(struct tool_ctx *ctx, struct answer *answer,
                                       const char *written, const char *words)
{
    const struct load_status *status = NULL;
    struct err err = {0};
    struct engine *engine = arena_alloc(ctx->arena, 1, sizeof *engine);
    enum tool_outcome outcome = status_compute(ctx, engine, &status, &err);
    if (outcome == TOOL_NEEDS_DATA) {
        return outcome;
    }
    bool is_written = ctx->effects->n_entries > 0;
    checkin_writes_report(ctx, answer);
    answer_set(answer, "checkin_id",
               json_text_or_null(is_written ? ctx->effects->batch : NULL));
    answer_set(answer, "written", json_string(written));
    if (outcome == TOOL_DONE && strcmp(written, "read") == 0) {
        checkin_recent_write(ctx, answer, engine);
    } else {
        checkin_entries_write(ctx, answer, outcome == TOOL_DONE ? engine : NULL);
    }
    if (outcome == TOOL_DONE) {
        answer_summary(answer, "%s Load check now: %s.", words, check_level_words(status));
        check_write(ctx->arena, answer, status);
        return TOOL_DONE;
    }
    answer_summary(answer, "%s The load check could not be computed.", words);
    answer_missing(answer, "verdict", 1, MISSING_UPSTREAM_FAILED,
                   err.message[0] != '\0' ? err.message : "data is not here");
    check_unknown(answer);
    return TOOL_DONE;
}

static enum tool_outcome report(struct tool_ctx *ctx, struct answer *answer)
{
    const struct tool_effects *effects = ctx->effects;
    bool is_undo = json_get_text(ctx->args, "undo") != NULL;
    size_t n_entries = effects->n_entries;
    const char *words =
        is_undo ? arena_printf(ctx->arena, "Check-in %s is taken back.",
                               json_get_text(ctx->args, "undo"))
        : n_entries == 0
            ? "All of this was kept before; sent to Intervals.icu again."
            : arena_printf(ctx->arena, "Kept %zu %s (undo: %s).", n_entries,
                           n_entries == 1 ? "entry" : "entries", effects->batch);
    return outcome_write(ctx, answer,
                         is_undo          ? "undone"
                         : n_entries == 0 ? "already_there"
                                          : "written",
                         words);
}

/* Nothing to write: asked to show, said before, or taken back before. */
static enum tool_outcome nothing_written(struct tool_ctx *ctx, struct answer *answer,
                                         bool is_undo, size_t n_told)
{
    if (is_undo) {
        return outcome_write(ctx, answer, "undone", "That check-in was taken back before.");
    }
    return n_told == 0
               ? outcome_write(ctx, answer, "read", "Check-ins of the last 14 days.")
               : outcome_write(ctx, answer, "already_there",
                               "All of this was kept before: nothing written.");
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct data_athlete athlete;
    struct data_entries entries;
    day_num day = 0;
    struct told told = {0};
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    const char *undo = json_get_text(ctx->args, "undo");
    if (!date_read(ctx, athlete.today, &day, err) ||
        !data_entries(ctx->data, &entries, err)) {
        return TOOL_FAILED;
    }
    day_num session_day = day;
    outcome = session_check(ctx, &athlete, &session_day, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (undo != NULL
            ? !diary_undo_add(ctx, &entries, DIARY_CHECKIN, athlete.now_ms, err)
            : !entries_add(ctx, &entries, day, session_day, athlete.now_ms, &told, err)) {
        return TOOL_FAILED;
    }
    if (undo != NULL) {
        checkin_writes_undo(ctx, undo);
    } else {
        outcome = service_add(ctx, &entries, &told);
    }
    if (outcome != TOOL_DONE || ctx->effects->n_entries > 0 || ctx->effects->n_writes > 0) {
        return outcome;
    }
    return nothing_written(ctx, answer, undo != NULL, told.n_items);
}

const struct tool tool_log_checkin = {
    .name = "log_checkin",
    .run = run,
    .report = report,
    .local_words = "on this machine only",
    .service_words =
        "here and in Intervals.icu (soreness, fatigue, injury, RPE, feel, where "
        "nothing is set there)"};
