/*
 * What the files of the search share; search.h says what is searched and why it is exact.
 * Nothing here is for others.
 */
#ifndef PLAN_SEARCH_INTERNAL_H
#define PLAN_SEARCH_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/limits.h"
#include "plan/plan.h"
#include "plan/search.h"
#include "plan/search_space.h"

enum {
    SEARCH_SLOTS = PLAN_DAYS * PLAN_SLOTS,
    SEARCH_MEMO = 1 << 13,    /* states remembered */
    SEARCH_MASKS = 640,       /* contents of one slot */
    SEARCH_VECTORS = 1 << 13, /* count vectors kept at once */
    SEARCH_NO_ROOM = 100
};

/*
 * The order of weeks in one number, smaller is better: unmet wishes, soft points, sessions,
 * spread. Fields add up without overflow, so a bound of a sum is a sum of bounds.
 */
typedef int64_t search_score;
enum { SEARCH_WISH_BITS = 36 };
#define SEARCH_WISH ((search_score)1 << SEARCH_WISH_BITS)
#define SEARCH_POINT ((search_score)1 << 16)
#define SEARCH_SESSION ((search_score)1 << 10)
#define SEARCH_SPREAD ((search_score)1)
#define SEARCH_NEVER INT64_MAX

/* Sums over a week that its minutes change; as two of them, the ends of what is possible.
 */
struct search_sums {
    double easy_min;  /* of runs and rides of easy effort */
    double other_min; /* of the other runs and rides */
    double run_min;
    double limited_run_min; /* those that H6 counts: no ladder runs */
    double ride_min;
    double run_km;
    double key_min[2]; /* threshold, VO2 work of runs (S10) */
    double longest_min;
    double llss;
    double fitness; /* share of the week's sessions in the lines at its end */
    double fatigue;
    double taper_min; /* run and ride minutes in the days that H11 judges */
    double km_rate;   /* km a minute of the fastest run */
};

/* A kind in this week. */
struct search_kind {
    bool is_open;
    unsigned marks;
    enum plan_effort effort;
    int step;
    int from[PLAN_DAYS]; /* minutes allowed on the day; from > to: closed */
    int to[PLAN_DAYS];
    int least; /* over the days */
    int most;
    double llss; /* per minute; of ladder runs by rung */
    double llss_least;
    double llss_most;
    double km;    /* per minute; 0 when unknown */
    int rank;     /* order in a slot */
    uint32_t bit; /* 1 << kind */
};

/* Something at a clock that pair rules look at. */
struct search_event {
    int day;
    int start_lo; /* moments: what its minutes and those before it allow */
    int start_hi;
    int end_lo;
    int end_hi;
    unsigned marks;
    enum plan_kind kind;
    bool is_done;
};

/* What the fixed sessions bring. */
struct search_base {
    struct search_sums sums;
    int counts[N_PLAN_KINDS];
    int n_runs;         /* parts */
    int n_run_sessions; /* A16 */
    int n_runs_hard;
    int n_run_hard_sessions;
    int n_rides;
    int n_rides_hard;
    int n_heavy;
    int n_strength_days;
    int points; /* soft points that nothing new changes (S9, long sessions of a short week)
                 */
    double day_llss[PLAN_DAYS];
    double day_min[PLAN_DAYS];
    uint32_t day_kinds[PLAN_DAYS]; /* bits */
    unsigned day_marks[PLAN_DAYS]; /* of all sessions of the day */
    int n_day_hard[PLAN_DAYS];     /* hard things (S2) */
    bool is_hard_day[PLAN_DAYS];   /* something that is not easy */
    bool is_loaded[PLAN_DAYS];     /* no limb rest whatever is added */
    unsigned done_loaded_days;     /* bits: no limb rest, by what is done alone */
    bool has_race[PLAN_DAYS];
    bool has_run[PLAN_DAYS];
    bool has_strength[PLAN_DAYS];
    bool has_other_run[PLAN_DAYS]; /* that is neither brick nor race (H4) */
    bool has_planned_run;
    bool has_planned_limited_run;
    bool has_planned_ride;
    bool has_planned_taper;
    int n_run_days;
};

struct search_slot {
    int day;
    int start_min;
    int minutes; /* 0: closed */
    bool is_run_closed;
};

/* What the open slots hold at most, wherever sessions stand. */
struct search_packing {
    enum plan_kind by_least[N_PLAN_MENU]; /* longest least minutes first */
    /* Of the days from one on: sessions at least as long as the kind's shortest, slots that
     * hold a ride, minutes. */
    uint8_t sessions_most[PLAN_DAYS + 1][N_PLAN_MENU];
    uint8_t rides_from[PLAN_DAYS + 1];
    double free_from[PLAN_DAYS + 1];
    int runs_most;      /* days that new runs can stand on */
    int runs_hard_most; /* new sessions */
    int rides_most;     /* slots that hold one */
    int rides_hard_most;
    /* Run days that follow one, fixed ones too, at least: of the days from one on, with no
     * run (a run) on the day before it, with so many new runs; SEARCH_NO_ROOM: they cannot
     * stand there. */
    uint8_t in_a_row[PLAN_DAYS + 1][2][PLAN_DAYS + 1];
    double top_min[SEARCH_SLOTS + 1];    /* of so many slots */
    enum plan_kind by_llss[N_PLAN_MENU]; /* most LLSS a minute first */
};

struct search_problem {
    const struct plan_input *input;
    const struct plan_limits *limits;
    search_score wish_weight[PLAN_MAX_WISHES];
    search_score unmet_least; /* proved: no week leaves wishes of less weight */
    struct search_kind kinds[N_PLAN_MENU];
    struct search_slot slots[SEARCH_SLOTS];
    double day_free_min[PLAN_DAYS];
    struct search_base base;
    int n_events; /* past and fixed */
    struct search_event events[PLAN_MAX_PAST + 2 * PLAN_MAX_SESSIONS];
    double
        fitness_share[PLAN_DAYS]; /* of a day's LLSS in the lines at the end of the week */
    double fatigue_share[PLAN_DAYS];
    double fitness_rest; /* the lines at the end of the week without its sessions */
    double fatigue_rest;
    double rest_llss_max;  /* a limb rest day stays below */
    double run_llss_least; /* a minute, of the open kinds */
    double ride_llss_least;
    double run_km_most;     /* a minute; 0: not known */
    double run_llss_per_km; /* least, of the kinds whose km are known */
    double capacity_min;    /* of all slots */
    enum plan_kind by_rank[N_PLAN_MENU];
    bool is_mending;     /* the fixed sessions alone break a rule that more may mend */
    bool is_wishes_only; /* soft points do not count: is there any week at all? */
    int kind_most[N_PLAN_MENU];              /* sessions of a kind in the week, at most */
    int accepted[SEARCH_SLOTS][N_PLAN_MENU]; /* S11: not held by fixed sessions */
    int n_accepted[N_PLAN_MENU];
    int n_kept[N_PLAN_MENU]; /* fixed sessions of the kind that S11 compares, matched or not
                              */
    int n_held[N_PLAN_MENU]; /* accepted ones that fixed sessions hold exactly */
    uint32_t run_kinds;      /* bits */
    uint32_t run_hard_kinds;
    uint32_t ride_kinds;
    uint32_t ride_hard_kinds;
    uint32_t strength_kinds;
    int n_open_days; /* with an open slot */
    int n_open_from[PLAN_DAYS + 1];
    int open_from[PLAN_DAYS + 1]
                 [N_PLAN_MENU]; /* of the slots (strength: days) from a day on */
    bool is_run_day[PLAN_DAYS];
    bool is_alternate; /* H2, H4: no run days in a row */
    struct search_packing packing;
    int n_hard_before;     /* hard things of the day before the week (S2) */
    int n_fixed_near;      /* S3 */
    int n_fixed_pairs;     /* S2 */
    int n_fixed_pair_days; /* days on which a fixed ride or fixed legs could be paired */
};

/* How the score of minutes is looked at: sums of the week between lo and hi. */
struct search_box {
    struct search_sums lo;
    struct search_sums hi;
    int n_runs; /* sessions (A16) */
};

/* How many of each kind: the first stage of the search. */
struct search_vector {
    uint8_t n[N_PLAN_MENU];
    uint8_t total;
    uint8_t n_spread;           /* of them counted in the spread */
    int8_t n_pairs;             /* S2: pairs that could be made, before those that are */
    search_score base;          /* what the counts alone cost */
    search_score minutes_least; /* sums of minutes, wherever sessions stand */
    search_score bound;         /* all, with sessions and spread */
    int spread_least;
};

/* A session of a skeleton, its minutes open or set. */
struct search_item {
    enum plan_kind kind;
    int slot; /* of the week, 0 to SEARCH_SLOTS - 1 */
    int from; /* what rules and slot allow */
    int to;
    int step;
    int minutes;
    int rung;    /* of run_ladder */
    double llss; /* per minute */
    double km;
};

struct search_skeleton {
    int n_items; /* by slot and rank */
    struct search_item items[PLAN_SPACE_WEEK_SESSIONS];
    int n_runs;           /* sessions of the week (A16), fixed ones included */
    unsigned loaded_days; /* bits: no limb rest whatever the minutes are */
};

/* A state of the arrangement and what its rest costs at least. */
struct search_memo {
    uint64_t counts;
    uint64_t past;
    search_score rest;
    uint32_t generation;
    uint32_t counted; /* wishes that the counts alone leave unmet */
};

struct search_budget {
    long n_left; /* nodes */
    long n_used;
};

/* The best week so far. */
struct search_best {
    bool is_found;
    search_score score;
    search_score bound; /* of its arrangement, for the minutes */
    uint32_t masks[SEARCH_SLOTS];
    struct search_skeleton skeleton;
};

struct plan_search_scratch {
    struct search_problem problem;
    struct search_budget budget;
    struct search_best best;
    uint32_t generation;
    struct search_memo memo[SEARCH_MEMO];
    size_t n_vectors;
    struct search_vector vectors[SEARCH_VECTORS];
};

/* fmax and fmin without their care for NAN, which no sum is. */
static inline double plan__larger(double a, double b)
{
    return a > b ? a : b;
}

static inline double plan__smaller(double a, double b)
{
    return a < b ? a : b;
}

/* The first kind of a set that is not empty. */
static inline enum plan_kind plan__search_kind_of(uint32_t kinds)
{
    return (enum plan_kind)__builtin_ctz(kinds);
}

static inline bool plan__search_is_judged(const struct search_problem *problem,
                                          enum plan_rule rule)
{
    return (problem->limits->waived >> rule & 1U) == 0;
}

static inline search_score plan__search_points(int points)
{
    return (search_score)points * SEARCH_POINT;
}

/* A bound of wishes and points, its wishes raised to what is proved of all weeks. */
static inline search_score plan__search_raised(const struct search_problem *problem,
                                               search_score bound)
{
    search_score points = bound % SEARCH_WISH;
    return bound >= problem->unmet_least ? bound : problem->unmet_least + points;
}

void plan__search_scratch_init(struct plan_search_scratch *scratch, long node_limit);
void plan__search_problem_set(const struct plan_limits *limits,
                              struct search_problem *problem);
/* As if recovery rides were endurance rides, until the problem is set anew: false when they
 * cannot be (one was asked for). */
bool plan__search_rides_merge(struct search_problem *problem);
/* ---- slots.c, fixed.c: parts of it ---- */

/* The longest free piece of each slot; what the days hold. Needs what is fixed. */
void plan__search_slots_set(struct search_problem *problem);
/* No new run where it would join a fixed one (A16). */
void plan__search_runs_close(struct search_problem *problem);
void plan__search_past_add(struct search_problem *problem);
void plan__search_fixed_add(struct search_problem *problem,
                            const struct plan_session *session);
void plan__search_done_days_set(struct search_problem *problem);
/* H8 looks at sessions, H5 and S3 at run sessions: fixed runs that adjoin are one (A16). */
void plan__search_fixed_events_add(struct search_problem *problem);
/* S2 and S3 among what is fixed. */
void plan__search_fixed_pairs_set(struct search_problem *problem);
/* May the slot hold the kind at its shortest? */
bool plan__search_is_open_in(const struct search_problem *problem, enum plan_kind kind,
                             int slot);
/* What the slot can hold of a set of kinds, nothing too, in the order (5); how many. */
int plan__search_masks(const struct search_problem *problem, int slot, uint32_t kinds,
                       uint32_t ret[SEARCH_MASKS]);

/* ---- bound.c: what the counts of kinds cost at least ---- */

/* Sets base and bound (with sessions and spread); false: no week has these counts. */
bool plan__search_vector_weigh(const struct search_problem *problem,
                               struct search_vector *vector);
/* What the vector's sums are between, as far as slots and days let them. */
void plan__search_vector_box(const struct search_problem *problem,
                             const struct search_vector *vector, struct search_box *ret);
/* The same with the sums that plan__search_box_add has made of the vector. */
bool plan__search_vector_weigh_box(const struct search_problem *problem,
                                   struct search_vector *vector,
                                   const struct search_box *sums);
/* Wishes (bits) that no week with these counts of kinds 0..n_chosen-1 meets. */
uint32_t plan__search_counts_unmet(const struct search_problem *problem,
                                   const struct search_vector *vector, int n_chosen);
/* What kinds 0..n_chosen-1 cost by their numbers alone, the others as well as can be. */
search_score plan__search_extra_least(const struct search_problem *problem,
                                      const struct search_vector *vector, int n_chosen);
/* Least sum of squares of n over days. */
int plan__search_spread_least(int n, int n_days);

/* ---- packing.c: what fits into the open slots ---- */

void plan__search_packing_set(struct search_problem *problem);
/* Could the slots hold so many sessions, each as short as can be? */
bool plan__search_packs(const struct search_problem *problem, const uint8_t n[N_PLAN_MENU]);
/* Could the days from one on? */
bool plan__search_packs_from(const struct search_problem *problem, int day,
                             const uint8_t n[N_PLAN_MENU]);
/* Lowers the upper ends of a box: n sessions at least and n_more beyond them at most stand
 * in the slots of the whole week. */
void plan__search_packing_limit(const struct search_problem *problem,
                                const uint8_t n[N_PLAN_MENU],
                                const uint8_t n_most[N_PLAN_MENU], struct search_box *box);

/* ---- vectors.c ---- */

/*
 * Every vector with a bound of at most limit, best first. False: they are more than fit.
 * *ret_next becomes the smallest bound above the limit when that is smaller.
 */
bool plan__search_vectors(struct plan_search_scratch *scratch, search_score limit,
                          search_score *ret_next);

/* ---- arrange.c ---- */

enum search_mode {
    SEARCH_ANY,   /* any week within the limit; each one found lowers it */
    SEARCH_FIRST, /* of the weeks within the limit, the first in the order (5) */
};
struct search_order {
    enum search_mode mode;
    search_score limit; /* of the whole score */
    int spread_slack;   /* beyond the least spread of the vector; large: none */
    search_score next; /* smallest bound above the limit that was met; SEARCH_NEVER: none */
    const uint32_t *only; /* [SEARCH_SLOTS] the one arrangement to look at; NULL: all */
};
/* Look through the arrangements of a vector; scratch->best is what was found. */
void plan__search_arrange(struct plan_search_scratch *scratch,
                          const struct search_vector *vector, struct search_order *order);

/* ---- improve.c ---- */

/* *any becomes the best of its neighbours, and of theirs, until so many nodes are left. */
void plan__search_improve(struct plan_search_scratch *scratch, long nodes_least,
                          struct search_best *any);

/* ---- cost.c: what minutes cost ---- */

/* The least soft points (S1, S4, S5, S10, S12) of any week in the box; exact when lo is hi.
 */
int plan__search_cost(const struct search_problem *problem, const struct search_box *box);
/* ---- box.c ---- */

/*
 * What the sums cost at least (wishes on hours and km, soft points) in any week of the box;
 * SEARCH_NEVER: each exceeds H6, H10 or H11. counted: what is known to be unmet besides.
 * The box is drawn in: by the limits, and by wishes that have to be met.
 */
search_score plan__search_box_least(const struct search_problem *problem,
                                    search_score counted, struct search_box *box);

/* ---- cost.c: sums ---- */

/* Add minutes of a kind on a day to sums. */
void plan__search_sums_add(const struct search_problem *problem, enum plan_kind kind,
                           int day, double minutes, double llss, double km,
                           struct search_sums *sums);

/* Two sums of one week: added, its longest run and fastest kilometre the larger. */
void plan__search_sums_join(const struct search_sums *add, struct search_sums *sums);

/* n sessions of the kind from a day on: on different days, rides two a day, as early or as
 * late as can be. */
void plan__search_box_add(const struct search_problem *problem, enum plan_kind kind, int n,
                          int from_day, struct search_box *box);
/* The i-th of them (0-based). */
void plan__search_box_add_one(const struct search_problem *problem, enum plan_kind kind,
                              int i, int from_day, struct search_box *box);

/* ---- pairs.c: what stands too near ---- */

/* First pass, from ranges: must the pair break H5 or H8 whatever the minutes are? */
bool plan__search_pair_breaks(const struct search_problem *problem,
                              const struct search_event *a, const struct search_event *b);
/* Do hard ride and run-hard stand under 24 h apart whatever the minutes are (S3)? */
bool plan__search_pair_is_near(const struct search_event *a, const struct search_event *b);

/* ---- minutes.c: the best minutes of a skeleton ---- */

/*
 * The least score (wishes and soft points, of the whole week) of a skeleton, when at most
 * `limit`; its minutes then hold it. SEARCH_NEVER: none. `bound` is what the arrangement
 * alone costs at least, without what the sums of minutes cost.
 */
search_score plan__search_minutes(const struct search_problem *problem,
                                  struct search_skeleton *skeleton, search_score bound,
                                  search_score limit, struct search_budget *budget);
/* Of all minutes with at most that score: nearest to the usual minutes, then the smallest
 * in the order (5). False: the budget ended before that was proved (the minutes are valid).
 */
bool plan__search_settle(const struct search_problem *problem,
                         struct search_skeleton *skeleton, search_score bound,
                         search_score score, struct search_budget *budget);

/* ---- totals.c: minutes kind by kind ---- */

/* Could the skeleton's minutes be within the limit? False is proved. whole: the ends of its
 * sums; bound as plan__search_minutes. */
bool plan__search_totals_fit(const struct search_problem *problem,
                             const struct search_skeleton *skeleton,
                             const struct search_box *whole, search_score bound,
                             search_score limit, struct search_budget *budget);
/* The same for a vector, wherever its sessions stand; the limit of wishes and points. */
bool plan__search_totals_stand(const struct search_problem *problem,
                               const struct search_vector *vector,
                               const struct search_box *whole, search_score limit,
                               struct search_budget *budget);

/* ---- skeleton.c ---- */

/* What each session may last where it stands; false: one cannot be. */
bool plan__search_items_set(const struct search_problem *problem,
                            const uint32_t masks[SEARCH_SLOTS],
                            struct search_skeleton *ret);
/* May the week's first new run be of this kind (hold, gap)? */
bool plan__search_first_run_fits(const struct search_problem *problem, enum plan_kind kind,
                                 int slot);
/* The sessions of the week, fixed ones included, by plan_sort. */
size_t plan__search_sessions(const struct search_problem *problem,
                             const struct search_skeleton *skeleton,
                             struct plan_session ret[]);
/* H7 of the first days, those of the bits no limb rest days: can it still hold? */
bool plan__search_rest_holds(const struct search_problem *problem, int n_days,
                             unsigned loaded_days);
/* Exact score of wishes and soft points; SEARCH_NEVER when a hard rule is broken. */
search_score plan__search_judge(const struct search_problem *problem,
                                const struct search_skeleton *skeleton);
#endif
