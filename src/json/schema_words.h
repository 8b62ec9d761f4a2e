/* The words of schema.c's errors: where a value stands, what it is, what it must be. */
#ifndef JSON_SCHEMA_WORDS_H
#define JSON_SCHEMA_WORDS_H

#include "json/json.h"

/* Where a value stands: a list on the stack, from the value up to the root. */
struct json__place {
    const struct json__place *parent; /* NULL: the root */
    const char *key;                  /* NULL: an element */
    size_t index;
};

enum {
    JSON_PLACE_SIZE = 120,
    JSON_VALUE_SIZE = 72,
    JSON_KIND_SIZE = 120,
    JSON_LIST_SIZE = 200
};

/* "days", "wishes[2].kind"; the root by its name. Returns to. */
const char *json__place_text(const struct json__place *place, const char *root_name,
                             char to[JSON_PLACE_SIZE]);
/* The value, cleaned and short: 0, "text...", "a list of 3". Returns to. */
const char *json__value_text(const json_t *value, char to[JSON_VALUE_SIZE]);
/* What a schema asks for: "a whole number from 1 to 3660", "a date like 2026-11-22".
 * Returns to. */
const char *json__kind_text(const json_t *schema, char to[JSON_KIND_SIZE]);
/* "from 1 to 9", "of at least 1", or "" when the schema has no bounds. Returns to. */
const char *json__range_text(const json_t *schema, char to[JSON_KIND_SIZE]);

/* A list of values that is cut with "..." when it gets too long; fits err.hint. {0} is an
 * empty one. */
struct json__list {
    char text[JSON_LIST_SIZE];
    size_t length;
    size_t n_items;
    bool is_cut;
};
/* The words before the first item. */
void json__list_start(struct json__list *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Quoted when is_quoted. */
void json__list_add(struct json__list *list, const char *text, bool is_quoted);
void json__list_add_keys(struct json__list *list, const json_t *object);

/*
 * The allowed value nearest to wrong, NULL when none is near. Names: candidates of a JSON
 * array (texts) or an object (its keys).
 */
const char *json__nearest(const char *wrong, const json_t *candidates);

#endif
