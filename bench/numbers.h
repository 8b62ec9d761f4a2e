/* A program of the bench that prints numbers. */
#ifndef BENCH_NUMBERS_H
#define BENCH_NUMBERS_H

#include <stddef.h>

/* Run arguments[0] to its end, its environment empty: it prints n_numbers and nothing else.
 * Dies when it does not. */
void numbers_read(const char *const arguments[], size_t n_numbers, double ret[]);

#endif
