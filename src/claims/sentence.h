/* Shared by the files that read a sentence's numbers. */
#ifndef CLAIMS_SENTENCE_H
#define CLAIMS_SENTENCE_H

#include "claims/reading.h"

struct claims__sentence {
    size_t begin; /* tokens */
    size_t end;
    bool is_past;
    bool is_planned;
    bool is_advice;
    size_t first_anchor; /* of the text's */
    size_t n_anchors;
    size_t first_mention; /* of the reading's */
    size_t first_number;  /* token; end: none */
    int i_name;           /* the one served name in it; -1: none, or several */
};

/* What goes on from one sentence to the next. */
struct claims__carried {
    bool has_scope;
    struct claims__scope scope;
    unsigned sport;
};

struct claims__quantity {
    size_t first; /* tokens */
    size_t last;
    struct claims__mention mention;
};

/* What the word at token i names; 0 from end on, and for words that are taken. */
uint64_t claims__what_at(const struct claims__state *state, size_t i, size_t end);

/* sentence_days.c: the days and periods that the quantity of the part first to end is of.
 */
void claims__scope_read(const struct claims__state *state,
                        const struct claims__sentence *sentence,
                        const struct claims__carried *carried,
                        const struct claims__quantity *quantity, size_t first, size_t end,
                        struct claims__scope *ret);

/*
 * sentence_bests.c: durations and distances of served bests are no claims, they say which
 * best the numbers behind them are. Returns how many of the n quantities are left.
 */
size_t claims__places_take(const struct claims__state *state,
                           const struct claims__sentence *sentence,
                           struct claims__quantity quantities[], size_t n);

#endif
