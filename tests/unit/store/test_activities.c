#include "support.h"

static struct day_range days(day_num first, size_t n_days)
{
    return (struct day_range){.first_day = first, .n_days = n_days};
}

static size_t read_ids(struct store *store, struct day_range range, char *joined,
                       size_t size)
{
    struct arena arena = {0};
    struct activity *activities = NULL;
    size_t n_read = 0;
    size_t n_out = 0;
    struct err err = {0};
    OK(store_activities_read(store, range, &arena, &activities, &n_read, &err), err);
    joined[0] = '\0';
    for (size_t i = 0; i < n_read; i++) {
        n_out += (size_t)snprintf(joined + n_out, size - n_out, "%s ", activities[i].id);
    }
    arena_release(&arena);
    return n_read;
}

static void ranges_are_inclusive_and_ordered(void **state)
{
    struct store *store = open_store(*state);
    char ids[256];
    struct err err = {0};
    put_activity(store, "i3", 102);
    put_activity(store, "i1", 100);
    put_activity(store, "i9", 103);
    put_activity(store, "i20", 101); /* the same start as i2: by id */
    put_activity(store, "i2", 101);
    struct activity early = some_activity("i99", 101);
    early.start_local_s -= 60;
    OK(store_activity_put(store, &early, "{}", 2, NULL, &err), err);
    struct activity stub = some_activity("i98", 101);
    stub.start_local_s = MODEL_NO_TIME;
    OK(store_activity_put(store, &stub, "{}", 2, NULL, &err), err);

    assert_int_equal(read_ids(store, days(100, 4), ids, sizeof ids), 7);
    assert_string_equal(ids, "i1 i98 i99 i2 i20 i3 i9 ");
    assert_int_equal(read_ids(store, days(101, 2), ids, sizeof ids), 5);
    assert_int_equal(read_ids(store, days(103, 1), ids, sizeof ids), 1);
    assert_int_equal(read_ids(store, days(104, 10), ids, sizeof ids), 0);
    assert_int_equal(read_ids(store, days(100, 0), ids, sizeof ids), 0);
    assert_int_equal(read_ids(store, days(DAY_NUM_MIN, SIZE_MAX), ids, sizeof ids), 7);
    store_close(store);
}

static void putting_again_replaces(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    char *json = NULL;
    size_t n_bytes = 0;
    put_activity(store, "i1", 100);
    struct activity moved = some_activity("i1", 200);
    moved.name = NULL;
    OK(store_activity_put(store, &moved, "[2]tail", 3, REVISION_B, &err), err);
    assert_int_equal(count_activities(store), 1);
    struct activity read;
    OK(store_activity_read(store, "i1", &arena, &read, &err), err);
    assert_int_equal(read.day, 200);
    assert_null(read.name);
    OK(store_activity_raw(store, "i1", &json, &n_bytes, &err), err);
    assert_string_equal(json, "[2]");
    assert_int_equal(n_bytes, 3);
    free(json);
    arena_release(&arena);
    store_close(store);
}

static void deleting_removes_all_of_it(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    char *json = NULL;
    struct activity read;
    put_activity(store, "i1", 100);
    put_activity(store, "i2", 100);
    OK(store_activity_delete(store, "i1", &err), err);
    OK(store_activity_delete(store, "i1", &err), err); /* again is fine */
    assert_int_equal(count_activities(store), 1);
    assert_false(store_activity_read(store, "i1", &arena, &read, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_false(store_activity_raw(store, "i1", &json, NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_null(json);
    arena_release(&arena);
    store_close(store);
}

static void revisions_are_kept_beside(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    struct store_revision *revisions = NULL;
    size_t n_revisions = 0;
    struct activity plain = some_activity("i2", 101);
    put_activity(store, "i1", 100);
    OK(store_activity_put(store, &plain, "{}", 2, NULL, &err), err);
    OK(store_activity_revision_set(store, "i1", REVISION_B, &err), err);
    OK(store_activity_revisions_read(store, days(100, 2), &arena, &revisions, &n_revisions,
                                     &err),
       err);
    assert_int_equal(n_revisions, 2);
    assert_string_equal(revisions[0].id, "i1");
    assert_int_equal(revisions[0].day, 100);
    assert_string_equal(revisions[0].revision, REVISION_B);
    assert_string_equal(revisions[1].id, "i2");
    assert_string_equal(revisions[1].revision, "");

    assert_false(store_activity_revision_set(store, "i3", REVISION_B, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_false(store_activity_revision_set(store, "i1", "short", &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);

    /* A re-index leaves JSON and revision alone. */
    struct activity again = some_activity("i1", 100);
    again.training_load = 77;
    OK(store_activity_index(store, &again, &err), err);
    OK(store_activity_revisions_read(store, days(100, 1), &arena, &revisions, &n_revisions,
                                     &err),
       err);
    assert_string_equal(revisions[0].revision, REVISION_B);
    struct activity read;
    OK(store_activity_read(store, "i1", &arena, &read, &err), err);
    assert_true(read.training_load == 77.0);
    arena_release(&arena);
    store_close(store);
}

static void what_is_missing_upstream_goes(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    char ids[256];
    size_t n_deleted = 99;
    for (int i = 0; i < 6; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "i%d", i);
        put_activity(store, id, 100 + i);
    }
    const char *seen[] = {"i4", "i2", "other", "i3"};
    OK(store_activities_delete_missing(store, days(101, 4), 4, seen, &n_deleted, &err),
       err);
    assert_int_equal(n_deleted, 1);
    assert_int_equal(read_ids(store, days(100, 10), ids, sizeof ids), 5);
    assert_string_equal(ids, "i0 i2 i3 i4 i5 ");
    OK(store_activities_delete_missing(store, days(104, 10), 0, NULL, NULL, &err), err);
    assert_int_equal(read_ids(store, days(100, 10), ids, sizeof ids), 3);
    store_close(store);
}

static void bad_rows_are_refused(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    char long_id[300];
    memset(long_id, 'x', sizeof long_id - 1);
    long_id[sizeof long_id - 1] = '\0';
    struct activity activity = some_activity(NULL, 100);
    assert_false(store_activity_put(store, &activity, "{}", 2, NULL, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    activity.id = "i1";
    activity.day = DAY_NUM_NONE;
    assert_false(store_activity_put(store, &activity, "{}", 2, NULL, &err));
    assert_string_equal(err.message, "activity i1 has no day");
    activity.day = 100;
    assert_false(store_activity_put(store, &activity, "{}", 2, "xyz", &err));
    activity.id = "";
    assert_false(store_activity_put(store, &activity, "{}", 2, NULL, &err));
    activity.id = long_id;
    assert_false(store_activity_put(store, &activity, "{}", 2, NULL, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_int_equal(count_activities(store), 0);
    store_close(store);
}

static void transactions_are_all_or_nothing(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    struct activity bad = some_activity("i9", DAY_NUM_NONE);
    OK(store_begin(store, &err), err);
    assert_false(store_begin(store, &err));
    assert_int_equal(err.code, ERR_INTERNAL);
    put_activity(store, "i1", 100);
    put_activity(store, "i2", 100);
    assert_int_equal(count_activities(store), 2); /* seen from within */
    assert_false(store_activity_put(store, &bad, "{}", 2, NULL, &err));
    OK(store_commit(store, &err),
       err); /* a refused argument writes nothing and spoils nothing */
    assert_int_equal(count_activities(store), 2);

    OK(store_begin(store, &err), err);
    put_activity(store, "i3", 100);
    OK(store_activity_delete(store, "i1", &err), err);
    store_rollback(store);
    store_rollback(store);
    assert_int_equal(count_activities(store), 2);
    assert_false(store_commit(store, &err));
    assert_int_equal(err.code, ERR_INTERNAL);

    OK(store_begin(store, &err), err);
    put_activity(store, "i3", 100);
    store_close(store); /* closing forgets what was not committed */
    store = open_store(*state);
    assert_int_equal(count_activities(store), 2);
    store_close(store);
}

static void numbers_of_own_fields_are_read_from_the_json(void **state)
{
    static const char *const rows[] = {"{\"Legs\":12}",       "{\"Legs\":4.5}",
                                       "{\"Legs\":\"7\"}",    "{\"Legs\":true}",
                                       "{\"Legs\":null}",     "{}",
                                       "{\"a\":{\"Legs\":1}}"};
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct store_number *numbers = NULL;
    size_t n_numbers = 0;
    struct err err = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "i%zu", i);
        struct activity activity = some_activity(id, 100);
        OK(store_activity_put(store, &activity, rows[i], strlen(rows[i]), NULL, &err), err);
    }
    OK(store_activity_numbers_read(store, days(100, 1), "Legs", &arena, &numbers,
                                   &n_numbers, &err),
       err);
    assert_int_equal(n_numbers, 2);
    assert_string_equal(numbers[0].id, "i0");
    assert_true(numbers[0].value == 12 && numbers[1].value == 4.5);
    OK(store_activity_numbers_read(store, days(101, 1), "Legs", &arena, &numbers,
                                   &n_numbers, &err),
       err);
    assert_int_equal(n_numbers, 0);
    assert_false(store_activity_numbers_read(store, days(100, 1), "a\".\"Legs", &arena,
                                             &numbers, &n_numbers, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    arena_release(&arena);
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(ranges_are_inclusive_and_ordered),
        TEST(putting_again_replaces),
        TEST(deleting_removes_all_of_it),
        TEST(revisions_are_kept_beside),
        TEST(what_is_missing_upstream_goes),
        TEST(bad_rows_are_refused),
        TEST(numbers_of_own_fields_are_read_from_the_json),
        TEST(transactions_are_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
