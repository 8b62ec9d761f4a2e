/* RPE told in a check-in: it counts for the activity it means, where that has none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

extern const struct tool tool_get_recent_activities;
extern const struct tool tool_log_checkin;

#define NOW "2026-03-15T20:00:00+01:00"
#define HOUR "\"moving_time\":3600,\"elapsed_time\":3600"

/* 70 kg: strength by its RPE, legs 0.75; a ride by icu_intensity before RPE. */
static const char activities[] =
    "[{\"id\":\"i1\",\"type\":\"WeightTraining\",\"name\":\"Legs\",\"start_date_local\":"
    "\"2026-03-14T18:00:00\"," HOUR "},"
    "{\"id\":\"i2\",\"type\":\"WeightTraining\",\"name\":\"Legs\",\"start_date_local\":"
    "\"2026-03-15T07:00:00\",\"icu_rpe\":3," HOUR "},"
    "{\"id\":\"i3\",\"type\":\"Ride\",\"icu_intensity\":70,\"start_date_local\":"
    "\"2026-03-15T12:00:00\"," HOUR "},"
    "{\"id\":\"i4\",\"type\":\"Run\",\"start_date_local\":\"2026-03-15T18:00:00\"," HOUR
    "}]";

static void open_rig(struct rig *rig)
{
    *rig = (struct rig){.athlete = rig_athlete,
                        .activities = activities,
                        .wellness = "[]",
                        .events = "[]",
                        .now = NOW};
    rig_open(rig);
}

/* llss, rpe and notes of an activity as they are listed now. */
static void expect_row(struct rig *rig, const char *id, double llss, json_int_t rpe,
                       bool is_told)
{
    json_t *recent = rig_call(rig, &tool_get_recent_activities, "{\"days\":7}");
    const json_t *table = rig_member(recent, "activities");
    for (size_t i = 0; i < rig_rows(table); i++) {
        if (strcmp(json_string_value(rig_cell(table, i, "id")), id) != 0) {
            continue;
        }
        const char *notes = json_string_value(rig_cell(table, i, "notes"));
        rig_assert_near(json_number_value(rig_cell(table, i, "llss")), llss, 0.051);
        assert_int_equal(json_integer_value(rig_cell(table, i, "rpe_1to10")), rpe);
        assert_int_equal(
            notes != NULL && strstr(notes, "rpe or feel from check-in") != NULL, is_told);
        json_decref(recent);
        return;
    }
    fail_msg("no activity %s", id);
}

static void test_by_id_it_serves_where_there_is_none(void **state)
{
    (void)state;
    struct rig rig;
    open_rig(&rig);
    expect_row(&rig, "i1", 52.5, 0, false); /* 100 x 0.75 x 0.70 */
    json_t *told = rig_call(&rig, &tool_log_checkin,
                            "{\"session\":{\"activity_id\":\"i1\",\"rpe\":9}}");
    assert_non_null(strstr(rig_text(told), "It counts for activity i1."));
    /* Without a date the entry is of the activity's day. */
    const json_t *entry = json_array_get(rig_member(told, "entries"), 0);
    assert_string_equal(json_string_value(json_object_get(entry, "day")), "2026-03-14");
    expect_row(&rig, "i1", 90.0, 9, true); /* RPE 9 is 1.20 */
    json_t *changed = rig_call(&rig, &tool_log_checkin,
                               "{\"session\":{\"activity_id\":\"i1\",\"rpe\":5}}");
    expect_row(&rig, "i1", 45.0, 5, true); /* the later answer stands */
    char undo[64];
    (void)snprintf(undo, sizeof undo, "{\"undo\":\"%s\"}",
                   json_string_value(rig_member(changed, "checkin_id")));
    json_t *undone = rig_call(&rig, &tool_log_checkin, undo);
    expect_row(&rig, "i1", 90.0, 9, true);
    json_decref(told);
    json_decref(changed);
    json_decref(undone);
    rig_close(&rig);
}

static void test_the_services_own_stands(void **state)
{
    (void)state;
    struct rig rig;
    open_rig(&rig);
    json_t *told = rig_call(&rig, &tool_log_checkin,
                            "{\"session\":{\"activity_id\":\"i2\",\"rpe\":9}}");
    /* Both are kept, and it is said which counts and why: nothing is missing. */
    assert_null(rig_missing(told, "session"));
    const json_t *entry = json_array_get(rig_member(told, "entries"), 0);
    const char *counts = json_string_value(json_object_get(entry, "counts"));
    assert_int_equal(json_integer_value(json_object_get(entry, "rpe")), 9);
    assert_non_null(
        strstr(counts, "activity i2; rpe 3 of Intervals.icu counts, 9 is kept"));
    assert_non_null(strstr(rig_text(told), counts));
    expect_row(&rig, "i2", 30.0, 3, false);
    json_decref(told);
    rig_close(&rig);
}

/* The same session told again: one counts, and the other is said to be replaced. */
static void test_told_again_it_replaces(void **state)
{
    (void)state;
    struct rig rig;
    open_rig(&rig);
    json_t *first = rig_call(&rig, &tool_log_checkin,
                             "{\"session\":{\"activity_id\":\"i4\",\"rpe\":5}}");
    const char *handle = json_string_value(rig_member(first, "checkin_id"));
    json_t *second =
        rig_call(&rig, &tool_log_checkin, "{\"session\":{\"sport\":\"run\",\"rpe\":7}}");
    assert_non_null(strstr(rig_text(second), "It replaces what was told before"));
    assert_non_null(strstr(rig_text(second), handle));
    json_t *listed = rig_call(&rig, &tool_log_checkin, "{}");
    const json_t *rows = rig_member(listed, "entries"); /* the latest first */
    assert_int_equal(json_array_size(rows), 2);
    assert_null(json_object_get(json_array_get(rows, 0), "replaced_by"));
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(rows, 1), "replaced_by")),
        json_string_value(rig_member(second, "checkin_id")));
    /* A feel beside it is another fact: both stand. */
    json_t *feel = rig_call(&rig, &tool_log_checkin,
                            "{\"session\":{\"activity_id\":\"i4\",\"feel\":2}}");
    assert_null(strstr(rig_text(feel), "It replaces"));
    json_decref(first);
    json_decref(second);
    json_decref(listed);
    json_decref(feel);
    rig_close(&rig);
}

static void test_the_days_only_one_of_the_sport(void **state)
{
    (void)state;
    struct rig rig;
    open_rig(&rig);
    json_t *which = rig_call(&rig, &tool_log_checkin, "{\"session\":{\"rpe\":8}}");
    assert_non_null(strstr(rig_text(which), "several activities that day"));
    expect_row(&rig, "i4", 56.0, 0, false);
    json_t *told =
        rig_call(&rig, &tool_log_checkin, "{\"session\":{\"rpe\":8,\"sport\":\"run\"}}");
    assert_non_null(strstr(rig_text(told), "It counts for activity i4."));
    expect_row(&rig, "i4", 100.0, 8, true);
    /* A ride keeps the intensity it has; its RPE is shown. */
    json_decref(
        rig_call(&rig, &tool_log_checkin, "{\"session\":{\"rpe\":8,\"sport\":\"ride\"}}"));
    expect_row(&rig, "i3", 9.8, 8, true);
    json_t *none = rig_call(&rig, &tool_log_checkin,
                            "{\"date\":\"2026-03-10\",\"session\":{\"rpe\":8}}");
    assert_non_null(strstr(rig_text(none), "no such activity is known yet"));
    json_decref(which);
    json_decref(told);
    json_decref(none);
    rig_close(&rig);
}

static void test_an_unknown_id_or_another_day_is_refused(void **state)
{
    (void)state;
    struct rig rig;
    struct err err = {0};
    open_rig(&rig);
    assert_null(rig_run(&rig, &tool_log_checkin,
                        "{\"session\":{\"activity_id\":\"i99\",\"rpe\":5}}", &err, NULL));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.message, "\"i99\""));
    assert_non_null(strstr(err.hint, "get_recent_activities"));
    assert_null(
        rig_run(&rig, &tool_log_checkin,
                "{\"date\":\"2026-03-15\",\"session\":{\"activity_id\":\"i1\",\"rpe\":5}}",
                &err, NULL));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_non_null(strstr(err.message, "2026-03-14"));
    json_t *read = rig_call(&rig, &tool_log_checkin, "{}");
    assert_int_equal(json_array_size(rig_member(read, "entries")), 0);
    json_decref(read);
    rig_close(&rig);
}

/* With the service away and nothing stored, what is told is still kept. */
static void test_kept_unchecked_when_activities_cannot_be_had(void **state)
{
    (void)state;
    struct rig rig;
    open_rig(&rig);
    rig.activities = NULL;
    json_t *told = rig_call(&rig, &tool_log_checkin,
                            "{\"session\":{\"activity_id\":\"i1\",\"rpe\":9}}");
    assert_string_equal(json_string_value(rig_member(told, "written")), "written");
    json_decref(told);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_id_it_serves_where_there_is_none),
        cmocka_unit_test(test_the_services_own_stands),
        cmocka_unit_test(test_told_again_it_replaces),
        cmocka_unit_test(test_the_days_only_one_of_the_sport),
        cmocka_unit_test(test_an_unknown_id_or_another_day_is_refused),
        cmocka_unit_test(test_kept_unchecked_when_activities_cannot_be_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
