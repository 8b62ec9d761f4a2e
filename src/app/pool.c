#include "app/pool.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "base/banned.h"

enum { WORKERS_MAX = 4, WORKER_NICENESS = 10 };

struct item {
    struct item *next;
    uint64_t call_id;
    uint64_t client;
    struct tool_work *work;
};

struct worker {
    uv_work_t request;
    struct app_pool *pool;
    struct item *item; /* NULL: idle */
    void *scratch;
};

struct app_pool {
    uv_loop_t *loop;
    void (*computed)(void *user, uint64_t call_id);
    void *user;
    struct item *first_waiting;
    uint64_t last_client;
    size_t n_workers;
    struct worker workers[WORKERS_MAX];
};

/* All cores but the loop's. */
static size_t workers_count(void)
{
    unsigned n_cores = uv_available_parallelism();
    size_t n_workers = n_cores > 2 ? n_cores - 1 : 1;
    return n_workers < WORKERS_MAX ? n_workers : WORKERS_MAX;
}

struct app_pool *app_pool_new(uv_loop_t *loop,
                              void (*computed)(void *user, uint64_t call_id), void *user)
{
    struct app_pool *pool = xcalloc(1, sizeof *pool);
    pool->loop = loop;
    pool->computed = computed;
    pool->user = user;
    pool->n_workers = workers_count();
    for (size_t i = 0; i < pool->n_workers; i++) {
        pool->workers[i].pool = pool;
        pool->workers[i].request.data = &pool->workers[i];
    }
    return pool;
}

static struct item *take_out(struct item **at)
{
    struct item *item = *at;
    *at = item->next;
    return item;
}

void app_pool_free(struct app_pool *pool)
{
    while (pool != NULL && pool->first_waiting != NULL) {
        free(take_out(&pool->first_waiting));
    }
    free(pool);
}

/* Reading goes before planning, also where both share a core. Nothing but this pool uses
 * libuv's threads; where it is not allowed, planning is as fast as reading. */
static void thread_yield_to_loop(void)
{
    static _Thread_local bool is_lowered;
    if (!is_lowered) {
        is_lowered = true;
        (void)setpriority(PRIO_PROCESS, (id_t)gettid(), WORKER_NICENESS);
    }
}

/* On a thread of libuv's. */
static void compute(uv_work_t *request)
{
    const struct worker *worker = request->data;
    thread_yield_to_loop();
    const struct tool_work *work = worker->item->work;
    work->compute(work->problem, worker->scratch);
}

static void work_begin(struct app_pool *pool);

/* On the loop again. */
static void compute_ended(uv_work_t *request, int status)
{
    struct worker *worker = request->data;
    struct app_pool *pool = worker->pool;
    uint64_t call_id = worker->item->call_id;
    (void)status; /* it is never cancelled: what waits does so in our own list */
    worker->item->work->is_done = true;
    free(worker->item);
    free(worker->scratch);
    worker->item = NULL;
    worker->scratch = NULL;
    work_begin(pool);
    pool->computed(pool->user, call_id);
}

/* The first that is not the last client's, else the first. */
static struct item **next_waiting(struct app_pool *pool)
{
    struct item **at = &pool->first_waiting;
    while (*at != NULL && (*at)->client == pool->last_client) {
        at = &(*at)->next;
    }
    return *at != NULL ? at : &pool->first_waiting;
}

static void work_begin(struct app_pool *pool)
{
    for (size_t i = 0; i < pool->n_workers && pool->first_waiting != NULL; i++) {
        struct worker *worker = &pool->workers[i];
        if (worker->item == NULL) {
            worker->item = take_out(next_waiting(pool));
            worker->scratch = xmalloc(worker->item->work->n_scratch_bytes + 1);
            pool->last_client = worker->item->client;
            (void)uv_queue_work(pool->loop, &worker->request, compute, compute_ended);
        }
    }
}

void app_pool_add(struct app_pool *pool, uint64_t call_id, uint64_t client,
                  struct tool_work *work)
{
    struct item *item = xmalloc(sizeof *item);
    struct item **at = &pool->first_waiting;
    *item = (struct item){.call_id = call_id, .client = client, .work = work};
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = item;
    work_begin(pool);
}

bool app_pool_take_back(struct app_pool *pool, uint64_t call_id)
{
    for (struct item **at = &pool->first_waiting; *at != NULL; at = &(*at)->next) {
        if ((*at)->call_id == call_id) {
            free(take_out(at));
            return true;
        }
    }
    return false;
}
