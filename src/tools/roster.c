#include "tools/roster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xalloc.h"
#include "load/check.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { NAME_BYTES = 60, REASON_BYTES = 160, MAX_ROWS = 64 };

struct row {
    size_t rank; /* 0: the worst level */
    json_t *cells;
    const char *line;
};

struct roster {
    struct arena arena;
    size_t n_rows;
    struct row rows[MAX_ROWS];
    size_t n_of_rank[N_LOAD_LEVELS];
    size_t n_failed;
    struct data_provenance provenance;
    size_t n_left_out[N_DATA_KINDS];
    struct err why;
};

/* The order of a coach's attention: what is unknown may be anything. */
static const enum load_level order[N_LOAD_LEVELS] = {LOAD_LEVEL_STOP, LOAD_LEVEL_HOLD,
                                                     LOAD_LEVEL_UNKNOWN, LOAD_LEVEL_CAUTION,
                                                     LOAD_LEVEL_CLEAR};

static size_t rank_of(const char *level)
{
    size_t rank = 0;
    const char *name = level != NULL ? level : load_level_name(LOAD_LEVEL_UNKNOWN);
    while (rank < N_LOAD_LEVELS - 1 && strcmp(load_level_name(order[rank]), name) != 0) {
        rank++;
    }
    return rank;
}

struct roster *roster_new(const char *source)
{
    struct roster *roster = xcalloc(1, sizeof *roster);
    roster->provenance.n_left_out = roster->n_left_out;
    roster->provenance.source = source;
    return roster;
}

void roster_free(struct roster *roster)
{
    for (size_t i = 0; roster != NULL && i < roster->n_rows; i++) {
        json_decref(roster->rows[i].cells);
    }
    if (roster != NULL) {
        arena_release(&roster->arena);
        free(roster);
    }
}

/* Behind all that are as bad: the order of the list stays. Steals cells. */
static void row_put(struct roster *roster, size_t rank, json_t *cells, const char *line)
{
    size_t at = roster->n_rows;
    if (at == MAX_ROWS) {
        json_decref(cells);
        return;
    }
    for (; at > 0 && roster->rows[at - 1].rank > rank; at--) {
        roster->rows[at] = roster->rows[at - 1];
    }
    roster->rows[at] = (struct row){rank, cells, line};
    roster->n_rows++;
    roster->n_of_rank[rank]++;
}

/* The oldest data, and the first reason why some are stale, stand for all. */
static void provenance_join(struct roster *roster, const struct data_provenance *provenance)
{
    struct data_provenance *all = &roster->provenance;
    if (all->synced_ms == 0 || provenance->synced_ms < all->synced_ms) {
        all->synced_ms = provenance->synced_ms;
    }
    if (provenance->is_stale && !all->is_stale && provenance->why != NULL) {
        roster->why = *provenance->why;
        all->why = &roster->why;
    }
    all->is_stale = all->is_stale || provenance->is_stale;
    for (size_t i = 0; i < N_DATA_KINDS; i++) {
        roster->n_left_out[i] += provenance->n_left_out[i];
    }
}

static double number_of(const json_t *body, const char *object, const char *key)
{
    return json_get_number(json_object_get(body, object), key);
}

static const char *limit_words(struct arena *arena, double max_km, double max_min)
{
    if (!isfinite(max_km) && !isfinite(max_min)) {
        return "no limit known";
    }
    return isfinite(max_km) ? arena_printf(arena, "next run at most %s km",
                                           quote_number(arena, max_km, 1))
                            : arena_printf(arena, "next run at most %s min",
                                           quote_number(arena, max_min, 0));
}

/* Has the status a pain answer since the last run? Without one "clear" is of load alone. */
static bool is_pain_told(const json_t *body)
{
    const json_t *missing = json_object_get(body, "missing");
    for (size_t i = 0; i < json_array_size(missing); i++) {
        const char *what = json_get_text(json_array_get(missing, i), "what");
        if (what != NULL && strcmp(what, "pain") == 0) {
            return false;
        }
    }
    return true;
}

void roster_add(struct roster *roster, const struct athlete *athlete, const json_t *body,
                const struct data_provenance *provenance)
{
    struct arena *arena = &roster->arena;
    const json_t *first = json_array_get(json_object_get(body, "reasons"), 0);
    const char *name = quote_clean(arena, athlete->name, NAME_BYTES);
    const char *verdict = json_get_text(body, "verdict");
    const char *reason = quote_clean(arena, json_get_text(first, "text"), REASON_BYTES);
    double max_km = number_of(body, "next_run_limit", "max_km");
    double max_min = number_of(body, "next_run_limit", "max_min");
    double form_pct = number_of(body, "lines", "ll_form_pct");
    const char *last_run = json_get_text(json_object_get(body, "running"), "last_run_day");
    bool is_told = is_pain_told(body);
    json_t *cells = json_array();
    row_add(cells, json_text_or_null(athlete->id));
    row_add(cells, json_text_or_null(name));
    row_add(cells, json_text_or_null(verdict));
    row_add(cells, json_text_or_null(reason));
    row_add(cells, json_boolean(is_told));
    row_add(cells, json_number_or_null(max_km, 1));
    row_add(cells, json_number_or_null(max_min, 0));
    row_add(cells, json_number_or_null(form_pct, 0));
    row_add(cells, json_text_or_null(last_run));
    row_add(cells, json_boolean(provenance->is_stale));
    const char *line = arena_printf(
        arena, "%s \"%s\": %s%s; %s; LL Form %s %%; last run %s%s%s%s", athlete->id,
        name != NULL ? name : "", verdict != NULL ? verdict : "unknown",
        is_told ? "" : ", pain not told", limit_words(arena, max_km, max_min),
        quote_number(arena, form_pct, 0), last_run != NULL ? last_run : "unknown",
        provenance->is_stale ? "; STALE" : "", reason != NULL ? ". " : "",
        reason != NULL ? reason : "");
    row_put(roster, rank_of(verdict), cells, line);
    provenance_join(roster, provenance);
}

void roster_fail(struct roster *roster, const char *athlete_id, const struct err *err)
{
    struct arena *arena = &roster->arena;
    const char *unknown = load_level_name(LOAD_LEVEL_UNKNOWN);
    json_t *cells = json_array();
    row_add(cells, json_text_or_null(athlete_id));
    row_add(cells, json_null());
    row_add(cells, json_string(unknown));
    row_add(cells, json_text_or_null(quote_clean(arena, err->message, REASON_BYTES)));
    row_add(cells, json_false());
    for (size_t i = 0; i < 4; i++) {
        row_add(cells, json_null());
    }
    row_add(cells, json_false());
    row_put(roster, rank_of(unknown), cells,
            arena_printf(arena, "%s: unknown, could not be read: %s", athlete_id,
                         err->message));
    roster->n_failed++;
}

/* "1 stop, 2 clear". */
static const char *counts_words(struct roster *roster)
{
    const char *words = "";
    for (size_t rank = 0; rank < N_LOAD_LEVELS; rank++) {
        if (roster->n_of_rank[rank] > 0) {
            words = arena_printf(&roster->arena, "%s%s%zu %s", words,
                                 words[0] != '\0' ? ", " : "", roster->n_of_rank[rank],
                                 load_level_name(order[rank]));
        }
    }
    return words;
}

/* Members of a single status that its readers rely on. */
static void others_set(struct answer *answer)
{
    static const char *const lists[] = {"reasons", "not_checked", "questions"};
    static const char *const objects[] = {
        "lines",   "spike",   "next_run_limit", "acwr",       "rest",
        "running", "history", "series",         "own_fields", "sensitivity"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        answer_set(answer, lists[i], json_array());
    }
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        answer_set(answer, objects[i], json_null());
    }
}

void roster_write(struct roster *roster, struct answer *answer, struct answer_frame *frame)
{
    static const char *const columns[] = {
        "athlete", "name",    "verdict",     "reason",       "pain_told",
        "max_km",  "max_min", "ll_form_pct", "last_run_day", "stale"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    answer_summary(answer, "%s, worst first: %s.",
                   quote_count(&roster->arena, roster->n_rows, "athlete"),
                   counts_words(roster));
    for (size_t i = 0; i < roster->n_rows; i++) {
        answer_row(table, json_incref(roster->rows[i].cells));
        answer_line(answer, "%s", roster->rows[i].line);
    }
    size_t worst = roster->n_rows > 0 ? roster->rows[0].rank : rank_of(NULL);
    answer_set(answer, "verdict", json_string(load_level_name(order[worst])));
    others_set(answer);
    answer_set(answer, "roster", table);
    if (roster->n_failed > 0) {
        answer_missing(answer, "roster", roster->n_failed, MISSING_UPSTREAM_FAILED,
                       "athletes that could not be read: unknown, with the reason");
    }
    frame->provenance = &roster->provenance;
    frame->athlete_name = ROSTER_ALL;
}
