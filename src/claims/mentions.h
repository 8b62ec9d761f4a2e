/* The numbers of a text, each with the words, the day and the sport it belongs to. */
#ifndef CLAIMS_MENTIONS_H
#define CLAIMS_MENTIONS_H

#include "claims/reading.h"

/* mentions.c: fills state->reading. */
void claims__mentions_find(struct claims__state *state);

/*
 * quantity.c: the number, range or duration of several units that begins at token i of a
 * sentence that ends before `end`. Fills the numbers and the unit of *ret and *ret_last,
 * its last token. False for a number that says nothing: a time of day, a year, a list's
 * number.
 */
bool claims__quantity_read(const struct claims__state *state, size_t i, size_t begin,
                           size_t end, struct claims__mention *ret, size_t *ret_last);

/* read.c: a name folded, words joined by one space; the arena's. */
const char *claims__name_fold(struct arena *arena, const char *name);
/* Bytes of the text that spell a folded name; 0: it does not begin with it. */
size_t claims__name_match(const char *text, size_t n_bytes, const char *name);

#endif
