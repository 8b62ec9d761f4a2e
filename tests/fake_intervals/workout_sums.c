#include "workout_text.h"

#include "text.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { WINDOW_S = 30 };

/* What the sums are made of while the steps go by. */
struct sums {
    const json_t *settings;
    double duration_s;
    double stress; /* seconds times fraction of threshold squared */
    bool is_stress_known;
    bool is_all_power;
    double window[WINDOW_S];
    double window_sum;
    double fourth_powers;
    size_t n_seconds;
};

static double nth(const json_t *list, double n, double otherwise)
{
    const json_t *value = n >= 1 ? json_array_get(list, (size_t)n - 1) : NULL;
    return json_is_number(value) ? json_number_value(value) : otherwise;
}

/* The bounds of zones from to to; upper bounds are in the list, Z1 begins at 80 % of its
 * own. */
static void zone_bounds(const json_t *list, double range[2])
{
    double from = range[0];
    range[0] =
        from > 1 ? nth(list, from - 1, (double)NAN) : 0.8 * nth(list, 1, (double)NAN);
    range[1] = nth(list, range[1], (double)NAN);
}

static bool ends_with_zone(const char *units)
{
    size_t length = strlen(units);
    return length > 5 && strcmp(units + length - 5, "_zone") == 0;
}

static void target_numbers(const json_t *target, double ret[2])
{
    ret[0] = json_member_number(target, "value", json_member_number(target, "start", 0));
    ret[1] = json_member_number(target, "value", json_member_number(target, "end", 0));
}

/* Watts as the service cuts them: shares and zones to whole ones. NAN: unknown. */
static void watts_of(const struct sums *sums, const json_t *target, double ret[2])
{
    const char *units = json_member_string(target, "units");
    double ftp_w = json_member_number(sums->settings, "ftp", (double)NAN);
    target_numbers(target, ret);
    bool is_lowest = ret[0] == 1;
    if (strcmp(units, "w") == 0) {
        return;
    }
    if (ends_with_zone(units)) {
        zone_bounds(json_object_get(sums->settings, "power_zones"), ret);
    } else if (strcmp(units, "%ftp") != 0) {
        ret[0] = ret[1] = (double)NAN;
        return;
    }
    bool is_zone = ends_with_zone(units);
    ret[0] = floor(ret[0] * ftp_w / 100) + (is_zone && !is_lowest ? 1 : 0);
    ret[1] = floor(ret[1] * ftp_w / 100);
}

/* As fractions of threshold. NAN: unknown. */
static void fraction_of(const struct sums *sums, const char *key, const json_t *target,
                        double ret[2])
{
    const char *units = json_member_string(target, "units");
    const json_t *settings = sums->settings;
    double threshold = (double)NAN;
    target_numbers(target, ret);
    if (strcmp(key, "power") == 0) {
        watts_of(sums, target, ret);
        threshold = json_member_number(settings, "ftp", (double)NAN);
    } else if (strcmp(units, "%pace") == 0 || strcmp(units, "%lthr") == 0) {
        threshold = 100;
    } else if (strcmp(key, "pace") == 0 && ends_with_zone(units)) {
        zone_bounds(json_object_get(settings, "pace_zones"), ret);
        threshold = 100;
    } else if (strcmp(units, "secs/km") == 0) {
        ret[0] = 1000 / ret[0];
        ret[1] = 1000 / ret[1];
        threshold = json_member_number(settings, "threshold_pace", (double)NAN);
    } else if (strcmp(key, "hr") == 0) {
        double share = json_member_number(settings, "max_hr", (double)NAN) / 100;
        threshold = json_member_number(settings, "lthr", (double)NAN);
        if (ends_with_zone(units)) {
            zone_bounds(json_object_get(settings, "hr_zones"), ret);
            share = 1;
        }
        ret[0] *= share;
        ret[1] *= share;
    }
    ret[0] /= threshold;
    ret[1] /= threshold;
}

/* The step's target and which of the three it is; NULL: none. */
static const json_t *target_of(const json_t *step, const char **ret_key)
{
    static const char *const keys[] = {"power", "hr", "pace"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const json_t *target = json_object_get(step, keys[i]);
        if (target != NULL) {
            *ret_key = keys[i];
            return target;
        }
    }
    return NULL;
}

static void second_add(struct sums *sums, double watts)
{
    double *slot = &sums->window[sums->n_seconds++ % WINDOW_S];
    sums->window_sum += watts - *slot;
    *slot = watts;
    double n_in = sums->n_seconds < WINDOW_S ? (double)sums->n_seconds : (double)WINDOW_S;
    sums->fourth_powers += pow(sums->window_sum / n_in, 4);
}

static void power_add(struct sums *sums, const json_t *step, const json_t *target)
{
    double watts[2];
    double duration_s = json_member_number(step, "duration", 0);
    watts_of(sums, target, watts);
    if (isnan(watts[0]) || isnan(watts[1]) || duration_s <= 0) {
        sums->is_all_power = false;
        return;
    }
    bool is_ramp = json_is_true(json_object_get(step, "ramp"));
    for (double s = 0; s < duration_s; s++) {
        second_add(sums, is_ramp ? watts[0] + (watts[1] - watts[0]) * s / duration_s
                                 : (watts[0] + watts[1]) / 2);
    }
}

static void step_add(struct sums *sums, const json_t *step)
{
    const char *key = "";
    const json_t *target = target_of(step, &key);
    double fraction[2] = {(double)NAN, (double)NAN};
    double speed_m_per_s = (double)NAN;
    double duration_s = json_member_number(step, "duration", (double)NAN);
    if (target != NULL) {
        fraction_of(sums, key, target, fraction);
    }
    double middle = (fraction[0] + fraction[1]) / 2;
    double square = json_is_true(json_object_get(step, "ramp"))
                        ? (fraction[0] * fraction[0] + fraction[0] * fraction[1] +
                           fraction[1] * fraction[1]) /
                              3
                        : middle * middle;
    if (strcmp(key, "pace") == 0) {
        speed_m_per_s =
            middle * json_member_number(sums->settings, "threshold_pace", (double)NAN);
    }
    if (isnan(duration_s)) {
        duration_s = json_member_number(step, "distance", (double)NAN) / speed_m_per_s;
    }
    if (strcmp(key, "power") == 0) {
        power_add(sums, step, target);
    } else {
        sums->is_all_power = false;
    }
    sums->is_stress_known = sums->is_stress_known && !isnan(square * duration_s);
    sums->duration_s += duration_s;
    sums->stress += square * duration_s;
}

static void steps_add(struct sums *sums, const json_t *whole)
{
    int n_times = (int)json_member_int(whole, "reps", 1);
    for (int pass = 0; pass < n_times; pass++) {
        size_t i = 0;
        const json_t *step = NULL;
        json_array_foreach(json_object_get(whole, "steps"), i, step)
        {
            if (json_object_get(step, "steps") != NULL) {
                steps_add(sums, step);
            } else {
                step_add(sums, step);
            }
        }
    }
}

struct workout_sums workout_sums_of(const json_t *doc, const json_t *settings)
{
    struct sums sums = {
        .settings = settings, .is_stress_known = true, .is_all_power = true};
    struct workout_sums result = {-1, -1, -1};
    steps_add(&sums, doc);
    if (!isnan(sums.duration_s)) {
        result.duration_s = floor(sums.duration_s + 0.5);
    }
    double hours = sums.duration_s / 3600;
    double load = sums.is_stress_known ? sums.stress / 36 : (double)NAN;
    double ftp_w = json_member_number(settings, "ftp", (double)NAN);
    if (sums.is_all_power && sums.n_seconds > 0) {
        double n_seconds = (double)sums.n_seconds;
        double watts = floor(pow(sums.fourth_powers / n_seconds, 0.25) + 0.5);
        load = 100 * hours * (watts / ftp_w) * (watts / ftp_w);
    }
    if (!isnan(load)) {
        result.training_load = floor(load + 0.5);
        result.intensity_pct = 100 * sqrt(result.training_load / (100 * hours));
    }
    return result;
}
