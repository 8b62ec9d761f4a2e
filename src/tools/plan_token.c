#include "tools/plan_token.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "plan/constants.h"
#include "tools/diary.h"
#include "data/writes.h"
#include "tools/effects.h"
#include "tools/plan_token_digest.h"
#include "tools/quote.h"

#include "base/banned.h"

#define KIND DIARY_PLAN_KIND

enum { PART_CHARS = PLAN_TOKEN_PART_SIZE - 1 };
static const int64_t SAME_PLAN_MS = 3600LL * 1000;
enum { TOLD_NAME_BYTES = 120, TOLD_TEXT_BYTES = 4000 };
static const struct week_told nothing_told = {.km = (double)NAN};

static const struct {
    const char *name;
    const char *words;
} states[] = {
    [PLAN_TOKEN_VALID] = {"valid", ""},
    [PLAN_TOKEN_UNKNOWN] = {"unknown", "Take plan_token from the answer of check_week or "
                                       "propose_week."},
    [PLAN_TOKEN_UNDONE] = {"undone", "It was taken back: check the week again."},
    [PLAN_TOKEN_EXPIRED] = {"expired", "It was checked more than 24 h ago: check the week "
                                       "again."},
    [PLAN_TOKEN_DAMAGED] = {"damaged", "The kept plan does not match its digest: check the "
                                       "week again."},
    [PLAN_TOKEN_RULES_CHANGED] = {"rules_changed",
                                  "The rules have changed: check the week again."},
    [PLAN_TOKEN_CALENDAR_CHANGED] =
        {"calendar_changed", "The calendar of that week has changed: check the week "
                             "again."},
    [PLAN_TOKEN_STATE_CHANGED] = {"state_changed",
                                  "Training, pain or preferences have changed since: check "
                                  "the week again."},
};

const char *plan_token_state_name(enum plan_token_state state)
{
    return states[state].name;
}

const char *plan_token_state_words(enum plan_token_state state)
{
    return states[state].words;
}

/* ---- keeping ---- */

/* All that rules look at: what is lost here is not judged when it is written. */
enum { SESSION_MEMBERS = 16 };
static json_t *session_json(const struct plan_session *session)
{
    json_t *row = json_array();
    (void)json_array_append_new(row, json_integer(session->day));
    (void)json_array_append_new(row, json_integer(session->slot));
    (void)json_array_append_new(row, json_integer(session->start_min));
    (void)json_array_append_new(row, json_string(plan_kind_info(session->kind)->name));
    (void)json_array_append_new(row, json_string(sport_name(session->sport)));
    (void)json_array_append_new(row, json_integer(session->rung));
    (void)json_array_append_new(row, json_integer((json_int_t)session->marks));
    (void)json_array_append_new(row, json_integer((json_int_t)session->effort));
    const double numbers[] = {session->minutes,    session->km,   session->q2,
                              session->load,       session->llss, session->longest_run_min,
                              session->running_min};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        (void)json_array_append_new(row, isnan(numbers[i]) ? json_null()
                                                           : json_real(numbers[i]));
    }
    (void)json_array_append_new(row, json_boolean(session->is_hilly));
    return row;
}

static json_t *slots_json(const struct plan_token *token)
{
    json_t *slots = json_array();
    for (int i = 0; i < PLAN_DAYS * PLAN_SLOTS; i++) {
        const struct plan_slot *slot = &token->slots[i / PLAN_SLOTS][i % PLAN_SLOTS];
        (void)json_array_append_new(slots, json_integer(slot->start_min));
        (void)json_array_append_new(slots, json_integer(slot->minutes));
    }
    return slots;
}

static json_t *token_json(const struct plan_token *token)
{
    char day[DAY_TEXT_SIZE];
    json_t *body = json_object();
    json_t *rows = json_array();
    for (size_t i = 0; i < token->n_sessions; i++) {
        (void)json_array_append_new(rows, session_json(&token->sessions[i]));
    }
    (void)json_object_set_new(body, "week_start",
                              json_string(day_format(token->first_day, day)));
    (void)json_object_set_new(body, "focus", json_string(plan_focus_name(token->focus)));
    (void)json_object_set_new(body, "verdict",
                              json_string(plan_verdict_name(token->verdict)));
    (void)json_object_set_new(body, "broken", json_integer((json_int_t)token->broken));
    (void)json_object_set_new(body, "short_gap", json_boolean(token->accepts_short_gap));
    (void)json_object_set_new(body, "keeps_calendar", json_boolean(token->keeps_calendar));
    if (token->has_slots) {
        (void)json_object_set_new(body, "slots", slots_json(token));
    }
    (void)json_object_set_new(body, "plan", json_string(token->digests.plan));
    (void)json_object_set_new(body, "rules", json_string(token->digests.rules));
    (void)json_object_set_new(body, "calendar", json_string(token->digests.calendar));
    (void)json_object_set_new(body, "state", json_string(token->digests.state));
    (void)json_object_set_new(body, "sessions", rows);
    return body;
}

/* Short digests of the parts, to say what changed. */
static json_t *parts_json(const struct planning *planning)
{
    json_t *parts = json_array();
    for (int i = 0; i < N_PLAN_TOKEN_PARTS; i++) {
        char digest[SEAL_DIGEST_SIZE];
        plan_token__part_digest(planning, (enum plan_token_part)i, digest);
        (void)json_array_append_new(parts, json_stringn(digest, PART_CHARS));
    }
    return parts;
}

/* Cleaned as it would be written: that is what the digest is of. */
static struct week_told told_clean(struct arena *arena, const struct week_told *from)
{
    return (struct week_told){.name = quote_clean(arena, from->name, TOLD_NAME_BYTES),
                              .text = quote_clean_lines(arena, from->text, TOLD_TEXT_BYTES),
                              .km = from->km};
}

static void token_make(struct arena *arena, const struct planning *planning,
                       size_t n_sessions, const struct plan_session sessions[],
                       const struct week_told told[], const struct plan_proof *proof,
                       struct plan_token *ret)
{
    const struct plan_input *input = planning->input;
    *ret = (struct plan_token){.first_day = input->first_day,
                               .verdict = proof->verdict,
                               .focus = input->focus,
                               .accepts_short_gap = input->accepts_short_gap,
                               .keeps_calendar = planning->keeps_calendar,
                               .has_slots = planning->preferences.has_availability};
    memcpy(ret->slots, planning->preferences.slots, sizeof ret->slots);
    ret->broken = plan_proof_broken(proof);
    for (size_t i = 0; i < n_sessions && ret->n_sessions < PLAN_MAX_SESSIONS; i++) {
        if (!sessions[i].is_done && !sessions[i].is_fixed) {
            bool is_told = told != NULL && sessions[i].told > 0;
            ret->told[ret->n_sessions] =
                is_told ? told_clean(arena, &told[sessions[i].told - 1]) : nothing_told;
            ret->sessions[ret->n_sessions++] = sessions[i];
        }
    }
    plan_token__plan_digest(ret->first_day, ret->n_sessions, ret->sessions, ret->told,
                            ret->digests.plan);
    plan_token__rules_digest(ret->digests.rules);
    plan_token__calendar_digest(planning, ret->digests.calendar);
    plan_token__state_digest(planning, ret->digests.state);
}

/* What was written under a handle, or tried to be, stays with it alone. */
static bool is_used(const struct planning *planning, const char *handle)
{
    struct data_writes writes;
    return !data_writes_of(planning->view, handle, &writes, NULL) || writes.n_items > 0;
}

/* The same plan of the last hour, told again under its handle: asking twice keeps it once.
 */
static const char *same_kept(struct tool_effects *effects, const struct planning *planning,
                             const json_t *body)
{
    const struct data_entries *entries = &planning->engine.entries;
    int64_t since_ms = planning->engine.athlete.now_ms - SAME_PLAN_MS;
    AUTO_FREE char *text = json_to_text(body, NULL);
    for (size_t i = entries->n_items; i-- > 0;) {
        const struct own_entry *entry = &entries->items[i];
        bool is_same_plan = strcmp(entry->kind, KIND) == 0 && !entry->is_undone &&
                            entry->undoes == NULL && strcmp(entry->body, text) == 0;
        if (is_same_plan && entry->recorded_ms > since_ms &&
            entry->recorded_ms <= planning->engine.athlete.now_ms &&
            !is_used(planning, entry->batch)) {
            return arena_text(effects->arena, entry->batch);
        }
    }
    return NULL;
}

/* An entry for each session that more was told of: all in one would be too long. */
static bool told_add(struct tool_effects *effects, const struct planning *planning,
                     const struct plan_token *token)
{
    bool fits = true;
    for (size_t i = 0; i < token->n_sessions; i++) {
        const struct week_told *told = &token->told[i];
        if (told->name == NULL && told->text == NULL && isnan(told->km)) {
            continue;
        }
        json_t *body = json_object();
        (void)json_object_set_new(body, "session", json_integer((json_int_t)i));
        (void)json_object_set_new(body, "name", json_text_or_null(told->name));
        (void)json_object_set_new(body, "text", json_text_or_null(told->text));
        (void)json_object_set_new(body, "km",
                                  isnan(told->km) ? json_null() : json_real(told->km));
        fits = effects_add(effects, DIARY_PLAN_TOLD_KIND, planning->engine.athlete.today,
                           planning->engine.athlete.now_ms, body) &&
               fits;
    }
    return fits;
}

const char *plan_token_add(struct tool_effects *effects, const struct planning *planning,
                           size_t n_sessions, const struct plan_session sessions[],
                           const struct week_told told[], const struct plan_proof *proof)
{
    struct plan_token *token = arena_alloc(effects->arena, 1, sizeof *token);
    token_make(effects->arena, planning, n_sessions, sessions, told, proof, token);
    if (proof->verdict == PLAN_REFUSED || token->n_sessions == 0) {
        return NULL;
    }
    json_t *body = token_json(token);
    (void)json_object_set_new(body, "parts", parts_json(planning));
    const char *kept = same_kept(effects, planning, body);
    if (kept != NULL) {
        json_decref(body);
        return kept;
    }
    if (!effects_add(effects, KIND, planning->engine.athlete.today,
                     planning->engine.athlete.now_ms, body) ||
        !told_add(effects, planning, token)) {
        return NULL;
    }
    effects->is_optional = true;
    return effects->batch;
}

/* ---- reading back ---- */

static double real_at(const json_t *row, size_t i)
{
    const json_t *value = json_array_get(row, i);
    return json_is_number(value) ? json_number_value(value) : LOAD_NAN;
}

static int whole_at(const json_t *row, size_t i)
{
    return (int)json_integer_value(json_array_get(row, i));
}

static bool session_parse(const json_t *row, struct plan_session *ret)
{
    const char *kind = json_string_value(json_array_get(row, 3));
    *ret = (struct plan_session){
        .day = whole_at(row, 0),
        .slot = whole_at(row, 1),
        .start_min = whole_at(row, 2),
        .sport = sport_from_name(json_string_value(json_array_get(row, 4))),
        .rung = whole_at(row, 5),
        .marks = (unsigned)whole_at(row, 6),
        .effort = (enum plan_effort)whole_at(row, 7),
        .minutes = real_at(row, 8),
        .km = real_at(row, 9),
        .q2 = real_at(row, 10),
        .load = real_at(row, 11),
        .llss = real_at(row, 12),
        .longest_run_min = real_at(row, 13),
        .running_min = real_at(row, 14),
        .is_hilly = json_is_true(json_array_get(row, 15))};
    return kind != NULL && plan_kind_from_name(kind, &ret->kind) && ret->day >= 0 &&
           ret->day < PLAN_DAYS && json_array_size(row) == SESSION_MEMBERS;
}

static void digest_parse(const json_t *body, const char *key, char ret[SEAL_DIGEST_SIZE])
{
    const char *text = json_get_text(body, key);
    if (text != NULL && strlen(text) == SEAL_DIGEST_SIZE - 1) {
        memcpy(ret, text, SEAL_DIGEST_SIZE);
    }
}

static bool slots_parse(const json_t *slots, struct plan_token *ret)
{
    ret->has_slots = slots != NULL;
    for (int i = 0; ret->has_slots && i < PLAN_DAYS * PLAN_SLOTS; i++) {
        struct plan_slot *slot = &ret->slots[i / PLAN_SLOTS][i % PLAN_SLOTS];
        slot->start_min = whole_at(slots, 2 * (size_t)i);
        slot->minutes = whole_at(slots, 2 * (size_t)i + 1);
        if (slot->start_min < 0 || slot->minutes < 0 ||
            slot->start_min + slot->minutes > PLAN_DAY_MIN) {
            return false;
        }
    }
    return true;
}

static void parts_parse(const json_t *parts, struct plan_token *ret)
{
    for (size_t i = 0; i < N_PLAN_TOKEN_PARTS; i++) {
        const char *text = json_string_value(json_array_get(parts, i));
        str_copy(ret->parts[i], sizeof ret->parts[i], text != NULL ? text : "");
    }
}

static bool token_parse(const json_t *body, struct plan_token *ret)
{
    const char *focus = json_get_text(body, "focus");
    const char *week = json_get_text(body, "week_start");
    const json_t *rows = json_object_get(body, "sessions");
    *ret =
        (struct plan_token){.broken = (unsigned)json_get_integer(body, "broken", 0),
                            .accepts_short_gap = json_get_bool(body, "short_gap", false),
                            .keeps_calendar = json_get_bool(body, "keeps_calendar", false)};
    ret->verdict = ret->broken != 0 ? PLAN_NEEDS_OVERRIDE : PLAN_PASS;
    if (json_array_size(rows) > PLAN_MAX_SESSIONS || focus == NULL || week == NULL ||
        !plan_focus_from_name(focus, &ret->focus) || !day_parse(week, &ret->first_day) ||
        !slots_parse(json_object_get(body, "slots"), ret)) {
        return false;
    }
    parts_parse(json_object_get(body, "parts"), ret);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (!session_parse(json_array_get(rows, i), &ret->sessions[ret->n_sessions++])) {
            return false;
        }
    }
    digest_parse(body, "plan", ret->digests.plan);
    digest_parse(body, "rules", ret->digests.rules);
    digest_parse(body, "calendar", ret->digests.calendar);
    digest_parse(body, "state", ret->digests.state);
    return true;
}

/* What was told beside, of the entries of the handle; texts live in the arena. */
static void told_read(struct arena *arena, const struct data_entries *entries,
                      const char *handle, struct plan_token *ret)
{
    for (size_t i = 0; i < PLAN_MAX_SESSIONS; i++) {
        ret->told[i] = nothing_told;
    }
    for (size_t i = 0; i < entries->n_items; i++) {
        const struct own_entry *entry = &entries->items[i];
        json_auto_t *body = NULL;
        bool is_told = strcmp(entry->kind, DIARY_PLAN_TOLD_KIND) == 0 &&
                       strcmp(entry->batch, handle) == 0 &&
                       json_parse(entry->body, strlen(entry->body), &body, NULL);
        int64_t at = json_get_integer(body, "session", -1);
        const char *name = json_get_text(body, "name");
        const char *text = json_get_text(body, "text");
        if (is_told && at >= 0 && at < PLAN_MAX_SESSIONS) {
            ret->told[at] =
                (struct week_told){.name = name != NULL ? arena_text(arena, name) : NULL,
                                   .text = text != NULL ? arena_text(arena, text) : NULL,
                                   .km = json_get_number(body, "km")};
        }
    }
}

static bool is_same(const char a[SEAL_DIGEST_SIZE], const char b[SEAL_DIGEST_SIZE])
{
    return seal_equal_constant_time(a, b, SEAL_DIGEST_SIZE);
}

static enum plan_token_state entry_state(struct arena *arena,
                                         const struct data_entries *entries,
                                         const struct own_entry *entry, int64_t now_ms,
                                         struct plan_token *ret)
{
    const int64_t longest_ms = (int64_t)PLAN_TOKEN_HOURS * 3600 * 1000;
    json_auto_t *body = NULL;
    char digest[SEAL_DIGEST_SIZE];
    if (!json_parse(entry->body, strlen(entry->body), &body, NULL) ||
        !token_parse(body, ret)) {
        return PLAN_TOKEN_DAMAGED;
    }
    told_read(arena, entries, entry->batch, ret);
    if (entry->is_undone) {
        return PLAN_TOKEN_UNDONE;
    }
    if (now_ms - entry->recorded_ms > longest_ms || entry->recorded_ms > now_ms) {
        return PLAN_TOKEN_EXPIRED;
    }
    plan_token__plan_digest(ret->first_day, ret->n_sessions, ret->sessions, ret->told,
                            digest);
    if (!is_same(digest, ret->digests.plan)) {
        return PLAN_TOKEN_DAMAGED;
    }
    plan_token__rules_digest(digest);
    return is_same(digest, ret->digests.rules) ? PLAN_TOKEN_VALID
                                               : PLAN_TOKEN_RULES_CHANGED;
}

enum plan_token_state plan_token_find(struct arena *arena,
                                      const struct data_entries *entries,
                                      const char *handle, int64_t now_ms,
                                      struct plan_token *ret)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        const struct own_entry *entry = &entries->items[i];
        if (strcmp(entry->batch, handle) == 0 && strcmp(entry->kind, KIND) == 0 &&
            entry->undoes == NULL) {
            return entry_state(arena, entries, entry, now_ms, ret);
        }
    }
    return PLAN_TOKEN_UNKNOWN;
}

enum plan_token_state plan_token_compare(const struct plan_token *token,
                                         const struct planning *planning)
{
    char digest[SEAL_DIGEST_SIZE];
    plan_token__calendar_digest(planning, digest);
    if (!is_same(digest, token->digests.calendar)) {
        return PLAN_TOKEN_CALENDAR_CHANGED;
    }
    plan_token__state_digest(planning, digest);
    return is_same(digest, token->digests.state) ? PLAN_TOKEN_VALID
                                                 : PLAN_TOKEN_STATE_CHANGED;
}

void plan_token_seen(const struct planning *planning, const char *what,
                     char ret[SEAL_DIGEST_SIZE])
{
    char calendar[SEAL_DIGEST_SIZE];
    struct str_buf text = {0};
    plan_token__calendar_digest(planning, calendar);
    str_buf_printf(&text, "%s\n%s", calendar, what);
    seal_digest_hex(str_buf_text(&text), text.length, ret);
    str_buf_release(&text);
}

void plan_token_options(const struct plan_token *token, const char *handle,
                        struct planning_options *ret)
{
    *ret = (struct planning_options){.day = token->first_day,
                                     .focus = token->focus,
                                     .keeps_calendar = token->keeps_calendar,
                                     .accepts_short_gap = token->accepts_short_gap,
                                     .slots = token->has_slots ? token->slots : NULL,
                                     .without_handle = handle};
}

const char *plan_token_change_words(struct arena *arena, const struct plan_token *token,
                                    const struct planning *planning)
{
    static const char *const words[N_PLAN_TOKEN_PARTS] = {
        [PLAN_TOKEN_DAY] = "a new day began",
        [PLAN_TOKEN_TRAINING] = "training of the weeks before",
        [PLAN_TOKEN_LEGS] = "load check, pain, injuries, caps or thresholds",
        [PLAN_TOKEN_WEEK] = "sessions done, races or kept workouts of that week",
        [PLAN_TOKEN_SLOTS] = "availability"};
    struct str_buf text = {.max_bytes = 200};
    for (int i = 0; i < N_PLAN_TOKEN_PARTS; i++) {
        char digest[SEAL_DIGEST_SIZE];
        plan_token__part_digest(planning, (enum plan_token_part)i, digest);
        if (strncmp(digest, token->parts[i], PART_CHARS) != 0) {
            str_buf_printf(&text, "%s%s", text.length > 0 ? "; " : "", words[i]);
        }
    }
    const char *copy = arena_text(arena, str_buf_text(&text));
    str_buf_release(&text);
    return copy;
}
