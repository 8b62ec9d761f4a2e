/*
 * Newline-delimited JSON-RPC over two descriptors.
 *
 * Life: serving -> input ended (calls still at work have grace_ms) -> drained -> closing ->
 * ended(). It goes to closing at once when the output fails. The struct is freed when all
 * its handles are closed; ended() is called then, from the loop, so that the product may
 * free the server inside it.
 *
 * Reading pauses while more than LIMIT_OUTPUT_QUEUE_BYTES wait for a slow reader, also in
 * the middle of a chunk: the lines not yet taken stay where they are until the output has
 * drained.
 */
#include "mcp/core.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "mcp/input.h"
#include "mcp/line.h"
#include "mcp/output.h"
#include "base/banned.h"

enum {
    FLUSH_BYTES =
        128 * 1024, /* written in the middle of a chunk, so that the buffer stays small */
    STALL_MS = 10 * 1000 /* after the end of input: how long a reader may take nothing */
};

struct mcp__stdio {
    struct mcp_server *server; /* NULL: it went first */
    struct mcp__session session;
    struct mcp__connection connection;
    struct mcp__lines lines;
    struct mcp__output output;
    uv_timer_t timer;
    uint64_t grace_ms;
    size_t n_taken_before; /* by the reader, at the last look of the timer */
    bool is_taking_lines;
    bool is_input_ended;
    bool is_closing;
    int n_open_handles;
    void (*ended)(void *user);
    void *user;
    struct mcp__input input; /* last: it holds the read buffer */
};

static void advance(struct mcp__stdio *stdio);

static size_t backlog(const struct mcp__stdio *stdio)
{
    return stdio->connection.out.length + mcp__output_backlog(&stdio->output);
}

static void one_closed(void *user)
{
    struct mcp__stdio *stdio = user;
    if (--stdio->n_open_handles > 0) {
        return;
    }
    void (*ended)(void *) = stdio->server != NULL ? stdio->ended : NULL;
    void *product = stdio->user;
    if (stdio->server != NULL) {
        stdio->server->stdio = NULL;
    }
    free(stdio);
    if (ended != NULL) {
        ended(product);
    }
}

static void timer_closed(uv_handle_t *handle)
{
    one_closed(handle->data);
}

static void close_all(struct mcp__stdio *stdio)
{
    if (stdio->is_closing) {
        return;
    }
    stdio->is_closing = true;
    mcp__connection_release(&stdio->connection);
    mcp__session_release(&stdio->session);
    mcp__lines_release(&stdio->lines);
    stdio->n_open_handles = 3;
    uv_close((uv_handle_t *)&stdio->timer, timer_closed);
    mcp__input_close(&stdio->input, one_closed);
    mcp__output_close(&stdio->output, one_closed);
}

/* A reader that takes nothing for STALL_MS after the end of input is given up. */
static void stall_expired(uv_timer_t *timer)
{
    struct mcp__stdio *stdio = timer->data;
    size_t n_taken = stdio->output.n_written_total - mcp__output_backlog(&stdio->output);
    if (n_taken == stdio->n_taken_before) {
        close_all(stdio);
    }
    stdio->n_taken_before = n_taken;
}

static void grace_expired(uv_timer_t *timer)
{
    struct mcp__stdio *stdio = timer->data;
    mcp__calls_cancel_all(&stdio->connection);
    stdio->n_taken_before =
        stdio->output.n_written_total - mcp__output_backlog(&stdio->output);
    (void)uv_timer_start(timer, stall_expired, STALL_MS, STALL_MS);
    advance(stdio);
}

static void lines_take(struct mcp__stdio *stdio)
{
    enum mcp__line_kind kind = MCP__LINE_WHOLE;
    stdio->is_taking_lines = true;
    while (!stdio->connection.is_congested && !stdio->output.is_failed &&
           kind != MCP__LINE_NONE) {
        const char *text = NULL;
        size_t n_bytes = 0;
        kind = mcp__lines_take(&stdio->lines, &text, &n_bytes);
        if (kind == MCP__LINE_WHOLE) {
            mcp__receive(&stdio->connection, text, n_bytes);
        } else if (kind == MCP__LINE_TOO_LONG) {
            mcp__receive_too_long(&stdio->connection);
        }
        if (stdio->connection.out.length > FLUSH_BYTES) {
            mcp__output_flush(&stdio->output, &stdio->connection.out);
            stdio->connection.is_congested = backlog(stdio) > LIMIT_OUTPUT_QUEUE_BYTES;
        }
    }
    stdio->is_taking_lines = false;
}

/* Do what can be done now: write, pause or go on reading, end. Called after every change.
 */
static void advance(struct mcp__stdio *stdio)
{
    struct mcp__connection *connection = &stdio->connection;
    if (stdio->is_taking_lines || stdio->is_closing) {
        return; /* the end of the chunk comes */
    }
    mcp__output_flush(&stdio->output, &connection->out);
    size_t limit = LIMIT_OUTPUT_QUEUE_BYTES;
    bool was_congested = connection->is_congested;
    connection->is_congested = backlog(stdio) > (was_congested ? limit / 2 : limit);
    bool is_done = stdio->is_input_ended && !was_congested && connection->n_calls == 0 &&
                   stdio->lines.n_chunk_bytes == 0 && backlog(stdio) == 0;
    if (stdio->output.is_failed || is_done) {
        close_all(stdio);
    } else if (connection->is_congested) {
        mcp__input_stop(&stdio->input);
    } else if (was_congested) {
        mcp__calls_schedule(stdio->server);
        lines_take(stdio);
        advance(stdio);
    } else if (!stdio->is_input_ended) {
        mcp__input_start(&stdio->input);
    }
}

static void changed(struct mcp__connection *connection)
{
    advance(connection->user);
}

static void output_drained(void *user)
{
    advance(user);
}

static void input_arrived(void *user, const char *bytes, size_t n_bytes)
{
    struct mcp__stdio *stdio = user;
    if (n_bytes > 0) {
        mcp__lines_feed(&stdio->lines, bytes, n_bytes);
    } else {
        stdio->is_input_ended = true;
        mcp__lines_end(&stdio->lines);
        (void)uv_timer_start(&stdio->timer, grace_expired, stdio->grace_ms, 0);
    }
    lines_take(stdio);
    if (stdio->is_input_ended) {
        mcp__listens_end(&stdio->connection);
    }
    advance(stdio);
}

void mcp__stdio_abandon(struct mcp__stdio *stdio)
{
    close_all(stdio);
    stdio->server = NULL;
}

bool mcp_server_serve_stdio(struct mcp_server *server, int in_fd, int out_fd, int grace_ms,
                            void (*ended)(void *user), void *user)
{
    if (server->stdio != NULL) {
        log_line(LOG_ERROR, "mcp", "stdio is served already");
        return false;
    }
    struct mcp__stdio *stdio = xcalloc(1, sizeof *stdio);
    stdio->server = server;
    stdio->grace_ms = grace_ms > 0 ? (uint64_t)grace_ms : 0;
    stdio->ended = ended;
    stdio->user = user;
    mcp__connection_init(&stdio->connection, server, &stdio->session, changed, stdio);
    stdio->session.stream = &stdio->connection;
    (void)uv_timer_init(server->loop, &stdio->timer);
    stdio->timer.data = stdio;
    (void)signal(SIGPIPE, SIG_IGN);
    bool has_output =
        mcp__output_open(&stdio->output, server->loop, out_fd, output_drained, stdio);
    bool has_input =
        mcp__input_open(&stdio->input, server->loop, in_fd, input_arrived, stdio);
    if (!has_output || !has_input) {
        log_line(LOG_ERROR, "mcp", "%s cannot be %s", has_input ? "output" : "input",
                 has_input ? "written" : "read");
        stdio->server = NULL; /* ended() is not called */
        stdio->is_closing = true;
        stdio->n_open_handles = 1 + (has_output ? 1 : 0) + (has_input ? 1 : 0);
        uv_close((uv_handle_t *)&stdio->timer, timer_closed);
        if (has_output) {
            mcp__output_close(&stdio->output, one_closed);
        }
        if (has_input) {
            mcp__input_close(&stdio->input, one_closed);
        }
        return false;
    }
    server->stdio = stdio;
    mcp__input_start(&stdio->input);
    return true;
}
