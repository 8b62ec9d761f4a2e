/* Whether two numbers say the same. */
#include <math.h>

#include "claims/search.h"
#include "base/banned.h"

/* A value written in another unit than served: to the place that is left of it. */
static enum claims__closeness close_converted(const struct claims__mention *mention,
                                              double value, const struct claims__fact *fact)
{
    double distance = fabs(value - fact->low);
    if (distance > mention->half + fact->half + CLAIMS__EPSILON) {
        return CLOSE_NOT;
    }
    bool is_exact = !mention->is_converted && mention->half <= fmax(fact->half, 30.0);
    return is_exact ? CLOSE_EQUAL : CLOSE_ROUNDED;
}

static double rounding_of(const struct claims__mention *mention)
{
    double half = mention->half;
    /* "about 400": to as many tens as it ends in, when that is not far off. */
    while (mention->is_about && half * 20 <= 0.05 * fabs(mention->low) + CLAIMS__EPSILON &&
           fabs(remainder(mention->low, half * 20)) <
               CLAIMS__EPSILON * fmax(1, fabs(mention->low))) {
        half *= 10;
    }
    return half;
}

static enum claims__closeness close_value(const struct claims__mention *mention,
                                          double value, const struct claims__fact *fact)
{
    double distance = fabs(value - fact->low);
    double scale = fmax(1, fabs(fact->low));
    bool is_other_unit =
        mention->is_converted || (mention->subject.unit == UNIT_S && fact->factor != 1 &&
                                  (mention->has_colon || mention->half != fact->half));
    if (distance <= CLAIMS__EPSILON * scale) {
        return CLOSE_EQUAL;
    }
    if (is_other_unit && close_converted(mention, value, fact) != CLOSE_NOT) {
        return close_converted(mention, value, fact);
    }
    /* Rounded is what is written with fewer places than was served. */
    double half = rounding_of(mention);
    bool is_coarser = half > fact->half * 1.5 || mention->is_about;
    bool is_near = distance <= half + CLAIMS__EPSILON * scale;
    if (is_near && is_coarser) {
        return CLOSE_ROUNDED;
    }
    return CLOSE_NOT;
}

/* "9-10 km" holds 9.2, when it is no wider than a fifth of it. */
static enum claims__closeness close_range(const struct claims__mention *mention,
                                          const struct claims__fact *fact)
{
    double scale = fmax(1, fabs(fact->low));
    double width = mention->high - mention->low;
    if (fact->high > fact->low) {
        bool is_equal = fabs(mention->low - fact->low) <= CLAIMS__EPSILON * scale &&
                        fabs(mention->high - fact->high) <= CLAIMS__EPSILON * scale;
        return is_equal ? CLOSE_EQUAL : CLOSE_NOT;
    }
    bool is_inside = fact->low >= mention->low - CLAIMS__EPSILON &&
                     fact->low <= mention->high + CLAIMS__EPSILON;
    return is_inside && width <= 0.2 * fabs(fact->low) ? CLOSE_ROUNDED : CLOSE_NOT;
}

enum claims__closeness claims__close_to(const struct claims__mention *mention,
                                        const struct claims__fact *fact)
{
    if (mention->high > mention->low) {
        return close_range(mention, fact);
    }
    if (fact->high > fact->low) {
        return CLOSE_NOT;
    }
    enum claims__closeness found = close_value(mention, mention->low, fact);
    bool has_other = mention->alternative != mention->low;
    if (found != CLOSE_EQUAL && has_other &&
        close_value(mention, mention->alternative, fact) == CLOSE_EQUAL) {
        return CLOSE_EQUAL;
    }
    /* "3 h less" and "-3 h" */
    bool is_change = (mention->subject.how & HOW(CHANGE)) != 0;
    if (found == CLOSE_NOT && is_change && mention->low > 0) {
        return close_value(mention, -mention->low, fact);
    }
    return found;
}
