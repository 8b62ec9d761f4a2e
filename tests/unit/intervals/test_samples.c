/*
 * The recorded answers in the reference folder beside the repository: values, units and
 * direction by key. Skipped where that folder is not at hand.
 */
#include "support.h"

#include "base/banned.h"

enum { MAX_ROWS = 16 };

static struct arena arena; /* of what is kept for the test */
static struct activity activities[MAX_ROWS];
static struct wellness_day days[MAX_ROWS];
static struct calendar_event events[MAX_ROWS];
static size_t n_rows;
static struct intervals_rows_report report;

static bool keep(void *user, const struct intervals_row *row)
{
    (void)user;
    assert_true(n_rows < MAX_ROWS);
    json_t *object = json_loadb(row->raw, row->n_raw_bytes, 0, NULL);
    struct err err = {0};
    assert_non_null(object); /* parsed once more, so that the texts stay */
    if (row->activity != NULL) {
        assert_true(intervals_activity_parse(object, &arena, &activities[n_rows], &err));
    } else if (row->wellness != NULL) {
        assert_true(intervals_wellness_parse(object, &arena, &days[n_rows], &err));
    } else {
        assert_true(intervals_event_parse(object, &arena, &events[n_rows], &err));
    }
    n_rows++;
    json_decref(object);
    return true;
}

/* The file's text, or a member of it, made a list when it is an object. */
static char *list_read(const char *name, const char *member)
{
    char path[512];
    size_t n_bytes = 0;
    (void)snprintf(path, sizeof path, "%s/samples/%s", SHARED_REFERENCE, name);
    char *text = file_read(path, &n_bytes);
    if (text == NULL) {
        print_message("no %s: skipped\n", path);
        skip();
    }
    json_t *value = json_loads(text, 0, NULL);
    assert_non_null(value);
    free(text);
    json_t *part = json_incref(member != NULL ? json_object_get(value, member) : value);
    json_t *list = json_is_array(part) ? json_incref(part) : json_pack("[O]", part);
    char *dump = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    json_decref(part);
    json_decref(value);
    return dump;
}

static void read_rows(enum intervals_row_kind kind, const char *name, const char *member,
                      const char *athlete_id)
{
    struct err err = {0};
    arena_clear(&arena);
    n_rows = 0;
    char *body = list_read(name, member);
    if (!intervals_rows_walk(kind, body, strlen(body), athlete_id, NULL, keep, NULL,
                             &report, &err)) {
        fail_msg("%s: %s", name, err.message);
    }
    free(body);
}

static void a_recorded_run(void **state)
{
    const struct activity *run = &activities[0];
    (void)state;
    read_rows(INTERVALS_ROW_ACTIVITY, "activity-run-with-dynamics.json", NULL, "i0");
    assert_int_equal(n_rows, 1);
    assert_null(run->bad_fields);
    assert_text(run->id, "i189807578");
    assert_text(run->name, "Run 1");
    assert_null(run->description);
    assert_null(run->tags);
    assert_int_equal(run->sport, SPORT_RUN);
    assert_int_equal(run->day, 20720);
    assert_true(run->start_local_s - run->start_utc_s == 10 * 3600);
    assert_text(run->device_name, "Watch7,5");
    assert_text(run->source, "OAUTH_CLIENT");
    assert_text(run->interval_summary, "1x 34m35s 169bpm");
    assert_false(run->is_stub || run->is_trainer || run->is_commute || run->is_race);
    const struct {
        double value;
        double expected;
    } numbers[] = {{run->moving_time_s, 2372},
                   {run->elapsed_time_s, 2373},
                   {run->distance_m, 8030.29},
                   {run->elevation_gain_m, 85.052216},
                   {run->elevation_loss_m, 93.989075},
                   {run->average_speed_m_per_s, 3.384},
                   {run->gap_m_per_s, 3.4783862},
                   {run->threshold_pace_m_per_s, (double)NAN},
                   {run->average_cadence_per_min, 83.15543},
                   {run->average_heart_rate_bpm, 171},
                   {run->max_heart_rate_bpm, 185},
                   {run->average_power_w, (double)NAN},
                   {run->intensity_pct, 92.19087},
                   {run->training_load, 56},
                   {run->ctl, 36.48434},
                   {run->atl, 30.038193},
                   {run->rpe, 7},
                   {run->feel, (double)NAN},
                   {run->session_rpe, 276},
                   {run->temperature_c, 22},
                   {run->stance_time_ms, 233.21266},
                   {run->vertical_oscillation_mm, 108.36414},
                   {run->vertical_ratio_pct, 8.848502},
                   {run->step_length_mm, 1225.9629},
                   {run->stance_time_balance_pct, (double)NAN},
                   {run->leg_spring_stiffness_kn_per_m, (double)NAN}};
    for (size_t i = 0; i < COUNT(numbers); i++) {
        assert_number(numbers[i].value, numbers[i].expected);
    }
    assert_int_equal(run->n_hr_zones, 5);
    assert_number(run->hr_zone_times_s[3], 1684);
    assert_int_equal(run->n_pace_zones, 0); /* gap zones wanted, both lists null */
    assert_int_equal(run->n_power_zones, 0);
}

/* Units fit together: the speed is metres a second, the cadence one leg's. */
static void the_recorded_run_makes_sense(void **state)
{
    const struct activity *run = &activities[0];
    (void)state;
    read_rows(INTERVALS_ROW_ACTIVITY, "activity-run-with-dynamics.json", NULL, "i0");
    assert_true(fabs(run->distance_m / run->moving_time_s - run->average_speed_m_per_s) <
                0.01);
    double steps_per_s = 2 * run->average_cadence_per_min / 60;
    assert_true(
        fabs(steps_per_s * run->step_length_mm / 1000 - run->average_speed_m_per_s) < 0.05);
    assert_true(fabs(run->rpe * run->moving_time_s / 60 - run->session_rpe) < 1);
    assert_true(fabs(run->vertical_oscillation_mm / run->step_length_mm * 100 -
                     run->vertical_ratio_pct) < 0.05);
}

static void minimal_activities(void **state)
{
    (void)state;
    read_rows(INTERVALS_ROW_ACTIVITY, "activities-list-minimal.json", NULL, "i12345");
    assert_int_equal(n_rows, 3);
    assert_text(activities[0].id, "i12345:1234567890");
    assert_int_equal(activities[1].sport, SPORT_VIRTUAL_RIDE);
    assert_true(activities[1].is_trainer);
    assert_number(activities[1].moving_time_s, 3600);
    assert_number(activities[2].training_load, 25);
    assert_number(activities[2].distance_m, (double)NAN);
}

static void subjective_values_keep_their_direction(void **state)
{
    (void)state;
    read_rows(INTERVALS_ROW_ACTIVITY, "activity-list-subjective.json", NULL, "i1");
    assert_int_equal(n_rows, 2);
    assert_true(activities[0].is_commute);
    assert_number(activities[0].feel, 4); /* 1 strong .. 5 weak */
    assert_number(activities[0].rpe, 5);
    assert_text(activities[0].tags, "commute");
    assert_true(activities[0].start_local_s - activities[0].start_utc_s == 3600);
    assert_number(activities[1].feel, (double)NAN);
    assert_null(activities[1].bad_fields);
}

static void extended_fields(void **state)
{
    const struct activity *ride = &activities[0];
    (void)state;
    read_rows(INTERVALS_ROW_ACTIVITY, "activity-detail-extended.json", NULL, "i1");
    assert_int_equal(n_rows, 1);
    assert_number(ride->decoupling_pct, 4.6);
    assert_number(ride->compliance_pct, 91.5);
    assert_number(ride->session_rpe, 560);
    assert_true(ride->paired_event_id == 1001);
    assert_int_equal(ride->n_hr_zones, 7);
    assert_int_equal(ride->n_pace_zones, 7);
    /* Its author wrote bare seconds for the power zones; the service sends {id, secs}. */
    assert_int_equal(ride->n_power_zones, 0);
    assert_text(ride->bad_fields, "icu_zone_times");
}

static void strava_stubs(void **state)
{
    (void)state;
    read_rows(INTERVALS_ROW_ACTIVITY, "activities-list-with-strava-stub.json", NULL,
              "i12345");
    assert_int_equal(n_rows, 2);
    assert_true(activities[0].is_stub);
    assert_false(activities[1].is_stub);
    read_rows(INTERVALS_ROW_ACTIVITY, "strava-empty-stubs.json", NULL, "i00000");
    assert_int_equal(n_rows, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(activities[i].is_stub);
        assert_null(activities[i].bad_fields);
    }
    read_rows(INTERVALS_ROW_ACTIVITY, "strava-empty-stubs.json", NULL, "i1");
    assert_int_equal(n_rows, 0); /* another owner's, by either name of the member */
    assert_int_equal(report.n_skipped, 3);
}

static void recorded_rides_and_their_plans(void **state)
{
    static const char *const files[] = {
        "ride-session-easy-z2.json", "ride-sweet-spot-with-paired-event-and-streams.json"};
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        read_rows(INTERVALS_ROW_ACTIVITY, files[i], "activity", "i1");
        assert_int_equal(n_rows, 1);
        assert_null(activities[0].bad_fields);
        assert_int_equal(activities[0].sport, SPORT_RIDE);
        assert_number(activities[0].ftp_w, 290);
        read_rows(INTERVALS_ROW_EVENT, files[i], "event", "i1");
        assert_int_equal(n_rows, 1);
        assert_null(events[0].bad_fields);
        assert_int_equal(events[0].category, EVENT_WORKOUT);
        assert_true(activities[0].paired_event_id == events[0].id);
        assert_int_equal(events[0].day, activities[0].day);
    }
    read_rows(INTERVALS_ROW_ACTIVITY, files[0], "activity", "i1");
    assert_number(activities[0].compliance_pct, 88.57143); /* of the plan, in percent */
    assert_number(activities[0].moving_time_s, 2539);
    read_rows(INTERVALS_ROW_EVENT, "ride-session-review-vo2.json", "event", "i1");
    assert_number(events[0].moving_time_s, 4050);
    assert_number(events[0].training_load, 96);
    assert_text(events[0].name, "30/30 VO2 Pursuit Block \xE2\x80\x94 10\xC3\x97"
                                "3");
}

static void wellness_rows(void **state)
{
    (void)state;
    read_rows(INTERVALS_ROW_WELLNESS, "wellness-list-full-rows.json", NULL, "i1");
    assert_int_equal(n_rows, 8);
    assert_int_equal(days[0].day, 20706); /* 2026-09-10 */
    assert_number(days[0].ctl, 41.02);
    assert_number(days[0].ramp_rate, -2.65);
    assert_number(days[0].ctl_load, 25);
    assert_number(days[0].weight_kg, 70);
    assert_number(days[0].hrv_rmssd_ms, (double)NAN);
    assert_number(days[0].hrv_sdnn_ms, 40.37);
    assert_number(days[0].sleep_s, 26934);
    assert_number(days[0].spo2_pct, 98);
    for (size_t i = 0; i < n_rows; i++) {
        assert_null(days[i].bad_fields);
        assert_int_equal(days[i].day, 20706 + (day_num)i);
    }
    read_rows(INTERVALS_ROW_WELLNESS, "wellness-list.json", NULL, "i1");
    assert_int_equal(n_rows, 3);
    assert_number(days[0].hrv_rmssd_ms, 55.2);
    assert_number(days[2].resting_hr_bpm, 47);
    read_rows(INTERVALS_ROW_WELLNESS, "wellness-manual-only.json", NULL, "i1");
    assert_int_equal(n_rows, 1);
    assert_text(days[0].comments, "manual wellness row");
    assert_number(days[0].injury, 1); /* nothing: low is good */
    assert_number(days[0].sleep_quality, 3);
    read_rows(INTERVALS_ROW_WELLNESS, "wellness-subjective-write-response.json", NULL,
              "i1");
    assert_int_equal(n_rows, 0); /* its date is a placeholder */
    assert_int_equal(report.n_skipped, 1);
}

static void planned_events(void **state)
{
    (void)state;
    read_rows(INTERVALS_ROW_EVENT, "events-list.json", NULL, "i1");
    assert_int_equal(n_rows, 3);
    assert_true(events[0].id == 98765);
    assert_int_equal(events[0].day, 20557);
    assert_int_equal(events[0].end_day, 20557);
    assert_number(events[0].training_load, 85);
    assert_int_equal(events[2].category, EVENT_NOTE);
    assert_int_equal(events[2].sport, SPORT_UNKNOWN);
    read_rows(INTERVALS_ROW_EVENT, "event-note-create-response.json", NULL, "i1");
    assert_int_equal(n_rows, 0); /* its id and owner are placeholders */
    assert_int_equal(report.n_skipped, 1);
}

static bool count_event(void *user, const struct intervals_row *row)
{
    size_t *n_events = user;
    assert_true(row->event->name == NULL || row->event->bad_fields == NULL);
    ++*n_events;
    return true;
}

static void a_long_list_of_recorded_events(void **state)
{
    struct err err = {0};
    size_t n_events = 0;
    (void)state;
    char *body = list_read("workout-text-oracle.json", NULL);
    json_t *list = json_loads(body, 0, NULL);
    assert_true(intervals_rows_walk(INTERVALS_ROW_EVENT, body, strlen(body), "i1", NULL,
                                    count_event, &n_events, &report, &err));
    assert_int_equal(report.n_rows + report.n_skipped, json_array_size(list));
    assert_int_equal(n_events, report.n_rows);
    json_decref(list);
    free(body);
}

static void the_athlete_and_its_settings(void **state)
{
    static struct athlete athlete;
    struct err err = {0};
    (void)state;
    arena_clear(&arena);
    char *list = list_read("athlete-profile.json", NULL);
    list[strlen(list) - 1] = '\0'; /* the object without its brackets */
    assert_true(intervals_athlete_read(list + 1, strlen(list + 1), &arena, &athlete, NULL,
                                       NULL, &err));
    free(list);
    assert_text(athlete.id, "i12345");
    assert_text(athlete.timezone, "America/Sao_Paulo");
    assert_int_equal(athlete.n_sports, 1);
    assert_number(athlete.sports[0].w_prime_j, 18000);
    assert_number(athlete.sports[0].threshold_pace_m_per_s, 3.5714285);
    assert_int_equal(athlete.sports[0].n_hr_zones, 4);
    assert_number(athlete.sports[0].pace_zones_pct[0], 77.5);
    char *settings = list_read("sport-settings-run.json", NULL);
    struct str_buf body = {0};
    str_buf_printf(&body, "{\"id\":\"i0\",\"sportSettings\":%s}", settings);
    free(settings);
    assert_true(intervals_athlete_read(str_buf_text(&body), body.length, &arena, &athlete,
                                       NULL, NULL, &err));
    str_buf_release(&body);
    const struct sport_settings *run = athlete_sport_settings(&athlete, SPORT_TRAIL_RUN);
    assert_non_null(run);
    assert_int_equal(run->n_types, 3);
    assert_number(run->lthr_bpm, 172);
    assert_number(run->max_hr_bpm, 190);
    assert_number(run->ftp_w, (double)NAN);
    assert_number(run->threshold_pace_m_per_s, (double)NAN);
    assert_int_equal(run->n_hr_zones, 5);
    assert_number(run->hr_zones_bpm[0], 142);
    assert_int_equal(run->n_pace_zones, 0);
    assert_null(athlete_sport_settings(&athlete, SPORT_RIDE));
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
        cmocka_unit_test(a_recorded_run),
        cmocka_unit_test(the_recorded_run_makes_sense),
        cmocka_unit_test(minimal_activities),
        cmocka_unit_test(subjective_values_keep_their_direction),
        cmocka_unit_test(extended_fields),
        cmocka_unit_test(strava_stubs),
        cmocka_unit_test(recorded_rides_and_their_plans),
        cmocka_unit_test(wellness_rows),
        cmocka_unit_test(planned_events),
        cmocka_unit_test(a_long_list_of_recorded_events),
        cmocka_unit_test(the_athlete_and_its_settings),
    };
    return cmocka_run_group_tests_name("intervals/samples", tests, stay_quiet, arena_end);
}
