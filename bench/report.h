/* What was measured: printed as it comes, kept for JSON and Markdown. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* For a row without a floor. */
#define NO_FLOOR ((double)NAN)

struct row {
    char key[64]; /* stable, for comparing runs and for the table of limits */
    const char *section;
    char what[64];
    const char *unit;
    double value;
    double
        floor; /* the same on this machine without the product; NO_FLOOR: there is none */
};

struct report {
    struct row *rows;
    size_t n_rows;
    size_t capacity;
    const char *section; /* of the rows to come */
    bool is_quiet;       /* nothing is printed while measuring */
};

/* What a limit demands of the rows of its key. */
struct limit {
    const char *key; /* a pattern of fnmatch */
    double value;
    bool is_lowest; /* the row's value must be at least that, else at most */
    bool is_timed;  /* a busy machine breaks it; bytes, requests and memory it does not */
};

/* NULL when the key has none. */
const struct limit *limit_of(const char *key);
bool limit_is_kept(const struct limit *limit, double value);

/* title and unit are string constants. */
void report_section(struct report *report, const char *title);
void report_add(struct report *report, const char *key, const char *what, double value,
                const char *unit, double floor);
void report_release(struct report *report);
/* Limits that are broken, the timed ones too or not; each is named on standard error. */
size_t report_check(const struct report *report, bool with_timed);

/* render.c */
void render_row(const struct row *row); /* to standard output */
void render_markdown(const struct report *report, FILE *to);
/* False when the file cannot be written. */
bool render_json(const struct report *report, const char *path);

#endif
