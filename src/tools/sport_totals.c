#include "tools/sport_totals.h"

#include <math.h>
#include <stdlib.h>

#include "tools/quote.h"
#include "base/banned.h"

/* A sum of what is known; NAN as long as nothing is. */
static void sum_known(double *sum, double value)
{
    if (isfinite(value)) {
        *sum = isfinite(*sum) ? *sum + value : value;
    }
}

void sport_totals_add(struct sport_totals *totals, const struct load_activity *item)
{
    const struct activity *activity = item->activity;
    struct sport_total *total = NULL;
    if (item->state != LOAD_ACTIVITY_COUNTED) {
        return;
    }
    for (size_t i = 0; i < totals->n_items; i++) {
        if (totals->items[i].sport == activity->sport) {
            total = &totals->items[i];
        }
    }
    if (total == NULL) {
        total = &totals->items[totals->n_items++];
        *total = (struct sport_total){.sport = activity->sport,
                                      .distance_m = (double)NAN,
                                      .training_load = (double)NAN,
                                      .llss = (double)NAN};
    }
    double seconds = activity_duration_s(activity);
    total->count++;
    total->seconds += isfinite(seconds) ? seconds : 0;
    sum_known(&total->distance_m, activity->distance_m);
    sum_known(&total->training_load, activity->training_load);
    sum_known(&total->llss, item->llss.llss);
}

struct sport_total sport_totals_sum(const struct sport_totals *totals)
{
    struct sport_total all = {.sport = SPORT_UNKNOWN,
                              .distance_m = (double)NAN,
                              .training_load = (double)NAN,
                              .llss = (double)NAN};
    for (size_t i = 0; i < totals->n_items; i++) {
        all.count += totals->items[i].count;
        all.seconds += totals->items[i].seconds;
        sum_known(&all.training_load, totals->items[i].training_load);
        sum_known(&all.llss, totals->items[i].llss);
    }
    return all;
}

static int compare_totals(const void *a, const void *b)
{
    const struct sport_total *total_a = a;
    const struct sport_total *total_b = b;
    if (total_a->seconds != total_b->seconds) {
        return total_a->seconds > total_b->seconds ? -1 : 1;
    }
    return (int)total_a->sport - (int)total_b->sport;
}

void sport_totals_write(struct sport_totals *totals, struct arena *arena,
                        struct answer *answer)
{
    static const char *const columns[] = {"sport",       "count",         "hours",
                                          "distance_km", "training_load", "llss"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    qsort(totals->items, totals->n_items, sizeof totals->items[0], compare_totals);
    for (size_t i = 0; i < totals->n_items; i++) {
        const struct sport_total *total = &totals->items[i];
        json_t *row = json_array();
        row_add(row, json_string(sport_name(total->sport)));
        row_add(row, json_integer((json_int_t)total->count));
        row_add(row, json_number_or_null(total->seconds / 3600, 2));
        row_add(row, json_number_or_null(total->distance_m / 1000, 1));
        row_add(row, json_number_or_null(total->training_load, 0));
        row_add(row, json_number_or_null(total->llss, 1));
        answer_row(table, row);
        const char *distance = "";
        if (total->distance_m > 0) {
            distance = arena_printf(arena, " %s km,",
                                    quote_number(arena, total->distance_m / 1000, 1));
        }
        answer_line(answer, "Total %s: %zu, %s,%s load %s, LLSS %s",
                    sport_name(total->sport), total->count,
                    quote_duration(arena, total->seconds), distance,
                    quote_number(arena, total->training_load, 0),
                    quote_number(arena, total->llss, 1));
    }
    answer_set(answer, "totals", table);
}
