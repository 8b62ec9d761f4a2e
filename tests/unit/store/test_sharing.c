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

/* Many processes start at once on an empty folder, write and read. */
static void processes_start_together(void **state)
{
    enum { N_PROCESSES = 6, N_ROWS = 15 };
    pid_t children[N_PROCESSES];
    for (int i = 0; i < N_PROCESSES; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            struct store_options options = {.data_dir = *state, .index_version = 1};
            struct store *store = NULL;
            struct err err = {0};
            bool is_ok = false;
            for (int k = 0; k < 50 && !is_ok; k++) {
                is_ok = store_open(&options, "i1", &store, &err);
            }
            for (int k = 0; is_ok && k < N_ROWS; k++) {
                char id[32];
                (void)snprintf(id, sizeof id, "i%d-%d", i, k);
                struct activity activity = some_activity(id, 100 + k);
                bool is_put = false;
                for (int n = 0; n < 50 && !is_put; n++) {
                    is_put = store_activity_put(store, &activity, "{}", 2, NULL, &err);
                }
                is_ok = is_put;
            }
            store_close(store);
            if (!is_ok) {
                (void)fprintf(stderr, "child: %s\n", err.message);
            }
            _exit(is_ok ? 0 : 1);
        }
    }
    for (int i = 0; i < N_PROCESSES; i++) {
        int status = 1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    struct store *store = open_store(*state);
    assert_int_equal(count_activities(store), N_PROCESSES * N_ROWS);
    store_close(store);
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
        char *value = malloc(1);
        free(value);
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
 * A second program with another reading of the JSON at the same time: clear errors, no
 * crash.
 */
static void another_version_beside_us(void **state)
{
    struct store *old = open_store_indexed(*state, "i1", 1);
    put_activity(old, "i1", 100);
    uint64_t generation = store_generation(old);
    struct store *new = open_store_indexed(*state, "i1", 2);
    assert_true(store_needs_reindex(new));
    assert_true(store_generation(old) != generation);
    assert_int_equal(count_activities(old), 0); /* the columns wait for their re-index */
    put_activity(new, "i2", 100);
    assert_int_equal(count_activities(old), 1);
    store_close(old);
    store_close(new);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {TEST(the_generation_follows_every_change),
                                       TEST(a_locked_store_is_busy_not_stuck),
                                       TEST(processes_start_together),
                                       TEST(a_killed_process_leaves_whole_transactions),
                                       TEST(damage_is_healed_once),
                                       TEST(another_version_beside_us)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
