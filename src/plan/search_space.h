/*
 * The weeks that the search looks at: what a slot and a day may hold of new sessions, and
 * in which order they stand. A brute force reads the same functions.
 *
 *   slot   a set of at most PLAN_SPACE_SLOT_SESSIONS kinds, each once: at most one run (a
 *          brick is one), at most one ride, a brick only with a ride
 *   day    at most one run (a brick is one), one session of each strength kind and one
 *          calf_hip; a ride in each slot is allowed; nothing on the day of a fixed race
 *   order  plan_space_rank: hard sessions first, while the legs are fresh; the brick
 * directly after its ride; strength after endurance, calf_hip last clock  the first starts
 * with the slot, each next one ends to end; a slot that a fixed session overlaps is its
 * longest free piece, 15 minutes or more (what is before now is cut off as well); no run in
 * a slot that begins or ends less than 30 minutes from a fixed run, with which it would be
 * one session runs   run_ladder where plan_limits has PLAN_LIMIT_RUNG for the day, and
 * nothing but it; its n-th session is rung plan_rung_of(n)
 *
 * Two runs a day, or two rides in one slot, are no proposals that a coach would make;
 * whoever wants them gives them as fixed sessions.
 */
#ifndef PLAN_SEARCH_SPACE_H
#define PLAN_SEARCH_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/menu.h"

enum {
    PLAN_SPACE_SLOT_SESSIONS = 3,
    PLAN_SPACE_SLOT_MIN = 15, /* shorter pieces of time hold nothing */
    PLAN_SPACE_WEEK_SESSIONS = 20
};

/* Place in the slot's order; kinds of the menu only. */
int plan_space_rank(enum plan_kind kind);
/* kinds: bits 1 << kind. */
bool plan_space_slot_allows(uint32_t kinds);
bool plan_space_day_allows(uint32_t am_kinds, uint32_t pm_kinds);
/* Does the kind count in the spread (tie-break 4b)? All but bricks and calf_hip. */
bool plan_space_is_spread(enum plan_kind kind);

#endif
