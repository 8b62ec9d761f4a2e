/* The zones against the C library itself, with TZ set by the test. */
#define BASE_CLOCK_OWNER
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/banned.h"

enum { N_RANDOM = 2000, HOUR_S = 3600, DAY_S = 86400 };

static const int64_t FROM_S = INT64_C(788918400); /* 1995-01-01 */
static const int64_t TO_S = INT64_C(2524608000);  /* 2050-01-01 */

static const char *const zone_names[] = {
    "Europe/Zurich",       "America/New_York",  "Asia/Kolkata",
    "Africa/Casablanca",   "Pacific/Apia",      "UTC",
    "Australia/Lord_Howe", "America/Sao_Paulo", "America/St_Johns",
    "Asia/Kathmandu",      "Pacific/Chatham",   "Europe/Istanbul",
    "America/Caracas",     "Asia/Pyongyang",    "Antarctica/Troll",
    "Africa/El_Aaiun",     "Pacific/Kiritimati"};
enum { N_ZONES = sizeof zone_names / sizeof zone_names[0] };

/* splitmix64 */
static uint64_t next_number(uint64_t *seed)
{
    *seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *seed;
    z = (z ^ (z >> 30U)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27U)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31U);
}

static int64_t random_instant_s(uint64_t *seed)
{
    return FROM_S + (int64_t)(next_number(seed) % (uint64_t)(TO_S - FROM_S));
}

static const struct clock_zone *zone_get(const char *name)
{
    const struct clock_zone *zone = NULL;
    struct err err = {0};
    if (!clock_zone_get(name, &zone, &err)) {
        fail_msg("%s: %s", name, err.message);
    }
    return zone;
}

static void use_libc_zone(const char *name)
{
    assert_int_equal(setenv("TZ", name, 1), 0);
    tzset();
}

static struct tm libc_local(int64_t utc_s)
{
    time_t instant = (time_t)utc_s;
    struct tm local = {0};
    assert_non_null(localtime_r(&instant, &local));
    return local;
}

static int libc_offset_s(int64_t utc_s)
{
    return (int)libc_local(utc_s).tm_gmtoff;
}

static void check_instant(const struct clock_zone *zone, const char *name, int64_t utc_s)
{
    int expected_s = libc_offset_s(utc_s);
    int offset_s = clock_offset_s(zone, utc_s * 1000);
    if (offset_s != expected_s) {
        fail_msg("%s at %lld: %d s instead of %d s", name, (long long)utc_s, offset_s,
                 expected_s);
    }
}

static void offsets_at_random_instants_are_libcs(void **state)
{
    uint64_t seed = 19700101;
    (void)state;
    for (size_t i = 0; i < N_ZONES; i++) {
        const struct clock_zone *zone = zone_get(zone_names[i]);
        use_libc_zone(zone_names[i]);
        for (size_t k = 0; k < N_RANDOM; k++) {
            check_instant(zone, zone_names[i], random_instant_s(&seed));
        }
    }
}

/* The last second with the offset of low_s, when high_s has another. */
static int64_t change_between(int64_t low_s, int64_t high_s)
{
    int offset_s = libc_offset_s(low_s);
    while (high_s - low_s > 1) {
        int64_t middle_s = low_s + (high_s - low_s) / 2;
        if (libc_offset_s(middle_s) == offset_s) {
            low_s = middle_s;
        } else {
            high_s = middle_s;
        }
    }
    return low_s;
}

static void every_change_is_found_to_the_second(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ZONES; i++) {
        const struct clock_zone *zone = zone_get(zone_names[i]);
        use_libc_zone(zone_names[i]);
        int offset_s = libc_offset_s(FROM_S);
        for (int64_t at_s = FROM_S; at_s < TO_S; at_s += DAY_S) {
            int before_s = offset_s;
            offset_s = libc_offset_s(at_s + DAY_S);
            if (offset_s == before_s) {
                continue;
            }
            int64_t last_s = change_between(at_s, at_s + DAY_S);
            for (int64_t near_s = last_s - 2; near_s <= last_s + 3; near_s++) {
                check_instant(zone, zone_names[i], near_s);
            }
        }
    }
}

static void days_and_wall_clock_are_libcs(void **state)
{
    uint64_t seed = 20111230;
    (void)state;
    for (size_t i = 0; i < N_ZONES; i++) {
        const struct clock_zone *zone = zone_get(zone_names[i]);
        use_libc_zone(zone_names[i]);
        for (size_t k = 0; k < N_RANDOM / 4; k++) {
            int64_t utc_s = random_instant_s(&seed);
            int64_t utc_ms = utc_s * 1000 + (int64_t)(next_number(&seed) % 1000);
            const struct tm local = libc_local(utc_s);
            day_num day = day_from_civil((struct civil_date){.year = local.tm_year + 1900,
                                                             .month = local.tm_mon + 1,
                                                             .day = local.tm_mday});
            int64_t wall_s = clock_wall_s(zone, utc_ms);
            assert_int_equal(clock_day(zone, utc_ms), day);
            assert_int_equal(day_from_wall_s(wall_s), day);
            assert_int_equal(second_of_day(wall_s),
                             local.tm_hour * HOUR_S + local.tm_min * 60 + local.tm_sec);
        }
    }
}

/* Every zone that this machine knows, a few instants each; skipped rows have no file. */
static void all_zones_of_this_machine(void **state)
{
    uint64_t seed = 400;
    char line[512];
    size_t n_zones = 0;
    (void)state;
    FILE *table = fopen("/usr/share/zoneinfo/zone1970.tab", "re");
    if (table == NULL) {
        print_message("no zone1970.tab on this machine\n");
        skip();
    }
    while (fgets(line, sizeof line, table) != NULL) {
        char name[128];
        const struct clock_zone *zone = NULL;
        if (line[0] == '#' || sscanf(line, "%*s %*s %127s", name) != 1 ||
            !clock_zone_get(name, &zone, NULL)) {
            continue;
        }
        n_zones++;
        use_libc_zone(name);
        for (size_t k = 0; k < 60; k++) {
            check_instant(zone, name, random_instant_s(&seed));
        }
    }
    (void)fclose(table);
    assert_true(n_zones > 300);
}

/* What people there remember, so that a wrong libc would be seen too. */
static void known_moments(void **state)
{
    static const struct {
        const char *zone;
        const char *utc;
        const char *local;
    } moments[] = {
        {"Europe/Zurich", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"},
        {"Europe/Zurich", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"},
        {"Europe/Zurich", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02:00"},
        {"Europe/Zurich", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00"},
        {"America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00-04:00"},
        {"Asia/Kolkata", "2026-11-22T07:31:05Z", "2026-11-22T13:01:05+05:30"},
        {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59-10:00"},
        {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00+14:00"},
        {"Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05T01:30:00+10:30"},
        {"Australia/Lord_Howe", "2026-07-01T00:00:00Z", "2026-07-01T10:30:00+10:30"},
        {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00+11:00"},
        {"Africa/Casablanca", "2026-02-10T12:00:00Z", "2026-02-10T13:00:00+01:00"},
        {"Africa/Casablanca", "2026-03-01T12:00:00Z",
         "2026-03-01T12:00:00+00:00"}, /* Ramadan */
        {"America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00-03:30"},
        {"UTC", "2026-11-22T07:31:05Z", "2026-11-22T07:31:05+00:00"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        int64_t utc_s = 0;
        bool has_offset = false;
        int offset_s = 0;
        char text[CLOCK_TEXT_SIZE];
        assert_true(civil_parse_time(moments[i].utc, &utc_s, &has_offset, &offset_s));
        assert_string_equal(clock_format(zone_get(moments[i].zone), utc_s * 1000, text),
                            moments[i].local);
    }
}

static void the_skipped_day_is_in_no_calendar(void **state)
{
    const struct clock_zone *apia = zone_get("Pacific/Apia");
    day_num skipped = 0;
    (void)state;
    assert_true(day_parse("2011-12-30", &skipped));
    for (int64_t utc_s = (int64_t)(skipped - 2) * DAY_S;
         utc_s < (int64_t)(skipped + 3) * DAY_S; utc_s += 600) {
        assert_int_not_equal(clock_day(apia, utc_s * 1000), skipped);
    }
}

static void milliseconds_before_1970_round_down(void **state)
{
    const struct clock_zone *utc = zone_get("UTC");
    (void)state;
    assert_true(clock_wall_s(utc, -1) == -1);
    assert_true(clock_wall_s(utc, -1000) == -1);
    assert_true(clock_wall_s(utc, -1001) == -2);
    assert_true(clock_wall_s(utc, 999) == 0);
    assert_int_equal(clock_day(utc, -1), -1);
}

static void one_zone_is_read_once(void **state)
{
    (void)state;
    assert_ptr_equal(zone_get("Europe/Zurich"), zone_get("Europe/Zurich"));
    assert_ptr_not_equal(zone_get("Europe/Zurich"), zone_get("UTC"));
}

static void refuses_names_that_are_no_zone(void **state)
{
    char too_long[200];
    static const char *const names[] = {"",
                                        "Europe/Atlantis",
                                        "europe/zurich",
                                        "Zurich",
                                        "../../etc/passwd",
                                        "/etc/localtime",
                                        "/usr/share/zoneinfo/Europe/Zurich",
                                        "..",
                                        ".",
                                        "Europe/../Europe/Zurich",
                                        "Europe",
                                        "America/Argentina",
                                        "Europe/Zurich/",
                                        "posix", /* folders are no zones */
                                        "leapseconds",
                                        "zone.tab",
                                        "tzdata.zi", /* nor are other files */
                                        "Europe/Zurich ",
                                        " Europe/Zurich",
                                        "Europe/Zurich\n",
                                        "Europe\\Zurich",
                                        ":Europe/Zurich",
                                        "EST5EDT,M3.2.0,M11.1.0",
                                        "<+03>-3",
                                        "Europe/Z\xC3\xBCrich",
                                        "$(id)"};
    (void)state;
    memset(too_long, 'a', sizeof too_long - 1);
    too_long[sizeof too_long - 1] = '\0';
    for (size_t i = 0; i <= sizeof names / sizeof names[0]; i++) {
        bool is_last = i == sizeof names / sizeof names[0];
        const struct clock_zone *zone = NULL;
        struct err err = {0};
        if (clock_zone_get(is_last ? too_long : names[i], &zone, &err)) {
            fail_msg("\"%s\" was taken for a zone", is_last ? too_long : names[i]);
        }
        assert_null(zone);
        assert_int_equal(err.code, ERR_NOT_FOUND);
        assert_non_null(strstr(err.message, "time zone"));
        assert_true(err.hint[0] != '\0');
    }
}

/* The name comes from outside: nothing in the message may break a line or hide text. */
static void the_refused_name_is_shown_clean(void **state)
{
    char name[200];
    struct err err = {0};
    const struct clock_zone *zone = NULL;
    (void)state;
    assert_false(clock_zone_get("a\nb\xE2\x80\xAE"
                                "c\x1B[31m",
                                &zone, &err));
    assert_null(strpbrk(err.message, "\n\x1B"));
    assert_null(strstr(err.message, "\xE2\x80\xAE"));
    for (size_t n_before = 0; n_before < 4; n_before++) {
        memset(name, 'a', n_before);
        name[n_before] = '\0';
        for (size_t i = n_before; i + 3 < sizeof name; i += 3) {
            memcpy(name + i, "\xE2\x82\xAC", 4);
        }
        assert_false(clock_zone_get(name, &zone, &err));
        assert_true(str_is_utf8(err.message, strlen(err.message)));
    }
    assert_false(clock_zone_get("Europe/Atlantis", &zone, &err));
    assert_non_null(strstr(err.message, "\"Europe/Atlantis\""));
}

static void leaves_tz_as_it_was(void **state)
{
    static const char *const values[] = {"Asia/Tokyo", ":America/Lima", "", NULL};
    const struct clock_zone *zone = NULL;
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        clock_zones_release();
        if (values[i] != NULL) {
            use_libc_zone(values[i]);
        } else {
            assert_int_equal(unsetenv("TZ"), 0);
            tzset();
        }
        int offset_s = libc_offset_s(TO_S);
        assert_true(clock_zone_get("Europe/Zurich", &zone, NULL));
        assert_true(clock_zone_get("UTC", &zone, NULL));
        assert_false(clock_zone_get("Europe/Atlantis", &zone, NULL));
        if (values[i] != NULL) {
            assert_non_null(getenv("TZ"));
            assert_string_equal(getenv("TZ"), values[i]);
        } else {
            assert_null(getenv("TZ"));
        }
        assert_int_equal(libc_offset_s(TO_S), offset_s);
    }
}

static void file_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A chosen folder without the zone must not turn it into UTC; a file that is no zone
 * neither. */
static void a_chosen_folder_never_makes_a_zone_utc(void **state)
{
    char folder[] = "/tmp/soleus-tz-XXXXXX";
    char path[64];
    const struct clock_zone *zone = NULL;
    (void)state;
    clock_zones_release();
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/Notes", folder);
    file_write(path, "no time zone");
    assert_int_equal(setenv("TZDIR", folder, 1), 0);
    assert_false(clock_zone_get("Notes", &zone, NULL));
    if (clock_zone_get("Asia/Kolkata", &zone, NULL)) {
        assert_int_equal(clock_offset_s(zone, FROM_S * 1000), 19800);
    }
    assert_true(clock_zone_get("UTC", &zone, NULL));
    assert_int_equal(clock_offset_s(zone, FROM_S * 1000), 0);
    assert_int_equal(unsetenv("TZDIR"), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    clock_zones_release();
}

static void the_clock_runs(void **state)
{
    int64_t first_ms = clock_now_ms();
    (void)state;
    assert_true(first_ms > INT64_C(1700000000000));
    assert_true(first_ms < INT64_C(4102444800000)); /* 2100 */
    assert_true(clock_now_ms() >= first_ms);
}

static int zones_release(void **state)
{
    (void)state;
    clock_zones_release();
    (void)unsetenv("TZ");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_at_random_instants_are_libcs),
        cmocka_unit_test(every_change_is_found_to_the_second),
        cmocka_unit_test(days_and_wall_clock_are_libcs),
        cmocka_unit_test(all_zones_of_this_machine),
        cmocka_unit_test(known_moments),
        cmocka_unit_test(the_skipped_day_is_in_no_calendar),
        cmocka_unit_test(milliseconds_before_1970_round_down),
        cmocka_unit_test(one_zone_is_read_once),
        cmocka_unit_test(refuses_names_that_are_no_zone),
        cmocka_unit_test(the_refused_name_is_shown_clean),
        cmocka_unit_test(leaves_tz_as_it_was),
        cmocka_unit_test(a_chosen_folder_never_makes_a_zone_utc),
        cmocka_unit_test(the_clock_runs),
    };
    return cmocka_run_group_tests_name("base/clock", tests, NULL, zones_release);
}
