/* The preview of a change as it is kept until it is confirmed. */
#include "tools/edit_calendar.h"

#include <string.h>

#include "tools/diary.h"

#include "base/banned.h"

enum { TOKEN_HOURS = 24 };

json_t *edit_kept_body(const struct calendar_edit *edit, const char *digest)
{
    json_t *body = json_object();
    json_t *members = NULL;
    (void)json_object_set_new(body, "action",
                              json_string(calendar_edit_action_name(edit->action)));
    if (edit->old != NULL) {
        (void)json_object_set_new(body, "event_id", json_integer(edit->old->id));
        (void)json_object_set_new(body, "image", json_string(digest));
    }
    if (edit->members != NULL &&
        json_parse(edit->members, strlen(edit->members), &members, NULL)) {
        (void)json_object_set_new(body, "members", members);
    }
    return body;
}

json_t *edit_kept_find(const struct data_entries *entries, const char *token,
                       const struct own_entry **ret, struct err *err)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        const struct own_entry *entry = &entries->items[i];
        json_t *body =
            strcmp(entry->batch, token) == 0 ? diary_body(entry, DIARY_EDIT_KIND) : NULL;
        if (body != NULL) {
            *ret = entry;
            return body;
        }
    }
    (void)err_set(err, ERR_BAD_ARGUMENT, "Take edit_token from the preview's answer.",
                  "edit_token \"%.40s\" is not one of this athlete's previews", token);
    return NULL;
}

bool edit_kept_is_ahead(const struct calendar_edit_context *context,
                        const struct calendar_edit *edit, struct err *err)
{
    struct err why = {0};
    return edit->action == EDIT_REMOVE ||
           calendar_edit_day_check(context, &edit->event, &why) ||
           err_set(err, why.code, "Ask for a preview of a day to come.",
                   "since the preview was made its day is over: %s", why.message);
}

bool edit_kept_check(const struct own_entry *entry, int64_t now_ms, struct err *err)
{
    int64_t age_ms = now_ms - entry->recorded_ms;
    return (age_ms >= 0 && age_ms <= (int64_t)TOKEN_HOURS * 3600 * 1000) ||
           err_set(err, ERR_BAD_ARGUMENT, "Ask for the preview again.",
                   "the preview is more than %d h old", TOKEN_HOURS);
}
