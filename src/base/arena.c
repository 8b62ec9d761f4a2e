#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

enum {
    ALIGNMENT = 16,
    BLOCK_BYTES = 32 * 1024,
    KEEP_BYTES = 512 * 1024,
    RED_ZONE_BYTES = 16
};

struct arena_block {
    struct arena_block *next;
    size_t capacity;
    size_t used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

static struct arena_block *block_new(size_t capacity)
{
    struct arena_block *block = xmalloc(sizeof *block + capacity);
    block->next = NULL;
    block->capacity = capacity;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, capacity);
    return block;
}

static void blocks_free(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *next = block->next;
        ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->capacity);
        free(block);
        block = next;
    }
}

void arena_release(struct arena *arena)
{
    blocks_free(arena->first);
    arena->first = NULL;
    arena->current = NULL;
}

/*
 * What one use took in several blocks the next one finds in a single block: without it the
 * large ones are asked from the system, and given back, for every call.
 */
void arena_clear(struct arena *arena)
{
    size_t n_bytes = 0;
    for (const struct arena_block *block = arena->first; block != NULL;
         block = block->next) {
        n_bytes += block->capacity;
    }
    if (n_bytes == 0) {
        return;
    }
    if (arena->first->next != NULL || n_bytes > KEEP_BYTES) {
        size_t kept = n_bytes < KEEP_BYTES ? n_bytes : KEEP_BYTES;
        arena_release(arena);
        arena->first = block_new(kept);
    }
    arena->first->used = 0;
    arena->current = arena->first;
    ASAN_POISON_MEMORY_REGION(arena->first->bytes, arena->first->capacity);
}

void *arena_alloc(struct arena *arena, size_t n_items, size_t item_bytes)
{
    if (item_bytes != 0 && n_items > (SIZE_MAX / 2) / item_bytes) {
        (void)fputs("error base: arena size overflow\n", stderr);
        abort();
    }
    size_t n_bytes = n_items * item_bytes;
    size_t step = (n_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + RED_ZONE_BYTES;
    struct arena_block *block = arena->current;
    if (block == NULL || block->capacity - block->used < step) {
        struct arena_block *fresh = block_new(step > BLOCK_BYTES ? step : BLOCK_BYTES);
        if (block == NULL) {
            arena->first = fresh;
        } else {
            block->next = fresh;
        }
        arena->current = fresh;
        block = fresh;
    }
    void *memory = block->bytes + block->used;
    block->used += step;
    ASAN_UNPOISON_MEMORY_REGION(memory, n_bytes);
    memset(memory, 0, n_bytes);
    return memory;
}

double *arena_doubles(struct arena *arena, size_t n_items)
{
    return arena_alloc(arena, n_items, sizeof(double));
}

char *arena_text(struct arena *arena, const char *text)
{
    size_t n_bytes = strlen(text) + 1;
    char *copy = arena_alloc(arena, n_bytes, 1);
    memcpy(copy, text, n_bytes);
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char small[256]; /* nearly all: formatting twice would double the cost */
    va_list values;
    va_start(values, format);
    int n_bytes = vsnprintf(small, sizeof small, format, values);
    va_end(values);
    size_t size = n_bytes < 0 ? 1 : (size_t)n_bytes + 1;
    char *text = arena_alloc(arena, size, 1);
    if (n_bytes > 0 && size <= sizeof small) {
        memcpy(text, small, size);
    } else if (n_bytes > 0) {
        va_start(values, format);
        (void)vsnprintf(text, size, format, values);
        va_end(values);
    }
    return text;
}
