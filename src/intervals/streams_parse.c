#include "intervals/detail.h"

#include <math.h>
#include <string.h>

#include "intervals/detail_names.h"
#include "intervals/fields.h"
#include "json/json.h"
#include "base/banned.h"

static const double ABSURD = 1e12;
enum { CODE_MAX_BYTES = 40, CODES_MAX_BYTES = 200, NAMES_MAX_BYTES = 600 };

struct reading {
    struct arena *arena;
    stream_set wanted;
    struct activity_streams streams;
    size_t counts[N_STREAM_TYPES]; /* samples of each, before thinning */
    bool is_native[N_STREAM_TYPES];
    const char *names[N_STREAM_TYPES]; /* as sent */
    size_t step;                       /* every so many samples are kept */
    struct intervals__bad bad;
};

static bool may_be_negative(enum stream_type type)
{
    return type == STREAM_GRADIENT || type == STREAM_ALTITUDE || type == STREAM_TEMPERATURE;
}

/* As sent; what is no number, or none of this world, is unknown. */
static double sample(const json_t *element, enum stream_type type, bool *ret_is_bad)
{
    double value = json_is_number(element) ? json_number_value(element) : (double)NAN;
    bool is_usable =
        fabs(value) < ABSURD && (value >= 0.0 || may_be_negative(type)); /* not NAN */
    *ret_is_bad = *ret_is_bad || (!is_usable && !json_is_null(element));
    return is_usable ? intervals__in_stream_unit(type, value) : (double)NAN;
}

/* Thinned alike, or the series would no longer stand side by side. */
static void series_read(struct reading *reading, enum stream_type type, const char *name,
                        const json_t *data)
{
    size_t n_all = json_array_size(data);
    size_t step = (n_all + MODEL_MAX_SAMPLES - 1) / MODEL_MAX_SAMPLES;
    size_t n = step > 1 ? (n_all + step - 1) / step : n_all;
    bool is_bad = false;
    double *values = arena_doubles(reading->arena, n);
    for (size_t i = 0; i < n; i++) {
        values[i] = sample(json_array_get(data, i * (step > 1 ? step : 1)), type, &is_bad);
    }
    if (is_bad) {
        intervals__bad_add(&reading->bad, stream_type_name(type));
    }
    reading->counts[type] = n_all;
    reading->names[type] = arena_text(reading->arena, name);
    reading->streams.series[type] = values;
}

static void stream_read(struct reading *reading, const char *name, const json_t *data)
{
    enum stream_type type = STREAM_TIME;
    bool is_native = false;
    if (name == NULL || strlen(name) > CODE_MAX_BYTES ||
        !intervals__stream_of_name(name, &type, &is_native) ||
        (reading->wanted & stream_bit(type)) == 0) {
        return;
    }
    if (!json_is_array(data)) {
        if (data != NULL && !json_is_null(data)) {
            intervals__bad_add(&reading->bad, stream_type_name(type));
        }
        return;
    }
    bool is_better =
        reading->streams.series[type] == NULL || (is_native && !reading->is_native[type]);
    if (is_better && json_array_size(data) > 0) {
        reading->is_native[type] = is_native;
        series_read(reading, type, name, data);
    }
}

static bool element_read(void *user, const json_t *element, const char *raw,
                         size_t n_raw_bytes)
{
    struct reading *reading = user;
    const char *key = NULL;
    json_t *member = NULL;
    (void)raw;
    (void)n_raw_bytes;
    if (json_object_get(element, "type") != NULL) {
        if (!json_is_true(json_object_get(element, "allNull"))) {
            stream_read(reading, json_get_text(element, "type"),
                        json_object_get(element, "data"));
        }
        return true;
    }
    json_object_foreach(json_unconst(element), key, member)
    {
        if (json_is_array(member)) {
            stream_read(reading, key, member);
        }
    }
    return true;
}

/* All of the length of the longest: a shorter one ends early. */
static void series_align(struct reading *reading)
{
    struct activity_streams *streams = &reading->streams;
    for (size_t type = 0; type < N_STREAM_TYPES; type++) {
        if (streams->series[type] != NULL && reading->counts[type] > streams->n_recorded) {
            streams->n_recorded = reading->counts[type];
        }
    }
    size_t step = (streams->n_recorded + MODEL_MAX_SAMPLES - 1) / MODEL_MAX_SAMPLES;
    reading->step = step > 1 ? step : 1;
    streams->n_samples = (streams->n_recorded + reading->step - 1) / reading->step;
    for (size_t type = 0; type < N_STREAM_TYPES; type++) {
        size_t n_all = reading->counts[type];
        size_t own = (n_all + MODEL_MAX_SAMPLES - 1) / MODEL_MAX_SAMPLES;
        own = own > 1 ? own : 1;
        size_t n_own = (n_all + own - 1) / own;
        if (streams->series[type] == NULL || n_own == streams->n_samples) {
            continue;
        }
        double *values = arena_doubles(reading->arena, streams->n_samples);
        for (size_t i = 0; i < streams->n_samples; i++) {
            /* Thinned by its own step: the nearest kept sample before. */
            size_t at = i * reading->step / own;
            values[i] = i * reading->step < n_all && at < n_own ? streams->series[type][at]
                                                                : (double)NAN;
        }
        streams->series[type] = values;
    }
}

static char *kept_text(const struct reading *reading, size_t *ret_n_bytes)
{
    const struct activity_streams *streams = &reading->streams;
    struct str_buf text = {0};
    str_buf_add(&text, "[");
    for (size_t type = 0; type < N_STREAM_TYPES; type++) {
        if (streams->series[type] == NULL) {
            continue;
        }
        str_buf_add(&text, text.length > 1 ? ",{\"type\":" : "{\"type\":");
        json_write_text(&text, reading->names[type]);
        str_buf_add(&text, ",\"data\":[");
        for (size_t i = 0; i < streams->n_samples; i++) {
            str_buf_add(&text, i > 0 ? "," : "");
            json_write_real(&text, streams->series[type][i]);
        }
        str_buf_add(&text, "]}");
    }
    str_buf_add(&text, "]");
    *ret_n_bytes = text.length;
    return str_buf_take(&text);
}

static const char *custom_codes(const struct reading *reading)
{
    struct intervals__bad codes = {{0}};
    for (size_t type = STREAM_STANCE_TIME; type < N_STREAM_TYPES; type++) {
        if (reading->streams.series[type] != NULL && !reading->is_native[type] &&
            strchr(reading->names[type], ',') == NULL &&
            codes.names.length < CODES_MAX_BYTES) {
            intervals__bad_add(&codes, reading->names[type]);
        }
    }
    return intervals__bad_take(&codes, reading->arena);
}

bool intervals_streams_read(const char *body, size_t n_body_bytes, stream_set wanted,
                            struct arena *arena, struct activity_streams *ret,
                            char **ret_raw, size_t *ret_n_raw_bytes, struct err *err)
{
    struct reading reading = {.arena = arena, .wanted = wanted};
    struct err why = {0};
    if (!json_array_walk(body, n_body_bytes, element_read, &reading, &why)) {
        str_buf_release(&reading.bad.names);
        return err_set(err, ERR_UPSTREAM, "Try again later.",
                       "the streams that Intervals.icu sent are not readable: %s",
                       why.message);
    }
    series_align(&reading);
    reading.streams.custom_codes = custom_codes(&reading);
    reading.streams.bad_fields = intervals__bad_take(&reading.bad, arena);
    if (ret_raw != NULL) {
        *ret_raw = kept_text(&reading, ret_n_raw_bytes);
    }
    *ret = reading.streams;
    return true;
}

/* A name that may stand in a URL. */
static bool is_plain_name(const char *name)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t length = strlen(name);
    return length > 0 && length <= CODE_MAX_BYTES && strspn(name, allowed) == length;
}

static void name_add(struct str_buf *names, const char *name)
{
    str_buf_add(names, names->length > 0 ? "," : "");
    str_buf_add(names, name);
}

const char *intervals_stream_names(const char *raw, size_t n_raw_bytes, stream_set wanted,
                                   struct arena *arena)
{
    json_auto_t *types = NULL;
    const char *span = NULL;
    size_t n_span = 0;
    struct str_buf names = {0};
    bool is_told = json_member_span(raw, n_raw_bytes, "stream_types", &span, &n_span) &&
                   json_parse(span, n_span, &types, NULL) && json_is_array(types);
    for (size_t i = 0; is_told && i < json_array_size(types); i++) {
        const char *name = json_string_value(json_array_get(types, i));
        enum stream_type type = STREAM_TIME;
        bool is_native = false;
        if (name != NULL && is_plain_name(name) && names.length < NAMES_MAX_BYTES &&
            intervals__stream_of_name(name, &type, &is_native) &&
            (wanted & stream_bit(type)) != 0) {
            name_add(&names, name);
        }
    }
    for (size_t i = 0; !is_told && i < N_STREAM_TYPES; i++) {
        if ((wanted & stream_bit((enum stream_type)i)) != 0) {
            name_add(&names, stream_type_name((enum stream_type)i));
        }
    }
    const char *text = arena_text(arena, str_buf_text(&names));
    str_buf_release(&names);
    return text;
}
