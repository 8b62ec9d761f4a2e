#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data/internal.h"
#include "base/banned.h"

static struct data__memo *memo_find(struct data_view *view, const char *name, int64_t key)
{
    uint64_t generation = data__view_generation(view);
    for (size_t i = 0; i < N_DATA_MEMOS; i++) {
        struct data__memo *memo = &view->slot->memos[i];
        if (memo->name != NULL && memo->generation == generation && memo->key == key &&
            strcmp(memo->name, name) == 0) {
            return memo;
        }
    }
    return NULL;
}

const void *data_memo_get(struct data_view *view, const char *name, int64_t key,
                          size_t *ret_n_bytes)
{
    const struct data__memo *memo = view->slot != NULL ? memo_find(view, name, key) : NULL;
    if (memo == NULL) {
        return NULL;
    }
    *ret_n_bytes = memo->n_bytes;
    return memo->bytes;
}

void data_memo_put(struct data_view *view, const char *name, int64_t key, const void *bytes,
                   size_t n_bytes)
{
    if (view->slot == NULL) {
        return;
    }
    struct data__memo *memo = memo_find(view, name, key);
    if (memo == NULL) {
        memo = &view->slot->memos[view->slot->i_memo];
        view->slot->i_memo = (view->slot->i_memo + 1) % N_DATA_MEMOS;
    }
    free(memo->bytes);
    *memo = (struct data__memo){.name = name,
                                .key = key,
                                .generation = data__view_generation(view),
                                .bytes = xmalloc(n_bytes),
                                .n_bytes = n_bytes};
    memcpy(memo->bytes, bytes, n_bytes);
}
