/* An assessment as a Markdown page. */
#ifndef WATCH_MARKDOWN_H
#define WATCH_MARKDOWN_H

#include "base/str.h"
#include "json/json.h"

struct watch_page {
    const char *athlete;
    const char *activity_id;
    const char *revision;
    const char *verdict; /* a key of post_workout_assessment */
    const char *title;   /* one line: what session, of when */
    const char *text;    /* the answer's text: the summary, then one fact a line */
};

/*
 * Front matter (athlete, activity, revision, verdict), the title, the summary as a
 * paragraph, the facts as a list; work steps keep their numbers, questions and what to do
 * next have headings of their own, and the last line (what data this is of) stands small at
 * the end. Names that people wrote are data: what Markdown or HTML would act on is escaped.
 * With has_front_matter false the page begins with its title.
 */
void watch_markdown_write(struct str_buf *to, const struct watch_page *page,
                          bool has_front_matter);

/* The title of an assessment's page, from its structured half: "Run "Easy", Thu 2026-01-08
 * 06:32". */
void watch_title_write(struct str_buf *to, const json_t *assessment);

#endif
