#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/banned.h"

static bool is_leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : lengths[month - 1];
}

/* A calendar that counts day by day, and knows nothing of the formulas under test. */
struct counter {
    struct civil_date date;
    day_num day;
    int weekday;
};

static void counter_step(struct counter *counter)
{
    counter->day++;
    counter->weekday = counter->weekday == 6 ? 0 : counter->weekday + 1;
    if (counter->date.day < month_length(counter->date.year, counter->date.month)) {
        counter->date.day++;
        return;
    }
    counter->date.day = 1;
    counter->date.month++;
    if (counter->date.month == 13) {
        counter->date.month = 1;
        counter->date.year++;
    }
}

static void write_two(char *text, int value)
{
    text[0] = (char)('0' + value / 10);
    text[1] = (char)('0' + value % 10);
}

static void write_date(char text[DAY_TEXT_SIZE], struct civil_date date)
{
    write_two(text, date.year / 100);
    write_two(text + 2, date.year % 100);
    text[4] = '-';
    write_two(text + 5, date.month);
    text[7] = '-';
    write_two(text + 8, date.day);
    text[10] = '\0';
}

static void check_week_starts(const struct counter *counter)
{
    for (int week_start = 0; week_start < 7; week_start++) {
        day_num start = day_week_start(counter->day, week_start);
        assert_true(start <= counter->day && start > counter->day - 7);
        int n_days_back = counter->day - start;
        assert_int_equal((counter->weekday - n_days_back + 7) % 7, week_start);
    }
}

static void every_day_from_1900_to_2199_goes_there_and_back(void **state)
{
    struct counter counter = {{1900, 1, 1}, DAY_NUM_MIN, 0}; /* a Monday */
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    (void)state;
    for (; counter.date.year < 2200; counter_step(&counter)) {
        char expected[DAY_TEXT_SIZE];
        char text[DAY_TEXT_SIZE];
        day_num parsed = DAY_NUM_NONE;
        struct civil_date back = civil_from_day(counter.day);
        assert_int_equal(day_from_civil(counter.date), counter.day);
        assert_int_equal(back.year, counter.date.year);
        assert_int_equal(back.month, counter.date.month);
        assert_int_equal(back.day, counter.date.day);
        assert_int_equal(day_weekday(counter.day), counter.weekday);
        assert_ptr_equal(day_weekday_name(counter.day), day_weekday_name(counter.day + 7));
        assert_string_equal(day_weekday_name(counter.day), names[counter.weekday]);
        write_date(expected, counter.date);
        assert_string_equal(day_format(counter.day, text), expected);
        assert_true(day_parse(expected, &parsed));
        assert_int_equal(parsed, counter.day);
        check_week_starts(&counter);
    }
    assert_int_equal(counter.day, DAY_NUM_MAX + 1);
}

/* Days that people know, so that the counter cannot be wrong in the same way. */
static void known_days(void **state)
{
    static const struct {
        struct civil_date date;
        day_num day;
        int weekday;
    } known[] = {{{1970, 1, 1}, 0, 3},      {{1969, 12, 31}, -1, 2},
                 {{2000, 2, 29}, 11016, 1}, {{2026, 11, 22}, 20779, 6},
                 {{1900, 3, 1}, -25508, 3}, {{2100, 3, 1}, 47541, 0},
                 {{2038, 1, 19}, 24855, 1}};
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_int_equal(day_from_civil(known[i].date), known[i].day);
        assert_int_equal(day_weekday(known[i].day), known[i].weekday);
    }
}

static void a_day_outside_the_range_is_written_as_zeros(void **state)
{
    static const day_num days[] = {DAY_NUM_MIN - 1, DAY_NUM_MAX + 1, DAY_NUM_NONE,
                                   INT32_MAX};
    char text[DAY_TEXT_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        assert_string_equal(day_format(days[i], text), "0000-00-00");
    }
}

static void a_range_knows_its_last_day(void **state)
{
    (void)state;
    assert_int_equal(day_range_last((struct day_range){.first_day = 10, .n_days = 1}), 10);
    assert_int_equal(day_range_last((struct day_range){.first_day = -3, .n_days = 7}), 3);
    assert_int_equal(day_range_between(10, 10).n_days, 1);
    assert_int_equal(day_range_between(-3, 3).n_days, 7);
    assert_int_equal(day_range_between(-3, 3).first_day, -3);
    assert_int_equal(day_range_last(day_range_between(DAY_NUM_MIN, DAY_NUM_MAX)),
                     DAY_NUM_MAX);
}

static void refuses_what_is_no_date(void **state)
{
    static const char *const texts[] = {
        "", "2026", "2026-11-2", "2026-11-222", "2026-1-022", "2026-02-30", "2025-02-29",
        "1900-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
        "2026-01-32", "1899-12-31", "2200-01-01", "0000-00-00", "9999-12-31", "-026-01-01",
        "+026-01-01", " 2026-01-01", "2026-01-01 ", "2026/01/01", "2026-01-01Z",
        "2026-01-01T", "2026-01-0a", "2026-0x-01", "20 6-01-01", "2026-01- 1", "2026--1-01",
        "20260101",
        /* ARABIC-INDIC and FULLWIDTH digits */
        "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA6-01-01", "2026-01-0\xEF\xBC\x91",
        "\xEF\xBC\x92\xEF\xBC\x90",
        ("2026\xE2\x80\x90"
         "01-01")};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        day_num day = 4711;
        if (day_parse(texts[i], &day)) {
            fail_msg("\"%s\" was taken for a date", texts[i]);
        }
        assert_int_equal(day, 4711);
    }
}

static void reads_the_date_before_a_time(void **state)
{
    static const char *const good[] = {"2026-11-22", "2026-11-22T", "2026-11-22 ",
                                       "2026-11-22T16:25:25", "2026-11-22 nonsense"};
    static const char *const bad[] = {"2026-11-22t16:25:25", "2026-11-22x", "2026-11-220",
                                      "2026-02-30T10:00:00", "2026-11-2",   "2026-11-22\n"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        day_num day = 0;
        assert_true(day_parse_prefix(good[i], &day));
        assert_int_equal(day, 20779);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        day_num day = 4711;
        assert_false(day_parse_prefix(bad[i], &day));
        assert_int_equal(day, 4711);
    }
}

static void reads_times(void **state)
{
    const int64_t noon_s = INT64_C(20779) * 86400 + 12 * 3600;
    const struct {
        const char *text;
        int64_t wall_s;
        bool has_offset;
        int offset_s;
    } times[] = {
        {"2026-11-22T12:00", noon_s, false, 0},
        {"2026-11-22T12:00:00", noon_s, false, 0},
        {"2026-11-22 12:00:01", noon_s + 1, false, 0},
        {"2026-11-22T12:00:00Z", noon_s, true, 0},
        {"2026-11-22T12:00Z", noon_s, true, 0},
        {"2026-11-22T12:00:00z", noon_s, true, 0},
        {"2026-11-22T12:00:00+01:00", noon_s, true, 3600},
        {"2026-11-22T12:00:00-0330", noon_s, true, -(3 * 3600 + 1800)},
        {"2026-11-22T12:00:00+05:45", noon_s, true, 5 * 3600 + 2700},
        {"2026-11-22T12:00:00-00:00", noon_s, true, 0},
        {"2026-11-22T12:00:00.9", noon_s, false, 0},
        {"2026-11-22T12:00:00.402+00:00", noon_s, true, 0},
        {"2026-11-22T12:00:00.123456789123456789Z", noon_s, true, 0},
        {"2026-11-22T23:59:59", noon_s + 12 * 3600 - 1, false, 0},
        {"2026-11-22T23:59:60", noon_s + 12 * 3600 - 1, false, 0}, /* a leap second */
        {"2026-11-22T23:59:60Z", noon_s + 12 * 3600 - 1, true, 0},
        {"2026-11-22T00:00:00", noon_s - 12 * 3600, false, 0},
        {"1969-12-31T23:59:59Z", -1, true, 0},
        {"1900-01-01T00:00:00", (int64_t)DAY_NUM_MIN * 86400, false, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        int64_t wall_s = 0;
        bool has_offset = !times[i].has_offset;
        int offset_s = -1;
        if (!civil_parse_time(times[i].text, &wall_s, &has_offset, &offset_s)) {
            fail_msg("\"%s\" was not read", times[i].text);
        }
        assert_true(wall_s == times[i].wall_s);
        assert_int_equal(has_offset, times[i].has_offset);
        assert_int_equal(offset_s, times[i].offset_s);
    }
}

static void refuses_what_is_no_time(void **state)
{
    static const char *const texts[] = {"",
                                        "2026-11-22",
                                        "2026-11-22T",
                                        "2026-11-22T1",
                                        "2026-11-22T12",
                                        "2026-11-22T12:",
                                        "2026-11-22T12:0",
                                        "2026-11-22T12:00:",
                                        "2026-11-22T12:00:0",
                                        "2026-11-22T24:00:00",
                                        "2026-11-22T12:60:00",
                                        "2026-11-22T12:00:61",
                                        "2026-11-22T-1:00:00",
                                        "2026-11-22T12.00",
                                        "2026-11-22T12:00:00.",
                                        "2026-11-22T12:00:00.Z",
                                        "2026-11-22T12:00:00,5",
                                        "2026-11-22T12:00:00 ",
                                        "2026-11-22T12:00:00 Z",
                                        "2026-11-22T12:00:00ZZ",
                                        "2026-11-22T12:00:00+1",
                                        "2026-11-22T12:00:00+01",
                                        "2026-11-22T12:00:00+01:0",
                                        "2026-11-22T12:00:00+01:60",
                                        "2026-11-22T12:00:00+16:00",
                                        "2026-11-22T12:00:00+12:3",
                                        "2026-11-22T12:00:00+01:00Z",
                                        "2026-11-22T12:00:00*01:00",
                                        "2026-11-22T12:00:00+-1:00",
                                        "2026-02-30T12:00:00",
                                        "2026-11-22X12:00:00",
                                        "2026-11-22T12:00:00[Europe/Zurich]",
                                        "2026-11-22T\xEF\xBC\x91\xEF\xBC\x92:00:00",
                                        "22.11.2026 12:00:00"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t wall_s = 4711;
        bool has_offset = true;
        int offset_s = 12;
        if (civil_parse_time(texts[i], &wall_s, &has_offset, &offset_s)) {
            fail_msg("\"%s\" was taken for a time", texts[i]);
        }
        assert_true(wall_s == 4711 && has_offset && offset_s == 12);
    }
}

static void splits_a_wall_clock_count(void **state)
{
    (void)state;
    assert_int_equal(day_from_wall_s(0), 0);
    assert_int_equal(day_from_wall_s(-1), -1);
    assert_int_equal(day_from_wall_s(86399), 0);
    assert_int_equal(day_from_wall_s(86400), 1);
    assert_int_equal(day_from_wall_s(-86400), -1);
    assert_int_equal(day_from_wall_s(-86401), -2);
    assert_int_equal(second_of_day(-1), 86399);
    assert_int_equal(second_of_day(0), 0);
    assert_int_equal(second_of_day(86400 + 61), 61);
    assert_int_equal(day_from_wall_s((int64_t)DAY_NUM_MAX * 86400 + 86399), DAY_NUM_MAX);
    assert_int_equal(day_from_wall_s(((int64_t)DAY_NUM_MAX + 1) * 86400), DAY_NUM_NONE);
    assert_int_equal(day_from_wall_s((int64_t)DAY_NUM_MIN * 86400 - 1), DAY_NUM_NONE);
    assert_int_equal(day_from_wall_s(INT64_MIN), DAY_NUM_NONE);
    assert_int_equal(day_from_wall_s(INT64_MAX), DAY_NUM_NONE);
    assert_in_range(second_of_day(INT64_MIN), 0, 86399);
    assert_in_range(second_of_day(INT64_MAX), 0, 86399);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_from_1900_to_2199_goes_there_and_back),
        cmocka_unit_test(known_days),
        cmocka_unit_test(a_day_outside_the_range_is_written_as_zeros),
        cmocka_unit_test(a_range_knows_its_last_day),
        cmocka_unit_test(refuses_what_is_no_date),
        cmocka_unit_test(reads_the_date_before_a_time),
        cmocka_unit_test(reads_times),
        cmocka_unit_test(refuses_what_is_no_time),
        cmocka_unit_test(splits_a_wall_clock_count),
    };
    return cmocka_run_group_tests_name("base/civil", tests, NULL, NULL);
}
