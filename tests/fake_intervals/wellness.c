#include "call.h"

#include "rows.h"
#include "text.h"

#include <string.h>

enum field_kind { FIELD_NUMBER, FIELD_TEXT, FIELD_BOOLEAN, FIELD_READ_ONLY };

static const struct wellness_field {
    const char *name;
    enum field_kind kind;
} fields[] = {
    {"id", FIELD_READ_ONLY},         {"ctl", FIELD_READ_ONLY},
    {"atl", FIELD_READ_ONLY},        {"rampRate", FIELD_READ_ONLY},
    {"ctlLoad", FIELD_READ_ONLY},    {"atlLoad", FIELD_READ_ONLY},
    {"sportInfo", FIELD_READ_ONLY},  {"updated", FIELD_READ_ONLY},
    {"weight", FIELD_NUMBER},        {"restingHR", FIELD_NUMBER},
    {"hrv", FIELD_NUMBER},           {"hrvSDNN", FIELD_NUMBER},
    {"menstrualPhase", FIELD_TEXT},  {"menstrualPhasePredicted", FIELD_TEXT},
    {"kcalConsumed", FIELD_NUMBER},  {"sleepSecs", FIELD_NUMBER},
    {"sleepScore", FIELD_NUMBER},    {"sleepQuality", FIELD_NUMBER},
    {"avgSleepingHR", FIELD_NUMBER}, {"soreness", FIELD_NUMBER},
    {"fatigue", FIELD_NUMBER},       {"stress", FIELD_NUMBER},
    {"mood", FIELD_NUMBER},          {"motivation", FIELD_NUMBER},
    {"injury", FIELD_NUMBER},        {"spO2", FIELD_NUMBER},
    {"systolic", FIELD_NUMBER},      {"diastolic", FIELD_NUMBER},
    {"hydration", FIELD_NUMBER},     {"hydrationVolume", FIELD_NUMBER},
    {"readiness", FIELD_NUMBER},     {"baevskySI", FIELD_NUMBER},
    {"bloodGlucose", FIELD_NUMBER},  {"lactate", FIELD_NUMBER},
    {"bodyFat", FIELD_NUMBER},       {"abdomen", FIELD_NUMBER},
    {"vo2max", FIELD_NUMBER},        {"comments", FIELD_TEXT},
    {"steps", FIELD_NUMBER},         {"respiration", FIELD_NUMBER},
    {"carbohydrates", FIELD_NUMBER}, {"protein", FIELD_NUMBER},
    {"fatTotal", FIELD_NUMBER},      {"locked", FIELD_BOOLEAN},
    {"tempWeight", FIELD_BOOLEAN},   {"tempRestingHR", FIELD_BOOLEAN},
};

enum { N_FIELDS = sizeof fields / sizeof fields[0] };

static const struct wellness_field *field_find(const char *name)
{
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return &fields[i];
        }
    }
    return NULL;
}

static json_t *empty_row(const char *day)
{
    json_t *row = json_object();
    for (size_t i = 0; i < N_FIELDS; i++) {
        json_object_set_new(row, fields[i].name, json_null());
    }
    json_object_set_new(row, "id", json_string(day));
    return row;
}

void api_wellness_list(struct call *call)
{
    const char *oldest = NULL;
    const char *newest = NULL;
    if (!call_date(call, "oldest", &oldest) || !call_date(call, "newest", &newest)) {
        return;
    }
    const struct table *table = &call->athlete->wellness;
    struct row_list list;
    row_list_start(&list, call->query);
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *day = table->rows[i].key;
        if ((oldest == NULL || strncmp(day, oldest, 10) >= 0) &&
            (newest == NULL || strncmp(day, newest, 10) <= 0)) {
            row_list_add(&list, &table->rows[i]);
        }
    }
    row_list_reply(&list, &call->reply);
}

void api_wellness_get(struct call *call)
{
    const char *day = call->arguments[0];
    if (!date_is_day(day)) {
        reply_error(&call->reply, 422, "Invalid date [%s]", day);
        return;
    }
    const struct row *row = table_find(&call->athlete->wellness, day);
    if (row != NULL) {
        reply_json_new(&call->reply, 200, row_parse(row));
    } else if (call->store->null_wellness) {
        reply_json_new(&call->reply, 200, empty_row(day));
    } else {
        reply_error(&call->reply, 404, "Not found");
    }
}

static bool value_fits(enum field_kind kind, const json_t *value)
{
    switch (kind) {
    case FIELD_NUMBER:
        return json_is_number(value);
    case FIELD_TEXT:
        return json_is_string(value);
    case FIELD_BOOLEAN:
        return json_is_boolean(value);
    case FIELD_READ_ONLY:
        break;
    }
    return true;
}

/* The reply is 422 when some key is unknown or of the wrong type: nothing is written then.
 */
static bool changes_check(struct call *call, json_t *changes)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(changes, key, value)
    {
        const struct wellness_field *field = field_find(key);
        if (field == NULL && !athlete_has_code(call->athlete, "INPUT_FIELD", key)) {
            reply_error(&call->reply, 422, "Unrecognized wellness field [%s]", key);
            return false;
        }
        if (field != NULL && !json_is_null(value) && !value_fits(field->kind, value)) {
            reply_error(&call->reply, 422, "Invalid value for wellness field [%s]", key);
            return false;
        }
    }
    return true;
}

static void changes_apply(json_t *row, json_t *changes)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(changes, key, value)
    {
        const struct wellness_field *field = field_find(key);
        if (json_is_null(value) || (field != NULL && field->kind == FIELD_READ_ONLY)) {
            continue;
        }
        bool is_cleared = (json_is_number(value) && json_number_value(value) == -1.0) ||
                          (json_is_string(value) && json_string_length(value) == 0);
        json_object_set_new(row, key, is_cleared ? json_null() : json_incref(value));
    }
}

/* The record after the write, a new reference; NULL after a 422. */
static json_t *day_write(struct call *call, const char *day, json_t *changes)
{
    if (!date_is_day(day)) {
        reply_error(&call->reply, 422, "Invalid date [%s]", day);
        return NULL;
    }
    if (!changes_check(call, changes)) {
        return NULL;
    }
    const struct row *old = table_find(&call->athlete->wellness, day);
    json_t *row = old != NULL ? row_parse(old) : empty_row(day);
    if (json_is_true(json_object_get(row, "locked"))) {
        return row; /* ignored without a word, as the service does */
    }
    char stamp[DATE_TIME_SIZE];
    store_stamp(call->store, stamp);
    changes_apply(row, changes);
    json_object_set_new(row, "updated", json_string(stamp));
    (void)athlete_wellness_put(call->athlete, row);
    call->store->n_writes++;
    return row;
}

void api_wellness_put(struct call *call)
{
    json_auto_t *changes = call_body_object(call);
    json_t *row = changes != NULL ? day_write(call, call->arguments[0], changes) : NULL;
    if (row != NULL) {
        reply_json_new(&call->reply, 200, row);
    }
}

static const char *day_of(struct call *call, const json_t *changes)
{
    const char *day = json_member_string(changes, "id");
    if (day == NULL) {
        reply_error(&call->reply, 422, "id is required");
    }
    return day;
}

void api_wellness_put_by_id(struct call *call)
{
    json_auto_t *changes = call_body_object(call);
    const char *day = changes != NULL ? day_of(call, changes) : NULL;
    json_t *row = day != NULL ? day_write(call, day, changes) : NULL;
    if (row != NULL) {
        reply_json_new(&call->reply, 200, row);
    }
}

void api_wellness_put_bulk(struct call *call)
{
    json_auto_t *all = call_body_array(call);
    size_t i = 0;
    json_t *changes = NULL;
    if (all == NULL) {
        return;
    }
    json_array_foreach(all, i, changes)
    {
        const char *day = day_of(call, changes);
        json_t *row = day != NULL ? day_write(call, day, changes) : NULL;
        if (row == NULL) {
            return;
        }
        json_decref(row);
    }
    reply_body(&call->reply, 200, "application/json;charset=UTF-8", mem_strdup(""), 0);
}
