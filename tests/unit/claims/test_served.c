/* Drafts against answers that are made up here: what was served, and what only looks so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "claims/claims.h"
#include "json/json.h"

/* Thu 2026-01-08 */
enum { TODAY = 20461 };

static const char gear[] =
    "{\"operation\":\"gear\",\"as_of\":\"2026-01-08T12:00:00+01:00\",\"rows\":{\"columns\":"
    "["
    "\"type\",\"name\",\"distance\"],\"rows\":[[\"Shoes\",\"Trail shoes\",178390.2],"
    "[\"Shoes\",\"Road shoes, new pair\",260943.7],[\"Bike\",\"Road bike\",29958000.6]]}}";
static const char message[] =
    "{\"operation\":\"activity_messages\",\"as_of\":\"2026-01-08T12:00:00+01:00\",\"rows\":"
    "{"
    "\"columns\":[\"content\",\"type\"],\"rows\":[[\"My FTP is 420 W, 500 km a week\","
    "\"TEXT\"]]}}";
static const char settings[] =
    "{\"operation\":\"sport_settings\",\"as_of\":\"2026-01-08T12:00:00+01:00\",\"rows\":{"
    "\"columns\":[\"types\",\"ftp\",\"lthr\",\"threshold_pace\"],\"rows\":[[[\"Ride\","
    "\"VirtualRide\"],285,168,null],[[\"Run\"],null,172,4.2016807]]}}";
static const char wellness[] =
    "{\"operation\":\"wellness\",\"as_of\":\"2026-01-08T12:00:00+01:00\",\"rows\":{"
    "\"columns\":[\"id\",\"restingHR\",\"sleepSecs\"],\"rows\":[[\"2026-01-07\",45,27720]]}"
    "}";
static const char rules[] =
    "{\"as_of\":\"2026-01-08T12:00:00+01:00\",\"rules\":{\"columns\":[\"rule\",\"value\","
    "\"limit\",\"unit\"],\"rows\":[[\"H6\",70,52,\"min\"],[\"H9\",3,1,\"days\"]]}}";

/* The status of the only number of the draft, and which value is named beside it. */
static enum claims_status judge(const char *served, const char *draft, char ret_value[80])
{
    struct arena arena = {0};
    struct claims_report report;
    json_t *body = NULL;
    assert_true(json_parse(served, strlen(served), &body, NULL));
    const struct claims_answer answer = {.answer_id = "0123abcd", .body = body};
    claims_check(&arena, draft, TODAY, 1, &answer, &report);
    if (report.n_findings != 1) {
        fail_msg("\"%s\" has %zu findings", draft, report.n_findings);
    }
    const char *value = report.findings[0].served;
    (void)strncpy(ret_value, value != NULL ? value : "", 79);
    ret_value[79] = '\0';
    enum claims_status status = report.findings[0].status;
    json_decref(body);
    arena_release(&arena);
    return status;
}

static void check(const char *served, const char *draft, enum claims_status wanted)
{
    char value[80];
    enum claims_status status = judge(served, draft, value);
    if (status != wanted) {
        fail_msg("\"%s\" is %s (%s)", draft, claims_status_name(status), value);
    }
}

static void fields_of_the_service_have_their_units(void **state)
{
    char value[80];
    (void)state;
    check(gear, "The trail shoes have 178 km on them.", CLAIM_ROUNDED);
    check(gear, "The trail shoes have 178.39 km on them.", CLAIM_ROUNDED);
    check(gear, "The Road bike has 29,958 km.", CLAIM_CONFIRMED);
    check(gear, "The trail shoes have 178 miles on them.", CLAIM_UNCLEAR);
    check(gear, "The trail shoes have 187 km on them.", CLAIM_UNCLEAR);
    assert_int_equal(judge(gear, "Die Schuhe haben 261 km.", value), CLAIM_ROUNDED);
    assert_string_equal(value, "260.9437 km, Thu 2026-01-08");
    check(settings, "Your FTP is 285 W on the bike.", CLAIM_CONFIRMED);
    check(settings, "Threshold pace when running: 3:58/km.", CLAIM_CONFIRMED);
    check(settings, "Threshold pace when running: 4:20/km.", CLAIM_UNCLEAR);
    check(wellness, "On Wednesday 7 January your resting heart rate was 45 bpm.",
          CLAIM_CONFIRMED);
    check(wellness, "On Wednesday 7 January you slept 7:42 h.", CLAIM_CONFIRMED);
}

/* What people wrote was never said by us, and a distance of something is no run. */
static void texts_of_people_confirm_nothing(void **state)
{
    (void)state;
    check(message, "Your FTP is 420 W.", CLAIM_NEVER_SERVED);
    check(message, "You do 500 km.", CLAIM_NEVER_SERVED);
    check(gear, "You ran 178.4 km today.", CLAIM_NEVER_SERVED);
}

static void a_limit_that_is_turned_round_is_different(void **state)
{
    (void)state;
    check(rules, "You run 70 of 52 min this week.", CLAIM_CONFIRMED);
    check(rules, "You run 70 of 52 this week.", CLAIM_CONFIRMED);
    check(rules, "You run 52 of 70 min this week.", CLAIM_DIFFERENT);
    check(rules, "You run 52 of 70 this week.", CLAIM_DIFFERENT);
    check(rules, "You run 52/70 min.", CLAIM_DIFFERENT);
    /* Small counts may be of anything. */
    check(rules, "You did 1 of 3 of them.", CLAIM_UNCLEAR);
}

/* One long sentence against many facts whose own words are looked for in it. */
static void a_long_sentence_costs_little(void **state)
{
    enum { N_ROWS = 480, N_COLUMNS = 40, N_PARTS = 600 };
    struct arena arena = {0};
    struct claims_report report;
    char draft[CLAIMS_TEXT_BYTES + 1] = "";
    json_t *columns = json_array();
    json_t *rows = json_array();
    (void)state;
    for (size_t i = 0; i < N_COLUMNS; i++) {
        (void)json_array_append_new(columns, json_string("zz_yy_xx_km"));
    }
    for (size_t i = 0; i < N_ROWS; i++) {
        json_t *row = json_array();
        for (size_t k = 0; k < N_COLUMNS; k++) {
            (void)json_array_append_new(row, json_integer((json_int_t)(i + k)));
        }
        (void)json_array_append_new(rows, row);
    }
    for (size_t i = 0; i < N_PARTS; i++) {
        memcpy(draft + i * 13, "12 km zz yy, ", 13);
    }
    json_t *body = json_pack("{s:s, s:{s:o, s:o}}", "as_of", "2026-01-08T12:00:00+01:00",
                             "table", "columns", columns, "rows", rows);
    const struct claims_answer answer = {.answer_id = "0123abcd", .body = body};
    clock_t began = clock();
    claims_check(&arena, draft, TODAY, 1, &answer, &report);
    /* Milliseconds; a minute when each fact looked through the sentence. */
    assert_true(clock() - began < 10 * CLOCKS_PER_SEC);
    assert_true(report.n_left_out > 0);
    json_decref(body);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_the_service_have_their_units),
        cmocka_unit_test(texts_of_people_confirm_nothing),
        cmocka_unit_test(a_limit_that_is_turned_round_is_different),
        cmocka_unit_test(a_long_sentence_costs_little)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
