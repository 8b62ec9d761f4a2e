/* The real service's client over a net of the test's own: what it asks, and what it makes
 * of the answers. */
#include "support.h"

#include "intervals/endpoints.h"
#include "intervals/http_source.h"
#include "base/banned.h"

enum { MAX_FETCHES = 8, TEXT_SIZE = 512 };
#define KEY "k3y-Geheim-4711"

struct fetch {
    char url[TEXT_SIZE];
    char accept[TEXT_SIZE];
    char user[TEXT_SIZE];
    char secret[TEXT_SIZE];
    enum net_method method;
    enum net_auth auth;
    bool is_retryable;
    net_done_cb done;
    void *user_data;
};

struct net_client {
    size_t n_fetches;
    bool is_closing; /* as inside net_client_free: nothing is accepted any more */
    struct fetch fetches[MAX_FETCHES];
};

static struct net_client net;

uint64_t net_fetch(struct net_client *client, const struct net_request *request,
                   net_done_cb done, void *user)
{
    assert_ptr_equal(client, &net);
    if (client->is_closing) {
        return 0;
    }
    assert_true(client->n_fetches < MAX_FETCHES);
    struct fetch *fetch = &client->fetches[client->n_fetches++];
    *fetch = (struct fetch){.method = request->method,
                            .auth = request->auth,
                            .is_retryable = request->is_retryable,
                            .done = done,
                            .user_data = user};
    str_copy(fetch->url, TEXT_SIZE, request->url);
    str_copy(fetch->secret, TEXT_SIZE, request->secret);
    str_copy(fetch->user, TEXT_SIZE, request->user != NULL ? request->user : "");
    for (size_t i = 0; i < NET_HEADERS_MAX && request->headers[i].name != NULL; i++) {
        if (strcmp(request->headers[i].name, "Accept") == 0) {
            str_copy(fetch->accept, TEXT_SIZE, request->headers[i].value);
        }
        assert_null(strstr(request->headers[i].value, KEY));
    }
    assert_null(request->body);
    return client->n_fetches;
}

/* What a query ended with. */
struct answer {
    size_t n_calls;
    bool has_err;
    char body[TEXT_SIZE];
    struct err err;
};

static void answered(void *user, const char *body, size_t n_body_bytes,
                     const struct err *err)
{
    struct answer *answer = user;
    answer->n_calls++;
    answer->has_err = err != NULL;
    if (err != NULL) {
        assert_null(body);
        answer->err = *err;
        assert_null(strstr(err->message, KEY));
        assert_null(strstr(err->hint, KEY));
        assert_true(str_is_utf8(err->message, strlen(err->message)));
    } else {
        assert_true(n_body_bytes < TEXT_SIZE);
        memcpy(answer->body, body, n_body_bytes);
        answer->body[n_body_bytes] = '\0';
    }
}

static struct intervals_source *source_new(const char *base_url, const char *key,
                                           const char *token)
{
    const struct intervals_http_options options = {
        .net = &net, .base_url = base_url, .api_key = key, .token = token};
    net = (struct net_client){0};
    return intervals_http_source_new(&options);
}

static const struct intervals_query activities = {
    .operation = INTERVALS_ACTIVITIES,
    .athlete_id = "i12345",
    .range = {.first_day = 20720, .n_days = 7}}; /* 2026-09-24 to 2026-09-30 */

static struct answer ask(struct intervals_source *source,
                         const struct intervals_query *query, int status, const char *body)
{
    struct answer answer = {0};
    size_t i_fetch = net.n_fetches;
    source->get(source, query, answered, &answer);
    assert_int_equal(answer.n_calls, 0);
    assert_int_equal(net.n_fetches, i_fetch + 1);
    const struct net_response response = {.status = status,
                                          .body = body,
                                          .n_body_bytes = strlen(body),
                                          .content_type = "",
                                          .retry_after_s = status == 503 ? 30 : 0,
                                          .n_attempts = 1};
    const struct fetch *fetch = &net.fetches[i_fetch];
    fetch->done(fetch->user_data, i_fetch + 1, &response, NULL);
    net.n_fetches = i_fetch;
    assert_int_equal(answer.n_calls, 1);
    return answer;
}

static void asks_for_what_was_wanted(void **state)
{
    static const struct {
        enum intervals_operation operation;
        const char *fields;
        const char *url;
    } rows[] = {
        {INTERVALS_ATHLETE, NULL, "https://intervals.icu/api/v1/athlete/i12345"},
        {INTERVALS_ACTIVITIES, NULL,
         "https://intervals.icu/api/v1/athlete/i12345/activities?oldest=2026-09-24&newest="
         "2026-09-30T23:59:59"},
        {INTERVALS_ACTIVITIES, "id,type",
         "https://intervals.icu/api/v1/athlete/i12345/activities?oldest=2026-09-24&newest="
         "2026-09-30T23:59:59&fields=id,type"},
        {INTERVALS_WELLNESS, NULL,
         "https://intervals.icu/api/v1/athlete/i12345/"
         "wellness?oldest=2026-09-24&newest=2026-09-30"},
        {INTERVALS_EVENTS, NULL,
         "https://intervals.icu/api/v1/athlete/i12345/"
         "events?oldest=2026-09-24&newest=2026-09-30"},
        {INTERVALS_INTERVALS, NULL, "https://intervals.icu/api/v1/activity/i77/intervals"},
        {INTERVALS_STREAMS, "time,GCT",
         "https://intervals.icu/api/v1/activity/i77/streams.json?types=time,GCT"}};
    struct intervals_source *source = source_new("https://intervals.icu/", KEY, NULL);
    (void)state;
    assert_string_equal(source->name, "intervals.icu");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct intervals_query query = activities;
        query.operation = rows[i].operation;
        query.fields = rows[i].fields;
        query.activity_id = "i77";
        struct answer answer = ask(source, &query, 200, "[{\"id\":1}]");
        assert_false(answer.has_err);
        assert_string_equal(answer.body, "[{\"id\":1}]");
        assert_string_equal(net.fetches[0].url, rows[i].url);
        assert_int_equal(net.fetches[0].method, NET_GET);
        assert_int_equal(net.fetches[0].auth, NET_AUTH_BASIC);
        assert_string_equal(net.fetches[0].user, "API_KEY");
        assert_string_equal(net.fetches[0].secret, KEY);
        assert_string_equal(net.fetches[0].accept, "application/json");
        assert_true(net.fetches[0].is_retryable);
    }
    struct intervals_query own = activities;
    own.athlete_id = "0";
    (void)ask(source, &own, 200, "[]");
    assert_non_null(strstr(net.fetches[0].url, "/athlete/0/activities?"));
    source->release(source);
}

/* A path by name goes as it was made; one that is not the athlete's does not go at all. */
static void an_object_is_asked_for_by_its_path(void **state)
{
    static const char *const wrong[] = {"athlete/i1/gear",
                                        "athlete/i12345x/gear",
                                        "athlete/i12345/../i1",
                                        "athletes",
                                        "",
                                        "athlete/i12345/gear#x",
                                        "athlete/i12345/a b",
                                        "/athlete/i12345",
                                        "//else.where"};
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    struct intervals_query query = activities;
    (void)state;
    query.operation = INTERVALS_OBJECT;
    query.endpoint = intervals_endpoint_find("power_curves");
    query.path = "athlete/i12345/power-curves?type=Ride&curves=42d,s0";
    struct answer answer = ask(source, &query, 200, "{}");
    assert_false(answer.has_err);
    assert_string_equal(net.fetches[0].url, "https://intervals.icu/api/v1/athlete/i12345/"
                                            "power-curves?type=Ride&curves=42d,s0");
    assert_int_equal(net.fetches[0].method, NET_GET);
    for (size_t i = 0; i <= COUNT(wrong); i++) {
        struct answer refused = {0};
        query.path = i < COUNT(wrong) ? wrong[i] : NULL;
        source->get(source, &query, answered, &refused);
        assert_int_equal(refused.n_calls, 1);
        assert_int_equal(refused.err.code, ERR_INTERNAL);
        assert_int_equal(net.n_fetches, 0);
    }
    source->release(source);
}

static void a_token_is_sent_as_bearer(void **state)
{
    struct intervals_source *source = source_new("http://127.0.0.1:8080", NULL, KEY);
    (void)state;
    (void)ask(source, &activities, 200, "[]");
    assert_int_equal(net.fetches[0].auth, NET_AUTH_BEARER);
    assert_string_equal(net.fetches[0].secret, KEY);
    assert_memory_equal(net.fetches[0].url, "http://127.0.0.1:8080/api/v1/", 29);
    source->release(source);
}

static void without_a_login_every_query_says_so(void **state)
{
    struct intervals_source *source = source_new("https://intervals.icu", NULL, NULL);
    struct answer answer = {0};
    (void)state;
    source->get(source, &activities, answered, &answer);
    assert_int_equal(answer.n_calls, 1);
    assert_int_equal(answer.err.code, ERR_AUTH);
    assert_non_null(strstr(answer.err.hint, "INTERVALS_API_KEY"));
    assert_int_equal(net.n_fetches, 0);
    source->release(source);
}

/* The id becomes part of a path: what is no id never reaches the net. */
static void an_id_that_is_none_is_not_sent(void **state)
{
    static const char *const ids[] = {
        "",
        "../i1",
        "i1/activities",
        "i1?x=1",
        "i1#x",
        "i 1",
        "i1%2f",
        "i1\n",
        ".",
        "i1&a=b",
        "\xC3\xA9",
        "0123456789012345678901234567890123456789012345678901234567890123"};
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        struct intervals_query query = activities;
        struct answer answer = {0};
        query.athlete_id = ids[i];
        source->get(source, &query, answered, &answer);
        assert_int_equal(answer.n_calls, 1);
        assert_int_equal(answer.err.code, ERR_BAD_ARGUMENT);
        assert_null(strpbrk(answer.err.message, "\n"));
        assert_int_equal(net.n_fetches, 0);

        struct answer of_activity = {0};
        query = activities;
        query.operation = i % 2 == 0 ? INTERVALS_INTERVALS : INTERVALS_STREAMS;
        query.activity_id = i > 0 ? ids[i] : NULL;
        query.fields = "time";
        source->get(source, &query, answered, &of_activity);
        assert_int_equal(of_activity.err.code, ERR_BAD_ARGUMENT);
        assert_int_equal(net.n_fetches, 0);
    }
    source->release(source);
}

static void statuses_are_told_in_words(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum err_code code;
        const char *message; /* part of it */
        const char *hint;
    } rows[] = {
        {401, "", ERR_AUTH, "401: no reason given", "INTERVALS_API_KEY"},
        {401, "{\"status\":401,\"error\":\"Unauthorized\"}", ERR_AUTH, "401: Unauthorized",
         "doctor"},
        {403, "{\"status\":403,\"error\":\"Access denied\"}", ERR_AUTH,
         "athlete i12345 (403: Access denied)", "i12345"},
        {404, "{\"status\":404,\"error\":\"Not found\"}", ERR_NOT_FOUND, "404: Not found",
         "id"},
        {422, "{\"status\":422,\"error\":\"Cannot read Strava activities via the API\"}",
         ERR_UPSTREAM, "422: Cannot read Strava activities via the API", ""},
        {500, "<html><h1>It broke</h1></html>", ERR_UPSTREAM,
         "status 500 (no reason given)", "again"},
        {500, "{\"error\":\"Failed to convert 'x'\"}", ERR_UPSTREAM,
         "500 (Failed to convert 'x')", ""},
        {502, "", ERR_UPSTREAM, "status 502", ""},
        {503, "{\"error\":null}", ERR_UPSTREAM, "503 (no reason given)", ""},
        {405, "{\"error\":5}", ERR_UPSTREAM, "405 (no reason given)", ""},
        {405, "[]", ERR_UPSTREAM, "405 (no reason given)", ""},
        {405, "{\"error\":\"a\",\"error\":\"b\"}", ERR_UPSTREAM, "405 (no reason given)",
         ""},
        {304, "", ERR_UPSTREAM, "status 304", ""},
        {302, "", ERR_UPSTREAM, "status 302", ""},
        {101, "", ERR_UPSTREAM, "status 101", ""},
    };
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct answer answer = ask(source, &activities, rows[i].status, rows[i].body);
        assert_true(answer.has_err);
        assert_int_equal(answer.err.code, rows[i].code);
        if (strstr(answer.err.message, rows[i].message) == NULL) {
            fail_msg("%d: %s", rows[i].status, answer.err.message);
        }
        assert_non_null(strstr(answer.err.hint, rows[i].hint));
        assert_null(strstr(answer.err.message, "html"));
        assert_int_equal(answer.err.retry_after_s, rows[i].status == 503 ? 30 : 0);
    }
    assert_false(ask(source, &activities, 201, "[]").has_err);
    assert_false(ask(source, &activities, 204, "").has_err);
    source->release(source);
}

static void the_services_words_are_cleaned_and_bounded(void **state)
{
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    struct str_buf body = {0};
    (void)state;
    struct answer answer = ask(source, &activities, 500,
                               "{\"error\":\"a\\nb\\u202ec\\u001b[31m\\u200bd \\u2603\"}");
    assert_non_null(strstr(answer.err.message, "(a b c [31m d \xE2\x98\x83)"));
    str_buf_add(&body, "{\"error\":\"");
    for (int i = 0; i < 5000; i++) {
        str_buf_add(&body, "\xE2\x82\xAC");
    }
    str_buf_add(&body, "\"}");
    answer = ask(source, &activities, 403, str_buf_text(&body));
    assert_true(strlen(answer.err.message) < 200);
    assert_non_null(strstr(answer.err.message, "...)"));
    str_buf_release(&body);
    source->release(source);
}

/* A service, or something between, that repeats the key must not make us repeat it. */
static void an_echoed_key_is_not_repeated(void **state)
{
    static const char *const bodies[] = {
        "{\"error\":\"Unknown key " KEY "\"}", "{\"error\":\"" KEY "\"}",
        "{\"error\":\"bad login: the quick brown fox jumps over the lazy dog and then some "
        "more, 1234 " KEY "\"}"};
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct answer answer = ask(source, &activities, 401, bodies[i]);
        assert_int_equal(answer.err.code, ERR_AUTH);
        assert_null(strstr(answer.err.message, "k3y"));
    }
    source->release(source);
}

static void the_nets_own_errors_pass_as_they_are(void **state)
{
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    struct answer answer = {0};
    struct err limited = {.retry_after_s = 90};
    (void)state;
    (void)err_set(&limited, ERR_RATE_LIMITED, "Wait.", "too many requests");
    limited.retry_after_s = 90;
    source->get(source, &activities, answered, &answer);
    net.fetches[0].done(net.fetches[0].user_data, 1, NULL, &limited);
    assert_int_equal(answer.n_calls, 1);
    assert_int_equal(answer.err.code, ERR_RATE_LIMITED);
    assert_int_equal(answer.err.retry_after_s, 90);
    assert_string_equal(answer.err.message, "too many requests");
    assert_string_equal(answer.err.hint, "Wait.");
    source->release(source);
}

static void answers_find_their_own_query(void **state)
{
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    struct answer answers[4] = {{0}};
    static const size_t order[] = {2, 0, 3, 1};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        source->get(source, &activities, answered, &answers[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        char body[8];
        const struct fetch *fetch = &net.fetches[order[i]];
        (void)snprintf(body, sizeof body, "[%zu]", order[i]);
        const struct net_response response = {
            .status = 200, .body = body, .n_body_bytes = 3};
        fetch->done(fetch->user_data, order[i] + 1, &response, NULL);
    }
    for (size_t i = 0; i < 4; i++) {
        char body[8];
        (void)snprintf(body, sizeof body, "[%zu]", i);
        assert_int_equal(answers[i].n_calls, 1);
        assert_string_equal(answers[i].body, body);
    }
    source->release(source);
}

/* Open queries are dropped without completion; what still comes finds nobody (and leaks
 * nothing). */
static void released_with_open_queries(void **state)
{
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    struct answer answers[3] = {{0}};
    struct err cancelled = {.code = ERR_CANCELLED};
    const struct net_response response = {.status = 200, .body = "[]", .n_body_bytes = 2};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        source->get(source, &activities, answered, &answers[i]);
    }
    net.fetches[1].done(net.fetches[1].user_data, 2, &response, NULL);
    source->release(source);
    net.fetches[0].done(net.fetches[0].user_data, 1, &response, NULL);
    net.fetches[2].done(net.fetches[2].user_data, 3, NULL, &cancelled);
    assert_int_equal(answers[0].n_calls, 0);
    assert_int_equal(answers[1].n_calls, 1);
    assert_int_equal(answers[2].n_calls, 0);
}

static void a_net_that_takes_nothing_ends_the_query(void **state)
{
    struct intervals_source *source = source_new("https://intervals.icu", KEY, NULL);
    struct answer answer = {0};
    (void)state;
    net.is_closing = true;
    source->get(source, &activities, answered, &answer);
    assert_int_equal(answer.n_calls, 1);
    assert_int_equal(answer.err.code, ERR_CANCELLED);
    assert_true(answer.err.message[0] != '\0');
    source->release(source);
}

struct release_user {
    struct intervals_source *source;
    bool was_called;
};

static void release_inside(void *user, const char *body, size_t n_body_bytes,
                           const struct err *err)
{
    struct release_user *release = user;
    (void)body;
    (void)n_body_bytes;
    assert_null(err);
    release->was_called = true;
    release->source->release(release->source);
}

static void may_be_released_from_inside_an_answer(void **state)
{
    struct release_user release = {.source =
                                       source_new("https://intervals.icu", KEY, NULL)};
    const struct net_response response = {.status = 200, .body = "[]", .n_body_bytes = 2};
    (void)state;
    release.source->get(release.source, &activities, release_inside, &release);
    net.fetches[0].done(net.fetches[0].user_data, 1, &response, NULL);
    assert_true(release.was_called);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_for_what_was_wanted),
        cmocka_unit_test(an_object_is_asked_for_by_its_path),
        cmocka_unit_test(a_token_is_sent_as_bearer),
        cmocka_unit_test(without_a_login_every_query_says_so),
        cmocka_unit_test(an_id_that_is_none_is_not_sent),
        cmocka_unit_test(statuses_are_told_in_words),
        cmocka_unit_test(the_services_words_are_cleaned_and_bounded),
        cmocka_unit_test(an_echoed_key_is_not_repeated),
        cmocka_unit_test(the_nets_own_errors_pass_as_they_are),
        cmocka_unit_test(answers_find_their_own_query),
        cmocka_unit_test(released_with_open_queries),
        cmocka_unit_test(a_net_that_takes_nothing_ends_the_query),
        cmocka_unit_test(may_be_released_from_inside_an_answer),
    };
    return cmocka_run_group_tests_name("intervals/http_source", tests, NULL, NULL);
}
