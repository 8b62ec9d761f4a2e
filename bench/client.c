#include "client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 256 * 1024 };

void client_start(struct client *client, enum channel channel,
                  const char *const arguments[], const char *const environment[])
{
    *client = (struct client){.capacity = FIRST_CAPACITY, .next_id = 1};
    client->buffer = memory_resize(NULL, client->capacity);
    process_start(&client->process, channel, arguments, environment);
}

void client_end(struct client *client, struct process_end *ret)
{
    process_end(&client->process, ret);
    free(client->buffer);
    client->buffer = NULL;
}

void client_send(struct client *client, const char *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        ssize_t n_now = write(client->process.input, bytes, n_bytes);
        if (n_now < 0 && errno != EINTR) {
            die("writing to the server: %s", strerror(errno));
        }
        bytes += n_now > 0 ? n_now : 0;
        n_bytes -= n_now > 0 ? (size_t)n_now : 0;
    }
}

static void more_read(struct client *client)
{
    if (client->n_taken > 0) {
        client->n_bytes -= client->n_taken;
        memmove(client->buffer, client->buffer + client->n_taken, client->n_bytes);
        client->n_taken = 0;
    }
    if (client->n_bytes == client->capacity) {
        client->capacity *= 2;
        client->buffer = memory_resize(client->buffer, client->capacity);
    }
    ssize_t n_now = read(client->process.output, client->buffer + client->n_bytes,
                         client->capacity - client->n_bytes);
    if (n_now == 0) {
        die("the server's output ended before its answer");
    }
    if (n_now < 0 && errno != EINTR) {
        die("reading from the server: %s", strerror(errno));
    }
    client->n_bytes += n_now > 0 ? (size_t)n_now : 0;
}

struct json_slice client_line(struct client *client)
{
    size_t n_searched = 0;
    for (;;) {
        char *begin = client->buffer + client->n_taken;
        size_t n_left = client->n_bytes - client->n_taken;
        const char *end = n_left > n_searched
                              ? memchr(begin + n_searched, '\n', n_left - n_searched)
                              : NULL;
        if (end != NULL) {
            size_t n_bytes = (size_t)(end - begin);
            client->n_taken += n_bytes + 1;
            return (struct json_slice){.text = begin, .n_bytes = n_bytes};
        }
        n_searched = n_left;
        more_read(client);
    }
}

static void refuse(struct json_slice line)
{
    die("not the result that was expected: %.*s",
        (int)(line.n_bytes < 600 ? line.n_bytes : 600), line.text);
}

struct json_slice client_ask(struct client *client, const char *line, size_t n_bytes)
{
    struct json_slice result;
    client_send(client, line, n_bytes);
    struct json_slice reply = client_line(client);
    if (!json_member(reply, "result", &result)) {
        refuse(reply);
    }
    return result;
}

size_t request_write(char ret[REQUEST_BYTES], unsigned id, const char *method,
                     const char *params)
{
    int length = snprintf(
        ret, REQUEST_BYTES, "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"%s\"%s%s}\n", id,
        method, params != NULL ? ",\"params\":" : "", params != NULL ? params : "");
    if (length < 0 || length >= REQUEST_BYTES) {
        die("a request is too long: %s", method);
    }
    return (size_t)length;
}

size_t tool_request_write(char ret[REQUEST_BYTES], unsigned id, const char *tool,
                          const char *arguments)
{
    char params[REQUEST_BYTES];
    (void)snprintf(params, sizeof params, "{\"name\":\"%s\",\"arguments\":%s}", tool,
                   arguments);
    return request_write(ret, id, "tools/call", params);
}

struct json_slice client_request(struct client *client, const char *method,
                                 const char *params)
{
    char line[REQUEST_BYTES];
    size_t n_bytes = request_write(line, client->next_id++, method, params);
    return client_ask(client, line, n_bytes);
}

struct json_slice client_tool(struct client *client, const char *tool,
                              const char *arguments)
{
    char line[REQUEST_BYTES];
    size_t n_bytes = tool_request_write(line, client->next_id++, tool, arguments);
    struct json_slice result = client_ask(client, line, n_bytes);
    struct json_slice is_error;
    if (json_member(result, "isError", &is_error) && is_error.text[0] == 't') {
        refuse(result);
    }
    return result;
}

void client_initialize(struct client *client)
{
    static const char initialized[] =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
    (void)client_request(client, "initialize",
                         "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                         "\"clientInfo\":{\"name\":\"soleus_bench\",\"version\":\"1\"}}");
    client_send(client, initialized, sizeof initialized - 1);
}
