/* The athlete's own log, as the store has it. */
#include "store/entries.h"

#include "data/internal.h"
#include "base/banned.h"

static bool slot_check(const struct data_view *view, struct err *err)
{
    return view->slot != NULL ||
           err_set(err, ERR_INTERNAL, "Report this.", "entries were asked for too early");
}

bool data_entries(struct data_view *view, struct data_entries *ret, struct err *err)
{
    *ret = (struct data_entries){0};
    if (!slot_check(view, err)) {
        return false;
    }
    struct data__list *list = data__entries_get(view->slot, err);
    if (list == NULL) {
        return false;
    }
    (void)data__view_hold(view, list);
    *ret = (struct data_entries){.items = list->items, .n_items = list->n_items};
    return true;
}

bool data_entries_append(struct data_view *view, size_t n_entries,
                         const struct own_entry entries[], struct err *err)
{
    return slot_check(view, err) &&
           store_entries_append(view->slot->store, n_entries, entries, err);
}

bool data_entries_last(struct data_view *view, int64_t *ret_seq, struct err *err)
{
    *ret_seq = 0;
    return data__view_slot(view, err) &&
           (view->slot == NULL || store_entries_last(view->slot->store, ret_seq, err));
}

bool data_entries_told_since(struct data_view *view, int64_t seq, const char *batch,
                             bool *ret, struct err *err)
{
    return slot_check(view, err) &&
           store_entries_told_since(view->slot->store, seq, batch, ret, err);
}
