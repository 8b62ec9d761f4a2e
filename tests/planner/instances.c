#include "instances.h"

#include <math.h>

#include "load/constants.h"

uint64_t dice_next(struct dice *dice)
{
    /* splitmix64 (Steele, Lea, Flood 2014) */
    uint64_t z = dice->state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

int dice_between(struct dice *dice, int from, int to)
{
    return from + (int)(dice_next(dice) % (uint64_t)(to - from + 1));
}

bool dice_percent(struct dice *dice, int percent)
{
    return dice_between(dice, 1, 100) <= percent;
}

static enum plan_kind any_kind(struct dice *dice, int from, int to)
{
    return (enum plan_kind)dice_between(dice, from, to);
}

static double any_minutes(struct dice *dice, enum plan_kind kind)
{
    const struct plan_kind_info *info = plan_kind_info(kind);
    if (info->minutes_from == 0) {
        return 30;
    }
    int n_steps = (info->minutes_to - info->minutes_from) / info->minutes_step;
    return info->minutes_from + info->minutes_step * dice_between(dice, 0, n_steps);
}

/* What the athlete usually does in a week. */
struct habit {
    int run_percent;  /* of days with a run */
    int run_from_min; /* their length */
    int run_to_min;
    int ride_percent;
    int ride_to_min;
    int heavy_percent;
    int hard_percent; /* of runs and rides */
    int last_run_day; /* nothing run after it; -1: no gap */
};

static void past_session_add(struct plan_input *input, int day, int start_min,
                             const struct plan_session *s)
{
    if (day < -5 || input->n_past_sessions == PLAN_MAX_PAST) {
        return;
    }
    int start = day * PLAN_DAY_MIN + start_min;
    input->past_sessions[input->n_past_sessions++] = (struct plan_past_session){
        start, start + (int)ceil(s->minutes), s->marks, s->effort};
}

static void past_run(struct dice *dice, const struct habit *habit, struct plan_input *input,
                     int day, struct plan_past_day *past)
{
    struct plan_session s;
    bool is_hard = dice_percent(dice, habit->hard_percent);
    double minutes = dice_between(dice, habit->run_from_min, habit->run_to_min);
    plan_session_of_menu(input, is_hard ? PLAN_RUN_THRESHOLD : PLAN_RUN_EASY, 1, minutes,
                         &s);
    past->has_run = true;
    past->run_min += minutes;
    past->longest_run_min = minutes;
    past->longest_run_km = s.km;
    past->run_km += isnan(s.km) ? 0 : s.km;
    past->llss += s.llss;
    past->ctl_load += s.load;
    past->atl_load += s.load;
    past->is_rest = false;
    past_session_add(input, day, 7 * 60, &s);
}

static void past_ride(struct dice *dice, const struct habit *habit,
                      struct plan_input *input, int day, struct plan_past_day *past)
{
    struct plan_session s;
    bool is_hard = dice_percent(dice, habit->hard_percent);
    double minutes = dice_between(dice, 45, habit->ride_to_min);
    plan_session_of_menu(input, is_hard ? PLAN_RIDE_VO2 : PLAN_RIDE_ENDURANCE, 1, minutes,
                         &s);
    past->ride_min += minutes;
    past->llss += s.llss;
    past->ctl_load += s.load;
    past->atl_load += s.load;
    past_session_add(input, day, 12 * 60, &s);
}

static void past_legs(struct plan_input *input, int day, struct plan_past_day *past)
{
    struct plan_session s;
    plan_session_of_menu(input, PLAN_STRENGTH_LOWER_HEAVY, 1, 45, &s);
    past->llss += s.llss;
    past->ctl_load += s.load;
    past->atl_load += s.load;
    past->is_rest = false;
    past_session_add(input, day, 19 * 60, &s);
}

static void history_make(struct dice *dice, const struct habit *habit,
                         struct plan_input *input, int n_known)
{
    double fitness = dice_between(dice, 5, 60);
    double fatigue = fitness * dice_between(dice, 60, 140) / 100.0;
    for (int day = -PLAN_HISTORY_DAYS; day < 0; day++) {
        struct plan_past_day *past = &input->past[day + PLAN_HISTORY_DAYS];
        if (day < -n_known) {
            continue;
        }
        past->is_known = true;
        past->is_rest = true;
        bool can_run = habit->last_run_day == -1 || day <= habit->last_run_day;
        if (day == habit->last_run_day ||
            (can_run && dice_percent(dice, habit->run_percent))) {
            past_run(dice, habit, input, day, past);
        }
        if (dice_percent(dice, habit->ride_percent)) {
            past_ride(dice, habit, input, day, past);
        }
        if (dice_percent(dice, habit->heavy_percent)) {
            past_legs(input, day, past);
        }
        if (dice_percent(dice, 2)) {
            past->is_unknown = true;
            past->is_rest = false;
        }
        past->is_rest = past->is_rest && past->llss / input->mass_factor < 20.0;
        fitness = fitness * exp(-1 / 42.0) + past->llss * (1 - exp(-1 / 42.0));
        fatigue = fatigue * exp(-1 / 7.0) + past->llss * (1 - exp(-1 / 7.0));
        if (past->has_run) {
            input->last_run_min = past->longest_run_min;
            input->last_run_km = past->longest_run_km;
        }
    }
    input->fitness_eve = fitness;
    input->fatigue_eve = fatigue;
}

static void longest_before_gap(struct plan_input *input, int last_run_day)
{
    for (int day = last_run_day - 29; day <= last_run_day; day++) {
        if (day < -PLAN_HISTORY_DAYS) {
            continue;
        }
        const struct plan_past_day *past = &input->past[day + PLAN_HISTORY_DAYS];
        double week_min = 0;
        for (int d = day; d > day - 7 && d >= -PLAN_HISTORY_DAYS; d--) {
            week_min += input->past[d + PLAN_HISTORY_DAYS].run_min;
        }
        input->gap_longest_min = fmax(input->gap_longest_min, past->longest_run_min);
        input->gap_longest_km = fmax(input->gap_longest_km, past->longest_run_km);
        input->gap_week_min = fmax(input->gap_week_min, week_min);
    }
}

static void state_make(struct dice *dice, struct plan_input *input, struct habit *habit)
{
    int kind = dice_between(dice, 1, 100);
    if (kind <= 55) {
        return;
    }
    if (kind <= 75) { /* in the return phase */
        input->state = LOAD_RUN_NORMAL;
        input->return_week = dice_between(dice, 1, 12);
        if (input->return_week <= 6 && dice_percent(dice, 60)) {
            input->ladder = (struct plan_ladder){true, dice_between(dice, 1, 10),
                                                 dice_between(dice, 0, 1)};
            habit->run_to_min = 30;
            habit->run_from_min = 20;
        }
    } else if (kind <= 82) { /* in return_mode: not run yet */
        input->state = LOAD_RUN_RETURN;
        input->return_week = 1;
        input->ladder = (struct plan_ladder){true, dice_percent(dice, 50) ? 1 : 5, 0};
        habit->last_run_day = dice_between(dice, -40, -29);
    } else if (kind <= 94) {
        input->state = LOAD_RUN_RESUMING;
        habit->last_run_day = dice_between(dice, -25, -11);
    } else {
        input->state = dice_percent(dice, 50) ? LOAD_RUN_LEARNING : LOAD_RUN_UNKNOWN;
        habit->last_run_day = -60;
    }
}

static void health_make(struct dice *dice, struct plan_input *input)
{
    int level = dice_between(dice, 1, 100);
    input->level = level <= 78   ? LOAD_LEVEL_CLEAR
                   : level <= 90 ? LOAD_LEVEL_CAUTION
                   : level <= 96 ? LOAD_LEVEL_HOLD
                                 : LOAD_LEVEL_STOP;
    input->has_tendon_history = dice_percent(dice, 20);
    input->has_achilles_history = input->has_tendon_history && dice_percent(dice, 60);
    if (dice_percent(dice, 5)) {
        input->is_bone_stress = true;
        input->is_bone_high_risk = dice_percent(dice, 20);
        input->bone_pain = dice_percent(dice, 20) ? 2 : 0;
        if (input->ladder.rung == 0) {
            input->ladder.rung = dice_between(dice, 1, 10);
        }
    }
    input->is_older = dice_percent(dice, 20);
}

static void day_open(struct dice *dice, struct plan_available *day, bool is_weekend)
{
    if (dice_percent(dice, 85)) {
        int from = is_weekend ? 60 : 30;
        int to = is_weekend ? 24 : 10;
        day->slots[0] = (struct plan_slot){7 * 60, from + 15 * dice_between(dice, 0, to)};
        if (day->slots[0].minutes > 600) {
            day->slots[0].minutes = 600;
        }
    }
    if (dice_percent(dice, is_weekend ? 40 : 70)) {
        day->slots[1] = (struct plan_slot){18 * 60, 30 + 15 * dice_between(dice, 0, 8)};
    }
}

static void availability_make(struct dice *dice, struct plan_input *input)
{
    input->has_availability = true;
    input->accepts_short_gap = dice_percent(dice, 10);
    for (int day = 0; day < PLAN_DAYS; day++) {
        if (dice_percent(dice, 90)) {
            day_open(dice, &input->available[day], day >= 5);
        }
        if (dice_percent(dice, 3)) {
            input->available[day].is_run_closed = true;
        }
        if (dice_percent(dice, 5)) {
            input->available[day].day_max_min = 15 * dice_between(dice, 2, 8);
        }
    }
}

static void caps_make(struct dice *dice, struct plan_input *input)
{
    if (dice_percent(dice, 15)) {
        input->cap_run_days = dice_between(dice, 0, 5);
    }
    if (dice_percent(dice, 15)) {
        input->cap_run_km = dice_between(dice, 5, 60);
    }
    if (dice_percent(dice, 15)) {
        input->cap_bike_h = dice_between(dice, 0, 14);
    }
}

static void fixed_add(struct plan_input *input, struct plan_session session)
{
    if (input->n_fixed < PLAN_MAX_SESSIONS) {
        input->fixed[input->n_fixed++] = session;
    }
}

/* Days that are over, with what was done; their slots are closed. */
static void done_make(struct dice *dice, struct plan_input *input)
{
    input->today = dice_between(dice, 0, 5);
    input->now_min = 17 * 60;
    for (int day = 0; day <= input->today; day++) {
        struct plan_available *open = &input->available[day];
        open->slots[0].minutes = 0;
        open->slots[1].minutes = day < input->today ? 0 : open->slots[1].minutes;
        if (dice_percent(dice, 65)) {
            struct plan_session s;
            enum plan_kind kind = any_kind(dice, PLAN_RUN_EASY, PLAN_STRENGTH_LOWER_HEAVY);
            kind = kind == PLAN_RUN_BRICK ? PLAN_RIDE_LONG : kind;
            plan_session_of_menu(input, kind, 1, any_minutes(dice, kind), &s);
            s.day = day;
            s.start_min = 7 * 60 + 10 * dice_between(dice, 0, 9);
            s.is_done = true;
            fixed_add(input, s);
            if ((s.marks & PLAN_MARK_RUN) != 0 && input->state == LOAD_RUN_RESUMING &&
                input->gap_first_run_day == PLAN_NO_DAY) {
                input->gap_first_run_day = day;
                input->resuming_until = day + 13;
            }
        }
    }
}

static void race_make(struct dice *dice, struct plan_input *input)
{
    input->race_day = dice_between(dice, -3, 60);
    input->race_kind = (enum plan_race_kind)dice_between(dice, 0, PLAN_RACE_OTHER);
    if (input->race_day < 0 || input->race_day >= PLAN_DAYS ||
        input->race_day <= input->today) {
        return;
    }
    bool is_run =
        input->race_kind == PLAN_RACE_RUN || input->race_kind == PLAN_RACE_DUATHLON;
    struct plan_session s = {
        .day = input->race_day,
        .slot = 0,
        .start_min = 9 * 60,
        .kind = PLAN_RACE,
        .sport = is_run ? SPORT_RUN : SPORT_RIDE,
        .effort = PLAN_HARD,
        .marks = PLAN_MARK_KEY |
                 (is_run ? PLAN_MARK_RUN | PLAN_MARK_RUN_HARD | PLAN_MARK_LOADS_LIMBS
                         : PLAN_MARK_RIDE | PLAN_MARK_RIDE_HARD),
        .minutes = 60,
        .longest_run_min = is_run ? 60 : 0,
        .running_min = is_run ? 60 : 0,
        .km = is_run ? 12 : 35,
        .q2 = 0.9,
        .load = 90,
        .llss = (is_run ? 90 : 18) * input->mass_factor,
        .is_fixed = true};
    if (dice_percent(dice, 25)) { /* only told: of unknown length */
        s.minutes = s.longest_run_min = s.running_min = 0;
        s.km = s.load = s.llss = (double)NAN;
    }
    fixed_add(input, s);
    input->available[input->race_day].slots[0].minutes = 0;
}

static struct plan_wish any_wish(struct dice *dice)
{
    struct plan_wish wish = {
        .kind = (enum plan_wish_kind)dice_between(dice, 0, N_PLAN_WISH_KINDS - 1),
        .day = -1,
        .min = (double)NAN,
        .max = (double)NAN,
        .priority = dice_percent(dice, 70) ? 1 : dice_between(dice, 2, 4)};
    switch (wish.kind) {
    case PLAN_WISH_RUN_DAYS:
        wish.min = wish.max = dice_between(dice, 1, 5);
        break;
    case PLAN_WISH_STRENGTH_DAYS:
        wish.min = wish.max = dice_between(dice, 0, 3);
        break;
    case PLAN_WISH_BIKE_HOURS:
        wish.min = wish.max = dice_between(dice, 2, 14);
        break;
    case PLAN_WISH_RUN_KM:
        wish.min = wish.max = dice_between(dice, 8, 50);
        break;
    case PLAN_WISH_RUN_HARD:
        wish.min = wish.max = dice_between(dice, 0, 3);
        break;
    case PLAN_WISH_SESSION:
        wish.session = any_kind(dice, PLAN_RUN_EASY, PLAN_CALF_HIP);
        wish.day = dice_percent(dice, 70) ? dice_between(dice, 0, 6) : -1;
        break;
    case PLAN_WISH_REST:
        wish.day = dice_between(dice, 0, 6);
        break;
    }
    return wish;
}

static void instance_base(struct dice *dice, struct plan_input *ret)
{
    struct habit habit = {.run_percent = dice_between(dice, 20, 65),
                          .run_from_min = dice_between(dice, 20, 40),
                          .ride_percent = dice_between(dice, 10, 70),
                          .ride_to_min = dice_between(dice, 60, 240),
                          .heavy_percent = dice_between(dice, 0, 25),
                          .hard_percent = dice_between(dice, 0, 25),
                          .last_run_day = -1};
    habit.run_to_min = habit.run_from_min + dice_between(dice, 5, 60);
    plan_input_init(ret);
    ret->first_day = 20780; /* Monday 2026-11-23 */
    ret->focus = (enum plan_focus)dice_between(dice, 0, N_PLAN_FOCUSES - 1);
    ret->mass_factor = dice_between(dice, 80, 125) / 100.0;
    if (dice_percent(dice, 85)) {
        double easy = dice_between(dice, 25, 35) / 10.0;
        for (int i = 0; i < N_PLAN_EFFORTS; i++) {
            ret->run_m_per_s[i] = easy + 0.4 * i;
            ret->ride_m_per_s[i] = 7.5 + 0.6 * i;
        }
    }
    state_make(dice, ret, &habit);
    history_make(dice, &habit, ret,
                 dice_percent(dice, 85) ? PLAN_HISTORY_DAYS : dice_between(dice, 0, 41));
    if (ret->state == LOAD_RUN_RESUMING) {
        longest_before_gap(ret, habit.last_run_day);
    }
    health_make(dice, ret);
    ret->is_warming_up = dice_percent(dice, 15);
    ret->is_deload_due = dice_percent(dice, 25);
    if (dice_percent(dice, 70)) {
        ret->ctl_eve = dice_between(dice, 20, 110);
        ret->atl_eve = dice_between(dice, 20, 130);
    }
    caps_make(dice, ret);
}

/* Days of sickness and those after it, which nothing else closes. */
static void sick_make(struct dice *dice, struct plan_input *input)
{
    if (!dice_percent(dice, 8)) {
        return;
    }
    int from = dice_between(dice, -3, 6);
    int to = from + dice_between(dice, 2, 9);
    for (int day = 0; day < PLAN_DAYS; day++) {
        input->is_after_sick[day] = day >= from && day <= to;
    }
}

/* A hold or stop that is over, or stands, and what it leaves behind. */
static void gate_make(struct dice *dice, struct plan_input *input)
{
    if (dice_percent(dice, 10)) {
        input->is_first_after_hold = true;
    }
    if (dice_percent(dice, 7)) {
        input->after_stop_until = dice_between(dice, 0, 6);
    }
}

void instance_make(uint64_t seed, struct plan_input *ret)
{
    struct dice dice = {seed};
    instance_base(&dice, ret);
    availability_make(&dice, ret);
    if (dice_percent(&dice, 25)) {
        done_make(&dice, ret);
    }
    if (dice_percent(&dice, 30)) {
        race_make(&dice, ret);
    }
    int n_wishes = dice_percent(&dice, 20) ? 0 : dice_between(&dice, 1, 5);
    for (int i = 0; i < n_wishes; i++) {
        ret->wishes[ret->n_wishes++] = any_wish(&dice);
    }
    sick_make(&dice, ret);
    gate_make(&dice, ret);
    plan_sort(ret->fixed, ret->n_fixed);
}

void instance_make_small(uint64_t seed, struct plan_input *ret)
{
    struct dice dice = {seed ^ 0x5bd1e995U};
    instance_base(&dice, ret);
    ret->has_availability = true;
    int n_slots = dice_between(&dice, 1, 3);
    for (int i = 0; i < n_slots; i++) {
        int day = dice_between(&dice, 0, 6);
        int slot = dice_between(&dice, 0, 1);
        ret->available[day].slots[slot] =
            (struct plan_slot){slot == 0 ? 7 * 60 : 18 * 60,
                               15 * dice_between(&dice, 1, n_slots == 3 ? 3 : 4)};
    }
    if (dice_percent(&dice, 25)) {
        race_make(&dice, ret);
    }
    int n_wishes = dice_between(&dice, 0, 3);
    for (int i = 0; i < n_wishes; i++) {
        ret->wishes[ret->n_wishes++] = any_wish(&dice);
    }
    sick_make(&dice, ret);
    gate_make(&dice, ret);
    plan_sort(ret->fixed, ret->n_fixed);
}

/* Now and then what only others' weeks hold: football, or a run that is called a race. */
static void others_make(struct dice *dice, struct plan_session *s)
{
    bool is_run = (s->marks & PLAN_MARK_RUN) != 0;
    if (dice_percent(dice, 4)) {
        s->kind = PLAN_OTHER;
        s->sport = SPORT_SOCCER;
        s->marks = PLAN_MARK_IMPACT | PLAN_MARK_LOADS_LIMBS;
        s->km = (double)NAN;
        s->rung = 0;
        s->longest_run_min = s->running_min = 0;
    } else if (is_run && s->kind != PLAN_RUN_LADDER && dice_percent(dice, 6)) {
        s->kind = PLAN_RACE;
        s->effort = PLAN_HARD;
        s->marks |= PLAN_MARK_RUN_HARD | PLAN_MARK_KEY;
        s->start_min++; /* never the clock of a session before it */
        s->is_claimed = true;
    }
}

static struct plan_session any_session(struct dice *dice, const struct plan_input *input)
{
    struct plan_session s;
    enum plan_kind kind = any_kind(dice, 0, N_PLAN_MENU - 1);
    plan_session_of_menu(input, kind, dice_between(dice, 1, 10), any_minutes(dice, kind),
                         &s);
    s.day = dice_between(dice, 0, 6);
    s.slot = dice_between(dice, 0, 1);
    s.start_min = dice_percent(dice, 80) ? (s.slot == 0 ? 7 * 60 : 18 * 60)
                                         : dice_between(dice, 5 * 60, 21 * 60);
    s.is_hilly = dice_percent(dice, 5);
    others_make(dice, &s);
    return s;
}

size_t instance_week(struct dice *dice, const struct plan_input *input, int n_new,
                     struct plan_session ret[PLAN_MAX_SESSIONS])
{
    size_t n_sessions = 0;
    for (size_t i = 0; i < input->n_fixed; i++) {
        ret[n_sessions++] = input->fixed[i];
    }
    for (int i = 0; i < n_new && n_sessions < PLAN_MAX_SESSIONS; i++) {
        struct plan_session s = any_session(dice, input);
        if (s.day > input->today ||
            (s.day == input->today && s.start_min > input->now_min)) {
            ret[n_sessions++] = s;
        }
    }
    plan_sort(ret, n_sessions);
    return n_sessions;
}
