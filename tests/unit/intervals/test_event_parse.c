#include "support.h"

#include "base/banned.h"

#define START "'id':98765,'start_date_local':'2026-04-14T00:00:00'"
#define ROW(key, member)                                                                   \
    {                                                                                      \
        key, offsetof(struct calendar_event, member), false                                \
    }

static const struct number_row numbers[] = {
    ROW("moving_time", moving_time_s),
    ROW("distance", distance_m),
    ROW("icu_training_load", training_load),
    ROW("icu_intensity", intensity_pct),
    ROW("max_training_time", max_training_time_s),
};
static const struct {
    const char *key;
    size_t offset;
    size_t max_bytes;
} texts[] = {
    {"category", offsetof(struct calendar_event, category_name), 40},
    {"name", offsetof(struct calendar_event, name), 200},
    {"description", offsetof(struct calendar_event, description), 2000},
    {"type", offsetof(struct calendar_event, type_name), 60},
    {"external_id", offsetof(struct calendar_event, external_id), 200},
    {"updated", offsetof(struct calendar_event, updated), 40},
    {"training_availability", offsetof(struct calendar_event, availability), 20},
};
enum { FIRST_DAY = 20557 }; /* 2026-04-14 */

static struct arena arena;
static struct calendar_event event;

static const char *text_at(size_t offset)
{
    const char *text = NULL;
    memcpy(&text, (const char *)&event + offset, sizeof text);
    return text;
}

static bool parse(const char *json)
{
    json_t *object = json_of(json);
    struct err err = {0};
    arena_clear(&arena);
    bool is_good = intervals_event_parse(object, &arena, &event, &err);
    assert_int_equal(err.code, is_good ? ERR_NONE : ERR_UPSTREAM);
    json_decref(object);
    return is_good;
}

static void parse_with(const char *key, const char *value)
{
    char json[256];
    (void)snprintf(json, sizeof json, "{" START ",'%s':%s}", key, value);
    assert_true(parse(json));
    assert_true(event.id == 98765);
    assert_int_equal(event.day, FIRST_DAY);
}

static size_t count_known(void)
{
    size_t n_known = event.is_indoor ? 1U : 0U;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        n_known += isnan(number_at(&event, numbers[i].offset)) ? 0U : 1U;
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        n_known += text_at(texts[i].offset) != NULL ? 1U : 0U;
    }
    return n_known;
}

static void every_member_goes_to_its_place_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        parse_with(numbers[i].key, "2700.5");
        assert_number(number_at(&event, numbers[i].offset), 2700.5);
        assert_int_equal(count_known(), 1);
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        parse_with(texts[i].key, "'words'");
        assert_text(text_at(texts[i].offset), "words");
        assert_int_equal(count_known(), 1);
    }
    parse_with("indoor", "true");
    assert_true(event.is_indoor);
    assert_null(event.bad_fields);
}

static void null_is_unknown(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        parse_with(numbers[i].key, "null");
        assert_int_equal(count_known(), 0);
        assert_null(event.bad_fields);
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        parse_with(texts[i].key, "null");
        assert_int_equal(count_known(), 0);
        assert_null(event.bad_fields);
    }
    parse_with("indoor", "null");
    assert_null(event.bad_fields);
    assert_int_equal(event.category, EVENT_UNKNOWN);
    assert_int_equal(event.sport, SPORT_UNKNOWN);
}

static void assert_bad(const char *key, const char *value)
{
    parse_with(key, value);
    assert_text(event.bad_fields, key);
    assert_int_equal(count_known(), 0);
}

static void wrong_types_and_numbers_are_bad(void **state)
{
    static const char *const wrong[] = {"'5'", "'NaN'", "true", "[1]", "{}", "1e12", "-1"};
    static const char *const no_texts[] = {"5", "true", "[]", "{}"};
    static const char *const no_flags[] = {"1", "'true'", "[]", "{}"};
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        for (size_t k = 0; k < COUNT(wrong); k++) {
            assert_bad(numbers[i].key, wrong[k]);
        }
    }
    for (size_t k = 0; k < 4; k++) {
        for (size_t i = 0; i < COUNT(texts); i++) {
            assert_bad(texts[i].key, no_texts[k]);
        }
        assert_bad("indoor", no_flags[k]);
        assert_bad("end_date_local", no_texts[k]);
    }
}

static void texts_are_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str_buf json = {0};
        str_buf_printf(&json, "{" START ",'%s':'", texts[i].key);
        for (int k = 0; k < 800; k++) {
            str_buf_add(&json, "\xE2\x82\xAC");
        }
        str_buf_add(&json, "'}");
        assert_true(parse(str_buf_text(&json)));
        const char *text = text_at(texts[i].offset);
        assert_true(str_is_utf8(text, strlen(text)));
        assert_in_range(strlen(text), texts[i].max_bytes - 2, texts[i].max_bytes);
        str_buf_release(&json);
    }
}

/* The service's end is exclusive: midnight of the next day for one day. */
static void the_last_day_is_inclusive(void **state)
{
    static const struct {
        const char *start;
        const char *end;
        int n_days;
        const char *bad;
    } rows[] = {
        {"2026-04-14T00:00:00", "null", 1, NULL},
        {"2026-04-14T00:00:00", "'2026-04-15T00:00:00'", 1, NULL},
        {"2026-04-14T00:00:00", "'2026-04-15'", 1, NULL},
        {"2026-04-14T00:00:00", "'2026-04-21T00:00:00'", 7, NULL},
        {"2026-04-14T00:00:00", "'2026-04-20T09:30:00'", 7, NULL}, /* inside its last day */
        {"2026-04-14T00:00:00", "'2026-04-20T00:00:01'", 7, NULL},
        {"2026-04-14T09:30:00", "'2026-04-14T10:30:00'", 1, NULL},
        {"2026-04-14T09:30:00", "'2026-04-14T00:00:00'", 1, NULL},
        {"2026-04-14T00:00:00", "'2026-04-14T00:00:00'", 1, NULL},
        {"2026-04-14T00:00:00", "'2026-04-01T00:00:00'", 1,
         NULL}, /* ends before it begins */
        {"2026-04-14T00:00:00", "'2026-02-30T00:00:00'", 1, "end_date_local"},
        {"2026-04-14T00:00:00", "'soon'", 1, "end_date_local"},
        {"2026-04-14T00:00:00", "''", 1, "end_date_local"},
        {"2026-04-14T00:00:00", "'2026-05-01T00:00:00'", 17, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char json[160];
        (void)snprintf(json, sizeof json,
                       "{'id':1,'start_date_local':'%s','end_date_local':%s}",
                       rows[i].start, rows[i].end);
        assert_true(parse(json));
        assert_int_equal(event.day, FIRST_DAY);
        assert_int_equal(event.end_day - event.day + 1, rows[i].n_days);
        assert_text(event.bad_fields, rows[i].bad);
    }
    assert_true(
        parse("{'id':1,'start_date_local':'1900-01-01','end_date_local':'1900-01-01'}"));
    assert_int_equal(event.end_day, DAY_NUM_MIN);
}

static void starts_have_a_clock_time_or_midnight(void **state)
{
    const int64_t midnight_s = INT64_C(20557) * 86400;
    const struct {
        const char *start;
        int64_t start_s;
        const char *bad;
    } rows[] = {{"2026-04-14T00:00:00", midnight_s, NULL},
                {"2026-04-14T06:30:00", midnight_s + 23400, NULL},
                {"2026-04-14", midnight_s, NULL},
                {"2026-04-14T99:00:00", midnight_s, "start_date_local"}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char json[96];
        (void)snprintf(json, sizeof json, "{'id':1,'start_date_local':'%s'}",
                       rows[i].start);
        assert_true(parse(json));
        assert_true(event.start_local_s == rows[i].start_s);
        assert_text(event.bad_fields, rows[i].bad);
    }
}

static void rows_without_id_or_date_are_refused(void **state)
{
    static const char *const rows[] = {
        "{'start_date_local':'2026-04-14T00:00:00'}",
        "{'id':null,'start_date_local':'2026-04-14T00:00:00'}",
        "{'id':'98765','start_date_local':'2026-04-14T00:00:00'}",
        "{'id':1.5,'start_date_local':'2026-04-14T00:00:00'}",
        "{'id':true,'start_date_local':'2026-04-14T00:00:00'}",
        "{'id':1}",
        "{'id':1,'start_date_local':5}",
        "{'id':1,'start_date_local':'2026-02-30T00:00:00'}",
        "[]",
        "null",
        "'x'"};
    struct calendar_event before;
    (void)state;
    memset(&event, 0x5A, sizeof event);
    before = event;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(parse(rows[i]));
    }
    assert_memory_equal(&before, &event, sizeof before);
}

static void categories_and_sports(void **state)
{
    (void)state;
    parse_with("category", "'RACE_A'");
    assert_int_equal(event.category, EVENT_RACE_A);
    parse_with("category", "'race_a'");
    assert_int_equal(event.category, EVENT_UNKNOWN);
    assert_text(event.category_name, "race_a");
    parse_with("type", "'Run'");
    assert_int_equal(event.sport, SPORT_RUN);
}

static int arena_end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_goes_to_its_place_alone),
        cmocka_unit_test(null_is_unknown),
        cmocka_unit_test(wrong_types_and_numbers_are_bad),
        cmocka_unit_test(texts_are_cut),
        cmocka_unit_test(the_last_day_is_inclusive),
        cmocka_unit_test(starts_have_a_clock_time_or_midnight),
        cmocka_unit_test(rows_without_id_or_date_are_refused),
        cmocka_unit_test(categories_and_sports),
    };
    return cmocka_run_group_tests_name("intervals/event_parse", tests, NULL, arena_end);
}
