/* Words in others' texts; this folder only. */
#ifndef PLAN_WORDS_H
#define PLAN_WORDS_H

#include <stdbool.h>

/* Does one of the words (lower case, '-' stands for blank, '-', '_' or '/'; the list ends
 * with NULL) begin in the text, at a word start, in any ASCII case? text NULL: no. */
bool plan__has_word(const char *text, const char *const words[]);

/* "5 x 3 min", "6x800m", "4x30s", "3 x 10'": the first such; minutes NAN when the length is
 * a distance. */
struct plan__repeats {
    int n_repeats;
    double minutes;
};
bool plan__find_repeats(const char *text, struct plan__repeats *ret);

/* "4/1 x 5" or "5 x 4/1": run and walk minutes and repeats of a ladder rung. */
bool plan__find_run_walk(const char *text, double *ret_run_min, double *ret_walk_min,
                         int *ret_n_repeats);

#endif
