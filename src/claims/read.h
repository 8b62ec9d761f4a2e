/* A text's numbers, each with what it is about. */
#ifndef CLAIMS_READ_H
#define CLAIMS_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/civil.h"
#include "claims/lexicon.h"
#include "claims/subject.h"
#include "claims/tokens.h"

enum { SCOPE_DAYS_MAX = 4 };

/* Of which day or days something is said. */
struct claims__scope {
    size_t n_days; /* 0: none was named; more than one: any of them may be meant */
    day_num days[SCOPE_DAYS_MAX];
    bool has_period;
    day_num first;
    day_num last;
    bool is_open_week; /* this week: up to today, or whole */
    int level;         /* 2: said beside the number; 1: in its sentence; 0: before it */
    bool is_mixed;     /* several were said: any may be meant */
    bool is_bad;       /* weekday and date contradict each other */
};

/* One number or range of a text. */
struct claims__mention {
    size_t begin; /* bytes of the text */
    size_t end;
    double low; /* in the unit of enum claims__unit; low == high for one number */
    double high;
    double alternative; /* of low: the other reading of 1,200; equals low else */
    double half;        /* half of the last place written */
    bool is_converted;  /* miles, feet, pounds */
    bool is_about;
    bool has_colon; /* 1:05: exact to the place written */
    struct claims__subject subject;
    uint64_t inherited_what; /* of the number before, in the same sentence */
    uint64_t inherited_how;
    enum claims__unit inherited_unit; /* of a bare number: 144 bpm (max 165) */
    bool is_sport_weak;
    bool has_of; /* "52 of 70": the other number */
    double of;
    enum claims__unit of_unit; /* UNIT_NONE: none is written behind it */
    double of_factor;          /* to of_unit */
    struct claims__scope scope;
    bool is_past;
    bool is_planned;
    bool is_advice;
    size_t first_token; /* of its sentence, for words that are no lexicon's */
    size_t last_token;
    int i_name; /* of the names given to the reader; -1: none */
};

/* A weekday beside a date that is another one's. */
struct claims__bad_day {
    size_t begin;
    size_t end;
    day_num day;      /* DAY_NUM_NONE: no such date */
    int weekday_said; /* 0 Monday .. 6 Sunday; -1: none */
};

struct claims__reading {
    struct claims__tokens tokens;
    size_t n_mentions;
    struct claims__mention *mentions; /* in the order of the text */
    size_t n_bad_days;
    struct claims__bad_day *bad_days;
    size_t n_left_out; /* numbers beyond n_max */
};

struct claims__reader {
    struct arena *arena;
    const struct claims__lexicon *lexicon;
    day_num today;
    day_num latest_run; /* DAY_NUM_NONE: not known */
    size_t n_names;     /* served names of activities: folded words joined by a space */
    const char *const *names;
    size_t n_max;
    size_t n_places; /* seconds or metres of served bests: "5-minute power 298 W" */
    const int *places;
};

void claims__read(const struct claims__reader *reader, const char *text, size_t n_bytes,
                  struct claims__reading *ret);

#endif
