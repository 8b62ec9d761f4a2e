#include "workout/internal.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "base/banned.h"

#define PERCENT_LIMITS "write 1 to 1000 %"
#define HR_LIMITS "write 1 to 200 % for heart rate"
#define ZONE_LIMITS "write zone Z1 to Z12"

#define POWER_ROW(form, service, mark, keyword, most, is_whole, example, meaning, limits)  \
    {                                                                                      \
        WORKOUT_POWER, form, service, mark, keyword, 0, 1, most, is_whole, example,        \
            meaning, limits                                                                \
    }
#define HR_ROW(form, service, mark, keyword, least, most, is_whole, example, meaning,      \
               limits)                                                                     \
    {                                                                                      \
        WORKOUT_HEART_RATE, form, service, mark, keyword, 0, least, most, is_whole,        \
            example, meaning, limits                                                       \
    }
#define CLOCK_ROW(per_m, mark, service, example)                                           \
    {                                                                                      \
        WORKOUT_PACE, FORM_CLOCK, service, mark, "Pace", per_m, 10, 3600, true, example,   \
            "time per distance as m:ss", "write a pace of 0:10 to 60:00"                   \
    }

static const struct workout_unit units[N_WORKOUT_UNITS] = {
    [WORKOUT_NO_UNITS] = {.mark = "", .example = "", .meaning = "no target"},
    [WORKOUT_PCT_FTP] = POWER_ROW(FORM_NUMBER, "%ftp", "%", NULL, 1000, false, "88-94%",
                                  "% of FTP", PERCENT_LIMITS),
    [WORKOUT_WATTS] = POWER_ROW(FORM_NUMBER, "w", "w", NULL, 3000, false, "200-240w",
                                "watts", "write 1 to 3000 w"),
    [WORKOUT_POWER_ZONE] = POWER_ROW(FORM_ZONE, "power_zone", "Z", NULL, WORKOUT_ZONES,
                                     true, "Z2", "power zone", ZONE_LIMITS),
    [WORKOUT_CUSTOM_ZONE] = POWER_ROW(FORM_ZONE, NULL, "CZ", NULL, WORKOUT_ZONES, true,
                                      "CZ1", "custom zone", "write CZ1 to CZ12"),
    [WORKOUT_PCT_MMP] =
        POWER_ROW(FORM_NUMBER, NULL, "%", "MMP", 1000, false, "60% MMP 5m",
                  "% of the best mean power over that time", PERCENT_LIMITS),
    [WORKOUT_PCT_MAX_HR] = HR_ROW(FORM_NUMBER, "%hr", "%", "HR", 1, 200, false, "75-80% HR",
                                  "% of maximum heart rate", HR_LIMITS),
    [WORKOUT_PCT_LTHR] = HR_ROW(FORM_NUMBER, "%lthr", "%", "LTHR", 1, 200, false,
                                "90-94% LTHR", "% of threshold heart rate", HR_LIMITS),
    [WORKOUT_HR_ZONE] = HR_ROW(FORM_ZONE, "hr_zone", "Z", "HR", 1, WORKOUT_ZONES, true,
                               "Z2 HR", "heart rate zone", ZONE_LIMITS),
    [WORKOUT_BPM] = HR_ROW(FORM_NUMBER, NULL, "bpm", NULL, 30, 250, true, "150-160 bpm",
                           "heart rate in bpm", "write 30 to 250 bpm"),
    [WORKOUT_PCT_PACE] = {WORKOUT_PACE, FORM_NUMBER, "%pace", "%", "Pace", 0, 1, 500, false,
                          "98-102% Pace", "% of threshold SPEED, more is faster",
                          "write 1 to 500 % for pace"},
    [WORKOUT_PACE_ZONE] = {WORKOUT_PACE, FORM_ZONE, "pace_zone", "Z", "Pace", 0, 1,
                           WORKOUT_ZONES, true, "Z2 Pace", "pace zone", ZONE_LIMITS},
    [WORKOUT_S_PER_KM] = CLOCK_ROW(1000, "/km", "secs/km", "4:05-4:00/km Pace"),
    [WORKOUT_S_PER_MILE] = CLOCK_ROW(1609.344, "/mi", "secs/mi", "7:00/mi Pace"),
    [WORKOUT_S_PER_100_M] = CLOCK_ROW(100, "/100m", "secs/100m", "1:45/100m Pace"),
    [WORKOUT_S_PER_100_YARDS] = CLOCK_ROW(91.44, "/100y", NULL, "1:35/100y Pace"),
    [WORKOUT_S_PER_250_M] = CLOCK_ROW(250, "/250m", NULL, "1:00/250m Pace"),
    [WORKOUT_S_PER_400_M] = CLOCK_ROW(400, "/400m", NULL, "1:36/400m Pace"),
    [WORKOUT_S_PER_500_M] = CLOCK_ROW(500, "/500m", NULL, "2:00/500m Pace"),
    [WORKOUT_S_PER_DEFAULT] = CLOCK_ROW(0, "", NULL, "5:00 Pace"),
};

const struct workout_unit *workout__unit(enum workout_units which)
{
    assert((unsigned)which < N_WORKOUT_UNITS);
    return &units[which];
}

/* "m" is not here: it is minutes. */
const struct workout_length_unit workout__length_units[N_WORKOUT_LENGTH_UNITS] = {
    [WORKOUT_UNIT_METRE] = {"mtr", 1, "metres"},
    [WORKOUT_UNIT_KM] = {"km", 1000, "kilometres"},
    [WORKOUT_UNIT_MILE] = {"mi", 1609.344, "miles"},
    [WORKOUT_UNIT_YARD] = {"yrd", 0.9144, "yards"},
};

double workout__metres_round(double metres)
{
    return round(metres * 1000) / 1000;
}
