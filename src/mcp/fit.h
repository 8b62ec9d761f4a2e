/*
 * What is said, made fit for a revision: kinds and members that it does not know are left
 * out, or told in words that it knows. Which those are stands in revision.c.
 */
#ifndef MCP_FIT_H
#define MCP_FIT_H

#include "mcp/revision.h"

/*
 * The result of an item: a new reference, the same one when nothing had to change. A block
 * of an unknown kind becomes a text that says what it was.
 */
json_t *mcp__result_fit(const struct mcp__revision *revision, enum mcp_kind kind,
                        const json_t *result);
/* A definition as a list shows it; changed in place. */
void mcp__definition_fit(const struct mcp__revision *revision, enum mcp_kind kind,
                         json_t *definition);
/*
 * The params of a question: a new reference; NULL when the revision has no such form (a
 * choice of several).
 */
json_t *mcp__question_fit(const struct mcp__revision *revision, const json_t *params);

#endif
