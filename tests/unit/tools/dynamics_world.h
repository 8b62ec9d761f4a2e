/* Invented runs with running dynamics, as a service has them. */
#ifndef TESTS_TOOLS_DYNAMICS_WORLD_H
#define TESTS_TOOLS_DYNAMICS_WORLD_H

#include <stdbool.h>

#include "base/civil.h"
#include "rig.h"

/* Sun 2026-03-15; a run every second day up to it. */
#define TODAY 20527
/* Requests for the athlete and the activities in two windows. */
enum { N_LISTS = 3 };
enum { N_LAPS = 8, LAP_S = 360, RESULT_MAX_BYTES = 6 * 1024, STRUCTURED_MAX_BYTES = 4096 };

/* How the invented runs are; set by each test before it runs. */
extern struct dynamics_world {
    int n_runs;
    double shift_ms;         /* of contact time, */
    day_num shift_from;      /* from this day on */
    double last_speed;       /* of the newest run; 0: as the others */
    day_num new_device_from; /* 0: never */
    day_num strap_until;     /* balance is measured up to this day */
    bool is_treadmill;       /* the newest ten */
    bool is_bare;            /* neither contact time nor balance */
    bool is_custom;          /* contact time under the athlete's own code, in seconds */
    bool is_one_lap;         /* laps say nothing: streams must */
    day_num broken_day;
    day_num unknown_day;
} world;

/* The service that has them. */
extern struct rig rig;

/* Before and after each test: 95 runs (190 days) with a strap. */
int open_world(void **state);
int close_world(void **state);
/* Open the rig on the world as it is set. */
void rig_begin(void);

#endif
