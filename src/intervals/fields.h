/* Reading members by table, shared by the parsers of this folder. */
#ifndef INTERVALS_FIELDS_H
#define INTERVALS_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/str.h"
#include "model/activity.h"

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

/* A name that is there already is not added again. */
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
/*
 * start_date_local as wall-clock seconds; MODEL_NO_TIME when no clock time is written, or
 * an unreadable one (noted as bad): midnight would make two such activities start together.
 */
int64_t intervals__start_s(const json_t *object, struct intervals__bad *bad);
/* An id given as a string or a whole number; NULL when neither or unsafe. */
const char *intervals__id(const json_t *object, const char *key, struct arena *arena);
/* True, when the member is; absent, null and false are false, anything else is noted as
 * bad. */
bool intervals__flag(const json_t *object, const char *key, struct intervals__bad *bad);
/* The element as a number from 0 on; NAN when it is null, or noted as bad under key. */
double intervals__amount(const json_t *element, const char *key,
                         struct intervals__bad *bad);
/*
 * The array member; NULL when absent or null, or when it is no array (noted as bad).
 */
const json_t *intervals__array(const json_t *object, const char *key,
                               struct intervals__bad *bad);
/* Amounts of an array member, at most max; returns how many. */
size_t intervals__amounts(const json_t *object, const char *key, double out[], size_t max,
                          struct intervals__bad *bad);

#endif
