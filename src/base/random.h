/* Random bytes of the operating system, for handles and jitter. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Aborts when the kernel has none to give (it always does once booted). */
void random_bytes(void *bytes, size_t n_bytes);
/* Evenly from 0 to below limit; limit > 0. */
uint32_t random_below(uint32_t limit);
/* n_chars letters and digits that cannot be confused (no i, l, o, u) and the final zero
 * byte: text[n_chars + 1]. */
void random_handle(char *text, size_t n_chars);

#endif
