#include "app/door.h"

#include <stdlib.h>
#include <string.h>

#include "app/catalogue.h"
#include "app/documents.h"
#include "app/prompts.h"
#include "app/internal.h"
#include "app/readings.h"
#include "app/unlisted.h"
#include "app/updates.h"
#include "app/version.h"
#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "mcp/server.h"
#include "tool_schemas.h"
#include "tools/roster.h"
#include "base/banned.h"

enum { LIST_TTL_MS = 3600 * 1000, NUMBER_SHIFT = 48 };

uint64_t app_door_engine_id(const struct app_door *door, uint64_t call_id)
{
    return ((uint64_t)door->number << NUMBER_SHIFT) | call_id;
}

uint64_t app_door_own_id(uint64_t engine_id)
{
    return engine_id & (((uint64_t)1 << NUMBER_SHIFT) - 1);
}

static void call_done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    const struct app_door *door = user;
    (void)is_error;
    unlisted_tell(door->app->config->tool_groups, result);
    mcp_call_finish(door->server, app_door_own_id(call_id), result);
}

static void call_progress(void *user, uint64_t call_id, double progress, double total,
                          const char *message)
{
    const struct app_door *door = user;
    mcp_call_progress(door->server, app_door_own_id(call_id), progress, total, message);
}

static void call_ask(void *user, uint64_t call_id, json_t *requests)
{
    const struct app_door *door = user;
    unlisted_tell(door->app->config->tool_groups, requests);
    mcp_call_ask(door->server, app_door_own_id(call_id), requests);
}

static void call_begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    struct app_door *door = user;
    bool can_ask = (call->abilities & MCP_CAN_ELICIT) != 0;
    struct app_call_hooks hooks = {.done = call_done,
                                   .progress = call->wants_progress ? call_progress : NULL,
                                   .ask = can_ask ? call_ask : NULL,
                                   .answers = call->answers,
                                   .client = (uint64_t)(uintptr_t)call->principal,
                                   .scope = &door->scope,
                                   .principal = call->principal,
                                   .user = door};
    (void)server;
    app_call_begin(door->app, app_door_engine_id(door, call->id), call->user,
                   call->arguments, &hooks);
}

static void call_cancelled(void *user, struct mcp_server *server, uint64_t call_id)
{
    struct app_door *door = user;
    (void)server;
    (void)readings_cancel(door, call_id);
    app_call_cancel(door->app, app_door_engine_id(door, call_id));
}

static void subscribed(void *user, struct mcp_server *server, const char *uri)
{
    (void)server;
    updates_subscribed(user, uri);
}

/* Is there something to read at the uri, for this door's client? */
static bool offers_resource(void *user, struct mcp_server *server, const char *uri)
{
    AUTO_FREE char *text = documents_text(uri);
    (void)server;
    return text != NULL || readings_offers(user, uri);
}

static const struct tool_schema *schema_find(const char *name)
{
    for (size_t i = 0; i < N_TOOL_SCHEMAS; i++) {
        if (strcmp(tool_schemas[i].name, name) == 0) {
            return &tool_schemas[i];
        }
    }
    return NULL;
}

/* With several athletes every call must say which one. */
static void require_athlete(json_t *definition, const struct app_scope *scope,
                            bool has_roster)
{
    json_t *schema = json_object_get(definition, "inputSchema");
    json_t *property = json_object_get(json_object_get(schema, "properties"), "athlete");
    json_t *names = json_array();
    for (size_t i = 0; i < scope->n_athletes; i++) {
        (void)json_array_append_new(names, json_string(scope->athletes[i]));
    }
    if (has_roster) {
        (void)json_array_append_new(names, json_string(ROSTER_ALL));
    }
    (void)json_object_set_new(property, "enum", names);
    json_t *required = json_object_get(schema, "required");
    if (required == NULL) {
        required = json_array();
        (void)json_object_set_new(schema, "required", required);
    }
    (void)json_array_append_new(required, json_string("athlete"));
}

/* The words that say where a check-in goes; its annotations follow. */
static void tell_service_writes(json_t *definition, const struct tool *tool)
{
    const char *text = json_get_text(definition, "description");
    const char *at = text != NULL ? strstr(text, tool->local_words) : NULL;
    struct str_buf words = {0};
    if (at == NULL) {
        return;
    }
    str_buf_add_bytes(&words, text, (size_t)(at - text));
    str_buf_add(&words, tool->service_words);
    str_buf_add(&words, at + strlen(tool->local_words));
    (void)json_object_set_new(definition, "description", json_string(str_buf_text(&words)));
    (void)json_object_set_new(json_object_get(definition, "annotations"), "openWorldHint",
                              json_true());
    str_buf_release(&words);
}

char *app_tool_definition(const struct config *config, const struct app_scope *scope,
                          const struct tool *tool)
{
    const struct tool_schema *file = schema_find(tool->name);
    if (file == NULL) {
        return NULL;
    }
    bool writes =
        tool->local_words != NULL && config->writes_wellness && !config->is_read_only;
    if (scope->n_athletes < 2 && !writes && config->tool_groups == 0) {
        char *copy = xmalloc(file->n_bytes + 1);
        memcpy(copy, file->text, file->n_bytes);
        copy[file->n_bytes] = '\0';
        return copy;
    }
    json_auto_t *definition = NULL;
    if (!json_parse(file->text, file->n_bytes, &definition, NULL)) {
        return NULL;
    }
    if (scope->n_athletes >= 2) {
        require_athlete(definition, scope, tool->has_roster);
    }
    if (writes) {
        tell_service_writes(definition, tool);
    }
    unlisted_tell(config->tool_groups, definition);
    return json_to_text(definition, NULL);
}

static bool tools_add(struct app_door *door)
{
    for (size_t i = 0; i < n_tools_all; i++) {
        const struct tool *tool = tools_all[i];
        if (!catalogue_has(door->app->config->tool_groups, tool->name)) {
            continue;
        }
        door->definitions[i] = app_tool_definition(door->app->config, &door->scope, tool);
        if (door->definitions[i] == NULL) {
            log_line(LOG_ERROR, "app", "tool %s has no schema", tool->name);
            return false;
        }
        const struct mcp_item item = {.definition = door->definitions[i],
                                      .known_name = tool->name,
                                      .begin = call_begin,
                                      .user = (void *)(uintptr_t)tool,
                                      .takes_answers_once = tool->report != NULL};
        if (!mcp_server_add(door->server, MCP_TOOL, &item)) {
            return false;
        }
    }
    return true;
}

static bool is_nobodys(const struct app_door *door)
{
    return door->scope.n_athletes == 0 && strcmp(door->app->config->athlete_id, "0") == 0;
}

static bool server_fill(struct app_door *door)
{
    unsigned groups = door->app->config->tool_groups;
    door->instructions = catalogue_instructions(groups);
    const struct mcp_server_options options = {
        .name = "soleus",
        .title = "Soleus: training load of the legs",
        .version = SOLEUS_VERSION,
        .description =
            "Intervals.icu training data with lower-limb load, for AI assistants",
        .instructions = door->instructions,
        .is_public = is_nobodys(door), /* else the lists name athletes */
        .list_ttl_ms = LIST_TTL_MS,
        .error_meta_key = APP_ERROR_META_KEY,
        .drops_output_schema = door->app->config->output == ANSWER_TEXT,
        .has_resource_updates = true,
        .call_cancelled = call_cancelled,
        .offers_resource = offers_resource,
        .subscribed = subscribed,
        .user = door};
    door->server = mcp_server_new(door->app->loop, &options);
    return tools_add(door) && documents_add(door->server) && readings_add(door) &&
           prompts_add(door->server, groups);
}

struct app_door *app_door_new(struct app *app, unsigned number,
                              const struct app_scope *scope)
{
    struct app_door *door = xcalloc(1, sizeof *door);
    size_t n_bytes = scope->n_athletes * sizeof scope->athletes[0];
    door->app = app;
    door->number = number;
    door->definitions = xcalloc(n_tools_all, sizeof(char *));
    door->own_athletes = xmalloc(n_bytes);
    if (n_bytes > 0) {
        memcpy(door->own_athletes, scope->athletes, n_bytes);
    }
    door->scope =
        (struct app_scope){.n_athletes = scope->n_athletes,
                           .athletes = (const char(*)[CONFIG_ID_SIZE])door->own_athletes};
    if (!server_fill(door)) {
        app_door_close(door);
        app_door_free(door);
        return NULL;
    }
    updates_door_add(door);
    return door;
}

void app_door_keep(struct app_door *door, char *text)
{
    door->kept = xrealloc(door->kept, (door->n_kept + 1) * sizeof(char *));
    door->kept[door->n_kept++] = text;
}

void app_door_close(struct app_door *door)
{
    updates_door_remove(door);
    mcp_server_free(door->server);
    door->server = NULL;
}

void app_door_free(struct app_door *door)
{
    if (door == NULL) {
        return;
    }
    for (size_t i = 0; i < n_tools_all; i++) {
        free(door->definitions[i]);
    }
    free(door->definitions);
    free(door->instructions);
    readings_release(door);
    for (size_t i = 0; i < door->n_kept; i++) {
        free(door->kept[i]);
    }
    free(door->kept);
    free(door->own_athletes);
    free(door);
}
