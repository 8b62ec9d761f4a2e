/* Texts of our own: what each line is read as, what is remarked, what is refused. */
#include "support.h"

#include "base/banned.h"

/* One step line and what the writer makes of it: the canonical form says what was read. */
static void step_lines(void **state)
{
    static const struct {
        const char *line;
        const char *canonical;
    } rows[] = {
        /* lengths */
        {"- 1h2m30s", "- 1h2m30s"},
        {"- 90s", "- 1m30s"},
        {"- 1m30", "- 1m30s"},
        {"- 5'", "- 5m"},
        {"- 30\"", "- 30s"},
        {"- 1'30\"", "- 1m30s"},
        {"- 0m10s", "- 10s"},
        {"- 75min", "- 1h15m"},
        {"- 100m", "- 1h40m"}, /* minutes, not metres */
        {"- 100mtr", "- 100mtr"},
        {"- 0.4km", "- 400mtr"},
        {"- 2km", "- 2km"},
        {"- 4.5mi", "- 4.5mi"},
        {"- 100yrd", "- 100yrd"},
        /* targets */
        {"- 10m 75%", "- 10m 75%"},
        {"- 10m 88-94%", "- 10m 88-94%"},
        {"- 10m 88%-94%", "- 10m 88-94%"},
        {"- 10m 62.5%", "- 10m 62.5%"},
        {"- 10m 200w-240w", "- 10m 200-240w"},
        {"- 10m 220W", "- 10m 220w"},
        {"- 10m 70-70%", "- 10m 70%"},
        {"- 10m Z2", "- 10m Z2"},
        {"- 10m z2-z3", "- 10m Z2-Z3"},
        {"- 10m Z2 HR", "- 10m Z2 HR"},
        {"- 10m Z2 Pace", "- 10m Z2 Pace"},
        {"- 10m 75-80% HR", "- 10m 75-80% HR"},
        {"- 10m 95% lthr", "- 10m 95% LTHR"},
        {"- 10m 78-82% pace", "- 10m 78-82% Pace"},
        {"- 10m CZ1-CZ2", "- 10m CZ1-CZ2"},
        {"- 3m 50-60% MMP 5m", "- 3m 50-60% MMP 5m"},
        {"- 1km 4:05-4:00/km Pace", "- 1km 4:05-4:00/km Pace"},
        {"- 1km 4:05/km-4:00/km Pace", "- 1km 4:05-4:00/km Pace"},
        {"- 1mi 7:00/mi Pace", "- 1mi 7:00/mi Pace"},
        {"- 100mtr 1:45/100m Pace", "- 100mtr 1:45/100m Pace"},
        {"- 100yrd 1:35/100y Pace", "- 100yrd 1:35/100y Pace"},
        {"- 10m 2:00/500m Pace", "- 10m 2:00/500m Pace"},
        {"- 10m 1:36/400m Pace", "- 10m 1:36/400m Pace"},
        {"- 10m 1:00/250m Pace", "- 10m 1:00/250m Pace"},
        {"- 10m 5:00 Pace", "- 10m 5:00 Pace"},
        {"- 10m 5:00/km", "- 10m"}, /* no pace without the word */
        {"- 10m 130-140 bpm", "- 130-140 bpm 10m"},
        {"- Steady 135bpm 10m", "- Steady 135 bpm 10m"},
        /* the rest of a line */
        {"- 10m 75% 90rpm", "- 10m 75% 90rpm"},
        {"- 10m 75% 85-95 rpm, seated", "- 10m 75% 85-95rpm"},
        {"- 10m ramp 50-75%", "- 10m ramp 50-75%"},
        {"- Ramp 60-80% 10m", "- 10m ramp 60-80%"},
        {"- 20m freeride", "- 20m freeride"},
        {"- 10m Z1 Press lap", "- 10m Z1 press lap"},
        {"- 10m 200w power=1s", "- 10m 200w power=1s"},
        {"- 160w 45m", "- 45m 160w"},
        {"-3h 177w", "- 3h 177w"},
        {"  -   10m   75%  ", "- 10m 75%"},
        /* cues */
        {"- Tall and quick 3m 105%", "- Tall and quick 3m 105%"},
        {"- Ramp 1 1m 200w", "- Ramp 1 1m 200w"}, /* no ramp */
        {"- Race pace, no ramp into it 2m 300w", "- Race pace, no ramp into it 2m 300w"},
        {"- Squat 3x5, then hinge 20m", "- Squat 3x5, then hinge 20m"},
        {"- Tempo RPE 6-7 20m", "- Tempo RPE 6-7 20m"},
        {"- Tempo 20m RPE7", "- Tempo RPE 7 20m"},
        {"- Go 300w+ 30s 300w", "- Go 300w+ 30s 300w"},
        {"- Rep 350w 1m 340w", "- Rep 1m 340w"}, /* the last counts */
        {"- 20min test 15m 250w", "- 15m 250w"},
        {"- Steady Z2 low end 2h 200w", "- 2h 200w"}, /* the cue is lost */
        {"- 5m recovery at 40%", "- 5m 40%"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct workout workout = parsed(rows[i].line, NULL);
        assert_int_equal(workout.n_steps, 1);
        char *text = written(&workout);
        if (strcmp(text, rows[i].canonical) != 0) {
            fail_msg("%s is read as %s", rows[i].line, text);
        }
        free(text);
        assert_round_trip(&workout);
    }
}

static void a_step_s_fields(void **state)
{
    (void)state;
    struct workout workout =
        parsed("- Quick 2.5km 5:57-5:23/km Pace 85rpm press lap", NULL);
    const struct workout_step *step = &workout.steps[0];
    assert_string_equal(step->text, "Quick");
    assert_int_equal(step->duration_s, 0);
    assert_true(step->distance_m == 2500);
    assert_int_equal(step->target.units, WORKOUT_S_PER_KM);
    assert_true(step->target.range.start == 357 && step->target.range.end == 323);
    assert_true(step->cadence_rpm.start == 85 && step->cadence_rpm.end == 85);
    assert_true(step->until_lap_press);
    assert_null(step->options);
}

static void blocks_and_prose(void **state)
{
    static const char text[] =
        "Purpose: threshold.\r\nEat before.\r\n\r\nMore words.\r\n\r\n"
        "Warmup\n- 10m ramp 50-75%\n- 2m 60%\n\n"
        "- 1m 90%\n\n- 1m 50%\n\n\n"
        "Main set - hold it. 4x\n- 4m 100%\n- 2m 55%\n\n"
        "Cooldown\n- 10m 55%\n- Cool Down 0s\n\nSleep well.\n";
    struct workout_remarks remarks;
    (void)state;
    struct workout workout = parsed(text, &remarks);
    assert_int_equal(workout.n_blocks, 4);
    assert_int_equal(workout.n_steps, 7);
    assert_string_equal(workout.blocks[0].notes,
                        "Purpose: threshold.\nEat before.\n\nMore words.");
    assert_string_equal(workout.blocks[0].heading, "Warmup");
    assert_int_equal(workout.blocks[0].n_steps, 2);
    assert_null(workout.blocks[1].heading);
    assert_int_equal(workout.blocks[1].n_steps, 2);
    assert_string_equal(workout.blocks[2].heading, "Main set - hold it.");
    assert_int_equal(workout.blocks[2].repeats, 4);
    assert_string_equal(workout.blocks[3].heading, "Cooldown");
    assert_string_equal(workout.closing_notes, "Sleep well.");
    assert_int_equal(remarks.n_found, 1);
    assert_int_equal(remarks.found[0].line, 21);
    assert_int_equal(remarks.found[0].kind, WORKOUT_REMARK_ZERO_STEP);
    assert_round_trip(&workout);
}

static void prose_alone_is_notes(void **state)
{
    static const char *const texts[] = {"Rest day. Walk 30m if you like.", "4x",
                                        "- Mobility", "Back squat 3x5\nCalf raises 3x"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct workout workout = parsed(texts[i], NULL);
        assert_true(workout.n_steps == 0 && workout.n_blocks == 0);
        assert_non_null(workout.closing_notes);
        assert_round_trip(&workout);
    }
    struct workout empty = parsed(" \n\t\n", NULL);
    assert_true(empty.n_steps == 0 && empty.closing_notes == NULL);
}

static void remarks_say_what_is_not_as_it_seems(void **state)
{
    static const struct {
        const char *text;
        size_t line;
        enum workout_remark_kind kind;
        size_t n_flat; /* steps with repeats carried out */
    } rows[] = {
        {"- 0s\n- 5m", 1, WORKOUT_REMARK_ZERO_STEP, 1},
        {"- 5m\n- 4x\n- 5m", 2, WORKOUT_REMARK_NO_LENGTH, 2},
        {"- 5m\n4x\n- 3m 100%\n- 1m", 2, WORKOUT_REMARK_LOST_REPEAT, 3},
        {"Words\n4x\n- 3m 100%", 2, WORKOUT_REMARK_LOST_REPEAT, 1},
        {"4x\n\n- 3m 100%", 1, WORKOUT_REMARK_LOST_REPEAT, 1},
        {"- Steady Z2 for long 1h 200w", 1, WORKOUT_REMARK_LOST_CUE, 1},
        {"- 5m recovery at 40%", 1, WORKOUT_REMARK_UNREAD_WORDS, 1},
        {"- 5m freeride 40%", 1, WORKOUT_REMARK_UNREAD_WORDS, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static struct workout_flat_step flat[64];
        struct workout_remarks remarks;
        struct err err = {0};
        size_t n_flat = 0;
        struct workout workout = parsed(rows[i].text, &remarks);
        if (remarks.n_found != 1 || remarks.found[0].line != rows[i].line ||
            remarks.found[0].kind != rows[i].kind) {
            fail_msg("%s: %zu remarks, kind %d line %zu", rows[i].text, remarks.n_found,
                     (int)remarks.found[0].kind, remarks.found[0].line);
        }
        assert_true(strlen(workout_remark_text(rows[i].kind)) > 20);
        assert_true(workout_flatten(&workout, NULL, COUNT(flat), flat, &n_flat, &err));
        assert_int_equal(n_flat, rows[i].n_flat);
        assert_round_trip(&workout);
    }
}

/* A line without length inside a repeat does not part it. */
static void prose_inside_a_repeat_leaves_it_whole(void **state)
{
    (void)state;
    struct workout workout = parsed("3x\n- 10m 75%\n- breathe\n- 5m 50%", NULL);
    assert_int_equal(workout.n_blocks, 1);
    assert_int_equal(workout.blocks[0].repeats, 3);
    assert_int_equal(workout.blocks[0].n_steps, 2);
    assert_string_equal(workout.closing_notes, "breathe");
}

static void absurd_texts_are_refused_with_the_line(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"\n- 99999h", "line 2: \"99999h\""},
        {"- 999999999999999999999999m", "line 1: "},
        {"- 99999km", "\"99999km\""},
        {"- 5m 99999%", "\"99999%\""},
        {"- 5m 0%", "\"0%\""},
        {"- 5m 300% HR", "\"300%\""},
        {"- 5m 99999w", "\"99999w\""},
        {"- 5m Z99", "\"Z99\""},
        {"- 5m Z0 HR", "\"Z0\""},
        {"- 5m 0:01/km Pace", "\"0:01/km\""},
        {"- 5m 99:59/km Pace", "\"99:59/km\""},
        {"- 5m 75% 999rpm", "\"999rpm\""},
        {"- 5m 60% MMP 99h", "\"60%\""},
        {"0x\n- 5m", "repeated 0 times"},
        {"1000x\n- 5m", "repeated 1000 times"},
        {"99999999999999999999x\n- 5m", "line 2: "},
        {"100x\n- 20h", "lasts 2000.0 h"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct workout workout = {.n_steps = 4711};
        struct workout_remarks remarks = {.n_found = 4711};
        struct err err = {0};
        assert_false(workout_text_parse(rows[i].text, &arena, &workout, &remarks, &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
        if (strstr(err.message, rows[i].message) == NULL || err.hint[0] == '\0') {
            fail_msg("%s: %s (%s)", rows[i].text, err.message, err.hint);
        }
        assert_int_equal(workout.n_steps, 4711);
        assert_int_equal(remarks.n_found, 4711);
    }
}

static char *repeated(const char *part, size_t n_times)
{
    struct str_buf text = {0};
    for (size_t i = 0; i < n_times; i++) {
        str_buf_add(&text, part);
    }
    return str_buf_take(&text);
}

static void hostile_texts_are_bounded(void **state)
{
    static const struct {
        const char *part;
        size_t n_times;
        bool is_read;
    } rows[] = {
        {"- 1s\n", WORKOUT_STEPS, true},
        {"- 1s\n", WORKOUT_STEPS + 1, false},
        {"2x\n- 1s\n\n", WORKOUT_BLOCKS, true},
        {"2x\n- 1s\n\n", WORKOUT_BLOCKS + 1, false},
        {"2x\n", 16000, true}, /* 16,000 repeats one below the other: prose */
        {"2x\n", 20000, false},
        {"a\n", 32000, true},
        {"a\n\n", 20000, true},
        {"- a\n", 16000, true},
        {"-", 65000, false}, /* a step line of 65,000 bytes */
        {"x", 65000, true},  /* a heading of 65,000 bytes: prose */
        {"\x01\x02\x7f\x1b[2J", 100, true},
        {"\xff\xfe\xc3", 1000, true},
        {"1234567890", 6000, true},
        {"- 1s\n", 1000000, false}, /* 5 MB */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct workout workout;
        struct workout_remarks remarks;
        struct err err = {0};
        char *text = repeated(rows[i].part, rows[i].n_times);
        bool is_read = workout_text_parse(text, &arena, &workout, &remarks, &err);
        if (is_read != rows[i].is_read) {
            fail_msg("row %zu: %s", i, err.message);
        }
        if (!is_read) {
            assert_true(err.message[0] != '\0' && err.hint[0] != '\0');
        }
        free(text);
        arena_clear(&arena);
    }
}

static void a_long_heading_is_prose_and_its_repeat_stays(void **state)
{
    struct str_buf text = {0};
    char *words = repeated("word ", 100);
    (void)state;
    str_buf_printf(&text, "%s3x\n- 5m", words);
    struct workout workout = parsed(str_buf_text(&text), NULL);
    assert_int_equal(workout.blocks[0].repeats, 3);
    assert_null(workout.blocks[0].heading);
    assert_int_equal(strlen(workout.blocks[0].notes), 499);
    assert_round_trip(&workout);
    str_buf_release(&text);
    free(words);
}

static void control_bytes_do_not_reach_texts(void **state)
{
    (void)state;
    struct workout workout =
        parsed("No\x1b[31m te\xe2\x80\xaex\n\nHead\x07ing 2x\n- Cue\x01 one\xff 5m", NULL);
    assert_string_equal(workout.blocks[0].heading, "Head ing");
    assert_string_equal(workout.steps[0].text, "Cue one");
    assert_null(strchr(workout.blocks[0].notes, '\x1b'));
    assert_null(strstr(workout.blocks[0].notes, "\xe2\x80\xae"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(step_lines),
        cmocka_unit_test(a_step_s_fields),
        cmocka_unit_test(blocks_and_prose),
        cmocka_unit_test(prose_alone_is_notes),
        cmocka_unit_test(remarks_say_what_is_not_as_it_seems),
        cmocka_unit_test(prose_inside_a_repeat_leaves_it_whole),
        cmocka_unit_test(absurd_texts_are_refused_with_the_line),
        cmocka_unit_test(hostile_texts_are_bounded),
        cmocka_unit_test(a_long_heading_is_prose_and_its_repeat_stays),
        cmocka_unit_test(control_bytes_do_not_reach_texts),
    };
    return cmocka_run_group_tests(tests, NULL, arena_teardown);
}
