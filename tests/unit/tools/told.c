#include "told.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "rig.h"

enum { NUMBERS_MAX = 2000 };

struct known {
    double numbers[NUMBERS_MAX];
    size_t n;
    struct str_buf texts; /* all strings of the structured half */
};

static void known_add(struct known *known, const json_t *value)
{
    const char *key = NULL;
    json_t *member = NULL;
    if (json_is_number(value)) {
        assert_true(known->n < NUMBERS_MAX);
        known->numbers[known->n++] = json_number_value(value);
    } else if (json_is_string(value)) {
        str_buf_printf(&known->texts, "%s\n", json_string_value(value));
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        if (strcmp(key, "summary") != 0) { /* it is a text of the same kind */
            known_add(known, member);
        }
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        known_add(known, json_array_get(value, i));
    }
}

static bool is_number_known(const struct known *known, double number)
{
    for (size_t i = 0; i < known->n; i++) {
        if (fabs(known->numbers[i] - number) < 1e-6) {
            return true;
        }
    }
    return false;
}

/* Without names, the last line and the phrases. */
static char *text_strip(const char *text, const char *const phrases[])
{
    char *copy = strdup(text);
    char *end = strstr(copy, "\n[");
    assert_non_null(end);
    *end = '\0';
    for (size_t i = 0; phrases[i] != NULL; i++) {
        char *at = NULL;
        while ((at = strstr(copy, phrases[i])) != NULL) {
            memset(at, ' ', strlen(phrases[i]));
        }
    }
    bool is_quoted = false;
    for (char *at = copy; *at != '\0'; at++) {
        is_quoted = *at == '"' ? !is_quoted : is_quoted && *at != '\n';
        *at = is_quoted || *at == '"' ? ' ' : *at;
    }
    return copy;
}

static bool is_token(char c)
{
    return (c >= '0' && c <= '9') || c == '.' || c == ':' || c == '-';
}

/* As a whole, not as a part of a longer number or word. */
static bool is_in_texts(const char *texts, const char *token)
{
    size_t length = strlen(token);
    for (const char *at = strstr(texts, token); at != NULL; at = strstr(at + 1, token)) {
        bool begins = at == texts || strchr(" \n(+-", at[-1]) != NULL;
        bool ends = at[length] == '\0' || strchr(" \n),;:.-%/", at[length]) != NULL;
        bool is_decimal =
            at[length] == '.' && at[length + 1] >= '0' && at[length + 1] <= '9';
        if (begins && ends && !is_decimal) {
            return true;
        }
    }
    return false;
}

/* A number, a date, a clock time, a pace or a duration of hours. */
static bool is_token_known(const struct known *known, const char *token, const char *after)
{
    const char *colon = strchr(token, ':');
    if (is_in_texts(str_buf_text(&known->texts), token)) {
        return true;
    }
    if (colon != NULL) {
        double units = strtod(token, NULL) * 60 + strtod(colon + 1, NULL);
        bool is_scaled = strncmp(after, "/km", 3) == 0 || strncmp(after, " h", 2) == 0;
        return is_scaled && is_number_known(known, units);
    }
    return is_number_known(known, strtod(token, NULL));
}

void told_check(const json_t *result, const char *const phrases[])
{
    struct known known = {0};
    size_t n_checked = 0;
    known_add(&known, json_object_get(result, "structuredContent"));
    char *text = text_strip(rig_text(result), phrases);
    for (const char *at = text; *at != '\0';) {
        size_t length = 0;
        while (is_token(at[length])) {
            length++;
        }
        char token[40] = "";
        size_t n_kept = length;
        while (n_kept > 0 && strchr(".:-", at[n_kept - 1]) != NULL) {
            n_kept--; /* the end of a sentence */
        }
        bool is_word = at > text && (strchr("_/", at[-1]) != NULL ||
                                     ((at[-1] | 0x20) >= 'a' && (at[-1] | 0x20) <= 'z'));
        bool has_digit =
            strpbrk(at, "0123456789") != NULL && strcspn(at, "0123456789") < n_kept;
        if (has_digit && !is_word) {
            assert_true(n_kept < sizeof token);
            memcpy(token, at, n_kept);
            n_checked++;
            if (!is_token_known(&known, token, at + n_kept)) {
                fail_msg("\"%s\" is told and not in the structure: %.60s\n%s", token, at,
                         rig_text(result));
            }
        }
        at += length > 0 ? length : 1;
    }
    assert_true(n_checked > 3);
    free(text);
    str_buf_release(&known.texts);
}
