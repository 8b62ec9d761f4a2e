#include "tools/object_cut.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { MAX_NAMED = 40 };

/* The names that begin with key and a point, without them; a new reference, NULL: none.
 * *ret_is_whole: the key itself is among the names. */
static json_t *names_below(const json_t *names, const char *key, bool *ret_is_whole)
{
    size_t n_key = strlen(key);
    json_t *below = NULL;
    *ret_is_whole = false;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name == NULL || strncmp(name, key, n_key) != 0) {
            continue;
        }
        *ret_is_whole = *ret_is_whole || name[n_key] == '\0';
        if (name[n_key] == '.') {
            below = below != NULL ? below : json_array();
            (void)json_array_append_new(below, json_string(name + n_key + 1));
        }
    }
    return below;
}

json_t *object_cut_fields(const json_t *value, const json_t *names)
{
    if (json_array_size(names) == 0 || (!json_is_object(value) && !json_is_array(value))) {
        return json_incref(json_unconst(value));
    }
    if (json_is_array(value)) {
        json_t *list = json_array();
        for (size_t i = 0; i < json_array_size(value); i++) {
            (void)json_array_append_new(list,
                                        object_cut_fields(json_array_get(value, i), names));
        }
        return list;
    }
    json_t *object = json_object();
    const char *key = NULL;
    json_t *member = NULL;
    json_object_foreach(json_unconst(value), key, member)
    {
        bool is_whole = false;
        json_auto_t *below = names_below(names, key, &is_whole);
        if (is_whole) {
            (void)json_object_set(object, key, member);
        } else if (below != NULL) {
            (void)json_object_set_new(object, key, object_cut_fields(member, below));
        }
    }
    return object;
}

static json_t *text_copy(struct object_cut *cut, const char *text)
{
    cut->n_texts_cut += strlen(text) > OBJECT_CUT_TEXT_BYTES ? 1U : 0U;
    char *bounded = arena_alloc(cut->arena, OBJECT_CUT_TEXT_BYTES + 1, 1);
    str_copy(bounded, OBJECT_CUT_TEXT_BYTES + 1, text);
    return json_text_or_null(quote_clean_lines(cut->arena, bounded, OBJECT_CUT_TEXT_BYTES));
}

json_t *object_cut_copy(struct object_cut *cut, const json_t *value, bool is_rows)
{
    if (json_is_string(value)) {
        return text_copy(cut, json_string_value(value));
    }
    if (json_is_array(value)) {
        size_t n_items = json_array_size(value);
        bool is_cut = !is_rows && n_items > cut->max_items;
        cut->n_lists_cut += is_cut ? 1U : 0U;
        json_t *list = json_array();
        for (size_t i = 0; i < (is_cut ? cut->max_items : n_items); i++) {
            (void)json_array_append_new(
                list, object_cut_copy(cut, json_array_get(value, i), false));
        }
        return list;
    }
    if (json_is_object(value)) {
        json_t *object = json_object();
        const char *key = NULL;
        json_t *member = NULL;
        json_object_foreach(json_unconst(value), key, member)
        {
            const char *clean = quote_clean(cut->arena, key, 80);
            (void)json_object_set_new(object, clean, object_cut_copy(cut, member, false));
        }
        return object;
    }
    return json_incref(json_unconst(value));
}

size_t object_cut_cost(const json_t *value)
{
    size_t n_bytes = 0;
    size_t n_escaped = 0;
    char *text = json_to_text(value, &n_bytes);
    for (size_t i = 0; i < n_bytes; i++) {
        n_escaped += text[i] == '"' || text[i] == '\\' ? 1U : 0U;
    }
    free(text);
    return 2 * n_bytes + n_escaped;
}

struct member_size {
    const char *key; /* the arena's */
    size_t cost;
};

static int by_size(const void *a, const void *b)
{
    const struct member_size *first = a;
    const struct member_size *second = b;
    return (first->cost > second->cost) - (first->cost < second->cost);
}

void object_cut_shrink(struct object_cut *cut, json_t *object, size_t max_cost)
{
    size_t n_members = json_object_size(object);
    size_t cost = 4;
    size_t n_named = 0;
    if (n_members < 2 || object_cut_cost(object) <= max_cost) {
        return;
    }
    struct member_size *sizes = arena_alloc(cut->arena, n_members, sizeof *sizes);
    const char *key = NULL;
    json_t *member = NULL;
    size_t i = 0;
    json_object_foreach(object, key, member)
    {
        sizes[i++] = (struct member_size){.key = arena_text(cut->arena, key),
                                          .cost = object_cut_cost(member)};
    }
    qsort(sizes, n_members, sizeof *sizes, by_size);
    for (i = 0; i < n_members; i++) {
        cost += sizes[i].cost + 2 * strlen(sizes[i].key) + 8;
        if (i == 0 || cost <= max_cost) {
            continue;
        }
        (void)json_object_del(object, sizes[i].key);
        cut->n_dropped++;
        if (n_named++ < MAX_NAMED) {
            cut->dropped = arena_printf(cut->arena, "%s%s%s", cut->dropped,
                                        cut->dropped[0] != '\0' ? ", " : "", sizes[i].key);
        }
    }
}
