/* Served answers taken apart: every number with what it is about. */
#ifndef CLAIMS_FACTS_H
#define CLAIMS_FACTS_H

#include "claims/claims.h"
#include "claims/keys.h"
#include "claims/read.h"

/* Facts that are read at most, and bytes of sentences, of the newest answers. */
enum {
    FACTS_MAX = 20000,
    FACT_TEXT_BYTES_MAX = 512 * 1024,
    FACT_NAMES_MAX = 256,
    FACT_PLACES_MAX = 64
};

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
    bool is_service;  /* a field of the service: confirms, never contradicts */
    bool is_part;     /* of such a sum: Ride beside VirtualRide is not all riding */
    int i_name;       /* of the activity; -1: none */
    size_t i_answer;
    const char *path; /* of the table or the member */
    int i_row;        /* -1: no row */
    const char *column;
    size_t n_extras;
    const char *extras[KEY_EXTRAS_MAX];
    size_t extra_numbers[KEY_EXTRAS_MAX]; /* of extra_words */
};

struct claims__facts {
    size_t n_facts;
    size_t capacity;
    struct claims__fact *facts; /* of the newest answer first */
    size_t n_names;
    const char *names[FACT_NAMES_MAX]; /* folded */
    day_num latest_run;                /* DAY_NUM_NONE: none was served */
    size_t n_extra_words;              /* of all facts, in order, each once */
    const char **extra_words;
    size_t n_text_bytes; /* of sentences that were read */
    bool is_cut;         /* FACTS_MAX was reached */
    size_t n_places;     /* seconds or metres that bests were served for */
    int places[FACT_PLACES_MAX];
};

/* The arena's; texts of the answers are borrowed. */
void claims__facts_read(struct arena *arena, const struct claims__lexicon *lexicon,
                        day_num today, size_t n_answers,
                        const struct claims_answer answers[], struct claims__facts *ret);

/* extras.c: numbers the words of extras, once all facts are there. */
void claims__extras_number(struct arena *arena, struct claims__facts *facts);

#endif
