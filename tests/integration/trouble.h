/* Every kind of trouble that the fake service can make with a read. */
#ifndef TESTS_INTEGRATION_TROUBLE_H
#define TESTS_INTEGRATION_TROUBLE_H

#include <stddef.h>

struct trouble {
    const char *name;
    const char *order; /* for POST /_fake/faults, without path and times */
    const char *code;  /* of the error at first contact */
    const char *cause; /* part of what must be said of it */
    const char *advice;
};

extern const struct trouble troubles[];
extern const size_t n_troubles;

/* The endpoints, and the tool that stands or falls with each. */
struct endpoint {
    const char *path;
    const char *tool;
    const char *missing; /* what the status says is missing without it; NULL: it fails */
};

extern const struct endpoint endpoints[];
extern const size_t n_endpoints;

#endif
