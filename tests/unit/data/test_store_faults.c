/* The disk fills, breaks or is taken away in the middle of a sync; and reading the store.
 */
#include "script.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../store/faulty_vfs.h"
#include "base/log.h"

static const struct day_range window = {.first_day = TODAY - 59, .n_days = 60};

static int folder_make(void **state)
{
    bool has_memory = access("/dev/shm", W_OK) == 0;
    char *path =
        strdup(has_memory ? "/dev/shm/soleus-data-XXXXXX" : "/tmp/soleus-data-XXXXXX");
    assert_non_null(mkdtemp(path));
    *state = path;
    log_level_set(LOG_ERROR);
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind,
                      struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static int folder_remove(void **state)
{
    (void)nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

/*
 * A whole sync with the Nth operation failing: it ends, with data or with one error of the
 * store; afterwards, with the disk well again, everything is there. For every N.
 */
static void every_operation_fails_once(void **state)
{
    static const enum fault_kind kinds[] = {FAULT_WRITE, FAULT_SYNC, FAULT_OPEN,
                                            FAULT_READ};
    const char *folder = *state;
    size_t n_failed = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        bool has_fired = true;
        for (size_t i = 1; has_fired; i += i < 20 ? 1 : 7) {
            struct script script;
            struct script_read read;
            struct err err = {0};
            char data_dir[256];
            (void)snprintf(data_dir, sizeof data_dir, "%s/%zu-%zu", folder, k, i);
            script_open(&script, data_dir);
            script.answers_at_once = true;
            script_fill(&script, TODAY - 59, TODAY);
            fault_set(kinds[k], i, false);
            struct data_view *view = script_view(&script, NOW_MS, false);
            int n_rounds = script_read_all(&script, view, 1, window, &read, &err);
            has_fired = fault_plan.has_fired;
            fault_clear();
            if (n_rounds < 0) {
                n_failed++;
                assert_int_equal(err.code, ERR_STORE);
                assert_true(err.message[0] != '\0' && err.hint[0] != '\0');
            } else {
                assert_int_equal(read.activities.n_items, 60);
            }
            data_view_free(view);
            view = script_view(&script, NOW_MS, false);
            err = (struct err){0};
            n_rounds = script_read_all(&script, view, 2, window, &read, &err);
            if (n_rounds < 0) {
                fail_msg("kind %d, operation %zu: %s", (int)kinds[k], i, err.message);
            }
            assert_int_equal(read.activities.n_items, 60);
            assert_int_equal(read.wellness.n_items, 60);
            data_view_free(view);
            script_close(&script);
        }
    }
    print_message("%zu syncs failed and were repaired\n", n_failed);
    assert_true(n_failed > 5);
}

/* From the Nth write on the disk is full: an error that says so, and the old data stays. */
static void a_full_disk(void **state)
{
    const char *folder = *state;
    for (size_t i = 1; i < 60; i += 6) {
        struct script script;
        struct script_read read;
        struct err err = {0};
        char data_dir[256];
        (void)snprintf(data_dir, sizeof data_dir, "%s/full-%zu", folder, i);
        script_open(&script, data_dir);
        script.answers_at_once = true;
        script_fill(&script, TODAY - 59, TODAY);
        struct data_view *view = script_view(&script, NOW_MS, false);
        assert_true(script_read_all(&script, view, 1, window, &read, &err) > 0);
        data_view_free(view);
        for (day_num day = TODAY - 59; day <= TODAY; day++) {
            char id[ID_SIZE];
            (void)snprintf(id, sizeof id, "i%d", (int)day);
            script_put(&script, INTERVALS_ACTIVITIES, id, day, 2);
        }
        fault_set(FAULT_WRITE, i, true);
        view = script_view(&script, NOW_MS + 11 * MINUTE_MS, true);
        int n_rounds = script_read_all(&script, view, 2, window, &read, &err);
        struct data_provenance provenance;
        data_provenance(view, &provenance);
        if (n_rounds > 0 && fault_plan.has_fired) {
            /* Served from what is there, and said. */
            assert_int_equal(read.activities.n_items, 60);
            assert_true(provenance.is_stale);
            assert_int_equal(provenance.why->code, ERR_STORE);
        } else if (n_rounds < 0) {
            assert_int_equal(err.code, ERR_STORE);
        }
        fault_clear();
        data_view_free(view);
        view = script_view(&script, NOW_MS + 22 * MINUTE_MS, true);
        assert_true(script_read_all(&script, view, 3, window, &read, &err) > 0);
        assert_int_equal(read.activities.n_items, 60);
        for (size_t k = 0; k < 60; k++) {
            assert_string_equal(read.activities.items[k].name, "Version 2");
        }
        data_view_free(view);
        script_close(&script);
    }
}

/* Who "0" is survives the process; the cache is taken over, another folder is not. */
static void a_second_process_takes_over(void **state)
{
    const char *folder = *state;
    struct script script;
    struct script_read read;
    struct err err = {0};
    script_open(&script, folder);
    script_fill(&script, TODAY - 59, TODAY);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_int_equal(script_read_all(&script, view, 1, window, &read, &err), 3);
    data_view_free(view);
    data_free(script.data);
    script_reopen(&script, folder);
    view = script_view(&script, NOW_MS + 5 * MINUTE_MS, false);
    assert_int_equal(script_read_all(&script, view, 2, window, &read, &err), 1);
    assert_int_equal(script.n_queries, 0);
    assert_int_equal(read.activities.n_items, 60);
    assert_string_equal(read.athlete.athlete->id, "i7");
    data_view_free(view);
    script_close(&script);
}

/* Who "0" is, is written when it is learned, not at every fetch of the athlete. */
static void the_owner_is_written_once(void **state)
{
    const char *folder = *state;
    struct script script;
    struct script_read read;
    struct err err = {0};
    struct stat before;
    struct stat after;
    char path[256];
    (void)snprintf(path, sizeof path, "%s/accounts/0123456789abcdef0123456789abcdef",
                   folder);
    script_open(&script, folder);
    script.answers_at_once = true;
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_true(script_read_all(&script, view, 1, window, &read, &err) > 0);
    data_view_free(view);
    assert_int_equal(stat(path, &before), 0);
    for (int i = 0; i < 2; i++) { /* in this process, and in a new one */
        view = script_view(&script, NOW_MS + MINUTE_MS, true);
        assert_true(script_read_all(&script, view, 2, window, &read, &err) > 0);
        data_view_free(view);
        assert_int_equal(stat(path, &after), 0);
        assert_true(before.st_ino == after.st_ino &&
                    before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
        data_free(script.data);
        script_reopen(&script, folder);
    }
    /* Another one behind the same key is. */
    script.owner = "i8";
    view = script_view(&script, NOW_MS + MINUTE_MS, true);
    (void)script_read_all(&script, view, 3, window, &read, &err);
    data_view_free(view);
    assert_int_equal(stat(path, &after), 0);
    assert_true(before.st_ino != after.st_ino);
    script_close(&script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_operation_fails_once, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(a_full_disk, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_second_process_takes_over, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(the_owner_is_written_once, folder_make,
                                        folder_remove),
    };
    faulty_vfs_register();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
