#include "support.h"

#include <sqlite3.h>

#include "store/details.h"

static struct run_segment pieces[3];

static struct run_segments some_segments(const char *id, size_t n)
{
    for (size_t i = 0; i < 3; i++) {
        pieces[i] = (struct run_segment){.start_s = 300.0 * (double)i,
                                         .duration_s = 300.0,
                                         .speed_m_per_s = 3.25,
                                         .gradient_frac = (double)NAN,
                                         .leg_spring_stiffness_kn_per_m = 9.5};
    }
    return (struct run_segments){.activity_id = id,
                                 .source = SEGMENTS_OF_INTERVALS,
                                 .custom_codes = "GCT",
                                 .n_segments = n,
                                 .segments = pieces};
}

static void put_segments(struct store *store, const char *id, const char *revision)
{
    struct err err = {0};
    struct run_segments segments = some_segments(id, 3);
    OK(store_segments_put(store, &segments, "{}", 2, revision, 5, &err), err);
}

static void put_with(struct store *store, const char *id, day_num day, const char *revision)
{
    struct err err = {0};
    struct activity activity = some_activity(id, day);
    OK(store_activity_put(store, &activity, "{}", 2, revision, &err), err);
}

static size_t read_segments(struct store *store, day_num first, size_t n_days,
                            struct arena *arena, struct store_segments **ret)
{
    struct err err = {0};
    size_t n = 0;
    struct day_range range = {.first_day = first, .n_days = n_days};
    OK(store_segments_read(store, range, arena, ret, &n, &err), err);
    return n;
}

static void segments_come_back_in_the_order_of_their_runs(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct store_segments *rows = NULL;
    put_with(store, "i2", 101, REVISION_A);
    put_with(store, "i9", 100, REVISION_A);
    put_with(store, "i5", 102, REVISION_A);
    put_segments(store, "i2", REVISION_A);
    put_segments(store, "i9", REVISION_A);
    assert_int_equal(read_segments(store, 100, 3, &arena, &rows), 2);
    assert_string_equal(rows[0].segments.activity_id, "i9");
    assert_string_equal(rows[1].segments.activity_id, "i2");
    const struct run_segments *read = &rows[1].segments;
    assert_int_equal(read->source, SEGMENTS_OF_INTERVALS);
    assert_string_equal(read->custom_codes, "GCT");
    assert_int_equal(read->n_segments, 3);
    assert_true(read->segments[2].start_s == 600.0);
    assert_true(isnan(read->segments[1].gradient_frac));
    assert_true(read->segments[0].leg_spring_stiffness_kn_per_m == 9.5);
    assert_true(rows[1].fetched_ms == 5);
    assert_int_equal(read_segments(store, 102, 50, &arena, &rows), 0);
    assert_int_equal(read_segments(store, 100, 0, &arena, &rows), 0);
    arena_release(&arena);
    store_close(store);
}

static void a_changed_activity_makes_its_details_old(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    struct store_segments *rows = NULL;
    char revision[STORE_REVISION_SIZE];
    int64_t fetched_ms = 0;
    put_with(store, "i1", 100, REVISION_A);
    put_segments(store, "i1", REVISION_A);
    OK(store_detail_put(store, STORE_KIND_INTERVALS, "i1", "{}", 2, REVISION_A, 7, &err),
       err);
    (void)read_segments(store, 100, 1, &arena, &rows);
    assert_true(rows[0].is_current);
    put_with(store, "i1", 100, REVISION_B);
    (void)read_segments(store, 100, 1, &arena, &rows);
    assert_false(rows[0].is_current);
    OK(store_detail_revision(store, STORE_KIND_INTERVALS, "i1", revision, &fetched_ms,
                             &err),
       err);
    assert_string_equal(revision, REVISION_A);
    assert_true(fetched_ms == 7);
    OK(store_detail_revision(store, STORE_KIND_ACTIVITY, "i1", revision, NULL, &err), err);
    assert_string_equal(revision, REVISION_B);
    assert_false(
        store_detail_revision(store, STORE_KIND_STREAMS, "i1", revision, NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    arena_release(&arena);
    store_close(store);
}

static void details_go_with_their_activity(void **state)
{
    static const char *const kinds[] = {STORE_KIND_INTERVALS, STORE_KIND_STREAMS,
                                        STORE_KIND_SEGMENTS};
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    struct store_segments *rows = NULL;
    const char *kept[] = {"i2"};
    for (int i = 1; i <= 3; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "i%d", i);
        put_with(store, id, 100 + i, REVISION_A);
        put_segments(store, id, REVISION_A);
        OK(store_detail_put(store, kinds[0], id, "{}", 2, REVISION_A, 1, &err), err);
        OK(store_detail_put(store, kinds[1], id, "[]", 2, REVISION_A, 1, &err), err);
    }
    OK(store_activity_delete(store, "i1", &err), err);
    struct day_range range = {.first_day = 100, .n_days = 10};
    OK(store_activities_delete_missing(store, range, 1, kept, NULL, &err), err);
    assert_int_equal(read_segments(store, 100, 10, &arena, &rows), 1);
    assert_string_equal(rows[0].segments.activity_id, "i2");
    for (size_t i = 0; i < 3; i++) {
        char revision[STORE_REVISION_SIZE];
        assert_false(store_detail_revision(store, kinds[i], "i1", revision, NULL, &err));
        assert_false(store_detail_revision(store, kinds[i], "i3", revision, NULL, &err));
        OK(store_detail_revision(store, kinds[i], "i2", revision, NULL, &err), err);
    }
    arena_release(&arena);
    store_close(store);
}

static void what_the_file_holds_is_bounded(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct store_segments *rows = NULL;
    sqlite3 *db = NULL;
    put_with(store, "i1", 100, REVISION_A);
    put_segments(store, "i1", REVISION_A);
    assert_int_equal(sqlite3_open(store_cache_path(store), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "UPDATE segments SET source = 99, "
                                  "segments = zeroblob(88 * 500 + 3)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    (void)sqlite3_close(db);
    assert_int_equal(read_segments(store, 100, 1, &arena, &rows), 1);
    assert_int_equal(rows[0].segments.source, SEGMENTS_NONE);
    assert_int_equal(rows[0].segments.n_segments, MODEL_MAX_SEGMENTS);
    arena_release(&arena);
    store_close(store);
}

static void only_details_are_put_as_details(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    assert_false(
        store_detail_put(store, STORE_KIND_ACTIVITY, "i1", "{}", 2, NULL, 1, &err));
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_false(store_object_put(store, STORE_KIND_SEGMENTS, "i1", "{}", 2, 1, &err));
    struct run_segments nobody = some_segments("", 1);
    assert_false(store_segments_put(store, &nobody, "{}", 2, NULL, 1, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(segments_come_back_in_the_order_of_their_runs,
                                        folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_changed_activity_makes_its_details_old,
                                        folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(details_go_with_their_activity, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(what_the_file_holds_is_bounded, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(only_details_are_put_as_details, folder_make,
                                        folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
