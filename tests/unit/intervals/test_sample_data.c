/* A sample of other data than the bundled: unusable, without a zone, with spans. */
#include "sample_reply.h"

#include "intervals/sample_source.h"
#include "base/banned.h"

/* Mon 2026-01-05 */
enum { DAY_S = 86400, ANCHOR = 20458 };

static struct err fail_with(const char *text)
{
    struct sample_reply reply = {0};
    struct intervals_source *other = intervals_sample_source_new(text, strlen(text));
    const struct intervals_query query = {.operation = INTERVALS_ACTIVITIES,
                                          .athlete_id = "0",
                                          .range = sample_always,
                                          .now_ms = 0};
    other->get(other, &query, sample_replied, &reply);
    assert_int_equal(reply.n_calls, 1);
    assert_null(reply.value);
    other->release(other);
    return reply.err;
}

static void data_that_is_not_usable_is_told(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "{\"anchor_monday\":\"2026-01-05\"}",
        "{\"anchor_monday\":\"2026-01-05\",\"athlete\":{}}",
        "{\"anchor_monday\":\"soon\",\"athlete\":{\"timezone\":\"UTC\"}}",
        "{\"anchor_monday\":\"2026-01-05\",\"athlete\":{\"timezone\":\"UTC\"}}"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct err why = fail_with(texts[i]);
        assert_int_equal(why.code, ERR_INTERNAL);
        assert_true(why.message[0] != '\0');
    }
}

/* A machine without time zones: by UTC, as the rest of the data layer does. */
static void an_unknown_zone_is_utc(void **state)
{
    static const char format[] =
        "{\"anchor_monday\":\"2026-01-05\",\"athlete\":{\"timezone\":\"%s\"},"
        "\"wellness\":[{\"id\":\"2026-01-06\"},{\"id\":\"2026-01-07\"}]}";
    static const char *const zones[] = {"Europe/Atlantis", "UTC"};
    struct sample_reply replies[2] = {0};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char text[300];
        (void)snprintf(text, sizeof text, format, zones[i]);
        struct intervals_source *other = intervals_sample_source_new(text, strlen(text));
        const struct intervals_query query = {.operation = INTERVALS_WELLNESS,
                                              .athlete_id = "0",
                                              .range = sample_always,
                                              .now_ms = INT64_C(1767657600000)};
        other->get(other, &query, sample_replied, &replies[i]);
        other->release(other);
        assert_int_equal(replies[i].n_calls, 1);
        assert_int_equal(json_array_size(replies[i].value), 1); /* tomorrow is not yet */
    }
    assert_true(json_equal(replies[0].value, replies[1].value));
    sample_reply_release(&replies[0]);
    sample_reply_release(&replies[1]);
}

/* Small invented data: spans, an event with a clock time at its end, nulls. */
static void spans_of_events(void **state)
{
    static const char text[] =
        "{\"anchor_monday\":\"2026-01-05\",\"athlete\":{\"id\":\"i1\",\"timezone\":\"UTC\"}"
        ","
        "\"events\":[{\"id\":1,\"start_date_local\":\"2026-01-05T00:00:00\",\"end_date_"
        "local\":"
        "\"2026-01-12T00:00:00\"},{\"id\":2,\"start_date_local\":\"2026-01-10T09:00:00\","
        "\"end_date_local\":\"2026-01-11T12:00:00\"},{\"id\":3,\"start_date_local\":"
        "\"2026-01-11T00:00:00\",\"end_date_local\":null},{\"id\":4,\"start_date_local\":"
        "\"soon\"}]}";
    static const char *const ids_by_day[] = {"1,", "1,",   "1,",     "1,",
                                             "1,", "1,2,", "1,2,3,", ""};
    struct intervals_source *other = intervals_sample_source_new(text, strlen(text));
    (void)state;
    for (int i = 0; i < 8; i++) {
        struct sample_reply reply = {0};
        struct str_buf ids = {0};
        const struct intervals_query query = {
            .operation = INTERVALS_EVENTS,
            .athlete_id = "0",
            .range = {.first_day = ANCHOR + i, .n_days = 1},
            .now_ms = ((int64_t)ANCHOR * DAY_S + 3600) * 1000};
        other->get(other, &query, sample_replied, &reply);
        for (size_t k = 0; k < json_array_size(reply.value); k++) {
            str_buf_printf(&ids, "%lld,",
                           (long long)json_integer_value(
                               json_object_get(json_array_get(reply.value, k), "id")));
        }
        assert_string_equal(str_buf_text(&ids), ids_by_day[i]);
        str_buf_release(&ids);
        sample_reply_release(&reply);
    }
    other->release(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_that_is_not_usable_is_told),
        cmocka_unit_test(an_unknown_zone_is_utc),
        cmocka_unit_test(spans_of_events),
    };
    return cmocka_run_group_tests_name("intervals/sample_data", tests, NULL, NULL);
}
