/* Tools that answer at once, with each kind of content. */
#include "fixture.h"

#include <string.h>

const unsigned char fixture_png[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
    0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00,
    0x00, 0x90, 0x77, 0x53, 0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x08,
    0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0x00, 0x00, 0x03, 0x01, 0x01, 0x00, 0x18, 0xdd, 0x8d,
    0xb0, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
const size_t fixture_png_n_bytes = sizeof fixture_png;

json_t *fixture_image(void)
{
    return mcp_image(fixture_png, sizeof fixture_png, "image/png");
}

/* One channel of 8 bits, 8 kHz: 44 bytes of header, 160 samples at rest. */
json_t *fixture_audio(void)
{
    static const unsigned char header[44] = {
        'R', 'I', 'F', 'F', 196, 0, 0,   0,   'W', 'A',  'V',  'E', 'f', 'm',  't',
        ' ', 16,  0,   0,   0,   1, 0,   1,   0,   0x40, 0x1f, 0,   0,   0x40, 0x1f,
        0,   0,   1,   0,   8,   0, 'd', 'a', 't', 'a',  160,  0,   0,   0};
    unsigned char wave[sizeof header + 160];
    memcpy(wave, header, sizeof header);
    memset(wave + sizeof header, 0x80, 160);
    return mcp_audio(wave, sizeof wave, "audio/wav");
}

static void simple_text(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    fixture_say(server, call->id, "This is a simple text response for testing.");
}

static void image(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_call_finish(server, call->id, mcp_tool_result(fixture_image()));
}

static void audio(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_call_finish(server, call->id, mcp_tool_result(fixture_audio()));
}

static void embedded(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    json_t *contents = mcp_contents_text("test://embedded-resource", "text/plain",
                                         "This is an embedded resource content.");
    mcp_call_finish(server, call->id, mcp_tool_result(mcp_embedded(contents)));
}

static void multiple(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    json_t *result = mcp_tool_result(mcp_text("Multiple content types test:"));
    mcp_result_add(result, fixture_image());
    mcp_result_add(result, mcp_embedded(mcp_contents_text(
                               "test://mixed-content-resource", "application/json",
                               "{\"test\":\"data\",\"value\":123}")));
    mcp_call_finish(server, call->id, result);
}

static void resource_link(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    json_t *block = mcp_resource_link("test://static-text", "static text", "text/plain");
    mcp_call_finish(server, call->id, mcp_tool_result(block));
}

static void failure(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    mcp_call_finish(server, call->id,
                    mcp_error_result("This tool intentionally returns an error for testing",
                                     NULL, NULL, NULL));
}

static void json_schema(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    fixture_say(server, call->id, "Got %zu arguments.", json_object_size(call->arguments));
}

static void header(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    const char *region = json_string_value(json_object_get(call->arguments, "region"));
    fixture_say(server, call->id, "Region: %s", region != NULL ? region : "(none)");
}

static const char json_schema_definition[] = TOOL(
    "json_schema_2020_12_tool", "Takes what JSON Schema 2020-12 can say.",
    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
    "\"$defs\":{\"address\":{\"$anchor\":\"addressDef\",\"type\":\"object\",\"properties\":"
    "{\"street\":{\"type\":\"string\"},\"city\":{\"type\":\"string\"}}}},"
    "\"properties\":{\"name\":{\"type\":\"string\"},"
    "\"address\":{\"$ref\":\"#/$defs/address\"},"
    "\"contactMethod\":{\"type\":\"string\",\"enum\":[\"phone\",\"email\"]},"
    "\"phone\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"}},"
    "\"allOf\":[{\"anyOf\":[{\"required\":[\"phone\"]},{\"required\":[\"email\"]}]}],"
    "\"if\":{\"properties\":{\"contactMethod\":{\"const\":\"phone\"}},"
    "\"required\":[\"contactMethod\"]},\"then\":{\"required\":[\"phone\"]},"
    "\"else\":{\"required\":[\"email\"]},\"additionalProperties\":false}");

const struct fixture_item fixture_contents[] = {
    {MCP_TOOL,
     {.definition = TOOL("test_simple_text", "One text.", NO_ARGUMENTS),
      .begin = simple_text}},
    {MCP_TOOL,
     {.definition = TOOL("test_image_content", "One image.", NO_ARGUMENTS),
      .begin = image}},
    {MCP_TOOL,
     {.definition = TOOL("test_audio_content", "One sound.", NO_ARGUMENTS),
      .begin = audio}},
    {MCP_TOOL,
     {.definition = TOOL("test_embedded_resource", "One embedded resource.", NO_ARGUMENTS),
      .begin = embedded}},
    {MCP_TOOL,
     {.definition =
          TOOL("test_multiple_content_types", "Text, image and resource.", NO_ARGUMENTS),
      .begin = multiple}},
    {MCP_TOOL,
     {.definition = TOOL("test_resource_link", "One link to a resource.", NO_ARGUMENTS),
      .begin = resource_link}},
    {MCP_TOOL,
     {.definition = TOOL("test_error_handling", "Always fails.", NO_ARGUMENTS),
      .begin = failure}},
    {MCP_TOOL,
     {.definition = json_schema_definition,
      .begin = json_schema,
      .checks_arguments = true}},
    {MCP_TOOL,
     {.definition = TOOL("test_x_mcp_header", "An argument that is mirrored into a header.",
                         "{\"type\":\"object\",\"properties\":{\"region\":{\"type\":"
                         "\"string\",\"x-mcp-header\":\"Region\"},\"level\":{\"type\":"
                         "\"integer\"}}}"),
      .begin = header}},
    {MCP_TOOL, {0}}};
