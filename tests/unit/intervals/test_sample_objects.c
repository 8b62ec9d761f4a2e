/* What the bundled athlete answers to reads by name: gear, bests, and nothing it has not.
 */
#include "support.h"

#include "base/clock.h"
#include "intervals/endpoints.h"
#include "intervals/sample_source.h"
#include "base/banned.h"

/* 2026-01-08 14:00 UTC, in the week that the file is written for: no day is moved. */
#define NOW_MS ((int64_t)1767880800 * 1000)

static char *data;
static json_t *original; /* the file's own rows */
static struct intervals_source *source;

static int data_read(void **state)
{
    size_t n_data_bytes = 0;
    (void)state;
    data = file_read(SOURCE_ROOT "/examples/athletes/returning_runner.json", &n_data_bytes);
    assert_non_null(data);
    original = json_loadb(data, n_data_bytes, 0, NULL);
    assert_non_null(original);
    source = intervals_sample_source_new(data, n_data_bytes);
    return 0;
}

static int data_release(void **state)
{
    (void)state;
    source->release(source);
    json_decref(original);
    free(data);
    clock_zones_release();
    return 0;
}

static void replied(void *user, const char *body, size_t n_body_bytes,
                    const struct err *err)
{
    json_t **value = user;
    assert_true((body == NULL) == (err != NULL));
    *value =
        body != NULL ? json_loadb(body, n_body_bytes, JSON_REJECT_DUPLICATES, NULL) : NULL;
    assert_true(*value != NULL || err->code == ERR_NOT_FOUND);
}

/* A new reference; NULL when the sample says that it has none. */
static json_t *got(const struct intervals_query *query)
{
    json_t *value = NULL;
    source->get(source, query, replied, &value);
    return value;
}

static json_t *object_of(const char *name, const char *path)
{
    const struct intervals_query query = {.operation = INTERVALS_OBJECT,
                                          .athlete_id = "0",
                                          .endpoint = intervals_endpoint_find(name),
                                          .path = path,
                                          .now_ms = NOW_MS};
    assert_non_null(query.endpoint);
    return got(&query);
}

/* Kilometres of a pair of shoes: before the story, and of every run in them since. */
static void gear_is_as_far_as_it_was_used(void **state)
{
    json_t *gear = object_of("gear", "athlete/i900001/gear");
    const struct intervals_query query = {
        .operation = INTERVALS_ACTIVITIES,
        .athlete_id = "0",
        .range = {.first_day = DAY_NUM_MIN, .n_days = 109573},
        .now_ms = NOW_MS};
    json_t *all = got(&query);
    (void)state;
    assert_true(json_array_size(gear) >= 5);
    for (size_t i = 0; i < json_array_size(gear); i++) {
        const json_t *item = json_array_get(gear, i);
        const json_t *base = json_array_get(json_object_get(original, "gear"), i);
        double metres = json_number_value(json_object_get(base, "distance"));
        for (size_t k = 0; k < json_array_size(all); k++) {
            const json_t *row = json_array_get(all, k);
            const json_t *used = json_object_get(json_object_get(row, "gear"), "id");
            if (json_equal(used, json_object_get(item, "id"))) {
                metres += json_number_value(json_object_get(row, "distance"));
            }
        }
        assert_true(fabs(metres - json_number_value(json_object_get(item, "distance"))) <
                    0.1);
    }
    json_decref(gear);
    json_decref(all);
}

/* Metres done at each second of a run, from its laps. */
static size_t track_of(const json_t *laps, double metres[], size_t max)
{
    size_t n = 0;
    double at_m = 0;
    metres[n++] = 0;
    for (size_t i = 0; i < json_array_size(laps); i++) {
        const json_t *lap = json_array_get(laps, i);
        double secs = json_number_value(json_array_get(lap, 1));
        double length_m = json_number_value(json_array_get(lap, 2));
        for (double s = 1; s <= secs && n < max; s++) {
            metres[n++] = at_m + length_m * s / secs;
        }
        at_m += length_m;
    }
    return n;
}

/* The fastest stretch, second by second: within a second of the curve's. */
static void paces_are_those_of_the_laps(void **state)
{
    static double metres[20000];
    json_t *curve = object_of("activity_pace_curve", "activity/i91000400/pace-curve");
    const json_t *laps = json_object_get(json_object_get(original, "laps"), "i91000400");
    size_t n = track_of(laps, metres, COUNT(metres));
    size_t n_points = json_array_size(json_object_get(curve, "distance"));
    (void)state;
    assert_true(n_points >= 6);
    for (size_t i = 0; i < n_points; i++) {
        double wanted_m =
            json_number_value(json_array_get(json_object_get(curve, "distance"), i));
        double best_s = 1e9;
        for (size_t from = 0; from < n; from++) {
            size_t to = from;
            while (to < n && metres[to] < metres[from] + wanted_m) {
                to++;
            }
            best_s = to < n && (double)(to - from) < best_s ? (double)(to - from) : best_s;
        }
        double value_s =
            json_number_value(json_array_get(json_object_get(curve, "values"), i));
        assert_true(best_s - value_s > -1.01 && best_s - value_s < 1.51);
    }
    json_decref(curve);
}

/* The curve of a period is the best of its rides; longer is never harder. */
static void power_falls_with_time(void **state)
{
    json_t *set =
        object_of("power_curves", "athlete/i900001/power-curves?type=Ride&curves="
                                  "r.2025-10-01.2026-01-08,r.2019-01-01.2019-02-01");
    const json_t *list = json_object_get(set, "list");
    (void)state;
    assert_int_equal(json_array_size(list), 1); /* nothing was done in 2019 */
    const json_t *values = json_object_get(json_array_get(list, 0), "values");
    const json_t *ids = json_object_get(json_array_get(list, 0), "activity_id");
    assert_int_equal(json_array_size(values), json_array_size(ids));
    assert_true(json_array_size(values) > 15);
    for (size_t i = 1; i < json_array_size(values); i++) {
        assert_true(json_integer_value(json_array_get(values, i)) <=
                    json_integer_value(json_array_get(values, i - 1)));
        assert_non_null(json_object_get(json_object_get(set, "activities"),
                                        json_string_value(json_array_get(ids, i))));
    }
    json_decref(set);
}

static void what_the_sample_has_not_is_told(void **state)
{
    static const char *const names[][2] = {
        {"weather_forecast", "athlete/i900001/weather-forecast"},
        {"activity_messages", "activity/i91000400/messages"},
        {"activity", "activity/i4711"},
        {"activity_pace_curve", "activity/i91000354/pace-curve"}, /* a ride */
        {"power_curves", "athlete/i900001/power-curves?type=Ride&curves=42d"},
        {"power_curves", "athlete/i900001/power-curves?type=Swim&curves=r.2025-10-01."
                         "2026-01-08"}};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_null(object_of(names[i][0], names[i][1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gear_is_as_far_as_it_was_used),
        cmocka_unit_test(paces_are_those_of_the_laps),
        cmocka_unit_test(power_falls_with_time),
        cmocka_unit_test(what_the_sample_has_not_is_told),
    };
    return cmocka_run_group_tests_name("intervals/sample_objects", tests, data_read,
                                       data_release);
}
