#include <math.h>

#include "plan/check.h"
#include "plan/constants.h"
#include "plan/search_internal.h"
#include "plan/wishes.h"

#include "base/banned.h"

#define GUARD 1e-9

/* ---- what each session may last ---- */

static bool is_run(const struct search_problem *problem, enum plan_kind kind)
{
    return (problem->kinds[kind].marks & PLAN_MARK_RUN) != 0;
}

/* Moment of the first planned run that is fixed, from a day on; INT_MAX: none. */
static int first_fixed_run(const struct plan_input *input, int from_day)
{
    for (size_t i = 0; i < input->n_fixed; i++) {
        const struct plan_session *session = &input->fixed[i];
        if ((session->marks & PLAN_MARK_RUN) != 0 && !session->is_done &&
            session->day >= from_day) {
            return plan_start(session);
        }
    }
    return INT32_MAX;
}

static void shorten(struct search_item *item, double most)
{
    if (!isnan(most) && item->to > most + GUARD) {
        item->to = most + GUARD < item->from
                       ? item->from - 1
                       : item->from + item->step * (int)floor((most - item->from + GUARD) /
                                                              item->step);
    }
}

/* The first run after a hold (P1) and after a gap (P3). */
static bool first_run_fits(const struct search_problem *problem, struct search_item *item)
{
    const struct plan_limits *limits = problem->limits;
    const struct plan_input *input = problem->input;
    int slot_start =
        item->slot / PLAN_SLOTS * PLAN_DAY_MIN + problem->slots[item->slot].start_min;
    bool is_ladder = item->kind == PLAN_RUN_LADDER;
    int hold_from = limits->hold_until + 1 > 0 ? limits->hold_until + 1 : 0;
    if (limits->has_hold && !limits->is_ladder_only &&
        plan__search_is_judged(problem, PLAN_H1) &&
        slot_start < first_fixed_run(input, hold_from)) {
        if (problem->kinds[item->kind].effort != PLAN_EASY) {
            return false;
        }
        shorten(item, limits->hold_max_min);
    }
    if (limits->has_gap && !limits->is_ladder_only &&
        plan__search_is_judged(problem, PLAN_H3) &&
        slot_start < first_fixed_run(input, 0)) {
        bool is_by_km = !isnan(limits->gap_max_km) && item->km > 0.0;
        if (is_by_km || !is_ladder) {
            shorten(item, is_by_km ? limits->gap_max_km / item->km : limits->gap_max_min);
        }
    }
    return item->from <= item->to;
}

bool plan__search_first_run_fits(const struct search_problem *problem, enum plan_kind kind,
                                 int slot)
{
    const struct search_kind *info = &problem->kinds[kind];
    int day = slot / PLAN_SLOTS;
    struct search_item item = {.kind = kind,
                               .slot = slot,
                               .from = info->from[day],
                               .to = info->to[day],
                               .step = info->step,
                               .km = info->km};
    return first_run_fits(problem, &item);
}

static void ladder_set(const struct search_problem *problem, int n_before,
                       struct search_item *item)
{
    struct plan_session session;
    item->rung = plan_rung_of(problem->limits, n_before);
    plan_session_of_menu(problem->input, PLAN_RUN_LADDER, item->rung, 0.0, &session);
    item->from = (int)ceil(session.minutes);
    item->to = item->from;
    item->step = 1;
    item->llss = session.llss / session.minutes;
}

static bool item_add(const struct search_problem *problem, enum plan_kind kind, int slot,
                     int *n_runs, struct search_skeleton *ret)
{
    const struct search_kind *info = &problem->kinds[kind];
    int day = slot / PLAN_SLOTS;
    struct search_item *item = &ret->items[ret->n_items++];
    *item = (struct search_item){.kind = kind,
                                 .slot = slot,
                                 .from = info->from[day],
                                 .to = info->to[day],
                                 .step = info->step,
                                 .llss = info->llss,
                                 .km = info->km};
    if ((info->marks & PLAN_MARK_LOADS_LIMBS) != 0) {
        ret->loaded_days |= 1U << day;
    }
    if (!is_run(problem, kind)) {
        return item->from <= item->to;
    }
    if (kind == PLAN_RUN_LADDER) {
        ladder_set(problem, *n_runs, item);
    }
    (*n_runs)++;
    return *n_runs > 1 ? item->from <= item->to : first_run_fits(problem, item);
}

/* No session longer than its slot and its day leave beside the others. */
static bool slots_fit(const struct search_problem *problem,
                      struct search_skeleton *skeleton)
{
    int slot_min[SEARCH_SLOTS] = {0};
    int day_min[PLAN_DAYS] = {0};
    for (int i = 0; i < skeleton->n_items; i++) {
        const struct search_item *item = &skeleton->items[i];
        slot_min[item->slot] += item->from;
        day_min[item->slot / PLAN_SLOTS] += item->from;
    }
    for (int i = 0; i < skeleton->n_items; i++) {
        struct search_item *item = &skeleton->items[i];
        int slot_left = problem->slots[item->slot].minutes - slot_min[item->slot];
        int day = item->slot / PLAN_SLOTS;
        double day_left = problem->day_free_min[day] - day_min[day];
        double left = day_left < slot_left ? day_left : slot_left;
        if (left < -GUARD) {
            return false;
        }
        shorten(item, item->from + left);
    }
    return true;
}

bool plan__search_items_set(const struct search_problem *problem,
                            const uint32_t masks[SEARCH_SLOTS], struct search_skeleton *ret)
{
    int n_runs = 0;
    ret->n_items = 0;
    ret->loaded_days = 0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        ret->loaded_days |= problem->base.is_loaded[day] ? 1U << day : 0U;
    }
    for (int slot = 0; slot < SEARCH_SLOTS; slot++) {
        uint32_t left = masks[slot];
        for (int rank = 0; rank < N_PLAN_MENU && left != 0; rank++) {
            enum plan_kind kind = problem->by_rank[rank];
            if ((left & problem->kinds[kind].bit) != 0) {
                left &= ~problem->kinds[kind].bit;
                if (!item_add(problem, kind, slot, &n_runs, ret)) {
                    return false;
                }
            }
        }
    }
    ret->n_runs = problem->base.n_run_sessions + n_runs;
    return slots_fit(problem, ret);
}

/* ---- the week ---- */

size_t plan__search_sessions(const struct search_problem *problem,
                             const struct search_skeleton *skeleton,
                             struct plan_session ret[])
{
    const struct plan_input *input = problem->input;
    size_t n_sessions = 0;
    for (size_t i = 0; i < input->n_fixed; i++) {
        ret[n_sessions++] = input->fixed[i];
    }
    int slot = -1;
    int start_min = 0;
    for (int i = 0; i < skeleton->n_items; i++) {
        const struct search_item *item = &skeleton->items[i];
        struct plan_session *session = &ret[n_sessions++];
        plan_session_of_menu(input, item->kind, item->rung, item->minutes, session);
        start_min = item->slot == slot ? start_min : problem->slots[item->slot].start_min;
        slot = item->slot;
        session->day = slot / PLAN_SLOTS;
        session->slot = slot % PLAN_SLOTS;
        session->start_min = start_min;
        start_min += item->minutes;
    }
    plan_sort(ret, n_sessions);
    return n_sessions;
}

search_score plan__search_judge(const struct search_problem *problem,
                                const struct search_skeleton *skeleton)
{
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    size_t n_sessions = plan__search_sessions(problem, skeleton, sessions);
    enum plan_rule likely = PLAN_H1;
    int cost = 0;
    if (!plan_judge(problem->limits, n_sessions, sessions, &likely, &cost)) {
        return SEARCH_NEVER;
    }
    search_score score = problem->is_wishes_only ? 0 : cost * SEARCH_POINT;
    for (size_t i = 0; i < problem->input->n_wishes; i++) {
        if (problem->wish_weight[i] != 0 &&
            !plan_wish_is_met(&problem->input->wishes[i], n_sessions, sessions)) {
            score += problem->wish_weight[i];
        }
    }
    return score;
}

/* ---- H7 ---- */

/* Broken only by a session that is not done: one that loads a day which what is done leaves
 * as a rest day. */
static bool window_holds(const struct search_problem *problem, int last,
                         unsigned loaded_days)
{
    const struct plan_input *input = problem->input;
    unsigned week_days = (1U << (last + 1)) - 1U; /* the window holds all of them */
    for (int day = last - LOAD_REST_WINDOW_DAYS + 1; day < 0; day++) {
        const struct plan_past_day *past = &input->past[PLAN_HISTORY_DAYS + day];
        if (!past->is_known || (past->is_rest && !past->is_unknown)) {
            return true;
        }
    }
    bool is_rest_taken = (loaded_days & week_days & ~problem->base.done_loaded_days) != 0;
    return (loaded_days & week_days) != week_days || !is_rest_taken;
}

bool plan__search_rest_holds(const struct search_problem *problem, int n_days,
                             unsigned loaded_days)
{
    unsigned days = (1U << n_days) - 1U;
    int n_rest = PLAN_DAYS - __builtin_popcount(loaded_days & days);
    bool is_rest_taken = (loaded_days & days & ~problem->base.done_loaded_days) != 0;
    if (!plan__search_is_judged(problem, PLAN_H7)) {
        return true;
    }
    for (int day = 0; day < n_days; day++) {
        if (!window_holds(problem, day, loaded_days)) {
            return false;
        }
    }
    return n_rest >= problem->limits->rest_days_week || !is_rest_taken;
}
