/*
 * A draft reply held against what was served: every number of it with its unit, and what it
 * is about (words, day, sport). Pure: texts and JSON in, findings out.
 *
 * A number is `confirmed` only when subject, unit and day agree with a served value; when
 * one of them cannot be told, it is `unclear`, never confirmed and never different.
 *
 *   draft text -> tokens -> mentions (number, unit, subject, scope)   read.h
 *   served JSON -> facts (value, unit, subject, scope, path)          facts.h
 *   mention x facts -> finding                                        match.c
 *
 * English, German, French, Spanish and Italian; lexicon.def holds their words. Formats:
 * decimal point and comma, thousands separators, h:mm, m:ss, 1h05, ranges, miles.
 */
#ifndef CLAIMS_CLAIMS_H
#define CLAIMS_CLAIMS_H

#include <stddef.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/civil.h"

enum claims_status {
    CLAIM_CONFIRMED,
    CLAIM_ROUNDED,      /* the served value rounds to it, or lies in its range */
    CLAIM_DIFFERENT,    /* same subject, unit and day: another value was served */
    CLAIM_NEVER_SERVED, /* nothing of that subject, unit and day */
    CLAIM_UNCLEAR       /* about what, or of which day, cannot be told */
};
enum { N_CLAIM_STATUSES = CLAIM_UNCLEAR + 1 };

enum { CLAIMS_MAX = 120, CLAIMS_TEXT_BYTES = 8 * 1024 };

struct claims_answer {
    const char *answer_id;
    const json_t *arguments; /* of the call, an object or NULL */
    const json_t *body;      /* the structured half */
};

struct claims_finding {
    size_t begin; /* bytes of the draft */
    size_t n_bytes;
    enum claims_status status;
    const char *served;    /* the right value in words, with unit, sport and day; or NULL */
    const char *answer_id; /* where it was served; NULL with served */
    const char *path;
    const char *why; /* NULL: nothing to add */
};

struct claims_report {
    size_t n_findings;
    struct claims_finding *findings; /* in the order of the text */
    size_t n_of[N_CLAIM_STATUSES];
    size_t n_left_out; /* numbers beyond CLAIMS_MAX */
};

/*
 * text is UTF-8, at most CLAIMS_TEXT_BYTES are read; answers in the order of serving: what
 * a later one says of the same thing counts. today: the athlete's. Everything returned is
 * the arena's, or the answers'. Cannot fail.
 */
void claims_check(struct arena *arena, const char *text, day_num today, size_t n_answers,
                  const struct claims_answer answers[], struct claims_report *ret);

/* "confirmed", "rounded", "different", "never_served", "unclear" */
const char *claims_status_name(enum claims_status status);

#endif
