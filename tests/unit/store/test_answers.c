/* The ledger: what is kept, for how long, of whom; a second process; no list read anew. */
#include "support.h"

#include <sqlite3.h>
#include <time.h>

#include "store/answers.h"

static const int64_t NOW_MS = 1767870000000;
static const int64_t HOUR_MS = 3600000;

static struct store_answer some_answer(const char *principal, const char *id,
                                       int64_t served_ms, const char *body)
{
    return (struct store_answer){.principal = principal,
                                 .answer_id = id,
                                 .tool = "a_tool",
                                 .served_ms = served_ms,
                                 .arguments = "{}",
                                 .body = body};
}

static void put(struct store *store, const char *principal, const char *id,
                int64_t served_ms, const char *body)
{
    const struct store_answer answer = some_answer(principal, id, served_ms, body);
    struct err err = {0};
    OK(store_answers_put(store, 1, &answer, &err), err);
}

static size_t read_ids(struct store *store, const char *principal, int64_t now_ms,
                       struct arena *arena, struct store_answer **ret)
{
    size_t n = 0;
    struct err err = {0};
    OK(store_answers_read(store, principal, now_ms, arena, ret, &n, &err), err);
    return n;
}

static void answers_come_back_in_order_and_to_whom_they_were_given(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct store_answer *found = NULL;
    assert_int_equal(read_ids(store, "", NOW_MS, &arena, &found), 0);
    put(store, "", "aaaa0001", NOW_MS - 5, "{\"km\":8.4}");
    put(store, "anna", "bbbb0001", NOW_MS - 4, "{\"km\":1}");
    put(store, "", "aaaa0002", NOW_MS - 3, "");
    assert_int_equal(read_ids(store, "", NOW_MS, &arena, &found), 2);
    assert_string_equal(found[0].answer_id, "aaaa0001");
    assert_string_equal(found[0].body, "{\"km\":8.4}");
    assert_string_equal(found[0].tool, "a_tool");
    assert_string_equal(found[0].arguments, "{}");
    assert_int_equal(found[0].served_ms, NOW_MS - 5);
    assert_string_equal(found[1].answer_id, "aaaa0002");
    assert_string_equal(found[1].body, "");
    assert_int_equal(read_ids(store, "anna", NOW_MS, &arena, &found), 1);
    assert_string_equal(found[0].answer_id, "bbbb0001");
    assert_int_equal(read_ids(store, "ann", NOW_MS, &arena, &found), 0);
    arena_release(&arena);
    store_close(store);
}

static void the_last_two_hundred_of_two_days_are_kept(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct store_answer *found = NULL;
    char id[32];
    put(store, "other", "old00000", NOW_MS - 49 * HOUR_MS, "{}");
    for (int i = 0; i < STORE_ANSWERS_MAX + 30; i++) {
        (void)snprintf(id, sizeof id, "a%07d", i);
        put(store, "", id, NOW_MS - 49 * HOUR_MS + i * HOUR_MS / 5, "{}");
    }
    /* The first are too many; later, those after them are too old. */
    size_t n = read_ids(store, "", NOW_MS, &arena, &found);
    assert_string_equal(found[n - 1].answer_id, "a0000229");
    assert_int_equal(n, STORE_ANSWERS_MAX);
    assert_int_equal(read_ids(store, "", NOW_MS + 10 * HOUR_MS, &arena, &found), 175);
    assert_int_equal(read_ids(store, "", NOW_MS + 60 * HOUR_MS, &arena, &found), 0);
    /* Of the other client's, what is older than two days went with a later write. */
    put(store, "", "newest00", NOW_MS, "{}");
    assert_int_equal(read_ids(store, "other", NOW_MS - 49 * HOUR_MS, &arena, &found), 0);
    /* A clock that was wrong: what comes from the future is not shown. */
    put(store, "", "future00", NOW_MS + 5 * HOUR_MS, "{}");
    n = read_ids(store, "", NOW_MS, &arena, &found);
    assert_string_equal(found[n - 1].answer_id, "newest00");
    arena_release(&arena);
    store_close(store);
}

static void bytes_are_bounded(void **state)
{
    enum { N_BIG = 40, BIG = 60000 };
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct store_answer *found = NULL;
    char *big = calloc(1, BIG + 1);
    assert_non_null(big);
    memset(big, 'x', BIG);
    for (int i = 0; i < N_BIG; i++) {
        put(store, "", "big00000", NOW_MS, big);
    }
    size_t n_kept = read_ids(store, "", NOW_MS, &arena, &found);
    assert_int_equal(n_kept, STORE_ANSWERS_BYTES / (BIG + 2));
    /* Of many clients together: the oldest give way. */
    for (int i = 0; i < 10; i++) {
        char principal[32];
        (void)snprintf(principal, sizeof principal, "client%d", i);
        for (int k = 0; k < N_BIG; k++) {
            put(store, principal, "big00000", NOW_MS, big);
        }
    }
    size_t n_all = 0;
    for (int i = 0; i < 10; i++) {
        char principal[32];
        (void)snprintf(principal, sizeof principal, "client%d", i);
        n_all += read_ids(store, principal, NOW_MS, &arena, &found);
    }
    assert_int_equal(read_ids(store, "", NOW_MS, &arena, &found), 0);
    assert_int_equal(n_all, STORE_LEDGER_BYTES / (BIG + 2));
    free(big);
    arena_release(&arena);
    store_close(store);
}

static void writing_makes_no_list_be_read_anew(void **state)
{
    struct store *store = open_store(*state);
    put_activity(store, "i1", 100);
    uint64_t generation = store_generation(store);
    put(store, "", "aaaa0001", NOW_MS, "{}");
    assert_true(store_generation(store) == generation);
    put_activity(store, "i2", 100);
    assert_true(store_generation(store) != generation);
    store_close(store);
}

static double seconds_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void a_second_process_is_not_waited_for_long(void **state)
{
    struct store *store = open_store(*state);
    struct activity activity = some_activity("i2", 100);
    const struct store_answer answer = some_answer("", "aaaa0001", NOW_MS, "{}");
    struct err err = {0};
    sqlite3 *other = NULL;
    assert_int_equal(sqlite3_open(store_cache_path(store), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    double start = 0;
    double shortest_s = 1; /* of some tries: a machine at work may make us wait as well */
    for (int i = 0; i < 10 && shortest_s >= 0.05; i++) {
        start = seconds_now();
        assert_false(store_answers_put(store, 1, &answer, &err));
        double waited_s = seconds_now() - start;
        shortest_s = waited_s < shortest_s ? waited_s : shortest_s;
    }
    print_message("waited %.0f ms\n", shortest_s * 1000);
    assert_true(shortest_s < 0.05);
    assert_int_equal(err.code, ERR_STORE);
    /* Others wait as long as before. */
    start = seconds_now();
    assert_false(store_activity_put(store, &activity, "{}", 2, NULL, &err));
    assert_true(seconds_now() - start > 0.03);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    OK(store_answers_put(store, 1, &answer, &err), err);
    (void)sqlite3_close(other);
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(answers_come_back_in_order_and_to_whom_they_were_given),
        TEST(the_last_two_hundred_of_two_days_are_kept), TEST(bytes_are_bounded),
        TEST(writing_makes_no_list_be_read_anew),
        TEST(a_second_process_is_not_waited_for_long)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
