/*
 * Which days of a kind were fetched, and when: disjoint spans of days in order, each with
 * the instant of its sync. Neighbours with the same instant are one span. The pure part
 * works on arrays only.
 */
#ifndef STORE_COVERAGE_H
#define STORE_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"
#include "store/store.h"

struct coverage_span {
    struct day_range range; /* n_days > 0 */
    int64_t synced_ms;
};

/*
 * spans[n_spans] with one more span laid over: each day keeps its newest sync.
 *
 *   out[2 * n_spans + 1]  not spans itself; returns how many were written
 *
 * An added range of 0 days changes nothing.
 */
size_t coverage_add(size_t n_spans, const struct coverage_span spans[],
                    struct coverage_span added, struct coverage_span out[]);
/* spans without the days of the range. out[n_spans + 1], not spans itself. */
size_t coverage_remove(size_t n_spans, const struct coverage_span spans[],
                       struct day_range range, struct coverage_span out[]);
/* The spans cut to the range. out[n_spans]; may be spans itself. */
size_t coverage_present(size_t n_spans, const struct coverage_span spans[],
                        struct day_range range, struct coverage_span out[]);
/* The oldest sync of the range's fetched days; INT64_MAX when none of them was fetched. */
int64_t coverage_oldest(size_t n_spans, const struct coverage_span spans[],
                        struct day_range range);
/*
 * The days of the range in no span, or in one synced before not_before_ms (INT64_MIN: any
 * sync will do), as few ranges in order. out[n_spans + 1].
 */
size_t coverage_missing(size_t n_spans, const struct coverage_span spans[],
                        struct day_range range, int64_t not_before_ms,
                        struct day_range out[]);

/* What the store has of a range of days. The arrays are the arena's. */
struct store_coverage {
    size_t n_missing;
    struct day_range *missing; /* days never fetched, in order */
    size_t n_present;
    struct coverage_span *present; /* the fetched part, in order */
    size_t n_present_days;
    int64_t oldest_synced_ms; /* over the present part; INT64_MIN when nothing is present */
};

/* kind: STORE_KIND_... or any short word. Call it in the transaction that puts the rows. */
MUST_CHECK bool store_coverage_add(struct store *store, const char *kind,
                                   struct day_range range, int64_t synced_ms,
                                   struct err *err);
/* Forget that the days were fetched. */
MUST_CHECK bool store_coverage_remove(struct store *store, const char *kind,
                                      struct day_range range, struct err *err);
MUST_CHECK bool store_coverage_get(struct store *store, const char *kind,
                                   struct day_range range, struct arena *arena,
                                   struct store_coverage *ret_coverage, struct err *err);

#endif
