/* Sessions as events: what is sent means the same when it is read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/event_name.h"
#include "plan/prescribe.h"
#include "tools/week_events.h"
#include "workout/workout.h"

static struct arena arena;
static struct plan_input input;

static struct plan_session session_of(enum plan_kind kind, double minutes)
{
    struct plan_session session;
    plan_session_of_menu(&input, kind, kind == PLAN_RUN_LADDER ? 3 : 0, minutes, &session);
    session.day = 1;
    session.start_min = 6 * 60 + 30;
    return session;
}

/* A week that was written is judged again from the calendar: its kinds must be the same. */
static void every_kind_is_read_again_as_it_was_meant(void **state)
{
    enum plan_kind kind = PLAN_OTHER;
    double minutes = 0;
    (void)state;
    plan_input_init(&input);
    for (int i = 0; i < N_PLAN_KINDS; i++) {
        struct plan_session session = {
            .kind = (enum plan_kind)i, .sport = SPORT_RUN, .minutes = 45};
        struct week_event event;
        week_event_of(&arena, &input, NULL, &session, &event);
        kind = PLAN_OTHER;
        bool is_named = plan_event_name_kind(event.name, &kind, &minutes);
        assert_int_equal(is_named, i != PLAN_OTHER && i != PLAN_RACE);
        assert_int_equal(kind, is_named ? (enum plan_kind)i : PLAN_OTHER);
        assert_true(!is_named || fabs(minutes - 45) < 0.1);
        kind = PLAN_OTHER;
        const char *told = arena_printf(&arena, "%s: With Ann, 5 x hills", event.name);
        assert_int_equal(plan_event_name_kind(told, &kind, NULL), is_named);
        assert_int_equal(kind, is_named ? (enum plan_kind)i : PLAN_OTHER);
    }
    static const char *const others[] = {"Run easy",           "Run easy 40",
                                         "Run easy 40 min!",   "Run easy with Ann 40 min",
                                         "run easy 40 min",    "Run  easy 40 min",
                                         "Run easier 40 min",  "Run easy 40 min:",
                                         "Run easy 40000 min", ""};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(plan_event_name_kind(others[i], &kind, NULL));
    }
    assert_false(plan_event_name_kind(NULL, &kind, NULL));
}

static void the_text_is_the_session(void **state)
{
    struct week_event event;
    struct workout workout;
    struct workout_remarks remarks = {0};
    struct err err = {0};
    (void)state;
    plan_input_init(&input);
    struct plan_session session = session_of(PLAN_RUN_TEMPO, 40);
    week_event_of(&arena, &input, NULL, &session, &event);
    assert_true(workout_text_parse(event.text, &arena, &workout, &remarks, &err));
    assert_int_equal(remarks.n_found, 0);
    assert_true(fabs(workout_totals(&workout, NULL).duration_s - 2400) < 1);
    assert_true(event.n_steps > 3);
    assert_true(fabs(event.minutes - 40) < 0.1);

    json_auto_t *sent = week_event_json(20528, &session, &event);
    assert_string_equal(json_get_text(sent, "start_date_local"), "2026-03-17T06:30:00");
    assert_string_equal(json_get_text(sent, "category"), "WORKOUT");
    assert_string_equal(json_get_text(sent, "type"), "Run");
    assert_string_equal(json_get_text(sent, "name"), "Run tempo 40 min");
    assert_null(json_object_get(sent, "moving_time")); /* the service counts the steps */
    assert_null(json_object_get(sent, "workout_doc"));
}

static void what_nobody_prescribes_has_its_length(void **state)
{
    struct week_event event;
    (void)state;
    plan_input_init(&input);
    struct plan_session session = {.kind = PLAN_OTHER,
                                   .sport = SPORT_SWIM,
                                   .day = 2,
                                   .minutes = 30,
                                   .load = (double)NAN};
    week_event_of(&arena, &input, NULL, &session, &event);
    assert_null(event.text);
    json_auto_t *sent = week_event_json(20528, &session, &event);
    assert_string_equal(json_get_text(sent, "name"), "Swim 30 min");
    assert_int_equal(json_get_integer(sent, "moving_time", 0), 1800);
    assert_null(json_object_get(sent, "description"));
}

static const char *difference(double load, const char *image)
{
    const struct week_event event = {.minutes = 40, .n_steps = 5, .load = load};
    struct week_event_read read = week_event_read(image);
    return week_event_difference(&arena, &event, &read);
}

static void a_difference_is_named(void **state)
{
    (void)state;
    assert_null(difference(
        45, "{\"moving_time\":2400,\"parsed_steps\":5,\"icu_training_load\":43}"));
    assert_null(difference(
        (double)NAN, "{\"moving_time\":2400,\"parsed_steps\":5,\"icu_training_load\":90}"));
    assert_null(difference(
        45, "{\"moving_time\":2400,\"parsed_steps\":5,\"icu_training_load\":null}"));
    assert_string_equal(
        difference(45,
                   "{\"moving_time\":1800,\"parsed_steps\":4,\"icu_training_load\":90}"),
        "read as 30 min, not 40; 4 steps read, not 5; load 90, not 45");
    assert_string_equal(difference(45, "{\"moving_time\":null,\"parsed_steps\":null}"),
                        "no duration was read; 0 steps read, not 5");
    assert_non_null(difference(45, NULL));
}

static int arena_end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read_again_as_it_was_meant),
        cmocka_unit_test(the_text_is_the_session),
        cmocka_unit_test(what_nobody_prescribes_has_its_length),
        cmocka_unit_test(a_difference_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, arena_end);
}
