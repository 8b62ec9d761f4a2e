/* Reading members by table, shared by the parsers of this folder. */
#ifndef INTERVALS_FIELDS_H
#define INTERVALS_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/str.h"

enum intervals__sign { NOT_NEGATIVE, ANY_SIGN };

/* A number of the JSON object that becomes a double at an offset of a model struct. */
struct intervals__number {
    const char *key;
    size_t offset;
    enum intervals__sign sign;
};

/* Names of members that were there and of no use, joined by ','. */
struct intervals__bad {
    struct str_buf names;
};

void intervals__bad_add(struct intervals__bad *bad, const char *key);
/* The names in the arena, NULL when none; releases the buffer. */
const char *intervals__bad_take(struct intervals__bad *bad, struct arena *arena);

/* Absent and null leave *to alone; wrong types, negatives and absurd sizes are noted as
 * bad. */
void intervals__numbers_read(const json_t *object, const struct intervals__number table[],
                             size_t n_rows, void *to, struct intervals__bad *bad);
/* Member's text cut to max_bytes, in the arena; NULL when absent, null, empty or no text.
 */
const char *intervals__text(const json_t *object, const char *key, size_t max_bytes,
                            struct arena *arena, struct intervals__bad *bad);
/* An id given as a string or a whole number; NULL when neither or unsafe. */
const char *intervals__id(const json_t *object, const char *key, struct arena *arena);
/* Numbers of an array member, at most max; returns how many. Non-numbers become NAN. */
size_t intervals__number_array(const json_t *object, const char *key, double out[],
                               size_t max);

#endif
