/* What differs between the protocol's revisions, as rows of one table. */
#ifndef MCP_REVISION_H
#define MCP_REVISION_H

#include <stdbool.h>
#include <stddef.h>

#include "mcp/server.h"

enum { MCP__N_KINDS = MCP_RESOURCE_TEMPLATE + 1 };

struct mcp__revision {
    const char *name;
    bool is_stateless;           /* the era of 2026-07-28 */
    bool has_batches;            /* a JSON array of messages is received */
    bool has_progress_message;   /* notifications/progress may carry a message */
    bool has_structured_content; /* results may carry structuredContent */
    bool has_server_title;       /* serverInfo.title */
    bool has_server_description; /* serverInfo.description and websiteUrl */
    bool has_elicitation;        /* clients can be asked with elicitation/create */
    bool has_rich_forms;         /* with defaults, titled choices, choices of several */
    bool has_completions;        /* the capability `completions` is declared */
    /* What the revision does not know; each list ends with NULL. */
    const char *const *unknown_members[MCP__N_KINDS]; /* of a definition, or an argument */
    const char *const *unknown_blocks;                /* types of content */
    const char *const
        *unknown_parts; /* members of content, its resource, its annotations */
};

enum { MCP__N_REVISIONS = 5 };
/* Oldest first. */
extern const struct mcp__revision mcp__revisions[MCP__N_REVISIONS];

/* NULL when there is none of that name in that era. */
const struct mcp__revision *mcp__revision_find(const char *name, bool is_stateless);
const struct mcp__revision *mcp__revision_newest(bool is_stateless);
size_t mcp__revision_index(const struct mcp__revision *revision);

#endif
