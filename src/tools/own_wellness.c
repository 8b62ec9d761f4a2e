#include "tools/own_wellness.h"

#include <math.h>
#include <string.h>

#include "tools/diary.h"

#include "base/banned.h"

static const char *const kinds[] = {"injury", "soreness"};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

struct laying {
    size_t n;
    struct wellness_day *copy; /* NULL until something is laid over */
};

/* What an entry tells of a kind; NAN: nothing. */
static double level_of(const struct own_entry *entry, const char *kind)
{
    json_auto_t *body = diary_body(entry, kind);
    double level = json_get_number(body, "level");
    return level >= 1 && level <= 4 ? level : (double)NAN;
}

/* Is there a later entry of the kind for the same day? */
static bool is_replaced(const struct data_entries *entries, size_t i, const char *kind)
{
    for (size_t k = i + 1; k < entries->n_items; k++) {
        if (entries->items[k].day == entries->items[i].day &&
            !isnan(level_of(&entries->items[k], kind))) {
            return true;
        }
    }
    return false;
}

static struct wellness_day *row_of(struct laying *laying, day_num day)
{
    for (size_t i = 0; i < laying->n; i++) {
        if (laying->copy[i].day == day) {
            return &laying->copy[i];
        }
    }
    struct wellness_day *row = &laying->copy[laying->n++];
    wellness_day_init(row);
    row->day = day;
    return row;
}

static void lay_over(struct laying *laying, day_num day, const char *kind, double level)
{
    struct wellness_day *row = row_of(laying, day);
    double *value = kind == kinds[0] ? &row->injury : &row->soreness;
    *value = fmax(*value, level); /* fmax takes the number beside NAN */
}

const struct wellness_day *own_wellness_apply(struct arena *arena,
                                              const struct data_wellness *rows,
                                              const struct data_entries *entries,
                                              size_t *ret_n)
{
    struct laying laying = {.n = rows->n_items};
    for (size_t i = 0; i < entries->n_items; i++) { /* in the order of recording */
        for (size_t k = 0; k < N_KINDS; k++) {
            double level = level_of(&entries->items[i], kinds[k]);
            if (isnan(level) || is_replaced(entries, i, kinds[k])) {
                continue;
            }
            if (laying.copy == NULL) {
                laying.copy = arena_alloc(arena, rows->n_items + entries->n_items,
                                          sizeof *laying.copy);
                if (rows->n_items > 0) {
                    memcpy(laying.copy, rows->items, rows->n_items * sizeof *laying.copy);
                }
            }
            lay_over(&laying, entries->items[i].day, kinds[k], level);
        }
    }
    *ret_n = laying.n;
    return laying.copy != NULL ? laying.copy : rows->items;
}
