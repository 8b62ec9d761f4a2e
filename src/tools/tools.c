#include "tools/tool.h"

#include "base/banned.h"

#define TOOL(name) extern const struct tool tool_##name;
#include "tools/tools.def"
#undef TOOL

const struct tool *const tools_all[] = {
#define TOOL(name) &tool_##name,
#include "tools/tools.def"
#undef TOOL
};

const size_t n_tools_all = sizeof tools_all / sizeof tools_all[0];
