/* One mention held against the facts. */
#ifndef CLAIMS_MATCH_H
#define CLAIMS_MATCH_H

#include "claims/facts.h"
#include "claims/read.h"

struct claims__verdict {
    enum claims_status status;
    const struct claims__fact *fact; /* the right value; NULL: none */
    const char *why;                 /* a literal, or NULL */
};

/* text: the mention's, for words that the lexicon does not have. */
struct claims__verdict claims__match(const struct claims__facts *facts,
                                     const struct claims__tokens *tokens,
                                     const struct claims__mention *mention, day_num today);

/* words.c: the fact's value with unit, sport and day; the arena's. */
const char *claims__fact_words(struct arena *arena, const struct claims__fact *fact);
const char *claims__fact_path(struct arena *arena, const struct claims__fact *fact);

#endif
