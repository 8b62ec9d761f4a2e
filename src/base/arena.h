/*
 * An arena: memory of one call, given back all at once. Nothing in it is freed singly.
 * Under AddressSanitizer what has not been handed out is poisoned.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
    struct arena_block *first;
    struct arena_block *current;
};

/* {0} is an empty arena. */
void arena_release(struct arena *arena);
/* All that was handed out is gone; one block for as much again, at most 512 KiB, is kept.
 */
void arena_clear(struct arena *arena);

/* Zeroed memory, aligned for any type, alive until arena_clear or arena_release. Never
 * NULL. */
void *arena_alloc(struct arena *arena, size_t n_items, size_t item_bytes)
    __attribute__((returns_nonnull));
double *arena_doubles(struct arena *arena, size_t n_items) __attribute__((returns_nonnull));
char *arena_text(struct arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

#endif
