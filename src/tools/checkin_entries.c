#include "tools/checkin_entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tools/check.h"
#include "tools/diary.h"
#include "tools/effects.h"
#include "tools/own_rpe.h"
#include "tools/quote.h"

#include "base/banned.h"

enum { RECENT_DAYS = 14, MAX_RECENT = 40 };

const struct checkin_part checkin_parts[N_CHECKIN_PARTS] = {
    {"pain", "pain"},     {"soreness", "soreness"}, {"fatigue", "fatigue"},
    {"injury", "injury"}, {"session", "session"},   {"sets", "strength"}};

static bool is_checkin(const struct own_entry *entry)
{
    for (size_t i = 0; i < N_CHECKIN_PARTS; i++) {
        if (strcmp(entry->kind, checkin_parts[i].kind) == 0) {
            return true;
        }
    }
    return false;
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
    const char *note =
        strcmp(kind, "injury") == 0
            ? " (1 none, 2 niggle, 3 poor, 4 injured; from 3 on running is on hold)"
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

/* Of pain somewhere: what it counts for as long as nobody says where; NULL: of anything
 * else. */
static const char *pain_words(struct answer *answer, const struct own_entry *entry)
{
    json_auto_t *body = diary_body(entry, "pain");
    bool hurts =
        json_get_number(body, "score") > 0 || json_get_bool(body, "limping", false);
    if (body == NULL || !hurts || json_get_text(body, "site") != NULL) {
        return NULL;
    }
    answer_missing(answer, "pain.site", 1, MISSING_NOT_ASKED,
                   "ask where it hurts: at a bone site any pain is a stop; then undo this "
                   "check-in and log it with its site");
    return "Site not told: counts as pain anywhere in the legs, at the bone after a recent "
           "bone-stress injury.";
}

/* What this call has kept; engine NULL: what it counts for is not known. */
void checkin_entries_write(struct tool_ctx *ctx, struct answer *answer,
                           const struct engine *engine)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < ctx->effects->n_entries; i++) {
        const struct own_entry *entry = &ctx->effects->entries[i];
        if (entry->undoes == NULL) {
            struct entry_notes notes = {0};
            notes.counts = pain_words(answer, entry);
            if (notes.counts == NULL && engine != NULL) {
                notes.counts = counts_words(ctx, answer, engine, entry);
            }
            entry_write(ctx->arena, answer, rows, entry, &notes);
        }
    }
    answer_set(answer, "entries", rows);
}

/* What was kept in the last two weeks, so that a check-in of an earlier conversation can be
 * taken back. */
void checkin_recent_write(struct tool_ctx *ctx, struct answer *answer,
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
