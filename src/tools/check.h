/* The load check in an answer, rendered once for every tool that shows it. */
#ifndef TOOLS_CHECK_H
#define TOOLS_CHECK_H

#include "base/arena.h"
#include "load/status.h"
#include "tools/answer.h"

/* The athlete told of pain (zeros count) since the last run. */
bool check_pain_is_told(const struct load_status *status);
/* What a level means for the next run, in words that do not promise safety. */
const char *check_level_words(const struct load_status *status);
/* verdict, reasons, not_checked, questions; reasons and questions also as lines of text. */
void check_write(struct arena *arena, struct answer *answer,
                 const struct load_status *status);

/* Rendering helpers that the status shares: absent texts and numbers become null. */
void set_number(json_t *object, const char *key, double value, int decimals);
void set_count(json_t *object, const char *key, size_t value);
/* null when it is not known. */
void set_count_or_null(json_t *object, const char *key, size_t value, bool is_known);
void set_text(json_t *object, const char *key, const char *value);
void set_day(json_t *object, const char *key, day_num day);

#endif
