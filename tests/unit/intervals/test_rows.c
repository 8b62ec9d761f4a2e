/* Lists of the service -> checked rows, and what is kept of them. */
#include "support.h"

#include "base/banned.h"

enum { MAX_TAKEN = 16, RAW_SIZE = 600 };

/* What each() saw; the rows themselves are gone after it. */
struct taken {
    size_t n_rows;
    size_t stop_after; /* 0: never */
    char raw[MAX_TAKEN][RAW_SIZE];
    char light[MAX_TAKEN][RAW_SIZE];
    char id[MAX_TAKEN][80];
};

static bool take(void *user, const struct intervals_row *row)
{
    struct taken *taken = user;
    size_t i = taken->n_rows++;
    assert_true(i < MAX_TAKEN);
    assert_true(row->n_raw_bytes < RAW_SIZE);
    memcpy(taken->raw[i], row->raw, row->n_raw_bytes);
    taken->raw[i][row->n_raw_bytes] = '\0';
    int n_given = (row->activity != NULL) + (row->wellness != NULL) + (row->event != NULL);
    assert_int_equal(n_given, 1);
    assert_int_equal(row->activity != NULL, row->kind == INTERVALS_ROW_ACTIVITY);
    assert_int_equal(row->light != NULL, row->kind == INTERVALS_ROW_ACTIVITY);
    if (row->activity != NULL && row->light != NULL) {
        str_copy(taken->light[i], RAW_SIZE, row->light);
        str_copy(taken->id[i], sizeof taken->id[i], row->activity->id);
    } else if (row->event != NULL) {
        (void)snprintf(taken->id[i], sizeof taken->id[i], "%lld",
                       (long long)row->event->id);
    } else if (row->wellness != NULL) {
        (void)snprintf(taken->id[i], sizeof taken->id[i], "%lld",
                       (long long)row->wellness->day);
    }
    return taken->n_rows != taken->stop_after;
}

static struct taken taken;
static struct intervals_rows_report report;
static struct err err;

static bool walk(enum intervals_row_kind kind, const char *body)
{
    size_t stop_after = taken.stop_after;
    memset(&taken, 0, sizeof taken);
    taken.stop_after = stop_after;
    err = (struct err){0};
    return intervals_rows_walk(kind, body, strlen(body), "i1", NULL, take, &taken, &report,
                               &err);
}

#define A(id, rest)                                                                        \
    "{\"id\":\"" id "\",\"start_date_local\":\"2026-01-01T08:00:00\"" rest "}"

static void rows_are_kept_byte_for_byte(void **state)
{
    static const char *const rows[] = {
        A("a", ""),
        "{ \"start_date_local\" : \"2026-01-01T08:00:00\" "
        ",\n\t\"id\":\"b\",\"x\":1.10,\"y\":1e3,"
        "\"z\":\"\\u00e9\\/\",\"w\":[ 1,2 , {} ],\"n\":null,\"big\":12345678901234567 }",
        A("c", ",\"name\":\"email token \xC3\xA9\""),
        A("d", ",\"SWOLF\":17.618951026746533"),
    };
    struct str_buf body = {0};
    (void)state;
    str_buf_add(&body, " [\n");
    for (size_t i = 0; i < COUNT(rows); i++) {
        str_buf_printf(&body, "%s  %s ", i == 0 ? "" : ",", rows[i]);
    }
    str_buf_add(&body, "]\n");
    assert_true(walk(INTERVALS_ROW_ACTIVITY, str_buf_text(&body)));
    assert_int_equal(report.n_rows, COUNT(rows));
    assert_int_equal(report.n_skipped, 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(taken.raw[i], rows[i]);
    }
    str_buf_release(&body);
}

static void private_members_leave_a_row_and_the_rest_stays(void **state)
{
    (void)state;
    assert_true(walk(
        INTERVALS_ROW_ACTIVITY,
        "[" A("a", ",\"email\":\"x@y\",\"n\":1.50,\"gear\":{\"id\":\"g\",\"shareToken\":"
                   "\"s\"},\"list\":[{\"api_key\":1,\"k\":[2]}]") "]"));
    assert_string_equal(
        taken.raw[0], A("a", ",\"n\":1.5,\"gear\":{\"id\":\"g\"},\"list\":[{\"k\":[2]}]"));
    assert_true(walk(INTERVALS_ROW_WELLNESS,
                     "[{\"id\":\"2026-01-01\",\"token\":\"t\",\"weight\":70}]"));
    assert_string_equal(taken.raw[0], "{\"id\":\"2026-01-01\",\"weight\":70}");
    assert_true(
        walk(INTERVALS_ROW_EVENT,
             "[{\"id\":7,\"start_date_local\":\"2026-01-01T00:00:00\",\"secret\":1}]"));
    assert_string_equal(taken.raw[0],
                        "{\"id\":7,\"start_date_local\":\"2026-01-01T00:00:00\"}");
}

static void rows_of_another_owner_are_skipped(void **state)
{
    (void)state;
    assert_true(walk(
        INTERVALS_ROW_ACTIVITY,
        "[" A("mine", ",\"icu_athlete_id\":\"i1\"") "," A("plain", "") "," A(
            "null",
            ",\"ic"
            "u_"
            "athle"
            "te_"
            "id\":"
            "null") "," A("both",
                          ",\"icu_athlete_id\":\"i1\",\"athlete_id\":"
                          "\"i1\"") "," A("other",
                                          ",\"icu_athlete_id\":"
                                          "\"i2\"") "," A("prefix",
                                                          ",\"icu_"
                                                          "athlete"
                                                          "_id\":"
                                                          "\"i12"
                                                          "\"") "," A("old",
                                                                      ",\"ath"
                                                                      "lete_"
                                                                      "id\":"
                                                                      "\"i2"
                                                                      "\"") "," A("zero",
                                                                                  ",\"athle"
                                                                                  "te_id\":"
                                                                                  "\"0\"") "," A("mixed",
                                                                                                 ",\"icu_athlete_id\":\"i1\",\"athlete_id\":\"i2\"") "," A("number",
                                                                                                                                                           ",\"icu_athlete_id\":2049151") "]"));
    assert_int_equal(report.n_rows, 4);
    assert_int_equal(report.n_skipped, 6);
    assert_string_equal(taken.id[0], "mine");
    assert_string_equal(taken.id[1], "plain");
    assert_string_equal(taken.id[2], "null");
    assert_string_equal(taken.id[3], "both");
}

/* The oldest accounts have bare digits, which may come as a number. */
static void an_owner_in_digits_is_compared_too(void **state)
{
    static const char body[] = "[" A("a", ",\"icu_athlete_id\":2049151") "," A(
        "b", ",\"icu_athlete_id\":\"2049151\"") "," A("c",
                                                      ",\"icu_athlete_id\":2049152") "]";
    (void)state;
    memset(&taken, 0, sizeof taken);
    assert_true(intervals_rows_walk(INTERVALS_ROW_ACTIVITY, body, strlen(body), "2049151",
                                    NULL, take, &taken, &report, &err));
    assert_int_equal(report.n_rows, 2);
    assert_int_equal(report.n_skipped, 1);
}

static void unusable_rows_are_counted_and_left_out(void **state)
{
    (void)state;
    assert_true(walk(
        INTERVALS_ROW_ACTIVITY,
        "[null,5,\"x\",[],{},true," A("a", "") ",{\"id\":\"b\"},"
                                               "{\"start_date_local\":\"2026-01-01\"}," A(
                                                   "../c", "") "," A("d", "") "]"));
    assert_int_equal(report.n_rows, 2);
    assert_int_equal(report.n_skipped, 9);
    assert_string_equal(taken.id[0], "a");
    assert_string_equal(taken.id[1], "d");
    assert_true(walk(INTERVALS_ROW_WELLNESS,
                     "[{\"id\":\"2026-01-01\"},{\"id\":5},{\"id\":\"x\"}]"));
    assert_int_equal(report.n_rows, 1);
    assert_int_equal(report.n_skipped, 2);
}

static void an_empty_list_is_fine(void **state)
{
    (void)state;
    assert_true(walk(INTERVALS_ROW_EVENT, "[]"));
    assert_int_equal(report.n_rows + report.n_skipped, 0);
    assert_true(walk(INTERVALS_ROW_EVENT, " [ \n ] "));
}

/* Rows before the break were delivered; the caller throws them away with its transaction.
 */
static void what_breaks_off_is_an_error_after_the_rows_before(void **state)
{
    static const struct {
        const char *body;
        size_t n_rows;
    } bodies[] = {
        {"", 0},
        {"   ", 0},
        {"<html><body>502</body></html>", 0},
        {"{\"status\":403,\"error\":\"Access denied\"}", 0},
        {"null", 0},
        {"\"x\"", 0},
        {"[", 0},
        {"[" A("a", ""), 0},
        {"[" A("a", "") ",", 1},
        {"[" A("a", "") ","
                        "{\"id\":\"b\",\"start_da",
         1},
        {"[" A("a", "") "," A("b", "") "]x", 2},
        {"[" A("a", "") "}", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        if (walk(INTERVALS_ROW_ACTIVITY, bodies[i].body)) {
            fail_msg("%s was taken", bodies[i].body);
        }
        assert_int_equal(err.code, ERR_UPSTREAM);
        assert_true(err.message[0] != '\0');
        assert_null(strstr(err.message, "Access"));
        assert_int_equal(taken.n_rows, bodies[i].n_rows);
        assert_int_equal(report.n_rows, bodies[i].n_rows);
    }
}

/* One row that is no JSON costs only itself, and is counted. */
static void a_row_that_is_no_json_costs_only_itself(void **state)
{
    static const char *const bad[] = {
        "{\"id\":\"b\",\"id\":\"c\"}", /* a key twice */
        A("b", ",\"x\":1e999"),
        A("b", ",\"x\":99999999999999999999"),
        A("b", ",\"x\":NaN"),
        A("b", ",\"x\":\"\xFF\""),
        A("b", ",\"x\":\"\\u0000\""),
        A("b", "") A("c", ""), /* no comma between */
        "'b'",
        "",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        char body[600];
        (void)snprintf(body, sizeof body, "[%s,%s,%s]", A("a", ""), bad[i], A("d", ""));
        assert_true(walk(INTERVALS_ROW_ACTIVITY, body));
        assert_int_equal(report.n_rows, 2);
        assert_int_equal(report.n_skipped, 1);
        assert_string_equal(taken.id[0], "a");
        assert_string_equal(taken.id[1], "d");
        assert_non_null(strstr(report.first_skipped.message, "JSON"));
    }
}

static void every_cut_of_a_list_is_an_error(void **state)
{
    static const char whole[] =
        "[" A("a", ",\"x\":[1,{\"y\":\"z\\\"]\"}]") "," A("b", "") "]";
    (void)state;
    for (size_t length = 0; length < strlen(whole); length++) {
        memset(&taken, 0, sizeof taken);
        assert_false(intervals_rows_walk(INTERVALS_ROW_ACTIVITY, whole, length, "i1", NULL,
                                         take, &taken, &report, &err));
        assert_true(taken.n_rows <= 2);
    }
    assert_true(walk(INTERVALS_ROW_ACTIVITY, whole));
}

static void a_row_too_deep_is_left_out(void **state)
{
    struct str_buf body = {0};
    (void)state;
    for (int n_levels = 63; n_levels <= 64; n_levels++) { /* 64 with the row */
        str_buf_clear(&body);
        str_buf_add(&body, "["
                           "{\"id\":\"a\",\"start_date_local\":\"2026-01-01\",\"x\":");
        for (int i = 0; i < n_levels; i++) {
            str_buf_add(&body, "[");
        }
        for (int i = 0; i < n_levels; i++) {
            str_buf_add(&body, "]");
        }
        str_buf_add(&body, "}]");
        assert_true(walk(INTERVALS_ROW_ACTIVITY, str_buf_text(&body)));
        assert_int_equal(taken.n_rows, n_levels == 63 ? 1 : 0);
        assert_int_equal(report.n_skipped, n_levels == 63 ? 0 : 1);
    }
    str_buf_clear(&body);
    for (int i = 0; i < 100000; i++) {
        str_buf_add(&body, "[{\"a\":");
    }
    assert_false(walk(INTERVALS_ROW_ACTIVITY, str_buf_text(&body)));
    str_buf_release(&body);
}

static void each_can_stop_the_walk(void **state)
{
    (void)state;
    taken.stop_after = 2;
    assert_true(walk(INTERVALS_ROW_ACTIVITY,
                     "[" A("a", "") "," A("b", "") "," A("c", "") ",broken"));
    assert_int_equal(taken.n_rows, 2);
    assert_int_equal(report.n_rows, 2);
    taken.stop_after = 0;
}

static void the_texts_of_a_row_stay_while_it_is_seen(void **state)
{
    struct str_buf body = {0};
    (void)state;
    str_buf_add(&body, "[");
    for (int i = 0; i < 12; i++) { /* the arena is used again for every row */
        str_buf_printf(
            &body, "%s{\"id\":\"%d\",\"start_date_local\":\"2026-01-01\",\"name\":\"n%d\"}",
            i == 0 ? "" : ",", i, i);
    }
    str_buf_add(&body, "]");
    assert_true(walk(INTERVALS_ROW_ACTIVITY, str_buf_text(&body)));
    for (int i = 0; i < 12; i++) {
        assert_int_equal(strtol(taken.id[i], NULL, 10), i);
    }
    str_buf_release(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_kept_byte_for_byte),
        cmocka_unit_test(private_members_leave_a_row_and_the_rest_stays),
        cmocka_unit_test(rows_of_another_owner_are_skipped),
        cmocka_unit_test(an_owner_in_digits_is_compared_too),
        cmocka_unit_test(unusable_rows_are_counted_and_left_out),
        cmocka_unit_test(an_empty_list_is_fine),
        cmocka_unit_test(what_breaks_off_is_an_error_after_the_rows_before),
        cmocka_unit_test(a_row_that_is_no_json_costs_only_itself),
        cmocka_unit_test(every_cut_of_a_list_is_an_error),
        cmocka_unit_test(a_row_too_deep_is_left_out),
        cmocka_unit_test(each_can_stop_the_walk),
        cmocka_unit_test(the_texts_of_a_row_stay_while_it_is_seen),
    };
    return cmocka_run_group_tests_name("intervals/rows", tests, stay_quiet, NULL);
}
