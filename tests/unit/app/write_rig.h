/* Apps over one little service and one folder, as processes would share them. */
#ifndef TESTS_APP_WRITE_RIG_H
#define TESTS_APP_WRITE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app.h"
#include "json/json.h"
#include "little_service.h"

enum { WRITE_RIG_APPS = 2 };

struct write_rig {
    uv_loop_t loop;
    char folder[64];
    struct little_service service;
    struct config config;
    struct app *apps[WRITE_RIG_APPS]; /* NULL: not started */
    bool can_ask;
    json_t *questions; /* of the last call; NULL: none */
    json_t *result;    /* of the last call that ended */
    bool is_error;
    uint64_t n_begun; /* calls, of which the last one has this id */
    size_t n_done;
};

int write_rig_start(void **state);
int write_rig_stop(void **state);

/* As a process that ends and begins anew. */
void write_rig_restart(struct write_rig *rig, size_t i_app);
/* As when a minute has passed since a reply was lost. */
void write_rig_doubt_ends(struct write_rig *rig);
/* From now on a decision is too old to be sent, or not. */
void write_rig_decides_late(bool is_late);
/* Begin without waiting for the end. args: JSON text, answers too (NULL: none). */
void write_rig_begin(struct write_rig *rig, size_t i_app, const char *tool,
                     const char *args, const char *answers);
/* Until the call has ended; its result, borrowed until the next one. */
const json_t *write_rig_wait(struct write_rig *rig);
const json_t *write_rig_call(struct write_rig *rig, const char *tool, const char *args,
                             const char *answers);
/* Of the last result: member of the structured half, text, and whether the text says it. */
const char *write_rig_member(const struct write_rig *rig, const char *key);
const char *write_rig_text(const struct write_rig *rig);
void write_rig_says(const struct write_rig *rig, const char *words);
/* Cell of events by row and column name, "" for null. */
const char *write_rig_cell(const struct write_rig *rig, size_t i_row, const char *column);
/* Check a week of that many easy runs from Monday 2026-03-16 on; its token. */
const char *write_rig_plan(struct write_rig *rig, const char *sessions);
/* apply_week with this token and more arguments (", \"confirm\":true"). */
const char *write_rig_apply(struct write_rig *rig, const char *token, const char *more);

#endif
