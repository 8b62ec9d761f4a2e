/*
 * The ledger of answers (data/data.h): what was served is remembered after its reply went
 * to the transport, and written to the store a moment later, in batches, from a timer. So
 * it delays no reply, and what goes wrong with it is logged and fails no call. A crash
 * loses the last second's, or under a crowd the last 200 questions'.
 */
#include "app/internal.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "base/banned.h"

/* 32 rows take about a millisecond of the loop's time, and a fifth of a MiB of the disk:
 * not more often than each second, however many ask. */
enum { FIRST_MS = 100, NEXT_MS = 1000, BATCH = 32 };

static void served_remove(struct app *app, size_t i)
{
    struct app__served *served = &app->served[i];
    free(served->principal);
    json_decref(served->arguments);
    json_decref(served->body);
    app->n_served--;
    memmove(served, served + 1, (app->n_served - i) * sizeof *served);
}

/* The oldest one into data's hands, as texts. */
static void served_settle(struct app *app)
{
    const struct app__served *served = &app->served[0];
    char *arguments = json_to_text(served->arguments, NULL);
    char *body = json_to_text(served->body, NULL);
    const struct data_answer answer = {.principal = served->principal,
                                       .answer_id = served->answer_id,
                                       .tool = served->tool,
                                       .served_ms = served->served_ms,
                                       .arguments = arguments,
                                       .body = body};
    data_answer_keep(app->data, served->athlete_id, &answer);
    free(arguments);
    free(body);
    served_remove(app, 0);
}

static bool is_same_question(const struct app__served *a, const struct app__served *b)
{
    return a->tool == b->tool && strcmp(a->athlete_id, b->athlete_id) == 0 &&
           strcmp(a->principal, b->principal) == 0 &&
           json_equal(a->arguments, b->arguments) != 0;
}

/* As data_answer_keep does, before any text is made of it: a client that repeats itself. */
static void served_supersede(struct app *app, const struct app__served *served)
{
    for (size_t i = 0; i < app->n_served; i++) {
        if (is_same_question(&app->served[i], served)) {
            served_remove(app, i);
            return;
        }
    }
}

void app__ledger_settle(struct app *app)
{
    while (app->n_served > 0) {
        served_settle(app);
    }
}

static void timer_fired(uv_timer_t *timer)
{
    struct app *app = timer->data;
    app__ledger_settle(app);
    app->ledger_rests_until_ms = uv_now(app->loop) + NEXT_MS;
    if (data_answers_write(app->data, BATCH)) {
        (void)uv_timer_start(timer, timer_fired, NEXT_MS, 0);
    }
}

static void timer_wind(struct app *app)
{
    if (!app->has_ledger_timer) {
        (void)uv_timer_init(app->loop, &app->ledger_timer);
        app->ledger_timer.data = app;
        uv_unref((uv_handle_t *)&app->ledger_timer);
        app->has_ledger_timer = true;
    }
    if (!uv_is_active((uv_handle_t *)&app->ledger_timer)) {
        uint64_t now_ms = uv_now(app->loop);
        uint64_t rest_ms = app->ledger_rests_until_ms > now_ms + FIRST_MS
                               ? app->ledger_rests_until_ms - now_ms
                               : FIRST_MS;
        (void)uv_timer_start(&app->ledger_timer, timer_fired, rest_ms, 0);
    }
}

void app__ledger_add(struct app *app, struct app__served *served)
{
    served_supersede(app, served);
    if (app->n_served == APP__SERVED_MAX) {
        served_settle(app);
    }
    app->served[app->n_served++] = *served;
    if (app->is_closing) {
        app__ledger_close(app); /* nothing comes after */
    } else {
        timer_wind(app);
    }
}

void app__ledger_close(struct app *app)
{
    app__ledger_settle(app);
    while (app->data != NULL && data_answers_write(app->data, BATCH)) {
    }
    if (app->has_ledger_timer) {
        uv_close((uv_handle_t *)&app->ledger_timer, NULL);
        app->has_ledger_timer = false;
    }
}
