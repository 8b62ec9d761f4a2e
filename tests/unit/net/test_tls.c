/* HTTPS against libmicrohttpd: certificates are verified, and a good one works. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <microhttpd.h>

#include "base/xalloc.h"
#include "rig.h"
#include "base/banned.h"

#define TLS_FOLDER SOURCE_ROOT "/tests/unit/net/tls/"

struct bed {
    struct rig rig;
    struct MHD_Daemon *daemon;
    char *key;
    char *certificate;
    int port;
    atomic_int n_requests;
};

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection,
                                  const char *url, const char *method, const char *version,
                                  const char *body, size_t *n_body_bytes, void **request)
{
    struct bed *bed = user;
    (void)url;
    (void)method;
    (void)version;
    (void)body;
    (void)n_body_bytes;
    (void)request;
    (void)atomic_fetch_add(&bed->n_requests, 1);
    static char text[] = "{}";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(2, text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static char *file_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = xcalloc(1, 8192);
    assert_true(fread(text, 1, 8191, file) > 0);
    (void)fclose(file);
    return text;
}

static const struct outcome *fetch_host(struct bed *bed, const char *host)
{
    char url[URL_SIZE];
    (void)snprintf(url, sizeof url, "https://%s:%d/path", host, bed->port);
    const struct net_request request = {.url = url,
                                        .auth = NET_AUTH_BEARER,
                                        .secret = "token",
                                        .total_timeout_ms = 10000,
                                        .is_retryable = true};
    const struct outcome *outcome = rig_fetch(&bed->rig, &request);
    rig_run(&bed->rig);
    return outcome;
}

static void trust_the_test_certificate(struct bed *bed)
{
    const struct net_options options = {.ca_file = TLS_FOLDER "cert.pem"};
    rig_stop(&bed->rig);
    rig_start(&bed->rig, &options);
}

static void refuses_an_unknown_certificate(void **state)
{
    struct bed *bed = *state;
    const struct outcome *outcome = fetch_host(bed, "127.0.0.1");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "no secure connection to 127.0.0.1:"));
    assert_null(strstr(outcome->err.message, "path"));
    assert_int_equal(atomic_load(&bed->n_requests), 0);
}

static void accepts_a_trusted_one(void **state)
{
    struct bed *bed = *state;
    trust_the_test_certificate(bed);
    assert_int_equal(fetch_host(bed, "127.0.0.1")->status, 200);
    assert_int_equal(fetch_host(bed, "127.0.0.1")->status, 200);
    assert_int_equal(atomic_load(&bed->n_requests), 2);
}

static void refuses_another_hosts_certificate(void **state)
{
    struct bed *bed = *state;
    trust_the_test_certificate(bed);
    const struct outcome *outcome = fetch_host(bed, "localhost");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "localhost"));
    assert_int_equal(atomic_load(&bed->n_requests), 0);
}

static void tells_plain_text_where_tls_should_be(void **state)
{
    struct bed *bed = *state;
    REPLIES(&bed->rig.server, {.text = OK_TEXT});
    bed->rig.server.greeting = "HTTP/1.1 400 Bad Request\r\n\r\n";
    bed->port = bed->rig.server.port;
    const struct outcome *outcome = fetch_host(bed, "127.0.0.1");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "no secure connection to 127.0.0.1:"));
}

static int set_up(void **state)
{
    struct bed *bed = xcalloc(1, sizeof *bed);
    bed->key = file_text(TLS_FOLDER "key.pem");
    bed->certificate = file_text(TLS_FOLDER "cert.pem");
    bed->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_TLS, 0, NULL, NULL,
                         on_request, bed, MHD_OPTION_HTTPS_MEM_KEY, bed->key,
                         MHD_OPTION_HTTPS_MEM_CERT, bed->certificate, MHD_OPTION_END);
    assert_non_null(bed->daemon);
    bed->port = MHD_get_daemon_info(bed->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    rig_start(&bed->rig, NULL);
    *state = bed;
    return 0;
}

static int tear_down(void **state)
{
    struct bed *bed = *state;
    rig_stop(&bed->rig);
    MHD_stop_daemon(bed->daemon);
    free(bed->key);
    free(bed->certificate);
    free(bed);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(refuses_an_unknown_certificate),
        CASE(accepts_a_trusted_one),
        CASE(refuses_another_hosts_certificate),
        CASE(tells_plain_text_where_tls_should_be),
    };
    return cmocka_run_group_tests_name("net/tls", tests, NULL, NULL);
}
