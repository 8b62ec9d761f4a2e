/* Running dynamics of the stored runs, as the load engine's drift wants them. */
#ifndef TOOLS_DYNAMICS_H
#define TOOLS_DYNAMICS_H

#include "base/limits.h"
#include "load/drift.h"
#include "tools/tool.h"

/* What is known of the runs of a range. Everything lives until the view is rewound. */
struct dynamics {
    size_t n_days;         /* of the range */
    struct data_runs runs; /* those long enough to hold a clean segment, oldest first */
    size_t n_open;         /* not fetched yet */
    size_t n_failed;
    size_t n_not_found;
    size_t n_read;                     /* with stored segments */
    const struct err *why;             /* of the newest run that failed; NULL */
    struct load_drift_run *drift_runs; /* [runs.n_items], same order */
    struct load_drift_inputs inputs;
};

/*
 * The runs of the range with their segments, turned into inputs of the drift charts:
 *   place    treadmill: `trainer` or VirtualRun
 *   cadence  of both feet: decided for the run, as everywhere (load_cadence_spm)
 *   device   the device's name and what measured: a run with ground contact balance was
 *            measured by a strap or pod, which the watch alone cannot; own fields (custom
 *            codes) count as another device. A run of an unnamed device without any
 *            dynamics: the same as before
 * fetches: see data_runs. False with err when the activities cannot be had.
 */
MUST_CHECK bool dynamics_read(struct tool_ctx *ctx, struct day_range range, bool fetches,
                              struct dynamics *ret, struct err *err);

/*
 * The charts over them; report and points live in the arena. Computed once for a range and
 * kept as long as the store stays the same: a season of runs takes tens of milliseconds.
 */
const struct load_drift_report *dynamics_report(struct tool_ctx *ctx,
                                                const struct dynamics *dynamics);

/* One run against the own normal, by metric; of the place that it was run at. */
struct dynamics_of_run {
    char id[LIMIT_ID_BYTES + 1];
    struct dynamics_value {
        bool is_there; /* the run has a clean segment with this */
        enum load_drift_state state;
        double observed;
        double normal; /* NAN while learning */
        double z;
    } values[N_LOAD_METRICS];
};
/*
 * Among the runs of the 200 days up to its own, from what is stored alone. Computed once
 * and kept as long as the store stays the same. In the arena; NULL when the store cannot be
 * read.
 */
const struct dynamics_of_run *dynamics_of_run(struct tool_ctx *ctx,
                                              const struct activity *activity);

/* What the load check hears, from what is stored alone. */
struct dynamics_check {
    size_t n_runs_read; /* 0: no segments are stored, nothing was checked */
    size_t n_runs_open; /* of the last 7 days, not read yet */
    size_t n_drift;
    struct load_drift drift[N_LOAD_METRICS];
};
/*
 * Of the 200 days up to as_of. Computed once and kept as long as the store stays the same:
 * a warm call does not read segments. In the arena; NULL when the store cannot be read.
 */
const struct dynamics_check *dynamics_for_check(struct tool_ctx *ctx, day_num as_of);

#endif
