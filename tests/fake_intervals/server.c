#include "server.h"

#include "date.h"
#include "exchange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_MAX = 16 << 20, CONNECTION_MEMORY = 64 << 10 };

void server_init(struct server *server)
{
    *server = (struct server){.has_gzip = true};
    store_init(&server->store);
    journal_init(&server->journal);
    server->canned = json_array();
}

void exchange_sleep(struct exchange *exchange, int delay_ms)
{
    exchange->wake_at_ms = date_monotonic_ms() + delay_ms;
    exchange->next_asleep = exchange->server->asleep;
    exchange->server->asleep = exchange;
    MHD_suspend_connection(exchange->connection);
}

/* Resumes what is due, or all of it. */
static void wake(struct server *server, bool is_for_all)
{
    int64_t now_ms = date_monotonic_ms();
    struct exchange **at = &server->asleep;
    while (*at != NULL) {
        struct exchange *exchange = *at;
        if (is_for_all || exchange->wake_at_ms <= now_ms) {
            *at = exchange->next_asleep;
            exchange->next_asleep = NULL;
            MHD_resume_connection(exchange->connection);
        } else {
            at = &exchange->next_asleep;
        }
    }
}

static void *on_uri(void *context, const char *uri, struct MHD_Connection *connection)
{
    return exchange_new(context, connection, uri);
}

/* libmicrohttpd fixes this signature. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *url, const char *method, const char *version,
                                  const char *data, size_t *data_size, void **state)
{
    (void)context;
    (void)connection;
    (void)url;
    (void)version;
    struct exchange *exchange = *state;
    if (exchange->step == STEP_READING && exchange->method == NULL) {
        exchange->method = mem_strdup(method);
        return MHD_YES;
    }
    if (*data_size > 0) {
        if (exchange->body.length + *data_size > BODY_MAX) {
            exchange->is_body_too_long = true;
        } else {
            text_add(&exchange->body, data, *data_size);
        }
        *data_size = 0;
        return MHD_YES;
    }
    if (exchange->step == STEP_READING) {
        exchange->step = STEP_ARRIVED;
    }
    return exchange_advance(exchange);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct server *server = context;
    (void)connection;
    (void)code;
    struct exchange *exchange = *state;
    if (exchange == NULL) {
        return;
    }
    for (struct exchange **at = &server->asleep; *at != NULL; at = &(*at)->next_asleep) {
        if (*at == exchange) {
            *at = exchange->next_asleep;
            break;
        }
    }
    exchange_free(exchange);
    *state = NULL;
}

/* A listening socket on the loopback interface, or -1. */
static int socket_listen(uint16_t port, uint16_t *ret_port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (fd < 0) {
        return -1;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (const struct sockaddr *)&address, length) != 0 ||
        listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
        (void)close(fd);
        return -1;
    }
    *ret_port = ntohs(address.sin_port);
    return fd;
}

bool server_start(struct server *server, uint16_t port, uint16_t *ret_port)
{
    int fd = socket_listen(port, ret_port);
    if (fd < 0) {
        (void)fprintf(stderr, "fake_intervals: port %u: %s\n", (unsigned)port,
                      strerror(errno));
        return false;
    }
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    flags |= server->is_verbose ? (unsigned)MHD_USE_ERROR_LOG : 0U;
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_URI_LOG_CALLBACK, on_uri, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_END);
    if (server->daemon == NULL) {
        (void)close(fd);
        (void)fputs("fake_intervals: libmicrohttpd did not start\n", stderr);
        return false;
    }
    return true;
}

int server_fd(const struct server *server)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info != NULL ? info->epoll_fd : -1;
}

int server_timeout_ms(const struct server *server)
{
    MHD_UNSIGNED_LONG_LONG http_ms = 0;
    int64_t shortest_ms = INT_MAX;
    if (MHD_get_timeout(server->daemon, &http_ms) == MHD_YES && http_ms < INT_MAX) {
        shortest_ms = (int64_t)http_ms;
    }
    int64_t now_ms = date_monotonic_ms();
    for (const struct exchange *at = server->asleep; at != NULL; at = at->next_asleep) {
        int64_t rest_ms = at->wake_at_ms > now_ms ? at->wake_at_ms - now_ms : 0;
        shortest_ms = rest_ms < shortest_ms ? rest_ms : shortest_ms;
    }
    return shortest_ms == INT_MAX ? -1 : (int)shortest_ms;
}

void server_run(struct server *server)
{
    wake(server, false);
    (void)MHD_run(server->daemon);
}

void server_release(struct server *server)
{
    if (server->daemon != NULL) {
        wake(server, true);
        MHD_stop_daemon(server->daemon);
        server->daemon = NULL;
    }
    fault_list_clear(&server->faults);
    journal_release(&server->journal);
    store_release(&server->store);
    json_decref(server->canned);
    server->canned = NULL;
}
