/* What all measures share. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "client.h"
#include "report.h"
#include "samples.h"

enum {
    ENVIRONMENT_MAX = 10,
    PATH_BYTES = 512,
    WATCHDOG_S = 900 /* a section takes seconds; minutes on a machine that does more */
};

struct bench {
    const char *soleus; /* the programs */
    const char *hello_server;
    const char *fake_intervals;
    const char *floor_libc;
    const char *floor_libs;
    const char *year;
    const char *planner;
    const char *http_fixture;
    char folder[PATH_BYTES]; /* of this run, empty at first, removed at the end */
    unsigned n_repeats;      /* each rate and latency: the median of so many runs */
    unsigned divisor;        /* 1; --quick measures less */
    double seconds;          /* of the load over HTTP; 0: its default */
    struct report report;
};

/* A day that all runs share, so that they can be compared. */
#define BENCH_DAY "2026-11-20"
#define BENCH_YESTERDAY "2026-11-19"
#define BENCH_NOW BENCH_DAY "T06:00:00Z"
#define BENCH_ATHLETE "i7"

/* The environment of a soleus: a home of its own, and what is given (NULL: nothing). */
struct environment {
    char texts[ENVIRONMENT_MAX][PATH_BYTES + 64];
    const char *list[ENVIRONMENT_MAX + 1];
};
void environment_fill(struct environment *ret, const struct bench *bench,
                      const char *base_url, const char *data_dir, const char *now);

/* soleus serving; sample: with --sample, else with environment. */
void soleus_start(struct client *client, const struct bench *bench, bool is_sample,
                  const struct environment *environment);
/* A server with the bundled sample, initialized. */
void sample_start(struct client *client, const struct bench *bench);

void measure_start(struct bench *bench);
void measure_exit(struct bench *bench);
void measure_memory(struct bench *bench);
void measure_sequential(struct bench *bench);
void measure_pipelined(struct bench *bench);
void measure_sync(struct bench *bench);
void measure_engine(struct bench *bench);
void measure_planner(struct bench *bench);
void measure_bytes(struct bench *bench);
void measure_http(struct bench *bench);

#endif
