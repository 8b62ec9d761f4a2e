/* Numbers and numeric dates of a text. */
#ifndef CLAIMS_NUMBERS_H
#define CLAIMS_NUMBERS_H

#include <stddef.h>

#include "claims/tokens.h"

/*
 * The number or date that begins at text[from], a digit: kind, form, value, alternative,
 * n_decimals, n_parts and days of *ret are set. Returns its bytes; 0 when it is part of a
 * word (10k, 3rd-party ids).
 */
size_t claims__number_read(const char *text, size_t n_bytes, size_t from,
                           struct claims__token *ret);

#endif
