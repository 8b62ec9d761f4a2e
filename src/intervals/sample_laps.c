#include "intervals/sample_laps.h"

#include <string.h>

#include "json/json.h"
#include "base/banned.h"

/* After is_work, secs and metres; the service's keys. */
static const struct {
    const char *key;
    double factor;
    int decimals;
} columns[] = {{"average_cadence", 1, 1},
               {"average_heartrate", 1, 0},
               {"average_gradient", 0.001, 4},
               {"average_stance_time", 1, 1},
               {"average_vertical_oscillation", 1, 1},
               {"average_vertical_ratio", 1, 2},
               {"average_stance_time_balance", 1, 2}};
enum { N_FIRST = 3, N_COLUMNS = N_FIRST + sizeof columns / sizeof columns[0] };

/* Streams by the column of a lap. */
static const struct {
    const char *name;
    size_t i_column;
    double factor;
} stream_columns[] = {{"cadence", 3, 1},        {"heartrate", 4, 1},
                      {"grade_smooth", 5, 0.1}, /* percent */
                      {"stance_time", 6, 1},    {"vertical_oscillation", 7, 1},
                      {"vertical_ratio", 8, 1}, {"stance_time_balance", 9, 1}};
static const double SAMPLE_S = 5;

static double cell(const json_t *row, size_t i)
{
    return json_number_value(json_array_get(row, i)); /* 0 when it is no number */
}

static void set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new(object, key, value);
}

static json_t *interval_of(const json_t *row, size_t i, double start_s)
{
    double secs = cell(row, 1);
    double metres = cell(row, 2);
    json_t *interval = json_object();
    set(interval, "id", json_integer((json_int_t)i + 1));
    set(interval, "type",
        json_string(cell(row, 0) > 0 || metres >= 1.8 * secs ? "WORK" : "RECOVERY"));
    set(interval, "label", json_null());
    set(interval, "group_id", json_null());
    set(interval, "start_index", json_number_or_null(start_s, 0));
    set(interval, "end_index", json_number_or_null(start_s + secs, 0));
    set(interval, "start_time", json_number_or_null(start_s, 0));
    set(interval, "end_time", json_number_or_null(start_s + secs, 0));
    set(interval, "moving_time", json_number_or_null(secs, 0));
    set(interval, "elapsed_time", json_number_or_null(secs, 0));
    set(interval, "distance", json_number_or_null(metres, 1));
    set(interval, "average_speed", json_number_or_null(metres / secs, 3));
    for (size_t k = N_FIRST; k < N_COLUMNS; k++) {
        const json_t *value = json_array_get(row, k);
        set(interval, columns[k - N_FIRST].key,
            json_is_number(value) ? json_number_or_null(json_number_value(value) *
                                                            columns[k - N_FIRST].factor,
                                                        columns[k - N_FIRST].decimals)
                                  : json_null());
    }
    return interval;
}

json_t *intervals__sample_lap_rows(const char *data, size_t n_data_bytes,
                                   const char *activity_id, struct err *err)
{
    const char *laps = NULL;
    const char *rows = NULL;
    size_t n_laps_bytes = 0;
    size_t n_rows_bytes = 0;
    json_t *table = NULL;
    if (!json_member_span(data, n_data_bytes, "laps", &laps, &n_laps_bytes) ||
        !json_member_span(laps, n_laps_bytes, activity_id, &rows, &n_rows_bytes) ||
        !json_parse(rows, n_rows_bytes, &table, NULL)) {
        (void)err_set(err, ERR_NOT_FOUND, NULL, "the sample has no laps of %.40s",
                      activity_id);
        return NULL;
    }
    return table;
}

char *intervals__sample_laps(const char *data, size_t n_data_bytes, const char *activity_id,
                             size_t *ret_n_bytes, struct err *err)
{
    json_auto_t *table = intervals__sample_lap_rows(data, n_data_bytes, activity_id, err);
    if (table == NULL) {
        return NULL;
    }
    json_auto_t *answer = json_object();
    json_t *intervals = json_array();
    double start_s = 0;
    for (size_t i = 0; i < json_array_size(table); i++) {
        const json_t *row = json_array_get(table, i);
        (void)json_array_append_new(intervals, interval_of(row, i, start_s));
        start_s += cell(row, 1);
    }
    set(answer, "id", json_string(activity_id));
    set(answer, "analyzed", json_true());
    set(answer, "icu_intervals", intervals);
    set(answer, "icu_groups", json_array());
    return json_to_text(answer, ret_n_bytes);
}

/* A stream's value within a lap; NULL for a name that does not follow from laps. */
static json_t *sample_of(const json_t *row, const char *name, double start_s,
                         double start_m, double at_s)
{
    double speed = cell(row, 2) / cell(row, 1);
    if (strcmp(name, "time") == 0) {
        return json_number_or_null(at_s, 0);
    }
    if (strcmp(name, "distance") == 0) {
        return json_number_or_null(start_m + speed * (at_s - start_s), 1);
    }
    if (strcmp(name, "velocity_smooth") == 0) {
        return json_number_or_null(speed, 3);
    }
    for (size_t k = 0; k < sizeof stream_columns / sizeof stream_columns[0]; k++) {
        if (strcmp(stream_columns[k].name, name) == 0) {
            const json_t *value = json_array_get(row, stream_columns[k].i_column);
            return json_is_number(value)
                       ? json_number_or_null(
                             json_number_value(value) * stream_columns[k].factor, 2)
                       : json_null();
        }
    }
    return NULL;
}

static json_t *stream_of(const json_t *table, const char *name)
{
    json_t *data = json_array();
    double start_s = 0;
    double start_m = 0;
    size_t n_samples = 0;
    for (size_t i = 0; i < json_array_size(table); i++) {
        const json_t *row = json_array_get(table, i);
        while (SAMPLE_S * (double)n_samples < start_s + cell(row, 1)) {
            json_t *value =
                sample_of(row, name, start_s, start_m, SAMPLE_S * (double)n_samples);
            if (value == NULL) {
                json_decref(data);
                return NULL;
            }
            (void)json_array_append_new(data, value);
            n_samples++;
        }
        start_s += cell(row, 1);
        start_m += cell(row, 2);
    }
    json_t *stream = json_object();
    set(stream, "type", json_string(name));
    set(stream, "data", data);
    return stream;
}

char *intervals__sample_streams(const char *data, size_t n_data_bytes,
                                const char *activity_id, const char *names,
                                size_t *ret_n_bytes, struct err *err)
{
    json_auto_t *table = intervals__sample_lap_rows(data, n_data_bytes, activity_id, err);
    if (table == NULL) {
        return NULL;
    }
    json_auto_t *streams = json_array();
    for (const char *at = names; *at != '\0';) {
        char name[40];
        size_t length = strcspn(at, ",");
        if (length < sizeof name) {
            memcpy(name, at, length);
            name[length] = '\0';
            json_t *stream = stream_of(table, name);
            if (stream != NULL) {
                (void)json_array_append_new(streams, stream);
            }
        }
        at += length + (at[length] == ',' ? 1U : 0U);
    }
    return json_to_text(streams, ret_n_bytes);
}
