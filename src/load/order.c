/* Which activities exist, in which order, and which of them count (A6, A13, A14). */
#include "load/build.h"

#include <string.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

enum {
    NEAR_S = 3 * 3600
}; /* starts further apart in wall time cannot be 120 s apart in UTC */

bool load_start_difference_s(const struct activity *a, const struct activity *b,
                             int64_t *ret_seconds)
{
    if (a->start_utc_s != MODEL_NO_TIME && b->start_utc_s != MODEL_NO_TIME) {
        *ret_seconds = b->start_utc_s - a->start_utc_s;
        return true;
    }
    if (a->start_local_s != MODEL_NO_TIME && b->start_local_s != MODEL_NO_TIME) {
        *ret_seconds = b->start_local_s - a->start_local_s;
        return true;
    }
    return false;
}

static int compare_doubles(double a, double b)
{
    if (isnan(a) || isnan(b)) {
        return (isnan(a) ? 1 : 0) - (isnan(b) ? 1 : 0);
    }
    return (a > b ? 1 : 0) - (a < b ? 1 : 0);
}

/* (day, start, id); what follows only makes the order of two versions of one object
 * certain. */
static int compare_keys(const void *left, const void *right)
{
    const struct load__key *a = left;
    const struct load__key *b = right;
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    if (a->order_s != b->order_s) {
        return a->order_s < b->order_s ? -1 : 1;
    }
    const char *id_a = a->activity->id == NULL ? "" : a->activity->id;
    const char *id_b = b->activity->id == NULL ? "" : b->activity->id;
    int by_id = strcmp(id_a, id_b);
    if (by_id != 0) {
        return by_id;
    }
    int by_time = compare_doubles(b->activity->moving_time_s, a->activity->moving_time_s);
    if (by_time != 0) {
        return by_time;
    }
    int by_distance = compare_doubles(b->activity->distance_m, a->activity->distance_m);
    if (by_distance != 0) {
        return by_distance;
    }
    return compare_doubles(b->activity->average_speed_m_per_s,
                           a->activity->average_speed_m_per_s);
}

/*
 * The order within a day: UTC where there is one, moved by the day's smallest offset, else
 * wall clock. So the hour that the clocks repeat in autumn keeps its true order.
 */
static void set_day_order(struct load__key keys[], size_t n_keys)
{
    int64_t offset_s = INT64_MAX;
    for (size_t i = 0; i < n_keys; i++) {
        const struct activity *activity = keys[i].activity;
        bool has_both = activity->start_utc_s != MODEL_NO_TIME &&
                        activity->start_local_s != MODEL_NO_TIME;
        if (has_both && activity->start_local_s - activity->start_utc_s < offset_s) {
            offset_s = activity->start_local_s - activity->start_utc_s;
        }
    }
    for (size_t i = 0; i < n_keys; i++) {
        const struct activity *activity = keys[i].activity;
        if (activity->start_utc_s != MODEL_NO_TIME && offset_s != INT64_MAX) {
            keys[i].order_s = activity->start_utc_s + offset_s;
        }
    }
}

size_t load__order(struct load_history *history, struct load__key keys[],
                   struct load__key spare[])
{
    const struct load_inputs *in = history->inputs;
    size_t n_keys = 0;
    for (size_t i = 0; i < in->n_activities; i++) {
        const struct activity *activity = &in->activities[i];
        if (activity->day < DAY_NUM_MIN || activity->day > DAY_NUM_MAX) {
            load__skip(history, "activity", activity->id, DAY_NUM_NONE, "start_date_local",
                       LOAD_SKIP_NO_DAY);
            continue;
        }
        bool is_future =
            activity->day > in->as_of ||
            (in->now_local_s != MODEL_NO_TIME && activity->start_local_s != MODEL_NO_TIME &&
             activity->start_local_s > in->now_local_s);
        bool is_before = in->first_day != DAY_NUM_NONE && activity->day < in->first_day;
        if (is_future || is_before) {
            history->n_future += is_future ? 1 : 0;
            history->n_before_window += is_future ? 0 : 1;
            continue;
        }
        keys[n_keys++] = (struct load__key){
            .day = activity->day,
            .order_s = activity->start_local_s == MODEL_NO_TIME ? INT64_MAX
                                                                : activity->start_local_s,
            .activity = activity,
            .input_index = i,
        };
    }
    load__sort(keys, n_keys, sizeof keys[0], spare, compare_keys);
    for (size_t i = 0, end = 0; i < n_keys; i = end) {
        for (end = i; end < n_keys && keys[end].day == keys[i].day; end++) {
        }
        set_day_order(keys + i, end - i);
    }
    load__sort(keys, n_keys, sizeof keys[0], spare, compare_keys);
    return n_keys;
}

static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037ULL; /* FNV-1a */
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 1099511628211ULL;
    }
    return hash ^ (hash >> 32);
}

size_t load__id_slots(size_t n_activities)
{
    size_t n_slots = 16;
    while (n_slots < 2 * n_activities) {
        n_slots *= 2;
    }
    return n_slots;
}

/* One id counts once: the first in order stays. slots holds 1 + index, 0 = free. */
static void mark_same_ids(struct load_history *history, uint32_t slots[], size_t n_slots)
{
    memset(slots, 0, n_slots * sizeof slots[0]);
    for (size_t i = 0; i < history->n_activities; i++) {
        const char *id = history->activities[i].activity->id;
        if (id == NULL || id[0] == '\0') {
            continue;
        }
        size_t slot = (size_t)hash_text(id) & (n_slots - 1);
        while (slots[slot] != 0 &&
               strcmp(history->activities[slots[slot] - 1].activity->id, id) != 0) {
            slot = (slot + 1) & (n_slots - 1);
        }
        if (slots[slot] == 0) {
            slots[slot] = (uint32_t)i + 1;
        } else {
            history->activities[i].state = LOAD_ACTIVITY_DUPLICATE;
            history->activities[i].kept_index = slots[slot] - 1;
        }
    }
}

static bool starts_together(const struct activity *a, const struct activity *b)
{
    int64_t seconds = 0;
    return load_start_difference_s(a, b, &seconds) && seconds >= -LOAD_DUPLICATE_START &&
           seconds <= LOAD_DUPLICATE_START;
}

/* The first index whose start can be within reach of that of key i. */
static size_t reach_back(const struct load__key keys[], size_t i)
{
    size_t first = i;
    while (first > 0 && keys[first - 1].day >= keys[i].day - 1 &&
           (keys[i].order_s == INT64_MAX ||
            keys[first - 1].order_s >= keys[i].order_s - NEAR_S)) {
        first--;
    }
    return first;
}

/* Moving, else elapsed time of any type; LOAD_NAN: none, and then it is nobody's duplicate.
 */
static double any_duration_s(const struct activity *activity)
{
    double moving_s = load__measured(activity->moving_time_s);
    double elapsed_s = load__measured(activity->elapsed_time_s);
    if (moving_s > 0.0) {
        return moving_s;
    }
    return elapsed_s > 0.0 ? elapsed_s : LOAD_NAN;
}

static bool is_same_session(const struct activity *a, const struct activity *b)
{
    double duration_a = any_duration_s(a);
    double duration_b = any_duration_s(b);
    double larger = load__max(duration_a, duration_b);
    return sport_group_of(a->sport) == sport_group_of(b->sport) && starts_together(a, b) &&
           fabs(duration_a - duration_b) <=
               LOAD_DUPLICATE_DURATION * larger + LOAD_BAND_GUARD;
}

/* With streams before without, then the longer; a tie keeps the earlier. */
static bool later_wins(const struct load_history *history,
                       const struct load_activity *earlier,
                       const struct load_activity *later)
{
    const bool *has_streams = history->inputs->has_streams;
    if (has_streams != NULL &&
        has_streams[earlier->input_index] != has_streams[later->input_index]) {
        return has_streams[later->input_index];
    }
    return any_duration_s(later->activity) > any_duration_s(earlier->activity);
}

static void mark_duplicates(struct load_history *history, const struct load__key keys[])
{
    struct load_activity *all = history->activities;
    for (size_t i = 0; i < history->n_activities; i++) {
        for (size_t k = reach_back(keys, i); k < i && all[i].state == LOAD_ACTIVITY_COUNTED;
             k++) {
            if (all[k].state != LOAD_ACTIVITY_COUNTED ||
                !is_same_session(all[k].activity, all[i].activity)) {
                continue;
            }
            bool takes_later = later_wins(history, &all[k], &all[i]);
            size_t dropped = takes_later ? k : i;
            all[dropped].state = LOAD_ACTIVITY_DUPLICATE;
            all[dropped].kept_index = takes_later ? i : k;
        }
    }
}

static void drop_stubs(struct load_history *history, const struct load__key keys[])
{
    struct load_activity *all = history->activities;
    for (size_t i = 0; i < history->n_activities; i++) {
        for (size_t k = reach_back(keys, i); k < i; k++) {
            size_t stub = all[i].state == LOAD_ACTIVITY_STUB ? i : k;
            size_t readable = stub == i ? k : i;
            if (all[stub].state == LOAD_ACTIVITY_STUB &&
                all[readable].state == LOAD_ACTIVITY_COUNTED &&
                starts_together(all[stub].activity, all[readable].activity)) {
                all[stub].state = LOAD_ACTIVITY_STUB_DROPPED;
                all[stub].kept_index = readable;
            }
        }
    }
}

void load__choose(struct load_history *history, const struct load__key keys[],
                  uint32_t id_slots[])
{
    for (size_t i = 0; i < history->n_activities; i++) {
        history->activities[i] = (struct load_activity){
            .activity = keys[i].activity,
            .input_index = keys[i].input_index,
            .state =
                load_is_stub(keys[i].activity) ? LOAD_ACTIVITY_STUB : LOAD_ACTIVITY_COUNTED,
        };
    }
    mark_same_ids(history, id_slots, load__id_slots(history->inputs->n_activities));
    mark_duplicates(history, keys);
    drop_stubs(history, keys);
}
