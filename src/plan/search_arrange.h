/* What the files that arrange sessions in slots share; see search.h, "slots". */
#ifndef PLAN_SEARCH_ARRANGE_H
#define PLAN_SEARCH_ARRANGE_H

#include "plan/search_internal.h"

/* What a day has come to, fixed sessions included. */
struct search_day_state {
    int n_spread;
    int n_hard;
    bool is_hard_day; /* something not easy */
    bool has_run;
    bool has_strength;
    double llss; /* at least */
};

/* What filling a slot changes, and taking it back restores. */
struct search_placed {
    uint8_t n_left[N_PLAN_MENU];
    uint32_t left_kinds;
    int left_total;
    int left_spread;
    int left_runs;
    unsigned loaded_days;
    int n_run_days; /* up to here, all fixed ones counted */
    int n_strength_days;
    int n_new_runs;
    int n_pairs;
    int n_events;      /* new ones */
    search_score cost; /* arrangement so far: points and spread */
};

struct search_arrange {
    struct plan_search_scratch *scratch;
    const struct search_problem *problem;
    const struct search_vector *vector;
    struct search_order *order;
    uint32_t masks[SEARCH_SLOTS];
    uint32_t counted; /* wishes (bits) that the vector alone leaves unmet */
    struct search_placed at;
    struct search_day_state days[PLAN_DAYS];
    struct search_event events[PLAN_SPACE_WEEK_SESSIONS];
    struct search_box
        placed[PLAN_DAYS + 1]; /* sums of the days before, fixed ones of all */
    bool is_stopped;
    int n_masks[SEARCH_SLOTS];
    /* Not cleared: */
    uint32_t lists[SEARCH_SLOTS][SEARCH_MASKS]; /* what each may hold of the vector */
};

/* Is there a run on the day before? */
bool plan__arrange_had_run(const struct search_arrange *arrange, int day);
/* S2's pairs of legs and rides that cannot be made any more. */
int plan__arrange_pairs_missing(const struct search_arrange *arrange, int n_possible);

/* Weight of the wishes on run days and strength days that the days from `day` on cannot
 * meet any more, those that the vector alone leaves unmet aside. */
search_score plan__arrange_days_unmet(const struct search_arrange *arrange, int day);

/* ---- rest.c: what the days that are not laid out yet cost at least ---- */

/* The least that the days from `day` on add; SEARCH_NEVER: what is left cannot stand. */
search_score plan__arrange_rest_least(const struct search_arrange *arrange, int day);
/* What minutes cost at least with the days before `day` as they stand; SEARCH_NEVER: they
 * break a rule. */
search_score plan__arrange_minutes_least(const struct search_arrange *arrange, int day);
/* Add the sessions of a day that stands to the sums. */
void plan__arrange_day_sum(struct search_arrange *arrange, int day);
/* All that the cost of the days from `day` on depends on. */
struct search_memo plan__arrange_key_of(const struct search_arrange *arrange, int day);
/* Where the state is remembered, or another that may be written over. */
struct search_memo *plan__arrange_memo_of(const struct search_arrange *arrange,
                                          const struct search_memo *key);
bool plan__arrange_is_same_state(const struct search_memo *a, const struct search_memo *b);

/* ---- place.c: one slot more ---- */

/* False: the slot cannot hold it; what was changed is undone by the caller. */
bool plan__arrange_slot_place(struct search_arrange *arrange, int slot, uint32_t mask);
/* What the day costs when both slots stand; false: H7 is broken. */
bool plan__arrange_day_close(struct search_arrange *arrange, int day);

#endif
