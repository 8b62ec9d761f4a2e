/*
 * What is not certain: what a dead process left open keeps nobody waiting who does not need
 * it, one athlete's trouble is not another's, and what was judged is judged again when the
 * athlete's state changed before it was sent.
 */
#include "write_rig.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define CONFIRM ",\"confirm\":true"
#define UNDO ",\"undo\":true,\"confirm\":true"
#define RUN(day) "{\"day\":\"" day "\",\"sport\":\"Run\",\"minutes\":40}"
#define THREE_RUNS RUN("monday") "," RUN("wednesday") "," RUN("friday")
#define PAIN                                                                               \
    "{\"pain\":[{\"site\":\"achilles\",\"side\":\"left\",\"score\":6,"                     \
    "\"moment\":\"next_morning\"}]}"

static struct write_rig *rig_of(void **state)
{
    return *state;
}

/* apply_week on the plan, not waited for. */
static void apply_begin(struct write_rig *rig, const char *token, const char *more)
{
    char args[200];
    (void)snprintf(args, sizeof args, "{\"plan_token\":\"%s\"%s}", token, more);
    write_rig_begin(rig, 0, "apply_week", args, NULL);
}

static void list_held_await(struct write_rig *rig)
{
    while (rig->service.list_done == NULL) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
}

static void tick(uv_timer_t *timer)
{
    (void)timer;
}

/* While nothing but the clock goes on, as in a process whose client is there. */
static void run_for(struct write_rig *rig, int n_ticks, bool ends_with_result)
{
    uv_timer_t clock;
    (void)uv_timer_init(&rig->loop, &clock);
    (void)uv_timer_start(&clock, tick, 0, 5);
    while (n_ticks-- > 0 && (rig->result == NULL || !ends_with_result)) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
    uv_close((uv_handle_t *)&clock, NULL);
    (void)uv_run(&rig->loop, UV_RUN_NOWAIT);
}

static void spin(struct write_rig *rig)
{
    run_for(rig, 10, false);
}

static void result_await(struct write_rig *rig)
{
    run_for(rig, 1000, true);
    assert_non_null(rig->result);
}

static void result_forget(struct write_rig *rig)
{
    json_decref(rig->result);
    rig->result = NULL;
}

/* Answered in the same breath. */
static void expect_at_once(struct write_rig *rig, const char *tool, const char *args)
{
    write_rig_begin(rig, 0, tool, args, NULL);
    if (rig->result == NULL) {
        fail_msg("%s waits", tool);
    }
    assert_false(rig->is_error);
}

/* A process that died while the second of three changes was on its way. */
static const char *left_open(struct write_rig *rig)
{
    const char *token = write_rig_plan(rig, THREE_RUNS);
    little_order(&rig->service, LITTLE_HELD, 1);
    apply_begin(rig, token, CONFIRM);
    while (rig->service.held_done == NULL) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
    write_rig_restart(rig, 0);
    rig->service.held_done = NULL;
    return token;
}

static void who_does_not_read_the_calendar_does_not_wait(void **state)
{
    struct write_rig *rig = rig_of(state);
    (void)left_open(rig);
    rig->service.i_list_held = 1;
    expect_at_once(rig, "athlete_profile", "{}");
    expect_at_once(rig, "log_checkin", "{\"soreness\":{\"level\":2}}");
    assert_null(rig->service.list_done); /* nobody has asked for the calendar */
    expect_at_once(rig, "lower_limb_load_status", "{}");
    write_rig_says(rig, "Missing: calendar changes (upstream_failed");
    spin(rig);
    assert_non_null(rig->service.list_done); /* it is looked after behind the answer */
    expect_at_once(rig, "athlete_profile", "{}");
    little_list_go(&rig->service);
    spin(rig);
}

static void who_reads_it_waits_a_while_only(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = left_open(rig);
    rig->service.i_list_held = 1;
    write_rig_begin(rig, 0, "get_calendar", "{\"refresh\":true}", NULL);
    list_held_await(rig);
    assert_null(rig->result);
    result_await(rig); /* the settling hangs, the call's own reading does not */
    assert_false(rig->is_error);
    write_rig_says(rig, "Missing: calendar changes (upstream_failed");
    little_list_go(&rig->service);
    spin(rig);
    write_rig_doubt_ends(rig);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "written");
    assert_int_equal(little_count(&rig->service, NULL), 3);
    assert_int_equal(rig->service.n_changes, 3);
}

static void those_who_wait_wait_for_one_settling(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = left_open(rig);
    size_t n_lists = rig->service.n_lists;
    rig->service.i_list_held = 1;
    apply_begin(rig, token, "");
    apply_begin(rig, token, "");
    apply_begin(rig, token, "");
    list_held_await(rig);
    size_t n_done = rig->n_done;
    little_list_go(&rig->service);
    while (rig->n_done < n_done + 3) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
    assert_string_equal(write_rig_member(rig, "action"), "preview");
    /* Near, everywhere (in three windows), and that once more after a moment; not so for
     * each of the three. */
    assert_int_equal(rig->service.n_lists - n_lists, 1 + 3 + 3);
    n_lists = rig->service.n_lists;
    (void)write_rig_apply(rig, token, ""); /* tried just now: not again */
    assert_int_equal(rig->service.n_lists, n_lists);
}

static void pain_that_comes_between_is_judged(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = write_rig_plan(rig, THREE_RUNS);
    rig->service.i_list_held = 2; /* the tool's own, then that of the writing */
    apply_begin(rig, token, CONFIRM);
    list_held_await(rig);
    expect_at_once(rig, "log_checkin", PAIN);
    result_forget(rig);
    little_list_go(&rig->service);
    (void)write_rig_wait(rig);
    assert_true(rig->is_error);
    write_rig_says(rig, "changed since: load check, pain");
    assert_int_equal(rig->service.n_changes, 0);
}

/* Another process, another log entry: the same. */
static void what_is_told_elsewhere_counts_too(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = write_rig_plan(rig, THREE_RUNS);
    rig->service.i_list_held = 2;
    apply_begin(rig, token, CONFIRM);
    list_held_await(rig);
    write_rig_begin(rig, 1, "set_preferences", "{\"caps\":{\"run_days_per_week\":1}}",
                    NULL);
    (void)write_rig_wait(rig);
    assert_false(rig->is_error);
    result_forget(rig);
    little_list_go(&rig->service);
    (void)write_rig_wait(rig);
    assert_true(rig->is_error);
    assert_int_equal(rig->service.n_changes, 0);
}

static void what_changes_nothing_is_written_all_the_same(void **state)
{
    struct write_rig *rig = rig_of(state);
    char kept[16];
    (void)snprintf(kept, sizeof kept, "%s", write_rig_plan(rig, THREE_RUNS));
    rig->service.i_list_held = 2;
    apply_begin(rig, kept, CONFIRM);
    list_held_await(rig);
    write_rig_begin(rig, 0, "check_week",
                    "{\"week_start\":\"2026-03-16\",\"sessions\":[" RUN("monday") "]}",
                    NULL);
    result_await(rig);
    assert_false(rig->is_error);
    result_forget(rig);
    little_list_go(&rig->service);
    (void)write_rig_wait(rig);
    assert_string_equal(write_rig_member(rig, "action"), "written");
    assert_int_equal(rig->service.n_changes, 3);
}

/* A machine that slept between the reading and the sending. */
static void what_was_read_long_ago_is_not_sent(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = write_rig_plan(rig, THREE_RUNS);
    write_rig_decides_late(true);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "not_written");
    write_rig_says(rig, "the calendar was read too long before");
    assert_int_equal(rig->service.n_changes, 0);
    write_rig_decides_late(false);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "written");
    assert_int_equal(rig->service.n_changes, 3);
}

/* It happened, nobody heard of it, and a coach has moved it by weeks. */
static void what_was_moved_far_is_found(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = left_open(rig);
    little_edit(&rig->service, little_id(&rig->service, 1), "start_date_local",
                "\"2026-04-20T12:00:00\"");
    (void)write_rig_apply(rig, token, "");
    write_rig_doubt_ends(rig);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "written");
    for (int step = 1; step <= 3; step++) {
        char external_id[40];
        (void)snprintf(external_id, sizeof external_id, "soleus:%s:%d", token, step);
        assert_int_equal(little_count(&rig->service, external_id), 1);
    }
    assert_int_equal(rig->service.n_changes, 3);
}

static void ids_beyond_doubles_are_exact(void **state)
{
    struct write_rig *rig = rig_of(state);
    rig->service.last_id = 9007199254740992; /* 2^53: the next ones are odd and even */
    (void)little_add(&rig->service, "2026-03-17", "{\"name\":\"dentist\"}");
    json_auto_t *before = json_deep_copy(rig->service.events);
    const char *token = write_rig_plan(rig, THREE_RUNS);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "written");
    assert_int_equal(little_count(&rig->service, NULL), 3);
    assert_string_equal(write_rig_apply(rig, token, UNDO), "undone");
    assert_true(json_equal(before, rig->service.events));
}

/* Somebody copies an entry of ours, external_id and all: the copy is his. */
static void a_copy_of_ours_is_not_ours(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = write_rig_plan(rig, RUN("monday"));
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "written");
    json_t *copy = json_deep_copy(json_array_get(rig->service.events, 0));
    (void)json_object_set_new(copy, "id", json_integer(7)); /* even a lower number */
    (void)json_array_insert_new(rig->service.events, 0, copy);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "already_written");
    assert_string_equal(write_rig_apply(rig, token, UNDO), "undone");
    assert_int_equal(rig->service.n_changes, 2);
    assert_int_equal(json_array_size(rig->service.events), 1);
    assert_int_equal(little_id(&rig->service, 0), 7);
}

/* Nobody writes to the athlete's file any more, as on a full disk, until unlocked. */
static sqlite3 *own_lock(const struct write_rig *rig)
{
    char path[120];
    sqlite3 *file = NULL;
    (void)snprintf(path, sizeof path, "%s/athletes/i1/own.sqlite", rig->folder);
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return file;
}

static void what_cannot_be_journalled_is_not_sent(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = write_rig_plan(rig, THREE_RUNS);
    sqlite3 *file = own_lock(rig);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "not_written");
    write_rig_says(rig, "own.sqlite");
    assert_int_equal(rig->service.n_changes, 0);
    (void)sqlite3_close(file);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "written");
}

static void what_was_sent_and_cannot_be_recorded_is_found_again(void **state)
{
    struct write_rig *rig = rig_of(state);
    const char *token = write_rig_plan(rig, THREE_RUNS);
    little_order(&rig->service, LITTLE_HELD, 2);
    apply_begin(rig, token, CONFIRM);
    while (rig->service.held_done == NULL) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
    sqlite3 *file = own_lock(rig);
    little_let_go(&rig->service);
    (void)write_rig_wait(rig);
    (void)sqlite3_close(file);
    write_rig_restart(rig, 0);
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "already_written");
    assert_int_equal(rig->service.n_changes, 3);
    assert_int_equal(little_count(&rig->service, NULL), 3);
}

static void note_begin(struct write_rig *rig, const char *athlete, const char *token)
{
    char args[200];
    if (token == NULL) {
        (void)snprintf(args, sizeof args,
                       "{\"athlete\":\"%s\",\"action\":\"add\",\"category\":\"NOTE\","
                       "\"day\":\"2026-03-18\",\"name\":\"of %s\"}",
                       athlete, athlete);
    } else {
        (void)snprintf(args, sizeof args,
                       "{\"athlete\":\"%s\",\"edit_token\":\"%s\",\"confirm\":true}",
                       athlete, token);
    }
    write_rig_begin(rig, 0, "edit_calendar", args, NULL);
}

static void one_athletes_trouble_is_not_anothers(void **state)
{
    struct write_rig *rig = rig_of(state);
    static const char *const athletes[] = {"i1", "i2"};
    char tokens[2][16];
    rig->config.n_athletes = 2;
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(rig->config.athletes[i], CONFIG_ID_SIZE, "%s", athletes[i]);
        note_begin(rig, athletes[i], NULL);
        (void)write_rig_wait(rig);
        (void)snprintf(tokens[i], sizeof tokens[i], "%s",
                       write_rig_member(rig, "edit_token"));
    }
    little_order(&rig->service, LITTLE_HELD, 0);
    note_begin(rig, "i1", tokens[0]);
    while (rig->service.held_done == NULL) {
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
    }
    note_begin(rig, "i2", tokens[1]);
    (void)write_rig_wait(rig);
    assert_string_equal(write_rig_member(rig, "state"), "written");
    assert_int_equal(rig->service.n_changes, 2);
    result_forget(rig);
    little_let_go(&rig->service);
    (void)write_rig_wait(rig);
    assert_string_equal(write_rig_member(rig, "state"), "written");
    assert_int_equal(little_count(&rig->service, NULL), 2);
}

static void a_preview_over_midnight_is_not_written_into_the_past(void **state)
{
    struct write_rig *rig = rig_of(state);
    char args[100];
    const char *token = write_rig_plan(rig, RUN("monday"));
    rig->config.frozen_now_ms += 13LL * 3600 * 1000;
    assert_string_equal(write_rig_apply(rig, token, CONFIRM), "error");
    write_rig_says(rig, "changed since");
    rig->config.frozen_now_ms -= 13LL * 3600 * 1000;
    (void)write_rig_call(rig, "edit_calendar",
                         "{\"action\":\"add\",\"category\":\"WORKOUT\",\"day\":"
                         "\"2026-03-11\",\"start\":\"18:00\",\"sport\":\"Ride\","
                         "\"name\":\"Spin\",\"text\":\"- 30m Z1\"}",
                         NULL);
    (void)snprintf(args, sizeof args, "{\"edit_token\":\"%s\",\"confirm\":true}",
                   write_rig_member(rig, "edit_token"));
    rig->config.frozen_now_ms += 13LL * 3600 * 1000;
    (void)write_rig_call(rig, "edit_calendar", args, NULL);
    assert_true(rig->is_error);
    write_rig_says(rig, "its day is over");
    assert_int_equal(rig->service.n_changes, 0);
    rig->config.frozen_now_ms -= 13LL * 3600 * 1000;
    (void)write_rig_call(rig, "edit_calendar", args, NULL);
    assert_string_equal(write_rig_member(rig, "state"), "written");
}

int main(void)
{
#define RIGGED(test) cmocka_unit_test_setup_teardown(test, write_rig_start, write_rig_stop)
    const struct CMUnitTest tests[] = {
        RIGGED(who_does_not_read_the_calendar_does_not_wait),
        RIGGED(who_reads_it_waits_a_while_only),
        RIGGED(those_who_wait_wait_for_one_settling),
        RIGGED(pain_that_comes_between_is_judged),
        RIGGED(what_is_told_elsewhere_counts_too),
        RIGGED(what_changes_nothing_is_written_all_the_same),
        RIGGED(what_was_read_long_ago_is_not_sent),
        RIGGED(what_was_moved_far_is_found),
        RIGGED(ids_beyond_doubles_are_exact),
        RIGGED(a_copy_of_ours_is_not_ours),
        RIGGED(what_cannot_be_journalled_is_not_sent),
        RIGGED(what_was_sent_and_cannot_be_recorded_is_found_again),
        RIGGED(one_athletes_trouble_is_not_anothers),
        RIGGED(a_preview_over_midnight_is_not_written_into_the_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
