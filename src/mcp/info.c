/* Who the server is and what it can do, as each revision says it. */
#include "mcp/core.h"

#include "base/banned.h"

static void member(struct str_buf *to, const char *name, const char *text, bool is_known)
{
    if (is_known && text != NULL) {
        str_buf_printf(to, ",\"%s\":", name);
        json_write_text(to, text);
    }
}

void mcp__server_info_write(struct str_buf *to, const struct mcp_server_options *options,
                            const struct mcp__revision *revision)
{
    str_buf_add(to, "{\"name\":");
    json_write_text(to, options->name);
    member(to, "title", options->title, revision->has_server_title);
    member(to, "version", options->version, true);
    member(to, "description", options->description, revision->has_server_description);
    member(to, "websiteUrl", options->website_url, revision->has_server_description);
    str_buf_add(to, "}");
}

void mcp__capabilities_write(struct str_buf *to, const struct mcp_server *server)
{
    bool has_tools = server->options.n_tools > 0;
    bool has_resources = server->options.n_resources > 0;
    str_buf_add(to, has_tools ? "{\"tools\":{}" : "{");
    if (has_resources) {
        str_buf_add(to, has_tools ? ",\"resources\":{}" : "\"resources\":{}");
    }
    str_buf_add(to, "}");
}
