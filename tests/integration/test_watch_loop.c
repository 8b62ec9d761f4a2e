/* soleus watch with programs, through crashes and bad weather, and its loop. */
#include "watch_rig.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- programs and crashes --- */

static int exec_look(struct rig *rig, const char *now, const char *script)
{
    char folder[PATH_SIZE];
    struct options options = {.now = now,
                              .args = {"watch", "--once", "--folder",
                                       watch_out_path(rig, folder), "--exec", "sh", "-c",
                                       script, "sh", rig->folder}};
    return soleus_run(rig, &options, NULL, NULL);
}

static size_t lines_of(const struct rig *rig, const char *name)
{
    char path[PATH_SIZE];
    size_t n_lines = 0;
    FORMAT(path, "%s/%s", rig->folder, name);
    if (access(path, F_OK) != 0) {
        return 0;
    }
    char *text = watch_file_read(path);
    for (const char *at = text; *at != '\0'; at++) {
        n_lines += *at == '\n' ? 1U : 0U;
    }
    free(text);
    return n_lines;
}

static void a_program_is_handed_the_assessment(void **state)
{
    struct rig *rig = *state;
    char path[PATH_SIZE];
    watch_begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(
        exec_look(rig, NOW_5_MIN,
                  "env | sort > $1/env; cat > $1/page; echo \"$0 $#\" > $1/words"),
        0);
    FORMAT(path, "%s/env", rig->folder);
    char *environment = watch_file_read(path);
    expect_contains(environment, "SOLEUS_ACTIVITY_ID=i900001\nSOLEUS_ATHLETE_ID=i7\n"
                                 "SOLEUS_REVISION=");
    expect_contains(environment, "HOME=");
    expect_lacks(environment, "INTERVALS_");
    expect_lacks(environment, API_KEY);
    expect_lacks(environment, "SOLEUS_DATA_DIR");
    FORMAT(path, "%s/page", rig->folder);
    char *page = watch_file_read(path);
    assert_int_equal(strncmp(page, "# Run \"Dawn ", strlen("# Run \"Dawn ")), 0);
    assert_int_equal(lines_of(rig, "words"), 1);
    free(environment);
    free(page);
}

/* Killed by its own program: after the file, before anything of the program is recorded. */
static void a_crash_repeats_the_program_and_not_the_file(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    char name[PATH_SIZE] = "";
    struct stat before;
    struct stat after;
    watch_begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(
        exec_look(rig, NOW_5_MIN, "echo \"$SOLEUS_REVISION\" >> $1/runs; kill -9 $PPID"),
        1000 + SIGKILL);
    assert_int_equal(watch_files_count(watch_out_path(rig, folder), "", name), 1);
    assert_int_equal(stat(name, &before), 0);
    assert_int_equal(
        exec_look(rig, NOW_10_MIN, "echo \"$SOLEUS_REVISION\" >> $1/runs; exit 3"), 1);
    assert_int_equal(exec_look(rig, NOW_15_MIN, "echo \"$SOLEUS_REVISION\" >> $1/runs"), 0);
    assert_int_equal(exec_look(rig, NOW_30_MIN, "echo \"$SOLEUS_REVISION\" >> $1/runs"), 0);
    assert_int_equal(lines_of(rig, "runs"), 3); /* each with the same revision: */
    char path[PATH_SIZE];
    FORMAT(path, "%s/runs", rig->folder);
    char *runs = watch_file_read(path);
    assert_memory_equal(runs, runs + 33, 33);
    assert_memory_equal(runs, runs + 66, 33);
    free(runs);
    assert_int_equal(watch_files_now(rig, ""), 1);
    assert_int_equal(stat(name, &after), 0);
    assert_true(before.st_ino == after.st_ino &&
                before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}

/* The record of a crash between the file and remembering it: nothing of it is there. */
static void a_file_that_nobody_remembers_is_left_as_it_is(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    char name[PATH_SIZE] = "";
    char record[PATH_SIZE];
    watch_begin(rig);
    (void)data_path(rig, "athletes/i7/watch.json", record);
    char *before = watch_file_read(record);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(watch_look(rig, NOW_5_MIN, NULL), 0);
    assert_int_equal(watch_files_count(watch_out_path(rig, folder), "", name), 1);
    file_write(record, before, 0600);
    file_write(name, "touched", 0600);
    assert_int_equal(watch_look(rig, NOW_10_MIN, NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), 1);
    char *after = watch_file_read(name);
    assert_string_equal(after, "touched");
    free(before);
    free(after);
    /* A damaged record: begun anew, said, and nobody is flooded. */
    struct str_buf err = {0};
    file_write(record, "{\"version\":1,\"activities\":[{\"id\":", 0600);
    assert_int_equal(watch_look(rig, NOW_15_MIN, &err), 0);
    expect_contains(str_buf_text(&err), "begun anew");
    assert_int_equal(watch_files_now(rig, ""), 1);
    str_buf_release(&err);
}

/* --- bad weather --- */

static void trouble_is_said_and_nothing_is_lost(void **state)
{
    struct rig *rig = *state;
    struct str_buf err = {0};
    watch_begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    fake_fault(rig, "{'kind':'status','path_contains':'/activities','times':-1,"
                    "'status':429,'retry_after_s':4000}");
    assert_int_equal(watch_look(rig, NOW_5_MIN, &err), 1);
    expect_contains(str_buf_text(&err), "429");
    fake_faults_clear(rig);
    fake_stop(rig);
    assert_int_equal(watch_look(rig, NOW_10_MIN, &err), 1);
    assert_int_equal(watch_files_now(rig, ""), 0);
    fake_restart(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(watch_look(rig, NOW_15_MIN, &err), 0);
    assert_int_equal(watch_files_now(rig, "2026-11-20-i900001-"), 1);
    str_buf_release(&err);
}

/* Waits until the process has said so on stderr. */
static void said_await(struct child *child, const char *words)
{
    int64_t deadline_ms = monotonic_ms() + DEADLINE_MS;
    while (strstr(str_buf_text(&child->err), words) == NULL) {
        if (child->has_ended || !child_wait_change(child, deadline_ms)) {
            fail_msg("\"%s\" is not said: %s", words, str_buf_text(&child->err));
        }
    }
}

static size_t times_said(const struct child *child, const char *words)
{
    size_t n_times = 0;
    for (const char *at = strstr(str_buf_text(&child->err), words); at != NULL;
         at = strstr(at + 1, words)) {
        n_times++;
    }
    return n_times;
}

/* The loop itself: looks, backs off, says trouble once, comes back, ends on SIGTERM. */
static void the_loop_follows_backs_off_and_ends(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    struct child child = {0};
    watch_begin(rig);
    struct options options = {.now = NOW_5_MIN,
                              .args = {"watch", "--interval", "1", "--verbose", "--folder",
                                       watch_out_path(rig, folder)}};
    soleus_start(rig, &options, &child);
    said_await(&child, "next look in 1 s");
    fake_fault(rig, "{'kind':'status','path_contains':'/activities','times':1,"
                    "'status':400}");
    said_await(&child, "next look in 2 s");
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    said_await(&child, "all is well again");
    said_await(&child, "wrote ");
    assert_int_equal(times_said(&child, "said once"), 1);
    assert_int_equal(watch_files_now(rig, "2026-11-20-i900001-"), 1);
    /* Another one beside it is refused, and changes nothing. */
    struct str_buf err = {0};
    assert_int_equal(watch_look(rig, NOW_10_MIN, &err), 1);
    expect_contains(str_buf_text(&err), "another soleus watch follows this athlete");
    str_buf_release(&err);
    /* No sooner than the service asks for. */
    fake_fault(rig, "{'kind':'status','path_contains':'/activities','times':-1,"
                    "'status':429,'retry_after_s':700}");
    said_await(&child, "next look in 7");
    expect_lacks(strstr(str_buf_text(&child.err), "next look in 7"), "next look in 1 ");
    fake_faults_clear(rig);
    assert_int_equal(kill(child.pid, SIGTERM), 0);
    assert_true(child_wait_end(&child, monotonic_ms() + DEADLINE_MS));
    assert_int_equal(child_exit_code(&child), 0);
    child_release(&child);
    assert_int_equal(watch_look(rig, NOW_10_MIN, NULL), 0); /* the way is free again */
}

/* SIGTERM while the user's program runs: both end at once. */
static void the_end_takes_the_program_along(void **state)
{
    struct rig *rig = *state;
    struct child child = {0};
    watch_begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    struct options options = {
        .now = NOW_5_MIN,
        .args = {"watch", "--exec", "sh", "-c", "echo begun >&2; sleep 600"}};
    soleus_start(rig, &options, &child);
    said_await(&child, "begun");
    assert_int_equal(kill(child.pid, SIGTERM), 0);
    /* Its stderr is the program's as well: the end of both is waited for. */
    assert_true(child_wait_end(&child, monotonic_ms() + DEADLINE_MS));
    assert_int_equal(child_exit_code(&child), 0);
    child_release(&child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_program_is_handed_the_assessment),
        TEST(a_crash_repeats_the_program_and_not_the_file),
        TEST(a_file_that_nobody_remembers_is_left_as_it_is),
        TEST(trouble_is_said_and_nothing_is_lost),
        TEST(the_loop_follows_backs_off_and_ends),
        TEST(the_end_takes_the_program_along),
    };
    return cmocka_run_group_tests_name("watch_loop", tests, NULL, NULL);
}
