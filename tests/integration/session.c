#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
    struct rig *rig;
    struct child child;
    size_t n_parsed; /* bytes of the output that were taken as lines */
    int last_id;
    json_t *replies[CALLS_MAX]; /* by request id; NULL: not there yet, or handed out */
    bool is_answered[CALLS_MAX];
    bool is_asked[CALLS_MAX];
    json_t *notifications;
};

/* --- starting soleus --- */

struct environment {
    char lines[ENV_MAX * 2][PATH_SIZE * 2];
    const char *pointers[ENV_MAX * 2 + 1];
    size_t n_lines;
};

static void environment_set(struct environment *environment, const char *line)
{
    size_t n_name = strcspn(line, "=");
    size_t i = 0;
    while (i < environment->n_lines &&
           !(strncmp(environment->lines[i], line, n_name) == 0 &&
             environment->lines[i][n_name] == '=')) {
        i++;
    }
    if (line[n_name] == '\0') {
        if (i < environment->n_lines) {
            environment->n_lines--;
            memmove(environment->lines[i], environment->lines[environment->n_lines],
                    sizeof environment->lines[i]);
        }
        return;
    }
    assert_true(i < ENV_MAX * 2 && strlen(line) < sizeof environment->lines[0]);
    (void)strcpy(environment->lines[i], line);
    environment->n_lines += i == environment->n_lines ? 1 : 0;
}

static void environment_setf(struct environment *environment, const char *name,
                             const char *value)
{
    char line[PATH_SIZE * 2];
    FORMAT(line, "%s=%s", name, value);
    environment_set(environment, line);
}

static void start(struct child *child, const struct rig *rig, const struct options *options)
{
    struct environment environment = {0};
    const char *argv[RUNNER_MAX + ARGS_MAX + 2] = {NULL};
    size_t n_args = 0;
    environment_setf(&environment, "PATH", "/usr/bin:/bin");
    environment_setf(&environment, "HOME", rig->home);
    environment_setf(&environment, "SOLEUS_DATA_DIR", rig->data_dir);
    environment_setf(&environment, "SOLEUS_CONFIG_DIR", rig->config_dir);
    environment_setf(&environment, "INTERVALS_API_KEY", API_KEY);
    if (rig->port != 0) {
        environment_setf(&environment, "INTERVALS_BASE_URL", rig->base_url);
    }
    if (options->now != NULL) {
        environment_setf(&environment, "SOLEUS_NOW", options->now);
    }
    for (size_t i = 0; i < ENV_MAX && options->env[i] != NULL; i++) {
        environment_set(&environment, options->env[i]);
    }
    for (size_t i = 0; i < environment.n_lines; i++) {
        environment.pointers[i] = environment.lines[i];
    }
    for (size_t i = 0; i < RUNNER_MAX && options->runner[i] != NULL; i++) {
        argv[n_args++] = options->runner[i];
    }
    argv[n_args++] = SOLEUS_PATH;
    for (size_t i = 0; i < ARGS_MAX && options->args[i] != NULL; i++) {
        argv[n_args++] = options->args[i];
    }
    child_start(child, argv, environment.pointers);
}

static void keep_transcript(struct rig *rig, const struct child *child)
{
    str_buf_add_bytes(&rig->transcript, str_buf_text(&child->out), child->out.length);
    str_buf_add_bytes(&rig->transcript, str_buf_text(&child->err), child->err.length);
    if (strstr(str_buf_text(&child->err), "Sanitizer") != NULL) {
        fail_msg("%s", str_buf_text(&child->err));
    }
}

void transcript_expect_lacks(const struct rig *rig, const char *bytes)
{
    const struct str_buf *all = &rig->transcript;
    if (memmem(str_buf_text(all), all->length, bytes, strlen(bytes)) != NULL) {
        fail_msg("\"%s\" was written to stdout or stderr", bytes);
    }
}

void soleus_start(struct rig *rig, const struct options *options, struct child *child)
{
    start(child, rig, options);
    child_close_in(child);
}

int soleus_run(struct rig *rig, const struct options *options, struct str_buf *out,
               struct str_buf *err)
{
    struct rusage usage;
    return soleus_run_measured(rig, options, out, err, &usage);
}

int soleus_run_measured(struct rig *rig, const struct options *options, struct str_buf *out,
                        struct str_buf *err, struct rusage *ret_usage)
{
    struct child child;
    start(&child, rig, options);
    child_close_in(&child);
    if (!child_wait_end(&child, monotonic_ms() + DEADLINE_MS * (IS_SANITIZED ? 5 : 1))) {
        child_release(&child);
        fail_msg("soleus %s does not end", options->args[0]);
    }
    int code = child_exit_code(&child);
    *ret_usage = child.usage;
    keep_transcript(rig, &child);
    if (out != NULL) {
        str_buf_clear(out);
        str_buf_add_bytes(out, str_buf_text(&child.out), child.out.length);
    }
    if (err != NULL) {
        str_buf_clear(err);
        str_buf_add_bytes(err, str_buf_text(&child.err), child.err.length);
    }
    child_release(&child);
    return code;
}

/* --- lines --- */

static void line_take(struct session *session, const char *line, size_t n_bytes)
{
    json_error_t error;
    json_t *message = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, &error);
    if (message == NULL) {
        fail_msg("no JSON: %s: %.*s", error.text, (int)n_bytes, line);
    }
    const json_t *id = json_object_get(message, "id");
    if (id == NULL) {
        assert_non_null(json_object_get(message, "method"));
        (void)json_array_append_new(session->notifications, message);
        return;
    }
    json_int_t number = json_integer_value(id);
    if (!json_is_integer(id) || number < 1 || number >= CALLS_MAX ||
        !session->is_asked[number] || session->is_answered[number]) {
        fail_msg("an answer nobody waits for: %.*s", (int)n_bytes, line);
    }
    session->is_answered[number] = true;
    session->replies[number] = message;
}

static void lines_take(struct session *session)
{
    const char *text = str_buf_text(&session->child.out);
    const char *end = NULL;
    while ((end = strchr(text + session->n_parsed, '\n')) != NULL) {
        const char *line = text + session->n_parsed;
        session->n_parsed = (size_t)(end - text) + 1;
        line_take(session, line, (size_t)(end - line));
    }
}

static void line_send(struct session *session, const struct str_buf *line)
{
    for (size_t i = 0; i < line->length; i++) {
        line->data[i] = line->data[i] == '\'' ? '"' : line->data[i];
    }
    if (!child_write(&session->child, line->data, line->length,
                     monotonic_ms() + DEADLINE_MS)) {
        fail_msg("soleus does not read; it said: %s", str_buf_text(&session->child.err));
    }
}

void session_send(struct session *session, const char *format, ...)
{
    struct str_buf line = {0};
    char text[4096];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(text, sizeof text, format, values);
    va_end(values);
    str_buf_printf(&line, "%s\n", text);
    line_send(session, &line);
    str_buf_release(&line);
}

static int request_id(struct session *session)
{
    int id = ++session->last_id;
    assert_true(id < CALLS_MAX);
    session->is_asked[id] = true;
    return id;
}

int session_request_send(struct session *session, const char *method, const char *params)
{
    int id = request_id(session);
    session_send(session, "{'jsonrpc':'2.0','id':%d,'method':'%s','params':%s}", id, method,
                 params);
    return id;
}

json_t *session_request(struct session *session, const char *method, const char *params)
{
    return session_reply(session, session_request_send(session, method, params));
}

int session_call_send(struct session *session, const char *tool, const char *arguments)
{
    int id = request_id(session);
    session_send(session,
                 "{'jsonrpc':'2.0','id':%d,'method':'tools/call','params':"
                 "{'name':'%s','arguments':%s}}",
                 id, tool, arguments);
    return id;
}

bool session_is_answered(struct session *session, int id)
{
    (void)child_wait_change(&session->child, 0);
    lines_take(session);
    return session->is_answered[id];
}

json_t *session_reply(struct session *session, int id)
{
    int64_t deadline_ms = monotonic_ms() + DEADLINE_MS;
    lines_take(session);
    while (!session->is_answered[id]) {
        if (session->child.has_ended || !child_wait_change(&session->child, deadline_ms)) {
            fail_msg("request %d has no answer; stderr: %s", id,
                     str_buf_text(&session->child.err));
        }
        lines_take(session);
    }
    json_t *reply = session->replies[id];
    session->replies[id] = NULL;
    assert_non_null(reply);
    return reply;
}

json_t *session_call(struct session *session, const char *tool, const char *arguments)
{
    json_auto_t *reply =
        session_reply(session, session_call_send(session, tool, arguments));
    json_t *result = json_object_get(reply, "result");
    if (result == NULL) {
        char *text = json_dumps(reply, JSON_COMPACT);
        fail_msg("%s %s: %s", tool, arguments, text);
    }
    return json_incref(result);
}

const json_t *session_notifications(const struct session *session)
{
    return session->notifications;
}

struct child *session_child(struct session *session)
{
    return &session->child;
}

/* --- life --- */

struct session *session_open(struct rig *rig, const struct options *options)
{
    size_t i_free = 0;
    while (i_free < SESSIONS_MAX && rig->sessions[i_free] != NULL) {
        i_free++;
    }
    assert_true(i_free < SESSIONS_MAX);
    struct session *session = calloc(1, sizeof *session);
    assert_non_null(session);
    rig->sessions[i_free] = session;
    session->rig = rig;
    session->notifications = json_array();
    start(&session->child, rig, options);
    if (!options->is_bare) {
        int id = request_id(session);
        session_send(session,
                     "{'jsonrpc':'2.0','id':%d,'method':'initialize','params':"
                     "{'protocolVersion':'2025-11-25','capabilities':{},"
                     "'clientInfo':{'name':'integration','version':'1'}}}",
                     id);
        json_decref(session_reply(session, id));
        session_send(session, "{'jsonrpc':'2.0','method':'notifications/initialized'}");
    }
    return session;
}

struct session *session_at(struct rig *rig, const char *now)
{
    struct options options = {.now = now};
    return session_open(rig, &options);
}

void session__drop(struct rig *rig, size_t i)
{
    struct session *session = rig->sessions[i];
    if (session == NULL) {
        return;
    }
    rig->sessions[i] = NULL;
    child_release(&session->child);
    for (size_t k = 0; k < CALLS_MAX; k++) {
        json_decref(session->replies[k]);
    }
    json_decref(session->notifications);
    free(session);
}

int64_t session_await_end(struct session *session, int exit_code)
{
    struct rig *rig = session->rig;
    int64_t begin_ms = monotonic_ms();
    if (!child_wait_end(&session->child, begin_ms + DEADLINE_MS)) {
        fail_msg("soleus does not end; stderr: %s", str_buf_text(&session->child.err));
    }
    int64_t took_ms = monotonic_ms() - begin_ms;
    lines_take(session);
    if (session->n_parsed != session->child.out.length) {
        fail_msg("a partial line: %s",
                 str_buf_text(&session->child.out) + session->n_parsed);
    }
    keep_transcript(rig, &session->child);
    if (child_exit_code(&session->child) != exit_code) {
        fail_msg("exit status %d; stderr: %s", child_exit_code(&session->child),
                 str_buf_text(&session->child.err));
    }
    for (size_t i = 0; i < SESSIONS_MAX; i++) {
        if (rig->sessions[i] == session) {
            session__drop(rig, i);
        }
    }
    return took_ms;
}

int64_t session_end(struct session *session)
{
    child_close_in(&session->child);
    return session_await_end(session, 0);
}
