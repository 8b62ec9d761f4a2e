/*
 * Reads of the service by name: what there is (endpoints.def), whether arguments fit, and
 * the path they make. A path is built from checked parameters only; nothing of an argument
 * reaches it unescaped.
 */
#ifndef INTERVALS_ENDPOINTS_H
#define INTERVALS_ENDPOINTS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum intervals_owner {
    /* The object, or each row, that names an owner (icu_athlete_id, athlete_id) must name
     * the athlete asked for; one that names none comes by the athlete's own path. */
    INTERVALS_OWNER_ROWS,
    /* athlete_id names who wrote a row, not whose it is. */
    INTERVALS_OWNER_AUTHORS,
    /* The object must name the athlete: it proves whose the id in the path is. */
    INTERVALS_OWNER_PROVEN
};

struct intervals_endpoint {
    const char *name;
    enum intervals_owner owner;
    const char *path;       /* below /api/v1/ */
    const char *parameters; /* see endpoints.def */
    const char *meaning;
    const char *refusal; /* why it may not be asked for; NULL: it may */
};

/* All, in the order of endpoints.def; static. */
const struct intervals_endpoint *intervals_endpoints(size_t *ret_n_endpoints);
/* By its exact name, refused ones too; NULL when there is none. */
const struct intervals_endpoint *intervals_endpoint_find(const char *name);
/* ERR_BAD_ARGUMENT for a name that is none, with the nearest ones. Returns false. */
bool intervals_endpoint_unknown(const char *name, struct err *err);

enum {
    INTERVALS_MAX_PARAMETERS = 12,
    INTERVALS_PARAMETER_NAME_SIZE = 24,
    INTERVALS_MAX_PATH_BYTES = 1500
};

struct intervals_parameter {
    char name[INTERVALS_PARAMETER_NAME_SIZE];
    const char *type; /* "int", "AUTO|POWER" ...; not ended by a zero byte */
    size_t n_type_bytes;
    bool is_required;
};
/* The i-th parameter; false when there are not so many. */
bool intervals_parameter_at(const struct intervals_endpoint *endpoint, size_t i,
                            struct intervals_parameter *ret);

/*
 * The path of a read, with its query, for the athlete of the real id: checked, escaped, in
 * the arena. parameters: a JSON object of strings, numbers, booleans or lists of them; NULL
 * for none. ERR_BAD_ARGUMENT for an unknown name (with the nearest), a missing one, a value
 * that does not fit its type, and for endpoints that are refused.
 */
MUST_CHECK bool intervals_path_make(const struct intervals_endpoint *endpoint,
                                    const char *athlete_id, const json_t *parameters,
                                    struct arena *arena, const char **ret_path,
                                    struct err *err);
/*
 * The last look before a path is sent: only characters that intervals_path_make writes, no
 * "..", and below the athlete, an activity, or the list of distances.
 */
bool intervals_path_is_safe(const char *path, const char *athlete_id);
/*
 * A parameter of a path's query as it stands there (escaped): false when it is absent or
 * does not fit.
 */
bool intervals_path_value(const char *path, const char *name, char *ret, size_t size);

/*
 * What may be kept of an answer: private keys, nulls in objects and what belongs to other
 * athletes taken out. *ret_text (to free()) holds the value with the number of objects that
 * were left out. ERR_UPSTREAM when the body is no JSON, when it belongs to somebody else,
 * or when it is larger than INTERVALS_OBJECT_MAX_BYTES.
 */
enum { INTERVALS_OBJECT_MAX_BYTES = 4 * 1024 * 1024 };
MUST_CHECK bool intervals_object_take(const struct intervals_endpoint *endpoint,
                                      const char *athlete_id, const char *body,
                                      size_t n_body_bytes, char **ret_text,
                                      size_t *ret_n_bytes, struct err *err);
/* Reads such a text again: *ret_value is a new reference. */
MUST_CHECK bool intervals_object_open(const char *text, size_t n_bytes, json_t **ret_value,
                                      size_t *ret_n_left_out, struct err *err);

#endif
