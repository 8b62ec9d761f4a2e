/*
 * What tools put off (tools/work.h), computed on libuv's threads beside the loop: a few at
 * once, so that the loop keeps a core for itself, the rest waiting. Of those that wait the
 * next is the first one of another client than the last, so that a client with many does
 * not hold up one with few.
 */
#ifndef APP_POOL_H
#define APP_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "tools/work.h"

struct app_pool;

/* No thread is started before the first work. computed: from the loop. */
struct app_pool *app_pool_new(uv_loop_t *loop,
                              void (*computed)(void *user, uint64_t call_id), void *user);
/* When the loop has run out: nothing is computed any more. NULL is fine. */
void app_pool_free(struct app_pool *pool);

/*
 * Exactly one computed(call_id) follows, unless it is taken back. work: borrowed until
 * then, and so is all that it points to. client: whose it is; compared only.
 */
void app_pool_add(struct app_pool *pool, uint64_t call_id, uint64_t client,
                  struct tool_work *work);
/* True: it waited, and does no more. False: it is being computed, computed(call_id)
 * follows, or there is none. */
bool app_pool_take_back(struct app_pool *pool, uint64_t call_id);

#endif
