/* Facts in words, for the answer. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claims/match.h"
#include "base/banned.h"

static const char *sport_words(unsigned sport)
{
    if ((sport & IN(RUN)) != 0) {
        return (sport & IN(VIRTUAL)) != 0 ? "run indoors" : "run";
    }
    if ((sport & IN(RIDE)) != 0) {
        return (sport & IN(VIRTUAL)) != 0 ? "ride indoors" : "ride";
    }
    if ((sport & IN(STRENGTH)) != 0) {
        return "strength";
    }
    if ((sport & IN(SWIM)) != 0) {
        return "swim";
    }
    return (sport & IN(WALK)) != 0 ? "walk" : NULL;
}

static const char *unit_words(enum claims__unit unit)
{
    static const char *const names[N_UNITS] = {
        [UNIT_NONE] = "",          [UNIT_M] = " m",           [UNIT_S] = " s",
        [UNIT_S_PER_KM] = "/km",   [UNIT_KM_PER_H] = " km/h", [UNIT_W] = " W",
        [UNIT_W_PER_KG] = " W/kg", [UNIT_BPM] = " bpm",       [UNIT_PCT] = " %",
        [UNIT_KG] = " kg",         [UNIT_KCAL] = " kcal",     [UNIT_KJ] = " kJ",
        [UNIT_PER_MIN] = "/min",   [UNIT_MS] = " ms",         [UNIT_MM] = " mm",
        [UNIT_C] = " C",           [UNIT_KN_PER_M] = " kN/m", [UNIT_OTHER] = ""};
    return names[unit];
}

/* As many places as were served. */
static const char *plain_number(struct arena *arena, double value, double half)
{
    int n_decimals = 0;
    while (n_decimals < 6 && half < 0.49) {
        half *= 10;
        n_decimals++;
    }
    return arena_printf(arena, "%.*f", n_decimals, value);
}

static const char *value_words(struct arena *arena, const struct claims__fact *fact,
                               double value)
{
    enum claims__unit unit = fact->subject.unit;
    double factor = fact->factor > 0 ? fact->factor : 1;
    if (unit == UNIT_S_PER_KM) {
        int seconds = (int)lround(value);
        return arena_printf(arena, "%d:%02d/km", seconds / 60, seconds % 60);
    }
    if (unit == UNIT_S && (factor == 60 || factor == 3600)) {
        int minutes = (int)lround(value / 60);
        return value >= 3600
                   ? arena_printf(arena, "%d:%02d h", minutes / 60, minutes % 60)
                   : arena_printf(arena, "%s min",
                                  plain_number(arena, value / 60, fact->half / 60));
    }
    if (unit == UNIT_M &&
        (factor == 1000 || ((fact->is_text || fact->is_service) && value >= 1000))) {
        return arena_printf(arena, "%s km",
                            plain_number(arena, value / 1000, fact->half / 1000));
    }
    return arena_printf(arena, "%s%s", plain_number(arena, value, fact->half),
                        unit_words(unit));
}

static const char *scope_words(struct arena *arena, const struct claims__fact *fact)
{
    char first[DAY_TEXT_SIZE];
    char last[DAY_TEXT_SIZE];
    if (fact->has_period) {
        return arena_printf(arena, "%s to %s", day_format(fact->first, first),
                            day_format(fact->last, last));
    }
    return arena_printf(arena, "%s %s", day_weekday_name(fact->day),
                        day_format(fact->day, first));
}

const char *claims__fact_words(struct arena *arena, const struct claims__fact *fact)
{
    const char *sport = sport_words(fact->subject.sport);
    const char *value = value_words(arena, fact, fact->low);
    if (fact->high > fact->low) {
        value =
            arena_printf(arena, "%s to %s", value, value_words(arena, fact, fact->high));
    }
    return arena_printf(arena, "%s%s%s, %s%s%s", value, sport != NULL ? ", " : "",
                        sport != NULL ? sport : "", scope_words(arena, fact),
                        fact->is_planned ? ", planned" : "",
                        fact->is_computed ? ", summed over sports" : "");
}

const char *claims__fact_path(struct arena *arena, const struct claims__fact *fact)
{
    if (fact->i_row >= 0) {
        return arena_printf(arena, "%s.rows[%d].%s", fact->path, fact->i_row, fact->column);
    }
    return arena_printf(arena, "%s%s%s", fact->path, fact->path[0] != '\0' ? "." : "",
                        fact->column);
}
