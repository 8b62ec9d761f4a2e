#include "mcp/line.h"

#include <string.h>

#include "base/limits.h"
#include "base/banned.h"

enum { KEEP_BYTES = 64 * 1024 }; /* a larger buffer is given back after its line */

void mcp__lines_release(struct mcp__lines *lines)
{
    str_buf_release(&lines->begun);
}

void mcp__lines_feed(struct mcp__lines *lines, const char *bytes, size_t n_bytes)
{
    lines->chunk = bytes;
    lines->n_chunk_bytes = n_bytes;
}

void mcp__lines_end(struct mcp__lines *lines)
{
    lines->is_ended = true;
}

static void begun_clear(struct mcp__lines *lines)
{
    if (lines->begun.capacity > KEEP_BYTES) {
        str_buf_release(&lines->begun);
    } else {
        str_buf_clear(&lines->begun);
    }
    lines->is_begun_used = false;
}

static bool is_blank(const char *text, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++) {
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r') {
            return false;
        }
    }
    return true;
}

/* The chunk holds no line end: keep it for later, or skip it. */
static enum mcp__line_kind take_rest(struct mcp__lines *lines)
{
    size_t n_bytes = lines->n_chunk_bytes;
    lines->n_chunk_bytes = 0;
    if (lines->is_skipping || n_bytes == 0) {
        return MCP__LINE_NONE;
    }
    if (lines->begun.length + n_bytes > LIMIT_LINE_BYTES) {
        begun_clear(lines);
        lines->is_skipping = true;
        return MCP__LINE_TOO_LONG;
    }
    str_buf_add_bytes(&lines->begun, lines->chunk, n_bytes);
    return MCP__LINE_NONE;
}

enum mcp__line_kind mcp__lines_take(struct mcp__lines *lines, const char **ret_text,
                                    size_t *ret_n_bytes)
{
    for (;;) {
        if (lines->is_begun_used) {
            begun_clear(lines);
        }
        const char *text = lines->chunk;
        const char *end =
            lines->n_chunk_bytes > 0 ? memchr(text, '\n', lines->n_chunk_bytes) : NULL;
        size_t n_bytes = 0;
        if (end != NULL) {
            n_bytes = (size_t)(end - text);
            lines->chunk = end + 1;
            lines->n_chunk_bytes -= n_bytes + 1;
        } else {
            enum mcp__line_kind kind = take_rest(lines);
            if (kind != MCP__LINE_NONE || !lines->is_ended || lines->begun.length == 0) {
                return kind;
            }
        }
        if (lines->is_skipping) {
            lines->is_skipping = false;
            continue;
        }
        if (lines->begun.length + n_bytes > LIMIT_LINE_BYTES) {
            begun_clear(lines);
            return MCP__LINE_TOO_LONG;
        }
        if (lines->begun.length > 0) {
            str_buf_add_bytes(&lines->begun, text, n_bytes);
            text = lines->begun.data;
            n_bytes = lines->begun.length;
            lines->is_begun_used = true;
        }
        if (!is_blank(text, n_bytes)) {
            *ret_text = text;
            *ret_n_bytes = n_bytes;
            return MCP__LINE_WHOLE;
        }
    }
}
