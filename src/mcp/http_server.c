/*
 * The HTTP transport's life: listening, libmicrohttpd on the uv loop, and the end.
 *
 * libmicrohttpd waits in an epoll descriptor of its own; that descriptor is watched by one
 * poll handle, and its timeouts by one timer. A resumed connection does not make the
 * descriptor readable (0.9.75, without a thread of its own), so resuming sets the timer to
 * now. MHD_run is called from these two alone.
 *
 * Stopping: the listening socket closes, streams end in order, calls at work have the
 * grace; what is still there then is cut off. The daemon is stopped when no exchange is
 * left: it must not be stopped while a connection is suspended.
 */
#include "mcp/http_core.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "base/banned.h"

enum {
    TICK_MS = 1000,
    STOPPING_TICK_MS = 20,
    FULL_SWEEP_MS = 20, /* with more connections than there is room for */
    JUST_CAME_MS = 250, /* its request may be on the way */
    N_HANDLES = 3,
    UNACKNOWLEDGED_MS = 30 * 1000 /* a peer that acknowledges nothing for so long is gone */
};

static void run(struct mcp_http *http);

static void due_now(uv_timer_t *timer)
{
    run(timer->data);
}

static void poll_readable(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    run(poll->data);
}

/*
 * Gone in the middle of a request: when its last bytes and its end come together,
 * libmicrohttpd reads the bytes and does not look again.
 */
static bool is_gone(const struct mcp__peer *peer)
{
    char byte = 0;
    return recv(peer->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* Idle between requests, or a request that trickles in: a whole one must come in time. */
static void peers_sweep(struct mcp_http *http, uint64_t now_ms)
{
    uint64_t idle_ms = (uint64_t)http->options.limits.connection_idle_s * 1000;
    http->swept_ms = now_ms;
    for (struct mcp__peer *peer = http->peers; peer != NULL; peer = peer->next) {
        bool is_waiting = peer->since_ms != 0;
        if (is_waiting &&
            (http->is_stopping || now_ms - peer->since_ms > idle_ms || is_gone(peer))) {
            (void)shutdown(peer->fd, SHUT_RDWR);
        }
    }
}

static void run(struct mcp_http *http)
{
    MHD_UNSIGNED_LONG_LONG wait_ms = 0;
    if (http->daemon == NULL) {
        return;
    }
    http->is_run_due = false;
    for (struct mcp__http_client *at = http->clients; at != NULL; at = at->next) {
        at->caller.has_turn = true;
    }
    (void)http->library.run(http->daemon);
    bool is_full = http->n_peers > http->options.limits.n_connections;
    if (is_full && uv_now(http->loop) - http->swept_ms >= FULL_SWEEP_MS) {
        peers_sweep(http, uv_now(http->loop));
    }
    if (http->is_run_due) {
        (void)uv_timer_start(&http->due, due_now, 0, 0);
    } else if (is_full) {
        (void)uv_timer_start(&http->due, due_now, FULL_SWEEP_MS, 0);
    } else if (http->library.get_timeout(http->daemon, &wait_ms) == MHD_YES) {
        (void)uv_timer_start(&http->due, due_now, wait_ms, 0);
    } else {
        (void)uv_timer_stop(&http->due);
    }
}

void mcp__http_run_soon(struct mcp_http *http)
{
    if (!http->is_run_due) {
        http->is_run_due = true;
        (void)uv_timer_start(&http->due, due_now, 0, 0);
    }
}

/*
 * Who is missed least of those who only hold a connection: first the one that waits longest
 * of those who never showed a right to ask (a flood of connections is this), then the one
 * that has been idle longest.
 */
static bool is_missed_less(const struct mcp__peer *peer, const struct mcp__peer *than)
{
    if (than == NULL || peer->is_known != than->is_known) {
        return than == NULL || than->is_known;
    }
    return peer->since_ms < than->since_ms;
}

/* Its request is here and only not read yet: the server is behind, not the client. */
static bool has_unread(const struct mcp__peer *peer)
{
    int n_bytes = 0;
    return ioctl(peer->fd, FIONREAD, &n_bytes) == 0 && n_bytes > 0;
}

/* Makes room for one that came; false: all are at work, or came just now themselves. */
static bool peer_shed(struct mcp_http *http)
{
    uint64_t now_ms = uv_now(http->loop);
    struct mcp__peer *least = NULL;
    for (struct mcp__peer *peer = http->peers; peer != NULL; peer = peer->next) {
        bool is_waiting = peer->since_ms != 0 && !peer->is_shed && !peer->is_beyond;
        bool was_refused = peer->has_asked && !peer->is_known;
        if (is_waiting && (was_refused || now_ms - peer->since_ms >= JUST_CAME_MS) &&
            is_missed_less(peer, least) && !has_unread(peer)) {
            least = peer;
        }
    }
    if (least != NULL) {
        least->is_shed = true;
        (void)shutdown(least->fd, SHUT_RDWR);
    }
    return least != NULL;
}

static void peer_begin(struct mcp_http *http, struct MHD_Connection *connection,
                       void **peer_at)
{
    const unsigned patience_ms = UNACKNOWLEDGED_MS;
    const union MHD_ConnectionInfo *info =
        http->library.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct mcp__peer *peer = xcalloc(1, sizeof *peer);
    peer->fd = info->connect_fd;
    peer->since_ms = uv_now(http->loop);
    (void)setsockopt(peer->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms,
                     sizeof patience_ms);
    peer->next = http->peers;
    if (http->peers != NULL) {
        http->peers->previous = peer;
    }
    http->peers = peer;
    http->n_peers++;
    peer->is_beyond =
        http->n_peers > http->options.limits.n_connections && !peer_shed(http);
    *peer_at = peer;
}

static void peer_end(struct mcp_http *http, struct mcp__peer *peer)
{
    if (peer->next != NULL) {
        peer->next->previous = peer->previous;
    }
    if (peer->previous != NULL) {
        peer->previous->next = peer->next;
    } else {
        http->peers = peer->next;
    }
    http->n_peers--;
    free(peer);
    /* At its limit libmicrohttpd stops listening; it begins again at the next run only. */
    mcp__http_run_soon(http);
}

static void peer_changed(void *user, struct MHD_Connection *connection, void **peer_at,
                         enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        peer_begin(user, connection, peer_at);
    } else if (*peer_at != NULL) {
        peer_end(user, *peer_at);
        *peer_at = NULL;
    }
}

static void handle_closed(uv_handle_t *handle)
{
    struct mcp_http *http = handle->data;
    if (--http->n_open_handles > 0) {
        return;
    }
    void (*ended)(void *user) = http->ended;
    void *user = http->ended_user;
    free(http);
    if (ended != NULL) {
        ended(user);
    }
}

static void close_all(struct mcp_http *http)
{
    http->library.stop_daemon(http->daemon);
    http->daemon = NULL;
    while (http->sessions != NULL) {
        mcp__http_session_end(http->sessions);
    }
    while (http->channels != NULL) {
        mcp__channel_free(http->channels);
    }
    uv_close((uv_handle_t *)&http->poll, handle_closed);
    uv_close((uv_handle_t *)&http->due, handle_closed);
    uv_close((uv_handle_t *)&http->tick, handle_closed);
}

static void stopping_tick(struct mcp_http *http, uint64_t now_ms)
{
    if (now_ms >= http->stop_at_ms) {
        for (struct mcp__exchange *at = http->exchanges; at != NULL; at = at->next) {
            mcp__exchange_cut(at);
        }
    }
    if (http->exchanges == NULL) {
        close_all(http);
    }
}

static void tick(uv_timer_t *timer)
{
    struct mcp_http *http = timer->data;
    uint64_t now_ms = uv_now(http->loop);
    peers_sweep(http, now_ms);
    mcp__channels_tick(http, now_ms);
    mcp__http_sessions_tick(http, now_ms);
    if (http->is_stopping) {
        stopping_tick(http, now_ms);
    }
}

void mcp_http_stop(struct mcp_http *http, int grace_ms, void (*ended)(void *user),
                   void *user)
{
    uint64_t stop_at_ms = uv_now(http->loop) + (uint64_t)(grace_ms > 0 ? grace_ms : 0);
    http->ended = ended;
    http->ended_user = user;
    if (http->is_stopping) {
        http->stop_at_ms = stop_at_ms < http->stop_at_ms ? stop_at_ms : http->stop_at_ms;
        return;
    }
    http->is_stopping = true;
    http->stop_at_ms = stop_at_ms;
    MHD_socket listener = http->library.quiesce_daemon(http->daemon);
    if (listener != MHD_INVALID_SOCKET) {
        (void)close(listener);
    }
    mcp__channels_stop(http);
    (void)uv_timer_start(&http->tick, tick, STOPPING_TICK_MS, STOPPING_TICK_MS);
}

void mcp_http_authorized(struct mcp_http *http, uint64_t request_id,
                         const struct mcp_http_identity *identity)
{
    for (struct mcp__exchange *at = http->exchanges; at != NULL; at = at->next) {
        if (at->id == request_id) {
            mcp__exchange_identify(at, identity);
            return;
        }
    }
}

uint16_t mcp_http_port(const struct mcp_http *http)
{
    return http->port;
}

static size_t or_default(size_t value, size_t fallback)
{
    return value > 0 ? value : fallback;
}

static void options_settle(struct mcp_http_options *options)
{
    struct mcp_http_limits *limits = &options->limits;
    limits->n_connections = or_default(limits->n_connections, 256);
    limits->n_requests_of_client = or_default(limits->n_requests_of_client, 128);
    limits->n_streams_of_client = or_default(limits->n_streams_of_client, 16);
    limits->n_sessions_of_client = or_default(limits->n_sessions_of_client, 32);
    limits->stream_bytes = or_default(limits->stream_bytes, 2UL * 1024 * 1024);
    limits->session_idle_s = limits->session_idle_s > 0 ? limits->session_idle_s : 3600;
    limits->connection_idle_s =
        limits->connection_idle_s > 0 ? limits->connection_idle_s : 60;
    limits->keep_alive_s = limits->keep_alive_s > 0 ? limits->keep_alive_s : 15;
    limits->replay_s = limits->replay_s > 0 ? limits->replay_s : 60;
    options->path = options->path != NULL ? options->path : "/mcp";
}

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool address_read(const struct mcp_http_options *options, union address *ret,
                         socklen_t *ret_length, bool *ret_is_loopback)
{
    const char *text = options->address;
    memset(ret, 0, sizeof *ret);
    if (text == NULL || strcmp(text, "localhost") == 0) {
        text = "127.0.0.1";
    }
    if (inet_pton(AF_INET, text, &ret->v4.sin_addr) == 1) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons(options->port);
        *ret_length = sizeof ret->v4;
        *ret_is_loopback = ntohl(ret->v4.sin_addr.s_addr) >> 24U == IN_LOOPBACKNET;
        return true;
    }
    ret->v6.sin6_family = AF_INET6;
    ret->v6.sin6_port = htons(options->port);
    *ret_length = sizeof ret->v6;
    if (inet_pton(AF_INET6, text, &ret->v6.sin6_addr) != 1) {
        return false;
    }
    *ret_is_loopback = IN6_IS_ADDR_LOOPBACK(&ret->v6.sin6_addr) != 0;
    return true;
}

bool mcp_http_address_is_loopback(const char *address, bool *ret_is_loopback)
{
    const struct mcp_http_options options = {.address = address};
    union address read;
    socklen_t length = 0;
    return address_read(&options, &read, &length, ret_is_loopback);
}

/* The address as Host headers name it: an IPv6 one in brackets. */
static void address_name(struct mcp_http *http, const union address *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    bool is_v6 = address->any.sa_family == AF_INET6;
    (void)inet_ntop(address->any.sa_family,
                    is_v6 ? (const void *)&address->v6.sin6_addr
                          : (const void *)&address->v4.sin_addr,
                    text, sizeof text);
    (void)snprintf(http->address, sizeof http->address, is_v6 ? "[%s]" : "%s", text);
}

static bool listen_begin(struct mcp_http *http, union address *address, socklen_t length,
                         struct err *err)
{
    const int yes = 1;
    int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0) {
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    }
    if (fd < 0 || bind(fd, &address->any, length) != 0 || listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, &address->any, &length) != 0) {
        int reason = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        return err_set(err, ERR_INTERNAL, "Choose another port, or end what uses it.",
                       "port %u of %s cannot be opened: %s", (unsigned)http->options.port,
                       http->address, strerror(reason));
    }
    http->listen_fd = fd;
    http->port = ntohs(address->any.sa_family == AF_INET6 ? address->v6.sin6_port
                                                          : address->v4.sin_port);
    return true;
}

static bool daemon_begin(struct mcp_http *http, int family, struct err *err)
{
    const struct mcp_http_limits *limits = &http->options.limits;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    flags |= family == AF_INET6 ? (unsigned)MHD_USE_IPv6 : 0U;
    http->daemon = http->library.start_daemon(
        flags, 0, NULL, NULL, mcp__exchange_request, http, MHD_OPTION_LISTEN_SOCKET,
        http->listen_fd, MHD_OPTION_NOTIFY_COMPLETED, mcp__exchange_completed, http,
        MHD_OPTION_NOTIFY_CONNECTION, peer_changed, http, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)limits->n_connections + MCP__CONNECTIONS_SPARE,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)limits->connection_idle_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_HTTP_CONNECTION_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_END);
    return http->daemon != NULL ||
           err_set(err, ERR_INTERNAL, "Report this.", "libmicrohttpd does not start");
}

static bool handles_begin(struct mcp_http *http, struct err *err)
{
    const union MHD_DaemonInfo *info =
        http->library.get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info == NULL || uv_poll_init(http->loop, &http->poll, info->epoll_fd) != 0) {
        http->library.stop_daemon(http->daemon);
        return err_set(err, ERR_INTERNAL, "Report this.",
                       "libmicrohttpd has no epoll descriptor");
    }
    (void)uv_timer_init(http->loop, &http->due);
    (void)uv_timer_init(http->loop, &http->tick);
    http->poll.data = http;
    http->due.data = http;
    http->tick.data = http;
    http->n_open_handles = N_HANDLES;
    (void)uv_poll_start(&http->poll, UV_READABLE, poll_readable);
    (void)uv_timer_start(&http->tick, tick, TICK_MS, TICK_MS);
    run(http);
    return true;
}

static bool begin(struct mcp_http *http, struct err *err)
{
    union address address;
    socklen_t length = 0;
    if (!address_read(&http->options, &address, &length, &http->names.is_loopback)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give a numeric address, as in 127.0.0.1 or ::1, or localhost.",
                       "\"%.60s\" is no address", http->options.address);
    }
    address_name(http, &address);
    http->names.address = http->address;
    http->names.hosts = http->options.hosts;
    http->names.n_hosts = http->options.n_hosts;
    http->names.origins = http->options.origins;
    http->names.n_origins = http->options.n_origins;
    if (!mcp__http_library_open(&http->library, err) ||
        !listen_begin(http, &address, length, err)) {
        return false;
    }
    if (!daemon_begin(http, address.any.sa_family, err)) {
        (void)close(http->listen_fd);
        return false;
    }
    return handles_begin(http, err);
}

struct mcp_http *mcp_http_new(uv_loop_t *loop, const struct mcp_http_options *options,
                              char message[256], char hint[256])
{
    struct err err = {0};
    struct mcp_http *http = xcalloc(1, sizeof *http);
    http->loop = loop;
    http->options = *options;
    options_settle(&http->options);
    (void)signal(SIGPIPE, SIG_IGN);
    if (!begin(http, &err)) {
        str_copy(message, 256, err.message);
        str_copy(hint, 256, err.hint);
        free(http);
        return NULL;
    }
    return http;
}
