#include "json/parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "base/banned.h"

_Static_assert(LIMIT_JSON_DEPTH == 64, "the words in deeper() say 64");

struct parser {
    const char *text;
    size_t n_bytes;
    size_t at;
    size_t depth;
    const char *problem;
    struct str_buf unescaped; /* the last string that had escapes */
};

static json_t *value_read(struct parser *parser);

static bool fail(struct parser *parser, const char *problem)
{
    if (parser->problem == NULL) {
        parser->problem = problem;
    }
    return false;
}

/* The byte at hand; -1 at the end. */
static int peek(const struct parser *parser)
{
    return parser->at < parser->n_bytes ? (unsigned char)parser->text[parser->at] : -1;
}

static int peek_past_space(struct parser *parser)
{
    int c = peek(parser);
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        parser->at++;
        c = peek(parser);
    }
    return c;
}

static bool take(struct parser *parser, char wanted, const char *problem)
{
    if (peek_past_space(parser) != wanted) {
        return fail(parser, problem);
    }
    parser->at++;
    return true;
}

/* Four hexadecimal digits; -1 when there are fewer. */
static int32_t hex_read(struct parser *parser)
{
    int32_t code = 0;
    for (int i = 0; i < 4; i++) {
        int c = peek(parser);
        int32_t digit = -1;
        if (c >= '0' && c <= '9') {
            digit = c - '0';
        } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
            digit = (c | 0x20) - 'a' + 10;
        }
        if (digit < 0) {
            return -1;
        }
        code = code * 16 + digit;
        parser->at++;
    }
    return code;
}

static void utf8_add(struct str_buf *to, uint32_t code)
{
    char bytes[4];
    size_t n_bytes = 0;
    if (code < 0x80) {
        bytes[n_bytes++] = (char)code;
    } else if (code < 0x800) {
        bytes[n_bytes++] = (char)(0xC0U | (code >> 6U));
    } else if (code < 0x10000) {
        bytes[n_bytes++] = (char)(0xE0U | (code >> 12U));
        bytes[n_bytes++] = (char)(0x80U | ((code >> 6U) & 0x3FU));
    } else {
        bytes[n_bytes++] = (char)(0xF0U | (code >> 18U));
        bytes[n_bytes++] = (char)(0x80U | ((code >> 12U) & 0x3FU));
        bytes[n_bytes++] = (char)(0x80U | ((code >> 6U) & 0x3FU));
    }
    if (code >= 0x80) {
        bytes[n_bytes++] = (char)(0x80U | (code & 0x3FU));
    }
    str_buf_add_bytes(to, bytes, n_bytes);
}

/* What follows "\u": one code, or a surrogate pair. */
static bool unicode_read(struct parser *parser)
{
    int32_t code = hex_read(parser);
    if (code < 0) {
        return fail(parser, "invalid escape");
    }
    if (code == 0) {
        return fail(parser, "a zero character in a string is not accepted");
    }
    if (code >= 0xDC00 && code <= 0xDFFF) {
        return fail(parser, "invalid Unicode escape");
    }
    if (code >= 0xD800 && code <= 0xDBFF) {
        bool has_second = peek(parser) == '\\' && parser->at + 1 < parser->n_bytes &&
                          parser->text[parser->at + 1] == 'u';
        parser->at += has_second ? 2U : 0U;
        int32_t low = has_second ? hex_read(parser) : -1;
        if (low < 0xDC00 || low > 0xDFFF) {
            return fail(parser, "invalid Unicode escape");
        }
        code = 0x10000 + ((code - 0xD800) * 0x400) + (low - 0xDC00);
    }
    utf8_add(&parser->unescaped, (uint32_t)code);
    return true;
}

/* What follows a backslash. */
static bool escape_read(struct parser *parser)
{
    static const char named[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    int c = peek(parser);
    parser->at++;
    if (c == 'u') {
        return unicode_read(parser);
    }
    for (size_t i = 0; i + 1 < sizeof named; i += 2) {
        if (c == named[i]) {
            str_buf_add_bytes(&parser->unescaped, &named[i + 1], 1);
            return true;
        }
    }
    return fail(parser, "invalid escape");
}

/*
 * The characters of a string, its first quote passed over: where they stand in the text,
 * or, when there are escapes, in parser->unescaped until the next string is read.
 */
static bool string_read(struct parser *parser, const char **ret_text, size_t *ret_n_bytes)
{
    size_t from = parser->at;
    bool has_escapes = false;
    unsigned char all_bits = 0;
    for (;;) {
        int c = peek(parser);
        if (c < 0x20) {
            return fail(parser, c < 0 ? "the text ends inside a string"
                                      : "control character in a string");
        }
        if (c != '"' && c != '\\') {
            all_bits |= (unsigned char)c;
            parser->at++;
            continue;
        }
        if (c == '"' && !has_escapes) {
            break;
        }
        if (!has_escapes) {
            str_buf_clear(&parser->unescaped);
            has_escapes = true;
        }
        str_buf_add_bytes(&parser->unescaped, parser->text + from, parser->at - from);
        if (c == '"') {
            break;
        }
        parser->at++;
        if (!escape_read(parser)) {
            return false;
        }
        from = parser->at;
    }
    const char *text = has_escapes ? str_buf_text(&parser->unescaped) : parser->text + from;
    size_t n_bytes = has_escapes ? parser->unescaped.length : parser->at - from;
    if (all_bits >= 0x80 && !str_is_utf8(text, n_bytes)) {
        return fail(parser, "invalid UTF-8");
    }
    parser->at++;
    *ret_text = text;
    *ret_n_bytes = n_bytes;
    return true;
}

/* The parts of a number as it is written. */
struct number {
    bool is_negative;
    bool is_real;
    bool is_long;   /* more digits than fit whole: they are not all in it */
    uint64_t whole; /* all digits, without the point */
    int64_t scale;  /* whole * 10^scale */
    size_t from;
};

/* Digits, at least one; n_scale is added to the scale for each. */
static bool digits_read(struct parser *parser, struct number *number, int n_scale)
{
    size_t from = parser->at;
    for (int c = peek(parser); c >= '0' && c <= '9'; c = peek(parser)) {
        uint64_t digit = (uint64_t)(c - '0');
        if (number->whole > (UINT64_MAX - digit) / 10U) {
            number->is_long = true;
        } else {
            number->whole = number->whole * 10U + digit;
        }
        number->scale += n_scale;
        parser->at++;
    }
    return parser->at > from || fail(parser, "invalid token");
}

static bool exponent_read(struct parser *parser, struct number *number)
{
    struct number exponent = {0};
    bool is_negative = peek(parser) == '-';
    if (is_negative || peek(parser) == '+') {
        parser->at++;
    }
    if (!digits_read(parser, &exponent, 0)) {
        return false;
    }
    bool is_far = exponent.is_long || exponent.whole > 100000;
    int64_t scale = is_far ? 100000 : (int64_t)exponent.whole;
    number->scale += is_negative ? -scale : scale;
    return true;
}

static json_t *real_of(struct parser *parser, const struct number *number)
{
    static const double powers[] = {1.0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    double value = 0;
    /* Both operands are exact, so that one operation gives the nearest double (Clinger
     * 1990). */
    if (!number->is_long && number->whole <= (1ULL << 53U) && number->scale >= -22 &&
        number->scale <= 22) {
        value = (double)number->whole;
        value = number->scale < 0 ? value / powers[-number->scale]
                                  : value * powers[number->scale];
        value = number->is_negative ? -value : value;
    } else {
        size_t n_bytes = parser->at - number->from;
        AUTO_FREE char *text = xmalloc(n_bytes + 1);
        memcpy(text, parser->text + number->from, n_bytes);
        text[n_bytes] = '\0';
        value = strtod(text, NULL);
    }
    if (!isfinite(value)) {
        (void)fail(parser, "real number overflow");
        return NULL;
    }
    return json_real(value);
}

static json_t *number_read(struct parser *parser)
{
    struct number number = {.from = parser->at, .is_negative = peek(parser) == '-'};
    parser->at += number.is_negative ? 1U : 0U;
    bool starts_with_zero = peek(parser) == '0';
    size_t first = parser->at;
    if (!digits_read(parser, &number, 0)) {
        return NULL;
    }
    if (starts_with_zero && parser->at > first + 1) {
        (void)fail(parser, "invalid token");
        return NULL;
    }
    if (peek(parser) == '.') {
        parser->at++;
        number.is_real = true;
        if (!digits_read(parser, &number, -1)) {
            return NULL;
        }
    }
    if (peek(parser) == 'e' || peek(parser) == 'E') {
        parser->at++;
        number.is_real = true;
        if (!exponent_read(parser, &number)) {
            return NULL;
        }
    }
    if (number.is_real) {
        return real_of(parser, &number);
    }
    uint64_t most = (uint64_t)INT64_MAX + (number.is_negative ? 1U : 0U);
    if (number.is_long || number.whole > most) {
        (void)fail(parser,
                   number.is_negative ? "too big negative integer" : "too big integer");
        return NULL;
    }
    uint64_t bits = number.is_negative ? 0U - number.whole : number.whole;
    return json_integer((json_int_t)bits);
}

/* True when the text goes on with word, which is passed over. */
static bool word_take(struct parser *parser, const char *word)
{
    size_t length = strlen(word);
    if (parser->n_bytes - parser->at < length ||
        memcmp(parser->text + parser->at, word, length) != 0) {
        return fail(parser, "invalid token");
    }
    parser->at += length;
    return true;
}

static bool deeper(struct parser *parser)
{
    parser->at++;
    return ++parser->depth <= LIMIT_JSON_DEPTH ||
           fail(parser, "nested deeper than 64 levels");
}

/* After an element or member: true when another one comes, false at the end or when neither
 * comes. */
static bool another(struct parser *parser, char end)
{
    int c = peek_past_space(parser);
    if (c != ',' && c != end) {
        return fail(parser, end == ']' ? "a comma or ']' was expected"
                                       : "a comma or '}' was expected");
    }
    parser->at++;
    return c == ',';
}

static json_t *array_read(struct parser *parser)
{
    json_auto_t *array = json_array();
    if (!deeper(parser)) {
        return NULL;
    }
    bool has_more = peek_past_space(parser) != ']';
    parser->at += has_more ? 0U : 1U;
    while (has_more) {
        json_t *element = value_read(parser); /* NULL is refused by the append */
        if (json_array_append_new(array, element) != 0) {
            return NULL;
        }
        has_more = another(parser, ']');
    }
    parser->depth--;
    return parser->problem == NULL ? json_incref(array) : NULL;
}

static bool member_read(struct parser *parser, json_t *object)
{
    const char *name = NULL;
    size_t n_bytes = 0;
    if (!take(parser, '"', "a member's name was expected") ||
        !string_read(parser, &name, &n_bytes)) {
        return false;
    }
    if (json_object_getn(object, name, n_bytes) != NULL) {
        return fail(parser, "duplicate object key");
    }
    AUTO_FREE char *copy = NULL; /* a name with escapes: the value may have some as well */
    if (name != NULL && name == parser->unescaped.data) {
        copy = xmalloc(n_bytes + 1);
        memcpy(copy, name, n_bytes);
        name = copy;
    }
    if (!take(parser, ':', "a colon was expected")) {
        return false;
    }
    json_t *value = value_read(parser); /* NULL is refused by the set */
    return json_object_setn_new_nocheck(object, name, n_bytes, value) == 0;
}

static json_t *object_read(struct parser *parser)
{
    json_auto_t *object = json_object();
    if (!deeper(parser)) {
        return NULL;
    }
    bool has_more = peek_past_space(parser) != '}';
    parser->at += has_more ? 0U : 1U;
    while (has_more) {
        if (!member_read(parser, object)) {
            return NULL;
        }
        has_more = another(parser, '}');
    }
    parser->depth--;
    return parser->problem == NULL ? json_incref(object) : NULL;
}

static json_t *value_read(struct parser *parser)
{
    const char *text = NULL;
    size_t n_bytes = 0;
    int c = peek_past_space(parser);
    switch (c) {
    case '{':
        return object_read(parser);
    case '[':
        return array_read(parser);
    case '"':
        parser->at++;
        return string_read(parser, &text, &n_bytes) ? json_stringn_nocheck(text, n_bytes)
                                                    : NULL;
    case 't':
        return word_take(parser, "true") ? json_true() : NULL;
    case 'f':
        return word_take(parser, "false") ? json_false() : NULL;
    case 'n':
        return word_take(parser, "null") ? json_null() : NULL;
    default:
        if (c == '-' || (c >= '0' && c <= '9')) {
            return number_read(parser);
        }
        (void)fail(parser, c < 0 ? "the text ends too early" : "invalid token");
        return NULL;
    }
}

json_t *json__value_read(const char *text, size_t n_bytes, size_t *at, size_t depth,
                         const char **ret_problem)
{
    struct parser parser = {.text = text, .n_bytes = n_bytes, .at = *at, .depth = depth};
    json_t *value = value_read(&parser);
    str_buf_release(&parser.unescaped);
    *at = parser.at;
    if (value == NULL) {
        *ret_problem = parser.problem != NULL ? parser.problem : "out of memory";
    }
    return value;
}
