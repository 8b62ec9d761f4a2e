/* What an answer must look like. */
#include "harness.h"

#include <string.h>

void expect_contains(const char *text, const char *part)
{
    if (text == NULL || strstr(text, part) == NULL) {
        fail_msg("\"%s\" is not in: %s", part, text != NULL ? text : "(nothing)");
    }
}

void expect_lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL) {
        fail_msg("\"%s\" is in: %s", part, text);
    }
}

bool is_error(const json_t *result)
{
    return json_is_true(json_object_get(result, "isError"));
}

const char *text_of(const json_t *result)
{
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    const char *text = json_string_value(json_object_get(block, "text"));
    return text != NULL ? text : "";
}

const json_t *structured_of(const json_t *result)
{
    const json_t *structured = json_object_get(result, "structuredContent");
    if (is_error(result) || !json_is_object(structured)) {
        fail_msg("no structured answer: %s", text_of(result));
    }
    return structured;
}

const json_t *expect_fresh(const json_t *result)
{
    const json_t *structured = structured_of(result);
    if (!json_is_false(json_object_get(structured, "stale")) ||
        strstr(text_of(result), "STALE") != NULL) {
        fail_msg("not fresh: %s", text_of(result));
    }
    return structured;
}

const json_t *expect_stale(const json_t *result, const char *reason_part)
{
    const json_t *structured = structured_of(result);
    if (!json_is_true(json_object_get(structured, "stale"))) {
        fail_msg("not stale: %s", text_of(result));
    }
    const char *stale = strstr(text_of(result), "STALE: ");
    if (stale == NULL) {
        fail_msg("the text does not say that it is stale: %s", text_of(result));
    }
    expect_contains(stale, reason_part);
    const char *reason = json_string_value(json_object_get(structured, "stale_reason"));
    expect_contains(reason != NULL ? reason : "", reason_part);
    return structured;
}

void expect_error(const json_t *result, const char *code, ...)
{
    const char *text = text_of(result);
    const char *part = NULL;
    va_list parts;
    if (!is_error(result)) {
        fail_msg("no error: %s", text);
    }
    assert_null(json_object_get(result, "structuredContent"));
    const char *said = json_string_value(
        json_object_get(json_object_get(result, "_meta"), "dev.soleus/error"));
    if (said == NULL || strcmp(said, code) != 0) {
        fail_msg("code %s instead of %s: %s", said != NULL ? said : "(none)", code, text);
    }
    va_start(parts, code);
    while ((part = va_arg(parts, const char *)) != NULL) {
        expect_contains(text, part);
    }
    va_end(parts);
    /* "message. hint.": two sentences at least, and both end. */
    expect_contains(text, ". ");
    expect_lacks(text, "..");
    assert_true(text[0] != '\0' && strchr(".)", text[strlen(text) - 1]) != NULL);
}

bool has_missing(const json_t *structured, const char *what, const char *reason)
{
    const json_t *missing = json_object_get(structured, "missing");
    for (size_t i = 0; i < json_array_size(missing); i++) {
        const json_t *row = json_array_get(missing, i);
        if (strcmp(json_string_value(json_object_get(row, "what")), what) == 0 &&
            strcmp(json_string_value(json_object_get(row, "reason")), reason) == 0) {
            return true;
        }
    }
    return false;
}

static int column_index(const json_t *table, const char *column)
{
    const json_t *columns = json_object_get(table, "columns");
    for (size_t i = 0; i < json_array_size(columns); i++) {
        if (strcmp(json_string_value(json_array_get(columns, i)), column) == 0) {
            return (int)i;
        }
    }
    return -1;
}

size_t rows_count(const json_t *table)
{
    return json_array_size(json_object_get(table, "rows"));
}

const json_t *cell(const json_t *table, size_t i_row, const char *column)
{
    int i_column = column_index(table, column);
    if (i_column < 0) {
        return NULL;
    }
    return json_array_get(json_array_get(json_object_get(table, "rows"), i_row),
                          (size_t)i_column);
}

int row_find(const json_t *table, const char *column, const char *text)
{
    for (size_t i = 0; i < rows_count(table); i++) {
        const char *value = json_string_value(cell(table, i, column));
        if (value != NULL && strcmp(value, text) == 0) {
            return (int)i;
        }
    }
    return -1;
}
