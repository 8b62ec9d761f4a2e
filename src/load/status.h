/*
 * The one call: everything the engine knows about the legs on a day, so that a tool only
 * renders it.
 *
 *     struct load_inputs in;
 *     load_inputs_init(&in);
 *     in.activities = ...; in.as_of = today; ...
 *     struct load_scratch scratch = {.n_bytes = load_scratch_bytes(&in)};
 *     scratch.memory = arena_alloc(arena, scratch.n_bytes, 1);
 *     struct load_status status;
 *     load_status_compute(&in, &scratch, &status);
 *
 * Nothing is rounded. NAN is null; each null has its reason beside it. Same inputs in any
 * order, same bytes.
 */
#ifndef LOAD_STATUS_H
#define LOAD_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "load/acwr.h"
#include "load/check.h"
#include "load/constants.h"
#include "load/gaps.h"
#include "load/gate.h"
#include "load/hard_share.h"
#include "load/history.h"
#include "load/inputs.h"
#include "load/lines.h"
#include "load/mass.h"
#include "load/monotony.h"
#include "load/pain.h"
#include "load/projection.h"
#include "load/rest.h"
#include "load/spike.h"

/* A day of the series. */
struct load_series_day {
    day_num day;
    double llss;
    double fitness;
    double fatigue;
    double form;
    double form_pct;     /* NAN while fitness is below 5 */
    enum load_zone zone; /* none while warming up */
    double run_km;       /* of the known ones; NAN when there were runs and none is known */
    double run_min;
    double ramp_7d;
    bool is_unknown; /* an unreadable activity: llss is at least this */
    bool is_rest;
    bool is_injured; /* calendar marks */
    bool is_sick;
    bool is_warming_up;
};

struct load_status {
    day_num as_of;
    const struct load_history
        *history;        /* activities, sessions, days, skipped input; in the scratch */
    bool has_history;    /* any activity or stub */
    bool history_is_cut; /* the store's window begins at history_from: older running is not
                            known */
    day_num first_day;   /* of the history; DAY_NUM_NONE */
    size_t n_history_days; /* first_day to as_of */
    size_t n_unknown_7;    /* unreadable days among the last 7, 28, 42 */
    size_t n_unknown_28;
    size_t n_unknown_42;
    bool is_in_progress;   /* as_of is not over yet */
    bool is_injured_today; /* calendar marks (A4) */
    bool is_sick_today;

    double llss_today;
    struct load_lines lines;   /* all NAN and no zone without history */
    double load_for_zero_form; /* today's total after which LL Form is 0; NAN without
                                  history */
    struct load_acwr acwr;
    struct load_monotony monotony;
    struct load_spike spike;
    struct load_running running;
    struct load_next_run next_run;
    struct load_rest rest;
    struct load_hard_share hard_share;
    struct load_volume week;      /* the calendar week of as_of, so far */
    struct load_volume last_week; /* the one before */
    struct load_volume rolling_7; /* as_of and the six days before */
    struct load_volume rolling_28;
    struct load_mass mass; /* of as_of */
    struct load_pain pain;
    struct load_check check;
    struct load_gate gate; /* what holds and stops of the days before leave behind */

    size_t
        n_series; /* oldest first, at most inputs.n_series_days, only days of the history */
    const struct load_series_day *series;
    struct load_projection projection; /* n_days 0 unless inputs.n_horizon_days */
};

/*
 * Everything for inputs->as_of. Borrowed: inputs, what they point to, and the scratch live
 * as long as ret. Cannot fail: an empty history gives empty series, NAN and the level
 * unknown. Allocates nothing. scratch->memory: load_scratch_bytes(inputs) bytes, aligned
 * for any type.
 */
void load_status_compute(const struct load_inputs *inputs, struct load_scratch *scratch,
                         struct load_status *ret);

/*
 * The status of a day of a history that was built before, in O(weeks): for many days of one
 * athlete. Seen with what is known as of inputs->as_of (masses measured later count
 * backwards, A15). Activities after the day are not looked at, but the parts after midnight
 * of a session that began on it are. No series, no projection. day must be of the history,
 * or inputs->as_of.
 */
void load_status_at(const struct load_history *history, day_num day,
                    struct load_status *ret);

/* Row i of the history (i < n_days). */
struct load_series_day load_series_at(const struct load_history *history, size_t i);

#endif
