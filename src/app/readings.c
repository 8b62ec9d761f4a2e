/*
 * A reading runs the tool that has the answer and hands its text on as Markdown. From begin
 * to the end of the call it stands in the door's list with the uri it was asked by.
 */
#include "app/readings.h"

#include <stdlib.h>
#include <string.h>

#include "app/internal.h"
#include "app/unlisted.h"
#include "base/xalloc.h"
#include "watch/markdown.h"
#include "base/banned.h"

#define ATHLETES "soleus://athlete/"

/* What may be read, each from a tool. */
static const struct kind {
    const char *leaf;
    const char *tool;
    const char *title;
    const char *description;
} kinds[] = {
    {"/profile", "athlete_profile", "Athlete profile",
     "Thresholds, zones, own limits and injury history"},
    {"/latest-assessment", "post_workout_assessment", "Latest assessment",
     "Review of the newest session; subscribe to hear of a new one"},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0], KIND_ASSESSMENT = 1 };

struct app_reading {
    struct app_reading *next;
    uint64_t call_id;
    const struct kind *kind;
    char uri[];
};

/* The kind, and the athlete between; NULL when the uri is another. */
static const struct kind *uri_read(const char *uri, char athlete[CONFIG_ID_SIZE])
{
    const char *id = uri + strlen(ATHLETES);
    if (strncmp(uri, ATHLETES, strlen(ATHLETES)) != 0) {
        return NULL;
    }
    size_t length = strcspn(id, "/");
    for (size_t i = 0; i < N_KINDS; i++) {
        if (length > 0 && length < CONFIG_ID_SIZE &&
            strcmp(id + length, kinds[i].leaf) == 0) {
            memcpy(athlete, id, length);
            athlete[length] = '\0';
            return &kinds[i];
        }
    }
    return NULL;
}

static struct app_reading **find(struct app_door *door, uint64_t call_id)
{
    struct app_reading **at = &door->readings;
    while (*at != NULL && (*at)->call_id != call_id) {
        at = &(*at)->next;
    }
    return at;
}

bool readings_cancel(struct app_door *door, uint64_t call_id)
{
    struct app_reading **at = find(door, call_id);
    struct app_reading *reading = *at;
    if (reading == NULL) {
        return false;
    }
    *at = reading->next;
    free(reading);
    return true;
}

void readings_release(struct app_door *door)
{
    while (door->readings != NULL) {
        (void)readings_cancel(door, door->readings->call_id);
    }
}

static char *assessment_text(const json_t *result, const char *text)
{
    const json_t *body = json_object_get(result, "structuredContent");
    struct str_buf title = {.max_bytes = 200};
    struct str_buf page = {0};
    watch_title_write(&title, body);
    const struct watch_page of = {.title = str_buf_text(&title), .text = text};
    watch_markdown_write(&page, &of, false);
    str_buf_release(&title);
    return str_buf_take(&page);
}

/* The one argument of the call was the athlete: a wrong one is not there to be read. */
static bool is_of_other(const json_t *error)
{
    const char *code = json_get_text(json_object_get(error, "_meta"), APP_ERROR_META_KEY);
    return code != NULL && strcmp(code, err_code_name(ERR_BAD_ARGUMENT)) == 0;
}

static void reading_answer(struct app_door *door, uint64_t call_id,
                           const struct app_reading *reading, const json_t *result,
                           bool is_error)
{
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    const char *text = json_get_text(block, "text");
    if (is_error && is_of_other(result)) {
        mcp_call_not_found(door->server, call_id);
        return;
    }
    if (is_error || text == NULL) {
        mcp_call_fail(door->server, call_id, -32603, text != NULL ? text : "no answer");
        return;
    }
    unlisted_tell(door->app->config->tool_groups, json_unconst(result));
    text = json_get_text(block, "text");
    bool is_assessment = reading->kind == &kinds[KIND_ASSESSMENT];
    AUTO_FREE char *page = is_assessment ? assessment_text(result, text) : xstrdup(text);
    json_t *read =
        mcp_resource_result(mcp_contents_text(reading->uri, "text/markdown", page));
    mcp_result_cache(read, 0, false); /* of one person, and of now */
    mcp_call_finish(door->server, call_id, read);
}

static void reading_done(void *user, uint64_t engine_id, json_t *result, bool is_error)
{
    struct app_door *door = user;
    uint64_t call_id = app_door_own_id(engine_id);
    struct app_reading **at = find(door, call_id);
    struct app_reading *reading = *at;
    if (reading != NULL) {
        *at = reading->next;
        reading_answer(door, call_id, reading, result, is_error);
        free(reading);
    }
    json_decref(result);
}

/* The athlete as the door knows him; NULL: nobody whom it may see. */
static const char *athlete_of(const struct app_door *door, const char *athlete)
{
    const struct app *app = door->app;
    for (size_t i = 0; i < door->scope.n_athletes; i++) {
        if (strcmp(door->scope.athletes[i], athlete) == 0) {
            return door->scope.athletes[i];
        }
    }
    if (door->scope.n_athletes > 0) {
        return NULL;
    }
    const char *configured = app->config->athlete_id;
    const char *real = app->data != NULL ? data_real_id(app->data, configured) : NULL;
    if (strcmp(athlete, "0") == 0) {
        return "0";
    }
    if (strcmp(athlete, configured) == 0) {
        return configured;
    }
    return real != NULL && strcmp(athlete, real) == 0 ? real : NULL;
}

bool readings_offers(const struct app_door *door, const char *uri)
{
    char athlete[CONFIG_ID_SIZE];
    struct err err = {0};
    bool is_one = uri_read(uri, athlete) != NULL;
    /* Opened, so that an owner who is remembered is known. */
    return is_one && (athlete_of(door, athlete) != NULL ||
                      (app__ready(door->app, &err) && athlete_of(door, athlete) != NULL));
}

/* Who the key's owner is may only turn out in the call, which checks him then. */
static bool may_be_served(const struct app_door *door, const char *athlete)
{
    bool is_owner_unknown =
        door->scope.n_athletes == 0 &&
        (door->app->data == NULL ||
         data_real_id(door->app->data, door->app->config->athlete_id) == NULL);
    return is_owner_unknown || athlete_of(door, athlete) != NULL;
}

static void reading_begin(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    struct app_door *door = user;
    char athlete[CONFIG_ID_SIZE];
    const struct kind *kind = uri_read(call->name, athlete);
    if (kind == NULL || !may_be_served(door, athlete)) {
        mcp_call_not_found(server, call->id);
        return;
    }
    struct app_reading *reading = xcalloc(1, sizeof *reading + strlen(call->name) + 1);
    reading->call_id = call->id;
    reading->kind = kind;
    str_copy(reading->uri, strlen(call->name) + 1, call->name);
    reading->next = door->readings;
    door->readings = reading;
    json_auto_t *arguments = json_object();
    if (strcmp(athlete, "0") != 0) {
        (void)json_object_set_new(arguments, "athlete", json_string(athlete));
    }
    const struct app_call_hooks hooks = {.done = reading_done,
                                         .client = (uint64_t)(uintptr_t)call->principal,
                                         .scope = &door->scope,
                                         .needs_both = true,
                                         .user = door};
    app_call_begin(door->app, app_door_engine_id(door, call->id), app_tool_find(kind->tool),
                   arguments, &hooks);
}

/* The ids that begin as what is typed. */
static void athlete_complete(void *user, const struct mcp_completion *completion,
                             json_t *values)
{
    const struct app_door *door = user;
    size_t n_typed = strlen(completion->value);
    for (size_t i = 0; i < door->scope.n_athletes; i++) {
        if (strncmp(door->scope.athletes[i], completion->value, n_typed) == 0) {
            (void)json_array_append_new(values, json_string(door->scope.athletes[i]));
        }
    }
    const char *only = door->app->config->athlete_id;
    if (door->scope.n_athletes == 0 && strncmp(only, completion->value, n_typed) == 0) {
        (void)json_array_append_new(values, json_string(only));
    }
}

/* The definition is the door's until its end. */
static bool item_add(struct app_door *door, enum mcp_kind mcp_kind, const char *uri_key,
                     const struct kind *kind, const char *athlete)
{
    json_auto_t *definition = json_object();
    struct str_buf text = {0};
    str_buf_printf(&text, "%s%s%s", ATHLETES, athlete, kind->leaf);
    (void)json_object_set_new(definition, uri_key, json_string(str_buf_text(&text)));
    (void)json_object_set_new(definition, "name", json_string(kind->leaf + 1));
    (void)json_object_set_new(definition, "title", json_string(kind->title));
    (void)json_object_set_new(definition, "description", json_string(kind->description));
    (void)json_object_set_new(definition, "mimeType", json_string("text/markdown"));
    str_buf_release(&text);
    char *kept = json_to_text(definition, NULL);
    app_door_keep(door, kept);
    const struct mcp_item item = {
        .definition = kept,
        .begin = reading_begin,
        .complete = mcp_kind == MCP_RESOURCE_TEMPLATE ? athlete_complete : NULL};
    return mcp_server_add(door->server, mcp_kind, &item);
}

bool readings_add(struct app_door *door)
{
    const struct app_scope *scope = &door->scope;
    bool is_good = true;
    for (size_t k = 0; k < N_KINDS; k++) {
        for (size_t i = 0; i < scope->n_athletes; i++) {
            is_good = item_add(door, MCP_RESOURCE, "uri", &kinds[k], scope->athletes[i]) &&
                      is_good;
        }
        if (scope->n_athletes == 0) {
            is_good = item_add(door, MCP_RESOURCE, "uri", &kinds[k],
                               door->app->config->athlete_id) &&
                      is_good;
        }
        is_good = item_add(door, MCP_RESOURCE_TEMPLATE, "uriTemplate", &kinds[k], "{id}") &&
                  is_good;
    }
    return is_good;
}

const char *readings_assessed(const struct app_door *door, const char *uri)
{
    char athlete[CONFIG_ID_SIZE];
    return uri_read(uri, athlete) == &kinds[KIND_ASSESSMENT] ? athlete_of(door, athlete)
                                                             : NULL;
}

void readings_assessment_uri(struct str_buf *to, const char *athlete)
{
    str_buf_printf(to, "%s%s%s", ATHLETES, athlete, kinds[KIND_ASSESSMENT].leaf);
}
