#ifndef FAKE_QUERY_H
#define FAKE_QUERY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The parameters after '?', percent-decoded ('+' is a space). */
struct query_pair {
    char *name;
    char *value;
};

struct query {
    struct query_pair *pairs;
    size_t n_pairs;
};

void query_parse(const char *text, struct query *ret_query);
void query_release(struct query *query);

/* The first value of that name, borrowed; NULL when it is absent or empty. */
const char *query_get(const struct query *query, const char *name);
/* Comma lists and repeated names together, as a new array; NULL when there is nothing. */
json_t *query_list(const struct query *query, const char *name);

/* Decodes %XX; a malformed one stays as it is, %00 becomes '?'. The caller frees it. */
char *query_decode(const char *text, size_t length, bool plus_is_space);

#endif
