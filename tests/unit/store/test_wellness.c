#include "support.h"

static void put_day(struct store *store, day_num day, double weight_kg)
{
    struct wellness_day row;
    struct err err = {0};
    char json[64];
    wellness_day_init(&row);
    row.day = day;
    row.weight_kg = weight_kg;
    int n_bytes = snprintf(json, sizeof json, "{\"weight\":%.1f}", weight_kg);
    OK(store_wellness_put(store, &row, json, (size_t)n_bytes, &err), err);
}

static size_t read_days(struct store *store, day_num first, size_t n_days,
                        struct arena *arena, struct wellness_day **ret_days)
{
    size_t n_read = 0;
    struct err err = {0};
    struct day_range range = {.first_day = first, .n_days = n_days};
    OK(store_wellness_read(store, range, arena, ret_days, &n_read, &err), err);
    return n_read;
}

static void days_are_kept_by_day(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct wellness_day *days = NULL;
    struct err err = {0};
    char *json = NULL;
    put_day(store, 102, 70);
    put_day(store, 100, 71);
    put_day(store, 102, 69.5);
    assert_int_equal(read_days(store, 100, 3, &arena, &days), 2);
    assert_int_equal(days[0].day, 100);
    assert_int_equal(days[1].day, 102);
    assert_true(days[1].weight_kg == 69.5);
    assert_true(isnan(days[1].hrv_rmssd_ms));
    OK(store_wellness_raw(store, 102, &json, NULL, &err), err);
    assert_string_equal(json, "{\"weight\":69.5}");
    free(json);
    OK(store_wellness_delete(store, 102, &err), err);
    OK(store_wellness_delete(store, 102, &err), err);
    assert_int_equal(read_days(store, 100, 3, &arena, &days), 1);
    assert_false(store_wellness_raw(store, 102, &json, NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    arena_release(&arena);
    store_close(store);
}

static void what_is_missing_upstream_goes(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct wellness_day *days = NULL;
    struct err err = {0};
    char *json = NULL;
    size_t n_deleted = 0;
    for (day_num day = -3; day < 4; day++) {
        put_day(store, day, 70);
    }
    const day_num seen[] = {2, -1, 0};
    struct day_range range = {.first_day = -2, .n_days = 5};
    OK(store_wellness_delete_missing(store, range, 3, seen, &n_deleted, &err), err);
    assert_int_equal(n_deleted, 2); /* -2 and 1 */
    assert_int_equal(read_days(store, -10, 20, &arena, &days), 5);
    assert_int_equal(days[0].day, -3);
    assert_int_equal(days[1].day, -1);
    assert_int_equal(days[3].day, 2);
    assert_false(store_wellness_raw(store, 1, &json, NULL, &err)); /* its JSON as well */
    arena_release(&arena);
    store_close(store);
}

static void rows_without_a_day_are_refused(void **state)
{
    struct store *store = open_store(*state);
    struct wellness_day row;
    struct err err = {0};
    wellness_day_init(&row);
    assert_false(store_wellness_put(store, &row, "{}", 2, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    row.day = DAY_NUM_MAX + 1;
    assert_false(store_wellness_index(store, &row, &err));
    assert_false(store_wellness_delete(store, DAY_NUM_NONE, &err));
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {TEST(days_are_kept_by_day),
                                       TEST(what_is_missing_upstream_goes),
                                       TEST(rows_without_a_day_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
