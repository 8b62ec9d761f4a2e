#define CLI_OWNS_STDOUT
#include "cli/run_call.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/banned.h"

struct waiting {
    json_t *result;
    bool is_error;
    bool is_done;
    bool shows_progress;
};

static void done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    struct waiting *waiting = user;
    (void)call_id;
    waiting->result = result;
    waiting->is_error = is_error;
    waiting->is_done = true;
}

static void progress(void *user, uint64_t call_id, double value, double total,
                     const char *message)
{
    const struct waiting *waiting = user;
    (void)call_id;
    (void)value;
    (void)total;
    if (waiting->shows_progress && message != NULL) {
        (void)fprintf(stderr, "\r\033[K%s", message);
        (void)fflush(stderr);
    }
}

json_t *run_call(struct config *config, const struct tool *tool, const json_t *arguments,
                 bool *ret_is_error)
{
    uv_loop_t loop;
    struct waiting waiting = {.shows_progress = isatty(STDERR_FILENO) == 1};
    struct app_call_hooks hooks = {
        .done = done, .progress = progress, .principal = "", .user = &waiting};
    (void)uv_loop_init(&loop);
    struct app *app = app_new(&loop, config);
    app_call_begin(app, 1, tool, arguments, &hooks);
    while (!waiting.is_done && uv_run(&loop, UV_RUN_ONCE) != 0) {
    }
    app_close(app);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    app_free(app);
    (void)uv_loop_close(&loop);
    if (waiting.shows_progress) {
        (void)fputs("\r\033[K", stderr);
    }
    *ret_is_error = waiting.is_error || waiting.result == NULL;
    return waiting.result;
}

char *run_call_text(const json_t *result)
{
    struct str_buf text = {0};
    const json_t *content = json_object_get(result, "content");
    for (size_t i = 0; i < json_array_size(content); i++) {
        const char *block =
            json_string_value(json_object_get(json_array_get(content, i), "text"));
        if (block != NULL) {
            str_buf_add(&text, text.length > 0 ? "\n" : "");
            str_buf_add(&text, block);
        }
    }
    return str_buf_take(&text);
}

const char *run_call_stale_line(const json_t *result, const char *text)
{
    const json_t *structured = json_object_get(result, "structuredContent");
    if (!json_is_true(json_object_get(structured, "stale"))) {
        return NULL;
    }
    const char *line = strstr(text, "\nSTALE: ");
    return line != NULL ? line + 1 : "the service could not be read";
}
