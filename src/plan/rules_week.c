/* Hard rules of the whole week: rest, strength, long run, availability, taper, peak (H7 to
 * H13). */
#include <math.h>

#include "plan/constants.h"
#include "plan/rules.h"

#include "base/banned.h"

static struct plan__finding of_session(const struct plan__week *week, int i,
                                       const char *what, const char *unit, double value,
                                       double limit, double step)
{
    return (struct plan__finding){.what = what,
                                  .unit = unit,
                                  .value = value,
                                  .limit = limit,
                                  .step = step,
                                  .is_planned = !week->sessions[i].is_done,
                                  .day = week->sessions[i].day,
                                  .session = i,
                                  .other = -1};
}

static struct plan__finding of_day(int day, const char *what, const char *unit,
                                   double value, double limit, double step)
{
    return (struct plan__finding){.what = what,
                                  .unit = unit,
                                  .value = value,
                                  .limit = limit,
                                  .step = step,
                                  .is_planned = true,
                                  .day = day,
                                  .session = -1,
                                  .other = -1};
}

/* ---- H7 ---- */

/* Rest days among the 7 that end on the day; false when one is not of the history. */
static bool rest_window(const struct plan__week *week, int last, int *ret_n_rest,
                        bool *ret_is_planned)
{
    int n_rest = 0;
    bool is_planned = false;
    for (int day = last - LOAD_REST_WINDOW_DAYS + 1; day <= last; day++) {
        if (day >= 0) {
            const struct plan__day *of = &week->days[day];
            n_rest += of->is_rest ? 1 : 0;
            is_planned = is_planned || (of->is_rest_by_done && !of->is_rest);
            continue;
        }
        const struct plan_past_day *past =
            &week->limits->input->past[PLAN_HISTORY_DAYS + day];
        if (!past->is_known) {
            return false;
        }
        n_rest += past->is_rest && !past->is_unknown ? 1 : 0;
    }
    *ret_n_rest = n_rest;
    *ret_is_planned = is_planned;
    return true;
}

void plan__h7(const struct plan__week *week, struct plan_rule_result *ret)
{
    double steps = PLAN__NO_STEPS;
    for (int day = 0; day < PLAN_DAYS; day++) {
        int n_rest = 0;
        bool is_planned = false;
        if (rest_window(week, day, &n_rest, &is_planned)) {
            struct plan__finding finding =
                of_day(day, "rest days for the legs in the 7 days to here", "days", n_rest,
                       1.0, 1.0);
            finding.is_least = true;
            finding.is_planned = is_planned;
            plan__find(ret, &steps, &finding);
        }
    }
    if (week->limits->rest_days_week > 0) {
        struct plan__finding finding =
            of_day(PLAN_NO_DAY, "rest days for the legs in a return week", "days", 0.0,
                   week->limits->rest_days_week, 1.0);
        finding.is_least = true;
        finding.is_planned = false;
        for (int day = 0; day < PLAN_DAYS; day++) {
            const struct plan__day *of = &week->days[day];
            finding.value += of->is_rest ? 1.0 : 0.0;
            finding.is_planned =
                finding.is_planned || (of->is_rest_by_done && !of->is_rest);
        }
        plan__find(ret, &steps, &finding);
    }
}

/* ---- H8 ---- */

/* A session, of the week or of history, as H8 sees it. */
struct stress {
    int start;
    int end;
    unsigned marks;
    int index; /* in the week; -1: history */
    bool is_planned;
};

static struct stress stress_of(const struct plan_session *session, int i)
{
    return (struct stress){.start = plan_start(session),
                           .end = plan_end(session),
                           .marks = session->marks,
                           .index = i,
                           .is_planned = !session->is_done};
}

/* first began before second. */
static void legs_find(const struct plan__week *week, const struct stress *first,
                      const struct stress *second, struct plan_rule_result *ret,
                      double *steps)
{
    const unsigned quality = PLAN_MARK_KEY | PLAN_MARK_TEMPO;
    bool legs_first =
        (first->marks & PLAN_MARK_HEAVY_LEGS) != 0 && (second->marks & quality) != 0;
    bool legs_second =
        (second->marks & PLAN_MARK_HEAVY_LEGS) != 0 && (first->marks & quality) != 0;
    if (!legs_first && !legs_second) {
        return;
    }
    bool is_before_key = legs_first && (second->marks & PLAN_MARK_KEY) != 0;
    struct plan__finding finding = {
        .what = is_before_key ? "hours from heavy legs to the hard session after them"
                              : "hours between heavy legs and a hard or tempo session",
        .unit = "h",
        .value = (second->start - first->end) / 60.0,
        .limit = (is_before_key ? PLAN_LEGS_BEFORE_KEY : week->limits->legs_gap_min) / 60.0,
        .step = 1.0,
        .is_least = true,
        .is_planned = first->is_planned || second->is_planned,
        .day = week->sessions[second->index].day,
        .session = second->index,
        .other = first->index,
    };
    plan__find(ret, steps, &finding);
}

void plan__h8(const struct plan__week *week, struct plan_rule_result *ret)
{
    const unsigned wanted = PLAN_MARK_HEAVY_LEGS | PLAN_MARK_KEY | PLAN_MARK_TEMPO;
    const struct plan_input *input = week->limits->input;
    double steps = PLAN__NO_STEPS;
    for (int i = 0; i < week->n_sessions; i++) {
        if (!plan__is(&week->sessions[i], wanted)) {
            continue;
        }
        struct stress second = stress_of(&week->sessions[i], i);
        for (size_t j = 0; j < input->n_past_sessions; j++) {
            const struct plan_past_session *past = &input->past_sessions[j];
            struct stress first = {past->start, past->end, past->marks, -1, false};
            legs_find(week, &first, &second, ret, &steps);
        }
        for (int j = 0; j < i; j++) {
            struct stress first = stress_of(&week->sessions[j], j);
            legs_find(week, &first, &second, ret, &steps);
        }
    }
}

/* ---- H9 ---- */

/* Heavy legs or hard running on a day, also of history; *ret_is_planned: one that is not
 * done. */
static bool is_stressed(const struct plan__week *week, int day, bool *ret_is_planned)
{
    const unsigned stress = PLAN_MARK_HEAVY_LEGS | PLAN_MARK_RUN_HARD;
    const struct plan_input *input = week->limits->input;
    bool is_found = false;
    *ret_is_planned = false;
    for (size_t i = 0; day < 0 && i < input->n_past_sessions; i++) {
        const struct plan_past_session *past = &input->past_sessions[i];
        is_found =
            is_found || ((past->marks & stress) != 0 && plan__day_of(past->start) == day);
    }
    for (int i = 0; day >= 0 && i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        if (session->day == day && plan__is(session, stress)) {
            is_found = true;
            *ret_is_planned = *ret_is_planned || !session->is_done;
        }
    }
    return is_found;
}

void plan__h9(const struct plan__week *week, struct plan_rule_result *ret)
{
    double steps = PLAN__NO_STEPS;
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        if (session->kind != PLAN_RUN_LONG) {
            continue;
        }
        struct plan__finding length =
            of_session(week, i, "minutes of the long run", "min", session->minutes,
                       week->limits->long_run_max_min[session->day], 5.0);
        plan__find(ret, &steps, &length);
        bool is_planned = false;
        if (is_stressed(week, session->day - 1, &is_planned)) {
            struct plan__finding finding =
                of_session(week, i, "days from heavy legs or hard running to the long run",
                           "days", 1.0, 2.0, 1.0);
            finding.is_planned = finding.is_planned || is_planned;
            finding.is_least = true;
            plan__find(ret, &steps, &finding);
        }
    }
}

/* ---- H10 ---- */

static bool is_placed_elsewhere(const struct plan_session *session)
{
    return session->is_done || session->is_fixed || plan__is_exempt_race(session);
}

/* The open slot in which the session begins; -1: none. */
static int slot_of(const struct plan_available *available,
                   const struct plan_session *session)
{
    for (int i = 0; i < PLAN_SLOTS; i++) {
        const struct plan_slot *slot = &available->slots[i];
        if (session->start_min >= slot->start_min &&
            session->start_min < slot->start_min + slot->minutes) {
            return i;
        }
    }
    return -1;
}

/* -1: every slot of the day is closed. */
static int longest_slot(const struct plan_available *available)
{
    int longest = -1;
    int minutes = 0;
    for (int i = 0; i < PLAN_SLOTS; i++) {
        if (available->slots[i].minutes > minutes) {
            minutes = available->slots[i].minutes;
            longest = i;
        }
    }
    return longest;
}

/* Why a whole day is closed; else what is compared. */
static const char *closed_words(const struct plan_available *available,
                                const char *otherwise)
{
    static const char *const words[] = {
        [PLAN_CLOSED_SICK] = "minutes on a day that the calendar marks SICK",
        [PLAN_CLOSED_HOLIDAY] = "minutes on a day that the calendar marks HOLIDAY, closed"};
    bool is_closed =
        available->day_max_min == 0 && (available->closed_by == PLAN_CLOSED_SICK ||
                                        available->closed_by == PLAN_CLOSED_HOLIDAY);
    return is_closed ? words[available->closed_by] : otherwise;
}

static void slot_find(const struct plan__week *week, int i, struct plan_rule_result *ret,
                      double *steps)
{
    const struct plan_session *session = &week->sessions[i];
    const struct plan_available *available = &week->limits->input->available[session->day];
    if (is_placed_elsewhere(session)) {
        return;
    }
    int slot = session->is_untimed ? longest_slot(available) : slot_of(available, session);
    if (slot < 0) {
        struct plan__finding outside =
            of_session(week, i, closed_words(available, "minutes outside the given slots"),
                       "min", session->minutes, 0.0, 15.0);
        plan__forbid(ret, &outside);
        return;
    }
    const struct plan_slot *open = &available->slots[slot];
    int late_min = session->is_untimed ? 0 : session->start_min - open->start_min;
    struct plan__finding used = of_session(week, i, "minutes used of the slot", "min",
                                           late_min + session->minutes, open->minutes, 5.0);
    plan__find(ret, steps, &used);
}

static void overlap_find(const struct plan__week *week, int i, struct plan_rule_result *ret)
{
    const struct plan_session *session = &week->sessions[i];
    for (int j = 0; j < i; j++) {
        const struct plan_session *other = &week->sessions[j];
        int start = plan_start(session);
        int end = plan_end(session);
        /* a race of unknown length lasts beyond what it is booked with */
        int overlap_min =
            (end > start && end < plan_end(other) ? end : plan_end(other)) - start;
        bool is_timed = !session->is_untimed && !other->is_untimed;
        if (overlap_min > 0 && is_timed && !(session->is_done && other->is_done)) {
            struct plan__finding finding =
                of_session(week, i, "minutes booked twice", "min", overlap_min, 0.0, 5.0);
            finding.is_planned = true;
            finding.other = j;
            plan__forbid(ret, &finding);
        }
    }
}

static void gone_find(const struct plan__week *week, int i, struct plan_rule_result *ret)
{
    const struct plan_session *session = &week->sessions[i];
    const struct plan_input *input = week->limits->input;
    int now = input->today * PLAN_DAY_MIN + input->now_min;
    /* What stood in the calendar for earlier today may be done and not be seen yet. */
    bool is_open = session->is_fixed && session->day == input->today;
    if (!session->is_done && !is_open && plan_start(session) < now) {
        struct plan__finding finding = of_session(week, i, "planned before now", "min",
                                                  now - plan_start(session), 0.0, 5.0);
        plan__forbid(ret, &finding);
    }
    const unsigned closed = PLAN_MARK_RUN | PLAN_MARK_HEAVY_LEGS | PLAN_MARK_IMPACT;
    const struct plan_available *available = &input->available[session->day];
    if (!session->is_done && plan__is(session, closed) && available->is_run_closed) {
        bool is_injured = available->closed_by == PLAN_CLOSED_INJURED;
        struct plan__finding finding =
            of_session(week, i,
                       is_injured ? "run, heavy legs or impact on a day that the calendar "
                                    "marks INJURED"
                                  : "run, heavy legs or impact on a day closed to running",
                       "sessions", 1.0, 0.0, 1.0);
        plan__forbid(ret, &finding);
    }
}

static void day_minutes_find(const struct plan__week *week, int day,
                             struct plan_rule_result *ret, double *steps)
{
    const struct plan_available *available = &week->limits->input->available[day];
    if (available->day_max_min < PLAN_DAY_MIN && week->days[day].n_sessions > 0) {
        struct plan__finding finding =
            of_day(day, closed_words(available, "training minutes of the day"), "min",
                   week->days[day].minutes, available->day_max_min, 5.0);
        finding.is_planned = week->days[day].has_planned;
        plan__find(ret, steps, &finding);
    }
}

static void bike_cap_find(const struct plan__week *week, struct plan_rule_result *ret,
                          double *steps)
{
    double cap_h = week->limits->input->cap_bike_h;
    if (isnan(cap_h)) {
        return;
    }
    struct plan__finding finding = of_day(PLAN_NO_DAY, "bike hours against the own cap",
                                          "h", week->ride_min / 60.0, cap_h, 0.25);
    finding.is_planned = false;
    for (int i = 0; i < week->n_sessions; i++) {
        finding.is_planned =
            finding.is_planned ||
            (plan__is(&week->sessions[i], PLAN_MARK_RIDE) && !week->sessions[i].is_done);
    }
    plan__find(ret, steps, &finding);
}

void plan__h10(const struct plan__week *week, struct plan_rule_result *ret)
{
    double steps = PLAN__NO_STEPS;
    bool has_availability = week->limits->input->has_availability;
    ret->state = PLAN_HOLDS;
    ret->what = has_availability ? "inside the given slots" : "nothing booked twice";
    for (int i = 0; i < week->n_sessions; i++) {
        if (has_availability) {
            slot_find(week, i, ret, &steps);
        }
        overlap_find(week, i, ret);
        gone_find(week, i, ret);
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        day_minutes_find(week, day, ret, &steps);
    }
    bike_cap_find(week, ret, &steps);
}

/* ---- H11 ---- */

static void taper_legs(const struct plan__week *week, struct plan_rule_result *ret,
                       double *steps)
{
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        if (plan__is(session, PLAN_MARK_HEAVY_LEGS) &&
            session->day >= week->limits->taper_from &&
            session->day <= week->limits->taper_to) {
            struct plan__finding finding = of_session(
                week, i, "days from heavy legs to the race", "days",
                week->limits->input->race_day - session->day, PLAN_TAPER_DAYS + 1.0, 1.0);
            finding.is_least = true;
            plan__find(ret, steps, &finding);
        }
    }
}

static void taper_volume(const struct plan__week *week, struct plan_rule_result *ret,
                         double *steps)
{
    const struct plan_limits *limits = week->limits;
    double minutes = limits->taper_before_min;
    bool has_planned = false;
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        if (session->day <= limits->taper_to &&
            plan__is(session, PLAN_MARK_RUN | PLAN_MARK_RIDE)) {
            minutes += session->minutes;
            has_planned = has_planned || !session->is_done;
        }
    }
    double less_pct = 100.0 * (1.0 - minutes / limits->taper_usual_min);
    double step_pct = 100.0 * 5.0 / limits->taper_usual_min;
    struct plan__finding least =
        of_day(PLAN_NO_DAY, "run and ride minutes below usual before the race", "%",
               less_pct, PLAN_TAPER_LESS_MIN, step_pct);
    least.is_least = true;
    least.is_planned = has_planned;
    plan__find(ret, steps, &least);
    struct plan__finding most =
        of_day(PLAN_NO_DAY, "run and ride minutes below usual before the race", "%",
               less_pct, PLAN_TAPER_LESS_MAX, step_pct);
    most.is_planned =
        limits->input->today <= limits->taper_to; /* there is time to do more */
    plan__find(ret, steps, &most);
}

void plan__h11(const struct plan__week *week, struct plan_rule_result *ret)
{
    double steps = PLAN__NO_STEPS;
    if (week->limits->taper_from == PLAN_NO_DAY) {
        return;
    }
    ret->state = PLAN_HOLDS;
    ret->what = "no heavy legs in the last 7 days before the race";
    if (week->limits->has_taper) {
        ret->state = PLAN_NOT_APPLICABLE;
        taper_volume(week, ret, &steps);
    }
    taper_legs(week, ret, &steps);
}

/* ---- H12 ---- */

void plan__h12(const struct plan__week *week, struct plan_rule_result *ret)
{
    double steps = PLAN__NO_STEPS;
    for (int i = 0; i < week->n_runs; i++) {
        const struct plan__run *run = &week->runs[i];
        const struct plan_run_limit *limit = &week->limits->run[run->day];
        bool is_by_km = !isnan(run->km) && !isnan(limit->reference_km);
        double value = is_by_km ? run->km : run->minutes;
        double reference = is_by_km ? limit->reference_km : limit->reference_min;
        if (run->is_race || !run->is_planned || isnan(reference) ||
            !(week->has_race || week->limits->is_no_peak[run->day])) {
            continue;
        }
        struct plan__finding finding = of_session(
            week, run->first, "run against the longest of 30 days", is_by_km ? "km" : "min",
            value, LOAD_NEXT_RUN_FACTOR * reference, is_by_km ? 0.5 : 5.0);
        finding.is_planned = run->is_planned;
        plan__find(ret, &steps, &finding);
    }
}

/* ---- H13 ---- */

void plan__h13(const struct plan__week *week, struct plan_rule_result *ret)
{
    const unsigned hard = PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS;
    const bool *is_after_sick = week->limits->input->is_after_sick;
    for (int day = 0; day < PLAN_DAYS; day++) {
        if (is_after_sick[day]) {
            ret->state = PLAN_HOLDS;
            ret->what = "no hard session in or right after sickness";
        }
    }
    for (int i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        if (!is_after_sick[session->day] || !plan__is(session, hard) ||
            plan__is_exempt_race(session)) {
            continue;
        }
        struct plan__finding finding = of_session(
            week, i, "hard session in or right after sickness", "sessions", 1.0, 0.0, 1.0);
        plan__forbid(ret, &finding);
    }
}
