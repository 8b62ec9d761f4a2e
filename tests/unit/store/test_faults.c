/*
 * The Nth write, sync, open or read fails, for every N until all pass: the call says
 * ERR_STORE, what is seen afterwards is the state before or after a transaction, and once
 * the disk is well all works.
 */
#include "support.h"

#include "faulty_vfs.h"

enum { N_OLD = 3, N_NEW = 8, MAX_FAULTS = 5000 };

static const struct day_range range = {.first_day = 100, .n_days = 50};

static bool put_one(struct store *store, int i, struct err *err)
{
    static char json[9000]; /* more than a page */
    char id[16];
    memset(json, 'j', sizeof json);
    (void)snprintf(id, sizeof id, "i%d", i);
    struct activity activity = some_activity(id, 100 + i);
    return store_activity_put(store, &activity, json, sizeof json, REVISION_A, err);
}

/* What a sync does: begin, put all, delete one, note the coverage, commit. */
static bool sync_once(struct store *store, struct err *err)
{
    if (!store_begin(store, err)) {
        return false;
    }
    bool is_ok = true;
    for (int i = N_OLD; is_ok && i < N_OLD + N_NEW; i++) {
        is_ok = put_one(store, i, err);
    }
    is_ok = is_ok && store_activity_delete(store, "i0", err);
    is_ok = is_ok && store_coverage_add(store, STORE_KIND_ACTIVITY, range, 5, err);
    if (!is_ok) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, err);
}

static bool open_and_sync(const char *folder, struct err *err)
{
    struct store_options options = {.data_dir = folder, .index_version = 1};
    struct store *store = NULL;
    if (!store_open(&options, "i1", &store, err)) {
        return false;
    }
    bool is_ok = sync_once(store, err);
    (void)store_generation(store);
    store_close(store);
    return is_ok;
}

static bool is_covered(struct store *store)
{
    struct arena arena = {0};
    struct err err = {0};
    struct store_coverage coverage = {0};
    OK(store_coverage_get(store, STORE_KIND_ACTIVITY, range, &arena, &coverage, &err), err);
    arena_release(&arena);
    return coverage.n_missing == 0;
}

/* The state before (n_old rows) or the one after, and JSON for each row. */
static void assert_whole(struct store *store, size_t n_old)
{
    struct arena arena = {0};
    struct err err = {0};
    struct activity *activities = NULL;
    size_t n_read = 0;
    OK(store_activities_read(store, range, &arena, &activities, &n_read, &err), err);
    bool is_after = is_covered(store);
    size_t n_after = N_NEW + (n_old > 0 ? n_old - 1 : 0);
    assert_int_equal(n_read, is_after ? n_after : n_old);
    for (size_t i = 0; i < n_read; i++) {
        char *json = NULL;
        size_t n_bytes = 0;
        OK(store_activity_raw(store, activities[i].id, &json, &n_bytes, &err), err);
        assert_int_equal(n_bytes, 9000);
        free(json);
    }
    arena_release(&arena);
}

static void folder_fill(const char *folder, size_t n_old)
{
    struct err err = {0};
    fault_clear();
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (n_old > 0) {
        struct store *store = open_store(folder);
        for (int i = 0; i < (int)n_old; i++) {
            OK(put_one(store, i, &err), err);
        }
        store_close(store);
    }
}

static void run_faults(const char *folder, enum fault_kind kind, bool is_lasting,
                       size_t n_old)
{
    char path[PATH_SIZE];
    size_t n_failed = 0;
    size_t i = 1;
    (void)path_in(folder, "data", path);
    for (;; i++) {
        struct err err = {0};
        assert_true(i < MAX_FAULTS);
        folder_fill(path, n_old);
        fault_set(kind, i, is_lasting);
        bool is_ok = open_and_sync(path, &err);
        bool has_fired = fault_plan.has_fired;
        fault_clear();
        if (!is_ok) {
            n_failed++;
            assert_true(has_fired);
            assert_int_equal(err.code, ERR_STORE);
            assert_true(err.message[0] != '\0' && err.hint[0] != '\0');
        }
        struct store *store = open_store(path);
        assert_whole(store, n_old);
        assert_true(!is_ok || is_covered(store));
        OK(sync_once(store, &err), err);
        assert_whole(store, n_old);
        assert_true(is_covered(store));
        store_close(store);
        if (!has_fired) {
            break;
        }
    }
    print_message("%zu points, %zu failed calls\n", i - 1, n_failed);
    assert_true(n_failed > 0);
}

static void writes_fail(void **state)
{
    run_faults(*state, FAULT_WRITE, false, N_OLD);
    run_faults(*state, FAULT_WRITE, true, N_OLD);
    run_faults(*state, FAULT_WRITE, true, 0);
}

static void opens_fail(void **state)
{
    run_faults(*state, FAULT_OPEN, false, N_OLD);
    run_faults(*state, FAULT_OPEN, true, 0);
}

static void reads_fail(void **state)
{
    run_faults(*state, FAULT_READ, false, N_OLD);
    run_faults(*state, FAULT_READ, true, N_OLD);
}

static void anything_fails(void **state)
{
    run_faults(*state, FAULT_ANY, true, N_OLD);
    run_faults(*state, FAULT_ANY, false, 0);
}

/* The same store goes on after the fault, without being opened again. */
static void an_open_store_goes_on(void **state)
{
    const enum fault_kind kinds[] = {FAULT_WRITE, FAULT_READ, FAULT_OPEN, FAULT_SYNC,
                                     FAULT_ANY};
    char path[PATH_SIZE];
    (void)path_in(*state, "data", path);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        bool has_fired = true;
        for (size_t i = 1; has_fired; i++) {
            struct err err = {0};
            assert_true(i < MAX_FAULTS);
            folder_fill(path, N_OLD);
            struct store *store = open_store(path);
            fault_set(kinds[k], i, true);
            bool is_ok = sync_once(store, &err);
            (void)store_generation(store);
            has_fired = fault_plan.has_fired;
            fault_clear();
            assert_true(is_ok || err.code == ERR_STORE);
            assert_whole(store, N_OLD);
            assert_true(!is_ok || is_covered(store));
            OK(sync_once(store, &err), err);
            assert_true(is_covered(store));
            assert_whole(store, N_OLD);
            store_close(store);
        }
    }
}

/* The precious file: what was said to be written is there, what failed is not, ever. */
static void own_entries_are_safe(void **state)
{
    const enum fault_kind kinds[] = {FAULT_WRITE, FAULT_READ, FAULT_OPEN, FAULT_SYNC,
                                     FAULT_ANY};
    char path[PATH_SIZE];
    (void)path_in(*state, "data", path);
    for (size_t k = 0; k < 2 * sizeof kinds / sizeof kinds[0]; k++) {
        bool has_fired = true;
        for (size_t i = 1; has_fired; i++) {
            struct err err = {0};
            char *value = NULL;
            assert_true(i < MAX_FAULTS);
            folder_fill(path, 0);
            struct store *store = open_store(path);
            if (k % 2 == 0) {
                OK(store_own_meta_put(store, "key", "old", &err), err);
            }
            fault_set(kinds[k / 2], i, true);
            bool is_ok = store_own_meta_put(store, "key", "new", &err);
            has_fired = fault_plan.has_fired;
            fault_clear();
            assert_true(is_ok || err.code == ERR_STORE);
            bool has_value = store_own_meta_get(store, "key", &value, &err);
            assert_true(has_value || (k % 2 == 1 && err.code == ERR_NOT_FOUND));
            if (has_value) {
                assert_string_equal(value, is_ok ? "new" : "old");
                free(value);
            }
            OK(store_own_meta_put(store, "key", "newest", &err), err);
            store_close(store);
        }
    }
}

static void the_cause_is_said(void **state)
{
    struct err err = {0};
    struct store *store = open_store(*state);
    fault_set(FAULT_WRITE, 1, true);
    assert_false(put_one(store, 1, &err));
    fault_clear();
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.message, "disk is full"));
    assert_non_null(strstr(err.hint, "Free some disk space"));
    store_close(store);
    fault_set(FAULT_OPEN, 1, true);
    struct store_options options = {.data_dir = *state, .index_version = 1};
    assert_false(store_open(&options, "i1", &store, &err));
    fault_clear();
    assert_non_null(strstr(err.message, "cannot be opened"));
    assert_non_null(strstr(err.message, "cache.sqlite"));
    assert_non_null(strstr(err.hint, "SOLEUS_DATA_DIR"));
}

static void a_failed_write_spoils_its_transaction(void **state)
{
    struct err err = {0};
    struct store *store = open_store(*state);
    OK(put_one(store, 1, &err), err);
    OK(store_begin(store, &err), err);
    OK(put_one(store, 2, &err), err);
    /* More than the page cache holds, so that SQLite has to write before the commit. */
    bool is_ok = true;
    fault_set(FAULT_WRITE, 1, true);
    for (int i = 3; is_ok && i < 2000; i++) {
        is_ok = put_one(store, i, &err);
    }
    fault_clear();
    assert_false(is_ok);
    assert_int_equal(err.code, ERR_STORE);
    assert_false(put_one(store, 3000, &err)); /* also now that the disk is well */
    assert_non_null(strstr(err.message, "earlier write"));
    assert_false(store_commit(store, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_int_equal(count_activities(store), 1);
    OK(put_one(store, 3, &err), err);
    assert_int_equal(count_activities(store), 2);
    store_close(store);
}

static int group_setup(void **state)
{
    (void)state;
    faulty_vfs_register();
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(writes_fail),
        TEST(opens_fail),
        TEST(reads_fail),
        TEST(anything_fails),
        TEST(an_open_store_goes_on),
        TEST(own_entries_are_safe),
        TEST(the_cause_is_said),
        TEST(a_failed_write_spoils_its_transaction),
    };
    return cmocka_run_group_tests(tests, group_setup, NULL);
}
