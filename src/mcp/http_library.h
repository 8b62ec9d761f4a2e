/*
 * GNU libmicrohttpd, opened when HTTP is served: linking it would bring its TLS stack into
 * every start. All of mcp calls it through this table.
 */
#ifndef MCP_HTTP_LIBRARY_H
#define MCP_HTTP_LIBRARY_H

#include <microhttpd.h>

#include "base/err.h"

struct mcp__http_library {
    struct MHD_Daemon *(*start_daemon)(unsigned flags, uint16_t port,
                                       MHD_AcceptPolicyCallback accept, void *accept_user,
                                       MHD_AccessHandlerCallback handler,
                                       void *handler_user, ...);
    void (*stop_daemon)(struct MHD_Daemon *daemon);
    MHD_socket (*quiesce_daemon)(struct MHD_Daemon *daemon);
    enum MHD_Result (*run)(struct MHD_Daemon *daemon);
    enum MHD_Result (*get_timeout)(struct MHD_Daemon *daemon,
                                   MHD_UNSIGNED_LONG_LONG *ret_timeout_ms);
    const union MHD_DaemonInfo *(*get_daemon_info)(struct MHD_Daemon *daemon,
                                                   enum MHD_DaemonInfoType type, ...);
    const union MHD_ConnectionInfo *(*get_connection_info)(
        struct MHD_Connection *connection, enum MHD_ConnectionInfoType type, ...);
    int (*get_connection_values)(struct MHD_Connection *connection, enum MHD_ValueKind kind,
                                 MHD_KeyValueIterator each, void *user);
    void (*suspend_connection)(struct MHD_Connection *connection);
    void (*resume_connection)(struct MHD_Connection *connection);
    struct MHD_Response *(*create_response_from_buffer)(size_t n_bytes, void *bytes,
                                                        enum MHD_ResponseMemoryMode mode);
    struct MHD_Response *(*create_response_from_callback)(
        uint64_t n_bytes, size_t block_size, MHD_ContentReaderCallback reader, void *user,
        MHD_ContentReaderFreeCallback free_user);
    enum MHD_Result (*add_response_header)(struct MHD_Response *response, const char *name,
                                           const char *value);
    enum MHD_Result (*queue_response)(struct MHD_Connection *connection, unsigned status,
                                      struct MHD_Response *response);
    void (*destroy_response)(struct MHD_Response *response);
};

/* Opens the library by its usual names; it stays in memory until the process ends. */
MUST_CHECK bool mcp__http_library_open(struct mcp__http_library *ret_library,
                                       struct err *err);

#endif
