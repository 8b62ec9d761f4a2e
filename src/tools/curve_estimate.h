/* Thresholds from a curve: our fit, the service's models, the settings. */
#ifndef TOOLS_CURVE_ESTIMATE_H
#define TOOLS_CURVE_ESTIMATE_H

#include "load/critical.h"
#include "model/athlete.h"
#include "model/curve.h"
#include "tools/answer.h"
#include "tools/tool.h"

struct curve_estimate {
    enum curve_kind kind;
    struct load_critical fit;
    size_t n_sessions; /* that its bests come from; 0: not said */
    double kg;         /* NAN: not known */
};

void curve_estimate_fit(struct arena *arena, const struct best_curve *curve, double kg,
                        struct curve_estimate *ret);
/* "critical power 262 W", or NULL when there is none. */
const char *curve_estimate_words(struct arena *arena,
                                 const struct curve_estimate *estimate);
/*
 * estimate: the fit beside that of the other period (NULL: none) with its change; null for
 * heart rate. Why there is none is in missing.
 */
void curve_estimate_write(struct tool_ctx *ctx, struct answer *answer,
                          const struct curve_estimate *estimate,
                          const struct curve_estimate *other);
/* service_models: what the service makes of the curve; null when it says nothing. */
void curve_models_write(struct tool_ctx *ctx, struct answer *answer,
                        const struct best_curve *curve);
/* settings: the thresholds set in the account for the sport. */
void curve_settings_write(struct tool_ctx *ctx, struct answer *answer, enum curve_kind kind,
                          const struct sport_settings *settings);

#endif
