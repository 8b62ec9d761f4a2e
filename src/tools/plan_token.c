#include "tools/plan_token.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "plan/constants.h"
#include "tools/diary.h"
#include "tools/effects.h"

#include "base/banned.h"

#define KIND DIARY_PLAN_KIND

static const int64_t SAME_PLAN_MS = 3600 * 1000;

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

/* ---- digests: of a text that says all, so that no padding byte is looked at ---- */

static void number_add(struct str_buf *to, double value)
{
    if (isnan(value)) {
        str_buf_add(to, "- ");
    } else {
        str_buf_printf(to, "%.17g ", value);
    }
}

static void session_add(struct str_buf *to, const struct plan_session *session)
{
    str_buf_printf(to, "\n%d %d %d %d %d %d %u %d ", session->day, session->slot,
                   session->start_min, (int)session->kind, (int)session->sport,
                   session->rung, session->marks, (int)session->effort);
    number_add(to, session->minutes);
    number_add(to, session->km);
    number_add(to, session->q2);
    number_add(to, session->load);
    number_add(to, session->llss);
}

static void digest_take(struct str_buf *text, char ret[SEAL_DIGEST_SIZE])
{
    seal_digest_hex(str_buf_text(text), text->length, ret);
    str_buf_release(text);
}

static void plan_digest(day_num first_day, size_t n_sessions,
                        const struct plan_session sessions[], char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    str_buf_printf(&text, "plan %d", (int)first_day);
    for (size_t i = 0; i < n_sessions; i++) {
        session_add(&text, &sessions[i]);
    }
    digest_take(&text, ret);
}

static void rules_digest(char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    size_t n_constants = 0;
    const struct load_constant *constants = plan_constants(&n_constants);
    str_buf_add(&text, "rules 1 ");
    for (size_t i = 0; i < n_constants; i++) {
        str_buf_add(&text, constants[i].name);
        number_add(&text, constants[i].value);
    }
    constants = load_constants(&n_constants);
    for (size_t i = 0; i < n_constants; i++) {
        str_buf_add(&text, constants[i].name);
        number_add(&text, constants[i].value);
    }
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_info *rule = plan_rule_info((enum plan_rule)i);
        str_buf_printf(&text, "%s %d ", rule->content, (int)rule->override);
    }
    for (int i = 0; i < N_PLAN_KINDS; i++) {
        const struct plan_kind_info *kind = plan_kind_info((enum plan_kind)i);
        str_buf_printf(&text, "%s %d %d %d %u ", kind->name, kind->minutes_from,
                       kind->minutes_to, kind->minutes_step, kind->marks);
        number_add(&text, kind->weight);
        number_add(&text, kind->q2);
    }
    digest_take(&text, ret);
}

static void calendar_digest(const struct planning *planning, char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    day_num first = planning->input->first_day;
    day_num last = first + PLAN_DAYS - 1;
    str_buf_printf(&text, "calendar %d", planning->engine.has_events ? 1 : 0);
    for (size_t i = 0; i < planning->engine.events.n_items; i++) {
        const struct calendar_event *event = &planning->engine.events.items[i];
        day_num end = event->end_day > event->day ? event->end_day : event->day;
        if (event->day > last || end < first) {
            continue;
        }
        str_buf_printf(&text, "\n%lld %d %d %d %d %s %s %s %lld ", (long long)event->id,
                       (int)event->category, (int)event->day, (int)end, (int)event->sport,
                       event->name != NULL ? event->name : "",
                       event->updated != NULL ? event->updated : "",
                       event->availability != NULL ? event->availability : "",
                       (long long)event->start_local_s);
        number_add(&text, event->moving_time_s);
        number_add(&text, event->distance_m);
        number_add(&text, event->intensity_pct);
        number_add(&text, event->training_load);
        number_add(&text, event->max_training_time_s);
    }
    digest_take(&text, ret);
}

static void history_add(struct str_buf *to, const struct plan_input *input)
{
    for (int i = 0; i < PLAN_HISTORY_DAYS; i++) {
        const struct plan_past_day *day = &input->past[i];
        str_buf_printf(to, "\n%d%d%d%d%d ", day->is_known, day->is_rest, day->is_unknown,
                       day->is_planned, day->has_run);
        number_add(to, day->llss);
        number_add(to, day->ctl_load);
        number_add(to, day->atl_load);
        number_add(to, day->run_min);
        number_add(to, day->ride_min);
        number_add(to, day->longest_run_km);
        number_add(to, day->longest_run_min);
    }
    for (size_t i = 0; i < input->n_past_sessions; i++) {
        const struct plan_past_session *past = &input->past_sessions[i];
        str_buf_printf(to, "\n%d %d %u %d", past->start, past->end, past->marks,
                       (int)past->effort);
    }
}

static void athlete_add(struct str_buf *to, const struct plan_input *input)
{
    str_buf_printf(to, "\n%d %d %d %d%d%d %d%d%d%d%d%d %d %d %d ", (int)input->level,
                   (int)input->state, input->return_week, input->ladder.is_open,
                   input->ladder.rung, input->ladder.n_clean, input->has_tendon_history,
                   input->has_achilles_history, input->has_knee_history,
                   input->is_bone_stress, input->is_bone_high_risk, input->is_older,
                   input->cap_run_days, input->race_day, (int)input->race_kind);
    number_add(to, input->fitness_eve);
    number_add(to, input->fatigue_eve);
    number_add(to, input->bone_pain);
    number_add(to, input->cap_run_km);
    number_add(to, input->cap_bike_h);
    number_add(to, input->mass_factor);
    for (int i = 0; i <= N_SPORTS; i++) {
        number_add(to, input->sport_weight[i]);
    }
    for (int i = 0; i < N_PLAN_EFFORTS; i++) {
        number_add(to, input->run_m_per_s[i]);
        number_add(to, input->ride_m_per_s[i]);
    }
}

/* Of the athlete, whatever the call asked for: preferences' slots, not the argument's. */
static void state_digest(const struct planning *planning, char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    struct plan_preferences kept;
    struct arena arena = {0};
    const struct plan_input *input = planning->input;
    str_buf_printf(&text, "state %d", (int)(input->first_day + input->today));
    history_add(&text, input);
    athlete_add(&text, input);
    for (size_t i = 0; i < input->n_fixed; i++) {
        session_add(&text, &input->fixed[i]);
    }
    diary_plan_preferences(&arena, &planning->engine.entries, &kept);
    for (int day = 0; day < PLAN_DAYS; day++) {
        for (int slot = 0; slot < PLAN_SLOTS; slot++) {
            str_buf_printf(&text, "\n%d %d", kept.slots[day][slot].start_min,
                           kept.slots[day][slot].minutes);
        }
    }
    arena_release(&arena);
    digest_take(&text, ret);
}

/* ---- keeping ---- */

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
    const double numbers[] = {session->minutes, session->km, session->q2, session->load,
                              session->llss};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        (void)json_array_append_new(row, isnan(numbers[i]) ? json_null()
                                                           : json_real(numbers[i]));
    }
    return row;
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
    (void)json_object_set_new(body, "plan", json_string(token->digests.plan));
    (void)json_object_set_new(body, "rules", json_string(token->digests.rules));
    (void)json_object_set_new(body, "calendar", json_string(token->digests.calendar));
    (void)json_object_set_new(body, "state", json_string(token->digests.state));
    (void)json_object_set_new(body, "sessions", rows);
    return body;
}

static void token_make(const struct planning *planning, size_t n_sessions,
                       const struct plan_session sessions[], const struct plan_proof *proof,
                       struct plan_token *ret)
{
    const struct plan_input *input = planning->input;
    *ret = (struct plan_token){.first_day = input->first_day,
                               .verdict = proof->verdict,
                               .focus = input->focus,
                               .accepts_short_gap = input->accepts_short_gap};
    for (int i = 0; i < N_PLAN_RULES; i++) {
        ret->broken |= proof->rules[i].state == PLAN_BROKEN ? 1U << (unsigned)i : 0U;
    }
    for (size_t i = 0; i < n_sessions && ret->n_sessions < PLAN_MAX_SESSIONS; i++) {
        if (!sessions[i].is_done && !sessions[i].is_fixed) {
            ret->sessions[ret->n_sessions++] = sessions[i];
        }
    }
    plan_digest(ret->first_day, ret->n_sessions, ret->sessions, ret->digests.plan);
    rules_digest(ret->digests.rules);
    calendar_digest(planning, ret->digests.calendar);
    state_digest(planning, ret->digests.state);
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
            entry->recorded_ms <= planning->engine.athlete.now_ms) {
            return arena_text(effects->arena, entry->batch);
        }
    }
    return NULL;
}

const char *plan_token_add(struct tool_effects *effects, const struct planning *planning,
                           size_t n_sessions, const struct plan_session sessions[],
                           const struct plan_proof *proof)
{
    struct plan_token *token = arena_alloc(effects->arena, 1, sizeof *token);
    token_make(planning, n_sessions, sessions, proof, token);
    if (proof->verdict == PLAN_REFUSED || token->n_sessions == 0) {
        return NULL;
    }
    json_t *body = token_json(token);
    const char *kept = same_kept(effects, planning, body);
    if (kept != NULL) {
        json_decref(body);
        return kept;
    }
    if (!effects_add(effects, KIND, planning->engine.athlete.today,
                     planning->engine.athlete.now_ms, body)) {
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
        .llss = real_at(row, 12)};
    return kind != NULL && plan_kind_from_name(kind, &ret->kind) && ret->day >= 0 &&
           ret->day < PLAN_DAYS;
}

static void digest_parse(const json_t *body, const char *key, char ret[SEAL_DIGEST_SIZE])
{
    const char *text = json_get_text(body, key);
    if (text != NULL && strlen(text) == SEAL_DIGEST_SIZE - 1) {
        memcpy(ret, text, SEAL_DIGEST_SIZE);
    }
}

static bool token_parse(const json_t *body, struct plan_token *ret)
{
    const char *focus = json_get_text(body, "focus");
    const char *week = json_get_text(body, "week_start");
    const json_t *rows = json_object_get(body, "sessions");
    *ret =
        (struct plan_token){.broken = (unsigned)json_get_integer(body, "broken", 0),
                            .accepts_short_gap = json_get_bool(body, "short_gap", false)};
    ret->verdict = ret->broken != 0 ? PLAN_NEEDS_OVERRIDE : PLAN_PASS;
    if (json_array_size(rows) > PLAN_MAX_SESSIONS || focus == NULL || week == NULL ||
        !plan_focus_from_name(focus, &ret->focus) || !day_parse(week, &ret->first_day)) {
        return false;
    }
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

static bool is_same(const char a[SEAL_DIGEST_SIZE], const char b[SEAL_DIGEST_SIZE])
{
    return seal_equal_constant_time(a, b, SEAL_DIGEST_SIZE);
}

static enum plan_token_state entry_state(const struct own_entry *entry, int64_t now_ms,
                                         struct plan_token *ret)
{
    const int64_t longest_ms = (int64_t)PLAN_TOKEN_HOURS * 3600 * 1000;
    json_auto_t *body = NULL;
    char digest[SEAL_DIGEST_SIZE];
    if (!json_parse(entry->body, strlen(entry->body), &body, NULL) ||
        !token_parse(body, ret)) {
        return PLAN_TOKEN_DAMAGED;
    }
    if (entry->is_undone) {
        return PLAN_TOKEN_UNDONE;
    }
    if (now_ms - entry->recorded_ms > longest_ms || entry->recorded_ms > now_ms) {
        return PLAN_TOKEN_EXPIRED;
    }
    plan_digest(ret->first_day, ret->n_sessions, ret->sessions, digest);
    if (!is_same(digest, ret->digests.plan)) {
        return PLAN_TOKEN_DAMAGED;
    }
    rules_digest(digest);
    return is_same(digest, ret->digests.rules) ? PLAN_TOKEN_VALID
                                               : PLAN_TOKEN_RULES_CHANGED;
}

enum plan_token_state plan_token_find(const struct data_entries *entries,
                                      const char *handle, int64_t now_ms,
                                      struct plan_token *ret)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        const struct own_entry *entry = &entries->items[i];
        if (strcmp(entry->batch, handle) == 0 && strcmp(entry->kind, KIND) == 0 &&
            entry->undoes == NULL) {
            return entry_state(entry, now_ms, ret);
        }
    }
    return PLAN_TOKEN_UNKNOWN;
}

enum plan_token_state plan_token_compare(const struct plan_token *token,
                                         const struct planning *planning)
{
    char digest[SEAL_DIGEST_SIZE];
    calendar_digest(planning, digest);
    if (!is_same(digest, token->digests.calendar)) {
        return PLAN_TOKEN_CALENDAR_CHANGED;
    }
    state_digest(planning, digest);
    return is_same(digest, token->digests.state) ? PLAN_TOKEN_VALID
                                                 : PLAN_TOKEN_STATE_CHANGED;
}
