#include "mcp/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/banned.h"

enum { KEEP_BYTES = 256 * 1024 }; /* a larger buffer is given back once it is written */

static void drop(struct str_buf *buf)
{
    if (buf->capacity > KEEP_BYTES) {
        str_buf_release(buf);
    } else {
        str_buf_clear(buf);
    }
}

static bool open_stream(struct mcp__output *output, uv_loop_t *loop, uv_handle_type kind)
{
    output->flags_before = fcntl(output->fd, F_GETFL);
    if (kind == UV_TCP) {
        return uv_tcp_init(loop, &output->at.tcp) == 0 &&
               uv_tcp_open(&output->at.tcp, output->fd) == 0;
    }
    return uv_pipe_init(loop, &output->at.pipe, 0) == 0 &&
           uv_pipe_open(&output->at.pipe, output->fd) == 0;
}

bool mcp__output_open(struct mcp__output *output, uv_loop_t *loop, int fd,
                      void (*drained)(void *user), void *user)
{
    memset(output, 0, sizeof *output);
    output->drained = drained;
    output->user = user;
    output->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (output->fd < 0) {
        return false;
    }
    uv_handle_type kind = uv_guess_handle(output->fd);
    output->is_stream = kind == UV_NAMED_PIPE || kind == UV_TCP;
    if (output->is_stream && !open_stream(output, loop, kind)) {
        output->is_failed =
            true; /* the handle exists by now: it must be closed, not forgotten */
    }
    output->at.handle.data = output;
    return true;
}

size_t mcp__output_backlog(const struct mcp__output *output)
{
    return output->is_writing ? output->at.stream.write_queue_size : 0;
}

static void fail(struct mcp__output *output, const char *reason)
{
    if (!output->is_failed) {
        log_line(LOG_INFO, "mcp", "the output ended: %s", reason);
    }
    output->is_failed = true;
}

static void write_done(uv_write_t *request, int status)
{
    struct mcp__output *output = request->data;
    output->is_writing = false;
    if (status < 0) {
        fail(output, uv_strerror(status));
    } else {
        output->n_written_total += output->writing.length;
    }
    drop(&output->writing);
    output->drained(output->user);
}

/* What the descriptor did not take at once: from n_done on. */
static void write_later(struct mcp__output *output, struct str_buf *from, size_t n_done)
{
    struct str_buf swapped = output->writing;
    output->writing = *from;
    *from = swapped;
    output->request.data = output;
    uv_buf_t rest = uv_buf_init(output->writing.data + n_done,
                                (unsigned int)(output->writing.length - n_done));
    int status = uv_write(&output->request, &output->at.stream, &rest, 1, write_done);
    output->is_writing = status == 0;
    if (status != 0) {
        fail(output, uv_strerror(status));
    }
}

static void flush_stream(struct mcp__output *output, struct str_buf *from)
{
    if (output->is_writing) {
        return; /* drained() comes */
    }
    uv_buf_t bytes = uv_buf_init(from->data, (unsigned int)from->length);
    int n_done = uv_try_write(&output->at.stream, &bytes, 1);
    if (n_done < 0 && n_done != UV_EAGAIN) {
        fail(output, uv_strerror(n_done));
        return;
    }
    size_t n_written = n_done > 0 ? (size_t)n_done : 0;
    output->n_written_total += n_written;
    if (n_written == from->length) {
        drop(from);
    } else {
        write_later(output, from, n_written);
    }
}

static void flush_file(struct mcp__output *output, struct str_buf *from)
{
    size_t n_done = 0;
    while (n_done < from->length) {
        ssize_t n_now = write(output->fd, from->data + n_done, from->length - n_done);
        if (n_now < 0 && errno == EAGAIN) {
            struct pollfd writable = {.fd = output->fd, .events = POLLOUT};
            (void)poll(&writable, 1,
                       -1); /* a terminal that another process set non-blocking */
        } else if (n_now < 0 && errno != EINTR) {
            fail(output, strerror(errno));
            return;
        }
        n_done += n_now > 0 ? (size_t)n_now : 0;
    }
    output->n_written_total += n_done;
    drop(from);
}

void mcp__output_flush(struct mcp__output *output, struct str_buf *from)
{
    if (output->is_failed) {
        drop(from);
    } else if (from->length > 0 && output->is_stream) {
        flush_stream(output, from);
    } else if (from->length > 0) {
        flush_file(output, from);
    }
}

static void handle_closed(uv_handle_t *handle)
{
    struct mcp__output *output = handle->data;
    str_buf_release(&output->writing);
    output->closed(output->user);
}

void mcp__output_close(struct mcp__output *output, void (*closed)(void *user))
{
    output->closed = closed;
    if (output->is_stream) {
        if (output->flags_before >= 0) {
            (void)fcntl(output->fd, F_SETFL, output->flags_before);
        }
        uv_close(&output->at.handle, handle_closed);
    } else {
        (void)close(output->fd);
        output->closed(output->user);
    }
}
