/*
 * The client does as little as it can (writing ids into rendered requests, finding line
 * ends, comparing ids), because it shares the machine with the server. New requests are
 * written when half the window is free, so that both sides move large pieces.
 */
#include "flood.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_ID = 1000000, ID_DIGITS = 7 };

struct run {
    const struct flood *flood;
    struct client *client;
    char *requests; /* n_ahead of them, written again and again with new ids */
    size_t request_bytes;
    size_t id_at;    /* where the id stands in each */
    size_t n_filled; /* bytes to write; n_written of them are */
    size_t n_written;
    unsigned n_asked; /* requests filled in so far */
    unsigned n_answered;
};

static void requests_render(struct run *run)
{
    char line[REQUEST_BYTES];
    char id[ID_DIGITS + 1];
    const struct flood *flood = run->flood;
    run->request_bytes = request_write(line, FIRST_ID, flood->method, flood->params);
    (void)snprintf(id, sizeof id, "%d", FIRST_ID);
    run->id_at = (size_t)(strstr(line, id) - line);
    run->requests = memory_resize(NULL, run->request_bytes * flood->n_ahead);
    for (unsigned i = 0; i < flood->n_ahead; i++) {
        memcpy(run->requests + i * run->request_bytes, line, run->request_bytes);
    }
}

static void requests_fill(struct run *run, unsigned n_requests)
{
    for (unsigned i = 0; i < n_requests; i++) {
        unsigned id = FIRST_ID + run->n_asked++;
        char *digits = run->requests + i * run->request_bytes + run->id_at;
        for (size_t k = ID_DIGITS; k > 0; k--) {
            digits[k - 1] = (char)('0' + id % 10U);
            id /= 10U;
        }
    }
    run->n_filled = n_requests * run->request_bytes;
    run->n_written = 0;
}

/* True when there is something to write. */
static bool requests_prepare(struct run *run)
{
    const struct flood *flood = run->flood;
    if (run->n_written < run->n_filled) {
        return true;
    }
    unsigned n_left = flood->n_calls - run->n_asked;
    unsigned n_free = flood->n_ahead - (run->n_asked - run->n_answered);
    if (n_left == 0 || (n_free < flood->n_ahead / 2 && n_free < n_left)) {
        return false;
    }
    requests_fill(run, n_free < n_left ? n_free : n_left);
    return true;
}

static void write_some(struct run *run)
{
    ssize_t n_now = write(run->client->process.input, run->requests + run->n_written,
                          run->n_filled - run->n_written);
    if (n_now < 0 && errno != EAGAIN && errno != EINTR) {
        die("writing ahead: %s", strerror(errno));
    }
    run->n_written += n_now > 0 ? (size_t)n_now : 0;
}

static void reply_check(const struct run *run, const char *line, size_t n_bytes)
{
    char begin[64];
    int n_begin =
        snprintf(begin, sizeof begin,
                 "{\"jsonrpc\":\"2.0\",\"id\":%u,\"result\":", FIRST_ID + run->n_answered);
    if (n_bytes < (size_t)n_begin || memcmp(line, begin, (size_t)n_begin) != 0 ||
        memmem(line, n_bytes, "\"isError\":true", 14) != NULL) {
        die("reply %u is not right: %.*s", run->n_answered,
            (int)(n_bytes < 300 ? n_bytes : 300), line);
    }
}

static void read_some(struct run *run)
{
    struct client *client = run->client;
    ssize_t n_now = read(client->process.output, client->buffer + client->n_bytes,
                         client->capacity - client->n_bytes);
    if (n_now <= 0 && (n_now == 0 || (errno != EINTR && errno != EAGAIN))) {
        die("the output ended after %u answers", run->n_answered);
    }
    const char *line = client->buffer;
    const char *searched = client->buffer + client->n_bytes;
    client->n_bytes += n_now > 0 ? (size_t)n_now : 0;
    const char *end = client->buffer + client->n_bytes;
    const char *newline = NULL;
    while ((newline = memchr(searched, '\n', (size_t)(end - searched))) != NULL) {
        if (run->flood->is_reply_checked) {
            reply_check(run, line, (size_t)(newline - line));
        }
        run->n_answered++;
        line = newline + 1;
        searched = line;
    }
    client->n_bytes = (size_t)(end - line);
    memmove(client->buffer, line, client->n_bytes);
    if (client->n_bytes == client->capacity) {
        die("a reply is longer than %zu bytes", client->capacity);
    }
}

double flood_run(struct client *client, const struct flood *flood)
{
    struct run run = {.flood = flood, .client = client};
    if (client->n_taken != client->n_bytes) {
        die("an answer was left over");
    }
    client->n_taken = 0;
    client->n_bytes = 0;
    requests_render(&run);
    int flags = fcntl(client->process.input, F_GETFL);
    (void)fcntl(client->process.input, F_SETFL, flags | O_NONBLOCK);
    int64_t begin_ns = now_ns();
    while (run.n_answered < flood->n_calls) {
        bool wants_write = requests_prepare(&run);
        struct pollfd fds[] = {
            {.fd = client->process.output, .events = POLLIN},
            {.fd = wants_write ? client->process.input : -1, .events = POLLOUT}};
        if (poll(fds, 2, -1) < 0 && errno != EINTR) {
            die("poll: %s", strerror(errno));
        }
        if (fds[1].revents != 0) {
            write_some(&run);
        }
        if (fds[0].revents != 0) {
            read_some(&run);
        }
    }
    double seconds = (double)(now_ns() - begin_ns) * 1e-9;
    (void)fcntl(client->process.input, F_SETFL, flags);
    free(run.requests);
    return seconds;
}
