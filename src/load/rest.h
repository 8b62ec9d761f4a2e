/* Rest days, run days, hard days, volumes: plain counts of a few days (science.md 6; A17,
 * A31). */
#ifndef LOAD_REST_H
#define LOAD_REST_H

#include <stdbool.h>
#include <stddef.h>

#include "load/history.h"

struct load_rest {
    size_t rest_days_7; /* limb rest days (A17) that are over */
    size_t run_days_7;
    size_t run_streak;  /* run days in a row up to this day; while it is in progress without
                           a run, up to the day before */
    size_t n_days_7;    /* days of history among the 7 */
    size_t n_unknown_7; /* unreadable days among them: neither rest nor not */
    bool has_no_rest_day;   /* none in 7 days of history (a day in progress without load is
                               not one of them): the caution */
    bool has_hard_in_a_row; /* two run-hard days in a row, the later one today or yesterday
                             */
    day_num hard_day;       /* the later of the two; DAY_NUM_NONE */
};

/*
 * Counts up to day i. is_in_progress: the day is not over.
 * An unreadable day is no rest (A17); seven of them say nothing at all, then there is no
 * caution (our choice). Two hard days count while the later one is today or yesterday:
 * loaded collagen is rebuilt in 48 to 72 h (Magnusson 2010, C); after that the pair says
 * nothing about the next run. Our choice.
 */
struct load_rest load_rest_at(const struct load_history *history, size_t i,
                              bool is_in_progress);

/* What was run and done in a span of days. */
struct load_volume {
    day_num first_day;
    day_num last_day;
    size_t n_days; /* of the span that the history holds */
    size_t n_runs;
    size_t n_run_days;
    size_t n_unknown; /* unreadable days: the sums are at least this */
    double llss;
    double run_km; /* sum of the known ones (A24); NAN when there were runs and none is
                      known */
    double run_min;
    double steps;    /* of runs with cadence; NAN when there were runs and none has one */
    bool is_partial; /* a run without known kilometres */
    bool is_steps_partial; /* a run without cadence */
};
/* Sums from first to last, both included; days outside the history add nothing. */
struct load_volume load_volume_between(const struct load_history *history, day_num first,
                                       day_num last);

#endif
