#include <math.h>
#include <string.h>

#include "load/lines.h"
#include "load/projection.h"
#include "plan/constants.h"
#include "plan/facts_parts.h"

#include "base/banned.h"

/* Where plan_input.past has the day; below 0 before it, from PLAN_HISTORY_DAYS on after. */
static int past_place(day_num first_day, day_num day)
{
    return PLAN_HISTORY_DAYS - (first_day - day);
}

static struct plan_past_day *past_day(struct plan_input *input, day_num first_day,
                                      day_num day)
{
    int place = past_place(first_day, day);
    return place >= 0 && place < PLAN_HISTORY_DAYS ? &input->past[place] : NULL;
}

static double larger(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

static void done_day(const struct plan_facts *facts, day_num day, struct plan_past_day *ret)
{
    const struct load_history *history = facts->status->history;
    size_t i = 0;
    if (!load_history_index(history, day, &i)) {
        return; /* before the history */
    }
    const struct load_day *of = &history->days[i];
    ret->is_known = true;
    ret->is_rest = of->is_rest;
    ret->is_unknown = of->is_unknown;
    ret->has_run = of->n_runs > 0;
    ret->llss = history->llss[i];
    ret->run_min = of->run_min;
    ret->run_km = of->run_km;
}

/* As the service counts it in its lines; unknown and negative loads not at all. */
static void load_add(const struct plan_input *input, enum sport sport, double load,
                     struct plan_past_day *past)
{
    if (load > 0.0) {
        past->ctl_load += load * input->ctl_factor[sport];
        past->atl_load += load * input->atl_factor[sport];
    }
}

static void activities_add(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_history *history = facts->status->history;
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct load_activity *item = &history->activities[i];
        struct plan_past_day *past = past_day(ret, facts->first_day, item->activity->day);
        if (past == NULL || item->state != LOAD_ACTIVITY_COUNTED) {
            continue;
        }
        double load = item->activity->training_load;
        bool is_ride = sport_is_ride(item->activity->sport);
        load_add(ret, item->activity->sport, load, past);
        past->ride_min += is_ride && !isnan(item->minutes) ? item->minutes : 0.0;
    }
}

/* Run sessions: the longest of each day, and the near ones as sessions that rules see. */
static void runs_add(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_history *history = facts->status->history;
    for (size_t i = 0; i < history->n_sessions; i++) {
        const struct load_session *session = &history->sessions[i];
        struct plan_past_day *past = past_day(ret, facts->first_day, session->day);
        if (past != NULL) {
            past->longest_run_km = larger(past->longest_run_km, session->km);
            past->longest_run_min = larger(past->longest_run_min, session->minutes);
        }
    }
}

static void planned_day_add(const struct plan_facts *facts,
                            const struct calendar_event *event, struct plan_input *ret)
{
    struct plan_session session;
    struct plan_past_day *past = past_day(ret, facts->first_day, event->day);
    if (past == NULL || plan__facts_is_done_day(facts, event->day) ||
        !plan__facts_event(facts, ret, event, &session)) {
        return;
    }
    bool is_run = (session.marks & PLAN_MARK_RUN) != 0;
    past->llss += isnan(session.llss) ? 0.0 : session.llss;
    past->is_unknown = past->is_unknown || isnan(session.llss);
    load_add(ret, session.sport, session.load, past);
    past->run_min += is_run ? session.minutes : 0.0;
    past->ride_min += (session.marks & PLAN_MARK_RIDE) != 0 ? session.minutes : 0.0;
    past->has_run = past->has_run || is_run;
    past->is_rest = past->is_rest && (session.marks & PLAN_MARK_LOADS_LIMBS) == 0 &&
                    past->llss < LOAD_REST_LLSS_MAX * ret->mass_factor;
}

static void days_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    for (int i = 0; i < PLAN_HISTORY_DAYS; i++) {
        day_num day = facts->first_day - PLAN_HISTORY_DAYS + i;
        struct plan_past_day *past = &ret->past[i];
        if (plan__facts_is_done_day(facts, day)) {
            done_day(facts, day, past);
        } else {
            past->is_known = true;
            past->is_planned = true;
            past->is_rest = true;
        }
    }
    activities_add(facts, ret);
    runs_add(facts, ret);
    for (size_t i = 0; i < facts->inputs->n_events; i++) {
        planned_day_add(facts, &facts->inputs->events[i], ret);
    }
}

static void past_session_add(const struct plan_session *session, struct plan_input *ret)
{
    struct plan_past_session past = {.start = plan_start(session),
                                     .end = plan_end(session),
                                     .marks = session->marks,
                                     .effort = session->effort};
    size_t n_past = ret->n_past_sessions;
    struct plan_past_session *last = n_past > 0 ? &ret->past_sessions[n_past - 1] : NULL;
    bool is_joined = last != NULL && (last->marks & past.marks & PLAN_MARK_RUN) != 0 &&
                     (past.start - last->end) * 60 < LOAD_SESSION_GAP;
    if (is_joined) { /* one run session (A16) */
        last->end = past.end > last->end ? past.end : last->end;
        last->marks |= past.marks;
        last->effort = past.effort > last->effort ? past.effort : last->effort;
        return;
    }
    if (n_past == PLAN_MAX_PAST) { /* the oldest says least */
        memmove(ret->past_sessions, ret->past_sessions + 1,
                (PLAN_MAX_PAST - 1) * sizeof ret->past_sessions[0]);
        ret->n_past_sessions--;
    }
    ret->past_sessions[ret->n_past_sessions++] = past;
}

/* Sessions of the last days before the week: done ones by start, then planned ones. */
static void sessions_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_history *history = facts->status->history;
    day_num from = facts->first_day - PLAN_LOOK_BACK_DAYS;
    struct plan_session session;
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct load_activity *item = &history->activities[i];
        if (item->state == LOAD_ACTIVITY_COUNTED && item->activity->day >= from &&
            item->activity->day < facts->first_day) {
            plan__facts_done(ret, history, item, &session);
            past_session_add(&session, ret);
        }
    }
    for (size_t i = 0; i < facts->inputs->n_events; i++) {
        const struct calendar_event *event = &facts->inputs->events[i];
        if (event->day >= from && event->day < facts->first_day &&
            !plan__facts_is_done_day(facts, event->day) &&
            plan__facts_event(facts, ret, event, &session)) {
            past_session_add(&session, ret);
        }
    }
}

/* The lines of day -1: of the history, and from today on over what is planned. */
static void lines_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_history *history = facts->status->history;
    double fitness_share = load_ewma_share(LOAD_FITNESS_DAYS);
    double fatigue_share = load_ewma_share(LOAD_FATIGUE_DAYS);
    day_num eve = facts->first_day - 1;
    day_num from = eve < facts->inputs->as_of ? eve : facts->inputs->as_of;
    from = plan__facts_is_done_day(facts, from) ? from : from - 1;
    size_t i = 0;
    if (load_history_index(history, from, &i)) {
        ret->fitness_eve = history->fitness[i];
        ret->fatigue_eve = history->fatigue[i];
    }
    for (int place = past_place(facts->first_day, from + 1); place < PLAN_HISTORY_DAYS;
         place++) {
        double llss = place < 0 ? 0.0 : ret->past[place].llss;
        ret->fitness_eve += (llss - ret->fitness_eve) * fitness_share;
        ret->fatigue_eve += (llss - ret->fatigue_eve) * fatigue_share;
    }
    ret->is_warming_up = facts->status->lines.is_warming_up || !facts->status->has_history;
}

/* The service's own fitness and fatigue of the last day that has them, run on to the eve.
 */
static void aerobic_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_inputs *inputs = facts->inputs;
    double ctl_share = load_ewma_share(LOAD_FITNESS_DAYS);
    double atl_share = load_ewma_share(LOAD_FATIGUE_DAYS);
    day_num day = DAY_NUM_NONE;
    for (size_t i = 0; i < inputs->n_wellness; i++) {
        const struct wellness_day *row = &inputs->wellness[i];
        if (row->day < facts->first_day && row->day > day && isfinite(row->ctl) &&
            isfinite(row->atl) && plan__facts_is_done_day(facts, row->day)) {
            day = row->day;
            ret->ctl_eve = row->ctl;
            ret->atl_eve = row->atl;
        }
    }
    if (day < facts->first_day - PLAN_HISTORY_DAYS) {
        ret->ctl_eve = LOAD_NAN; /* too old, or none */
        ret->atl_eve = LOAD_NAN;
        return;
    }
    for (int place = past_place(facts->first_day, day + 1); place < PLAN_HISTORY_DAYS;
         place++) {
        const struct plan_past_day *past = &ret->past[place];
        ret->ctl_eve += (past->ctl_load - ret->ctl_eve) * ctl_share;
        ret->atl_eve += (past->atl_load - ret->atl_eve) * atl_share;
    }
}

/* Three weeks (two with care) without one below PLAN_DELOAD_SEEN of the three before it. */
static void deload_find(struct plan_input *ret)
{
    double llss[6] = {0};
    bool is_careful = ret->return_week > 0 || ret->is_older;
    int n_wanted = is_careful ? PLAN_DELOAD_EVERY_CARE : PLAN_DELOAD_EVERY;
    for (int i = 0; i < PLAN_HISTORY_DAYS; i++) {
        llss[(PLAN_HISTORY_DAYS - 1 - i) / 7] += ret->past[i].llss; /* [0]: the last week */
        if (!ret->past[i].is_known) {
            return;
        }
    }
    for (int week = 0; week < n_wanted; week++) {
        double before = (llss[week + 1] + llss[week + 2] + llss[week + 3]) / 3.0;
        if (before <= 0.0 || llss[week] < PLAN_DELOAD_SEEN * before) {
            return;
        }
    }
    ret->is_deload_due = true;
}

void plan__facts_past(const struct plan_facts *facts, struct plan_input *ret)
{
    days_fill(facts, ret);
    sessions_fill(facts, ret);
    lines_fill(facts, ret);
    aerobic_fill(facts, ret);
    deload_find(ret);
}
