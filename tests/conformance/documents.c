/* Prompts and resources. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *argument(const struct mcp_call *call, const char *name)
{
    return json_string_value(json_object_get(call->arguments, name));
}

static void simple_prompt(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    json_t *result = mcp_prompt_result("A simple prompt.");
    mcp_prompt_add(result, "user", mcp_text("This is a simple prompt for testing."));
    mcp_call_finish(server, call->id, result);
}

static void prompt_with_arguments(void *user, struct mcp_server *server,
                                  const struct mcp_call *call)
{
    (void)user;
    char text[512];
    (void)snprintf(text, sizeof text, "Prompt with arguments: arg1='%.200s', arg2='%.200s'",
                   argument(call, "arg1"), argument(call, "arg2"));
    json_t *result = mcp_prompt_result(NULL);
    mcp_prompt_add(result, "user", mcp_text(text));
    mcp_call_finish(server, call->id, result);
}

static void prompt_with_resource(void *user, struct mcp_server *server,
                                 const struct mcp_call *call)
{
    (void)user;
    json_t *result = mcp_prompt_result(NULL);
    json_t *contents = mcp_contents_text(argument(call, "resourceUri"), "text/plain",
                                         "Embedded resource content for testing.");
    mcp_prompt_add(result, "user", mcp_embedded(contents));
    mcp_prompt_add(result, "user", mcp_text("Please process the embedded resource above."));
    mcp_call_finish(server, call->id, result);
}

static void prompt_with_image(void *user, struct mcp_server *server,
                              const struct mcp_call *call)
{
    (void)user;
    json_t *result = mcp_prompt_result(NULL);
    mcp_prompt_add(result, "user", fixture_image());
    mcp_prompt_add(result, "user", mcp_text("Please analyze the image above."));
    mcp_call_finish(server, call->id, result);
}

/* 150 values that begin as what is typed, so that there are more than may be sent. */
static void complete_argument(void *user, const struct mcp_completion *completion,
                              json_t *values)
{
    (void)user;
    for (int i = 0; i < 150; i++) {
        char value[32];
        (void)snprintf(value, sizeof value, "%s-%03d", completion->name, i);
        if (strncmp(value, completion->value, strlen(completion->value)) == 0) {
            (void)json_array_append_new(values, json_string(value));
        }
    }
}

static void static_text(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    json_t *contents = mcp_contents_text(
        call->name, "text/plain", "This is the content of the static text resource.");
    mcp_call_finish(server, call->id, mcp_resource_result(contents));
}

static void static_binary(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    json_t *contents =
        mcp_contents_bytes(call->name, "image/png", fixture_png, fixture_png_n_bytes);
    mcp_call_finish(server, call->id, mcp_resource_result(contents));
}

static void watched(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    json_t *contents = mcp_contents_text(call->name, "text/plain", "Watched content.");
    mcp_call_finish(server, call->id, mcp_resource_result(contents));
}

static void template_data(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    const char *id = argument(call, "id");
    char data[128];
    (void)snprintf(data, sizeof data, "Data for ID: %.100s", id);
    json_t *document =
        json_pack("{s:s, s:b, s:s}", "id", id, "templateTest", 1, "data", data);
    char *text = json_dumps(document, JSON_COMPACT);
    json_t *contents = mcp_contents_text(call->name, "application/json", text);
    json_decref(document);
    free(text);
    mcp_call_finish(server, call->id, mcp_resource_result(contents));
}

static void complete_id(void *user, const struct mcp_completion *completion, json_t *values)
{
    (void)user;
    if (strncmp("123", completion->value, strlen(completion->value)) == 0) {
        (void)json_array_append_new(values, json_string("123"));
    }
}

const struct fixture_item fixture_prompts[] = {
    {MCP_PROMPT,
     {.definition =
          "{\"name\":\"test_simple_prompt\",\"description\":\"Without arguments.\"}",
      .begin = simple_prompt}},
    {MCP_PROMPT,
     {.definition =
          "{\"name\":\"test_prompt_with_arguments\",\"description\":\"With two "
          "arguments.\","
          "\"arguments\":[{\"name\":\"arg1\",\"description\":\"First.\",\"required\":true},"
          "{\"name\":\"arg2\",\"description\":\"Second.\",\"required\":true}]}",
      .begin = prompt_with_arguments,
      .complete = complete_argument}},
    {MCP_PROMPT,
     {.definition =
          "{\"name\":\"test_prompt_with_embedded_resource\",\"description\":\"With "
          "a resource in it.\",\"arguments\":[{\"name\":\"resourceUri\","
          "\"description\":\"Its uri.\",\"required\":true}]}",
      .begin = prompt_with_resource}},
    {MCP_PROMPT,
     {.definition =
          "{\"name\":\"test_prompt_with_image\",\"description\":\"With an image.\"}",
      .begin = prompt_with_image}},
    {MCP_PROMPT, {0}}};

const struct fixture_item fixture_resources[] = {
    {MCP_RESOURCE,
     {.definition = "{\"uri\":\"test://static-text\",\"name\":\"static text\","
                    "\"description\":\"A text.\",\"mimeType\":\"text/plain\"}",
      .begin = static_text}},
    {MCP_RESOURCE,
     {.definition = "{\"uri\":\"test://static-binary\",\"name\":\"static binary\","
                    "\"description\":\"An image.\",\"mimeType\":\"image/png\"}",
      .begin = static_binary}},
    {MCP_RESOURCE,
     {.definition =
          "{\"uri\":\"test://watched-resource\",\"name\":\"watched\","
          "\"description\":\"May be subscribed to.\",\"mimeType\":\"text/plain\"}",
      .begin = watched}},
    {MCP_RESOURCE_TEMPLATE,
     {.definition =
          "{\"uriTemplate\":\"test://template/{id}/data\",\"name\":\"data\","
          "\"description\":\"Data of one id.\",\"mimeType\":\"application/json\"}",
      .begin = template_data,
      .complete = complete_id}},
    {MCP_RESOURCE, {0}}};
