/* The real transport: pipes, sockets, files; slow and gone readers; the end of input. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "base/banned.h"

/* Two ends of a server that runs in this very thread. */
struct wire {
    struct fixture fixture;
    int to_server;
    int from_server;
    int server_in;
    int server_out;
    size_t n_ended;
    bool frees_in_ended;
    struct str_buf seen; /* all that the server wrote and was read */
};

static void ended(void *user)
{
    struct wire *wire = user;
    wire->n_ended++;
    if (wire->frees_in_ended) {
        mcp_server_free(wire->fixture.server);
        wire->fixture.server = NULL;
    }
}

static void serve(struct wire *wire, int grace_ms)
{
    fixture_open(&wire->fixture, NULL);
    wire->fixture.session.revision = NULL;
    assert_true(mcp_server_serve_stdio(wire->fixture.server, wire->server_in,
                                       wire->server_out, grace_ms, ended, wire));
}

static void wire_open(struct wire *wire, bool is_socket)
{
    int in[2];
    int out[2];
    memset(wire, 0, sizeof *wire);
    if (is_socket) {
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, in), 0);
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, out), 0);
    } else {
        assert_int_equal(pipe(in), 0);
        assert_int_equal(pipe(out), 0);
    }
    wire->server_in = in[0];
    wire->to_server = in[1];
    wire->from_server = out[0];
    wire->server_out = out[1];
    assert_int_equal(fcntl(wire->to_server, F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(fcntl(wire->from_server, F_SETFL, O_NONBLOCK), 0);
}

static void close_one(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
    *fd = -1;
}

static void turn(struct wire *wire)
{
    (void)uv_run(&wire->fixture.loop, UV_RUN_NOWAIT);
}

/* Read what there is. */
static void drain(struct wire *wire)
{
    char bytes[65536];
    ssize_t n_bytes = 0;
    while ((n_bytes = read(wire->from_server, bytes, sizeof bytes)) > 0) {
        str_buf_add_bytes(&wire->seen, bytes, (size_t)n_bytes);
    }
}

static void send_text(struct wire *wire, const char *text)
{
    size_t length = strlen(text);
    assert_int_equal(write(wire->to_server, text, length), length);
}

static size_t count_lines(const struct wire *wire)
{
    size_t n_lines = 0;
    for (size_t i = 0; i < wire->seen.length; i++) {
        n_lines += wire->seen.data[i] == '\n' ? 1U : 0U;
    }
    return n_lines;
}

static void run_to_the_end(struct wire *wire)
{
    while (wire->n_ended == 0) {
        drain(wire); /* first: the server may be waiting for room */
        (void)uv_run(&wire->fixture.loop, UV_RUN_ONCE);
    }
    drain(wire);
}

static void wire_close(struct wire *wire)
{
    close_one(&wire->to_server);
    close_one(&wire->from_server);
    close_one(&wire->server_in);
    close_one(&wire->server_out);
    str_buf_release(&wire->seen);
    mcp__connection_release(&wire->fixture.connection);
    if (wire->fixture.server != NULL) {
        mcp_server_free(wire->fixture.server);
    }
    (void)uv_run(&wire->fixture.loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&wire->fixture.loop), 0);
    free(wire->fixture.begun);
    free(wire->fixture.cancelled);
    free(wire->fixture.line);
}

#define PING "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"
#define INITIALIZE                                                                         \
    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"                 \
    "\"protocolVersion\":"                                                                 \
    "\"2025-11-25\"}}\n"
#define LATER                                                                              \
    "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/"                                    \
    "call\",\"params\":{\"name\":\"later\"}}\n"

static void test_a_short_session(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct wire wire;
        wire_open(&wire, i == 1);
        wire.frees_in_ended = i == 1;
        serve(&wire, 100);
        assert_false(mcp_server_serve_stdio(wire.fixture.server, wire.server_in,
                                            wire.server_out, 0, ended, &wire)); /* once */
        send_text(&wire, PING "\n" PING "\n\n" PING); /* the last line has no end */
        turn(&wire);
        drain(&wire);
        assert_int_equal(count_lines(&wire), 2);
        close_one(&wire.to_server);
        run_to_the_end(&wire);
        assert_int_equal(count_lines(&wire), 3);
        assert_int_equal(wire.n_ended, 1);
        /* The caller's descriptors are still open, and as they were. */
        assert_int_equal(fcntl(wire.server_in, F_GETFL) & O_NONBLOCK, 0);
        assert_int_equal(fcntl(wire.server_out, F_GETFL) & O_NONBLOCK, 0);
        wire_close(&wire);
    }
}

static void test_replies_of_one_chunk_are_one_write(void **state)
{
    (void)state;
    struct wire wire;
    wire_open(&wire, true);
    close_one(&wire.from_server);
    close_one(&wire.server_out);
    int packets[2]; /* a socket that keeps each write apart */
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, packets), 0);
    wire.from_server = packets[0];
    wire.server_out = packets[1];
    serve(&wire, 0);
    send_text(&wire, PING "\n" PING "\n" PING "\n");
    turn(&wire);
    char bytes[4096];
    ssize_t n_bytes = recv(wire.from_server, bytes, sizeof bytes, 0);
    assert_int_equal(n_bytes, 3 * strlen("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n"));
    wire_close(&wire);
}

static void test_calls_get_grace_at_the_end(void **state)
{
    (void)state;
    struct wire wire;
    wire_open(&wire, false);
    serve(&wire, 60000);
    send_text(&wire, INITIALIZE LATER);
    close_one(&wire.to_server);
    for (int i = 0; i < 5; i++) {
        turn(&wire);
    }
    assert_int_equal(wire.n_ended, 0);
    mcp_call_finish(wire.fixture.server, wire.fixture.begun[0], json_object());
    run_to_the_end(&wire);
    assert_int_equal(count_lines(&wire), 2);
    assert_non_null(strstr(wire.seen.data, "\"id\":9"));
    wire_close(&wire);
}

static void test_grace_has_an_end(void **state)
{
    (void)state;
    struct wire wire;
    wire_open(&wire, false);
    serve(&wire, 10);
    send_text(&wire, INITIALIZE LATER);
    close_one(&wire.to_server);
    run_to_the_end(&wire);
    assert_int_equal(count_lines(&wire), 1);
    assert_int_equal(wire.fixture.n_cancelled, 1);
    wire_close(&wire);
}

static void test_a_gone_reader_ends_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct wire wire;
        wire_open(&wire, i == 1);
        wire.frees_in_ended = true;
        serve(&wire, 60000);
        send_text(&wire, INITIALIZE LATER);
        turn(&wire);
        close_one(&wire.from_server);
        close_one(&wire.server_out); /* ours only: the server has its own */
        send_text(&wire, PING "\n");
        while (wire.n_ended == 0) {
            (void)uv_run(&wire.fixture.loop, UV_RUN_ONCE);
        }
        assert_int_equal(wire.fixture.n_cancelled, 1);
        wire_close(&wire);
    }
}

static void test_free_before_the_end(void **state)
{
    (void)state;
    struct wire wire;
    wire_open(&wire, false);
    serve(&wire, 60000);
    send_text(&wire, INITIALIZE LATER);
    turn(&wire);
    mcp_server_free(wire.fixture.server);
    wire.fixture.server = NULL;
    assert_int_equal(wire.fixture.n_cancelled, 1);
    (void)uv_run(&wire.fixture.loop, UV_RUN_DEFAULT);
    assert_int_equal(wire.n_ended, 0);
    wire_close(&wire);
}

/*
 * A reader that does not read: the server stops reading too, its memory stays bounded, and
 * nothing is lost once the reader reads.
 */
static void test_a_slow_reader_stops_the_reading(void **state)
{
    (void)state;
    static const char request[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/"
                                  "call\",\"params\":{\"name\":\"large\","
                                  "\"arguments\":{\"n_bytes\":100000}}}\n";
    struct wire wire;
    wire_open(&wire, false);
    serve(&wire, 60000);
    send_text(&wire, INITIALIZE);
    size_t n_sent = 0;
    size_t n_idle = 0;
    while (n_idle < 50) { /* until the server takes no more */
        ssize_t n_bytes = write(wire.to_server, request, sizeof request - 1);
        n_sent += n_bytes > 0 ? 1U : 0U;
        n_idle = n_bytes > 0 ? 0 : n_idle + 1;
        assert_true(n_bytes < 0 || n_bytes == sizeof request - 1);
        turn(&wire);
    }
    /* What was taken is bounded: the queue, one more answer, and what lies in the pipes. */
    assert_true(n_sent < (size_t)LIMIT_OUTPUT_QUEUE_BYTES / 100000 +
                             2 * 65536 / sizeof request + 700);
    close_one(&wire.to_server);
    run_to_the_end(&wire);
    assert_int_equal(count_lines(&wire), n_sent + 1);
    wire_close(&wire);
}

static void test_files_and_nothing(void **state)
{
    (void)state;
    char in_path[] = "/tmp/soleus_stdio_in_XXXXXX";
    char out_path[] = "/tmp/soleus_stdio_out_XXXXXX";
    struct wire wire = {.to_server = -1, .from_server = -1};
    wire.server_in = mkstemp(in_path);
    wire.server_out = mkstemp(out_path);
    assert_true(wire.server_in >= 0 && wire.server_out >= 0);
    for (int i = 0; i < 3000; i++) {
        assert_int_equal(write(wire.server_in, PING "\n", strlen(PING "\n")),
                         strlen(PING "\n"));
    }
    assert_int_equal(lseek(wire.server_in, 0, SEEK_SET), 0);
    serve(&wire, 0);
    while (wire.n_ended == 0) {
        (void)uv_run(&wire.fixture.loop, UV_RUN_ONCE);
    }
    assert_int_equal(lseek(wire.server_out, 0, SEEK_END),
                     3000 *
                         (off_t)strlen("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n"));
    (void)unlink(in_path);
    (void)unlink(out_path);
    wire_close(&wire);

    struct wire nothing = {.to_server = -1, .from_server = -1};
    nothing.server_in = open("/dev/null", O_RDONLY);
    nothing.server_out = open("/dev/null", O_WRONLY);
    serve(&nothing, 0);
    while (nothing.n_ended == 0) {
        (void)uv_run(&nothing.fixture.loop, UV_RUN_ONCE);
    }
    wire_close(&nothing);
}

static void test_a_full_disk_ends_it(void **state)
{
    (void)state;
    struct wire wire = {.from_server = -1};
    int in[2];
    assert_int_equal(pipe(in), 0);
    wire.server_in = in[0];
    wire.to_server = in[1];
    wire.server_out = open("/dev/full", O_WRONLY);
    assert_true(wire.server_out >= 0);
    serve(&wire, 0);
    send_text(&wire, PING "\n");
    while (wire.n_ended == 0) {
        (void)uv_run(&wire.fixture.loop, UV_RUN_ONCE);
    }
    wire_close(&wire);
}

static void test_a_closed_descriptor_is_refused(void **state)
{
    (void)state;
    struct wire wire;
    wire_open(&wire, false);
    fixture_open(&wire.fixture, NULL);
    FILE *log = freopen("/dev/null", "w", stderr);
    assert_non_null(log);
    assert_false(
        mcp_server_serve_stdio(wire.fixture.server, 987, wire.server_out, 0, ended, &wire));
    assert_false(
        mcp_server_serve_stdio(wire.fixture.server, wire.server_in, 987, 0, ended, &wire));
    assert_true(mcp_server_serve_stdio(wire.fixture.server, wire.server_in, wire.server_out,
                                       0, ended, &wire));
    close_one(&wire.to_server);
    run_to_the_end(&wire);
    assert_int_equal(wire.n_ended, 1);
    wire_close(&wire);
}

static void test_a_very_long_line(void **state)
{
    (void)state;
    char in_path[] = "/tmp/soleus_stdio_long_XXXXXX";
    struct wire wire;
    wire_open(&wire, false);
    close_one(&wire.to_server);
    close_one(&wire.server_in);
    wire.server_in = mkstemp(in_path);
    assert_true(wire.server_in >= 0);
    struct str_buf text = {0};
    for (size_t i = 0; i < (size_t)LIMIT_LINE_BYTES / 8 + 8; i++) {
        str_buf_add(&text, "xxxxxxxx");
    }
    str_buf_add(&text, "\n" PING "\n");
    assert_int_equal(write(wire.server_in, text.data, text.length), text.length);
    assert_int_equal(lseek(wire.server_in, 0, SEEK_SET), 0);
    serve(&wire, 0);
    run_to_the_end(&wire);
    assert_int_equal(count_lines(&wire), 2);
    assert_non_null(strstr(wire.seen.data, "-32600"));
    assert_non_null(strstr(wire.seen.data, "\"result\":{}"));
    str_buf_release(&text);
    (void)unlink(in_path);
    wire_close(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_short_session),
        cmocka_unit_test(test_replies_of_one_chunk_are_one_write),
        cmocka_unit_test(test_calls_get_grace_at_the_end),
        cmocka_unit_test(test_grace_has_an_end),
        cmocka_unit_test(test_a_gone_reader_ends_it),
        cmocka_unit_test(test_free_before_the_end),
        cmocka_unit_test(test_a_slow_reader_stops_the_reading),
        cmocka_unit_test(test_files_and_nothing),
        cmocka_unit_test(test_a_full_disk_ends_it),
        cmocka_unit_test(test_a_very_long_line),
        cmocka_unit_test(test_a_closed_descriptor_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
