#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "base/banned.h"

/*
 * Length in bytes of the valid UTF-8 character at text[0..length), 0 when there is none.
 * ret_code may be NULL.
 */
static size_t utf8_char_bytes(const unsigned char *text, size_t length, uint32_t *ret_code)
{
    if (length == 0) {
        return 0;
    }
    uint32_t code = text[0];
    size_t n_bytes = 1;
    if (code >= 0xC2 && code <= 0xDF) {
        n_bytes = 2;
        code &= 0x1FU;
    } else if (code >= 0xE0 && code <= 0xEF) {
        n_bytes = 3;
        code &= 0x0FU;
    } else if (code >= 0xF0 && code <= 0xF4) {
        n_bytes = 4;
        code &= 0x07U;
    } else if (code >= 0x80) {
        return 0;
    }
    if (n_bytes > length) {
        return 0;
    }
    for (size_t i = 1; i < n_bytes; i++) {
        if ((text[i] & 0xC0U) != 0x80U) {
            return 0;
        }
        code = (code << 6U) | (text[i] & 0x3FU);
    }
    bool is_overlong = (n_bytes == 3 && code < 0x800) || (n_bytes == 4 && code < 0x10000);
    bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (is_overlong || is_surrogate || code > 0x10FFFF) {
        return 0;
    }
    if (ret_code != NULL) {
        *ret_code = code;
    }
    return n_bytes;
}

void str_copy(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)from[length] & 0xC0U) == 0x80U) {
            length--;
        }
    }
    memmove(to, from, length);
    to[length] = '\0';
}

bool str_is_utf8(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t i = 0;
    while (i < length) {
        size_t n_bytes = utf8_char_bytes(bytes + i, length - i, NULL);
        if (n_bytes == 0) {
            return false;
        }
        i += n_bytes;
    }
    return true;
}

/*
 * Characters that could break a line, hide text or turn its direction: controls, and what
 * Unicode calls default ignorable (variation selectors and tags can carry whole hidden
 * sentences). Emoji lose their joiners.
 */
static bool is_unsafe_to_show(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},
        {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
        {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},
        {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
        {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0x10FFFF}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && code >= ranges[i][0]; i++) {
        if (code <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

void str_clean(char *to, size_t size, size_t max_bytes, const char *from)
{
    size_t length = strlen(from);
    size_t n_out = 0;
    bool needs_space = false;
    bool is_cut = false;
    const unsigned char *bytes = (const unsigned char *)from;
    if (max_bytes + 4 > size) {
        max_bytes = size >= 4 ? size - 4 : 0;
    }
    for (size_t i = 0; i < length;) {
        uint32_t code = 0;
        size_t n_bytes = utf8_char_bytes(bytes + i, length - i, &code);
        if (n_bytes == 0) {
            i++;
            continue;
        }
        if (code == ' ' || is_unsafe_to_show(code)) {
            needs_space = n_out > 0;
        } else {
            size_t n_needed = n_bytes + (needs_space ? 1U : 0U);
            if (n_out + n_needed > max_bytes) {
                is_cut = true;
                break;
            }
            if (needs_space) {
                to[n_out++] = ' ';
                needs_space = false;
            }
            memcpy(to + n_out, bytes + i, n_bytes);
            n_out += n_bytes;
        }
        i += n_bytes;
    }
    if (is_cut && n_out + 3 < size) {
        memcpy(to + n_out, "...", 3);
        n_out += 3;
    }
    to[n_out] = '\0';
}

bool str_equal_ignore_case(const char *a, const char *b)
{
    while (*a != '\0' && ascii_lower(*a) == ascii_lower(*b)) {
        a++;
        b++;
    }
    return ascii_lower(*a) == ascii_lower(*b);
}

void str_buf_release(struct str_buf *buf)
{
    free(buf->data);
    buf->data = NULL;
    buf->length = 0;
    buf->capacity = 0;
    buf->is_cut = false;
}

void str_buf_clear(struct str_buf *buf)
{
    buf->length = 0;
    buf->is_cut = false;
    if (buf->data != NULL) {
        buf->data[0] = '\0';
    }
}

static void str_buf_reserve(struct str_buf *buf, size_t n_more)
{
    size_t needed = buf->length + n_more + 1;
    if (needed <= buf->capacity) {
        return;
    }
    size_t capacity = buf->capacity < 64 ? 64 : buf->capacity;
    while (capacity < needed) {
        capacity += capacity / 2;
    }
    buf->data = xrealloc(buf->data, capacity);
    buf->capacity = capacity;
}

void str_buf_add_bytes(struct str_buf *buf, const char *bytes, size_t n_bytes)
{
    if (buf->max_bytes != 0 && buf->length + n_bytes > buf->max_bytes) {
        buf->is_cut = true;
        return;
    }
    if (n_bytes == 0) {
        return;
    }
    str_buf_reserve(buf, n_bytes);
    memcpy(buf->data + buf->length, bytes, n_bytes);
    buf->length += n_bytes;
    buf->data[buf->length] = '\0';
}

void str_buf_add(struct str_buf *buf, const char *text)
{
    str_buf_add_bytes(buf, text, strlen(text));
}

void str_buf_vprintf(struct str_buf *buf, const char *format, va_list values)
{
    char small[512];
    va_list again;
    va_copy(again, values);
    int n_bytes = vsnprintf(small, sizeof small, format, values);
    if (n_bytes >= 0 && (size_t)n_bytes < sizeof small) {
        str_buf_add_bytes(buf, small, (size_t)n_bytes);
    } else if (n_bytes >= 0 && buf->max_bytes != 0 &&
               buf->length + (size_t)n_bytes > buf->max_bytes) {
        buf->is_cut = true;
    } else if (n_bytes >= 0) {
        str_buf_reserve(buf, (size_t)n_bytes);
        (void)vsnprintf(buf->data + buf->length, (size_t)n_bytes + 1, format, again);
        buf->length += (size_t)n_bytes;
    }
    va_end(again);
}

void str_buf_printf(struct str_buf *buf, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    str_buf_vprintf(buf, format, values);
    va_end(values);
}

const char *str_buf_text(const struct str_buf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

char *str_buf_take(struct str_buf *buf)
{
    char *data = buf->data != NULL ? buf->data : xcalloc(1, 1);
    buf->data = NULL;
    buf->length = 0;
    buf->capacity = 0;
    buf->is_cut = false;
    return data;
}

enum { EDIT_MAX = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t str_edit_distance(const char *a, const char *b)
{
    size_t rows[3][EDIT_MAX + 1]; /* the last three of the table */
    size_t n_a = strnlen(a, EDIT_MAX);
    size_t n_b = strnlen(b, EDIT_MAX);
    for (size_t j = 0; j <= n_b; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= n_a; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            char from = ascii_lower(a[i - 1]);
            char to = ascii_lower(b[j - 1]);
            row[j] = least(above[j - 1] + (from == to ? 0U : 1U),
                           least(above[j], row[j - 1]) + 1);
            bool is_swap = i > 1 && j > 1 && from == ascii_lower(b[j - 2]) &&
                           ascii_lower(a[i - 2]) == to;
            if (is_swap) {
                row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
            }
        }
    }
    return rows[n_a % 3][n_b];
}

/* Is a word of so many letters the other one with so few edits? */
static bool is_slip(size_t n_edits, size_t n_letters)
{
    size_t allowed = n_letters < 4 ? 1 : (n_letters < 9 ? 2 : 3);
    return n_edits <= allowed && n_edits < n_letters;
}

enum { NOT_NEAR = 1000 };

/* Twice the edits, and 1 more for a word inside the other or without its last part
 * ("hrv_rmsd" for hrv_rmssd_ms). */
static size_t score_of(const char *wrong, const char *candidate)
{
    char head[EDIT_MAX + 1];
    size_t n_edits = str_edit_distance(wrong, candidate);
    bool is_part = strlen(wrong) >= 3 && strlen(candidate) >= 4 &&
                   (strstr(candidate, wrong) != NULL || strstr(wrong, candidate) != NULL);
    const char *last = strrchr(candidate, '_');
    size_t best = is_slip(n_edits, strlen(candidate)) ? 2 * n_edits : NOT_NEAR;
    best = is_part ? least(best, 3) : best;
    if (last != NULL && (size_t)(last - candidate) <= EDIT_MAX) {
        size_t n_letters = (size_t)(last - candidate);
        memcpy(head, candidate, n_letters);
        head[n_letters] = '\0';
        n_edits = str_edit_distance(wrong, head);
        best = is_slip(n_edits, n_letters) ? least(best, 2 * n_edits + 1) : best;
    }
    return best;
}

void str_nearest_add(struct str_nearest *nearest, const char *candidate)
{
    size_t score = score_of(nearest->wrong, candidate);
    if (score < NOT_NEAR && (nearest->best == NULL || score < nearest->score)) {
        nearest->best = candidate;
        nearest->score = score;
    }
}
