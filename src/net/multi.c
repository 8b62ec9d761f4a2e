#include "net/multi.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "base/banned.h"

enum { IDLE_CONNECTIONS_MAX = 4 };

/* One watched socket. Lives until the close callback of its handle. */
struct net__poll {
    struct net__poll *next;
    struct net__multi *multi;
    uv_poll_t handle;
    curl_socket_t socket;
};

static void handle_is_gone(struct net__multi *multi)
{
    multi->n_open_handles--;
    if (multi->is_closing && multi->n_open_handles == 0) {
        multi->closed(multi->owner);
    }
}

static void on_poll_closed(uv_handle_t *handle)
{
    struct net__poll *poll = handle->data;
    struct net__multi *multi = poll->multi;
    free(poll);
    handle_is_gone(multi);
}

static void on_timer_closed(uv_handle_t *handle)
{
    handle_is_gone(handle->data);
}

/* Tells the owner of every finished transfer, then calls idle. */
static void finished_read(struct net__multi *multi)
{
    CURLMsg *message = NULL;
    int n_left = 0;
    while (!multi->is_closing &&
           (message = multi->curl.multi_info_read(multi->multi, &n_left)) != NULL) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result; /* message dies with the removal */
        net__multi_remove(multi, easy);
        multi->ended(multi->owner, easy, code);
    }
    if (!multi->is_closing) {
        multi->idle(multi->owner);
    }
}

/*
 * Always followed by the reading of finished transfers: one can finish in an action that
 * leaves none running, and nothing would come back to it later.
 */
static void socket_act(struct net__multi *multi, curl_socket_t socket, int events)
{
    int n_running = 0;
    CURLMcode code =
        multi->curl.multi_socket_action(multi->multi, socket, events, &n_running);
    if (code != CURLM_OK) {
        log_line(LOG_ERROR, "net", "libcurl failed: %s", multi->curl.multi_strerror(code));
    }
    finished_read(multi);
}

static void on_timer(uv_timer_t *timer)
{
    socket_act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static void on_poll(uv_poll_t *handle, int status, int events)
{
    const struct net__poll *poll =
        handle->data; /* may be closed inside, freed only later */
    int curl_events = (events & UV_READABLE ? CURL_CSELECT_IN : 0) |
                      (events & UV_WRITABLE ? CURL_CSELECT_OUT : 0);
    socket_act(poll->multi, poll->socket, status < 0 ? CURL_CSELECT_ERR : curl_events);
}

/* curl's timer callback: no curl function may be called in here. */
static int timer_wanted(CURLM *unused, long timeout_ms, void *user)
{
    struct net__multi *multi = user;
    (void)unused;
    if (multi->is_closing) {
        return 0;
    }
    if (timeout_ms < 0) {
        (void)uv_timer_stop(&multi->timer);
        return 0;
    }
    uv_update_time(multi->loop);
    /* 0 means soon: from the loop, not from inside curl. */
    uint64_t delay_ms = timeout_ms == 0 ? 1 : (uint64_t)timeout_ms;
    (void)uv_timer_start(&multi->timer, on_timer, delay_ms, 0);
    return 0;
}

static struct net__poll **poll_find(struct net__multi *multi, curl_socket_t socket)
{
    struct net__poll **at = &multi->polls;
    while (*at != NULL && (*at)->socket != socket) {
        at = &(*at)->next;
    }
    return at;
}

static void poll_drop(struct net__poll **at)
{
    struct net__poll *poll = *at;
    *at = poll->next;
    (void)uv_poll_stop(&poll->handle);
    uv_close((uv_handle_t *)&poll->handle, on_poll_closed);
}

static struct net__poll *poll_new(struct net__multi *multi, curl_socket_t socket)
{
    struct net__poll *poll = xcalloc(1, sizeof *poll);
    int code = uv_poll_init_socket(multi->loop, &poll->handle, socket);
    if (code != 0) {
        log_line(LOG_ERROR, "net", "a socket cannot be watched: %s", uv_strerror(code));
        free(poll);
        return NULL; /* the transfer ends by its timeout */
    }
    poll->multi = multi;
    poll->socket = socket;
    poll->handle.data = poll;
    poll->next = multi->polls;
    multi->polls = poll;
    multi->n_open_handles++;
    return poll;
}

/* curl's socket callback: no curl function may be called in here. */
static int socket_wanted(CURL *easy, curl_socket_t socket, int what, void *user,
                         void *unused)
{
    struct net__multi *multi = user;
    (void)easy;
    (void)unused;
    struct net__poll **at = poll_find(multi, socket);
    if (what == CURL_POLL_REMOVE || multi->is_closing) {
        if (*at != NULL) {
            poll_drop(at);
        }
        return 0;
    }
    struct net__poll *poll = *at != NULL ? *at : poll_new(multi, socket);
    if (poll != NULL) {
        int events = (what & CURL_POLL_IN ? UV_READABLE : 0) |
                     (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
        (void)uv_poll_start(&poll->handle, events, on_poll);
    }
    return 0;
}

void net__multi_init(struct net__multi *multi)
{
    (void)uv_timer_init(multi->loop, &multi->timer);
    multi->timer.data = multi;
    multi->n_open_handles = 1;
    uv_unref((uv_handle_t *)&multi->timer); /* curl may leave it running when nothing is */
}

bool net__multi_open(struct net__multi *multi, const char *const curl_names[],
                     struct err *err)
{
    if (multi->multi != NULL) {
        return true;
    }
    if (multi->curl.multi_init == NULL && !curl_table_open(&multi->curl, curl_names, err)) {
        return false;
    }
    const struct curl_table *curl = &multi->curl;
    CURLM *handle = curl->multi_init();
    if (handle == NULL) {
        return err_set(err, ERR_INTERNAL, "Start again.", "libcurl has no memory");
    }
    (void)curl->multi_setopt(handle, CURLMOPT_SOCKETFUNCTION, socket_wanted);
    (void)curl->multi_setopt(handle, CURLMOPT_SOCKETDATA, multi);
    (void)curl->multi_setopt(handle, CURLMOPT_TIMERFUNCTION, timer_wanted);
    (void)curl->multi_setopt(handle, CURLMOPT_TIMERDATA, multi);
    (void)curl->multi_setopt(handle, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS_MAX);
    multi->multi = handle;
    return true;
}

bool net__multi_add(struct net__multi *multi, CURL *easy, struct err *err)
{
    CURLMcode code = multi->curl.multi_add_handle(multi->multi, easy);
    if (code != CURLM_OK) {
        return err_set(err, ERR_INTERNAL, "Try again.", "libcurl refused the request: %s",
                       multi->curl.multi_strerror(code));
    }
    if (multi->n_transfers++ == 0) {
        uv_ref((uv_handle_t *)&multi->timer);
    }
    return true;
}

void net__multi_remove(struct net__multi *multi, CURL *easy)
{
    (void)multi->curl.multi_remove_handle(multi->multi, easy);
    if (--multi->n_transfers == 0) {
        uv_unref((uv_handle_t *)&multi->timer);
    }
}

void net__multi_rest(struct net__multi *multi)
{
    if (multi->multi != NULL) {
        (void)multi->curl.multi_cleanup(multi->multi);
        multi->multi = NULL;
    }
    while (multi->polls != NULL) {
        poll_drop(&multi->polls);
    }
    (void)uv_timer_stop(&multi->timer);
}

void net__multi_close(struct net__multi *multi)
{
    multi->is_closing = true;
    net__multi_rest(multi);
    curl_table_release(&multi->curl);
    uv_close((uv_handle_t *)&multi->timer, on_timer_closed);
}
