/* Pain: what the diary and the wellness log say today (science.md 2.5, A26-A28). */
#ifndef LOAD_PAIN_H
#define LOAD_PAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "load/gaps.h"
#include "load/history.h"

enum load_pain_state {
    LOAD_PAIN_NOT_ASKED, /* this build has no diary: pain neither raises nor clears anything
                          */
    LOAD_PAIN_NO_ENTRY,  /* nothing in the last 6 days */
    LOAD_PAIN_CURRENT
};
/* "not_asked", "no_entry", "current". */
const char *load_pain_state_name(enum load_pain_state state);

struct load_pain {
    enum load_pain_state state;
    day_num day;            /* of the latest entry; DAY_NUM_NONE */
    double worst;           /* 0-10, of what is current; NAN */
    const char *worst_site; /* NULL when not told */
    day_num worst_day;
    bool is_limping;
    day_num limping_day; /* the latest */
    double bone_score;   /* the worst above 0 at a bone-stress site; NAN: none */
    const char *bone_site;
    day_num bone_day;
    double morning; /* the latest next-morning answer of the last 6 days, its worst; NAN */
    day_num morning_day;
    bool is_unsettled; /* morning above usual_morning_pain */
    double usual_morning;

    double injury_field; /* wellness 1-4, the latest of the last 6 days; NAN */
    day_num injury_field_day;
    double soreness; /* wellness 1-4, likewise; never sets a level */
    day_num soreness_day;

    bool is_missing; /* ran today or yesterday, and nothing dated on or after it (A28) */
    bool missing_raises; /* with an injury or pain in the last 12 weeks, or returning now */
    day_num missing_run_day; /* the run that waits for an answer */
};

/*
 * Pain as of a day. Entries after it do not exist; scores outside 0..10 are not used.
 *
 * Current, site by site: the day of the latest entry about the site if at most 6 days old,
 * with the day before it; the worst of all counts (A26; site by site is our choice: a zero
 * at the knee says nothing of the hip). A site without a side and the same site with one
 * are the same, wherever the side stands ("achilles_left", "Left Achilles", "achilles
 * (L)"); a zero without a site speaks of all. Bone-stress sites (no pain accepted):
 * femoral_neck, anterior_tibia, navicular, fifth_metatarsal_base, sesamoid, talus, whatever
 * stands around them ("left talus"), and the preference's list (of either side, when one is
 * not told). Without a diary only the wellness fields are filled; is_missing stays false.
 * Our choice: a next-morning answer above usual stands until a later morning answer or for
 * 6 days; in A28 "an injury" is a dated injury, an INJURED day or a wellness injury of 3 or
 * more. Source: Silbernagel 2007 (A for Achilles); bone sites after Warden (D).
 */
struct load_pain load_pain_on(const struct load_history *history, day_num day,
                              const struct load_running *running);

/* Was a morning answer at most usual given after this day, up to `today` (A23)? False
 * without a diary. */
bool load_pain_is_settled_after(const struct load_history *history, day_num after,
                                day_num today);

/* Is the site one where no pain is accepted? NULL is not. Letter case, blanks, '-' and '_'
 * do not matter. */
bool load_pain_is_bone_site(const struct load_preferences *preferences, const char *site);

#endif
