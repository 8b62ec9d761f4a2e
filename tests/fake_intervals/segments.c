#include "segments.h"

#include "text.h"

#include <math.h>
#include <string.h>

/* All ways rise a little, as if nobody came home. */
static const double GRADIENT_PCT = 0.4;

enum { MAX_SAMPLES = 6 * 3600, SLIVER_S = 4, PAUSE_MAX_S = 3600 };

size_t segments_n_samples(const json_t *activity)
{
    double moving_time_s = json_member_number(activity, "moving_time", 0.0);
    if (!(moving_time_s >= 1.0)) {
        return 0;
    }
    return moving_time_s < MAX_SAMPLES ? (size_t)moving_time_s : MAX_SAMPLES;
}

static unsigned hash_of(const char *text)
{
    unsigned hash = 2166136261U;
    for (; text != NULL && *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    }
    return hash;
}

size_t segments_make(const json_t *activity, struct segment out[SEGMENTS_MAX])
{
    size_t n_samples = segments_n_samples(activity);
    if (n_samples == 0) {
        return 0;
    }
    bool is_structured = hash_of(json_member_string(activity, "id")) % 2 == 0;
    if (!is_structured || n_samples < 900) {
        out[0] = (struct segment){.end = n_samples, .is_work = true, .factor = 1.0};
        return 1;
    }
    size_t length = n_samples - SLIVER_S;
    size_t n = 0;
    size_t at = length * 15 / 100;
    out[n++] = (struct segment){.end = at, .factor = 0.92};
    for (int i = 0; i < 4; i++) {
        size_t rest = at + length * 12 / 100;
        size_t next = rest + length * 5 / 100;
        out[n++] = (struct segment){at, rest, true, true, 1.06};
        out[n++] = (struct segment){rest, next, false, false, 0.94};
        at = next;
    }
    out[n++] = (struct segment){.start = at, .end = length, .factor = 0.92};
    out[n++] = (struct segment){.start = length, .end = n_samples, .factor = 0.9};
    return n;
}

/* How a value of an interval or stream follows from the activity's average. */
struct measure {
    const char *stream;   /* NULL: not a stream of its own */
    const char *average;  /* the activity's key */
    const char *interval; /* the interval's key */
    double sensitivity;   /* how much of the segment's factor it takes over */
    double ripple;        /* share of the average */
    int decimals;
    bool is_integer;
};

static const struct measure measures[] = {
    {"heartrate", "average_heartrate", "average_heartrate", 0.6, 0.03, 0, true},
    {"watts", "icu_average_watts", "average_watts", 1.0, 0.1, 0, true},
    {"cadence", "average_cadence", "average_cadence", 0.2, 0.02, 1, false},
    {"velocity_smooth", "average_speed", "average_speed", 1.0, 0.04, 3, false},
    {"altitude", "average_altitude", NULL, 0.0, 0.3, 1, false},
    {"temp", "average_temp", "average_temp", 0.0, 0.0, 0, true},
    {"stance_time", "average_stance_time", "average_stance_time", -0.5, 0.02, 1, false},
    {"vertical_oscillation", "average_vertical_oscillation", "average_vertical_oscillation",
     0.2, 0.02, 1, false},
    {"vertical_ratio", "average_vertical_ratio", "average_vertical_ratio", -0.2, 0.02, 2,
     false},
    {"step_length", "average_step_length", "average_step_length", 0.8, 0.02, 1, false},
    {"stance_time_percent", "average_stance_time_percent", "average_stance_time_percent",
     -0.2, 0.01, 2, false},
    {"stance_time_balance", "average_stance_time_balance", "average_stance_time_balance",
     0.0, 0.004, 2, false},
    {NULL, "average_stride", "average_stride", 0.8, 0.0, 3, false},
    {NULL, "gap", "gap", 1.0, 0.0, 3, false},
};

enum { N_MEASURES = sizeof measures / sizeof measures[0] };

static json_t *number_make(double value, const struct measure *measure)
{
    return measure->is_integer ? json_integer((json_int_t)llround(value))
                               : json_rounded(value, measure->decimals);
}

static double scaled(double average, const struct measure *measure, double factor)
{
    return average * (1.0 + (factor - 1.0) * measure->sensitivity);
}

static void averages_add(json_t *interval, const json_t *activity, double factor)
{
    for (size_t i = 0; i < N_MEASURES; i++) {
        const struct measure *measure = &measures[i];
        if (measure->interval == NULL) {
            continue;
        }
        const json_t *average = json_object_get(activity, measure->average);
        json_object_set_new(
            interval, measure->interval,
            json_is_number(average)
                ? number_make(scaled(json_number_value(average), measure, factor), measure)
                : json_null());
    }
}

static json_t *interval_make(const json_t *activity, const struct segment *segment,
                             size_t i)
{
    json_int_t length_s = (json_int_t)(segment->end - segment->start);
    double speed_m_per_s = json_member_number(activity, "average_speed", 0.0);
    const char *label = segment->is_repetition ? "Rep" : NULL;
    json_t *interval = json_object();
    json_object_set_new(interval, "id", json_integer((json_int_t)i + 1));
    json_object_set_new(interval, "type",
                        json_string(segment->is_work ? "WORK" : "RECOVERY"));
    json_object_set_new(interval, "label",
                        label != NULL ? json_string(label) : json_null());
    json_object_set_new(interval, "group_id",
                        label != NULL ? json_sprintf("%llds@rep", (long long)length_s)
                                      : json_null());
    json_object_set_new(interval, "start_index", json_integer((json_int_t)segment->start));
    json_object_set_new(interval, "end_index", json_integer((json_int_t)segment->end));
    json_object_set_new(interval, "start_time", json_integer((json_int_t)segment->start));
    json_object_set_new(interval, "end_time", json_integer((json_int_t)segment->end));
    json_object_set_new(interval, "moving_time", json_integer(length_s));
    json_object_set_new(interval, "elapsed_time", json_integer(length_s));
    json_object_set_new(
        interval, "distance",
        json_rounded(speed_m_per_s * segment->factor * (double)length_s, 2));
    json_object_set_new(interval, "zone", json_integer(segment->is_repetition ? 4 : 2));
    json_object_set_new(interval, "intensity",
                        json_integer(llround(80.0 * segment->factor)));
    json_object_set_new(interval, "decoupling", json_null());
    averages_add(interval, activity, segment->factor);
    json_object_set_new(interval, "average_gradient",
                        speed_m_per_s > 0.0
                            ? json_rounded(GRADIENT_PCT / 100.0 * segment->factor, 5)
                            : json_null());
    return interval;
}

json_t *segments_intervals(const json_t *activity)
{
    struct segment segments[SEGMENTS_MAX];
    size_t n_segments = segments_make(activity, segments);
    json_t *intervals = json_array();
    json_t *groups = json_array();
    json_int_t n_repetitions = 0;
    size_t i_repetition = 0;
    for (size_t i = 0; i < n_segments; i++) {
        json_array_append_new(intervals, interval_make(activity, &segments[i], i));
        if (segments[i].is_repetition) {
            n_repetitions++;
            i_repetition = i;
        }
    }
    if (n_repetitions > 0) {
        json_t *group = json_copy(json_array_get(intervals, i_repetition));
        json_object_set(group, "id", json_object_get(group, "group_id"));
        json_object_del(group, "group_id");
        json_object_set_new(group, "count", json_integer(n_repetitions));
        json_array_append_new(groups, group);
    }
    json_t *both = json_object();
    json_object_set_new(both, "icu_intervals", intervals);
    json_object_set_new(both, "icu_groups", groups);
    return both;
}

/* The factor of every sample. */
static void factors_make(const json_t *activity, double out[MAX_SAMPLES])
{
    struct segment segments[SEGMENTS_MAX];
    size_t n_segments = segments_make(activity, segments);
    for (size_t i = 0; i < n_segments; i++) {
        for (size_t at = segments[i].start; at < segments[i].end; at++) {
            out[at] = segments[i].factor;
        }
    }
}

static json_t *measured(const json_t *activity, const struct measure *measure,
                        const double factors[], bool *ret_is_null)
{
    const json_t *average = json_object_get(activity, measure->average);
    size_t n_samples = segments_n_samples(activity);
    json_t *data = json_array();
    *ret_is_null = !json_is_number(average);
    for (size_t i = 0; i < n_samples; i++) {
        if (*ret_is_null) {
            json_array_append_new(data, json_null());
            continue;
        }
        double value = scaled(json_number_value(average), measure, factors[i]);
        value += value * measure->ripple * sin((double)i / 40.0);
        json_array_append_new(data, number_make(value, measure));
    }
    return data;
}

/* Elapsed seconds: one pause in the middle when the activity was stopped. */
static json_t *times(const json_t *activity)
{
    size_t n_samples = segments_n_samples(activity);
    json_int_t moving_s = json_member_int(activity, "moving_time", 0);
    json_int_t pause_s = json_member_int(activity, "elapsed_time", moving_s) - moving_s;
    if (pause_s < 0 || pause_s > PAUSE_MAX_S) {
        pause_s = 0;
    }
    json_t *data = json_array();
    for (size_t i = 0; i < n_samples; i++) {
        json_int_t shift_s = i >= n_samples / 2 ? pause_s : 0;
        json_array_append_new(data, json_integer((json_int_t)i + shift_s));
    }
    return data;
}

/* A fraction in intervals, percent in the stream. */
static json_t *gradients(const json_t *activity, const double factors[])
{
    json_t *data = json_array();
    for (size_t i = 0; i < segments_n_samples(activity); i++) {
        json_array_append_new(data, json_rounded(GRADIENT_PCT * factors[i], 3));
    }
    return data;
}

static json_t *distances(const json_t *activity, const double factors[])
{
    size_t n_samples = segments_n_samples(activity);
    double speed_m_per_s = json_member_number(activity, "average_speed", 0.0);
    double distance_m = 0.0;
    json_t *data = json_array();
    for (size_t i = 0; i < n_samples; i++) {
        json_array_append_new(data, json_rounded(distance_m, 2));
        distance_m += speed_m_per_s * factors[i];
    }
    return data;
}

/* A circle on the equator: nobody's track. */
static json_t *circle(size_t n_samples, bool is_longitude)
{
    json_t *data = json_array();
    for (size_t i = 0; i < n_samples; i++) {
        double angle = (double)i / 500.0;
        double degrees = 0.01 * (is_longitude ? cos(angle) : sin(angle));
        json_array_append_new(data, json_rounded(degrees, 6));
    }
    return data;
}

/* NULL for a type that is not invented here. */
static json_t *stream_make(const json_t *activity, const char *type, const double factors[])
{
    json_t *data = NULL;
    json_t *data2 = NULL;
    bool is_null = false;
    if (strcmp(type, "time") == 0) {
        data = times(activity);
    } else if (strcmp(type, "distance") == 0) {
        data = distances(activity, factors);
    } else if (strcmp(type, "grade_smooth") == 0) {
        data = gradients(activity, factors);
    } else if (strcmp(type, "latlng") == 0) {
        data = circle(segments_n_samples(activity), false);
        data2 = circle(segments_n_samples(activity), true);
    }
    for (size_t i = 0; data == NULL && i < N_MEASURES; i++) {
        if (measures[i].stream != NULL && strcmp(measures[i].stream, type) == 0) {
            data = measured(activity, &measures[i], factors, &is_null);
        }
    }
    if (data == NULL) {
        return NULL;
    }
    json_t *stream = json_object();
    json_object_set_new(stream, "type", json_string(type));
    json_object_set_new(stream, "name", json_null());
    json_object_set_new(stream, "data", data);
    json_object_set_new(stream, "data2", data2 != NULL ? data2 : json_null());
    json_object_set_new(stream, "valueType",
                        json_string(data2 != NULL ? "[F" : "java.lang.Float"));
    json_object_set_new(stream, "valueTypeIsArray", json_boolean(data2 != NULL));
    json_object_set_new(stream, "anomalies", json_null());
    json_object_set_new(stream, "custom", json_false());
    json_object_set_new(stream, "allNull", json_boolean(is_null));
    return stream;
}

static json_t *stored_types(const json_t *activity)
{
    json_t *stored = json_object_get(activity, "stream_types");
    if (json_is_array(stored)) {
        return json_incref(stored);
    }
    stored = json_array();
    json_array_append_new(stored, json_string("time"));
    if (json_member_number(activity, "average_speed", 0.0) > 0.0) {
        json_array_append_new(stored, json_string("distance"));
        json_array_append_new(stored, json_string("grade_smooth"));
    }
    for (size_t i = 0; i < N_MEASURES; i++) {
        if (measures[i].stream != NULL &&
            json_is_number(json_object_get(activity, measures[i].average))) {
            json_array_append_new(stored, json_string(measures[i].stream));
        }
    }
    return stored;
}

static bool is_among(const json_t *types, const json_t *type)
{
    size_t i = 0;
    const json_t *candidate = NULL;
    json_array_foreach(types, i, candidate)
    {
        if (json_equal(candidate, type)) {
            return true;
        }
    }
    return types == NULL;
}

json_t *segments_streams(const json_t *activity, const json_t *types)
{
    AUTO_FREE double *factors = mem_zalloc(MAX_SAMPLES, sizeof *factors);
    factors_make(activity, factors);
    json_auto_t *stored = stored_types(activity);
    json_t *streams = json_array();
    size_t i = 0;
    const json_t *type = NULL;
    json_array_foreach(stored, i, type)
    {
        if (!json_is_string(type) || !is_among(types, type)) {
            continue;
        }
        json_t *stream = stream_make(activity, json_string_value(type), factors);
        if (stream != NULL) {
            json_array_append_new(streams, stream);
        }
    }
    return streams;
}
