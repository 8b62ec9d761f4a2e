/* Shared by the files that read a text. */
#ifndef CLAIMS_READING_H
#define CLAIMS_READING_H

#include "claims/read.h"

/* What a token is to the reader, once it was looked up. */
struct claims__meaning {
    const struct claims__word *word; /* NULL: no lexicon's, or no word */
    unsigned n_tokens;               /* of a phrase, from this one on; 0: inside one */
    bool is_taken;                   /* by a unit, a day, a name: says nothing else */
    int i_name;                      /* -1: none */
};

/* Days or a period named by the tokens first to last. */
struct claims__anchor {
    size_t first;
    size_t last;
    struct claims__scope scope;
};

struct claims__state {
    const struct claims__reader *reader;
    const struct claims__tokens *tokens;
    struct claims__meaning *meanings; /* [n_tokens] */
    size_t n_anchors;
    struct claims__anchor *anchors; /* in the order of the text */
    struct claims__reading *reading;
};

enum claims__role claims__role_at(const struct claims__state *state, size_t i);
/* The role's value, fallback when the token has another role. */
int claims__value_at(const struct claims__state *state, size_t i, enum claims__role role,
                     int fallback);
bool claims__sign_at(const struct claims__state *state, size_t i, char sign);
/* Tokens first to last say nothing more. */
void claims__take(struct claims__state *state, size_t first, size_t last);

/* read.c: looks the words up. */
void claims__meanings_find(struct claims__state *state);

/* dates.c: finds anchors and bad days, takes their tokens. */
void claims__days_find(struct claims__state *state);
/* spans.c: periods; called by dates.c at each token. Returns the tokens it took. */
size_t claims__span_find(struct claims__state *state, size_t i);
void claims__anchor_add(struct claims__state *state, size_t first, size_t last,
                        const struct claims__scope *scope);
/* A date without weekday at token i ("3 January", "2026-01-03"): tokens taken, 0 none. */
size_t claims__date_at(const struct claims__state *state, size_t i,
                       struct claims__scope *ret);

/* units.c */
struct claims__measure {
    enum claims__unit unit;
    double factor; /* from the number as written */
    bool is_converted;
    uint64_t what; /* that the unit says: steps per minute are a cadence */
    size_t n_tokens;
};
/* The unit behind token i (of the number): false when there is none. */
bool claims__unit_behind(const struct claims__state *state, size_t i,
                         struct claims__measure *ret);

#endif
