/* Reads by name: the table against the service's own description, paths, what is kept. */
#include "support.h"

#include "intervals/endpoints.h"
#include "json/json.h"

#include "base/banned.h"

static struct arena arena;

/* The path that the parameters make; NULL with err. */
static const char *path_of(const char *name, const char *parameters, struct err *err)
{
    const struct intervals_endpoint *endpoint = intervals_endpoint_find(name);
    const char *path = NULL;
    json_t *object = json_loads(parameters, 0, NULL);
    assert_non_null(endpoint);
    assert_non_null(object);
    bool is_made = intervals_path_make(endpoint, "i7", object, &arena, &path, err);
    json_decref(object);
    return is_made ? path : NULL;
}

static void expect_path(const char *name, const char *parameters, const char *expected)
{
    struct err err = {0};
    const char *path = path_of(name, parameters, &err);
    if (path == NULL) {
        fail_msg("%s %s: %s", name, parameters, err.message);
    }
    assert_text(path, expected);
    assert_true(intervals_path_is_safe(path, "i7"));
}

static void expect_refused(const char *name, const char *parameters, const char *word)
{
    struct err err = {0};
    const char *path = path_of(name, parameters, &err);
    if (path != NULL) {
        fail_msg("%s %s made %s", name, parameters, path);
    }
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    if (strstr(err.message, word) == NULL && strstr(err.hint, word) == NULL) {
        fail_msg("no \"%s\" in \"%s\" \"%s\"", word, err.message, err.hint);
    }
}

static void paths_are_made_of_parameters(void **state)
{
    (void)state;
    expect_path("gear", "{}", "athlete/i7/gear");
    expect_path("activity", "{\"activity\":\"i55\"}", "activity/i55");
    expect_path("activity_messages", "{\"activity\":\"i55\",\"limit\":10}",
                "activity/i55/messages?limit=10");
    expect_path("power_curves", "{\"type\":\"Ride\",\"curves\":[\"42d\",\"s0\"]}",
                "athlete/i7/power-curves?type=Ride&curves=42d,s0");
    expect_path("power_curves", "{\"curves\":\"42d,s0\",\"type\":\"Ride\"}",
                "athlete/i7/power-curves?type=Ride&curves=42d,s0");
    expect_path("activities_by_id", "{\"ids\":[\"i1\",\"i2\"],\"intervals\":true}",
                "athlete/i7/activities/i1,i2?intervals=true");
    expect_path("activities_search", "{\"q\":\"#a b/&c?\xC3\xA9\"}",
                "athlete/i7/activities/search?q=%23a%20b%2F%26c%3F%C3%A9");
    expect_path("activities_by_intervals",
                "{\"minSecs\":60,\"maxSecs\":300,\"minIntensity\":90,"
                "\"maxIntensity\":110.0,\"type\":\"POWER\"}",
                "athlete/i7/activities/interval-search?minSecs=60&maxSecs=300&"
                "minIntensity=90&maxIntensity=110&type=POWER");
    expect_path("device_settings", "{\"device\":\"phone\"}", "athlete/i7/settings/phone");
    expect_path("wellness_day", "{\"date\":\"2026-01-31\"}",
                "athlete/i7/wellness/2026-01-31");
    expect_path("pace_distances", "{}", "pace_distances");
    expect_path("gear", "{}", "athlete/i7/gear");
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    expect_refused("activity", "{}", "activity");
    expect_refused("activity", "{\"activity\":\"../athlete/i8\"}", "activity");
    expect_refused("activity", "{\"activity\":\"i5/file\"}", "activity");
    expect_refused("activity", "{\"activity\":\"i5?x=1\"}", "activity");
    expect_refused("activity", "{\"activity\":\"..\"}", "activity");
    expect_refused("activity", "{\"activity\":\"\"}", "activity");
    expect_refused("activity", "{\"activity\":[\"i5\"]}", "activity");
    expect_refused("activity", "{\"activity\":null}", "activity");
    expect_refused("activities_by_id", "{\"ids\":[\"i1\",\"..\"]}", "ids");
    expect_refused("activities_by_id", "{\"ids\":[]}", "ids");
    expect_refused("event", "{\"event\":-1}", "event");
    expect_refused("event", "{\"event\":\"12/../13\"}", "event");
    expect_refused("event", "{\"event\":1.5}", "event");
    expect_refused("wellness_day", "{\"date\":\"2026-02-30\"}", "date");
    expect_refused("power_curves", "{\"type\":\"Ride&x=1\"}", "type");
    expect_refused("power_curves", "{\"type\":\"Ride\",\"pmType\":\"ECP2\"}", "MORTON_3P");
    expect_refused("power_curves", "{\"type\":\"Ride\",\"curves\":[\"a b\"]}", "curves");
    expect_refused("power_curves", "{\"type\":\"Ride\",\"cruves\":\"42d\"}", "curves");
    expect_refused("gear", "{\"athlete\":\"i8\"}", "no parameter \"athlete\"");
    expect_refused("device_settings", "{\"device\":\"watch\"}", "phone|tablet|desktop");
    expect_refused("activity_fit_file", "{}", "file");
    expect_refused("gear_calc", "{}", "only reads");
    expect_refused("chats", "{}", "others");
}

/* Bytes of every kind in a text: never a separator in the path. */
static void no_byte_of_a_text_leaves_its_place(void **state)
{
    (void)state;
    for (int byte = 1; byte < 128; byte++) {
        char text[4] = {'a', (char)byte, 'b', '\0'};
        struct err err = {0};
        const char *path = NULL;
        json_t *object = json_pack("{s:s}", "q", text);
        assert_true(intervals_path_make(intervals_endpoint_find("activities_search"), "i7",
                                        object, &arena, &path, &err));
        json_decref(object);
        const char *value = strchr(path, '=') + 1;
        assert_int_equal(strcspn(value, "&?/#= "), strlen(value));
        assert_true(strncmp(path, "athlete/i7/activities/search?q=a", 32) == 0);
    }
}

static void only_own_paths_are_safe(void **state)
{
    (void)state;
    assert_true(intervals_path_is_safe("athlete/i7/gear", "i7"));
    assert_true(intervals_path_is_safe("activity/i1/file", "i7"));
    assert_false(intervals_path_is_safe("athlete/i77/gear", "i7"));
    assert_false(intervals_path_is_safe("athlete/i8/gear", "i7"));
    assert_false(intervals_path_is_safe("athletes", "i7"));
    assert_false(intervals_path_is_safe("athlete/i7/../i8/gear", "i7"));
    assert_false(intervals_path_is_safe("athlete/i7//gear", "i7"));
    assert_false(intervals_path_is_safe("athlete/i7/gear x", "i7"));
    assert_false(intervals_path_is_safe("athlete/i7/gear\r\nX: 1", "i7"));
    assert_false(intervals_path_is_safe("http://else.where/athlete/i7/gear", "i7"));
}

static void unknown_names_get_the_nearest(void **state)
{
    static const char *const asked[][2] = {{"gears", "gear"},
                                           {"shoes", "gear"},
                                           {"messages", "activity_messages"},
                                           {"forecast", "weather_forecast"},
                                           {"library", "folders"},
                                           {"custom_item_list", "custom_item"}};
    (void)state;
    for (size_t i = 0; i < COUNT(asked); i++) {
        struct err err = {0};
        assert_false(intervals_endpoint_unknown(asked[i][0], &err));
        if (strstr(err.hint, asked[i][1]) == NULL) {
            fail_msg("%s: %s", asked[i][0], err.hint);
        }
    }
}

static void names_are_unique_and_short(void **state)
{
    size_t n = 0;
    const struct intervals_endpoint *all = intervals_endpoints(&n);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        struct intervals_parameter parameter;
        size_t n_parameters = 0;
        assert_ptr_equal(intervals_endpoint_find(all[i].name), &all[i]);
        assert_true(strlen(all[i].name) <= 30); /* the store's key */
        while (intervals_parameter_at(&all[i], n_parameters, &parameter)) {
            n_parameters++;
        }
        assert_true(n_parameters <= INTERVALS_MAX_PARAMETERS);
        size_t n_colons = 0;
        for (const char *at = all[i].parameters; *at != '\0'; at++) {
            n_colons += *at == ':' ? 1U : 0U;
        }
        assert_int_equal(n_parameters, n_colons); /* none is unreadable */
    }
}

/* ---- against the service's description ---- */

static json_t *openapi_read(void)
{
    char path[512];
    size_t n_bytes = 0;
    (void)snprintf(path, sizeof path, "%s/intervals-openapi.json", SHARED_REFERENCE);
    char *text = file_read(path, &n_bytes);
    if (text == NULL) {
        print_message("no %s: skipped\n", path);
        skip();
    }
    json_t *api = json_loads(text, 0, NULL);
    assert_non_null(api);
    free(text);
    return api;
}

/* "/api/v1/athlete/{id}/gear{ext}" and our "athlete/{athlete}/gear" are the same: names in
 * braces do not count, {ext} and {format} may be empty. */
static void path_normal(const char *path, char *to, size_t size)
{
    static const char prefix[] = "/api/v1/";
    size_t length = 0;
    path += strncmp(path, prefix, sizeof prefix - 1) == 0 ? sizeof prefix - 1 : 0;
    while (*path != '\0') {
        assert_true(length + 1 < size);
        if (*path != '{') {
            to[length++] = *path++;
            continue;
        }
        bool is_suffix = length > 0 && to[length - 1] != '/';
        path += strcspn(path, "}") + 1;
        if (!is_suffix) {
            to[length++] = '*';
        }
    }
    to[length] = '\0';
}

static const struct intervals_endpoint *endpoint_of(const char *path)
{
    char wanted[200];
    char own[200];
    size_t n = 0;
    const struct intervals_endpoint *all = intervals_endpoints(&n);
    path_normal(path, wanted, sizeof wanted);
    for (size_t i = 0; i < n; i++) {
        path_normal(all[i].path, own, sizeof own);
        if (strcmp(own, wanted) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

static bool is_of_path(const json_t *parameter)
{
    return strcmp(json_get_text(parameter, "in"), "path") == 0;
}

/* Every parameter of ours is one of the operation's; every one that it needs is ours. */
static void compare_parameters(const struct intervals_endpoint *endpoint,
                               const json_t *known)
{
    static const char defaulted[] = "f1 f2 f3"; /* required by mistake, see the notes */
    struct intervals_parameter parameter;
    for (size_t i = 0; intervals_parameter_at(endpoint, i, &parameter); i++) {
        char braces[40];
        (void)snprintf(braces, sizeof braces, "{%s}", parameter.name);
        bool is_known = strstr(endpoint->path, braces) != NULL;
        for (size_t k = 0; k < json_array_size(known); k++) {
            const json_t *one = json_array_get(known, k);
            is_known = is_known || (!is_of_path(one) && strcmp(json_get_text(one, "name"),
                                                               parameter.name) == 0);
        }
        if (!is_known) {
            fail_msg("%s: the service knows no %s", endpoint->name, parameter.name);
        }
    }
    for (size_t k = 0; k < json_array_size(known); k++) {
        const json_t *one = json_array_get(known, k);
        const char *name = json_get_text(one, "name");
        bool is_needed = json_get_bool(one, "required", false) && !is_of_path(one) &&
                         strstr(defaulted, name) == NULL;
        bool is_ours = false;
        for (size_t i = 0; intervals_parameter_at(endpoint, i, &parameter); i++) {
            is_ours =
                is_ours || (strcmp(parameter.name, name) == 0 && parameter.is_required);
        }
        if (is_needed && !is_ours) {
            fail_msg("%s: the service needs %s", endpoint->name, name);
        }
    }
}

/* Reachable by name, or listed with the reason why not: nothing in between. */
static void every_read_of_the_service_is_here(void **state)
{
    json_t *api = openapi_read();
    json_t *paths = json_object_get(api, "paths");
    size_t n_reads = 0;
    size_t n_reachable = 0;
    size_t n_ours = 0;
    const char *path = NULL;
    json_t *methods = NULL;
    (void)state;
    (void)intervals_endpoints(&n_ours);
    json_object_foreach(paths, path, methods)
    {
        const json_t *get = json_object_get(methods, "get");
        if (get == NULL) {
            continue;
        }
        const struct intervals_endpoint *endpoint = endpoint_of(path);
        if (endpoint == NULL) {
            fail_msg("GET %s is neither reachable nor refused", path);
        }
        n_reads++;
        if (endpoint->refusal == NULL) {
            n_reachable++;
            compare_parameters(endpoint, json_object_get(get, "parameters"));
        }
    }
    assert_int_equal(n_reads, n_ours); /* and nothing of ours is made up */
    print_message("%zu reads: %zu by name, %zu refused with a reason\n", n_reads,
                  n_reachable, n_reads - n_reachable);
    json_decref(api);
}

/* ---- what is kept of an answer ---- */

static json_t *taken(const char *name, const char *body, size_t *ret_n_left_out,
                     struct err *err)
{
    char *text = NULL;
    size_t n_bytes = 0;
    json_t *value = NULL;
    if (!intervals_object_take(intervals_endpoint_find(name), "i7", body, strlen(body),
                               &text, &n_bytes, err)) {
        return NULL;
    }
    assert_true(intervals_object_open(text, n_bytes, &value, ret_n_left_out, err));
    free(text);
    return value;
}

static void expect_taken(const char *name, const char *body, const char *expected,
                         size_t n_expected_left_out)
{
    struct err err = {0};
    size_t n_left_out = 0;
    json_t *value = taken(name, body, &n_left_out, &err);
    json_t *wanted = json_loads(expected, JSON_DECODE_ANY, NULL);
    if (value == NULL || !json_equal(value, wanted)) {
        fail_msg("%s: %s (%s)", name, body, err.message);
    }
    assert_int_equal(n_left_out, n_expected_left_out);
    json_decref(value);
    json_decref(wanted);
}

static void private_keys_and_nulls_are_taken_out(void **state)
{
    (void)state;
    expect_taken("athlete",
                 "{\"id\":\"i7\",\"email\":\"a@b\",\"icu_api_key\":\"k\",\"x\":null,"
                 "\"strava_token\":{\"a\":1},\"deep\":[{\"access_token\":\"t\",\"y\":[null,"
                 "1]}]}",
                 "{\"id\":\"i7\",\"deep\":[{\"y\":[null,1]}]}", 0);
}

static void what_belongs_to_others_is_left_out(void **state)
{
    struct err err = {0};
    size_t n_left_out = 0;
    (void)state;
    expect_taken("gear",
                 "[{\"id\":1,\"athlete_id\":\"i7\"},{\"id\":2,\"athlete_id\":\"i8\"},"
                 "{\"id\":3},{\"id\":4,\"athlete_id\":7}]",
                 "[{\"id\":1,\"athlete_id\":\"i7\"},{\"id\":3}]", 2);
    /* An activity names its owner wherever it stands. */
    expect_taken("activity_messages",
                 "[{\"athlete_id\":\"i8\",\"content\":\"well done\","
                 "\"activity\":{\"icu_athlete_id\":\"i9\"}}]",
                 "[{\"athlete_id\":\"i8\",\"content\":\"well done\"}]", 1);
    assert_null(taken("event", "{\"id\":5,\"athlete_id\":\"i8\"}", &n_left_out, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    /* The proof of whose an activity is needs the name. */
    assert_null(taken("activity", "{\"id\":\"i5\"}", &n_left_out, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    expect_taken("activity", "{\"id\":\"i5\",\"icu_athlete_id\":\"i7\"}",
                 "{\"id\":\"i5\",\"icu_athlete_id\":\"i7\"}", 0);
}

static void what_is_no_answer_is_refused(void **state)
{
    static const char *const bodies[] = {"<html>", "", "{\"a\":1,\"a\":2}", "{\"a\":"};
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct err err = {0};
        size_t n_left_out = 0;
        assert_null(taken("gear", bodies[i], &n_left_out, &err));
        assert_int_equal(err.code, ERR_UPSTREAM);
    }
    char deep[200];
    struct err err = {0};
    size_t n_left_out = 0;
    memset(deep, '[', 64);
    memset(deep + 64, ']', 64);
    deep[128] = '\0';
    assert_null(taken("gear", deep, &n_left_out, &err));
    expect_taken("connections", "5", "5", 0);
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
        cmocka_unit_test(paths_are_made_of_parameters),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(no_byte_of_a_text_leaves_its_place),
        cmocka_unit_test(only_own_paths_are_safe),
        cmocka_unit_test(unknown_names_get_the_nearest),
        cmocka_unit_test(names_are_unique_and_short),
        cmocka_unit_test(every_read_of_the_service_is_here),
        cmocka_unit_test(private_keys_and_nulls_are_taken_out),
        cmocka_unit_test(what_belongs_to_others_is_left_out),
        cmocka_unit_test(what_is_no_answer_is_refused),
    };
    return cmocka_run_group_tests_name("intervals/endpoints", tests, stay_quiet, arena_end);
}
