#include "query.h"

#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int hex_digit(char digit)
{
    if (isdigit((unsigned char)digit)) {
        return digit - '0';
    }
    if (isxdigit((unsigned char)digit)) {
        return tolower((unsigned char)digit) - 'a' + 10;
    }
    return -1;
}

char *query_decode(const char *text, size_t length, bool plus_is_space)
{
    char *decoded = mem_zalloc(length + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        char next = text[i];
        if (next == '%' && i + 2 < length && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            next = (char)(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
            if (next == '\0') {
                next = '?';
            }
        } else if (next == '+' && plus_is_space) {
            next = ' ';
        }
        decoded[n++] = next;
    }
    return decoded;
}

static void pair_add(struct query *query, const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals != NULL ? (size_t)(equals - text) : length;
    size_t value_start = equals != NULL ? name_length + 1 : length;
    query->pairs = mem_resize(query->pairs, query->n_pairs + 1, sizeof *query->pairs);
    query->pairs[query->n_pairs++] = (struct query_pair){
        .name = query_decode(text, name_length, true),
        .value = query_decode(text + value_start, length - value_start, true)};
}

void query_parse(const char *text, struct query *ret_query)
{
    *ret_query = (struct query){0};
    while (*text != '\0') {
        size_t length = strcspn(text, "&");
        if (length > 0) {
            pair_add(ret_query, text, length);
        }
        text += length;
        text += *text == '&' ? 1 : 0;
    }
}

void query_release(struct query *query)
{
    for (size_t i = 0; i < query->n_pairs; i++) {
        free(query->pairs[i].name);
        free(query->pairs[i].value);
    }
    free(query->pairs);
    *query = (struct query){0};
}

const char *query_get(const struct query *query, const char *name)
{
    for (size_t i = 0; i < query->n_pairs; i++) {
        if (strcmp(query->pairs[i].name, name) == 0 && query->pairs[i].value[0] != '\0') {
            return query->pairs[i].value;
        }
    }
    return NULL;
}

static void list_add(json_t *list, const char *values)
{
    while (*values != '\0') {
        size_t length = strcspn(values, ",");
        if (length > 0) {
            AUTO_FREE char *value = mem_strndup(values, length);
            json_array_append_new(list, json_any_string(value));
        }
        values += length;
        values += *values == ',' ? 1 : 0;
    }
}

json_t *query_list(const struct query *query, const char *name)
{
    json_t *list = json_array();
    for (size_t i = 0; i < query->n_pairs; i++) {
        if (strcmp(query->pairs[i].name, name) == 0) {
            list_add(list, query->pairs[i].value);
        }
    }
    if (json_array_size(list) > 0) {
        return list;
    }
    json_decref(list);
    return NULL;
}
