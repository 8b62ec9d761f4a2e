/* Body mass of a day, carried forward and back (A15), and the factor it gives. */
#ifndef LOAD_MASS_H
#define LOAD_MASS_H

#include <stddef.h>

#include "base/civil.h"

enum load_mass_source {
    LOAD_MASS_OFF,     /* the athlete switched it off: factor 1 */
    LOAD_MASS_DAY,     /* the wellness row of that day */
    LOAD_MASS_EARLIER, /* the last row before */
    LOAD_MASS_LATER,   /* the first row after */
    LOAD_MASS_PROFILE,
    LOAD_MASS_DEFAULT /* 70 kg */
};
/* "off", "wellness", "wellness_earlier", "wellness_later", "profile", "default". */
const char *load_mass_source_name(enum load_mass_source source);

/* A weight of the wellness log. */
struct load_weighing {
    day_num day;
    double kg; /* NAN and values outside 30..200 kg are not used */
};

struct load_mass {
    double kg;
    double factor; /* kg / 70, clamped to 0.6..1.8; exactly 1 when off */
    enum load_mass_source source;
};

/*
 * The mass of a day: that day's weighing, else the last earlier, else the first later one,
 * else profile_kg, else 70 kg. weighings is ordered by day (of two rows of a day the first
 * valid one counts) and holds none after as_of: what was weighed later does not exist yet.
 * So a series never flips between a known mass and 1. Cannot fail. Source: our own design
 * (X).
 */
struct load_mass load_mass_of_day(size_t n_weighings,
                                  const struct load_weighing weighings[], double profile_kg,
                                  day_num day);
/* kg outside 30..200 or NAN gives that of 70 kg. */
double load_mass_factor(double kg);

#endif
