#include "tools/pick.h"

#include <string.h>

#include "tools/activity_filter.h"
#include "base/banned.h"

static const struct load_activity *find_id(const struct load_history *history,
                                           const char *id)
{
    for (size_t i = history->n_activities; i-- > 0;) {
        const struct load_activity *item = &history->activities[i];
        if (item->activity->id != NULL && strcmp(item->activity->id, id) == 0) {
            bool is_duplicate = item->state == LOAD_ACTIVITY_DUPLICATE ||
                                item->state == LOAD_ACTIVITY_STUB_DROPPED;
            return is_duplicate ? &history->activities[item->kept_index] : item;
        }
    }
    return NULL;
}

static const struct load_activity *find_latest(const struct load_history *history,
                                               const struct activity_filter *filter)
{
    for (size_t i = history->n_activities; i-- > 0;) {
        const struct load_activity *item = &history->activities[i];
        bool stays =
            item->state == LOAD_ACTIVITY_COUNTED || item->state == LOAD_ACTIVITY_STUB;
        if (stays && activity_filter_takes(filter, item->activity)) {
            return item;
        }
    }
    return NULL;
}

bool pick_activity(const struct tool_ctx *ctx, const struct load_history *history,
                   const struct load_activity **ret, struct err *err)
{
    const char *id = json_get_text(ctx->args, "id");
    struct activity_filter filter = {0};
    if (!activity_filter_read(ctx->args, &filter, err)) {
        return false;
    }
    if (id != NULL && (filter.has_sport || json_get_bool(ctx->args, "latest", false))) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give id alone, or leave it out.",
                       "id cannot stand beside latest or sport");
    }
    *ret = id != NULL ? find_id(history, id) : find_latest(history, &filter);
    if (*ret != NULL) {
        return true;
    }
    if (id != NULL) {
        return err_set(err, ERR_NOT_FOUND,
                       "Take an id from get_recent_activities, of the last 200 days.",
                       "no activity %.64s in the last %d days", id, (int)DATA_HISTORY_DAYS);
    }
    return err_set(err, ERR_NO_DATA, "See get_recent_activities for what there is.",
                   "no%s%.40s activity in the last %d days", filter.has_sport ? " " : "",
                   filter.has_sport ? json_get_text(ctx->args, "sport") : "",
                   (int)DATA_HISTORY_DAYS);
}
