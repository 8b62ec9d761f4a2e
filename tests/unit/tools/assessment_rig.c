#include "assessment_rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "told.h"

extern const struct tool tool_post_workout_assessment;

/* Sat 2026-03-14, 21:00 */
static const char now[] = "2026-03-14T21:00:00+01:00";
static const char athlete[] =
    "{\"id\":\"i1\",\"name\":\"A\",\"timezone\":\"Europe/Zurich\",\"icu_weight\":70,"
    "\"sportSettings\":[{\"types\":[\"Run\",\"VirtualRun\"],\"threshold_pace\":4.0,"
    "\"lthr\":170,\"pace_zones\":[77.5,87.7,94.3,100,103.4,111.5,999]},"
    "{\"types\":[\"Ride\",\"VirtualRide\"],\"ftp\":280,\"lthr\":165,"
    "\"power_zones\":[55,75,90,105,120,150,999]}]}";

static struct rig rig;
struct assessment_world world;
struct str_buf activities;

static char *laps_text(void)
{
    struct str_buf body = {0};
    double at_s = 0;
    str_buf_add(&body, "{\"icu_intervals\":[");
    for (size_t i = 0; i < world.n_laps; i++) {
        const struct piece *lap = &world.laps[i];
        str_buf_printf(&body,
                       "%s{\"type\":\"WORK\",\"start_time\":%.0f,\"end_time\":%.0f,"
                       "\"moving_time\":%.0f,\"elapsed_time\":%.0f,\"%s\":%.3f,"
                       "\"average_heartrate\":%.0f}",
                       i > 0 ? "," : "", at_s, at_s + lap->seconds, lap->seconds,
                       lap->seconds, world.is_ride ? "average_watts" : "average_speed",
                       lap->effort, lap->heart_rate);
        at_s += lap->seconds;
    }
    str_buf_add(&body, "],\"icu_groups\":[]}");
    return str_buf_take(&body);
}

/* Whole seconds, with a heart that is never still unless its rate ends in .5 (a strap that
 * hangs) and an effort that moves by 10 %. */
static void series_add(struct str_buf *body, const char *type, int what)
{
    double at_s = 0;
    str_buf_printf(body, "{\"type\":\"%s\",\"data\":[", type);
    for (size_t i = 0; i < world.n_stream; i++) {
        const struct piece *piece = &world.stream[i];
        for (int s = 0; s < (int)piece->seconds; s++, at_s++) {
            double flicker = fmod(at_s, 2) < 1 ? 1.0 : -1.0;
            double beat = piece->heart_rate;
            bool is_moving_heart = beat > 0 && fmod(beat, 1) < 0.1;
            double values[] = {at_s, piece->effort * (1 + 0.05 * flicker),
                               beat + (is_moving_heart ? flicker : 0)};
            str_buf_printf(body, "%s%.3f", at_s > 0 ? "," : "", values[what]);
        }
    }
    str_buf_add(body, "]}");
}

static char *details(enum intervals_operation operation, const char *activity_id)
{
    struct str_buf body = {.max_bytes = 4 << 20};
    if (strcmp(activity_id, "x") != 0) {
        return strdup("");
    }
    if (operation == INTERVALS_INTERVALS) {
        return world.n_laps > 0 ? laps_text() : strdup("");
    }
    if (world.n_stream == 0) {
        return strdup("");
    }
    str_buf_add(&body, "[");
    series_add(&body, "time", 0);
    str_buf_add(&body, ",");
    series_add(&body, world.is_ride ? "watts" : "velocity_smooth", 1);
    str_buf_add(&body, ",");
    series_add(&body, "heartrate", 2);
    str_buf_add(&body, "]");
    return str_buf_take(&body);
}

/* An activity of the list; more: its further members, with a comma before them. */
void activity_add(const char *id, const char *type, const char *start, int seconds,
                  const char *more)
{
    str_buf_printf(&activities,
                   "%s{\"id\":\"%s\",\"icu_athlete_id\":\"i1\",\"type\":\"%s\","
                   "\"start_date_local\":\"%s\",\"moving_time\":%d,\"elapsed_time\":%d%s}",
                   activities.length > 1 ? "," : "", id, type, start, seconds, seconds,
                   more);
}

int setup(void **state)
{
    (void)state;
    log_level_set(LOG_ERROR);
    memset(&world, 0, sizeof world);
    memset(&rig, 0, sizeof rig);
    str_buf_add(&activities, "[");
    /* Weeks that leave nothing strange: some runs, the longest 15 km. */
    activity_add("0", "Run", "2026-02-06T08:00:00", 2400, ",\"distance\":7000");
    activity_add("1", "Run", "2026-02-13T08:00:00", 3300, ",\"distance\":10000");
    activity_add("a", "Run", "2026-02-20T08:00:00", 5400,
                 ",\"distance\":15000,\"average_speed\":2.78");
    activity_add("b", "Run", "2026-03-02T08:00:00", 2400, ",\"distance\":7000");
    activity_add("c", "Run", "2026-03-07T08:00:00", 2400, ",\"distance\":7000");
    return 0;
}

int teardown(void **state)
{
    (void)state;
    str_buf_release(&activities);
    activities = (struct str_buf){0};
    return 0;
}

json_t *assessed(const char *args, const char *events)
{
    struct err err = {0};
    str_buf_add(&activities, "]");
    rig.athlete = athlete;
    rig.activities = str_buf_text(&activities);
    rig.wellness = "[]";
    rig.events = events;
    rig.now = now;
    rig.details = details;
    json_t *result = rig_run(&rig, &tool_post_workout_assessment, args, &err, NULL);
    if (result == NULL) {
        fail_msg("%s %s", err.message, err.hint);
    }
    /* Numbers of the wording: bounds of methods, scales, windows. */
    static const char *const phrases[] = {"(zones 1-2, 3, 4+)",
                                          "(1 strong, 5 weak)",
                                          "(1 strong to 5 weak)",
                                          "of 10",
                                          "0-10",
                                          "RPE 1-10",
                                          "after 10 min",
                                          "above 5: drifted",
                                          "up to 5: coupled",
                                          "under 40 minutes",
                                          "Next 48 h",
                                          "30 days",
                                          "llss/1",
                                          "(0 counts)",
                                          "doi:10.1136/bjsports-2024-109380",
                                          NULL};
    told_check(result, phrases);
    /* What is not known is left out of the sentences. */
    assert_null(strstr(rig_text(result), "power -"));
    assert_null(strstr(rig_text(result), "intensity -"));
    assert_null(strstr(rig_text(result), " - km,"));
    /* No praise, whatever the session. */
    static const char *const praise[] = {"well done", "great",     "good job",
                                         "nice",      "excellent", "impressive"};
    for (size_t i = 0; i < sizeof praise / sizeof praise[0]; i++) {
        assert_null(strstr(rig_text(result), praise[i]));
    }
    return result;
}

json_t *assessed_alone(const char *args, struct err *err)
{
    rig.athlete = athlete;
    rig.activities = str_buf_text(&activities);
    rig.now = now;
    return rig_run(&rig, &tool_post_workout_assessment, args, err, NULL);
}

const char *text_of(const json_t *result, const char *object, const char *key)
{
    return json_string_value(json_object_get(rig_member(result, object), key));
}

double number_of(const json_t *result, const char *object, const char *key)
{
    const json_t *value = json_object_get(rig_member(result, object), key);
    assert_non_null(value);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

const char *verdict(const json_t *result)
{
    return json_string_value(rig_member(result, "verdict"));
}

const char *cell(const json_t *result, size_t row, const char *column)
{
    return json_string_value(rig_cell(rig_member(result, "steps"), row, column));
}

bool any_text_has(const json_t *rows, const char *words)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (strstr(json_string_value(json_array_get(rows, i)), words) != NULL) {
            return true;
        }
    }
    return false;
}
