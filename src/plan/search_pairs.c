#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

static bool has(const struct search_event *event, unsigned marks)
{
    return (event->marks & marks) != 0;
}

/* The longest gap that minutes can make between the end of `first` and the start of
 * `second`. */
static int gap_most(const struct search_event *first, const struct search_event *second)
{
    return second->start_hi - first->end_lo;
}

static int start_gap_most(const struct search_event *a, const struct search_event *b)
{
    int forward = b->start_hi - a->start_lo;
    int back = a->start_hi - b->start_lo;
    return forward > back ? forward : back;
}

/* H8 with `legs` before `other`, then after. A race: only before it 24 h, after it 6 h. */
static bool legs_break(const struct plan_limits *limits, const struct search_event *legs,
                       const struct search_event *other)
{
    bool is_key = has(other, PLAN_MARK_KEY);
    if (!is_key && !has(other, PLAN_MARK_TEMPO)) {
        return false;
    }
    int before = is_key ? PLAN_LEGS_BEFORE_KEY : limits->legs_gap_min;
    bool can_be_before = gap_most(legs, other) >= before;
    bool can_be_after = gap_most(other, legs) >= limits->legs_gap_min;
    return !can_be_before && !can_be_after;
}

bool plan__search_pair_breaks(const struct search_problem *problem,
                              const struct search_event *a, const struct search_event *b)
{
    const struct plan_limits *limits = problem->limits;
    if (a->is_done && b->is_done) {
        return false;
    }
    if (plan__search_is_judged(problem, PLAN_H5) && has(a, PLAN_MARK_RUN_HARD) &&
        has(b, PLAN_MARK_RUN_HARD) && start_gap_most(a, b) < limits->hard_gap_min) {
        return true;
    }
    if (!plan__search_is_judged(problem, PLAN_H8)) {
        return false;
    }
    return (has(a, PLAN_MARK_HEAVY_LEGS) && legs_break(limits, a, b)) ||
           (has(b, PLAN_MARK_HEAVY_LEGS) && legs_break(limits, b, a));
}

bool plan__search_pair_is_near(const struct search_event *a, const struct search_event *b)
{
    bool is_pair = (has(a, PLAN_MARK_RUN_HARD) && has(b, PLAN_MARK_RIDE_HARD)) ||
                   (has(b, PLAN_MARK_RUN_HARD) && has(a, PLAN_MARK_RIDE_HARD));
    return is_pair && start_gap_most(a, b) < PLAN_HARD_APART;
}
