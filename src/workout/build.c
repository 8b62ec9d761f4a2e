#include "workout/internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "base/banned.h"

bool workout__is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

void workout_init(struct workout *workout, struct arena *arena)
{
    *workout = (struct workout){
        .arena = arena,
        .blocks = arena_alloc(arena, WORKOUT_BLOCKS, sizeof(struct workout_block)),
        .steps = arena_alloc(arena, WORKOUT_STEPS, sizeof(struct workout_step)),
    };
}

/* ---- texts ---- */

/* One line as it can be written, in the arena; NULL when nothing is left of it. */
static bool line_keep(struct workout *workout, const char *text, const char *what,
                      const char **ret_line, struct err *err)
{
    char line[WORKOUT_WORD_BYTES + 5];
    *ret_line = NULL;
    if (workout__is_empty(text)) {
        return true;
    }
    str_clean(line, sizeof line, WORKOUT_WORD_BYTES + 1, text);
    if (strlen(line) > WORKOUT_WORD_BYTES) {
        return err_set(err, ERR_BAD_ARGUMENT, "Shorten it, or put it into the notes.",
                       "a %s has more than %d bytes", what, WORKOUT_WORD_BYTES);
    }
    if (line[0] != '\0') {
        *ret_line = arena_text(workout->arena, line);
    }
    return true;
}

const char *workout__last_word(const char *line)
{
    const char *space = strrchr(line, ' ');
    return space != NULL ? space + 1 : line;
}

static bool is_prose(const char *line, const char *what, struct err *err)
{
    int repeats = 0;
    if (line[0] == '-') {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave the dash out.",
                       "a %s begins with \"-\", which makes it a step: \"%.80s\"", what,
                       line);
    }
    if (workout__is_repeat(workout__last_word(line), &repeats)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Write \"3 x\" for words; a repeat is a block with repeats.",
                       "a %s ends in \"%s\", which makes it a repeat", what,
                       workout__last_word(line));
    }
    return true;
}

/* Room for n_more bytes and the final zero: the arena gives nothing back, so it doubles. */
static void notes_grow(struct workout *workout, size_t n_more)
{
    size_t needed = workout->n_notes_bytes + n_more + 1;
    if (workout->closing_notes == NULL || needed > workout->notes_capacity) {
        size_t capacity = needed * 2;
        char *notes = arena_alloc(workout->arena, capacity, 1);
        if (workout->closing_notes != NULL) {
            memcpy(notes, workout->closing_notes, workout->n_notes_bytes);
        }
        workout->closing_notes = notes;
        workout->notes_capacity = capacity;
    }
}

bool workout__note_line_add(struct workout *workout, const char *line, bool has_gap,
                            struct err *err)
{
    const char *separator = has_gap ? "\n\n" : "\n";
    size_t n_bytes = strlen(line);
    if (n_bytes == 0) {
        return true;
    }
    if (workout->n_notes_bytes + n_bytes + 2 > WORKOUT_TEXT_BYTES) {
        return err_set(err, ERR_BAD_ARGUMENT, "Shorten the notes.",
                       "the notes have more than %d bytes", WORKOUT_TEXT_BYTES);
    }
    notes_grow(workout, n_bytes + 2);
    if (workout->n_notes_bytes > 0) {
        memcpy(workout->closing_notes + workout->n_notes_bytes, separator,
               strlen(separator));
        workout->n_notes_bytes += strlen(separator);
    }
    memcpy(workout->closing_notes + workout->n_notes_bytes, line, n_bytes + 1);
    workout->n_notes_bytes += n_bytes;
    return true;
}

bool workout_notes_add(struct workout *workout, const char *notes, struct err *err)
{
    if (workout__is_empty(notes)) {
        return true;
    }
    if (strlen(notes) > WORKOUT_TEXT_BYTES) {
        return err_set(err, ERR_BAD_ARGUMENT, "Shorten the notes.",
                       "the notes have more than %d bytes", WORKOUT_TEXT_BYTES);
    }
    bool is_right = true;
    bool has_gap = false;
    char *copy = xstrdup(notes);
    char *clean = xmalloc(strlen(notes) + 5);
    for (char *at = copy; is_right && at != NULL;) {
        char *end = strchr(at, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        str_clean(clean, strlen(notes) + 5, strlen(notes) + 1, at);
        is_right = is_prose(clean, "line of the notes", err) &&
                   workout__note_line_add(workout, clean, has_gap, err);
        has_gap = clean[0] == '\0' && workout->closing_notes != NULL;
        at = end != NULL ? end + 1 : NULL;
    }
    free(clean);
    free(copy);
    return is_right;
}

/* ---- blocks ---- */

bool workout_block_add(struct workout *workout, const char *heading, int repeats,
                       struct err *err)
{
    const char *kept = NULL;
    if (repeats < 1 || repeats > WORKOUT_REPEATS) {
        return err_set(err, ERR_BAD_ARGUMENT, "Write 2 to 100 repeats, or none.",
                       "a block is repeated %d times; it must be 1 to %d", repeats,
                       WORKOUT_REPEATS);
    }
    if (!line_keep(workout, heading, "heading", &kept, err) ||
        (kept != NULL && !is_prose(kept, "heading", err))) {
        return false;
    }
    if (workout->n_blocks > 0 && repeats == 1 && kept == NULL &&
        workout->closing_notes == NULL) {
        const struct workout_block *last = &workout->blocks[workout->n_blocks - 1];
        if (last->repeats == 1 && last->heading == NULL) {
            return true; /* the text cannot tell them apart */
        }
    }
    if (workout->n_blocks == WORKOUT_BLOCKS) {
        return err_set(err, ERR_BAD_ARGUMENT, "Join blocks.",
                       "a workout has more than %d blocks", WORKOUT_BLOCKS);
    }
    workout->blocks[workout->n_blocks++] =
        (struct workout_block){.notes = workout->closing_notes,
                               .heading = kept,
                               .repeats = repeats,
                               .first_step = workout->n_steps};
    workout->closing_notes = NULL;
    workout->n_notes_bytes = 0;
    workout->notes_capacity = 0;
    return true;
}

static bool heading_is(const struct workout_block *block, const char *word)
{
    return block->heading != NULL && str_equal_ignore_case(block->heading, word);
}

bool workout__is_warmup(const struct workout_block *block)
{
    return heading_is(block, "warmup");
}

bool workout__is_cooldown(const struct workout_block *block)
{
    return heading_is(block, "cooldown");
}

/* ---- steps ---- */

static bool is_set(struct workout_range range)
{
    return range.start != 0 || range.end != 0;
}

/* Two decimals at most, as the reader takes. */
static bool is_in(struct workout_range range, double least, double most, bool is_whole)
{
    double unit = is_whole ? 1 : 100;
    return range.start >= least && range.start <= most && range.end >= least &&
           range.end <= most && round(range.start * unit) / unit == range.start &&
           round(range.end * unit) / unit == range.end;
}

static bool length_check(const struct workout_step *step, struct err *err)
{
    static const char hint[] =
        "Give a duration of 1 s to 24 h, or a distance up to 1000 km "
        "in whole millimetres; not both.";
    bool has_duration = step->duration_s != 0;
    bool has_distance = step->distance_m != 0;
    if (has_duration == has_distance) {
        return err_set(err, ERR_BAD_ARGUMENT, hint, "a step has %s",
                       has_duration ? "a duration and a distance"
                                    : "neither duration nor distance");
    }
    if (has_duration && (step->duration_s < 1 || step->duration_s > WORKOUT_STEP_S)) {
        return err_set(err, ERR_BAD_ARGUMENT, hint, "a step lasts %d s", step->duration_s);
    }
    if (has_distance && !(step->distance_m >= 0.001 && step->distance_m <= WORKOUT_STEP_M &&
                          workout__metres_round(step->distance_m) == step->distance_m)) {
        return err_set(err, ERR_BAD_ARGUMENT, hint, "a step has %g m", step->distance_m);
    }
    return true;
}

static bool target_check(const struct workout_step *step, struct err *err)
{
    const struct workout_target *target = &step->target;
    if ((unsigned)target->units >= N_WORKOUT_UNITS) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "a step's target has no known unit");
    }
    const struct workout_unit *unit = workout__unit(target->units);
    bool has_target = target->units != WORKOUT_NO_UNITS;
    if (step->shape == WORKOUT_FREERIDE ? has_target
                                        : step->shape == WORKOUT_RAMP && !has_target) {
        return err_set(err, ERR_BAD_ARGUMENT, "A ramp needs a target; freeride has none.",
                       "the target of a step does not go with its shape");
    }
    if (step->shape == WORKOUT_RAMP && target->units == WORKOUT_BPM) {
        return err_set(err, ERR_BAD_ARGUMENT, "Use % HR or % LTHR for a ramp.",
                       "a ramp in bpm cannot be written");
    }
    if (has_target && !is_in(target->range, unit->least, unit->most, unit->is_whole)) {
        return err_set(
            err, ERR_BAD_ARGUMENT,
            "Zones, bpm and seconds are whole; others have two decimals at most.",
            "a target is %g to %g (%s); it must be %g to %g", target->range.start,
            target->range.end, unit->meaning, unit->least, unit->most);
    }
    bool has_mmp = target->units == WORKOUT_PCT_MMP;
    if (has_mmp ? target->mmp_s < 1 || target->mmp_s > WORKOUT_STEP_S
                : target->mmp_s != 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Only % MMP has a time: 1 s to 24 h.",
                       "a target's MMP time is %d s", target->mmp_s);
    }
    return true;
}

static bool extras_check(const struct workout_step *step, struct err *err)
{
    if (is_set(step->cadence_rpm) && !is_in(step->cadence_rpm, 1, 300, false)) {
        return err_set(err, ERR_BAD_ARGUMENT, "Write 1 to 300 rpm.",
                       "a cadence is %g to %g rpm", step->cadence_rpm.start,
                       step->cadence_rpm.end);
    }
    if (is_set(step->rpe) && !is_in(step->rpe, 1, 10, false)) {
        return err_set(err, ERR_BAD_ARGUMENT, "RPE is 1 to 10.", "an RPE is %g to %g",
                       step->rpe.start, step->rpe.end);
    }
    return true;
}

/* No word of a cue may mean something to the service, or the step changes. */
static bool cue_check(const struct workout_step *step, const char *cue, struct err *err)
{
    char line[WORKOUT_WORD_BYTES + 1];
    char *words[WORKOUT_LINE_WORDS];
    struct workout_range range;
    if (cue == NULL) {
        return true;
    }
    str_copy(line, sizeof line, cue);
    size_t n_words = workout__words_split(line, WORKOUT_LINE_WORDS, words);
    for (size_t i = 0; i < n_words; i++) {
        enum word_kind kind = workout__word_read(n_words - i, words + i).kind;
        if (kind != WORD_PLAIN && kind != WORD_FREERIDE && kind != WORD_OPTION) {
            return err_set(
                err, ERR_BAD_ARGUMENT,
                "Put lengths and targets into their own fields; in words write "
                "\"five minutes\", \"zone 2\".",
                "the cue \"%.80s\" holds \"%s\", which is read as a %s", cue, words[i],
                kind == WORD_DURATION || kind == WORD_DISTANCE ? "length" : "target");
        }
    }
    bool may_be_bpm =
        step->shape != WORKOUT_FREERIDE &&
        (step->target.units == WORKOUT_NO_UNITS || step->target.units == WORKOUT_BPM);
    if (workout__rpe_at_end(n_words, words, &range) > 0 ||
        (may_be_bpm && workout__bpm_at_end(n_words, words, &range) > 0)) {
        return err_set(err, ERR_BAD_ARGUMENT, "Set the step's rpe or bpm target instead.",
                       "the cue \"%.80s\" ends in a target", cue);
    }
    return true;
}

/* "power=1s", several by spaces. */
static bool options_check(const char *options, struct err *err)
{
    char line[WORKOUT_WORD_BYTES + 1];
    char *words[WORKOUT_LINE_WORDS];
    if (options == NULL) {
        return true;
    }
    str_copy(line, sizeof line, options);
    size_t n_words = workout__words_split(line, WORKOUT_LINE_WORDS, words);
    for (size_t i = 0; i < n_words; i++) {
        if (workout__word_read(1, words + i).kind != WORD_OPTION) {
            return err_set(err, ERR_BAD_ARGUMENT, "Write such as \"power=1s\".",
                           "\"%.80s\" is no option of a step", words[i]);
        }
    }
    return true;
}

bool workout_step_add(struct workout *workout, const struct workout_step *step,
                      struct err *err)
{
    struct workout_step kept = *step;
    if (!length_check(step, err) || !target_check(step, err) || !extras_check(step, err) ||
        !line_keep(workout, step->text, "cue", &kept.text, err) ||
        !line_keep(workout, step->options, "step's options", &kept.options, err) ||
        !cue_check(step, kept.text, err) || !options_check(kept.options, err)) {
        return false;
    }
    if (workout->n_steps == WORKOUT_STEPS) {
        return err_set(err, ERR_BAD_ARGUMENT, "Use repeats.",
                       "a workout has more than %d steps", WORKOUT_STEPS);
    }
    if ((workout->n_blocks == 0 || workout->closing_notes != NULL) &&
        !workout_block_add(workout, NULL, 1, err)) {
        return false;
    }
    workout->steps[workout->n_steps++] = kept;
    workout->blocks[workout->n_blocks - 1].n_steps++;
    return true;
}

bool workout__total_check(const struct workout *workout, struct err *err)
{
    double total_s = 0;
    size_t n_flat = 0;
    for (size_t i = 0; i < workout->n_blocks; i++) {
        const struct workout_block *block = &workout->blocks[i];
        n_flat += block->n_steps * (size_t)block->repeats;
        for (size_t k = 0; k < block->n_steps; k++) {
            total_s +=
                (double)workout->steps[block->first_step + k].duration_s * block->repeats;
        }
    }
    if (total_s > WORKOUT_TOTAL_S || n_flat > WORKOUT_FLAT_STEPS) {
        return err_set(err, ERR_BAD_ARGUMENT, "Check repeats and units: m is minutes.",
                       "the workout lasts %.1f h in %zu steps; at most %d h and %d steps",
                       total_s / 3600, n_flat, WORKOUT_TOTAL_S / 3600, WORKOUT_FLAT_STEPS);
    }
    return true;
}

/* ---- equality ---- */

static bool is_same_text(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool is_same_range(struct workout_range a, struct workout_range b)
{
    return a.start == b.start && a.end == b.end;
}

static bool is_same_step(const struct workout_step *a, const struct workout_step *b)
{
    return is_same_text(a->text, b->text) && a->duration_s == b->duration_s &&
           a->distance_m == b->distance_m && a->shape == b->shape &&
           a->target.units == b->target.units && a->target.mmp_s == b->target.mmp_s &&
           is_same_range(a->target.range, b->target.range) &&
           is_same_range(a->cadence_rpm, b->cadence_rpm) && is_same_range(a->rpe, b->rpe) &&
           a->until_lap_press == b->until_lap_press && is_same_text(a->options, b->options);
}

bool workout_equal(const struct workout *a, const struct workout *b)
{
    if (a->n_blocks != b->n_blocks || a->n_steps != b->n_steps ||
        !is_same_text(a->closing_notes, b->closing_notes)) {
        return false;
    }
    for (size_t i = 0; i < a->n_blocks; i++) {
        const struct workout_block *x = &a->blocks[i];
        const struct workout_block *y = &b->blocks[i];
        if (x->repeats != y->repeats || x->n_steps != y->n_steps ||
            x->first_step != y->first_step || !is_same_text(x->heading, y->heading) ||
            !is_same_text(x->notes, y->notes)) {
            return false;
        }
    }
    for (size_t i = 0; i < a->n_steps; i++) {
        if (!is_same_step(&a->steps[i], &b->steps[i])) {
            return false;
        }
    }
    return true;
}
