/* The words of lexicon.def. */
#ifndef CLAIMS_LEXICON_H
#define CLAIMS_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "claims/subject.h"

enum claims__role {
    ROLE_NONE,
    ROLE_UNIT,          /* value: enum claims__unit_word */
    ROLE_WEEKDAY,       /* value: 0 Monday .. 6 Sunday */
    ROLE_WEEKDAY_SHORT, /* one that is another word as well: counts only beside a date */
    ROLE_MONTH,         /* value: 1 to 12 */
    ROLE_DAY,           /* value: days from today */
    ROLE_LATEST,        /* the day of the latest session; value 1: run */
    ROLE_NUMBER,        /* value: the number */
    ROLE_SPAN,          /* value: days */
    ROLE_PAST,          /* "last" before a span or a weekday */
    ROLE_NEXT,
    ROLE_THIS,
    ROLE_SINCE,
    ROLE_FROM,
    ROLE_TO,
    ROLE_DONE,    /* a verb of the past */
    ROLE_PLANNED, /* a word of the future */
    ROLE_ADVICE,  /* the writer's own opinion */
    ROLE_ABOUT,
    ROLE_CLOCK, /* a time of day is near */
    ROLE_STOP   /* a part of the sentence ends */
};

enum claims__unit_word {
    UNIT_WORD_KM,
    UNIT_WORD_M,
    UNIT_WORD_MILE,
    UNIT_WORD_FOOT,
    UNIT_WORD_H,
    UNIT_WORD_MIN,
    UNIT_WORD_S,
    UNIT_WORD_W,
    UNIT_WORD_BPM,
    UNIT_WORD_PCT,
    UNIT_WORD_KG,
    UNIT_WORD_POUND,
    UNIT_WORD_KCAL,
    UNIT_WORD_KJ,
    UNIT_WORD_MS,
    UNIT_WORD_MM,
    UNIT_WORD_CM,
    UNIT_WORD_C,
    UNIT_WORD_KMH,
    UNIT_WORD_MPH,
    UNIT_WORD_OTHER
};

struct claims__word {
    const char *text; /* a final '*' stands for any ending */
    uint64_t what;
    uint64_t how;
    unsigned sport;
    enum claims__role role;
    int value;
};

/* All words in order, so that they are found by halving. */
struct claims__lexicon {
    size_t n_words;
    const struct claims__word **words;
};

void claims__lexicon_init(struct claims__lexicon *lexicon, struct arena *arena);
/* word: folded. The longest entry with '*' counts when there is none without; NULL: none.
 */
const struct claims__word *claims__lexicon_find(const struct claims__lexicon *lexicon,
                                                const char *word);

/* For tests: a word that stands there twice, NULL when all are single. */
const char *claims__lexicon_duplicate(const struct claims__lexicon *lexicon);

#endif
