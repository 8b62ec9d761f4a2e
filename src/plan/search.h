/*
 * The best week there is: an exact search over what search_space.h allows, all kinds,
 * minutes and slots of it.
 *
 * Best is the smallest in this order (science-decisions.md "Optimum"; 4b, 6 and 7 are
 * ours):
 *
 * - 1 every hard rule holds
 * - 2 wishes unmet: fewest of priority 1, then of 2, and so on
 * - 3 the soft points, summed
 * - 4 sessions
 * - 4b spread: the sum over days of the squared number of new sessions, bricks and calf_hip
 *   not counted (a week packed into three days is no week)
 * - 5 the new sessions as a list ordered by (day, slot, kind), earliest first
 * - 6 |run minutes - usual| + |ride minutes - usual|, as far as known
 * - 7 the smallest minutes, session by session as the week runs
 *
 * How, and why it is exact. The choice is made in three stages, each of which only leaves
 * out what cannot be better than what is left:
 *
 * - Counts: how many sessions of each kind. What the counts alone cost (S6, S7, S8, S11's
 *   additions, wishes on days and kinds) is exact; what minutes cost (S1, S4, S5, S10, S12,
 *   hours, km) is bounded from below over all minutes and days that any week with these
 *   counts can have: first by the ends of each sum, then by halving the minutes of each
 *   kind until no part can be within the limit. Counts whose bound is above the limit are
 *   left out whole. A kind that differs from an earlier one in nothing that a rule or a
 *   cost sees (strides, cadence, VO2 rides) is left out unless asked for: exchanging it for
 *   the earlier one changes nothing but improves (5); recovery and endurance rides are one
 *   kind until the cost is known.
 * - Slots: the counts are laid into the slots in the order (5). A partial week is left when
 *   a rule on what already stands is broken whatever minutes follow (every hard rule that
 *   the slots decide forbids, so that adding sessions never mends it), when what is left
 *   cannot stand in what is open, or when its points so far, the least that the remaining
 *   days add and the bound of the minutes exceed the limit. What a state's remaining days
 *   cost at least is remembered: it depends on what is left to place and on the little that
 *   rules look back at, all of which is the key.
 * - Minutes: each skeleton that is left is solved by branch and bound over its minutes; the
 *   sums that rules and costs read are intervals of what is still open, and every cost is
 *   monotone in them, so that their ends bound it.
 *
 * A good week is found first: from one that is only feasible by changing a session at a
 * time, and by a few nodes for each of the most promising counts. The limit then rises from
 * the least bound: a level is raised only when every week within it has been excluded, and
 * to the smallest bound that exceeded it. So the first level with a week holds the optimum,
 * and the levels below it are the proof. With the cost known the same is done for sessions
 * and spread, and the walk in the order (5) then meets the first week of that order first.
 * Every week that is taken has been judged by plan_judge itself: the bounds can only be
 * proved wrong by a better week (the tests compare with brute force), never make a broken
 * week pass.
 *
 * With the node limit reached the best week so far is returned with is_optimal false, and
 * bound, the points below which no week was left unexcluded. Deterministic: no clock.
 */
#ifndef PLAN_SEARCH_H
#define PLAN_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/limits.h"
#include "plan/plan.h"

enum plan_search_status {
    PLAN_SEARCH_FOUND,
    PLAN_SEARCH_INFEASIBLE, /* hard rules, availability and fixed sessions clash */
    PLAN_SEARCH_UNKNOWN     /* the node limit came before any week */
};

enum { PLAN_CONFLICTS_MAX = 64 };

/* Smallest sets of wishes (bits) that no week meets together, as far as they were met. */
struct plan_conflicts {
    int n_sets;
    uint32_t sets[PLAN_CONFLICTS_MAX];
};

struct plan_search_result {
    enum plan_search_status status;
    bool is_optimal;   /* proved, in the whole order 1 to 7 */
    long n_nodes;      /* visited; a week judged counts as ten */
    size_t n_sessions; /* the whole week, fixed ones included, by plan_sort */
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    int cost;            /* soft points */
    int bound;           /* no week that meets as many wishes costs less */
    uint32_t unmet;      /* wishes, bits by index */
    uint32_t broken;     /* infeasible: rules that what is fixed breaks, bits 1 << rule */
    bool is_unmet_least; /* proved: no week leaves fewer, by priority */
    struct plan_conflicts conflicts; /* learnt on the way: for plan_give_ups_find */
};

struct plan_search_scratch;
/* Bytes of scratch, aligned as malloc does; about a megabyte. */
size_t plan_search_scratch_bytes(void);

enum { PLAN_SEARCH_NODES = 90000 }; /* the usual limit */

/*
 * limits: of an input with n_wishes up to PLAN_MAX_WISHES, priorities 1 to 9. scratch: the
 * caller's, any content. Cannot fail.
 */
void plan_search(const struct plan_limits *limits, long node_limit,
                 struct plan_search_scratch *scratch, struct plan_search_result *ret);
/* The same; when not every wish can be met n_kept of the nodes are left to explain that. */
void plan_search_keeping(const struct plan_limits *limits, long node_limit, long n_kept,
                         struct plan_search_scratch *scratch,
                         struct plan_search_result *ret);

#endif
