#include "plan/soft_pattern.h"

#include "plan/constants.h"

#include "base/banned.h"

/* What a week holds of each thing that a pattern names. */
struct counts {
    int runs;
    int runs_hard;
    int runs_long;
    int rides;
    int rides_hard;
    int rides_long;
    int bricks;
    int heavy;
    int light;
    int upper;
    int core;
    int calf;
    int n_not_short; /* hard runs and rides in the upper half of their kind's range */
};

static bool is_not_short(const struct plan_session *session)
{
    const struct plan_kind_info *info = plan_kind_info(session->kind);
    return plan__is(session, PLAN_MARK_RUN_HARD | PLAN_MARK_RIDE_HARD) &&
           info->minutes_to > 0 &&
           2.0 * session->minutes > (double)(info->minutes_from + info->minutes_to);
}

static void session_count(const struct plan_session *session, struct counts *counts)
{
    enum plan_kind kind = session->kind;
    if (kind == PLAN_RACE) {
        return;
    }
    counts->runs += plan__is(session, PLAN_MARK_RUN) ? 1 : 0;
    counts->runs_hard += plan__is(session, PLAN_MARK_RUN_HARD) ? 1 : 0;
    counts->runs_long += kind == PLAN_RUN_LONG ? 1 : 0;
    counts->rides += plan__is(session, PLAN_MARK_RIDE) ? 1 : 0;
    counts->rides_hard += plan__is(session, PLAN_MARK_RIDE_HARD) ? 1 : 0;
    counts->rides_long += kind == PLAN_RIDE_LONG ? 1 : 0;
    counts->bricks += kind == PLAN_RUN_BRICK ? 1 : 0;
    counts->heavy += plan__is(session, PLAN_MARK_HEAVY_LEGS) ? 1 : 0;
    counts->light += kind == PLAN_STRENGTH_LOWER_LIGHT ? 1 : 0;
    counts->upper += kind == PLAN_STRENGTH_UPPER ? 1 : 0;
    counts->core += kind == PLAN_STRENGTH_CORE ? 1 : 0;
    counts->calf += kind == PLAN_CALF_HIP ? 1 : 0;
    counts->n_not_short += is_not_short(session) ? 1 : 0;
}

/* Sessions missing or extra. */
static int off(int count, struct plan_range range)
{
    if (count < range.from) {
        return range.from - count;
    }
    return count > range.to ? count - range.to : 0;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

void plan__s7(const struct plan__week *week, struct plan_soft_result *ret)
{
    const struct plan_pattern *pattern = &week->limits->pattern;
    struct counts counts = {0};
    for (int i = 0; i < week->n_sessions; i++) {
        session_count(&week->sessions[i], &counts);
    }
    struct plan_range calf = {pattern->calf,
                              larger(pattern->calf, week->limits->calf_target)};
    int n_off =
        off(counts.runs, pattern->runs) + off(counts.runs_hard, pattern->runs_hard) +
        off(counts.runs_long, pattern->runs_long) + off(counts.rides, pattern->rides) +
        off(counts.rides_hard, pattern->rides_hard) +
        off(counts.rides_long, pattern->rides_long) + off(counts.bricks, pattern->bricks) +
        off(counts.heavy, pattern->heavy) + off(counts.light, pattern->light) +
        off(counts.upper, pattern->upper) + off(counts.core, pattern->core) +
        off(counts.calf, calf);
    if (pattern->is_light_or_calf && counts.light == 0 && counts.calf == 0) {
        n_off++;
    }
    n_off += pattern->is_short ? counts.n_not_short : 0;
    ret->unit = "sessions";
    ret->value = n_off;
    ret->limit = 0.0;
    ret->points = PLAN_POINTS_PATTERN * n_off;
}

/* Sessions of the two weeks that stand for each other: same kind and, while is_exact, same
 * day and slot. Marks them used; returns how many. */
static int n_matched(const struct plan_input *input, const struct plan__week *week,
                     bool is_exact, bool is_used_old[], bool is_used_new[])
{
    int n_found = 0;
    for (size_t i = 0; i < input->n_accepted; i++) {
        const struct plan_session *old = &input->accepted[i];
        for (int j = 0; j < week->n_sessions && !is_used_old[i]; j++) {
            const struct plan_session *now = &week->sessions[j];
            bool is_same_place = now->day == old->day && now->slot == old->slot;
            if (!is_used_new[j] && now->kind == old->kind && (is_same_place || !is_exact)) {
                is_used_old[i] = true;
                is_used_new[j] = true;
                n_found++;
            }
        }
    }
    return n_found;
}

void plan__s11(const struct plan__week *week, struct plan_soft_result *ret)
{
    const struct plan_input *input = week->limits->input;
    bool is_used_old[PLAN_MAX_SESSIONS];
    bool is_used_new[PLAN_MAX_SESSIONS];
    int n_changed = 0;
    if (!input->has_accepted) {
        return;
    }
    for (size_t i = 0; i < input->n_accepted; i++) {
        is_used_old[i] = input->accepted[i].day < input->today;
    }
    for (int j = 0; j < week->n_sessions; j++) {
        is_used_new[j] = week->sessions[j].day < input->today;
    }
    (void)n_matched(input, week, true, is_used_old, is_used_new);
    int n_moved = n_matched(input, week, false, is_used_old, is_used_new);
    for (size_t i = 0; i < input->n_accepted; i++) {
        n_changed += is_used_old[i] ? 0 : 1;
    }
    for (int j = 0; j < week->n_sessions; j++) {
        n_changed += is_used_new[j] ? 0 : 1;
    }
    ret->unit = "sessions";
    ret->value = n_moved + n_changed;
    ret->limit = 0.0;
    ret->points = PLAN_POINTS_MOVED * n_moved + PLAN_POINTS_CHANGED * n_changed;
}
