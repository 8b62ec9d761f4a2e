/*
 * What is fetched of single activities: in bounded batches, once, again when they change;
 * trouble with one is no trouble for the answer.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

/* About ten runs: one call reads them. */
#define FEW_RUNS "i7:100:40:2026-11-20"

enum { RUNS_PER_CALL = 25, CALLS_FOR_ALL = 12 };

static size_t count_ending(const json_t *requests, const char *end)
{
    size_t n = 0;
    for (size_t i = 0; i < json_array_size(requests); i++) {
        const char *path =
            json_string_value(json_object_get(json_array_get(requests, i), "path"));
        size_t n_path = strlen(path);
        size_t n_end = strlen(end);
        n += n_path >= n_end && strcmp(path + n_path - n_end, end) == 0 ? 1U : 0U;
    }
    return n;
}

static json_t *trend(struct session *session)
{
    return session_call(session, "running_dynamics_trend", "{}");
}

/* Until no run is left; how many calls it took. */
static size_t read_all(struct session *session)
{
    for (size_t n_calls = 1; n_calls <= CALLS_FOR_ALL; n_calls++) {
        json_auto_t *result = trend(session);
        if (!has_missing(expect_fresh(result), "runs", "not_asked")) {
            return n_calls;
        }
    }
    fail_msg("%d calls did not read all runs", CALLS_FOR_ALL);
    return 0;
}

static void newest_run(struct session *session, char id[32])
{
    json_auto_t *result = session_call(session, "get_recent_activities",
                                       "{'days':30,'sport':'run','limit':5}");
    const json_t *table = json_object_get(expect_fresh(result), "activities");
    (void)snprintf(id, 32, "%s", json_string_value(cell(table, 0, "id")));
}

static void expect_judged(const json_t *metrics)
{
    int row = row_find(metrics, "metric", "stance_time");
    const char *words = json_string_value(cell(metrics, (size_t)row, "state"));
    assert_true(strcmp(words, "in_range") == 0 || strcmp(words, "changed") == 0 ||
                strcmp(words, "out_of_speed_range") == 0);
    row = row_find(metrics, "metric", "cadence");
    double spm = json_number_value(cell(metrics, (size_t)row, "value"));
    assert_true(spm > 155 && spm < 185); /* both feet */
}

static void batches_are_bounded_and_go_on(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct session *session = session_at(rig, NOW);
    size_t n_calls = 0;
    bool is_open = true;
    while (is_open) {
        fake_requests_clear(rig);
        json_auto_t *result = trend(session);
        is_open = has_missing(expect_fresh(result), "runs", "not_asked");
        json_auto_t *requests = fake_requests(rig);
        size_t n_laps = count_ending(requests, "/intervals");
        size_t n_streams = count_ending(requests, "/streams.json");
        print_message("call %zu: %zu of laps, %zu of streams, %zu in all\n", n_calls + 1,
                      n_laps, n_streams, json_array_size(requests));
        assert_in_range(n_laps, 1, RUNS_PER_CALL);
        assert_in_range(n_streams, 0, RUNS_PER_CALL);
        n_calls++;
        assert_true(n_calls <= CALLS_FOR_ALL);
    }
    assert_true(n_calls > 1);
    fake_requests_clear(rig);
    json_auto_t *before = trend(session);
    expect_judged(json_object_get(expect_fresh(before), "metrics"));
    json_auto_t *status = session_call(session, "lower_limb_load_status", "{}");
    assert_false(has_missing(expect_fresh(status), "running dynamics", "not_asked"));
    assert_int_equal(fake_requests_count(rig), 2); /* its wellness and calendar */
    fake_requests_clear(rig);
    (void)session_end(session);

    session = session_at(rig, NOW_8_MIN); /* another process, the same store */
    json_auto_t *after = trend(session);
    assert_int_equal(fake_requests_count(rig), 0);
    assert_true(json_equal(json_object_get(structured_of(before), "metrics"),
                           json_object_get(structured_of(after), "metrics")));
    (void)session_end(session);
    files_expect_lack(rig->data_dir, "SECRET-");
}

static void a_changed_run_is_read_again(void **state)
{
    struct rig *rig = *state;
    char id[32];
    char path[80];
    fake_start(rig, "--synthetic", FEW_RUNS, NULL);
    struct session *session = session_at(rig, NOW);
    (void)read_all(session);
    newest_run(session, id);
    (void)session_end(session);
    fake_put(rig, "activity", "{'id':'%s','analyzed':'2026-11-20T02:30:00.000+00:00'}", id);
    fake_requests_clear(rig);
    session = session_at(rig, NOW_15_MIN);
    json_auto_t *result = trend(session);
    (void)expect_fresh(result);
    (void)session_end(session);
    (void)snprintf(path, sizeof path, "/activity/%s/intervals", id);
    assert_int_equal(fake_requests_to(rig, path), 1);
    assert_int_equal(fake_requests_to(rig, "/intervals"), 1);
}

/* One run in trouble, of each kind; the others are there. */
static void one_run_in_trouble(struct rig *rig, const char *order, const char *reason)
{
    char id[32];
    fake_start(rig, "--synthetic", FEW_RUNS, NULL);
    struct session *session = session_at(rig, NOW);
    newest_run(session, id);
    fake_fault(rig, "{%s,'times':-1,'path_contains':'/activity/%s/'}", order, id);
    json_auto_t *result = trend(session);
    const json_t *body = structured_of(result);
    assert_true(has_missing(body, "runs", reason));
    assert_true(rows_count(json_object_get(body, "latest_runs")) > 0);
    fake_faults_clear(rig);
    (void)session_end(session);
}

static void a_run_that_is_not_found(void **state)
{
    one_run_in_trouble(*state, "'kind':'status','status':404", "no_data");
}

static void a_run_whose_json_is_broken(void **state)
{
    one_run_in_trouble(*state, "'kind':'broken_json'", "upstream_failed");
}

static void a_run_that_strava_hides(void **state)
{
    one_run_in_trouble(*state, "'kind':'status','status':422", "upstream_failed");
}

static void a_rate_limit_is_obeyed(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", FEW_RUNS, NULL);
    struct session *session = session_at(rig, NOW);
    fake_fault(rig, "{'kind':'status','status':429,'retry_after_s':1,'times':1,"
                    "'path_contains':'/intervals'}");
    json_auto_t *result = trend(session);
    assert_false(has_missing(expect_fresh(result), "runs", "upstream_failed"));
    (void)session_end(session);
}

/* The service as a whole: few requests, and the answer is given with what there is. */
static void a_service_that_refuses_details_is_not_asked_for_all(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", FEW_RUNS, NULL);
    struct session *session = session_at(rig, NOW);
    fake_fault(rig, "{'kind':'status','status':403,'times':-1,"
                    "'path_contains':'/intervals'}");
    json_auto_t *result = trend(session);
    assert_true(has_missing(structured_of(result), "runs", "upstream_failed"));
    assert_true(fake_requests_to(rig, "/intervals") <= 4);
    fake_faults_clear(rig);
    json_auto_t *again = trend(session);
    assert_false(has_missing(expect_fresh(again), "runs", "upstream_failed"));
    (void)session_end(session);
}

static void a_deleted_run_takes_its_segments_along(void **state)
{
    struct rig *rig = *state;
    char id[32];
    char path[80];
    fake_start(rig, "--synthetic", FEW_RUNS, NULL);
    struct session *session = session_at(rig, NOW);
    (void)read_all(session);
    newest_run(session, id);
    json_auto_t *before = trend(session);
    const json_t *runs_before = json_object_get(structured_of(before), "latest_runs");
    (void)session_end(session);
    (void)snprintf(path, sizeof path, "/_fake/activity/%s", id);
    json_decref(fake_control(rig, "DELETE", path, "%s", ""));
    session = session_at(rig, NOW_15_MIN);
    json_auto_t *after = trend(session);
    const json_t *runs_after = json_object_get(structured_of(after), "latest_runs");
    assert_string_not_equal(json_string_value(cell(runs_before, 0, "day")),
                            json_string_value(cell(runs_after, 0, "day")));
    (void)session_end(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(batches_are_bounded_and_go_on),
        TEST(a_changed_run_is_read_again),
        TEST(a_run_that_is_not_found),
        TEST(a_run_whose_json_is_broken),
        TEST(a_run_that_strava_hides),
        TEST(a_rate_limit_is_obeyed),
        TEST(a_service_that_refuses_details_is_not_asked_for_all),
        TEST(a_deleted_run_takes_its_segments_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
