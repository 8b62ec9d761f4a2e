/* soleus watch: what fails for one activity keeps no other from being delivered. */
#include "harness.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NOW_5_MIN "2026-11-20T12:05:00+09:00"

#define ACTIVITY(id, type, hour, utc)                                                      \
    "{'id':'" id "','icu_athlete_id':'i7','type':'" type "','name':'Out',"                 \
    "'start_date_local':'2026-11-20T" hour ":00:00','start_date':'" utc                    \
    "','moving_time':1800,"                                                                \
    "'elapsed_time':1800,'icu_training_load':20,"                                          \
    "'analyzed':'2026-11-20T02:00:00.000+00:00'}"

/* Fails for the one that it was given first, until there is a file "mended". */
static const char script[] =
    "cd \"$1\"; test -e first || echo $SOLEUS_ACTIVITY_ID > first; "
    "test -e mended || test $(cat first) != $SOLEUS_ACTIVITY_ID || exit 1; "
    "echo $SOLEUS_ACTIVITY_ID >> runs";

static void begin(struct rig *rig)
{
    struct options options = {.now = NOW, .args = {"watch", "--once"}};
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 0);
    fake_put(rig, "activity", ACTIVITY("i900001", "Run", "07", "2026-11-19T22:00:00Z"));
    fake_put(rig, "activity", ACTIVITY("i900002", "Ride", "09", "2026-11-20T00:00:00Z"));
}

/* How many activities the program has dealt with: the file has their ids, one a line. */
static size_t runs_count(const struct rig *rig)
{
    char path[PATH_SIZE];
    char line[64];
    size_t n_runs = 0;
    FORMAT(path, "%s/runs", rig->folder);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        n_runs++;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return n_runs;
}

static void mend(const struct rig *rig)
{
    char path[PATH_SIZE];
    FORMAT(path, "%s/mended", rig->folder);
    file_write(path, "yes", 0600);
}

static void one_that_fails_stops_no_other(void **state)
{
    struct rig *rig = *state;
    struct str_buf err = {0};
    struct options options = {
        .now = NOW_5_MIN,
        .args = {"watch", "--once", "--exec", "sh", "-c", script, "sh", rig->folder}};
    begin(rig);
    assert_int_equal(soleus_run(rig, &options, NULL, &err), 1);
    expect_contains(str_buf_text(&err), "is not delivered: ");
    assert_int_equal(runs_count(rig), 1);
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 1);
    assert_int_equal(runs_count(rig), 1); /* the other one is done */
    mend(rig);
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 0);
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 0);
    assert_int_equal(runs_count(rig), 2);
    str_buf_release(&err);
}

static void runs_await(const struct rig *rig, struct child *child, size_t n_runs)
{
    int64_t deadline_ms = monotonic_ms() + DEADLINE_MS * TIME_FACTOR;
    while (runs_count(rig) < n_runs) {
        if (child->has_ended || monotonic_ms() > deadline_ms) {
            fail_msg("%zu of %zu runs: %s", runs_count(rig), n_runs,
                     str_buf_text(&child->err));
        }
        (void)child_wait_change(child, monotonic_ms() + 100);
    }
}

static void it_is_tried_again_at_later_looks(void **state)
{
    struct rig *rig = *state;
    struct child child = {0};
    struct options options = {.now = NOW_5_MIN,
                              .args = {"watch", "--interval", "1", "--exec", "sh", "-c",
                                       script, "sh", rig->folder}};
    begin(rig);
    soleus_start(rig, &options, &child);
    runs_await(rig, &child, 1);
    mend(rig);
    runs_await(rig, &child, 2);
    /* Said once, and no trouble of the service. */
    const char *said = strstr(str_buf_text(&child.err), "is not delivered: ");
    assert_non_null(said);
    assert_null(strstr(said + 1, "is not delivered: "));
    expect_lacks(str_buf_text(&child.err), "all is well again");
    assert_int_equal(kill(child.pid, SIGTERM), 0);
    assert_true(child_wait_end(&child, monotonic_ms() + DEADLINE_MS * TIME_FACTOR));
    assert_int_equal(child_exit_code(&child), 0);
    child_release(&child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_that_fails_stops_no_other),
        TEST(it_is_tried_again_at_later_looks),
    };
    return cmocka_run_group_tests_name("watch_trouble", tests, NULL, NULL);
}
