#include "script.h"

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

enum { N_RUNS = 40 };
#define FIRST (TODAY - N_RUNS + 1)

static struct script script;

static bool every(const struct activity *activity)
{
    (void)activity;
    return true;
}

static bool has_enough = true;

static bool enough(const struct activity *activity, const struct run_segments *laps)
{
    (void)activity;
    assert_int_equal(laps->source, SEGMENTS_OF_INTERVALS);
    return has_enough;
}

static const struct data_runs_query all_runs = {
    .range = {.first_day = FIRST, .n_days = N_RUNS},
    .fetches = true,
    .is_wanted = every,
    .is_enough = enough};

/* One call: rounds until nothing is needed. Answers by `answer`, NULL: all at once. */
static size_t read_runs(struct data_view *view, struct data_runs *ret, void (*answer)(void))
{
    struct err err = {0};
    script_settle_into(&script, view, 1);
    for (size_t n_rounds = 1; n_rounds <= 8; n_rounds++) {
        struct data_athlete athlete;
        data_view_rewind(view);
        assert_true(data_athlete(view, &athlete, &err));
        if (athlete.athlete != NULL && !data_runs(view, &all_runs, ret, &err)) {
            fail_msg("%s", err.message);
        }
        if (data_is_complete(view)) {
            return n_rounds;
        }
        size_t n_before = script.n_ended;
        size_t n_begun = data_fetch(script.data, view, 1);
        if (answer != NULL) {
            answer();
        }
        script_answer_all(&script);
        assert_int_equal(script.n_ended - n_before, n_begun);
    }
    fail_msg("eight rounds were not enough");
    return 0;
}

static size_t count_queries(enum intervals_operation operation)
{
    size_t n = 0;
    for (size_t i = 0; i < script.n_queries; i++) {
        n += script.queries[i].operation == operation ? 1U : 0U;
    }
    return n;
}

static size_t count_runs(const struct data_runs *runs, enum data_run_state state)
{
    size_t n = 0;
    for (size_t i = 0; i < runs->n_items; i++) {
        n += runs->items[i].state == state ? 1U : 0U;
    }
    return n;
}

static void open_filled(size_t n_per_call)
{
    script_open(&script, NULL);
    script_close(&script);
    script.n_details_per_call = n_per_call;
    script_reopen(&script, NULL);
    script_fill(&script, FIRST, TODAY);
    has_enough = true;
}

static void a_call_fetches_so_many_and_the_next_goes_on(void **state)
{
    struct data_runs runs;
    (void)state;
    open_filled(0);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(read_runs(view, &runs, NULL), 4); /* athlete, list, laps, done */
    assert_int_equal(runs.n_items, N_RUNS);
    assert_int_equal(count_queries(INTERVALS_INTERVALS), DATA_DETAILS_PER_CALL);
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), DATA_DETAILS_PER_CALL);
    assert_int_equal(count_runs(&runs, DATA_RUN_OPEN), N_RUNS - DATA_DETAILS_PER_CALL);
    assert_int_equal(runs.items[N_RUNS - 1].state, DATA_RUN_READ); /* the newest first */
    assert_int_equal(runs.items[N_RUNS - 1].segments->n_segments, 2);
    assert_int_equal(script.n_total_last, DATA_DETAILS_PER_CALL);
    data_view_free(view);

    view = script_view(&script, NOW_MS + MINUTE_MS, false);
    (void)read_runs(view, &runs, NULL);
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), N_RUNS);
    assert_int_equal(count_queries(INTERVALS_INTERVALS), N_RUNS);
    data_view_free(view);

    size_t n_queries = script.n_queries;
    view = script_view(&script, NOW_MS + 2 * MINUTE_MS, false);
    assert_int_equal(read_runs(view, &runs, NULL), 1);
    assert_int_equal(script.n_queries, n_queries);
    data_view_free(view);
    script_close(&script);
}

static void laps_that_do_not_say_enough_need_streams_once(void **state)
{
    struct data_runs runs;
    (void)state;
    open_filled(5);
    has_enough = false;
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(read_runs(view, &runs, NULL), 5);
    assert_int_equal(count_queries(INTERVALS_INTERVALS), 5);
    assert_int_equal(count_queries(INTERVALS_STREAMS), 5); /* of the same five */
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), 5);
    data_view_free(view);
    size_t n_queries = script.n_queries;
    view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, NULL);
    assert_int_equal(script.n_queries, n_queries + 10); /* five others */
    data_view_free(view);
    script_close(&script);
}

static void what_is_not_fetched_is_only_shown(void **state)
{
    struct data_runs runs;
    struct data_runs_query query = all_runs;
    struct data_athlete athlete;
    struct err err = {0};
    (void)state;
    open_filled(5);
    struct data_view *view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, NULL);
    size_t n_queries = script.n_queries;
    query.fetches = false;
    data_view_rewind(view);
    assert_true(data_athlete(view, &athlete, &err));
    assert_true(data_runs(view, &query, &runs, &err));
    assert_true(data_is_complete(view));
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), 5);
    assert_int_equal(script.n_queries, n_queries);
    data_view_free(view);
    script_close(&script);
}

static void fail_one(void)
{
    bool is_first = true;
    for (size_t i = 0; i < script.n_queries; i++) {
        if (script.queries[i].operation == INTERVALS_INTERVALS &&
            !script.queries[i].is_answered && is_first) {
            is_first = false;
            script_fail(&script, i, ERR_UPSTREAM, "broken once");
        }
    }
}

static void one_failure_fails_one_run_and_is_tried_again(void **state)
{
    struct data_runs runs;
    (void)state;
    open_filled(5);
    struct data_view *view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, fail_one);
    assert_int_equal(count_runs(&runs, DATA_RUN_FAILED), 1);
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), 4);
    const struct data_run *failed = &runs.items[N_RUNS - 1];
    assert_int_equal(failed->state, DATA_RUN_FAILED);
    assert_string_equal(failed->why->message, "broken once");
    data_view_free(view);

    view = script_view(&script, NOW_MS, false); /* others first, so it waits */
    (void)read_runs(view, &runs, NULL);
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), 9);
    data_view_free(view);
    for (int i = 0; i < 7; i++) {
        view = script_view(&script, NOW_MS, false);
        (void)read_runs(view, &runs, NULL);
        data_view_free(view);
    }
    view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, NULL);
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), N_RUNS);
    data_view_free(view);
    script_close(&script);
}

static void answer_brokenly(void)
{
    for (size_t i = 0; i < script.n_queries; i++) {
        if (!script.queries[i].is_answered &&
            script.queries[i].operation == INTERVALS_INTERVALS) {
            script_answer_body(&script, i, "{\"icu_intervals\":[");
        }
    }
}

static void three_failures_in_a_row_stop_the_batch(void **state)
{
    struct data_runs runs;
    (void)state;
    open_filled(0);
    struct data_view *view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, answer_brokenly);
    /* Three, and what was under way then. */
    assert_in_range(count_queries(INTERVALS_INTERVALS), 3, 7);
    assert_int_equal(count_runs(&runs, DATA_RUN_FAILED), DATA_DETAILS_PER_CALL);
    assert_int_equal(runs.items[N_RUNS - 1].why->code, ERR_UPSTREAM);
    data_view_free(view);
    script_close(&script);
}

static void limit_rate(void)
{
    for (size_t i = 0; i < script.n_queries; i++) {
        if (!script.queries[i].is_answered &&
            script.queries[i].operation == INTERVALS_INTERVALS) {
            script_fail(&script, i, ERR_RATE_LIMITED, "slow down");
        }
    }
}

static void a_rate_limit_stops_the_batch_at_once(void **state)
{
    struct data_runs runs;
    (void)state;
    open_filled(0);
    struct data_view *view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, limit_rate);
    assert_int_equal(count_queries(INTERVALS_INTERVALS), 4);
    assert_int_equal(count_runs(&runs, DATA_RUN_FAILED), DATA_DETAILS_PER_CALL);
    data_view_free(view);
    script_close(&script);
}

static void know_nothing(void)
{
    for (size_t i = 0; i < script.n_queries; i++) {
        if (!script.queries[i].is_answered &&
            script.queries[i].operation == INTERVALS_INTERVALS) {
            script_fail(&script, i, ERR_NOT_FOUND, "no such");
        }
    }
}

static void what_is_not_there_is_asked_again_after_a_day(void **state)
{
    struct data_runs runs;
    (void)state;
    open_filled(3);
    struct data_view *view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, know_nothing);
    assert_int_equal(count_runs(&runs, DATA_RUN_NOT_FOUND), 3);
    data_view_free(view);
    for (int i = 0; i < 13; i++) {
        view = script_view(&script, NOW_MS, false);
        (void)read_runs(view, &runs, NULL);
        assert_int_equal(count_runs(&runs, DATA_RUN_NOT_FOUND), 3);
        data_view_free(view);
    }
    assert_int_equal(count_queries(INTERVALS_INTERVALS), N_RUNS);
    view = script_view(&script, NOW_MS + INT64_C(25) * 60 * MINUTE_MS, false);
    (void)read_runs(view, &runs, NULL);
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), N_RUNS);
    data_view_free(view);
    script_close(&script);
}

static void a_changed_run_is_fetched_again(void **state)
{
    struct data_runs runs;
    char id[ID_SIZE];
    (void)state;
    open_filled(N_RUNS);
    struct data_view *view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, NULL);
    data_view_free(view);
    (void)snprintf(id, sizeof id, "i%d", TODAY - 7);
    script_put(&script, INTERVALS_ACTIVITIES, id, TODAY - 7, 2);
    script_put(&script, INTERVALS_ACTIVITIES, "i5", TODAY, 1);
    script.n_queries = 0;
    view = script_view(&script, NOW_MS + 20 * MINUTE_MS, false);
    (void)read_runs(view, &runs, NULL);
    assert_int_equal(count_queries(INTERVALS_INTERVALS), 2);
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), N_RUNS + 1);
    data_view_free(view);
    script_close(&script);
}

static void two_calls_at_once_fetch_once(void **state)
{
    struct data_runs runs;
    struct data_athlete athlete;
    struct err err = {0};
    (void)state;
    open_filled(10);
    struct script_read read;
    struct data_view *first = script_view(&script, NOW_MS, false);
    assert_true(script_read_all(&script, first, 1, all_runs.range, &read, &err) > 0);
    struct data_view *second = script_view(&script, NOW_MS, false);
    script_settle_into(&script, second, 2);
    struct data_view *const views[] = {first, second};
    for (size_t i = 0; i < 2; i++) {
        data_view_rewind(views[i]);
        assert_true(data_athlete(views[i], &athlete, &err));
        assert_true(data_runs(views[i], &all_runs, &runs, &err));
        assert_false(data_is_complete(views[i]));
        assert_int_equal(data_fetch(script.data, views[i], i + 1), 1);
    }
    size_t n_ended = script.n_ended;
    script_answer_all(&script);
    assert_int_equal(script.n_ended, n_ended + 2);
    assert_int_equal(count_queries(INTERVALS_INTERVALS), 10);
    data_view_free(first);
    data_view_free(second);
    script_close(&script);
}

static void details_of_one_activity(void **state)
{
    const struct activity_intervals *intervals = NULL;
    const struct activity_streams *streams = NULL;
    struct script_read read;
    struct err err = {0};
    char id[ID_SIZE];
    (void)state;
    open_filled(0);
    (void)snprintf(id, sizeof id, "i%d", TODAY);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_false(data_activity_intervals(view, id, &intervals, &err));
    assert_int_equal(err.code, ERR_INTERNAL); /* before the athlete */
    assert_true(script_read_all(&script, view, 1, all_runs.range, &read, &err) > 0);
    assert_false(data_activity_intervals(view, "i1", &intervals, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    stream_set wanted = stream_bit(STREAM_TIME) | stream_bit(STREAM_POWER);
    assert_true(data_activity_intervals(view, id, &intervals, &err));
    assert_true(data_activity_streams(view, id, wanted, &streams, &err));
    assert_true(intervals == NULL && streams == NULL);
    assert_int_equal(data_fetch(script.data, view, 1), 1);
    script_answer_all(&script);
    data_view_rewind(view);
    assert_true(data_activity_intervals(view, id, &intervals, &err));
    assert_true(data_activity_streams(view, id, wanted, &streams, &err));
    assert_true(data_is_complete(view));
    assert_int_equal(intervals->n_intervals, 2);
    assert_int_equal(streams->n_samples, 6);
    assert_non_null(streams->series[STREAM_TIME]);
    assert_null(streams->series[STREAM_STANCE_TIME]); /* not wanted */
    data_view_free(view);

    script.n_queries = 0;
    view = script_view(&script, NOW_MS, true); /* refresh: anew, once */
    assert_true(script_read_all(&script, view, 1, all_runs.range, &read, &err) > 0);
    assert_true(data_activity_intervals(view, id, &intervals, &err));
    assert_int_equal(data_fetch(script.data, view, 1), 1);
    script_fail(&script, script_open_find(&script, INTERVALS_INTERVALS), ERR_UPSTREAM,
                "no");
    data_view_rewind(view);
    assert_true(data_activity_intervals(view, id, &intervals, &err));
    assert_non_null(intervals); /* what is stored, and stale */
    struct data_provenance provenance;
    data_provenance(view, &provenance);
    assert_true(provenance.is_stale);
    data_view_free(view);
    script_close(&script);
}

static int remove_one(const char *path, const struct stat *info, int kind,
                      struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static void a_restart_and_another_version_keep_the_segments(void **state)
{
    struct data_runs runs;
    char folder[] = "/tmp/soleus-details-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(folder));
    script_open(&script, folder);
    script_close(&script);
    script.n_details_per_call = N_RUNS;
    script_reopen(&script, folder);
    script_fill(&script, FIRST, TODAY);
    struct data_view *view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, NULL);
    data_view_free(view);
    script_close(&script);
    script_reopen(&script, folder);
    view = script_view(&script, NOW_MS, false);
    assert_int_equal(read_runs(view, &runs, NULL), 1);
    assert_int_equal(script.n_queries, 0);
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), N_RUNS);
    assert_true(runs.items[0].segments->segments[1].stance_time_ms == 238);
    data_view_free(view);
    script_close(&script);

    /* Another version of the columns: they are made again from what is stored. */
    sqlite3 *db = NULL;
    char path[256];
    (void)snprintf(path, sizeof path, "%s/athletes/i7/cache.sqlite", folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "UPDATE meta SET value = 'older' WHERE key = 'columns';"
                     "DELETE FROM segments;"
                     "UPDATE object SET json = '{}' WHERE kind = 'segments' AND id = "
                     "(SELECT max(id) FROM object WHERE kind = 'segments')",
                     NULL, NULL, NULL),
        SQLITE_OK);
    (void)sqlite3_close(db);
    script_reopen(&script, folder);
    view = script_view(&script, NOW_MS, false);
    (void)read_runs(view, &runs, NULL);
    assert_int_equal(script.n_queries, 1); /* what was not readable any more */
    assert_int_equal(count_runs(&runs, DATA_RUN_READ), N_RUNS);
    assert_true(runs.items[0].segments->segments[1].stance_time_ms == 238);
    data_view_free(view);
    script_close(&script);
    (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void a_memo_lives_as_long_as_the_store_is_the_same(void **state)
{
    struct data_athlete athlete;
    struct data_runs runs;
    struct err err = {0};
    size_t n_bytes = 0;
    (void)state;
    open_filled(2);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_null(data_memo_get(view, "a", 1, &n_bytes)); /* no athlete yet */
    (void)read_runs(view, &runs, NULL);
    data_memo_put(view, "a", 1, "one", 4);
    data_memo_put(view, "a", 2, "two", 4);
    data_memo_put(view, "a", 1, "won", 4);
    assert_string_equal(data_memo_get(view, "a", 1, &n_bytes), "won");
    assert_string_equal(data_memo_get(view, "a", 2, &n_bytes), "two");
    assert_int_equal(n_bytes, 4);
    assert_null(data_memo_get(view, "b", 1, &n_bytes));
    data_view_free(view);
    view = script_view(&script, NOW_MS, false);
    assert_true(data_athlete(view, &athlete, &err));
    assert_string_equal(data_memo_get(view, "a", 1, &n_bytes), "won");
    (void)read_runs(view, &runs, NULL); /* fetches two more: another store */
    assert_null(data_memo_get(view, "a", 1, &n_bytes));
    data_view_free(view);
    script_close(&script);
}

static int stay_quiet(void **state)
{
    (void)state;
    log_level_set(LOG_ERROR);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_fetches_so_many_and_the_next_goes_on),
        cmocka_unit_test(laps_that_do_not_say_enough_need_streams_once),
        cmocka_unit_test(what_is_not_fetched_is_only_shown),
        cmocka_unit_test(one_failure_fails_one_run_and_is_tried_again),
        cmocka_unit_test(three_failures_in_a_row_stop_the_batch),
        cmocka_unit_test(a_rate_limit_stops_the_batch_at_once),
        cmocka_unit_test(what_is_not_there_is_asked_again_after_a_day),
        cmocka_unit_test(a_changed_run_is_fetched_again),
        cmocka_unit_test(two_calls_at_once_fetch_once),
        cmocka_unit_test(details_of_one_activity),
        cmocka_unit_test(a_restart_and_another_version_keep_the_segments),
        cmocka_unit_test(a_memo_lives_as_long_as_the_store_is_the_same),
    };
    return cmocka_run_group_tests(tests, stay_quiet, NULL);
}
