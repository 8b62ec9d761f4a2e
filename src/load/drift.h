/*
 * Running dynamics against the athlete's own normal (science.md 2.6, A34, A35): for each
 * metric a curve over speed from the clean segments of the 90 days that end 7 days before a
 * run, and control charts over what the runs since then lie beside it. Description, never
 * prediction: "differs from your normal", no risk.
 *
 *     struct load_drift_inputs in = {.as_of = today, .n_runs = n, .runs = runs,
 *                                    .n_segments = m, .segments = segments};
 *     void *scratch = arena_alloc(arena, load_drift_scratch_bytes(&in), 1);
 *     struct load_drift_report report;
 *     load_drift_compute(&in, scratch, &report);
 *     load_drift_for_check(&report, drift);
 */
#ifndef LOAD_DRIFT_H
#define LOAD_DRIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "load/drift_chart.h"
#include "load/drift_fit.h"
#include "load/inputs.h"

enum load_metric {
    LOAD_METRIC_STANCE_TIME,
    LOAD_METRIC_CADENCE,
    LOAD_METRIC_VERTICAL_RATIO,
    LOAD_METRIC_STANCE_BALANCE,
    LOAD_METRIC_VERTICAL_OSCILLATION,
    LOAD_METRIC_LEG_SPRING_STIFFNESS
};
enum { N_LOAD_METRICS = LOAD_METRIC_LEG_SPRING_STIFFNESS + 1 };

struct load_metric_info {
    const char *name;  /* "stance_time" */
    const char *unit;  /* "ms" */
    const char *label; /* "ground contact time" */
    double sd_floor;   /* the smallest SD of runs that is believed */
    double low;        /* measured values outside low..high are not used (A3) */
    double high;
    int decimals;    /* what the measure supports */
    bool is_checked; /* one of the four of science.md 2.6 that the load check hears */
};
struct load_metric_info load_metric_info(enum load_metric metric);

/* A run that segments belong to. Texts are the caller's, alive as long as the report. */
struct load_drift_run {
    const char *id; /* orders runs that start together; NULL */
    day_num day;
    int64_t start_local_s; /* or MODEL_NO_TIME: last of its day */
    bool is_treadmill;     /* load_drift_is_treadmill */
    /*
     * What measured, by any key: watch, strap or pod. NULL or "": the same as in the run
     * before it of this place (before the first named one: as that one).
     */
    const char *device;
    /* Only when the athlete wants shoes kept apart; NULL or "" likewise. */
    const char *shoe;
};
/* `trainer` or VirtualRun (A35). */
bool load_drift_is_treadmill(const struct activity *activity);

/* A lap or a piece of the streams of one run. Unknown: NAN. */
struct load_drift_segment {
    size_t i_run;   /* in load_drift_inputs.runs */
    double start_s; /* from the start of the run */
    double duration_s;
    double distance_m;
    double speed_m_per_s;          /* NAN: distance over duration */
    double gradient_frac;          /* 0.02 = 2 % */
    double values[N_LOAD_METRICS]; /* in the units of load_metric_info; cadence in steps a
                                      minute of both feet; 0 is a drop-out */
};
/* Everything unknown, of the run 0. */
void load_drift_segment_init(struct load_drift_segment *segment);

/*
 * Is the segment fit for a curve? It lasts 60 s or measures 1 km, starts 300 s into the run
 * or later, is flatter than 2 % up or down (gradient unknown: flat on a treadmill, else not
 * clean, A35), 1.0 to 7.5 m/s, and is running: below 2.4 m/s (where walk-run is looked for,
 * science.md 1.3) a cadence under 140 spm is walking in part. ret_speed_m_per_s: its speed,
 * or NAN.
 */
bool load_drift_is_clean(const struct load_drift_segment *segment, bool is_treadmill,
                         double *ret_speed_m_per_s);

/*
 * Any order; what starts after as_of does not exist. Hand over at least 96 days before the
 * first run that shall be judged, better 200: the charts start at 0 on the first run whose
 * baseline is there, and 20 runs later a start weighs 1 %.
 */
struct load_drift_inputs {
    day_num as_of;
    size_t n_runs;
    const struct load_drift_run *runs;
    size_t n_segments;
    const struct load_drift_segment *segments;
};

/* Why there is no verdict. */
enum load_drift_null {
    LOAD_DRIFT_GIVEN,
    LOAD_DRIFT_NULL_NO_RUN,       /* no_data: no run of this place */
    LOAD_DRIFT_NULL_NOT_RECORDED, /* no_data: no segment holds a usable value */
    LOAD_DRIFT_NULL_NOT_CLEAN,    /* no_data: none of those is clean */
    LOAD_DRIFT_NULL_FEW_RUNS,     /* learning: under 10 runs in the baseline */
    LOAD_DRIFT_NULL_FEW_SEGMENTS, /* learning: under 30 segments */
    LOAD_DRIFT_NULL_SPEED         /* out_of_speed_range */
};
/* "", "no_run", "not_recorded", "no_clean_segment", "few_runs", "few_segments",
 * "speed_out_of_range". */
const char *load_drift_null_name(enum load_drift_null reason);
/* "no_data", "learning", "in_range", "changed", "out_of_speed_range". */
const char *load_drift_state_name(enum load_drift_state state);

/* One run in one metric's trend. Differences are observed - normal: above 0 is more. */
struct load_drift_point {
    size_t i_run; /* in load_drift_inputs.runs */
    day_num day;
    enum load_drift_state state; /* after this run; never no_data */
    enum load_drift_null null_reason;
    size_t n_segments; /* judged: clean, with a value, of a speed that the baseline holds */
    size_t n_beyond;   /* clean ones left out: faster or slower than all of the baseline */
    double speed_m_per_s;   /* their mean (of all clean ones when none is left) */
    double observed;        /* mean value, likewise */
    size_t n_baseline_runs; /* after the robust drop */
    size_t n_baseline_segments;
    size_t n_dropped;
    /* From here NAN while learning. */
    double speed_low_m_per_s; /* the 5 and 95 % quantiles of the baseline's speeds */
    double speed_high_m_per_s;
    double normal;     /* mean of the curve at the segments' speeds */
    double difference; /* observed - normal */
    double sd;         /* of the baseline's run means, not below the metric's floor */
    double z;          /* difference / sd; NAN out of the speed range too */
    bool is_sd_floor;  /* sd is the floor: the runs scatter less than the device resolves */
    bool
        is_new_chart; /* the first run on its chart: a new device, or nothing for 96 days */
    struct load_drift_curve curve;
    struct load_drift_chart chart; /* after this run; unmoved when it was not judged */
};

/* One metric in one place: outdoors, or on a treadmill. */
struct load_drift_trend {
    enum load_metric metric;
    bool is_treadmill;
    enum load_drift_state state; /* of the last point; no_data without points */
    enum load_drift_null null_reason;
    size_t n_runs;     /* of this place */
    size_t n_recorded; /* segments with a usable value */
    size_t n_clean;    /* of those, clean */
    size_t
        n_points; /* runs with a clean segment, in time order; the last is the tested run */
    const struct load_drift_point *points; /* in the scratch */
};

struct load_drift_report {
    day_num as_of;
    size_t n_runs_skipped;                             /* after as_of, or without a day */
    size_t n_segments_skipped;                         /* of those runs, or of none */
    struct load_drift_trend trends[2][N_LOAD_METRICS]; /* [is_treadmill][metric] */
};

/* Bytes of scratch that load_drift_compute needs. */
size_t load_drift_scratch_bytes(const struct load_drift_inputs *inputs);

/*
 * Every metric of both places, run by run in time order. For the run of day t:
 *   baseline  clean segments with a value, of runs of days t-96 .. t-7, same place, device
 *             and shoe; curve and robust drop: drift_fit.h; kept: 10 runs and 30 segments,
 *             else `learning`
 *   range     5 to 95 % quantiles of the kept speeds (linear interpolation), but at least
 *             0.1 m/s wide about the median; the run's mean speed outside it:
 *             `out_of_speed_range`. Its segments beyond the slowest and fastest of the
 *             baseline are not judged: a curve says nothing there
 *   z         mean(value - curve(speed)) over its segments / SD of the baseline's run means
 *             (population; floor of the metric)
 *   charts    drift_chart.h; one per place, device and shoe: another device starts at 0
 *             with its own baseline, and one that returns goes on where it was; at 0 again
 *             after more than 96 days without a judged run. Runs that are learning or out
 *             of the speed range do not move them
 *   `changed` |EWMA| beyond the limit on two successive judged runs, else `in_range`
 * A change that stays becomes the normal: it is in the baseline from the 7th day on. How
 * often this is wrong, and how soon right: docs/validation.md.
 * Same segments in any order: same bytes. Borrowed: inputs and scratch (aligned as malloc
 * does), alive as long as ret. Allocates nothing; cannot fail.
 * Source: our own design (X) after standard control charts.
 */
void load_drift_compute(const struct load_drift_inputs *inputs, void *scratch,
                        struct load_drift_report *ret);

/*
 * What the load check looks at: per checked metric the place that was run last. A run of
 * more than LOAD_DRIFT_CHECK_DAYS days (that of as_of included) speaks no more: no_data.
 * Returns how many (4).
 */
size_t load_drift_for_check(const struct load_drift_report *report,
                            struct load_drift out[N_LOAD_METRICS]);

#endif
