#include "tools/activity_service.h"

#include <math.h>
#include <string.h>

#include "intervals/curves.h"
#include "tools/check.h"
#include "tools/curve_rows.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { MAX_MESSAGES = 10, MESSAGE_BYTES = 300 };

const char *activity_extra_name(enum activity_extra_kind kind)
{
    static const char *const names[N_ACTIVITY_EXTRAS] = {[EXTRA_BEST_EFFORTS] =
                                                             "best_efforts",
                                                         [EXTRA_MESSAGES] = "messages",
                                                         [EXTRA_WEATHER] = "weather",
                                                         [EXTRA_GEAR] = "gear"};
    return names[kind];
}

/* The stored row: what the model does not hold. A new reference; NULL when it is gone. */
static json_t *row_of(const struct activity_parts *to)
{
    const char *text = NULL;
    size_t n_bytes = 0;
    json_t *row = NULL;
    return data_activity_text(to->ctx->data, to->activity->id, &text, &n_bytes, NULL) &&
                   json_parse(text, n_bytes, &row, NULL)
               ? row
               : NULL;
}

/* What the bests of a session are: pace of runs, power where there is any, else heart rate.
 */
static enum curve_kind curve_of(const struct activity *activity, bool is_run)
{
    if (is_run) {
        return CURVE_PACE;
    }
    return activity->average_power_w > 0 ? CURVE_POWER : CURVE_HR;
}

static void extra_read(const struct activity_parts *to, const struct athlete *athlete,
                       const char *operation, json_t *parameters,
                       struct activity_extra *extra)
{
    struct err *err = arena_alloc(to->ctx->arena, 1, sizeof *err);
    if (service_read_named(to->ctx, athlete, operation, parameters, &extra->object, err) ==
        TOOL_FAILED) {
        extra->err = err;
    }
}

/* One that is asked for; *extra says why when there is nothing to ask. */
static void extra_begin(const struct activity_parts *to, const struct athlete *athlete,
                        const struct activity_extras *extras, enum activity_extra_kind kind,
                        struct activity_extra *extra)
{
    struct arena *arena = to->ctx->arena;
    json_t *of_activity = json_pack("{s:s}", "activity", to->activity->id);
    switch (kind) {
    case EXTRA_BEST_EFFORTS:
        extra_read(to, athlete,
                   arena_printf(arena, "activity_%s_curve", curve_kind_name(extras->curve)),
                   json_incref(of_activity), extra);
        break;
    case EXTRA_MESSAGES:
        (void)json_object_set_new(of_activity, "limit", json_integer(MAX_MESSAGES));
        extra_read(to, athlete, "activity_messages", json_incref(of_activity), extra);
        break;
    case EXTRA_WEATHER:
        if (extras->has_no_weather) {
            extra->reason = "the service has no weather for it";
        } else {
            extra_read(to, athlete, "activity_weather", json_incref(of_activity), extra);
        }
        break;
    case EXTRA_GEAR:
        if (extras->gear_id == NULL) {
            extra->reason = "no gear is assigned to it";
        } else {
            extra_read(to, athlete, "gear", NULL, extra);
        }
        break;
    case N_ACTIVITY_EXTRAS:
        break;
    }
    json_decref(of_activity);
}

void activity_extras_read(const struct activity_parts *to, const struct athlete *athlete,
                          struct activity_extras *extras)
{
    bool is_asked = false;
    for (int i = 0; i < N_ACTIVITY_EXTRAS; i++) {
        is_asked = is_asked || extras->parts[i].is_asked;
    }
    if (!is_asked) {
        return;
    }
    json_auto_t *row = row_of(to);
    const char *gear_id = json_get_text(json_object_get(row, "gear"), "id");
    extras->curve = curve_of(to->activity, to->is_run);
    extras->gear_id = gear_id != NULL ? arena_text(to->ctx->arena, gear_id) : NULL;
    extras->has_no_weather = json_is_false(json_object_get(row, "has_weather"));
    for (int i = 0; i < N_ACTIVITY_EXTRAS; i++) {
        if (extras->parts[i].is_asked) {
            extra_begin(to, athlete, extras, (enum activity_extra_kind)i,
                        &extras->parts[i]);
        }
    }
}

static void best_row(const struct activity_parts *to, json_t *table,
                     const struct curve_point *point, enum curve_kind kind)
{
    struct arena *arena = to->ctx->arena;
    json_t *row = json_array();
    row_add(row, json_number_or_null(point->at, 0));
    row_add(row, json_number_or_null(point->value, 0));
    if (kind == CURVE_PACE) {
        double pace_s = point->value / point->at * 1000;
        row_add(row, json_number_or_null(pace_s, 0));
        answer_line(to->answer, "Best %s: %s s, %s",
                    curve_place_words(arena, kind, point->at),
                    quote_number(arena, point->value, 0), quote_pace(arena, pace_s));
    } else {
        answer_line(to->answer, "Best %s: %s %s", curve_place_words(arena, kind, point->at),
                    quote_number(arena, point->value, 0),
                    kind == CURVE_POWER ? "W" : "bpm");
    }
    answer_row(table, row);
}

static json_t *best_efforts(const struct activity_parts *to, enum curve_kind kind,
                            const json_t *value)
{
    static const char *const power[] = {"duration_s", "power_w"};
    static const char *const pace[] = {"distance_m", "time_s", "pace_s_per_km"};
    static const char *const hr[] = {"duration_s", "hr_bpm"};
    struct best_curve curve;
    size_t n_places = 0;
    const double *places = curve_places(kind, &n_places);
    json_t *table = kind == CURVE_PACE    ? answer_table(pace, 3)
                    : kind == CURVE_POWER ? answer_table(power, 2)
                                          : answer_table(hr, 2);
    intervals_curve_read(value, kind, to->ctx->arena, &curve);
    for (size_t i = 0; i < n_places; i++) {
        const struct curve_point *point = best_curve_at(&curve, places[i]);
        if (point != NULL) {
            best_row(to, table, point, kind);
        }
    }
    return table;
}

/* Other people's words: quoted, on one line. */
static json_t *messages(const struct activity_parts *to, const json_t *value)
{
    static const char *const columns[] = {"created", "from", "text"};
    struct arena *arena = to->ctx->arena;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    if (json_array_size(value) >= MAX_MESSAGES) {
        answer_missing(to->answer, "messages", 1, MISSING_NOT_ASKED,
                       "there may be more: intervals_get, activity_messages");
    }
    for (size_t i = 0; i < json_array_size(value) && i < MAX_MESSAGES; i++) {
        const json_t *message = json_array_get(value, i);
        const char *created = quote_clean(arena, json_get_text(message, "created"), 30);
        const char *from = quote_clean(arena, json_get_text(message, "name"), 60);
        const char *text =
            quote_clean(arena, json_get_text(message, "content"), MESSAGE_BYTES);
        if (json_get_text(message, "deleted") != NULL || text == NULL) {
            continue;
        }
        json_t *row = json_array();
        row_add(row, json_text_or_null(created));
        row_add(row, json_text_or_null(from));
        row_add(row, json_text_or_null(text));
        answer_row(table, row);
        answer_line(to->answer, "Message %s, \"%s\" wrote: \"%s\"",
                    created != NULL ? created : "-", from != NULL ? from : "?", text);
    }
    return table;
}

static json_t *weather(const struct activity_parts *to, const json_t *value)
{
    static const struct {
        const char *from;
        const char *key;
        int decimals;
    } facts[] = {{"average_weather_temp", "temperature_c", 1},
                 {"average_feels_like", "feels_like_c", 1},
                 {"average_wind_speed", "wind_speed_in_account_unit", 1},
                 {"average_wind_gust", "wind_gust_in_account_unit", 1},
                 {"prevailing_wind_deg", "wind_from_deg", 0},
                 {"headwind_percent", "headwind_pct", 0},
                 {"tailwind_percent", "tailwind_pct", 0},
                 {"max_rain", "rain_max_in_account_unit", 1},
                 {"max_snow", "snow_max_in_account_unit", 1},
                 {"average_clouds", "clouds_pct", 0}};
    struct arena *arena = to->ctx->arena;
    json_t *object = json_object();
    const char *words = quote_clean(arena, json_get_text(value, "description"), 200);
    const char *line = "";
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        double number = json_get_number(value, facts[i].from);
        set_number(object, facts[i].key, number, facts[i].decimals);
        if (isfinite(number)) {
            line =
                arena_printf(arena, "%s%s%s %s", line, line[0] != '\0' ? ", " : "",
                             facts[i].key, quote_number(arena, number, facts[i].decimals));
        }
    }
    set_text(object, "description", words);
    answer_line(to->answer, "Weather: %s%s%s%s", line[0] != '\0' ? line : "no numbers",
                words != NULL ? "; \"" : "", words != NULL ? words : "",
                words != NULL ? "\"" : "");
    return object;
}

static json_t *gear(const struct activity_parts *to, const char *gear_id,
                    const json_t *value)
{
    struct arena *arena = to->ctx->arena;
    const json_t *item = NULL;
    for (size_t i = 0; item == NULL && i < json_array_size(value); i++) {
        const char *id = json_get_text(json_array_get(value, i), "id");
        item = id != NULL && strcmp(id, gear_id) == 0 ? json_array_get(value, i) : NULL;
    }
    if (item == NULL) {
        return NULL;
    }
    const char *name = quote_clean(arena, json_get_text(item, "name"), 80);
    const char *type = quote_clean(arena, json_get_text(item, "type"), 40);
    double distance_km = json_get_number(item, "distance") / 1000;
    double hours = json_get_number(item, "time") / 3600;
    const char *retired = quote_clean(arena, json_get_text(item, "retired"), 10);
    json_t *object = json_object();
    set_text(object, "id", quote_clean(arena, gear_id, 64));
    set_text(object, "type", type);
    set_text(object, "name", name);
    set_number(object, "distance_km", distance_km, 0);
    set_number(object, "hours", hours, 0);
    set_number(object, "activities", json_get_number(item, "activities"), 0);
    set_text(object, "retired", retired);
    answer_line(to->answer, "Gear: %s \"%s\", %s km, %s h%s%s", type != NULL ? type : "?",
                name != NULL ? name : "?", quote_number(arena, distance_km, 0),
                quote_number(arena, hours, 0), retired != NULL ? ", retired " : "",
                retired != NULL ? retired : "");
    return object;
}

static void why_not_write(const struct activity_parts *to, enum activity_extra_kind kind,
                          const struct activity_extra *extra, const char *empty)
{
    bool has_failed = extra->err != NULL && extra->err->code != ERR_NOT_FOUND;
    const char *effect = extra->reason != NULL ? extra->reason
                         : has_failed
                             ? quote_clean(to->ctx->arena, extra->err->message, 160)
                             : empty;
    answer_missing(to->answer, activity_extra_name(kind), 1,
                   has_failed              ? MISSING_UPSTREAM_FAILED
                   : extra->reason != NULL ? MISSING_NOT_RECORDED
                                           : MISSING_NO_DATA,
                   effect);
}

void activity_extras_write(const struct activity_parts *to,
                           const struct activity_extras *extras)
{
    static const char *const empty[N_ACTIVITY_EXTRAS] = {
        [EXTRA_BEST_EFFORTS] = "the service has no curve of it",
        [EXTRA_MESSAGES] = "the service has no comments on it",
        [EXTRA_WEATHER] = "the service has no weather for it",
        [EXTRA_GEAR] = "its gear is not in the gear list"};
    for (int i = 0; i < N_ACTIVITY_EXTRAS; i++) {
        const struct activity_extra *extra = &extras->parts[i];
        enum activity_extra_kind kind = (enum activity_extra_kind)i;
        const json_t *value = extra->object.value;
        json_t *member = NULL;
        if (value != NULL) {
            member = kind == EXTRA_BEST_EFFORTS ? best_efforts(to, extras->curve, value)
                     : kind == EXTRA_MESSAGES   ? messages(to, value)
                     : kind == EXTRA_WEATHER    ? weather(to, value)
                                                : gear(to, extras->gear_id, value);
        }
        if (extra->is_asked && member == NULL) {
            why_not_write(to, kind, extra, empty[kind]);
        }
        answer_set(to->answer, activity_extra_name(kind),
                   member != NULL ? member : json_null());
    }
}

void activity_extras_release(struct activity_extras *extras)
{
    for (int i = 0; i < N_ACTIVITY_EXTRAS; i++) {
        json_decref(extras->parts[i].object.value);
        extras->parts[i].object.value = NULL;
    }
}
