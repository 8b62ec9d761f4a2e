#include "workout/internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static bool is_set(struct workout_range range)
{
    return range.start != 0 || range.end != 0;
}

static void decimals_write(double value, int n_decimals, struct str_buf *to)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.*f", n_decimals, value);
    size_t length = strlen(text);
    while (n_decimals > 0 && length > 0 && text[length - 1] == '0') {
        text[--length] = '\0';
    }
    if (length > 0 && text[length - 1] == '.') {
        text[--length] = '\0';
    }
    str_buf_add(to, text);
}

void workout__number_write(double value, struct str_buf *to)
{
    decimals_write(value, 2, to);
}

/* "75%", "75-80%"; the mark behind. */
static void range_write(struct workout_range range, const char *mark, struct str_buf *to)
{
    workout__number_write(range.start, to);
    if (range.start != range.end) {
        str_buf_add(to, "-");
        workout__number_write(range.end, to);
    }
    str_buf_add(to, mark);
}

/* "Z2", "Z2-Z3"; the mark before each. */
static void zones_write(struct workout_range range, const char *mark, struct str_buf *to)
{
    str_buf_printf(to, "%s%.0f", mark, range.start);
    if (range.start != range.end) {
        str_buf_printf(to, "-%s%.0f", mark, range.end);
    }
}

static void clock_write(double seconds, struct str_buf *to)
{
    int whole = (int)seconds;
    str_buf_printf(to, "%d:%02d", whole / 60, whole % 60);
}

static void duration_write(int seconds, struct str_buf *to)
{
    if (seconds >= 3600) {
        str_buf_printf(to, "%dh", seconds / 3600);
    }
    if (seconds / 60 % 60 > 0) {
        str_buf_printf(to, "%dm", seconds / 60 % 60);
    }
    if (seconds % 60 > 0) {
        str_buf_printf(to, "%ds", seconds % 60);
    }
}

/* In the first unit that says it short and exactly; km say every mm. */
static void distance_write(double metres, struct str_buf *to)
{
    static const struct {
        int unit;
        double per_one; /* steps a unit is divided into */
        int n_decimals;
    } ways[] = {{WORKOUT_UNIT_KM, 1, 0},
                {WORKOUT_UNIT_METRE, 1, 0},
                {WORKOUT_UNIT_MILE, 100, 2},
                {WORKOUT_UNIT_YARD, 1, 0}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const struct workout_length_unit *unit = &workout__length_units[ways[i].unit];
        double count = round(metres / unit->metres * ways[i].per_one) / ways[i].per_one;
        if (count > 0 && workout__metres_round(count * unit->metres) == metres) {
            decimals_write(count, ways[i].n_decimals, to);
            str_buf_add(to, unit->mark);
            return;
        }
    }
    decimals_write(metres / 1000, 6, to);
    str_buf_add(to, workout__length_units[WORKOUT_UNIT_KM].mark);
}

static void target_write(const struct workout_target *target, struct str_buf *to)
{
    const struct workout_unit *unit = workout__unit(target->units);
    if (unit->form == FORM_CLOCK) {
        clock_write(target->range.start, to);
        if (target->range.start != target->range.end) {
            str_buf_add(to, "-");
            clock_write(target->range.end, to);
        }
        str_buf_add(to, unit->mark);
    } else if (unit->form == FORM_ZONE) {
        zones_write(target->range, unit->mark, to);
    } else {
        range_write(target->range, unit->mark, to);
    }
    if (unit->keyword != NULL) {
        str_buf_printf(to, " %s", unit->keyword);
    }
    if (target->units == WORKOUT_PCT_MMP) {
        str_buf_add(to, " ");
        duration_write(target->mmp_s, to);
    }
}

void workout__cue_write(const struct workout_step *step, struct str_buf *to)
{
    if (!workout__is_empty(step->text)) {
        str_buf_add(to, step->text);
    }
    if (step->target.units == WORKOUT_BPM) {
        str_buf_add(to, to->length > 0 ? " " : "");
        range_write(step->target.range, " bpm", to);
    }
    if (is_set(step->rpe)) {
        str_buf_add(to, to->length > 0 ? " RPE " : "RPE ");
        range_write(step->rpe, "", to);
    }
}

static void step_write(const struct workout_step *step, struct str_buf *to)
{
    struct str_buf cue = {0};
    workout__cue_write(step, &cue);
    str_buf_printf(to, "- %s%s", str_buf_text(&cue), cue.length > 0 ? " " : "");
    str_buf_release(&cue);
    if (step->duration_s > 0) {
        duration_write(step->duration_s, to);
    } else {
        distance_write(step->distance_m, to);
    }
    if (step->shape == WORKOUT_FREERIDE) {
        str_buf_add(to, " freeride");
    } else if (step->target.units != WORKOUT_NO_UNITS &&
               step->target.units != WORKOUT_BPM) {
        str_buf_add(to, step->shape == WORKOUT_RAMP ? " ramp " : " ");
        target_write(&step->target, to);
    }
    if (is_set(step->cadence_rpm)) {
        str_buf_add(to, " ");
        range_write(step->cadence_rpm, "rpm", to);
    }
    if (step->until_lap_press) {
        str_buf_add(to, " press lap");
    }
    if (!workout__is_empty(step->options)) {
        str_buf_printf(to, " %s", step->options);
    }
}

static void block_write(const struct workout *workout, const struct workout_block *block,
                        struct str_buf *to)
{
    str_buf_add(to, to->length > 0 ? "\n\n" : "");
    if (!workout__is_empty(block->notes)) {
        str_buf_printf(to, "%s\n\n", block->notes);
    }
    if (!workout__is_empty(block->heading)) {
        str_buf_printf(to, "%s%s", block->heading, block->repeats > 1 ? " " : "\n");
    }
    if (block->repeats > 1) {
        str_buf_printf(to, "%dx\n", block->repeats);
    }
    for (size_t i = 0; i < block->n_steps; i++) {
        str_buf_add(to, i > 0 ? "\n" : "");
        step_write(&workout->steps[block->first_step + i], to);
    }
}

bool workout_text_write(const struct workout *workout, struct str_buf *ret_text,
                        struct err *err)
{
    struct str_buf text = {.max_bytes = WORKOUT_TEXT_BYTES};
    if (!workout__total_check(workout, err)) {
        return false;
    }
    for (size_t i = 0; i < workout->n_blocks; i++) {
        if (workout->blocks[i].n_steps == 0) {
            str_buf_release(&text);
            return err_set(err, ERR_BAD_ARGUMENT, "Add steps to it or leave it out.",
                           "block %zu of the workout has no steps", i + 1);
        }
        block_write(workout, &workout->blocks[i], &text);
    }
    if (!workout__is_empty(workout->closing_notes)) {
        str_buf_printf(&text, "%s%s", text.length > 0 ? "\n\n" : "",
                       workout->closing_notes);
    }
    if (text.length == 0 || text.is_cut) {
        bool is_cut = text.is_cut;
        str_buf_release(&text);
        return is_cut ? err_set(err, ERR_BAD_ARGUMENT, "Shorten notes and cues.",
                                "the workout's text has more than %d bytes",
                                WORKOUT_TEXT_BYTES)
                      : err_set(err, ERR_BAD_ARGUMENT, "Add steps or notes.",
                                "the workout is empty");
    }
    str_buf_add_bytes(ret_text, text.data, text.length);
    str_buf_release(&text);
    return true;
}
