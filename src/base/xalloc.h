/* Small allocations that abort when memory is out (the client restarts us), and cleanup
 * attributes. */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

/* n_bytes 0 gives a valid pointer. Never NULL. free() what they return. */
void *xmalloc(size_t n_bytes) __attribute__((malloc, returns_nonnull));
/* Zeroed; aborts also when the product overflows. */
void *xcalloc(size_t n_items, size_t item_bytes) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *memory, size_t n_bytes) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));

void xalloc__free(void *pointer_to_pointer);

/* A pointer of malloc's that is freed when it leaves scope: AUTO_FREE char *text = NULL; */
#define AUTO_FREE __attribute__((cleanup(xalloc__free)))

#endif
