/* Jobs: what of known days is fetched again, and when. */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* First contact fetches two weeks before the script_window, too; the recent days are the
 * last 14.
 */
enum { FIRST = TODAY - 213, RECENT_FIRST = TODAY - 14 };
#define HOUR_MS ((int64_t)60 * MINUTE_MS)

static size_t light_count(const struct script *script)
{
    size_t n_light = 0;
    for (size_t i = 0; i < script->n_queries; i++) {
        n_light += script->queries[i].is_light ? 1U : 0U;
    }
    return n_light;
}

/* The one query of activities that is open or answered, of that sort. */
static const struct script_query *activities_query(const struct script *script, bool light)
{
    const struct script_query *found = NULL;
    for (size_t i = 0; i < script->n_queries; i++) {
        const struct script_query *query = &script->queries[i];
        if (query->operation == INTERVALS_ACTIVITIES && query->is_light == light) {
            assert_null(found);
            found = query;
        }
    }
    assert_non_null(found);
    return found;
}

/* A call that wants the activities alone: it has room for the light list. */
static struct data_view *look_later(struct script *script, int64_t now_ms,
                                    struct data_activities *ret)
{
    struct err err = {0};
    struct data_view *view = script_view(script, now_ms, false);
    script->n_queries = 0;
    script_settle_into(script, view, 9);
    assert_true(data_activities(view, script_window, ret, &err));
    if (!data_is_complete(view)) {
        (void)data_fetch(script->data, view, 9);
        script_answer_all(script);
        data_view_rewind(view);
        assert_true(data_activities(view, script_window, ret, &err));
        assert_true(data_is_complete(view));
    }
    return view;
}

static void the_recent_days_are_one_whole_list(void **state)
{
    struct script script;
    struct script_read read;
    struct data_view *view = NULL;
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    script_sync_all(&script);
    for (int i = 1; i < 4; i++) {
        script_read_later(&script, NOW_MS + (int64_t)i * 11 * MINUTE_MS, &read, &view);
        assert_int_equal(script.n_queries, 3);
        script_expect_range(activities_query(&script, false), RECENT_FIRST, TODAY + 1);
        assert_int_equal(read.activities.n_items, 200);
        data_view_free(view);
    }
    script_close(&script);
}

/* Added, edited and moved in: three requests all the same, and seen. */
static void recent_changes_cost_no_more(void **state)
{
    struct script script;
    struct script_read read;
    struct data_view *view = NULL;
    char id[ID_SIZE];
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    script_sync_all(&script);
    script_put(&script, INTERVALS_ACTIVITIES, "new", TODAY, 1);
    (void)snprintf(id, sizeof id, "i%d", RECENT_FIRST);
    script_put(&script, INTERVALS_ACTIVITIES, id, RECENT_FIRST, 2);
    (void)snprintf(id, sizeof id, "i%d", TODAY - 30);
    script_put(&script, INTERVALS_ACTIVITIES, id, TODAY - 5, 1);
    script_read_later(&script, NOW_MS + 11 * MINUTE_MS, &read, &view);
    assert_int_equal(script.n_queries, 3);
    assert_int_equal(read.activities.n_items, 201);
    size_t n_on_day_5 = 0;
    for (size_t i = 0; i < read.activities.n_items; i++) {
        const struct activity *activity = &read.activities.items[i];
        assert_int_not_equal(activity->day, TODAY - 30);
        n_on_day_5 += activity->day == TODAY - 5 ? 1U : 0U;
        assert_string_equal(activity->name,
                            activity->day == RECENT_FIRST ? "Version 2" : "Version 1");
    }
    assert_int_equal(n_on_day_5, 2);
    data_view_free(view);
    script_close(&script);
}

/* A row that is gone may have been moved: the light list is read at once and finds it. */
static void a_recent_row_that_is_gone_is_looked_for(void **state)
{
    struct script script;
    struct script_read read;
    struct data_view *view = NULL;
    char moved[ID_SIZE];
    char deleted[ID_SIZE];
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    script_sync_all(&script);
    (void)snprintf(moved, sizeof moved, "i%d", TODAY - 3);
    script_put(&script, INTERVALS_ACTIVITIES, moved, TODAY - 60, 1);
    script_read_later(&script, NOW_MS + 11 * MINUTE_MS, &read, &view);
    assert_int_equal(script.n_queries, 3 + 2);
    script_expect_range(activities_query(&script, true), FIRST, RECENT_FIRST - 1);
    script_expect_range(&script.queries[4], TODAY - 60, TODAY - 60);
    assert_int_equal(read.activities.n_items, 200);
    assert_int_equal(read.activities.items[139].day, TODAY - 60);
    assert_int_equal(read.activities.items[140].day, TODAY - 60);
    data_view_free(view);
    (void)snprintf(deleted, sizeof deleted, "i%d", TODAY - 4);
    script_remove(&script, INTERVALS_ACTIVITIES, deleted);
    script_read_later(&script, NOW_MS + 22 * MINUTE_MS, &read, &view);
    assert_int_equal(script.n_queries, 3 + 1);
    assert_int_equal(read.activities.n_items, 199);
    data_view_free(view);
    script_close(&script);
}

/* Six hours on, by a call with room; by one without only after seven days. */
static void when_the_light_list_is_read(void **state)
{
    struct script script;
    struct script_read read;
    struct data_activities activities;
    struct data_view *view = NULL;
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY + 10);
    script_sync_all(&script);
    data_view_free(look_later(&script, NOW_MS + 5 * HOUR_MS, &activities));
    assert_int_equal(light_count(&script), 0);
    assert_int_equal(script.n_queries, 1);
    script_read_later(&script, NOW_MS + 7 * HOUR_MS, &read, &view);
    assert_int_equal(light_count(&script), 0);
    assert_int_equal(script.n_queries, 3);
    data_view_free(view);
    /* The next question of the conversation brings it, alone; then it is quiet. */
    data_view_free(look_later(&script, NOW_MS + 7 * HOUR_MS + MINUTE_MS, &activities));
    assert_int_equal(script.n_queries, 1);
    script_expect_range(activities_query(&script, true), FIRST, RECENT_FIRST - 1);
    data_view_free(look_later(&script, NOW_MS + 7 * HOUR_MS + 2 * MINUTE_MS, &activities));
    assert_int_equal(script.n_queries, 0);
    for (int day = 1; day <= 8; day++) {
        script_read_later(&script, NOW_MS + (int64_t)day * 24 * HOUR_MS, &read, &view);
        assert_int_equal(light_count(&script), day == 8 ? 1 : 0);
        data_view_free(view);
    }
    script_close(&script);
}

static void older_changes_are_found_and_clustered(void **state)
{
    struct script script;
    struct data_activities activities;
    char id[ID_SIZE];
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    script_sync_all(&script);
    /* Changed: 100, 95, 86 days ago (one cluster), 70 (another). Deleted: 50. New: 20 days
     * ago. Moved: from 30 to 40 days ago. */
    static const int changed[] = {100, 95, 86, 70};
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(id, sizeof id, "i%d", TODAY - changed[i]);
        script_put(&script, INTERVALS_ACTIVITIES, id, TODAY - changed[i], 2);
    }
    (void)snprintf(id, sizeof id, "i%d", TODAY - 50);
    script_remove(&script, INTERVALS_ACTIVITIES, id);
    script_put(&script, INTERVALS_ACTIVITIES, "new", TODAY - 20, 1);
    (void)snprintf(id, sizeof id, "i%d", TODAY - 30);
    script_put(&script, INTERVALS_ACTIVITIES, id, TODAY - 40, 1);
    struct data_view *view = look_later(&script, NOW_MS + 7 * HOUR_MS, &activities);
    assert_int_equal(light_count(&script), 1);
    size_t n_found = 0;
    for (size_t i = 0; i < script.n_queries; i++) {
        const struct script_query *query = &script.queries[i];
        if (!query->is_light) {
            static const int ranges[][2] = {
                {14, -1}, {100, 86}, {70, 70}, {40, 40}, {20, 20}};
            script_expect_range(query, TODAY - ranges[n_found][0],
                                TODAY - ranges[n_found][1]);
            n_found++;
        }
    }
    assert_int_equal(n_found, 5);
    assert_int_equal(activities.n_items, 200); /* one less, one more */
    for (size_t i = 0; i < activities.n_items; i++) {
        const struct activity *activity = &activities.items[i];
        assert_int_not_equal(activity->day, TODAY - 50);
        assert_int_not_equal(activity->day, TODAY - 30);
        bool is_changed = activity->day == TODAY - 100 || activity->day == TODAY - 95 ||
                          activity->day == TODAY - 86 || activity->day == TODAY - 70;
        assert_string_equal(activity->name, is_changed ? "Version 2" : "Version 1");
    }
    data_view_free(view);
    /* And that was it. */
    data_view_free(look_later(&script, NOW_MS + 14 * HOUR_MS, &activities));
    assert_int_equal(script.n_queries, 2);
    script_close(&script);
}

/* Hundreds of changes do not become one endless range: at most about 100 days each. */
static void a_cluster_is_bounded(void **state)
{
    struct script script;
    struct data_activities activities;
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    script_sync_all(&script);
    for (day_num day = TODAY - 199; day <= TODAY; day++) {
        char id[ID_SIZE];
        (void)snprintf(id, sizeof id, "i%d", (int)day);
        script_put(&script, INTERVALS_ACTIVITIES, id, day, 3);
    }
    struct data_view *view = look_later(&script, NOW_MS + 7 * HOUR_MS, &activities);
    assert_int_equal(script.n_queries, 2 + 2); /* recent, light, two ranges */
    for (size_t i = 2; i < script.n_queries; i++) {
        assert_in_range(script.queries[i].range.n_days, 80, 110);
    }
    for (size_t i = 0; i < activities.n_items; i++) {
        assert_string_equal(activities.items[i].name, "Version 3");
    }
    data_view_free(view);
    script_close(&script);
}

/* The changed rows could not be fetched: they are tried again, nothing passes for new. */
static void a_failed_refetch_is_repeated(void **state)
{
    struct script script;
    struct data_activities activities;
    struct data_provenance provenance;
    struct err err = {0};
    char id[ID_SIZE];
    int64_t now_ms = NOW_MS + 7 * HOUR_MS;
    (void)state;
    script_open(&script, NULL);
    script_fill(&script, TODAY - 199, TODAY);
    script_sync_all(&script);
    (void)snprintf(id, sizeof id, "i%d", TODAY - 40);
    script_put(&script, INTERVALS_ACTIVITIES, id, TODAY - 40, 2);
    struct data_view *view = script_view(&script, now_ms, false);
    script_settle_into(&script, view, 2);
    assert_true(data_activities(view, script_window, &activities, &err));
    (void)data_fetch(script.data, view, 2);
    script_answer(&script, 0); /* the recent days */
    script_answer(&script, 1); /* the light list */
    assert_int_equal(script.n_queries, 3);
    script_fail(&script, 2, ERR_UPSTREAM, "cut off");
    data_view_rewind(view);
    assert_true(data_activities(view, script_window, &activities, &err));
    data_provenance(view, &provenance);
    assert_true(provenance.is_stale);
    assert_string_equal(activities.items[activities.n_items - 41].name, "Version 1");
    data_view_free(view);
    view = look_later(&script, now_ms, &activities);
    assert_int_equal(script.n_queries, 2); /* the light list and the day */
    assert_string_equal(activities.items[activities.n_items - 41].name, "Version 2");
    data_view_free(view);
    script_close(&script);
}

/* Days never fetched that lead to the recent ones come with them, in one list. */
static void the_tail_of_new_days(void **state)
{
    (void)state;
    for (int n_days = 1; n_days <= 40; n_days += 13) { /* 1, 14, 27, 40 */
        struct script script;
        struct script_read read;
        struct err err = {0};
        script_open(&script, NULL);
        script_fill(&script, TODAY - 199, TODAY + 50);
        script_sync_all(&script);
        day_num today = TODAY + n_days;
        int64_t now_ms = NOW_MS + (int64_t)n_days * 24 * HOUR_MS;
        struct data_view *view = script_view(&script, now_ms, false);
        struct day_range range = {.first_day = today - 6, .n_days = 7};
        assert_true(script_read_all(&script, view, 2, range, &read, &err) > 0);
        assert_int_equal(read.activities.n_items, 7);
        day_num first = today - 14 < TODAY + 2 ? today - 14 : TODAY + 2;
        script_expect_range(activities_query(&script, false), first, today + 1);
        assert_int_equal(light_count(&script), n_days > 7 ? 1 : 0);
        data_view_free(view);
        script_close(&script);
    }
}

/* The 200 days of a day in the last two weeks are there. */
static void an_earlier_day_costs_nothing(void **state)
{
    struct script script;
    struct script_read read;
    struct err err = {0};
    (void)state;
    script_open(&script, NULL);
    script_sync_all(&script);
    for (int n_back = 1; n_back <= 15; n_back++) {
        struct day_range range = {.first_day = TODAY - 199 - n_back, .n_days = 200};
        struct data_view *view = script_view(&script, NOW_MS + MINUTE_MS, false);
        script.n_queries = 0;
        assert_true(script_read_all(&script, view, 2, range, &read, &err) > 0);
        assert_int_equal(script.n_queries, n_back <= 14 ? 0 : 3);
        for (size_t i = 0; i < script.n_queries; i++) { /* only what is missing */
            script_expect_range(&script.queries[i], FIRST - 1, FIRST - 1);
        }
        data_view_free(view);
    }
    script_close(&script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_recent_days_are_one_whole_list),
        cmocka_unit_test(recent_changes_cost_no_more),
        cmocka_unit_test(a_recent_row_that_is_gone_is_looked_for),
        cmocka_unit_test(when_the_light_list_is_read),
        cmocka_unit_test(older_changes_are_found_and_clustered),
        cmocka_unit_test(a_cluster_is_bounded),
        cmocka_unit_test(a_failed_refetch_is_repeated),
        cmocka_unit_test(the_tail_of_new_days),
        cmocka_unit_test(an_earlier_day_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
