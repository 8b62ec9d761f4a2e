/*
 * Streamable HTTP with several clients at once: sessions, streams that are lost and taken
 * up, subscriptions, calls that end late or ask, readers that do not read, ends of any
 * kind. The input is a play, a line each: a slot (a digit: one connection), what it does,
 * and its text.
 *
 *   0P {json}    POST in the slot's session, when it has one   0M {json}   POST, stateless
 *   0G [id]      GET with Last-Event-ID                        0D          DELETE
 *   0R text      these bytes, ~ for a line's end               0C 0H       close, half
 *   0I           reads no more                                 .L          the loop runs
 *   .T seconds   so much later                                 .F          a call ends
 *   .U .N        the resource, the list of tools changed
 *
 * Checked: only statuses that are defined are answered, what is streamed is events, and
 * when all have gone nothing is left: no exchange, channel, session, client, call or byte.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "mcp/http_core.h"
#include "base/banned.h"

enum { SLOTS = 5, CALLS_MAX = 64, LINES_MAX = 48, ANSWER_BYTES = 64 * 1024 };

struct slot {
    int fd; /* -1: not open */
    bool ignores;
    char session[MCP__SESSION_ID_CHARS + 1];
    struct str_buf seen;
};

static struct {
    uv_loop_t *loop;
    struct mcp_server *server;
    struct mcp_http *http;
    struct slot slots[SLOTS];
    uint64_t calls[CALLS_MAX]; /* not ended; some may be cancelled */
    size_t n_calls;
    uint64_t later_ms;
} rig;

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static json_t *form(void)
{
    json_auto_t *schema = json_pack("{s:s, s:{s:{s:s}}}", "type", "object", "properties",
                                    "a", "type", "string");
    return json_pack("{s:o}", "k", mcp_ask_form("a?", schema));
}

static void begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    (void)user;
    if (strcmp(call->name, "later") == 0 && rig.n_calls < CALLS_MAX) {
        rig.calls[rig.n_calls++] = call->id;
        return;
    }
    if (strcmp(call->name, "ask") == 0 && call->answers == NULL) {
        mcp_call_ask(server, call->id, form());
        return;
    }
    for (int i = 0; strcmp(call->name, "flood") == 0 && i < 40; i++) {
        mcp_call_progress(server, call->id, i + 1, -1,
                          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    }
    mcp_call_postpone(server, call->id);
    mcp_call_finish(server, call->id, mcp_tool_result(mcp_text("ok")));
}

static void read_resource(void *user, struct mcp_server *server,
                          const struct mcp_call *call)
{
    (void)user;
    mcp_call_finish(server, call->id,
                    mcp_resource_result(mcp_contents_text(call->name, NULL, "r")));
}

static void call_cancelled(void *user, struct mcp_server *server, uint64_t call_id)
{
    (void)user;
    (void)server;
    (void)call_id; /* its end comes late and finds nothing */
}

#define TOOL(name)                                                                         \
    "{\"name\":\"" name "\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}"

static void rig_open(void)
{
    static const char *const tools[] = {TOOL("now"), TOOL("later"), TOOL("ask"),
                                        TOOL("flood")};
    static const struct mcp_item resource = {
        .definition = "{\"uri\":\"x://r\",\"name\":\"r\"}", .begin = read_resource};
    static const struct mcp_server_options options = {.name = "fuzz",
                                                      .version = "1",
                                                      .has_list_changes = true,
                                                      .has_resource_updates = true,
                                                      .call_cancelled = call_cancelled};
    struct mcp_http_options http = {.limits = {.n_connections = 4,
                                               .n_requests_of_client = 3,
                                               .n_streams_of_client = 2,
                                               .n_sessions_of_client = 2,
                                               .stream_bytes = 2048}};
    char message[256];
    char hint[256];
    log_level_set(LOG_ERROR);
    rig.loop = uv_default_loop();
    rig.server = mcp_server_new(rig.loop, &options);
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        const struct mcp_item item = {.definition = tools[i], .begin = begin};
        check(mcp_server_add(rig.server, MCP_TOOL, &item), "a tool");
    }
    check(mcp_server_add(rig.server, MCP_RESOURCE, &resource), "a resource");
    http.server = rig.server;
    rig.http = mcp_http_new(rig.loop, &http, message, hint);
    check(rig.http != NULL, "a transport");
    for (size_t i = 0; i < SLOTS; i++) {
        rig.slots[i].fd = -1;
    }
}

static void turns(int n)
{
    for (int i = 0; i < n; i++) {
        (void)uv_run(rig.loop, UV_RUN_NOWAIT);
    }
}

/* ---- what is answered ---- */

static bool is_defined(long status)
{
    static const long defined[] = {200, 202, 204, 400, 403, 404, 405, 406,
                                   413, 415, 417, 429, 431, 501, 503, 505};
    for (size_t i = 0; i < sizeof defined / sizeof defined[0]; i++) {
        if (defined[i] == status) {
            return true;
        }
    }
    return false;
}

/* Text of ours escapes what ends a line: only a head has one so soon. */
static bool is_status_line(const char *at)
{
    const char *end = strstr(at, "\r\n");
    return end != NULL && end - at < 64 && memchr(at, '"', (size_t)(end - at)) == NULL;
}

static void seen_check(struct slot *slot)
{
    static const char name[] = "\r\nMcp-Session-Id: ";
    const char *at = str_buf_text(&slot->seen);
    for (at = strstr(at, "HTTP/1.1 "); at != NULL; at = strstr(at + 1, "HTTP/1.1 ")) {
        if (!is_status_line(at)) {
            continue;
        }
        check(is_defined(strtol(at + strlen("HTTP/1.1 "), NULL, 10)), "a defined status");
        const char *end = strstr(at, "\r\n\r\n");
        const char *id = strstr(at, name);
        if (id != NULL && end != NULL && id < end &&
            strlen(id) >= sizeof name - 1 + MCP__SESSION_ID_CHARS) {
            str_copy(slot->session, sizeof slot->session, id + sizeof name - 1);
        }
    }
    /* Inside a line it may stand in a text that was echoed. */
    check(strstr(str_buf_text(&slot->seen), "\ndata: data:") == NULL, "events");
}

static void slot_read(struct slot *slot)
{
    char bytes[4096];
    ssize_t n_bytes = 0;
    while (slot->fd >= 0 && !slot->ignores &&
           (n_bytes = recv(slot->fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
        if (slot->seen.length < ANSWER_BYTES) {
            str_buf_add_bytes(&slot->seen, bytes, (size_t)n_bytes);
        }
    }
    if (slot->seen.length > 0) {
        seen_check(slot);
        str_buf_clear(&slot->seen);
    }
}

static void run_a_while(void)
{
    for (int i = 0; i < 2; i++) {
        turns(2);
        for (size_t k = 0; k < SLOTS; k++) {
            slot_read(&rig.slots[k]);
        }
    }
}

/* ---- what is done ---- */

static void slot_close(struct slot *slot)
{
    if (slot->fd >= 0) {
        (void)close(slot->fd);
        slot->fd = -1;
    }
    slot->ignores = false;
}

static void slot_open(struct slot *slot)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(mcp_http_port(rig.http)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (slot->fd < 0) {
        slot->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (slot->fd >= 0 &&
            connect(slot->fd, (const struct sockaddr *)&address, sizeof address) != 0) {
            slot_close(slot);
        }
    }
}

static void slot_send(struct slot *slot, const char *text, size_t n_bytes)
{
    slot_open(slot);
    if (slot->fd >= 0) {
        (void)send(slot->fd, text, n_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

static void request_send(struct slot *slot, const char *method, const char *more,
                         const char *body)
{
    struct str_buf text = {0};
    str_buf_printf(&text,
                   "%s /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, "
                   "text/event-stream\r\nContent-Type: application/json\r\n%s",
                   method, more);
    if (slot->session[0] != '\0') {
        str_buf_printf(&text, "Mcp-Session-Id: %s\r\n", slot->session);
    }
    str_buf_printf(&text, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
    slot_send(slot, text.data, text.length);
    str_buf_release(&text);
}

static bool is_header_text(const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (!isprint((unsigned char)*text)) {
            return false;
        }
    }
    return text != NULL;
}

/* With the headers that the body asks for. */
static void stateless_send(struct slot *slot, const char *body)
{
    json_auto_t *json = json_loads(body, 0, NULL);
    const char *method = json_get_text(json, "method");
    const json_t *params = json_object_get(json, "params");
    const char *name = json_get_text(params, "name");
    name = name != NULL ? name : json_get_text(params, "uri");
    struct str_buf more = {0};
    str_buf_add(&more, "MCP-Protocol-Version: 2026-07-28\r\n");
    if (is_header_text(method)) {
        str_buf_printf(&more, "Mcp-Method: %s\r\n", method);
    }
    if (is_header_text(name)) {
        str_buf_printf(&more, "Mcp-Name: %s\r\n", name);
    }
    request_send(slot, "POST", more.data, body);
    str_buf_release(&more);
}

static void raw_send(struct slot *slot, const char *text)
{
    struct str_buf bytes = {0};
    for (; *text != '\0'; text++) {
        str_buf_add_bytes(&bytes, *text == '~' ? "\r\n" : text, *text == '~' ? 2 : 1);
    }
    slot_send(slot, str_buf_text(&bytes), bytes.length);
    str_buf_release(&bytes);
}

static void get_send(struct slot *slot, const char *last_event_id)
{
    char more[128] = "";
    if (last_event_id[0] != '\0' && is_header_text(last_event_id)) {
        (void)snprintf(more, sizeof more, "Last-Event-ID: %.64s\r\n", last_event_id);
    }
    request_send(slot, "GET", more, "");
}

static void call_end(void)
{
    if (rig.n_calls > 0) {
        uint64_t id = rig.calls[--rig.n_calls];
        mcp_call_progress(rig.server, id, 1, 2, "half");
        mcp_call_finish(rig.server, id, mcp_tool_result(mcp_text("late")));
    }
}

static void time_pass(const char *seconds)
{
    rig.later_ms += (uint64_t)(strtoul(seconds, NULL, 10) % 4000) * 1000;
    mcp__channels_tick(rig.http, uv_now(rig.loop) + rig.later_ms);
    mcp__http_sessions_tick(rig.http, uv_now(rig.loop) + rig.later_ms);
}

static void line_play(const char *line)
{
    struct slot *slot = &rig.slots[(unsigned char)line[0] % SLOTS];
    const char act = *(line[0] != '\0' ? line + 1 : line);
    const char *text = act != '\0' ? line + 2 + strspn(line + 2, " ") : "";
    switch (act) {
    case 'P':
        request_send(slot, "POST", "", text);
        break;
    case 'M':
        stateless_send(slot, text);
        break;
    case 'G':
        get_send(slot, text);
        break;
    case 'D':
        request_send(slot, "DELETE", "", "");
        break;
    case 'R':
        raw_send(slot, text);
        break;
    case 'C':
        slot_close(slot);
        break;
    case 'H':
        (void)shutdown(slot->fd, SHUT_WR);
        break;
    case 'I':
        slot->ignores = true;
        break;
    case 'T':
        time_pass(text);
        break;
    case 'F':
        call_end();
        break;
    case 'U':
        mcp_server_resource_updated(rig.server, "x://r");
        break;
    case 'N':
        mcp_server_list_changed(rig.server, MCP_TOOL);
        break;
    default:
        break;
    }
    run_a_while();
}

/* The transport's own look at all connections, without the wait for it. */
static void second_pass(void)
{
    (void)uv_timer_start(&rig.http->tick, rig.http->tick.timer_cb, 0, 1000);
}

/* All have gone: what is left may only be sessions, and they end when told. */
static void expect_nothing_left(void)
{
    for (size_t i = 0; i < SLOTS; i++) {
        slot_close(&rig.slots[i]);
        rig.slots[i].session[0] = '\0';
    }
    for (int i = 0; i < 200 && (rig.http->exchanges != NULL || rig.http->n_peers > 0);
         i++) {
        turns(5);
        second_pass();
    }
    check(rig.http->exchanges == NULL && rig.http->n_peers == 0, "connections are gone");
    while (rig.http->sessions != NULL) {
        mcp__http_session_end(rig.http->sessions);
    }
    turns(5);
    check(rig.http->channels == NULL, "no channel is left");
    check(rig.http->clients == NULL, "no client is left");
    check(rig.http->n_body_bytes == 0, "no body is left");
    check(rig.server->calls.n_running == 0 && rig.server->calls.n_waiting == 0 &&
              rig.server->first_asking == NULL,
          "no call is left");
    check(rig.server->first_listen == NULL, "no subscription is left");
    check(rig.server->first_session == NULL, "no session of the core is left");
    rig.n_calls = 0;
    rig.later_ms = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_FREE char *text = xmalloc(size + 1);
    char *rest = text;
    int n_lines = 0;
    if (rig.http == NULL) {
        rig_open();
    }
    memcpy(text, data, size);
    text[size] = '\0';
    for (const char *line = strsep(&rest, "\n"); line != NULL && n_lines < LINES_MAX;
         line = strsep(&rest, "\n")) {
        line_play(line);
        n_lines++;
    }
    expect_nothing_left();
    return 0;
}
