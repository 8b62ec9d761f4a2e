/*
 * A schema and a value, one JSON text a line, into the argument checker; a third line, if
 * any, as a pattern and a text for it. Checked: no crash on any schema, a supported one
 * never gives an error without words, the verdict is the same without words, and a value
 * that fits still fits when its numbers are settled.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "json/pattern.h"
#include "json/schema.h"
#include "base/banned.h"

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static bool count_elements(void *user, const json_t *element, const char *raw,
                           size_t n_raw_bytes)
{
    size_t *n_elements = user;
    struct err err = {0};
    json_auto_t *again = NULL;
    check(json_parse(raw, n_raw_bytes, &again, &err) == (element != NULL),
          "an element is given when it is JSON");
    check(element == NULL || json_equal(again, element), "raw is the element");
    (*n_elements)++;
    return true;
}

/* What can be parsed can be written, and reads back as the same; an array can be walked. */
static void check_text(const char *text, size_t n_bytes, const json_t *value)
{
    size_t n_written = 0;
    struct err err = {0};
    char *written = json_to_text(value, &n_written);
    json_auto_t *again = NULL;
    check(json_parse(written, n_written, &again, &err), "what is written parses");
    check(json_equal(value, again) != 0, "what is written is the same");
    free(written);
    if (json_is_array(value)) {
        size_t n_elements = 0;
        check(json_array_walk(text, n_bytes, count_elements, &n_elements, &err),
              "the walk");
        check(n_elements == json_array_size(value), "the walk sees all elements");
    }
}

/* Our reader takes what jansson takes, and makes the same of it. */
static void check_against_jansson(const char *text, size_t n_bytes)
{
    struct err err = {0};
    json_auto_t *ours = NULL;
    json_auto_t *theirs =
        json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    bool is_ours = json_parse(text, n_bytes, &ours, &err);
    bool is_odd =
        memchr(text, '\0', n_bytes) != NULL; /* jansson passes over some of these */
    if (!json_depth_is_within(text, n_bytes, LIMIT_JSON_DEPTH)) {
        check(!is_ours, "depth is limited");
    } else if (!is_odd) {
        check(is_ours == (theirs != NULL), "the same verdict as jansson");
        check(!is_ours || json_equal(ours, theirs) != 0, "the same value as jansson");
    }
    check(is_ours || err.message[0] != '\0', "an error says why");
}

static void check_words(const struct err *err)
{
    check(err->code == ERR_BAD_ARGUMENT && err->message[0] != '\0',
          "an error says what is wrong");
    check(str_is_utf8(err->message, strlen(err->message)), "the message is UTF-8");
    check(str_is_utf8(err->hint, strlen(err->hint)), "the hint is UTF-8");
    check(strchr(err->message, '\n') == NULL && strchr(err->hint, '\n') == NULL,
          "one line");
}

static void check_pair(const json_t *schema, json_t *value)
{
    struct err err = {0};
    if (!schema_is_supported(schema, &err)) {
        check(err.message[0] != '\0', "a refused schema is explained");
        return;
    }
    struct err words = {0};
    bool fits = schema_check(schema, value, "arguments", &words);
    check(schema_check(schema, value, "arguments", NULL) == fits, "the same without words");
    if (!fits) {
        check_words(&words);
        return;
    }
    json_settle_integers(value);
    check(schema_check(schema, value, "arguments", &words), "settled numbers fit as well");
}

static void check_pattern(const char *text, size_t n_bytes)
{
    char *pattern = strndup(text, n_bytes);
    if (pattern != NULL) {
        char *subject = strchr(pattern, ' ');
        if (subject != NULL) {
            *subject++ = '\0';
        }
        bool is_supported = json__pattern_is_supported(pattern);
        bool matches = json__pattern_matches(pattern, subject != NULL ? subject : "");
        check(is_supported || !matches, "an unsupported pattern matches nothing");
    }
    free(pattern);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_auto_t *schema = NULL;
    json_auto_t *value = NULL;
    struct err err = {0};
    const char *at = (const char *)data;
    const char *end = at + size;
    const char *line_end = size > 0 ? memchr(at, '\n', size) : NULL;
    if (size > 0) {
        check_against_jansson(at, size);
    }
    if (line_end == NULL || !json_parse(at, (size_t)(line_end - at), &schema, &err)) {
        return 0;
    }
    at = line_end + 1;
    line_end = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    line_end = line_end != NULL ? line_end : end;
    if (line_end > at) {
        check_against_jansson(at, (size_t)(line_end - at));
    }
    if (json_parse(at, (size_t)(line_end - at), &value, &err)) {
        check_text(at, (size_t)(line_end - at), value);
        check_pair(schema, value);
    }
    if (line_end < end) {
        check_pattern(line_end + 1, (size_t)(end - line_end - 1));
    }
    return 0;
}
