/* Shared by the files of this folder only. */
#ifndef LOAD_INTERNAL_H
#define LOAD_INTERNAL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "load/constants.h"
#include "model/event.h"

/* A measured amount: finite and not negative; else LOAD_NAN (A3: skipped, daily.c counts
 * it). */
static inline double load__measured(double x)
{
    return isfinite(x) && x >= 0.0 ? x : LOAD_NAN;
}

/* The larger of two, where NAN is nothing. */
static inline double load__max(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

static inline double load__clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* The last day of an event's span; one without an end, or with one before its start, is one
 * day. */
static inline day_num load__event_last_day(const struct calendar_event *event)
{
    if (event->end_day < event->day) {
        return event->day;
    }
    return event->end_day > DAY_NUM_MAX ? DAY_NUM_MAX : event->end_day;
}

/* Memory handed out from one block; with block NULL it only counts. 16-byte aligned, not
 * zeroed. */
struct load__block {
    unsigned char *memory;
    size_t n_bytes;
    size_t n_used;
};
void *load__take(struct load__block *block, size_t n_items, size_t item_bytes);

/*
 * A stable merge sort that allocates nothing; input in order, or in reverse, costs one
 * pass. spare has room for n_items. compare as for qsort.
 */
void load__sort(void *items, size_t n_items, size_t item_bytes, void *spare,
                int (*compare)(const void *a, const void *b));

#endif
