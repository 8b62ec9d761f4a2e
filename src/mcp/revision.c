#include "mcp/revision.h"

#include <string.h>
#include "base/banned.h"

static const char *const unknown_2024_11_05[] = {
    "annotations", "title", "outputSchema", "_meta", "icons", "execution", NULL};
static const char *const unknown_2025_03_26[] = {"title", "outputSchema", "_meta",
                                                 "icons", "execution",    NULL};
static const char *const unknown_2025_06_18[] = {"icons", "execution", NULL};
static const char *const unknown_none[] = {NULL};

const struct mcp__revision mcp__revisions[MCP__N_REVISIONS] = {
    {.name = "2024-11-05", .unknown_tool_members = unknown_2024_11_05},
    {.name = "2025-03-26",
     .has_batches = true,
     .has_progress_message = true,
     .unknown_tool_members = unknown_2025_03_26},
    {.name = "2025-06-18",
     .has_progress_message = true,
     .has_structured_content = true,
     .has_server_title = true,
     .unknown_tool_members = unknown_2025_06_18},
    {.name = "2025-11-25",
     .has_progress_message = true,
     .has_structured_content = true,
     .has_server_title = true,
     .has_server_description = true,
     .unknown_tool_members = unknown_none},
    {.name = "2026-07-28",
     .is_stateless = true,
     .has_progress_message = true,
     .has_structured_content = true,
     .has_server_title = true,
     .has_server_description = true,
     .unknown_tool_members = unknown_none},
};

const struct mcp__revision *mcp__revision_find(const char *name, bool is_stateless)
{
    for (size_t i = 0; i < MCP__N_REVISIONS; i++) {
        if (mcp__revisions[i].is_stateless == is_stateless &&
            strcmp(mcp__revisions[i].name, name) == 0) {
            return &mcp__revisions[i];
        }
    }
    return NULL;
}

const struct mcp__revision *mcp__revision_newest(bool is_stateless)
{
    size_t i = MCP__N_REVISIONS - 1;
    while (i > 0 && mcp__revisions[i].is_stateless != is_stateless) {
        i--;
    }
    return &mcp__revisions[i];
}

size_t mcp__revision_index(const struct mcp__revision *revision)
{
    return (size_t)(revision - mcp__revisions);
}
