#include "load/rest.h"

#include "load/constants.h"

#include "base/banned.h"

static size_t run_streak(const struct load_history *history, size_t i, bool is_in_progress)
{
    size_t end = is_in_progress && history->days[i].n_runs == 0 ? i : i + 1;
    size_t n_days = 0;
    while (n_days < end && history->days[end - 1 - n_days].n_runs > 0) {
        n_days++;
    }
    return n_days;
}

static void find_hard_pair(struct load_rest *rest, const struct load_history *history,
                           size_t i)
{
    for (size_t back = 0; back < 2 && i >= back + 1; back++) {
        size_t later = i - back;
        if (history->days[later].is_run_hard && history->days[later - 1].is_run_hard) {
            rest->has_hard_in_a_row = true;
            rest->hard_day = history->first_day + (day_num)later;
            return;
        }
    }
}

/* No rest day among 7 complete days: today stands for one of them as soon as it is not rest
 * any more. */
static bool has_no_rest(const struct load_history *history, size_t i, bool is_in_progress)
{
    size_t end = is_in_progress && history->days[i].is_rest ? i : i + 1;
    size_t n_unknown = 0;
    if (end < LOAD_REST_WINDOW_DAYS) {
        return false;
    }
    for (size_t k = end - LOAD_REST_WINDOW_DAYS; k < end; k++) {
        if (history->days[k].is_rest) {
            return false;
        }
        n_unknown += history->days[k].is_unknown ? 1 : 0;
    }
    return n_unknown < LOAD_REST_WINDOW_DAYS;
}

struct load_rest load_rest_at(const struct load_history *history, size_t i,
                              bool is_in_progress)
{
    struct load_rest ret = {.hard_day = DAY_NUM_NONE};
    size_t from = i + 1 > LOAD_REST_WINDOW_DAYS ? i + 1 - LOAD_REST_WINDOW_DAYS : 0;
    for (size_t k = from; k <= i; k++) {
        const struct load_day *day = &history->days[k];
        bool is_over = k < i || !is_in_progress;
        ret.n_days_7++;
        ret.rest_days_7 += day->is_rest && is_over ? 1 : 0;
        ret.run_days_7 += day->n_runs > 0 ? 1 : 0;
        ret.n_unknown_7 += day->is_unknown ? 1 : 0;
    }
    ret.has_no_rest_day = has_no_rest(history, i, is_in_progress);
    ret.run_streak = run_streak(history, i, is_in_progress);
    find_hard_pair(&ret, history, i);
    return ret;
}

static void add_day(struct load_volume *sum, const struct load_day *day)
{
    sum->n_days++;
    sum->n_runs += day->n_runs;
    sum->n_run_days += day->n_runs > 0 ? 1 : 0;
    sum->n_unknown += day->is_unknown ? 1 : 0;
    sum->run_km += day->run_km;
    sum->run_min += day->run_min;
    sum->steps += day->steps;
}

struct load_volume load_volume_between(const struct load_history *history, day_num first,
                                       day_num last)
{
    struct load_volume ret = {.first_day = first, .last_day = last};
    size_t n_without_km = 0;
    size_t n_without_steps = 0;
    bool starts_inside = history->n_days > 0 && first > history->first_day;
    size_t from = starts_inside ? (size_t)(first - history->first_day) : 0;
    for (size_t i = from; i < history->n_days; i++) {
        if (history->first_day + (day_num)i > last) {
            break;
        }
        add_day(&ret, &history->days[i]);
        ret.llss += history->llss[i];
        n_without_km += history->days[i].n_runs_without_km;
        n_without_steps += history->days[i].n_runs_without_steps;
    }
    ret.is_partial = n_without_km > 0;
    ret.is_steps_partial = n_without_steps > 0;
    if (ret.n_runs > 0 && n_without_km == ret.n_runs) {
        ret.run_km = LOAD_NAN;
    }
    if (ret.n_runs > 0 && n_without_steps == ret.n_runs) {
        ret.steps = LOAD_NAN;
    }
    return ret;
}
