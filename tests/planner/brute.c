#include "brute.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"

enum { MAX_OPTIONS = 4000, MAX_OPEN = 4, SLOT_SESSIONS = 3 };

/* What one slot may hold. */
struct option {
    int n_sessions;
    enum plan_kind kinds[SLOT_SESSIONS];
    double minutes[SLOT_SESSIONS];
};

struct open_slot {
    int day;
    int slot;
    struct plan_slot clock;
    size_t n_options;
    struct option options[MAX_OPTIONS];
};

struct brute {
    const struct plan_input *input;
    size_t n_slots;
    struct open_slot *slots;
    unsigned long max_weeks;
    size_t choice[MAX_OPEN];
    struct brute_result *ret;
};

/* The canonical place of a kind in a slot. */
static int rank_of(enum plan_kind kind)
{
    unsigned marks = plan_kind_info(kind)->marks;
    if (kind == PLAN_RUN_BRICK) {
        return 4;
    }
    if ((marks & PLAN_MARK_RUN) != 0) {
        return (marks & PLAN_MARK_RUN_HARD) != 0 ? 0 : 2;
    }
    if ((marks & PLAN_MARK_RIDE) != 0) {
        return (marks & PLAN_MARK_RIDE_HARD) != 0 ? 1 : 3;
    }
    return 5 + (int)(kind - PLAN_STRENGTH_LOWER_HEAVY);
}

static bool is_option(const struct option *option)
{
    int n_runs = 0;
    int n_rides = 0;
    bool has_brick = false;
    for (int i = 0; i < option->n_sessions; i++) {
        unsigned marks = plan_kind_info(option->kinds[i])->marks;
        n_runs += (marks & PLAN_MARK_RUN) != 0 ? 1 : 0;
        n_rides += (marks & PLAN_MARK_RIDE) != 0 ? 1 : 0;
        has_brick = has_brick || option->kinds[i] == PLAN_RUN_BRICK;
    }
    return n_runs <= 1 && n_rides <= 1 && (!has_brick || n_rides == 1);
}

/* Ladder sessions are for an open ladder, after bone stress, and for who has no run to go
 * by (A19, P2, P3). */
static bool is_ladder_offered(const struct plan_input *input, int day)
{
    if (input->ladder.is_open || input->is_bone_stress) {
        return true;
    }
    if (input->state == LOAD_RUN_LEARNING || input->state == LOAD_RUN_UNKNOWN) {
        return false;
    }
    for (int d = day - 30; d < day && d < 0; d++) {
        const struct plan_past_day *past = &input->past[d + PLAN_HISTORY_DAYS];
        if (!past->is_planned &&
            (!isnan(past->longest_run_km) || !isnan(past->longest_run_min))) {
            return false;
        }
    }
    for (size_t i = 0; i < input->n_fixed; i++) {
        const struct plan_session *s = &input->fixed[i];
        if (s->is_done && s->day < day && (s->marks & PLAN_MARK_RUN) != 0) {
            return false;
        }
    }
    return true;
}

/* Kinds in canonical order, each at most once, minutes of the grid that fit. */
static void options_add(const struct plan_input *input, struct open_slot *slot,
                        struct option option, double left_min)
{
    if (is_option(&option) && slot->n_options < MAX_OPTIONS) {
        slot->options[slot->n_options++] = option;
    }
    if (option.n_sessions == SLOT_SESSIONS) {
        return;
    }
    int rank = option.n_sessions > 0 ? rank_of(option.kinds[option.n_sessions - 1]) : -1;
    for (int kind = 0; kind < N_PLAN_MENU; kind++) {
        const struct plan_kind_info *info = plan_kind_info((enum plan_kind)kind);
        if (rank_of((enum plan_kind)kind) <= rank ||
            ((info->marks & PLAN_MARK_RUN) != 0 &&
             (kind == PLAN_RUN_LADDER) != is_ladder_offered(input, slot->day))) {
            continue;
        }
        struct option next = option;
        next.kinds[next.n_sessions++] = (enum plan_kind)kind;
        if (info->minutes_from == 0) { /* the ladder: minutes by its rung */
            next.minutes[next.n_sessions - 1] = 0;
            options_add(input, slot, next, left_min);
            continue;
        }
        for (int minutes = info->minutes_from;
             minutes <= info->minutes_to && minutes <= left_min;
             minutes += info->minutes_step) {
            next.minutes[next.n_sessions - 1] = minutes;
            options_add(input, slot, next, left_min - minutes);
        }
    }
}

static bool is_day_allowed(const struct plan_session sessions[], size_t n_sessions, int day)
{
    int n_runs = 0;
    int n_of_kind[N_PLAN_KINDS] = {0};
    for (size_t i = 0; i < n_sessions; i++) {
        const struct plan_session *s = &sessions[i];
        if (s->day != day || s->is_done || s->is_fixed) {
            continue;
        }
        if ((s->marks & PLAN_MARK_RUN) != 0) {
            n_runs++;
        } else if ((s->marks & PLAN_MARK_RIDE) == 0 && ++n_of_kind[s->kind] > 1) {
            return false;
        }
    }
    return n_runs <= 1;
}

/* The chosen options as a week; false when the clock or the day does not allow them. */
static bool week_make(const struct brute *brute, struct brute_week *ret)
{
    const struct plan_input *input = brute->input;
    const struct plan_ladder *ladder = &input->ladder;
    int n_ladder = 0;
    ret->n_sessions = input->n_fixed;
    memcpy(ret->sessions, input->fixed, input->n_fixed * sizeof input->fixed[0]);
    for (size_t i = 0; i < brute->n_slots; i++) {
        const struct open_slot *slot = &brute->slots[i];
        const struct option *option = &slot->options[brute->choice[i]];
        double at_min = slot->clock.start_min;
        for (int k = 0; k < option->n_sessions; k++) {
            struct plan_session *s = &ret->sessions[ret->n_sessions++];
            int rung = 0;
            if (option->kinds[k] == PLAN_RUN_LADDER) {
                rung = (ladder->rung > 0 ? ladder->rung : 1) +
                       (ladder->n_clean + n_ladder++) / 2;
                rung = rung < 10 ? rung : 10;
            }
            plan_session_of_menu(input, option->kinds[k], rung, option->minutes[k], s);
            s->day = slot->day;
            s->slot = slot->slot;
            s->start_min = (int)at_min;
            at_min += ceil(s->minutes);
        }
        if (at_min > slot->clock.start_min + slot->clock.minutes) {
            return false;
        }
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        if (!is_day_allowed(ret->sessions, ret->n_sessions, day)) {
            return false;
        }
    }
    plan_sort(ret->sessions, ret->n_sessions);
    return true;
}

static double away_min(const struct plan_input *input, size_t n_sessions,
                       const struct plan_session sessions[])
{
    double usual_run = 0;
    double usual_ride = 0;
    double run = 0;
    double ride = 0;
    for (int day = -21; day < 0; day++) {
        const struct plan_past_day *past = &input->past[day + PLAN_HISTORY_DAYS];
        usual_run += past->is_planned ? 0 : past->run_min / 3;
        usual_ride += past->is_planned ? 0 : past->ride_min / 3;
    }
    if (input->focus == PLAN_FOCUS_DELOAD || input->is_deload_due) {
        usual_run *= 0.65;
        usual_ride *= 0.80;
    }
    for (size_t i = 0; i < n_sessions; i++) {
        run += (sessions[i].marks & PLAN_MARK_RUN) != 0 ? sessions[i].minutes : 0;
        ride += (sessions[i].marks & PLAN_MARK_RIDE) != 0 ? sessions[i].minutes : 0;
    }
    return fabs(run - usual_run) + fabs(ride - usual_ride);
}

struct brute_score brute_score_of(const struct plan_input *input, size_t n_sessions,
                                  const struct plan_session sessions[])
{
    int points[N_PLAN_SOFTS];
    int n_of_day[PLAN_DAYS] = {0};
    struct brute_score score = {.cost = checker_cost(input, n_sessions, sessions, points),
                                .away_min = away_min(input, n_sessions, sessions)};
    for (size_t i = 0; i < input->n_wishes; i++) {
        if (!checker_wish_is_met(input, n_sessions, sessions, &input->wishes[i])) {
            score.n_unmet[input->wishes[i].priority]++;
        }
    }
    for (size_t i = 0; i < n_sessions; i++) {
        const struct plan_session *s = &sessions[i];
        if (s->is_done || s->is_fixed) {
            continue;
        }
        score.n_sessions++;
        if (s->kind != PLAN_CALF_HIP && s->kind != PLAN_RUN_BRICK) {
            n_of_day[s->day]++;
        }
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        score.crowding += n_of_day[day] * n_of_day[day];
    }
    return score;
}

/* The n-th new session in (day, slot, kind) order, or by the clock; NULL when there is
 * none.
 */
static const struct plan_session *new_session(const struct brute_week *week, size_t n,
                                              bool by_clock)
{
    const struct plan_session *found = NULL;
    long last = -1;
    for (size_t taken = 0; taken <= n; taken++) {
        long best = LONG_MAX;
        for (size_t i = 0; i < week->n_sessions; i++) {
            const struct plan_session *s = &week->sessions[i];
            long slot = (long)s->day * 2 + s->slot;
            long key = by_clock ? slot * PLAN_DAY_MIN + s->start_min
                                : slot * N_PLAN_KINDS + (long)s->kind;
            if (!s->is_done && !s->is_fixed && key > last && key < best) {
                best = key;
                found = s;
            }
        }
        if (best == LONG_MAX) {
            return NULL;
        }
        last = best;
    }
    return found;
}

static int compare_order(const struct brute_week *a, const struct brute_week *b)
{
    for (size_t i = 0;; i++) {
        const struct plan_session *x = new_session(a, i, false);
        const struct plan_session *y = new_session(b, i, false);
        if (x == NULL || y == NULL) {
            return (x != NULL) - (y != NULL);
        }
        if (x->day != y->day) {
            return x->day - y->day;
        }
        if (x->slot != y->slot) {
            return x->slot - y->slot;
        }
        if (x->kind != y->kind) {
            return (int)x->kind - (int)y->kind;
        }
    }
}

/* Of weeks with the same kinds in the same places: as the week runs. */
static int compare_minutes(const struct brute_week *a, const struct brute_week *b)
{
    for (size_t i = 0;; i++) {
        const struct plan_session *x = new_session(a, i, true);
        const struct plan_session *y = new_session(b, i, true);
        if (x == NULL || y == NULL) {
            return 0;
        }
        if (x->minutes != y->minutes) {
            return x->minutes < y->minutes ? -1 : 1;
        }
    }
}

int brute_compare(const struct brute_score *a, const struct brute_week *week_a,
                  const struct brute_score *b, const struct brute_week *week_b)
{
    for (int i = 0; i < BRUTE_PRIORITIES; i++) {
        if (a->n_unmet[i] != b->n_unmet[i]) {
            return a->n_unmet[i] - b->n_unmet[i];
        }
    }
    if (a->cost != b->cost) {
        return a->cost - b->cost;
    }
    if (a->n_sessions != b->n_sessions) {
        return a->n_sessions - b->n_sessions;
    }
    if (a->crowding != b->crowding) {
        return a->crowding - b->crowding;
    }
    int order = compare_order(week_a, week_b);
    if (order != 0) {
        return order;
    }
    if (fabs(a->away_min - b->away_min) > 1e-9) {
        return a->away_min < b->away_min ? -1 : 1;
    }
    return compare_minutes(week_a, week_b);
}

static void week_look(struct brute *brute)
{
    struct brute_week week;
    struct brute_result *ret = brute->ret;
    if (!week_make(brute, &week) ||
        checker_broken(brute->input, week.n_sessions, week.sessions) != 0) {
        return;
    }
    struct brute_score score = brute_score_of(brute->input, week.n_sessions, week.sessions);
    if (!ret->is_feasible || brute_compare(&score, &week, &ret->score, &ret->best) < 0) {
        ret->is_feasible = true;
        ret->score = score;
        ret->best = week;
    }
}

static void choose(struct brute *brute, size_t i_slot)
{
    if (i_slot == brute->n_slots) {
        brute->ret->n_weeks++;
        week_look(brute);
        return;
    }
    for (size_t i = 0; i < brute->slots[i_slot].n_options; i++) {
        brute->choice[i_slot] = i;
        choose(brute, i_slot + 1);
    }
}

/* A day with a fixed race holds nothing new. */
static bool holds_race(const struct plan_input *input, int day)
{
    for (size_t i = 0; i < input->n_fixed; i++) {
        if (input->fixed[i].day == day && input->fixed[i].kind == PLAN_RACE &&
            !input->fixed[i].is_done) {
            return true;
        }
    }
    return false;
}

bool brute_solve(const struct plan_input *input, unsigned long max_weeks,
                 struct brute_result *ret)
{
    struct brute brute = {.input = input,
                          .max_weeks = max_weeks,
                          .slots = calloc(MAX_OPEN, sizeof *brute.slots),
                          .ret = ret};
    double n_weeks = 1;
    bool is_small = brute.slots != NULL;
    *ret = (struct brute_result){0};
    for (int i = 0; is_small && i < PLAN_DAYS * PLAN_SLOTS; i++) {
        struct plan_slot clock = input->available[i / PLAN_SLOTS].slots[i % PLAN_SLOTS];
        if (clock.minutes < 15 || holds_race(input, i / PLAN_SLOTS)) {
            continue;
        }
        if (brute.n_slots == MAX_OPEN) {
            is_small = false;
            break;
        }
        struct open_slot *slot = &brute.slots[brute.n_slots++];
        slot->day = i / PLAN_SLOTS;
        slot->slot = i % PLAN_SLOTS;
        slot->clock = clock;
        options_add(input, slot, (struct option){0}, clock.minutes);
        n_weeks *= (double)slot->n_options;
        is_small = slot->n_options < MAX_OPTIONS && n_weeks <= (double)max_weeks;
    }
    if (is_small) {
        choose(&brute, 0);
    }
    free(brute.slots);
    return is_small;
}
