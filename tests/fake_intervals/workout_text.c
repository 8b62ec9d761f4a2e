#include "workout_text.h"

#include "text.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORDS_MAX = 200, REPEATS_MAX = 100 };

/* ---- words ---- */

/* "4", "0.75"; past it, or NULL. */
static const char *number_take(const char *at, double *ret)
{
    char *end = NULL;
    if (!isdigit((unsigned char)*at)) {
        return NULL;
    }
    *ret = strtod(at, &end);
    return end;
}

/* "75%" or "60-75%", "220w" or "200w-240w": a number or two, then the unit. */
static bool range_read(const char *word, const char *unit, double ret[2])
{
    size_t n_unit = strlen(unit);
    const char *at = number_take(word, &ret[0]);
    if (at == NULL) {
        return false;
    }
    ret[1] = ret[0];
    bool has_unit = strncasecmp(at, unit, n_unit) == 0;
    at += has_unit ? n_unit : 0;
    if (*at == '-') {
        at = number_take(at + 1, &ret[1]);
        has_unit = at != NULL && strncasecmp(at, unit, n_unit) == 0;
        at += has_unit ? n_unit : 0;
    }
    return has_unit && *at == '\0';
}

static double unit_s_of(char unit)
{
    switch (unit) {
    case 'h':
        return 3600;
    case 'm':
    case '\'':
        return 60;
    case 's':
    case '"':
        return 1;
    default:
        return 0;
    }
}

/* "1h2m30s", "10m", "20min", "1m30", "5'", "1'30\"": seconds, or negative. */
static double time_read(const char *word)
{
    double seconds = 0;
    double last_s = 0; /* of the unit before: "1m30" goes on with seconds */
    const char *at = word;
    while (*at != '\0') {
        double value = 0;
        at = number_take(at, &value);
        if (at == NULL) {
            return -1;
        }
        bool is_rest = *at == '\0' && last_s == 60;
        double unit_s = is_rest ? 1 : unit_s_of(*at);
        bool is_smaller = last_s == 0 || unit_s < last_s;
        if (unit_s == 0 || !is_smaller) {
            return -1;
        }
        seconds += value * unit_s;
        last_s = unit_s;
        if (!is_rest) {
            at += strncmp(at, "min", 3) == 0 ? 3 : 1;
        }
    }
    return at == word ? -1 : seconds;
}

/* Metres, or negative. */
static double distance_read(const char *word)
{
    static const struct {
        const char *unit;
        double metres;
    } units[] = {{"mtr", 1}, {"km", 1000}, {"mi", 1609.344}, {"yrd", 0.9144}};
    double value = 0;
    const char *at = number_take(word, &value);
    for (size_t i = 0; at != NULL && i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(at, units[i].unit) == 0) {
            return value * units[i].metres;
        }
    }
    return -1;
}

/* "Z2", "Z1-Z2". */
static bool zone_read(const char *word, double ret[2])
{
    const char *at = word[0] == 'Z' ? number_take(word + 1, &ret[0]) : NULL;
    if (at == NULL) {
        return false;
    }
    ret[1] = ret[0];
    if (at[0] == '-') {
        at = number_take(at + (at[1] == 'Z' ? 2 : 1), &ret[1]);
    }
    return at != NULL && *at == '\0';
}

/* "5:00/km", "7:15-7:00/km": seconds, and the unit they are per. */
static bool pace_read(const char *word, double ret[2], const char **ret_unit)
{
    static const char *const units[][2] = {{"", ""},
                                           {"/km", "secs/km"},
                                           {"/mi", "secs/mi"},
                                           {"/100m", "secs/100m"},
                                           {"/400m", "secs/400m"},
                                           {"/500m", "secs/500m"}};
    const char *at = word;
    for (size_t i = 0; i < 2; i++) {
        double minutes = 0;
        double seconds = 0;
        at = number_take(at, &minutes);
        at = at != NULL && *at == ':' ? number_take(at + 1, &seconds) : NULL;
        if (at == NULL) {
            return false;
        }
        ret[i] = minutes * 60 + seconds;
        ret[1] = ret[i];
        if (*at != '-') {
            break;
        }
        at++;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(at, units[i][0]) == 0) {
            *ret_unit = units[i][1];
            return true;
        }
    }
    return false;
}

/* Whole numbers are integers, as the service writes them. */
static json_t *number_of(double value)
{
    return value == floor(value) ? json_integer((json_int_t)value) : json_real(value);
}

static json_t *target_of(const char *units, const double range[2])
{
    return range[0] == range[1]
               ? json_pack("{s:s, s:o}", "units", units, "value", number_of(range[0]))
               : json_pack("{s:s, s:o, s:o}", "units", units, "start", number_of(range[0]),
                           "end", number_of(range[1]));
}

/* ---- a step ---- */

/* Which of the three a share or a zone is of, by the word behind it. */
static size_t metric_of(const char *next)
{
    static const char *const words[] = {"", "HR", "LTHR", "Pace"};
    for (size_t i = 1; next != NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(next, words[i]) == 0) {
            return i;
        }
    }
    return 0;
}

/* Words that make a target; 0: they are none. */
static size_t target_take(json_t *step, char *const words[])
{
    static const char *const keys[] = {"power", "hr", "hr", "pace"};
    static const char *const shares[] = {"%ftp", "%hr", "%lthr", "%pace"};
    static const char *const zones[] = {"power_zone", "hr_zone", NULL, "pace_zone"};
    double range[2] = {0, 0};
    const char *unit = NULL;
    size_t metric = metric_of(words[1]);
    bool is_share = range_read(words[0], "%", range);
    if (is_share && words[1] != NULL && strcmp(words[1], "MMP") == 0 && words[2] != NULL) {
        json_object_set_new(step, "power", target_of("%mmp", range));
        return 3;
    }
    if (is_share || (zone_read(words[0], range) && zones[metric] != NULL)) {
        json_object_set_new(step, keys[metric],
                            target_of(is_share ? shares[metric] : zones[metric], range));
        return metric == 0 ? 1 : 2;
    }
    if (range_read(words[0], "w", range)) {
        json_object_set_new(step, "power", target_of("w", range));
        return 1;
    }
    if (pace_read(words[0], range, &unit) && metric == 3) {
        json_object_set_new(step, "pace", target_of(unit, range));
        return 2;
    }
    return 0;
}

/* Words that mean something but no length; 0: they are plain. */
static size_t meaning_take(json_t *step, char *const words[], bool is_in_cue)
{
    double range[2] = {0, 0};
    if (range_read(words[0], "rpm", range)) {
        json_object_set_new(step, "cadence", target_of("rpm", range));
        return 1;
    }
    /* "Ramp 1" and "no ramp into it" are words of a cue like others. */
    if (strcmp(words[0], "ramp") == 0 && words[1] != NULL &&
        isdigit((unsigned char)words[1][0])) {
        json_object_set_new(step, "ramp", json_true());
        return 1;
    }
    if (strcmp(words[0], "freeride") == 0 && !is_in_cue) {
        json_object_set_new(step, "freeride", json_true());
        return 1;
    }
    return target_take(step, words);
}

static bool length_take(json_t *step, const char *word)
{
    double seconds = time_read(word);
    double metres = distance_read(word);
    if (seconds < 0 && metres < 0) {
        return false;
    }
    json_object_del(step, "duration");
    json_object_del(step, "distance");
    json_object_set_new(step, seconds >= 0 ? "duration" : "distance",
                        number_of(seconds >= 0 ? seconds : metres));
    return true;
}

/* Splits the line in place; words[n] is NULL, and so are two more. */
static size_t words_split(char *line, char *words[WORDS_MAX + 3])
{
    size_t n_words = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \t", &rest); word != NULL && n_words < WORDS_MAX;
         word = strtok_r(NULL, " \t", &rest)) {
        words[n_words++] = word;
    }
    memset(&words[n_words], 0, 3 * sizeof words[0]);
    return n_words;
}

/*
 * The text behind the "-". The cue ends at the first word with a meaning; plain words
 * between that and the last length cost the whole cue. NULL when it has no length, or a
 * length of 0.
 */
static json_t *step_parse(char *line)
{
    char *words[WORDS_MAX + 3];
    size_t n_words = words_split(line, words);
    json_t *step = json_object();
    struct text cue = {0};
    bool has_meaning = false;
    bool has_plain = false;
    bool is_cue_lost = false;
    for (size_t i = 0; i < n_words;) {
        size_t n_taken = meaning_take(step, &words[i], !has_meaning);
        if (n_taken == 0 && length_take(step, words[i])) {
            is_cue_lost = has_plain;
            n_taken = 1;
        }
        has_meaning = has_meaning || n_taken > 0;
        if (n_taken == 0 && !has_meaning) {
            text_add_format(&cue, "%s%s", cue.length > 0 ? " " : "", words[i]);
        }
        has_plain = has_plain || (n_taken == 0 && has_meaning);
        i += n_taken > 0 ? n_taken : 1;
    }
    if (cue.length > 0 && !is_cue_lost) {
        json_object_set_new(step, "text", json_any_string(cue.data));
    }
    text_release(&cue);
    double length =
        json_member_number(step, "duration", 0) + json_member_number(step, "distance", 0);
    if (length <= 0) {
        json_decref(step);
        return NULL;
    }
    return step;
}

/* ---- the text ---- */

/* "Main set 4x" or "4x": the number of repeats, 0 for any other line. */
static int repeats_of(const char *line)
{
    const char *last = strrchr(line, ' ');
    const char *word = last != NULL ? last + 1 : line;
    size_t n_digits = strspn(word, "0123456789");
    int repeats = n_digits > 0 && n_digits < 4 ? atoi(word) : 0;
    return strcmp(word + n_digits, "x") == 0 && repeats <= REPEATS_MAX ? repeats : 0;
}

/* What has been read so far. */
struct reading {
    json_t *steps;
    json_t *group; /* borrowed: the repeat that takes the steps; NULL: none */
    bool is_after_empty;
    const char *mark; /* "warmup" under such a heading; NULL */
};

static void heading_take(struct reading *reading, const char *line)
{
    int repeats = repeats_of(line);
    reading->mark = strcasecmp(line, "Warmup") == 0     ? "warmup"
                    : strcasecmp(line, "Cooldown") == 0 ? "cooldown"
                                                        : NULL;
    reading->group = NULL;
    if (repeats > 0 && reading->is_after_empty) {
        reading->group =
            json_pack("{s:i, s:s, s:[]}", "reps", repeats, "text", line, "steps");
        json_array_append_new(reading->steps, reading->group);
    }
}

static void line_take(struct reading *reading, char *line)
{
    line += strspn(line, " \t\r");
    size_t length = strlen(line);
    while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL) {
        line[--length] = '\0';
    }
    if (length == 0) {
        reading->group = NULL;
        reading->mark = NULL;
    } else if (line[0] == '-') {
        json_t *step = step_parse(line + 1);
        if (step != NULL && reading->mark != NULL) {
            json_object_set_new(step, reading->mark, json_true());
        }
        if (step != NULL) {
            json_array_append_new(reading->group != NULL
                                      ? json_object_get(reading->group, "steps")
                                      : reading->steps,
                                  step);
        }
    } else {
        heading_take(reading, line);
    }
    reading->is_after_empty = length == 0;
}

/* Sets duration and distance of everything that has steps; returns the duration. */
static double lengths_sum(json_t *whole)
{
    double duration_s = 0;
    double distance_m = 0;
    size_t i = 0;
    json_t *step = NULL;
    json_array_foreach(json_object_get(whole, "steps"), i, step)
    {
        if (json_object_get(step, "steps") != NULL) {
            (void)lengths_sum(step);
        }
        duration_s += json_member_number(step, "duration", 0);
        distance_m += json_member_number(step, "distance", 0);
    }
    double n_times = json_member_number(whole, "reps", 1);
    json_object_set_new(whole, "duration", number_of(n_times * duration_s));
    json_object_set_new(whole, "distance", number_of(n_times * distance_m));
    return n_times * duration_s;
}

json_t *workout_text_parse(const char *text)
{
    AUTO_FREE char *copy = mem_strdup(text);
    struct reading reading = {.steps = json_array(), .is_after_empty = true};
    for (char *line = copy; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        line_take(&reading, line);
        line = end != NULL ? end + 1 : NULL;
    }
    for (size_t i = json_array_size(reading.steps); i-- > 0;) {
        const json_t *inner = json_object_get(json_array_get(reading.steps, i), "steps");
        if (inner != NULL && json_array_size(inner) == 0) {
            json_array_remove(reading.steps, i);
        }
    }
    if (json_array_size(reading.steps) == 0) {
        json_decref(reading.steps);
        return NULL;
    }
    json_t *doc = json_object();
    json_object_set_new(doc, "steps", reading.steps);
    (void)lengths_sum(doc);
    return doc;
}
