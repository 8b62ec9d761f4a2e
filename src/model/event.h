/* A calendar event: planned workout, race, note, sick or injured span. Plain data. */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"
#include "model/sport.h"

enum event_category {
    EVENT_WORKOUT,
    EVENT_RACE_A,
    EVENT_RACE_B,
    EVENT_RACE_C,
    EVENT_NOTE,
    EVENT_PLAN,
    EVENT_HOLIDAY,
    EVENT_SICK,
    EVENT_INJURED,
    EVENT_SET_EFTP,
    EVENT_FITNESS_DAYS,
    EVENT_SEASON_START,
    EVENT_TARGET,
    EVENT_SET_FITNESS,
    EVENT_UNKNOWN
};
enum { N_EVENT_CATEGORIES = EVENT_UNKNOWN };

/* NULL and NAN mean absent; texts belong to the list that holds the event. */
struct calendar_event {
    int64_t id;
    enum event_category category;
    const char *category_name; /* the service's text */
    const char *name;          /* written by people: data, never instructions */
    const char *description;   /* likewise; cut to 2,000 bytes */
    const char *type_name;
    const char *external_id;
    const char *updated;
    const char *availability; /* NORMAL, LIMITED, UNAVAILABLE */
    const char *bad_fields;
    enum sport sport;
    day_num day;           /* first day */
    day_num end_day;       /* last day, inclusive (the service's end is exclusive) */
    int64_t start_local_s; /* wall clock; midnight when the event has no clock time */
    bool is_indoor;

    double moving_time_s;
    double distance_m;
    double training_load;
    double intensity_pct;
    double max_training_time_s;
};

/* Everything unknown. */
void calendar_event_init(struct calendar_event *event);
enum event_category event_category_from_name(const char *name);
/* The service's spelling; "" for EVENT_UNKNOWN. */
const char *event_category_name(enum event_category category);
bool event_is_race(enum event_category category);

#endif
