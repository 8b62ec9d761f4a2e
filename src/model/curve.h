/* Bests by duration or distance, within a period or an activity. Plain data. */
#ifndef MODEL_CURVE_H
#define MODEL_CURVE_H

#include <stddef.h>

#include "base/civil.h"

enum curve_kind {
    CURVE_POWER, /* at: s, value: W */
    CURVE_PACE,  /* at: m, value: s */
    CURVE_HR     /* at: s, value: bpm */
};

enum { MODEL_MAX_CURVE_POINTS = 8192, MODEL_MAX_CURVE_MODELS = 8 };

struct curve_point {
    double at;
    double value;
    const char *activity_id; /* NULL when it is not said */
};

/* What the service makes of a curve; NAN for what it does not say. */
struct curve_model {
    const char *type; /* the service's word (MS_2P, FFT_CURVES, CS ...) */
    double critical_power_w;
    double w_prime_j;
    double p_max_w;
    double ftp_w;
    double critical_speed_m_per_s;
    double d_prime_m;
    double r2;
};

struct best_curve {
    enum curve_kind kind;
    size_t n_points;
    const struct curve_point *points; /* by at, each once, all above 0 */
    size_t n_models;
    const struct curve_model *models;
};

/* The point at that duration or distance, at most 1 % off; NULL when there is none. */
const struct curve_point *best_curve_at(const struct best_curve *curve, double at);

#endif
