#include "tools/override.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/str.h"
#include "seal/seal.h"
#include "tools/check.h"
#include "tools/diary.h"
#include "tools/quote.h"
#include "tools/write_history.h"

#include "base/banned.h"

#define KIND DIARY_OVERRIDE_KIND
#define REQUEST_KIND DIARY_OVERRIDE_REQUEST_KIND

static const char undo_suffix[] = ":undo";
static const double MARGIN_TOLERANCE = 1e-6; /* of the same numbers computed again */

static bool is_text(const json_t *object, const char *key, const char *expected)
{
    const char *text = json_get_text(object, key);
    return text != NULL && strcmp(text, expected) == 0;
}

static json_t *rules_json(unsigned rules)
{
    json_t *ids = json_array();
    for (int i = 0; i < N_PLAN_RULES; i++) {
        if ((rules & (1U << (unsigned)i)) != 0) {
            row_add(ids, json_string(plan_rule_info((enum plan_rule)i)->id));
        }
    }
    return ids;
}

/* A rule that nobody may override is in no yes, whatever the log says. */
static unsigned rules_parse(const json_t *ids)
{
    unsigned rules = 0;
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_info *info = plan_rule_info((enum plan_rule)i);
        for (size_t k = 0; k < json_array_size(ids); k++) {
            const char *id = json_string_value(json_array_get(ids, k));
            if (id != NULL && strcmp(id, info->id) == 0 &&
                info->override == PLAN_OVERRIDE_ATHLETE) {
                rules |= 1U << (unsigned)i;
            }
        }
    }
    return rules;
}

static const char *rules_words(struct arena *arena, unsigned rules)
{
    struct str_buf text = {.max_bytes = 300};
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_info *info = plan_rule_info((enum plan_rule)i);
        if ((rules & (1U << (unsigned)i)) != 0) {
            str_buf_printf(&text, "%s%s %s", text.length > 0 ? ", " : "", info->id,
                           info->name);
        }
    }
    const char *copy = arena_text(arena, str_buf_text(&text));
    str_buf_release(&text);
    return copy;
}

const char *override_undo_plan(struct arena *arena, const char *handle)
{
    return arena_printf(arena, "%s%s", handle, undo_suffix);
}

/* ---- what was shown ---- */

static json_t *breaches_json(const struct week_breaches *breaches)
{
    json_t *list = json_array();
    for (size_t i = 0; i < breaches->n_items; i++) {
        const struct week_breach *breach = &breaches->items[i];
        json_t *object = json_object();
        set_text(object, "rule", plan_rule_info(breach->rule)->id);
        set_text(object, "words", breach->words);
        (void)json_object_set_new(object, "margin",
                                  isnan(breach->margin) ? json_null()
                                                        : json_real(breach->margin));
        row_add(list, object);
    }
    return list;
}

/* Texts in the arena. */
static void breaches_parse(struct arena *arena, const json_t *list,
                           struct week_breaches *ret)
{
    *ret = (struct week_breaches){0};
    for (size_t i = 0; i < json_array_size(list) && ret->n_items < N_PLAN_RULES; i++) {
        const json_t *object = json_array_get(list, i);
        const char *words = json_get_text(object, "words");
        for (int k = 0; words != NULL && k < N_PLAN_RULES; k++) {
            if (is_text(object, "rule", plan_rule_info((enum plan_rule)k)->id)) {
                ret->items[ret->n_items++] =
                    (struct week_breach){.rule = (enum plan_rule)k,
                                         .margin = json_get_number(object, "margin"),
                                         .words = arena_text(arena, words)};
                break;
            }
        }
    }
}

/* A yes to one is a yes to what is no further beyond the same limit. */
static bool breach_covers(const struct week_breach *given, const struct week_breach *wanted)
{
    if (given->rule != wanted->rule ||
        plan_rule_info(wanted->rule)->override != PLAN_OVERRIDE_ATHLETE) {
        return false;
    }
    return isnan(given->margin) || isnan(wanted->margin)
               ? strcmp(given->words, wanted->words) == 0
               : wanted->margin >= given->margin - MARGIN_TOLERANCE;
}

static bool breaches_cover(const struct week_breaches *given,
                           const struct week_breaches *wanted)
{
    for (size_t i = 0; i < wanted->n_items; i++) {
        bool is_covered = false;
        for (size_t k = 0; k < given->n_items; k++) {
            is_covered = is_covered || breach_covers(&given->items[k], &wanted->items[i]);
        }
        if (!is_covered) {
            return false;
        }
    }
    return true;
}

/* Was that shown, or worse of the same plan in the same calendar? */
static bool is_shown(const json_t *body, const struct override *wanted)
{
    struct arena arena = {0};
    struct week_breaches given;
    breaches_parse(&arena, json_object_get(body, "breaches"), &given);
    bool is_covered = is_text(body, "plan", wanted->plan) &&
                      is_text(body, "seen", wanted->seen) &&
                      breaches_cover(&given, &wanted->breaches);
    arena_release(&arena);
    return is_covered;
}

bool override_is_given(const struct data_entries *entries, const struct override *wanted)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        json_auto_t *body = diary_body(&entries->items[i], KIND);
        if (body != NULL && is_shown(body, wanted)) {
            return true;
        }
    }
    return false;
}

/* plan, week_start, rules, seen, breaches. */
static json_t *body_of(const struct override *wanted)
{
    json_t *body = json_object();
    set_text(body, "plan", wanted->plan);
    set_day(body, "week_start", wanted->week_start);
    (void)json_object_set_new(body, "rules",
                              rules_json(week_breaches_rules(&wanted->breaches)));
    set_text(body, "seen", wanted->seen);
    (void)json_object_set_new(body, "breaches", breaches_json(&wanted->breaches));
    return body;
}

static bool yes_add(struct tool_effects *effects, const struct override *wanted,
                    const char *reason, const char *by, const char *code, int64_t now_ms)
{
    json_t *body = body_of(wanted);
    const char *kept = quote_clean(effects->arena, reason, OVERRIDE_REASON_BYTES);
    set_text(body, "reason", kept != NULL && kept[0] != '\0' ? kept : NULL);
    set_text(body, "by", by);
    if (code != NULL) {
        set_text(body, "code", code);
    }
    return effects_add(effects, KIND, wanted->week_start, now_ms, body);
}

/* ---- requests ---- */

static bool is_used(const struct data_entries *entries, const char *code)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        json_auto_t *body = diary_body(&entries->items[i], KIND);
        if (body != NULL && is_text(body, "code", code)) {
            return true;
        }
    }
    return false;
}

static bool is_expired(const struct own_entry *entry, int64_t now_ms)
{
    int64_t age_ms = now_ms - entry->recorded_ms;
    return age_ms < 0 || age_ms > (int64_t)OVERRIDE_HOURS * 3600 * 1000;
}

enum override_request_state override_request_find(struct arena *arena,
                                                  const struct data_entries *entries,
                                                  const char *code, int64_t now_ms,
                                                  struct override *ret)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        const struct own_entry *entry = &entries->items[i];
        json_auto_t *body = diary_body(entry, REQUEST_KIND);
        const char *plan = json_get_text(body, "plan");
        const char *seen = json_get_text(body, "seen"); /* of older versions: none */
        if (plan == NULL || seen == NULL || !is_text(body, "code", code)) {
            continue;
        }
        *ret = (struct override){.plan = arena_text(arena, plan),
                                 .code = arena_text(arena, code),
                                 .week_start = entry->day,
                                 .seen = arena_text(arena, seen),
                                 .given_ms = entry->recorded_ms};
        breaches_parse(arena, json_object_get(body, "breaches"), &ret->breaches);
        return is_used(entries, code)      ? OVERRIDE_USED
               : is_expired(entry, now_ms) ? OVERRIDE_EXPIRED
                                           : OVERRIDE_OPEN;
    }
    return OVERRIDE_UNKNOWN;
}

/* The code of an open request that shows just this; NULL: none. */
static const char *code_find(struct arena *arena, const struct data_entries *entries,
                             const struct override *wanted, int64_t now_ms)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        const struct own_entry *entry = &entries->items[i];
        json_auto_t *body = diary_body(entry, REQUEST_KIND);
        const char *code = json_get_text(body, "code");
        json_auto_t *breaches = breaches_json(&wanted->breaches);
        if (code != NULL && is_text(body, "plan", wanted->plan) &&
            is_text(body, "seen", wanted->seen) &&
            json_equal(json_object_get(body, "breaches"), breaches) == 1 &&
            !is_used(entries, code) && !is_expired(entry, now_ms)) {
            return arena_text(arena, code);
        }
    }
    return NULL;
}

static const char *request_add(struct tool_effects *effects, const struct override *wanted,
                               int64_t now_ms)
{
    char code[OVERRIDE_CODE_CHARS + 1];
    json_t *body = body_of(wanted);
    random_handle(code, OVERRIDE_CODE_CHARS);
    set_text(body, "code", code);
    return effects_add(effects, REQUEST_KIND, wanted->week_start, now_ms, body)
               ? arena_text(effects->arena, code)
               : NULL;
}

bool override_request_grant(struct tool_effects *effects, const struct override *request,
                            const char *reason, int64_t now_ms)
{
    return yes_add(effects, request, reason, "terminal", request->code, now_ms);
}

/* ---- the question ---- */

static json_t *question(void)
{
    return json_pack("{s:s, s:{s:{s:s, s:s, s:b}, s:{s:s, s:s, s:i}}, s:[s]}", "type",
                     "object", "properties", "confirm", "type", "boolean", "title",
                     "Write it although it breaks the rule", "default", 0, "reason", "type",
                     "string", "title", "Your reason, kept with it", "maxLength",
                     (int)OVERRIDE_REASON_BYTES, "required", "confirm");
}

/* A question has a key of its own for all that it shows: an answer is to nothing else. */
static const char *question_key(struct arena *arena, const struct override *wanted,
                                const char *message)
{
    char digest[SEAL_DIGEST_SIZE];
    const char *shown =
        arena_printf(arena, "%s %s %s", wanted->plan, wanted->seen, message);
    seal_digest_hex(shown, strlen(shown), digest);
    return arena_printf(arena, "override_%.16s", digest);
}

enum tool_reply override_obtain(struct tool_ctx *ctx, const struct data_entries *entries,
                                const struct override *wanted, const char *what,
                                int64_t now_ms, const char **ret_code)
{
    enum { SHOWN_BYTES = 700 };
    const json_t *content = NULL;
    struct err err = {0};
    if (override_is_given(entries, wanted)) {
        return REPLY_GIVEN;
    }
    const char *message = arena_printf(
        ctx->arena, "%s. %s. Write it anyway? Your yes and reason are kept and shown.",
        what, week_breaches_words(ctx->arena, &wanted->breaches, SHOWN_BYTES));
    const char *key = question_key(ctx->arena, wanted, message);
    enum tool_reply reply = tool_ask(ctx, key, message, question(), &content, &err);
    if (reply == REPLY_GIVEN) {
        const char *reason = json_get_text(content, "reason");
        bool is_yes = json_get_bool(content, "confirm", false) &&
                      yes_add(ctx->effects, wanted, reason, "client", NULL, now_ms);
        return is_yes ? REPLY_GIVEN : REPLY_REFUSED;
    }
    if (reply == REPLY_IMPOSSIBLE) {
        const char *code = code_find(ctx->effects->arena, entries, wanted, now_ms);
        *ret_code = code != NULL ? code : request_add(ctx->effects, wanted, now_ms);
    }
    return reply;
}

/* ---- in every answer ---- */

/* The handle of a plan, and whether the yes was to its undo. */
static const char *handle_of(struct arena *arena, const char *plan, bool *ret_is_undo)
{
    char *handle = arena_text(arena, plan);
    char *suffix = strstr(handle, undo_suffix);
    *ret_is_undo = suffix != NULL;
    if (suffix != NULL) {
        *suffix = '\0';
    }
    return handle;
}

/* Is what the yes was to in the calendar, as far as our own journal tells? */
static bool is_in_place(struct data_view *view, const char *plan)
{
    struct arena arena = {0};
    struct data_writes writes;
    bool is_undo = false;
    bool is_there = false;
    if (!data_writes_of(view, handle_of(&arena, plan, &is_undo), &writes, NULL)) {
        arena_release(&arena);
        return true; /* in doubt it is shown */
    }
    for (size_t i = 0; i < writes.n_items && !is_there; i++) {
        const struct service_write *write = &writes.items[i];
        bool is_to_be = write->state == WRITE_OPEN || write->state == WRITE_UNKNOWN;
        const struct service_write *undo = data_write_find(&writes, write->step, true);
        bool is_taken_back = !is_undo && undo != NULL && undo->state == WRITE_DONE;
        is_there = write->is_undo == is_undo &&
                   (is_to_be || (write->state == WRITE_DONE && !is_taken_back &&
                                 !write_is_removed(view, write)));
    }
    arena_release(&arena);
    return is_there;
}

static void one_write(const struct own_entry *entry, const json_t *body,
                      const struct data_athlete *athlete, struct answer *answer,
                      json_t *list)
{
    char stamp[CLOCK_TEXT_SIZE];
    struct arena arena = {0};
    json_t *object = json_object();
    const char *reason = json_get_text(body, "reason");
    unsigned rules = rules_parse(json_object_get(body, "rules"));
    (void)clock_format(athlete->zone, entry->recorded_ms, stamp);
    set_day(object, "week_start", entry->day);
    (void)json_object_set_new(object, "rules", rules_json(rules));
    set_text(object, "reason", reason);
    set_text(object, "given_at", stamp);
    row_add(list, object);
    answer_line(answer,
                "OVERRIDE in force: in the week of %s the athlete accepts that %s is "
                "broken%s%s%s (%.10s).",
                quote_day(&arena, entry->day), rules_words(&arena, rules),
                reason != NULL ? "; the reason given: \"" : "",
                reason != NULL ? quote_clean(&arena, reason, OVERRIDE_REASON_BYTES) : "",
                reason != NULL ? "\"" : "", stamp);
    arena_release(&arena);
}

void override_write(struct data_view *view, const struct data_athlete *athlete,
                    struct answer *answer, json_t *head)
{
    struct data_entries entries;
    json_t *list = NULL;
    if (view == NULL || athlete == NULL || athlete->athlete == NULL ||
        !data_entries(view, &entries, NULL)) {
        return;
    }
    for (size_t i = 0; i < entries.n_items; i++) {
        const struct own_entry *entry = &entries.items[i];
        if (strcmp(entry->kind, KIND) != 0 || entry->day + PLAN_DAYS <= athlete->today) {
            continue;
        }
        json_auto_t *body = diary_body(entry, KIND);
        const char *plan = json_get_text(body, "plan");
        if (plan != NULL && is_in_place(view, plan)) {
            list = list != NULL ? list : json_array();
            one_write(entry, body, athlete, answer, list);
        }
    }
    if (list != NULL) {
        (void)json_object_set_new(head, "overrides", list);
    }
}
