#include <stddef.h>
#include <string.h>

#include "plan/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

#define MARKS_HARD (PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS)
#define MARKS_EVENT (MARKS_HARD | PLAN_MARK_KEY | PLAN_MARK_TEMPO)

/* What a day has come to, fixed sessions included. */
struct day_state {
    int n_spread;
    int n_hard;
    bool is_hard_day; /* something not easy */
    bool has_run;
    double llss; /* at least */
};

struct arrange {
    struct plan_search_scratch *scratch;
    const struct search_problem *problem;
    const struct search_vector *vector;
    struct search_order *order;
    uint32_t masks[SEARCH_SLOTS];
    uint32_t counted; /* wishes (bits) that the vector alone leaves unmet */
    int n_left[N_PLAN_MENU];
    uint32_t left_kinds;
    int left_total;
    int left_spread;
    int left_runs;
    struct day_state days[PLAN_DAYS];
    unsigned busy_days;
    unsigned loaded_days;
    int n_run_days; /* up to here, all fixed ones counted */
    int n_new_runs;
    int n_pairs;
    int n_events; /* new ones */
    struct search_event events[PLAN_SPACE_WEEK_SESSIONS];
    search_score cost; /* arrangement so far: points and spread */
    struct search_box
        placed[PLAN_DAYS + 1]; /* sums of the days before, fixed ones of all */
    bool is_stopped;
    int n_masks[SEARCH_SLOTS];
    /* Not cleared: */
    uint16_t lists[SEARCH_SLOTS]
                  [SEARCH_MASKS]; /* masks that hold only the vector's kinds */
};

static search_score rest_find(struct arrange *arrange, int slot, bool is_tight);

/* ---- bounds ---- */

static int run_days_left(const struct arrange *arrange, int day)
{
    int n_days = 0;
    for (int i = day; i < PLAN_DAYS; i++) {
        bool is_open = arrange->problem->is_run_day[i];
        n_days += is_open ? 1 : 0;
    }
    return n_days;
}

static bool had_run(const struct arrange *arrange, int day)
{
    return day > 0 ? arrange->days[day - 1].has_run
                   : arrange->problem->input->past[PLAN_HISTORY_DAYS - 1].has_run;
}

static int potential_matches(const struct arrange *arrange, int day)
{
    int n_matches = 0;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        int n_old = 0;
        for (int slot = day * PLAN_SLOTS; slot < SEARCH_SLOTS && arrange->n_left[kind] > 0;
             slot++) {
            n_old += arrange->problem->accepted[slot][kind] > 0 ? 1 : 0;
        }
        n_matches += n_old < arrange->n_left[kind] ? n_old : arrange->n_left[kind];
    }
    return n_matches;
}

static int pairs_missing(const struct arrange *arrange, int n_possible)
{
    int n_missing = arrange->vector->n_pairs - arrange->n_pairs - n_possible;
    return n_missing > 0 ? n_missing : 0;
}

/* The least that the days from `day` on can add; SEARCH_NEVER: what is left cannot stand.
 */
static search_score rest_least(const struct arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    int n_days = PLAN_DAYS - day;
    int n_run_days = run_days_left(arrange, day);
    int y = had_run(arrange, day) ? 1 : 0;
    if (arrange->left_runs > n_run_days ||
        (problem->is_alternate && 2 * arrange->left_runs - 1 + y > n_days) ||
        arrange->left_total > PLAN_SPACE_SLOT_SESSIONS * PLAN_SLOTS * n_days) {
        return SEARCH_NEVER;
    }
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        if (arrange->n_left[kind] > problem->open_from[day][kind]) {
            return SEARCH_NEVER;
        }
    }
    search_score least =
        plan__search_spread_least(arrange->left_spread, problem->n_open_from[day]);
    if (problem->is_wishes_only) {
        return least;
    }
    int n_in_a_row = arrange->left_runs > 0 ? 2 * arrange->left_runs - n_days - 1 + y : 0;
    int n_possible =
        arrange->n_left[PLAN_STRENGTH_LOWER_HEAVY] + problem->n_fixed_pair_days;
    int points = PLAN_POINTS_CLUSTER * pairs_missing(arrange, n_possible);
    points += n_in_a_row > 0 ? n_in_a_row * PLAN_POINTS_CONSECUTIVE : 0;
    if (problem->input->has_accepted) {
        points -= PLAN_POINTS_MOVED * potential_matches(arrange, day);
    }
    return least + points * SEARCH_POINT;
}

/* What minutes cost at least with the days before `day` as they stand; SEARCH_NEVER: they
 * break a rule. */
static search_score minutes_least(const struct arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    struct search_box box = arrange->placed[day];
    box.n_runs = problem->base.n_run_sessions + arrange->n_new_runs + arrange->left_runs;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        if (arrange->n_left[kind] > 0) {
            plan__search_box_add(problem, (enum plan_kind)kind, arrange->n_left[kind], day,
                                 &box);
        }
    }
    plan__search_box_tighten(problem, &box);
    if (plan__search_is_beyond(problem, &box)) {
        return SEARCH_NEVER;
    }
    search_score points =
        problem->is_wishes_only ? 0 : plan__search_cost(problem, &box) * SEARCH_POINT;
    return points + plan__search_sums_unmet(problem, &box);
}

/* Add the sessions of a day that stands to the sums. */
static void day_sum(struct arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    struct search_box *box = &arrange->placed[day + 1];
    *box = arrange->placed[day];
    for (int slot = day * PLAN_SLOTS; slot < (day + 1) * PLAN_SLOTS; slot++) {
        int used_min = 0;
        for (uint32_t left = arrange->masks[slot]; left != 0; left &= left - 1) {
            used_min += problem->kinds[plan__search_kind_of(left)].from[day];
        }
        for (uint32_t left = arrange->masks[slot]; left != 0; left &= left - 1) {
            enum plan_kind kind = plan__search_kind_of(left);
            const struct search_kind *info = &problem->kinds[kind];
            int most = problem->slots[slot].minutes - used_min + info->from[day];
            most = info->to[day] < most ? info->to[day] : most;
            plan__search_sums_add(problem, kind, day, info->from[day], info->llss_least,
                                  info->km, &box->lo);
            plan__search_sums_add(problem, kind, day, most, info->llss_most, info->km,
                                  &box->hi);
        }
    }
}

/* ---- memory of states ---- */

static struct search_memo key_of(const struct arrange *arrange, int day)
{
    struct search_memo key = {.generation = arrange->scratch->generation,
                              .counted = arrange->counted};
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        key.counts = key.counts << 3 | (uint64_t)arrange->n_left[kind];
    }
    uint64_t past = (uint64_t)day;
    for (int i = 0; i < 6; i++) {
        int slot = day * PLAN_SLOTS - 1 - i;
        uint32_t mask = slot >= 0 ? arrange->masks[slot] : 0;
        const struct search_problem *problem = arrange->problem;
        past = past << 1 | ((mask & problem->run_hard_kinds) != 0 ? 1U : 0U);
        if (i < PLAN_SLOTS) {
            uint32_t rides = mask & (problem->ride_hard_kinds | 1U << PLAN_RIDE_TEMPO);
            uint32_t legs = mask & 1U << PLAN_STRENGTH_LOWER_HEAVY;
            bool is_alone = legs == mask;
            past = past << 2 | ((rides & problem->ride_hard_kinds) != 0 ? 2U
                                : rides != 0                            ? 1U
                                                                        : 0U);
            past = past << 2 | (legs == 0 ? 0U : is_alone ? 1U : 2U);
        }
    }
    const struct day_state *before = day > 0 ? &arrange->days[day - 1] : NULL;
    past = past << 1 | (before != NULL && before->has_run ? 1U : 0U);
    past = past << 1 | (before != NULL && before->n_hard >= 2 ? 1U : 0U);
    past = past << 7 | arrange->busy_days;
    past = past << 7 | arrange->loaded_days;
    past = past << 3 | (uint64_t)arrange->n_run_days;
    past = past << 3 | (uint64_t)arrange->vector->n_pairs;
    past = past << 3 | (uint64_t)arrange->n_pairs;
    past = past << 1 | (arrange->n_new_runs > 0 ? 1U : 0U);
    past = past << 1 | (arrange->problem->is_wishes_only ? 1U : 0U);
    key.past = past;
    return key;
}

static struct search_memo *memo_of(const struct arrange *arrange,
                                   const struct search_memo *key)
{
    uint64_t hash = key->counts * 0x9E3779B97F4A7C15U ^ key->past * 0xC2B2AE3D27D4EB4FU;
    hash ^= hash >> 29;
    return &arrange->scratch->memo[hash & (SEARCH_MEMO - 1)];
}

static bool is_same_state(const struct search_memo *a, const struct search_memo *b)
{
    return a->generation == b->generation && a->counted == b->counted &&
           a->counts == b->counts && a->past == b->past;
}

/* ---- placing a slot ---- */

static void event_of(const struct arrange *arrange, enum plan_kind kind, int slot,
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

static bool makes_pair(const struct arrange *arrange, const struct search_event *event)
{
    const struct search_problem *problem = arrange->problem;
    for (int i = 0; i < problem->n_events + arrange->n_events; i++) {
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
static bool event_add(struct arrange *arrange, const struct search_event *event)
{
    const struct search_problem *problem = arrange->problem;
    int n_near = 0;
    for (int i = 0; i < problem->n_events + arrange->n_events; i++) {
        const struct search_event *other = i < problem->n_events
                                               ? &problem->events[i]
                                               : &arrange->events[i - problem->n_events];
        if (plan__search_pair_breaks(problem, other, event)) {
            return false;
        }
        n_near += plan__search_pair_is_near(other, event) ? 1 : 0;
    }
    if (makes_pair(arrange, event)) {
        arrange->n_pairs++;
    }
    if (!problem->is_wishes_only) {
        arrange->cost += n_near * PLAN_POINTS_HARD_NEAR * SEARCH_POINT;
    }
    arrange->events[arrange->n_events++] = *event;
    return true;
}

static bool run_fits(const struct arrange *arrange, enum plan_kind kind, int slot)
{
    const struct search_problem *problem = arrange->problem;
    const struct plan_limits *limits = problem->limits;
    const struct search_base *base = &problem->base;
    int day = slot / PLAN_SLOTS;
    bool is_first_fitting =
        arrange->n_new_runs > 0 || plan__search_first_run_fits(problem, kind, slot);
    bool is_next = had_run(arrange, day) || (day + 1 < PLAN_DAYS && base->has_run[day + 1]);
    bool is_second = limits->has_one_run_a_day[day] && base->has_other_run[day] &&
                     kind != PLAN_RUN_BRICK;
    int n_days = arrange->n_run_days + (base->has_run[day] ? 0 : 1);
    bool is_fourth = limits->has_max_run_days && n_days > limits->max_run_days;
    bool is_judged = plan__search_is_judged(problem, PLAN_H4);
    return is_first_fitting && !(problem->is_alternate && is_next) &&
           !(is_judged && (is_second || is_fourth));
}

/* H9, forward and back. */
static bool long_fits(const struct arrange *arrange, enum plan_kind kind, int day)
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
    for (int i = 0; i < problem->n_events + arrange->n_events; i++) {
        const struct search_event *other = i < problem->n_events
                                               ? &problem->events[i]
                                               : &arrange->events[i - problem->n_events];
        if (other->day == day - 1 && (other->marks & stress) != 0) {
            return false;
        }
    }
    return true;
}

static bool kind_place(struct arrange *arrange, enum plan_kind kind, int slot,
                       uint32_t mask)
{
    const struct search_problem *problem = arrange->problem;
    const struct search_kind *info = &problem->kinds[kind];
    int day = slot / PLAN_SLOTS;
    struct day_state *state = &arrange->days[day];
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    if (!long_fits(arrange, kind, day) || (is_run && !run_fits(arrange, kind, slot))) {
        return false;
    }
    if (is_run) {
        arrange->n_run_days += problem->base.has_run[day] ? 0 : 1;
        arrange->n_new_runs++;
        arrange->left_runs--;
        state->has_run = true;
    }
    if (--arrange->n_left[kind] == 0) {
        arrange->left_kinds &= ~info->bit;
    }
    arrange->left_total--;
    if (plan_space_is_spread(kind)) {
        arrange->left_spread--;
        state->n_spread++;
    }
    state->n_hard += (info->marks & MARKS_HARD) != 0 ? 1 : 0;
    state->is_hard_day = state->is_hard_day || info->effort != PLAN_EASY;
    state->llss += info->from[day] * info->llss_least;
    arrange->busy_days |= 1U << day;
    if ((info->marks & PLAN_MARK_LOADS_LIMBS) != 0 ||
        state->llss >= problem->rest_llss_max) {
        arrange->loaded_days |= 1U << day;
    }
    if (problem->accepted[slot][kind] > 0 && !problem->is_wishes_only) {
        arrange->cost -= PLAN_POINTS_MOVED * SEARCH_POINT;
    }
    if ((info->marks & MARKS_EVENT) != 0) {
        struct search_event event;
        event_of(arrange, kind, slot, mask, &event);
        return event_add(arrange, &event);
    }
    return true;
}

/* False: the slot cannot hold it; what was changed is undone by the caller. */
static bool slot_place(struct arrange *arrange, int slot, uint32_t mask)
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

static search_score day_wishes(const struct arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    uint32_t kinds =
        arrange->masks[day * PLAN_SLOTS] | arrange->masks[day * PLAN_SLOTS + 1];
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

/* What the day costs when both slots stand; false: H7 is broken. */
static bool day_close(struct arrange *arrange, int day)
{
    const struct search_problem *problem = arrange->problem;
    const struct day_state *state = &arrange->days[day];
    int n_spread = state->n_spread;
    arrange->cost += n_spread * n_spread + day_wishes(arrange, day);
    if (!problem->is_wishes_only) {
        int n_hard_before =
            day > 0 ? arrange->days[day - 1].n_hard : problem->n_hard_before;
        int points = state->has_run && had_run(arrange, day) ? PLAN_POINTS_CONSECUTIVE : 0;
        points += n_hard_before >= 2 && state->is_hard_day ? PLAN_POINTS_AFTER_TWO_HARD : 0;
        arrange->cost += points * SEARCH_POINT;
    }
    return plan__search_rest_holds(problem, day + 1, arrange->busy_days,
                                   arrange->loaded_days);
}

/* ---- the walk ---- */

static void leaf_take(struct arrange *arrange, search_score found, search_score bound,
                      search_score low, const struct search_skeleton *skeleton)
{
    struct search_best *best = &arrange->scratch->best;
    best->is_found = true;
    best->score = found + low;
    best->bound = bound;
    memcpy(best->masks, arrange->masks, sizeof best->masks);
    best->skeleton = *skeleton;
    if (arrange->order->mode == SEARCH_ANY) {
        arrange->order->limit = found - 1;
        arrange->is_stopped = arrange->vector->bound > arrange->order->limit;
    } else {
        arrange->is_stopped = true; /* later ones of this vector stand later in the order */
    }
}

static search_score leaf_weigh(struct arrange *arrange)
{
    const struct search_vector *vector = arrange->vector;
    struct search_skeleton skeleton;
    search_score rest =
        arrange->problem->is_wishes_only
            ? 0
            : pairs_missing(arrange, 0) * PLAN_POINTS_CLUSTER * SEARCH_POINT;
    search_score all = vector->base + arrange->cost + rest;
    search_score low =
        (arrange->cost & (SEARCH_SESSION - 1)) + vector->total * SEARCH_SESSION;
    search_score bound = all - (arrange->cost & (SEARCH_SESSION - 1));
    search_score limit = arrange->order->limit;
    if (all + vector->total * SEARCH_SESSION > limit ||
        !plan__search_items_set(arrange->problem, arrange->masks, &skeleton)) {
        return rest;
    }
    search_score found = plan__search_minutes(arrange->problem, &skeleton, bound,
                                              limit - low, &arrange->scratch->budget);
    if (found == SEARCH_NEVER) {
        if (arrange->order->mode == SEARCH_ANY && limit + 1 < arrange->order->next) {
            arrange->order->next = limit + 1;
        }
        return rest;
    }
    leaf_take(arrange, found, bound, low, &skeleton);
    return rest;
}

/* Is the total beyond the limit? Then it may be the next one to try. */
static bool is_cut(struct arrange *arrange, search_score rest, search_score minutes,
                   int day)
{
    struct search_order *order = arrange->order;
    const struct search_vector *vector = arrange->vector;
    if (rest == SEARCH_NEVER || minutes == SEARCH_NEVER) {
        return true;
    }
    search_score low = (arrange->cost + rest) & (SEARCH_SESSION - 1);
    search_score all = vector->base + minutes + arrange->cost + rest - low;
    all = plan__search_raised(arrange->problem, all) + low + vector->total * SEARCH_SESSION;
    if (all > order->limit) {
        order->next = all < order->next ? all : order->next;
        return true;
    }
    if (order->spread_slack < 0) {
        return false;
    }
    int spread =
        (int)(arrange->cost & (SEARCH_SESSION - 1)) +
        plan__search_spread_least(arrange->left_spread, arrange->problem->n_open_from[day]);
    return spread > vector->spread_least + order->spread_slack;
}

/* Am and pm together: one run a day, each strength kind once. */
static bool is_day_allowed(const struct arrange *arrange, int slot, uint32_t mask)
{
    const struct search_problem *problem = arrange->problem;
    if (slot % PLAN_SLOTS == 0 || mask == 0) {
        return true;
    }
    uint32_t am = arrange->masks[slot - 1];
    bool has_two_runs = (am & problem->run_kinds) != 0 && (mask & problem->run_kinds) != 0;
    return !has_two_runs && (am & mask & ~problem->ride_kinds) == 0;
}

/* What changes when a slot is filled, to be put back. */
struct arrange_saved {
    int n_left[N_PLAN_MENU];
    uint32_t left_kinds;
    int left_total;
    int left_spread;
    int left_runs;
    struct day_state day;
    unsigned busy_days;
    unsigned loaded_days;
    int n_run_days;
    int n_new_runs;
    int n_pairs;
    int n_events;
    search_score cost;
};

static void state_save(const struct arrange *arrange, int day, struct arrange_saved *saved)
{
    memcpy(saved->n_left, arrange->n_left, sizeof saved->n_left);
    saved->left_kinds = arrange->left_kinds;
    saved->left_total = arrange->left_total;
    saved->left_spread = arrange->left_spread;
    saved->left_runs = arrange->left_runs;
    saved->day = arrange->days[day];
    saved->busy_days = arrange->busy_days;
    saved->loaded_days = arrange->loaded_days;
    saved->n_run_days = arrange->n_run_days;
    saved->n_new_runs = arrange->n_new_runs;
    saved->n_pairs = arrange->n_pairs;
    saved->n_events = arrange->n_events;
    saved->cost = arrange->cost;
}

static void state_restore(struct arrange *arrange, int day,
                          const struct arrange_saved *saved)
{
    memcpy(arrange->n_left, saved->n_left, sizeof saved->n_left);
    arrange->left_kinds = saved->left_kinds;
    arrange->left_total = saved->left_total;
    arrange->left_spread = saved->left_spread;
    arrange->left_runs = saved->left_runs;
    arrange->days[day] = saved->day;
    arrange->busy_days = saved->busy_days;
    arrange->loaded_days = saved->loaded_days;
    arrange->n_run_days = saved->n_run_days;
    arrange->n_new_runs = saved->n_new_runs;
    arrange->n_pairs = saved->n_pairs;
    arrange->n_events = saved->n_events;
    arrange->cost = saved->cost;
}

static search_score mask_try(struct arrange *arrange, int slot, uint32_t mask,
                             bool is_tight)
{
    search_score before = arrange->cost;
    if (!slot_place(arrange, slot, mask)) {
        return SEARCH_NEVER;
    }
    if (slot % PLAN_SLOTS == PLAN_SLOTS - 1 && !day_close(arrange, slot / PLAN_SLOTS)) {
        return SEARCH_NEVER;
    }
    search_score edge = arrange->cost - before;
    search_score rest = rest_find(arrange, slot + 1, is_tight);
    return rest == SEARCH_NEVER ? SEARCH_NEVER : edge + rest;
}

/* The lowest differing bit belongs to the mask that comes first in the order (5). */
static bool is_mask_first(uint32_t a, uint32_t b)
{
    uint32_t differs = a ^ b;
    return (a & differs & (0U - differs)) != 0;
}

static search_score slot_find(struct arrange *arrange, int slot, bool is_tight)
{
    const struct search_best *best = &arrange->scratch->best;
    int day = slot / PLAN_SLOTS;
    search_score least = SEARCH_NEVER;
    struct arrange_saved saved;
    state_save(arrange, day, &saved);
    for (int i = 0; i < arrange->n_masks[slot] && !arrange->is_stopped; i++) {
        uint32_t mask = arrange->problem->slots[slot].masks[arrange->lists[slot][i]];
        bool is_same = is_tight && mask == best->masks[slot];
        if ((mask & ~arrange->left_kinds) != 0 || !is_day_allowed(arrange, slot, mask)) {
            continue;
        }
        if (is_tight && !is_same && !is_mask_first(mask, best->masks[slot])) {
            break;
        }
        search_score rest = mask_try(arrange, slot, mask, is_same);
        least = rest < least ? rest : least;
        state_restore(arrange, day, &saved);
    }
    return least;
}

static search_score day_find(struct arrange *arrange, int day, bool is_tight)
{
    if (day > 0) {
        day_sum(arrange, day - 1);
    }
    search_score rest = rest_least(arrange, day);
    search_score minutes = arrange->vector->minutes_least;
    if (is_cut(arrange, rest, minutes, day)) {
        return rest;
    }
    struct search_memo key = key_of(arrange, day);
    struct search_memo *memo = memo_of(arrange, &key);
    if (is_same_state(memo, &key)) {
        rest = memo->rest > rest ? memo->rest : rest;
    }
    search_score here = minutes_least(arrange, day);
    if (is_cut(arrange, rest, here > minutes ? here : minutes, day)) {
        return rest;
    }
    search_score found = slot_find(arrange, day * PLAN_SLOTS, is_tight);
    rest = found > rest ? found : rest;
    if (!arrange->is_stopped && !is_tight) {
        key.rest = rest;
        *memo = key;
    }
    return rest;
}

/* The least that the slots from `slot` on add, as far as it was looked at: always a true
 * lower bound of what the arrangement of the rest costs. */
static search_score rest_find(struct arrange *arrange, int slot, bool is_tight)
{
    struct search_budget *budget = &arrange->scratch->budget;
    if (budget->n_left <= 0) {
        arrange->is_stopped = true;
        return 0;
    }
    budget->n_left--;
    budget->n_used++;
    if (slot == SEARCH_SLOTS) {
        if (arrange->left_total > 0) {
            return SEARCH_NEVER;
        }
        return leaf_weigh(arrange);
    }
    return slot % PLAN_SLOTS == 0 ? day_find(arrange, slot / PLAN_SLOTS, is_tight)
                                  : slot_find(arrange, slot, is_tight);
}

static void lists_set(struct arrange *arrange)
{
    for (int slot = 0; slot < SEARCH_SLOTS; slot++) {
        const struct search_slot *of = &arrange->problem->slots[slot];
        arrange->n_masks[slot] = 0;
        for (int i = 0; i < of->n_masks; i++) {
            if ((of->masks[i] & ~arrange->left_kinds) == 0) {
                arrange->lists[slot][arrange->n_masks[slot]++] = (uint16_t)i;
            }
        }
    }
}

static void days_begin(struct arrange *arrange)
{
    const struct search_base *base = &arrange->problem->base;
    for (int day = 0; day < PLAN_DAYS; day++) {
        arrange->days[day] = (struct day_state){.n_hard = base->n_day_hard[day],
                                                .is_hard_day = base->is_hard_day[day],
                                                .has_run = base->has_run[day],
                                                .llss = base->day_llss[day]};
        bool is_loaded =
            base->is_loaded[day] || base->day_llss[day] >= arrange->problem->rest_llss_max;
        arrange->loaded_days |= is_loaded ? 1U << day : 0U;
    }
    arrange->n_run_days = base->n_run_days;
}

static void counts_begin(struct arrange *arrange)
{
    const struct plan_input *input = arrange->problem->input;
    const struct search_vector *vector = arrange->vector;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        const struct search_kind *info = &arrange->problem->kinds[kind];
        int n = vector->n[kind];
        arrange->n_left[kind] = n;
        arrange->left_total += n;
        arrange->left_kinds |= n > 0 ? info->bit : 0U;
        arrange->left_runs += (info->marks & PLAN_MARK_RUN) != 0 ? n : 0;
        arrange->left_spread += plan_space_is_spread((enum plan_kind)kind) ? n : 0;
    }
    for (size_t i = 0; i < input->n_wishes; i++) {
        const struct plan_wish *wish = &input->wishes[i];
        bool is_counted = wish->kind == PLAN_WISH_SESSION &&
                          (int)wish->session < N_PLAN_MENU &&
                          vector->n[wish->session] == 0 &&
                          arrange->problem->base.counts[wish->session] == 0;
        arrange->counted |= is_counted ? 1U << i : 0U;
    }
}

void plan__search_arrange(struct plan_search_scratch *scratch,
                          const struct search_vector *vector, struct search_order *order)
{
    struct arrange arrange;
    memset(&arrange, 0, offsetof(struct arrange, lists));
    arrange.scratch = scratch;
    arrange.problem = &scratch->problem;
    arrange.vector = vector;
    arrange.order = order;
    counts_begin(&arrange);
    days_begin(&arrange);
    arrange.n_pairs = scratch->problem.n_fixed_pairs;
    if (!scratch->problem.is_wishes_only) {
        arrange.cost = scratch->problem.n_fixed_near * PLAN_POINTS_HARD_NEAR * SEARCH_POINT;
    }
    lists_set(&arrange);
    arrange.placed[0].lo = scratch->problem.base.sums;
    arrange.placed[0].hi = scratch->problem.base.sums;
    (void)rest_find(&arrange, 0, order->mode == SEARCH_FIRST && scratch->best.is_found);
}
