#include "claims/tokens.h"

#include <string.h>

#include "claims/numbers.h"
#include "base/banned.h"

enum { WORD_BYTES = 40 };

struct reader {
    struct arena *arena;
    const char *text;
    size_t n_bytes;
    size_t at;
    struct claims__tokens *to;
};

static char byte_at(const struct reader *reader, size_t at)
{
    if (at < reader->n_bytes) {
        return reader->text[at];
    }
    return '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct claims__token *token_add(struct reader *reader, enum claims__token_kind kind,
                                       size_t n_bytes)
{
    struct claims__tokens *to = reader->to;
    struct claims__token *token = &to->tokens[to->n_tokens];
    *token = (struct claims__token){.kind = kind,
                                    .begin = reader->at,
                                    .end = reader->at + n_bytes,
                                    .word = "",
                                    .day = DAY_NUM_NONE,
                                    .other_day = DAY_NUM_NONE};
    token->is_glued = to->n_tokens > 0 && to->tokens[to->n_tokens - 1].end == token->begin;
    to->n_tokens++;
    reader->at += n_bytes;
    return token;
}

/* A run of letters and digits; ret_folded is cut, the run is not. */
static size_t word_span(const struct reader *reader, size_t from,
                        char ret_folded[WORD_BYTES])
{
    size_t at = from;
    size_t length = 0;
    while (at < reader->n_bytes) {
        char folded[3];
        size_t n = claims__fold(reader->text + at, reader->n_bytes - at, folded);
        if (folded[0] == '\0' || folded[0] == '_') {
            break;
        }
        for (size_t i = 0; folded[i] != '\0' && length < WORD_BYTES - 1; i++) {
            ret_folded[length++] = folded[i];
        }
        at += n;
    }
    ret_folded[length] = '\0';
    return at - from;
}

static bool is_capital(const struct reader *reader, size_t at)
{
    char first = byte_at(reader, at);
    return first >= 'A' && first <= 'Z';
}

/* W' and D': bytes of the prime behind the letter, 0 when another letter follows ("d'une").
 */
static size_t prime_bytes(const struct reader *reader, size_t at)
{
    static const char *const primes[] = {"'", "\xE2\x80\xB2", "\xE2\x80\x99"};
    for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++) {
        size_t n = strlen(primes[i]);
        bool is_it =
            reader->n_bytes - at >= n && memcmp(reader->text + at, primes[i], n) == 0;
        if (!is_it) {
            continue;
        }
        char folded[3] = "";
        if (at + n < reader->n_bytes) {
            (void)claims__fold(reader->text + at + n, reader->n_bytes - at - n, folded);
        }
        return folded[0] == '\0' ? n : 0;
    }
    return 0;
}

static void word_add(struct reader *reader)
{
    char folded[WORD_BYTES];
    bool has_capital = is_capital(reader, reader->at);
    size_t n_bytes = word_span(reader, reader->at, folded);
    bool is_letter = has_capital && (strcmp(folded, "w") == 0 || strcmp(folded, "d") == 0);
    size_t n_prime = is_letter ? prime_bytes(reader, reader->at + n_bytes) : 0;
    struct claims__token *token = token_add(reader, TOKEN_WORD, n_bytes + n_prime);
    token->word = n_prime == 0       ? arena_text(reader->arena, folded)
                  : folded[0] == 'w' ? "w_prime"
                                     : "d_prime";
    token->is_capital = has_capital;
}

/* "x" or the sign of multiplication between two numbers. */
static size_t times_bytes(const struct reader *reader)
{
    const char *at = reader->text + reader->at;
    size_t n_left = reader->n_bytes - reader->at;
    size_t n = 0;
    if (n_left >= 1 && (at[0] == 'x' || at[0] == 'X')) {
        n = 1;
    } else if (n_left >= 2 && memcmp(at, "\xC3\x97", 2) == 0) {
        n = 2;
    }
    char next = byte_at(reader, reader->at + n);
    return n > 0 && (is_digit(next) || next == ' ') ? n : 0;
}

static bool is_dash(const struct reader *reader, size_t at, size_t *ret_n_bytes)
{
    static const char *const dashes[] = {"-", "\xE2\x88\x92", "\xE2\x80\x93",
                                         "\xE2\x80\x91", "\xE2\x80\x94"};
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++) {
        size_t n = strlen(dashes[i]);
        if (reader->n_bytes - at >= n && memcmp(reader->text + at, dashes[i], n) == 0) {
            *ret_n_bytes = n;
            return true;
        }
    }
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '_' || c == '*' || c == '`';
}

static bool number_add(struct reader *reader, size_t n_sign_bytes, double sign)
{
    struct claims__token number = {0};
    size_t from = reader->at + n_sign_bytes;
    size_t n_bytes = claims__number_read(reader->text, reader->n_bytes, from, &number);
    if (n_bytes == 0) {
        return false;
    }
    struct claims__token *token = token_add(reader, number.kind, n_sign_bytes + n_bytes);
    token->form = number.form;
    token->value = sign * number.value;
    token->alternative = sign * number.alternative;
    token->n_decimals = number.n_decimals;
    token->n_parts = number.n_parts;
    token->has_sign = n_sign_bytes > 0;
    token->month = number.month;
    token->day_of_month = number.day_of_month;
    token->day = number.day;
    token->other_day = number.other_day;
    size_t n_times = times_bytes(reader);
    if (n_times > 0) {
        token_add(reader, TOKEN_WORD, n_times)->word = "x";
    }
    return true;
}

/* A minus before a digit, where it cannot join two words or end a range. */
static bool signed_number_add(struct reader *reader)
{
    size_t n_bytes = 0;
    char before = ' ';
    if (reader->at > 0) {
        before = reader->text[reader->at - 1];
    }
    bool is_open = is_space(before) || before == '(' || before == '\n' || before == ':' ||
                   before == '=' || before == '"';
    if (!is_open) {
        return false;
    }
    if (reader->text[reader->at] == '+' && is_digit(byte_at(reader, reader->at + 1))) {
        return number_add(reader, 1, 1);
    }
    return is_dash(reader, reader->at, &n_bytes) &&
           is_digit(byte_at(reader, reader->at + n_bytes)) &&
           number_add(reader, n_bytes, -1);
}

/* "bzw. 49": the point of a short word ends no sentence. */
static bool is_abbreviation(const struct reader *reader)
{
    static const char *const words[] = {"bzw", "ca", "approx", "ggf", "std", "min", "inkl",
                                        "vs",  "nr", "max",    "avg", "env", "etc", "usw"};
    const struct claims__tokens *tokens = reader->to;
    const char *before =
        tokens->n_tokens > 0 ? tokens->tokens[tokens->n_tokens - 1].word : "";
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(before, words[i]) == 0) {
            return is_digit(byte_at(reader, reader->at + 2));
        }
    }
    return false;
}

/* A full stop ends a sentence when a space or the end follows, and no small letter. */
static bool ends_sentence(const struct reader *reader)
{
    char c = reader->text[reader->at];
    size_t at = reader->at + 1;
    if (c == '\n' || c == '!' || c == '?' || c == ';') {
        return true;
    }
    if (c != '.' || is_abbreviation(reader)) {
        return false;
    }
    char next = byte_at(reader, at);
    if (next != '\0' && next != ' ' && next != '\n' && next != '"' && next != ')' &&
        next != '*') {
        return false;
    }
    while (byte_at(reader, at) == ' ') {
        at++;
    }
    next = byte_at(reader, at);
    return !(next >= 'a' && next <= 'z');
}

static void sign_add(struct reader *reader)
{
    size_t n_bytes = 0;
    char folded[3];
    char first = reader->text[reader->at];
    if (ends_sentence(reader)) {
        token_add(reader, TOKEN_END, 1)->sign = first;
    } else if (is_dash(reader, reader->at, &n_bytes)) {
        token_add(reader, TOKEN_SIGN, n_bytes)->sign = '-';
    } else {
        n_bytes =
            claims__fold(reader->text + reader->at, reader->n_bytes - reader->at, folded);
        struct claims__token *token = token_add(reader, TOKEN_SIGN, n_bytes);
        if (n_bytes == 1) {
            token->sign = first;
        }
    }
}

/* Spaces of Unicode that stand between number and unit. */
static size_t space_bytes(const struct reader *reader)
{
    const char *at = reader->text + reader->at;
    size_t n_left = reader->n_bytes - reader->at;
    if (is_space(at[0])) {
        return 1;
    }
    if (n_left >= 2 && memcmp(at, "\xC2\xA0", 2) == 0) {
        return 2;
    }
    bool is_thin = n_left >= 3 && (memcmp(at, "\xE2\x80\xAF", 3) == 0 ||
                                   memcmp(at, "\xE2\x80\x89", 3) == 0);
    return is_thin ? 3 : 0;
}

static void token_read(struct reader *reader)
{
    char folded[3];
    size_t n_space = space_bytes(reader);
    if (n_space > 0) {
        reader->at += n_space;
        return;
    }
    if (is_digit(reader->text[reader->at]) && number_add(reader, 0, 1)) {
        return;
    }
    if (signed_number_add(reader)) {
        return;
    }
    (void)claims__fold(reader->text + reader->at, reader->n_bytes - reader->at, folded);
    if (folded[0] != '\0') {
        word_add(reader);
    } else {
        sign_add(reader);
    }
}

void claims__tokens_read(struct arena *arena, const char *text, size_t n_bytes,
                         struct claims__tokens *ret)
{
    /* A token takes at least one byte, and a number with its sign of times two. */
    *ret = (struct claims__tokens){
        .text = text, .tokens = arena_alloc(arena, n_bytes + 1, sizeof ret->tokens[0])};
    struct reader reader = {.arena = arena, .text = text, .n_bytes = n_bytes, .to = ret};
    while (reader.at < n_bytes) {
        token_read(&reader);
    }
}

const struct claims__token *claims__token_at(const struct claims__tokens *tokens, size_t i)
{
    static const struct claims__token none = {.kind = TOKEN_END, .word = ""};
    return i < tokens->n_tokens ? &tokens->tokens[i] : &none;
}
