#include "rig.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "base/banned.h"

static void on_done(void *user, uint64_t id, const struct net_response *response,
                    const struct err *err)
{
    struct outcome *outcome = user;
    struct rig *rig = outcome->rig;
    assert_int_equal(id, outcome->id); /* so: never from inside net_fetch */
    assert_true((response == NULL) != (err == NULL));
    outcome->n_calls++;
    outcome->order = rig->n_done++;
    outcome->at_ms = uv_now(&rig->loop);
    if (err != NULL) {
        outcome->err = *err;
        outcome->retry_after_s = err->retry_after_s;
        assert_string_not_equal(err->message, "");
    } else if (response != NULL) {
        outcome->status = response->status;
        outcome->body = xmalloc(response->n_body_bytes + 1);
        memcpy(outcome->body, response->body, response->n_body_bytes + 1);
        outcome->n_body_bytes = response->n_body_bytes;
        outcome->is_body_cut = response->is_body_cut;
        outcome->retry_after_s = response->retry_after_s;
        outcome->n_attempts = response->n_attempts;
        str_copy(outcome->content_type, sizeof outcome->content_type,
                 response->content_type);
    }
    if (outcome->cancels_id != 0 && rig->client != NULL) {
        net_fetch_cancel(rig->client, outcome->cancels_id);
    }
    if (outcome->fetches_again && rig->client != NULL) {
        char url[URL_SIZE];
        const struct net_request request = rig_get(rig, "/again", url);
        (void)rig_fetch(rig, &request);
    }
    if (outcome->frees_client) {
        struct net_client *client = rig->client;
        rig->client = NULL; /* the completions inside must not use it */
        net_client_free(client);
    }
}

void rig_start(struct rig *rig, const struct net_options *options)
{
    (void)alarm(60);                /* a hang ends the test */
    (void)signal(SIGPIPE, SIG_IGN); /* as the program does */
    static const char *const proxies[] = {"http_proxy", "https_proxy", "HTTPS_PROXY",
                                          "all_proxy", "ALL_PROXY"};
    for (size_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++) {
        (void)unsetenv(proxies[i]);
    }
    memset(rig, 0, sizeof *rig);
    struct net_options own = options != NULL ? *options : (struct net_options){0};
    own.user_agent = "soleus-test/1";
    if (own.backoff_base_ms == 0) {
        own.backoff_base_ms = 5;
    }
    if (own.rate_per_s == 0.0) {
        own.rate_per_s = 1000.0;
        own.burst = 1000;
    }
    assert_int_equal(uv_loop_init(&rig->loop), 0);
    server_start(&rig->server, &rig->loop);
    rig->client = net_client_new(&rig->loop, &own);
}

void rig_stop(struct rig *rig)
{
    net_client_free(rig->client);
    server_stop(&rig->server);
    assert_int_equal(uv_run(&rig->loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&rig->loop), 0);
    for (size_t i = 0; i < rig->n_outcomes; i++) {
        assert_int_equal(rig->outcomes[i].n_calls, 1);
        free(rig->outcomes[i].body);
    }
}

struct net_request rig_get(const struct rig *rig, const char *path, char url[URL_SIZE])
{
    (void)snprintf(url, URL_SIZE, "http://127.0.0.1:%d%s", rig->server.port, path);
    return (struct net_request){.url = url,
                                .is_retryable = true,
                                .connect_timeout_ms = 5000,
                                .total_timeout_ms = 10000};
}

struct outcome *rig_fetch(struct rig *rig, const struct net_request *request)
{
    assert_true(rig->n_outcomes < OUTCOMES_MAX);
    struct outcome *outcome = &rig->outcomes[rig->n_outcomes++];
    outcome->rig = rig;
    outcome->id = net_fetch(rig->client, request, on_done, outcome);
    assert_int_not_equal(outcome->id, 0);
    assert_int_equal(outcome->n_calls, 0);
    return outcome;
}

struct outcome *rig_get_now(struct rig *rig, const char *path)
{
    char url[URL_SIZE];
    const struct net_request request = rig_get(rig, path, url);
    struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->n_calls, 1);
    return outcome;
}

void rig_run(struct rig *rig)
{
    assert_int_equal(uv_run(&rig->loop, UV_RUN_DEFAULT), 0);
    if (rig->client != NULL) {
        assert_int_equal(net_pending_count(rig->client), 0);
    }
}
