/* A server over standard input and output: one JSON-RPC message a line. */
#ifndef MCP_STDIO_H
#define MCP_STDIO_H

#include <stdbool.h>

struct mcp_server;

/*
 * Take a private copy of fd 1 for the protocol and let fd 1 be stderr, so that a stray
 * print cannot break a session. Returns the copy (close-on-exec), -1 on failure.
 */
int mcp_stdout_claim(void);

/*
 * Serve newline-delimited JSON-RPC on two descriptors (pipes, sockets, terminals or files).
 * At end of input the calls still at work get grace_ms to answer and what they answered is
 * written; then, or when the reader of out_fd is gone, ended() is called once from the loop
 * (not when mcp_server_free came first; it may be NULL). Descriptors stay the caller's;
 * SIGPIPE is ignored from here on. False when one of them cannot be served (logged), or
 * when the server serves stdio already.
 */
bool mcp_server_serve_stdio(struct mcp_server *server, int in_fd, int out_fd, int grace_ms,
                            void (*ended)(void *user), void *user);

#endif
