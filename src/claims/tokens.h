/* A text cut into words, numbers, dates and signs. */
#ifndef CLAIMS_TOKENS_H
#define CLAIMS_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/civil.h"

enum claims__token_kind {
    TOKEN_WORD,
    TOKEN_NUMBER,
    TOKEN_DATE, /* 2026-11-21, 21.11.2026, 21/11/2026 */
    TOKEN_SIGN, /* one character of punctuation */
    TOKEN_END   /* a sentence or a line ends */
};

enum claims__number_form {
    NUMBER_PLAIN,
    NUMBER_COLON, /* 5:25, 1:05:30; what it means depends on the unit */
    NUMBER_HOURS, /* 1h05; value in seconds */
    NUMBER_ORDINAL
};

struct claims__token {
    enum claims__token_kind kind;
    size_t begin; /* bytes of the text */
    size_t end;
    char sign;
    bool is_capital;  /* the word begins with a capital */
    bool is_glued;    /* nothing stands between it and the token before */
    const char *word; /* folded; "" unless a word */

    enum claims__number_form form;
    double value;       /* of NUMBER_COLON: first part * 60 + second (* 60 + third) */
    double alternative; /* the other reading of 1,200 and 1.200; equals value else */
    int n_decimals;
    int n_parts; /* of NUMBER_COLON: 2 or 3 */
    bool has_sign;

    int month; /* of TOKEN_DATE without a year, "3.1.", else 0 */
    int day_of_month;
    day_num day;       /* of TOKEN_DATE: DAY_NUM_NONE when there is no such day */
    day_num other_day; /* 3/4/2026 read the other way; equals day else */
};

struct claims__tokens {
    const char *text;
    size_t n_tokens;
    struct claims__token *tokens;
};

/* Reads n_bytes of UTF-8; what is not a character of it is a sign. The arena's. */
void claims__tokens_read(struct arena *arena, const char *text, size_t n_bytes,
                         struct claims__tokens *ret);

/* The token at i; behind the last one there are ends of sentences. Alive as long as tokens.
 */
const struct claims__token *claims__token_at(const struct claims__tokens *tokens, size_t i);

/*
 * One character folded: small, without accent (umlauts by their vowel), "" for what is no
 * letter of a word. Returns the bytes it takes in the text, at least 1.
 */
size_t claims__fold(const char *text, size_t n_bytes, char ret_folded[3]);

#endif
