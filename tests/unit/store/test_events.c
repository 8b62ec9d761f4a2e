#include "support.h"

static void put_event(struct store *store, int64_t id, day_num day, day_num end_day)
{
    struct calendar_event event;
    struct err err = {0};
    calendar_event_init(&event);
    event.id = id;
    event.category = EVENT_NOTE;
    event.category_name = "NOTE";
    event.day = day;
    event.end_day = end_day;
    event.start_local_s = (int64_t)day * 86400;
    OK(store_event_put(store, &event, "{\"n\":1}", 7, &err), err);
}

static const char *read_ids(struct store *store, day_num first, size_t n_days, char *joined,
                            size_t size)
{
    struct arena arena = {0};
    struct calendar_event *events = NULL;
    size_t n_read = 0;
    size_t n_out = 0;
    struct err err = {0};
    struct day_range range = {.first_day = first, .n_days = n_days};
    OK(store_events_read(store, range, &arena, &events, &n_read, &err), err);
    joined[0] = '\0';
    for (size_t i = 0; i < n_read; i++) {
        n_out += (size_t)snprintf(joined + n_out, size - n_out, "%lld ",
                                  (long long)events[i].id);
    }
    arena_release(&arena);
    return joined;
}

static void ranges_are_read_by_overlap(void **state)
{
    struct store *store = open_store(*state);
    char ids[128];
    put_event(store, 5, 100, 100);
    put_event(store, 4, 90, 110); /* sick for three weeks */
    put_event(store, 3, 105, DAY_NUM_NONE);
    put_event(store, 2, 108, 101); /* an end before its start: one day */
    put_event(store, INT64_C(9000000000), 100, 101);
    assert_string_equal(read_ids(store, 100, 1, ids, sizeof ids), "4 5 9000000000 ");
    assert_string_equal(read_ids(store, 101, 1, ids, sizeof ids), "4 9000000000 ");
    assert_string_equal(read_ids(store, 102, 3, ids, sizeof ids), "4 ");
    assert_string_equal(read_ids(store, 105, 1, ids, sizeof ids), "4 3 ");
    assert_string_equal(read_ids(store, 108, 100, ids, sizeof ids), "4 2 ");
    assert_string_equal(read_ids(store, 111, 100, ids, sizeof ids), "");
    assert_string_equal(read_ids(store, 80, 10, ids, sizeof ids), "");
    assert_string_equal(read_ids(store, 80, 11, ids, sizeof ids), "4 ");
    assert_string_equal(read_ids(store, 100, 0, ids, sizeof ids), "");
    store_close(store);
}

/* The same question asked of every pair of days, against a plain loop. */
static void overlap_agrees_with_a_loop(void **state)
{
    struct store *store = open_store(*state);
    uint64_t seed = 77;
    day_num first_days[30];
    day_num last_days[30];
    for (int i = 0; i < 30; i++) {
        first_days[i] = (day_num)number_below(&seed, 20);
        last_days[i] = first_days[i] + (day_num)number_below(&seed, 6);
        put_event(store, i, first_days[i], last_days[i]);
    }
    for (day_num first = -1; first < 26; first++) {
        for (size_t n_days = 0; n_days < 8; n_days++) {
            struct arena arena = {0};
            struct calendar_event *events = NULL;
            size_t n_read = 0;
            size_t n_expected = 0;
            struct err err = {0};
            struct day_range range = {.first_day = first, .n_days = n_days};
            OK(store_events_read(store, range, &arena, &events, &n_read, &err), err);
            for (int i = 0; i < 30; i++) {
                n_expected += n_days > 0 && last_days[i] >= first &&
                                      first_days[i] < first + (day_num)n_days
                                  ? 1U
                                  : 0U;
            }
            assert_int_equal(n_read, n_expected);
            for (size_t i = 1; i < n_read; i++) {
                assert_true(events[i - 1].day <= events[i].day);
            }
            arena_release(&arena);
        }
    }
    store_close(store);
}

static void put_replaces_and_delete_removes(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    char ids[64];
    char *json = NULL;
    put_event(store, -7, 100, 100);
    put_event(store, -7, 200, 200);
    assert_string_equal(read_ids(store, 0, 1000, ids, sizeof ids), "-7 ");
    assert_string_equal(read_ids(store, 100, 1, ids, sizeof ids), "");
    OK(store_event_raw(store, -7, &json, NULL, &err), err);
    assert_string_equal(json, "{\"n\":1}");
    free(json);
    OK(store_event_delete(store, -7, &err), err);
    OK(store_event_delete(store, -7, &err), err);
    assert_false(store_event_raw(store, -7, &json, NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    struct calendar_event nowhere;
    calendar_event_init(&nowhere);
    assert_false(store_event_put(store, &nowhere, "{}", 2, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    store_close(store);
}

static void one_is_found_by_its_external_id(void **state)
{
    static const struct {
        int64_t id;
        const char *external_id;
    } stored[] = {{9007199254740993, "soleus:a:1"},
                  {9007199254740995, "soleus:a:1"},
                  {3, "soleus:a:10"},
                  {4, NULL}};
    struct store *store = open_store(*state);
    struct err err = {0};
    int64_t id = -1;
    for (size_t i = 0; i < sizeof stored / sizeof stored[0]; i++) {
        struct calendar_event event;
        calendar_event_init(&event);
        event.id = stored[i].id;
        event.day = 100 * (day_num)(i + 1);
        event.external_id = stored[i].external_id;
        OK(store_event_put(store, &event, "{}", 2, &err), err);
    }
    OK(store_event_find(store, "soleus:a:1", &id, &err), err);
    assert_true(id == 9007199254740993);
    OK(store_event_find(store, "soleus:a:2", &id, &err), err);
    assert_int_equal(id, 0);
    store_close(store);
}

static void what_is_missing_upstream_goes(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    char ids[64];
    char *json = NULL;
    size_t n_deleted = 0;
    put_event(store, 1, 95, 105); /* started before the range: stays */
    put_event(store, 2, 100, 100);
    put_event(store, 3, 101, 101);
    put_event(store, 4, 102, 120);
    put_event(store, 5, 103, 103);
    const int64_t seen[] = {3, 77};
    struct day_range range = {.first_day = 100, .n_days = 3};
    OK(store_events_delete_missing(store, range, 2, seen, &n_deleted, &err), err);
    assert_int_equal(n_deleted, 2);
    assert_string_equal(read_ids(store, 0, 1000, ids, sizeof ids), "1 3 5 ");
    assert_false(store_event_raw(store, 4, &json, NULL, &err));
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(ranges_are_read_by_overlap), TEST(overlap_agrees_with_a_loop),
        TEST(put_replaces_and_delete_removes), TEST(one_is_found_by_its_external_id),
        TEST(what_is_missing_upstream_goes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
