/* Numbers that a text spells out: fifty-two, zweiundfünfzig, quatre-vingt-deux. */
#ifndef CLAIMS_NUMBER_WORDS_H
#define CLAIMS_NUMBER_WORDS_H

#include "claims/lexicon.h"
#include "claims/tokens.h"

/*
 * Joins the words of a number, up to 999,999 and with spoken decimals ("eight point four"),
 * to one number token where it can only be a number: from 13 on, with decimals, or before
 * a unit. Smaller ones that count something, and "one", stay words (ROLE_NUMBER), as do
 * words that go on as another one ("twenty-first"). English, German, French, Spanish,
 * Italian. Time in proportion to the tokens.
 */
void claims__number_words_join(const struct claims__lexicon *lexicon,
                               struct claims__tokens *tokens);

/* For tests: the value of a folded text of number words alone; -1: it is none. */
double claims__number_words_value(struct arena *arena, const char *text);

#endif
