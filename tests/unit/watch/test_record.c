/* The record of a watch and the files beside it, in a throw-away folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "watch/file.h"
#include "watch/folder.h"
#include "watch/record.h"
#include "base/banned.h"

enum { PATH_BYTES = 256 };
static char folder[PATH_BYTES / 2];

static const char *path_in(const char *name, char path[PATH_BYTES])
{
    (void)snprintf(path, PATH_BYTES, "%s/%s", folder, name);
    return path;
}

static int setup(void **state)
{
    (void)state;
    log_level_set(LOG_ERROR);
    const char *base = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/soleus-watch-XXXXXX",
                   base != NULL ? base : "/tmp");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    static const char *const names[] = {"watch.json", "watch.lock", "watch.json.damaged",
                                        "2026-11-20-i5-0123456789ab.md", ".watch.json.new"};
    char path[PATH_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)unlink(path_in(names[i], path));
    }
    return rmdir(folder);
}

static void what_is_saved_is_read_again(void **state)
{
    struct watch_record record;
    struct err err = {0};
    char path[PATH_BYTES];
    struct stat info;
    (void)state;
    assert_true(watch_record_open(folder, &record, &err));
    assert_true(record.is_first);
    for (int i = 0; i < 100; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "i%d", i);
        struct watch_row *row = watch_record_row(&record, id);
        row->day = 20000 + i;
        row->seen_ms = 1700000000000 + i;
        row->was_there = i % 2 == 0;
        row->done = (unsigned)i % 4;
        (void)snprintf(row->revision, sizeof row->revision, "%032d", i);
    }
    assert_true(watch_record_save(&record, &err));
    assert_int_equal(stat(path_in("watch.json", path), &info), 0);
    assert_int_equal(info.st_mode & 0777U, 0600);
    watch_record_close(&record);
    assert_true(watch_record_open(folder, &record, &err));
    assert_false(record.is_first);
    assert_int_equal(record.n_rows, 100);
    const struct watch_row *row = watch_record_find(&record, "i63");
    assert_non_null(row);
    assert_int_equal(row->day, 20063);
    assert_int_equal(row->seen_ms, 1700000000063);
    assert_int_equal(row->done, WATCH_ALL);
    assert_false(row->was_there);
    assert_string_equal(row->revision, "00000000000000000000000000000063");
    assert_ptr_equal(watch_record_row(&record, "i63"), row); /* not twice */
    watch_record_forget(&record, 20090);
    assert_int_equal(record.n_rows, 10);
    assert_null(watch_record_find(&record, "i89"));
    assert_non_null(watch_record_find(&record, "i90"));
    watch_record_close(&record);
}

static void one_watch_at_a_time(void **state)
{
    struct watch_record first;
    struct watch_record second;
    struct err err = {0};
    (void)state;
    assert_true(watch_record_open(folder, &first, &err));
    assert_false(watch_record_open(folder, &second, &err));
    assert_non_null(strstr(err.message, "another soleus watch"));
    watch_record_close(&second);
    watch_record_close(&first);
    assert_true(watch_record_open(folder, &second, &err));
    watch_record_close(&second);
}

static void a_damaged_record_is_kept_aside(void **state)
{
    static const char *const texts[] = {"",
                                        "[]",
                                        "{\"version\":1}",
                                        "{\"version\":2,\"activities\":[]}",
                                        "{\"version\":1,\"activities\":[{\"id\":\"i1\"}]}",
                                        "{\"version\":1,\"activities\":[{\"id\":\"\","
                                        "\"revision\":\"a\",\"day\":\"2026-11-20\","
                                        "\"done\":0}]}",
                                        "{\"version\":1,\"activities\":[{\"id\":\"i1\","
                                        "\"revision\":\"a\",\"day\":\"2026-11-20\","
                                        "\"done\":9}]}"};
    char path[PATH_BYTES];
    struct err err = {0};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct watch_record record;
        assert_true(watch_file_put(path_in("watch.json", path), texts[i], 0600, &err));
        assert_true(watch_record_open(folder, &record, &err));
        assert_true(record.is_first);
        assert_int_equal(record.n_rows, 0);
        assert_int_equal(access(path_in("watch.json.damaged", path), F_OK), 0);
        watch_record_close(&record);
    }
}

static void rows_are_bounded(void **state)
{
    struct watch_record record;
    struct err err = {0};
    char id[LIMIT_ID_BYTES + 2];
    (void)state;
    assert_true(watch_record_open(NULL, &record, &err)); /* in memory */
    for (int i = 0; i < WATCH_ROWS_MAX; i++) {
        (void)snprintf(id, sizeof id, "i%d", i);
        assert_non_null(watch_record_row(&record, id));
    }
    assert_null(watch_record_row(&record, "one more"));
    assert_non_null(watch_record_row(&record, "i0"));
    memset(id, 'x', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    watch_record_forget(&record, DAY_NUM_MAX);
    assert_null(watch_record_row(&record, id));
    assert_true(watch_record_save(&record, &err));
    watch_record_close(&record);
}

static void a_file_is_written_once(void **state)
{
    char path[WATCH_PATH_SIZE];
    struct err err = {0};
    bool is_new = false;
    static const char revision[] = "0123456789abcdef0123456789abcdef";
    (void)state;
    assert_true(watch_folder_put(folder, "2026-11-20", "i5", revision, "first", &is_new,
                                 path, &err));
    assert_true(is_new);
    assert_non_null(strstr(path, "/2026-11-20-i5-0123456789ab.md"));
    assert_true(watch_folder_put(folder, "2026-11-20", "i5", revision, "second", &is_new,
                                 path, &err));
    assert_false(is_new);
    char *text = watch_file_get(path, 100, &err);
    assert_string_equal(text, "first");
    free(text);
    assert_null(watch_file_get(path, 4, &err));
    assert_int_equal(err.code, ERR_STORE);
    static const char *const bad[] = {"", "../x", "a/b", ".", "i 5", "i5\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(watch_folder_put(folder, "2026-11-20", bad[i], revision, "x", &is_new,
                                      path, &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    }
}

static void a_folder_that_cannot_be_written_is_said(void **state)
{
    char path[WATCH_PATH_SIZE];
    char name[PATH_BYTES];
    bool is_new = false;
    struct err err = {0};
    (void)state;
    assert_false(watch_folder_check("/nonexistent/folder", path, &err));
    assert_non_null(strstr(err.message, "/nonexistent/folder"));
    assert_false(watch_folder_check("/dev/null", path, &err));
    assert_true(watch_folder_check(folder, path, &err));
    assert_false(watch_folder_put("/nonexistent/folder", "2026-11-20", "i5",
                                  "0123456789abcdef", "x", &is_new, path, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_null(watch_file_get(path_in("nothing", name), 10, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_false(watch_file_put("name", "x", 0600, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_saved_is_read_again, setup, teardown),
        cmocka_unit_test_setup_teardown(one_watch_at_a_time, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_record_is_kept_aside, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_are_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_is_written_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_written_is_said, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
