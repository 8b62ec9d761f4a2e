#include "intervals/image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/str.h"
#include "json/json.h"
#include "base/banned.h"

/* What a client may set in an event (OpenAPI, EventEx, without files and what only the
 * service decides): a change of any of them is a person's. */
static const char *const event_members[] = {
    "athlete_cannot_edit",
    "can_train_sports",
    "category",
    "color",
    "description",
    "distance",
    "distance_target",
    "end_date_local",
    "external_id",
    "for_week",
    "hide_from_athlete",
    "indoor",
    "load_target",
    "max_training_time",
    "moving_time",
    "name",
    "start_date_local",
    "sub_type",
    "tags",
    "target",
    "time_target",
    "training_availability",
    "type",
};
/* What the service computes, or changes by itself. */
static const char *const event_computed[] = {"id", "updated", "icu_training_load",
                                             "icu_intensity"};

enum {
    N_EVENT_MEMBERS = sizeof event_members / sizeof event_members[0],
    N_EVENT_COMPUTED = sizeof event_computed / sizeof event_computed[0],
    MAX_PARSED_STEPS = 100000
};

static void member_copy(json_t *to, const json_t *from, const char *key)
{
    json_t *value = json_object_get(from, key);
    if (value != NULL) {
        (void)json_object_set(to, key, value);
    } else {
        (void)json_object_set_new(to, key, json_null());
    }
}

/* Steps of a workout_doc with their repeats carried out; blocks do not nest. */
static json_int_t parsed_steps(const json_t *steps)
{
    json_int_t n_steps = 0;
    for (size_t i = 0; i < json_array_size(steps) && n_steps < MAX_PARSED_STEPS; i++) {
        const json_t *step = json_array_get(steps, i);
        const json_t *inner = json_object_get(step, "steps");
        int64_t repeats = json_get_integer(step, "reps", 1);
        repeats = repeats < 1 ? 1 : repeats > 1000 ? 1000 : repeats;
        n_steps += json_is_array(inner) ? (json_int_t)json_array_size(inner) * repeats : 1;
    }
    return n_steps;
}

static json_t *event_image(const json_t *event)
{
    json_t *image = json_object();
    const json_t *document = json_object_get(event, "workout_doc");
    for (size_t i = 0; i < N_EVENT_COMPUTED; i++) {
        member_copy(image, event, event_computed[i]);
    }
    for (size_t i = 0; i < N_EVENT_MEMBERS; i++) {
        member_copy(image, event, event_members[i]);
    }
    bool is_parsed = json_is_object(document);
    (void)json_object_set_new(
        image, "parsed_steps",
        is_parsed ? json_integer(parsed_steps(json_object_get(document, "steps")))
                  : json_null());
    (void)json_object_set_new(
        image, "parsed_s", json_number_or_null(json_get_number(document, "duration"), 0));
    return image;
}

static json_t *cut_image(const json_t *row, const char *wanted, struct err *err)
{
    json_auto_t *members = NULL;
    const char *key = NULL;
    json_t *value = NULL;
    if (wanted == NULL || !json_parse(wanted, strlen(wanted), &members, err)) {
        return NULL;
    }
    json_t *image = json_object();
    member_copy(image, row, "id");
    json_object_foreach(members, key, value)
    {
        member_copy(image, row, key);
    }
    return image;
}

char *intervals_image(enum service_write_kind kind, const char *raw, size_t n_raw_bytes,
                      const char *wanted, struct err *err)
{
    json_auto_t *row = NULL;
    if (!json_parse(raw, n_raw_bytes, &row, err)) {
        return NULL;
    }
    bool is_cut = kind == WRITE_WELLNESS || kind == WRITE_ACTIVITY;
    json_auto_t *image = is_cut ? cut_image(row, wanted, err) : event_image(row);
    return image != NULL ? json_to_text(image, NULL) : NULL;
}

/* "a\r\nb  " and "a\nb" are one text: the service may keep either. */
static bool is_same_text(const char *a, const char *b)
{
    size_t n_a = strlen(a);
    size_t n_b = strlen(b);
    while (n_a > 0 && strchr(" \r\n\t", a[n_a - 1]) != NULL) {
        n_a--;
    }
    while (n_b > 0 && strchr(" \r\n\t", b[n_b - 1]) != NULL) {
        n_b--;
    }
    size_t i = 0;
    size_t k = 0;
    while (i < n_a && k < n_b) {
        if (a[i] == '\r') {
            i++;
        } else if (b[k] == '\r') {
            k++;
        } else if (a[i++] != b[k++]) {
            return false;
        }
    }
    return i == n_a && k == n_b;
}

static bool is_same_moment(const char *a, const char *b)
{
    int64_t a_s = 0;
    int64_t b_s = 0;
    bool has_offset = false;
    int offset_s = 0;
    return civil_parse_time(a, &a_s, &has_offset, &offset_s) &&
           civil_parse_time(b, &b_s, &has_offset, &offset_s) && a_s == b_s;
}

/* null, absent, false, "" and an empty list all mean that nothing is set. */
static bool is_unset(const json_t *value)
{
    return value == NULL || json_is_null(value) || json_is_false(value) ||
           (json_is_string(value) && json_string_length(value) == 0) ||
           (json_is_array(value) && json_array_size(value) == 0);
}

static bool is_same_value(const char *key, const json_t *a, const json_t *b)
{
    if (is_unset(a) || is_unset(b)) {
        return is_unset(a) && is_unset(b);
    }
    if (json_is_number(a) && json_is_number(b)) {
        return fabs(json_number_value(a) - json_number_value(b)) < 1e-6;
    }
    if (json_is_string(a) && json_is_string(b)) {
        const char *text_a = json_string_value(a);
        const char *text_b = json_string_value(b);
        bool is_time = strstr(key, "_date_local") != NULL;
        return is_same_text(text_a, text_b) || (is_time && is_same_moment(text_a, text_b));
    }
    return json_equal(json_unconst(a), json_unconst(b)) == 1;
}

static bool is_computed(const char *key)
{
    for (size_t i = 0; i < N_EVENT_COMPUTED; i++) {
        if (strcmp(event_computed[i], key) == 0) {
            return true;
        }
    }
    return strncmp(key, "parsed_", 7) == 0;
}

/* The first member of a that b shows otherwise; NULL: none. */
static const char *difference(const json_t *a, const json_t *b)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(json_unconst(a), key, value)
    {
        if (!is_computed(key) && !is_same_value(key, value, json_object_get(b, key))) {
            return key;
        }
    }
    return NULL;
}

bool intervals_image_same(const char *a, const char *b)
{
    json_auto_t *image_a = NULL;
    json_auto_t *image_b = NULL;
    if (a == NULL || b == NULL) {
        return a == b;
    }
    return json_parse(a, strlen(a), &image_a, NULL) &&
           json_parse(b, strlen(b), &image_b, NULL) &&
           difference(image_a, image_b) == NULL && difference(image_b, image_a) == NULL;
}

/* A number of -1 clears the member: then it is to be unset. */
static void clears_read(json_t *members)
{
    const char *key = NULL;
    json_t *value = NULL;
    void *next = NULL;
    json_object_foreach_safe(members, next, key, value)
    {
        if (json_is_number(value) && json_number_value(value) == -1.0) {
            (void)json_object_set_new(members, key, json_null());
        }
    }
}

bool intervals_image_shows(const char *image, const char *wanted,
                           char ret_member[INTERVALS_MEMBER_SIZE])
{
    json_auto_t *shown = NULL;
    json_auto_t *members = NULL;
    const char *key = NULL;
    bool is_read = image != NULL && wanted != NULL &&
                   json_parse(image, strlen(image), &shown, NULL) &&
                   json_parse(wanted, strlen(wanted), &members, NULL);
    if (is_read) {
        clears_read(members);
        key = difference(members, shown);
    }
    if (ret_member != NULL) {
        str_copy(ret_member, INTERVALS_MEMBER_SIZE, key != NULL ? key : "");
    }
    return is_read && key == NULL;
}

bool intervals_image_day(const char *text, day_num *ret)
{
    json_auto_t *object = NULL;
    if (text == NULL || !json_parse(text, strlen(text), &object, NULL)) {
        return false;
    }
    const char *start = json_get_text(object, "start_date_local");
    return start != NULL && day_parse_prefix(start, ret);
}
