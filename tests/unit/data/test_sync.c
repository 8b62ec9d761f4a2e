/* Jobs: what is fetched at first contact, who hears of it, and what is kept. */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct day_range week = {.first_day = TODAY - 6, .n_days = 7};

/* First contact fetches two weeks before the script_window, too; the recent days are the
 * last 14.
 */
enum { FIRST = TODAY - 213, RECENT_FIRST = TODAY - 14 };
#define HOUR_MS ((int64_t)60 * MINUTE_MS)

/* The athlete is known, all else is not; the view's needs are noted. */
static struct data_view *view_with_needs(struct script *script, int64_t now_ms,
                                         bool refreshes, uint64_t call_id)
{
    struct script_read read;
    struct err err = {0};
    struct data_view *view = script_view(script, now_ms, refreshes);
    script_settle_into(script, view, call_id);
    assert_true(script_run(view, week, &read, &err));
    if (read.athlete.athlete == NULL || refreshes) {
        (void)data_fetch(script->data, view, call_id);
        script_answer(script, script_open_find(script, INTERVALS_ATHLETE));
        assert_true(script_run(view, week, &read, &err));
    }
    assert_false(data_is_complete(view));
    return view;
}

static void first_contact_is_five_queries(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 1, script_window, &read, &err), 3);
    assert_int_equal(script.n_queries, 5);
    script_expect_range(&script.queries[1], FIRST, TODAY - 106);
    script_expect_range(&script.queries[2], TODAY - 105, TODAY + 1);
    script_expect_range(&script.queries[3], FIRST, TODAY + 1);
    script_expect_range(&script.queries[4], FIRST, TODAY + 61);
    for (size_t i = 0; i < 5; i++) {
        assert_false(script.queries[i].is_light);
    }
    data_view_free(view);
    script_close(&script);
}

static void calls_that_want_the_same_share_it(void **state)
{
    enum { N_VIEWS = 10 };
    struct script script;
    struct data_view *views[N_VIEWS];
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 30, TODAY);
    for (uint64_t i = 0; i < N_VIEWS; i++) {
        views[i] = view_with_needs(&script, NOW_MS, false, i + 1);
    }
    script.n_queries = 0;
    script.n_ended = 0;
    script_settle_into(&script, NULL, 0);
    for (uint64_t i = 0; i < N_VIEWS; i++) {
        assert_int_equal(data_fetch(script.data, views[i], i + 1), 3);
    }
    assert_int_equal(script.n_queries, 4);
    script_answer_all(&script);
    /* Each call hears of each kind once. */
    assert_int_equal(script.n_ended, 3 * N_VIEWS);
    for (uint64_t i = 0; i < N_VIEWS; i++) {
        size_t n_heard[N_DATA_KINDS] = {0};
        for (size_t k = 0; k < script.n_ended; k++) {
            if (script.ended[k].call_id == i + 1) {
                assert_true(script.ended[k].is_good);
                n_heard[script.ended[k].kind]++;
            }
        }
        assert_int_equal(n_heard[DATA_ATHLETE], 0);
        assert_int_equal(n_heard[DATA_ACTIVITIES], 1);
        assert_int_equal(n_heard[DATA_WELLNESS], 1);
        assert_int_equal(n_heard[DATA_EVENTS], 1);
        data_view_free(views[i]);
    }
    script_close(&script);
}

/* A smaller range joins, a larger one, another athlete and a refresh do not. */
static void what_joins_and_what_does_not(void **state)
{
    struct script script;
    struct data_activities activities;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script_sync_all(&script);
    int64_t now_ms = NOW_MS + MINUTE_MS;
    struct day_range year = {.first_day = TODAY - 365, .n_days = 366};
    struct data_view *first = script_view(&script, now_ms, false);
    assert_true(data_activities(first, year, &activities, &err));
    assert_int_equal(data_fetch(script.data, first, 1), 1);
    assert_int_equal(script.n_queries, 2); /* the 152 days that are missing */
    struct data_view *smaller = script_view(&script, now_ms, false);
    struct day_range half = {.first_day = TODAY - 250, .n_days = 100};
    assert_true(data_activities(smaller, half, &activities, &err));
    assert_int_equal(data_fetch(script.data, smaller, 2), 1);
    assert_int_equal(script.n_queries, 2);
    struct data_view *larger = script_view(&script, now_ms, false);
    struct day_range years = {.first_day = TODAY - 500, .n_days = 501};
    assert_true(data_activities(larger, years, &activities, &err));
    assert_int_equal(data_fetch(script.data, larger, 3), 1);
    assert_true(script.n_queries > 2);
    /* The year's job does not look at what is fresh: no help for one who refreshes. */
    struct data_view *refreshing = view_with_needs(&script, now_ms, true, 4);
    size_t n_queries = script.n_queries;
    assert_int_equal(data_fetch(script.data, refreshing, 4), 3);
    assert_true(script.n_queries > n_queries);
    bool has_light = false;
    for (size_t i = n_queries; i < script.n_queries; i++) {
        has_light = has_light || script.queries[i].is_light;
    }
    assert_true(has_light);
    script_settle_into(&script, NULL, 0);
    script_answer_all(&script);
    assert_int_equal(script_open_count(&script), 0);
    data_view_free(first);
    data_view_free(smaller);
    data_view_free(larger);
    data_view_free(refreshing);
    script_close(&script);
}

static void a_failed_window_costs_only_itself(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    struct data_view *view = view_with_needs(&script, NOW_MS, false, 1);
    assert_int_equal(data_fetch(script.data, view, 1), 3);
    /* The older of two windows comes, the newer fails. */
    script_answer(&script, 1);
    assert_int_equal(script.n_ended, 1);
    script_fail(&script, 2, ERR_UPSTREAM, "cut off");
    assert_int_equal(script.n_ended, 2);
    assert_false(script.ended[1].is_good);
    assert_string_equal(script.ended[1].err.message, "cut off");
    script_answer_all(&script);
    assert_int_equal(script.n_ended, 4);
    data_view_free(view);
    view = script_view(&script, NOW_MS, false);
    script.n_queries = 0;
    assert_int_equal(script_read_all(&script, view, 2, script_window, &read, &err), 2);
    assert_int_equal(script.n_queries, 1);
    script_expect_range(&script.queries[0], TODAY - 105, TODAY + 1);
    assert_int_equal(read.activities.n_items, 200);
    data_view_free(view);
    script_close(&script);
}

static void a_completion_after_the_call_is_gone_fills_the_store(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    struct data_view *view = view_with_needs(&script, NOW_MS, false, 5);
    (void)data_fetch(script.data, view, 5);
    script_settle_into(&script, NULL, 0);
    data_view_free(view);
    script_answer_all(&script);
    assert_int_equal(script.n_ended, 1 + 3); /* told by id; nobody is there any more */
    view = script_view(&script, NOW_MS, false);
    script.n_queries = 0;
    assert_int_equal(script_read_all(&script, view, 6, script_window, &read, &err), 1);
    assert_int_equal(script.n_queries, 0);
    assert_int_equal(read.activities.n_items, 200);
    data_view_free(view);
    script_close(&script);
}

static void a_source_that_answers_at_once(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script.answers_at_once = true;
    script_fill(&script, TODAY - 199, TODAY);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 1, script_window, &read, &err), 3);
    assert_int_equal(read.activities.n_items, 200);
    data_view_free(view);
    char id[ID_SIZE];
    (void)snprintf(id, sizeof id, "i%d", TODAY - 3);
    script_put(&script, INTERVALS_ACTIVITIES, id, TODAY - 3, 2);
    script_read_later(&script, NOW_MS + 11 * MINUTE_MS, &read, &view);
    assert_int_equal(script.n_queries, 3);
    assert_string_equal(read.activities.items[196].name, "Version 2");
    data_view_free(view);
    script_close(&script);
}

static void progress_is_told_by_parts(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    struct day_range years = {.first_day = TODAY - 999, .n_days = 1000};
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 1, years, &read, &err), 3);
    /* 10 windows of activities, 3 of wellness, 3 of events; the last of each is the end. */
    assert_int_equal(script.n_progress, 9 + 2 + 2);
    assert_int_equal(script.n_done_last, 2);
    assert_int_equal(script.n_total_last, 3);
    data_view_free(view);
    script_close(&script);
}

static void an_unreadable_body_fails_and_deletes_nothing(void **state)
{
    static const char *const bodies[] = {
        "",
        "null",
        "{}",
        "[",
        "[{\"id\":\"x\"",
        "[1,2]",
        "[{\"id\":null}]",
        "[{\"id\":\"i1\",\"start_date_local\":\"soon\"}]",
        "<html>",
        ("[{\"id\":\"i1\",\"icu_athlete_id\":\"i8\","
         "\"start_date_local\":\"2026-11-20T08:00:00\"}]")};
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    script_sync_all(&script);
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        script.n_queries = 0;
        script.n_ended = 0;
        struct data_view *view =
            view_with_needs(&script, NOW_MS + 11 * MINUTE_MS, false, i + 10);
        (void)data_fetch(script.data, view, i + 10);
        size_t n_queries = script.n_queries;
        for (size_t k = 0; k < n_queries; k++) {
            script_answer_body(&script, k, bodies[i]);
        }
        assert_int_equal(script.n_queries, n_queries);
        assert_int_equal(script.n_ended, 3);
        for (size_t k = 0; k < script.n_ended; k++) {
            assert_false(script.ended[k].is_good);
            assert_int_equal(script.ended[k].err.code, ERR_UPSTREAM);
            assert_non_null(strstr(script.ended[k].err.message, "Intervals.icu sent"));
            assert_true(script.ended[k].err.hint[0] != '\0');
        }
        assert_true(script_run(view, script_window, &read, &err));
        assert_int_equal(read.activities.n_items, 200);
        assert_int_equal(read.wellness.n_items, 200);
        assert_in_range(read.events.n_items, 28, 29);
        data_view_free(view);
    }
    script_close(&script);
}

static size_t left_out_of(struct data_view *view, struct day_range range)
{
    struct script_read read;
    struct data_provenance provenance;
    struct err err = {0};
    assert_true(script_run(view, range, &read, &err));
    assert_true(data_is_complete(view));
    assert_int_equal(read.activities.n_items, range.n_days);
    data_provenance(view, &provenance);
    assert_int_equal(provenance.n_left_out[DATA_WELLNESS], 0);
    return provenance.n_left_out[DATA_ACTIVITIES];
}

/* One row that is no JSON: nothing else is lost, and answers that touch its days say so
 * until the list is whole again. */
static void a_bad_row_is_left_out_and_said(void **state)
{
    static const char body[] =
        "[{\"id\":\"i20777\",\"start_date_local\":\"2026-11-20T08:00:00\"},"
        "{\"id\":\"i20776\",\"start_date_local\":\"2026-11-19T08:00:00\",\"x\":1e999}]";
    struct script script;
    struct script_read read;
    struct day_range before = {.first_day = TODAY - 60, .n_days = 30};
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    script_sync_all(&script);
    struct data_view *view = view_with_needs(&script, NOW_MS + 11 * MINUTE_MS, false, 3);
    (void)data_fetch(script.data, view, 3);
    script_answer_body(&script, script_open_find(&script, INTERVALS_ACTIVITIES), body);
    script_answer_all(&script);
    assert_int_equal(left_out_of(view, script_window), 1);
    assert_int_equal(left_out_of(view, before), 0);
    data_view_free(view);
    view = NULL;
    script_read_later(&script, NOW_MS + 22 * MINUTE_MS, &read, &view);
    assert_int_equal(left_out_of(view, script_window), 0);
    data_view_free(view);
    script_close(&script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_contact_is_five_queries),
        cmocka_unit_test(calls_that_want_the_same_share_it),
        cmocka_unit_test(what_joins_and_what_does_not),
        cmocka_unit_test(a_failed_window_costs_only_itself),
        cmocka_unit_test(a_completion_after_the_call_is_gone_fills_the_store),
        cmocka_unit_test(a_source_that_answers_at_once),
        cmocka_unit_test(progress_is_told_by_parts),
        cmocka_unit_test(an_unreadable_body_fails_and_deletes_nothing),
        cmocka_unit_test(a_bad_row_is_left_out_and_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
