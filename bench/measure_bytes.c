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

static void size_add(struct bench *bench, const char *tool, const char *key_end,
                     const char *what_end, size_t n_bytes)
{
    char key[64];
    char what[64];
    (void)snprintf(key, sizeof key, "bytes.%s.%s", tool, key_end);
    (void)snprintf(what, sizeof what, "%s: %s", tool, what_end);
    report_add(&bench->report, key, what, (double)n_bytes, "bytes", NO_FLOOR);
}

/* Of the tools that have no default answer, the plainest question. */
static const char *arguments_of(const char *tool)
{
    return strcmp(tool, "check_answer") == 0
               ? "{\"text\":\"The next run is at most 8.4 km.\"}"
           : strcmp(tool, "intervals_get") == 0 ? "{\"operation\":\"gear\"}"
                                                : "{}";
}

/* Tools that write may have no answer to {}; every reading one has. */
static void tool_measure(struct bench *bench, struct client *client, const json_t *tool)
{
    struct json_slice is_error;
    const char *name = json_string_value(json_object_get(tool, "name"));
    const json_t *annotations = json_object_get(tool, "annotations");
    bool is_reading = json_is_true(json_object_get(annotations, "readOnlyHint"));
    char line[REQUEST_BYTES];
    size_t n_bytes = tool_request_write(line, client->next_id++, name, arguments_of(name));
    struct json_slice result = client_ask(client, line, n_bytes);
    if (json_member(result, "isError", &is_error) && is_error.text[0] == 't') {
        if (is_reading) {
            die("%s: %.*s", name, (int)result.n_bytes, result.text);
        }
        return;
    }
    struct json_slice structured = member(result, "structuredContent");
    size_add(bench, name, "result", "whole result", result.n_bytes);
    size_add(bench, name, "structured", "structuredContent", structured.n_bytes);
}

void measure_bytes(struct bench *bench)
{
    struct client client;
    struct process_end end;
    watchdog_set(WATCHDOG_S, "sizes");
    report_section(&bench->report, "Size of answers on the sample");
    sample_start(&client, bench);
    struct json_slice list = client_request(&client, "tools/list", NULL);
    report_add(&bench->report, "bytes.tools_list", "tools/list: whole result",
               (double)list.n_bytes, "bytes", NO_FLOOR);
    json_t *result = json_loadb(list.text, list.n_bytes, 0, NULL);
    const json_t *tools = json_object_get(result, "tools");
    for (size_t i = 0; i < json_array_size(tools); i++) {
        tool_measure(bench, &client, json_array_get(tools, i));
    }
    json_decref(result);
    client_end(&client, &end);
}
