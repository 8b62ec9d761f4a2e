/* From activities to days: sums, unknown days, limb rest, gaps (A5, A17-A19). */
#include "load/build.h"

#include <math.h>
#include <stdint.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

static void add_activity(struct load_day *day, double *llss,
                         const struct load_activity *item)
{
    day->n_activities++;
    day->mass_factor = item->llss.mass_factor;
    if (item->state == LOAD_ACTIVITY_STUB || isnan(item->llss.llss)) {
        day->is_unknown = true;
    } else {
        *llss += item->llss.llss;
    }
    if (item->state == LOAD_ACTIVITY_STUB) {
        return;
    }
    if (item->loads_limbs) {
        day->is_rest = false;
    }
    if (!item->is_run) {
        return;
    }
    day->n_runs++;
    day->n_runs_without_km += isnan(item->km) ? 1 : 0;
    day->n_runs_without_steps += isnan(item->steps) ? 1 : 0;
    day->run_km += isnan(item->km) ? 0.0 : item->km;
    day->run_min += isnan(item->minutes) ? 0.0 : item->minutes;
    day->steps += isnan(item->steps) ? 0.0 : item->steps;
    if (!isnan(item->hard_s)) {
        day->run_s += item->minutes * 60.0;
        day->hard_s += item->hard_s;
    }
    day->is_run_hard = day->is_run_hard || item->is_run_hard;
}

static void mark_spans(struct load_history *history)
{
    const struct load_inputs *in = history->inputs;
    for (size_t i = 0; i < in->n_events; i++) {
        const struct calendar_event *event = &in->events[i];
        bool is_mark = event->category == EVENT_INJURED || event->category == EVENT_SICK;
        day_num last = load__event_last_day(event);
        if (!is_mark || event->day < DAY_NUM_MIN || event->day > in->as_of ||
            last < history->first_day) {
            continue;
        }
        day_num from = event->day < history->first_day ? history->first_day : event->day;
        last = last > in->as_of ? in->as_of : last;
        for (day_num day = from; day <= last; day++) {
            struct load_day *marked = &history->days[day - history->first_day];
            marked->is_injured = marked->is_injured || event->category == EVENT_INJURED;
            marked->is_sick = marked->is_sick || event->category == EVENT_SICK;
        }
    }
}

/* A17, after is_rest was taken away by activities that load the limbs. */
static void mark_rest(struct load_history *history, const double llss[])
{
    for (size_t i = 0; i < history->n_days; i++) {
        struct load_day *day = &history->days[i];
        if (!day->is_rest || day->is_unknown) {
            day->is_rest = false;
            continue;
        }
        day->is_rest = llss[i] / day->mass_factor < LOAD_REST_LLSS_MAX;
    }
}

/*
 * What the run on day i says about the gap before it: 10 to 27 days start `resuming`, 28
 * and more the return phase, unless more than 7 days of it are unknown (A19). Nothing
 * before the history counts.
 */
static void end_gap(struct load_history *history, size_t i, day_num last_run)
{
    struct load_day *day = &history->days[i];
    size_t n_days =
        last_run == DAY_NUM_NONE ? i : i - (size_t)(last_run - history->first_day);
    size_t n_without = last_run == DAY_NUM_NONE ? i : n_days - 1;
    size_t n_unknown =
        day->n_unknown_before - history->days[i - n_without].n_unknown_before;
    if (n_days >= LOAD_RETURN_GAP_DAYS && n_unknown <= LOAD_GAP_UNKNOWN_MAX) {
        day->return_day = history->first_day + (day_num)i;
        day->return_gap_from = last_run;
    } else if (n_days >= LOAD_GAP_DAYS && n_days < LOAD_RETURN_GAP_DAYS &&
               last_run != DAY_NUM_NONE) {
        day->resume_day = history->first_day + (day_num)i;
    }
}

static void find_gaps(struct load_history *history)
{
    struct load_day before = {.last_run_day = DAY_NUM_NONE,
                              .resume_day = DAY_NUM_NONE,
                              .return_day = DAY_NUM_NONE,
                              .return_gap_from = DAY_NUM_NONE};
    uint32_t n_unknown = 0;
    for (size_t i = 0; i < history->n_days; i++) {
        struct load_day *day = &history->days[i];
        day->n_unknown_before = n_unknown;
        n_unknown += day->is_unknown ? 1 : 0;
        day->last_run_day = before.last_run_day;
        day->resume_day = before.resume_day;
        day->return_day = before.return_day;
        day->return_gap_from = before.return_gap_from;
        if (day->n_runs > 0) {
            end_gap(history, i, before.last_run_day);
            day->last_run_day = history->first_day + (day_num)i;
        }
        before = *day;
    }
    day_num next = DAY_NUM_NONE;
    for (size_t i = history->n_days; i > 0; i--) {
        struct load_day *day = &history->days[i - 1];
        next = day->n_runs > 0 ? history->first_day + (day_num)(i - 1) : next;
        day->next_run_day = next;
    }
}

void load__sum_days(struct load_history *history, double llss[])
{
    for (size_t i = 0; i < history->n_days; i++) {
        history->days[i] = (struct load_day){.mass_factor = 1.0, .is_rest = true};
        llss[i] = 0.0;
    }
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct load_activity *item = &history->activities[i];
        if (item->state == LOAD_ACTIVITY_COUNTED || item->state == LOAD_ACTIVITY_STUB) {
            size_t i_day = (size_t)(item->activity->day - history->first_day);
            add_activity(&history->days[i_day], &llss[i_day], item);
        }
    }
    mark_spans(history);
    mark_rest(history, llss);
    find_gaps(history);
}
