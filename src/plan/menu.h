/*
 * What a planned session can be: its kinds, and the menu of those that the planner itself
 * uses (science-decisions.md, "The planner's menu"). The order of the kinds is the order of
 * ties.
 */
#ifndef PLAN_MENU_H
#define PLAN_MENU_H

#include <stdbool.h>
#include <stddef.h>

#include "model/sport.h"

enum plan_kind {
#define PLAN_KIND(id, name, sport, weight, effort, q2, from, to, step, marks) PLAN_##id,
#include "plan/menu.def"
#undef PLAN_KIND
    /* Kinds that only others' weeks hold; they have no minutes and no load of their own. */
    PLAN_RACE,     /* of any sport */
    PLAN_MOBILITY, /* yoga, stretching, pilates */
    PLAN_OTHER     /* any other sport: weighs as the sport does */
};
enum { N_PLAN_MENU = PLAN_RACE, N_PLAN_KINDS = PLAN_OTHER + 1 };

/* How hard a session is; of strength, by its q squared. */
enum plan_effort { PLAN_EASY, PLAN_MODERATE, PLAN_HARD };
enum { N_PLAN_EFFORTS = PLAN_HARD + 1 };
/* "easy", "moderate", "hard". */
const char *plan_effort_name(enum plan_effort effort);

/* What the rules ask about a kind; bits. */
enum plan_mark {
    PLAN_MARK_RUN = 1 << 0,
    PLAN_MARK_RIDE = 1 << 1,
    PLAN_MARK_STRENGTH = 1 << 2,   /* a strength session of the wish strength_days */
    PLAN_MARK_RUN_HARD = 1 << 3,   /* A31 */
    PLAN_MARK_RIDE_HARD = 1 << 4,  /* threshold and VO2; ride_tempo is not */
    PLAN_MARK_HEAVY_LEGS = 1 << 5, /* H8, P8 */
    PLAN_MARK_KEY = 1 << 6,   /* vo2, threshold, intervals, race: no heavy legs in the 24 h
                                 before (P9) */
    PLAN_MARK_TEMPO = 1 << 7, /* the other quality sessions of P9 */
    PLAN_MARK_LOADS_LIMBS = 1 << 8, /* no limb rest day: a run, or a weight of 0.50 or more
                                       that is no calf/hip work (A17) */
    PLAN_MARK_IMPACT = 1 << 9       /* another sport of jumps and turns (football, tennis,
                                       crossfit): weight of IMPACT_WEIGHT or more (H1) */
};

struct plan_kind_info {
    const char *name; /* "run_easy" */
    enum sport sport;
    double weight; /* of LLSS (science.md 1.4); NAN: the sport's */
    enum plan_effort effort;
    double q2;        /* planned intensity squared; NAN: not by kind */
    int minutes_from; /* of the menu; 0: the rung's (run_ladder), or not in the menu */
    int minutes_to;
    int minutes_step;
    unsigned marks; /* enum plan_mark */
};
/* Static. */
const struct plan_kind_info *plan_kind_info(enum plan_kind kind);
/* True and the kind when the name is one of the N_PLAN_KINDS. */
bool plan_kind_from_name(const char *name, enum plan_kind *ret_kind);

#endif
