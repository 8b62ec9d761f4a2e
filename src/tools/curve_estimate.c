#include "tools/curve_estimate.h"

#include <math.h>

#include "load/constants.h"
#include "tools/check.h"
#include "tools/curve_rows.h"
#include "tools/quote.h"
#include "base/banned.h"

static const char method[] = "critical/1";

void curve_estimate_fit(struct arena *arena, const struct best_curve *curve, double kg,
                        struct curve_estimate *ret)
{
    struct load_effort *efforts = NULL;
    *ret = (struct curve_estimate){.kind = curve->kind, .kg = kg};
    size_t n = curve_efforts(arena, curve, &efforts, &ret->n_sessions);
    load_critical_fit(n, efforts, &ret->fit);
}

const char *curve_estimate_words(struct arena *arena, const struct curve_estimate *estimate)
{
    if (estimate->kind == CURVE_HR || estimate->fit.state != LOAD_CRITICAL_FITTED) {
        return NULL;
    }
    if (estimate->kind == CURVE_POWER) {
        return arena_printf(arena, "critical power %s W",
                            quote_number(arena, estimate->fit.rate, 0));
    }
    return arena_printf(arena, "critical speed %s",
                        quote_pace(arena, s_per_km_from_m_per_s(estimate->fit.rate)));
}

static const char *why_not(struct arena *arena, const struct load_critical *fit)
{
    switch (fit->state) {
    case LOAD_CRITICAL_TOO_FEW:
        return arena_printf(arena,
                            "the line needs %d bests that last 2 to 20 min, and %zu "
                            "of them do",
                            (int)LOAD_CRITICAL_POINTS_MIN, fit->n_points);
    case LOAD_CRITICAL_TOO_CLOSE:
        return arena_printf(arena, "the bests of 2 to 20 min span %s s; %.0f are needed",
                            quote_number(arena, fit->longest_s - fit->shortest_s, 0),
                            LOAD_CRITICAL_SPAN_S);
    case LOAD_CRITICAL_NO_LINE:
        return "the bests of 2 to 20 min do not fall with time as maximal efforts do";
    case LOAD_CRITICAL_FITTED:
        break;
    }
    return NULL;
}

/* The capacity is one that maximal efforts could give. */
static bool is_plausible(const struct curve_estimate *estimate)
{
    double capacity = estimate->fit.capacity;
    return estimate->kind == CURVE_POWER ? capacity >= LOAD_CRITICAL_W_PRIME_LOW &&
                                               capacity <= LOAD_CRITICAL_W_PRIME_HIGH
                                         : capacity >= LOAD_CRITICAL_D_PRIME_LOW &&
                                               capacity <= LOAD_CRITICAL_D_PRIME_HIGH;
}

static void power_set(const struct curve_estimate *estimate, json_t *object)
{
    const struct load_critical *fit = &estimate->fit;
    set_number(object, "critical_power_w", fit->rate, 0);
    set_number(object, "critical_power_w_per_kg", fit->rate / estimate->kg, 2);
    set_number(object, "w_prime_kj", fit->capacity / 1000, 1);
    set_number(object, "error_w", fit->rate_error, 1);
    set_number(object, "error_w_prime_kj", fit->capacity_error / 1000, 1);
}

static void speed_set(const struct curve_estimate *estimate, json_t *object)
{
    const struct load_critical *fit = &estimate->fit;
    set_number(object, "critical_speed_m_per_s", fit->rate, 2);
    set_number(object, "critical_pace_s_per_km", s_per_km_from_m_per_s(fit->rate), 0);
    set_number(object, "d_prime_m", fit->capacity, 0);
    set_number(object, "error_m_per_s", fit->rate_error, 3);
    set_number(object, "error_d_prime_m", fit->capacity_error, 0);
}

/* What the line is worth: it stands on maximal efforts, which one session cannot hold. */
static const char *caution(const struct curve_estimate *estimate)
{
    if (!is_plausible(estimate)) {
        return " Not plausible: the bests are hardly all maximal.";
    }
    return estimate->n_sessions == 1
               ? " All from one session, so hardly all maximal: rather too low."
               : " As true as these bests were maximal.";
}

static void line_write(struct tool_ctx *ctx, struct answer *answer,
                       const struct curve_estimate *estimate, double change_pct)
{
    struct arena *arena = ctx->arena;
    const struct load_critical *fit = &estimate->fit;
    bool is_power = estimate->kind == CURVE_POWER;
    const char *numbers =
        is_power
            ? arena_printf(arena, "critical power %s W (+-%s), %s W/kg, W' %s kJ (+-%s)",
                           quote_number(arena, fit->rate, 0),
                           quote_number(arena, fit->rate_error, 1),
                           quote_number(arena, fit->rate / estimate->kg, 2),
                           quote_number(arena, fit->capacity / 1000, 1),
                           quote_number(arena, fit->capacity_error / 1000, 1))
            : arena_printf(arena, "critical speed %s m/s (+-%s), %s, D' %s m (+-%s)",
                           quote_number(arena, fit->rate, 2),
                           quote_number(arena, fit->rate_error, 3),
                           quote_pace(arena, s_per_km_from_m_per_s(fit->rate)),
                           quote_number(arena, fit->capacity, 0),
                           quote_number(arena, fit->capacity_error, 0));
    answer_line(
        answer,
        "Estimate (%s, Monod & Scherrer, line through %zu bests of %s to %s s, "
        "largest misfit %s %%): %s%s%s.%s",
        method, fit->n_points, quote_number(arena, fit->shortest_s, 0),
        quote_number(arena, fit->longest_s, 0), quote_number(arena, fit->worst_pct, 1),
        numbers, isfinite(change_pct) ? ", change " : "",
        isfinite(change_pct) ? arena_printf(arena, "%s%s %%", change_pct > 0 ? "+" : "",
                                            quote_number(arena, change_pct, 1))
                             : "",
        caution(estimate));
}

void curve_estimate_write(struct tool_ctx *ctx, struct answer *answer,
                          const struct curve_estimate *estimate,
                          const struct curve_estimate *other)
{
    const struct load_critical *fit = &estimate->fit;
    if (estimate->kind == CURVE_HR) {
        answer_set(answer, "estimate", json_null());
        return;
    }
    if (fit->state != LOAD_CRITICAL_FITTED) {
        answer_set(answer, "estimate", json_null());
        answer_missing(answer, "estimate", 1, MISSING_NO_DATA, why_not(ctx->arena, fit));
        return;
    }
    double before = other != NULL ? other->fit.rate : (double)NAN;
    double change_pct = 100 * (fit->rate - before) / before;
    json_t *object = json_object();
    set_text(object, "method", method);
    if (estimate->kind == CURVE_POWER) {
        power_set(estimate, object);
    } else {
        speed_set(estimate, object);
    }
    set_number(object, "change_pct", change_pct, 1);
    set_count(object, "points", fit->n_points);
    (void)json_object_set_new(
        object, "sessions",
        json_integer_or_null((int64_t)estimate->n_sessions, estimate->n_sessions > 0));
    set_number(object, "shortest_s", fit->shortest_s, 0);
    set_number(object, "longest_s", fit->longest_s, 0);
    set_number(object, "misfit_pct", fit->worst_pct, 1);
    set_number(object, "r2", fit->r2, 5);
    (void)json_object_set_new(object, "plausible", json_boolean(is_plausible(estimate)));
    set_text(object, "caution", caution(estimate) + 1);
    answer_set(answer, "estimate", object);
    line_write(ctx, answer, estimate, change_pct);
}

void curve_models_write(struct tool_ctx *ctx, struct answer *answer,
                        const struct best_curve *curve)
{
    static const char *const power_columns[] = {"model", "ftp_w", "critical_power_w",
                                                "w_prime_kj", "p_max_w"};
    static const char *const pace_columns[] = {"model", "critical_speed_m_per_s",
                                               "d_prime_m", "r2"};
    struct arena *arena = ctx->arena;
    bool is_power = curve->kind == CURVE_POWER;
    if (curve->n_models == 0) {
        answer_set(answer, "service_models", json_null());
        return;
    }
    json_t *table =
        is_power ? answer_table(power_columns, 5) : answer_table(pace_columns, 4);
    for (size_t i = 0; i < curve->n_models; i++) {
        const struct curve_model *model = &curve->models[i];
        const char *type = quote_clean(arena, model->type, 20);
        json_t *row = json_array();
        row_add(row, json_text_or_null(type));
        if (is_power) {
            row_add(row, json_number_or_null(model->ftp_w, 0));
            row_add(row, json_number_or_null(model->critical_power_w, 0));
            row_add(row, json_number_or_null(model->w_prime_j / 1000, 1));
            row_add(row, json_number_or_null(model->p_max_w, 0));
            answer_line(answer, "The service's %s: FTP %s W, CP %s W, W' %s kJ, Pmax %s W",
                        type, quote_number(arena, model->ftp_w, 0),
                        quote_number(arena, model->critical_power_w, 0),
                        quote_number(arena, model->w_prime_j / 1000, 1),
                        quote_number(arena, model->p_max_w, 0));
        } else {
            row_add(row, json_number_or_null(model->critical_speed_m_per_s, 2));
            row_add(row, json_number_or_null(model->d_prime_m, 0));
            row_add(row, json_number_or_null(model->r2, 5));
            answer_line(answer, "The service's %s: CS %s m/s, D' %s m, r2 %s", type,
                        quote_number(arena, model->critical_speed_m_per_s, 2),
                        quote_number(arena, model->d_prime_m, 0),
                        quote_number(arena, model->r2, 5));
        }
        answer_row(table, row);
    }
    answer_set(answer, "service_models", table);
}

/* "Set in the account: FTP 285 W, W' 19.5 kJ", without what is not set. */
static void settings_line(struct answer *answer, const char *first, const char *second)
{
    if (first != NULL || second != NULL) {
        answer_line(answer, "Set in the account: %s%s%s", first != NULL ? first : "",
                    first != NULL && second != NULL ? ", " : "",
                    second != NULL ? second : "");
    }
}

/* NULL when the number is not known. */
static const char *setting_words(struct arena *arena, const char *name, double value,
                                 int decimals, const char *unit)
{
    return isfinite(value) ? arena_printf(arena, "%s %s %s", name,
                                          quote_number(arena, value, decimals), unit)
                           : NULL;
}

void curve_settings_write(struct tool_ctx *ctx, struct answer *answer, enum curve_kind kind,
                          const struct sport_settings *settings)
{
    struct arena *arena = ctx->arena;
    json_t *object = json_object();
    if (settings == NULL) {
        json_decref(object);
        answer_set(answer, "settings", json_null());
        return;
    }
    double pace_s = s_per_km_from_m_per_s(settings->threshold_pace_m_per_s);
    if (kind == CURVE_POWER) {
        set_number(object, "ftp_w", settings->ftp_w, 0);
        set_number(object, "w_prime_kj", settings->w_prime_j / 1000, 1);
        settings_line(answer, setting_words(arena, "FTP", settings->ftp_w, 0, "W"),
                      setting_words(arena, "W'", settings->w_prime_j / 1000, 1, "kJ"));
    } else if (kind == CURVE_PACE) {
        set_number(object, "threshold_pace_s_per_km", pace_s, 0);
        settings_line(answer,
                      isfinite(pace_s) ? arena_printf(arena, "threshold pace %s",
                                                      quote_pace(arena, pace_s))
                                       : NULL,
                      NULL);
    } else {
        set_number(object, "lthr_bpm", settings->lthr_bpm, 0);
        set_number(object, "max_hr_bpm", settings->max_hr_bpm, 0);
        settings_line(answer, setting_words(arena, "LTHR", settings->lthr_bpm, 0, "bpm"),
                      setting_words(arena, "max HR", settings->max_hr_bpm, 0, "bpm"));
    }
    answer_set(answer, "settings", object);
}
