#include "review/verdict.h"

#include <math.h>

#include "review/constants.h"
#include "base/banned.h"

const char *review_verdict_name(enum review_verdict verdict)
{
    static const char *const names[] = {
        "unreadable", "not_analysed", "race",   "no_plan",       "as_planned",   "harder",
        "easier",     "cut_short",    "longer", "not_completed", "plan_unjudged"};
    return names[verdict];
}

static double ratio(double done, double planned)
{
    return done >= 0.0 && planned > 0.0 ? done / planned : REVIEW_NAN;
}

static void amounts_set(const struct activity *activity, const struct calendar_event *plan,
                        const struct review_steps *steps, struct review_judgement *ret)
{
    double seconds = activity_duration_s(activity);
    ret->is_by_distance = isfinite(steps->planned_m) && activity->distance_m > 0.0;
    ret->amount_ratio = ret->is_by_distance ? ratio(activity->distance_m, steps->planned_m)
                        : plan->moving_time_s > 0.0 ? ratio(seconds, plan->moving_time_s)
                                                    : ratio(seconds, steps->planned_s);
    if (!isfinite(ret->amount_ratio) && plan->distance_m > 0.0) {
        ret->is_by_distance = true;
        ret->amount_ratio = ratio(activity->distance_m, plan->distance_m);
    }
    ret->intensity_diff_pct = activity->intensity_pct > 0.0 && plan->intensity_pct > 0.0
                                  ? activity->intensity_pct - plan->intensity_pct
                                  : REVIEW_NAN;
}

/* Every failed work step stands behind every one that was held. */
static bool only_the_end_failed(const struct review_steps *steps)
{
    bool has_failed = false;
    for (size_t i = 0; i < steps->n; i++) {
        bool is_failed = review_step_is_failed(steps->items[i].state);
        if (steps->items[i].is_work && has_failed && !is_failed) {
            return false;
        }
        has_failed = has_failed || (steps->items[i].is_work && is_failed);
    }
    return has_failed;
}

/* What failed was begun and broken off, or never begun: not soft-pedalled. */
static bool none_is_under(const struct review_steps *steps)
{
    for (size_t i = 0; i < steps->n; i++) {
        if (steps->items[i].is_work && steps->items[i].state == REVIEW_STEP_UNDER) {
            return false;
        }
    }
    return true;
}

static enum review_verdict of_failed(const struct review_steps *steps, double amount)
{
    bool is_easy_plan = !(steps->planned.moderate_s + steps->planned.hard_s > 0.0);
    if (amount < REVIEW_SESSION_SHORT && only_the_end_failed(steps) &&
        none_is_under(steps)) {
        return REVIEW_CUT_SHORT;
    }
    return is_easy_plan && amount >= REVIEW_SESSION_SHORT ? REVIEW_EASIER
                                                          : REVIEW_NOT_COMPLETED;
}

static enum review_verdict of_amount(const struct review_judgement *judgement)
{
    if (judgement->amount_ratio < REVIEW_SESSION_SHORT) {
        return REVIEW_CUT_SHORT;
    }
    return judgement->amount_ratio > REVIEW_SESSION_LONG ? REVIEW_LONGER
                                                         : REVIEW_AS_PLANNED;
}

static enum review_verdict of_steps(const struct review_steps *steps,
                                    const struct review_judgement *judgement)
{
    double n_work = (double)steps->n_work;
    if (2.0 * (double)steps->n_over >= n_work) {
        return REVIEW_HARDER;
    }
    if ((double)steps->n_failed >= REVIEW_FAILED_SHARE * n_work) {
        return of_failed(steps, judgement->amount_ratio);
    }
    return of_amount(judgement);
}

static enum review_verdict of_whole(const struct review_judgement *judgement)
{
    if (!isfinite(judgement->amount_ratio) && !isfinite(judgement->intensity_diff_pct)) {
        return REVIEW_PLAN_UNJUDGED;
    }
    if (judgement->intensity_diff_pct > REVIEW_INTENSITY_MARGIN) {
        return REVIEW_HARDER;
    }
    enum review_verdict verdict = of_amount(judgement);
    return verdict == REVIEW_AS_PLANNED &&
                   judgement->intensity_diff_pct < -REVIEW_INTENSITY_MARGIN
               ? REVIEW_EASIER
               : verdict;
}

struct review_judgement review_judge(const struct activity *activity,
                                     const struct calendar_event *plan,
                                     const struct review_steps *steps)
{
    struct review_judgement judgement = {.verdict = REVIEW_NO_PLAN,
                                         .amount_ratio = REVIEW_NAN,
                                         .intensity_diff_pct = REVIEW_NAN};
    bool has_steps = steps->match != REVIEW_MATCH_NONE && steps->n_unknown < steps->n_work;
    if (plan != NULL) {
        amounts_set(activity, plan, steps, &judgement);
    }
    if (activity->is_stub) {
        judgement.verdict = REVIEW_UNREADABLE;
    } else if (activity->is_unanalyzed) {
        judgement.verdict = REVIEW_NOT_ANALYSED;
    } else if (activity->is_race) {
        judgement.verdict = REVIEW_RACE;
    } else if (plan != NULL) {
        judgement.verdict = has_steps ? of_steps(steps, &judgement) : of_whole(&judgement);
    }
    return judgement;
}
