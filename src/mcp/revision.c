#include "mcp/revision.h"

#include <string.h>
#include "base/banned.h"

static const char *const nothing[] = {NULL};
static const char *const tools_2024_11_05[] = {
    "annotations", "title", "outputSchema", "_meta", "icons", "execution", NULL};
static const char *const tools_2025_03_26[] = {"title", "outputSchema", "_meta",
                                               "icons", "execution",    NULL};
static const char *const tools_2025_06_18[] = {"icons", "execution", NULL};
/* Prompts, resources and templates. */
static const char *const others_2025_03_26[] = {"title", "_meta", "icons", NULL};
static const char *const others_2025_06_18[] = {"icons", NULL};
/* Content. */
static const char *const blocks_2024_11_05[] = {"audio", "resource_link", NULL};
static const char *const blocks_2025_03_26[] = {"resource_link", NULL};
static const char *const parts_2025_03_26[] = {"_meta", "lastModified", NULL};
static const char *const parts_2025_06_18[] = {"icons", NULL};

#define MEMBERS(tools, others)                                                             \
    {                                                                                      \
        [MCP_TOOL] = (tools), [MCP_PROMPT] = (others), [MCP_RESOURCE] = (others),          \
        [MCP_RESOURCE_TEMPLATE] = (others)                                                 \
    }

const struct mcp__revision mcp__revisions[MCP__N_REVISIONS] = {
    {.name = "2024-11-05",
     .unknown_members = MEMBERS(tools_2024_11_05, others_2025_03_26),
     .unknown_blocks = blocks_2024_11_05,
     .unknown_parts = parts_2025_03_26},
    {.name = "2025-03-26",
     .has_batches = true,
     .has_progress_message = true,
     .has_completions = true,
     .unknown_members = MEMBERS(tools_2025_03_26, others_2025_03_26),
     .unknown_blocks = blocks_2025_03_26,
     .unknown_parts = parts_2025_03_26},
    {.name = "2025-06-18",
     .has_progress_message = true,
     .has_structured_content = true,
     .has_server_title = true,
     .has_elicitation = true,
     .has_completions = true,
     .unknown_members = MEMBERS(tools_2025_06_18, others_2025_06_18),
     .unknown_blocks = nothing,
     .unknown_parts = parts_2025_06_18},
    {.name = "2025-11-25",
     .has_progress_message = true,
     .has_structured_content = true,
     .has_server_title = true,
     .has_server_description = true,
     .has_elicitation = true,
     .has_rich_forms = true,
     .has_completions = true,
     .unknown_members = MEMBERS(nothing, nothing),
     .unknown_blocks = nothing,
     .unknown_parts = nothing},
    {.name = "2026-07-28",
     .is_stateless = true,
     .has_progress_message = true,
     .has_structured_content = true,
     .has_server_title = true,
     .has_server_description = true,
     .has_elicitation = true,
     .has_rich_forms = true,
     .has_completions = true,
     .unknown_members = MEMBERS(nothing, nothing),
     .unknown_blocks = nothing,
     .unknown_parts = nothing},
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
