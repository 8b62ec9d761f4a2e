#include "load/planned_run.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

static bool is_earlier(const struct calendar_event *a, const struct calendar_event *b)
{
    if (a->day != b->day) {
        return a->day < b->day;
    }
    return a->start_local_s != b->start_local_s ? a->start_local_s < b->start_local_s
                                                : a->id < b->id;
}

static double above_zero(double x)
{
    return load__measured(x) > 0.0 ? x : LOAD_NAN;
}

/* Minutes decide where the limit has them, kilometres where it has those. */
static void run_judge(struct load_planned_run *run, const struct load_next_run *next)
{
    bool has_min = !isnan(run->minutes) && !isnan(next->max_min);
    bool is_km_asked = !(run->is_km_estimated && has_min);
    bool has_km = is_km_asked && !isnan(run->km) && !isnan(next->max_km);
    run->ratio = run->km / above_zero(next->longest_km);
    run->is_judged = has_km || has_min;
    run->is_above = (has_km && run->km > next->max_km + LOAD_BAND_GUARD) ||
                    (has_min && run->minutes > next->max_min + LOAD_BAND_GUARD);
}

struct load_planned_run load_planned_run_next(const struct load_inputs *inputs,
                                              day_num first_day,
                                              const struct load_next_run *next)
{
    const struct calendar_event *found = NULL;
    for (size_t i = 0; i < inputs->n_events; i++) {
        const struct calendar_event *event = &inputs->events[i];
        bool is_run = event->category == EVENT_WORKOUT && sport_is_run(event->sport) &&
                      event->day >= first_day &&
                      event->day < first_day + LOAD_PLANNED_RUN_DAYS;
        if (is_run && (found == NULL || is_earlier(event, found))) {
            found = event;
        }
    }
    struct load_planned_run ret = {
        .day = DAY_NUM_NONE, .km = LOAD_NAN, .minutes = LOAD_NAN, .ratio = LOAD_NAN};
    if (found == NULL) {
        return ret;
    }
    ret.day = found->day;
    ret.event = found;
    ret.km = above_zero(found->distance_m) / 1000.0;
    ret.minutes = above_zero(found->moving_time_s) / 60.0;
    run_judge(&ret, next);
    return ret;
}

void load_planned_run_estimate(struct load_planned_run *run,
                               const struct load_next_run *next, double easy_m_per_s)
{
    if (isnan(run->km) && !isnan(run->minutes) && easy_m_per_s > 0.0) {
        run->km = easy_m_per_s * run->minutes * 60.0 / 1000.0;
        run->is_km_estimated = true;
        run_judge(run, next);
    }
}

bool load_planned_is_done(const struct load_history *history,
                          const struct calendar_event *event)
{
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct activity *activity = history->activities[i].activity;
        bool is_race = event_is_race(event->category) && activity->is_race;
        if (activity->day == event->day &&
            (is_race ||
             (activity->paired_event_id != 0 && activity->paired_event_id == event->id))) {
            return true;
        }
    }
    return false;
}

size_t load_planned_left_today(const struct load_history *history)
{
    const struct load_inputs *inputs = history->inputs;
    size_t i_today = 0;
    size_t n_left = 0;
    if (!load_history_index(history, inputs->as_of, &i_today) ||
        history->days[i_today].n_activities == 0) {
        return 0;
    }
    for (size_t i = 0; i < inputs->n_events; i++) {
        const struct calendar_event *event = &inputs->events[i];
        bool is_training =
            event->category == EVENT_WORKOUT || event_is_race(event->category);
        n_left += is_training && event->day == inputs->as_of &&
                          !load_planned_is_done(history, event)
                      ? 1U
                      : 0U;
    }
    return n_left;
}
