#include "tools/own_rpe.h"

#include <math.h>
#include <string.h>

#include "load/fitness.h"
#include "tools/diary.h"
#include "base/banned.h"

static bool is_meant(const struct activity *activity, day_num day, const json_t *body)
{
    const char *id = json_get_text(body, "activity_id");
    const char *sport = json_get_text(body, "sport");
    if (id != NULL) {
        return strcmp(activity->id, id) == 0;
    }
    return activity->day == day &&
           (sport == NULL || activity->is_stub ||
            strcmp(load_fitness_part_name(load_fitness_part_of(activity->sport)), sport) ==
                0);
}

struct own_rpe_target own_rpe_target(const struct data_activities *activities, day_num day,
                                     const json_t *body)
{
    struct own_rpe_target ret = {.use = OWN_RPE_NO_ACTIVITY};
    for (size_t i = 0; i < activities->n_items; i++) {
        if (!is_meant(&activities->items[i], day, body)) {
            continue;
        }
        if (ret.use != OWN_RPE_NO_ACTIVITY) {
            return (struct own_rpe_target){.use = OWN_RPE_SEVERAL};
        }
        ret = (struct own_rpe_target){.use = OWN_RPE_USED, .i_activity = i};
    }
    return ret;
}

/* Of the same activity; while none is known, of one that was named alike. */
static bool is_same_session(const struct data_activities *activities, day_num day,
                            const json_t *body, day_num other_day, const json_t *other)
{
    static const char *const names[] = {"activity_id", "sport"};
    struct own_rpe_target of = own_rpe_target(activities, day, body);
    struct own_rpe_target of_other = own_rpe_target(activities, other_day, other);
    if (of.use == OWN_RPE_USED || of_other.use == OWN_RPE_USED) {
        return of.use == of_other.use && of.i_activity == of_other.i_activity;
    }
    bool is_alike = day == other_day;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const json_t *name = json_object_get(body, names[i]);
        const json_t *other_name = json_object_get(other, names[i]);
        is_alike = is_alike && (name == other_name || json_equal(name, other_name) != 0);
    }
    return is_alike;
}

static bool tells_as_much(const json_t *body, const json_t *earlier)
{
    static const char *const values[] = {"rpe", "feel"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (json_object_get(earlier, values[i]) != NULL &&
            json_object_get(body, values[i]) == NULL) {
            return false;
        }
    }
    return true;
}

const struct own_entry *own_rpe_replaced_by(const struct data_activities *activities,
                                            const struct data_entries *entries, size_t i)
{
    const struct own_entry *entry = &entries->items[i];
    json_auto_t *body = diary_body(entry, "session");
    for (size_t k = i + 1; body != NULL && k < entries->n_items; k++) {
        const struct own_entry *later = &entries->items[k];
        json_auto_t *other = diary_body(later, "session");
        if (other != NULL && tells_as_much(other, body) &&
            is_same_session(activities, entry->day, body, later->day, other)) {
            return later;
        }
    }
    return NULL;
}

/* True when the activity lacked it. */
static bool lay_over(double *value, double own, double told)
{
    bool is_lacking = !(own >= 1) && told >= 1;
    *value = is_lacking ? told : *value;
    return is_lacking;
}

struct laying {
    struct activity *copy; /* NULL until something is laid over */
    bool *is_told;
};

static void entry_apply(struct arena *arena, const struct data_activities *activities,
                        const struct own_entry *entry, struct laying *laying)
{
    json_auto_t *body = diary_body(entry, "session");
    if (body == NULL) {
        return;
    }
    struct own_rpe_target target = own_rpe_target(activities, entry->day, body);
    if (target.use != OWN_RPE_USED) {
        return;
    }
    if (laying->copy == NULL) {
        laying->copy = arena_alloc(arena, activities->n_items, sizeof *laying->copy);
        laying->is_told = arena_alloc(arena, activities->n_items, sizeof *laying->is_told);
        memcpy(laying->copy, activities->items, activities->n_items * sizeof *laying->copy);
        memset(laying->is_told, 0, activities->n_items * sizeof *laying->is_told);
    }
    const struct activity *own = &activities->items[target.i_activity];
    struct activity *activity = &laying->copy[target.i_activity];
    bool has_rpe = lay_over(&activity->rpe, own->rpe, json_get_number(body, "rpe"));
    bool has_feel = lay_over(&activity->feel, own->feel, json_get_number(body, "feel"));
    laying->is_told[target.i_activity] =
        laying->is_told[target.i_activity] || has_rpe || has_feel;
}

const struct activity *own_rpe_apply(struct arena *arena,
                                     const struct data_activities *activities,
                                     const struct data_entries *entries,
                                     const bool **ret_is_told)
{
    struct laying laying = {NULL, NULL};
    for (size_t i = 0; i < entries->n_items; i++) { /* in the order of recording */
        entry_apply(arena, activities, &entries->items[i], &laying);
    }
    *ret_is_told = laying.is_told;
    return laying.copy != NULL ? laying.copy : activities->items;
}
