/* An MCP client: lines over a process's pipes, one question after the other. */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include <stdbool.h>

#include "json_text.h"
#include "process.h"

struct client {
    struct process process;
    char *buffer;
    size_t n_bytes; /* in the buffer */
    size_t n_taken; /* of them, by lines that were handed out */
    size_t capacity;
    unsigned next_id;
};

void client_start(struct client *client, enum channel channel,
                  const char *const arguments[], const char *const environment[]);
/* Closes the input and waits for the end, which must be 0. */
void client_end(struct client *client, struct process_end *ret);

void client_send(struct client *client, const char *bytes, size_t n_bytes);
/* The next line without its end; valid until the next call. Dies at the end of output. */
struct json_slice client_line(struct client *client);

/* Send the line, take the next one, which must be a result; returns its value. */
struct json_slice client_ask(struct client *client, const char *line, size_t n_bytes);
/* The same for a method; params is JSON text. */
struct json_slice client_request(struct client *client, const char *method,
                                 const char *params);
/* A tool's result, which must not be an error. */
struct json_slice client_tool(struct client *client, const char *tool,
                              const char *arguments);
/* initialize, its answer awaited, and notifications/initialized. */
void client_initialize(struct client *client);

/* A request as a line with its end; ret has 512 bytes. Returns its length. */
enum { REQUEST_BYTES = 512 };
size_t request_write(char ret[REQUEST_BYTES], unsigned id, const char *method,
                     const char *params);
size_t tool_request_write(char ret[REQUEST_BYTES], unsigned id, const char *tool,
                          const char *arguments);

#endif
