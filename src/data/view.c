#include "data/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "data/internal.h"
#include "store/activities.h"
#include "base/banned.h"

/* Sport settings and time zone change seldom; an explicit refresh reads them anew. */
static const int64_t ATHLETE_FRESHNESS_MS = 24LL * 3600 * 1000;

struct data_view *data_view_new(struct data *data, const char *selector, int64_t now_ms,
                                bool refreshes)
{
    struct data_view *view = xcalloc(1, sizeof *view);
    view->data = data;
    str_copy(view->selector, sizeof view->selector, selector);
    view->now_ms = now_ms;
    view->refreshes = refreshes;
    return view;
}

void data_view_stay_local(struct data_view *view)
{
    view->is_local = true;
}

void data_view_look(struct data_view *view)
{
    view->refreshes = true;
    view->looks = true;
}

void data_view_free(struct data_view *view)
{
    if (view != NULL) {
        data_view_rewind(view);
        data__details_release(view);
        arena_release(&view->journal_arena);
        free(view->held);
        free(view);
    }
}

const char *data_view_selector(const struct data_view *view)
{
    return view->selector;
}

void data_view_rewind(struct data_view *view)
{
    for (size_t i = 0; i < view->n_held; i++) {
        data__list_unref(view->held[i]);
    }
    view->n_held = 0;
    data__details_rewind(view);
    memset(view->needs, 0, sizeof view->needs);
    memset(view->reads, 0, sizeof view->reads);
    view->has_generation = false;
    view->synced_ms = 0;
    view->is_stale = false;
    memset(view->n_left_out, 0, sizeof view->n_left_out);
}

bool data_is_complete(const struct data_view *view)
{
    for (size_t i = 0; i < N_DATA_KINDS; i++) {
        if (view->needs[i].is_wanted) {
            return false;
        }
    }
    return true;
}

bool data_view_reads(const struct data_view *view, enum data_kind kind, bool *ret_needs)
{
    *ret_needs = view->needs[kind].is_wanted;
    return view->reads[kind];
}

const char *data_view_athlete_id(const struct data_view *view)
{
    return data_real_id(view->data, view->selector);
}

void data_view_settle(struct data_view *view, enum data_kind kind, const struct err *err)
{
    view->was_fetched[kind] = err == NULL;
    view->has_failed[kind] = err != NULL;
    if (err != NULL) {
        view->failures[kind] = *err;
    }
}

static struct day_range range_hull(struct day_range a, struct day_range b)
{
    day_num first = a.first_day < b.first_day ? a.first_day : b.first_day;
    day_num last =
        day_range_last(a) > day_range_last(b) ? day_range_last(a) : day_range_last(b);
    return day_range_between(first, last);
}

static void need_add(struct data_view *view, enum data_kind kind, struct day_range range)
{
    struct data__need *need = &view->needs[kind];
    need->range =
        need->is_wanted && kind != DATA_ATHLETE ? range_hull(need->range, range) : range;
    need->is_wanted = true;
}

void data__view_synced_at(struct data_view *view, int64_t synced_ms)
{
    if (view->synced_ms == 0 || synced_ms < view->synced_ms) {
        view->synced_ms = synced_ms;
    }
}

void data__view_stale(struct data_view *view, enum data_kind kind)
{
    view->is_stale = true;
    view->stale_kind = kind;
}

uint64_t data__view_generation(struct data_view *view)
{
    if (!view->has_generation) {
        view->generation = store_generation(view->slot->store);
        view->has_generation = true;
    }
    return view->generation;
}

/* Each list once, however often it is asked for. */
void *data__view_hold(struct data_view *view, struct data__list *list)
{
    for (size_t i = 0; i < view->n_held; i++) {
        if (view->held[i] == list) {
            data__list_unref(list);
            return list->items;
        }
    }
    if (view->n_held == view->held_capacity) {
        view->held_capacity = view->held_capacity == 0 ? 8 : view->held_capacity * 2;
        view->held = xrealloc(view->held, view->held_capacity * sizeof *view->held);
    }
    view->held[view->n_held++] = list;
    return list->items;
}

bool data__view_slot(struct data_view *view, struct err *err)
{
    const char *id = data_real_id(view->data, view->selector);
    if (view->slot == NULL && id != NULL) {
        view->slot = data__slot_get(view->data, id, err);
        return view->slot != NULL;
    }
    return true;
}

/* The stored athlete, NULL when there is none (err is filled for a store that fails, too).
 */
static const struct athlete *stored_athlete(struct data_view *view, struct err *err)
{
    if (view->slot == NULL) {
        return NULL;
    }
    struct data__list *list = data__list_get(
        view->slot, DATA_ATHLETE, (struct day_range){0}, data__view_generation(view), err);
    return list != NULL ? data__view_hold(view, list) : NULL;
}

bool data_athlete(struct data_view *view, struct data_athlete *ret, struct err *err)
{
    struct err store_err = {0};
    *ret = (struct data_athlete){.now_ms = view->now_ms};
    if (!data__view_slot(view, err)) {
        return false;
    }
    const struct athlete *athlete = stored_athlete(view, &store_err);
    if (athlete == NULL && store_err.code == ERR_STORE) {
        *err = store_err;
        return false;
    }
    bool is_young = athlete != NULL &&
                    (view->is_local || data__is_fresh(view->slot->athlete_fetched_ms,
                                                      view->now_ms, ATHLETE_FRESHNESS_MS));
    bool is_fresh =
        is_young && (!view->refreshes || view->looks || view->was_fetched[DATA_ATHLETE]);
    if (!is_fresh && !view->was_fetched[DATA_ATHLETE] && !view->has_failed[DATA_ATHLETE]) {
        need_add(view, DATA_ATHLETE, (struct day_range){0});
        return true;
    }
    if (athlete == NULL) {
        *err = view->failures[DATA_ATHLETE];
        if (!view->has_failed[DATA_ATHLETE]) {
            (void)err_set(err, ERR_INTERNAL, "Report this.",
                          "the athlete was fetched and is gone");
        }
        return false;
    }
    if (!is_fresh && view->has_failed[DATA_ATHLETE]) {
        data__view_stale(view, DATA_ATHLETE);
        data__view_synced_at(view, view->slot->athlete_fetched_ms);
    }
    ret->athlete = athlete;
    if (athlete->timezone == NULL || !clock_zone_get(athlete->timezone, &ret->zone, NULL)) {
        ret->is_zone_assumed = true;
        if (!clock_zone_get("UTC", &ret->zone, err)) {
            return false;
        }
    }
    ret->today = clock_day(ret->zone, view->now_ms);
    ret->now_wall_s = clock_wall_s(ret->zone, view->now_ms);
    return true;
}

/*
 * What is fetched around today together with any range that touches it. One day further
 * than tools look, so that tomorrow's first question finds it all should the service be
 * away then; and two weeks further back, so that the 200 days of a day in them cost
 * nothing.
 */
static struct day_range base_window(enum data_kind kind, day_num today)
{
    enum { N_BACK = DATA_HISTORY_DAYS + DATA_MARGIN_DAYS };
    size_t n_ahead = 1 + (kind == DATA_EVENTS ? DATA_EVENTS_AHEAD_DAYS : 0);
    return (struct day_range){.first_day = today - N_BACK + 1, .n_days = N_BACK + n_ahead};
}

/* Windows before a day may begin before the days that exist here; there is nothing then. */
static struct day_range range_clip(struct day_range range)
{
    day_num first = range.first_day > DAY_NUM_MIN ? range.first_day : DAY_NUM_MIN;
    day_num last =
        day_range_last(range) < DAY_NUM_MAX ? day_range_last(range) : DAY_NUM_MAX;
    return day_range_between(first, last > first ? last : first);
}

static struct day_range range_to_fetch(enum data_kind kind, struct day_range asked,
                                       day_num today)
{
    struct day_range base = base_window(kind, today);
    bool touches = day_range_last(asked) >= base.first_day - 1 &&
                   asked.first_day <= day_range_last(base) + 1;
    return range_clip(touches ? range_hull(asked, base) : asked);
}

static bool coverage_of(struct data_view *view, enum data_kind kind, struct day_range range,
                        const struct data__coverage_memo **ret, struct err *err)
{
    struct data__coverage_memo *memo = &view->slot->coverage[kind];
    uint64_t generation = data__view_generation(view);
    day_num recent_first = data__recent_first(kind, view->now_ms);
    if (memo->range.n_days == range.n_days && memo->range.first_day == range.first_day &&
        memo->recent_first == recent_first && memo->generation == generation) {
        *ret = memo;
        return true;
    }
    struct arena arena = {0};
    struct store_coverage coverage;
    struct store_coverage left_out;
    bool is_read = store_coverage_get(view->slot->store, data__kind_name(kind), range,
                                      &arena, &coverage, err) &&
                   store_coverage_get(view->slot->store, data__left_out_name(kind), range,
                                      &arena, &left_out, err);
    if (is_read) {
        *memo = (struct data__coverage_memo){
            .generation = generation,
            .range = range,
            .recent_first = recent_first,
            .is_complete = coverage.n_missing == 0,
            .n_left_out = left_out.n_present,
            .recent_ms = coverage_oldest(coverage.n_present, coverage.present,
                                         data__range_from(range, recent_first)),
            .older_ms = coverage_oldest(coverage.n_present, coverage.present,
                                        data__range_before(range, recent_first))};
        *ret = memo;
    }
    arena_release(&arena);
    return is_read;
}

static bool coverage_is_fresh(const struct data_view *view,
                              const struct data__coverage_memo *coverage)
{
    int64_t freshness_ms = view->data->options.freshness_ms;
    int64_t look_ms = freshness_ms > DATA__LOOK_MS ? freshness_ms : DATA__LOOK_MS;
    return coverage->is_complete &&
           (coverage->recent_ms == INT64_MAX ||
            data__is_fresh(coverage->recent_ms, view->now_ms, freshness_ms)) &&
           (coverage->older_ms == INT64_MAX ||
            data__is_fresh(coverage->older_ms, view->now_ms, look_ms));
}

/*
 * Decide about a range of days: *ret_is_ready when it may be read now; else a need was
 * noted. False when it cannot be had.
 */
static bool range_ready(struct data_view *view, enum data_kind kind, struct day_range asked,
                        bool *ret_is_ready, struct err *err)
{
    struct data_athlete athlete;
    const struct data__coverage_memo *coverage = NULL;
    *ret_is_ready = false;
    view->reads[kind] = true;
    if (!data_athlete(view, &athlete, err)) {
        return false;
    }
    if (athlete.athlete == NULL) {
        return true; /* the athlete comes first: without a zone there is no today */
    }
    if (!coverage_of(view, kind, asked, &coverage, err)) {
        return false;
    }
    bool is_settled = view->was_fetched[kind] || view->has_failed[kind];
    bool is_fresh = coverage_is_fresh(view, coverage) && (!view->refreshes || is_settled);
    if (is_fresh || (coverage->is_complete && is_settled)) {
        *ret_is_ready = true;
        view->n_left_out[kind] = coverage->n_left_out;
        if (view->has_failed[kind]) {
            data__view_stale(view, kind);
        }
        /* Of the recent days, where there are any: the older ones change seldom. */
        data__view_synced_at(view, coverage->recent_ms != INT64_MAX ? coverage->recent_ms
                                                                    : coverage->older_ms);
        return true;
    }
    if (!view->has_failed[kind]) {
        need_add(view, kind,
                 view->looks ? asked : range_to_fetch(kind, asked, athlete.today));
        return true;
    }
    *err = view->failures[kind];
    return false;
}

/* Reads the list of a range that is ready; items NULL when it is not. */
static bool range_list(struct data_view *view, enum data_kind kind, struct day_range range,
                       struct data__list **ret, struct err *err)
{
    bool is_ready = false;
    *ret = NULL;
    range = range_clip(range);
    if (!range_ready(view, kind, range, &is_ready, err)) {
        return false;
    }
    if (!is_ready) {
        return true;
    }
    /*
     * More than asked is read, so that the next question finds it in memory; the callers
     * cut it. Events of several days make cutting more than an edge: they are read as
     * asked.
     */
    struct day_range wide = range;
    if (kind != DATA_EVENTS) {
        wide = range_to_fetch(kind, range, day_from_wall_s(view->now_ms / 1000));
    }
    struct data__list *list =
        data__list_get(view->slot, kind, wide, data__view_generation(view), err);
    if (list == NULL) {
        return false;
    }
    (void)data__view_hold(view, list);
    *ret = list;
    return true;
}

/*
 * The part of a list that lies in the range: its first item, and how many. day_of reads an
 * item's day; items are in the order of days.
 */
static const void *list_trim(const struct data__list *list, size_t n_item_bytes,
                             day_num (*day_of)(const void *item), struct day_range range,
                             size_t *ret_n_items)
{
    const char *items = list != NULL ? list->items : NULL;
    size_t n_items = list != NULL ? list->n_items : 0;
    while (n_items > 0 && day_of(items) < range.first_day) {
        items += n_item_bytes;
        n_items--;
    }
    while (n_items > 0 &&
           day_of(items + (n_items - 1) * n_item_bytes) > day_range_last(range)) {
        n_items--;
    }
    *ret_n_items = n_items;
    return items;
}

static day_num activity_day(const void *item)
{
    return ((const struct activity *)item)->day;
}

bool data_activities(struct data_view *view, struct day_range range,
                     struct data_activities *ret, struct err *err)
{
    struct data__list *list = NULL;
    *ret = (struct data_activities){0};
    if (!range_list(view, DATA_ACTIVITIES, range, &list, err)) {
        return false;
    }
    ret->items = list_trim(list, sizeof *ret->items, activity_day, range, &ret->n_items);
    return true;
}

bool data_revisions(struct data_view *view, struct day_range range, struct arena *arena,
                    const struct data_revision **ret, size_t *ret_n, struct err *err)
{
    struct store_revision *stored = NULL;
    if (view->slot == NULL) {
        return err_set(err, ERR_INTERNAL, "Report this.",
                       "revisions were asked for too early");
    }
    if (!store_activity_revisions_read(view->slot->store, range_clip(range), arena, &stored,
                                       ret_n, err)) {
        return false;
    }
    struct data_revision *revisions = arena_alloc(arena, *ret_n + 1, sizeof *revisions);
    for (size_t i = 0; i < *ret_n; i++) {
        revisions[i] =
            (struct data_revision){.id = stored[i].id, .revision = stored[i].revision};
    }
    *ret = revisions;
    return true;
}

static day_num wellness_day_of(const void *item)
{
    return ((const struct wellness_day *)item)->day;
}

bool data_limb_numbers(struct data_view *view, const struct data_activities *activities,
                       const char *code, const double **ret, struct err *err)
{
    static const double none = (double)NAN;
    *ret = &none;
    for (size_t i = 0; activities->n_items > 0 && i < view->n_held; i++) {
        struct data__list *list = view->held[i];
        const struct activity *first = list->items;
        if (activities->items < first || activities->items >= first + list->n_items) {
            continue;
        }
        const double *values = data__numbers_get(view->slot, list, code, err);
        *ret = values != NULL ? values + (activities->items - first) : &none;
        return values != NULL;
    }
    return activities->n_items == 0 ||
           err_set(err, ERR_INTERNAL, "Report this.", "the activities are not of this run");
}

bool data_wellness(struct data_view *view, struct day_range range,
                   struct data_wellness *ret, struct err *err)
{
    struct data__list *list = NULL;
    *ret = (struct data_wellness){0};
    if (!range_list(view, DATA_WELLNESS, range, &list, err)) {
        return false;
    }
    ret->items = list_trim(list, sizeof *ret->items, wellness_day_of, range, &ret->n_items);
    return true;
}

bool data_events(struct data_view *view, struct day_range range, struct data_events *ret,
                 struct err *err)
{
    struct data__list *list = NULL;
    *ret = (struct data_events){0};
    if (!range_list(view, DATA_EVENTS, range, &list, err)) {
        return false;
    }
    if (list != NULL) {
        *ret = (struct data_events){.items = list->items, .n_items = list->n_items};
    }
    return true;
}

void data_provenance(const struct data_view *view, struct data_provenance *ret)
{
    /*
     * The profile lives for a day: its age would make every answer look older than the
     * activities in it are, so it counts only alone (or when it is stale, above).
     */
    int64_t profile_ms = view->slot != NULL ? view->slot->athlete_fetched_ms : 0;
    *ret = (struct data_provenance){
        .source = view->data->options.source->name,
        .synced_ms = view->synced_ms != 0 ? view->synced_ms : profile_ms,
        .is_stale = view->is_stale,
        .why = view->is_stale ? &view->failures[view->stale_kind] : NULL,
        .n_left_out = view->n_left_out};
}
