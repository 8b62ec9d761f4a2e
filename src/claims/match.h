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

/* Which of the facts' extra_words stand in the sentence of a mention. */
struct claims__said {
    bool *is_said; /* [n_extra_words + 1]; NULL: no sentence yet */
    size_t first_token;
    size_t last_token;
};

/* extras.c: of the mention's sentence; is_said is the arena's, and used again. */
void claims__said_read(struct arena *arena, const struct claims__facts *facts,
                       const struct claims__tokens *tokens,
                       const struct claims__mention *mention, struct claims__said *said);
/* All of the fact's extras are. */
bool claims__extras_said(const struct claims__said *said, const struct claims__fact *fact);

struct claims__verdict claims__match(const struct claims__facts *facts,
                                     const struct claims__said *said,
                                     const struct claims__mention *mention, day_num today);

/* words.c: the fact's value with unit, sport and day; the arena's. */
const char *claims__fact_words(struct arena *arena, const struct claims__fact *fact);
const char *claims__fact_path(struct arena *arena, const struct claims__fact *fact);

#endif
