#ifndef FAKE_ROUTES_H
#define FAKE_ROUTES_H

#include "call.h"

#include <stdbool.h>
#include <stddef.h>

enum { ROUTE_MAX_SEGMENTS = 8 };

struct route;

/* Where a request goes; routes_release() frees the segments. */
struct routed {
    const struct route *route; /* NULL when there is none */
    bool is_path_known;        /* some other method would have fitted: 405 */
    char *segments[ROUTE_MAX_SEGMENTS];
    size_t n_segments;
};

void routes_find(const char *method, const char *path, struct routed *ret_routed);
void routes_release(struct routed *routed);

/* "/athlete/{athlete}/activities", "unknown route" or "method not allowed"; static text. */
const char *routes_name(const struct routed *routed);

/* Fills call->reply: login, route, athlete, then the handler. */
void routes_run(const struct routed *routed, struct call *call);

#endif
