#include "plan/words.h"

#include <stddef.h>
#include <string.h>

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

/* One of the words begins at a word start of the text; is_whole: and ends there. */
static bool has_word(const char *text, const char *const words[], bool is_whole)
{
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        if (at != text && is_word_byte(at[-1])) {
            continue;
        }
        for (size_t i = 0; words[i] != NULL; i++) {
            if (begins_with(at, words[i]) &&
                !(is_whole && is_word_byte(at[strlen(words[i])]))) {
                return true;
            }
        }
    }
    return false;
}

bool plan__has_word(const char *text, const char *const words[])
{
    return has_word(text, words, false);
}

bool plan__is_called(const char *text, const char *const words[])
{
    return has_word(text, words, true);
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

enum { METRES_FROM = 100 }; /* no repeat lasts so many minutes */

struct unit {
    const char *word;
    double minutes; /* of one; NAN: a distance */
    double metres;
};

/* What a number of repeats' length counts; its end in *ret_end. NULL: no unit behind it. */
static const struct unit *unit_at(const char *at, const char **ret_end)
{
    static const struct unit units[] = {
        {"min", 1.0, LOAD_NAN},       {"sec", 1.0 / 60.0, LOAD_NAN},
        {"met", LOAD_NAN, 1.0},       {"mile", LOAD_NAN, 1609.344},
        {"yard", LOAD_NAN, 0.9144},   {"''", 1.0 / 60.0, LOAD_NAN},
        {"\"", 1.0 / 60.0, LOAD_NAN}, {"'", 1.0, LOAD_NAN},
        {"km", LOAD_NAN, 1000.0},     {"mi", LOAD_NAN, 1609.344},
        {"yd", LOAD_NAN, 0.9144},     {"k", LOAD_NAN, 1000.0},
        {"m", LOAD_NAN, 1.0},         {"s", 1.0 / 60.0, LOAD_NAN},
    };
    at = skip_blanks(at);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t length = strlen(units[i].word);
        bool is_begun = begins_with(at, units[i].word);
        bool is_short = length <= 2; /* "s" of "steady" is no unit */
        if (is_begun && !(is_short && is_word_byte(at[length]))) {
            *ret_end = at + length;
            return &units[i];
        }
    }
    return NULL;
}

/* "3 x 10 min easy": said of the repeats themselves. "3 x 10 min easy jog between" speaks
 * of what lies between them. */
static bool is_easy_behind(const char *at)
{
    static const char *const easy[] = {"easy", "relaxed", "gentle", "z1",
                                       "z2",   "zone-1",  "zone-2", NULL};
    while (is_word_byte(*at) && !is_digit(*at)) {
        at++; /* "utes" of "minutes" */
    }
    at = skip_blanks(at);
    if (begins_with(at, "at-") || begins_with(at, "in-")) {
        at = skip_blanks(at + strlen("at"));
    }
    for (size_t i = 0; easy[i] != NULL; i++) {
        if (begins_with(at, easy[i])) {
            at = skip_blanks(at + strlen(easy[i]));
            return !is_word_byte(*at) || begins_with(at, "pace") ||
                   begins_with(at, "effort") || begins_with(at, "run");
        }
    }
    return false;
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
    const char *end = at;
    const struct unit *unit = unit_at(at, &end);
    if (is_easy_behind(end)) {
        return false;
    }
    bool is_bare_distance = unit == NULL && length >= METRES_FROM;
    *ret = (struct plan__repeats){.n_repeats = n_repeats,
                                  .minutes = unit != NULL       ? length * unit->minutes
                                             : is_bare_distance ? LOAD_NAN
                                                                : length,
                                  .metres = unit != NULL       ? length * unit->metres
                                            : is_bare_distance ? length
                                                               : LOAD_NAN,
                                  .has_unit = unit != NULL};
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
