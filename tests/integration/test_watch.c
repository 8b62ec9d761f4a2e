/* soleus watch: each finished activity is assessed once, and so is what changes. */
#include "watch_rig.h"

#include <stdlib.h>
#include <string.h>

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
    watch_begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(watch_look(rig, NOW_5_MIN, NULL), 0);
    assert_int_equal(watch_files_count(watch_out_path(rig, folder), "", name), 1);
    expect_contains(name, "/2026-11-20-i900001-");
    assert_int_equal(mode_of(name), 0600);
    char *text = watch_file_read(name);
    page_expect(text);
    /* Nothing new: one light request, and nothing is written. */
    fake_requests_clear(rig);
    assert_int_equal(watch_look(rig, NOW_10_MIN, NULL), 0);
    assert_int_equal(fake_requests_count(rig), 1);
    json_auto_t *requests = fake_requests(rig);
    expect_contains(
        json_string_value(json_object_get(json_array_get(requests, 0), "query")),
        "oldest=2026-11-07&newest=2026-11-20T23:59:59&fields=id,");
    assert_int_equal(watch_files_now(rig, ""), 1);
    char *again = watch_file_read(name);
    assert_string_equal(again, text);
    free(text);
    free(again);
}

static void a_new_revision_is_another_file(void **state)
{
    struct rig *rig = *state;
    watch_begin(rig);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(watch_look(rig, NOW_5_MIN, NULL), 0);
    fake_put(rig, "activity", "{'id':'i900001','icu_rpe':7}");
    assert_int_equal(watch_look(rig, NOW_10_MIN, NULL), 0);
    assert_int_equal(watch_files_now(rig, "2026-11-20-i900001-"), 2);
    /* Back to what it was: that revision has its file. */
    fake_put(rig, "activity", "{'id':'i900001','icu_rpe':null}");
    assert_int_equal(watch_look(rig, NOW_15_MIN, NULL), 0);
    assert_int_equal(watch_files_now(rig, "2026-11-20-i900001-"), 2);
}

/* What was there before the first look stays no news when it changes, unless asked for. */
static void what_was_there_is_delivered_only_when_asked_for(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    struct str_buf out = {0};
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    assert_int_equal(watch_look(rig, NOW, NULL), 0);
    fake_put(rig, "activity", "{'id':'i900001','icu_rpe':7}");
    assert_int_equal(watch_look(rig, NOW_5_MIN, NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), 0);
    struct options since = {.now = NOW_10_MIN,
                            .args = {"watch", "--once", "--since", "2026-11-05", "--folder",
                                     watch_out_path(rig, folder)}};
    assert_int_equal(soleus_run(rig, &since, &out, NULL), 0);
    assert_int_equal(out.length, 0); /* files alone */
    size_t n_files = watch_files_now(rig, "");
    assert_int_equal(watch_files_now(rig, "2026-11-20-i900001-"), 1);
    assert_true(watch_files_now(rig, "2026-11-05-") + watch_files_now(rig, "2026-11-06-") >=
                    1 &&
                n_files >= 8);
    assert_int_equal(soleus_run(rig, &since, NULL, NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), n_files);
    str_buf_release(&out);
}

/* A day asked for later, further back: from that day on, once, and nothing before it. */
static void since_moved_back_brings_what_lies_between(void **state)
{
    static const char *const days[] = {"2026-10-19", "2026-10-20", "2026-10-31"};
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        fake_put(rig, "activity",
                 "{'id':'i90010%zu','icu_athlete_id':'i7','type':'Walk','name':'Old',"
                 "'start_date_local':'%sT23:00:00','start_date':'%sT14:00:00Z','moving_"
                 "time':600,'elapsed_time':600,"
                 "'icu_training_load':5" ANALYSED "}",
                 i, days[i], days[i]);
    }
    struct options since = {.now = NOW,
                            .args = {"watch", "--once", "--since", "2026-11-01", "--folder",
                                     watch_out_path(rig, folder)}};
    assert_int_equal(soleus_run(rig, &since, NULL, NULL), 0);
    assert_true(watch_files_now(rig, "2026-11-") >= 10);
    assert_int_equal(watch_files_now(rig, "2026-10-"), 0);
    since.now = NOW_5_MIN;
    since.args[3] = "2026-10-20";
    assert_int_equal(soleus_run(rig, &since, NULL, NULL), 0);
    assert_int_equal(watch_files_now(rig, "2026-10-19-"), 0);
    assert_int_equal(watch_files_now(rig, "2026-10-20-i900101-"), 1);
    assert_int_equal(watch_files_now(rig, "2026-10-31-i900102-"), 1);
    size_t n_files = watch_files_now(rig, "");
    since.now = NOW_10_MIN;
    assert_int_equal(soleus_run(rig, &since, NULL, NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), n_files);
}

static void half_synced_activities_wait(void **state)
{
    struct rig *rig = *state;
    watch_begin(rig);
    fake_put(rig, "activity", RUN("i900001", ",'analyzed':null"));
    assert_int_equal(watch_look(rig, NOW_5_MIN, NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), 0);
    fake_put(rig, "activity",
             "{'id':'i900001','analyzed':'2026-11-20T03:08:00.000+00:00'}");
    assert_int_equal(watch_look(rig, NOW_10_MIN, NULL), 0);
    assert_int_equal(watch_files_now(rig, "2026-11-20-i900001-"), 1);
}

/* One that has just ended may still change: two minutes without a change come first. */
static void a_session_that_just_ended_settles_first(void **state)
{
    struct rig *rig = *state;
    watch_begin(rig);
    fake_put(rig, "activity",
             "{'id':'i900002','icu_athlete_id':'i7','type':'Ride','name':'Home',"
             "'start_date_local':'2026-11-20T11:30:00','start_date':'2026-11-20T02:30:00Z',"
             "'moving_time':1800,'elapsed_time':1800,'icu_training_load':20" ANALYSED "}");
    assert_int_equal(watch_look(rig, "2026-11-20T12:02:00+09:00", NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), 0);
    assert_int_equal(watch_look(rig, "2026-11-20T12:03:30+09:00", NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), 0);
    assert_int_equal(watch_look(rig, "2026-11-20T12:04:10+09:00", NULL), 0);
    assert_int_equal(watch_files_now(rig, "2026-11-20-i900002-"), 1);
}

static void what_is_printed_is_text_or_json(void **state)
{
    struct rig *rig = *state;
    struct str_buf out = {0};
    json_error_t error;
    watch_begin(rig);
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

static void several_athletes_are_followed(void **state)
{
    struct rig *rig = *state;
    char folder[PATH_SIZE];
    fake_start(rig, "--synthetic", SYNTHETIC, "--synthetic", "i8:200:40:2026-11-20", NULL);
    struct options options = {
        .now = NOW,
        .env = {"SOLEUS_ATHLETES=i7,i8"},
        .args = {"watch", "--once", "--folder", watch_out_path(rig, folder)}};
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 0);
    fake_put(rig, "activity", RUN("i900001", ANALYSED));
    json_decref(fake_control(rig, "POST", "/_fake/activity",
                             "{'athlete':'i8','row':{'id':'i900008','icu_athlete_id':'i8',"
                             "'type':'Ride','start_date_local':'2026-11-20T06:00:00',"
                             "'start_date':'2026-11-19T21:00:00Z','moving_time':3600,"
                             "'elapsed_time':3600,'icu_training_load':40" ANALYSED "}}"));
    options.now = NOW_5_MIN;
    assert_int_equal(soleus_run(rig, &options, NULL, NULL), 0);
    assert_int_equal(watch_files_now(rig, ""), 2);
    char name[PATH_SIZE] = "";
    assert_int_equal(watch_files_count(folder, "2026-11-20-i900008-", name), 1);
    char *text = watch_file_read(name);
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
        {{"watch", "--since", "2020-01-01", "--folder", "/nonexistent/x"},
         "--since 2020-01-01: only 200 days back are looked at, from 2026-05-06"},
        {{"watch", "--since", "2026-11-22"}, "--since 2026-11-22 is ahead of today"},
        {{"watch", "--folder", "/tmp", "--json"}, "--folder writes Markdown files"},
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
        TEST(since_moved_back_brings_what_lies_between),
        TEST(half_synced_activities_wait),
        TEST(a_session_that_just_ended_settles_first),
        TEST(what_is_printed_is_text_or_json),
        TEST(several_athletes_are_followed),
        TEST(wrong_words_are_refused),
    };
    return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
