/*
 * The recorded workouts in the reference folder beside the repository: every step, length,
 * repeat, target and cue as the service parsed the same text, and its four numbers. Skipped
 * where that folder is not at hand; test_parse.c has examples of our own.
 */
#include "support.h"

#include <jansson.h>

#include "workout/internal.h"
#include "base/banned.h"

static json_t *sample_read(const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/samples/%s", SHARED_REFERENCE, name);
    json_t *value = json_load_file(path, 0, NULL);
    if (value == NULL) {
        print_message("no %s: skipped\n", path);
        skip();
    }
    return value;
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : 0;
}

static void assert_close(const char *name, const char *what, double ours, double theirs)
{
    if (!(fabs(ours - theirs) < 1e-9)) {
        fail_msg("%s: %s is %g, the service's %g", name, what, ours, theirs);
    }
}

/* {units, value} or {units, start, end}. */
static void compare_range(const char *name, const char *what, struct workout_range ours,
                          const json_t *theirs)
{
    bool is_single = json_object_get(theirs, "value") != NULL;
    assert_close(name, what, ours.start, number_of(theirs, is_single ? "value" : "start"));
    assert_close(name, what, ours.end, number_of(theirs, is_single ? "value" : "end"));
}

static void compare_target(const char *name, const struct workout_step *ours,
                           const json_t *theirs)
{
    static const struct {
        enum workout_metric metric;
        const char *key;
    } kinds[] = {
        {WORKOUT_POWER, "power"}, {WORKOUT_HEART_RATE, "hr"}, {WORKOUT_PACE, "pace"}};
    const struct workout_unit *unit = workout__unit(ours->target.units);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const json_t *target = json_object_get(theirs, kinds[i].key);
        if ((target != NULL) != (unit->metric == kinds[i].metric)) {
            fail_msg("%s: target %s is here or there alone", name, kinds[i].key);
        }
        if (target != NULL) {
            assert_string_equal(unit->service,
                                json_string_value(json_object_get(target, "units")));
            compare_range(name, kinds[i].key, ours->target.range, target);
        }
    }
    const json_t *cadence = json_object_get(theirs, "cadence");
    compare_range(name, "cadence", ours->cadence_rpm, cadence);
}

static void compare_step(const char *name, const struct workout *workout, size_t i_block,
                         size_t i_step, const json_t *theirs)
{
    const struct workout_step *ours = &workout->steps[i_step];
    const struct workout_block *block = &workout->blocks[i_block];
    struct str_buf cue = {0};
    workout__cue_write(ours, &cue);
    const char *text = json_string_value(json_object_get(theirs, "text"));
    assert_string_equal(str_buf_text(&cue), text != NULL ? text : "");
    str_buf_release(&cue);
    assert_close(name, "duration", ours->duration_s, number_of(theirs, "duration"));
    assert_close(name, "distance", ours->distance_m, number_of(theirs, "distance"));
    assert_int_equal(ours->shape == WORKOUT_RAMP,
                     json_is_true(json_object_get(theirs, "ramp")));
    assert_int_equal(ours->shape == WORKOUT_FREERIDE,
                     json_is_true(json_object_get(theirs, "freeride")));
    assert_int_equal(workout__is_warmup(block),
                     json_is_true(json_object_get(theirs, "warmup")));
    assert_int_equal(workout__is_cooldown(block),
                     json_is_true(json_object_get(theirs, "cooldown")));
    compare_target(name, ours, theirs);
}

/* Returns the number of steps compared. */
static size_t compare(const char *name, const struct workout *workout, const json_t *doc)
{
    const json_t *steps = json_object_get(doc, "steps");
    size_t at = 0;
    for (size_t i = 0; i < workout->n_blocks; i++) {
        const struct workout_block *block = &workout->blocks[i];
        const json_t *list = steps;
        size_t first = at;
        if (block->repeats > 1) {
            const json_t *group = json_array_get(steps, at++);
            char heading[600];
            (void)snprintf(heading, sizeof heading, "%s%s%dx",
                           block->heading != NULL ? block->heading : "",
                           block->heading != NULL ? " " : "", block->repeats);
            assert_string_equal(heading, json_string_value(json_object_get(group, "text")));
            assert_close(name, "reps", block->repeats, number_of(group, "reps"));
            list = json_object_get(group, "steps");
            assert_int_equal(block->n_steps, json_array_size(list));
            first = 0;
        } else {
            at += block->n_steps;
        }
        for (size_t k = 0; k < block->n_steps; k++) {
            compare_step(name, workout, i, block->first_step + k,
                         json_array_get(list, first + k));
        }
    }
    assert_int_equal(at, json_array_size(steps));
    return workout->n_steps;
}

static void every_recorded_workout_is_read_as_the_service_read_it(void **state)
{
    json_t *events = sample_read("workout-text-oracle.json");
    size_t n_steps = 0;
    (void)state;
    for (size_t i = 0; i < json_array_size(events); i++) {
        const json_t *event = json_array_get(events, i);
        const char *name = json_string_value(json_object_get(event, "name"));
        const json_t *doc = json_object_get(event, "workout_doc");
        struct workout workout =
            parsed(json_string_value(json_object_get(event, "description")), NULL);
        n_steps += compare(name, &workout, doc);
        struct workout_totals totals = workout_totals(&workout, NULL);
        assert_close(name, "total", totals.duration_s, number_of(doc, "duration"));
        char *text = written(&workout); /* and once more, through our own text */
        struct workout back = parsed(text, NULL);
        free(text);
        assert_true(workout_equal(&workout, &back));
        (void)compare(name, &back, doc);
        arena_clear(&arena);
    }
    assert_int_equal(json_array_size(events), 43);
    print_message("%zu steps\n", n_steps);
    json_decref(events);
}

/* The athlete's FTP is not recorded: 280 W then 290 W follows from the steady rides. */
static void every_recorded_ride_has_the_service_s_numbers(void **state)
{
    json_t *events = sample_read("workout-text-oracle.json");
    size_t n_compared = 0;
    (void)state;
    for (size_t i = 0; i < json_array_size(events); i++) {
        const json_t *event = json_array_get(events, i);
        const char *name = json_string_value(json_object_get(event, "name"));
        const char *day = json_string_value(json_object_get(event, "date"));
        struct workout_thresholds thresholds = {
            .ftp_w = strcmp(day, "2026-04-26") < 0 ? 280 : 290,
            .n_power_zones = 7,
            .power_zones_pct = {55, 75, 90, 105, 120, 150, 999}};
        struct workout workout =
            parsed(json_string_value(json_object_get(event, "description")), NULL);
        struct workout_totals totals = workout_totals(&workout, &thresholds);
        arena_clear(&arena);
        if (!json_is_number(json_object_get(event, "icu_training_load"))) {
            assert_true(isnan(totals.training_load)); /* strength */
            continue;
        }
        n_compared++;
        assert_close(name, "average power", totals.average_power_w,
                     number_of(event, "average_watts"));
        assert_close(name, "normalized power", totals.normalized_power_w,
                     number_of(event, "normalized_power"));
        assert_close(name, "load", totals.training_load,
                     number_of(event, "icu_training_load"));
        /* An event whose own time was edited has the intensity of that time. */
        double share = totals.duration_s / number_of(event, "moving_time");
        assert_true(fabs(totals.intensity_pct * sqrt(share) -
                         number_of(event, "icu_intensity")) < 1e-4);
    }
    assert_int_equal(n_compared, 42);
    json_decref(events);
}

static void every_recorded_zone_is_resolved_as_the_service_does(void **state)
{
    json_t *sample = sample_read("workout-zone-targets.json");
    const json_t *harvest = json_object_get(sample, "harvest");
    const json_t *zones = json_object_get(harvest, "powerZones");
    struct workout_thresholds thresholds = {.ftp_w = number_of(harvest, "ftp"),
                                            .n_power_zones = json_array_size(zones)};
    const char *target = NULL;
    json_t *watts = NULL;
    size_t n_compared = 0;
    (void)state;
    for (size_t i = 0; i < thresholds.n_power_zones; i++) {
        thresholds.power_zones_pct[i] = json_number_value(json_array_get(zones, i));
    }
    json_object_foreach(json_object_get(sample, "targets"), target, watts)
    {
        char text[40];
        (void)snprintf(text, sizeof text, "- 10m %s", target);
        struct workout workout = parsed(text, NULL);
        assert_close(target, "average power",
                     workout_totals(&workout, &thresholds).average_power_w,
                     json_number_value(watts));
        n_compared++;
    }
    assert_int_equal(n_compared, 9);
    json_decref(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_workout_is_read_as_the_service_read_it),
        cmocka_unit_test(every_recorded_ride_has_the_service_s_numbers),
        cmocka_unit_test(every_recorded_zone_is_resolved_as_the_service_does),
    };
    return cmocka_run_group_tests(tests, NULL, arena_teardown);
}
