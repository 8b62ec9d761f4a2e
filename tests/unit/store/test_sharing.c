/* Two stores, two processes: generations, locks, crashes. */
#include "support.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

static void the_generation_follows_every_change(void **state)
{
    struct store *one = open_store(*state);
    struct store *two = open_store(*state);
    struct err err = {0};
    uint64_t generation_one = store_generation(one);
    uint64_t generation_two = store_generation(two);
    (void)count_activities(one);
    assert_true(store_generation(one) == generation_one); /* reading changes nothing */
    assert_true(store_generation(two) == generation_two);

    put_activity(one, "i1", 100);
    assert_true(store_generation(one) != generation_one);
    assert_true(store_generation(two) != generation_two);
    assert_int_equal(count_activities(two), 1);
    generation_one = store_generation(one);
    generation_two = store_generation(two);
    assert_true(store_generation(one) == generation_one);
    assert_true(store_generation(two) == generation_two);

    OK(store_begin(two, &err), err);
    put_activity(two, "i2", 100);
    uint64_t within = store_generation(two);
    assert_true(within != generation_two);
    assert_true(store_generation(one) == generation_one); /* not yet committed */
    store_rollback(two);
    assert_true(store_generation(two) != within);
    assert_true(store_generation(one) == generation_one);

    OK(store_coverage_add(two, "event", (struct day_range){.first_day = 1, .n_days = 1}, 5,
                          &err),
       err);
    assert_true(store_generation(one) != generation_one);
    store_close(one);
    store_close(two);
}

static double seconds_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void a_locked_store_is_busy_not_stuck(void **state)
{
    struct store *store = open_store(*state);
    struct activity activity = some_activity("i2", 100);
    struct err err = {0};
    sqlite3 *other = NULL;
    put_activity(store, "i1", 100);
    assert_int_equal(sqlite3_open(store_cache_path(store), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    double start = seconds_now();
    assert_false(store_activity_put(store, &activity, "{}", 2, NULL, &err));
    double waited_s = seconds_now() - start;
    print_message("waited %.0f ms\n", waited_s * 1000);
    assert_true(waited_s > 0.03 && waited_s < 0.5);
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.message, "busy"));
    assert_non_null(strstr(err.hint, "Try again"));
    assert_false(store_begin(store, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_int_equal(count_activities(store), 1); /* readers do not wait */
    (void)store_generation(store);

    struct store *third = open_store(*state); /* opening a sound cache needs no lock */
    assert_int_equal(count_activities(third), 1);
    store_close(third);

    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    OK(store_activity_put(store, &activity, "{}", 2, NULL, &err), err);
    (void)sqlite3_close(other);
    store_close(store);
}

/* Tries again while the other processes are at it; any other error is one. */
static bool is_busy(const struct err *err, int n_tries)
{
    return strstr(err->message, "busy") != NULL && n_tries < 50;
}

static bool open_patiently(const char *folder, struct store **ret_store, struct err *err)
{
    struct store_options options = {.data_dir = folder, .index_version = 1};
    bool is_ok = false;
    for (int i = 0; !is_ok && (i == 0 || is_busy(err, i)); i++) {
        is_ok = store_open(&options, "i1", ret_store, err);
    }
    return is_ok;
}

static bool put_patiently(struct store *store, const char *id, day_num day, struct err *err)
{
    struct activity activity = some_activity(id, day);
    bool is_ok = false;
    for (int i = 0; !is_ok && (i == 0 || is_busy(err, i)); i++) {
        is_ok = store_activity_put(store, &activity, "{}", 2, NULL, err);
    }
    return is_ok;
}

static bool write_own_patiently(struct store *store, struct err *err)
{
    bool is_ok = false;
    for (int i = 0; !is_ok && (i == 0 || is_busy(err, i)); i++) {
        is_ok = store_own_meta_put(store, "key", "value", err);
    }
    return is_ok;
}

enum { N_PROCESSES = 5, N_ROWS = 8, N_STARTS = 12 };

static void child_run(const char *folder, int i_child)
{
    struct store *store = NULL;
    struct err err = {0};
    bool is_ok = open_patiently(folder, &store, &err);
    for (int i = 0; is_ok && i < N_ROWS; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "i%d-%d", i_child, i);
        is_ok = put_patiently(store, id, 100 + i, &err);
    }
    is_ok = is_ok && write_own_patiently(store, &err);
    store_close(store);
    if (!is_ok) {
        (void)fprintf(stderr, "child: %s\n", err.message);
    }
    _exit(is_ok ? 0 : 1);
}

/* Many processes start at once on an empty folder, write and read. */
static void processes_start_together(void **state)
{
    for (int n = 0; n < N_STARTS; n++) {
        char folder[PATH_SIZE];
        char name[16];
        pid_t children[N_PROCESSES];
        (void)snprintf(name, sizeof name, "data%d", n);
        (void)path_in(*state, name, folder);
        for (int i = 0; i < N_PROCESSES; i++) {
            children[i] = fork();
            assert_true(children[i] >= 0);
            if (children[i] == 0) {
                child_run(folder, i);
            }
        }
        for (int i = 0; i < N_PROCESSES; i++) {
            int status = 1;
            assert_int_equal(waitpid(children[i], &status, 0), children[i]);
            assert_int_equal(status, 0);
        }
        struct store *store = open_store(folder);
        assert_int_equal(count_activities(store), N_PROCESSES * N_ROWS);
        store_close(store);
    }
}

/* A process that dies in a transaction leaves nothing half-written, and no lock. */
static void a_killed_process_leaves_whole_transactions(void **state)
{
    struct store *store = open_store(*state);
    put_activity(store, "i1", 100);
    store_close(store);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct err err = {0};
        struct store *mine = open_store(*state);
        bool is_ok = store_own_meta_put(mine, "key", "kept", &err);
        put_activity(mine, "i2", 100);
        is_ok = is_ok && store_begin(mine, &err);
        put_activity(mine, "i3", 100);
        put_activity(mine, "i4", 100);
        _exit(is_ok ? 0 : 1); /* neither committed nor closed */
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    store = open_store(*state);
    struct err err = {0};
    char *value = NULL;
    assert_int_equal(count_activities(store), 2);
    OK(store_own_meta_get(store, "key", &value, &err), err);
    assert_string_equal(value, "kept");
    free(value);
    put_activity(store, "i5", 100);
    store_close(store);
}

/* One store finds the damage and starts anew; the other one goes over to the new file. */
static void damage_is_healed_once(void **state)
{
    struct store *one = open_store(*state);
    struct store *two = open_store(*state);
    put_activity(one, "i1", 100);
    uint64_t generation = store_generation(two);
    assert_int_equal(unlink(store_cache_path(one)), 0);
    put_activity(one, "i2", 100);
    assert_true(store_generation(two) != generation);
    assert_int_equal(count_activities(two), 1);
    put_activity(two, "i3", 100);
    assert_int_equal(count_activities(one), 2);
    store_close(two);
    store_close(one);
    one = open_store(*state);
    assert_int_equal(count_activities(one), 2);
    store_close(one);
}

/*
 * A second program with another reading of the JSON: the first one does not answer from
 * columns that wait for their re-index, nor does it take them back.
 */
static void another_version_beside_us(void **state)
{
    struct arena arena = {0};
    struct err err = {0};
    struct activity *activities = NULL;
    struct activity activity = some_activity("i3", 100);
    size_t n_read = 0;
    struct day_range range = {.first_day = 0, .n_days = 1000};
    struct store *old = open_store_indexed(*state, "i1", 1);
    put_activity(old, "i1", 100);
    uint64_t generation = store_generation(old);
    struct store *new = open_store_indexed(*state, "i1", 2);
    assert_true(store_needs_reindex(new));
    assert_true(store_generation(old) != generation);
    for (int i = 0; i < 2; i++) {
        assert_false(store_activities_read(old, range, &arena, &activities, &n_read, &err));
        assert_int_equal(err.code, ERR_STORE);
        assert_non_null(strstr(err.message, "another version"));
        assert_non_null(strstr(err.hint, "Restart"));
        assert_false(store_activity_put(old, &activity, "{}", 2, NULL, &err));
        assert_false(store_begin(old, &err));
        put_activity(new, "i2", 100);
        assert_int_equal(count_activities(new), 1);
    }
    store_close(old);
    store_close(new);
    arena_release(&arena);
}

/* The same with another layout of the fetched tables: no deleting and fetching in turn. */
static void another_layout_beside_us(void **state)
{
    struct err err = {0};
    struct store *old = open_store(*state);
    struct activity activity = some_activity("i1", 100);
    char other[PATH_SIZE];
    sqlite3 *db = NULL;
    put_activity(old, "i1", 100);
    (void)path_in(*state, "other.sqlite", other);
    assert_int_equal(sqlite3_open(other, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "PRAGMA user_version=7; CREATE TABLE x (y)", NULL, NULL, NULL),
        SQLITE_OK);
    (void)sqlite3_close(db);
    assert_int_equal(rename(other, store_cache_path(old)), 0);
    assert_int_equal(unlink(path_in(*state, "athletes/i1/cache.sqlite-wal", other)), 0);
    assert_int_equal(unlink(path_in(*state, "athletes/i1/cache.sqlite-shm", other)), 0);
    for (int i = 0; i < 2; i++) {
        assert_false(store_activity_put(old, &activity, "{}", 2, NULL, &err));
        assert_non_null(strstr(err.message, "another version"));
    }
    store_close(old);
    old = open_store(*state); /* started again, it is the last one */
    put_activity(old, "i1", 100);
    store_close(old);
}

/* Two of one version, both asked to re-index: the second one sees that it is done. */
static void one_reindex_is_enough(void **state)
{
    struct err err = {0};
    store_close(open_store_indexed(*state, "i1", 1));
    struct store *one = open_store_indexed(*state, "i1", 2);
    struct store *two = open_store_indexed(*state, "i1", 2);
    assert_true(store_needs_reindex(one) && store_needs_reindex(two));
    OK(store_reindex_done(one, &err), err);
    (void)store_generation(two);
    assert_false(store_needs_reindex(two));
    store_close(one);
    store_close(two);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {TEST(the_generation_follows_every_change),
                                       TEST(a_locked_store_is_busy_not_stuck),
                                       TEST(processes_start_together),
                                       TEST(a_killed_process_leaves_whole_transactions),
                                       TEST(damage_is_healed_once),
                                       TEST(another_version_beside_us),
                                       TEST(another_layout_beside_us),
                                       TEST(one_reindex_is_enough)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
