/* The athlete's own limb stress field beside our LLSS: how far the two agree (A33). */
#ifndef LOAD_AGREEMENT_H
#define LOAD_AGREEMENT_H

#include <stddef.h>

#include "load/history.h"

enum load_agreement_null {
    LOAD_AGREEMENT_GIVEN,
    LOAD_AGREEMENT_FEW_PAIRS, /* less than AGREEMENT_PAIRS_MIN: nothing is given */
    LOAD_AGREEMENT_NO_SPREAD  /* one of the two is the same everywhere: no correlation */
};
/* "", "too_few_pairs", "no_spread". */
const char *load_agreement_null_name(enum load_agreement_null reason);

struct load_agreement {
    size_t n_pairs;         /* activities of the days that have both */
    size_t n_without_field; /* that have ours only */
    double correlation;     /* Pearson's r; NAN: see null_reason */
    double ratio; /* sum of the field / sum of ours; NAN with few pairs or a sum of 0 */
    double mean_difference; /* field minus ours, points an activity; NAN with few pairs */
    double difference_sd;   /* population SD of the differences; NAN likewise */
    enum load_agreement_null null_reason;
};

/*
 * Over the activities that count, of the AGREEMENT_DAYS up to as_of. field[n] is indexed as
 * the inputs' activities; NAN, negative and infinite values are absent. Ours is always the
 * computed score, also when the field is the source of the lines. A correlation says that
 * the two rise and fall together, not that they are the same number: therefore the ratio of
 * the sums, and the mean difference with its SD (Bland & Altman 1986, Lancet 327:307-310).
 * The words' bands are our choice. Cannot fail.
 */
struct load_agreement load_agreement_of(const struct load_history *history,
                                        const double field[]);

enum { LOAD_AGREEMENT_TEXT_SIZE = 300 };
/* One or two sentences. Returns text. */
char *load_agreement_text(const struct load_agreement *agreement,
                          char text[LOAD_AGREEMENT_TEXT_SIZE]);

#endif
