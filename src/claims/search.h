/* Shared by the files that hold a mention against facts. */
#ifndef CLAIMS_SEARCH_H
#define CLAIMS_SEARCH_H

#include "claims/match.h"

enum claims__closeness { CLOSE_NOT, CLOSE_ROUNDED, CLOSE_EQUAL };

/* Facts that fit in the same way, and the first of each kind. */
struct claims__bin {
    size_t n_facts;
    const struct claims__fact *equal;
    const struct claims__fact *rounded;
    const struct claims__fact *first; /* no text: what the right value is */
    bool has_several;                 /* values that are not the same */
};

struct claims__search {
    const struct claims__facts *facts;
    const struct claims__said *said;
    const struct claims__mention *mention;
    struct claims__subject subject; /* looked for: the mention's, or with inherited words */
    day_num today;
    struct claims__bin here;      /* all of it fits */
    struct claims__bin now;       /* all but a day that was not said beside it: of today */
    struct claims__bin elsewhere; /* all but the day */
    struct claims__bin loose;     /* unit and quantity, whatever else */
};

/* search.c: fills the bins. */
void claims__search_run(struct claims__search *search);
bool claims__has_scope(const struct claims__scope *scope);
/* A bare number, and a share of nothing. */
bool claims__is_nameless(const struct claims__subject *subject);

/*
 * pairs.c: the value of "value of limit" that was served with that limit, or the other way
 * round (*ret_is_turned). NULL: neither, or the mention is no such pair.
 */
const struct claims__fact *claims__pair_find(const struct claims__facts *facts,
                                             const struct claims__mention *mention,
                                             bool *ret_is_turned);

/* close.c */
#define CLAIMS__EPSILON 1e-6
enum claims__closeness claims__close_to(const struct claims__mention *mention,
                                        const struct claims__fact *fact);

#endif
