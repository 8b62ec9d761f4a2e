#include "intervals/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "intervals/parse.h"
#include "json/json.h"
#include "base/banned.h"

static const double VALUE_MAX = 1e7;

static double number_at(const json_t *list, size_t i)
{
    const json_t *value = json_array_get(list, i);
    double number = json_is_number(value) ? json_number_value(value) : 0;
    return number > 0 && number < VALUE_MAX ? number : (double)NAN;
}

static const char *id_at(const json_t *list, size_t i, struct arena *arena)
{
    const char *id = json_string_value(json_array_get(list, i));
    return id != NULL && intervals_is_id(id) ? arena_text(arena, id) : NULL;
}

static int by_at(const void *a, const void *b)
{
    const struct curve_point *first = a;
    const struct curve_point *second = b;
    return (first->at > second->at) - (first->at < second->at);
}

/* Of two points at the same place the first stays. */
static size_t points_unique(size_t n, struct curve_point points[])
{
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (n_kept == 0 || points[i].at > points[n_kept - 1].at) {
            points[n_kept++] = points[i];
        }
    }
    return n_kept;
}

static const json_t *values_of(const json_t *curve)
{
    const json_t *values = json_object_get(curve, "values");
    return json_is_array(values) ? values : json_object_get(curve, "watts");
}

static void models_read(const json_t *curve, struct arena *arena, struct best_curve *ret)
{
    const json_t *list =
        json_object_get(curve, ret->kind == CURVE_PACE ? "paceModels" : "powerModels");
    size_t n = json_array_size(list);
    n = n < MODEL_MAX_CURVE_MODELS ? n : MODEL_MAX_CURVE_MODELS;
    struct curve_model *models = arena_alloc(arena, n, sizeof *models);
    for (size_t i = 0; i < n; i++) {
        const json_t *model = json_array_get(list, i);
        const char *type = json_get_text(model, "type");
        models[i] = (struct curve_model){
            .type = arena_text(arena, type != NULL ? type : "?"),
            .critical_power_w = json_get_number(model, "criticalPower"),
            .w_prime_j = json_get_number(model, "wPrime"),
            .p_max_w = json_get_number(model, "pMax"),
            .ftp_w = json_get_number(model, "ftp"),
            .critical_speed_m_per_s = json_get_number(model, "criticalSpeed"),
            .d_prime_m = json_get_number(model, "dPrime"),
            .r2 = json_get_number(model, "r2")};
    }
    ret->n_models = n;
    ret->models = models;
}

void intervals_curve_read(const json_t *curve, enum curve_kind kind, struct arena *arena,
                          struct best_curve *ret)
{
    const json_t *at = json_object_get(curve, kind == CURVE_PACE ? "distance" : "secs");
    const json_t *values = values_of(curve);
    const json_t *ids = json_object_get(curve, "activity_id");
    size_t n = json_array_size(at) < json_array_size(values) ? json_array_size(at)
                                                             : json_array_size(values);
    n = n < MODEL_MAX_CURVE_POINTS ? n : MODEL_MAX_CURVE_POINTS;
    struct curve_point *points = arena_alloc(arena, n, sizeof *points);
    size_t n_points = 0;
    for (size_t i = 0; i < n; i++) {
        double place = number_at(at, i);
        double value = number_at(values, i);
        if (isfinite(place) && isfinite(value)) {
            points[n_points++] = (struct curve_point){place, value, id_at(ids, i, arena)};
        }
    }
    qsort(points, n_points, sizeof *points, by_at);
    *ret = (struct best_curve){
        .kind = kind, .n_points = points_unique(n_points, points), .points = points};
    models_read(curve, arena, ret);
}

static bool is_day(const json_t *curve, const char *key, day_num wanted)
{
    day_num day = 0;
    const char *text = json_get_text(curve, key);
    return text != NULL && day_parse_prefix(text, &day) && day == wanted;
}

const json_t *intervals_curve_of(const json_t *set, const char *id, struct day_range range)
{
    const json_t *list = json_object_get(set, "list");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *curve = json_array_get(list, i);
        const char *known = json_get_text(curve, "id");
        bool is_of_days = is_day(curve, "start_date_local", range.first_day) &&
                          is_day(curve, "end_date_local", day_range_last(range));
        if ((known != NULL && strcmp(known, id) == 0) || is_of_days) {
            return curve;
        }
    }
    return NULL;
}

day_num intervals_curve_day(const json_t *set, const char *activity_id)
{
    day_num day = DAY_NUM_NONE;
    const json_t *activity =
        json_object_get(json_object_get(set, "activities"), activity_id);
    const char *start = json_get_text(activity, "start_date_local");
    return start != NULL && day_parse_prefix(start, &day) ? day : DAY_NUM_NONE;
}
