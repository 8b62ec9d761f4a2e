#include "data/data.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/internal.h"
#include "base/banned.h"

/* As far as clocks of one machine may stray, and frozen ones of tests. */
static const int64_t CLOCK_SLACK_MS = 3600LL * 1000;

bool data__is_fresh(int64_t synced_ms, int64_t now_ms, int64_t freshness_ms)
{
    return synced_ms >= now_ms - freshness_ms && synced_ms <= now_ms + CLOCK_SLACK_MS;
}

day_num data__recent_first(enum data_kind kind, int64_t now_ms)
{
    return kind == DATA_ACTIVITIES ? day_from_wall_s(now_ms / 1000) - DATA__RECENT_DAYS
                                   : DAY_NUM_MIN;
}

struct day_range data__range_from(struct day_range range, day_num first_day)
{
    day_num last = day_range_last(range);
    day_num first = range.first_day > first_day ? range.first_day : first_day;
    return range.n_days > 0 && first <= last ? day_range_between(first, last)
                                             : (struct day_range){.first_day = first};
}

struct day_range data__range_before(struct day_range range, day_num first_day)
{
    day_num end =
        day_range_last(range) + 1 < first_day ? day_range_last(range) + 1 : first_day;
    return range.n_days > 0 && range.first_day < end
               ? day_range_between(range.first_day, end - 1)
               : (struct day_range){.first_day = range.first_day};
}

struct data *data_new(const struct data_options *options)
{
    struct data *data = xcalloc(1, sizeof *data);
    data->options = *options;
    data->data_dir = options->data_dir != NULL ? xstrdup(options->data_dir) : NULL;
    data->account_hash =
        options->account_hash != NULL ? xstrdup(options->account_hash) : NULL;
    return data;
}

void data_free(struct data *data)
{
    if (data == NULL) {
        return;
    }
    data__jobs_free(data);
    data__details_jobs_free(data);
    while (data->slots != NULL) {
        struct data__slot *slot = data->slots;
        data->slots = slot->next;
        for (size_t i = 0; i < N_DATA_KINDS; i++) {
            data__list_unref(slot->lists[i]);
        }
        data__list_unref(slot->entries);
        data__list_unref(slot->segments);
        data__list_unref(slot->streams);
        for (size_t i = 0; i < N_DATA_MEMOS; i++) {
            free(slot->memos[i].bytes);
        }
        free(slot->failures);
        data__answers_drop(&slot->answers);
        store_close(slot->store);
        free(slot);
    }
    free(data->data_dir);
    free(data->account_hash);
    free(data);
}

struct data__slot *data__slot_get(struct data *data, const char *id, struct err *err)
{
    for (struct data__slot *slot = data->slots; slot != NULL; slot = slot->next) {
        if (strcmp(slot->id, id) == 0) {
            return slot;
        }
    }
    struct store_options options = {.data_dir = data->data_dir,
                                    .in_memory = data->options.is_in_memory,
                                    .index_version = DATA__INDEX_VERSION};
    struct store *store = NULL;
    if (!store_open(&options, id, &store, err)) {
        return NULL;
    }
    struct data__slot *slot = xcalloc(1, sizeof *slot);
    str_copy(slot->id, sizeof slot->id, id);
    slot->store = store;
    if (store_needs_reindex(store) && !data__reindex(slot, err)) {
        store_close(store);
        free(slot);
        return NULL;
    }
    slot->next = data->slots;
    data->slots = slot;
    return slot;
}

const char *data_real_id(struct data *data, const char *selector)
{
    if (strcmp(selector, "0") != 0) {
        return selector;
    }
    if (data->owner_id[0] == '\0' && !data->options.is_in_memory &&
        data->account_hash != NULL &&
        !store_alias_get(data->data_dir, data->account_hash, data->owner_id, NULL)) {
        data->owner_id[0] = '\0';
    }
    return data->owner_id[0] != '\0' ? data->owner_id : NULL;
}

void data__owner_set(struct data *data, const char *id)
{
    struct err err = {0};
    const char *known = data_real_id(data, "0");
    if (known != NULL && strcmp(known, id) == 0) {
        return; /* remembered, maybe since long: not written again */
    }
    str_copy(data->owner_id, sizeof data->owner_id, id);
    if (!data->options.is_in_memory && data->account_hash != NULL &&
        !store_alias_put(data->data_dir, data->account_hash, id, &err)) {
        log_line(LOG_WARN, "data", "the athlete's id could not be remembered: %s",
                 err.message);
    }
}
