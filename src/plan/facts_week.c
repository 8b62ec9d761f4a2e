#include <math.h>
#include <string.h>

#include "model/service_write.h"
#include "load/planned_run.h"
#include "plan/constants.h"
#include "plan/event_name.h"
#include "plan/facts_parts.h"
#include "plan/infer.h"
#include "plan/sickness.h"
#include "plan/words.h"

#include "base/banned.h"

enum { SECONDS_A_DAY = 86400, NOON_MIN = 12 * 60, RACE_START_MIN = 9 * 60 };

int plan__facts_moment(day_num first_day, int64_t wall_s)
{
    int64_t since_s = wall_s - (int64_t)first_day * SECONDS_A_DAY;
    int64_t minutes = since_s >= 0 ? since_s / 60 : -((-since_s + 59) / 60);
    return (int)minutes;
}

bool plan__facts_is_training(const struct calendar_event *event)
{
    return event->category == EVENT_WORKOUT || event_is_race(event->category);
}

bool plan__facts_is_done_day(const struct plan_facts *facts, day_num day)
{
    const struct load_history *history = facts->status->history;
    size_t i = 0;
    if (day != facts->inputs->as_of) {
        return day < facts->inputs->as_of;
    }
    return load_history_index(history, day, &i) && history->days[i].n_activities > 0;
}

static void start_set(day_num first_day, day_num day, int64_t wall_s, int otherwise_min,
                      struct plan_session *ret)
{
    ret->day = day - first_day;
    ret->start_min = otherwise_min;
    if (wall_s != MODEL_NO_TIME) {
        int minute = plan__facts_moment(first_day, wall_s) - ret->day * PLAN_DAY_MIN;
        ret->start_min = minute >= 0 && minute < PLAN_DAY_MIN ? minute : otherwise_min;
    }
    ret->slot = ret->start_min < NOON_MIN ? 0 : 1;
}

/* Seconds in zone 4 and up of a ride, by power, else by heart rate. */
static double hard_ride_s(const struct activity *activity)
{
    bool has_power = activity->n_power_zones >= LOAD_HARD_ZONES_MIN;
    size_t n_zones = has_power ? activity->n_power_zones : activity->n_hr_zones;
    const double *times_s =
        has_power ? activity->power_zone_times_s : activity->hr_zone_times_s;
    double hard_s = 0.0;
    for (size_t i = LOAD_HARD_ZONE - 1; n_zones >= LOAD_HARD_ZONES_MIN && i < n_zones;
         i++) {
        hard_s += isfinite(times_s[i]) && times_s[i] > 0.0 ? times_s[i] : 0.0;
    }
    return hard_s;
}

static unsigned done_marks(const struct load_activity *item, unsigned by_kind)
{
    const unsigned hard = PLAN_MARK_RUN_HARD | PLAN_MARK_KEY | PLAN_MARK_TEMPO;
    const struct activity *activity = item->activity;
    unsigned marks = by_kind & ~(unsigned)PLAN_MARK_LOADS_LIMBS;
    if (item->is_run &&
        !activity->is_race) { /* as measured, whatever it was called (A31) */
        marks &= ~hard;
        marks |= item->is_run_hard ? PLAN_MARK_RUN_HARD | PLAN_MARK_KEY : 0U;
    }
    if (sport_is_ride(activity->sport) && hard_ride_s(activity) >= PLAN_RIDE_HARD_S) {
        marks |= PLAN_MARK_RIDE_HARD | PLAN_MARK_KEY;
    }
    if (item->llss.strength_class == LOAD_STRENGTH_LOWER) { /* P8 */
        bool is_light = activity->rpe < PLAN_RPE_THRESHOLD;
        marks &= ~(unsigned)PLAN_MARK_HEAVY_LEGS;
        marks |= is_light || !item->loads_limbs ? 0U : PLAN_MARK_HEAVY_LEGS;
    }
    return marks | (item->loads_limbs ? PLAN_MARK_LOADS_LIMBS : 0U);
}

static enum plan_effort done_effort(unsigned marks, enum plan_effort by_kind)
{
    const unsigned hard = PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD | PLAN_MARK_HEAVY_LEGS;
    bool is_run = (marks & PLAN_MARK_RUN) != 0;
    if ((marks & hard) != 0) {
        return PLAN_HARD;
    }
    return is_run && by_kind == PLAN_HARD ? PLAN_MODERATE : by_kind;
}

void plan__facts_done(const struct plan_input *input, const struct load_history *history,
                      const struct load_activity *item, struct plan_session *ret)
{
    const struct activity *activity = item->activity;
    struct plan_given given;
    struct plan_inferred inferred;
    (void)history;
    plan_given_init(&given, activity->sport, isnan(item->minutes) ? 0.0 : item->minutes);
    given.name = activity->name; /* no km: done runs are judged by what was measured */
    given.is_race = activity->is_race;
    given.training_load = activity->training_load;
    bool is_by_rpe = activity->sport == SPORT_WEIGHT_TRAINING;
    given.rpe = is_by_rpe ? activity->rpe : LOAD_NAN;
    given.intensity = is_by_rpe ? LOAD_NAN : sqrt(item->llss.q2);
    plan_session_of_given(input, &given, 0, ret, &inferred);
    ret->is_done = true;
    ret->llss = item->llss.llss;
    ret->q2 = item->llss.q2;
    ret->km = item->km;
    ret->load = activity->training_load;
    ret->marks = done_marks(item, ret->marks);
    ret->effort = done_effort(ret->marks, ret->effort);
    ret->is_hilly = item->is_steep_up || item->is_steep_down;
    start_set(input->first_day, activity->day, activity->start_local_s, NOON_MIN, ret);
}

/* What the athlete told of the day's race; NULL: nothing. */
static const struct plan_race *told_race_of(const struct plan_facts *facts, day_num day)
{
    for (size_t i = 0; i < facts->preferences->n_races; i++) {
        if (facts->preferences->races[i].day == day) {
            return &facts->preferences->races[i];
        }
    }
    return NULL;
}

static enum plan_race_kind race_kind_of(const struct plan_facts *facts,
                                        const struct calendar_event *event)
{
    static const char *const duathlon[] = {"duathlon", NULL};
    const struct plan_race *told = told_race_of(facts, event->day);
    if (told != NULL) {
        return told->kind;
    }
    if (plan__has_word(event->name, duathlon)) {
        return PLAN_RACE_DUATHLON;
    }
    return sport_is_run(event->sport)    ? PLAN_RACE_RUN
           : sport_is_ride(event->sport) ? PLAN_RACE_RIDE
                                         : PLAN_RACE_OTHER;
}

/* Of what we put there the name says the kind: the words of our own text would mislead. */
static void own_kind_take(const struct calendar_event *event, struct plan_given *given)
{
    if (service_write_is_prefixed(event->external_id) &&
        plan_event_name_kind(event->name, &given->kind, NULL)) {
        given->has_kind = true;
        given->is_after_ride = true; /* plan_bricks_check looks, once the ride is there */
        given->text = NULL;
    }
}

/* The service gives an event without a clock midnight. */
static bool has_clock(const struct calendar_event *event)
{
    return event->start_local_s != MODEL_NO_TIME &&
           second_of_day(event->start_local_s) != 0;
}

bool plan__facts_event(const struct plan_facts *facts, const struct plan_input *input,
                       const struct calendar_event *event, struct plan_session *ret)
{
    struct plan_given given;
    struct plan_inferred inferred;
    bool is_race = event_is_race(event->category);
    double minutes = event->moving_time_s / 60.0;
    if (!plan__facts_is_training(event) || !(is_race || minutes > 0.0)) {
        return false; /* without a length there is nothing to judge */
    }
    const struct plan_race *told = is_race ? told_race_of(facts, event->day) : NULL;
    if (!(minutes > 0.0)) {
        minutes = told != NULL ? told->minutes : 0.0;
    }
    plan_given_init(&given, event->sport, fmin(minutes, PLAN_DAY_MIN));
    given.is_race = is_race;
    given.name = event->name;
    given.text = event->description;
    own_kind_take(event, &given);
    given.km = event->distance_m > 0.0 ? event->distance_m / 1000.0 : LOAD_NAN;
    given.intensity = event->intensity_pct > 0.0 ? event->intensity_pct / 100.0 : LOAD_NAN;
    given.training_load = event->training_load;
    if (is_race && race_kind_of(facts, event) == PLAN_RACE_DUATHLON) {
        given.sport = SPORT_OTHER; /* it holds runs, whatever type it was filed under */
    }
    plan_session_of_given(input, &given, input->ladder.rung, ret, &inferred);
    start_set(input->first_day, event->day,
              has_clock(event) ? event->start_local_s : MODEL_NO_TIME,
              is_race ? RACE_START_MIN : PLAN_AM_START_MIN, ret);
    return true;
}

static void fixed_add(struct plan_input *ret, const struct plan_session *session)
{
    if (ret->n_fixed < PLAN_MAX_SESSIONS) {
        ret->fixed[ret->n_fixed++] = *session;
    }
}

static void done_add(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct load_history *history = facts->status->history;
    struct plan_session session;
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct load_activity *item = &history->activities[i];
        bool is_of_week = item->activity->day >= facts->first_day &&
                          item->activity->day < facts->first_day + PLAN_DAYS;
        if (is_of_week &&
            (item->state == LOAD_ACTIVITY_COUNTED || item->state == LOAD_ACTIVITY_STUB)) {
            plan__facts_done(ret, history, item, &session);
            fixed_add(ret, &session);
        }
    }
}

/* A session of the calendar without a clock: am, else pm, after what stands there, and
 * today not before now. Nobody said when, so nothing is booked twice by it. */
static void clock_assume(const struct plan_input *input, size_t n_others,
                         const struct plan_session others[], struct plan_session *session)
{
    bool is_am_taken = false;
    bool is_pushed = true;
    for (size_t i = 0; i < n_others; i++) {
        const struct plan_session *other = &others[i];
        is_am_taken = is_am_taken || (other->day == session->day && !other->is_done &&
                                      other->start_min < NOON_MIN);
    }
    if (is_am_taken && session->kind != PLAN_RACE) {
        session->start_min = PLAN_PM_START_MIN;
    }
    if (session->day == input->today && session->start_min < input->now_min) {
        session->start_min = input->now_min;
    }
    while (is_pushed) { /* each turn behind another one, so it ends */
        is_pushed = false;
        for (size_t i = 0; i < n_others; i++) {
            const struct plan_session *other = &others[i];
            int end = plan_end(other) - session->day * PLAN_DAY_MIN;
            if (plan_start(other) < plan_end(session) &&
                plan_start(session) < plan_end(other) && end < PLAN_DAY_MIN) {
                session->start_min = end;
                is_pushed = true;
            }
        }
    }
    session->slot = session->start_min < NOON_MIN ? 0 : 1;
}

static void events_add(const struct plan_facts *facts, bool with_clock,
                       struct plan_input *ret)
{
    struct plan_session session;
    for (size_t i = 0; i < facts->inputs->n_events; i++) {
        const struct calendar_event *event = &facts->inputs->events[i];
        bool is_race = event_is_race(event->category);
        if (event->day < facts->first_day || event->day >= facts->first_day + PLAN_DAYS ||
            event->day < facts->inputs->as_of || !(is_race || facts->keeps_calendar) ||
            has_clock(event) != with_clock ||
            load_planned_is_done(facts->status->history, event) ||
            !plan__facts_event(facts, ret, event, &session)) {
            continue;
        }
        session.is_untimed = !with_clock;
        if (!with_clock) {
            clock_assume(ret, ret->n_fixed, ret->fixed, &session);
        }
        session.is_fixed = true;
        fixed_add(ret, &session);
    }
}

size_t plan_facts_beside(const struct plan_input *input, size_t n_sessions,
                         const struct plan_session sessions[], struct plan_session ret[])
{
    size_t n_all = n_sessions;
    memcpy(ret, sessions, n_sessions * sizeof ret[0]);
    for (int is_untimed = 0; is_untimed <= 1; is_untimed++) {
        for (size_t i = 0; i < input->n_fixed; i++) {
            struct plan_session session = input->fixed[i];
            if (session.is_untimed != (is_untimed == 1)) {
                continue;
            }
            if (session.is_untimed) {
                session.start_min =
                    session.kind == PLAN_RACE ? RACE_START_MIN : PLAN_AM_START_MIN;
                clock_assume(input, n_all, ret, &session);
            }
            ret[n_all++] = session;
        }
    }
    plan_sort(ret, n_all);
    return n_all;
}

static bool has_race_on(const struct plan_input *input, int day)
{
    for (size_t i = 0; i < input->n_fixed; i++) {
        if (input->fixed[i].day == day && input->fixed[i].kind == PLAN_RACE) {
            return true;
        }
    }
    return false;
}

/* Races that the athlete told and the calendar does not hold. */
static void told_races_add(const struct plan_facts *facts, struct plan_input *ret)
{
    static const enum sport sports[] = {[PLAN_RACE_RUN] = SPORT_RUN,
                                        [PLAN_RACE_DUATHLON] = SPORT_OTHER,
                                        [PLAN_RACE_RIDE] = SPORT_RIDE,
                                        [PLAN_RACE_OTHER] = SPORT_OTHER};
    for (size_t i = 0; i < facts->preferences->n_races; i++) {
        const struct plan_race *race = &facts->preferences->races[i];
        struct plan_given given;
        struct plan_inferred inferred;
        struct plan_session session;
        int day = race->day - facts->first_day;
        if (day < 0 || day >= PLAN_DAYS || day < ret->today || has_race_on(ret, day)) {
            continue;
        }
        plan_given_init(&given, sports[race->kind], race->minutes);
        given.is_race = true;
        plan_session_of_given(ret, &given, 0, &session, &inferred);
        start_set(facts->first_day, race->day, MODEL_NO_TIME, RACE_START_MIN, &session);
        session.is_untimed = true;
        clock_assume(ret, ret->n_fixed, ret->fixed, &session);
        session.is_fixed = true;
        fixed_add(ret, &session);
    }
}

static void span_close(const struct calendar_event *event, struct plan_available *day)
{
    const char *availability = event->availability;
    bool is_sick = event->category == EVENT_SICK;
    bool is_injured = event->category == EVENT_INJURED;
    if (availability == NULL) {
        availability = is_sick || is_injured ? "UNAVAILABLE" : "NORMAL";
    }
    if (strcmp(availability, "UNAVAILABLE") == 0) {
        day->is_run_closed = true;
        /* of several spans the one that closes more gives the words */
        bool is_told = day->closed_by == PLAN_CLOSED_SICK;
        day->closed_by = is_sick || is_told ? PLAN_CLOSED_SICK
                         : is_injured       ? PLAN_CLOSED_INJURED
                                            : PLAN_CLOSED_HOLIDAY;
        day->day_max_min = is_injured ? day->day_max_min : 0;
    } else if (strcmp(availability, "LIMITED") == 0 && event->max_training_time_s >= 0.0) {
        int minutes = (int)fmin(event->max_training_time_s / 60.0, PLAN_DAY_MIN);
        day->day_max_min = minutes < day->day_max_min ? minutes : day->day_max_min;
    }
}

day_num plan_sickness_last_day(const struct calendar_event *event)
{
    day_num last = event->end_day > event->day ? event->end_day : event->day;
    day_num n_days = last - event->day + 1;
    n_days = n_days < PLAN_AFTER_SICK_MIN ? PLAN_AFTER_SICK_MIN : n_days;
    n_days = n_days > PLAN_AFTER_SICK_MAX ? PLAN_AFTER_SICK_MAX : n_days;
    return last + n_days;
}

/* The days that take no hard session (H13). */
static void sick_mark(const struct plan_facts *facts, const struct calendar_event *event,
                      struct plan_input *ret)
{
    day_num last = plan_sickness_last_day(event);
    for (int day = 0; day < PLAN_DAYS; day++) {
        day_num of = facts->first_day + day;
        bool is_marked = event->day <= of && of <= last;
        ret->is_after_sick[day] = ret->is_after_sick[day] || is_marked;
    }
}

static void spans_close(const struct plan_facts *facts, struct plan_input *ret)
{
    for (size_t i = 0; i < facts->inputs->n_events; i++) {
        const struct calendar_event *event = &facts->inputs->events[i];
        bool is_span = event->category == EVENT_SICK || event->category == EVENT_INJURED ||
                       event->category == EVENT_HOLIDAY;
        if (event->category == EVENT_SICK) {
            sick_mark(facts, event, ret);
        }
        for (int day = 0; is_span && day < PLAN_DAYS; day++) {
            day_num of = facts->first_day + day;
            if (event->day <= of && (of <= event->end_day || of == event->day)) {
                span_close(event, &ret->available[day]);
            }
        }
    }
}

static void slots_fill(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct plan_preferences *preferences = facts->preferences;
    ret->has_availability = preferences->has_availability;
    for (int day = 0; day < PLAN_DAYS; day++) {
        int weekday = day_weekday(facts->first_day + day);
        struct plan_available *available = &ret->available[day];
        for (int slot = 0; slot < PLAN_SLOTS; slot++) {
            available->slots[slot] = preferences->slots[weekday][slot];
        }
    }
    spans_close(facts, ret);
    for (int day = 0; day < PLAN_DAYS; day++) {
        struct plan_available *available = &ret->available[day];
        bool is_closed = day < ret->today || available->day_max_min == 0;
        for (int slot = 0; slot < PLAN_SLOTS && is_closed; slot++) {
            available->slots[slot].minutes = 0;
        }
    }
}

/* The nearest race from the week's first day on: A and B of the calendar, and the athlete's
 * own list. */
static void race_find(const struct plan_facts *facts, struct plan_input *ret)
{
    const struct plan_preferences *preferences = facts->preferences;
    for (size_t i = 0; i < facts->inputs->n_events; i++) {
        const struct calendar_event *event = &facts->inputs->events[i];
        int day = event->day - facts->first_day;
        bool is_main = event->category == EVENT_RACE_A || event->category == EVENT_RACE_B;
        if (is_main && day >= 0 && day < ret->race_day) {
            ret->race_day = day;
            ret->race_kind = race_kind_of(facts, event);
        }
    }
    for (size_t i = 0; i < preferences->n_races; i++) {
        int day = preferences->races[i].day - facts->first_day;
        if (day >= 0 && day < ret->race_day) {
            ret->race_day = day;
            ret->race_kind = preferences->races[i].kind;
        }
    }
}

void plan__facts_week(const struct plan_facts *facts, struct plan_input *ret)
{
    slots_fill(facts, ret);
    done_add(facts, ret);
    events_add(facts, true, ret);
    events_add(facts, false, ret);
    told_races_add(facts, ret);
    plan_sort(ret->fixed, ret->n_fixed);
    plan_bricks_check(ret->n_fixed, ret->fixed);
    race_find(facts, ret);
}
