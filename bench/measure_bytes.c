/* What a model pays for: bytes of tools/list and of every tool's default answer. */
#include "bench.h"

#include <jansson.h>
#include <string.h>

static struct json_slice member(struct json_slice object, const char *name)
{
    struct json_slice value;
    if (!json_member(object, name, &value)) {
        die("a result without %s", name);
    }
    return value;
}

struct size_rows {
    const char *tool;
    const char *result_what;
    const char *structured_what;
};

/* What the rows of a tool are called; a tool that is not here is shown by its key. */
static const struct size_rows known[] = {
    {"athlete_profile", "athlete_profile: whole result",
     "athlete_profile: structuredContent"},
    {"get_recent_activities", "get_recent_activities: whole result",
     "get_recent_activities: structuredContent"},
    {"get_wellness", "get_wellness: whole result", "get_wellness: structuredContent"},
    {"get_calendar", "get_calendar: whole result", "get_calendar: structuredContent"},
    {"lower_limb_load_status", "lower_limb_load_status: whole result",
     "lower_limb_load_status: structuredContent"},
};

static void tool_measure(struct bench *bench, struct client *client, const char *tool)
{
    struct size_rows rows = {tool, "another tool: whole result",
                             "another tool: structuredContent"};
    char key[64];
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].tool, tool) == 0) {
            rows = known[i];
        }
    }
    struct json_slice result = client_tool(client, tool, "{}");
    struct json_slice structured = member(result, "structuredContent");
    (void)snprintf(key, sizeof key, "bytes.%s.result", tool);
    report_add(&bench->report, key, rows.result_what, (double)result.n_bytes, "bytes", NAN);
    (void)snprintf(key, sizeof key, "bytes.%s.structured", tool);
    report_add(&bench->report, key, rows.structured_what, (double)structured.n_bytes,
               "bytes", NAN);
}

void measure_bytes(struct bench *bench)
{
    struct client client;
    struct process_end end;
    watchdog_set(60, "sizes");
    report_section(&bench->report, "Size of answers on the sample");
    sample_start(&client, bench);
    struct json_slice list = client_request(&client, "tools/list", NULL);
    report_add(&bench->report, "bytes.tools_list", "tools/list: whole result",
               (double)list.n_bytes, "bytes", NAN);
    json_t *result = json_loadb(list.text, list.n_bytes, 0, NULL);
    const json_t *tools = json_object_get(result, "tools");
    for (size_t i = 0; i < json_array_size(tools); i++) {
        tool_measure(bench, &client,
                     json_string_value(json_object_get(json_array_get(tools, i), "name")));
    }
    json_decref(result);
    client_end(&client, &end);
}
