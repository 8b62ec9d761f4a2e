#include "tools/curve_rows.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "tools/quote.h"
#include "base/banned.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const double power_s[] = {5, 15, 30, 60, 180, 300, 600, 1200, 1800, 3600, 7200};
static const double pace_m[] = {400,  800,   1000,  1500,    1609.344, 3000,
                                5000, 10000, 15000, 21097.5, 42195};
static const double hr_s[] = {60, 300, 600, 1200, 1800, 3600, 7200};

/* Close enough together for a line, far enough apart to be bests of their own. */
static const double model_s[] = {120, 180, 240, 300, 360, 480, 600, 720, 900, 1200};
static const double model_m[] = {400,  500,  800,  1000, 1200, 1500, 1609.344,
                                 2000, 2400, 3000, 3200, 4000, 5000, 6000};

const double *curve_places(enum curve_kind kind, size_t *ret_n)
{
    switch (kind) {
    case CURVE_POWER:
        *ret_n = COUNT(power_s);
        return power_s;
    case CURVE_PACE:
        *ret_n = COUNT(pace_m);
        return pace_m;
    case CURVE_HR:
        break;
    }
    *ret_n = COUNT(hr_s);
    return hr_s;
}

/* Activities among the first n ids, each once; NULL is none. */
static size_t sessions_count(size_t n, const char *const ids[])
{
    size_t n_sessions = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < i && (ids[i] == NULL || ids[k] == NULL || strcmp(ids[i], ids[k]) != 0)) {
            k++;
        }
        n_sessions += ids[i] != NULL && k == i ? 1U : 0U;
    }
    return n_sessions;
}

size_t curve_efforts(struct arena *arena, const struct best_curve *curve,
                     struct load_effort **ret, size_t *ret_n_sessions)
{
    const char *ids[COUNT(model_m)] = {NULL};
    size_t n_ids = 0;
    bool is_pace = curve->kind == CURVE_PACE;
    const double *places = is_pace ? model_m : model_s;
    size_t n_places = is_pace ? COUNT(model_m) : COUNT(model_s);
    struct load_effort *efforts = arena_alloc(arena, n_places, sizeof *efforts);
    size_t n = 0;
    for (size_t i = 0; curve->kind != CURVE_HR && i < n_places; i++) {
        const struct curve_point *point = best_curve_at(curve, places[i]);
        if (point != NULL) {
            efforts[n++] = is_pace
                               ? (struct load_effort){point->value, point->at}
                               : (struct load_effort){point->at, point->value * point->at};
            double time_s = is_pace ? point->value : point->at;
            if (time_s >= LOAD_CRITICAL_TIME_MIN_S && time_s <= LOAD_CRITICAL_TIME_MAX_S) {
                ids[n_ids++] = point->activity_id;
            }
        }
    }
    *ret = efforts;
    *ret_n_sessions = sessions_count(n_ids, ids);
    return n;
}

const char *curve_place_words(struct arena *arena, enum curve_kind kind, double at)
{
    if (kind == CURVE_PACE && fabs(at - 1609) < 1) {
        return "1 mile";
    }
    if (kind == CURVE_PACE) {
        return at < 1000 ? arena_printf(arena, "%s m", quote_number(arena, at, 0))
                         : arena_printf(
                               arena, "%s km",
                               quote_number(arena, at / 1000, fmod(at, 1000) > 0 ? 1 : 0));
    }
    return at < 60 ? arena_printf(arena, "%s s", quote_number(arena, at, 0))
                   : quote_duration(arena, at);
}

const char *curve_kind_name(enum curve_kind kind)
{
    static const char *const names[] = {
        [CURVE_POWER] = "power", [CURVE_PACE] = "pace", [CURVE_HR] = "hr"};
    return names[kind];
}
