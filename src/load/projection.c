#include "load/projection.h"

#include <math.h>

#include "load/constants.h"
#include "load/lines.h"
#include "load/llss.h"
#include "load/build.h"

#include "base/banned.h"

/* A planned session within the horizon. */
struct planned {
    day_num day;
    double llss; /* NAN: no duration */
    const struct calendar_event *event;
};

struct parts {
    struct planned *planned;
    struct planned *spare;
    const struct calendar_event **missing;
    struct load_projected_day *days;
};

static struct parts take_parts(const struct load_inputs *in, struct load__block *block)
{
    return (struct parts){
        .planned = load__take(block, in->n_events, sizeof(struct planned)),
        .spare = load__take(block, in->n_events, sizeof(struct planned)),
        .missing = load__take(block, in->n_events, sizeof(struct calendar_event *)),
        .days =
            load__take(block, in->n_horizon_days + 1, sizeof(struct load_projected_day)),
    };
}

/* By (day, id); the load only makes the sum of two events with one id certain. */
static int compare_planned(const void *left, const void *right)
{
    const struct planned *a = left;
    const struct planned *b = right;
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    if (a->event->id != b->event->id) {
        return a->event->id < b->event->id ? -1 : 1;
    }
    double x = isnan(a->llss) ? -1.0 : a->llss;
    double y = isnan(b->llss) ? -1.0 : b->llss;
    return (x > y ? 1 : 0) - (x < y ? 1 : 0);
}

/* Those of [first, last], ordered. */
static size_t find_planned(const struct load_history *history, day_num first, day_num last,
                           const struct parts *parts)
{
    const struct load_inputs *in = history->inputs;
    size_t n_planned = 0;
    for (size_t i = 0; i < in->n_events; i++) {
        const struct calendar_event *event = &in->events[i];
        bool is_session =
            event->category == EVENT_WORKOUT || event_is_race(event->category);
        if (!is_session || event->day < first || event->day > last) {
            continue;
        }
        double factor = load__mass_factor_on(history, event->day);
        parts->planned[n_planned++] = (struct planned){
            .day = event->day,
            .llss = load_llss_of_event(event, &history->sports, factor).llss,
            .event = event,
        };
    }
    load__sort(parts->planned, n_planned, sizeof parts->planned[0], parts->spare,
               compare_planned);
    return n_planned;
}

/* One day of planned sessions, taken from the front of the list. */
static size_t add_day(struct load_projected_day *row, const struct planned planned[],
                      size_t n_planned)
{
    size_t n_taken = 0;
    for (; n_taken < n_planned && planned[n_taken].day == row->day; n_taken++) {
        row->n_planned++;
        if (isnan(planned[n_taken].llss)) {
            row->n_missing++;
        } else {
            row->llss += planned[n_taken].llss;
        }
    }
    return n_taken;
}

static void step(struct load_projected_day *row, double fitness, double fatigue)
{
    load_ewma(1, &row->llss, LOAD_FITNESS_DAYS, fitness, &row->fitness);
    load_ewma(1, &row->llss, LOAD_FATIGUE_DAYS, fatigue, &row->fatigue);
    row->form = row->fitness - row->fatigue;
    row->form_pct =
        row->fitness >= LOAD_PCT_FITNESS_MIN ? 100.0 * row->form / row->fitness : LOAD_NAN;
}

void load__projection_build(const struct load_inputs *inputs,
                            const struct load_history *history, struct load__block *block,
                            struct load_projection *ret)
{
    struct parts parts = take_parts(inputs, block);
    if (block->memory == NULL) {
        return;
    }
    size_t n_horizon_days = inputs->n_horizon_days;
    day_num today = inputs->as_of;
    size_t i = history->n_days; /* 1 + index of today, 0: empty */
    bool is_actual = i > 0 && history->days[i - 1].n_activities > 0;
    double fitness = i > 1 ? history->fitness[i - 2] : 0.0;
    double fatigue = i > 1 ? history->fatigue[i - 2] : 0.0;
    day_num first = is_actual ? today + 1 : today;
    size_t n_planned =
        find_planned(history, first, today + (day_num)n_horizon_days, &parts);
    size_t next = 0;
    for (size_t k = 0; k <= n_horizon_days; k++) {
        struct load_projected_day *row = &parts.days[k];
        *row = (struct load_projected_day){.day = today + (day_num)k,
                                           .is_planned = k > 0 || !is_actual};
        if (row->is_planned) {
            next += add_day(row, parts.planned + next, n_planned - next);
        } else {
            row->llss = history->llss[i - 1];
        }
        step(row, fitness, fatigue);
        fitness = row->fitness;
        fatigue = row->fatigue;
    }
    *ret = (struct load_projection){
        .n_days = n_horizon_days + 1, .days = parts.days, .missing = parts.missing};
    for (size_t k = 0; k < n_planned; k++) {
        if (isnan(parts.planned[k].llss)) {
            parts.missing[ret->n_missing++] = parts.planned[k].event;
        }
    }
}
