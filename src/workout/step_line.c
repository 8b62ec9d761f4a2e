/* One step line: cue, length, target, cadence. */
#include "workout/internal.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

/* What has been seen while the words are read from left to right. */
struct reading {
    struct workout_step step;
    size_t n_cue_words; /* words before the first that means something */
    bool has_meaning;   /* such a word was there */
    bool has_length;
    bool has_target;
    bool is_unread_since; /* plain words since the first meaning */
    bool has_unread;
    bool is_cue_lost;
    struct str_buf options;
};

static void length_take(struct reading *reading, const struct word_meaning *meaning)
{
    /* Of several lengths the last counts: "20min effort 20m". */
    reading->step.duration_s = meaning->duration_s;
    reading->step.distance_m = meaning->distance_m;
    reading->has_length = true;
    /* Recorded: "Steady Z2 at the low end ... 2h30m" has no cue at all, "MAP rep 394w 1m"
     * keeps "MAP rep". */
    reading->is_cue_lost = reading->is_unread_since;
}

static void meaning_take(struct reading *reading, const struct word_meaning *meaning,
                         const char *word)
{
    switch (meaning->kind) {
    case WORD_DURATION:
    case WORD_DISTANCE:
        length_take(reading, meaning);
        break;
    case WORD_TARGET:
        reading->step.target = meaning->target;
        reading->has_target = true;
        break;
    case WORD_CADENCE:
        reading->step.cadence_rpm = meaning->cadence_rpm;
        break;
    case WORD_RAMP:
        reading->step.shape = WORKOUT_RAMP;
        break;
    case WORD_FREERIDE:
        reading->step.shape = WORKOUT_FREERIDE;
        break;
    case WORD_LAP:
        reading->step.until_lap_press = true;
        break;
    case WORD_OPTION:
        str_buf_add(&reading->options, reading->options.length > 0 ? " " : "");
        str_buf_add(&reading->options, word);
        break;
    case WORD_PLAIN:
        break;
    }
}

/* Words that the service only shows: bpm and RPE behind the cue are ours. */
static size_t shown_take(struct reading *reading, size_t n_words, char *const words[])
{
    struct workout_range range;
    size_t n_taken = workout__rpe_read(n_words, words, &range);
    if (n_taken > 0) {
        reading->step.rpe = range;
        return n_taken;
    }
    n_taken = reading->has_target ? 0 : workout__bpm_read(n_words, words, &range);
    if (n_taken > 0) {
        reading->step.target =
            (struct workout_target){.units = WORKOUT_BPM, .range = range};
    }
    return n_taken;
}

static void words_take(struct reading *reading, size_t n_words, char *const words[],
                       struct err *err, bool *ret_is_bad)
{
    for (size_t i = 0; i < n_words;) {
        struct word_meaning meaning = workout__word_read(n_words - i, words + i);
        /* In a cue these two are words like others. */
        bool is_cue = !reading->has_meaning &&
                      (meaning.kind == WORD_FREERIDE || meaning.kind == WORD_OPTION);
        if (meaning.limits != NULL) {
            *ret_is_bad = !err_set(err, ERR_BAD_ARGUMENT, meaning.limits,
                                   "\"%.80s\" is out of bounds", words[i]);
            return;
        }
        if (meaning.kind != WORD_PLAIN && !is_cue) {
            reading->has_meaning = true;
            meaning_take(reading, &meaning, words[i]);
            i += meaning.n_words;
            continue;
        }
        if (!reading->has_meaning) {
            reading->n_cue_words++;
            i++;
            continue;
        }
        size_t n_shown = shown_take(reading, n_words - i, words + i);
        if (n_shown == 0) {
            reading->is_unread_since = true;
            reading->has_unread = true;
        }
        i += n_shown > 0 ? n_shown : 1;
    }
}

/* The cue's last words may be bpm and RPE, as the writer puts them. */
static void cue_take(struct reading *reading, char *const words[], struct arena *arena)
{
    struct str_buf cue = {0};
    struct workout_range range;
    size_t n_words = reading->n_cue_words;
    bool may_be_bpm = !reading->has_target && reading->step.shape != WORKOUT_FREERIDE;
    for (;;) {
        size_t n_taken = workout__rpe_at_end(n_words, words, &range);
        if (n_taken > 0 && reading->step.rpe.start == 0) {
            reading->step.rpe = range;
        }
        if (n_taken == 0 && may_be_bpm) {
            n_taken = workout__bpm_at_end(n_words, words, &range);
            if (n_taken > 0 && reading->step.target.units == WORKOUT_NO_UNITS) {
                reading->step.target =
                    (struct workout_target){.units = WORKOUT_BPM, .range = range};
            }
        }
        if (n_taken == 0) {
            break;
        }
        n_words -= n_taken;
    }
    for (size_t i = 0; i < n_words; i++) {
        str_buf_printf(&cue, "%s%s", i > 0 ? " " : "", words[i]);
    }
    if (cue.length > 0) {
        reading->step.text = arena_text(arena, cue.data);
    }
    str_buf_release(&cue);
}

static enum line_outcome outcome_of(struct reading *reading)
{
    if (!reading->has_length) {
        return LINE_NO_LENGTH;
    }
    if (reading->step.duration_s == 0 && reading->step.distance_m == 0) {
        return LINE_ZERO_STEP;
    }
    if (reading->step.shape == WORKOUT_FREERIDE) {
        reading->has_unread = reading->has_unread || reading->has_target;
        reading->step.target = (struct workout_target){0};
    }
    return LINE_STEP;
}

enum line_outcome workout__step_read(char *line, struct arena *arena,
                                     struct workout_step *ret_step, bool *ret_is_cue_lost,
                                     bool *ret_has_unread, struct err *err)
{
    char *words[WORKOUT_LINE_WORDS];
    struct reading reading = {0};
    bool is_bad = false;
    size_t n_words = workout__words_split(line, WORKOUT_LINE_WORDS, words);
    words_take(&reading, n_words, words, err, &is_bad);
    enum line_outcome outcome = is_bad ? LINE_BAD : outcome_of(&reading);
    if (outcome == LINE_STEP) {
        *ret_is_cue_lost = reading.is_cue_lost && reading.n_cue_words > 0;
        *ret_has_unread = reading.has_unread;
        if (!reading.is_cue_lost) {
            cue_take(&reading, words, arena);
        }
        if (reading.options.length > 0) {
            reading.step.options = arena_text(arena, reading.options.data);
        }
        *ret_step = reading.step;
    }
    str_buf_release(&reading.options);
    return outcome;
}
