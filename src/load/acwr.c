#include "load/acwr.h"

#include <math.h>

#include "load/constants.h"

#include "base/banned.h"

double load_mean_back(const double load[], size_t i, size_t n_days)
{
    size_t n_there = i + 1 < n_days ? i + 1 : n_days;
    double sum = 0.0;
    for (size_t k = i + 1 - n_there; k <= i; k++) {
        sum += isnan(load[k]) ? 0.0 : load[k];
    }
    return n_there == 0 ? LOAD_NAN : sum / (double)n_there;
}

void load_ewma_span(size_t n_days, const double load[], double span_days, double out[])
{
    double lambda = 2.0 / (span_days + 1.0);
    double value = n_days == 0 || isnan(load[0]) ? 0.0 : load[0];
    for (size_t i = 0; i < n_days; i++) {
        double today = isnan(load[i]) ? 0.0 : load[i];
        value = lambda * today + (1.0 - lambda) * value;
        out[i] = value;
    }
}

const char *load_acwr_form_name(enum load_acwr_form form)
{
    static const char *const names[] = {"uncoupled", "coupled", "ewma"};
    return names[form];
}

const char *load_acwr_null_name(enum load_acwr_null reason)
{
    static const char *const names[] = {"", "too_short_history", "unreadable_days",
                                        "too_little_to_compare"};
    return names[reason];
}

const char *load_acwr_label_text(enum load_acwr_label label)
{
    static const char *const texts[] = {"", "less than usual", "like usual",
                                        "more than usual", "much more than usual"};
    return texts[label];
}

enum load_acwr_label load_acwr_label_of(double uncoupled)
{
    if (isnan(uncoupled)) {
        return LOAD_ACWR_NO_LABEL;
    }
    if (uncoupled < LOAD_ACWR_BAND_LESS - LOAD_BAND_GUARD) {
        return LOAD_ACWR_LESS;
    }
    if (uncoupled <= LOAD_ACWR_BAND_USUAL + LOAD_BAND_GUARD) {
        return LOAD_ACWR_LIKE_USUAL;
    }
    return uncoupled <= LOAD_ACWR_BAND_MORE + LOAD_BAND_GUARD ? LOAD_ACWR_MORE
                                                              : LOAD_ACWR_MUCH_MORE;
}

static struct load_acwr_value ratio_of(double acute, double chronic)
{
    return (struct load_acwr_value){.ratio = chronic > 0.0 ? acute / chronic : LOAD_NAN,
                                    .acute = acute,
                                    .chronic = chronic};
}

struct load_acwr_value load_acwr_of_means(const double load[], size_t i,
                                          enum load_acwr_form form)
{
    double acute = load_mean_back(load, i, LOAD_ACUTE_DAYS);
    if (form == LOAD_ACWR_COUPLED) {
        return ratio_of(acute, load_mean_back(load, i, LOAD_CHRONIC_DAYS));
    }
    if (i < LOAD_ACUTE_DAYS) {
        return ratio_of(acute, LOAD_NAN); /* no day lies before the last seven */
    }
    size_t n_before = LOAD_CHRONIC_DAYS - LOAD_ACUTE_DAYS;
    return ratio_of(acute, load_mean_back(load, i - LOAD_ACUTE_DAYS, n_before));
}

static struct load_acwr_value with_null_rules(struct load_acwr_value value, size_t n_days,
                                              size_t n_unknown_28)
{
    if (n_days < LOAD_CHRONIC_DAYS) {
        value.null_reason = LOAD_ACWR_SHORT_HISTORY;
    } else if (n_unknown_28 > LOAD_ACWR_UNKNOWN_MAX) {
        value.null_reason = LOAD_ACWR_UNKNOWN_DAYS;
    } else if (!(value.chronic >= LOAD_ACWR_CHRONIC_MIN)) {
        value.null_reason = LOAD_ACWR_TOO_LITTLE_LOAD;
    }
    if (value.null_reason != LOAD_ACWR_GIVEN) {
        value.ratio = LOAD_NAN;
    }
    return value;
}

struct load_acwr load_acwr_at(const double load[], const double ewma_acute[],
                              const double ewma_chronic[], size_t i, size_t n_unknown_28)
{
    struct load_acwr ret = {.label = LOAD_ACWR_NO_LABEL};
    ret.forms[LOAD_ACWR_UNCOUPLED] = load_acwr_of_means(load, i, LOAD_ACWR_UNCOUPLED);
    ret.forms[LOAD_ACWR_COUPLED] = load_acwr_of_means(load, i, LOAD_ACWR_COUPLED);
    ret.forms[LOAD_ACWR_EWMA] = ratio_of(ewma_acute[i], ewma_chronic[i]);
    for (size_t form = 0; form < N_LOAD_ACWR_FORMS; form++) {
        ret.forms[form] = with_null_rules(ret.forms[form], i + 1, n_unknown_28);
    }
    ret.label = load_acwr_label_of(ret.forms[LOAD_ACWR_UNCOUPLED].ratio);
    return ret;
}
