/*
 * Every recorded answer in the reference folder beside the repository, through the tool
 * that shows it: value, unit and direction as recorded. A file that this list does not name
 * fails the test. Skipped where the folder is not at hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "sample_rows.h"

extern const struct tool tool_get_activity;
extern const struct tool tool_intervals_get;

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum kind { ACTIVITIES, WELLNESS, EVENTS, LAPS, STREAMS, CURVE, OBJECT, SENT };

static const struct sample {
    const char *file;
    enum kind kind;
    const char *part; /* member of the file, or operation of an object; NULL: the file */
} samples[] = {
    {"activities-list-minimal.json", ACTIVITIES, NULL},
    {"activities-list-with-strava-stub.json", ACTIVITIES, NULL},
    {"activity-detail-extended.json", ACTIVITIES, NULL},
    {"activity-list-subjective.json", ACTIVITIES, NULL},
    {"activity-run-with-dynamics.json", ACTIVITIES, NULL},
    {"ride-session-easy-z2.json", ACTIVITIES, "activity"},
    {"ride-sweet-spot-with-paired-event-and-streams.json", ACTIVITIES, "activity"},
    {"strava-empty-stubs.json", ACTIVITIES, NULL},
    {"wellness-list-full-rows.json", WELLNESS, NULL},
    {"wellness-list.json", WELLNESS, NULL},
    {"wellness-manual-only.json", WELLNESS, NULL},
    {"wellness-subjective-write-response.json", WELLNESS, NULL},
    {"events-list.json", EVENTS, NULL},
    {"event-note-create-response.json", EVENTS, NULL},
    {"ride-session-easy-z2.json", EVENTS, "event"},
    {"ride-session-review-vo2.json", EVENTS, "event"},
    {"ride-sweet-spot-with-paired-event-and-streams.json", EVENTS, "event"},
    {"workout-text-oracle.json", EVENTS, NULL},
    {"activity-intervals-minimal.json", LAPS, NULL},
    {"activity-intervals-running-dynamics.json", LAPS, NULL},
    {"intervals-structured.json", LAPS, NULL},
    {"intervals-write-response.json", LAPS, NULL},
    {"streams-casing-variants.json", STREAMS, NULL},
    {"power-curve-minimal.json", CURVE, NULL},
    {"activity-messages.json", OBJECT, "activity_messages"},
    {"athlete-profile.json", OBJECT, "athlete"},
    {"custom-items-list.json", OBJECT, "custom_items"},
    {"gear-list.json", OBJECT, "gear"},
    {"sport-settings-run.json", OBJECT, "sport_settings_of"},
    {"workout-create-response.json", OBJECT, "workout"},
    {"workout-library-folders.json", OBJECT, "folders"},
    /* Requests that programs sent, and how a fixture was made: never read. */
    {"event-note-create-request.json", SENT, NULL},
    {"wellness-subjective-write-request.json", SENT, NULL},
    {"workout-create-request.json", SENT, NULL},
    {"workout-zone-targets.json", SENT, NULL},
};

static const char *object_body;
static char *laps_body;
static char *streams_body;

static char *details(enum intervals_operation operation, const char *activity_id)
{
    const char *body = operation == INTERVALS_INTERVALS ? laps_body : streams_body;
    (void)activity_id;
    return strdup(body != NULL ? body : "");
}

static char *object(const char *endpoint, const char *path)
{
    (void)path;
    return strdup(strcmp(endpoint, "activity") == 0
                      ? "{\"id\":\"r\",\"icu_athlete_id\":\"i1\"}"
                      : object_body);
}

static void rig_reset(void)
{
    memset(&sample_rig, 0, sizeof sample_rig);
    sample_rig.athlete = rig_athlete;
    sample_rig.activities = sample_rig.wellness = sample_rig.events = "[]";
    sample_rig.now = "2026-03-14T21:00:00+01:00";
    sample_rig.details = details;
    sample_rig.object = object;
    laps_body = streams_body = NULL;
}

/* ---- details of an activity ---- */

static const char one_ride[] =
    "[{\"id\":\"r\",\"icu_athlete_id\":\"i1\",\"type\":\"Ride\",\"moving_time\":1200,"
    "\"icu_average_watts\":200,\"start_date_local\":\"2026-03-13T08:00:00\","
    "\"stream_types\":[\"watts\",\"heartrate\"]}]";

static void laps_compare(const char *file, const json_t *value)
{
    static const struct sample_number numbers[] = {
        {"moving_s", {"moving_time"}, 1, 0},
        {"distance_km", {"distance"}, 0.001, 2},
        {"power_w", {"average_watts"}, 1, 0},
        {"hr_bpm", {"average_heartrate"}, 1, 0},
        {"cadence_per_min", {"average_cadence"}, 1, 0}};
    json_t *copy = json_deep_copy(value);
    (void)json_object_set_new(copy, "id", json_string("r"));
    laps_body = json_dumps(copy, JSON_COMPACT);
    sample_rig.activities = one_ride;
    json_t *result =
        sample_run(&tool_get_activity, "{\"id\":\"r\",\"sections\":[\"intervals\"]}");
    const json_t *shown = rig_member(result, "intervals");
    const json_t *laps = json_object_get(copy, "icu_intervals");
    assert_int_equal(rig_rows(shown), json_array_size(laps));
    for (size_t i = 0; i < json_array_size(laps); i++) {
        for (size_t k = 0; k < COUNT(numbers); k++) {
            sample_expect(file, rig_cell(shown, i, numbers[k].shown),
                          json_array_get(laps, i), &numbers[k], numbers[k].factor);
        }
    }
    json_decref(result);
    free(laps_body);
    laps_body = NULL;
    json_decref(copy);
}

/* Unusual spellings: the first of them is read, two samples, none is lost or scaled. */
static void streams_compare(const char *file, const json_t *value)
{
    (void)file;
    streams_body = json_dumps(value, JSON_COMPACT);
    sample_rig.activities = one_ride;
    json_t *result = sample_run(&tool_get_activity,
                                "{\"id\":\"r\",\"sections\":[\"streams\"],\"points\":1,"
                                "\"streams\":[\"power_w\",\"hr_bpm\"]}");
    const json_t *table = json_object_get(rig_member(result, "streams"), "table");
    rig_assert_near(json_number_value(rig_cell(table, 0, "power_w")), 255, 0.5);
    rig_assert_near(json_number_value(rig_cell(table, 0, "hr_bpm")), 149.5, 0.51);
    sample_n_compared += 2;
    json_decref(result);
    free(streams_body);
    streams_body = NULL;
}

static void curve_compare(const char *file, const json_t *value)
{
    (void)file;
    char *text = json_dumps(value, JSON_COMPACT);
    object_body = text;
    sample_rig.activities = one_ride;
    json_t *result =
        sample_run(&tool_get_activity, "{\"id\":\"r\",\"sections\":[\"best_efforts\"]}");
    const json_t *best = rig_member(result, "best_efforts");
    const json_t *secs = json_object_get(value, "secs");
    for (size_t i = 0; i < rig_rows(best); i++) {
        size_t k = 0;
        while (!json_equal(json_array_get(secs, k), rig_cell(best, i, "duration_s"))) {
            assert_true(++k < json_array_size(secs));
        }
        assert_true(json_equal(json_array_get(json_object_get(value, "watts"), k),
                               rig_cell(best, i, "power_w")));
        sample_n_compared++;
    }
    assert_true(rig_rows(best) >= 5);
    json_decref(result);
    free(text);
}

/* ---- anything else ---- */

/* The same but for nulls in objects, which are left out. */
static bool is_same(const json_t *shown, const json_t *given)
{
    if (json_is_array(given)) {
        bool is_equal = json_array_size(shown) == json_array_size(given);
        for (size_t i = 0; is_equal && i < json_array_size(given); i++) {
            is_equal = is_same(json_array_get(shown, i), json_array_get(given, i));
        }
        return is_equal;
    }
    if (!json_is_object(given)) {
        sample_n_compared++;
        return json_is_string(given) ? json_is_string(shown) : json_equal(shown, given);
    }
    const char *key = NULL;
    json_t *member = NULL;
    json_object_foreach(json_unconst(given), key, member)
    {
        if (!json_is_null(member) && !is_same(json_object_get(shown, key), member)) {
            return false;
        }
    }
    return true;
}

static void object_compare(const struct sample *sample, const json_t *value)
{
    static const struct {
        const char *operation;
        const char *parameters;
    } needed[] = {{"activity_messages", "{\"activity\":\"r\"}"},
                  {"sport_settings_of", "{\"sport\":\"Run\"}"},
                  {"workout", "{\"workout\":1}"}};
    const char *parameters = "{}";
    char args[200];
    json_t *own = json_deep_copy(value);
    for (size_t i = 0; i < COUNT(needed); i++) {
        parameters = strcmp(needed[i].operation, sample->part) == 0 ? needed[i].parameters
                                                                    : parameters;
    }
    for (size_t i = 0; i < json_array_size(own) && json_is_array(own); i++) {
        (void)json_object_del(json_array_get(own, i), "athlete_id"); /* not i1 */
    }
    (void)json_object_del(own, "athlete_id");
    (void)json_object_del(own, "email"); /* never shown */
    char *text = json_dumps(own, JSON_COMPACT);
    object_body = text;
    (void)snprintf(args, sizeof args,
                   "{\"operation\":\"%s\",\"parameters\":%s,\"max_kib\":56,\"limit\":500}",
                   sample->part, parameters);
    json_t *result = sample_run(&tool_intervals_get, args);
    if (json_is_object(own)) {
        assert_true(is_same(rig_member(result, "object"), own));
    }
    for (size_t i = 0; json_is_array(own) && i < json_array_size(own); i++) {
        const char *key = NULL;
        json_t *member = NULL;
        json_object_foreach(json_array_get(own, i), key, member)
        {
            if (!json_is_null(member) &&
                !is_same(rig_cell(rig_member(result, "rows"), i, key), member)) {
                fail_msg("%s: row %zu, %s", sample->file, i, key);
            }
        }
    }
    json_decref(result);
    free(text);
    json_decref(own);
}

/* ---- all of them ---- */

static json_t *part_of(const struct sample *sample, json_t *file)
{
    bool is_member = sample->kind != OBJECT && sample->part != NULL;
    json_t *part = is_member ? json_object_get(file, sample->part) : file;
    assert_non_null(part);
    return part;
}

static void row_compare(const struct sample *sample, const json_t *row)
{
    rig_reset();
    switch (sample->kind) {
    case ACTIVITIES:
        sample_activity(sample->file, row);
        break;
    case WELLNESS:
        sample_wellness(sample->file, row);
        break;
    case EVENTS:
        sample_event(sample->file, row);
        break;
    case LAPS:
        laps_compare(sample->file, row);
        break;
    case STREAMS:
        streams_compare(sample->file, row);
        break;
    case CURVE:
        curve_compare(sample->file, row);
        break;
    case OBJECT:
        object_compare(sample, row);
        break;
    case SENT:
        break;
    }
}

static void sample_compare(const struct sample *sample)
{
    char path[600];
    json_error_t error;
    (void)snprintf(path, sizeof path, "%s/samples/%s", SHARED_REFERENCE, sample->file);
    json_t *file = json_load_file(path, 0, &error);
    if (file == NULL) {
        fail_msg("%s: %s", sample->file, error.text);
    }
    const json_t *part = part_of(sample, file);
    size_t n_before = sample_n_compared;
    bool is_list =
        sample->kind == ACTIVITIES || sample->kind == WELLNESS || sample->kind == EVENTS;
    if (is_list && json_is_array(part)) {
        for (size_t i = 0; i < json_array_size(part); i++) {
            row_compare(sample, json_array_get(part, i));
        }
    } else {
        row_compare(sample, part);
    }
    print_message("%s%s%s: %zu values\n", sample->file, sample->part != NULL ? " " : "",
                  sample->part != NULL ? sample->part : "", sample_n_compared - n_before);
    json_decref(file);
}

static bool is_named(const char *file)
{
    for (size_t i = 0; i < COUNT(samples); i++) {
        if (strcmp(samples[i].file, file) == 0) {
            return true;
        }
    }
    return false;
}

static void every_recorded_answer_is_shown_as_recorded(void **state)
{
    (void)state;
    log_level_set(LOG_ERROR);
    DIR *folder = opendir(SHARED_REFERENCE "/samples");
    if (folder == NULL) {
        print_message("no %s/samples: skipped\n", SHARED_REFERENCE);
        skip();
        return;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        const char *end = strrchr(entry->d_name, '.');
        if (end != NULL && strcmp(end, ".json") == 0 && !is_named(entry->d_name)) {
            fail_msg("%s is not compared with anything", entry->d_name);
        }
    }
    (void)closedir(folder);
    for (size_t i = 0; i < COUNT(samples); i++) {
        sample_compare(&samples[i]);
    }
    assert_true(sample_n_compared > 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_answer_is_shown_as_recorded),
    };
    return cmocka_run_group_tests_name("tools/samples", tests, NULL, NULL);
}
