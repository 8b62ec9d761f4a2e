#include "json/pattern.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>
#include "base/banned.h"

/* One piece of a pattern: which bytes, and how many of them. */
struct piece {
    bool has[256];
    int min;
    int max;
};

static void add_range(struct piece *piece, unsigned char from, unsigned char to)
{
    for (int c = from; c <= to; c++) {
        piece->has[c] = true;
    }
}

/* The character after a backslash; false when it has no meaning here. */
static bool add_escaped(struct piece *piece, char c)
{
    if (c == 'd' || c == 'w') {
        add_range(piece, '0', '9');
    }
    if (c == 'w') {
        add_range(piece, 'a', 'z');
        add_range(piece, 'A', 'Z');
        add_range(piece, '_', '_');
    }
    if (c == 'd' || c == 'w') {
        return true;
    }
    if (c == '\0' || strchr(".^$*+?()[]{}|\\/-", c) == NULL) {
        return false;
    }
    add_range(piece, (unsigned char)c, (unsigned char)c);
    return true;
}

static bool is_plain(char c)
{
    return c > ' ' && c < 0x7F;
}

/* "[...]" from after the bracket; NULL when it is not of the supported form. */
static const char *read_class(const char *at, struct piece *piece)
{
    if (*at == '^' || *at == ']') {
        return NULL;
    }
    while (*at != ']') {
        if (*at == '\\') {
            if (!add_escaped(piece, at[1])) {
                return NULL;
            }
            at += 2;
            continue;
        }
        if (!is_plain(*at) && *at != ' ') {
            return NULL;
        }
        if (at[1] == '-' && at[2] != ']') {
            if (!is_plain(at[2]) || at[2] == '\\' || at[2] < at[0]) {
                return NULL;
            }
            add_range(piece, (unsigned char)at[0], (unsigned char)at[2]);
            at += 3;
            continue;
        }
        add_range(piece, (unsigned char)*at, (unsigned char)*at);
        at++;
    }
    return at + 1;
}

/* Up to three digits; -1 when there are none or more. */
static int read_count(const char **at)
{
    int count = 0;
    int n_digits = 0;
    while (**at >= '0' && **at <= '9') {
        count = count * 10 + (**at - '0');
        (*at)++;
        if (++n_digits > 3) {
            return -1;
        }
    }
    return n_digits == 0 ? -1 : count;
}

/* "{3}", "{1,5}" or "{2,}" from after the brace. */
static const char *read_braces(const char *at, struct piece *piece)
{
    piece->min = read_count(&at);
    piece->max = piece->min;
    if (*at == ',') {
        at++;
        piece->max = *at == '}' ? INT_MAX : read_count(&at);
    }
    if (*at != '}' || piece->min < 0 || piece->max < piece->min) {
        return NULL;
    }
    return at + 1;
}

static const char *read_quantity(const char *at, struct piece *piece)
{
    piece->min = 1;
    piece->max = 1;
    switch (*at) {
    case '?':
        piece->min = 0;
        return at + 1;
    case '*':
        piece->min = 0;
        piece->max = INT_MAX;
        return at + 1;
    case '+':
        piece->max = INT_MAX;
        return at + 1;
    case '{':
        return read_braces(at + 1, piece);
    default:
        return at;
    }
}

/* Read one piece; NULL when it is not of the supported form. */
static const char *read_piece(const char *at, struct piece *piece)
{
    memset(piece, 0, sizeof *piece);
    if (*at == '[') {
        at = read_class(at + 1, piece);
    } else if (*at == '\\') {
        at = add_escaped(piece, at[1]) ? at + 2 : NULL;
    } else if (*at == '.') {
        add_range(piece, 0x20, 0xFF);
        at++;
    } else if ((is_plain(*at) && strchr("^$*+?()]{}|", *at) == NULL) || *at == ' ') {
        add_range(piece, (unsigned char)*at, (unsigned char)*at);
        at++;
    } else {
        return NULL;
    }
    return at != NULL ? read_quantity(at, piece) : NULL;
}

static bool is_end(const char *at)
{
    return at[0] == '$' && at[1] == '\0';
}

bool json__pattern_is_supported(const char *pattern)
{
    if (pattern[0] != '^') {
        return false;
    }
    const char *at = pattern + 1;
    while (at != NULL && !is_end(at)) {
        struct piece piece;
        at = read_piece(at, &piece);
    }
    return at != NULL;
}

/* The positions that can be reached once piece has taken its bytes from any position in
 * from[]. */
static void step(const struct piece *piece, const unsigned char *text, size_t length,
                 const bool from[], bool to[])
{
    memset(to, 0, (length + 1) * sizeof to[0]);
    for (size_t i = 0; i <= length; i++) {
        if (!from[i]) {
            continue;
        }
        size_t end = i;
        for (int n = 0;; n++, end++) {
            if (n >= piece->min) {
                to[end] = true;
            }
            if (n == piece->max || end == length || !piece->has[text[end]]) {
                break;
            }
        }
    }
}

bool json__pattern_matches(const char *pattern, const char *text)
{
    bool reach[2][JSON_PATTERN_TEXT_MAX + 1] = {{true}};
    size_t length = strlen(text);
    if (length > JSON_PATTERN_TEXT_MAX || pattern[0] != '^') {
        return false;
    }
    int now = 0;
    const char *at = pattern + 1;
    while (at != NULL && !is_end(at)) {
        struct piece piece;
        at = read_piece(at, &piece);
        if (at != NULL) {
            step(&piece, (const unsigned char *)text, length, reach[now], reach[1 - now]);
            now = 1 - now;
        }
    }
    return at != NULL && reach[now][length];
}
