/* What the tests of the Intervals.icu reader share: files, JSON in words, parsed objects.
 */
#ifndef TEST_INTERVALS_SUPPORT_H
#define TEST_INTERVALS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "intervals/parse.h"
#include "intervals/rows.h"

#define MAYBE_UNUSED __attribute__((unused))
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A double member and the service's key for it. */
struct number_row {
    const char *key;
    size_t offset;
    bool may_be_negative;
};

MAYBE_UNUSED static double number_at(const void *object, size_t offset)
{
    double value = 0;
    memcpy(&value, (const char *)object + offset, sizeof value);
    return value;
}

/* The file's text, NULL when it is not there; free() it. */
MAYBE_UNUSED static char *file_read(const char *path, size_t *ret_n_bytes)
{
    FILE *file = fopen(path, "re");
    struct str_buf text = {0};
    char piece[8192];
    size_t n_bytes = 0;
    if (file == NULL) {
        return NULL;
    }
    while ((n_bytes = fread(piece, 1, sizeof piece, file)) > 0) {
        str_buf_add_bytes(&text, piece, n_bytes);
    }
    (void)fclose(file);
    *ret_n_bytes = text.length;
    return str_buf_take(&text);
}

/* JSON written with ' for ", so that it can be read in C. New reference. */
MAYBE_UNUSED static json_t *json_of(const char *text)
{
    char *copy = xstrdup(text);
    json_error_t error;
    for (char *c = copy; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    json_t *value = json_loads(copy, JSON_DECODE_ANY, &error);
    if (value == NULL) {
        fail_msg("%s: %s", copy, error.text);
    }
    free(copy);
    return value;
}

/* "a,b" holds "a". */
MAYBE_UNUSED static size_t count_name(const char *names, const char *name)
{
    size_t n_found = 0;
    size_t length = strlen(name);
    for (const char *at = names; at != NULL && *at != '\0';) {
        size_t n_word = strcspn(at, ",");
        n_found += n_word == length && memcmp(at, name, length) == 0 ? 1U : 0U;
        at += n_word + (at[n_word] == ',' ? 1U : 0U);
    }
    return n_found;
}

MAYBE_UNUSED static size_t count_names(const char *names)
{
    size_t n_names = names != NULL ? 1U : 0U;
    for (const char *c = names; c != NULL && *c != '\0'; c++) {
        n_names += *c == ',' ? 1U : 0U;
    }
    return n_names;
}

MAYBE_UNUSED static void assert_number(double value, double expected)
{
    if (isnan(expected) ? !isnan(value)
                        : !(fabs(value - expected) <= 1e-9 * fabs(expected))) {
        fail_msg("%.17g instead of %.17g", value, expected);
    }
}

MAYBE_UNUSED static void assert_text(const char *text, const char *expected)
{
    if (expected == NULL) {
        assert_null(text);
        return;
    }
    assert_non_null(text);
    assert_string_equal(text, expected);
}

/* Rows that are left out are logged; a test that leaves out thousands stays readable. */
MAYBE_UNUSED static int stay_quiet(void **state)
{
    (void)state;
    log_level_set(LOG_ERROR);
    return 0;
}

#endif
