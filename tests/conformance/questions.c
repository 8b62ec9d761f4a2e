/*
 * Tools and a prompt that ask the client: a form, its model, its folders. Each is a plain
 * function of its arguments and the answers so far; that the question travels as a request
 * in one era and as a result in the other is the core's business.
 */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

/* A form of text fields, all required, under one key. */
static void ask_text(json_t *requests, const char *key, const char *message,
                     const char *field)
{
    json_t *schema = json_pack("{s:s, s:{s:{s:s}}, s:[s]}", "type", "object", "properties",
                               field, "type", "string", "required", field);
    (void)json_object_set_new(requests, key, mcp_ask_form(message, schema));
    json_decref(schema);
}

/* A form whose schema is given as JSON. */
static void ask_schema(json_t *requests, const char *key, const char *message,
                       const char *schema_text)
{
    json_t *schema = json_loads(schema_text, 0, NULL);
    (void)json_object_set_new(requests, key, mcp_ask_form(message, schema));
    json_decref(schema);
}

/* The text that was filled in, NULL: none (not asked, refused, or no text). */
static const char *filled(const struct mcp_call *call, const char *key, const char *field)
{
    return json_string_value(json_object_get(mcp_answer_content(call, key), field));
}

/* "action=accept, content={...}" */
static void say_outcome(struct mcp_server *server, const struct mcp_call *call,
                        const char *what, const char *key)
{
    const json_t *answer = json_object_get(call->answers, key);
    json_t *content = json_object_get(answer, "content");
    char *text = content != NULL ? json_dumps(content, JSON_COMPACT) : NULL;
    fixture_say(server, call->id, "%s: action=%s, content=%s", what,
                json_string_value(json_object_get(answer, "action")),
                text != NULL ? text : "{}");
    free(text);
}

static const char *sampled_text(const struct mcp_call *call, const char *key)
{
    const json_t *content = json_object_get(json_object_get(call->answers, key), "content");
    const char *text = json_string_value(json_object_get(content, "text"));
    return text != NULL ? text : "(no text)";
}

static bool has_answer(const struct mcp_call *call, const char *key)
{
    return json_object_get(call->answers, key) != NULL;
}

static void sampling(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    if (!has_answer(call, "reply")) {
        const char *prompt = json_string_value(json_object_get(call->arguments, "prompt"));
        mcp_call_ask(server, call->id,
                     json_pack("{s:o}", "reply", mcp_ask_model(prompt, 100)));
        return;
    }
    fixture_say(server, call->id, "LLM response: %s", sampled_text(call, "reply"));
}

static void elicitation(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    if (!has_answer(call, "user")) {
        json_t *requests = json_object();
        ask_schema(requests, "user",
                   json_string_value(json_object_get(call->arguments, "message")),
                   "{\"type\":\"object\",\"properties\":{\"username\":{\"type\":\"string\","
                   "\"description\":\"User's response\"},\"email\":{\"type\":\"string\","
                   "\"description\":\"User's email address\"}},"
                   "\"required\":[\"username\",\"email\"]}");
        mcp_call_ask(server, call->id, requests);
        return;
    }
    say_outcome(server, call, "User response", "user");
}

/* Asks with a schema of the table's, then says what came. */
static void elicited_form(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    if (!has_answer(call, "form")) {
        json_t *requests = json_object();
        ask_schema(requests, "form", "Please fill in the form.", call->user);
        mcp_call_ask(server, call->id, requests);
        return;
    }
    say_outcome(server, call, "Elicitation completed", "form");
}

static const char defaults_schema[] =
    "{\"type\":\"object\",\"properties\":{"
    "\"name\":{\"type\":\"string\",\"description\":\"Name\",\"default\":\"John Doe\"},"
    "\"age\":{\"type\":\"integer\",\"description\":\"Age\",\"default\":30},"
    "\"score\":{\"type\":\"number\",\"description\":\"Score\",\"default\":95.5},"
    "\"status\":{\"type\":\"string\",\"description\":\"Status\","
    "\"enum\":[\"active\",\"inactive\",\"pending\"],\"default\":\"active\"},"
    "\"verified\":{\"type\":\"boolean\",\"description\":\"Verified\",\"default\":true}},"
    "\"required\":[]}";

static const char enums_schema[] =
    "{\"type\":\"object\",\"properties\":{"
    "\"untitledSingle\":{\"type\":\"string\",\"enum\":[\"option1\",\"option2\",\"option3\"]"
    "},"
    "\"titledSingle\":{\"type\":\"string\",\"oneOf\":["
    "{\"const\":\"value1\",\"title\":\"First Option\"},"
    "{\"const\":\"value2\",\"title\":\"Second Option\"},"
    "{\"const\":\"value3\",\"title\":\"Third Option\"}]},"
    "\"legacyEnum\":{\"type\":\"string\",\"enum\":[\"opt1\",\"opt2\",\"opt3\"],"
    "\"enumNames\":[\"Option One\",\"Option Two\",\"Option Three\"]},"
    "\"untitledMulti\":{\"type\":\"array\",\"items\":{\"type\":\"string\","
    "\"enum\":[\"option1\",\"option2\",\"option3\"]}},"
    "\"titledMulti\":{\"type\":\"array\",\"items\":{\"anyOf\":["
    "{\"const\":\"value1\",\"title\":\"First Choice\"},"
    "{\"const\":\"value2\",\"title\":\"Second Choice\"},"
    "{\"const\":\"value3\",\"title\":\"Third Choice\"}]}}},\"required\":[]}";

static void missing_capability(void *user, struct mcp_server *server,
                               const struct mcp_call *call)
{
    (void)user;
    if ((call->abilities & MCP_CAN_SAMPLE) == 0) {
        mcp_call_ask(server, call->id,
                     json_pack("{s:o}", "reply", mcp_ask_model("Are you there?", 100)));
        return;
    }
    fixture_say(server, call->id, "The client can sample.");
}

static void input_name(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    const char *name = filled(call, "user_name", "name");
    (void)user;
    if (mcp_answer_is_refused(call, "user_name")) {
        fixture_say(server, call->id, "You would not tell your name.");
    } else if (name == NULL) {
        json_t *requests = json_object();
        ask_text(requests, "user_name", "What is your name?", "name");
        mcp_call_ask(server, call->id, requests);
    } else {
        fixture_say(server, call->id, "Hello, %s!", name);
    }
}

static void input_sampling(void *user, struct mcp_server *server,
                           const struct mcp_call *call)
{
    (void)user;
    if (!has_answer(call, "capital_question")) {
        mcp_call_ask(server, call->id,
                     json_pack("{s:o}", "capital_question",
                               mcp_ask_model("What is the capital of France?", 100)));
        return;
    }
    fixture_say(server, call->id, "The model says: %s",
                sampled_text(call, "capital_question"));
}

static void input_roots(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    const json_t *answer = json_object_get(call->answers, "client_roots");
    (void)user;
    if (answer == NULL) {
        mcp_call_ask(server, call->id, json_pack("{s:o}", "client_roots", mcp_ask_roots()));
        return;
    }
    char *roots = json_dumps(json_object_get(answer, "roots"), JSON_COMPACT);
    fixture_say(server, call->id, "Roots: %s", roots);
    free(roots);
}

/* test_input_required_result_request_state and _tampered_state: the state is the core's. */
static void input_confirm(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    const json_t *content = mcp_answer_content(call, "confirm");
    if (content == NULL) {
        json_t *requests = json_object();
        ask_schema(requests, "confirm", "Please confirm.",
                   "{\"type\":\"object\",\"properties\":{\"ok\":{\"type\":\"boolean\"}},"
                   "\"required\":[\"ok\"]}");
        mcp_call_ask(server, call->id, requests);
        return;
    }
    fixture_say(server, call->id, "state-ok, confirmed: %s",
                json_is_true(json_object_get(content, "ok")) ? "yes" : "no");
}

static void input_multiple(void *user, struct mcp_server *server,
                           const struct mcp_call *call)
{
    (void)user;
    json_t *requests = json_object();
    if (filled(call, "user_name", "name") == NULL) {
        ask_text(requests, "user_name", "What is your name?", "name");
    }
    if (!has_answer(call, "greeting")) {
        (void)json_object_set_new(requests, "greeting",
                                  mcp_ask_model("Write a short greeting.", 50));
    }
    if (!has_answer(call, "client_roots")) {
        (void)json_object_set_new(requests, "client_roots", mcp_ask_roots());
    }
    if (json_object_size(requests) > 0) {
        mcp_call_ask(server, call->id, requests);
        return;
    }
    json_decref(requests);
    fixture_say(server, call->id, "%s: %s", filled(call, "user_name", "name"),
                sampled_text(call, "greeting"));
}

static void input_rounds(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    const char *name = filled(call, "step1", "name");
    const char *color = filled(call, "step2", "color");
    json_t *requests = json_object();
    (void)user;
    if (name == NULL) {
        ask_text(requests, "step1", "Step 1: What is your name?", "name");
        mcp_call_ask(server, call->id, requests);
    } else if (color == NULL) {
        ask_text(requests, "step2", "Step 2: What is your favorite color?", "color");
        mcp_call_ask(server, call->id, requests);
    } else {
        json_decref(requests);
        fixture_say(server, call->id, "%s likes %s.", name, color);
    }
}

/* Only what the client declared. */
static void input_capabilities(void *user, struct mcp_server *server,
                               const struct mcp_call *call)
{
    (void)user;
    json_t *requests = json_object();
    if ((call->abilities & MCP_CAN_ELICIT) != 0 && !has_answer(call, "user_name")) {
        ask_text(requests, "user_name", "What is your name?", "name");
    }
    if ((call->abilities & MCP_CAN_SAMPLE) != 0 && !has_answer(call, "greeting")) {
        (void)json_object_set_new(requests, "greeting",
                                  mcp_ask_model("Write a short greeting.", 50));
    }
    if (json_object_size(requests) > 0) {
        mcp_call_ask(server, call->id, requests);
        return;
    }
    json_decref(requests);
    fixture_say(server, call->id, "Nothing more to ask.");
}

static void input_prompt(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    const char *context = filled(call, "user_context", "context");
    (void)user;
    if (context == NULL) {
        json_t *requests = json_object();
        ask_text(requests, "user_context", "What context should the prompt use?",
                 "context");
        mcp_call_ask(server, call->id, requests);
        return;
    }
    json_t *result = mcp_prompt_result(NULL);
    mcp_prompt_add(result, "user", mcp_text(context));
    mcp_call_finish(server, call->id, result);
}

#define TEXT_ARGUMENT(name)                                                                \
    "{\"type\":\"object\",\"properties\":{\"" name "\":{\"type\":\"string\"}},"            \
    "\"required\":[\"" name "\"],\"additionalProperties\":false}"
#define ASKS(name, description, function)                                                  \
    {                                                                                      \
        MCP_TOOL,                                                                          \
        {                                                                                  \
            .definition = TOOL(name, description, NO_ARGUMENTS), .begin = (function)       \
        }                                                                                  \
    }
/* user points to what is only read. */
#define FORM(name, description, schema)                                                    \
    {                                                                                      \
        MCP_TOOL,                                                                          \
        {                                                                                  \
            .definition = TOOL(name, description, NO_ARGUMENTS), .begin = elicited_form,   \
            .user = (void *)(uintptr_t)(schema)                                            \
        }                                                                                  \
    }

const struct fixture_item fixture_questions[] = {
    {MCP_TOOL,
     {.definition =
          TOOL("test_sampling", "Asks the client's model.", TEXT_ARGUMENT("prompt")),
      .begin = sampling}},
    {MCP_TOOL,
     {.definition = TOOL("test_elicitation", "Asks the user.", TEXT_ARGUMENT("message")),
      .begin = elicitation}},
    FORM("test_elicitation_sep1034_defaults", "A form with defaults.", defaults_schema),
    FORM("test_elicitation_sep1330_enums", "A form with choices.", enums_schema),
    ASKS("test_missing_capability", "Needs sampling.", missing_capability),
    ASKS("test_streaming_elicitation", "Asks the user while it could stream.", input_name),
    ASKS("test_input_required_result_elicitation", "Asks for a name.", input_name),
    ASKS("test_input_required_result_sampling", "Asks the model.", input_sampling),
    ASKS("test_input_required_result_list_roots", "Asks for folders.", input_roots),
    ASKS("test_input_required_result_request_state", "Keeps a state.", input_confirm),
    ASKS("test_input_required_result_multiple_inputs", "Asks three things.",
         input_multiple),
    ASKS("test_input_required_result_multi_round", "Asks twice.", input_rounds),
    {MCP_TOOL,
     {.definition = TOOL("test_input_required_result_tampered_state",
                         "Keeps a state that works once.", NO_ARGUMENTS),
      .begin = input_confirm,
      .takes_answers_once = true}},
    ASKS("test_input_required_result_capabilities", "Asks what can be asked.",
         input_capabilities),
    {MCP_PROMPT,
     {.definition = "{\"name\":\"test_input_required_result_prompt\",\"description\":\"A "
                    "prompt that asks for its context.\"}",
      .begin = input_prompt}},
    {MCP_TOOL, {0}}};
