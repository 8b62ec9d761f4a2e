/*
 * The athlete's history, state and calendar as a plan_input: what the load engine computed,
 * preferences and events, digested.
 */
#ifndef PLAN_FACTS_H
#define PLAN_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "load/status.h"
#include "plan/plan.h"

struct plan_injury {
    day_num day; /* when it began */
    const char *site;
    bool is_bone_stress;
    bool is_tendon;
};

struct plan_race {
    day_num day;
    enum plan_race_kind kind;
    double minutes; /* expected; 0: not told */
};

/* What the athlete set, as far as the planner uses it; load_preferences has the rest. */
struct plan_preferences {
    size_t n_injuries;
    const struct plan_injury *injuries;
    size_t n_races;
    const struct plan_race *races;
    int cap_run_days;  /* a week; -1: none */
    double cap_run_km; /* NAN: none */
    double cap_bike_h;
    bool has_availability;
    struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS]; /* [0]: Monday */
};
void plan_preferences_init(struct plan_preferences *preferences);

/* The clock a slot has when only its minutes are told. */
enum { PLAN_AM_START_MIN = 7 * 60, PLAN_PM_START_MIN = 18 * 60 };

struct plan_facts {
    const struct load_inputs *inputs; /* activities and events up to the week's end */
    const struct load_status *status; /* of today, on the same inputs */
    const struct plan_preferences *preferences;
    day_num first_day; /* of the week */
    enum plan_focus focus;
    bool keeps_calendar; /* planned workouts of the week are fixed sessions */
};

/*
 * Fill ret. Today and now are those of facts->inputs. Days up to today hold what was done;
 * today is what was done once it holds any activity, else what is planned (A37), as are the
 * days between today and the week; such days raise no reference. Done sessions of the week
 * and races (RACE_A/B/C) still to come are fixed sessions; events without a clock stand
 * where the day is free. Calendar spans: SICK and HOLIDAY
 * close slots, INJURED closes running (heavy legs and impact with it), LIMITED bounds the
 * day's minutes (UNAVAILABLE is the default of SICK and INJURED, NORMAL that of HOLIDAY). A
 * SICK span whatever its availability marks its days and those after it for H13. Wishes,
 * accepted plan and accepts_short_gap are the caller's. Speeds: median of the easy runs of
 * 42 days with known km (3 or more), the other efforts in proportion to planned intensity;
 * else threshold pace; else unknown. strength_factor: median of what the service booked for
 * 3 or more strength sessions of 42 days, of 100 h q2; else 1. Cannot fail; allocates
 * nothing.
 */
void plan_facts_digest(const struct plan_facts *facts, struct plan_input *ret);

/*
 * The week with a plan beside what is fixed in it, by plan_sort: what has no clock stands
 * where the plan leaves room. ret[n_sessions + input->n_fixed], not sessions itself; the
 * count is returned.
 */
size_t plan_facts_beside(const struct plan_input *input, size_t n_sessions,
                         const struct plan_session sessions[], struct plan_session ret[]);

/*
 * Planned limb load of a workout or race, points: by its own intensity, else by the kind
 * that it is read as (infer.h), so that the calendar shows the number that a week is judged
 * by. NAN: no training, or no length.
 */
double plan_event_llss(const struct calendar_event *event,
                       const struct load_sport_table *sports, double mass_factor);

/* The usual speed of a whole easy run, m/s, as in plan_facts_digest; NAN: unknown. */
double plan_easy_run_m_per_s(const struct load_inputs *inputs,
                             const struct load_status *status);

/*
 * Where the ladder stands (A19): open in the return phase until rung 10 is done clean
 * twice, and while a bone-stress injury asks for it. It begins on the day of the return
 * with the rung of entry (bone stress without a return: on rung 1), and after two clean
 * sessions a rung rises. Clean: run done, its day over, and no pain answer of that day or
 * the next above usual in the morning, 4 or more during or after it, any at a bone-stress
 * site, or limping. A session shorter than 80 % of its rung is no session of it.
 */
void plan_ladder_of(const struct load_status *status, bool is_bone_stress,
                    struct plan_ladder *ret);

#endif
