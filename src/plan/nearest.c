#include "plan/nearest.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "plan/check.h"
#include "plan/constants.h"

#include "base/banned.h"

enum { SHORTEST_MIN = 10 };

struct near_search {
    const struct plan_limits *limits;
    size_t n_given;
    const struct plan_session *given;
    long n_left;
    size_t depth; /* changes allowed */
    struct plan_change changes[PLAN_CHANGES_MAX];
    bool is_used[PLAN_MAX_SESSIONS];
    size_t order[PLAN_MAX_SESSIONS]; /* in which sessions are changed */
    size_t rank[PLAN_MAX_SESSIONS];  /* of a session in it */
    enum plan_rule likely;           /* broken by the week judged last */
    int best_moved_days;
    int best_cost;
    struct plan_nearest *ret;
};

/* A week under change: the given sessions in their own order, some gone. */
struct near_week {
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    bool is_gone[PLAN_MAX_SESSIONS];
};

const char *plan_change_kind_name(enum plan_change_kind kind)
{
    static const char *const names[] = {"move", "shorten", "soften", "swap", "drop"};
    return names[kind];
}

static double load_of(const struct plan_session *session)
{
    return isnan(session->load) ? session->minutes : session->load;
}

static size_t week_list(const struct near_search *search, const struct near_week *week,
                        struct plan_session ret[])
{
    size_t n_sessions = 0;
    for (size_t i = 0; i < search->n_given; i++) {
        if (!week->is_gone[i]) {
            ret[n_sessions++] = week->sessions[i];
        }
    }
    plan_sort(ret, n_sessions);
    return n_sessions;
}

static double load_lost(const struct near_search *search, const struct near_week *week)
{
    double lost = 0.0;
    for (size_t i = 0; i < search->n_given; i++) {
        lost += load_of(&search->given[i]);
        lost -= week->is_gone[i] ? 0.0 : load_of(&week->sessions[i]);
    }
    return lost;
}

/* Days between where sessions stood and where they stand, summed. */
static int moved_days(const struct near_search *search, const struct near_week *week)
{
    int n_days = 0;
    for (size_t i = 0; i < search->n_given; i++) {
        int days = week->sessions[i].day - search->given[i].day;
        n_days += week->is_gone[i] ? 0 : days < 0 ? -days : days;
    }
    return n_days;
}

/* What is better after as many changes. */
static bool is_nearer(const struct near_search *search, double lost, int days, int cost)
{
    const struct plan_nearest *best = search->ret;
    if (!best->is_found || fabs(lost - best->load_lost) > PLAN_GUARD) {
        return !best->is_found || lost < best->load_lost;
    }
    return days != search->best_moved_days ? days < search->best_moved_days
                                           : cost < search->best_cost;
}

static void week_weigh(struct near_search *search, const struct near_week *week,
                       size_t n_changes)
{
    struct plan_nearest *ret = search->ret;
    struct plan_session sessions[PLAN_MAX_SESSIONS];
    double lost = load_lost(search, week);
    int days = moved_days(search, week);
    int cost = 0;
    if (!is_nearer(search, lost, days, -1)) {
        return;
    }
    size_t n_sessions = week_list(search, week, sessions);
    ret->n_weeks++;
    search->n_left--;
    if (!plan_judge(search->limits, n_sessions, sessions, &search->likely, &cost) ||
        !is_nearer(search, lost, days, cost)) {
        return;
    }
    ret->is_found = true;
    ret->load_lost = lost;
    ret->n_changes = n_changes;
    memcpy(ret->changes, search->changes, sizeof ret->changes);
    ret->n_sessions = n_sessions;
    memcpy(ret->sessions, sessions, n_sessions * sizeof sessions[0]);
    search->best_moved_days = days;
    search->best_cost = cost;
}

static void change_next(struct near_search *search, const struct near_week *week,
                        size_t n_changes);

static void change_take(struct near_search *search, const struct near_week *week,
                        size_t n_changes, const struct plan_change *change)
{
    if (search->n_left <= 0) {
        return;
    }
    search->changes[n_changes] = *change;
    if (n_changes + 1 == search->depth) {
        week_weigh(search, week, n_changes + 1);
        return;
    }
    search->is_used[change->session] = true;
    change_next(search, week, n_changes + 1);
    search->is_used[change->session] = false;
}

/* ---- the changes ---- */

static struct plan_change change_of(enum plan_change_kind kind, size_t i,
                                    const struct plan_session *session)
{
    return (struct plan_change){.kind = kind,
                                .session = (int)i,
                                .other = -1,
                                .day = session->day,
                                .slot = session->slot,
                                .start_min = session->start_min,
                                .minutes = session->minutes};
}

static void place_try(struct near_search *search, struct near_week *week, size_t i,
                      size_t n_changes, int day, int slot, int start_min)
{
    struct plan_session before = week->sessions[i];
    struct plan_session *session = &week->sessions[i];
    bool is_same = day == before.day && start_min == before.start_min;
    if (is_same || start_min < 0 || start_min >= PLAN_DAY_MIN) {
        return;
    }
    session->day = day;
    session->slot = slot;
    session->start_min = start_min;
    struct plan_change change = change_of(PLAN_CHANGE_MOVE, i, session);
    change_take(search, week, n_changes, &change);
    *session = before;
}

/* The end of what stands in a slot. */
static int slot_end(const struct near_search *search, const struct near_week *week,
                    size_t except, int day, const struct plan_slot *slot)
{
    int end = slot->start_min;
    for (size_t j = 0; j < search->n_given; j++) {
        const struct plan_session *other = &week->sessions[j];
        int other_end = plan_end(other) - day * PLAN_DAY_MIN;
        if (j != except && !week->is_gone[j] && other->day == day &&
            other->start_min >= slot->start_min &&
            other->start_min < slot->start_min + slot->minutes && other_end > end) {
            end = other_end;
        }
    }
    return end;
}

static void moves_try(struct near_search *search, struct near_week *week, size_t i,
                      size_t n_changes)
{
    const struct plan_input *input = search->limits->input;
    const struct plan_session session = week->sessions[i];
    for (int day = 0; day < PLAN_DAYS; day++) {
        if (!input->has_availability) {
            place_try(search, week, i, n_changes, day, session.slot, session.start_min);
        }
        for (int slot = 0; input->has_availability && slot < PLAN_SLOTS; slot++) {
            const struct plan_slot *open = &input->available[day].slots[slot];
            if (open->minutes > 0) {
                int start = slot_end(search, week, i, day, open);
                place_try(search, week, i, n_changes, day, slot, open->start_min);
                if (start != open->start_min) {
                    place_try(search, week, i, n_changes, day, slot, start);
                }
            }
        }
    }
    for (size_t j = 0; !input->has_availability && j < search->n_given; j++) {
        const struct plan_session *other = &week->sessions[j];
        if (j != i && !week->is_gone[j] && other->day == session.day) {
            int day_start = session.day * PLAN_DAY_MIN;
            int after = plan_end(other) - day_start + search->limits->legs_gap_min;
            int end = plan_end(&session) - day_start;
            if (after + (end - session.start_min) <= PLAN_DAY_MIN) {
                place_try(search, week, i, n_changes, session.day, 1, after);
            }
        }
    }
}

/* Everything that grows with minutes, at the session's own rate. */
static void minutes_scale(struct plan_session *session, double minutes)
{
    double part = minutes / session->minutes;
    session->minutes = minutes;
    session->longest_run_min *= part;
    session->running_min *= part;
    session->km *= part;
    session->load *= part;
    session->llss *= part;
}

static void shortenings_try(struct near_search *search, struct near_week *week, size_t i,
                            size_t n_changes)
{
    struct plan_session before = week->sessions[i];
    bool is_run = (before.marks & PLAN_MARK_RUN) != 0;
    double step = is_run ? 5.0 : 15.0;
    if (before.kind == PLAN_RUN_LADDER || before.minutes <= SHORTEST_MIN) {
        return;
    }
    for (int n_steps = (int)ceil(before.minutes / step - 1.0 - PLAN_GUARD);
         n_steps * step >= SHORTEST_MIN; n_steps--) {
        minutes_scale(&week->sessions[i], n_steps * step);
        struct plan_change change = change_of(PLAN_CHANGE_SHORTEN, i, &week->sessions[i]);
        change_take(search, week, n_changes, &change);
        week->sessions[i] = before;
    }
}

static bool soft_kind(const struct plan_session *session, enum plan_kind *ret_kind)
{
    if (session->kind == PLAN_RUN_LADDER || session->kind == PLAN_RACE) {
        return false;
    }
    if ((session->marks & PLAN_MARK_HEAVY_LEGS) != 0) {
        *ret_kind = PLAN_STRENGTH_LOWER_LIGHT;
        return true;
    }
    if ((session->marks & PLAN_MARK_RUN) != 0) {
        *ret_kind = PLAN_RUN_EASY;
        return session->effort != PLAN_EASY || session->kind == PLAN_RUN_LONG;
    }
    *ret_kind = PLAN_RIDE_ENDURANCE;
    return (session->marks & PLAN_MARK_RIDE) != 0 && session->effort != PLAN_EASY;
}

static void softening_try(struct near_search *search, struct near_week *week, size_t i,
                          size_t n_changes)
{
    struct plan_session before = week->sessions[i];
    struct plan_session *session = &week->sessions[i];
    enum plan_kind kind = before.kind;
    if (!soft_kind(&before, &kind)) {
        return;
    }
    plan_session_of_menu(search->limits->input, kind, 0, before.minutes, session);
    session->day = before.day;
    session->slot = before.slot;
    session->start_min = before.start_min;
    session->is_hilly = before.is_hilly;
    struct plan_change change = change_of(PLAN_CHANGE_SOFTEN, i, session);
    change_take(search, week, n_changes, &change);
    *session = before;
}

static void dropping_try(struct near_search *search, struct near_week *week, size_t i,
                         size_t n_changes)
{
    struct plan_change change = change_of(PLAN_CHANGE_DROP, i, &week->sessions[i]);
    week->is_gone[i] = true;
    change.minutes = 0.0;
    change_take(search, week, n_changes, &change);
    week->is_gone[i] = false;
}

static bool can_change(const struct near_search *search, const struct near_week *week,
                       size_t i)
{
    const struct plan_session *session = &search->given[i];
    return !session->is_done && !session->is_fixed && !week->is_gone[i] &&
           !search->is_used[i];
}

static void places_exchange(struct plan_session *a, struct plan_session *b)
{
    struct plan_session place = *a;
    a->day = b->day;
    a->slot = b->slot;
    a->start_min = b->start_min;
    b->day = place.day;
    b->slot = place.slot;
    b->start_min = place.start_min;
}

/* Within a day: the later one not before the gap after the end of the other. */
static bool gap_keep(const struct near_search *search, struct plan_session *a,
                     struct plan_session *b)
{
    struct plan_session *first = a->start_min < b->start_min ? a : b;
    struct plan_session *second = first == a ? b : a;
    int start = plan_end(first) - first->day * PLAN_DAY_MIN + search->limits->legs_gap_min;
    if (a->day != b->day || second->start_min >= start ||
        start + (int)ceil(second->minutes) > PLAN_DAY_MIN) {
        return false;
    }
    second->start_min = start;
    return true;
}

static void swaps_try(struct near_search *search, struct near_week *week, size_t i,
                      size_t n_changes)
{
    for (size_t j = 0; j < search->n_given; j++) {
        struct plan_session *a = &week->sessions[i];
        struct plan_session *b = &week->sessions[j];
        bool is_tried = search->rank[j] < search->rank[i];
        if (j == i || is_tried || !can_change(search, week, j)) {
            continue;
        }
        struct plan_session before_a = *a;
        struct plan_session before_b = *b;
        places_exchange(a, b);
        struct plan_change change = change_of(PLAN_CHANGE_SWAP, i, a);
        change.other = (int)j;
        change_take(search, week, n_changes, &change);
        if (gap_keep(search, a, b)) {
            change = change_of(PLAN_CHANGE_SWAP, i, a);
            change.other = (int)j;
            change_take(search, week, n_changes, &change);
        }
        *a = before_a;
        *b = before_b;
    }
}

static void change_next(struct near_search *search, const struct near_week *week,
                        size_t n_changes)
{
    struct near_week next = *week;
    size_t first =
        n_changes > 0 ? search->rank[search->changes[n_changes - 1].session] + 1 : 0;
    for (size_t k = first; k < search->n_given && search->n_left > 0; k++) {
        size_t i = search->order[k];
        if (!can_change(search, week, i)) {
            continue;
        }
        moves_try(search, &next, i, n_changes);
        shortenings_try(search, &next, i, n_changes);
        softening_try(search, &next, i, n_changes);
        swaps_try(search, &next, i, n_changes);
        dropping_try(search, &next, i, n_changes);
    }
}

static bool is_named(const struct plan_proof *proof, size_t i)
{
    for (int rule = 0; rule < N_PLAN_RULES; rule++) {
        const struct plan_rule_result *result = &proof->rules[rule];
        if (result->state == PLAN_BROKEN &&
            (result->session == (int)i || result->other == (int)i)) {
            return true;
        }
    }
    return false;
}

static bool is_near_named(const struct near_search *search, const bool named[], size_t i)
{
    const struct plan_session *session = &search->given[i];
    for (size_t j = 0; j < search->n_given; j++) {
        const struct plan_session *other = &search->given[j];
        if (named[j] && (other->day == session->day || other->sport == session->sport)) {
            return true;
        }
    }
    return false;
}

/* Sessions that a broken rule speaks of, then those of their days and sports, the rest. */
static void order_set(struct near_search *search)
{
    struct plan_proof proof;
    bool named[PLAN_MAX_SESSIONS];
    int distance[PLAN_MAX_SESSIONS];
    size_t n_sessions = 0;
    plan_check(search->limits, search->n_given, search->given, &proof);
    for (size_t i = 0; i < search->n_given; i++) {
        named[i] = is_named(&proof, i);
    }
    for (size_t i = 0; i < search->n_given; i++) {
        distance[i] = named[i] ? 0 : is_near_named(search, named, i) ? 1 : 2;
    }
    for (int near = 0; near <= 2; near++) {
        for (size_t i = 0; i < search->n_given; i++) {
            if (distance[i] == near) {
                search->rank[i] = n_sessions;
                search->order[n_sessions++] = i;
            }
        }
    }
}

void plan_nearest_find(const struct plan_limits *limits, size_t n_sessions,
                       const struct plan_session sessions[], long weeks_limit,
                       struct plan_nearest *ret)
{
    struct near_search search = {.limits = limits,
                                 .n_given = n_sessions,
                                 .given = sessions,
                                 .n_left = weeks_limit,
                                 .ret = ret};
    struct near_week week = {.is_gone = {false}};
    memset(ret, 0, sizeof *ret);
    memcpy(week.sessions, sessions, n_sessions * sizeof sessions[0]);
    order_set(&search);
    week_weigh(&search, &week, 0);
    for (search.depth = 1; search.depth <= PLAN_CHANGES_MAX; search.depth++) {
        if (ret->is_found || search.n_left <= 0) {
            break;
        }
        change_next(&search, &week, 0);
    }
    ret->is_nearest = ret->is_found && search.n_left > 0;
}
