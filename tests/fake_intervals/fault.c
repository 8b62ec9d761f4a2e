#include "fault.h"

#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DELAY_MS = 3600000 };

static const char *const kind_names[FAULT_N_KINDS] = {
    [FAULT_STATUS] = "status",
    [FAULT_SLOW] = "slow",
    [FAULT_RESET] = "reset",
    [FAULT_CUT] = "cut",
    [FAULT_BROKEN_JSON] = "broken_json",
    [FAULT_HTML] = "html",
    [FAULT_DROP_FIELDS] = "drop_fields",
    [FAULT_NULL_FIELDS] = "null_fields",
    [FAULT_WRONG_TYPES] = "wrong_types",
    [FAULT_HUGE] = "huge",
    [FAULT_REDIRECT] = "redirect",
    [FAULT_EMPTY] = "empty",
    [FAULT_WRONG_ENCODING] = "wrong_encoding",
    [FAULT_KILL] = "kill",
};

const char *fault_name(enum fault_kind kind)
{
    return kind_names[kind];
}

/* What an order may say; s string, i integer, l list of strings. */
static const struct {
    const char *name;
    char type;
    json_int_t lowest;
    json_int_t highest;
} keys[] = {
    {"kind", 's', 0, 0},
    {"method", 's', 0, 0},
    {"path_contains", 's', 0, 0},
    {"query_contains", 's', 0, 0},
    {"when", 's', 0, 0},
    {"location", 's', 0, 0},
    {"body", 's', 0, 0},
    {"fields", 'l', 0, 0},
    {"skip", 'i', 0, 1000000},
    {"times", 'i', -1, 1000000},
    {"status", 'i', 100, 599},
    {"retry_after_s", 'i', 0, 1000000},
    {"delay_ms", 'i', 0, MAX_DELAY_MS},
    {"after_bytes", 'i', 0, 1000000000},
    {"pid", 'i', 2, INT32_MAX},
};

static bool is_string_list(const json_t *value)
{
    size_t i = 0;
    const json_t *item = NULL;
    json_array_foreach(value, i, item)
    {
        if (!json_is_string(item)) {
            return false;
        }
    }
    return json_array_size(value) > 0;
}

/* The index of the key in `keys`, or -1. */
static int key_find(const char *name)
{
    int n_keys = (int)(sizeof keys / sizeof keys[0]);
    for (int i = 0; i < n_keys; i++) {
        if (strcmp(keys[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

static bool member_check(const char *name, const json_t *value, char ret_reason[256])
{
    int i = key_find(name);
    if (i < 0) {
        (void)snprintf(ret_reason, 256, "unknown key \"%.100s\"", name);
        return false;
    }
    const char *wanted = NULL;
    if (keys[i].type == 's' && !json_is_string(value)) {
        wanted = "a string";
    } else if (keys[i].type == 'l' && !is_string_list(value)) {
        wanted = "a list of strings";
    } else if (keys[i].type == 'i' &&
               (!json_is_integer(value) || json_integer_value(value) < keys[i].lowest ||
                json_integer_value(value) > keys[i].highest)) {
        (void)snprintf(ret_reason, 256, "\"%s\" must be an integer from %lld to %lld", name,
                       (long long)keys[i].lowest, (long long)keys[i].highest);
        return false;
    }
    if (wanted != NULL) {
        (void)snprintf(ret_reason, 256, "\"%s\" must be %s", name, wanted);
    }
    return wanted == NULL;
}

static bool needs_reply(enum fault_kind kind)
{
    return kind == FAULT_CUT || kind == FAULT_BROKEN_JSON || kind == FAULT_DROP_FIELDS ||
           kind == FAULT_NULL_FIELDS || kind == FAULT_WRONG_TYPES ||
           kind == FAULT_WRONG_ENCODING;
}

static bool kind_get(const json_t *spec, enum fault_kind *ret_kind)
{
    const char *name = json_member_string(spec, "kind");
    for (int i = 0; name != NULL && i < FAULT_N_KINDS; i++) {
        if (strcmp(kind_names[i], name) == 0) {
            *ret_kind = (enum fault_kind)i;
            return true;
        }
    }
    return false;
}

static bool spec_check(json_t *spec, char ret_reason[256])
{
    const char *name = NULL;
    json_t *value = NULL;
    enum fault_kind kind = FAULT_STATUS;
    if (!json_is_object(spec)) {
        (void)snprintf(ret_reason, 256, "a JSON object is expected");
        return false;
    }
    json_object_foreach(spec, name, value)
    {
        if (!member_check(name, value, ret_reason)) {
            return false;
        }
    }
    const char *when = json_member_string(spec, "when");
    const char *problem = NULL;
    if (!kind_get(spec, &kind)) {
        problem = "\"kind\" is missing or unknown";
    } else if (when != NULL && strcmp(when, "before") != 0 && strcmp(when, "after") != 0) {
        problem = "\"when\" must be \"before\" or \"after\"";
    } else if (when != NULL && strcmp(when, "before") == 0 && needs_reply(kind)) {
        problem = "this kind spoils the real reply: \"when\" cannot be \"before\"";
    } else if ((kind == FAULT_DROP_FIELDS || kind == FAULT_NULL_FIELDS ||
                kind == FAULT_WRONG_TYPES) &&
               json_object_get(spec, "fields") == NULL) {
        problem = "this kind needs \"fields\"";
    } else if (kind == FAULT_REDIRECT && json_object_get(spec, "location") == NULL) {
        problem = "redirect needs \"location\"";
    } else if (kind == FAULT_SLOW && json_object_get(spec, "delay_ms") == NULL) {
        problem = "slow needs \"delay_ms\"";
    } else if (kind == FAULT_KILL && json_object_get(spec, "pid") == NULL) {
        problem = "kill needs \"pid\"";
    }
    if (problem != NULL) {
        (void)snprintf(ret_reason, 256, "%s", problem);
    }
    return problem == NULL;
}

bool fault_list_add(struct fault_list *list, json_t *spec, char ret_reason[256])
{
    if (!spec_check(spec, ret_reason)) {
        return false;
    }
    const char *when = json_member_string(spec, "when");
    struct fault_rule rule = {.skip = json_member_int(spec, "skip", 0),
                              .times = json_member_int(spec, "times", 1)};
    struct fault *fault = &rule.fault;
    (void)kind_get(spec, &fault->kind);
    fault->is_after =
        needs_reply(fault->kind) || (when != NULL && strcmp(when, "after") == 0);
    fault->status = (unsigned)json_member_int(spec, "status", 0);
    fault->retry_after_s = (int)json_member_int(spec, "retry_after_s", -1);
    fault->delay_ms = (int)json_member_int(spec, "delay_ms", 0);
    fault->after_bytes = (size_t)json_member_int(spec, "after_bytes", 0);
    fault->pid = (long)json_member_int(spec, "pid", 0);
    fault->spec = json_incref(spec);
    list->rules = mem_resize(list->rules, list->n_rules + 1, sizeof *list->rules);
    list->rules[list->n_rules++] = rule;
    return true;
}

void fault_list_clear(struct fault_list *list)
{
    for (size_t i = 0; i < list->n_rules; i++) {
        fault_release(&list->rules[i].fault);
    }
    free(list->rules);
    *list = (struct fault_list){0};
}

json_t *fault_list_describe(const struct fault_list *list)
{
    json_t *all = json_array();
    for (size_t i = 0; i < list->n_rules; i++) {
        json_t *entry = json_copy(list->rules[i].fault.spec);
        json_object_set_new(entry, "times_left", json_integer(list->rules[i].times));
        json_object_set_new(entry, "n_hits", json_integer(list->rules[i].n_hits));
        json_array_append_new(all, entry);
    }
    return all;
}

static bool contains(const json_t *spec, const char *key, const char *text)
{
    const char *wanted = json_member_string(spec, key);
    return wanted == NULL || strstr(text, wanted) != NULL;
}

bool fault_list_take(struct fault_list *list, const char *method, const char *path,
                     const char *query, struct fault *ret_fault)
{
    for (size_t i = 0; i < list->n_rules; i++) {
        struct fault_rule *rule = &list->rules[i];
        const json_t *spec = rule->fault.spec;
        const char *its_method = json_member_string(spec, "method");
        if (rule->times == 0 || (its_method != NULL && strcmp(its_method, method) != 0) ||
            !contains(spec, "path_contains", path) ||
            !contains(spec, "query_contains", query)) {
            continue;
        }
        if (rule->skip > 0) {
            rule->skip--;
            continue;
        }
        rule->times -= rule->times > 0 ? 1 : 0;
        rule->n_hits++;
        *ret_fault = rule->fault;
        json_incref(ret_fault->spec);
        return true;
    }
    return false;
}

void fault_release(struct fault *fault)
{
    json_decref(fault->spec);
    *fault = (struct fault){0};
}

bool fault_lets_handler_run(const struct fault *fault)
{
    return fault->kind == FAULT_SLOW || fault->is_after;
}
