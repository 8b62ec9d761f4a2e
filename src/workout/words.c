#include "workout/internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/banned.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { NUMBER_CUT = 1000000000 }; /* larger ones are absurd in every unit */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The part at *at, in any case; *at moves behind it. */
static bool take(const char **at, const char *part)
{
    size_t i = 0;
    for (; part[i] != '\0'; i++) {
        if (ascii_lower((*at)[i]) != ascii_lower(part[i])) {
            return false;
        }
    }
    *at += i;
    return true;
}

static bool take_whole(const char **at, double *ret_value)
{
    double value = 0;
    if (!is_digit(**at)) {
        return false;
    }
    while (is_digit(**at)) {
        value = fmin(value * 10 + (**at - '0'), NUMBER_CUT);
        (*at)++;
    }
    *ret_value = value;
    return true;
}

/* Digits, and up to n_decimals behind a point. */
static bool take_number(const char **at, int n_decimals, double *ret_value)
{
    const char *start = *at;
    double unit = 1;
    double fraction = 0;
    if (!take_whole(at, ret_value)) {
        return false;
    }
    if (**at != '.') {
        return true;
    }
    (*at)++;
    for (int i = 0; i < n_decimals && is_digit(**at); i++) {
        fraction = fraction * 10 + (**at - '0');
        unit *= 10;
        (*at)++;
    }
    if (unit == 1 || is_digit(**at)) {
        *at = start;
        return false;
    }
    *ret_value = (*ret_value * unit + fraction) / unit; /* one rounding: as a literal */
    return true;
}

/* The word alone, commas and points behind it aside. */
static bool is_word(const char *word, const char *expected)
{
    const char *at = word;
    return take(&at, expected) && at[strspn(at, ",.;")] == '\0';
}

/* "1h2m30s", "1m30", "5'", "1'30\"", "20min". */
static bool duration_read(const char *word, double *ret_s)
{
    const char *at = word;
    double total_s = 0;
    double value = 0;
    int last = 0; /* 1 hours, 2 minutes, 3 seconds */
    while (*at != '\0') {
        if (!take_whole(&at, &value)) {
            return false;
        }
        if (last < 1 && take(&at, "h")) {
            last = 1;
            total_s += value * 3600;
        } else if (last < 2 && (take(&at, "min") || take(&at, "m") || take(&at, "'"))) {
            last = 2;
            total_s += value * 60;
        } else if (last < 3 &&
                   (take(&at, "s") || take(&at, "\"") || (last == 2 && *at == '\0'))) {
            last = 3;
            total_s += value;
        } else {
            return false;
        }
    }
    *ret_s = total_s;
    return last > 0;
}

static bool distance_read(const char *word, double *ret_m)
{
    for (size_t i = 0; i < N_WORKOUT_LENGTH_UNITS; i++) {
        const char *at = word;
        double value = 0;
        if (take_number(&at, 6, &value) && take(&at, workout__length_units[i].mark) &&
            *at == '\0') {
            *ret_m = workout__metres_round(value * workout__length_units[i].metres);
            return true;
        }
    }
    return false;
}

/* "75%", "75-80%", "75%-80%". */
static bool marked_read(const char *word, const char *mark, struct workout_range *ret)
{
    const char *at = word;
    struct workout_range range;
    if (!take_number(&at, 2, &range.start)) {
        return false;
    }
    bool has_mark = take(&at, mark);
    range.end = range.start;
    if (*at == '-') {
        at++;
        if (!take_number(&at, 2, &range.end) || !take(&at, mark)) {
            return false;
        }
    } else if (!has_mark) {
        return false;
    }
    if (*at != '\0') {
        return false;
    }
    *ret = range;
    return true;
}

/* "Z2", "Z2-Z3". */
static bool zone_read(const char *word, const char *mark, struct workout_range *ret)
{
    const char *at = word;
    struct workout_range range;
    if (!take(&at, mark) || !take_whole(&at, &range.start)) {
        return false;
    }
    range.end = range.start;
    if (*at == '-') {
        at++;
        if (!take(&at, mark) || !take_whole(&at, &range.end)) {
            return false;
        }
    }
    if (*at != '\0') {
        return false;
    }
    *ret = range;
    return true;
}

/* "4:05". */
static bool clock_take(const char **at, double *ret_s)
{
    double minutes = 0;
    double seconds = 0;
    if (!take_whole(at, &minutes) || **at != ':') {
        return false;
    }
    (*at)++;
    const char *digits = *at;
    if (!take_whole(at, &seconds) || *at - digits != 2 || seconds >= 60) {
        return false;
    }
    *ret_s = minutes * 60 + seconds;
    return true;
}

/* "4:05", "4:05-4:00/km", "4:05/km-4:00/km" for one unit's mark. */
static bool pace_read(const char *word, const char *mark, struct workout_range *ret)
{
    const char *at = word;
    struct workout_range range;
    if (!clock_take(&at, &range.start)) {
        return false;
    }
    range.end = range.start;
    const char *behind = at;
    bool has_mark = take(&at, mark);
    if (*at == '-') {
        at++;
        if (!clock_take(&at, &range.end) || !take(&at, mark)) {
            return false;
        }
    } else if (!has_mark) {
        at = behind;
    }
    if (*at != '\0') {
        return false;
    }
    *ret = range;
    return true;
}

static struct word_meaning target_of(enum workout_units units, struct workout_range range,
                                     size_t n_words)
{
    const struct workout_unit *unit = workout__unit(units);
    bool fits = range.start >= unit->least && range.start <= unit->most &&
                range.end >= unit->least && range.end <= unit->most;
    return (struct word_meaning){
        .kind = WORD_TARGET,
        .n_words = n_words,
        .limits = fits ? NULL : unit->limits,
        .target = {.units = units, .range = range},
    };
}

/* What follows the number decides: "75%", "75% HR", "75% MMP 5m". */
static bool percent_target(size_t n_words, char *const words[], struct workout_range range,
                           struct word_meaning *ret)
{
    static const enum workout_units kinds[] = {WORKOUT_PCT_MAX_HR, WORKOUT_PCT_LTHR,
                                               WORKOUT_PCT_PACE};
    double mmp_s = 0;
    for (size_t i = 0; n_words > 1 && i < COUNT(kinds); i++) {
        if (is_word(words[1], workout__unit(kinds[i])->keyword)) {
            *ret = target_of(kinds[i], range, 2);
            return true;
        }
    }
    if (n_words > 2 && is_word(words[1], "MMP") && duration_read(words[2], &mmp_s)) {
        *ret = target_of(WORKOUT_PCT_MMP, range, 3);
        if (mmp_s < 1 || mmp_s > WORKOUT_STEP_S) {
            ret->limits = "write an MMP time of 1s to 24h";
        } else {
            ret->target.mmp_s = (int)mmp_s;
        }
        return true;
    }
    *ret = target_of(WORKOUT_PCT_FTP, range, 1);
    return true;
}

static bool zone_target(size_t n_words, char *const words[], struct workout_range range,
                        struct word_meaning *ret)
{
    static const enum workout_units kinds[] = {WORKOUT_HR_ZONE, WORKOUT_PACE_ZONE};
    for (size_t i = 0; n_words > 1 && i < COUNT(kinds); i++) {
        if (is_word(words[1], workout__unit(kinds[i])->keyword)) {
            *ret = target_of(kinds[i], range, 2);
            return true;
        }
    }
    *ret = target_of(WORKOUT_POWER_ZONE, range, 1);
    return true;
}

static bool target_read(size_t n_words, char *const words[], struct word_meaning *ret)
{
    struct workout_range range;
    if (marked_read(words[0], "%", &range)) {
        return percent_target(n_words, words, range, ret);
    }
    if (marked_read(words[0], "w", &range)) {
        *ret = target_of(WORKOUT_WATTS, range, 1);
        return true;
    }
    if (zone_read(words[0], "Z", &range)) {
        return zone_target(n_words, words, range, ret);
    }
    if (zone_read(words[0], "CZ", &range)) {
        *ret = target_of(WORKOUT_CUSTOM_ZONE, range, 1);
        return true;
    }
    /* A time such as 5:00 is a pace only with the word behind it. */
    if (n_words < 2 || !is_word(words[1], "Pace")) {
        return false;
    }
    for (int i = WORKOUT_S_PER_KM; i <= WORKOUT_S_PER_DEFAULT; i++) {
        if (pace_read(words[0], workout__unit((enum workout_units)i)->mark, &range)) {
            bool is_bare = strchr(words[0], '/') == NULL;
            *ret = target_of(is_bare ? WORKOUT_S_PER_DEFAULT : (enum workout_units)i, range,
                             2);
            return true;
        }
    }
    return false;
}

static bool cadence_read(size_t n_words, char *const words[], struct word_meaning *ret)
{
    struct workout_range range;
    size_t n_taken = 1;
    if (!marked_read(words[0], "rpm", &range)) {
        /* The vendor writes "90 rpm" too. */
        if (n_words < 2 || !is_word(words[1], "rpm") ||
            !marked_read(words[0], "", &range)) {
            return false;
        }
        n_taken = 2;
    }
    bool fits =
        range.start >= 1 && range.start <= 300 && range.end >= 1 && range.end <= 300;
    *ret = (struct word_meaning){.kind = WORD_CADENCE,
                                 .n_words = n_taken,
                                 .limits = fits ? NULL : "write 1 to 300 rpm",
                                 .cadence_rpm = range};
    return true;
}

static bool length_read(const char *word, struct word_meaning *ret)
{
    double length = 0;
    if (duration_read(word, &length)) {
        bool fits = length <= WORKOUT_STEP_S;
        *ret = (struct word_meaning){.kind = WORD_DURATION,
                                     .n_words = 1,
                                     .limits = fits ? NULL : "a step lasts at most 24h",
                                     .duration_s = fits ? (int)length : 0};
        return true;
    }
    if (distance_read(word, &length)) {
        bool fits = length <= WORKOUT_STEP_M;
        *ret = (struct word_meaning){.kind = WORD_DISTANCE,
                                     .n_words = 1,
                                     .limits = fits ? NULL : "a step has at most 1000km",
                                     .distance_m = length};
        return true;
    }
    return false;
}

/* "power=1s": what the device averages the target over. */
static bool is_option(const char *word)
{
    size_t n_name = strspn(word, "abcdefghijklmnopqrstuvwxyz_");
    size_t n_value =
        word[n_name] == '='
            ? strspn(word + n_name + 1,
                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._")
            : 0;
    return n_name > 0 && n_value > 0 && word[n_name + 1 + n_value] == '\0';
}

struct word_meaning workout__word_read(size_t n_words, char *const words[])
{
    struct word_meaning meaning = {.kind = WORD_PLAIN, .n_words = 1};
    struct word_meaning next;
    if (length_read(words[0], &meaning) || target_read(n_words, words, &meaning) ||
        cadence_read(n_words, words, &meaning)) {
        return meaning;
    }
    if (n_words > 1 && is_word(words[0], "press") && is_word(words[1], "lap")) {
        meaning.kind = WORD_LAP;
        meaning.n_words = 2;
    } else if (n_words > 1 && is_word(words[0], "ramp") &&
               target_read(n_words - 1, words + 1, &next)) {
        /* "Ramp 1 1m 200w" and "no ramp into it" are none. */
        meaning.kind = WORD_RAMP;
    } else if (is_word(words[0], "freeride")) {
        meaning.kind = WORD_FREERIDE;
    } else if (is_option(words[0])) {
        meaning.kind = WORD_OPTION;
    }
    return meaning;
}

static bool is_within(struct workout_range range, double least, double most)
{
    return range.start >= least && range.start <= most && range.end >= least &&
           range.end <= most;
}

size_t workout__rpe_read(size_t n_words, char *const words[], struct workout_range *ret)
{
    struct workout_range range;
    const char *at = words[0];
    size_t n_taken = 1;
    if (!take(&at, "RPE")) {
        return 0;
    }
    if (*at == '\0') {
        if (n_words < 2) {
            return 0;
        }
        at = words[1];
        n_taken = 2;
    }
    if (!marked_read(at, "", &range) || !is_within(range, 1, 10)) {
        return 0;
    }
    *ret = range;
    return n_taken;
}

size_t workout__bpm_read(size_t n_words, char *const words[], struct workout_range *ret)
{
    struct workout_range range;
    const struct workout_unit *bpm = workout__unit(WORKOUT_BPM);
    size_t n_taken = 1;
    if (!marked_read(words[0], "bpm", &range)) {
        if (n_words < 2 || !is_word(words[1], "bpm") ||
            !marked_read(words[0], "", &range)) {
            return 0;
        }
        n_taken = 2;
    }
    if (!is_within(range, bpm->least, bpm->most)) {
        return 0;
    }
    *ret = range;
    return n_taken;
}

size_t workout__rpe_at_end(size_t n_words, char *const words[], struct workout_range *ret)
{
    for (size_t n = 1; n <= 2 && n <= n_words; n++) {
        if (workout__rpe_read(n, words + n_words - n, ret) == n) {
            return n;
        }
    }
    return 0;
}

size_t workout__bpm_at_end(size_t n_words, char *const words[], struct workout_range *ret)
{
    for (size_t n = 1; n <= 2 && n <= n_words; n++) {
        if (workout__bpm_read(n, words + n_words - n, ret) == n) {
            return n;
        }
    }
    return 0;
}

bool workout__is_repeat(const char *word, int *ret_repeats)
{
    const char *at = word;
    double value = 0;
    if (!take_whole(&at, &value) || !take(&at, "x") || *at != '\0') {
        return false;
    }
    *ret_repeats = (int)value;
    return true;
}

size_t workout__words_split(char *line, size_t capacity, char *words[])
{
    size_t n_words = 0;
    for (char *at = line; *at != '\0' && n_words < capacity;) {
        words[n_words++] = at;
        at += strcspn(at, " ");
        if (*at != '\0') {
            *at++ = '\0';
        }
    }
    return n_words;
}
