#include "store/coverage.h"

#include "base/banned.h"

/* Days as [first, end) in 64 bits: the sums below cannot overflow. */
static int64_t first_of(struct day_range range)
{
    return range.first_day;
}

static int64_t end_of(struct day_range range)
{
    int64_t n_days = range.n_days < INT32_MAX ? (int64_t)range.n_days : INT32_MAX;
    return range.first_day + n_days;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static struct day_range range_from(int64_t first, int64_t end)
{
    return (struct day_range){.first_day = (day_num)first, .n_days = (size_t)(end - first)};
}

/* Append [first, end), joined to the last span when it goes on with the same sync. */
static size_t append(size_t n_out, struct coverage_span out[], int64_t first, int64_t end,
                     int64_t synced_ms)
{
    if (first >= end) {
        return n_out;
    }
    if (n_out > 0) {
        struct coverage_span *last = &out[n_out - 1];
        if (end_of(last->range) == first && last->synced_ms == synced_ms) {
            last->range.n_days += (size_t)(end - first);
            return n_out;
        }
    }
    out[n_out] =
        (struct coverage_span){.range = range_from(first, end), .synced_ms = synced_ms};
    return n_out + 1;
}

size_t coverage_add(size_t n_spans, const struct coverage_span spans[],
                    struct coverage_span added, struct coverage_span out[])
{
    int64_t at = first_of(added.range); /* the first added day not yet written */
    int64_t end = end_of(added.range);
    size_t n_out = 0;
    for (size_t i = 0; i < n_spans; i++) {
        int64_t span_first = first_of(spans[i].range);
        int64_t span_end = end_of(spans[i].range);
        /*
         * Added days before this span; then this span before, within and after the added
         * days.
         */
        n_out = append(n_out, out, at, smaller(end, span_first), added.synced_ms);
        at = larger(at, smaller(end, span_first));
        int64_t inner_first = larger(span_first, at);
        int64_t inner_end = smaller(span_end, end);
        if (inner_first >= inner_end) {
            n_out = append(n_out, out, span_first, span_end, spans[i].synced_ms);
            continue;
        }
        n_out = append(n_out, out, span_first, inner_first, spans[i].synced_ms);
        n_out = append(n_out, out, inner_first, inner_end,
                       larger(spans[i].synced_ms, added.synced_ms));
        n_out = append(n_out, out, inner_end, span_end, spans[i].synced_ms);
        at = inner_end;
    }
    return append(n_out, out, at, end, added.synced_ms);
}

size_t coverage_remove(size_t n_spans, const struct coverage_span spans[],
                       struct day_range range, struct coverage_span out[])
{
    int64_t first = first_of(range);
    int64_t end = larger(first, end_of(range));
    size_t n_out = 0;
    for (size_t i = 0; i < n_spans; i++) {
        int64_t span_first = first_of(spans[i].range);
        int64_t span_end = end_of(spans[i].range);
        if (first == end) {
            n_out = append(n_out, out, span_first, span_end, spans[i].synced_ms);
            continue;
        }
        n_out =
            append(n_out, out, span_first, smaller(span_end, first), spans[i].synced_ms);
        n_out = append(n_out, out, larger(span_first, end), span_end, spans[i].synced_ms);
    }
    return n_out;
}

size_t coverage_present(size_t n_spans, const struct coverage_span spans[],
                        struct day_range range, struct coverage_span out[])
{
    size_t n_out = 0;
    for (size_t i = 0; i < n_spans; i++) {
        n_out = append(n_out, out, larger(first_of(spans[i].range), first_of(range)),
                       smaller(end_of(spans[i].range), end_of(range)), spans[i].synced_ms);
    }
    return n_out;
}

int64_t coverage_oldest(size_t n_spans, const struct coverage_span spans[],
                        struct day_range range)
{
    int64_t oldest_ms = INT64_MAX;
    for (size_t i = 0; i < n_spans; i++) {
        bool is_in = larger(first_of(spans[i].range), first_of(range)) <
                     smaller(end_of(spans[i].range), end_of(range));
        oldest_ms = is_in ? smaller(oldest_ms, spans[i].synced_ms) : oldest_ms;
    }
    return oldest_ms;
}

size_t coverage_missing(size_t n_spans, const struct coverage_span spans[],
                        struct day_range range, int64_t not_before_ms,
                        struct day_range out[])
{
    int64_t at = first_of(range);
    int64_t end = end_of(range);
    size_t n_out = 0;
    for (size_t i = 0; i < n_spans && at < end; i++) {
        int64_t span_end = end_of(spans[i].range);
        if (spans[i].synced_ms < not_before_ms || span_end <= at) {
            continue;
        }
        int64_t span_first = smaller(first_of(spans[i].range), end);
        if (span_first > at) {
            out[n_out++] = range_from(at, span_first);
        }
        at = larger(at, span_end);
    }
    if (at < end) {
        out[n_out++] = range_from(at, end);
    }
    return n_out;
}
