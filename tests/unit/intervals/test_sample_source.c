/* The bundled athlete: its dates move with the asking call's now, and nothing later than
 * now is there. */
#include "sample_reply.h"

#include "base/clock.h"
#include "intervals/sample_source.h"
#include "base/banned.h"

enum { DAY_S = 86400, WEEK_DAYS = 7 };

static char *data;
static size_t n_data_bytes;
static json_t *original; /* the file's own rows */
static day_num anchor;
static const struct clock_zone *zone;
static struct intervals_source *source;

static int data_read(void **state)
{
    struct err err = {0};
    (void)state;
    data = file_read(SOURCE_ROOT "/examples/athletes/returning_runner.json", &n_data_bytes);
    assert_non_null(data);
    original = json_loadb(data, n_data_bytes, 0, NULL);
    assert_non_null(original);
    assert_true(
        day_parse(json_string_value(json_object_get(original, "anchor_monday")), &anchor));
    assert_int_equal(day_weekday(anchor), 0);
    assert_true(clock_zone_get("Europe/Zurich", &zone, &err));
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

static struct sample_reply ask(enum intervals_operation operation, struct day_range range,
                               const char *fields, int64_t now_ms)
{
    struct sample_reply reply = {0};
    const struct intervals_query query = {.operation = operation,
                                          .athlete_id = "0",
                                          .range = range,
                                          .fields = fields,
                                          .now_ms = now_ms};
    source->get(source, &query, sample_replied, &reply);
    assert_int_equal(reply.n_calls, 1); /* at once */
    assert_non_null(reply.value);
    return reply;
}

static int64_t instant_ms(const char *text)
{
    int64_t wall_s = 0;
    bool has_offset = false;
    int offset_s = 0;
    assert_true(civil_parse_time(text, &wall_s, &has_offset, &offset_s));
    assert_true(has_offset);
    return (wall_s - offset_s) * 1000;
}

static const char *member(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static day_num day_of(const json_t *row, const char *key)
{
    day_num day = 0;
    assert_true(day_parse_prefix(member(row, key), &day));
    return day;
}

static int64_t wall_s_of(const json_t *row, const char *key)
{
    int64_t wall_s = 0;
    bool has_offset = false;
    int offset_s = 0;
    assert_true(civil_parse_time(member(row, key), &wall_s, &has_offset, &offset_s));
    return wall_s;
}

/* Weeks with a change of the clocks, year ends, leap days, both sides of midnight of a
 * Monday. */
static const char *const nows[] = {
    "2026-01-05T00:00:00+01:00", "2026-01-08T15:00:00+01:00", "2026-11-22T07:31:05+01:00",
    "2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T23:59:59+02:00",
    "2026-03-30T00:00:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00",
    "2026-10-25T23:59:59+01:00", "2026-10-26T00:00:00+01:00", "2025-12-31T23:59:59+01:00",
    "2026-01-01T00:00:00+01:00", "2027-01-01T12:00:00+01:00", "2028-02-29T18:45:00+01:00",
    "2026-06-15T06:00:00+02:00", "2026-06-21T21:00:00+02:00", "2030-07-07T22:30:00+02:00",
    "2024-01-01T09:00:00+01:00", "2026-11-16T05:00:00+01:00", "2026-11-16T23:59:59+01:00"};

/*
 * The row must be the next of the file's, from *i_next on, with its date moved by whole
 * weeks and its clock time as it was.
 */
static void check_row_is_shifted(const json_t *row, const char *list, const char *date_key,
                                 int shift_days, size_t *i_next)
{
    const json_t *rows = json_object_get(original, list);
    bool is_wellness = strcmp(list, "wellness") == 0;
    for (; *i_next < json_array_size(rows); ++*i_next) {
        const json_t *from = json_array_get(rows, *i_next);
        if (is_wellness ? day_of(from, "id") + shift_days == day_of(row, "id")
                        : strcmp(member(from, "id"), member(row, "id")) == 0) {
            assert_int_equal(day_of(row, date_key), day_of(from, date_key) + shift_days);
            assert_string_equal(member(row, date_key) + 10, member(from, date_key) + 10);
            return;
        }
    }
    fail_msg("a row that is not in the file, or not in its order");
}

/* How many activities of the file have ended when the clock shows now_wall_s. */
static size_t count_due(int64_t now_wall_s, int shift_days)
{
    const json_t *rows = json_object_get(original, "activities");
    size_t n_due = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        double elapsed_s = json_number_value(json_object_get(row, "elapsed_time"));
        int64_t end_s = wall_s_of(row, "start_date_local") + (int64_t)elapsed_s +
                        (int64_t)shift_days * DAY_S;
        n_due += end_s <= now_wall_s ? 1U : 0U;
    }
    return n_due;
}

static void check_activities(int64_t now_ms, int shift_days)
{
    int64_t now_wall_s = clock_wall_s(zone, now_ms);
    size_t n_this_week = 0;
    size_t i_next = 0;
    struct sample_reply reply = ask(INTERVALS_ACTIVITIES, sample_always, NULL, now_ms);
    for (size_t i = 0; i < json_array_size(reply.value); i++) {
        const json_t *row = json_array_get(reply.value, i);
        double elapsed_s = json_number_value(json_object_get(row, "elapsed_time"));
        assert_true(wall_s_of(row, "start_date_local") + (int64_t)elapsed_s <= now_wall_s);
        n_this_week += day_of(row, "start_date_local") >= anchor + shift_days ? 1U : 0U;
        check_row_is_shifted(row, "activities", "start_date_local", shift_days, &i_next);
    }
    assert_int_equal(json_array_size(reply.value), count_due(now_wall_s, shift_days));
    bool is_monday = day_weekday(day_from_wall_s(now_wall_s)) == 0;
    if (is_monday && second_of_day(now_wall_s) < 6 * 3600) {
        assert_int_equal(n_this_week, 0);
    }
    sample_reply_release(&reply);
}

static void check_now(const char *text)
{
    int64_t now_ms = instant_ms(text);
    day_num today = clock_day(zone, now_ms);
    int shift_days = day_week_start(today, 0) - anchor;
    size_t i_next = 0;
    assert_int_equal(shift_days % WEEK_DAYS, 0);
    check_activities(now_ms, shift_days);
    struct sample_reply wellness = ask(INTERVALS_WELLNESS, sample_always, NULL, now_ms);
    for (size_t i = 0; i < json_array_size(wellness.value); i++) {
        const json_t *row = json_array_get(wellness.value, i);
        assert_true(day_of(row, "id") <= today);
        check_row_is_shifted(row, "wellness", "id", shift_days, &i_next);
    }
    sample_reply_release(&wellness);
}

static void nothing_is_later_than_now(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(nows); i++) {
        check_now(nows[i]);
    }
}

/* What is summed up over a day is not known while it goes on. */
static void todays_sums_are_not_there_yet(void **state)
{
    static const char *const sums[] = {"ctl",     "atl",     "rampRate",
                                       "ctlLoad", "atlLoad", "steps"};
    static const char *const times[] = {"2026-11-18T00:00:00+01:00",
                                        "2026-11-18T07:00:00+01:00",
                                        "2026-11-18T23:59:59+01:00"};
    (void)state;
    for (size_t k = 0; k < COUNT(times); k++) {
        int64_t now_ms = instant_ms(times[k]);
        struct day_range today = {.first_day = clock_day(zone, now_ms), .n_days = 1};
        struct day_range yesterday = {.first_day = today.first_day - 1, .n_days = 1};
        struct sample_reply reply = ask(INTERVALS_WELLNESS, today, NULL, now_ms);
        struct sample_reply before = ask(INTERVALS_WELLNESS, yesterday, NULL, now_ms);
        assert_int_equal(json_array_size(reply.value), 1);
        const json_t *row = json_array_get(reply.value, 0);
        for (size_t i = 0; i < COUNT(sums); i++) {
            assert_null(json_object_get(row, sums[i]));
            assert_true(
                json_is_number(json_object_get(json_array_get(before.value, 0), sums[i])));
        }
        assert_true(
            json_is_number(json_object_get(row, "restingHR"))); /* the morning's are */
        assert_true(json_is_number(json_object_get(row, "sleepSecs")));
        assert_null(member(row, "updated"));
        sample_reply_release(&reply);
        sample_reply_release(&before);
    }
}

static void ranges_are_inclusive_and_cut(void **state)
{
    int64_t now_ms = instant_ms("2026-11-22T21:00:00+01:00");
    day_num today = clock_day(zone, now_ms);
    size_t n_all = 0;
    (void)state;
    struct sample_reply whole = ask(INTERVALS_ACTIVITIES, sample_always, NULL, now_ms);
    for (day_num day = today - 60; day <= today + 1; day += 6) {
        const struct day_range range = {.first_day = day, .n_days = 6};
        struct sample_reply part = ask(INTERVALS_ACTIVITIES, range, NULL, now_ms);
        for (size_t i = 0; i < json_array_size(part.value); i++) {
            day_num start = day_of(json_array_get(part.value, i), "start_date_local");
            assert_true(start >= day && start <= day + 5);
        }
        n_all += json_array_size(part.value);
        sample_reply_release(&part);
    }
    size_t n_expected = 0;
    for (size_t i = 0; i < json_array_size(whole.value); i++) {
        day_num start = day_of(json_array_get(whole.value, i), "start_date_local");
        n_expected += start >= today - 60 ? 1U : 0U;
    }
    assert_true(n_expected > 20);
    assert_int_equal(n_all, n_expected);
    sample_reply_release(&whole);
}

/* Light texts by id. */
static bool keep_light(void *user, const char *id, day_num day, const char *light)
{
    (void)day;
    assert_int_equal(json_object_set_new(user, id, json_string(light)), 0);
    return true;
}

static bool compare_whole(void *user, const struct intervals_row *row)
{
    const char *light = json_string_value(json_object_get(user, row->activity->id));
    assert_non_null(light);
    assert_string_equal(row->light, light);
    return true;
}

static void the_light_list_has_the_whole_rows_light_texts(void **state)
{
    int64_t now_ms = instant_ms("2026-11-22T21:00:00+01:00");
    struct intervals_rows_report light_report;
    struct intervals_rows_report report;
    struct err err = {0};
    json_t *texts = json_object();
    (void)state;
    struct sample_reply light =
        ask(INTERVALS_ACTIVITIES, sample_always, intervals_light_fields, now_ms);
    struct sample_reply whole = ask(INTERVALS_ACTIVITIES, sample_always, NULL, now_ms);
    assert_true(strlen(light.body) < strlen(whole.body) / 2);
    assert_true(intervals_light_walk(light.body, strlen(light.body), "i900001", NULL,
                                     keep_light, texts, &light_report, &err));
    assert_true(intervals_rows_walk(INTERVALS_ROW_ACTIVITY, whole.body, strlen(whole.body),
                                    "i900001", NULL, compare_whole, texts, &report, &err));
    assert_int_equal(light_report.n_rows, report.n_rows);
    assert_int_equal(json_object_size(texts), report.n_rows);
    assert_int_equal(light_report.n_skipped + report.n_skipped, 0);
    assert_true(report.n_rows > 400);
    json_decref(texts);
    sample_reply_release(&light);
    sample_reply_release(&whole);
}

static void light_rows_hold_the_named_fields_only(void **state)
{
    int64_t now_ms = instant_ms("2026-11-22T21:00:00+01:00");
    struct sample_reply light =
        ask(INTERVALS_ACTIVITIES, sample_always, "id,name,start_date_local,feel", now_ms);
    (void)state;
    for (size_t i = 0; i < json_array_size(light.value); i++) {
        const char *key = NULL;
        json_t *value = NULL;
        json_object_foreach(json_array_get(light.value, i), key, value)
        {
            assert_int_equal(count_name("id,name,start_date_local,feel", key), 1);
            assert_false(json_is_null(value));
        }
    }
    sample_reply_release(&light);
}

struct parsed {
    size_t n_rows;
    size_t n_stubs;
    day_num first_day;
    day_num last_day;
};

static bool look_at(void *user, const struct intervals_row *row)
{
    struct parsed *parsed = user;
    parsed->n_rows++;
    if (row->activity != NULL) {
        assert_null(row->activity->bad_fields);
        parsed->n_stubs += row->activity->is_stub ? 1U : 0U;
    } else if (row->wellness != NULL) {
        assert_null(row->wellness->bad_fields);
    } else {
        assert_null(row->event->bad_fields);
        assert_int_not_equal(row->event->category, EVENT_UNKNOWN);
        assert_true(row->event->end_day >= parsed->first_day &&
                    row->event->day <= parsed->last_day);
    }
    return true;
}

static void every_row_is_readable(void **state)
{
    int64_t now_ms = instant_ms("2026-11-22T21:00:00+01:00");
    struct intervals_rows_report report;
    struct err err = {0};
    (void)state;
    struct parsed parsed = {.first_day = DAY_NUM_MIN, .last_day = DAY_NUM_MAX};
    static const enum intervals_operation operations[] = {
        INTERVALS_ACTIVITIES, INTERVALS_WELLNESS, INTERVALS_EVENTS};
    static const enum intervals_row_kind kinds[] = {
        INTERVALS_ROW_ACTIVITY, INTERVALS_ROW_WELLNESS, INTERVALS_ROW_EVENT};
    for (size_t i = 0; i < 3; i++) {
        struct sample_reply reply = ask(operations[i], sample_always, NULL, now_ms);
        assert_true(intervals_rows_walk(kinds[i], reply.body, strlen(reply.body), "i900001",
                                        NULL, look_at, &parsed, &report, &err));
        assert_int_equal(report.n_skipped, 0);
        sample_reply_release(&reply);
    }
    assert_int_equal(parsed.n_stubs, 2);
}

/* Every range of days gives exactly the events that touch it, by the reader's own dates. */
static void events_touch_the_range(void **state)
{
    int64_t now_ms = instant_ms("2026-11-22T12:00:00+01:00");
    day_num today = clock_day(zone, now_ms);
    struct intervals_rows_report report;
    struct err err = {0};
    (void)state;
    int shift_days = day_week_start(today, 0) - anchor;
    const json_t *rows = json_object_get(original, "events");
    for (day_num first = today - 330; first < today + 90; first += 27) {
        struct parsed parsed = {.first_day = first, .last_day = first + 4};
        const struct day_range range = {.first_day = first, .n_days = 5};
        size_t n_expected = 0;
        for (size_t i = 0; i < json_array_size(rows); i++) {
            const json_t *row = json_array_get(rows, i);
            n_expected += day_of(row, "start_date_local") + shift_days <= first + 4 &&
                                  day_of(row, "end_date_local") - 1 + shift_days >= first
                              ? 1U
                              : 0U;
        }
        struct sample_reply reply = ask(INTERVALS_EVENTS, range, NULL, now_ms);
        assert_true(intervals_rows_walk(INTERVALS_ROW_EVENT, reply.body, strlen(reply.body),
                                        "i900001", NULL, look_at, &parsed, &report, &err));
        assert_int_equal(parsed.n_rows, n_expected);
        sample_reply_release(&reply);
    }
}

static void the_athlete_is_the_files(void **state)
{
    struct arena arena = {0};
    static struct athlete athlete;
    struct err err = {0};
    (void)state;
    struct sample_reply reply =
        ask(INTERVALS_ATHLETE, sample_always, NULL, instant_ms("2026-11-22T12:00:00Z"));
    assert_true(json_equal(reply.value, json_object_get(original, "athlete")));
    assert_true(intervals_athlete_read(reply.body, strlen(reply.body), &arena, &athlete,
                                       NULL, NULL, &err));
    assert_string_equal(athlete.id, "i900001");
    assert_string_equal(athlete.timezone, "Europe/Zurich");
    assert_true(athlete.n_sports > 0);
    assert_string_equal(source->name, "sample");
    arena_release(&arena);
    sample_reply_release(&reply);
}

static void a_clock_that_is_far_off_is_told(void **state)
{
    static const int64_t nows_ms[] = {INT64_MIN, INT64_MAX, INT64_C(-2300000000000),
                                      INT64_C(7300000000000)};
    (void)state;
    for (size_t i = 0; i < COUNT(nows_ms); i++) {
        struct sample_reply reply = {0};
        const struct intervals_query query = {.operation = INTERVALS_EVENTS,
                                              .athlete_id = "0",
                                              .range = sample_always,
                                              .now_ms = nows_ms[i]};
        source->get(source, &query, sample_replied, &reply);
        assert_int_equal(reply.n_calls, 1);
        assert_null(reply.value);
        assert_int_equal(reply.err.code, ERR_BAD_ARGUMENT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_later_than_now),
        cmocka_unit_test(todays_sums_are_not_there_yet),
        cmocka_unit_test(ranges_are_inclusive_and_cut),
        cmocka_unit_test(the_light_list_has_the_whole_rows_light_texts),
        cmocka_unit_test(light_rows_hold_the_named_fields_only),
        cmocka_unit_test(every_row_is_readable),
        cmocka_unit_test(events_touch_the_range),
        cmocka_unit_test(the_athlete_is_the_files),
        cmocka_unit_test(a_clock_that_is_far_off_is_told),
    };
    return cmocka_run_group_tests_name("intervals/sample_source", tests, data_read,
                                       data_release);
}
