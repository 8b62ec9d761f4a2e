#include "tools/ask.h"

#include <string.h>

#include "base/banned.h"

enum tool_reply tool_ask(struct tool_ctx *ctx, const char *key, const char *message,
                         json_t *schema, const json_t **ret_content, struct err *err)
{
    struct tool_questions *questions = ctx->questions;
    const json_t *answer = json_object_get(questions->answers, key);
    const char *action = json_get_text(answer, "action");
    const json_t *content = json_object_get(answer, "content");
    if (action != NULL) {
        json_decref(schema);
        if (strcmp(action, "accept") != 0 || !json_is_object(content)) {
            return REPLY_REFUSED;
        }
        *ret_content = content;
        return REPLY_GIVEN;
    }
    if (!questions->can_ask) {
        json_decref(schema);
        (void)err_set(err, ERR_BAD_ARGUMENT,
                      "Use a client that can show forms (elicitation); nothing was done.",
                      "this needs the athlete's own answer, and this client cannot ask: %s",
                      message);
        return REPLY_IMPOSSIBLE;
    }
    if (questions->asked == NULL) {
        questions->asked = json_object();
    }
    (void)json_object_set_new(
        questions->asked, key,
        json_pack("{s:s, s:o}", "message", message, "schema", schema));
    return REPLY_AWAITED;
}

enum tool_reply tool_ask_consent(struct tool_ctx *ctx, const char *key, const char *message,
                                 const char *label, struct err *err)
{
    const json_t *content = NULL;
    json_t *schema = json_pack("{s:s, s:{s:{s:s, s:s, s:b}}, s:[s]}", "type", "object",
                               "properties", "confirm", "type", "boolean", "title", label,
                               "default", 0, "required", "confirm");
    enum tool_reply reply = tool_ask(ctx, key, message, schema, &content, err);
    bool is_ticked = json_get_bool(content, "confirm", false);
    return reply == REPLY_GIVEN && !is_ticked ? REPLY_REFUSED : reply;
}
