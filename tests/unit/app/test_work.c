/*
 * Work that a tool puts off: computed beside the loop, once, with the call's memory as it
 * was left; other calls are answered meanwhile; nothing is freed under it.
 */
#include <setjmp.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "app/app.h"
#include "base/log.h"
#include "base/str.h"
#include "tools/answer.h"
#include "tools/work.h"

enum { CALLS_MAX = 64, N_SCRATCH_BYTES = 100000 };

struct rig {
    uv_loop_t loop;
    struct config config;
    struct app *app;
    size_t n_done;
    uint64_t order[CALLS_MAX]; /* ids as they ended */
    char text[CALLS_MAX][256];
};

/* What stands in the arena while it is computed. */
struct problem {
    uv_thread_t asked_on;
    int number;
    int square;
    bool was_beside; /* on another thread than the loop's */
};

/* Closed: nothing is computed before it opens. */
static uv_sem_t gate;
static size_t n_runs;
static atomic_size_t n_computed;

static void compute(void *memory, void *scratch)
{
    struct problem *problem = memory;
    uv_thread_t self = uv_thread_self();
    uv_sem_wait(&gate);
    memset(scratch, 1, N_SCRATCH_BYTES);
    problem->square = problem->number * problem->number;
    problem->was_beside = uv_thread_equal(&self, &problem->asked_on) == 0;
    n_computed++;
}

static enum tool_outcome working_run(struct tool_ctx *ctx, struct answer *answer,
                                     struct err *err)
{
    struct problem *problem = work_done(ctx);
    struct data_athlete athlete;
    n_runs++;
    if (problem == NULL) {
        if (!data_athlete(ctx->data, &athlete, err)) {
            return TOOL_FAILED;
        }
        if (athlete.athlete == NULL) {
            return TOOL_NEEDS_DATA;
        }
        answer_line(answer, "Before.");
        problem = arena_alloc(ctx->arena, 1, sizeof *problem);
        problem->number = (int)json_get_integer(ctx->args, "number", 7);
        problem->asked_on = uv_thread_self();
        if (work_put_off(ctx, compute, problem, N_SCRATCH_BYTES)) {
            return TOOL_NEEDS_WORK;
        }
    }
    answer_summary(answer, "%d %s.", problem->square,
                   problem->was_beside ? "beside" : "here");
    return TOOL_DONE;
}

static const struct tool working = {.name = "working", .run = working_run};

/* Puts off again what is done: our mistake, an error and no loop. */
static enum tool_outcome greedy_run(struct tool_ctx *ctx, struct answer *answer,
                                    struct err *err)
{
    struct problem *problem = arena_alloc(ctx->arena, 1, sizeof *problem);
    (void)answer;
    (void)err;
    n_runs++;
    if (work_done(ctx) == NULL) {
        (void)work_put_off(ctx, compute, problem, N_SCRATCH_BYTES);
    }
    return TOOL_NEEDS_WORK;
}

static const struct tool greedy = {.name = "greedy", .run = greedy_run};

static void done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    struct rig *rig = user;
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    (void)is_error;
    str_copy(rig->text[call_id], sizeof rig->text[call_id],
             json_string_value(json_object_get(block, "text")));
    rig->order[rig->n_done++] = call_id;
    json_decref(result);
}

static void begin_of(struct rig *rig, uint64_t call_id, const struct tool *tool,
                     uint64_t client)
{
    const struct app_call_hooks hooks = {.done = done, .client = client, .user = rig};
    json_auto_t *args = json_object();
    app_call_begin(rig->app, call_id, tool, args, &hooks);
}

static void begin(struct rig *rig, uint64_t call_id)
{
    begin_of(rig, call_id, &working, 1);
}

static void rig_start(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    n_runs = 0;
    n_computed = 0;
    rig->config = (struct config){.athlete_id = "0",
                                  .is_sample = true,
                                  .has_frozen_now = true,
                                  .frozen_now_ms = 1795172400000}; /* 2026-11-20 */
    assert_int_equal(uv_loop_init(&rig->loop), 0);
    assert_int_equal(uv_sem_init(&gate, 0), 0);
    rig->app = app_new(&rig->loop, &rig->config);
    log_level_set(LOG_ERROR);
}

static void gate_open(size_t n_times)
{
    for (size_t i = 0; i < n_times; i++) {
        uv_sem_post(&gate);
    }
}

static void rig_stop(struct rig *rig)
{
    app_close(rig->app);
    (void)uv_run(&rig->loop, UV_RUN_DEFAULT);
    app_free(rig->app);
    assert_int_equal(uv_loop_close(&rig->loop), 0);
    uv_sem_destroy(&gate);
}

static void it_goes_on_with_what_was_computed_beside_the_loop(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    begin(&rig, 1);
    assert_int_equal(rig.n_done, 0);
    gate_open(1);
    (void)uv_run(&rig.loop, UV_RUN_DEFAULT);
    assert_int_equal(rig.n_done, 1);
    assert_non_null(strstr(rig.text[1], "49 beside."));
    assert_non_null(strstr(rig.text[1], "Before.")); /* what stood in the answer stands */
    assert_int_equal(n_computed, 1);
    rig_stop(&rig);
}

static void others_are_answered_meanwhile(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    begin(&rig, 1);
    begin_of(&rig, 2, app_tool_find("athlete_profile"), 1);
    assert_int_equal(rig.n_done, 1);
    assert_int_equal(rig.order[0], 2);
    gate_open(1);
    (void)uv_run(&rig.loop, UV_RUN_DEFAULT);
    assert_int_equal(rig.n_done, 2);
    rig_stop(&rig);
}

static void cancelled_while_it_is_computed(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    begin(&rig, 1);
    app_call_cancel(rig.app, 1);
    assert_int_equal(app_calls_count(rig.app), 1); /* its memory is in use */
    app_call_cancel(rig.app, 1);
    gate_open(1);
    (void)uv_run(&rig.loop, UV_RUN_DEFAULT);
    assert_int_equal(app_calls_count(rig.app), 0);
    assert_int_equal(rig.n_done, 0);
    rig_stop(&rig);
}

/* At most four are computed at once, whatever the machine. */
static void cancelled_before_it_is_computed(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    for (uint64_t id = 1; id <= 6; id++) {
        begin(&rig, id);
    }
    app_call_cancel(rig.app, 6);
    assert_int_equal(app_calls_count(rig.app), 5);
    gate_open(6);
    (void)uv_run(&rig.loop, UV_RUN_DEFAULT);
    assert_int_equal(rig.n_done, 5);
    assert_int_equal(n_computed, 5);
    rig_stop(&rig);
}

static size_t place_of(const struct rig *rig, uint64_t call_id)
{
    size_t i = 0;
    while (i < rig->n_done && rig->order[i] != call_id) {
        i++;
    }
    return i;
}

static void a_client_with_many_does_not_hold_up_one_with_few(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    for (uint64_t id = 1; id <= 20; id++) {
        begin_of(&rig, id, &working, 1);
    }
    begin_of(&rig, 21, &working, 2);
    begin_of(&rig, 22, &working, 2);
    gate_open(22);
    (void)uv_run(&rig.loop, UV_RUN_DEFAULT);
    assert_int_equal(rig.n_done, 22);
    assert_in_range(place_of(&rig, 21), 0, 9);
    assert_in_range(place_of(&rig, 22), 0, 11);
    rig_stop(&rig);
}

static void the_end_waits_for_what_is_computed(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    for (uint64_t id = 1; id <= 8; id++) {
        begin(&rig, id);
    }
    gate_open(8);
    rig_stop(&rig);
    assert_int_equal(rig.n_done, 0);
    assert_in_range(n_computed, 1, 4);
}

static void putting_off_for_ever_is_an_error(void **state)
{
    struct rig rig;
    (void)state;
    rig_start(&rig);
    begin_of(&rig, 1, &greedy, 1);
    gate_open(1);
    (void)uv_run(&rig.loop, UV_RUN_DEFAULT);
    assert_int_equal(rig.n_done, 1);
    assert_int_equal(n_runs, 2);
    assert_non_null(strstr(rig.text[1], "greedy"));
    rig_stop(&rig);
}

static void without_anybody_who_waits_it_is_computed_at_once(void **state)
{
    struct arena arena = {0};
    struct tool_ctx ctx = {.arena = &arena};
    struct problem problem = {.number = 3, .asked_on = uv_thread_self()};
    (void)state;
    assert_int_equal(uv_sem_init(&gate, 1), 0);
    assert_null(work_done(&ctx));
    assert_false(work_put_off(&ctx, compute, &problem, N_SCRATCH_BYTES));
    assert_int_equal(problem.square, 9);
    assert_false(problem.was_beside);
    arena_release(&arena);
    uv_sem_destroy(&gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_on_with_what_was_computed_beside_the_loop),
        cmocka_unit_test(others_are_answered_meanwhile),
        cmocka_unit_test(cancelled_while_it_is_computed),
        cmocka_unit_test(cancelled_before_it_is_computed),
        cmocka_unit_test(a_client_with_many_does_not_hold_up_one_with_few),
        cmocka_unit_test(the_end_waits_for_what_is_computed),
        cmocka_unit_test(putting_off_for_ever_is_an_error),
        cmocka_unit_test(without_anybody_who_waits_it_is_computed_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
