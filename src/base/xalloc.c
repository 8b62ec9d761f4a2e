#include "base/xalloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/banned.h"

static void *checked(void *memory)
{
    if (memory == NULL) {
        static const char text[] = "error base: out of memory\n";
        (void)fwrite(text, 1, sizeof text - 1, stderr);
        abort();
    }
    return memory;
}

void *xmalloc(size_t n_bytes)
{
    return checked(malloc(n_bytes == 0 ? 1 : n_bytes));
}

void *xcalloc(size_t n_items, size_t item_bytes)
{
    return checked(calloc(n_items == 0 ? 1 : n_items, item_bytes == 0 ? 1 : item_bytes));
}

void *xrealloc(void *memory, size_t n_bytes)
{
    return checked(realloc(memory, n_bytes == 0 ? 1 : n_bytes));
}

char *xstrdup(const char *text)
{
    size_t n_bytes = strlen(text) + 1;
    char *copy = xmalloc(n_bytes);
    memcpy(copy, text, n_bytes);
    return copy;
}

void xalloc__free(void *pointer_to_pointer)
{
    void *memory = NULL;
    memcpy(&memory, pointer_to_pointer, sizeof memory);
    free(memory);
}
