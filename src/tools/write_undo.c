#include "tools/write_undo.h"

#include <string.h>

#include "base/banned.h"

/* How a member is cleared: PUTs of the service ignore null. */
static json_t *cleared(const json_t *set)
{
    return json_is_number(set) ? json_integer(-1) : json_string("");
}

/* Every member that was sent, as it was before. */
static json_t *restored(const json_t *sent, const json_t *before)
{
    json_t *members = json_object();
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(json_unconst(sent), key, value)
    {
        json_t *old = json_object_get(before, key);
        bool is_unset = old == NULL || json_is_null(old);
        (void)json_object_set_new(members, key,
                                  is_unset ? cleared(value) : json_incref(old));
    }
    return members;
}

/* A removed event with all that people can set; the service computes the rest anew. */
static json_t *recreated(const json_t *before)
{
    static const char *const left_out[] = {
        "id", "updated", "icu_training_load", "icu_intensity", "parsed_steps", "parsed_s"};
    json_t *members = json_object();
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(json_unconst(before), key, value)
    {
        bool is_sent = !json_is_null(value);
        for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++) {
            is_sent = is_sent && strcmp(left_out[i], key) != 0;
        }
        if (is_sent) {
            (void)json_object_set(members, key, value);
        }
    }
    return members;
}

/* A new reference; NULL for NULL. */
static json_t *parsed(const char *text)
{
    json_t *value = NULL;
    return text != NULL && json_parse(text, strlen(text), &value, NULL) ? value : NULL;
}

bool write_undo_add(struct tool_effects *effects, const struct service_write *forward)
{
    struct service_write write = *forward;
    json_auto_t *sent = parsed(forward->wanted);
    json_auto_t *before = parsed(forward->before);
    write.is_undo = true;
    write.before = forward->after;
    if (forward->kind == WRITE_EVENT_CREATE) {
        write.kind = WRITE_EVENT_DELETE;
        return effects_write_add(effects, &write, NULL);
    }
    if (forward->kind == WRITE_EVENT_DELETE) {
        write.kind = WRITE_EVENT_CREATE;
        write.event_id = 0;
        return effects_write_add(effects, &write, recreated(before));
    }
    return effects_write_add(effects, &write, restored(sent, before));
}
