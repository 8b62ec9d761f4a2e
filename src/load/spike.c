#include "load/spike.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

const struct load_spike_evidence *load_spike_evidence(enum load_spike_band band)
{
    static const struct load_spike_evidence bins[] = {
        {"", LOAD_NAN, LOAD_NAN, LOAD_NAN, LOAD_NAN, LOAD_NAN},
        {"none", 0.0, 1.10, 1.00, LOAD_NAN, LOAD_NAN},
        {"small", 1.10, 1.30, 1.64, 1.31, 2.05},
        {"moderate", 1.30, 2.00, 1.52, 1.16, 2.00},
        {"large", 2.00, (double)INFINITY, 2.28, 1.50, 3.48},
    };
    return &bins[band];
}

enum load_spike_band load_spike_band_of(double ratio)
{
    if (isnan(ratio)) {
        return LOAD_SPIKE_NO_BAND;
    }
    if (ratio <= LOAD_SPIKE_FROM_SMALL + LOAD_BAND_GUARD) {
        return LOAD_SPIKE_WITHIN;
    }
    if (ratio <= LOAD_SPIKE_FROM_MODERATE + LOAD_BAND_GUARD) {
        return LOAD_SPIKE_SMALL;
    }
    return ratio <= LOAD_SPIKE_FROM_LARGE + LOAD_BAND_GUARD ? LOAD_SPIKE_MODERATE
                                                            : LOAD_SPIKE_LARGE;
}

const char *load_spike_null_name(enum load_spike_null reason)
{
    static const char *const names[] = {"", "no_run_in_7_days", "no_distance",
                                        "no_run_in_30_days", "no_distance_in_30_days"};
    return names[reason];
}

const char *load_limit_rule_name(enum load_limit_rule rule)
{
    static const char *const names[] = {"none",
                                        "longest_30_days",
                                        "resuming",
                                        "short_run_step",
                                        "walk_run_ladder",
                                        "after_hold",
                                        "recent_running_unknown"};
    return names[rule];
}

void load_sessions_between(const struct load_history *history, size_t i, size_t n_days,
                           size_t *ret_first, size_t *ret_end)
{
    size_t from = i + 1 > n_days ? i + 1 - n_days : 0;
    *ret_first = history->days[from].i_session;
    *ret_end =
        i + 1 < history->n_days ? history->days[i + 1].i_session : history->n_sessions;
}

/* The longest of a window of sessions. */
struct longest {
    size_t n_sessions;
    double km; /* NAN: none known */
    day_num km_day;
    double minutes;
    bool is_partial;
};

static struct longest longest_of(const struct load_history *history, size_t i,
                                 size_t n_days)
{
    struct longest ret = {.km = LOAD_NAN, .km_day = DAY_NUM_NONE, .minutes = LOAD_NAN};
    size_t first = 0;
    size_t end = 0;
    load_sessions_between(history, i, n_days, &first, &end);
    for (size_t k = first; k < end; k++) {
        const struct load_session *session = &history->sessions[k];
        ret.n_sessions++;
        ret.is_partial = ret.is_partial || session->is_partial;
        if (!isnan(session->km) && !(ret.km >= session->km)) {
            ret.km = session->km;
            ret.km_day = session->day;
        }
        if (!isnan(session->minutes)) {
            ret.minutes = load__max(ret.minutes, session->minutes);
        }
    }
    return ret;
}

struct load_spike_session load_spike_none(void)
{
    return (struct load_spike_session){.ratio = LOAD_NAN,
                                       .null_reason = LOAD_SPIKE_NO_SESSION,
                                       .day = DAY_NUM_NONE,
                                       .km = LOAD_NAN,
                                       .minutes = LOAD_NAN,
                                       .reference_km = LOAD_NAN,
                                       .reference_day = DAY_NUM_NONE};
}

static void compare_with_before(struct load_spike_session *ret,
                                const struct load_history *history, size_t i)
{
    if (i == 0) {
        ret->null_reason = LOAD_SPIKE_NO_REFERENCE;
        return;
    }
    struct longest before = longest_of(history, i - 1, LOAD_SPIKE_DAYS);
    ret->reference_km = before.km;
    ret->reference_day = before.km_day;
    ret->is_partial = ret->is_partial || before.is_partial;
    ret->is_incomplete = load_history_unknown(history, i - 1, LOAD_SPIKE_DAYS) > 0;
    if (before.n_sessions == 0) {
        ret->null_reason = LOAD_SPIKE_NO_REFERENCE;
    } else if (isnan(before.km)) {
        ret->null_reason = LOAD_SPIKE_REFERENCE_NO_KM;
    } else if (isnan(ret->km)) {
        ret->null_reason = LOAD_SPIKE_NO_DISTANCE;
    } else {
        ret->null_reason = LOAD_SPIKE_GIVEN;
        ret->ratio = ret->km / before.km;
        ret->band = load_spike_band_of(ret->ratio);
    }
}

struct load_spike_session load_spike_of_session(const struct load_history *history,
                                                size_t i_session)
{
    const struct load_session *session = &history->sessions[i_session];
    struct load_spike_session ret = load_spike_none();
    size_t i = (size_t)(session->day - history->first_day);
    ret.day = session->day;
    ret.km = session->km;
    ret.minutes = session->minutes;
    ret.first_index = session->first_index;
    ret.is_partial = session->is_partial;
    ret.is_short_history = i < LOAD_SPIKE_DAYS;
    compare_with_before(&ret, history, i);
    return ret;
}

struct load_spike load_spike_at(const struct load_history *history, size_t i)
{
    struct load_spike ret = {.largest = load_spike_none(), .last = load_spike_none()};
    size_t first = 0;
    size_t end = 0;
    load_sessions_between(history, i, LOAD_SPIKE_SHOWN_DAYS, &first, &end);
    for (size_t k = first; k < end; k++) {
        struct load_spike_session session = load_spike_of_session(history, k);
        ret.last = session;
        ret.n_sessions_7++;
        /* A session without a ratio stands only while there is none with one. */
        if (!isnan(session.ratio) ? !(ret.largest.ratio > session.ratio)
                                  : isnan(ret.largest.ratio)) {
            ret.largest = session;
        }
    }
    return ret;
}

/* Minutes where they are needed: for short runs (H3) and when kilometres are missing. */
static void limit_minutes(struct load_next_run *ret)
{
    if (isnan(ret->longest_min)) {
        return;
    }
    bool is_short = ret->longest_min < LOAD_SHORT_RUN_MIN;
    if (!is_short && !isnan(ret->max_km)) {
        return;
    }
    double by_factor = LOAD_NEXT_RUN_FACTOR * ret->longest_min;
    double by_step = ret->longest_min + LOAD_SHORT_RUN_STEP_MIN;
    bool is_step = is_short && by_step > by_factor;
    ret->max_min = is_step ? by_step : by_factor;
    ret->min_rule = is_step ? LOAD_LIMIT_SHORT_STEP : LOAD_LIMIT_LONGEST_30;
}

static void limit_while_resuming(struct load_next_run *ret,
                                 const struct load_history *history,
                                 const struct load_running *running)
{
    size_t i_last = (size_t)(running->last_run_day - history->first_day);
    struct longest before = longest_of(history, i_last, LOAD_SPIKE_DAYS);
    double km = LOAD_RESUME_FACTOR * before.km;
    double minutes = LOAD_RESUME_FACTOR * before.minutes;
    if (!isnan(km) && !(ret->max_km < km)) {
        ret->max_km = km;
        ret->km_rule = LOAD_LIMIT_RESUMING;
    }
    if (!isnan(minutes) && (isnan(ret->max_km) || !isnan(ret->max_min)) &&
        !(ret->max_min < minutes)) {
        ret->max_min = minutes;
        ret->min_rule = LOAD_LIMIT_RESUMING;
    }
    ret->is_partial = ret->is_partial || before.is_partial;
}

static void limit_by_longest(struct load_next_run *ret, const struct load_history *history,
                             size_t i, const struct load_running *running)
{
    struct longest longest = longest_of(history, i, LOAD_SPIKE_DAYS);
    ret->longest_km = longest.km;
    ret->longest_day = longest.km_day;
    ret->longest_min = longest.minutes;
    ret->is_partial = longest.is_partial;
    ret->is_short_history = i + 1 < LOAD_SPIKE_DAYS;
    ret->is_incomplete = load_history_unknown(history, i, LOAD_SPIKE_DAYS) > 0;
    if (!isnan(longest.km)) {
        ret->max_km = LOAD_NEXT_RUN_FACTOR * longest.km;
        ret->km_rule = LOAD_LIMIT_LONGEST_30;
    }
    limit_minutes(ret);
    if (running->state == LOAD_RUN_RESUMING && running->resumed_day == DAY_NUM_NONE &&
        running->last_run_day != DAY_NUM_NONE) {
        limit_while_resuming(ret, history, running);
    }
}

struct load_next_run load_next_run_at(const struct load_history *history, size_t i,
                                      const struct load_running *running)
{
    struct load_next_run ret = {.max_km = LOAD_NAN,
                                .max_min = LOAD_NAN,
                                .longest_km = LOAD_NAN,
                                .longest_min = LOAD_NAN,
                                .longest_day = DAY_NUM_NONE};
    if (running->state == LOAD_RUN_RETURN) {
        ret.ladder_rung = running->entry_rung;
        ret.max_min = load_rung_run_min(running->entry_rung);
        ret.min_rule = LOAD_LIMIT_LADDER;
    } else if (running->asks_recent_running || history->n_days == 0) {
        ret.max_min = LOAD_LEARNING_RUN_MIN;
        ret.min_rule = LOAD_LIMIT_ASK_RUNNING;
    } else {
        limit_by_longest(&ret, history, i, running);
    }
    ret.rule = isnan(ret.max_km) ? ret.min_rule : ret.km_rule;
    return ret;
}
