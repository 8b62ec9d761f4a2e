/* The errors of schema.c. Each fills check->err (which may be NULL) and returns false. */
#ifndef JSON_SCHEMA_FAIL_H
#define JSON_SCHEMA_FAIL_H

#include "json/schema_words.h"

struct json__check {
    const char *root_name;
    struct err *err; /* NULL: only the verdict is wanted */
    int depth;
};

/* "days is 0; it must be <what>". hint may be NULL. */
bool json__fail(struct json__check *check, const struct json__place *place,
                const json_t *value, const char *hint, const char *what);
/* Not one of allowed (an array): the hint names the nearest and all of them. */
bool json__fail_choice(struct json__check *check, const json_t *allowed,
                       const json_t *value, const struct json__place *place);
/* words: the keyword of the least, of the most, the noun, what is counted. */
bool json__fail_bounds(struct json__check *check, const json_t *schema, const json_t *value,
                       const struct json__place *place, const char *const words[4]);
/* A member that the schema does not know: the hint names the nearest and all known ones. */
bool json__fail_unknown(struct json__check *check, const json_t *properties,
                        const char *name, const struct json__place *place);
/* At least one required member is not there: all missing ones are named. */
bool json__fail_missing(struct json__check *check, const json_t *schema,
                        const json_t *object, const struct json__place *place);

#endif
