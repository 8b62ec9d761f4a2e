#include "tools/write_undo.h"

#include <string.h>

#include "base/banned.h"

/* A new reference; NULL for NULL. */
static json_t *parsed(const char *text)
{
    json_t *value = NULL;
    return text != NULL && json_parse(text, strlen(text), &value, NULL) ? value : NULL;
}

json_t *write_image_settable(const char *image)
{
    static const char *const computed[] = {
        "id", "updated", "icu_training_load", "icu_intensity", "parsed_steps", "parsed_s"};
    json_t *members = parsed(image);
    for (size_t i = 0; i < sizeof computed / sizeof computed[0]; i++) {
        (void)json_object_del(members, computed[i]);
    }
    return members;
}

/* A removed event with all that people can set; the service computes the rest anew. */
static json_t *recreated(const char *before)
{
    json_t *members = write_image_settable(before);
    const char *key = NULL;
    json_t *value = NULL;
    void *next = NULL;
    json_object_foreach_safe(members, next, key, value)
    {
        if (json_is_null(value)) {
            (void)json_object_del(members, key);
        }
    }
    return members;
}

/* How a member is cleared: PUTs of the service ignore null. */
static json_t *cleared(const json_t *set)
{
    return json_is_number(set)    ? json_integer(-1)
           : json_is_boolean(set) ? json_false()
           : json_is_array(set)   ? json_array()
                                  : json_string("");
}

static void member_restore(json_t *members, const char *key, const json_t *now,
                           json_t *before)
{
    bool is_unset = before == NULL || json_is_null(before);
    (void)json_object_set_new(members, key, is_unset ? cleared(now) : json_incref(before));
}

/* Every member that was sent, and what the service changed with it, as it was before. */
static json_t *restored(const json_t *sent, const char *before_image,
                        const char *after_image)
{
    json_t *members = json_object();
    json_auto_t *before = write_image_settable(before_image);
    json_auto_t *after = write_image_settable(after_image);
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(json_unconst(sent), key, value)
    {
        member_restore(members, key, value, json_object_get(before, key));
    }
    json_object_foreach(after, key, value)
    {
        json_t *old = json_object_get(before, key);
        bool is_touched = old != NULL && json_equal(old, value) == 0;
        if (is_touched && json_object_get(members, key) == NULL) {
            member_restore(members, key, value, old);
        }
    }
    return members;
}

bool write_undo_add(struct tool_effects *effects, const struct service_write *forward)
{
    struct service_write write = *forward;
    json_auto_t *sent = parsed(forward->wanted);
    write.is_undo = true;
    write.before = forward->after;
    if (forward->kind == WRITE_EVENT_CREATE) {
        write.kind = WRITE_EVENT_DELETE;
        return effects_write_add(effects, &write, NULL);
    }
    if (forward->kind == WRITE_EVENT_DELETE) {
        write.kind = WRITE_EVENT_CREATE;
        write.event_id = 0;
        return effects_write_add(effects, &write, recreated(forward->before));
    }
    return effects_write_add(effects, &write,
                             restored(sent, forward->before, forward->after));
}
