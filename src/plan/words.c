#include "plan/words.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "plan/constants.h"

#include "base/banned.h"

enum { MAX_REPEATS = 99 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_byte(char c)
{
    char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || is_digit(c) || (unsigned char)c >= 0x80;
}

static bool begins_with(const char *text, const char *word)
{
    for (; *word != '\0'; text++, word++) {
        bool is_joint = *text == '-' || *text == ' ' || *text == '_' || *text == '/';
        if (*word == '-' ? !is_joint : ascii_lower(*text) != *word) {
            return false;
        }
    }
    return true;
}

bool plan__has_word(const char *text, const char *const words[])
{
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        if (at != text && is_word_byte(at[-1])) {
            continue;
        }
        for (size_t i = 0; words[i] != NULL; i++) {
            if (begins_with(at, words[i])) {
                return true;
            }
        }
    }
    return false;
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ') {
        at++;
    }
    return at;
}

/* A whole number of up to four digits; NULL when there is none. */
static const char *whole_number(const char *at, int *ret)
{
    int number = 0;
    int n_digits = 0;
    for (; is_digit(*at); at++) {
        number = number * 10 + (*at - '0');
        if (++n_digits > 4) {
            return NULL;
        }
    }
    *ret = number;
    return n_digits > 0 ? at : NULL;
}

static const char *times_sign(const char *at)
{
    at = skip_blanks(at);
    return *at == 'x' || *at == 'X' || *at == '*' ? skip_blanks(at + 1) : NULL;
}

/* The unit behind a number: 1 for minutes, 1/60 for seconds, NAN for a distance. */
static double unit_min(const char *at)
{
    static const char *const distances[] = {"m", "k", "km", "mi", "yd", NULL};
    static const char *const minutes[] = {"min", "'", NULL};
    static const char *const seconds[] = {"s", "\"", NULL};
    at = skip_blanks(at);
    if (begins_with(at, "''")) {
        return 1.0 / 60.0;
    }
    for (size_t i = 0; minutes[i] != NULL; i++) {
        if (begins_with(at, minutes[i])) {
            return 1.0;
        }
    }
    for (size_t i = 0; seconds[i] != NULL; i++) {
        if (begins_with(at, seconds[i])) {
            return 1.0 / 60.0;
        }
    }
    for (size_t i = 0; distances[i] != NULL; i++) {
        if (begins_with(at, distances[i])) {
            return LOAD_NAN;
        }
    }
    return 1.0;
}

static bool repeats_at(const char *at, struct plan__repeats *ret)
{
    int n_repeats = 0;
    int length = 0;
    at = whole_number(at, &n_repeats);
    at = at == NULL ? NULL : times_sign(at);
    at = at == NULL ? NULL : whole_number(at, &length);
    if (at == NULL || n_repeats < 2 || n_repeats > MAX_REPEATS || length < 1 ||
        *at == '/') {
        return false;
    }
    *ret = (struct plan__repeats){n_repeats, (double)length * unit_min(at)};
    return true;
}

bool plan__find_repeats(const char *text, struct plan__repeats *ret)
{
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        bool is_start = at == text || !is_word_byte(at[-1]);
        if (is_start && is_digit(*at) && repeats_at(at, ret)) {
            return true;
        }
    }
    return false;
}

static const char *run_walk(const char *at, int *ret_run, int *ret_walk)
{
    at = whole_number(at, ret_run);
    if (at == NULL || *skip_blanks(at) != '/') {
        return NULL;
    }
    return whole_number(skip_blanks(skip_blanks(at) + 1), ret_walk);
}

static bool run_walk_at(const char *at, int *ret_run, int *ret_walk, int *ret_n)
{
    const char *end = run_walk(at, ret_run, ret_walk);
    if (end != NULL) { /* 4/1 x 5 */
        end = times_sign(end);
        return end != NULL && whole_number(end, ret_n) != NULL;
    }
    end = whole_number(at, ret_n); /* 5 x 4/1 */
    end = end == NULL ? NULL : times_sign(end);
    return end != NULL && run_walk(end, ret_run, ret_walk) != NULL;
}

bool plan__find_run_walk(const char *text, double *ret_run_min, double *ret_walk_min,
                         int *ret_n_repeats)
{
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        int run = 0;
        int walk = 0;
        int n_repeats = 0;
        bool is_start = at == text || !is_word_byte(at[-1]);
        if (is_start && is_digit(*at) && run_walk_at(at, &run, &walk, &n_repeats)) {
            *ret_run_min = run;
            *ret_walk_min = walk;
            *ret_n_repeats = n_repeats;
            return true;
        }
    }
    return false;
}
