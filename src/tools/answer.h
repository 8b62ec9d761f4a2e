/*
 * An answer under construction: the common head, the structured half and the text half,
 * each sufficient alone. Tools add facts; answer_finish joins them into a CallToolResult.
 */
#ifndef TOOLS_ANSWER_H
#define TOOLS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "data/data.h"
#include "json/json.h"

enum answer_output { ANSWER_BOTH, ANSWER_TEXT, ANSWER_STRUCTURED };

enum answer_reason {
    MISSING_NO_DATA,
    MISSING_UNREADABLE_STRAVA,
    MISSING_NOT_RECORDED,
    MISSING_TOO_SHORT_HISTORY,
    MISSING_NOT_ASKED,
    MISSING_UPSTREAM_FAILED
};

enum { ANSWER_SUMMARY_BYTES = 300, ANSWER_ID_CHARS = 8 };

struct answer {
    json_t *body;    /* the tool's own members, in order */
    json_t *missing; /* rows of the common head */
    struct str_buf text;
    struct str_buf missing_text;
    char summary[ANSWER_SUMMARY_BYTES + 1];
};

void answer_init(struct answer *answer);
void answer_release(struct answer *answer);
/* Back to empty, for the next run. */
void answer_clear(struct answer *answer);

/* The verdict or the gist, at most 300 characters; also the first line of the text. */
void answer_summary(struct answer *answer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* One line of text. */
void answer_line(struct answer *answer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A member of the structured half. Steals value. */
void answer_set(struct answer *answer, const char *key, json_t *value);
/* What is not known and what that means; in both halves. One entry per what and reason. */
void answer_missing(struct answer *answer, const char *what, size_t count,
                    enum answer_reason reason, const char *effect);

/* {"columns": [...], "rows": []}; new reference. Add rows with answer_row. */
json_t *answer_table(const char *const columns[], size_t n_columns);
/* Steals row, an array with a value per column. */
void answer_row(json_t *table, json_t *row);

struct answer_frame {
    const struct data_view *view;
    const struct data_athlete *athlete; /* NULL when even that is not known */
    bool is_clock_frozen;
    enum answer_output output;
    const struct data_provenance *provenance; /* NULL: the view's */
    const char *athlete_name;                 /* NULL: the athlete's id */
};
/*
 * {content, structuredContent} with the head: summary, answer_id, athlete, as_of, source,
 * synced_at, stale, missing. answer_id goes into ret_id[ANSWER_ID_CHARS + 1]. New
 * reference; the answer is empty after.
 */
json_t *answer_finish(struct answer *answer, const struct answer_frame *frame,
                      char *ret_id);

#endif
