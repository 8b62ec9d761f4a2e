#include "load/mass.h"

#include <stdbool.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

const char *load_mass_source_name(enum load_mass_source source)
{
    static const char *const names[] = {
        "off", "wellness", "wellness_earlier", "wellness_later", "profile", "default"};
    return names[source];
}

static bool is_mass(double kg)
{
    return kg >= LOAD_MASS_MIN && kg <= LOAD_MASS_MAX;
}

double load_mass_factor(double kg)
{
    double used = is_mass(kg) ? kg : LOAD_MASS_REFERENCE;
    return load__clamp(used / LOAD_MASS_REFERENCE, LOAD_MASS_FACTOR_MIN,
                       LOAD_MASS_FACTOR_MAX);
}

static struct load_mass mass(double kg, enum load_mass_source source)
{
    return (struct load_mass){.kg = kg, .factor = load_mass_factor(kg), .source = source};
}

/* The first weighing of day or later; n_weighings when there is none. */
static size_t first_from(size_t n_weighings, const struct load_weighing weighings[],
                         day_num day)
{
    size_t low = 0;
    size_t high = n_weighings;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (weighings[middle].day < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct load_mass load_mass_of_day(size_t n_weighings,
                                  const struct load_weighing weighings[], double profile_kg,
                                  day_num day)
{
    size_t from = first_from(n_weighings, weighings, day);
    for (size_t i = from; i < n_weighings && weighings[i].day == day; i++) {
        if (is_mass(weighings[i].kg)) {
            return mass(weighings[i].kg, LOAD_MASS_DAY);
        }
    }
    for (size_t i = from; i > 0; i--) {
        size_t same = i - 1; /* of several rows of that day, the first valid one */
        while (same > 0 && weighings[same - 1].day == weighings[i - 1].day) {
            same--;
        }
        for (; same < i; same++) {
            if (is_mass(weighings[same].kg)) {
                return mass(weighings[same].kg, LOAD_MASS_EARLIER);
            }
        }
    }
    for (size_t i = from; i < n_weighings; i++) {
        if (is_mass(weighings[i].kg)) {
            return mass(weighings[i].kg, LOAD_MASS_LATER);
        }
    }
    if (is_mass(profile_kg)) {
        return mass(profile_kg, LOAD_MASS_PROFILE);
    }
    return mass(LOAD_MASS_REFERENCE, LOAD_MASS_DEFAULT);
}
