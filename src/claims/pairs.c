/* "52 of 70": a value and its limit, which were served together. */
#include <math.h>
#include <string.h>

#include "claims/search.h"
#include "base/banned.h"

/* Members of one object stand near each other. */
enum { NEAR = 16 };

struct pair {
    double value; /* as the mention writes them */
    double limit;
    enum claims__unit unit; /* UNIT_NONE: none was written */
    double half;
};

static struct pair pair_of(const struct claims__mention *mention)
{
    bool has_own_unit = mention->subject.unit != UNIT_NONE;
    double factor = has_own_unit ? 1 : mention->of_factor;
    return (struct pair){.value = mention->low * factor,
                         .limit = mention->of,
                         .unit = has_own_unit ? mention->subject.unit : mention->of_unit,
                         .half = mention->half * factor};
}

/* "1 of 3" may be of anything. */
static bool is_telling(const struct claims__mention *mention, const struct pair *pair)
{
    bool is_large = pair->value >= 10 && pair->limit >= 10;
    return mention->has_of && mention->high <= mention->low && pair->value != pair->limit &&
           (is_large || pair->unit != UNIT_NONE);
}

static bool is_beside(const struct claims__fact *a, const struct claims__fact *b)
{
    return a->i_answer == b->i_answer && a->i_row == b->i_row && !a->is_text &&
           !b->is_text && strcmp(a->path, b->path) == 0;
}

static bool says(const struct pair *pair, double number, const struct claims__fact *fact)
{
    bool has_unit = pair->unit != UNIT_NONE;
    double served = has_unit || fact->factor <= 0 ? fact->low : fact->low / fact->factor;
    double half = has_unit || fact->factor <= 0 ? fact->half : fact->half / fact->factor;
    bool is_unit = !has_unit || pair->unit == fact->subject.unit;
    return is_unit && fabs(number - served) <= fmax(pair->half, half) + CLAIMS__EPSILON;
}

/* The limit beside the value at i; NULL: none. */
static const struct claims__fact *limit_of(const struct claims__facts *facts, size_t i)
{
    const struct claims__fact *value = &facts->facts[i];
    size_t first = i > NEAR ? i - NEAR : 0;
    for (size_t k = first; k < facts->n_facts && k <= i + NEAR; k++) {
        const struct claims__fact *fact = &facts->facts[k];
        if (strcmp(fact->column, "limit") == 0 && is_beside(value, fact)) {
            return fact;
        }
    }
    return NULL;
}

const struct claims__fact *claims__pair_find(const struct claims__facts *facts,
                                             const struct claims__mention *mention,
                                             bool *ret_is_turned)
{
    const struct claims__fact *turned = NULL;
    struct pair pair = pair_of(mention);
    if (!is_telling(mention, &pair)) {
        return NULL;
    }
    for (size_t i = 0; i < facts->n_facts; i++) {
        const struct claims__fact *value = &facts->facts[i];
        const struct claims__fact *limit =
            strcmp(value->column, "value") == 0 ? limit_of(facts, i) : NULL;
        if (limit == NULL) {
            continue;
        }
        if (says(&pair, pair.value, value) && says(&pair, pair.limit, limit)) {
            *ret_is_turned = false;
            return value;
        }
        bool is_turned = says(&pair, pair.limit, value) && says(&pair, pair.value, limit);
        turned = is_turned && turned == NULL ? value : turned;
    }
    *ret_is_turned = turned != NULL;
    return turned;
}
