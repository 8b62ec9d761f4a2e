/*
 * The ledger: what was answered lately, and to whom, so that a draft's numbers can be held
 * against it. One row an answer, in the cache: disposable, not made again after a change of
 * the layout. A principal is who asks as the transport found out ("" on stdio); nobody sees
 * another's rows.
 *
 * Kept are the last STORE_ANSWERS_MAX answers of a principal, of STORE_ANSWERS_HOURS, and
 * at most STORE_ANSWERS_BYTES of texts; of all principals together STORE_LEDGER_BYTES.
 *
 * Writing does not change store_generation of this store: no list is read anew for it.
 * (Another process sees that the file changed, and cannot know by what.)
 */
#ifndef STORE_ANSWERS_H
#define STORE_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

enum {
    STORE_ANSWERS_MAX = 200,
    STORE_ANSWERS_HOURS = 48,
    STORE_ANSWERS_BYTES = 2 * 1024 * 1024,
    STORE_LEDGER_BYTES = 16 * 1024 * 1024
};

struct store_answer {
    const char *principal;
    const char *answer_id;
    const char *tool;
    int64_t served_ms;
    const char *arguments; /* JSON text; opaque here, as body */
    const char *body;      /* "": it was too large to be kept */
};

/*
 * All of them in one transaction, in their order, and the older ones pruned. Waits at most
 * 10 ms for another process: a ledger is not worth a blocked loop. ERR_STORE.
 */
MUST_CHECK bool store_answers_put(struct store *store, size_t n_answers,
                                  const struct store_answer answers[], struct err *err);
/*
 * The principal's of the STORE_ANSWERS_HOURS before now_ms, oldest first; texts in the
 * arena. None is an empty success.
 */
MUST_CHECK bool store_answers_read(struct store *store, const char *principal,
                                   int64_t now_ms, struct arena *arena,
                                   struct store_answer **ret_answers, size_t *ret_n,
                                   struct err *err);

#endif
