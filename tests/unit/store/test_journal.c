/* The write journal: what is asked for stands as its last row says; the lock of a writer.
 */
#include "support.h"

#include "store/journal.h"

static struct service_write row(const char *handle, int step, bool is_undo,
                                enum service_write_state state)
{
    return (struct service_write){.handle = handle,
                                  .step = step,
                                  .is_undo = is_undo,
                                  .kind = is_undo ? WRITE_EVENT_DELETE : WRITE_EVENT_CREATE,
                                  .state = state,
                                  .day = 20000 + step,
                                  .target = "soleus:x:1",
                                  .wanted = is_undo ? NULL : "{\"name\":\"\xC3\xA0\"}",
                                  .recorded_ms = 1000};
}

static void append(struct store *store, struct service_write write)
{
    struct err err = {0};
    OK(store_journal_append(store, 1, &write, &err), err);
}

static size_t rows_of(struct store *store, struct store_journal_query query,
                      struct arena *arena, struct service_write **ret)
{
    struct err err = {0};
    size_t n_writes = 0;
    OK(store_journal_read(store, &query, arena, ret, &n_writes, &err), err);
    return n_writes;
}

static void nothing_was_ever_written(void **state)
{
    struct arena arena = {0};
    char path[PATH_SIZE];
    struct service_write *writes = NULL;
    struct store *store = open_store(*state);
    assert_int_equal(rows_of(store, (struct store_journal_query){0}, &arena, &writes), 0);
    assert_false(is_there(path_in(*state, "athletes/i1/own.sqlite", path)));
    store_close(store);
}

static void the_last_row_of_a_step_counts(void **state)
{
    struct arena arena = {0};
    struct service_write *writes = NULL;
    struct store *store = open_store(*state);
    append(store, row("b", 2, false, WRITE_OPEN));
    append(store, row("a", 1, false, WRITE_OPEN));
    append(store, row("b", 1, false, WRITE_OPEN));
    struct service_write done = row("b", 2, false, WRITE_DONE);
    done.event_id = 4711;
    done.after = "{\"id\":4711}";
    append(store, done);
    append(store, row("b", 1, false, WRITE_UNKNOWN));
    append(store, row("b", 2, true, WRITE_NOT_DONE));
    store_close(store);

    store = open_store(*state); /* as another process */
    assert_int_equal(
        rows_of(store, (struct store_journal_query){.handle = "b"}, &arena, &writes), 3);
    assert_int_equal(writes[0].step, 1);
    assert_int_equal(writes[0].state, WRITE_UNKNOWN);
    assert_int_equal(writes[1].state, WRITE_DONE);
    assert_int_equal(writes[1].event_id, 4711);
    assert_string_equal(writes[1].after, "{\"id\":4711}");
    assert_string_equal(writes[1].wanted, "{\"name\":\"\xC3\xA0\"}");
    assert_null(writes[1].before);
    assert_true(writes[2].is_undo);
    assert_int_equal(writes[2].kind, WRITE_EVENT_DELETE);
    assert_null(writes[2].wanted);
    assert_int_equal(writes[2].day, 20002);

    struct store_journal_query open = {.unsettled = true};
    assert_int_equal(rows_of(store, open, &arena, &writes), 2);
    assert_string_equal(writes[0].handle, "b"); /* whose first row came first */
    assert_string_equal(writes[1].handle, "a");
    struct store_journal_query of_event = {.event_id = 4711};
    assert_int_equal(rows_of(store, of_event, &arena, &writes), 1);
    assert_int_equal(
        rows_of(store, (struct store_journal_query){.handle = "c"}, &arena, &writes), 0);
    arena_release(&arena);
    store_close(store);
}

static void what_is_too_long_is_refused(void **state)
{
    struct err err = {0};
    struct store *store = open_store(*state);
    char *text = calloc(1, SERVICE_WRITE_TEXT_BYTES + 2);
    memset(text, 'a', SERVICE_WRITE_TEXT_BYTES + 1);
    struct service_write write = row("a", 1, false, WRITE_OPEN);
    write.wanted = text;
    assert_false(store_journal_append(store, 1, &write, &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    text[SERVICE_WRITE_TEXT_BYTES] = '\0';
    append(store, write);
    free(text);
    store_close(store);
}

/* Others made it long: that must not keep the step open for good. */
static void what_was_seen_after_is_left_out_when_too_long(void **state)
{
    struct arena arena = {0};
    struct service_write *writes = NULL;
    struct store *store = open_store(*state);
    char *text = calloc(1, SERVICE_WRITE_TEXT_BYTES + 2);
    memset(text, 'a', SERVICE_WRITE_TEXT_BYTES + 1);
    for (int step = 1; step <= 2; step++) {
        append(store, row("a", step, false, WRITE_OPEN));
        struct service_write done = row("a", step, false, WRITE_DONE);
        done.after = text;
        done.why = step == 2 ? "another name" : NULL;
        append(store, done);
    }
    struct store_journal_query open = {.unsettled = true};
    assert_int_equal(rows_of(store, open, &arena, &writes), 0);
    assert_int_equal(rows_of(store, (struct store_journal_query){0}, &arena, &writes), 2);
    assert_int_equal(writes[0].state, WRITE_DONE);
    assert_null(writes[0].after);
    assert_string_equal(writes[0].why,
                        "it was longer than 32768 bytes, and its image was not kept");
    assert_null(writes[1].after);
    assert_int_equal(strncmp(writes[1].why, "another name; it was longer", 27), 0);

    text[SERVICE_WRITE_TEXT_BYTES] = '\0';
    struct service_write done = row("a", 1, false, WRITE_DONE);
    done.after = text;
    append(store, done);
    assert_int_equal(rows_of(store, (struct store_journal_query){0}, &arena, &writes), 2);
    assert_string_equal(writes[0].after, text);
    assert_null(writes[0].why);
    free(text);
    arena_release(&arena);
    store_close(store);
}

static void one_writes_at_a_time(void **state)
{
    struct err err = {0};
    bool is_held = false;
    struct store *store = open_store(*state);
    struct store *other = open_store(*state);
    OK(store_write_lock(store, &is_held, &err), err);
    assert_true(is_held);
    OK(store_write_lock(store, &is_held, &err), err); /* the holder's again */
    assert_true(is_held);
    OK(store_write_lock(other, &is_held, &err), err);
    assert_false(is_held);
    store_write_unlock(other); /* not its own */
    OK(store_write_lock(other, &is_held, &err), err);
    assert_false(is_held);
    store_close(store); /* a process that ends lets go */
    OK(store_write_lock(other, &is_held, &err), err);
    assert_true(is_held);
    store_write_unlock(other);
    store_close(other);

    struct store *memory = open_store(NULL);
    OK(store_write_lock(memory, &is_held, &err), err);
    assert_true(is_held);
    store_close(memory);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(nothing_was_ever_written),
        IN_FOLDER(the_last_row_of_a_step_counts),
        IN_FOLDER(what_is_too_long_is_refused),
        IN_FOLDER(what_was_seen_after_is_left_out_when_too_long),
        IN_FOLDER(one_writes_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
