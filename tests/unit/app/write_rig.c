#include "write_rig.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/internal.h"
#include "app/write_points.h"
#include "base/log.h"
#include "base/str.h"

static bool is_doubt_over;
static bool is_decided_long_ago;

/* In place of the program's own: no waiting for what nobody does meanwhile. */
void app__write_point(const char *where)
{
    (void)where;
}

int app__write_settle_ms(void)
{
    return 5;
}

int app__write_grace_ms(void)
{
    return is_doubt_over ? 0 : 60000;
}

int app__write_wait_ms(void)
{
    return 20;
}

int app__write_lock_ms(void)
{
    return 10000;
}

int app__write_timeout_ms(void)
{
    return 30000;
}

int app__write_decided_ms(void)
{
    return is_decided_long_ago ? -1 : 120000;
}

void write_rig_doubt_ends(struct write_rig *rig)
{
    is_doubt_over = true;
    write_rig_restart(rig, 0); /* what was tried just now is tried again */
    (void)write_rig_call(rig, "get_calendar", "{\"refresh\":true}", NULL);
    is_doubt_over = false;
}

void write_rig_decides_late(bool is_late)
{
    is_decided_long_ago = is_late;
}

static struct app *app_start(struct write_rig *rig)
{
    struct app *app = app_new(&rig->loop, &rig->config);
    struct data_options options = {.source = &rig->service.source,
                                   .data_dir = rig->folder,
                                   .account_hash = "0123",
                                   .freshness_ms = 600000,
                                   .need_ended = app__need_ended,
                                   .user = app};
    app->data = data_new(&options); /* in place of app__ready */
    return app;
}

static void app_stop(struct write_rig *rig, size_t i_app)
{
    app_close(rig->apps[i_app]);
    (void)uv_run(&rig->loop, UV_RUN_DEFAULT);
    app_free(rig->apps[i_app]);
    rig->apps[i_app] = NULL;
}

int write_rig_start(void **state)
{
    struct write_rig *rig = calloc(1, sizeof *rig);
    bool has_memory = access("/dev/shm", W_OK) == 0;
    (void)snprintf(rig->folder, sizeof rig->folder, "%s/soleus-writes-XXXXXX",
                   has_memory ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(rig->folder));
    log_level_set(LOG_ERROR);
    (void)uv_loop_init(&rig->loop);
    little_init(&rig->service);
    rig->config = (struct config){.athlete_id = "0",
                                  .base_url = "http://127.0.0.1:1",
                                  .has_frozen_now = true,
                                  .frozen_now_ms = 1773226800000}; /* 2026-03-11 12:00 */
    for (size_t i = 0; i < WRITE_RIG_APPS; i++) {
        rig->apps[i] = app_start(rig);
    }
    *state = rig;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind,
                      struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

int write_rig_stop(void **state)
{
    struct write_rig *rig = *state;
    for (size_t i = 0; i < WRITE_RIG_APPS; i++) {
        app_stop(rig, i);
    }
    little_release(&rig->service);
    json_decref(rig->questions);
    json_decref(rig->result);
    int is_busy = uv_loop_close(&rig->loop);
    (void)nftw(rig->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(rig);
    return is_busy;
}

void write_rig_restart(struct write_rig *rig, size_t i_app)
{
    app_stop(rig, i_app);
    rig->apps[i_app] = app_start(rig);
}

static void done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    struct write_rig *rig = user;
    (void)call_id;
    json_decref(rig->result);
    rig->result = result;
    rig->is_error = is_error;
    rig->n_done++;
}

static void ask(void *user, uint64_t call_id, json_t *requests)
{
    struct write_rig *rig = user;
    (void)call_id;
    rig->questions = requests;
}

void write_rig_begin(struct write_rig *rig, size_t i_app, const char *tool,
                     const char *args, const char *answers)
{
    json_auto_t *arguments = NULL;
    json_auto_t *given = answers != NULL ? json_loads(answers, 0, NULL) : NULL;
    struct app_call_hooks hooks = {
        .done = done, .ask = rig->can_ask ? ask : NULL, .answers = given, .user = rig};
    assert_true(json_parse(args, strlen(args), &arguments, NULL));
    json_decref(rig->questions);
    json_decref(rig->result);
    rig->questions = NULL;
    rig->result = NULL;
    app_call_begin(rig->apps[i_app], ++rig->n_begun, app_tool_find(tool), arguments,
                   &hooks);
}

const json_t *write_rig_wait(struct write_rig *rig)
{
    while (rig->result == NULL && rig->questions == NULL &&
           uv_run(&rig->loop, UV_RUN_ONCE) != 0) {
    }
    return rig->result;
}

const json_t *write_rig_call(struct write_rig *rig, const char *tool, const char *args,
                             const char *answers)
{
    write_rig_begin(rig, 0, tool, args, answers);
    return write_rig_wait(rig);
}

const char *write_rig_text(const struct write_rig *rig)
{
    const json_t *block = json_array_get(json_object_get(rig->result, "content"), 0);
    const char *text = json_get_text(block, "text");
    assert_non_null(text);
    return text;
}

const char *write_rig_member(const struct write_rig *rig, const char *key)
{
    const json_t *body = json_object_get(rig->result, "structuredContent");
    if (rig->is_error) {
        fail_msg("%s", write_rig_text(rig));
    }
    const char *text = json_get_text(body, key);
    return text != NULL ? text : "";
}

void write_rig_says(const struct write_rig *rig, const char *words)
{
    if (strstr(write_rig_text(rig), words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", write_rig_text(rig), words);
    }
}

const char *write_rig_cell(const struct write_rig *rig, size_t i_row, const char *column)
{
    const json_t *body = json_object_get(rig->result, "structuredContent");
    const json_t *table = json_object_get(body, "events");
    const json_t *columns = json_object_get(table, "columns");
    const json_t *row = json_array_get(json_object_get(table, "rows"), i_row);
    for (size_t i = 0; i < json_array_size(columns); i++) {
        if (strcmp(json_string_value(json_array_get(columns, i)), column) == 0) {
            const char *text = json_string_value(json_array_get(row, i));
            return text != NULL ? text : "";
        }
    }
    fail_msg("no column %s", column);
    return "";
}

const char *write_rig_plan(struct write_rig *rig, const char *sessions)
{
    char args[1000];
    static char token[16];
    (void)snprintf(args, sizeof args, "{\"week_start\":\"2026-03-16\",\"sessions\":[%s]}",
                   sessions);
    (void)write_rig_call(rig, "check_week", args, NULL);
    str_copy(token, sizeof token, write_rig_member(rig, "plan_token"));
    return token;
}

const char *write_rig_apply(struct write_rig *rig, const char *token, const char *more)
{
    char args[200];
    (void)snprintf(args, sizeof args, "{\"plan_token\":\"%s\"%s}", token, more);
    (void)write_rig_call(rig, "apply_week", args, NULL);
    return rig->is_error ? "error" : write_rig_member(rig, "action");
}
