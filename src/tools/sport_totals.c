#include "tools/sport_totals.h"

#include "tools/quote.h"
#include "base/banned.h"

static void sport_line(const struct load_sport_totals *of, struct arena *arena,
                       struct answer *answer)
{
    const struct load_totals *totals = &of->totals;
    const char *distance = "";
    if (totals->distance_m > 0) {
        distance = arena_printf(arena, " %s km,",
                                quote_number(arena, totals->distance_m / 1000, 1));
    }
    answer_line(answer, "Total %s: %zu, %s,%s load %s, LLSS %s", sport_name(of->sport),
                totals->n_activities, quote_duration(arena, totals->seconds), distance,
                quote_number(arena, totals->training_load, 0),
                quote_number(arena, totals->llss, 1));
}

void sport_totals_write(const struct load_sport_totals *rows, size_t n_rows,
                        struct arena *arena, struct answer *answer)
{
    static const char *const columns[] = {"sport",       "count",         "hours",
                                          "distance_km", "training_load", "llss"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < n_rows; i++) {
        const struct load_totals *totals = &rows[i].totals;
        json_t *row = json_array();
        row_add(row, json_string(sport_name(rows[i].sport)));
        row_add(row, json_integer((json_int_t)totals->n_activities));
        row_add(row, json_number_or_null(totals->seconds / 3600, 2));
        row_add(row, json_number_or_null(totals->distance_m / 1000, 1));
        row_add(row, json_number_or_null(totals->training_load, 0));
        row_add(row, json_number_or_null(totals->llss, 1));
        answer_row(table, row);
        sport_line(&rows[i], arena, answer);
    }
    answer_set(answer, "totals", table);
}
