#include "tools/checkin_kept.h"

#include <string.h>

#include "tools/diary.h"

#include "base/banned.h"

/* Of one kind: about the same place and moment, session, exercise. */
static bool is_of_same(const json_t *a, const json_t *b)
{
    static const char *const members[] = {"site", "side", "moment", "activity_id",
                                          "exercise"};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const char *of_a = json_get_text(a, members[i]);
        const char *of_b = json_get_text(b, members[i]);
        if ((of_a == NULL) != (of_b == NULL) || (of_a != NULL && strcmp(of_a, of_b) != 0)) {
            return false;
        }
    }
    return true;
}

const struct own_entry *checkin_kept_find(const struct data_entries *entries,
                                          const char *kind, day_num day, const json_t *body)
{
    const char *since = NULL; /* the check-in that said something else of the same */
    for (size_t i = entries->n_items; i-- > 0;) {
        const struct own_entry *entry = &entries->items[i];
        json_auto_t *known = entry->day == day ? diary_body(entry, kind) : NULL;
        bool is_other = since != NULL && strcmp(since, entry->batch) != 0;
        if (known != NULL && json_equal(known, (json_t *)(uintptr_t)body)) {
            return is_other ? NULL : entry;
        }
        if (known != NULL && is_of_same(known, body)) {
            if (is_other) {
                return NULL;
            }
            since = entry->batch;
        }
    }
    return NULL;
}
