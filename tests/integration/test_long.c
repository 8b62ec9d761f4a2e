/* Ten years, about 5,000 activities: fetched, stored and answered in little memory. */
#include "harness.h"

#include <stdio.h>
#include <string.h>

enum { PEAK_MAX_KIB = 48 * 1024 };

/* Under sanitizers three years must do: there it is about mistakes, not about size. */
enum {
    N_DAYS = IS_SANITIZED ? 1095 : 3650,
    N_ACTIVITIES = N_DAYS * 137 / 100,
    FIRST_YEAR = IS_SANITIZED ? 2024 : 2017
};

static void service_start(struct rig *rig)
{
    char synthetic[64];
    FORMAT(synthetic, "i7:%d:137:2026-11-20", N_DAYS);
    fake_start(rig, "--synthetic", synthetic, NULL);
}

static void check_peak(const char *what, long peak_kib)
{
    print_message("%-32s peak %5.1f MiB%s\n", what, (double)peak_kib / 1024.0,
                  IS_SANITIZED ? " (sanitizers)" : "");
    assert_true(peak_kib > 0);
    assert_true(IS_SANITIZED || peak_kib <= PEAK_MAX_KIB);
}

static void ten_years(void **state)
{
    struct rig *rig = *state;
    char days[16];
    char counted[64];
    FORMAT(days, "%d", N_DAYS);
    FORMAT(counted, "%d activities, %d wellness days", N_ACTIVITIES, N_DAYS);
    service_start(rig);
    struct options sync = {.now = NOW, .args = {"sync", "--days", days}};
    struct str_buf out = {0};
    struct rusage usage;
    int64_t begin_ms = monotonic_ms();
    assert_int_equal(soleus_run_measured(rig, &sync, &out, NULL, &usage), 0);
    int64_t took_ms = monotonic_ms() - begin_ms;
    expect_contains(str_buf_text(&out), counted);
    str_buf_release(&out);
    char path[PATH_SIZE];
    print_message("sync of %d days: %.1f s, %zu requests, cache %.1f MiB\n", N_DAYS,
                  (double)took_ms / 1000.0, fake_requests_count(rig),
                  (double)file_size(data_path(rig, "athletes/i7/cache.sqlite", path)) /
                      1048576.0);
    check_peak("sync", usage.ru_maxrss);
    fake_requests_clear(rig);
    begin_ms = monotonic_ms();
    assert_int_equal(soleus_run_measured(rig, &sync, NULL, NULL, &usage), 0);
    took_ms = monotonic_ms() - begin_ms;
    print_message("again: %.1f s, %zu requests\n", (double)took_ms / 1000.0,
                  fake_requests_count(rig));
    check_peak("again", usage.ru_maxrss);
    fake_requests_clear(rig);
    /* And it answers, over the whole of it. */
    struct session *session = session_at(rig, NOW_8_MIN);
    json_auto_t *status = session_call(session, "lower_limb_load_status", "{'days':366}");
    (void)expect_fresh(status);
    char oldest_year[96];
    FORMAT(oldest_year, "{'oldest':'%d-01-01','newest':'%d-12-31','limit':200}", FIRST_YEAR,
           FIRST_YEAR);
    json_auto_t *old = session_call(session, "get_recent_activities", oldest_year);
    assert_int_equal(rows_count(json_object_get(expect_fresh(old), "activities")), 200);
    json_auto_t *calendar = session_call(session, "get_calendar", "{}");
    (void)expect_fresh(calendar);
    check_peak("answers", child_peak_kib(session_child(session)));
    (void)session_end(session);
    assert_int_equal(fake_requests_count(rig), 0);
}

/* One session that walks back year by year does not grow with it. */
static void year_by_year_in_one_session(void **state)
{
    struct rig *rig = *state;
    service_start(rig);
    struct session *session = session_at(rig, NOW);
    size_t n_activities = 0;
    for (int year = 2026; year >= FIRST_YEAR; year--) {
        char arguments[96];
        FORMAT(arguments, "{'oldest':'%d-01-01','newest':'%d-12-31','limit':1}", year,
               year);
        if (year == 2026) {
            FORMAT(arguments, "{'oldest':'2026-01-01','limit':1}");
        }
        json_auto_t *result = session_call(session, "get_recent_activities", arguments);
        const json_t *totals = json_object_get(expect_fresh(result), "totals");
        for (size_t i = 0; i < rows_count(totals); i++) {
            n_activities += (size_t)json_integer_value(cell(totals, i, "count"));
        }
    }
    print_message("%zu activities in as many answers as years, %zu requests\n",
                  n_activities, fake_requests_count(rig));
    assert_in_range(n_activities, N_ACTIVITIES - 100, N_ACTIVITIES);
    check_peak("year by year", child_peak_kib(session_child(session)));
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ten_years),
        TEST(year_by_year_in_one_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
