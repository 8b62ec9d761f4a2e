/* Acute to chronic workload ratio in three forms: a description in words, never a verdict
 * (science.md 2.2). */
#ifndef LOAD_ACWR_H
#define LOAD_ACWR_H

#include <stddef.h>

/*
 * Mean of load[i - n_days + 1 .. i]; days before load[0] are left out of it (so a mean of
 * all days so far at the beginning). NAN counts as 0. n_days > 0. NAN when nothing is left.
 */
double load_mean_back(const double load[], size_t i, size_t n_days);

/*
 * The exponential average of Williams 2017: lambda = 2 / (span_days + 1), first value =
 * first load. NAN = unknown, taken as 0. out may be load itself.
 */
void load_ewma_span(size_t n_days, const double load[], double span_days, double out[]);

enum load_acwr_form { LOAD_ACWR_UNCOUPLED, LOAD_ACWR_COUPLED, LOAD_ACWR_EWMA };
enum { N_LOAD_ACWR_FORMS = 3 };
/* "uncoupled", "coupled", "ewma". */
const char *load_acwr_form_name(enum load_acwr_form form);

enum load_acwr_null {
    LOAD_ACWR_GIVEN,
    LOAD_ACWR_SHORT_HISTORY,  /* less than 28 days */
    LOAD_ACWR_UNKNOWN_DAYS,   /* more than 7 of the 28 unreadable */
    LOAD_ACWR_TOO_LITTLE_LOAD /* the denominator is under 2 points a day: too little to
                                 compare */
};
/* "", "too_short_history", "unreadable_days", "too_little_to_compare". */
const char *load_acwr_null_name(enum load_acwr_null reason);

enum load_acwr_label {
    LOAD_ACWR_NO_LABEL,
    LOAD_ACWR_LESS,       /* below 0.8 */
    LOAD_ACWR_LIKE_USUAL, /* up to and including 1.3 */
    LOAD_ACWR_MORE,       /* up to and including 1.5 */
    LOAD_ACWR_MUCH_MORE
};
/* "less than usual", "like usual", "more than usual", "much more than usual"; "". */
const char *load_acwr_label_text(enum load_acwr_label label);
/* Words of an uncoupled ratio (A21), with a guard of 1e-9 at the edges; NAN has none. */
enum load_acwr_label load_acwr_label_of(double uncoupled);

struct load_acwr_value {
    double ratio; /* NAN: see null_reason */
    double acute;
    double chronic;
    enum load_acwr_null null_reason;
};

struct load_acwr {
    struct load_acwr_value forms[N_LOAD_ACWR_FORMS];
    enum load_acwr_label label; /* of the uncoupled form */
};

/*
 * The ratio without null rules, from the days that exist: uncoupled = mean of the last 7 /
 * mean of up to 21 days before them; coupled = mean of the last 7 / mean of the last 28.
 * EWMA is not served here. 0 / 0 and x / 0 give ratio NAN.
 */
struct load_acwr_value load_acwr_of_means(const double load[], size_t i,
                                          enum load_acwr_form form);

/*
 * All forms of day i under the null rules (A20), each on its own denominator.
 *
 *   load, ewma_acute, ewma_chronic  daily series of the whole history, spans 7 and 28 for
 * the EWMA n_unknown_28                    unknown days among the last 28
 *
 * 7:28 coupled = 4u / (u + 3) of the uncoupled u. Source: Blanch & Gabbett 2016, Lolli
 * 2019, Williams 2017.
 */
struct load_acwr load_acwr_at(const double load[], const double ewma_acute[],
                              const double ewma_chronic[], size_t i, size_t n_unknown_28);

#endif
