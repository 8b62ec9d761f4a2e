/* What the tests of workout text share. */
#ifndef TEST_WORKOUT_SUPPORT_H
#define TEST_WORKOUT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "workout/workout.h"

#define MAYBE_UNUSED __attribute__((unused))
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Released by each program's group teardown. */
static struct arena arena;

MAYBE_UNUSED static int arena_teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

MAYBE_UNUSED static struct workout parsed(const char *text, struct workout_remarks *remarks)
{
    struct workout workout;
    struct err err = {0};
    if (!workout_text_parse(text, &arena, &workout, remarks, &err)) {
        fail_msg("%s\n%s: %s", text, err.message, err.hint);
    }
    return workout;
}

/* free() it. */
MAYBE_UNUSED static char *written(const struct workout *workout)
{
    struct str_buf text = {0};
    struct err err = {0};
    if (!workout_text_write(workout, &text, &err)) {
        fail_msg("%s: %s", err.message, err.hint);
    }
    return str_buf_take(&text);
}

MAYBE_UNUSED static void add_block(struct workout *workout, const char *heading,
                                   int repeats)
{
    struct err err = {0};
    if (!workout_block_add(workout, heading, repeats, &err)) {
        fail_msg("%s", err.message);
    }
}

MAYBE_UNUSED static void add_step(struct workout *workout, struct workout_step step)
{
    struct err err = {0};
    if (!workout_step_add(workout, &step, &err)) {
        fail_msg("%s", err.message);
    }
}

MAYBE_UNUSED static void add_notes(struct workout *workout, const char *notes)
{
    struct err err = {0};
    if (!workout_notes_add(workout, notes, &err)) {
        fail_msg("%s", err.message);
    }
}

/* What is written is read as the same workout. */
MAYBE_UNUSED static void assert_round_trip(const struct workout *workout)
{
    char *text = written(workout);
    struct workout back = parsed(text, NULL);
    if (!workout_equal(workout, &back)) {
        char *again = written(&back);
        fail_msg("written:\n%s\nread back:\n%s", text, again);
    }
    free(text);
}

#endif
