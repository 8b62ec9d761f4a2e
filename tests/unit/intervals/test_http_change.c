/* Changes over HTTP: what is sent, and which replies leave it open what became of it. */
#include "support.h"

#include "intervals/http_source.h"
#include "base/banned.h"

enum { TEXT_SIZE = 512 };
#define KEY "k3y-Geheim-4711"

/* The net of the test's own: the last request. */
struct net_client {
    size_t n_fetches;
    enum net_method method;
    char url[TEXT_SIZE];
    char body[TEXT_SIZE];
    bool is_retryable;
    net_done_cb done;
    void *user;
};

static struct net_client net;

uint64_t net_fetch(struct net_client *client, const struct net_request *request,
                   net_done_cb done, void *user)
{
    client->n_fetches++;
    client->method = request->method;
    client->is_retryable = request->is_retryable;
    client->done = done;
    client->user = user;
    str_copy(client->url, TEXT_SIZE, request->url);
    str_copy(client->body, TEXT_SIZE, request->body != NULL ? request->body : "");
    assert_string_equal(request->secret, KEY);
    return client->n_fetches;
}

static struct {
    size_t n_calls;
    bool is_answered;
    bool is_done;
    struct err err;
} outcome;

static void changed(void *user, bool is_answered, const struct err *err)
{
    (void)user;
    outcome.n_calls++;
    outcome.is_answered = is_answered;
    outcome.is_done = err == NULL;
    outcome.err = err != NULL ? *err : (struct err){0};
}

static struct intervals_source *source_new(const char *key)
{
    const struct intervals_http_options options = {
        .net = &net, .base_url = "https://intervals.icu/", .api_key = key};
    net = (struct net_client){0};
    memset(&outcome, 0, sizeof outcome);
    return intervals_http_source_new(&options);
}

static void send_one(struct intervals_source *source, const struct intervals_change *change)
{
    memset(&outcome, 0, sizeof outcome);
    source->change(source, change, changed, NULL);
}

static const struct intervals_change create = {
    .kind = WRITE_EVENT_CREATE, .athlete_id = "i7", .body = "{\"name\":\"Run\"}"};

static void each_kind_goes_to_its_own_place(void **state)
{
    static const struct {
        struct intervals_change change;
        enum net_method method;
        const char *url;
    } cases[] = {{{.kind = WRITE_EVENT_CREATE, .body = "{}"},
                  NET_POST,
                  "athlete/i7/events?upsertOnUid=false"},
                 {{.kind = WRITE_EVENT_UPDATE, .event_id = 12, .body = "{}"},
                  NET_PUT,
                  "athlete/i7/events/12"},
                 {{.kind = WRITE_EVENT_DELETE, .event_id = 12},
                  NET_DELETE,
                  "athlete/i7/events/12?others=false"},
                 {{.kind = WRITE_WELLNESS, .day = 20523, .body = "{}"},
                  NET_PUT,
                  "athlete/i7/wellness/2026-03-11"},
                 {{.kind = WRITE_ACTIVITY, .activity_id = "i55", .body = "{}"},
                  NET_PUT,
                  "activity/i55"}};
    (void)state;
    struct intervals_source *source = source_new(KEY);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct intervals_change change = cases[i].change;
        change.athlete_id = "i7";
        send_one(source, &change);
        assert_int_equal(net.method, cases[i].method);
        assert_string_equal(net.url + strlen("https://intervals.icu/api/v1/"),
                            cases[i].url);
        assert_string_equal(net.body, change.body != NULL ? change.body : "");
        assert_false(net.is_retryable); /* never sent twice by itself */
        const struct net_response good = {.status = 200, .body = ""};
        net.done(net.user, 1, &good, NULL);
        assert_true(outcome.is_answered && outcome.is_done);
    }
    assert_int_equal(net.n_fetches, sizeof cases / sizeof cases[0]);
    source->release(source);
}

static void what_a_reply_tells(void **state)
{
    static const struct {
        int status;
        bool is_answered;
    } cases[] = {{400, true},
                 {401, true},
                 {404, true},
                 {422, true},
                 {500, true},
                 /* Whoever stands before the service says these. */
                 {502, false},
                 {503, false},
                 {504, false},
                 {522, false}};
    (void)state;
    struct intervals_source *source = source_new(KEY);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct net_response response = {.status = cases[i].status, .body = ""};
        send_one(source, &create);
        net.done(net.user, 1, &response, NULL);
        assert_int_equal(outcome.n_calls, 1);
        assert_int_equal(outcome.is_answered, cases[i].is_answered);
        assert_false(outcome.is_done);
    }
    static const enum err_code lost[] = {ERR_TIMEOUT, ERR_UPSTREAM, ERR_CANCELLED};
    for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++) {
        const struct err err = {.code = lost[i], .message = "it broke"};
        send_one(source, &create);
        net.done(net.user, 1, NULL, &err);
        assert_false(outcome.is_answered);
        assert_int_equal(outcome.err.code, lost[i]);
    }
    const struct err limited = {.code = ERR_RATE_LIMITED, .message = "fewer"};
    send_one(source, &create);
    net.done(net.user, 1, NULL, &limited);
    assert_true(outcome.is_answered);
    source->release(source);
}

static void what_cannot_be_sent_is_refused(void **state)
{
    static const struct intervals_change bad[] = {
        {.kind = WRITE_EVENT_CREATE, .athlete_id = "../x", .body = "{}"},
        {.kind = WRITE_EVENT_UPDATE, .athlete_id = "i7", .body = "{}"},
        {.kind = WRITE_EVENT_DELETE, .athlete_id = "i7", .event_id = -1},
        {.kind = WRITE_ACTIVITY, .athlete_id = "i7", .body = "{}"},
        {.kind = WRITE_ACTIVITY, .athlete_id = "i7", .activity_id = "a/b", .body = "{}"}};
    (void)state;
    struct intervals_source *source = source_new(KEY);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        send_one(source, &bad[i]);
        assert_true(outcome.n_calls == 1 && outcome.is_answered && !outcome.is_done);
        assert_int_equal(outcome.err.code, ERR_BAD_ARGUMENT);
    }
    source->release(source);
    source = source_new(NULL);
    send_one(source, &create);
    assert_int_equal(outcome.err.code, ERR_AUTH);
    assert_int_equal(net.n_fetches, 0);
    source->release(source);
}

static void a_source_that_is_gone_hears_nothing(void **state)
{
    (void)state;
    struct intervals_source *source = source_new(KEY);
    send_one(source, &create);
    source->release(source);
    const struct net_response good = {.status = 200, .body = ""};
    net.done(net.user, 1, &good, NULL);
    assert_int_equal(outcome.n_calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_goes_to_its_own_place),
        cmocka_unit_test(what_a_reply_tells),
        cmocka_unit_test(what_cannot_be_sent_is_refused),
        cmocka_unit_test(a_source_that_is_gone_hears_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
