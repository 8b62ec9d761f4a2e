/*
 * jansson, made safe: bounded parsing, numbers or null, typed getters for data that
 * outsiders wrote. JSON values are json_t; cleanup of locals by json_auto_t.
 */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/err.h"

struct str_buf;

/*
 * Parse one whole JSON text: duplicates rejected, depth limited to LIMIT_JSON_DEPTH,
 * nothing after it. The depth is checked before jansson sees the text. *ret_value is the
 * caller's (a new reference). ERR_BAD_ARGUMENT with position and jansson's reason; the text
 * itself is never quoted.
 */
MUST_CHECK bool json_parse(const char *text, size_t n_bytes, json_t **ret_value,
                           struct err *err);

/* True when text nests no deeper than max_depth (strings and escapes understood; shape not
 * checked). */
bool json_depth_is_within(const char *text, size_t n_bytes, size_t max_depth);
/* True when text holds at most max_values values, keys not counted; likewise. */
bool json_values_are_within(const char *text, size_t n_bytes, size_t max_values);

/*
 * Walk an array one element at a time, so that a long list never stands in memory as a
 * whole. Elements are told apart by brackets and strings alone, so that one which is no
 * valid JSON (a key twice, a number too large, text that is not UTF-8, nested too deep)
 * costs only itself: each() gets NULL for it. each() borrows the element; returning false
 * stops the walk (not an error of the walk: the callback records its own). ERR_UPSTREAM
 * when the text is not an array or breaks off; elements seen before were delivered.
 */
MUST_CHECK bool json_array_walk(const char *text, size_t n_bytes,
                                bool (*each)(void *user, const json_t *element,
                                             const char *raw, size_t n_raw_bytes),
                                void *user, struct err *err);

/*
 * Where the value of a member of the outermost object stands in its text, found by brackets
 * and strings alone: one part of a large text can then be parsed without the rest. False
 * when there is no such member or the text breaks off; the span itself is not checked.
 */
bool json_member_span(const char *text, size_t n_bytes, const char *key,
                      const char **ret_value, size_t *ret_n_bytes);

/*
 * A number rounded half away from zero to decimals (0 to 9; negative zero becomes 0),
 * integer when decimals is 0; JSON null for NAN or infinity. New reference, never NULL.
 */
json_t *json_number_or_null(double value, int decimals);
/* A string, or null for NULL or invalid UTF-8. New reference, never NULL. */
json_t *json_text_or_null(const char *text);
json_t *json_integer_or_null(int64_t value, bool is_known);

/* Borrowed text of an object's member, NULL when absent or not a string. */
const char *json_get_text(const json_t *object, const char *key);
/* Number of a member, NAN when absent, null or not a number. */
double json_get_number(const json_t *object, const char *key);
/* Member of a boolean kind, fallback when absent or not a boolean. */
bool json_get_bool(const json_t *object, const char *key, bool fallback);
/* Member that is an integer, or a real without a fraction (5.0); fallback otherwise. */
int64_t json_get_integer(const json_t *object, const char *key, int64_t fallback);

/*
 * jansson's iterators take a pointer to non-const although they change nothing: for walking
 * only.
 */
static inline json_t *json_unconst(const json_t *value)
{
    return (json_t *)(uintptr_t)value;
}

/*
 * Compact text of a value, keys in insertion order; free() it. Reals are written with the
 * fewest digits that read back as the same number (0.1, not jansson's 0.10000000000000001).
 * "null" for NULL.
 */
char *json_to_text(const json_t *value, size_t *ret_n_bytes);

/*
 * The same appended to a buffer. False when value is NULL, nests deeper than 128 or the
 * buffer is full: then part of it was appended; the caller cuts the buffer back.
 */
MUST_CHECK bool json_write(struct str_buf *to, const json_t *value);
/* A JSON string with quotes; bytes that are not UTF-8 become '?'. */
void json_write_text(struct str_buf *to, const char *text);
void json_write_integer(struct str_buf *to, int64_t value);
/* Null for NAN and infinity. */
void json_write_real(struct str_buf *to, double value);

/* Reals without a fraction (5.0) inside value become integers, which is the same number in
 * JSON. */
void json_settle_integers(json_t *value);

#endif
