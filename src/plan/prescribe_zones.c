#include "plan/prescribe_parts.h"

#include <math.h>

#include "base/str.h"
#include "plan/constants.h"
#include "base/banned.h"

static const struct plan_zone_info zone_infos[N_PLAN_ZONES] = {
#define PLAN_ZONE(id, name, from, to, hr_from, hr_to, rpe_from, rpe_to, grade, source)     \
    {name, {from, to}, {hr_from, hr_to}, {rpe_from, rpe_to}, grade, source},
#include "plan/prescribe_zones.def"
#undef PLAN_ZONE
};

const struct plan_zone_info *plan_zone_info(enum plan_zone zone)
{
    return &zone_infos[zone];
}

/* What a body can have; else 0, unknown. NAN too. */
static double within(double value, double from, double to)
{
    return value >= from && value <= to ? value : 0.0;
}

static size_t zones_copy(size_t n_zones, const double from[],
                         double to[static WORKOUT_ZONES])
{
    if (n_zones > WORKOUT_ZONES) {
        return 0;
    }
    for (size_t i = 0; i < n_zones; i++) {
        to[i] = from[i];
    }
    return n_zones;
}

void plan_thresholds_of(const struct athlete *athlete, enum sport sport,
                        struct workout_thresholds *ret)
{
    const struct sport_settings *settings =
        athlete != NULL ? athlete_sport_settings(athlete, sport) : NULL;
    *ret = (struct workout_thresholds){0};
    if (settings == NULL) {
        return;
    }
    ret->ftp_w = within(settings->ftp_w, 30.0, 700.0);
    ret->lthr_bpm = within(settings->lthr_bpm, 80.0, 230.0);
    ret->max_hr_bpm = within(settings->max_hr_bpm, 80.0, 230.0);
    ret->threshold_speed_m_per_s = within(settings->threshold_pace_m_per_s, 1.0, 7.5);
    ret->n_power_zones = zones_copy(settings->n_power_zones, settings->power_zones_pct,
                                    ret->power_zones_pct);
    ret->n_hr_zones =
        zones_copy(settings->n_hr_zones, settings->hr_zones_bpm, ret->hr_zones_bpm);
    ret->n_pace_zones =
        zones_copy(settings->n_pace_zones, settings->pace_zones_pct, ret->pace_zones_pct);
}

enum workout_metric plan__metric_of(const struct plan__draft *draft)
{
    const struct workout_thresholds *known = &draft->thresholds;
    if (draft->session->kind == PLAN_RUN_LADDER || (!draft->is_run && !draft->is_ride)) {
        return WORKOUT_NO_METRIC;
    }
    if (draft->is_run && known->threshold_speed_m_per_s > 0.0) {
        return WORKOUT_PACE;
    }
    if (draft->is_ride && known->ftp_w > 0.0) {
        return WORKOUT_POWER;
    }
    return known->lthr_bpm > 0.0 || known->max_hr_bpm > 0.0 ? WORKOUT_HEART_RATE
                                                            : WORKOUT_NO_METRIC;
}

static struct workout_range max_hr_range(struct workout_range lthr_pct)
{
    return (struct workout_range){round(lthr_pct.start * PLAN_LTHR_OF_MAX),
                                  round(lthr_pct.end * PLAN_LTHR_OF_MAX)};
}

struct workout_target plan__target_of(const struct plan__draft *draft, enum plan_zone zone)
{
    const struct plan_zone_info *info = plan_zone_info(zone);
    struct workout_target target = {.units = WORKOUT_NO_UNITS};
    if (!(info->intensity_pct.end > 0.0) || draft->metric == WORKOUT_NO_METRIC) {
        return target;
    }
    target.range = info->intensity_pct;
    if (draft->metric == WORKOUT_PACE) {
        target.units = WORKOUT_PCT_PACE;
    } else if (draft->metric == WORKOUT_POWER) {
        target.units = WORKOUT_PCT_FTP;
    } else if (draft->thresholds.lthr_bpm > 0.0) {
        target.units = WORKOUT_PCT_LTHR;
        target.range = info->lthr_pct;
    } else {
        target.units = WORKOUT_PCT_MAX_HR;
        target.range = max_hr_range(info->lthr_pct);
    }
    return target;
}

static const char *pace_text(struct arena *arena, struct workout_range m_per_s)
{
    int slow = (int)lround(1000.0 / m_per_s.start);
    int fast = (int)lround(1000.0 / m_per_s.end);
    return arena_printf(arena, "%d:%02d-%d:%02d/km", slow / 60, slow % 60, fast / 60,
                        fast % 60);
}

static const char *rpe_text(struct arena *arena, struct workout_range rpe)
{
    return rpe.start < rpe.end ? arena_printf(arena, "RPE %.0f-%.0f", rpe.start, rpe.end)
                               : arena_printf(arena, "RPE %.0f", rpe.start);
}

const char *plan__zone_text(const struct plan__draft *draft, enum plan_zone zone)
{
    struct workout_target target = plan__target_of(draft, zone);
    struct workout_bounds bounds;
    if (!workout_target_resolve(&target, &draft->thresholds, &bounds)) {
        return rpe_text(draft->arena, plan_zone_info(zone)->rpe);
    }
    if (bounds.metric == WORKOUT_PACE) {
        return pace_text(draft->arena, bounds.absolute);
    }
    return arena_printf(draft->arena, "%.0f-%.0f %s", bounds.absolute.start,
                        bounds.absolute.end, bounds.metric == WORKOUT_POWER ? "W" : "bpm");
}

static size_t zone_bounds(const struct plan__draft *draft, const double **ret_bounds)
{
    const struct workout_thresholds *known = &draft->thresholds;
    switch (draft->metric) {
    case WORKOUT_PACE:
        *ret_bounds = known->pace_zones_pct;
        return known->n_pace_zones;
    case WORKOUT_POWER:
        *ret_bounds = known->power_zones_pct;
        return known->n_power_zones;
    case WORKOUT_HEART_RATE:
        *ret_bounds = known->hr_zones_bpm;
        return known->n_hr_zones;
    case WORKOUT_NO_METRIC:
        break;
    }
    *ret_bounds = NULL;
    return 0;
}

static size_t zone_number(size_t n_zones, const double bounds[], double value)
{
    size_t number = 1;
    while (number < n_zones && value > bounds[number - 1]) {
        number++;
    }
    return number;
}

/* " (Z4)", " (Z1-Z2)": where the target lies in the athlete's own zones; "" without. */
static const char *own_zone_text(const struct plan__draft *draft, enum plan_zone zone)
{
    struct workout_target target = plan__target_of(draft, zone);
    struct workout_range values = target.range;
    const double *bounds = NULL;
    size_t n_zones = zone_bounds(draft, &bounds);
    struct workout_bounds resolved;
    if (n_zones == 0 || target.units == WORKOUT_NO_UNITS) {
        return "";
    }
    if (draft->metric == WORKOUT_HEART_RATE) {
        if (!workout_target_resolve(&target, &draft->thresholds, &resolved)) {
            return "";
        }
        values = resolved.absolute;
    }
    size_t from = zone_number(n_zones, bounds, values.start);
    size_t to = zone_number(n_zones, bounds, values.end);
    return from == to ? arena_printf(draft->arena, " (Z%zu)", from)
                      : arena_printf(draft->arena, " (Z%zu-Z%zu)", from, to);
}

const char *plan__targets_text(const struct plan__draft *draft)
{
    bool is_used[N_PLAN_ZONES] = {false};
    const char *text = "";
    for (size_t i = 0; i < draft->workout->n_steps; i++) {
        is_used[draft->zones[i]] = true;
    }
    for (int zone = 0; zone < N_PLAN_ZONES; zone++) {
        if (is_used[zone]) {
            text =
                arena_printf(draft->arena, "%s%s%s %s%s", text, text[0] != '\0' ? ", " : "",
                             plan_zone_info((enum plan_zone)zone)->name,
                             plan__zone_text(draft, (enum plan_zone)zone),
                             own_zone_text(draft, (enum plan_zone)zone));
        }
    }
    return text;
}
