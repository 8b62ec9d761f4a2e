/*
 * Does the load check hang on an opinion? The same day computed once more for each of a
 * stated set of other opinions about our own weights (alternatives.def), one at a time.
 */
#ifndef LOAD_SENSITIVITY_H
#define LOAD_SENSITIVITY_H

#include <stddef.h>

#include "load/status.h"

enum load_alternative_what {
    LOAD_ALTER_RIDE,
    LOAD_ALTER_BALL,
    LOAD_ALTER_GLIDE,
    LOAD_ALTER_WALK,
    LOAD_ALTER_WATER,
    LOAD_ALTER_STRENGTH_LOWER,
    LOAD_ALTER_STRENGTH_UNDECIDED,
    LOAD_ALTER_WALK_RUN,
    LOAD_ALTER_DEFAULT_Q2,
    LOAD_ALTER_Q_EXPONENT,
    LOAD_ALTER_MASS
};

struct load_alternative {
    const char *id; /* "ride_high" */
    enum load_alternative_what what;
    double value;
    const char *subject; /* "the cycling weight" */
    const char *with;    /* "0.30 instead of 0.20" */
};

/* All of them, in the order of alternatives.def; static. */
const struct load_alternative *load_alternatives(size_t *ret_n_alternatives);
/* Ours, changed in this one point. */
void load_alternative_opinion(const struct load_alternative *alternative,
                              struct load_opinion *ret);

/* What an alternative makes of the day. */
struct load_sensitivity_row {
    const struct load_alternative *alternative;
    enum load_level level;
    enum load_zone zone; /* none while warming up */
    double form_pct;     /* NAN likewise to the status */
};

enum { LOAD_MAX_ALTERNATIVES = 32 };

struct load_sensitivity {
    struct load_sensitivity_row ours; /* alternative NULL */
    size_t n_tried;                   /* that touch this history, out of all of them */
    size_t n_untouched;
    double form_pct_low; /* over ours and all tried; NAN without a percentage */
    double form_pct_high;
    size_t n_level_changes;
    size_t n_zone_changes;
    size_t n_changes; /* that change level or zone, in the order of the table */
    struct load_sensitivity_row changes[LOAD_MAX_ALTERNATIVES];
};

/*
 * The status of inputs->as_of under every alternative set[n_set] (at most
 * LOAD_MAX_ALTERNATIVES are used; load_alternatives gives the usual set). One at a time:
 * what two of them would do together is not asked. An alternative that changes no day's
 * LLSS is untouched: the sport was not done, or the athlete set that weight. Series and
 * projection are not computed. scratch->memory: load_scratch_bytes(inputs) bytes, used anew
 * for each. Costs one status each. Cannot fail; with no history nothing is tried.
 */
void load_sensitivity_compute(const struct load_inputs *inputs,
                              struct load_scratch *scratch, size_t n_set,
                              const struct load_alternative set[],
                              struct load_sensitivity *ret);

/* "The verdict does not hang on our weights .." or what it hangs on. Returns text. */
char *load_sensitivity_text(const struct load_sensitivity *sensitivity,
                            char text[LOAD_TEXT_SIZE]);

#endif
