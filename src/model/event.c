#include "model/event.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/banned.h"

static const char *const names[N_EVENT_CATEGORIES] = {
    [EVENT_WORKOUT] = "WORKOUT",
    [EVENT_RACE_A] = "RACE_A",
    [EVENT_RACE_B] = "RACE_B",
    [EVENT_RACE_C] = "RACE_C",
    [EVENT_NOTE] = "NOTE",
    [EVENT_PLAN] = "PLAN",
    [EVENT_HOLIDAY] = "HOLIDAY",
    [EVENT_SICK] = "SICK",
    [EVENT_INJURED] = "INJURED",
    [EVENT_SET_EFTP] = "SET_EFTP",
    [EVENT_FITNESS_DAYS] = "FITNESS_DAYS",
    [EVENT_SEASON_START] = "SEASON_START",
    [EVENT_TARGET] = "TARGET",
    [EVENT_SET_FITNESS] = "SET_FITNESS",
};

void calendar_event_init(struct calendar_event *event)
{
    *event = (struct calendar_event){.category = EVENT_UNKNOWN,
                                     .sport = SPORT_UNKNOWN,
                                     .day = DAY_NUM_NONE,
                                     .end_day = DAY_NUM_NONE,
                                     .start_local_s = INT64_MIN,
                                     .moving_time_s = (double)NAN,
                                     .distance_m = (double)NAN,
                                     .training_load = (double)NAN,
                                     .intensity_pct = (double)NAN,
                                     .max_training_time_s = (double)NAN};
}

enum event_category event_category_from_name(const char *name)
{
    for (size_t i = 0; name != NULL && i < N_EVENT_CATEGORIES; i++) {
        if (strcmp(names[i], name) == 0) {
            return (enum event_category)i;
        }
    }
    return EVENT_UNKNOWN;
}

const char *event_category_name(enum event_category category)
{
    return category < EVENT_UNKNOWN ? names[category] : "";
}

bool event_is_race(enum event_category category)
{
    return category == EVENT_RACE_A || category == EVENT_RACE_B || category == EVENT_RACE_C;
}
