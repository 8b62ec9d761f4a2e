/*
 * Bytes to one descriptor, in order, by one writer. A pipe or socket is written without
 * blocking: what it does not take is kept and written when it can. A file or terminal is
 * written with plain write().
 *
 * Life: mcp__output_open, flushes, mcp__output_close, and when closed() came the memory may
 * go.
 */
#ifndef MCP_OUTPUT_H
#define MCP_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "base/str.h"

struct mcp__output {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tcp_t tcp;
    } at;
    bool is_stream;
    bool is_writing;  /* a uv_write is under way, with the bytes of writing */
    bool is_failed;   /* the reader is gone, or the disk is full */
    int fd;           /* a duplicate of the caller's */
    int flags_before; /* fcntl flags of a stream, put back at the end */
    uv_write_t request;
    struct str_buf writing;
    size_t n_written_total;
    void (*drained)(void *user); /* the pending write is done, or failed */
    void (*closed)(void *user);
    void *user;
};

/* False, and nothing to close, when fd cannot be written. */
bool mcp__output_open(struct mcp__output *output, uv_loop_t *loop, int fd,
                      void (*drained)(void *user), void *user);
/* Write what from holds, or take it over for later; from is empty afterwards unless a write
 * is under way. */
void mcp__output_flush(struct mcp__output *output, struct str_buf *from);
/* Bytes taken over but not yet written. */
size_t mcp__output_backlog(const struct mcp__output *output);
/* closed(user) is called once: from the loop for a stream, at once for a file. */
void mcp__output_close(struct mcp__output *output, void (*closed)(void *user));

#endif
