/* Words in others' texts; this folder only. */
#ifndef PLAN_WORDS_H
#define PLAN_WORDS_H

#include <stdbool.h>

/* Does one of the words (lower case, '-' stands for blank, '-', '_' or '/'; the list ends
 * with NULL) begin in the text, at a word start, in any ASCII case? text NULL: no. */
bool plan__has_word(const char *text, const char *const words[]);

/* Is one of the words such a one that ends there, too ("hard", not "hardly")? */
bool plan__is_called(const char *text, const char *const words[]);

/* "5 x 3 min", "6x800m", "4x30s", "3 x 10'", "6x800": the first that is not called easy by
 * the word behind it. */
struct plan__repeats {
    int n_repeats;
    double minutes; /* NAN: a distance */
    double metres;  /* NAN: a time */
    bool has_unit;  /* else a length from 100 on is metres, a shorter one minutes */
};
bool plan__find_repeats(const char *text, struct plan__repeats *ret);

/* "4/1 x 5" or "5 x 4/1": run and walk minutes and repeats of a ladder rung. */
bool plan__find_run_walk(const char *text, double *ret_run_min, double *ret_walk_min,
                         int *ret_n_repeats);

#endif
