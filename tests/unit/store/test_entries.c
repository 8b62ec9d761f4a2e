/* The athlete's own log: append-only, all or none, undone by an entry of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "store/entries.h"
#include "store/journal.h"
#include "store/own.h"

static struct own_entry entry(const char *batch, const char *kind, const char *body)
{
    return (struct own_entry){
        .batch = batch, .kind = kind, .day = 20000, .recorded_ms = 5, .body = body};
}

static struct store *memory_store(void)
{
    struct store_options options = {.in_memory = true};
    struct store *store = NULL;
    struct err err = {0};
    assert_true(store_open(&options, "i1", &store, &err));
    return store;
}

static size_t count(struct store *store)
{
    struct arena arena = {0};
    struct own_entry *entries = NULL;
    size_t n_entries = 0;
    struct err err = {0};
    assert_true(store_entries_read(store, &arena, &entries, &n_entries, &err));
    arena_release(&arena);
    return n_entries;
}

static void test_an_empty_log_is_an_empty_success(void **state)
{
    (void)state;
    struct store *store = memory_store();
    assert_int_equal(store_entries_generation(store), 0);
    assert_int_equal(count(store), 0);
    store_close(store);
}

static void test_entries_come_back_in_order_and_whole(void **state)
{
    (void)state;
    struct store *store = memory_store();
    struct err err = {0};
    struct arena arena = {0};
    struct own_entry *found = NULL;
    size_t n_found = 0;
    const struct own_entry two[] = {entry("b1", "pain", "{\"score\":3}"),
                                    entry("b1", "soreness", "{}")};
    assert_true(store_entries_append(store, 2, two, &err));
    assert_true(store_entries_read(store, &arena, &found, &n_found, &err));
    assert_int_equal(n_found, 2);
    assert_string_equal(found[0].body, "{\"score\":3}");
    assert_string_equal(found[1].kind, "soreness");
    assert_int_equal(found[0].day, 20000);
    assert_int_equal(found[0].recorded_ms, 5);
    assert_false(found[0].is_undone);
    assert_null(found[0].undoes);
    arena_release(&arena);
    store_close(store);
}

static void test_an_undo_marks_its_batch_and_removes_nothing(void **state)
{
    (void)state;
    struct store *store = memory_store();
    struct err err = {0};
    struct arena arena = {0};
    struct own_entry *found = NULL;
    size_t n_found = 0;
    const struct own_entry first = entry("b1", "pain", "{}");
    const struct own_entry other = entry("b2", "pain", "{}");
    struct own_entry undo = entry("b3", "undo", "{}");
    undo.undoes = "b1";
    assert_true(store_entries_append(store, 1, &first, &err));
    assert_true(store_entries_append(store, 1, &other, &err));
    assert_true(store_entries_append(store, 1, &undo, &err));
    assert_true(store_entries_read(store, &arena, &found, &n_found, &err));
    assert_int_equal(n_found, 3);
    assert_true(found[0].is_undone);
    assert_false(found[1].is_undone);
    assert_string_equal(found[2].undoes, "b1");
    arena_release(&arena);
    store_close(store);
}

static void test_generation_changes_with_each_append_and_each_open(void **state)
{
    (void)state;
    struct store *store = memory_store();
    struct err err = {0};
    const struct own_entry one = entry("b1", "pain", "{}");
    assert_true(store_entries_append(store, 1, &one, &err));
    uint64_t before = store_entries_generation(store);
    assert_int_equal(store_entries_generation(store), before);
    assert_true(store_entries_append(store, 1, &one, &err));
    assert_int_not_equal(store_entries_generation(store), before);
    store_close(store);
}

static void test_a_body_too_long_writes_nothing(void **state)
{
    (void)state;
    struct store *store = memory_store();
    struct err err = {0};
    char *longest = xmalloc(OWN_ENTRY_BODY_BYTES + 2);
    memset(longest, 'x', OWN_ENTRY_BODY_BYTES + 1);
    longest[OWN_ENTRY_BODY_BYTES + 1] = '\0';
    const struct own_entry two[] = {entry("b1", "pain", "{}"),
                                    entry("b1", "pain", longest)};
    assert_false(store_entries_append(store, 2, two, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_int_equal(count(store), 0);
    free(longest);
    store_close(store);
}

static void append(struct store *store, const char *batch, const char *kind,
                   int64_t recorded_ms)
{
    struct err err = {0};
    struct own_entry one = entry(batch, kind, "{}");
    one.recorded_ms = recorded_ms;
    assert_true(store_entries_append(store, 1, &one, &err));
}

static void test_old_handles_go_and_nothing_else(void **state)
{
    (void)state;
    static const char *const handles[] = {OWN_KIND_PLAN, OWN_KIND_EDIT,
                                          OWN_KIND_OVERRIDE_REQUEST};
    const int64_t day_ms = 24LL * 3600 * 1000;
    const int64_t now_ms = 100 * day_ms;
    struct store *store = memory_store();
    struct err err = {0};
    const struct service_write written = {
        .handle = "written", .step = 1, .target = "soleus:written:1", .wanted = "{}"};
    assert_true(store_journal_append(store, 1, &written, &err));
    for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++) {
        append(store, "old", handles[i], now_ms - 8 * day_ms);
        append(store, "young", handles[i], now_ms - 6 * day_ms);
        append(store, "written", handles[i], now_ms - 8 * day_ms);
    }
    append(store, "yes", OWN_KIND_OVERRIDE, 5);
    append(store, "told", "pain", 5);
    append(store, "set", "preference", 5);
    assert_int_equal(count(store), 12);
    append(store, "told2", "pain", now_ms); /* a check-in removes nothing */
    assert_int_equal(count(store), 13);
    append(store, "new", OWN_KIND_PLAN, now_ms);
    assert_int_equal(count(store), 14 - 3);
    store_close(store);
}

static bool told_since(struct store *store, int64_t seq, const char *batch)
{
    struct err err = {0};
    bool is_told = false;
    assert_true(store_entries_told_since(store, seq, batch, &is_told, &err));
    return is_told;
}

static void test_what_was_told_since_is_no_handle_and_not_ones_own(void **state)
{
    (void)state;
    struct store *store = memory_store();
    struct err err = {0};
    int64_t seq = -1;
    assert_true(store_entries_last(store, &seq, &err));
    assert_int_equal(seq, 0);
    assert_false(told_since(store, 0, ""));
    append(store, "first", "pain", 5);
    assert_true(told_since(store, 0, ""));
    assert_true(store_entries_last(store, &seq, &err));
    append(store, "p", OWN_KIND_PLAN, 5);
    append(store, "e", OWN_KIND_EDIT, 5);
    append(store, "r", OWN_KIND_OVERRIDE_REQUEST, 5);
    append(store, "y", OWN_KIND_OVERRIDE, 5);
    assert_false(told_since(store, seq, ""));
    append(store, "own", "pain", 5);
    assert_false(told_since(store, seq, "own"));
    assert_true(told_since(store, seq, ""));
    assert_true(store_entries_last(store, &seq, &err));
    append(store, "u", "undo", 5); /* what is taken back changes the state as well */
    assert_true(told_since(store, seq, ""));
    store_close(store);
}

static void test_two_stores_see_each_other_on_disk(void **state)
{
    (void)state;
    char folder[] = "/tmp/soleus_entries_XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct store_options options = {.data_dir = folder};
    struct store *a = NULL;
    struct store *b = NULL;
    struct err err = {0};
    const struct own_entry one = entry("b1", "pain", "{}");
    assert_true(store_open(&options, "i1", &a, &err));
    assert_true(store_open(&options, "i1", &b, &err));
    assert_int_equal(count(b), 0);
    assert_true(store_entries_append(a, 1, &one, &err));
    assert_int_equal(count(b), 1);
    uint64_t before = store_entries_generation(b);
    assert_true(store_entries_append(a, 1, &one, &err));
    assert_int_not_equal(store_entries_generation(b), before);
    store_close(a);
    store_close(b);
    assert_true(store_open(&options, "i1", &a, &err));
    assert_int_equal(count(a), 2);
    store_close(a);
    char command[128];
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_log_is_an_empty_success),
        cmocka_unit_test(test_entries_come_back_in_order_and_whole),
        cmocka_unit_test(test_an_undo_marks_its_batch_and_removes_nothing),
        cmocka_unit_test(test_generation_changes_with_each_append_and_each_open),
        cmocka_unit_test(test_a_body_too_long_writes_nothing),
        cmocka_unit_test(test_old_handles_go_and_nothing_else),
        cmocka_unit_test(test_what_was_told_since_is_no_handle_and_not_ones_own),
        cmocka_unit_test(test_two_stores_see_each_other_on_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
