#include "mcp/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "base/banned.h"

/* 0 when the handle is ready; it exists in any case. */
static int open_handle(struct mcp__input *input, uv_loop_t *loop, uv_handle_type kind)
{
    switch ((int)kind) {
    case UV_TTY:
        return uv_tty_init(loop, &input->at.tty, input->fd, 0);
    case UV_TCP:
        (void)uv_tcp_init(loop, &input->at.tcp);
        return uv_tcp_open(&input->at.tcp, input->fd);
    case UV_NAMED_PIPE:
        (void)uv_pipe_init(loop, &input->at.pipe, 0);
        return uv_pipe_open(&input->at.pipe, input->fd);
    default:
        return uv_idle_init(loop, &input->at.idle);
    }
}

bool mcp__input_open(struct mcp__input *input, uv_loop_t *loop, int fd,
                     void (*arrived)(void *user, const char *bytes, size_t n_bytes),
                     void *user)
{
    input->arrived = arrived;
    input->user = user;
    input->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (input->fd < 0) {
        return false;
    }
    input->flags_before = fcntl(input->fd, F_GETFL);
    uv_handle_type kind = uv_guess_handle(input->fd);
    input->is_stream = kind == UV_TTY || kind == UV_TCP || kind == UV_NAMED_PIPE;
    int status = open_handle(input, loop, kind);
    if (status != 0 && kind == UV_TTY) {
        (void)close(input->fd);
        return false; /* uv_tty_init leaves no handle behind when it fails */
    }
    input->at.handle.data = input;
    return true;
}

static void stream_buffer(uv_handle_t *handle, size_t n_wanted, uv_buf_t *ret_buffer)
{
    struct mcp__input *input = handle->data;
    (void)n_wanted;
    *ret_buffer = uv_buf_init(input->bytes, sizeof input->bytes);
}

static void stream_arrived(uv_stream_t *stream, ssize_t n_bytes, const uv_buf_t *buffer)
{
    struct mcp__input *input = stream->data;
    (void)buffer;
    if (n_bytes > 0) {
        input->arrived(input->user, input->bytes, (size_t)n_bytes);
    } else if (n_bytes < 0) {
        mcp__input_stop(input);
        input->arrived(input->user, input->bytes, 0);
    }
}

static void file_read(uv_idle_t *idle)
{
    struct mcp__input *input = idle->data;
    ssize_t n_bytes = read(input->fd, input->bytes, sizeof input->bytes);
    if (n_bytes < 0 && (errno == EINTR || errno == EAGAIN)) {
        return;
    }
    if (n_bytes <= 0) {
        mcp__input_stop(input);
    }
    input->arrived(input->user, input->bytes, n_bytes > 0 ? (size_t)n_bytes : 0);
}

void mcp__input_start(struct mcp__input *input)
{
    int status = 0;
    if (!input->is_stream) {
        status = uv_idle_start(&input->at.idle, file_read);
    } else if (!uv_is_active(&input->at.handle)) {
        status = uv_read_start(&input->at.stream, stream_buffer, stream_arrived);
    }
    if (status != 0) {
        input->arrived(input->user, input->bytes, 0);
    }
}

void mcp__input_stop(struct mcp__input *input)
{
    if (input->is_stream) {
        (void)uv_read_stop(&input->at.stream);
    } else {
        (void)uv_idle_stop(&input->at.idle);
    }
}

static void handle_closed(uv_handle_t *handle)
{
    struct mcp__input *input = handle->data;
    if (!input->is_stream) {
        (void)close(input->fd);
    }
    input->closed(input->user);
}

void mcp__input_close(struct mcp__input *input, void (*closed)(void *user))
{
    input->closed = closed;
    if (input->is_stream && input->flags_before >= 0 && input->at.handle.type != UV_TTY) {
        (void)fcntl(input->fd, F_SETFL, input->flags_before);
    }
    uv_close(&input->at.handle, handle_closed);
}
