#include "fake.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct answer {
    char *text; /* head and body, terminated */
    size_t n_bytes;
    const char *body;
};

static void write_all(int fd, const char *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        ssize_t n_now = write(fd, bytes, n_bytes);
        if (n_now < 0 && errno != EINTR) {
            die("writing to the fake service: %s", strerror(errno));
        }
        bytes += n_now > 0 ? n_now : 0;
        n_bytes -= n_now > 0 ? (size_t)n_now : 0;
    }
}

/* Until the end of the connection. */
static void answer_read(int fd, struct answer *ret)
{
    size_t capacity = 65536;
    *ret = (struct answer){.text = memory_resize(NULL, capacity)};
    ssize_t n_now = 0;
    do {
        if (ret->text != NULL && ret->n_bytes + 1 == capacity) {
            capacity *= 2;
            ret->text = memory_resize(ret->text, capacity);
        }
        n_now = read(fd, ret->text + ret->n_bytes, capacity - 1 - ret->n_bytes);
        ret->n_bytes += n_now > 0 ? (size_t)n_now : 0;
    } while (n_now > 0 || (n_now < 0 && errno == EINTR));
    ret->text[ret->n_bytes] = '\0';
    ret->body = strstr(ret->text, "\r\n\r\n");
    if (n_now < 0 || ret->body == NULL) {
        die("no answer from the fake service");
    }
    ret->body += 4;
}

/* headers: whole lines; "" when none. */
static void ask(const struct fake *fake, const char *method, const char *target,
                const char *headers, const char *body, struct answer *ret)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)fake->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char head[4096];
    size_t n_body = body != NULL ? strlen(body) : 0;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        die("the fake service cannot be reached: %s", strerror(errno));
    }
    int length = snprintf(head, sizeof head,
                          "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                          "Content-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n",
                          method, target, n_body, headers);
    if (length < 0 || (size_t)length >= sizeof head) {
        die("a request is too long");
    }
    write_all(fd, head, (size_t)length);
    write_all(fd, body != NULL ? body : "", n_body);
    answer_read(fd, ret);
    (void)close(fd);
    if (strncmp(ret->text, "HTTP/1.1 20", 11) != 0) {
        die("%s %s: %.*s", method, target, (int)strcspn(ret->text, "\r\n"), ret->text);
    }
}

static json_t *ask_json(const struct fake *fake, const char *target)
{
    struct answer answer;
    ask(fake, "GET", target, "", NULL, &answer);
    json_t *json = json_loads(answer.body, 0, NULL);
    free(answer.text);
    if (json == NULL) {
        die("%s is no JSON", target);
    }
    return json;
}

void fake_start(struct fake *fake, const char *program, const char *synthetic,
                const char *today)
{
    const char *const arguments[] = {program, "--synthetic",         synthetic, "--today",
                                     today,   "--exit-on-stdin-eof", NULL};
    const char *const environment[] = {NULL};
    char line[64] = "";
    process_start(&fake->process, CHANNEL_PIPES, arguments, environment);
    size_t n_bytes = 0;
    ssize_t n_now = 1;
    while (n_now > 0 && strchr(line, '\n') == NULL && n_bytes < sizeof line - 1) {
        n_now = read(fake->process.output, line + n_bytes, sizeof line - 1 - n_bytes);
        n_bytes += n_now > 0 ? (size_t)n_now : 0;
    }
    if (strncmp(line, "port=", 5) != 0) {
        die("the fake service did not start");
    }
    fake->port = (unsigned)strtoul(line + 5, NULL, 10);
    (void)snprintf(fake->url, sizeof fake->url, "http://127.0.0.1:%u", fake->port);
}

void fake_end(struct fake *fake)
{
    struct process_end end;
    process_end(&fake->process, &end);
}

unsigned fake_requests(const struct fake *fake)
{
    json_t *counts = ask_json(fake, "/_fake/counts");
    json_int_t n_requests = json_integer_value(json_object_get(counts, "requests"));
    json_decref(counts);
    return (unsigned)n_requests;
}

static void delete (const struct fake *fake, const char *target)
{
    struct answer answer;
    ask(fake, "DELETE", target, "", NULL, &answer);
    free(answer.text);
}

void fake_requests_clear(const struct fake *fake)
{
    delete (fake, "/_fake/counts");
    delete (fake, "/_fake/requests");
}

void fake_activity_add(const struct fake *fake, const char *athlete, const char *id,
                       const char *day)
{
    char row[1024];
    struct answer answer;
    (void)snprintf(row, sizeof row,
                   "{\"athlete\":\"%s\",\"row\":{\"id\":\"%s\",\"type\":\"Run\","
                   "\"name\":\"One more\",\"start_date_local\":\"%sT06:30:00\","
                   "\"start_date\":\"%sT05:30:00Z\",\"moving_time\":3600,"
                   "\"elapsed_time\":3660,\"distance\":10000.0,\"average_heartrate\":140,"
                   "\"icu_training_load\":55,\"source\":\"GARMIN_CONNECT\"}}",
                   athlete, id, day, day);
    ask(fake, "POST", "/_fake/activity", "", row, &answer);
    free(answer.text);
}

double fake_replay(const struct fake *fake, double *ret_n_bytes)
{
    static const char headers[] = "Authorization: Basic QVBJX0tFWTp0ZXN0a2V5\r\n"
                                  "Accept-Encoding: gzip\r\n";
    json_t *journal = ask_json(fake, "/_fake/requests");
    const json_t *list = journal;
    if (json_is_object(list)) {
        list = json_object_get(list, "requests");
    }
    *ret_n_bytes = 0;
    int64_t begin_ns = now_ns();
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *request = json_array_get(list, i);
        const char *path = json_string_value(json_object_get(request, "path"));
        const char *query = json_string_value(json_object_get(request, "query"));
        char target[2048];
        struct answer answer;
        (void)snprintf(target, sizeof target, "%s%s%s", path != NULL ? path : "",
                       query != NULL && query[0] != '\0' ? "?" : "",
                       query != NULL ? query : "");
        ask(fake, "GET", target, headers, NULL, &answer);
        *ret_n_bytes += (double)answer.n_bytes;
        free(answer.text);
    }
    double seconds = (double)(now_ns() - begin_ns) * 1e-9;
    json_decref(journal);
    return seconds;
}
