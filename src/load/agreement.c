#include "load/agreement.h"

#include <math.h>
#include <stdio.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

const char *load_agreement_null_name(enum load_agreement_null reason)
{
    static const char *const names[] = {"", "too_few_pairs", "no_spread"};
    return names[reason];
}

/* Both scores of an activity; false when one is missing. */
static bool pair_of(const struct load_history *history, const double field[], size_t i,
                    double *ret_field, double *ret_ours)
{
    const struct load_activity *item = &history->activities[i];
    *ret_field = load__measured(field[item->input_index]);
    *ret_ours = item->llss.computed_llss;
    return !isnan(*ret_field) && !isnan(*ret_ours);
}

static bool is_compared(const struct load_history *history, size_t i)
{
    const struct load_activity *item = &history->activities[i];
    return item->state == LOAD_ACTIVITY_COUNTED &&
           item->activity->day > history->inputs->as_of - LOAD_AGREEMENT_DAYS;
}

struct sums {
    double field;
    double ours;
};

static struct sums sums_of(const struct load_history *history, const double field[],
                           struct load_agreement *ret)
{
    struct sums sums = {0.0, 0.0};
    for (size_t i = 0; i < history->n_activities; i++) {
        double theirs = LOAD_NAN;
        double ours = LOAD_NAN;
        if (!is_compared(history, i)) {
            continue;
        }
        if (pair_of(history, field, i, &theirs, &ours)) {
            sums.field += theirs;
            sums.ours += ours;
            ret->n_pairs++;
        } else if (!isnan(ours)) {
            ret->n_without_field++;
        }
    }
    return sums;
}

/* Second pass, around the means: no cancellation of large squares. */
static void spread_of(const struct load_history *history, const double field[],
                      struct sums sums, struct load_agreement *ret)
{
    double n_pairs = (double)ret->n_pairs;
    double mean_field = sums.field / n_pairs;
    double mean_ours = sums.ours / n_pairs;
    double s_field = 0.0;
    double s_ours = 0.0;
    double s_both = 0.0;
    double s_difference = 0.0;
    for (size_t i = 0; i < history->n_activities; i++) {
        double theirs = LOAD_NAN;
        double ours = LOAD_NAN;
        if (!is_compared(history, i) || !pair_of(history, field, i, &theirs, &ours)) {
            continue;
        }
        double x = theirs - mean_field;
        double y = ours - mean_ours;
        s_field += x * x;
        s_ours += y * y;
        s_both += x * y;
        s_difference += (x - y) * (x - y);
    }
    ret->mean_difference = mean_field - mean_ours;
    ret->difference_sd = sqrt(s_difference / n_pairs);
    ret->ratio = sums.ours > 0.0 ? sums.field / sums.ours : LOAD_NAN;
    if (sqrt(s_field / n_pairs) <= LOAD_SD_FLOOR ||
        sqrt(s_ours / n_pairs) <= LOAD_SD_FLOOR) {
        ret->null_reason = LOAD_AGREEMENT_NO_SPREAD;
        return;
    }
    ret->correlation = load__clamp(s_both / sqrt(s_field * s_ours), -1.0, 1.0);
}

struct load_agreement load_agreement_of(const struct load_history *history,
                                        const double field[])
{
    struct load_agreement ret = {.correlation = LOAD_NAN,
                                 .ratio = LOAD_NAN,
                                 .mean_difference = LOAD_NAN,
                                 .difference_sd = LOAD_NAN};
    struct sums sums = sums_of(history, field, &ret);
    if (ret.n_pairs < LOAD_AGREEMENT_PAIRS_MIN) {
        ret.null_reason = LOAD_AGREEMENT_FEW_PAIRS;
        return ret;
    }
    spread_of(history, field, sums, &ret);
    return ret;
}

static const char *correlation_words(double correlation)
{
    if (correlation >= LOAD_AGREEMENT_CLOSE) {
        return "rises and falls closely with ours";
    }
    if (correlation >= LOAD_AGREEMENT_ROUGH) {
        return "rises and falls roughly with ours";
    }
    return correlation >= LOAD_AGREEMENT_LOOSE ? "goes only loosely with ours"
                                               : "hardly goes with ours";
}

char *load_agreement_text(const struct load_agreement *agreement,
                          char text[LOAD_AGREEMENT_TEXT_SIZE])
{
    if (agreement->null_reason == LOAD_AGREEMENT_FEW_PAIRS) {
        (void)snprintf(
            text, LOAD_AGREEMENT_TEXT_SIZE,
            "Both scores on %zu of the activities of 90 days: too few to compare.",
            agreement->n_pairs);
        return text;
    }
    int length = 0;
    if (agreement->null_reason == LOAD_AGREEMENT_NO_SPREAD) {
        length = snprintf(text, LOAD_AGREEMENT_TEXT_SIZE,
                          "Over %zu activities of 90 days one of the two never changes: no "
                          "correlation.",
                          agreement->n_pairs);
    } else {
        length =
            snprintf(text, LOAD_AGREEMENT_TEXT_SIZE,
                     "Over %zu activities of 90 days it %s (r %.2f).", agreement->n_pairs,
                     correlation_words(agreement->correlation), agreement->correlation);
    }
    if (isnan(agreement->ratio)) {
        return text;
    }
    bool is_same_scale = agreement->ratio <= LOAD_AGREEMENT_RATIO &&
                         agreement->ratio >= 1.0 / LOAD_AGREEMENT_RATIO;
    (void)snprintf(text + length, (size_t)(LOAD_AGREEMENT_TEXT_SIZE - length),
                   " In sum %.2f times ours, %+.1f points an activity (SD %.1f): %s.",
                   agreement->ratio, agreement->mean_difference, agreement->difference_sd,
                   is_same_scale ? "about the same scale"
                                 : "another scale, so do not mix the numbers");
    return text;
}
