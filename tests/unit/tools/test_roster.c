/* The athletes of a coach side by side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"
#include "tools/roster.h"

static const size_t nothing_left_out[N_DATA_KINDS] = {0};

static void status_add(struct roster *roster, const char *id, const char *body,
                       int64_t synced_ms, const struct err *why)
{
    const struct athlete athlete = {.id = id, .name = "A\nB"};
    const struct data_provenance provenance = {.source = "sample",
                                               .synced_ms = synced_ms,
                                               .is_stale = why != NULL,
                                               .why = why,
                                               .n_left_out = nothing_left_out};
    json_t *status = json_loads(body, 0, NULL);
    assert_non_null(status);
    roster_add(roster, &athlete, status, &provenance);
    json_decref(status);
}

static const char clear[] =
    "{\"verdict\":\"clear\",\"reasons\":[],\"next_run_limit\":{\"max_km\":8.4,\"max_min\":"
    "null},"
    "\"missing\":[{\"what\":\"pain\"}],\"lines\":{\"ll_form_pct\":-3},\"running\":{\"last_"
    "run_day\":\"2026-03-14\"}}";
static const char stop[] =
    "{\"verdict\":\"stop\",\"reasons\":[{\"text\":\"Pain 7 of "
    "10.\"}],\"next_run_limit\":null,"
    "\"lines\":{\"ll_form_pct\":null},\"running\":{\"last_run_day\":null}}";

static json_t *written(struct roster *roster)
{
    struct answer answer;
    struct answer_frame frame = {.output = ANSWER_BOTH};
    char id[ANSWER_ID_CHARS + 1];
    answer_init(&answer);
    roster_write(roster, &answer, &frame);
    json_t *result = answer_finish(&answer, &frame, id);
    answer_release(&answer);
    return result;
}

static void test_the_worst_comes_first(void **state)
{
    (void)state;
    static const char *const order[] = {"i2", "i4", "i1", "i3"};
    struct roster *roster = roster_new("sample");
    const struct err away = {.code = ERR_UPSTREAM, .message = "the service is down"};
    status_add(roster, "i1", clear, 9000, NULL);
    status_add(roster, "i2", stop, 5000, &away);
    status_add(roster, "i3", clear, 7000, NULL);
    roster_fail(roster, "i4", &away);
    json_t *result = written(roster);
    const json_t *table = rig_member(result, "roster");
    assert_int_equal(rig_rows(table), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(json_string_value(rig_cell(table, i, "athlete")), order[i]);
    }
    assert_string_equal(json_string_value(rig_member(result, "verdict")), "stop");
    assert_string_equal(json_string_value(rig_member(result, "athlete")), "all");
    assert_string_equal(json_string_value(rig_member(result, "summary")),
                        "4 athletes, worst first: 1 stop, 1 unknown, 2 clear.");
    assert_string_equal(json_string_value(rig_cell(table, 0, "reason")), "Pain 7 of 10.");
    assert_string_equal(json_string_value(rig_cell(table, 0, "name")), "A B");
    assert_true(json_is_true(rig_cell(table, 0, "stale")));
    assert_true(json_is_true(rig_cell(table, 0, "pain_told")));
    assert_true(json_is_false(rig_cell(table, 2, "pain_told")));
    assert_true(json_is_null(rig_cell(table, 0, "max_km")));
    assert_string_equal(json_string_value(rig_cell(table, 1, "reason")),
                        "the service is down");
    rig_assert_near(json_number_value(rig_cell(table, 2, "max_km")), 8.4, 1e-9);
    assert_true(json_is_true(rig_member(result, "stale"))); /* one is */
    assert_string_equal(rig_missing(result, "roster"), "upstream_failed");
    assert_non_null(strstr(rig_text(result),
                           "i1 \"A B\": clear, pain not told; next run at most 8.4 km"));
    assert_non_null(strstr(rig_text(result), "| athlete all |"));
    json_decref(result);
    roster_free(roster);
}

static void test_nobody_is_unknown(void **state)
{
    (void)state;
    struct roster *roster = roster_new("sample");
    json_t *result = written(roster);
    assert_string_equal(json_string_value(rig_member(result, "verdict")), "unknown");
    json_decref(result);
    roster_free(roster);
    roster_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_worst_comes_first),
        cmocka_unit_test(test_nobody_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
