/* One request, one answer: what comes back, and what of it reaches the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "rig.h"
#include "base/banned.h"

static void gives_status_body_and_type(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = OK_TEXT});
    const struct outcome *outcome = rig_get_now(rig, "/api");
    assert_int_equal(outcome->status, 200);
    assert_string_equal(outcome->body, "{}");
    assert_string_equal(outcome->content_type, "application/json");
    assert_int_equal(outcome->n_attempts, 1);
}

static void sends_agent_headers_and_basic_login(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/a?b=c%20d", url);
    request.headers[0] = (struct net_header){"Accept", "application/json"};
    request.headers[1] = (struct net_header){"X-Empty", ""};
    request.auth = NET_AUTH_BASIC;
    request.user = "API_KEY";
    request.secret = "s3cret";
    REPLIES(&rig->server, {.text = OK_TEXT});
    (void)rig_fetch(rig, &request);
    rig_run(rig);
    const char *seen = rig->server.seen[0].text;
    assert_non_null(strstr(seen, "GET /a?b=c%20d HTTP/1.1\r\n"));
    assert_non_null(strstr(seen, "\r\nUser-Agent: soleus-test/1\r\n"));
    assert_non_null(strstr(seen, "\r\nAccept: application/json\r\n"));
    assert_non_null(strstr(seen, "\r\nX-Empty:\r\n"));
    assert_non_null(strstr(seen, "\r\nAccept-Encoding: gzip\r\n"));
    assert_non_null(strstr(seen, "\r\nAuthorization: Basic QVBJX0tFWTpzM2NyZXQ=\r\n"));
}

static void sends_bearer_token(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/", url);
    request.auth = NET_AUTH_BEARER;
    request.secret = "tok-en";
    REPLIES(&rig->server, {.text = OK_TEXT});
    (void)rig_fetch(rig, &request);
    rig_run(rig);
    assert_non_null(
        strstr(rig->server.seen[0].text, "\r\nAuthorization: Bearer tok-en\r\n"));
}

static void keeps_its_connection(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = OK_TEXT});
    for (int i = 0; i < 3; i++) {
        assert_int_equal(rig_get_now(rig, "/")->status, 200);
    }
    assert_int_equal(rig->server.n_requests, 3);
    assert_int_equal(rig->server.n_connections, 1);
}

static void posts_a_body_once_on_a_fresh_connection(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    /* The kept connection dies when the second request comes: curl would repeat a POST
     * then. */
    REPLIES(&rig->server, {.text = OK_TEXT},
            {.text = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"});
    (void)rig_get_now(rig, "/");
    struct net_request request = rig_get(rig, "/w", url);
    request.method = NET_POST;
    request.is_retryable = false;
    request.body = "{\"a\":1}";
    request.n_body_bytes = 7;
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->status, 503);
    assert_int_equal(rig->server.n_requests, 2);
    assert_int_equal(rig->server.n_connections, 2);
    const char *seen = rig->server.seen[1].text;
    assert_non_null(strstr(seen, "POST /w HTTP/1.1\r\n"));
    assert_non_null(strstr(seen, "\r\nContent-Type: application/json\r\n"));
    assert_null(strstr(seen, "Expect:"));
    assert_non_null(strstr(seen, "\r\n\r\n{\"a\":1}"));
}

static void a_write_on_a_dying_connection_is_not_repeated(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    /* On a kept connection curl itself would send it again. */
    REPLIES(&rig->server, {.text = OK_TEXT}, {.text = "", .end = REPLY_CLOSE},
            {.text = OK_TEXT});
    (void)rig_get_now(rig, "/");
    struct net_request request = rig_get(rig, "/w", url);
    request.is_retryable = false;
    request.method = NET_PUT;
    request.body = "1";
    request.n_body_bytes = 1;
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_int_equal(rig->server.n_requests, 2);
}

static void deletes_without_body(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/e/1", url);
    request.method = NET_DELETE;
    REPLIES(&rig->server, {.text = "HTTP/1.1 204 No Content\r\n\r\n"});
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->status, 204);
    assert_string_equal(outcome->body, "");
    assert_non_null(strstr(rig->server.seen[0].text, "DELETE /e/1 HTTP/1.1\r\n"));
}

/* {"hello":"gzip"}, as gzip -9n writes it */
static const unsigned char packed[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xab, 0x56,
    0xca, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xb2, 0x52, 0x4a, 0xaf, 0xca, 0x2c,
    0x50, 0xaa, 0x05, 0x00, 0xf6, 0x4f, 0x05, 0x6f, 0x10, 0x00, 0x00, 0x00};

static const char gzip_head[] =
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";

/* The head and n_bytes after it as the script's only reply, in *reply; free() what it
 * returns. */
static char *script_gzip(struct rig *rig, const unsigned char *bytes, size_t n_bytes,
                         struct reply *reply)
{
    char *text = xmalloc(sizeof gzip_head - 1 + n_bytes);
    memcpy(text, gzip_head, sizeof gzip_head - 1);
    memcpy(text + sizeof gzip_head - 1, bytes, n_bytes);
    *reply = (struct reply){
        .text = text, .n_bytes = sizeof gzip_head - 1 + n_bytes, .end = REPLY_CLOSE};
    server_script(&rig->server, reply, 1);
    return text;
}

static void unpacks_gzip(void **state)
{
    struct rig *rig = *state;
    struct reply reply;
    char *text = script_gzip(rig, packed, sizeof packed, &reply);
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->status, 200);
    assert_string_equal(outcome->body, "{\"hello\":\"gzip\"}");
    free(text);
}

static void refuses_damaged_gzip(void **state)
{
    struct rig *rig = *state;
    static const unsigned char damaged[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00,
                                            0x00, 0x02, 0x03, 0xff, 0xff, 0xff, 0xff};
    struct reply reply;
    char *text = script_gzip(rig, damaged, sizeof damaged, &reply);
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "compressed reply of 127.0.0.1:"));
    free(text);
}

struct bits {
    unsigned char *bytes;
    size_t n_bits;
};

static void bits_add(struct bits *bits, unsigned value, unsigned n_bits)
{
    for (unsigned i = 0; i < n_bits; i++, bits->n_bits++) {
        bits->bytes[bits->n_bits / 8] |=
            (unsigned char)((value >> i & 1U) << (bits->n_bits % 8));
    }
}

/* 64 MiB of zeros in 400 KB: the limit counts what is unpacked. */
static void stops_a_gzip_bomb(void **state)
{
    struct rig *rig = *state;
    enum { BOMB_BYTES = 430000 };
    unsigned char *bytes = xcalloc(1, BOMB_BYTES);
    memcpy(bytes, packed, 10);
    struct bits bits = {.bytes = bytes + 10};
    bits_add(&bits, 3, 3);    /* last block, fixed codes */
    bits_add(&bits, 0x0c, 8); /* a zero byte: 00110000, first bit first */
    for (int i = 0; i < 64 * 1024 * 1024 / 258; i++) {
        bits_add(&bits, 0xa3,
                 8); /* 258 more of the byte before: 11000101, distance 00000 */
        bits_add(&bits, 0, 5);
    }
    struct reply reply;
    char *text = script_gzip(rig, bytes, BOMB_BYTES, &reply);
    free(bytes);
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "33554432 bytes"));
    free(text);
}

static void gives_an_error_status_as_response(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = "HTTP/1.1 404 Not Found\r\nContent-Length: 34\r\n\r\n"
                                   "{\"status\":404,\"error\":\"Not found\"}"});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->status, 404);
    assert_string_equal(outcome->body, "{\"status\":404,\"error\":\"Not found\"}");
    assert_string_equal(outcome->content_type, "");
    assert_false(outcome->is_body_cut);
}

static void cuts_an_endless_error_reply(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server,
            {.text = "HTTP/1.1 403 No\r\nConnection: close\r\n\r\n"
                     "0123456789012345678901234567890123456789012345678901234567890123",
             .end = REPLY_ENDLESS});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->status, 403);
    assert_int_equal(outcome->n_body_bytes, 64 * 1024);
    assert_true(outcome->is_body_cut);
}

static void an_error_status_counts_when_its_body_is_cut_off(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server, {.text = "HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\nAcc",
                           .end = REPLY_CLOSE});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->status, 401);
    assert_string_equal(outcome->body, "Acc");
    assert_true(outcome->is_body_cut);
}

static void stops_an_endless_body(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/", url);
    request.max_body_bytes = 100000;
    REPLIES(&rig->server,
            {.text = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                     "0123456789012345678901234567890123456789012345678901234567890123",
             .end = REPLY_ENDLESS});
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "100000 bytes"));
    assert_int_equal(rig->server.n_requests, 1);
}

static void a_body_of_exactly_the_limit_passes(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    struct net_request request = rig_get(rig, "/", url);
    request.max_body_bytes = 2;
    REPLIES(&rig->server, {.text = OK_TEXT});
    const struct outcome *outcome = rig_fetch(rig, &request);
    rig_run(rig);
    assert_int_equal(outcome->status, 200);
}

static void stops_a_header_flood(void **state)
{
    struct rig *rig = *state;
    REPLIES(&rig->server,
            {.text = "HTTP/1.1 200 OK\r\n"
                     "X-Flood: 01234567890123456789012345678901234567890123456789012\r\n",
             .end = REPLY_ENDLESS});
    const struct outcome *outcome = rig_get_now(rig, "/");
    assert_int_equal(outcome->err.code, ERR_UPSTREAM);
    assert_non_null(strstr(outcome->err.message, "64 KiB of headers"));
}

static void copies_what_it_is_given(void **state)
{
    struct rig *rig = *state;
    char url[URL_SIZE];
    char secret[] = "first";
    char body[] = "body";
    struct net_request request = rig_get(rig, "/copied", url);
    request.method = NET_PUT;
    request.auth = NET_AUTH_BEARER;
    request.secret = secret;
    request.body = body;
    request.n_body_bytes = 4;
    REPLIES(&rig->server, {.text = OK_TEXT});
    (void)rig_fetch(rig, &request);
    memset(url, 'x', sizeof url - 1);
    memset(secret, 'x', sizeof secret - 1);
    memset(body, 'x', sizeof body - 1);
    rig_run(rig);
    assert_non_null(strstr(rig->server.seen[0].text, "PUT /copied "));
    assert_non_null(strstr(rig->server.seen[0].text, "Bearer first\r\n"));
    assert_non_null(strstr(rig->server.seen[0].text, "\r\n\r\nbody"));
}

static int set_up(void **state)
{
    struct rig *rig = xcalloc(1, sizeof *rig);
    rig_start(rig, NULL);
    *state = rig;
    return 0;
}

static int tear_down(void **state)
{
    rig_stop(*state);
    free(*state);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(gives_status_body_and_type),
        CASE(sends_agent_headers_and_basic_login),
        CASE(sends_bearer_token),
        CASE(keeps_its_connection),
        CASE(posts_a_body_once_on_a_fresh_connection),
        CASE(a_write_on_a_dying_connection_is_not_repeated),
        CASE(deletes_without_body),
        CASE(unpacks_gzip),
        CASE(refuses_damaged_gzip),
        CASE(stops_a_gzip_bomb),
        CASE(gives_an_error_status_as_response),
        CASE(cuts_an_endless_error_reply),
        CASE(an_error_status_counts_when_its_body_is_cut_off),
        CASE(stops_an_endless_body),
        CASE(a_body_of_exactly_the_limit_passes),
        CASE(stops_a_header_flood),
        CASE(copies_what_it_is_given),
    };
    return cmocka_run_group_tests_name("net/fetch", tests, NULL, NULL);
}
