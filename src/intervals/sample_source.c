#include "intervals/sample_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "intervals/sample_laps.h"
#include "intervals/sample_objects.h"
#include "json/json.h"
#include "base/banned.h"

struct sample_source {
    struct intervals_source source; /* first: the interface is cast back to this */
    const char *data;
    size_t n_data_bytes;
};

/* What one query needs of the data, parsed for it alone: the sample holds no JSON between
 * queries. */
struct sample_query {
    const struct intervals_query *query;
    const struct clock_zone *zone;
    int64_t now_wall_s;
    int shift_days;
    struct str_buf rows; /* the answer's list so far */
};

static const char *const date_keys[] = {"start_date_local", "start_date", "end_date_local",
                                        "created",          "updated",    "analyzed",
                                        "icu_sync_date"};

static void shift_date(json_t *row, const char *key, int shift_days)
{
    const char *text = json_string_value(json_object_get(row, key));
    day_num day = 0;
    if (text == NULL || !day_parse_prefix(text, &day)) {
        return;
    }
    char day_text[DAY_TEXT_SIZE];
    char moved[64];
    (void)snprintf(moved, sizeof moved, "%s%s", day_format(day + shift_days, day_text),
                   text + 10);
    (void)json_object_set_new(row, key, json_string(moved));
}

/* The service's end is exclusive; one with a clock time lies within its day. */
static day_num event_last_day(day_num first_day, const char *end)
{
    day_num day = 0;
    int64_t wall_s = 0;
    bool has_offset = false;
    int offset_s = 0;
    if (end == NULL || !day_parse_prefix(end, &day)) {
        return first_day;
    }
    if (!civil_parse_time(end, &wall_s, &has_offset, &offset_s) ||
        second_of_day(wall_s) == 0) {
        day--;
    }
    return day > first_day ? day : first_day;
}

/* First day of a row, and whether it has happened (activities by clock, wellness by day).
 */
static bool row_is_wanted(const struct sample_query *sample, const json_t *row)
{
    const struct intervals_query *query = sample->query;
    bool is_wellness = query->operation == INTERVALS_WELLNESS;
    const char *start =
        json_string_value(json_object_get(row, is_wellness ? "id" : "start_date_local"));
    const char *end = json_string_value(json_object_get(row, "end_date_local"));
    day_num first_day = 0;
    if (start == NULL || !day_parse_prefix(start, &first_day)) {
        return false;
    }
    day_num last_day =
        query->operation == INTERVALS_EVENTS ? event_last_day(first_day, end) : first_day;
    if (query->operation == INTERVALS_ACTIVITIES) {
        int64_t start_s = 0;
        int offset_s = 0;
        bool has_offset = false;
        double length_s = json_get_number(row, "elapsed_time");
        if (civil_parse_time(start, &start_s, &has_offset, &offset_s) &&
            start_s + (length_s > 0 ? (int64_t)length_s : 0) > sample->now_wall_s) {
            return false;
        }
    }
    if (is_wellness && first_day > day_from_wall_s(sample->now_wall_s)) {
        return false;
    }
    return last_day >= query->range.first_day && first_day <= day_range_last(query->range);
}

static void keep_fields(json_t *row, const char *fields)
{
    const char *key = NULL;
    json_t *member = NULL;
    void *next = NULL;
    json_object_foreach_safe(row, next, key, member)
    {
        size_t length = strlen(key);
        bool is_named = false;
        for (const char *at = fields; *at != '\0' && !is_named;) {
            size_t n_name = strcspn(at, ",");
            is_named = n_name == length && memcmp(at, key, length) == 0;
            at += n_name + (at[n_name] == ',' ? 1U : 0U);
        }
        if (!is_named || json_is_null(member)) {
            (void)json_object_del(row, key);
        }
    }
}

static bool row_is_today(const struct sample_query *sample, const json_t *row)
{
    day_num day = 0;
    const char *id = json_get_text(row, "id");
    return id != NULL && day_parse(id, &day) && day == day_from_wall_s(sample->now_wall_s);
}

/* What a day sums up is not known while it is still going on. */
static void forget_day_totals(json_t *row)
{
    static const char *const keys[] = {"ctl",      "atl",   "ctlLoad",      "atlLoad",
                                       "rampRate", "steps", "kcalConsumed", "updated"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        (void)json_object_del(row, keys[i]);
    }
}

/* A row of the part as the query sees it, appended to the list; one in memory at a time. */
static bool row_take(void *user, const json_t *element, const char *raw, size_t n_raw_bytes)
{
    struct sample_query *sample = user;
    bool is_wellness = sample->query->operation == INTERVALS_WELLNESS;
    json_t *row =
        (json_t *)(uintptr_t)element; /* the walk's own, given up after this call */
    (void)raw;
    (void)n_raw_bytes;
    if (row == NULL) {
        return false; /* our own data: never */
    }
    for (size_t k = 0; k < sizeof date_keys / sizeof date_keys[0]; k++) {
        shift_date(row, date_keys[k], sample->shift_days);
    }
    if (is_wellness) {
        shift_date(row, "id", sample->shift_days);
    }
    if (!row_is_wanted(sample, row)) {
        return true;
    }
    if (is_wellness && row_is_today(sample, row)) {
        forget_day_totals(row);
    }
    if (sample->query->fields != NULL) {
        keep_fields(row, sample->query->fields);
    }
    AUTO_FREE char *text = json_to_text(row, NULL);
    str_buf_add(&sample->rows, sample->rows.length > 1 ? "," : "");
    str_buf_add(&sample->rows, text);
    return true;
}

/* The athlete of the data, parsed; NULL with err when the data is not what it should be. */
static json_t *athlete_of(const struct sample_source *self, struct err *err)
{
    const char *text = NULL;
    size_t n_bytes = 0;
    json_t *athlete = NULL;
    if (!json_member_span(self->data, self->n_data_bytes, "athlete", &text, &n_bytes) ||
        !json_parse(text, n_bytes, &athlete, err)) {
        (void)err_set(err, ERR_INTERNAL, NULL, "the sample has no athlete");
    }
    return athlete;
}

static bool dates_set(const struct sample_source *self, const json_t *athlete,
                      struct sample_query *sample, struct err *err)
{
    const char *monday = NULL;
    size_t n_bytes = 0;
    char text[DAY_TEXT_SIZE];
    day_num anchor = 0;
    const char *zone_name = json_get_text(athlete, "timezone");
    bool has_monday = json_member_span(self->data, self->n_data_bytes, "anchor_monday",
                                       &monday, &n_bytes) &&
                      n_bytes == sizeof text + 1; /* with its quotation marks */
    if (has_monday) {
        memcpy(text, monday + 1, sizeof text - 1);
        text[sizeof text - 1] = '\0';
    }
    if (!has_monday || !day_parse(text, &anchor) || zone_name == NULL) {
        return err_set(err, ERR_INTERNAL, NULL, "the sample athlete has no date or zone");
    }
    /* On a machine without time zones the athlete lives by UTC, and answers say so. */
    if (!clock_zone_get(zone_name, &sample->zone, NULL) &&
        !clock_zone_get("UTC", &sample->zone, err)) {
        return false;
    }
    sample->now_wall_s = clock_wall_s(sample->zone, sample->query->now_ms);
    day_num today = day_from_wall_s(sample->now_wall_s);
    if (today == DAY_NUM_NONE) {
        return err_set(err, ERR_BAD_ARGUMENT, "Set the clock.",
                       "the clock shows a time before 1900 or after 2199");
    }
    sample->shift_days = day_week_start(today, 0) - anchor;
    return true;
}

static char *answer(const struct sample_source *self, const struct intervals_query *query,
                    size_t *ret_n_bytes, struct err *err);

/* An answer to one of the other queries, parsed, for those that are made of it. */
static json_t *answer_parsed(void *user, const struct intervals_query *query,
                             struct err *err)
{
    size_t n_bytes = 0;
    json_t *value = NULL;
    AUTO_FREE char *text = answer(user, query, &n_bytes, err);
    return text != NULL && json_parse(text, n_bytes, &value, err) ? value : NULL;
}

/* The answer to a query as JSON text, NULL with err. */
static char *answer(const struct sample_source *self, const struct intervals_query *query,
                    size_t *ret_n_bytes, struct err *err)
{
    static const char *const keys[] = {[INTERVALS_ATHLETE] = "athlete",
                                       [INTERVALS_ACTIVITIES] = "activities",
                                       [INTERVALS_WELLNESS] = "wellness",
                                       [INTERVALS_EVENTS] = "events"};
    struct sample_query sample = {.query = query};
    if (query->operation == INTERVALS_INTERVALS) {
        return intervals__sample_laps(self->data, self->n_data_bytes, query->activity_id,
                                      ret_n_bytes, err);
    }
    if (query->operation == INTERVALS_STREAMS) {
        return intervals__sample_streams(self->data, self->n_data_bytes, query->activity_id,
                                         query->fields, ret_n_bytes, err);
    }
    const char *part = NULL;
    size_t n_part_bytes = 0;
    json_auto_t *athlete = athlete_of(self, err);
    if (athlete == NULL || !dates_set(self, athlete, &sample, err)) {
        return NULL;
    }
    if (query->operation == INTERVALS_OBJECT) {
        const struct intervals__sample parts = {
            .data = self->data,
            .n_data_bytes = self->n_data_bytes,
            .shift_days = sample.shift_days,
            .today = day_from_wall_s(sample.now_wall_s),
            .query = query,
            .list = answer_parsed,
            .user = (struct sample_source *)(uintptr_t)self};
        return intervals__sample_object(&parts, ret_n_bytes, err);
    }
    if (query->operation == INTERVALS_ATHLETE) {
        return json_to_text(athlete, ret_n_bytes);
    }
    if (!json_member_span(self->data, self->n_data_bytes, keys[query->operation], &part,
                          &n_part_bytes)) {
        (void)err_set(err, ERR_INTERNAL, NULL, "the sample has no %s",
                      keys[query->operation]);
        return NULL;
    }
    str_buf_add(&sample.rows, "[");
    if (!json_array_walk(part, n_part_bytes, row_take, &sample, err)) {
        str_buf_release(&sample.rows);
        return NULL;
    }
    str_buf_add(&sample.rows, "]");
    *ret_n_bytes = sample.rows.length;
    return str_buf_take(&sample.rows);
}

static void sample_get(struct intervals_source *source, const struct intervals_query *query,
                       intervals_done_cb done, void *user)
{
    struct err err = {0};
    size_t n_bytes = 0;
    AUTO_FREE char *body = answer((struct sample_source *)source, query, &n_bytes, &err);
    done(user, body, n_bytes, body != NULL ? NULL : &err);
}

static void sample_release(struct intervals_source *source)
{
    free(source);
}

struct intervals_source *intervals_sample_source_new(const char *data, size_t n_data_bytes)
{
    struct sample_source *self = xcalloc(1, sizeof *self);
    self->source.name = "sample";
    self->source.get = sample_get;
    self->source.release = sample_release;
    self->data = data;
    self->n_data_bytes = n_data_bytes;
    return &self->source;
}
