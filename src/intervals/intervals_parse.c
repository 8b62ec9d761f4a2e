#include "intervals/detail.h"

#include <math.h>
#include <string.h>

#include "intervals/detail_names.h"
#include "intervals/fields.h"
#include "intervals/redact.h"
#include "json/json.h"
#include "base/banned.h"

#define NUMBER(key, member, sign)                                                          \
    {                                                                                      \
        key, offsetof(struct activity_interval, member), sign                              \
    }

static const struct intervals__number numbers[] = {
    NUMBER("count", n_repeats, NOT_NEGATIVE),
    NUMBER("start_index", start_index, NOT_NEGATIVE),
    NUMBER("end_index", end_index, NOT_NEGATIVE),
    NUMBER("start_time", start_s, NOT_NEGATIVE),
    NUMBER("end_time", end_s, NOT_NEGATIVE),
    NUMBER("moving_time", moving_time_s, NOT_NEGATIVE),
    NUMBER("elapsed_time", elapsed_time_s, NOT_NEGATIVE),
    NUMBER("distance", distance_m, NOT_NEGATIVE),
    NUMBER("average_speed", average_speed_m_per_s, NOT_NEGATIVE),
    NUMBER("max_speed", max_speed_m_per_s, NOT_NEGATIVE),
    NUMBER("gap", gap_m_per_s, NOT_NEGATIVE),
    NUMBER("average_gradient", average_gradient_frac, ANY_SIGN),
    NUMBER("total_elevation_gain", elevation_gain_m, NOT_NEGATIVE),
    NUMBER("average_heartrate", average_heart_rate_bpm, NOT_NEGATIVE),
    NUMBER("max_heartrate", max_heart_rate_bpm, NOT_NEGATIVE),
    NUMBER("min_heartrate", min_heart_rate_bpm, NOT_NEGATIVE),
    NUMBER("average_watts", average_power_w, NOT_NEGATIVE),
    NUMBER("max_watts", max_power_w, NOT_NEGATIVE),
    NUMBER("weighted_average_watts", normalized_power_w, NOT_NEGATIVE),
    NUMBER("average_cadence", average_cadence_per_min, NOT_NEGATIVE),
    NUMBER("intensity", intensity_pct, NOT_NEGATIVE),
    NUMBER("zone", zone, NOT_NEGATIVE),
    NUMBER("training_load", training_load, NOT_NEGATIVE),
    NUMBER("decoupling", decoupling_pct, ANY_SIGN),
    NUMBER("average_stance_time", stance_time_ms, NOT_NEGATIVE),
    NUMBER("average_vertical_oscillation", vertical_oscillation_mm, NOT_NEGATIVE),
    NUMBER("average_vertical_ratio", vertical_ratio_pct, NOT_NEGATIVE),
    NUMBER("average_step_length", step_length_mm, NOT_NEGATIVE),
    NUMBER("average_stance_time_balance", stance_balance_pct, NOT_NEGATIVE),
    NUMBER("average_leg_spring_stiffness", leg_spring_stiffness_kn_per_m, NOT_NEGATIVE),
};

/* What a custom code may stand in for. */
static const struct {
    enum stream_type type;
    size_t offset;
} dynamics[] = {
    {STREAM_STANCE_TIME, offsetof(struct activity_interval, stance_time_ms)},
    {STREAM_VERTICAL_OSCILLATION,
     offsetof(struct activity_interval, vertical_oscillation_mm)},
    {STREAM_VERTICAL_RATIO, offsetof(struct activity_interval, vertical_ratio_pct)},
    {STREAM_STEP_LENGTH, offsetof(struct activity_interval, step_length_mm)},
    {STREAM_STANCE_BALANCE, offsetof(struct activity_interval, stance_balance_pct)},
    {STREAM_LEG_SPRING_STIFFNESS,
     offsetof(struct activity_interval, leg_spring_stiffness_kn_per_m)},
};
enum { N_DYNAMICS = sizeof dynamics / sizeof dynamics[0], CODES_MAX_BYTES = 200 };

struct reading {
    struct arena *arena;
    struct intervals__bad bad;
    struct intervals__bad codes; /* custom ones that were used */
    size_t n_left_out;
};

static double *dynamic_of(struct activity_interval *interval, size_t i)
{
    return (double *)((char *)interval + dynamics[i].offset);
}

static bool is_code(const char *key)
{
    return strlen(key) <= 40 && strchr(key, ',') == NULL;
}

/* One member that is no native field: the first custom code of a metric stands. */
static void custom_read(struct reading *reading, struct activity_interval *interval,
                        const char *key, const json_t *member)
{
    enum stream_type type = STREAM_TIME;
    bool is_native = false;
    if (!json_is_number(member) || !is_code(key) ||
        !intervals__stream_of_name(key, &type, &is_native)) {
        return;
    }
    double value = intervals__amount(member, key, &reading->bad);
    for (size_t i = 0; i < N_DYNAMICS; i++) {
        double *field = dynamic_of(interval, i);
        if (dynamics[i].type == type && isnan(*field) && value > 0.0) {
            *field = value;
            if (reading->codes.names.length < CODES_MAX_BYTES) {
                intervals__bad_add(&reading->codes, key);
            }
        }
    }
}

static bool is_native_key(const char *key)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(numbers[i].key, key) == 0) {
            return true;
        }
    }
    return false;
}

static enum interval_kind kind_of(const json_t *object, struct intervals__bad *bad)
{
    const json_t *member = json_object_get(object, "type");
    const char *text = json_string_value(member);
    if (member != NULL && !json_is_null(member) && text == NULL) {
        intervals__bad_add(bad, "type");
    }
    if (text != NULL && strcmp(text, "WORK") == 0) {
        return INTERVAL_WORK;
    }
    return text != NULL && strcmp(text, "RECOVERY") == 0 ? INTERVAL_RECOVERY
                                                         : INTERVAL_UNKNOWN;
}

/* A whole number or a text of any sort, bounded: ids of groups are no path's parts. */
static const char *id_of(struct reading *reading, const json_t *object)
{
    const json_t *member = json_object_get(object, "id");
    if (json_is_integer(member)) {
        return arena_printf(reading->arena, "%lld", (long long)json_integer_value(member));
    }
    return intervals__text(object, "id", 60, reading->arena, &reading->bad);
}

static void interval_read(struct reading *reading, const json_t *object,
                          struct activity_interval *ret)
{
    const char *key = NULL;
    json_t *member = NULL;
    activity_interval_init(ret);
    ret->id = id_of(reading, object);
    ret->label = intervals__text(object, "label", 100, reading->arena, &reading->bad);
    ret->group_id = intervals__text(object, "group_id", 60, reading->arena, &reading->bad);
    ret->kind = kind_of(object, &reading->bad);
    intervals__numbers_read(object, numbers, sizeof numbers / sizeof numbers[0], ret,
                            &reading->bad);
    json_object_foreach(json_unconst(object), key, member)
    {
        if (!is_native_key(key)) {
            custom_read(reading, ret, key, member);
        }
    }
    for (size_t i = 0; i < N_DYNAMICS; i++) {
        double *field = dynamic_of(ret, i);
        *field = intervals__in_stream_unit(dynamics[i].type, *field);
    }
}

static size_t list_read(struct reading *reading, const json_t *array, size_t max,
                        const struct activity_interval **ret)
{
    size_t n_all = json_array_size(array);
    size_t n = 0;
    struct activity_interval *items =
        arena_alloc(reading->arena, n_all < max ? n_all : max, sizeof *items);
    for (size_t i = 0; i < n_all && n < max; i++) {
        const json_t *element = json_array_get(array, i);
        if (json_is_object(element)) {
            interval_read(reading, element, &items[n++]);
        }
    }
    reading->n_left_out += n_all - n;
    *ret = items;
    return n;
}

/* Nulls say nothing here and are most of what the service sends. */
static void drop_nulls(json_t *value)
{
    const char *key = NULL;
    json_t *member = NULL;
    void *next = NULL;
    json_object_foreach_safe(value, next, key, member)
    {
        if (json_is_null(member)) {
            (void)json_object_del(value, key);
        } else {
            drop_nulls(member);
        }
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        drop_nulls(json_array_get(value, i));
    }
}

/* Only what was read: an activity around it is kept in its own place. */
static char *kept_text(const json_t *object, const char *activity_id, size_t *ret_n_bytes)
{
    static const char *const keys[] = {"icu_intervals", "icu_groups"};
    json_auto_t *kept = json_object();
    (void)json_object_set_new(kept, "id", json_string(activity_id));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const json_t *member = json_object_get(object, keys[i]);
        if (json_is_array(member)) {
            (void)json_object_set_new(kept, keys[i], json_deep_copy(member));
        }
    }
    (void)intervals_redact(kept);
    drop_nulls(kept);
    return json_to_text(kept, ret_n_bytes);
}

static bool fail(struct err *err, const char *activity_id, const char *why)
{
    return err_set(err, ERR_UPSTREAM, "Try again later.",
                   "the intervals that Intervals.icu sent of %.40s are not readable: %s",
                   activity_id, why);
}

/* True when the object names no other activity. */
static bool is_of(const json_t *object, const char *activity_id)
{
    const char *id = json_get_text(object, "id");
    return id == NULL || strcmp(id, activity_id) == 0;
}

bool intervals_intervals_read(const char *body, size_t n_body_bytes,
                              const char *activity_id, struct arena *arena,
                              struct activity_intervals *ret, char **ret_raw,
                              size_t *ret_n_raw_bytes, struct err *err)
{
    json_auto_t *object = NULL;
    struct err why = {0};
    struct reading reading = {.arena = arena};
    if (!json_parse(body, n_body_bytes, &object, &why)) {
        return fail(err, activity_id, why.message);
    }
    const json_t *list = json_object_get(object, "icu_intervals");
    if (!json_is_object(object) || !is_of(object, activity_id) ||
        (list != NULL && !json_is_null(list) && !json_is_array(list))) {
        return fail(err, activity_id, "no object of this activity with icu_intervals");
    }
    struct activity_intervals intervals = {0};
    intervals.n_intervals =
        list_read(&reading, list, INTERVALS_MAX_INTERVALS, &intervals.intervals);
    const json_t *groups = intervals__array(object, "icu_groups", &reading.bad);
    intervals.n_groups =
        list_read(&reading, groups, INTERVALS_MAX_GROUPS, &intervals.groups);
    intervals.n_left_out = reading.n_left_out;
    intervals.custom_codes = intervals__bad_take(&reading.codes, arena);
    intervals.bad_fields = intervals__bad_take(&reading.bad, arena);
    if (ret_raw != NULL) {
        *ret_raw = kept_text(object, activity_id, ret_n_raw_bytes);
    }
    *ret = intervals;
    return true;
}
