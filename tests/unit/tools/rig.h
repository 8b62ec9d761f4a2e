/* A tool on data that the test wrote: a scripted source, an in-memory store, rounds as the
 * call engine does. */
#ifndef TESTS_TOOLS_RIG_H
#define TESTS_TOOLS_RIG_H

#include <jansson.h>

#include "base/err.h"
#include "data/data.h"
#include "intervals/source.h"
#include "tools/tool.h"

struct rig {
    /* JSON texts of the service, or NULL: then that query fails with ERR_UPSTREAM. */
    const char *athlete;
    const char *activities;
    const char *wellness;
    const char *events;
    const char *now; /* RFC 3339 with zone */
    /*
     * Intervals or streams of an activity, to be freed; NULL: ERR_UPSTREAM, "" for
     * ERR_NOT_FOUND. No function: not found.
     */
    char *(*details)(enum intervals_operation operation, const char *activity_id);
    size_t n_details_per_call;
    /* Any other read of the service, to be freed; as details. */
    char *(*object)(const char *endpoint, const char *path);

    size_t n_queries;
    struct intervals_source source;
    struct data *data;
    struct data_view *view;
};

/* For several calls on one store: open, run any number of times, close. rig_run alone opens
 * and closes. */
void rig_open(struct rig *rig);
void rig_close(struct rig *rig);

/* i1, Europe/Zurich, 70 kg, threshold pace 4 m/s for Run */
extern const char rig_athlete[];

/*
 * Run the tool until it is done, write its effects and take its report; the whole result
 * (text and structured), a new reference. NULL with err when it failed. *ret_rounds may be
 * NULL: how often it ran.
 */
json_t *rig_run(struct rig *rig, const struct tool *tool, const char *args, struct err *err,
                size_t *ret_rounds);

/* The same of a call that must not fail. */
json_t *rig_call(struct rig *rig, const struct tool *tool, const char *args);
/* rig_athlete, of whom the service has nothing. */
struct rig rig_empty(const char *now);

/* Of a result; borrowed. */
const char *rig_text(const json_t *result);
const json_t *rig_member(const json_t *result, const char *key);
/* Value of a column table by row and column name; fails the test when there is none. */
const json_t *rig_cell(const json_t *table, size_t i_row, const char *column);
size_t rig_rows(const json_t *table);
/* Fails the test unless the two are within the tolerance (cmocka compares floats only). */
void rig_assert_near(double found, double expected, double tolerance);
/* The reason of a missing[] entry by what, NULL when there is none. */
const char *rig_missing(const json_t *result, const char *what);

#endif
