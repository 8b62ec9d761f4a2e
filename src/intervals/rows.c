#include "intervals/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intervals/fields.h"
#include "intervals/parse.h"
#include "intervals/redact.h"
#include "json/json.h"
#include "base/banned.h"

const char intervals_light_fields[] =
    "id,analyzed,icu_sync_date,type,name,start_date_"
    "local,moving_time,elapsed_time,distance,"
    "icu_rpe,feel,tags,paired_event_id,source,_note,description,sub_type,race";

void intervals_light_fields_write(const struct athlete *athlete, struct str_buf *to)
{
    str_buf_add(to, intervals_light_fields);
    for (size_t i = 0; athlete != NULL && i < athlete->n_limb_fields; i++) {
        str_buf_printf(to, ",%s", athlete->limb_fields[i].code);
    }
}

/*
 * The light fields of an object, nulls dropped, keys sorted, 5.0 as 5, private members out:
 * the same text from light and whole rows, and from what was stored of them.
 */
static char *light_text(const json_t *object, const char *fields)
{
    json_auto_t *light = json_object();
    const char *at = fields != NULL ? fields : intervals_light_fields;
    while (*at != '\0') {
        char key[64];
        size_t length = strcspn(at, ",");
        if (length < sizeof key) {
            memcpy(key, at, length);
            key[length] = '\0';
            json_t *member = json_object_get(object, key);
            if (member != NULL && !json_is_null(member)) {
                (void)json_object_set_new(light, key, json_deep_copy(member));
            }
        }
        at += length + (at[length] == ',' ? 1U : 0U);
    }
    (void)intervals_redact(light);
    json_settle_integers(light);
    return json_dumps(light, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(12));
}

/* True unless the row names an owner who is not the one asked for. */
static bool is_owned(const json_t *object, const char *athlete_id)
{
    static const char *const keys[] = {"icu_athlete_id", "athlete_id"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const json_t *owner = json_object_get(object, keys[i]);
        char digits[24];
        const char *id = json_string_value(owner);
        if (json_is_integer(owner)) {
            (void)snprintf(digits, sizeof digits, "%lld",
                           (long long)json_integer_value(owner));
            id = digits;
        }
        if (owner != NULL && !json_is_null(owner) &&
            (id == NULL || strcmp(id, athlete_id) != 0)) {
            return false;
        }
    }
    return true;
}

struct walk {
    enum intervals_row_kind kind;
    const char *athlete_id;
    const char *light_fields;
    bool (*each)(void *user, const struct intervals_row *row);
    bool (*each_light)(void *user, const char *id, day_num day, const char *light);
    void *user;
    struct arena arena;
    struct intervals_rows_report report;
};

static bool parse_row(struct walk *walk, const json_t *element, struct intervals_row *row,
                      struct err *err)
{
    if (walk->kind == INTERVALS_ROW_ACTIVITY) {
        struct activity *activity = arena_alloc(&walk->arena, 1, sizeof *activity);
        row->activity = activity;
        return intervals_activity_parse(element, &walk->arena, activity, err);
    }
    if (walk->kind == INTERVALS_ROW_WELLNESS) {
        struct wellness_day *day = arena_alloc(&walk->arena, 1, sizeof *day);
        row->wellness = day;
        return intervals_wellness_parse(element, &walk->arena, day, err);
    }
    struct calendar_event *event = arena_alloc(&walk->arena, 1, sizeof *event);
    row->event = event;
    return intervals_event_parse(element, &walk->arena, event, err);
}

static bool deliver(struct walk *walk, const json_t *element, struct intervals_row *row,
                    const char *raw, size_t n_raw_bytes)
{
    json_auto_t *clean = NULL;
    char *clean_text = NULL;
    row->raw = raw;
    row->n_raw_bytes = n_raw_bytes;
    if (intervals_has_private(element)) {
        clean = json_deep_copy(element);
        (void)intervals_redact(clean);
        clean_text = json_to_text(clean, &row->n_raw_bytes);
        row->raw = clean_text;
    }
    char *light = walk->kind == INTERVALS_ROW_ACTIVITY
                      ? light_text(element, walk->light_fields)
                      : NULL;
    row->light = light;
    bool goes_on = walk->each(walk->user, row);
    free(light);
    free(clean_text);
    return goes_on;
}

static bool row_skip(struct walk *walk, const struct err *why)
{
    if (walk->report.n_skipped++ == 0) {
        walk->report.first_skipped = *why;
    }
    return true;
}

/* A JSON object of the athlete asked for. */
static bool element_check(const struct walk *walk, const json_t *element, const char *raw,
                          size_t n_raw_bytes, struct err *why)
{
    if (element == NULL) { /* parsed once more, for the reason */
        json_t *none = NULL;
        return json_parse(raw, n_raw_bytes, &none, why);
    }
    if (!json_is_object(element)) {
        return err_set(why, ERR_UPSTREAM, NULL, "a row that is no object");
    }
    return is_owned(element, walk->athlete_id) ||
           err_set(why, ERR_UPSTREAM, NULL, "a row of another athlete");
}

static bool walk_row(void *user, const json_t *element, const char *raw, size_t n_raw_bytes)
{
    struct walk *walk = user;
    struct err why = {0};
    struct intervals_row row = {.kind = walk->kind};
    arena_clear(&walk->arena);
    if (!element_check(walk, element, raw, n_raw_bytes, &why) ||
        !parse_row(walk, element, &row, &why)) {
        return row_skip(walk, &why);
    }
    walk->report.n_rows++;
    return deliver(walk, element, &row, raw, n_raw_bytes);
}

static bool walk_light_row(void *user, const json_t *element, const char *raw,
                           size_t n_raw_bytes)
{
    struct walk *walk = user;
    struct err why = {0};
    arena_clear(&walk->arena);
    if (!element_check(walk, element, raw, n_raw_bytes, &why)) {
        return row_skip(walk, &why);
    }
    const char *id = intervals__id(element, "id", &walk->arena);
    const char *start = json_string_value(json_object_get(element, "start_date_local"));
    day_num day = 0;
    if (id == NULL || start == NULL || !day_parse_prefix(start, &day)) {
        (void)err_set(&why, ERR_UPSTREAM, NULL,
                      "an activity without a usable id or start date");
        return row_skip(walk, &why);
    }
    walk->report.n_rows++;
    char *light = light_text(element, walk->light_fields);
    bool goes_on = walk->each_light(walk->user, id, day, light != NULL ? light : "");
    free(light);
    return goes_on;
}

bool intervals_rows_walk(enum intervals_row_kind kind, const char *body,
                         size_t n_body_bytes, const char *athlete_id,
                         const char *light_fields,
                         bool (*each)(void *user, const struct intervals_row *row),
                         void *user, struct intervals_rows_report *ret_report,
                         struct err *err)
{
    struct walk walk = {.kind = kind,
                        .athlete_id = athlete_id,
                        .light_fields = light_fields,
                        .each = each,
                        .user = user};
    bool is_good = json_array_walk(body, n_body_bytes, walk_row, &walk, err);
    arena_release(&walk.arena);
    *ret_report = walk.report;
    return is_good;
}

bool intervals_light_walk(
    const char *body, size_t n_body_bytes, const char *athlete_id, const char *light_fields,
    bool (*each)(void *user, const char *id, day_num day, const char *light), void *user,
    struct intervals_rows_report *ret_report, struct err *err)
{
    struct walk walk = {.athlete_id = athlete_id,
                        .light_fields = light_fields,
                        .each_light = each,
                        .user = user};
    bool is_good = json_array_walk(body, n_body_bytes, walk_light_row, &walk, err);
    arena_release(&walk.arena);
    *ret_report = walk.report;
    return is_good;
}

bool intervals_athlete_read(const char *body, size_t n_body_bytes, struct arena *arena,
                            struct athlete *ret_athlete, char **ret_raw,
                            size_t *ret_n_raw_bytes, struct err *err)
{
    json_auto_t *object = NULL;
    struct err why = {0};
    if (!json_parse(body, n_body_bytes, &object, &why) || !json_is_object(object)) {
        return err_set(err, ERR_UPSTREAM,
                       "Check INTERVALS_BASE_URL; if it is right, try again later.",
                       "the athlete that Intervals.icu sent is not readable: %s",
                       why.message[0] != '\0' ? why.message : "it is no JSON object");
    }
    if (!intervals_athlete_parse(object, arena, ret_athlete, err)) {
        return false;
    }
    if (ret_raw != NULL) {
        (void)intervals_redact(object);
        *ret_raw = json_to_text(object, ret_n_raw_bytes);
    }
    return true;
}
