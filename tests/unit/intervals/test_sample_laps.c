/* The sample's runs in detail: what they hold agrees with their rows. */
#include "support.h"

#include "intervals/detail.h"
#include "intervals/sample_laps.h"

static char *data;
static size_t n_data_bytes;
static json_t *original;
static struct arena arena;

static int data_read(void **state)
{
    (void)state;
    data = file_read(SOURCE_ROOT "/examples/athletes/returning_runner.json", &n_data_bytes);
    assert_non_null(data);
    original = json_loadb(data, n_data_bytes, 0, NULL);
    assert_non_null(original);
    return stay_quiet(state);
}

static int data_release(void **state)
{
    (void)state;
    arena_release(&arena);
    json_decref(original);
    free(data);
    return 0;
}

static struct activity_intervals laps_of(const char *id)
{
    struct activity_intervals ret;
    struct err err = {0};
    size_t n_bytes = 0;
    char *body = intervals__sample_laps(data, n_data_bytes, id, &n_bytes, &err);
    assert_non_null(body);
    assert_true(
        intervals_intervals_read(body, n_bytes, id, &arena, &ret, NULL, NULL, &err));
    assert_null(ret.bad_fields);
    assert_null(ret.custom_codes);
    free(body);
    return ret;
}

static void check_near(const json_t *row, const char *key, double value, double tolerance)
{
    double expected = json_number_value(json_object_get(row, key));
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%s %s: %g is not %g", json_string_value(json_object_get(row, "id")), key,
                 value, expected);
    }
}

/* Time, way and means of the laps against the row. */
static void check_run(const json_t *row, const struct activity_intervals *laps)
{
    double moving_s = 0;
    double distance_m = 0;
    double contact_s = 0;
    double contact = 0;
    for (size_t i = 0; i < laps->n_intervals; i++) {
        const struct activity_interval *lap = &laps->intervals[i];
        assert_true(lap->start_s == moving_s);
        moving_s += lap->moving_time_s;
        distance_m += lap->distance_m;
        assert_true(lap->average_cadence_per_min > 50 &&
                    lap->average_cadence_per_min < 100);
        if (isfinite(lap->stance_time_ms)) {
            contact += lap->stance_time_ms * lap->moving_time_s;
            contact_s += lap->moving_time_s;
        }
    }
    check_near(row, "moving_time", moving_s, 0.5 * (double)laps->n_intervals + 1);
    check_near(row, "distance", distance_m, 0.1 * (double)laps->n_intervals);
    bool has_contact = json_is_number(json_object_get(row, "average_stance_time"));
    assert_true(has_contact == (contact_s > 0));
    if (has_contact) {
        check_near(row, "average_stance_time", contact / contact_s, 5);
    }
}

static void laps_agree_with_the_rows(void **state)
{
    size_t i = 0;
    size_t n_runs = 0;
    const json_t *row = NULL;
    (void)state;
    json_array_foreach(json_object_get(original, "activities"), i, row)
    {
        const char *type = json_string_value(json_object_get(row, "type"));
        if (type == NULL || strstr(type, "Run") == NULL) {
            continue;
        }
        struct activity_intervals laps =
            laps_of(json_string_value(json_object_get(row, "id")));
        check_run(row, &laps);
        n_runs++;
        arena_clear(&arena);
    }
    assert_int_equal(n_runs, json_object_size(json_object_get(original, "laps")));
    assert_true(n_runs > 90);
}

static void streams_agree_with_the_laps(void **state)
{
    struct activity_streams streams;
    struct err err = {0};
    size_t n_bytes = 0;
    void *first = json_object_iter(json_object_get(original, "laps"));
    const char *id = json_object_iter_key(first);
    (void)state;
    struct activity_intervals laps = laps_of(id);
    char *body = intervals__sample_streams(
        data, n_data_bytes, id, "time,distance,cadence,latlng,heartrate", &n_bytes, &err);
    assert_non_null(body);
    assert_true(intervals_streams_read(body, n_bytes, STREAMS_ALL, &arena, &streams, NULL,
                                       NULL, &err));
    const struct activity_interval *last = &laps.intervals[laps.n_intervals - 1];
    assert_number(streams.series[STREAM_TIME][1], 5);
    assert_true(streams.series[STREAM_TIME][streams.n_samples - 1] >= last->end_s - 5);
    assert_number(streams.series[STREAM_CADENCE][0],
                  laps.intervals[0].average_cadence_per_min);
    assert_null(streams.series[STREAM_STANCE_TIME]); /* not asked for */
    free(body);
}

static void what_is_not_there_is_not_found(void **state)
{
    static const char *const ids[] = {"i1", "", "laps", "163500000"};
    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        struct err err = {0};
        size_t n_bytes = 0;
        assert_null(intervals__sample_laps(data, n_data_bytes, ids[i], &n_bytes, &err));
        assert_int_equal(err.code, ERR_NOT_FOUND);
        assert_null(
            intervals__sample_streams(data, n_data_bytes, ids[i], "time", &n_bytes, &err));
        assert_int_equal(err.code, ERR_NOT_FOUND);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laps_agree_with_the_rows),
        cmocka_unit_test(streams_agree_with_the_laps),
        cmocka_unit_test(what_is_not_there_is_not_found),
    };
    return cmocka_run_group_tests(tests, data_read, data_release);
}
