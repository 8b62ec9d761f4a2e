#include "tools/override.h"

#include <string.h>

#include "base/random.h"
#include "base/str.h"
#include "plan/rules.h"
#include "tools/check.h"
#include "tools/diary.h"
#include "tools/quote.h"

#include "base/banned.h"

#define KIND DIARY_OVERRIDE_KIND
#define REQUEST_KIND DIARY_OVERRIDE_REQUEST_KIND

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

const char *override_rules_words(struct arena *arena, unsigned rules)
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

bool override_is_given(const struct data_entries *entries, const char *plan, unsigned rules)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        json_auto_t *body = diary_body(&entries->items[i], KIND);
        if (body != NULL && is_text(body, "plan", plan) &&
            (rules & ~rules_parse(json_object_get(body, "rules"))) == 0) {
            return true;
        }
    }
    return false;
}

/* plan, week_start, rules. */
static json_t *body_of(const struct override *wanted)
{
    json_t *body = json_object();
    set_text(body, "plan", wanted->plan);
    set_day(body, "week_start", wanted->week_start);
    (void)json_object_set_new(body, "rules", rules_json(wanted->rules));
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
        if (body == NULL || plan == NULL || !is_text(body, "code", code)) {
            continue;
        }
        *ret = (struct override){.plan = arena_text(arena, plan),
                                 .code = arena_text(arena, code),
                                 .week_start = entry->day,
                                 .rules = rules_parse(json_object_get(body, "rules")),
                                 .given_ms = entry->recorded_ms};
        return is_used(entries, code)      ? OVERRIDE_USED
               : is_expired(entry, now_ms) ? OVERRIDE_EXPIRED
                                           : OVERRIDE_OPEN;
    }
    return OVERRIDE_UNKNOWN;
}

/* The code of an open request for the same plan and rules; NULL: none. */
static const char *code_find(struct arena *arena, const struct data_entries *entries,
                             const struct override *wanted, int64_t now_ms)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        const struct own_entry *entry = &entries->items[i];
        json_auto_t *body = diary_body(entry, REQUEST_KIND);
        const char *code = json_get_text(body, "code");
        if (code != NULL && is_text(body, "plan", wanted->plan) &&
            rules_parse(json_object_get(body, "rules")) == wanted->rules &&
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
                     "Write this week although it breaks the rule", "default", 0, "reason",
                     "type", "string", "title", "Your reason, kept with it", "maxLength",
                     (int)OVERRIDE_REASON_BYTES, "required", "confirm");
}

enum tool_reply override_obtain(struct tool_ctx *ctx, const struct data_entries *entries,
                                const struct override *wanted, const char *message,
                                int64_t now_ms, const char **ret_code)
{
    const json_t *content = NULL;
    struct err err = {0};
    if (override_is_given(entries, wanted->plan, wanted->rules)) {
        return REPLY_GIVEN;
    }
    /* A yes is for the rules it was asked about: when others are broken it is asked anew.
     */
    const char *key = arena_printf(ctx->arena, "override_%x", wanted->rules);
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

static bool is_in_place(struct data_view *view, const char *plan)
{
    struct data_writes writes;
    struct err err = {0};
    if (!data_writes_of(view, plan, &writes, &err)) {
        return true; /* in doubt it is shown */
    }
    for (size_t i = 0; i < writes.n_items; i++) {
        const struct service_write *write = &writes.items[i];
        enum service_write_place place = service_write_place(
            write->is_undo ? NULL : write, data_write_find(&writes, write->step, true));
        if (!write->is_undo &&
            (place == WRITE_PLACE_THERE || place == WRITE_PLACE_UNSETTLED)) {
            return true;
        }
    }
    return false;
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
                quote_day(&arena, entry->day), override_rules_words(&arena, rules),
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
