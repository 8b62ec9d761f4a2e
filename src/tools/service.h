/* Reads of the service by name, for tools that show what the lists do not hold. */
#ifndef TOOLS_SERVICE_H
#define TOOLS_SERVICE_H

#include "tools/tool.h"

struct service_object {
    json_t *value;     /* a new reference; NULL unless TOOL_DONE */
    size_t n_left_out; /* objects of other athletes that are not in it */
};

/*
 * One read for the athlete, from the store or noted as a need: TOOL_DONE, TOOL_NEEDS_DATA
 * (the caller may note more needs before it returns the same) or TOOL_FAILED. parameters is
 * stolen, NULL for none. An activity in the path is the athlete's own: one that is not in
 * the store is asked of the service first.
 */
enum tool_outcome service_read(struct tool_ctx *ctx, const struct athlete *athlete,
                               const struct intervals_endpoint *endpoint,
                               json_t *parameters, struct service_object *ret,
                               struct err *err);
/* The same by the endpoint's name, which exists. */
enum tool_outcome service_read_named(struct tool_ctx *ctx, const struct athlete *athlete,
                                     const char *name, json_t *parameters,
                                     struct service_object *ret, struct err *err);

#endif
