#include "rows.h"

#include <string.h>

void row_list_start(struct row_list *list, const struct query *query)
{
    *list = (struct row_list){.fields = query_list(query, "fields")};
    text_add(&list->body, "[", 1);
}

/* Past the string that starts here; the text is valid JSON. */
static const char *string_end(const char *at)
{
    for (at++; *at != '"'; at++) {
        at += *at == '\\' ? 1 : 0;
    }
    return at + 1;
}

/* Past the value that starts here; the text is valid compact JSON. */
static const char *value_end(const char *at)
{
    int depth = 0;
    while (depth > 0 || (*at != ',' && *at != '}')) {
        if (*at == '"') {
            at = string_end(at);
            continue;
        }
        depth += *at == '{' || *at == '[' ? 1 : 0;
        depth -= *at == '}' || *at == ']' ? 1 : 0;
        at++;
    }
    return at;
}

static bool is_named(const json_t *fields, const char *key, size_t length)
{
    size_t i = 0;
    const json_t *field = NULL;
    json_array_foreach(fields, i, field)
    {
        if (json_string_length(field) == length &&
            memcmp(json_string_value(field), key, length) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * The named members that are not null, cut out of the row's text: parsing rows of 5 KB for
 * five keys each takes 20 times as long, and the bench asks for years of them.
 */
static void named_add(struct text *body, const struct row *row, const json_t *fields)
{
    const char *separator = "{";
    const char *at = row->json + 1;
    while (*at == '"') {
        const char *key_end = string_end(at);
        const char *end = value_end(key_end + 1);
        bool is_null = key_end[1] == 'n';
        if (!is_null && is_named(fields, at + 1, (size_t)(key_end - at) - 2)) {
            text_add_string(body, separator);
            text_add(body, at, (size_t)(end - at));
            separator = ",";
        }
        at = end + (*end == ',' ? 1 : 0);
    }
    text_add_string(body, separator[0] == '{' ? "{}" : "}");
}

void row_list_add(struct row_list *list, const struct row *row)
{
    if (list->n_rows++ > 0) {
        text_add(&list->body, ",", 1);
    }
    if (list->fields == NULL) {
        text_add(&list->body, row->json, row->length);
        return;
    }
    named_add(&list->body, row, list->fields);
}

void row_list_reply(struct row_list *list, struct reply *reply)
{
    text_add(&list->body, "]", 1);
    json_decref(list->fields);
    size_t length = 0;
    char *body = text_take(&list->body, &length);
    reply_body(reply, 200, "application/json;charset=UTF-8", body, length);
    *list = (struct row_list){0};
}

bool row_is_strava(const struct row *row)
{
    if (strspn(row->key, "0123456789") == strlen(row->key)) {
        return true;
    }
    json_auto_t *object = row_parse(row);
    const char *source = json_member_string(object, "source");
    return json_is_string(json_object_get(object, "_note")) ||
           (source != NULL && strcmp(source, "STRAVA") == 0);
}
