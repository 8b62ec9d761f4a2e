#include "app/effects.h"

#include <string.h>

#include "base/banned.h"

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_same(const struct own_entry *a, const struct own_entry *b)
{
    return is_same_text(a->kind, b->kind) && a->day == b->day &&
           is_same_text(a->body, b->body) && is_same_text(a->undoes, b->undoes);
}

/* All entries of the batch, in their order, as they were meant. */
static bool read_back(struct data_view *view, const struct tool_effects *effects,
                      struct err *err)
{
    struct data_entries stored;
    size_t n_found = 0;
    struct err why = {0};
    if (!data_entries(view, &stored, &why)) {
        return err_set(err, ERR_INTERNAL,
                       "Ask for the load status before logging it again.",
                       "it was written (undo: %s), but could not be read back: %s",
                       effects->batch, why.message);
    }
    for (size_t i = 0; i < stored.n_items; i++) {
        if (strcmp(stored.items[i].batch, effects->batch) != 0) {
            continue;
        }
        if (n_found >= effects->n_entries ||
            !is_same(&stored.items[i], &effects->entries[n_found])) {
            break;
        }
        n_found++;
    }
    if (n_found != effects->n_entries) {
        return err_set(err, ERR_INTERNAL, "Look at the athlete's entries and report this.",
                       "of %zu entries %zu were found again after writing",
                       effects->n_entries, n_found);
    }
    return true;
}

bool app_effects_carry_out(struct data_view *view, const struct tool_effects *effects,
                           struct err *err)
{
    return data_entries_append(view, effects->n_entries, effects->entries, err) &&
           read_back(view, effects, err);
}
