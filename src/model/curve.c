#include "model/curve.h"

#include <math.h>
#include <stdbool.h>

#include "base/banned.h"

const struct curve_point *best_curve_at(const struct best_curve *curve, double at)
{
    const struct curve_point *nearest = NULL;
    for (size_t i = 0; i < curve->n_points; i++) {
        const struct curve_point *point = &curve->points[i];
        bool is_near = fabs(point->at - at) <= 0.01 * at;
        if (is_near && (nearest == NULL || fabs(point->at - at) < fabs(nearest->at - at))) {
            nearest = point;
        }
    }
    return nearest;
}
