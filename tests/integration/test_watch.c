/*
 * soleus watch: each finished activity is assessed once, through restarts, crashes and bad
 * weather. The clock of a process stands still, so a later look is a later process, except
 * where the loop itself is tested.
 */
#include "harness.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW_5_MIN "2026-11-20T12:05:00+09:00"
#define NOW_10_MIN "2026-11-20T12:10:00+09:00"

/* A run that ended hours ago, with a name that must stay data. */
#define RUN(id, more)                                                                      \
    "{'id':'" id "','icu_athlete_id':'i7','type':'Run','name':'Dawn *5 km* [x](y) <b>',"   \
    "'start_date_local':'2026-11-20T07:00:00','start_date':'2026-11-19T22:00:00Z',"        \
    "'moving_time':1800,'elapsed_time':1810,'distance':5000,'icu_training_load':30,"       \
    "'average_speed':2.78" more "}"
#define ANALYSED ",'analyzed':'2026-11-19T23:00:00.000+00:00'"

/* --- the folder --- */

static const char *out_path(const struct rig *rig, char path[PATH_SIZE])
{
    int n_bytes = snprintf(path, PATH_SIZE, "%s/out", rig->folder);
    assert_true(n_bytes > 0 && n_bytes < PATH_SIZE);
    (void)mkdir(path, 0700);
    return path;
}

/* How many files of the folder begin so; *ret_name (may be NULL) is one of them. */
static size_t files_count(const char *folder, const char *start, char ret_name[PATH_SIZE])
{
    size_t n_found = 0;
    DIR *all = opendir(folder);
    assert_non_null(all);
    for (const struct dirent *one = readdir(all); one != NULL; one = readdir(all)) {
        bool is_one =
            one->d_name[0] != '.' && strncmp(one->d_name, start, strlen(start)) == 0;
        n_found += is_one ? 1U : 0U;
        if (is_one && ret_name != NULL) {
            (void)snprintf(ret_name, PATH_SIZE, "%s/%.120s", folder, one->d_name);
        }
    }
    (void)closedir(all);
    return n_found;
}

static char *file_read(const char *path)
{
    char *text = calloc(1, 65536);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, file) > 0);
    (void)fclose(file);
    return text;
}

/* One look into the folder; its exit status. */
static int look(struct rig *rig, const char *now, struct str_buf *err)
{
    char folder[PATH_SIZE];
    struct options options = {
        .now = now,
        .args = {"watch", "--once", "--verbose", "--folder", out_path(rig, folder)}};
    return soleus_run(rig, &options, NULL, err);
}

static size_t files_now(struct rig *rig, const char *start)
{
    char folder[PATH_SIZE];
    return files_count(out_path(rig, folder), start, NULL);
}

static void begin(struct rig *rig)
{
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    assert_int_equal(look(rig, NOW, NULL), 0);
    assert_int_equal(files_now(rig, ""), 0); /* what was there is no news */
    fake_requests_clear(rig);
}

/* --- what arrives --- */

static void page_expect(const char *text)
{
    static const char *const parts[] = {
        "---\nathlete: i7\nactivity: i900001\nrevision: ",
        "\nverdict: no_plan\n---\n\n# Run \"Dawn \\*5 km\\* [x]\\(y) \\<b>\", Fri "
        "2026-11-20 07:00\n",
        "\n\nNO PLAN to compare with: Run of Fri 2026-11-20. Legs: LLSS ",
        "\n- Fri 2026-11-20 07:00 Run \"Dawn \\*5 km\\* [x]\\(y) \\<b>\": 30 min, 5.0 km",
        "\n- Legs (llss/1): LLSS ",
        "\n- Next run at most ",
        "\n## To tell your assistant (0 counts as well)\n\n- pain 0-10 of Fri 2026-11-20: "
        "during, after, next morning, and where?\n- RPE 1-10 and feel (1 strong to 5 "
        "weak)?\n",
        "\n---\n\n[intervals.icu"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        expect_contains(text, parts[i]);
    }
    expect_lacks(text, "SECRET-");
    expect_lacks(text, "log_checkin");
}

static void a_new_activity_is_one_file(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    char name[PATH_SIZE] = "";
    begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(look(rig, NOW_5_MIN, NULL), 0);
    assert_int_equal(files_count(out_path(rig, folder), "", name), 1);
    expect_contains(name, "/2026-11-20-i900001-");
    assert_int_equal(mode_of(name), 0600);
    char *text = file_read(name);
    page_expect(text);
    /* Nothing new: one light request, and nothing is written. */
    fake_requests_clear(rig);
    assert_int_equal(look(rig, NOW_10_MIN, NULL), 0);
    assert_int_equal(fake_requests_count(rig), 1);
    json_auto_t *requests = fake_requests(rig);
    expect_contains(
        json_string_value(json_object_get(json_array_get(requests, 0), "query")),
        "oldest=2026-11-07&newest=2026-11-20T23:59:59&fields=id,");
    assert_int_equal(files_now(rig, ""), 1);
    char *again = file_read(name);
    assert_string_equal(again, text);
    free(text);
    free(again);
}

static void a_new_revision_is_another_file(void **state)
{
    struct rig *rig = *state;
    begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(look(rig, NOW_5_MIN, NULL), 0);
    fake_put(rig, "activity", "{'id':'i900001','icu_rpe':7}");
    assert_int_equal(look(rig, NOW_10_MIN, NULL), 0);
    assert_int_equal(files_now(rig, "2026-11-20-i900001-"), 2);
    /* Back to what it was: that revision has its file. */
    fake_put(rig, "activity", "{'id':'i900001','icu_rpe':null}");
    assert_int_equal(look(rig, NOW_15_MIN, NULL), 0);
    assert_int_equal(files_now(rig, "2026-11-20-i900001-"), 2);
}

/* What was there before the first look stays no news when it changes, unless asked for. */
static void what_was_there_is_delivered_only_when_asked_for(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    struct str_buf out = {0};
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(look(rig, NOW, NULL), 0);
    fake_put(rig, "activity", "{'id':'i900001','icu_rpe':7}");
    assert_int_equal(look(rig, NOW_5_MIN, NULL), 0);
    assert_int_equal(files_now(rig, ""), 0);
    struct options since = {.now = NOW_10_MIN,
                            .args = {"watch", "--once", "--since", "2026-11-05", "--folder",
                                     out_path(rig, folder)}};
    assert_int_equal(soleus_run(rig, &since, &out, NULL), 0);
    assert_int_equal(out.length, 0); /* files alone */
    size_t n_files = files_now(rig, "");
    assert_int_equal(files_now(rig, "2026-11-20-i900001-"), 1);
    assert_true(files_now(rig, "2026-11-05-") + files_now(rig, "2026-11-06-") >= 1 &&
                n_files >= 8);
    assert_int_equal(soleus_run(rig, &since, NULL, NULL), 0);
    assert_int_equal(files_now(rig, ""), n_files);
    str_buf_release(&out);
}

static void half_synced_activities_wait(void **state)
{
    struct rig *rig = *state;
    begin(rig);
    fake_put(rig, "activity", RUN("i900001", ",'analyzed':null"));
    assert_int_equal(look(rig, NOW_5_MIN, NULL), 0);
    assert_int_equal(files_now(rig, ""), 0);
    fake_put(rig, "activity",
             "{'id':'i900001','analyzed':'2026-11-20T03:08:00.000+00:00'}");
    assert_int_equal(look(rig, NOW_10_MIN, NULL), 0);
    assert_int_equal(files_now(rig, "2026-11-20-i900001-"), 1);
}

/* One that has just ended may still change: two minutes without a change come first. */
static void a_session_that_just_ended_settles_first(void **state)
{
    struct rig *rig = *state;
    begin(rig);
    fake_put(rig, "activity",
             "{'id':'i900002','icu_athlete_id':'i7','type':'Ride','name':'Home',"
             "'start_date_local':'2026-11-20T11:30:00','start_date':'2026-11-20T02:30:00Z',"
             "'moving_time':1800,'elapsed_time':1800,'icu_training_load':20" ANALYSED "}");
    assert_int_equal(look(rig, "2026-11-20T12:02:00+09:00", NULL), 0);
    assert_int_equal(files_now(rig, ""), 0);
    assert_int_equal(look(rig, "2026-11-20T12:03:30+09:00", NULL), 0);
    assert_int_equal(files_now(rig, ""), 0);
    assert_int_equal(look(rig, "2026-11-20T12:04:10+09:00", NULL), 0);
    assert_int_equal(files_now(rig, "2026-11-20-i900002-"), 1);
}

static void what_is_printed_is_text_or_json(void **state)
{
    struct rig *rig = *state;
    struct str_buf out = {0};
    json_error_t error;
    begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    struct options options = {.now = NOW_5_MIN, .args = {"watch", "--once", "--json"}};
    assert_int_equal(soleus_run(rig, &options, &out, NULL), 0);
    json_auto_t *line = json_loads(str_buf_text(&out), 0, &error);
    assert_non_null(line);
    const json_t *assessment = json_object_get(line, "assessment");
    assert_string_equal(json_string_value(json_object_get(line, "athlete")), "i7");
    assert_string_equal(json_string_value(json_object_get(line, "activity_id")), "i900001");
    assert_string_equal(json_string_value(json_object_get(line, "day")), "2026-11-20");
    assert_int_equal(strlen(json_string_value(json_object_get(line, "revision"))), 32);
    assert_string_equal(json_string_value(json_object_get(assessment, "verdict")),
                        "no_plan");
    assert_int_equal(soleus_run(rig, &options, &out, NULL), 0);
    assert_int_equal(out.length, 0); /* once */
    /* The same session from a second device is no second one. */
    fake_put(rig, "activity", RUN("i900002", ANALYSED ",'device_name':'Other'"));
    options.now = NOW_8_MIN;
    assert_int_equal(soleus_run(rig, &options, &out, NULL), 0);
    assert_int_equal(out.length, 0);
    fake_put(rig, "activity",
             "{'id':'i900003','icu_athlete_id':'i7','type':'Ride','name':'Work',"
             "'start_date_local':'2026-11-20T09:00:00','start_date':'2026-11-20T00:00:00Z',"
             "'moving_time':1800,'elapsed_time':1800,'icu_training_load':20" ANALYSED "}");
    struct options text = {.now = NOW_10_MIN,
                           .env = {"SOLEUS_OUTPUT=structured"},
                           .args = {"watch", "--once"}};
    assert_int_equal(soleus_run(rig, &text, &out, NULL), 0);
    expect_contains(str_buf_text(&out), "NO PLAN to compare with: Ride of Fri 2026-11-20");
    str_buf_release(&out);
}

/* --- programs and crashes --- */

static int exec_look(struct rig *rig, const char *now, const char *script)
{
    char folder[PATH_SIZE];
    struct options options = {.now = now,
                              .args = {"watch", "--once", "--folder", out_path(rig, folder),
                                       "--exec", "sh", "-c", script, "sh", rig->folder}};
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
    char *text = file_read(path);
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
    begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(
        exec_look(rig, NOW_5_MIN,
                  "env | sort > $1/env; cat > $1/page; echo \"$0 $#\" > $1/words"),
        0);
    FORMAT(path, "%s/env", rig->folder);
    char *environment = file_read(path);
    expect_contains(environment, "SOLEUS_ACTIVITY_ID=i900001\nSOLEUS_ATHLETE_ID=i7\n"
                                 "SOLEUS_REVISION=");
    expect_contains(environment, "HOME=");
    expect_lacks(environment, "INTERVALS_");
    expect_lacks(environment, API_KEY);
    expect_lacks(environment, "SOLEUS_DATA_DIR");
    FORMAT(path, "%s/page", rig->folder);
    char *page = file_read(path);
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
    begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(
        exec_look(rig, NOW_5_MIN, "echo \"$SOLEUS_REVISION\" >> $1/runs; kill -9 $PPID"),
        1000 + SIGKILL);
    assert_int_equal(files_count(out_path(rig, folder), "", name), 1);
    assert_int_equal(stat(name, &before), 0);
    assert_int_equal(
        exec_look(rig, NOW_10_MIN, "echo \"$SOLEUS_REVISION\" >> $1/runs; exit 3"), 1);
    assert_int_equal(exec_look(rig, NOW_15_MIN, "echo \"$SOLEUS_REVISION\" >> $1/runs"), 0);
    assert_int_equal(exec_look(rig, NOW_30_MIN, "echo \"$SOLEUS_REVISION\" >> $1/runs"), 0);
    assert_int_equal(lines_of(rig, "runs"), 3); /* each with the same revision: */
    char path[PATH_SIZE];
    FORMAT(path, "%s/runs", rig->folder);
    char *runs = file_read(path);
    assert_memory_equal(runs, runs + 33, 33);
    assert_memory_equal(runs, runs + 66, 33);
    free(runs);
    assert_int_equal(files_now(rig, ""), 1);
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
    begin(rig);
    (void)data_path(rig, "athletes/i7/watch.json", record);
    char *before = file_read(record);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(look(rig, NOW_5_MIN, NULL), 0);
    assert_int_equal(files_count(out_path(rig, folder), "", name), 1);
    file_write(record, before, 0600);
    file_write(name, "touched", 0600);
    assert_int_equal(look(rig, NOW_10_MIN, NULL), 0);
    assert_int_equal(files_now(rig, ""), 1);
    char *after = file_read(name);
    assert_string_equal(after, "touched");
    free(before);
    free(after);
    /* A damaged record: begun anew, said, and nobody is flooded. */
    struct str_buf err = {0};
    file_write(record, "{\"version\":1,\"activities\":[{\"id\":", 0600);
    assert_int_equal(look(rig, NOW_15_MIN, &err), 0);
    expect_contains(str_buf_text(&err), "begun anew");
    assert_int_equal(files_now(rig, ""), 1);
    str_buf_release(&err);
}

/* --- bad weather --- */

static void trouble_is_said_and_nothing_is_lost(void **state)
{
    struct rig *rig = *state;
    struct str_buf err = {0};
    begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    fake_fault(rig, "{'kind':'status','path_contains':'/activities','times':-1,"
                    "'status':429,'retry_after_s':4000}");
    assert_int_equal(look(rig, NOW_5_MIN, &err), 1);
    expect_contains(str_buf_text(&err), "429");
    fake_faults_clear(rig);
    fake_stop(rig);
    assert_int_equal(look(rig, NOW_10_MIN, &err), 1);
    assert_int_equal(files_now(rig, ""), 0);
    fake_restart(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(look(rig, NOW_15_MIN, &err), 0);
    assert_int_equal(files_now(rig, "2026-11-20-i900001-"), 1);
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
    begin(rig);
    struct options options = {.now = NOW_5_MIN,
                              .args = {"watch", "--interval", "1", "--verbose", "--folder",
                                       out_path(rig, folder)}};
    soleus_start(rig, &options, &child);
    said_await(&child, "next look in 1 s");
    fake_fault(rig, "{'kind':'status','path_contains':'/activities','times':1,"
                    "'status':400}");
    said_await(&child, "next look in 2 s");
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    said_await(&child, "all is well again");
    said_await(&child, "wrote ");
    assert_int_equal(times_said(&child, "said once"), 1);
    assert_int_equal(files_now(rig, "2026-11-20-i900001-"), 1);
    /* Another one beside it is refused, and changes nothing. */
    struct str_buf err = {0};
    assert_int_equal(look(rig, NOW_10_MIN, &err), 1);
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
    assert_int_equal(look(rig, NOW_10_MIN, NULL), 0); /* the way is free again */
}

/* SIGTERM while the user's program runs: both end at once. */
static void the_end_takes_the_program_along(void **state)
{
    struct rig *rig = *state;
    struct child child = {0};
    begin(rig);
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

static void several_athletes_are_followed(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:200:40:2026-11-20", NULL);
    struct options options = {
        .now = NOW,
        .env = {"SOLEUS_ATHLETES=i7,i8"},
        .args = {"watch", "--once", "--folder", out_path(rig, folder)}};
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 0);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    (void)fake_control(rig, "POST", "/_fake/activity",
                       "{'athlete':'i8','row':{'id':'i900008','icu_athlete_id':'i8',"
                       "'type':'Ride','start_date_local':'2026-11-20T06:00:00',"
                       "'start_date':'2026-11-19T21:00:00Z','moving_time':3600,"
                       "'elapsed_time':3600,'icu_training_load':40" ANALYSED "}}");
    options.now = NOW_5_MIN;
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 0);
    assert_int_equal(files_now(rig, ""), 2);
    char name[PATH_SIZE] = "";
    assert_int_equal(files_count(folder, "2026-11-20-i900008-", name), 1);
    char *text = file_read(name);
    expect_contains(text, "athlete: i8\n");
    free(text);
}

static void wrong_words_are_refused(void **state)
{
    static const struct {
        const char *args[ARGS_MAX];
        const char *said;
    } cases[] = {
        {{"watch", "--since", "yesterday"}, "--since is yesterday"},
        {{"watch", "--interval", "0"}, "the watch interval is \"0\""},
        {{"watch", "--folder", "/nonexistent/x"}, "/nonexistent/x"},
        {{"watch", "--exec"}, "--exec names no program"},
        {{"watch", "again"}, "too many words"},
        {{"sync", "--once"}, "belong to watch"},
        {{"tools", "--exec", "sh"}, "belong to watch"},
    };
    struct rig *rig = *state;
    struct str_buf err = {0};
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options options = {.now = NOW};
        memcpy(options.args, cases[i].args, sizeof options.args);
        assert_int_equal(soleus_run(rig, &options, NULL, &err), 2);
        expect_contains(str_buf_text(&err), cases[i].said);
    }
    assert_int_equal(fake_requests_count(rig), 0);
    str_buf_release(&err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_activity_is_one_file),
        TEST(a_new_revision_is_another_file),
        TEST(what_was_there_is_delivered_only_when_asked_for),
        TEST(half_synced_activities_wait),
        TEST(a_session_that_just_ended_settles_first),
        TEST(what_is_printed_is_text_or_json),
        TEST(a_program_is_handed_the_assessment),
        TEST(a_crash_repeats_the_program_and_not_the_file),
        TEST(a_file_that_nobody_remembers_is_left_as_it_is),
        TEST(trouble_is_said_and_nothing_is_lost),
        TEST(the_loop_follows_backs_off_and_ends),
        TEST(the_end_takes_the_program_along),
        TEST(several_athletes_are_followed),
        TEST(wrong_words_are_refused),
    };
    return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
