#include "tools/tool.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "load/status.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/check.h"
#include "tools/checkin_kept.h"
#include "tools/checkin_writes.h"
#include "tools/diary.h"
#include "tools/effects.h"
#include "tools/engine.h"
#include "tools/own_rpe.h"
#include "tools/quote.h"
#include "base/banned.h"

/* How far back a check-in may speak: memory of pain fades, and the rules look 12 weeks
 * back. */
enum { MAX_DAYS_BACK = 90, NOTE_BYTES = 300, RECENT_DAYS = 14, MAX_RECENT = 40 };

/* An argument and the kind of entry that its members become. */
static const struct {
    const char *argument;
    const char *kind;
} parts[] = {{"pain", "pain"},     {"soreness", "soreness"}, {"fatigue", "fatigue"},
             {"injury", "injury"}, {"session", "session"},   {"sets", "strength"}};
enum { N_PARTS = sizeof parts / sizeof parts[0] };

static bool is_checkin(const struct own_entry *entry)
{
    for (size_t i = 0; i < N_PARTS; i++) {
        if (strcmp(entry->kind, parts[i].kind) == 0) {
            return true;
        }
    }
    return false;
}

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
    for (size_t i = 0; i < N_PARTS; i++) {
        const json_t *part = json_object_get(ctx->args, parts[i].argument);
        size_t n_members =
            json_is_array(part) ? json_array_size(part) : (part != NULL ? 1U : 0U);
        for (size_t k = 0; k < n_members; k++) {
            const json_t *member = json_is_array(part) ? json_array_get(part, k) : part;
            bool is_session = strcmp(parts[i].kind, "session") == 0;
            fits = entry_add(ctx, entries, parts[i].kind, is_session ? session_day : day,
                             now_ms, member, told) &&
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

/* "achilles left next_morning 6/10" and so on: what was said, readable. */
static const char *entry_words(struct arena *arena, const char *kind, const json_t *body)
{
    struct str_buf words = {.max_bytes = 600};
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)body, key, value)
    {
        char *text = json_to_text(value, NULL);
        str_buf_printf(&words, "%s%s %s", words.length > 0 ? ", " : "", key, text);
        free(text);
    }
    const char *note = strcmp(kind, "injury") == 0
                           ? " (1 none, 2 niggle, 3 poor, 4 injured; kept, sets no level)"
                       : strcmp(kind, "soreness") == 0 || strcmp(kind, "fatigue") == 0
                           ? " (1 low .. 4 extreme; kept, sets no level)"
                           : "";
    const char *copy = arena_printf(arena, "%s: %s%s", kind, str_buf_text(&words), note);
    str_buf_release(&words);
    return copy;
}

/* How an entry is shown besides what it says. */
struct entry_notes {
    bool names_batch;        /* it is to be taken back by its handle */
    const char *counts;      /* of a session: what it counts for; NULL */
    const char *replaced_by; /* handle of the later entry that replaces it; NULL */
};

/* An entry as a row and a line. */
static void entry_write(struct arena *arena, struct answer *answer, json_t *rows,
                        const struct own_entry *entry, const struct entry_notes *notes)
{
    json_auto_t *body = NULL;
    if (!json_parse(entry->body, strlen(entry->body), &body, NULL)) {
        return;
    }
    json_t *row = json_object();
    if (notes->names_batch) {
        set_text(row, "checkin_id", entry->batch);
    }
    set_text(row, "kind", entry->kind);
    set_day(row, "day", entry->day);
    if (notes->counts != NULL) {
        set_text(row, "counts", notes->counts);
    }
    if (notes->replaced_by != NULL) {
        set_text(row, "replaced_by", notes->replaced_by);
    }
    answer_line(answer, "%s %s%s%s%s", quote_day(arena, entry->day),
                entry_words(arena, entry->kind, body),
                notes->names_batch ? arena_printf(arena, " (%s)", entry->batch) : "",
                notes->counts != NULL ? arena_printf(arena, ". %s", notes->counts) : "",
                notes->replaced_by != NULL
                    ? arena_printf(arena, ", replaced by %s", notes->replaced_by)
                    : "");
    (void)json_object_update(row, body);
    row_add(rows, row);
}

/* " It replaces rpe 9 told before (undo: abc)." of what an entry of this call replaces. */
static const char *replaced_words(struct tool_ctx *ctx, const struct engine *engine,
                                  const struct own_entry *entry)
{
    const struct data_entries *entries = &engine->entries;
    for (size_t i = entries->n_items; i-- > 0;) {
        const struct own_entry *by = own_rpe_replaced_by(&engine->activities, entries, i);
        if (by == NULL || strcmp(by->batch, entry->batch) != 0 ||
            strcmp(entries->items[i].batch, entry->batch) == 0) {
            continue;
        }
        json_auto_t *body = diary_body(&entries->items[i], "session");
        return arena_printf(ctx->arena, " It replaces what was told before (%s; %s).",
                            entry_words(ctx->arena, "session", body),
                            entries->items[i].batch);
    }
    return "";
}

/* A value beside the service's: "; rpe 3 of Intervals.icu counts, 9 is kept beside it".
 * False when the service has none: what is told counts. */
static bool stands_add(struct str_buf *words, const char *name, double own, double told)
{
    if (!(own >= 1 && told >= 1)) {
        return false;
    }
    if (own == told) {
        str_buf_printf(words, "; Intervals.icu has the same %s", name);
    } else {
        str_buf_printf(words, "; %s %.0f of Intervals.icu counts, %.0f is kept beside it",
                       name, own, told);
    }
    return own != told;
}

/* What a session that was just told counts for, and what beside it. */
static const char *counts_words(struct tool_ctx *ctx, struct answer *answer,
                                const struct engine *engine, const struct own_entry *entry)
{
    json_auto_t *body = diary_body(entry, "session");
    if (body == NULL) {
        return NULL;
    }
    struct own_rpe_target target = own_rpe_target(&engine->activities, entry->day, body);
    const char *replaced = replaced_words(ctx, engine, entry);
    if (target.use == OWN_RPE_SEVERAL) {
        answer_missing(answer, "session", 1, MISSING_NO_DATA,
                       "several activities that day: tell which by activity_id or sport; "
                       "kept, counts for none");
        return arena_printf(ctx->arena, "Kept, counts for none yet.%s", replaced);
    }
    if (target.use == OWN_RPE_NO_ACTIVITY) {
        answer_missing(answer, "session", 1, MISSING_NO_DATA,
                       "no such activity is known yet: kept, counts when it comes");
        return arena_printf(ctx->arena, "Kept, counts when its activity comes.%s",
                            replaced);
    }
    const struct activity *own = &engine->activities.items[target.i_activity];
    struct str_buf words = {.max_bytes = 500};
    bool is_other = stands_add(&words, "rpe", own->rpe, json_get_number(body, "rpe"));
    is_other =
        stands_add(&words, "feel", own->feel, json_get_number(body, "feel")) || is_other;
    const char *why =
        is_other ? " (what is told fills in only what is missing there; change it there)"
                 : "";
    const char *text = arena_printf(ctx->arena, "It %s activity %s%s%s.%s",
                                    is_other ? "is of" : "counts for", own->id,
                                    str_buf_text(&words), why, replaced);
    str_buf_release(&words);
    return text;
}

/* What this call has kept; engine NULL: what it counts for is not known. */
static void entries_write(struct tool_ctx *ctx, struct answer *answer,
                          const struct engine *engine)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < ctx->effects->n_entries; i++) {
        const struct own_entry *entry = &ctx->effects->entries[i];
        if (entry->undoes == NULL) {
            struct entry_notes notes = {0};
            notes.counts = engine != NULL ? counts_words(ctx, answer, engine, entry) : NULL;
            entry_write(ctx->arena, answer, rows, entry, &notes);
        }
    }
    answer_set(answer, "entries", rows);
}

static void check_unknown(struct answer *answer)
{
    answer_set(answer, "verdict", json_null());
    answer_set(answer, "reasons", json_array());
    answer_set(answer, "not_checked", json_array());
    answer_set(answer, "questions", json_array());
}

/* What was kept in the last two weeks, so that a check-in of an earlier conversation can be
 * taken back. */
static void recent_write(struct tool_ctx *ctx, struct answer *answer,
                         const struct engine *engine)
{
    const struct data_entries *entries = &engine->entries;
    day_num today = engine->athlete.today;
    json_t *rows = json_array();
    for (size_t i = entries->n_items; i-- > 0;) {
        const struct own_entry *entry = &entries->items[i];
        bool is_shown = entry->undoes == NULL && !entry->is_undone && is_checkin(entry) &&
                        entry->day > today - RECENT_DAYS &&
                        json_array_size(rows) < MAX_RECENT;
        if (is_shown) {
            const struct own_entry *by =
                own_rpe_replaced_by(&engine->activities, entries, i);
            struct entry_notes notes = {.names_batch = true,
                                        .replaced_by = by != NULL ? by->batch : NULL};
            entry_write(ctx->arena, answer, rows, entry, &notes);
        }
    }
    answer_set(answer, "entries", rows);
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
        recent_write(ctx, answer, engine);
    } else {
        entries_write(ctx, answer, outcome == TOOL_DONE ? engine : NULL);
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
