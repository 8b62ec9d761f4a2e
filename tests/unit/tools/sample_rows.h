/* Rows of recorded lists against what the tools show of them; for test_samples.c. */
#ifndef TESTS_TOOLS_SAMPLE_ROWS_H
#define TESTS_TOOLS_SAMPLE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "rig.h"

extern struct rig sample_rig;
extern size_t sample_n_compared;

/* A shown number and the members of the record that it may come from, in their order. */
struct sample_number {
    const char *shown;
    const char *from[2];
    double factor;
    int decimals;
};

/* Runs the tool on the rig; fails the test when it does. */
json_t *sample_run(const struct tool *tool, const char *args);
/* shown is the record's number times factor, rounded; null when the record has none. */
void sample_expect(const char *where, const json_t *shown, const json_t *row,
                   const struct sample_number *number, double factor);
/* One row through its tool, the only one of its list. */
void sample_activity(const char *file, const json_t *row);
void sample_wellness(const char *file, const json_t *row);
void sample_event(const char *file, const json_t *row);

#endif
