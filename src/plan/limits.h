/*
 * Every number that the rules compare a week with, from the input alone: made once for many
 * weeks. What each means is written at the rule (rules.h, soft.h).
 */
#ifndef PLAN_LIMITS_H
#define PLAN_LIMITS_H

#include <stdbool.h>

#include "plan/plan.h"

enum plan_limit_mode {
    PLAN_LIMIT_KM,      /* the longest is 45 min or more and its km are known */
    PLAN_LIMIT_MIN,     /* shorter, or km are not known */
    PLAN_LIMIT_RUNG,    /* ladder runs only */
    PLAN_LIMIT_LEARNING /* recent running not known: easy, up to 30 min */
};

/* How long one run session may be on a day (P3). */
struct plan_run_limit {
    enum plan_limit_mode mode;
    double max_km;       /* of PLAN_LIMIT_KM; NAN else */
    double max_min;      /* of every mode but the rung's: what counts when km are missing */
    double reference_km; /* longest done session of the 30 days before; NAN: unknown */
    double reference_min;
};

/* One range of session counts of a focus pattern (S7). */
struct plan_range {
    int from;
    int to;
};
struct plan_pattern {
    struct plan_range runs; /* bricks among them, races not */
    struct plan_range runs_hard;
    struct plan_range runs_long;
    struct plan_range rides;
    struct plan_range rides_hard;
    struct plan_range rides_long;
    struct plan_range bricks;
    struct plan_range heavy;
    struct plan_range light;
    struct plan_range upper;
    struct plan_range core;
    int calf;              /* calf_hip sessions at least */
    bool is_light_or_calf; /* one light session or one calf_hip at least */
    bool is_short; /* hard sessions in the lower half of their range, else each counts as
                      extra */
};

struct plan_limits {
    const struct plan_input *input;
    unsigned
        waived; /* bits 1 << rule: not judged (overridden, or tried without); 0 at first */

    /* Runs of the week */
    bool is_run_refused;    /* H1 stop */
    bool is_run_referred;   /* H2: high-risk site, or pain at a bone site */
    bool is_ladder_only;    /* the whole week: open ladder or bone stress */
    bool is_ladder_by_bone; /* then the ladder is judged by H2, else by H3 */
    bool has_hold;          /* H1: no run up to hold_until, then an easy one */
    int hold_until;         /* today; yesterday when the hold is over; negative: it gates
                               the first run only */
    double hold_max_min;    /* the first later run: of the last run; NAN: unknown */
    int legs_until; /* H1: no heavy legs, no impact up to this day; negative: free */
    struct plan_run_limit run[PLAN_DAYS];
    bool has_gap;      /* resuming, the first run after the gap is to come */
    double gap_max_km; /* that run; NAN: unknown */
    double gap_max_min;
    bool is_no_peak[PLAN_DAYS]; /* H12 */
    int max_run_days;           /* 7 and has_max_run_days false: none */
    bool has_max_run_days;
    bool is_alternate;         /* run days never consecutive (H4) */
    bool is_alternate_by_bone; /* H2 */
    bool has_one_run_a_day[PLAN_DAYS];
    int max_run_hard;
    bool is_no_hard[PLAN_DAYS]; /* resuming, within a week of a stop, or recent running not
                                   known */
    int hard_gap_min;
    double week_run_max_min; /* NAN: not applicable */
    double usual_run_min;    /* mean of the last three weeks; ties */
    double usual_ride_min;

    /* Rest, strength, long run, taper */
    int rest_days_week; /* in the week; 0: only the rolling rule */
    int legs_gap_min;
    double long_run_max_min[PLAN_DAYS];
    bool has_taper; /* race-7 .. race-1 end in the week: volume is judged */
    int taper_from; /* days of the week, also negative; both PLAN_NO_DAY: none */
    int taper_to;
    double taper_usual_min;  /* a quarter of the 28 days before taper_from */
    double taper_before_min; /* run and ride minutes of taper_from .. -1 */

    /* Soft */
    double easy_pct_to;   /* 85, or 100: no upper bound */
    bool is_deload;       /* S4: due, or the focus */
    double mean_llss;     /* of the last three weeks; NAN: not known, or 0 */
    double mean_ride_min; /* likewise */
    bool is_form_judged;  /* S5 */
    bool is_brick_due;    /* S6 */
    int pair_days; /* days that could hold a hard ride and, 6 h later, heavy legs (S2) */
    struct plan_pattern pattern;
    int calf_target;
    bool are_hills_judged; /* S9 */
    double fitness_share;  /* of a new day in the 42-day and 7-day lines */
    double fatigue_share;
};

/*
 * input must be consistent: today -inf..7, slots ordered, fixed sorted, is_done ones on
 * days up to today, rung 1 to 10 wherever ladder runs can be asked for (0 is taken as 1).
 * Borrowed: input lives as long as ret. Costs about a microsecond; cannot fail.
 */
void plan_limits_of(const struct plan_input *input, struct plan_limits *ret);

/* Do the rules ask for ladder runs on the day? */
static inline bool plan_is_ladder_day(const struct plan_limits *limits, int day)
{
    return limits->run[day].mode == PLAN_LIMIT_RUNG;
}

/* The rung that the n-th (from 0) planned ladder run of the week may be, when the ones
 * before it turn out clean: rung + (n_clean + n) / 2, at most 10. */
int plan_rung_of(const struct plan_limits *limits, int n_before);

#endif
