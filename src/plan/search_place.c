#include "plan/constants.h"
#include "plan/search_arrange.h"

#include "base/banned.h"

#define MARKS_HARD (PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS)
#define MARKS_EVENT (MARKS_HARD | PLAN_MARK_KEY | PLAN_MARK_TEMPO)

static void event_of(const struct search_arrange *arrange, enum plan_kind kind, int slot,
                     uint32_t mask, struct search_event *ret)
{
    const struct search_kind *info = &arrange->problem->kinds[kind];
    const struct search_slot *of = &arrange->problem->slots[slot];
    int least = info->from[of->day];
    int slot_start = of->day * PLAN_DAY_MIN + of->start_min;
    bool is_first = true;
    for (int rank = 0; rank < info->rank; rank++) {
        uint32_t bit = arrange->problem->kinds[arrange->problem->by_rank[rank]].bit;
        is_first = is_first && (mask & bit) == 0;
    }
    ret->day = of->day;
    ret->marks = info->marks;
    ret->kind = kind;
    ret->is_done = false;
    ret->start_lo = slot_start;
    ret->start_hi = is_first ? slot_start : slot_start + of->minutes - least;
    ret->end_lo = slot_start + least;
    ret->end_hi = slot_start + of->minutes;
}

/* S2: a hard ride before legs on one day, the event one of them. */
static bool is_pair(const struct search_event *a, const struct search_event *b)
{
    bool is_ride_first =
        (a->marks & PLAN_MARK_RIDE_HARD) != 0 && (b->marks & PLAN_MARK_HEAVY_LEGS) != 0;
    bool is_legs_first =
        (b->marks & PLAN_MARK_RIDE_HARD) != 0 && (a->marks & PLAN_MARK_HEAVY_LEGS) != 0;
    return a->day == b->day &&
           ((is_ride_first && b->start_hi - a->end_lo >= PLAN_LEGS_GAP) ||
            (is_legs_first && a->start_hi - b->end_lo >= PLAN_LEGS_GAP));
}

static bool makes_pair(const struct search_arrange *arrange,
                       const struct search_event *event)
{
    const struct search_problem *problem = arrange->problem;
    for (int i = 0; i < problem->n_events + arrange->at.n_events; i++) {
        const struct search_event *other = i < problem->n_events
                                               ? &problem->events[i]
                                               : &arrange->events[i - problem->n_events];
        if (is_pair(other, event)) {
            return true;
        }
    }
    return false;
}

/* Against everything fixed, and everything new before it. False: a rule is broken. */
static bool event_add(struct search_arrange *arrange, const struct search_event *event)
{
    const struct search_problem *problem = arrange->problem;
    int n_near = 0;
    for (int i = 0; i < problem->n_events + arrange->at.n_events; i++) {
        const struct search_event *other = i < problem->n_events
                                               ? &problem->events[i]
                                               : &arrange->events[i - problem->n_events];
        if (plan__search_pair_breaks(problem, other, event)) {
            return false;
        }
        n_near += plan__search_pair_is_near(other, event) ? 1 : 0;
    }
    if (makes_pair(arrange, event)) {
        arrange->at.n_pairs++;
    }
    if (!problem->is_wishes_only) {
        arrange->at.cost += plan__search_points(n_near * PLAN_POINTS_HARD_NEAR);
    }
    arrange->events[arrange->at.n_events++] = *event;
    return true;
}

static bool run_fits(const struct search_arrange *arrange, enum plan_kind kind, int slot)
{
    const struct search_problem *problem = arrange->problem;
    const struct plan_limits *limits = problem->limits;
    const struct search_base *base = &problem->base;
    int day = slot / PLAN_SLOTS;
    bool is_first_fitting =
        arrange->at.n_new_runs > 0 || plan__search_first_run_fits(problem, kind, slot);
    bool is_next = plan__arrange_had_run(arrange, day) ||
                   (day + 1 < PLAN_DAYS && base->has_run[day + 1]);
    bool is_second = limits->has_one_run_a_day[day] && base->has_other_run[day] &&
                     kind != PLAN_RUN_BRICK;
    int n_days = arrange->at.n_run_days + (base->has_run[day] ? 0 : 1);
    bool is_fourth = limits->has_max_run_days && n_days > limits->max_run_days;
    bool is_judged = plan__search_is_judged(problem, PLAN_H4);
    return is_first_fitting && !(problem->is_alternate && is_next) &&
           !(is_judged && (is_second || is_fourth));
}

/* H9, forward and back. */
static bool long_fits(const struct search_arrange *arrange, enum plan_kind kind, int day)
{
    const struct search_problem *problem = arrange->problem;
    const unsigned stress = PLAN_MARK_HEAVY_LEGS | PLAN_MARK_RUN_HARD;
    if (!plan__search_is_judged(problem, PLAN_H9)) {
        return true;
    }
    if ((problem->kinds[kind].marks & stress) != 0 && day + 1 < PLAN_DAYS &&
        (problem->base.day_kinds[day + 1] & 1U << PLAN_RUN_LONG) != 0) {
        return false;
    }
    if (kind != PLAN_RUN_LONG) {
        return true;
    }
    for (int i = 0; i < problem->n_events + arrange->at.n_events; i++) {
        const struct search_event *other = i < problem->n_events
                                               ? &problem->events[i]
                                               : &arrange->events[i - problem->n_events];
        if (other->day == day - 1 && (other->marks & stress) != 0) {
            return false;
        }
    }
    return true;
}

static bool kind_place(struct search_arrange *arrange, enum plan_kind kind, int slot,
                       uint32_t mask)
{
    const struct search_problem *problem = arrange->problem;
    const struct search_kind *info = &problem->kinds[kind];
    int day = slot / PLAN_SLOTS;
    struct search_day_state *state = &arrange->days[day];
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    if (!long_fits(arrange, kind, day) || (is_run && !run_fits(arrange, kind, slot))) {
        return false;
    }
    if (is_run) {
        arrange->at.n_run_days += problem->base.has_run[day] ? 0 : 1;
        arrange->at.n_new_runs++;
        arrange->at.left_runs--;
        state->has_run = true;
    }
    if ((info->marks & PLAN_MARK_STRENGTH) != 0 && !state->has_strength) {
        state->has_strength = true;
        arrange->at.n_strength_days++;
    }
    if (--arrange->at.n_left[kind] == 0) {
        arrange->at.left_kinds &= ~info->bit;
    }
    arrange->at.left_total--;
    if (plan_space_is_spread(kind)) {
        arrange->at.left_spread--;
        state->n_spread++;
    }
    state->n_hard += (info->marks & MARKS_HARD) != 0 ? 1 : 0;
    state->is_hard_day = state->is_hard_day || info->effort != PLAN_EASY;
    state->llss += info->from[day] * info->llss_least;
    if ((info->marks & PLAN_MARK_LOADS_LIMBS) != 0 ||
        state->llss >= problem->rest_llss_max) {
        arrange->at.loaded_days |= 1U << day;
    }
    if (problem->accepted[slot][kind] > 0 && !problem->is_wishes_only) {
        arrange->at.cost -= PLAN_POINTS_MOVED * SEARCH_POINT;
    }
    if ((info->marks & MARKS_EVENT) != 0) {
        struct search_event event;
        event_of(arrange, kind, slot, mask, &event);
        return event_add(arrange, &event);
    }
    return true;
}

bool plan__arrange_slot_place(struct search_arrange *arrange, int slot, uint32_t mask)
{
    uint32_t left = mask;
    arrange->masks[slot] = mask;
    for (int rank = 0; left != 0; rank++) {
        enum plan_kind kind = arrange->problem->by_rank[rank];
        uint32_t bit = arrange->problem->kinds[kind].bit;
        if ((left & bit) != 0) {
            left &= ~bit;
            if (!kind_place(arrange, kind, slot, mask)) {
                return false;
            }
        }
    }
    return true;
}

static search_score day_wishes(const struct search_arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    int am = day * PLAN_SLOTS;
    uint32_t kinds = arrange->masks[am] | arrange->masks[am + 1];
    bool is_busy = kinds != 0 || problem->base.day_kinds[day] != 0;
    kinds |= problem->base.day_kinds[day];
    search_score score = 0;
    for (size_t i = 0; i < problem->input->n_wishes; i++) {
        const struct plan_wish *wish = &problem->input->wishes[i];
        if (wish->day != day) {
            continue;
        }
        bool is_met = wish->kind == PLAN_WISH_REST      ? !is_busy
                      : wish->kind == PLAN_WISH_SESSION ? (kinds >> wish->session & 1U) != 0
                                                        : true;
        score += is_met || (arrange->counted >> i & 1U) != 0 ? 0 : problem->wish_weight[i];
    }
    return score;
}

bool plan__arrange_day_close(struct search_arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    const struct search_day_state *state = &arrange->days[day];
    int n_spread = state->n_spread;
    arrange->at.cost += (search_score)n_spread * n_spread + day_wishes(arrange, day);
    if (!problem->is_wishes_only) {
        int n_hard_before =
            day > 0 ? arrange->days[day - 1].n_hard : problem->n_hard_before;
        int points = state->has_run && plan__arrange_had_run(arrange, day)
                         ? PLAN_POINTS_CONSECUTIVE
                         : 0;
        points += n_hard_before >= 2 && state->is_hard_day ? PLAN_POINTS_AFTER_TWO_HARD : 0;
        arrange->at.cost += points * SEARCH_POINT;
    }
    return plan__search_rest_holds(problem, day + 1, arrange->at.loaded_days);
}
