/* The fake service of a rig: its life, and its control requests over a socket. */
#include "harness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void launch(struct rig *rig)
{
    const char *argv[ARGS_MAX + 8] = {FAKE_INTERVALS_PATH, "--key", API_KEY,
                                      "--exit-on-stdin-eof", "--port"};
    const char *envp[] = {"PATH=/usr/bin:/bin", NULL};
    char port[16];
    size_t n_args = 5;
    FORMAT(port, "%d", rig->port);
    argv[n_args++] = port;
    for (size_t i = 0; i < rig->n_fake_args; i++) {
        argv[n_args++] = rig->fake_args[i];
    }
    argv[n_args] = NULL;
    child_start(&rig->fake, argv, envp);
    /* Inventing ten years takes seconds. */
    int64_t deadline_ms = monotonic_ms() + DEADLINE_MS * (IS_SANITIZED ? 5 : 1);
    while (strchr(str_buf_text(&rig->fake.out), '\n') == NULL) {
        if (rig->fake.has_ended || !child_wait_change(&rig->fake, deadline_ms)) {
            fail_msg("the fake service does not start: %s", str_buf_text(&rig->fake.err));
        }
    }
    assert_int_equal(sscanf(str_buf_text(&rig->fake.out), "port=%d", &rig->port), 1);
    (void)snprintf(rig->base_url, sizeof rig->base_url, "http://127.0.0.1:%d", rig->port);
}

void fake_start(struct rig *rig, ...)
{
    va_list args;
    va_start(args, rig);
    const char *arg = NULL;
    while ((arg = va_arg(args, const char *)) != NULL) {
        assert_true(rig->n_fake_args < ARGS_MAX);
        (void)snprintf(rig->fake_args[rig->n_fake_args++], PATH_SIZE, "%s", arg);
    }
    va_end(args);
    launch(rig);
}

void fake_stop(struct rig *rig)
{
    child_close_in(&rig->fake);
    assert_true(child_wait_end(&rig->fake, monotonic_ms() + DEADLINE_MS));
    assert_int_equal(child_exit_code(&rig->fake), 0);
    child_release(&rig->fake);
}

void fake_restart(struct rig *rig)
{
    launch(rig);
}

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval limit = {.tv_sec = DEADLINE_MS / 1000};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void send_all(int fd, const char *text, size_t n_bytes)
{
    while (n_bytes > 0) {
        ssize_t n_now = send(fd, text, n_bytes, MSG_NOSIGNAL);
        assert_true(n_now > 0);
        text += n_now;
        n_bytes -= (size_t)n_now;
    }
}

static char *double_quotes(char *text)
{
    for (char *at = text; *at != '\0'; at++) {
        *at = *at == '\'' ? '"' : *at;
    }
    return text;
}

static json_t *control(struct rig *rig, const char *method, const char *path,
                       const char *body)
{
    struct str_buf request = {0};
    struct str_buf reply = {0};
    char bytes[16384];
    ssize_t n_bytes = 0;
    int fd = connect_to(rig->port);
    str_buf_printf(&request,
                   "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                   "Content-Length: %zu\r\n\r\n%s",
                   method, path, strlen(body), body);
    send_all(fd, str_buf_text(&request), request.length);
    while ((n_bytes = recv(fd, bytes, sizeof bytes, 0)) > 0) {
        str_buf_add_bytes(&reply, bytes, (size_t)n_bytes);
    }
    (void)close(fd);
    const char *head = str_buf_text(&reply);
    const char *end = strstr(head, "\r\n\r\n");
    if (strncmp(head, "HTTP/1.1 200", 12) != 0 || end == NULL) {
        fail_msg("%s %s %s: %s", method, path, body, head);
    }
    json_t *value = json_loads(end + 4, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    str_buf_release(&request);
    str_buf_release(&reply);
    return value;
}

json_t *fake_control(struct rig *rig, const char *method, const char *path,
                     const char *body_format, ...)
{
    char body[8192];
    va_list values;
    va_start(values, body_format);
    int n_bytes = vsnprintf(body, sizeof body, body_format, values);
    va_end(values);
    assert_true(n_bytes >= 0 && (size_t)n_bytes < sizeof body);
    return control(rig, method, path, double_quotes(body));
}

void fake_fault(struct rig *rig, const char *order_format, ...)
{
    char order[2048];
    va_list values;
    va_start(values, order_format);
    (void)vsnprintf(order, sizeof order, order_format, values);
    va_end(values);
    json_decref(control(rig, "POST", "/_fake/faults", double_quotes(order)));
}

void fake_faults_clear(struct rig *rig)
{
    json_decref(control(rig, "DELETE", "/_fake/faults", ""));
}

json_t *fake_requests(struct rig *rig)
{
    return control(rig, "GET", "/_fake/requests", "");
}

size_t fake_requests_count(struct rig *rig)
{
    json_auto_t *requests = fake_requests(rig);
    return json_array_size(requests);
}

void fake_requests_clear(struct rig *rig)
{
    json_decref(control(rig, "DELETE", "/_fake/requests", ""));
}

void fake_requests_await(struct rig *rig, size_t n_requests)
{
    int64_t deadline_ms = monotonic_ms() + DEADLINE_MS;
    while (fake_requests_count(rig) < n_requests) {
        assert_true(monotonic_ms() < deadline_ms);
    }
}

size_t fake_requests_to(struct rig *rig, const char *path_end)
{
    json_auto_t *requests = fake_requests(rig);
    size_t n_found = 0;
    for (size_t i = 0; i < json_array_size(requests); i++) {
        const char *path =
            json_string_value(json_object_get(json_array_get(requests, i), "path"));
        size_t length = strlen(path);
        size_t n_end = strlen(path_end);
        n_found += length >= n_end && strcmp(path + length - n_end, path_end) == 0;
    }
    return n_found;
}

void fake_put(struct rig *rig, const char *what, const char *row_format, ...)
{
    char row[4096];
    char path[64];
    char body[4200];
    va_list values;
    va_start(values, row_format);
    (void)vsnprintf(row, sizeof row, row_format, values);
    va_end(values);
    FORMAT(path, "/_fake/%s", what);
    FORMAT(body, "{'merge':true,'row':%s}", row);
    json_decref(control(rig, "POST", path, double_quotes(body)));
}
