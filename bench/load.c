#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "process.h"

enum { EVENTS_MAX = 128, NS_PER_S = 1000000000, DRAIN_S = 10 };

size_t load_request_write(char to[LOAD_REQUEST_BYTES], const struct load_call *call,
                          unsigned id, const char *token, const char *session)
{
    char body[1024];
    char named[128] = "";
    char era[160];
    bool is_opening = strcmp(call->method, "initialize") == 0;
    bool is_stateless = session[0] == '\0' && !is_opening;
    int n_body = snprintf(
        body, sizeof body,
        "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"%s\",\"params\":{%s\"_meta\":{%s}}}",
        id, call->method, call->params,
        is_stateless ? "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                       "\"io.modelcontextprotocol/clientCapabilities\":{}"
                     : "");
    if (call->name != NULL && is_stateless) {
        (void)snprintf(named, sizeof named, "Mcp-Name: %s\r\n", call->name);
    }
    if (is_stateless) {
        (void)snprintf(era, sizeof era,
                       "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: %s\r\n",
                       call->method);
    } else if (is_opening) {
        era[0] = '\0';
    } else {
        (void)snprintf(era, sizeof era,
                       "MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: %s\r\n",
                       session);
    }
    int n_bytes = snprintf(to, LOAD_REQUEST_BYTES,
                           "POST /mcp HTTP/1.1\r\nHost: localhost\r\n"
                           "Content-Type: application/json\r\n"
                           "Accept: application/json, text/event-stream\r\n"
                           "%s%s%s%s%sContent-Length: %d\r\n\r\n%s",
                           token[0] != '\0' ? "Authorization: Bearer " : "", token,
                           token[0] != '\0' ? "\r\n" : "", era, named, n_body, body);
    if (n_body < 0 || (size_t)n_body >= sizeof body || n_bytes < 0 ||
        n_bytes >= LOAD_REQUEST_BYTES) {
        die("a request of the load is too long");
    }
    return (size_t)n_bytes;
}

static void timer_set(int timer, int64_t due_ns)
{
    const struct itimerspec when = {
        .it_value = {.tv_sec = due_ns / NS_PER_S, .tv_nsec = due_ns % NS_PER_S}};
    (void)timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

/* Waits until due_ns or something happens, and lets it happen. */
static void wait_and_serve(int epoll, int timer, int64_t due_ns)
{
    struct epoll_event events[EVENTS_MAX];
    timer_set(timer, due_ns);
    int n_events = epoll_wait(epoll, events, EVENTS_MAX, 1000);
    for (int i = 0; i < n_events; i++) {
        struct link *link = events[i].data.ptr;
        if (link != NULL) {
            link_ready(link, events[i].events);
        }
    }
}

static double own_cpu_s(void)
{
    struct rusage used;
    (void)getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

void load_run(const struct load_options *options, struct load_result *ret)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLET, .data.ptr = NULL};
    if (epoll < 0 || timer < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &wanted) != 0) {
        die("epoll: %s", strerror(errno));
    }
    double cpu_before_s = own_cpu_s();
    struct crowd *crowd = crowd_new(epoll, options, ret);
    struct rude *rude = options->rude_tokens != NULL ? rude_new(epoll, options, ret) : NULL;
    int64_t end_ns = now_ns() + (int64_t)(options->seconds * NS_PER_S);
    int64_t give_up_ns = end_ns + (int64_t)DRAIN_S * NS_PER_S;
    for (int64_t at_ns = now_ns();
         at_ns < end_ns || (crowd_n_asking(crowd) > 0 && at_ns < give_up_ns);
         at_ns = now_ns()) {
        int64_t due_ns = crowd_turn(crowd, at_ns, at_ns < end_ns);
        int64_t rude_ns = rude != NULL ? rude_turn(rude, at_ns) : due_ns;
        wait_and_serve(epoll, timer, rude_ns < due_ns ? rude_ns : due_ns);
    }
    ret->n_lost += crowd_n_asking(crowd); /* never answered */
    rude_free(rude);
    crowd_free(crowd);
    ret->own_cpu_s += own_cpu_s() - cpu_before_s;
    (void)close(timer);
    (void)close(epoll);
}
