/* Served answers taken apart: every number with what it is about. */
#ifndef CLAIMS_FACTS_H
#define CLAIMS_FACTS_H

#include "claims/claims.h"
#include "claims/keys.h"
#include "claims/read.h"

/* Facts that are read at most, of the newest answers. */
enum { FACTS_MAX = 20000, FACT_NAMES_MAX = 256 };

struct claims__fact {
    double low; /* in the unit; low == high unless it was a range of a text */
    double high;
    double half;   /* half of the last place served */
    double factor; /* value as served * factor = low */
    struct claims__subject subject;
    bool has_day;
    day_num day;
    bool is_now; /* of the moment of the answer, not of a day's row */
    bool has_period;
    day_num first;
    day_num last;
    bool is_planned;
    bool is_text;     /* read from a sentence of ours */
    bool is_computed; /* a sum of served values */
    bool is_part;     /* of such a sum: Ride beside VirtualRide is not all riding */
    int i_name;       /* of the activity; -1: none */
    size_t i_answer;
    const char *path; /* of the table or the member */
    int i_row;        /* -1: no row */
    const char *column;
    size_t n_extras;
    const char *extras[KEY_EXTRAS_MAX];
};

struct claims__facts {
    size_t n_facts;
    size_t capacity;
    struct claims__fact *facts; /* of the newest answer first */
    size_t n_names;
    const char *names[FACT_NAMES_MAX]; /* folded */
    day_num latest_run;                /* DAY_NUM_NONE: none was served */
    bool is_cut;                       /* FACTS_MAX was reached */
};

/* The arena's; texts of the answers are borrowed. */
void claims__facts_read(struct arena *arena, const struct claims__lexicon *lexicon,
                        day_num today, size_t n_answers,
                        const struct claims_answer answers[], struct claims__facts *ret);

#endif
