/*
 * Life: begin makes three handles (process, pipe, timer). done is called once, when the
 * process has ended; then all three are closed and the last close callback frees. A program
 * that does not read its input is none of our business: it is judged by how it ends.
 */
#include "watch/program.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "base/banned.h"

extern char **environ;

struct watch_program {
    uv_process_t process;
    uv_pipe_t input;
    uv_timer_t timer;
    uv_write_t write;
    char *text;
    char name[64]; /* for messages */
    int timeout_ms;
    bool has_timed_out;
    bool is_stopped;
    int n_handles; /* that are still open */
    void (*done)(void *user, const struct err *why);
    void *user;
};

static void handle_closed(uv_handle_t *handle)
{
    struct watch_program *program = handle->data;
    if (--program->n_handles == 0) {
        free(program->text);
        free(program);
    }
}

static void handle_close(uv_handle_t *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, handle_closed);
    }
}

static void all_close(struct watch_program *program)
{
    handle_close((uv_handle_t *)&program->process);
    handle_close((uv_handle_t *)&program->input);
    handle_close((uv_handle_t *)&program->timer);
}

static void ended(uv_process_t *process, int64_t status, int by_signal)
{
    struct watch_program *program = process->data;
    struct err why = {0};
    const char *hint = "It is run again at a later look.";
    if (program->has_timed_out) {
        (void)err_set(&why, ERR_TIMEOUT, hint, "%s did not end within %d s", program->name,
                      program->timeout_ms / 1000);
    } else if (by_signal != 0) {
        (void)err_set(&why, ERR_UPSTREAM, hint, "%s was ended by signal %d", program->name,
                      by_signal);
    } else if (status != 0) {
        (void)err_set(&why, ERR_UPSTREAM, hint, "%s ended with status %lld", program->name,
                      (long long)status);
    }
    all_close(program);
    if (!program->is_stopped) {
        program->done(program->user, why.code != ERR_NONE ? &why : NULL);
    }
}

/* Its whole group: what it started in turn ends as well. */
static void group_kill(const struct watch_program *program, int signal_number)
{
    int pid = program->process.pid;
    if (pid > 1) {
        (void)uv_kill(-pid, signal_number);
    }
}

static void timed_out(uv_timer_t *timer)
{
    struct watch_program *program = timer->data;
    group_kill(program, program->has_timed_out ? SIGKILL : SIGTERM);
    program->has_timed_out = true;
    (void)uv_timer_start(timer, timed_out, WATCH_PROGRAM_GRACE_MS, 0);
}

static void written(uv_write_t *write, int status)
{
    struct watch_program *program = write->data;
    (void)status;
    handle_close((uv_handle_t *)&program->input); /* the end of its input */
}

static bool is_ours(const char *variable)
{
    return strncmp(variable, "INTERVALS_", strlen("INTERVALS_")) == 0 ||
           strncmp(variable, "SOLEUS_", strlen("SOLEUS_")) == 0;
}

/* Pointers into environ and variables; free() the array alone. */
static char **environment_make(const char *const *variables)
{
    size_t n_all = 1;
    size_t n = 0;
    for (size_t i = 0; environ[i] != NULL; i++) {
        n_all++;
    }
    for (size_t i = 0; variables[i] != NULL; i++) {
        n_all++;
    }
    char **made = xcalloc(n_all, sizeof *made);
    for (size_t i = 0; environ[i] != NULL; i++) {
        if (!is_ours(environ[i])) {
            made[n++] = environ[i];
        }
    }
    for (size_t i = 0; variables[i] != NULL; i++) {
        made[n++] = (char *)(uintptr_t)variables[i];
    }
    return made;
}

static int process_spawn(uv_loop_t *loop, struct watch_program *program,
                         const struct watch_program_start *start)
{
    AUTO_FREE char **environment = environment_make(start->variables);
    uv_stdio_container_t streams[] = {
        {.flags = (uv_stdio_flags)(UV_CREATE_PIPE | UV_READABLE_PIPE),
         .data.stream = (uv_stream_t *)&program->input},
        {.flags = UV_INHERIT_FD, .data.fd = 1},
        {.flags = UV_INHERIT_FD, .data.fd = 2}};
    const uv_process_options_t options = {.exit_cb = ended,
                                          .file = start->words[0],
                                          .args = (char **)(uintptr_t)start->words,
                                          .env = environment,
                                          .flags = UV_PROCESS_DETACHED,
                                          .stdio_count = 3,
                                          .stdio = streams};
    return uv_spawn(loop, &program->process, &options);
}

static void input_write(struct watch_program *program)
{
    uv_buf_t bytes = uv_buf_init(program->text, (unsigned)strlen(program->text));
    program->write.data = program;
    if (uv_write(&program->write, (uv_stream_t *)&program->input, &bytes, 1, written) !=
        0) {
        handle_close((uv_handle_t *)&program->input);
    }
}

struct watch_program *watch_program_begin(uv_loop_t *loop,
                                          const struct watch_program_start *start,
                                          struct err *err)
{
    struct watch_program *program = xcalloc(1, sizeof *program);
    program->text = xstrdup(start->text);
    program->timeout_ms =
        start->timeout_ms > 0 ? start->timeout_ms : WATCH_PROGRAM_TIMEOUT_MS;
    program->done = start->done;
    program->user = start->user;
    program->n_handles = 3;
    str_clean(program->name, sizeof program->name, sizeof program->name - 4,
              start->words[0]);
    (void)uv_timer_init(loop, &program->timer);
    (void)uv_pipe_init(loop, &program->input, 0);
    program->timer.data = program;
    program->input.data = program;
    int status = process_spawn(loop, program, start);
    program->process.data = program; /* after uv_spawn, which initialises the handle */
    if (status != 0) {
        program->is_stopped = true;
        all_close(program);
        (void)err_set(err, ERR_BAD_ARGUMENT, "Give the program's path and its arguments.",
                      "%s cannot be started: %s", program->name, uv_strerror(status));
        return NULL;
    }
    (void)uv_timer_start(&program->timer, timed_out, (uint64_t)program->timeout_ms, 0);
    input_write(program);
    return program;
}

void watch_program_stop(struct watch_program *program)
{
    program->is_stopped = true;
    group_kill(program, SIGKILL);
    handle_close((uv_handle_t *)&program->timer);
    handle_close((uv_handle_t *)&program->input);
}
