#include "intervals/redact.h"

#include <string.h>
#include <stdint.h>

#include "base/ascii.h"
#include "base/str.h"
#include "base/banned.h"

static bool starts_with_ignore_case(const char *text, const char *start)
{
    while (*start != '\0' && ascii_lower(*text) == *start) {
        text++;
        start++;
    }
    return *start == '\0';
}

/* A few parts against many short keys: nearly every position is passed over by its first
 * letter. */
bool intervals_key_is_private(const char *key)
{
    static const char *const whole[] = {"mail", "phone", "bank",
                                        "auth", "oauth", "plan_expires"};
    static const char *const parts[] = {"email",    "api_key", "apikey",
                                        "token",    "secret",  "password",
                                        "ical_url", "stripe",  "webhook"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        if (str_equal_ignore_case(whole[i], key)) {
            return true;
        }
    }
    for (const char *at = key; *at != '\0'; at++) {
        if (strchr("aeipstwAEIPSTW", *at) == NULL) {
            continue;
        }
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
            if (starts_with_ignore_case(at, parts[i])) {
                return true;
            }
        }
    }
    return false;
}

bool intervals_has_private(const json_t *value)
{
    if (json_is_object(value)) {
        const char *key = NULL;
        json_t *member = NULL;
        json_object_foreach((json_t *)(uintptr_t)value, key, member)
        {
            if (intervals_key_is_private(key) || intervals_has_private(member)) {
                return true;
            }
        }
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        if (intervals_has_private(json_array_get(value, i))) {
            return true;
        }
    }
    return false;
}

bool intervals_redact(json_t *value)
{
    bool was_removed = false;
    if (json_is_object(value)) {
        const char *key = NULL;
        json_t *member = NULL;
        void *next = NULL;
        json_object_foreach_safe(value, next, key, member)
        {
            if (intervals_key_is_private(key)) {
                (void)json_object_del(value, key);
                was_removed = true;
            } else if (intervals_redact(member)) {
                was_removed = true;
            }
        }
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        if (intervals_redact(json_array_get(value, i))) {
            was_removed = true;
        }
    }
    return was_removed;
}
