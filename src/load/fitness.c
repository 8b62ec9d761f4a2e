#include "load/fitness.h"

#include <math.h>

#include "load/constants.h"
#include "load/lines.h"
#include "base/banned.h"

enum { BACK_DAYS = 28, SHARE_DAYS = 42 };

/* Daily loads of one part, for CTL and for ATL, and the line being computed. */
struct part_days {
    double *ctl_load;
    double *atl_load;
    double ctl;
    double atl;
    double ctl_7_before;
    double ctl_28_before;
};

struct work {
    const struct load_inputs *in;
    day_num first_day;
    size_t n_days;       /* first_day to as_of */
    size_t n_basis_days; /* first_day to the basis day */
    struct part_days parts[N_LOAD_PARTS];
    struct load_fitness_day *days;
    bool has_activity_today;
};

const char *load_fitness_part_name(enum load_fitness_part part)
{
    static const char *const names[N_LOAD_PARTS] = {"run", "ride", "swim", "strength",
                                                    "other"};
    return names[part];
}

enum load_fitness_part load_fitness_part_of(enum sport sport)
{
    if (sport_is_run(sport)) {
        return LOAD_PART_RUN;
    }
    if (sport_is_ride(sport)) {
        return LOAD_PART_RIDE;
    }
    if (sport_group_of(sport) == SPORT_GROUP_SWIMMING) {
        return LOAD_PART_SWIM;
    }
    return sport_group_of(sport) == SPORT_GROUP_STRENGTH ? LOAD_PART_STRENGTH
                                                         : LOAD_PART_OTHER;
}

static day_num window_first(const struct load_inputs *in)
{
    day_num first = in->first_day;
    for (size_t i = 0; in->first_day == DAY_NUM_NONE && i < in->n_activities; i++) {
        day_num day = in->activities[i].day;
        if (day != DAY_NUM_NONE && (first == DAY_NUM_NONE || day < first)) {
            first = day;
        }
    }
    return first == DAY_NUM_NONE || first > in->as_of ? in->as_of : first;
}

static size_t window_days(const struct load_inputs *in)
{
    return (size_t)(in->as_of - window_first(in)) + 1;
}

size_t load_fitness_scratch_bytes(const struct load_inputs *inputs)
{
    return window_days(inputs) * 2 * N_LOAD_PARTS * sizeof(double) +
           (inputs->n_horizon_days + 1) * sizeof(struct load_fitness_day);
}

void load_fitness_factors(const struct athlete *athlete, enum sport sport, double *ret_ctl,
                          double *ret_atl)
{
    *ret_ctl = 1;
    *ret_atl = 1;
    for (size_t i = 0; athlete != NULL && i < athlete->n_load_factors; i++) {
        const struct load_factor *factor = &athlete->load_factors[i];
        if (factor->sport == sport) {
            *ret_ctl = factor->ctl_factor >= 0 ? factor->ctl_factor : 1;
            *ret_atl = factor->atl_factor >= 0 ? factor->atl_factor : 1;
        }
    }
}

static void work_init(struct work *work, const struct load_inputs *in, void *scratch)
{
    double *at = scratch;
    *work =
        (struct work){.in = in, .first_day = window_first(in), .n_days = window_days(in)};
    const size_t n_values = (size_t)2 * N_LOAD_PARTS * work->n_days;
    for (size_t i = 0; i < n_values; i++) {
        at[i] = 0;
    }
    for (size_t i = 0; i < N_LOAD_PARTS; i++) {
        work->parts[i].ctl_load = at + 2 * i * work->n_days;
        work->parts[i].atl_load = at + (2 * i + 1) * work->n_days;
    }
    work->days = (struct load_fitness_day *)(void *)(at + n_values);
}

static void loads_sum(struct work *work, struct load_fitness *ret)
{
    const struct load_inputs *in = work->in;
    for (size_t i = 0; i < in->n_activities; i++) {
        const struct activity *activity = &in->activities[i];
        bool is_ahead = in->now_local_s != MODEL_NO_TIME &&
                        activity->start_local_s != MODEL_NO_TIME &&
                        activity->start_local_s > in->now_local_s;
        if (activity->day < work->first_day || activity->day > in->as_of || is_ahead) {
            continue;
        }
        work->has_activity_today = work->has_activity_today || activity->day == in->as_of;
        ret->n_unreadable += activity->is_stub ? 1U : 0U;
        if (!(activity->training_load > 0)) {
            continue;
        }
        double ctl_factor = 1;
        double atl_factor = 1;
        struct part_days *part = &work->parts[load_fitness_part_of(activity->sport)];
        size_t i_day = (size_t)(activity->day - work->first_day);
        load_fitness_factors(in->athlete, activity->sport, &ctl_factor, &atl_factor);
        part->ctl_load[i_day] += activity->training_load * ctl_factor;
        part->atl_load[i_day] += activity->training_load * atl_factor;
    }
}

static const struct wellness_day *service_row(const struct load_inputs *in, day_num first,
                                              day_num last, bool is_latest)
{
    const struct wellness_day *found = NULL;
    for (size_t i = 0; i < in->n_wellness; i++) {
        const struct wellness_day *row = &in->wellness[i];
        if (row->day < first || row->day > last || !isfinite(row->ctl) ||
            !isfinite(row->atl)) {
            continue;
        }
        if (found == NULL || (is_latest ? row->day > found->day : row->day < found->day)) {
            found = row;
        }
    }
    return found;
}

/* Each part's share of the load in the 42 days from i_first on. */
static void shares_fill(const struct work *work, size_t i_first,
                        double shares[N_LOAD_PARTS])
{
    double total = 0;
    for (size_t i = 0; i < N_LOAD_PARTS; i++) {
        shares[i] = 0;
        for (size_t d = i_first; d < work->n_days && d < i_first + SHARE_DAYS; d++) {
            shares[i] += work->parts[i].ctl_load[d];
        }
        total += shares[i];
    }
    for (size_t i = 0; i < N_LOAD_PARTS; i++) {
        shares[i] = total > 0 ? shares[i] / total : 1.0 / N_LOAD_PARTS;
    }
}

static void part_run(const struct work *work, struct part_days *part, size_t i_first)
{
    double ctl_share = load_ewma_share(LOAD_FITNESS_DAYS);
    double atl_share = load_ewma_share(LOAD_FATIGUE_DAYS);
    part->ctl_7_before = LOAD_NAN;
    part->ctl_28_before = LOAD_NAN;
    for (size_t d = i_first; d < work->n_basis_days; d++) {
        part->ctl += (part->ctl_load[d] - part->ctl) * ctl_share;
        part->atl += (part->atl_load[d] - part->atl) * atl_share;
        if (d + 1 + 7 == work->n_basis_days) {
            part->ctl_7_before = part->ctl;
        }
        if (d + 1 + BACK_DAYS == work->n_basis_days) {
            part->ctl_28_before = part->ctl;
        }
    }
}

/* Seed with the service's values at the end of its first day, then run the recurrence to
 * as_of. */
static void lines_run(struct work *work, struct load_fitness *ret)
{
    double shares[N_LOAD_PARTS];
    const struct wellness_day *seed =
        service_row(work->in, work->first_day, ret->basis_day, false);
    size_t i_first = seed != NULL ? (size_t)(seed->day - work->first_day) + 1 : 0;
    shares_fill(work, i_first, shares);
    ret->is_seeded_by_service = seed != NULL;
    ret->computed = (struct load_fitness_value){0};
    for (size_t i = 0; i < N_LOAD_PARTS; i++) {
        struct part_days *part = &work->parts[i];
        part->ctl = seed != NULL ? seed->ctl * shares[i] : 0;
        part->atl = seed != NULL ? seed->atl * shares[i] : 0;
        part_run(work, part, i_first);
        ret->parts[i] =
            (struct load_fitness_value){.ctl = part->ctl,
                                        .atl = part->atl,
                                        .ctl_28_days_before = part->ctl_28_before,
                                        .ramp_7d = part->ctl - part->ctl_7_before};
        ret->computed.ctl += part->ctl;
        ret->computed.atl += part->atl;
        ret->computed.ctl_28_days_before += part->ctl_28_before;
        ret->computed.ramp_7d += ret->parts[i].ramp_7d;
    }
}

/* The computed lines at an earlier day, to compare with the service's last row. */
static void check_compute(const struct work *work, const struct wellness_day *row,
                          const struct load_fitness *lines, double *ret_ctl,
                          double *ret_atl)
{
    double ctl = lines->computed.ctl;
    double atl = lines->computed.atl;
    double ctl_share = load_ewma_share(LOAD_FITNESS_DAYS);
    double atl_share = load_ewma_share(LOAD_FATIGUE_DAYS);
    for (day_num day = lines->basis_day; day > row->day; day--) {
        double ctl_load = 0;
        double atl_load = 0;
        for (size_t i = 0; i < N_LOAD_PARTS; i++) {
            ctl_load += work->parts[i].ctl_load[day - work->first_day];
            atl_load += work->parts[i].atl_load[day - work->first_day];
        }
        /* The recurrence, a day back. */
        ctl = (ctl - ctl_load * ctl_share) / (1 - ctl_share);
        atl = (atl - atl_load * atl_share) / (1 - atl_share);
    }
    *ret_ctl = ctl - row->ctl;
    *ret_atl = atl - row->atl;
}

static void service_read(const struct work *work, struct load_fitness *ret)
{
    const struct load_inputs *in = work->in;
    const struct wellness_day *last = service_row(in, work->first_day, in->as_of, true);
    ret->service_day = DAY_NUM_NONE;
    ret->service = (struct load_fitness_value){LOAD_NAN, LOAD_NAN, LOAD_NAN, LOAD_NAN};
    ret->check_ctl = LOAD_NAN;
    ret->check_atl = LOAD_NAN;
    if (last == NULL) {
        return;
    }
    const struct wellness_day *week = service_row(in, last->day - 7, last->day - 7, true);
    const struct wellness_day *month =
        service_row(in, last->day - BACK_DAYS, last->day - BACK_DAYS, true);
    ret->service_day = last->day;
    ret->service.ctl = last->ctl;
    ret->service.atl = last->atl;
    /* The service's own ramp; its row of a week before may be missing. */
    ret->service.ramp_7d = last->ramp_rate;
    if (!isfinite(last->ramp_rate) && week != NULL) {
        ret->service.ramp_7d = last->ctl - week->ctl;
    }
    ret->service.ctl_28_days_before = month != NULL ? month->ctl : LOAD_NAN;
    if (ret->is_seeded_by_service && last->day <= ret->basis_day) {
        check_compute(work, last, ret, &ret->check_ctl, &ret->check_atl);
    }
}

static void planned_sum(const struct work *work, day_num day, double *ret_ctl,
                        double *ret_atl, struct load_fitness *ret)
{
    for (size_t i = 0; i < work->in->n_events; i++) {
        const struct calendar_event *event = &work->in->events[i];
        bool is_session =
            event->category == EVENT_WORKOUT || event_is_race(event->category);
        double ctl_factor = 1;
        double atl_factor = 1;
        if (!is_session || event->day != day) {
            continue;
        }
        if (!(event->training_load >= 0)) {
            ret->n_planned_without_load++;
            continue;
        }
        load_fitness_factors(work->in->athlete, event->sport, &ctl_factor, &atl_factor);
        *ret_ctl += event->training_load * ctl_factor;
        *ret_atl += event->training_load * atl_factor;
    }
}

/* as_of as it stands (or as planned while nothing is done), then the planned days. */
static void horizon_run(struct work *work, struct load_fitness *ret)
{
    double ctl_share = load_ewma_share(LOAD_FITNESS_DAYS);
    double atl_share = load_ewma_share(LOAD_FATIGUE_DAYS);
    double ctl = ret->computed.ctl;
    double atl = ret->computed.atl;
    for (size_t k = 0; k <= work->in->n_horizon_days; k++) {
        double ctl_load = 0;
        double atl_load = 0;
        day_num day = work->in->as_of + (day_num)k;
        bool is_planned = k > 0 || !work->has_activity_today;
        if (is_planned) {
            planned_sum(work, day, &ctl_load, &atl_load, ret);
            /* From the basis day on; when as_of is the basis day it is there already. */
            ctl += (ctl_load - ctl) * ctl_share;
            atl += (atl_load - atl) * atl_share;
        } else {
            for (size_t i = 0; i < N_LOAD_PARTS; i++) {
                ctl_load += work->parts[i].ctl_load[work->n_days - 1];
            }
        }
        work->days[k] = (struct load_fitness_day){
            .day = day, .is_planned = is_planned, .load = ctl_load, .ctl = ctl, .atl = atl};
    }
    ret->days = work->days;
    ret->n_days = work->in->n_horizon_days + 1;
}

void load_fitness_compute(const struct load_inputs *inputs, void *scratch,
                          struct load_fitness *ret)
{
    struct work work;
    *ret = (struct load_fitness){0};
    work_init(&work, inputs, scratch);
    loads_sum(&work, ret);
    /* 0 when nothing is known before as_of: the lines then start at 0 on the day before. */
    work.n_basis_days = work.has_activity_today ? work.n_days : work.n_days - 1;
    ret->basis_day = work.first_day + (day_num)work.n_basis_days - 1;
    lines_run(&work, ret);
    service_read(&work, ret);
    horizon_run(&work, ret);
}
