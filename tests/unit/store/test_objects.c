#include "support.h"

static void put(struct store *store, const char *kind, const char *id, const char *json,
                int64_t fetched_ms)
{
    struct err err = {0};
    OK(store_object_put(store, kind, id, json, strlen(json), fetched_ms, &err), err);
}

static void objects_come_back(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    char *json = NULL;
    size_t n_bytes = 0;
    int64_t fetched_ms = 0;
    put(store, "athlete", "i1", "{\"name\":\"A\"}", 5);
    put(store, "athlete", "i1", "{\"name\":\"B\"}", INT64_C(1800000000000));
    put(store, "streams", "i1", "[]", 7);
    OK(store_object_get(store, "athlete", "i1", &json, &n_bytes, &fetched_ms, &err), err);
    assert_string_equal(json, "{\"name\":\"B\"}");
    assert_int_equal(n_bytes, 12);
    assert_true(fetched_ms == INT64_C(1800000000000));
    free(json);
    OK(store_object_delete(store, "athlete", "i1", &err), err);
    OK(store_object_delete(store, "athlete", "i1", &err), err);
    json = NULL;
    assert_false(store_object_get(store, "athlete", "i1", &json, NULL, NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_null(json);
    OK(store_object_get(store, "streams", "i1", &json, NULL, NULL, &err), err);
    free(json);
    store_close(store);
}

static void big_and_odd_bytes_come_back(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    enum { N_BYTES = 3 * 1024 * 1024 };
    char *big = malloc(N_BYTES);
    char *json = NULL;
    size_t n_bytes = 0;
    uint64_t seed = 3;
    assert_non_null(big);
    for (size_t i = 0; i < N_BYTES; i++) {
        big[i] = (char)(1 + number_below(&seed, 255));
    }
    OK(store_object_put(store, "streams", "i1", big, N_BYTES, 1, &err), err);
    OK(store_object_get(store, "streams", "i1", &json, &n_bytes, NULL, &err), err);
    assert_int_equal(n_bytes, N_BYTES);
    assert_memory_equal(json, big, N_BYTES);
    free(json);
    free(big);
    OK(store_object_put(store, "streams", "i2", "", 0, 1, &err), err);
    OK(store_object_get(store, "streams", "i2", &json, &n_bytes, NULL, &err), err);
    assert_int_equal(n_bytes, 0);
    assert_string_equal(json, "");
    free(json);
    store_close(store);
}

static void keys_are_checked(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    char long_text[202];
    memset(long_text, 'k', sizeof long_text);
    long_text[201] = '\0';
    assert_false(store_object_put(store, STORE_KIND_ACTIVITY, "i1", "{}", 2, 1, &err));
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_false(store_object_delete(store, STORE_KIND_EVENT, "1", &err));
    assert_false(store_object_put(store, "", "i1", "{}", 2, 1, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_false(store_object_put(store, "x", "", "{}", 2, 1, &err));
    assert_false(store_object_put(store, "x", long_text, "{}", 2, 1, &err));
    assert_false(store_object_put(store, long_text, "x", "{}", 2, 1, &err));
    long_text[200] = '\0';
    OK(store_object_put(store, "x", long_text, "{}", 2, 1, &err), err);
    store_close(store);
}

static void pruning_keeps_the_newest(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    for (int i = 0; i < 10; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "a%d", i);
        put(store, "answer", id, "{}", 100 + i);
    }
    put(store, "athlete", "i1", "{}", 1);
    char *json = NULL;
    OK(store_objects_prune(store, "answer", 4, 0, &err), err);
    assert_false(store_object_get(store, "answer", "a5", &json, NULL, NULL, &err));
    OK(store_object_get(store, "answer", "a6", &json, NULL, NULL, &err), err);
    free(json);
    OK(store_objects_prune(store, "answer", 4, 108, &err), err);
    assert_false(store_object_get(store, "answer", "a7", &json, NULL, NULL, &err));
    OK(store_object_get(store, "answer", "a8", &json, NULL, NULL, &err), err);
    free(json);
    OK(store_objects_prune(store, "answer", 0, 0, &err), err);
    assert_false(store_object_get(store, "answer", "a9", &json, NULL, NULL, &err));
    OK(store_object_get(store, "athlete", "i1", &json, NULL, NULL, &err), err);
    free(json);
    store_close(store);
}

struct walked {
    struct store *store;
    size_t n_visits;
    size_t stop_at;
    char ids[128];
};

static bool visit(void *context, const char *id, const char *json, size_t n_bytes,
                  struct err *err)
{
    struct walked *walked = context;
    size_t length = strlen(walked->ids);
    (void)snprintf(walked->ids + length, sizeof walked->ids - length, "%s ", id);
    assert_int_equal(strlen(json), n_bytes);
    walked->n_visits++;
    if (walked->n_visits == walked->stop_at) {
        return err_set(err, ERR_CANCELLED, NULL, "stopped by the visitor");
    }
    /* Writing while walking: each row alone or many at once. */
    struct activity activity = some_activity(id, 500);
    bool is_ok = store_begin(walked->store, err);
    is_ok = is_ok && store_activity_index(walked->store, &activity, err);
    return is_ok && store_commit(walked->store, err);
}

static void walking_visits_all_in_order(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    put_activity(store, "i2", 100);
    put_activity(store, "17", 101);
    put_activity(store, "i10", 102);
    put(store, "athlete", "i1", "{}", 1);
    struct walked walked = {.store = store};
    OK(store_raw_walk(store, STORE_KIND_ACTIVITY, visit, &walked, &err), err);
    assert_string_equal(walked.ids, "17 i10 i2 ");
    struct walked stopped = {.store = store, .stop_at = 2};
    assert_false(store_raw_walk(store, STORE_KIND_ACTIVITY, visit, &stopped, &err));
    assert_int_equal(err.code, ERR_CANCELLED);
    assert_int_equal(stopped.n_visits, 2);
    struct walked nothing = {.store = store};
    OK(store_raw_walk(store, "nothing", visit, &nothing, &err), err);
    assert_int_equal(nothing.n_visits, 0);
    store_close(store);
}

static bool is_kept(struct store *store, const char *kind, const char *id)
{
    struct err err = {0};
    char *json = NULL;
    bool is_found = store_object_get(store, kind, id, &json, NULL, NULL, &err);
    assert_true(is_found || err.code == ERR_NOT_FOUND);
    free(json);
    return is_found;
}

/* Bytes count, not characters; the newest stay, other kinds are left alone. */
static void trimming_keeps_the_newest_bytes(void **state)
{
    struct store *store = open_store(*state);
    struct err err = {0};
    put(store, "object", "old", "1234", 10);
    put(store, "object", "middle", "\"\xC3\xA9\xC3\xA9\"", 20); /* 6 bytes */
    put(store, "object", "new", "12345", 30);
    put(store, "streams", "other", "123456789012", 1);
    OK(store_objects_trim(store, "object", 15, &err), err);
    assert_true(is_kept(store, "object", "old"));
    OK(store_objects_trim(store, "object", 11, &err), err);
    assert_false(is_kept(store, "object", "old"));
    assert_true(is_kept(store, "object", "middle"));
    OK(store_objects_trim(store, "object", 10, &err), err);
    assert_false(is_kept(store, "object", "middle"));
    assert_true(is_kept(store, "object", "new"));
    OK(store_objects_trim(store, "object", 0, &err), err);
    assert_false(is_kept(store, "object", "new"));
    assert_true(is_kept(store, "streams", "other"));
    assert_false(store_objects_trim(store, STORE_KIND_ACTIVITY, 0, &err));
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {TEST(objects_come_back),
                                       TEST(big_and_odd_bytes_come_back),
                                       TEST(keys_are_checked),
                                       TEST(pruning_keeps_the_newest),
                                       TEST(trimming_keeps_the_newest_bytes),
                                       TEST(walking_visits_all_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
