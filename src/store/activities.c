#include "store/activities.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/internal.h"
#include "store/objects.h"
#include "base/banned.h"

#define FIELD(field, kind)                                                                 \
    {                                                                                      \
#field, kind, offsetof(struct activity, field), 0                                  \
    }
#define ZONES(field, n_field)                                                              \
    {                                                                                      \
#field, COLUMN_REALS, offsetof(struct activity, field),                            \
            offsetof(struct activity, n_field)                                             \
    }

static const struct store__column columns[] = {
    FIELD(id, COLUMN_TEXT),
    FIELD(name, COLUMN_TEXT),
    FIELD(description, COLUMN_TEXT),
    FIELD(type_name, COLUMN_TEXT),
    FIELD(tags, COLUMN_TEXT),
    FIELD(source, COLUMN_TEXT),
    FIELD(device_name, COLUMN_TEXT),
    FIELD(interval_summary, COLUMN_TEXT),
    FIELD(bad_fields, COLUMN_TEXT),
    FIELD(day, COLUMN_DAY),
    FIELD(start_local_s, COLUMN_TIME),
    FIELD(start_utc_s, COLUMN_TIME),
    FIELD(paired_event_id, COLUMN_INTEGER),
    FIELD(sport, COLUMN_SPORT),
    FIELD(is_stub, COLUMN_BOOL),
    FIELD(is_trainer, COLUMN_BOOL),
    FIELD(is_commute, COLUMN_BOOL),
    FIELD(is_race, COLUMN_BOOL),
    FIELD(is_unanalyzed, COLUMN_BOOL),
    FIELD(moving_time_s, COLUMN_REAL),
    FIELD(elapsed_time_s, COLUMN_REAL),
    FIELD(distance_m, COLUMN_REAL),
    FIELD(elevation_gain_m, COLUMN_REAL),
    FIELD(elevation_loss_m, COLUMN_REAL),
    FIELD(average_speed_m_per_s, COLUMN_REAL),
    FIELD(gap_m_per_s, COLUMN_REAL),
    FIELD(threshold_pace_m_per_s, COLUMN_REAL),
    FIELD(average_cadence_per_min, COLUMN_REAL),
    FIELD(average_heart_rate_bpm, COLUMN_REAL),
    FIELD(max_heart_rate_bpm, COLUMN_REAL),
    FIELD(average_power_w, COLUMN_REAL),
    FIELD(normalized_power_w, COLUMN_REAL),
    FIELD(ftp_w, COLUMN_REAL),
    FIELD(intensity_pct, COLUMN_REAL),
    FIELD(training_load, COLUMN_REAL),
    FIELD(ctl, COLUMN_REAL),
    FIELD(atl, COLUMN_REAL),
    FIELD(rpe, COLUMN_REAL),
    FIELD(feel, COLUMN_REAL),
    FIELD(session_rpe, COLUMN_REAL),
    FIELD(decoupling_pct, COLUMN_REAL),
    FIELD(efficiency_factor, COLUMN_REAL),
    FIELD(work_j, COLUMN_REAL),
    FIELD(kg_lifted, COLUMN_REAL),
    FIELD(compliance_pct, COLUMN_REAL),
    FIELD(temperature_c, COLUMN_REAL),
    FIELD(stance_time_ms, COLUMN_REAL),
    FIELD(vertical_oscillation_mm, COLUMN_REAL),
    FIELD(vertical_ratio_pct, COLUMN_REAL),
    FIELD(step_length_mm, COLUMN_REAL),
    FIELD(stance_time_balance_pct, COLUMN_REAL),
    FIELD(leg_spring_stiffness_kn_per_m, COLUMN_REAL),
    ZONES(hr_zone_times_s, n_hr_zones),
    ZONES(pace_zone_times_s, n_pace_zones),
    ZONES(power_zone_times_s, n_power_zones),
};

const struct store__table store__activity_table = {
    .name = STORE_KIND_ACTIVITY,
    .row_bytes = sizeof(struct activity),
    .n_columns = sizeof columns / sizeof columns[0],
    .columns = columns,
    .range_sql = "day BETWEEN ?1 AND ?2",
    .order_sql = "day, start_local_s, id",
    .index_sql = "CREATE INDEX activity_by_day ON activity (day, start_local_s, id);\n"};

static bool has_key(const struct activity *activity, struct err *err)
{
    if (activity->id == NULL || activity->day == DAY_NUM_NONE) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "activity %.80s has no %s",
                       activity->id != NULL ? activity->id : "",
                       activity->id == NULL ? "id" : "day");
    }
    return true;
}

static bool revision_check(const char *revision, struct err *err)
{
    if (revision != NULL && strlen(revision) != STORE_REVISION_SIZE - 1) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "a revision has %zu characters, not 32",
                       strlen(revision));
    }
    return true;
}

bool store_activity_put(struct store *store, const struct activity *activity,
                        const char *raw_json, size_t n_bytes, const char *revision,
                        struct err *err)
{
    return has_key(activity, err) && revision_check(revision, err) &&
           store__row_put(store, TABLE_ACTIVITY, activity, activity->id, raw_json, n_bytes,
                          revision, err);
}

bool store_activity_index(struct store *store, const struct activity *activity,
                          struct err *err)
{
    return has_key(activity, err) && store__row_index(store, TABLE_ACTIVITY, activity, err);
}

bool store_activity_delete(struct store *store, const char *id, struct err *err)
{
    return store__row_delete(store, TABLE_ACTIVITY, (struct store__key){.id = id}, err);
}

bool store_activities_read(struct store *store, struct day_range range, struct arena *arena,
                           struct activity **ret_activities, size_t *ret_n, struct err *err)
{
    void *rows = NULL;
    if (!store__rows_read(store, TABLE_ACTIVITY, range, arena, &rows, ret_n, err)) {
        return false;
    }
    *ret_activities = rows;
    return true;
}

bool store_activity_read(struct store *store, const char *id, struct arena *arena,
                         struct activity *ret_activity, struct err *err)
{
    return store__row_read(store, TABLE_ACTIVITY, (struct store__key){.id = id}, arena,
                           ret_activity, err);
}

bool store_activity_raw(struct store *store, const char *id, char **ret_json,
                        size_t *ret_n_bytes, struct err *err)
{
    return store_object_get(store, STORE_KIND_ACTIVITY, id, ret_json, ret_n_bytes, NULL,
                            err);
}

static const char *text_of(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text != NULL ? text : "";
}

static void revision_read(const struct store__reading *reading, sqlite3_stmt *statement,
                          struct arena *arena, void *ret_row)
{
    struct store_revision *ret = ret_row;
    (void)reading;
    ret->id = arena_text(arena, text_of(statement, 0));
    ret->day = sqlite3_column_int(statement, 1);
    str_copy(ret->revision, sizeof ret->revision, text_of(statement, 2));
}

bool store_activity_revisions_read(struct store *store, struct day_range range,
                                   struct arena *arena,
                                   struct store_revision **ret_revisions, size_t *ret_n,
                                   struct err *err)
{
    static const struct store__reading reading = {.table = TABLE_ACTIVITY,
                                                  .sql = SQL_REVISIONS_READ,
                                                  .row_bytes = sizeof **ret_revisions,
                                                  .row_read = revision_read};
    void *rows = NULL;
    if (!store__rows_take(store, &reading, range, arena, &rows, ret_n, err)) {
        return false;
    }
    *ret_revisions = rows;
    return true;
}

static bool key_path(const char *key, char path[64], struct err *err)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    size_t length = strlen(key);
    if (length == 0 || length > 48 || strspn(key, allowed) != length) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "%.48s is no key of a field", key);
    }
    (void)snprintf(path, 64, "$.\"%s\"", key);
    return true;
}

static void number_read(const struct store__reading *reading, sqlite3_stmt *statement,
                        struct arena *arena, void *ret_row)
{
    struct store_number *ret = ret_row;
    (void)reading;
    ret->id = arena_text(arena, text_of(statement, 0));
    ret->value = sqlite3_column_double(statement, 1);
}

bool store_activity_numbers_read(struct store *store, struct day_range range,
                                 const char *key, struct arena *arena,
                                 struct store_number **ret_numbers, size_t *ret_n,
                                 struct err *err)
{
    char path[64];
    const struct store__reading reading = {.table = TABLE_ACTIVITY,
                                           .sql = SQL_NUMBERS_READ,
                                           .text = path,
                                           .row_bytes = sizeof **ret_numbers,
                                           .row_read = number_read};
    void *rows = NULL;
    if (!key_path(key, path, err) ||
        !store__rows_take(store, &reading, range, arena, &rows, ret_n, err)) {
        return false;
    }
    *ret_numbers = rows;
    return true;
}

static bool set_revision(struct store *store, const char *id, const char *revision,
                         struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_REVISION_SET, err);
    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, revision, -1, SQLITE_STATIC);
    return store__run(store, statement, err);
}

bool store_activity_revision_set(struct store *store, const char *id, const char *revision,
                                 struct err *err)
{
    struct store__scope scope = {0};
    if (!revision_check(revision, err) || !store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    bool is_ok = set_revision(store, id, revision, err);
    bool is_found = is_ok && sqlite3_changes(store->cache) > 0;
    if (!store__scope_end(store, scope, is_ok, err)) {
        return false;
    }
    return is_found ||
           err_set(err, ERR_NOT_FOUND, NULL, "activity %.80s is not in the store", id);
}

struct id_list {
    size_t n_ids;
    const char **ids; /* sorted */
};

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool id_is_kept(const void *context, const char *text, int64_t number)
{
    (void)number;
    const struct id_list *list = context;
    return bsearch(&text, list->ids, list->n_ids, sizeof list->ids[0], compare_ids) != NULL;
}

bool store_activities_delete_missing(struct store *store, struct day_range range,
                                     size_t n_ids, const char *const ids[],
                                     size_t *ret_n_deleted, struct err *err)
{
    const char **sorted = xcalloc(n_ids, sizeof sorted[0]);
    if (n_ids > 0) {
        memcpy(sorted, ids, n_ids * sizeof sorted[0]);
        qsort(sorted, n_ids, sizeof sorted[0], compare_ids);
    }
    struct id_list list = {.n_ids = n_ids, .ids = sorted};
    bool is_ok = store__rows_sweep(store, TABLE_ACTIVITY, range, id_is_kept, &list,
                                   ret_n_deleted, err);
    free(sorted);
    return is_ok;
}
