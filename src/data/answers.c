/*
 * The ledger of answers between the call engine and the store: answers are remembered here
 * at once and written in batches, later, so that no reply waits for the disk. Those that
 * would be pruned from the store anyway are never written: under a flood of calls only the
 * newest reach it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "data/internal.h"
#include "store/answers.h"
#include "base/banned.h"

enum { QUEUE_BYTES = STORE_ANSWERS_BYTES, BATCH_MAX = 64, N_TRIES = 3 };

static struct data__answer *queue_take(struct data__answer_queue *queue)
{
    struct data__answer *taken = queue->first;
    queue->first = taken->next;
    if (queue->first == NULL) {
        queue->last = NULL;
    }
    queue->n_answers--;
    queue->n_bytes -= taken->n_bytes;
    return taken;
}

void data__answers_drop(struct data__answer_queue *queue)
{
    while (queue->first != NULL) {
        free(queue_take(queue));
    }
}

static const char *text_append(char **at, const char *text)
{
    size_t n_bytes = strlen(text) + 1;
    const char *copy = memcpy(*at, text, n_bytes);
    *at += n_bytes;
    return copy;
}

static struct data__answer *answer_copy(const struct data_answer *answer)
{
    bool is_kept = strlen(answer->body) <= DATA_ANSWER_BYTES;
    const char *body = is_kept ? answer->body : "";
    size_t n_bytes = strlen(answer->principal) + strlen(answer->answer_id) +
                     strlen(answer->tool) + strlen(answer->arguments) + strlen(body) + 5;
    struct data__answer *copy = xmalloc(sizeof *copy + n_bytes);
    char *at = (char *)(copy + 1);
    copy->next = NULL;
    copy->n_bytes = n_bytes;
    copy->answer.served_ms = answer->served_ms;
    copy->answer.principal = text_append(&at, answer->principal);
    copy->answer.answer_id = text_append(&at, answer->answer_id);
    copy->answer.tool = text_append(&at, answer->tool);
    copy->answer.arguments = text_append(&at, answer->arguments);
    copy->answer.body = text_append(&at, body);
    return copy;
}

static bool is_same_question(const struct data_answer *a, const struct data_answer *b)
{
    return strcmp(a->tool, b->tool) == 0 && strcmp(a->arguments, b->arguments) == 0 &&
           strcmp(a->principal, b->principal) == 0;
}

/* Asked again before it was written: the later answer stands for both. */
static void queue_supersede(struct data__answer_queue *queue,
                            const struct data_answer *answer)
{
    struct data__answer *before = NULL;
    struct data__answer *at = queue->first;
    while (at != NULL && !is_same_question(&at->answer, answer)) {
        before = at;
        at = at->next;
    }
    if (at == NULL) {
        return;
    }
    *(before != NULL ? &before->next : &queue->first) = at->next;
    queue->last = queue->last == at ? before : queue->last;
    queue->n_answers--;
    queue->n_bytes -= at->n_bytes;
    free(at);
}

void data_answer_keep(struct data *data, const char *athlete_id,
                      const struct data_answer *answer)
{
    struct err err = {0};
    struct data__slot *slot = data__slot_get(data, athlete_id, &err);
    if (slot == NULL) {
        log_line(LOG_WARN, "ledger", "an answer is not kept: %s", err.message);
        return;
    }
    struct data__answer_queue *queue = &slot->answers;
    struct data__answer *added = answer_copy(answer);
    queue_supersede(queue, answer);
    if (queue->last != NULL) {
        queue->last->next = added;
    } else {
        queue->first = added;
    }
    queue->last = added;
    queue->n_answers++;
    queue->n_bytes += added->n_bytes;
    while (queue->n_answers > STORE_ANSWERS_MAX ||
           (queue->n_bytes > QUEUE_BYTES && queue->n_answers > 1)) {
        free(queue_take(queue));
    }
}

static struct store_answer stored_form(const struct data_answer *answer)
{
    return (struct store_answer){.principal = answer->principal,
                                 .answer_id = answer->answer_id,
                                 .tool = answer->tool,
                                 .served_ms = answer->served_ms,
                                 .arguments = answer->arguments,
                                 .body = answer->body};
}

static void batch_write(struct data__slot *slot, size_t n_max)
{
    struct data__answer_queue *queue = &slot->answers;
    struct store_answer batch[BATCH_MAX];
    struct err err = {0};
    size_t n_batch = 0;
    for (const struct data__answer *at = queue->first;
         at != NULL && n_batch < n_max && n_batch < BATCH_MAX; at = at->next) {
        batch[n_batch++] = stored_form(&at->answer);
    }
    if (n_batch == 0) {
        return;
    }
    if (store_answers_put(slot->store, n_batch, batch, &err)) {
        queue->n_failures = 0;
    } else if (++queue->n_failures < N_TRIES) {
        return; /* busy, mostly: they are tried again */
    } else {
        log_line(LOG_WARN, "ledger", "%zu answers are not kept for check_answer: %s",
                 n_batch, err.message);
        queue->n_failures = 0;
    }
    for (size_t i = 0; i < n_batch; i++) {
        free(queue_take(queue));
    }
}

bool data_answers_write(struct data *data, size_t n_max)
{
    bool is_more_left = false;
    for (struct data__slot *slot = data->slots; slot != NULL; slot = slot->next) {
        if (slot->answers.n_answers > 0) {
            batch_write(slot, n_max);
        }
        is_more_left = is_more_left || slot->answers.n_answers > 0;
    }
    return is_more_left;
}

/* Independent of the queue, which may be written before the view is rewound. */
static struct data_answer answer_borrow(struct arena *arena,
                                        const struct data_answer *answer)
{
    return (struct data_answer){.principal = arena_text(arena, answer->principal),
                                .answer_id = arena_text(arena, answer->answer_id),
                                .tool = arena_text(arena, answer->tool),
                                .served_ms = answer->served_ms,
                                .arguments = arena_text(arena, answer->arguments),
                                .body = arena_text(arena, answer->body)};
}

bool data_answers(struct data_view *view, const char *principal, struct data_answers *ret,
                  struct err *err)
{
    struct store_answer *stored = NULL;
    size_t n_stored = 0;
    if (view->slot == NULL) {
        return err_set(err, ERR_INTERNAL, "Report this.",
                       "answers were asked for too early");
    }
    if (!store_answers_read(view->slot->store, principal, view->now_ms, &view->arena,
                            &stored, &n_stored, err)) {
        return false;
    }
    const struct data__answer_queue *queue = &view->slot->answers;
    struct data_answer *items =
        arena_alloc(&view->arena, n_stored + queue->n_answers + 1, sizeof *items);
    size_t n_items = 0;
    for (size_t i = 0; i < n_stored; i++) {
        items[n_items++] = (struct data_answer){.principal = stored[i].principal,
                                                .answer_id = stored[i].answer_id,
                                                .tool = stored[i].tool,
                                                .served_ms = stored[i].served_ms,
                                                .arguments = stored[i].arguments,
                                                .body = stored[i].body};
    }
    for (const struct data__answer *at = queue->first; at != NULL; at = at->next) {
        if (strcmp(at->answer.principal, principal) == 0) {
            items[n_items++] = answer_borrow(&view->arena, &at->answer);
        }
    }
    size_t n_over = n_items > STORE_ANSWERS_MAX ? n_items - STORE_ANSWERS_MAX : 0;
    *ret = (struct data_answers){.items = items + n_over, .n_items = n_items - n_over};
    return true;
}
