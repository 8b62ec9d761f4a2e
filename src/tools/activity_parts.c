#include "tools/activity_parts.h"

#include <math.h>

#include "load/llss.h"
#include "tools/check.h"
#include "tools/quote.h"
#include "tools/session_words.h"
#include "base/banned.h"

enum { MAX_LAP_ROWS = 100 };

double activity_cadence_factor(const struct activity *activity, double cadence_per_min)
{
    struct activity one = *activity;
    one.average_cadence_per_min = cadence_per_min;
    double both = load_cadence_spm(&one);
    return isfinite(both) && cadence_per_min > 0.0 ? both / cadence_per_min : 1.0;
}

static double cadence_of(const struct activity *activity)
{
    double cadence = activity->average_cadence_per_min;
    return cadence * activity_cadence_factor(activity, cadence);
}

static double pace_of(const struct activity_parts *to, double speed_m_per_s)
{
    return to->is_run ? s_per_km_from_m_per_s(speed_m_per_s) : (double)NAN;
}

/* A number of the summary: in both halves, left out of the text when it is not known. */
static void fact(const struct activity_parts *to, json_t *object, const char *key,
                 double value, int decimals, const char **line)
{
    struct arena *arena = to->ctx->arena;
    set_number(object, key, value, decimals);
    if (isfinite(value)) {
        *line = arena_printf(arena, "%s%s%s %s", *line, (*line)[0] != '\0' ? ", " : "", key,
                             quote_number(arena, value, decimals));
    }
}

static void facts_write(const struct activity_parts *to, json_t *object)
{
    const struct activity *a = to->activity;
    const struct {
        const char *key;
        double value;
        int decimals;
    } facts[] = {
        {"duration_min", activity_duration_s(a) / 60, 0},
        {"elapsed_min", a->elapsed_time_s / 60, 0},
        {"distance_km", a->distance_m / 1000, 2},
        {"climb_m", a->elevation_gain_m, 0},
        {"pace_s_per_km", pace_of(to, load_speed_m_per_s(a)), 0},
        {"graded_pace_s_per_km", pace_of(to, a->gap_m_per_s), 0},
        {"speed_km_per_h", load_speed_m_per_s(a) * 3.6, 1},
        {"avg_power_w", a->average_power_w, 0},
        {"normalized_power_w", a->normalized_power_w, 0},
        {"work_kj", a->work_j / 1000, 0},
        {"avg_hr_bpm", a->average_heart_rate_bpm, 0},
        {"max_hr_bpm", a->max_heart_rate_bpm, 0},
        {"cadence_per_min", cadence_of(a), 0},
        {"intensity_pct", a->intensity_pct, 0},
        {"training_load", a->training_load, 0},
        {"llss", to->item->llss.llss, 1},
        {"decoupling_pct", a->decoupling_pct, 1},
        {"efficiency_factor", a->efficiency_factor, 2},
        {"compliance_pct", a->compliance_pct, 0},
        {"rpe_1to10", a->rpe, 0},
        {"feel_1strong_5weak", a->feel, 0},
        {"kg_lifted", a->kg_lifted, 0},
        {"device_temperature_c", a->temperature_c, 0},
    };
    const char *line = "";
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        fact(to, object, facts[i].key, facts[i].value, facts[i].decimals, &line);
    }
    answer_line(to->answer, "%s", line[0] != '\0' ? line : "no numbers");
}

void activity_summary_write(const struct activity_parts *to)
{
    struct arena *arena = to->ctx->arena;
    const struct activity *activity = to->activity;
    const char *kind = session_kind_words(arena, to->item);
    const char *name = quote_clean(arena, activity->name, 80);
    const char *description = quote_clean(arena, activity->description, 200);
    const char *device = quote_clean(arena, activity->device_name, 60);
    const char *laps = quote_clean(arena, activity->interval_summary, 200);
    json_t *object = json_object();
    set_text(object, "id", activity->id);
    set_text(object, "start_local", session_start_words(arena, activity));
    set_text(object, "sport", quote_clean(arena, activity->type_name, 40));
    set_text(object, "name", name);
    set_text(object, "description", description);
    set_text(object, "kind", kind);
    set_text(object, "device", device);
    set_text(object, "interval_summary", laps);
    answer_line(to->answer, "%s%s%s%s%s%s%s%s%s%s%s%s%s", activity->id,
                name != NULL ? " \"" : "", name != NULL ? name : "",
                name != NULL ? "\"" : "", kind != NULL ? "; " : "",
                kind != NULL ? kind : "", device != NULL ? "; " : "",
                device != NULL ? device : "", laps != NULL ? "; laps: " : "",
                laps != NULL ? laps : "", description != NULL ? "; text \"" : "",
                description != NULL ? description : "", description != NULL ? "\"" : "");
    facts_write(to, object);
    answer_set(to->answer, "activity", object);
}

static void zone_row(const struct activity_parts *to, json_t *table, const char *by,
                     size_t n_zones, const double times_s[])
{
    struct arena *arena = to->ctx->arena;
    const char *line = "";
    for (size_t i = 0; i < n_zones && i < MODEL_MAX_ZONES; i++) {
        json_t *row = json_array();
        row_add(row, json_string(by));
        row_add(row, json_integer((json_int_t)i + 1));
        row_add(row, json_number_or_null(times_s[i] / 60, 1));
        answer_row(table, row);
        line = arena_printf(arena, "%s Z%zu %s", line, i + 1,
                            quote_number(arena, times_s[i] / 60, 1));
    }
    if (n_zones > 0) {
        answer_line(to->answer, "Minutes by %s zone:%s", by, line);
    }
}

void activity_zones_write(const struct activity_parts *to)
{
    static const char *const columns[] = {"by", "zone", "minutes"};
    const struct activity *activity = to->activity;
    if (!to->has_zones) {
        answer_set(to->answer, "zones", json_null());
        return;
    }
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    zone_row(to, table, "power", activity->n_power_zones, activity->power_zone_times_s);
    zone_row(to, table, "pace", activity->n_pace_zones, activity->pace_zone_times_s);
    zone_row(to, table, "heart_rate", activity->n_hr_zones, activity->hr_zone_times_s);
    answer_set(to->answer, "zones", table);
}

/* One lap's numbers in the order of the columns after label. */
enum { N_LAP_NUMBERS = 11 };
static void lap_numbers(const struct activity_parts *to,
                        const struct activity_interval *lap, double ret[N_LAP_NUMBERS])
{
    double cadence = lap->average_cadence_per_min;
    double average = to->activity->average_cadence_per_min;
    double factor =
        activity_cadence_factor(to->activity, average > 0.0 ? average : cadence);
    const double numbers[N_LAP_NUMBERS] = {
        lap->start_s,
        lap->moving_time_s,
        lap->distance_m / 1000,
        pace_of(to, lap->average_speed_m_per_s),
        pace_of(to, lap->gap_m_per_s),
        lap->average_power_w,
        lap->average_heart_rate_bpm,
        lap->max_heart_rate_bpm,
        cadence * factor,
        lap->average_gradient_frac * 100,
        lap->intensity_pct,
    };
    for (size_t i = 0; i < N_LAP_NUMBERS; i++) {
        ret[i] = numbers[i];
    }
}

static void lap_row(const struct activity_parts *to, size_t i, json_t *table)
{
    static const int decimals[N_LAP_NUMBERS] = {0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0};
    struct arena *arena = to->ctx->arena;
    const struct activity_interval *lap = &to->intervals->intervals[i];
    const char *label = quote_clean(arena, lap->label, 40);
    const char *kind = lap->kind == INTERVAL_WORK       ? "work"
                       : lap->kind == INTERVAL_RECOVERY ? "recovery"
                                                        : NULL;
    double numbers[N_LAP_NUMBERS];
    lap_numbers(to, lap, numbers);
    json_t *row = json_array();
    row_add(row, json_integer((json_int_t)i + 1));
    row_add(row, json_text_or_null(kind));
    row_add(row, json_text_or_null(label));
    const char *line = arena_printf(arena, "%zu,%s,%s%s%s", i + 1,
                                    kind != NULL ? kind : "-", label != NULL ? "\"" : "-",
                                    label != NULL ? label : "", label != NULL ? "\"" : "");
    for (size_t k = 0; k < N_LAP_NUMBERS; k++) {
        row_add(row, json_number_or_null(numbers[k], decimals[k]));
        line = arena_printf(arena, "%s,%s", line,
                            quote_number(arena, numbers[k], decimals[k]));
    }
    answer_row(table, row);
    answer_line(to->answer, "%s", line);
}

void activity_intervals_write(const struct activity_parts *to)
{
    static const char *const columns[] = {
        "lap",          "kind",         "label",         "start_s",
        "moving_s",     "distance_km",  "pace_s_per_km", "graded_pace_s_per_km",
        "power_w",      "hr_bpm",       "max_hr_bpm",    "cadence_per_min",
        "gradient_pct", "intensity_pct"};
    if (to->intervals == NULL) {
        answer_set(to->answer, "intervals", json_null());
        return;
    }
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    answer_line(to->answer, "Laps: lap,kind,label,start_s,moving_s,distance_km,"
                            "pace_s_per_km,graded_pace_s_per_km,power_w,hr_bpm,max_hr_bpm,"
                            "cadence_per_min,gradient_pct,intensity_pct");
    size_t n = to->intervals->n_intervals;
    for (size_t i = 0; i < n && i < MAX_LAP_ROWS; i++) {
        lap_row(to, i, table);
    }
    answer_set(to->answer, "intervals", table);
    if (n > MAX_LAP_ROWS) {
        answer_missing(to->answer, "intervals", n - MAX_LAP_ROWS, MISSING_NOT_ASKED,
                       "later laps are not listed: ask streams with a window");
    }
}

void activity_dynamics_write(const struct activity_parts *to)
{
    const struct activity *activity = to->activity;
    if (!to->has_dynamics || !to->is_run) {
        answer_set(to->answer, "dynamics", json_null());
        return;
    }
    json_t *object = json_object();
    const char *line = "";
    fact(to, object, "cadence_spm", cadence_of(activity), 0, &line);
    fact(to, object, "stance_time_ms", activity->stance_time_ms, 0, &line);
    fact(to, object, "vertical_oscillation_mm", activity->vertical_oscillation_mm, 0,
         &line);
    fact(to, object, "vertical_ratio_pct", activity->vertical_ratio_pct, 1, &line);
    fact(to, object, "step_length_mm", activity->step_length_mm, 0, &line);
    fact(to, object, "stance_balance_left_pct", activity->stance_time_balance_pct, 1,
         &line);
    fact(to, object, "leg_spring_stiffness_kn_per_m",
         activity->leg_spring_stiffness_kn_per_m, 1, &line);
    answer_set(to->answer, "dynamics", object);
    answer_line(to->answer,
                "Running dynamics, means: %s. Against the own normal: "
                "running_dynamics_trend.",
                line[0] != '\0' ? line : "none recorded");
}
