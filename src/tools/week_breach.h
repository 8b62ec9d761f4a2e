/*
 * What a week breaks and what it costs, told in whole words: which session, its value, the
 * limit, the unit. So the athlete is asked, and to that his yes is held.
 */
#ifndef TOOLS_WEEK_BREACH_H
#define TOOLS_WEEK_BREACH_H

#include "tools/week_table.h"

struct week_breach {
    enum plan_rule rule;
    double margin; /* of the rule's result: the lower the further beyond; NAN: no number */
    const char *words; /* "Tue 2026-11-24 12:00 run easy 70 min: longest run 70 min, your
                          limit 52 min (H3 longest_run)" */
};

struct week_breaches {
    size_t n_items;
    struct week_breach items[N_PLAN_RULES];
};

/* The broken rules of the week's proof; words live in the table's arena. */
void week_breaches_of(const struct week_table *week, struct week_breaches *ret);
/* Their rules, bits by enum plan_rule. */
unsigned week_breaches_rules(const struct week_breaches *breaches);
/* One after another, in about max_bytes, the first whole in any case; what does not fit is
 * counted. */
const char *week_breaches_words(struct arena *arena, const struct week_breaches *breaches,
                                size_t max_bytes);

/* The verdict for a summary: "PASS", "NEEDS OVERRIDE: " with what is broken, "PASS WITH
 * CAUTIONS: " with what costs points. Never cut inside: when max_bytes do not hold even the
 * first of them, the rules alone are named. */
const char *week_verdict_told(const struct week_table *week, size_t max_bytes);
/* cautions: the soft rules that cost points, a table and a line of text. */
void week_cautions_write(const struct week_table *week, struct answer *answer);

#endif
