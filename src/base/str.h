/* Bounded text: copies, a growing buffer, cleaning of text that other people wrote. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Copy at most size - 1 bytes, cut on a UTF-8 character boundary, always terminated. size >
 * 0. */
void str_copy(char *to, size_t size, const char *from);

/* True when text[0..length) is valid UTF-8 without surrogates or overlong forms. */
bool str_is_utf8(const char *text, size_t length);

/*
 * Text from outside made safe to show: control characters, line breaks, bidirectional
 * overrides and zero-width characters become one space, runs of spaces one, ends trimmed,
 * cut to max_bytes on a character boundary with "..." when cut. Invalid UTF-8 bytes are
 * dropped. to has size >= max_bytes + 4.
 */
void str_clean(char *to, size_t size, size_t max_bytes, const char *from);

/* ASCII, any locale. */
bool str_equal_ignore_case(const char *a, const char *b);

/*
 * A growing, always terminated byte string. {0} is an empty one; release with
 * str_buf_release. Growth aborts when memory is out (small) and is refused past max_bytes
 * when that is not 0: then is_cut is set and the rest is dropped.
 */
struct str_buf {
    char *data;
    size_t length;
    size_t capacity;
    size_t max_bytes;
    bool is_cut;
};

void str_buf_release(struct str_buf *buf);
void str_buf_clear(struct str_buf *buf);
void str_buf_add(struct str_buf *buf, const char *text);
void str_buf_add_bytes(struct str_buf *buf, const char *bytes, size_t n_bytes);
void str_buf_printf(struct str_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void str_buf_vprintf(struct str_buf *buf, const char *format, va_list values)
    __attribute__((format(printf, 2, 0)));
/* The text, "" when empty; the buffer's until its next change. */
const char *str_buf_text(const struct str_buf *buf);
/* Hand the bytes over (free() them); the buffer is empty afterwards. Never NULL. */
char *str_buf_take(struct str_buf *buf);

/* Number of single-character edits between two short ASCII words (at most 63 bytes are
 * compared); two letters in the wrong order are one edit. */
size_t str_edit_distance(const char *a, const char *b);

/*
 * The word that was perhaps meant: of all candidates that were added the nearest, none when
 * each is too far (one edit in up to 3 letters, two in up to 8, three in more). One edit is
 * nearest, then one inside the other ("start" is rather "week_start" than "sport") or
 * without its last part ("hrv_rmssd" for hrv_rmssd_ms), then more edits; the first of
 * equals.
 */
struct str_nearest {
    const char *wrong;
    const char *best; /* a candidate; NULL: none is near */
    size_t score;     /* twice the edits */
};
void str_nearest_add(struct str_nearest *nearest, const char *candidate);

#endif
