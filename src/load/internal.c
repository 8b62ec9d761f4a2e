#include "load/internal.h"

#include <assert.h>
#include <string.h>

#include "base/banned.h"

enum { ALIGNMENT = 16 };

void *load__take(struct load__block *block, size_t n_items, size_t item_bytes)
{
    size_t n_bytes = (n_items * item_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    size_t offset = block->n_used;
    block->n_used += n_bytes;
    if (block->memory == NULL) {
        return NULL;
    }
    assert(block->n_used <=
           block->n_bytes); /* else the scratch was sized for other inputs */
    return block->memory + offset;
}

/* One merge of two neighbours [left, middle) and [middle, end) of from into to. */
static void merge(const unsigned char *from, unsigned char *to, size_t item_bytes,
                  const size_t edges[3], int (*compare)(const void *a, const void *b))
{
    size_t a = edges[0];
    size_t b = edges[1];
    for (size_t out = edges[0]; out < edges[2]; out++) {
        bool takes_left =
            a < edges[1] &&
            (b >= edges[2] || compare(from + a * item_bytes, from + b * item_bytes) <= 0);
        size_t taken = takes_left ? a++ : b++;
        memcpy(to + out * item_bytes, from + taken * item_bytes, item_bytes);
    }
}

/* Already in order; or the other way round throughout (newest first), and then turned. */
static bool is_sorted(unsigned char *items, size_t n_items, size_t item_bytes,
                      unsigned char *spare, int (*compare)(const void *a, const void *b))
{
    size_t n_rising = 1;
    while (n_rising < n_items && compare(items + (n_rising - 1) * item_bytes,
                                         items + n_rising * item_bytes) <= 0) {
        n_rising++;
    }
    if (n_rising >= n_items) {
        return true;
    }
    for (size_t i = 1; i < n_items; i++) {
        if (compare(items + (i - 1) * item_bytes, items + i * item_bytes) <= 0) {
            return false;
        }
    }
    for (size_t i = 0; i < n_items; i++) {
        memcpy(spare + i * item_bytes, items + (n_items - 1 - i) * item_bytes, item_bytes);
    }
    memcpy(items, spare, n_items * item_bytes);
    return true;
}

void load__sort(void *items, size_t n_items, size_t item_bytes, void *spare,
                int (*compare)(const void *a, const void *b))
{
    unsigned char *from = items;
    unsigned char *to = spare;
    if (is_sorted(from, n_items, item_bytes, to, compare)) {
        return;
    }
    for (size_t width = 1; width < n_items; width *= 2) {
        for (size_t left = 0; left < n_items; left += 2 * width) {
            size_t middle = left + width < n_items ? left + width : n_items;
            size_t end = left + 2 * width < n_items ? left + 2 * width : n_items;
            size_t edges[3] = {left, middle, end};
            merge(from, to, item_bytes, edges, compare);
        }
        unsigned char *swap = from;
        from = to;
        to = swap;
    }
    if (from != (unsigned char *)items) {
        memcpy(items, from, n_items * item_bytes);
    }
}
