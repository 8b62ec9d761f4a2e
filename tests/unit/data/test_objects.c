/* Other reads of the service: asked for once, kept, freshened, handed out when it is away.
 */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"

static struct script script;

#define GEAR "athlete/i7/gear"
#define FOLDERS "athlete/i7/folders"

/* One run of a tool that reads the named objects; true when it has come to its end. */
static bool look(struct data_view *view, size_t n, const char *const paths[],
                 struct data_object ret[], bool *ret_is_good)
{
    struct data_athlete athlete;
    struct err err = {0};
    data_view_rewind(view);
    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct data_object){0};
    }
    *ret_is_good = data_athlete(view, &athlete, &err);
    for (size_t i = 0; athlete.athlete != NULL && i < n; i++) {
        const char *name = strstr(paths[i], "gear") != NULL ? "gear" : "folders";
        *ret_is_good =
            data_object_get(view, intervals_endpoint_find(name), paths[i], &ret[i], &err) &&
            *ret_is_good;
    }
    return data_is_complete(view);
}

static bool read_all(struct data_view *view, size_t n, const char *const paths[],
                     struct data_object ret[])
{
    bool is_good = false;
    script_settle_into(&script, view, 1);
    for (int i = 0; i < 8 && !look(view, n, paths, ret, &is_good); i++) {
        (void)data_fetch(script.data, view, 1);
        script_answer_all(&script);
    }
    return is_good;
}

static bool holds(const struct data_object *object, size_t i_query)
{
    char wanted[40];
    (void)snprintf(wanted, sizeof wanted, "\"answer\":%zu", i_query);
    return object->json != NULL && strlen(object->json) == object->n_bytes &&
           strstr(object->json, wanted) != NULL;
}

static void it_is_asked_once_within_the_freshness_time(void **state)
{
    const char *const paths[] = {GEAR, FOLDERS};
    struct data_object objects[2];
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_true(read_all(view, 2, paths, objects));
    assert_int_equal(script.n_queries, 3); /* with the athlete */
    assert_string_equal(script.queries[1].path, GEAR);
    assert_true(holds(&objects[0], 1) && holds(&objects[1], 2));
    data_view_free(view);
    view = script_view(&script, NOW_MS + 9 * MINUTE_MS, false);
    assert_true(read_all(view, 2, paths, objects));
    assert_int_equal(script.n_queries, 3);
    data_view_free(view);
    view = script_view(&script, NOW_MS + 11 * MINUTE_MS, false);
    assert_true(read_all(view, 1, paths, objects));
    assert_int_equal(script.n_queries, 4);
    assert_true(holds(&objects[0], 3));
    data_view_free(view);
    view = script_view(&script, NOW_MS + 11 * MINUTE_MS, true); /* refresh */
    assert_true(read_all(view, 1, paths, objects));
    assert_int_equal(script.n_queries, 6); /* the athlete anew as well */
    assert_true(holds(&objects[0], 5));
    data_view_free(view);
    script_close(&script);
}

/* The parameters are part of what is kept. */
static void another_path_is_another_object(void **state)
{
    const char *const paths[] = {GEAR, GEAR "?x=1", GEAR "?x=2"};
    struct data_object objects[3];
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_true(read_all(view, 3, paths, objects));
    assert_int_equal(script.n_queries, 4);
    assert_true(holds(&objects[0], 1) && holds(&objects[1], 2) && holds(&objects[2], 3));
    data_view_free(view);
    script_close(&script);
}

static void two_calls_at_once_are_one_request(void **state)
{
    const char *const paths[] = {GEAR};
    struct data_object object;
    bool is_good = false;
    (void)state;
    script_open(&script, NULL);
    struct data_view *first = script_view(&script, NOW_MS, false);
    struct data_view *second = script_view(&script, NOW_MS, false);
    assert_true(read_all(first, 0, NULL, NULL)); /* the athlete */
    assert_false(look(first, 1, paths, &object, &is_good));
    assert_false(look(second, 1, paths, &object, &is_good));
    (void)data_fetch(script.data, first, 1);
    (void)data_fetch(script.data, second, 2);
    assert_int_equal(script_open_count(&script), 1);
    data_view_free(first); /* a call that was cancelled does not take it along */
    script_answer_all(&script);
    assert_int_equal(script.n_queries, 2);
    assert_true(look(second, 1, paths, &object, &is_good));
    assert_true(is_good && holds(&object, 1));
    data_view_free(second);
    script_close(&script);
}

static void what_is_stored_is_given_when_the_service_is_away(void **state)
{
    const char *const paths[] = {GEAR};
    struct data_object object;
    struct data_provenance provenance;
    bool is_good = false;
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_true(read_all(view, 1, paths, &object));
    data_view_free(view);
    for (int i = 0; i < 2; i++) { /* asked again each time, and told each time */
        view = script_view(&script, NOW_MS + 30 * MINUTE_MS, false);
        assert_false(look(view, 1, paths, &object, &is_good));
        (void)data_fetch(script.data, view, 1);
        script_fail(&script, script.n_queries - 1, ERR_UPSTREAM, "it is away");
        assert_true(look(view, 1, paths, &object, &is_good));
        assert_true(is_good && holds(&object, 1));
        data_provenance(view, &provenance);
        assert_true(provenance.is_stale);
        assert_string_equal(provenance.why->message, "it is away");
        assert_true(provenance.synced_ms == NOW_MS);
        data_view_free(view);
    }
    script_close(&script);
}

static void what_cannot_be_had_fails_with_its_reason(void **state)
{
    const char *const paths[] = {GEAR};
    struct data_object object;
    struct data_athlete athlete;
    struct err err = {0};
    bool is_good = false;
    (void)state;
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_true(read_all(view, 0, NULL, NULL));
    assert_false(look(view, 1, paths, &object, &is_good));
    (void)data_fetch(script.data, view, 1);
    script_answer_body(&script, 1, "[{\"athlete_id\":\"i8\"}]"); /* all of another */
    assert_true(look(view, 1, paths, &object, &is_good));
    assert_true(is_good && object.json != NULL);
    assert_non_null(strstr(object.json, "\"left_out\":1"));
    data_view_free(view);
    view = script_view(&script, NOW_MS, true);
    assert_false(look(view, 1, paths, &object, &is_good));
    (void)data_fetch(script.data, view, 1);
    script_answer_all(&script); /* the athlete, refreshed */
    data_view_free(view);
    view = script_view(&script, NOW_MS, false);
    data_view_rewind(view);
    assert_true(data_athlete(view, &athlete, &err));
    assert_true(
        data_object_get(view, intervals_endpoint_find("folders"), FOLDERS, &object, &err));
    (void)data_fetch(script.data, view, 1);
    script_answer_body(&script, script.n_queries - 1, "<html>busy</html>");
    data_view_rewind(view);
    assert_true(data_athlete(view, &athlete, &err));
    assert_false(
        data_object_get(view, intervals_endpoint_find("folders"), FOLDERS, &object, &err));
    assert_int_equal(err.code, ERR_UPSTREAM);
    assert_non_null(strstr(err.message, "folders"));
    data_view_free(view);
    script_close(&script);
}

/* Many large answers: the oldest make room. */
static void the_cache_is_bounded(void **state)
{
    enum { N_LARGE = 8, LARGE_BYTES = 3 * 1024 * 1024 };
    char *body = malloc(LARGE_BYTES + 1);
    struct data_object object;
    bool is_good = false;
    (void)state;
    assert_non_null(body);
    memset(body, ' ', LARGE_BYTES);
    body[0] = '"';
    memset(body + 1, 'x', LARGE_BYTES - 2);
    body[LARGE_BYTES - 1] = '"';
    body[LARGE_BYTES] = '\0';
    script_open(&script, NULL);
    struct data_view *view = script_view(&script, NOW_MS, false);
    assert_true(read_all(view, 0, NULL, NULL));
    data_view_free(view);
    for (int i = 0; i < N_LARGE; i++) {
        char path[40];
        const char *const paths[] = {path};
        (void)snprintf(path, sizeof path, GEAR "?x=%d", i);
        view = script_view(&script, NOW_MS + (int64_t)i * 1000, false);
        script_settle_into(&script, view, 1);
        assert_false(look(view, 1, paths, &object, &is_good));
        (void)data_fetch(script.data, view, 1);
        script_answer_body(&script, script.n_queries - 1, body);
        assert_true(look(view, 1, paths, &object, &is_good) && is_good);
        data_view_free(view);
    }
    size_t n_kept = 0;
    for (int i = 0; i < N_LARGE; i++) {
        char path[40];
        const char *const paths[] = {path};
        (void)snprintf(path, sizeof path, GEAR "?x=%d", i);
        view = script_view(&script, NOW_MS + (int64_t)N_LARGE * 1000, false);
        bool is_kept = look(view, 1, paths, &object, &is_good);
        assert_true(is_kept == (i >= 3)); /* five of 3 MiB fit into 16 */
        n_kept += is_kept ? 1U : 0U;
        data_view_free(view);
    }
    assert_int_equal(n_kept, 5);
    free(body);
    script_close(&script);
}

int main(void)
{
    log_level_set(LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_asked_once_within_the_freshness_time),
        cmocka_unit_test(another_path_is_another_object),
        cmocka_unit_test(two_calls_at_once_are_one_request),
        cmocka_unit_test(what_is_stored_is_given_when_the_service_is_away),
        cmocka_unit_test(what_cannot_be_had_fails_with_its_reason),
        cmocka_unit_test(the_cache_is_bounded),
    };
    return cmocka_run_group_tests_name("data/objects", tests, NULL, NULL);
}
