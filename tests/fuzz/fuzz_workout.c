/*
 * A text as a workout. Checked: a refusal says why and touches nothing; what is read is
 * within the bounds; written, it is read as the same workout; its steps add up.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workout/workout.h"
#include "base/banned.h"

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static void check_bounds(const struct workout *workout)
{
    size_t n_steps = 0;
    for (size_t i = 0; i < workout->n_blocks; i++) {
        const struct workout_block *block = &workout->blocks[i];
        check(block->n_steps > 0, "a block has steps");
        check(block->first_step == n_steps, "blocks follow each other");
        check(block->repeats >= 1 && block->repeats <= WORKOUT_REPEATS, "repeats");
        n_steps += block->n_steps;
    }
    check(n_steps == workout->n_steps && n_steps <= WORKOUT_STEPS,
          "every step has a block");
    for (size_t i = 0; i < workout->n_steps; i++) {
        const struct workout_step *step = &workout->steps[i];
        check((step->duration_s > 0) != (step->distance_m > 0), "a step has one length");
        check(step->text == NULL || str_is_utf8(step->text, strlen(step->text)), "UTF-8");
    }
}

static void check_round_trip(const struct workout *workout, struct arena *arena)
{
    struct str_buf text = {0};
    struct workout back;
    struct workout_remarks remarks;
    struct err err = {0};
    if (workout_text_write(workout, &text, &err)) {
        check(workout_text_parse(str_buf_text(&text), arena, &back, &remarks, &err),
              "what is written can be read");
        check(workout_equal(workout, &back), "what is written is read as the same");
        check(remarks.n_found == 0, "what is written is as it seems");
    } else {
        check(err.message[0] != '\0', "a refusal says why");
    }
    str_buf_release(&text);
}

static void check_totals(const struct workout *workout)
{
    static struct workout_flat_step flat[WORKOUT_FLAT_STEPS];
    static const struct workout_thresholds thresholds = {.ftp_w = 250,
                                                         .lthr_bpm = 165,
                                                         .max_hr_bpm = 185,
                                                         .threshold_speed_m_per_s = 4,
                                                         .n_power_zones = 2,
                                                         .power_zones_pct = {55, 75},
                                                         .n_hr_zones = 2,
                                                         .hr_zones_bpm = {140, 150}};
    struct err err = {0};
    size_t n_flat = 0;
    double duration_s = 0;
    check(workout_flatten(workout, &thresholds, WORKOUT_FLAT_STEPS, flat, &n_flat, &err),
          "what is read can be carried out");
    for (size_t i = 0; i < n_flat; i++) {
        duration_s += flat[i].duration_s;
    }
    struct workout_totals totals = workout_totals(workout, &thresholds);
    check(isnan(duration_s) ? isnan(totals.duration_s)
                            : fabs(totals.duration_s - duration_s) <= 1e-6 * duration_s,
          "steps add up");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct workout workout = {.n_steps = 4711};
    struct workout_remarks remarks = {.n_found = 4711};
    struct err err = {0};
    char *text = malloc(size + 1); /* no byte behind it: reading too far is seen */
    if (text == NULL) {
        return 0;
    }
    if (size > 0) {
        memcpy(text, data, size);
    }
    text[size] = '\0';
    if (workout_text_parse(text, &arena, &workout, &remarks, &err)) {
        check_bounds(&workout);
        check_round_trip(&workout, &arena);
        check_totals(&workout);
    } else {
        check(err.message[0] != '\0' && err.hint[0] != '\0', "a refusal says why");
        check(workout.n_steps == 4711 && remarks.n_found == 4711, "and touches nothing");
    }
    free(text);
    arena_release(&arena);
    return 0;
}
