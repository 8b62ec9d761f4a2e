#include "app/unlisted.h"

#include <stdlib.h>
#include <string.h>

#include "app/catalogue.h"
#include "base/limits.h"
#include "base/str.h"
#include "tools/tool.h"
#include "base/banned.h"

static bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* All names of tools have one; most texts have none. */
static const char mark_of_names = '_';

/* The unlisted tool whose whole name stands at `at`; NULL: none. */
static const char *unlisted_at(unsigned groups, const char *text, const char *at)
{
    if (at > text && is_of_name(at[-1])) {
        return NULL;
    }
    size_t length = 0;
    bool may_be_name = false;
    while (is_of_name(at[length])) {
        may_be_name = may_be_name || at[length] == mark_of_names;
        length++;
    }
    for (size_t i = 0; may_be_name && i < n_tools_all; i++) {
        const char *name = tools_all[i]->name;
        if (strlen(name) == length && strncmp(name, at, length) == 0) {
            return catalogue_has(groups, name) ? NULL : name;
        }
    }
    return NULL;
}

/* "a, b or c" of one kind is told once: the words and what joins them to the next. */
static bool is_told_already(struct str_buf *to, const char *words)
{
    static const char *const joins[] = {", ", " or ", " and "};
    size_t n_words = strlen(words);
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
        size_t n = n_words + strlen(joins[i]);
        const char *end = str_buf_text(to) + to->length;
        if (to->length >= n && strncmp(end - n, words, n_words) == 0 &&
            strcmp(end - n + n_words, joins[i]) == 0) {
            to->length -= strlen(joins[i]);
            return true;
        }
    }
    return false;
}

/* Lines that hand over what one tool alone takes. */
static const struct {
    const char *start;
    const char *tool;
} handed_over[] = {{"plan_token ", "apply_week"}};

/* Bytes of the line at `at` that is of no use without an unlisted tool; 0: none. */
static size_t useless_line(unsigned groups, const char *text, const char *at)
{
    bool is_start = at == text || at[-1] == '\n';
    for (size_t i = 0; is_start && i < sizeof handed_over / sizeof handed_over[0]; i++) {
        bool is_it = strncmp(at, handed_over[i].start, strlen(handed_over[i].start)) == 0;
        if (is_it && !catalogue_has(groups, handed_over[i].tool)) {
            size_t length = strcspn(at, "\n");
            return length + (at[length] == '\n' ? 1 : 0);
        }
    }
    return 0;
}

char *unlisted_told(unsigned groups, bool keeps_lines, const char *text)
{
    struct str_buf told = {0};
    const char *from = text;
    const char *at = text;
    if (strchr(text, mark_of_names) == NULL) {
        return NULL;
    }
    while (*at != '\0') {
        size_t n_useless = keeps_lines ? 0 : useless_line(groups, text, at);
        if (n_useless > 0) {
            str_buf_add_bytes(&told, from, (size_t)(at - from));
            at += n_useless;
            from = at;
            continue;
        }
        const char *name = unlisted_at(groups, text, at);
        if (name == NULL) {
            at++;
            continue;
        }
        const char *words = catalogue_kind_words(name);
        str_buf_add_bytes(&told, from, (size_t)(at - from));
        if (!is_told_already(&told, words)) {
            str_buf_add(&told, words);
        }
        at += strlen(name);
        from = at;
    }
    if (from == text) {
        return NULL;
    }
    str_buf_add(&told, from);
    return str_buf_take(&told);
}

static void value_tell(const struct config *config, json_t *value, size_t depth)
{
    if (depth > LIMIT_JSON_DEPTH) {
        return;
    }
    if (json_is_string(value)) {
        /* The sample shows the whole product: its plans keep their token. */
        char *told =
            unlisted_told(config->tool_groups, config->is_sample, json_string_value(value));
        if (told != NULL) {
            (void)json_string_set(value, told);
        }
        free(told);
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        value_tell(config, json_array_get(value, i), depth + 1);
    }
    for (void *at = json_object_iter(value); at != NULL;
         at = json_object_iter_next(value, at)) {
        value_tell(config, json_object_iter_value(at), depth + 1);
    }
}

void unlisted_tell(const struct config *config, json_t *value)
{
    bool is_whole = true;
    for (size_t i = 0; i < n_tools_all; i++) {
        is_whole = is_whole && catalogue_has(config->tool_groups, tools_all[i]->name);
    }
    if (!is_whole) {
        value_tell(config, value, 0);
    }
}
