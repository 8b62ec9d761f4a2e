/* Shared by the files that take answers apart. */
#ifndef CLAIMS_WALK_H
#define CLAIMS_WALK_H

#include "claims/facts.h"

struct claims__walk {
    struct arena *arena;
    struct arena *scratch; /* of one key or text, cleared after it */
    const struct claims__lexicon *lexicon;
    day_num today; /* of the answer */
    size_t i_answer;
    bool is_service;       /* intervals_get: fields of the service, texts of people */
    uint64_t service_what; /* what its operation is about */
    struct claims__facts *to;
};

/* What holds for all that stands inside an object or a row. */
struct claims__within {
    const char *path; /* "" at the top */
    int i_row;        /* -1: no row */
    bool has_day;
    day_num day;
    bool has_period;
    day_num first;
    day_num last;
    bool has_other; /* of a comparison: the other period */
    day_num other_first;
    day_num other_last;
    bool is_per_week;
    bool is_planned;
    bool is_condition; /* a pace is that of a part of the run */
    bool is_best;      /* the best over `index` seconds or metres */
    bool has_own_day;  /* the member's own, beside it */
    unsigned sport;
    int i_name;
    int index;
    enum claims__unit unit; /* of a sibling called unit; UNIT_NONE: none */
    double factor;
    struct claims__key about; /* of the parent's key, or of a row that names its subject */
};

enum { WALK_DEPTH_MAX = 12 };

/* facts.c: a member of an object; text and numbers. */
void claims__value_take(struct claims__walk *walk, const struct claims__within *within,
                        const char *name, const struct claims__key *key,
                        const json_t *value);
/* What a member's or column's name says. */
void claims__name_read(const struct claims__walk *walk, const char *name,
                       struct claims__key *ret);
/* The day in a text: "2026-01-03", "Sat 2026-01-03 08:24". */
bool claims__day_in(const char *text, day_num *ret_day);
/* The number of a served name, added when it is new; -1 when it is too short to be told. */
int claims__name_add(struct claims__walk *walk, const char *name);
/* The day or period of a member, and whether it is planned. */
void claims__scope_take(const struct claims__walk *walk,
                        const struct claims__within *within, const struct claims__key *key,
                        struct claims__fact *fact);
struct claims__fact *claims__fact_add(struct claims__walk *walk);
char *claims__path_join(struct arena *arena, const char *path, const char *name);

/* sentences.c: the numbers of a text of ours; of what people wrote none. */
void claims__sentence_take(struct claims__walk *walk, const struct claims__within *within,
                           const char *name, const char *text);

/* table.c: {"columns": [...], "rows": [[...]]} */
bool claims__is_table(const json_t *value);
void claims__table_take(struct claims__walk *walk, const struct claims__within *within,
                        const char *name, const json_t *table);

#endif
