#include "model/athlete.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

void sport_settings_init(struct sport_settings *settings)
{
    *settings = (struct sport_settings){.ftp_w = (double)NAN,
                                        .indoor_ftp_w = (double)NAN,
                                        .w_prime_j = (double)NAN,
                                        .lthr_bpm = (double)NAN,
                                        .max_hr_bpm = (double)NAN,
                                        .threshold_pace_m_per_s = (double)NAN};
}

void athlete_init(struct athlete *athlete)
{
    *athlete = (struct athlete){.birth_day = DAY_NUM_NONE,
                                .weight_kg = (double)NAN,
                                .resting_hr_bpm = (double)NAN,
                                .height_m = (double)NAN};
}

const struct sport_settings *athlete_sport_settings(const struct athlete *athlete,
                                                    enum sport sport)
{
    const struct sport_settings *other = NULL;
    for (size_t i = 0; i < athlete->n_sports; i++) {
        const struct sport_settings *settings = &athlete->sports[i];
        for (size_t k = 0; k < settings->n_types; k++) {
            if (settings->types[k] == sport) {
                return settings;
            }
        }
        if (settings->is_other) {
            other = settings;
        }
    }
    return other;
}

const struct limb_field *athlete_limb_field(const struct athlete *athlete, const char *code)
{
    for (size_t i = 0; code != NULL && i < athlete->n_limb_fields; i++) {
        if (strcmp(athlete->limb_fields[i].code, code) == 0) {
            return &athlete->limb_fields[i];
        }
    }
    return NULL;
}
