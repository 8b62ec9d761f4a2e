/* What a view notes, hands out and remembers; no network, a store in memory. */
#include "script.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"

static const struct day_range week = {.first_day = TODAY - 6, .n_days = 7};

static void the_athlete_comes_first(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_true(script_run(view, week, &read, &err));
    assert_null(read.athlete.athlete);
    assert_false(data_is_complete(view));
    assert_int_equal(data_fetch(script.data, view, 1), 1);
    assert_int_equal(script.n_queries, 1);
    assert_int_equal(script.queries[0].operation, INTERVALS_ATHLETE);
    assert_string_equal(script.queries[0].athlete_id, "0");
    script_settle_into(&script, view, 1);
    script_answer(&script, 0);
    assert_int_equal(script.n_ended, 1);
    /* The next run notes all the rest at once, by the real id. */
    assert_true(script_run(view, week, &read, &err));
    assert_non_null(read.athlete.athlete);
    assert_int_equal(read.athlete.today, TODAY);
    assert_int_equal(data_fetch(script.data, view, 1), 3);
    assert_int_equal(script.n_queries, 5);
    for (size_t i = 1; i < 5; i++) {
        assert_string_equal(script.queries[i].athlete_id, "i7");
    }
    data_view_free(view);
    script_close(&script);
}

static void what_is_asked_twice_is_noted_once(void **state)
{
    struct script script;
    struct data_activities activities;
    struct err err = {0};
    struct script_read read;
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    struct data_athlete athlete;
    script_settle_into(&script, view, 1);
    assert_true(script_run(view, week, &read, &err));
    (void)data_fetch(script.data, view, 1);
    script_answer_all(&script);
    data_view_rewind(view);
    for (int i = 0; i < 3; i++) {
        assert_true(data_athlete(view, &athlete, &err));
        assert_true(data_activities(view, week, &activities, &err));
    }
    /* Two ranges of one kind: their hull, with the days around today that they touch. */
    struct day_range older = {.first_day = TODAY - 250, .n_days = 60};
    assert_true(data_activities(view, older, &activities, &err));
    assert_int_equal(data_fetch(script.data, view, 1), 1);
    assert_int_equal(script.n_queries, 1 + 3);
    script_expect_range(&script.queries[1], TODAY - 250, TODAY - 167);
    script_expect_range(&script.queries[2], TODAY - 166, TODAY - 83);
    script_expect_range(&script.queries[3], TODAY - 82, TODAY + 1);
    data_view_free(view);
    script_close(&script);
}

static void a_far_range_stays_alone(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    struct day_range far = {.first_day = TODAY - 900, .n_days = 30};
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 950, TODAY - 840);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 1, far, &read, &err), 3);
    assert_int_equal(script.n_queries, 4);
    for (size_t i = 1; i < 4; i++) {
        script_expect_range(&script.queries[i], TODAY - 900, TODAY - 871);
    }
    assert_int_equal(read.activities.n_items, 30);
    assert_int_equal(read.activities.items[0].day, TODAY - 900);
    assert_int_equal(read.wellness.n_items, 30);
    data_view_free(view);
    script_close(&script);
}

static void only_the_days_asked_for_are_handed_out(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 300, TODAY + 30);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 1, week, &read, &err), 3);
    assert_int_equal(read.activities.n_items, 7);
    assert_int_equal(read.activities.items[0].day, TODAY - 6);
    assert_int_equal(read.activities.items[6].day, TODAY);
    assert_int_equal(read.wellness.n_items, 7);
    assert_int_equal(read.events.n_items, 1);
    /* Another range of the same window needs no fetch and no second list in memory. */
    size_t n_queries = script.n_queries;
    struct day_range month = {.first_day = TODAY - 29, .n_days = 30};
    assert_true(script_run(view, month, &read, &err));
    assert_true(data_is_complete(view));
    assert_int_equal(read.activities.n_items, 30);
    struct day_range day = {.first_day = TODAY, .n_days = 1};
    struct data_activities one;
    assert_true(data_activities(view, day, &one, &err));
    assert_int_equal(one.n_items, 1);
    assert_ptr_equal(&one.items[0], &read.activities.items[29]);
    assert_int_equal(script.n_queries, n_queries);
    data_view_free(view);
    script_close(&script);
}

/* Lists live until the rewind, however many were taken, and whatever comes meanwhile. */
static void lists_live_until_the_rewind(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 300, TODAY + 30);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 1, week, &read, &err), 3);
    struct data_events events[20];
    for (size_t i = 0; i < 20; i++) { /* events are kept for one range only */
        struct day_range range = {.first_day = TODAY - 100 + (day_num)i, .n_days = 50};
        struct data_athlete athlete;
        assert_true(data_athlete(view, &athlete, &err));
        assert_true(data_events(view, range, &events[i], &err));
        assert_in_range(events[i].n_items, 7, 8);
    }
    /* Another call refreshes everything in between: what we hold is still what it was. */
    struct data_view *other = script_view(&script, NOW_MS, true);
    struct script_read other_read;
    for (day_num day = TODAY - 300; day <= TODAY + 30; day++) {
        if (day % 7 == 0) {
            char id[ID_SIZE];
            (void)snprintf(id, sizeof id, "%d", (int)day);
            script_put(&script, INTERVALS_EVENTS, id, day, 2);
        }
    }
    assert_true(script_read_all(&script, other, 2, week, &other_read, &err) > 0);
    assert_string_equal(other_read.events.items[0].name, "Version 2");
    for (size_t i = 0; i < 20; i++) {
        for (size_t k = 0; k < events[i].n_items; k++) {
            assert_string_equal(events[i].items[k].name, "Version 1");
        }
    }
    data_view_free(other);
    data_view_free(view);
    script_close(&script);
}

static void a_failure_with_nothing_stored_is_returned(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    script_settle_into(&script, view, 1);
    assert_true(script_run(view, week, &read, &err));
    (void)data_fetch(script.data, view, 1);
    script_fail(&script, 0, ERR_AUTH, "no entry");
    assert_false(script_run(view, week, &read, &err));
    assert_int_equal(err.code, ERR_AUTH);
    assert_string_equal(err.message, "no entry");
    assert_string_equal(err.hint, "Do something");
    /* It stays so for this call: it is not asked again and again. */
    assert_false(script_run(view, week, &read, &err));
    assert_true(data_is_complete(view));
    data_view_free(view);
    /* The next call asks anew. */
    view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 2, week, &read, &err), 3);
    data_view_free(view);
    script_close(&script);
}

static void one_kind_that_fails_leaves_the_others(void **state)
{
    struct script script;
    struct script_read read;
    struct data_provenance provenance;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 20, TODAY);
    struct data_view *view = script_view(&script, NOW_MS, false);
    script_settle_into(&script, view, 1);
    assert_true(script_run(view, week, &read, &err));
    (void)data_fetch(script.data, view, 1);
    script_answer(&script, 0);
    assert_true(script_run(view, week, &read, &err));
    (void)data_fetch(script.data, view, 1);
    script_fail(&script, script_open_find(&script, INTERVALS_WELLNESS), ERR_UPSTREAM, "no");
    script_answer_all(&script);
    data_view_rewind(view);
    assert_true(data_activities(view, week, &read.activities, &err));
    assert_int_equal(read.activities.n_items, 7);
    assert_false(data_wellness(view, week, &read.wellness, &err));
    assert_string_equal(err.message, "no");
    assert_true(data_events(view, week, &read.events, &err));
    assert_true(data_is_complete(view));
    data_provenance(view, &provenance);
    assert_false(provenance.is_stale); /* what was handed out is fresh */
    assert_int_equal(provenance.synced_ms, NOW_MS);
    data_view_free(view);
    script_close(&script);
}

/* Reads all at NOW_MS, so that everything is stored. */
static void sync_all(struct script *script)
{
    struct script_read read;
    struct err err = {0};
    script_fill(script, TODAY - 300, TODAY + 30);
    struct data_view *view = script_view(script, NOW_MS, false);
    assert_int_equal(script_read_all(script, view, 1, week, &read, &err), 3);
    data_view_free(view);
    script->n_queries = 0;
    script->n_ended = 0;
}

static void stored_data_that_cannot_be_freshened_is_stale(void **state)
{
    struct script script;
    struct script_read read;
    struct data_provenance provenance;
    struct err err = {0};
    int64_t later_ms = NOW_MS + 11 * MINUTE_MS;
    (void)state;
    script_open(&script, NULL);
    sync_all(&script);
    struct data_view *view = script_view(&script, later_ms, false);
    script_settle_into(&script, view, 2);
    assert_true(script_run(view, week, &read, &err));
    assert_int_equal(data_fetch(script.data, view, 2), 3);
    assert_int_equal(script.n_queries, 3);
    script_fail(&script, script_open_find(&script, INTERVALS_EVENTS), ERR_UPSTREAM, "away");
    script_answer_all(&script);
    assert_true(script_run(view, week, &read, &err));
    assert_true(data_is_complete(view));
    assert_int_equal(read.events.n_items, 1);
    data_provenance(view, &provenance);
    assert_true(provenance.is_stale);
    assert_string_equal(provenance.why->message, "away");
    assert_int_equal(provenance.synced_ms, NOW_MS);
    /* What does not touch the calendar is fresh. */
    data_view_rewind(view);
    assert_true(data_activities(view, week, &read.activities, &err));
    data_provenance(view, &provenance);
    assert_false(provenance.is_stale);
    assert_int_equal(provenance.synced_ms, later_ms);
    data_view_free(view);
    script_close(&script);
}

static void the_time_of_freshness(void **state)
{
    static const struct {
        int64_t after_ms;
        size_t n_needs;
    } cases[] = {{0, 0},
                 {10 * MINUTE_MS, 0},
                 {10 * MINUTE_MS + 1, 3},
                 {-59 * MINUTE_MS, 0}, /* the clock went back a little */
                 {-61 * MINUTE_MS, 4}, /* that sync was made in a future that is none */
                 {24 * 60 * MINUTE_MS + 1, 4}};
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    sync_all(&script);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct data_view *view = script_view(&script, NOW_MS + cases[i].after_ms, false);
        script_settle_into(&script, view, 2);
        assert_true(script_run(view, week, &read, &err));
        size_t n_needs = data_fetch(script.data, view, 2);
        if (n_needs == 1) { /* the athlete first */
            script_fail(&script, script.n_queries - 1, ERR_UPSTREAM, "away");
            assert_true(script_run(view, week, &read, &err));
            n_needs += data_fetch(script.data, view, 2);
        }
        assert_int_equal(n_needs, cases[i].n_needs);
        for (size_t k = 0; k < script.n_queries; k++) {
            if (!script.queries[k].is_answered) {
                script_fail(&script, k, ERR_UPSTREAM, "away");
            }
        }
        script.n_queries = 0;
        script.n_ended = 0;
        data_view_free(view);
    }
    script_close(&script);
}

static void a_refresh_fetches_each_kind_once(void **state)
{
    struct script script;
    struct script_read read;
    struct data_provenance provenance;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    sync_all(&script);
    struct data_view *view = script_view(&script, NOW_MS + MINUTE_MS, true);
    assert_int_equal(script_read_all(&script, view, 2, week, &read, &err), 3);
    /* Recent and older activities, wellness, events; the athlete first. */
    assert_int_equal(script.n_queries, 5);
    assert_int_equal(script.queries[0].operation, INTERVALS_ATHLETE);
    data_provenance(view, &provenance);
    assert_int_equal(provenance.synced_ms, NOW_MS + MINUTE_MS);
    assert_true(script_run(view, week, &read, &err));
    assert_true(data_is_complete(view));
    data_view_free(view);
    /* One that fails hands out what is there, stale. */
    view = script_view(&script, NOW_MS + MINUTE_MS, true);
    script_settle_into(&script, view, 3);
    for (int i = 0; i < 2; i++) {
        assert_true(script_run(view, week, &read, &err));
        (void)data_fetch(script.data, view, 3);
        for (size_t k = 0; k < script.n_queries; k++) {
            if (!script.queries[k].is_answered) {
                script_fail(&script, k, ERR_TIMEOUT, "slow");
            }
        }
    }
    assert_true(script_run(view, week, &read, &err));
    assert_true(data_is_complete(view));
    assert_int_equal(read.activities.n_items, 7);
    data_provenance(view, &provenance);
    assert_true(provenance.is_stale);
    data_view_free(view);
    script_close(&script);
}

static void days_beyond_the_calendar_are_empty(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    struct day_range early = {.first_day = DAY_NUM_MIN - 190, .n_days = 200};
    struct day_range late = {.first_day = DAY_NUM_MAX - 9, .n_days = 100};
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 1, early, &read, &err), 3);
    script_expect_range(&script.queries[1], DAY_NUM_MIN, DAY_NUM_MIN + 9);
    assert_int_equal(read.activities.n_items, 0);
    assert_true(script_read_all(&script, view, 1, late, &read, &err) > 0);
    data_view_free(view);
    script_close(&script);
}

static void without_a_zone_it_is_utc(void **state)
{
    static const char *const zones[] = {NULL, "", "Mars/Olympus", "../passwd"};
    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        struct script script;
        struct script_read read;
        struct err err = {0};
        script_open(&script, NULL);
        script.timezone = zones[i];
        struct data_view *view = script_view(&script, NOW_MS, false);
        assert_int_equal(script_read_all(&script, view, 1, week, &read, &err), 3);
        assert_true(read.athlete.is_zone_assumed);
        assert_int_equal(read.athlete.today, TODAY);
        data_view_free(view);
        script_close(&script);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_athlete_comes_first),
        cmocka_unit_test(what_is_asked_twice_is_noted_once),
        cmocka_unit_test(a_far_range_stays_alone),
        cmocka_unit_test(only_the_days_asked_for_are_handed_out),
        cmocka_unit_test(lists_live_until_the_rewind),
        cmocka_unit_test(a_failure_with_nothing_stored_is_returned),
        cmocka_unit_test(one_kind_that_fails_leaves_the_others),
        cmocka_unit_test(stored_data_that_cannot_be_freshened_is_stale),
        cmocka_unit_test(the_time_of_freshness),
        cmocka_unit_test(a_refresh_fetches_each_kind_once),
        cmocka_unit_test(days_beyond_the_calendar_are_empty),
        cmocka_unit_test(without_a_zone_it_is_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
