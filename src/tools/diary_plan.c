/* The athlete's own log as the planner takes it (diary.h). */
#include <math.h>
#include <string.h>

#include "tools/diary.h"
#include "tools/slots.h"

#include "base/banned.h"

static day_num day_member(const json_t *object, const char *key)
{
    const char *text = json_get_text(object, key);
    day_num day = DAY_NUM_NONE;
    return text != NULL && day_parse(text, &day) ? day : DAY_NUM_NONE;
}

static bool is_text(const json_t *object, const char *key, const char *expected)
{
    const char *text = json_get_text(object, key);
    return text != NULL && strcmp(text, expected) == 0;
}

static void injuries_read(struct arena *arena, const json_t *rows,
                          struct plan_preferences *ret)
{
    size_t n_rows = json_array_size(rows);
    struct plan_injury *injuries = arena_alloc(arena, n_rows + 1, sizeof *injuries);
    for (size_t i = 0; i < n_rows; i++) {
        const json_t *row = json_array_get(rows, i);
        const char *site = diary_site(arena, row);
        injuries[i] =
            (struct plan_injury){.day = day_member(row, "date"),
                                 .site = site == NULL ? "other" : site,
                                 .is_bone_stress = is_text(row, "kind", "bone_stress"),
                                 .is_tendon = is_text(row, "kind", "tendon")};
    }
    ret->n_injuries = n_rows;
    ret->injuries = injuries;
}

static enum plan_race_kind race_kind(const json_t *row)
{
    if (is_text(row, "kind", "run")) {
        return PLAN_RACE_RUN;
    }
    if (is_text(row, "kind", "ride")) {
        return PLAN_RACE_RIDE;
    }
    return is_text(row, "kind", "other") ? PLAN_RACE_OTHER : PLAN_RACE_DUATHLON;
}

static void races_read(struct arena *arena, const json_t *rows,
                       struct plan_preferences *ret)
{
    size_t n_rows = json_array_size(rows);
    struct plan_race *races = arena_alloc(arena, n_rows + 1, sizeof *races);
    for (size_t i = 0; i < n_rows; i++) {
        const json_t *row = json_array_get(rows, i);
        day_num day = day_member(row, "date");
        if (day != DAY_NUM_NONE) {
            double minutes = json_get_number(row, "minutes");
            races[ret->n_races++] = (struct plan_race){
                .day = day,
                .kind = race_kind(row),
                .minutes = minutes > 0.0 ? fmin(minutes, PLAN_DAY_MIN) : 0.0};
        }
    }
    ret->races = races;
}

void diary_plan_preferences(struct arena *arena, const struct data_entries *entries,
                            struct plan_preferences *ret)
{
    struct err ignored = {0}; /* set_preferences checked them when they came */
    plan_preferences_init(ret);
    if (entries->n_items == 0) {
        return;
    }
    json_auto_t *preferences = diary_preferences_json(entries);
    const json_t *caps = json_object_get(preferences, "caps");
    const json_t *slots = json_object_get(preferences, "availability");
    double run_days = json_get_number(caps, "run_days_per_week");
    injuries_read(arena, json_object_get(preferences, "injuries"), ret);
    races_read(arena, json_object_get(preferences, "races"), ret);
    ret->cap_run_days = isnan(run_days) ? -1 : (int)run_days;
    ret->cap_run_km = json_get_number(caps, "run_km_per_week");
    ret->cap_bike_h = json_get_number(caps, "bike_hours_per_week");
    ret->has_availability =
        json_array_size(slots) > 0 && slots_read(slots, ret->slots, &ignored);
}
