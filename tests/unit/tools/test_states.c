/* What the athlete's state does to verdicts and plans: it is said at the head, it forbids
 * what pain and sickness forbid, and no label lifts a rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "week_rig.h"

extern const struct tool tool_get_calendar;
extern const struct tool tool_lower_limb_load_status;

static void assert_says(const char *text, const char *words)
{
    if (text == NULL || strstr(text, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", text == NULL ? "" : text, words);
    }
}

static bool has_kind(const json_t *result, const char *kind)
{
    const json_t *table = rig_member(result, "sessions");
    for (size_t i = 0; i < rig_rows(table); i++) {
        if (strstr(json_string_value(rig_cell(table, i, "kind")), kind) != NULL) {
            return true;
        }
    }
    return false;
}

/* The words of state, all in one. */
static void assert_state(const json_t *result, const char *words)
{
    char all[2000] = "";
    const json_t *state = rig_member(result, "state");
    for (size_t i = 0; i < json_array_size(state); i++) {
        strncat(all, json_string_value(json_array_get(state, i)),
                sizeof all - strlen(all) - 1);
    }
    assert_says(all, words);
}

#define SLOTS                                                                              \
    "\"availability\":[{\"weekday\":\"monday\",\"slot\":\"am\",\"minutes\":90},"           \
    "{\"weekday\":\"tuesday\",\"slot\":\"am\",\"minutes\":90},"                            \
    "{\"weekday\":\"wednesday\",\"slot\":\"pm\",\"minutes\":90},"                          \
    "{\"weekday\":\"thursday\",\"slot\":\"am\",\"minutes\":90},"                           \
    "{\"weekday\":\"friday\",\"slot\":\"pm\",\"minutes\":90},"                             \
    "{\"weekday\":\"saturday\",\"slot\":\"am\",\"minutes\":180}]"
#define PROPOSE "{" NEXT_WEEK ",\"focus\":\"strength\"," SLOTS "}"

static void log_pain(struct week_rig *f)
{
    json_decref(week_rig_call(
        f, &tool_log_checkin,
        "{\"pain\":[{\"moment\":\"during\",\"score\":6,\"site\":\"knee\"}]}"));
}

static void test_stop_heads_a_proposal_without_heavy_legs(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *before = week_rig_call(&f, &tool_propose_week, PROPOSE);
    assert_true(has_kind(before, "strength_lower_heavy")); /* the focus asks for two */
    assert_int_equal(json_array_size(rig_member(before, "state")), 0);
    json_decref(before);
    log_pain(&f);
    json_t *after = week_rig_call(&f, &tool_propose_week, PROPOSE);
    assert_int_equal(
        strncmp(week_rig_text(after, "summary"), "STOP, pain 6 of 10 (knee)", 25), 0);
    assert_says(week_rig_text(after, "summary"), "Ends: Two days of diary entries");
    assert_says(week_rig_text(after, "summary"), "strength week from Mon 2026-03-16");
    assert_state(after, "Ends: ");
    assert_false(has_kind(after, "strength_lower_heavy"));
    assert_false(has_kind(after, "run_"));
    assert_true(has_kind(after, "strength_upper"));
    assert_true(has_kind(after, "calf_hip")); /* rehab stays */
    json_decref(after);
    week_rig_close(&f);
}

static void test_stop_refuses_heavy_legs_and_football(void **state)
{
    (void)state;
    static const char *const sessions[] = {
        ("{\"day\":\"friday\",\"sport\":\"WeightTraining\",\"minutes\":45,"
         "\"name\":\"Heavy squats\"}"),
        "{\"day\":\"friday\",\"sport\":\"Soccer\",\"minutes\":60}",
        "{\"day\":\"friday\",\"sport\":\"Soccer\",\"minutes\":60,\"kind\":\"mobility\"}"};
    struct week_rig f;
    week_rig_open(&f);
    log_pain(&f);
    for (size_t i = 0; i < sizeof sessions / sizeof sessions[0]; i++) {
        char args[400];
        (void)snprintf(args, sizeof args, "{" NEXT_WEEK ",\"sessions\":[%s]}", sessions[i]);
        json_t *result = week_rig_call(&f, &tool_check_week, args);
        assert_string_equal(week_rig_text(result, "verdict"), "refused");
        const json_t *reason = json_array_get(rig_member(result, "reasons"), 0);
        assert_string_equal(json_string_value(json_object_get(reason, "rule")), "H1");
        assert_int_equal(strncmp(week_rig_text(result, "summary"), "STOP, ", 6), 0);
        json_decref(result);
    }
    json_t *arms =
        week_rig_call(&f, &tool_check_week,
                      "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"friday\",\"sport\":"
                      "\"WeightTraining\",\"minutes\":45,\"name\":\"Bench\"}]}");
    assert_int_equal(json_array_size(rig_member(arms, "reasons")), 0);
    assert_int_equal(strncmp(week_rig_text(arms, "summary"), "STOP, ", 6), 0);
    json_decref(arms);
    week_rig_close(&f);
}

#define SPAN(category, from, to)                                                           \
    "{\"id\":71,\"athlete_id\":\"i1\",\"category\":\"" category                            \
    "\",\"start_date_local\":\"" from "T00:00:00\",\"end_date_local\":\"" to               \
    "T00:00:00\",\"name\":\"x\"}"

static void test_spans_are_named(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.events = "[" SPAN("INJURED", "2026-03-16", "2026-03-19") "]"; /* 16 to 18 */
    json_t *status = week_rig_call(&f, &tool_lower_limb_load_status, "{}");
    assert_says(week_rig_text(status, "calendar"), "INJURED 2026-03-16 to 2026-03-18");
    assert_says(week_rig_text(status, "summary"),
                "calendar: INJURED 2026-03-16 to 2026-03-18");
    json_decref(status);
    json_t *week =
        week_rig_call(&f, &tool_check_week,
                      "{" NEXT_WEEK ",\"sessions\":["
                      "{\"day\":\"tuesday\",\"sport\":\"WeightTraining\",\"minutes\":45,"
                      "\"name\":\"Heavy squats\"}]}");
    assert_string_equal(week_rig_text(week, "verdict"), "refused");
    const json_t *reason = json_array_get(rig_member(week, "reasons"), 0);
    assert_string_equal(json_string_value(json_object_get(reason, "rule")), "H10");
    assert_says(json_string_value(json_object_get(reason, "text")),
                "the calendar marks INJURED");
    assert_says(week_rig_text(week, "summary"),
                "Calendar: INJURED 2026-03-16 to 2026-03-18.");
    json_decref(week);
    json_t *found = week_rig_call(&f, &tool_propose_week, PROPOSE);
    assert_state(found, "INJURED 2026-03-16 to 2026-03-18");
    json_decref(found);
    week_rig_close(&f);
}

static void test_sickness_is_named_and_followed_by_easy_days(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.events = "[" SPAN("SICK", "2026-03-12", "2026-03-17") "]"; /* 12 to 16: 5 days */
    json_t *week =
        week_rig_call(&f, &tool_check_week,
                      "{" NEXT_WEEK ",\"sessions\":["
                      "{\"day\":\"monday\",\"sport\":\"Ride\",\"minutes\":40}]}");
    const json_t *reason = json_array_get(rig_member(week, "reasons"), 0);
    assert_string_equal(week_rig_text(week, "verdict"), "refused");
    assert_says(json_string_value(json_object_get(reason, "text")), "marks SICK");
    json_decref(week);
    week = week_rig_call(&f, &tool_check_week,
                         "{" NEXT_WEEK ",\"sessions\":["
                         "{\"day\":\"saturday\",\"sport\":\"Ride\",\"minutes\":60,"
                         "\"name\":\"VO2 5 x 3 min\"}]}");
    assert_string_equal(week_rig_text(week, "verdict"), "needs_override");
    reason = json_array_get(rig_member(week, "reasons"), 0);
    assert_string_equal(json_string_value(json_object_get(reason, "rule")), "H13");
    assert_state(week, "No hard session until 2026-03-21 is over");
    json_decref(week);
    json_t *found = week_rig_call(&f, &tool_propose_week,
                                  "{" NEXT_WEEK ",\"focus\":\"bike_build\"," SLOTS "}");
    assert_false(has_kind(found, "ride_vo2"));
    assert_false(has_kind(found, "ride_threshold"));
    assert_says(week_rig_text(found, "summary"), "SICK 2026-03-12 to 2026-03-16");
    json_decref(found);
    week_rig_close(&f);
}

static void test_injury_told_here_holds(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *told = week_rig_call(&f, &tool_log_checkin, "{\"injury\":4}");
    assert_string_equal(week_rig_text(told, "verdict"), "hold");
    assert_null(strstr(rig_text(told), "sets no level"));
    assert_says(rig_text(told), "from 3 on running is on hold");
    json_decref(told);
    json_t *status = week_rig_call(&f, &tool_lower_limb_load_status, "{}");
    const json_t *reason = json_array_get(rig_member(status, "reasons"), 0);
    assert_string_equal(json_string_value(json_object_get(reason, "rule")), "injury_field");
    json_decref(status);
    told = week_rig_call(&f, &tool_log_checkin, "{\"injury\":2}"); /* the later word */
    assert_string_not_equal(week_rig_text(told, "verdict"), "hold");
    json_decref(told);
    week_rig_close(&f);
}

/* Of what the service and the athlete say of a day the worse. */
static void test_injury_told_here_stands_beside_the_service(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.wellness = "[{\"id\":\"2026-03-11\",\"injury\":3,\"soreness\":2}]";
    json_t *told = week_rig_call(&f, &tool_log_checkin, "{\"injury\":1}");
    assert_string_equal(week_rig_text(told, "verdict"), "hold");
    json_decref(told);
    week_rig_close(&f);
}

static void test_pain_without_a_site(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    json_t *told = week_rig_call(&f, &tool_log_checkin,
                                 "{\"pain\":[{\"moment\":\"during\",\"score\":2}]}");
    assert_string_equal(rig_missing(told, "pain.site"), "not_asked");
    assert_says(rig_text(told), "Site not told");
    assert_string_not_equal(week_rig_text(told, "verdict"), "stop");
    json_decref(told);
    json_decref(
        week_rig_call(&f, &tool_set_preferences,
                      "{\"injuries\":[{\"site\":\"shin\",\"date\":\"2026-02-20\",\"kind\":"
                      "\"bone_stress\"}]}"));
    json_t *status = week_rig_call(&f, &tool_lower_limb_load_status, "{}");
    assert_string_equal(week_rig_text(status, "verdict"), "stop"); /* it may be there */
    json_decref(status);
    told = week_rig_call(&f, &tool_log_checkin,
                         "{\"pain\":[{\"moment\":\"after\",\"score\":0}]}");
    assert_null(rig_missing(told, "pain.site")); /* nothing hurts anywhere */
    json_decref(told);
    week_rig_close(&f);
}

/* A session of next week's Thursday: its verdict, kind and why. */
struct label {
    const char *session;
    const char *verdict;
    const char *kind;
    const char *kind_by;
};

static void test_no_label_lifts_a_rule(void **state)
{
    (void)state;
    static const struct label labels[] = {
        {"\"sport\":\"Run\",\"minutes\":100,\"km\":21.1,\"kind\":\"race\"",
         "needs_override", "race", "no such race"},
        {"\"sport\":\"Run\",\"minutes\":100,\"km\":21.1,\"race\":true", "needs_override",
         "race", "no such race"},
        {"\"sport\":\"Run\",\"minutes\":70,\"kind\":\"run_ladder\"", "needs_override",
         "run_easy", "longer than its rung"},
        {"\"sport\":\"Run\",\"minutes\":30,\"kind\":\"run_brick\"", NULL, "run_easy",
         "no ride right before"},
        {"\"sport\":\"Run\",\"minutes\":120,\"km\":3,\"kind\":\"run_easy\"",
         "needs_override", "run_long", NULL},
        {"\"sport\":\"Run\",\"minutes\":40,\"km\":10,\"kind\":\"run_easy\",\"rpe\":2", NULL,
         "run_vo2", "pace of km and minutes"},
        {"\"sport\":\"Run\",\"minutes\":45,\"kind\":\"run_easy\",\"name\":\"Easy run\","
         "\"text\":\"Warmup\\n- 10m Z1\\n\\nMain set 6x\\n- 3m Z5 Pace\\n- 2m Z1 Pace\"",
         NULL, "run_vo2", "steps of its text in zone 5"},
        {"\"sport\":\"Run\",\"minutes\":30,\"text\":\"- 20m 98% Pace\\n- 90m 70% Pace\"",
         "needs_override", "run_threshold", "steps of its text in zone 4"},
        {"\"sport\":\"Run\",\"minutes\":30,"
         "\"text\":\"- 20m Z2 Pace\\n\\n4x\\n- 20s Z5 Pace\\n- 60s Z1 Pace\"",
         NULL, "run_easy", "nothing says hard"}, /* strides */
    };
    struct week_rig f;
    week_rig_open(&f);
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        char args[600];
        (void)snprintf(args, sizeof args,
                       "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"thursday\",%s}]}",
                       labels[i].session);
        json_t *result = week_rig_call(&f, &tool_check_week, args);
        const json_t *table = rig_member(result, "sessions");
        assert_string_equal(json_string_value(rig_cell(table, 0, "kind")), labels[i].kind);
        if (labels[i].kind_by != NULL) {
            assert_says(json_string_value(rig_cell(table, 0, "kind_by")),
                        labels[i].kind_by);
        }
        if (labels[i].verdict != NULL) {
            assert_string_equal(week_rig_text(result, "verdict"), labels[i].verdict);
        }
        json_decref(result);
    }
    week_rig_refused(&f, &tool_check_week,
                     "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"monday\",\"sport\":"
                     "\"Workout\",\"minutes\":90,\"name\":\"Easy run\"}]}",
                     "is called a run");
    week_rig_close(&f);
}

/* A race that the calendar holds is one, a longer one on its day is not. */
static void test_a_race_of_the_calendar_is_exempt(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.events =
        "[{\"id\":72,\"athlete_id\":\"i1\",\"category\":\"RACE_C\",\"type\":"
        "\"Run\",\"start_date_local\":\"2026-03-22T09:00:00\",\"distance\":15000,"
        "\"moving_time\":4500,\"name\":\"15 km\"}]";
    json_t *week =
        week_rig_call(&f, &tool_check_week,
                      "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"sunday\",\"sport\":\"Run\","
                      "\"minutes\":75,\"km\":15,\"kind\":\"race\"}]}");
    assert_int_equal(json_array_size(rig_member(week, "reasons")), 0);
    json_decref(week);
    week = week_rig_call(&f, &tool_check_week,
                         "{" NEXT_WEEK ",\"sessions\":[{\"day\":\"sunday\",\"sport\":"
                         "\"Run\",\"minutes\":110,\"km\":21.1,\"kind\":\"race\"}]}");
    assert_string_equal(week_rig_text(week, "verdict"), "needs_override");
    json_decref(week);
    week_rig_close(&f);
}

/* Minutes alone: kilometres at the usual easy speed, said to be so. */
static void test_a_planned_run_without_km(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.events = "[{\"id\":73,\"athlete_id\":\"i1\",\"category\":\"WORKOUT\",\"type\":"
                   "\"Run\",\"start_date_local\":\"2026-03-12T07:00:00\","
                   "\"moving_time\":5400,\"name\":\"Run\"}]";
    json_t *status = week_rig_call(&f, &tool_lower_limb_load_status, "{}");
    const json_t *planned =
        json_object_get(rig_member(status, "next_run_limit"), "planned");
    rig_assert_near(json_number_value(json_object_get(planned, "km")), 15.0, 0.01);
    assert_true(json_is_true(json_object_get(planned, "km_estimated")));
    assert_true(json_is_true(json_object_get(planned, "above_limit")));
    rig_assert_near(json_number_value(json_object_get(planned, "llss")), 84.0, 0.01);
    assert_says(week_rig_text(status, "summary"), "90 min (about 15.0 km)");
    json_decref(status);
    week_rig_close(&f);
}

/* One number for one session, in the calendar and in a week that is judged. */
static void test_core_weighs_the_same_everywhere(void **state)
{
    (void)state;
    struct week_rig f;
    week_rig_open(&f);
    f.rig.events = "[{\"id\":74,\"athlete_id\":\"i1\",\"category\":\"WORKOUT\",\"type\":"
                   "\"WeightTraining\",\"start_date_local\":\"2026-03-16T07:00:00\","
                   "\"moving_time\":1800,\"name\":\"Core\"}]";
    json_t *calendar = week_rig_call(
        &f, &tool_get_calendar, "{\"oldest\":\"2026-03-16\",\"newest\":\"2026-03-22\"}");
    json_t *week = week_rig_call(&f, &tool_check_week, "{" NEXT_WEEK "}");
    double planned =
        json_number_value(rig_cell(rig_member(calendar, "events"), 0, "planned_llss"));
    double judged = json_number_value(rig_cell(rig_member(week, "sessions"), 0, "llss"));
    rig_assert_near(planned, 1.3, 0.01); /* 100 x 0.05 x 0.5 h x 0.5 */
    rig_assert_near(judged, planned, 0.01);
    json_decref(calendar);
    json_decref(week);
    week_rig_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stop_heads_a_proposal_without_heavy_legs),
        cmocka_unit_test(test_stop_refuses_heavy_legs_and_football),
        cmocka_unit_test(test_spans_are_named),
        cmocka_unit_test(test_sickness_is_named_and_followed_by_easy_days),
        cmocka_unit_test(test_injury_told_here_holds),
        cmocka_unit_test(test_injury_told_here_stands_beside_the_service),
        cmocka_unit_test(test_pain_without_a_site),
        cmocka_unit_test(test_no_label_lifts_a_rule),
        cmocka_unit_test(test_a_race_of_the_calendar_is_exempt),
        cmocka_unit_test(test_a_planned_run_without_km),
        cmocka_unit_test(test_core_weighs_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
