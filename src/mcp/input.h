/*
 * Bytes from one descriptor. A pipe, socket or terminal is read when the loop says so; a
 * file (which no poll understands, /dev/null as well) by plain read(), one chunk each time
 * the loop comes round.
 */
#ifndef MCP_INPUT_H
#define MCP_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

enum { MCP__INPUT_BYTES = 64 * 1024 };

struct mcp__input {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tcp_t tcp;
        uv_tty_t tty;
        uv_idle_t idle;
    } at;
    bool is_stream;
    int fd; /* a duplicate of the caller's */
    int flags_before;
    /* n_bytes 0: the end of input, or an error that ends it. Stops reading first. */
    void (*arrived)(void *user, const char *bytes, size_t n_bytes);
    void (*closed)(void *user);
    void *user;
    char bytes[MCP__INPUT_BYTES];
};

/* False, and nothing to close, when fd cannot be read. */
bool mcp__input_open(struct mcp__input *input, uv_loop_t *loop, int fd,
                     void (*arrived)(void *user, const char *bytes, size_t n_bytes),
                     void *user);
/* arrived() comes until the next stop. Starting twice is fine, stopping too. */
void mcp__input_start(struct mcp__input *input);
void mcp__input_stop(struct mcp__input *input);
/* closed(user) is called once, from the loop. */
void mcp__input_close(struct mcp__input *input, void (*closed)(void *user));

#endif
