/*
 * Any JSON of the service made fit to be handed on: chosen fields, bounded lists, texts and
 * bytes. What was left out is counted, so that it can be said.
 */
#ifndef TOOLS_OBJECT_CUT_H
#define TOOLS_OBJECT_CUT_H

#include "base/arena.h"
#include "json/json.h"

enum { OBJECT_CUT_TEXT_BYTES = 600 };

struct object_cut {
    size_t max_items;    /* of lists inside rows and objects */
    size_t n_lists_cut;  /* lists that were longer */
    size_t n_texts_cut;  /* texts above OBJECT_CUT_TEXT_BYTES */
    size_t n_dropped;    /* members that did not fit any more, and */
    const char *dropped; /* their names, joined by ", " (the arena's; "" for none) */
    struct arena *arena;
};

/*
 * Only the named members, a new reference. names: texts like "name" or "content.code"; of a
 * list each element is cut to them. The value itself (a new reference) when there are none.
 */
json_t *object_cut_fields(const json_t *value, const json_t *names);
/* Bounded copy with clean texts, a new reference. Lists on the first level stay whole when
 * is_rows. */
json_t *object_cut_copy(struct object_cut *cut, const json_t *value, bool is_rows);
/* Bytes that a value takes in both halves of an answer together: once as JSON, once as JSON
 * inside a text, where quotation marks count twice. */
size_t object_cut_cost(const json_t *value);
/* Takes the largest members out of an object until it costs at most max_cost; one stays. */
void object_cut_shrink(struct object_cut *cut, json_t *object, size_t max_cost);

#endif
