/* A look into JSON as it was sent: slices of the text itself, so that bytes are counted as
 * they are. */
#ifndef BENCH_JSON_TEXT_H
#define BENCH_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct json_slice {
    const char *text;
    size_t n_bytes;
};

/* The value of a member of an object (compact or not); false when there is none. */
bool json_member(struct json_slice object, const char *name, struct json_slice *ret);

#endif
