#include "call.h"

#include "segments.h"
#include "text.h"

#include <string.h>

static json_t *intervals_of(const struct athlete *athlete, const json_t *activity)
{
    const struct row *given =
        table_find(&athlete->intervals, json_member_string(activity, "id"));
    return given != NULL ? row_parse(given) : segments_intervals(activity);
}

void api_activity_get(struct call *call)
{
    struct athlete *athlete = NULL;
    const struct row *row = call_activity(call, &athlete);
    if (row == NULL) {
        return;
    }
    json_t *activity = row_parse(row);
    const char *wants_intervals = query_get(call->query, "intervals");
    if (wants_intervals != NULL && strcmp(wants_intervals, "true") == 0) {
        json_auto_t *parts = intervals_of(athlete, activity);
        json_object_set(activity, "icu_intervals", json_object_get(parts, "icu_intervals"));
        json_object_set(activity, "icu_groups", json_object_get(parts, "icu_groups"));
    }
    reply_json_new(&call->reply, 200, activity);
}

void api_intervals_get(struct call *call)
{
    struct athlete *athlete = NULL;
    const struct row *row = call_activity(call, &athlete);
    if (row == NULL) {
        return;
    }
    json_auto_t *activity = row_parse(row);
    json_auto_t *parts = intervals_of(athlete, activity);
    json_t *answer = json_object();
    json_t *analyzed = json_object_get(activity, "analyzed");
    json_object_set(answer, "id", json_object_get(activity, "id"));
    json_object_set_new(answer, "analyzed",
                        analyzed != NULL ? json_incref(analyzed) : json_null());
    json_object_set(answer, "icu_intervals", json_object_get(parts, "icu_intervals"));
    json_object_set(answer, "icu_groups", json_object_get(parts, "icu_groups"));
    reply_json_new(&call->reply, 200, answer);
}

static bool is_listed(const char *type, const char *names)
{
    size_t length = strlen(type);
    for (const char *at = strstr(names, type); at != NULL; at = strstr(at + 1, type)) {
        if ((at == names || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return length > 0;
        }
    }
    return false;
}

static bool is_stream_type(const struct athlete *athlete, const char *type)
{
    static const char names[] =
        "time watts cadence heartrate distance altitude latlng velocity_smooth moving "
        "grade_smooth temp torque fixed_watts raw_watts interpolated_watts fixed_heartrate "
        "raw_heartrate left_right_balance left_pedal_smoothness right_pedal_smoothness "
        "left_torque_effectiveness right_torque_effectiveness smo2 thb smo2_2 thb_2 dfa_a1 "
        "epoc hrv ga_velocity fixed_altitude core_temperature skin_temperature "
        "stride_length w_bal mpa strain respiration tidal_volume tidal_volume_min "
        "watts_alt bloodglucose artifacts heat_strain_index weather_temp feels_like "
        "wind_speed wind_gust wind_deg bearing apparent_wind_deg yaw secondary_power "
        "stance_time vertical_oscillation vertical_ratio step_length stance_time_percent "
        "stance_time_balance vertical_speed leg_spring_stiffness impact_loading_rate";
    return strchr(type, ' ') == NULL &&
           (is_listed(type, names) || athlete_has_code(athlete, "ACTIVITY_STREAM", type));
}

/* The given streams among the named types. */
static json_t *streams_choose(const struct row *given, const json_t *types)
{
    json_t *all = row_parse(given);
    if (types == NULL) {
        return all;
    }
    json_t *chosen = json_array();
    size_t i = 0;
    json_t *stream = NULL;
    json_array_foreach(all, i, stream)
    {
        size_t i_type = 0;
        const json_t *type = NULL;
        json_array_foreach(types, i_type, type)
        {
            if (json_equal(json_object_get(stream, "type"), type)) {
                json_array_append(chosen, stream);
            }
        }
    }
    json_decref(all);
    return chosen;
}

void api_streams_get(struct call *call)
{
    struct athlete *athlete = NULL;
    const struct row *row = call_activity(call, &athlete);
    if (row == NULL) {
        return;
    }
    json_auto_t *types = query_list(call->query, "types");
    size_t i = 0;
    const json_t *type = NULL;
    json_array_foreach(types, i, type)
    {
        if (!is_stream_type(athlete, json_string_value(type))) {
            reply_error(&call->reply, 422, "Invalid stream type");
            return;
        }
    }
    const struct row *given = table_find(&athlete->streams, row->key);
    if (given != NULL) {
        reply_json_new(&call->reply, 200, streams_choose(given, types));
        return;
    }
    json_auto_t *activity = row_parse(row);
    reply_json_new(&call->reply, 200, segments_streams(activity, types));
}

/* Sparse; null changes nothing, -1 clears a number, "" a text. Other keys are ignored. */
void api_activity_put(struct call *call)
{
    struct athlete *athlete = NULL;
    const struct row *row = call_activity(call, &athlete);
    json_auto_t *changes = row != NULL ? call_body_object(call) : NULL;
    if (changes == NULL) {
        return;
    }
    json_auto_t *activity = row_parse(row);
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(changes, key, value)
    {
        bool is_writable =
            is_listed(key, "name description type icu_rpe feel tags gear sub_type race "
                           "commute trainer perceived_exertion carbs_ingested kg_lifted") ||
            athlete_has_code(athlete, "ACTIVITY_FIELD", key);
        if (!is_writable || json_is_null(value)) {
            continue;
        }
        bool is_cleared = (json_is_number(value) && json_number_value(value) == -1.0) ||
                          (json_is_string(value) && json_string_length(value) == 0);
        json_object_set_new(activity, key, is_cleared ? json_null() : json_incref(value));
    }
    call->store->n_writes++;
    (void)athlete_activity_put(athlete, activity);
    reply_json_new(&call->reply, 200, json_incref(activity));
}

void api_activity_delete(struct call *call)
{
    struct athlete *athlete = NULL;
    const struct row *row = call_activity(call, &athlete);
    if (row == NULL) {
        return;
    }
    AUTO_FREE char *id = mem_strdup(row->key);
    call->store->n_writes++;
    (void)athlete_activity_remove(athlete, id);
    json_t *answer = json_object();
    json_object_set_new(answer, "id", json_string(id));
    reply_json_new(&call->reply, 200, answer);
}
