/*
 * Newline-delimited framing: bytes in, whole lines out. Pure: no loop, no descriptor. A
 * line that lies whole in the chunk is handed out where it lies, without a copy.
 */
#ifndef MCP_LINE_H
#define MCP_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum mcp__line_kind {
    MCP__LINE_NONE,    /* the chunk is used up: feed the next one */
    MCP__LINE_WHOLE,   /* one line, without its end; never blank */
    MCP__LINE_TOO_LONG /* more than LIMIT_LINE_BYTES came without an end: skipped to its end
                        */
};

/* {0} is a reader at the start of input. */
struct mcp__lines {
    struct str_buf begun; /* the first part of a line whose end has not come yet */
    const char *chunk;    /* not looked at yet */
    size_t n_chunk_bytes;
    bool is_begun_used; /* begun was handed out: cleared at the next take */
    bool is_skipping;   /* inside a line that is too long */
    bool is_ended;
};

void mcp__lines_release(struct mcp__lines *lines);
/* bytes must stay until mcp__lines_take has returned MCP__LINE_NONE; only then comes the
 * next feed. */
void mcp__lines_feed(struct mcp__lines *lines, const char *bytes, size_t n_bytes);
/* No more bytes come: what is left counts as a line. */
void mcp__lines_end(struct mcp__lines *lines);
/* *ret_text is valid until the next take or feed. */
enum mcp__line_kind mcp__lines_take(struct mcp__lines *lines, const char **ret_text,
                                    size_t *ret_n_bytes);

#endif
