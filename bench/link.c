#include "link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process.h"

void link_init(struct link *link, int epoll,
               void (*happened)(struct link *link, enum link_event event), void *user)
{
    memset(link, 0, sizeof *link);
    link->epoll = epoll;
    link->fd = -1;
    link->happened = happened;
    link->user = user;
    link->body = memory_resize(NULL, LINK_BODY_BYTES + 1);
}

void link_release(struct link *link)
{
    link_close(link);
    free(link->request);
    free(link->body);
    link->request = NULL;
    link->body = NULL;
}

void link_close(struct link *link)
{
    if (link->fd >= 0) {
        (void)close(link->fd); /* epoll forgets it */
        link->fd = -1;
    }
    link->n_request_bytes = 0;
    link->n_sent = 0;
}

static void answer_begin(struct link *link)
{
    link->part = LINK_HEAD;
    link->n_line_bytes = 0;
    link->n_body_bytes = 0;
    link->status = 0;
    link->retry_after_s = 0;
    link->session[0] = '\0';
}

bool link_open(struct link *link, uint16_t port, int receive_bytes)
{
    const int yes = 1;
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                                 .data.ptr = link};
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons(port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    link_close(link);
    answer_begin(link);
    link->n_opened++;
    link->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (link->fd < 0) {
        die("no socket: %s", strerror(errno));
    }
    (void)setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (receive_bytes > 0) {
        (void)setsockopt(link->fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
                         sizeof receive_bytes);
    }
    bool is_open =
        (connect(link->fd, (const struct sockaddr *)&address, sizeof address) == 0 ||
         errno == EINPROGRESS) &&
        epoll_ctl(link->epoll, EPOLL_CTL_ADD, link->fd, &wanted) == 0;
    if (!is_open) {
        link_close(link);
    }
    return is_open;
}

static void closed_by_peer(struct link *link)
{
    link_close(link);
    link->happened(link, LINK_CLOSED);
}

/* False: the connection broke, the owner was told. */
static bool write_on(struct link *link)
{
    while (link->n_sent < link->n_request_bytes) {
        ssize_t n_now = send(link->fd, link->request + link->n_sent,
                             link->n_request_bytes - link->n_sent, MSG_NOSIGNAL);
        if (n_now < 0 && (errno == EAGAIN || errno == ENOTCONN)) {
            return true;
        }
        if (n_now < 0 && errno != EINTR) {
            closed_by_peer(link);
            return false;
        }
        link->n_sent += n_now > 0 ? (size_t)n_now : 0;
    }
    return true;
}

void link_send(struct link *link, const char *bytes, size_t n_bytes)
{
    size_t n_open = link->n_request_bytes - link->n_sent;
    if (n_open > 0) {
        memmove(link->request, link->request + link->n_sent, n_open);
    }
    link->request = memory_resize(link->request, n_open + n_bytes + 1);
    memcpy(link->request + n_open, bytes, n_bytes);
    link->n_request_bytes = n_open + n_bytes;
    link->n_sent = 0;
    (void)write_on(link);
}

static const char *header_of(const char *head, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line != NULL;
         line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            line += length + 1;
            return line + strspn(line, " ");
        }
    }
    return NULL;
}

static void head_read(struct link *link)
{
    const char *length = header_of(link->line, "Content-Length");
    const char *coding = header_of(link->line, "Transfer-Encoding");
    const char *retry = header_of(link->line, "Retry-After");
    const char *session = header_of(link->line, "Mcp-Session-Id");
    link->status = (int)strtol(link->line + strlen("HTTP/1.1 "), NULL, 10);
    link->retry_after_s = retry != NULL ? (int)strtol(retry, NULL, 10) : 0;
    if (session != NULL) {
        size_t n_chars = strcspn(session, "\r\n");
        n_chars = n_chars < sizeof link->session ? n_chars : sizeof link->session - 1;
        memcpy(link->session, session, n_chars);
        link->session[n_chars] = '\0';
    }
    link->n_left = length != NULL ? strtoul(length, NULL, 10) : 0;
    link->part = coding != NULL ? LINK_CHUNK_SIZE : LINK_LENGTH;
    link->n_line_bytes = 0;
}

/* Up to and with `end`; true when it is there, terminated before it. */
static bool line_take(struct link *link, const char **at, const char *until,
                      const char *end)
{
    size_t n_end = strlen(end);
    while (*at < until) {
        if (link->n_line_bytes + 1 >= sizeof link->line) {
            die("an answer's head is too long");
        }
        link->line[link->n_line_bytes++] = *(*at)++;
        if (link->n_line_bytes >= n_end &&
            memcmp(link->line + link->n_line_bytes - n_end, end, n_end) == 0) {
            link->line[link->n_line_bytes - n_end] = '\0';
            return true;
        }
    }
    return false;
}

static void body_add(struct link *link, const char *bytes, size_t n_bytes)
{
    size_t n_room =
        link->n_body_bytes < LINK_BODY_BYTES ? LINK_BODY_BYTES - link->n_body_bytes : 0;
    size_t n_kept = n_bytes < n_room ? n_bytes : n_room;
    memcpy(link->body + (LINK_BODY_BYTES - n_room), bytes, n_kept);
    link->n_body_bytes += n_bytes;
}

static void left_take(struct link *link, const char **at, const char *until, size_t n_spare)
{
    size_t n_here = (size_t)(until - *at);
    size_t n_now = n_here < link->n_left ? n_here : link->n_left;
    size_t n_body = link->n_left > n_spare ? link->n_left - n_spare : 0;
    body_add(link, *at, n_now < n_body ? n_now : n_body);
    *at += n_now;
    link->n_left -= n_now;
}

/* True: the answer is whole. */
static bool part_take(struct link *link, const char **at, const char *until)
{
    switch (link->part) {
    case LINK_HEAD:
        if (line_take(link, at, until, "\r\n\r\n")) {
            head_read(link);
        }
        return link->part == LINK_LENGTH && link->n_left == 0;
    case LINK_LENGTH:
        left_take(link, at, until, 0);
        return link->n_left == 0;
    case LINK_CHUNK_SIZE:
        if (line_take(link, at, until, "\r\n")) {
            link->n_left = strtoul(link->line, NULL, 16);
            link->part = link->n_left > 0 ? LINK_CHUNK : LINK_TRAILER;
            link->n_left += 2;
            link->n_line_bytes = 0;
        }
        return false;
    case LINK_CHUNK:
        left_take(link, at, until, 2);
        link->part = link->n_left == 0 ? LINK_CHUNK_SIZE : LINK_CHUNK;
        return false;
    case LINK_TRAILER:
        left_take(link, at, until, 2);
        return link->n_left == 0;
    }
    return false;
}

/* False: the connection is another one now. */
static bool bytes_take(struct link *link, const char *bytes, size_t n_bytes)
{
    const char *until = bytes + n_bytes;
    unsigned n_opened = link->n_opened;
    while (bytes < until) {
        if (part_take(link, &bytes, until)) {
            size_t n_kept =
                link->n_body_bytes < LINK_BODY_BYTES ? link->n_body_bytes : LINK_BODY_BYTES;
            link->body[n_kept] = '\0';
            link->happened(link, LINK_ANSWERED);
            if (link->fd < 0 || link->n_opened != n_opened) {
                return false;
            }
            answer_begin(link);
        }
    }
    return true;
}

static void read_on(struct link *link)
{
    static char bytes[LINK_BODY_BYTES];
    for (;;) {
        ssize_t n_now = recv(link->fd, bytes, sizeof bytes, 0);
        if (n_now > 0) {
            if (!bytes_take(link, bytes, (size_t)n_now)) {
                return;
            }
        } else if (n_now < 0 && errno == EAGAIN) {
            return;
        } else if (n_now == 0 || errno != EINTR) {
            closed_by_peer(link);
            return;
        }
    }
}

void link_ready(struct link *link, uint32_t events)
{
    if (link->fd < 0 || ((events & EPOLLOUT) != 0 && !write_on(link))) {
        return;
    }
    if (!link->ignores && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
        read_on(link);
    } else if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
        closed_by_peer(link);
    }
}

void link_sip(struct link *link, size_t n_bytes)
{
    char bytes[4096];
    size_t n_most = n_bytes < sizeof bytes ? n_bytes : sizeof bytes;
    ssize_t n_now = link->fd >= 0 ? recv(link->fd, bytes, n_most, MSG_DONTWAIT) : -1;
    if (n_now == 0) {
        closed_by_peer(link);
    }
}
