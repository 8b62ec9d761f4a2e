#include "dynamics_world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

struct dynamics_world world;
struct rig rig;

static struct str_buf activities;

static double noise(day_num day, int lap)
{
    unsigned hash = ((unsigned)day * 2654435761U) ^ ((unsigned)lap * 40503U);
    hash ^= hash >> 13U;
    hash *= 2246822519U;
    hash ^= hash >> 16U;
    return (double)(hash % 2001U) / 1000.0 - 1.0;
}

static double speed_of(day_num day, int lap)
{
    if (day == TODAY && world.last_speed > 0) {
        return world.last_speed;
    }
    return 3.0 + 0.3 * noise(day, 99) + 0.1 * noise(day, lap);
}

static double contact_of(day_num day, int lap)
{
    double shift = world.shift_from != 0 && day >= world.shift_from ? world.shift_ms : 0;
    return 250 - 40 * (speed_of(day, lap) - 3) + 2 * noise(day, lap + 50) +
           3 * noise(day, 77) + shift;
}

static void lap_write(struct str_buf *body, day_num day, int lap)
{
    double speed = speed_of(day, lap);
    double contact = contact_of(day, lap);
    bool is_strap = day <= world.strap_until;
    str_buf_printf(body,
                   "%s{\"id\":%d,\"type\":\"WORK\",\"start_time\":%d,\"end_time\":%d,"
                   "\"moving_time\":%d,\"distance\":%.1f,\"average_speed\":%.3f,"
                   "\"average_gradient\":0.003,\"average_cadence\":%.2f",
                   lap > 0 ? "," : "", lap + 1, lap * LAP_S, (lap + 1) * LAP_S, LAP_S,
                   speed * LAP_S, speed, 82 + 3 * (speed - 3) + 0.2 * noise(day, lap + 20));
    if (!world.is_bare && world.is_custom) {
        str_buf_printf(body, ",\"GroundContactTime\":%.5f", contact / 1000);
    } else if (!world.is_bare) {
        str_buf_printf(body, ",\"average_stance_time\":%.2f", contact);
    }
    if (!world.is_bare && is_strap) {
        str_buf_printf(body, ",\"average_stance_time_balance\":%.2f",
                       49.5 + 0.4 * noise(day, lap + 70));
    }
    str_buf_add(body, "}");
}

static char *laps_of(day_num day)
{
    struct str_buf body = {0};
    str_buf_add(&body, "{\"icu_intervals\":[");
    if (world.is_one_lap) {
        str_buf_printf(&body, "{\"start_time\":0,\"moving_time\":%d,\"average_speed\":3}",
                       N_LAPS * LAP_S);
    }
    for (int lap = 0; lap < N_LAPS && !world.is_one_lap; lap++) {
        lap_write(&body, day, lap);
    }
    str_buf_add(&body, "],\"icu_groups\":[]}");
    return str_buf_take(&body);
}

static char *streams_of(day_num day)
{
    static const char *const types[] = {"time", "distance", "grade_smooth", "cadence",
                                        "stance_time"};
    struct str_buf body = {0};
    enum { STEP_S = 6, N_SAMPLES = N_LAPS * LAP_S / STEP_S };
    str_buf_add(&body, "[");
    for (size_t k = 0; k < sizeof types / sizeof types[0]; k++) {
        str_buf_printf(&body, "%s{\"type\":\"%s\",\"data\":[", k > 0 ? "," : "", types[k]);
        for (int i = 0; i < N_SAMPLES; i++) {
            double time_s = i * (double)STEP_S;
            double values[] = {time_s, time_s * speed_of(day, 0), 0.2, 83,
                               contact_of(day, 0)};
            str_buf_printf(&body, "%s%.2f", i > 0 ? "," : "", values[k]);
        }
        str_buf_add(&body, "]}");
    }
    str_buf_add(&body, "]");
    return str_buf_take(&body);
}

static char *details(enum intervals_operation operation, const char *activity_id)
{
    day_num day = (day_num)strtol(activity_id + 1, NULL, 10);
    if (day == world.broken_day) {
        return NULL;
    }
    if (day == world.unknown_day) {
        return strdup("");
    }
    return operation == INTERVALS_INTERVALS ? laps_of(day) : streams_of(day);
}

static void activities_write(void)
{
    str_buf_clear(&activities);
    str_buf_add(&activities, "[");
    for (int i = world.n_runs - 1; i >= 0; i--) {
        char text[DAY_TEXT_SIZE];
        day_num day = TODAY - 2 * i;
        bool is_new = world.new_device_from != 0 && day >= world.new_device_from;
        str_buf_printf(&activities,
                       "%s{\"id\":\"i%d\",\"type\":\"Run\",\"start_date_local\":"
                       "\"%sT07:00:00\",\"moving_time\":%d,\"distance\":8640,"
                       "\"average_cadence\":82.5,\"trainer\":%s,\"device_name\":\"%s\"}",
                       i < world.n_runs - 1 ? "," : "", (int)day, day_format(day, text),
                       N_LAPS * LAP_S, world.is_treadmill && i < 10 ? "true" : "false",
                       is_new ? "New \\\"Pod\\\"" : "Old watch");
    }
    str_buf_add(&activities, "]");
}

/* A world of 95 runs (190 days) with a strap, opened. */
int open_world(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.n_runs = 95;
    world.strap_until = TODAY;
    return 0;
}

void rig_begin(void)
{
    activities_write();
    rig = (struct rig){.athlete = rig_athlete,
                       .activities = str_buf_text(&activities),
                       .wellness = "[]",
                       .events = "[]",
                       .now = "2026-03-15T12:00:00+01:00",
                       .details = details,
                       .n_details_per_call = 400};
    rig_open(&rig);
}

int close_world(void **state)
{
    (void)state;
    rig_close(&rig);
    str_buf_release(&activities);
    return 0;
}
