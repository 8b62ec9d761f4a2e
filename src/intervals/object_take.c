#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "intervals/endpoints.h"
#include "intervals/redact.h"
#include "json/json.h"
#include "base/banned.h"

static const char owner_keys[][16] = {"icu_athlete_id", "athlete_id"};

/* The object names an owner, and it is not the athlete. */
static bool is_others(const json_t *object, const char *key, const char *athlete_id)
{
    const json_t *owner = json_object_get(object, key);
    if (owner == NULL || json_is_null(owner)) {
        return false;
    }
    char digits[24];
    if (json_is_integer(owner)) {
        size_t at = sizeof digits;
        uint64_t number = (uint64_t)json_integer_value(owner);
        digits[--at] = '\0';
        do {
            digits[--at] = (char)('0' + number % 10);
            number /= 10;
        } while (number > 0);
        return strcmp(digits + at, athlete_id) != 0;
    }
    return !json_is_string(owner) || strcmp(json_string_value(owner), athlete_id) != 0;
}

struct taking {
    const char *athlete_id;
    bool has_authors;
    size_t n_left_out;
};

/* is_row: the object itself or a row of its list. An activity names its owner anywhere. */
static bool object_is_others(const struct taking *taking, const json_t *value, bool is_row)
{
    return json_is_object(value) && (is_others(value, owner_keys[0], taking->athlete_id) ||
                                     (is_row && !taking->has_authors &&
                                      is_others(value, owner_keys[1], taking->athlete_id)));
}

/* Takes nulls and others' objects out of what is inside the value; the depth is bounded by
 * json_parse. */
static void inside_clean(struct taking *taking, json_t *value, bool has_rows)
{
    const char *key = NULL;
    json_t *member = NULL;
    void *next = NULL;
    json_object_foreach_safe(value, next, key, member)
    {
        bool is_foreign = object_is_others(taking, member, false);
        taking->n_left_out += is_foreign ? 1U : 0U;
        if (is_foreign || json_is_null(member)) {
            (void)json_object_del(value, key);
        } else {
            inside_clean(taking, member, false);
        }
    }
    for (size_t i = json_array_size(value); i-- > 0;) {
        if (object_is_others(taking, json_array_get(value, i), has_rows)) {
            (void)json_array_remove(value, i);
            taking->n_left_out++;
        } else {
            inside_clean(taking, json_array_get(value, i), false);
        }
    }
}

static bool refuse_foreign(const struct intervals_endpoint *endpoint, struct err *err)
{
    return err_set(
        err, ERR_NOT_FOUND,
        "Take ids from the lists of this athlete, such as get_recent_activities.",
        "%s: what was asked for does not belong to the athlete asked for", endpoint->name);
}

bool intervals_object_take(const struct intervals_endpoint *endpoint,
                           const char *athlete_id, const char *body, size_t n_body_bytes,
                           char **ret_text, size_t *ret_n_bytes, struct err *err)
{
    json_t *value = NULL;
    struct err why = {0};
    struct taking taking = {.athlete_id = athlete_id,
                            .has_authors = endpoint->owner == INTERVALS_OWNER_AUTHORS};
    if (n_body_bytes > (size_t)4 * INTERVALS_OBJECT_MAX_BYTES) {
        return err_set(err, ERR_UPSTREAM, "Ask for fewer days, rows or fields.",
                       "%s: the answer of Intervals.icu is %zu KiB, too much to hand on",
                       endpoint->name, n_body_bytes / 1024);
    }
    /* One level is left for the object around it. */
    if (!json_depth_is_within(body, n_body_bytes, LIMIT_JSON_DEPTH - 1) ||
        !json_parse(body, n_body_bytes, &value, &why)) {
        return err_set(err, ERR_UPSTREAM, "Try again; if it stays so, report it.",
                       "%s: the answer of Intervals.icu cannot be read (%.100s)",
                       endpoint->name, why.message);
    }
    json_auto_t *kept = json_object();
    (void)json_object_set_new(kept, "value", value);
    bool is_unproven = endpoint->owner == INTERVALS_OWNER_PROVEN &&
                       json_object_get(value, owner_keys[0]) == NULL;
    if (is_unproven || object_is_others(&taking, value, true)) {
        return refuse_foreign(endpoint, err);
    }
    (void)intervals_redact(value);
    inside_clean(&taking, value, true);
    (void)json_object_set_new(kept, "left_out",
                              json_integer((json_int_t)taking.n_left_out));
    size_t n_bytes = 0;
    char *text = json_to_text(kept, &n_bytes);
    if (n_bytes > INTERVALS_OBJECT_MAX_BYTES) {
        free(text);
        return err_set(err, ERR_UPSTREAM, "Ask for fewer days, rows or fields.",
                       "%s: the answer of Intervals.icu is %zu KiB, too much to hand on",
                       endpoint->name, n_bytes / 1024);
    }
    *ret_text = text;
    *ret_n_bytes = n_bytes;
    return true;
}

bool intervals_object_open(const char *text, size_t n_bytes, json_t **ret_value,
                           size_t *ret_n_left_out, struct err *err)
{
    json_auto_t *kept = NULL;
    if (!json_parse(text, n_bytes, &kept, err)) {
        return false;
    }
    json_t *value = json_object_get(kept, "value");
    if (value == NULL) {
        return err_set(err, ERR_STORE, "Ask again with refresh.",
                       "an answer kept in the store cannot be read");
    }
    *ret_n_left_out = (size_t)json_get_integer(kept, "left_out", 0);
    *ret_value = json_incref(value);
    return true;
}
