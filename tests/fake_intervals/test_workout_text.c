/*
 * The recorded workouts, where the reference folder is at hand: the same steps and the same
 * load as the service's own. And one of each kind that nothing was recorded of.
 */
#include "text.h"
#include "workout_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SKIPPED = 77 };

static int n_failed = 0;

static void check(int is_right, const char *name, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "FAILED: %s: %s\n", name, what);
        n_failed++;
    }
}

static json_t *settings_of(int ftp_w)
{
    return json_pack("{s:i, s:[i,i,i,i,i,i,i]}", "ftp", ftp_w, "power_zones", 55, 75, 90,
                     105, 120, 150, 999);
}

/* Only steps and duration are compared; the recording holds much that is not made here. */
static void recorded_check(const json_t *event)
{
    const char *name = json_member_string(event, "name");
    const json_t *recorded = json_object_get(event, "workout_doc");
    json_auto_t *doc = workout_text_parse(json_member_string(event, "description"));
    AUTO_FREE char *ours = json_to_text(json_object_get(doc, "steps"), NULL);
    if (!json_equal(json_object_get(doc, "steps"), json_object_get(recorded, "steps"))) {
        check(0, name, ours);
    }
    check(
        json_equal(json_object_get(doc, "duration"), json_object_get(recorded, "duration")),
        name, "duration");
    if (!json_is_number(json_object_get(event, "icu_training_load"))) {
        return;
    }
    double load = json_member_number(event, "icu_training_load", -2);
    json_auto_t *early = settings_of(280);
    json_auto_t *late = settings_of(290);
    check(workout_sums_of(doc, early).training_load == load ||
              workout_sums_of(doc, late).training_load == load,
          name, "load");
}

static void text_check(const char *text, const char *steps, double duration_s, double load)
{
    json_auto_t *settings =
        json_pack("{s:i, s:f, s:i, s:i, s:[i,i,i,i,i], s:[f,f,f]}", "ftp", 260,
                  "threshold_pace", 4.0, "lthr", 170, "max_hr", 190, "hr_zones", 138, 152,
                  162, 171, 190, "pace_zones", 75.0, 90.0, 100.0);
    json_auto_t *doc = workout_text_parse(text);
    AUTO_FREE char *ours = json_to_text(json_object_get(doc, "steps"), NULL);
    check(strcmp(ours, steps) == 0, text, ours);
    struct workout_sums sums = {-1, -1, -1};
    if (doc != NULL) {
        sums = workout_sums_of(doc, settings);
    }
    check(sums.duration_s == duration_s, text, "duration");
    check(sums.training_load == load, text, "load");
}

static void own_examples_check(void)
{
    text_check("Nothing to do", "null", -1, -1);
    text_check("- Easy 30m Z2 HR",
               "[{\"duration\":1800,\"hr\":{\"units\":\"hr_zone\",\"value\":2},"
               "\"text\":\"Easy\"}]",
               1800, 36);
    text_check("- 1h 100% Pace",
               "[{\"duration\":3600,\"pace\":{\"units\":\"%pace\",\"value\":100}}]", 3600,
               100);
    text_check("- 2km 4:10/km Pace",
               "[{\"distance\":2000,\"pace\":{\"units\":\"secs/km\",\"value\":250}}]", 500,
               14);
    text_check(
        "Warmup\n- 12m ramp 50-75% 90rpm",
        "[{\"duration\":720,\"ramp\":true,\"power\":{\"units\":\"%ftp\",\"start\":50,"
        "\"end\":75},\"cadence\":{\"units\":\"rpm\",\"value\":90},\"warmup\":true}]",
        720, 8);
    text_check("2x\n- Squat 10m",
               "[{\"reps\":2,\"text\":\"2x\",\"steps\":[{\"duration\":600,"
               "\"text\":\"Squat\"}],\"duration\":1200,\"distance\":0}]",
               1200, -1);
    text_check("- 5m\n2x\n- 1m", "[{\"duration\":300},{\"duration\":60}]", 360, -1);
    text_check("- 1m30 Z2\n\n- 1'30\" 60% MMP 5m",
               "[{\"duration\":90,\"power\":{\"units\":\"power_zone\",\"value\":2}},"
               "{\"duration\":90,\"power\":{\"units\":\"%mmp\",\"value\":60}}]",
               180, -1);
}

int main(int argc, char *argv[])
{
    char path[512];
    own_examples_check();
    (void)snprintf(path, sizeof path, "%s/samples/workout-text-oracle.json",
                   argc > 1 ? argv[1] : ".");
    json_auto_t *events = json_load_file(path, 0, NULL);
    size_t i = 0;
    const json_t *event = NULL;
    json_array_foreach(events, i, event)
    {
        recorded_check(event);
    }
    (void)printf("%zu recorded workouts, %d failed checks\n", json_array_size(events),
                 n_failed);
    if (n_failed > 0) {
        return 1;
    }
    return events == NULL ? SKIPPED : 0;
}
