#include "week_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void list_add(struct str_buf *list, const char *type, const char *name, day_num day,
                     int hour, double minutes, double km)
{
    char text[DAY_TEXT_SIZE];
    str_buf_printf(
        list,
        "%s{\"id\":\"i%d%02d\",\"icu_athlete_id\":\"i1\",\"type\":\"%s\","
        "\"name\":\"%s\",\"start_date_local\":\"%sT%02d:00:00\",\"distance\":%.1f,"
        "\"moving_time\":%.0f,\"elapsed_time\":%.0f,\"average_speed\":%.3f,"
        "\"icu_training_load\":40}",
        list->length > 1 ? "," : "", (int)day, hour, type, name, day_format(day, text),
        hour, km * 1000, minutes * 60, minutes * 60, km * 1000 / (minutes * 60));
}

/* 26 weeks: runs Tue 45 min, Thu 50, Sun 60 (10 km); rides Sat 90; up to yesterday. */
void week_rig_open(struct week_rig *f)
{
    day_num today = day_from_civil((struct civil_date){2026, 3, 11});
    *f = (struct week_rig){.activities = {0}};
    str_buf_add(&f->activities, "[");
    str_buf_add(&f->events, "[");
    for (day_num day = today - 182; day < today; day++) {
        int weekday = day_weekday(day);
        if (weekday == 1 || weekday == 3 || weekday == 6) {
            double minutes = weekday == 1 ? 45 : weekday == 3 ? 50 : 60;
            list_add(&f->activities, "Run", "easy", day, 7, minutes, minutes / 6);
        } else if (weekday == 5) {
            list_add(&f->activities, "Ride", "ride", day, 9, 90, 40);
        }
    }
    str_buf_add(&f->activities, "]");
    str_buf_add(&f->events, "]");
    f->rig = (struct rig){.athlete = rig_athlete,
                          .activities = str_buf_text(&f->activities),
                          .wellness = "[]",
                          .events = str_buf_text(&f->events),
                          .now = WEEK_NOW};
    rig_open(&f->rig);
}

void week_rig_close(struct week_rig *f)
{
    rig_close(&f->rig);
    str_buf_release(&f->activities);
    str_buf_release(&f->events);
}

json_t *week_rig_call(struct week_rig *f, const struct tool *tool, const char *args)
{
    return rig_call(&f->rig, tool, args);
}

void week_rig_refused(struct week_rig *f, const struct tool *tool, const char *args,
                      const char *words)
{
    struct err err = {0};
    json_t *result = rig_run(&f->rig, tool, args, &err, NULL);
    assert_null(result);
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    if (strstr(err.message, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", err.message, words);
    }
    assert_true(strlen(err.hint) > 0);
    assert_int_equal(err.hint[strlen(err.hint) - 1], '.'); /* not cut off */
}

const char *week_rig_text(const json_t *result, const char *key)
{
    return json_string_value(rig_member(result, key));
}
