/*
 * The inside of the HTTP transport.
 *
 * A *peer* is a TCP connection. An *exchange* is one request on it with its answer. A
 * *channel* is where the core writes for one POST or one GET stream: a connection of the
 * core with a queue of events; it may outlive its exchange when a session's client lost the
 * stream and may take it up again. A *session* is what `initialize` opened. A *client* is a
 * principal with all its exchanges, streams and sessions counted.
 *
 * The way of a POST: http_exchange.c (libmicrohttpd's callbacks, gate, body) -> http_post.c
 * (judge, session, channel) -> mcp__receive_parsed -> channel_changed -> an answer at once
 * (http_answer.c), or the exchange is suspended until there is something to say; then one
 * JSON object, or a stream (http_stream.c) as soon as something comes before the answer.
 *
 * libmicrohttpd is run from the loop only (http_server.c), never from inside the core: what
 * the core does to another exchange is to resume it.
 */
#ifndef MCP_HTTP_CORE_H
#define MCP_HTTP_CORE_H

#include <netinet/in.h>

#include "mcp/core.h"
#include "mcp/http.h"
#include "mcp/http_headers.h"
#include "mcp/http_judge.h"
#include "mcp/http_library.h"

enum {
    MCP__SESSION_ID_CHARS = 32, /* of 5 random bits each */
    MCP__RETRY_MS = 1000,       /* told to a client that loses its stream */
    MCP__CONNECTIONS_SPARE = 32 /* beyond the limit: they are answered 503 */
};

struct mcp__peer {
    struct mcp__peer *next;
    struct mcp__peer *previous;
    int fd;
    uint64_t since_ms; /* waits for a whole request since then; 0: one is at work */
    bool is_known;     /* a request on it had the right to ask */
    bool is_beyond;    /* came when nobody could make room: it is answered 503 */
    bool is_shed;      /* makes room: it is being closed */
};

struct mcp__http_client {
    struct mcp__http_client *next;
    struct mcp_server *server;
    size_t n_requests; /* being answered, streams not counted */
    size_t n_streams;
    size_t n_sessions;
    size_t n_channels;
    struct mcp__caller caller;
    char name[]; /* of the principal */
};

struct mcp__event {
    struct mcp__event *next;
    uint64_t number;
    size_t n_bytes;
    char text[];
};

struct mcp__channel {
    struct mcp__connection core; /* first: of mcp__connection to channel by cast */
    struct mcp_http *http;
    struct mcp__channel *next;
    struct mcp__channel *previous;
    struct mcp__http_client *client;
    struct mcp__http_session *session; /* NULL in the stateless era */
    struct mcp__session stateless;     /* then the core's session is this */
    struct mcp__exchange *exchange;    /* NULL: its client went, or is not there yet */
    uint64_t number;                   /* of its session: its events are <number>-<n> */
    bool is_receiving;                 /* inside mcp__receive_parsed */
    bool expects_answer;               /* a request or a batch was POSTed */
    bool is_notices;                   /* a GET stream, not the answer to a POST */
    bool is_streaming;                 /* answered as events; else as one object */
    bool takes_events;                 /* the client accepts text/event-stream */
    bool takes_json;                   /* and application/json */
    bool is_over;                      /* the last event is in the queue */
    bool is_polling;                   /* the stream ends early, the client comes back */
    bool is_dropped;                   /* unread for too long, or given up */
    struct str_buf answer;             /* the reply, when not streaming */
    struct mcp__event *first;          /* kept for a replay, then waiting to be sent */
    struct mcp__event *last;
    struct mcp__event *next_to_send; /* NULL: all were */
    size_t n_sent_of_next;           /* bytes of it */
    size_t n_unsent_bytes;
    size_t n_kept_bytes;
    uint64_t n_events;
    uint64_t detached_ms; /* when the exchange went; 0: it is there */
    uint64_t spoke_ms;    /* when something was last queued */
};

struct mcp__http_session {
    struct mcp__http_session *next;
    struct mcp_http *http;
    struct mcp__session core;
    struct mcp__http_client *client;
    char id[MCP__SESSION_ID_CHARS + 1];
    uint64_t used_ms;
    uint64_t n_channels; /* ever: numbers the next */
    size_t n_open;       /* exchanges and channels */
    bool is_ended;       /* out of the table: freed with the last channel */
};

enum mcp__exchange_state {
    MCP__READING,     /* headers and body */
    MCP__AUTHORIZING, /* whole, but who asks is not known yet */
    MCP__WORKING,     /* the channel works */
    MCP__ANSWERED     /* a response is queued */
};

struct mcp__exchange {
    struct mcp__exchange *next;
    struct mcp__exchange *previous;
    struct mcp_http *http;
    struct MHD_Connection *connection;
    struct mcp__peer *peer;
    uint64_t id;
    enum mcp__exchange_state state;
    char method[8];
    struct mcp__headers headers; /* in libmicrohttpd's memory, as long as the exchange */
    bool is_endpoint;            /* the MCP endpoint, not a document */
    bool is_authorized;
    bool is_suspended;
    bool is_gone;    /* the client closed, or is to be cut off */
    bool must_close; /* the connection is not to be used for another request */
    bool is_unread;  /* nor can it: it is answered before its body was read */
    struct str_buf body;
    size_t n_thrown_bytes; /* of a body that is refused */
    struct mcp__http_client *client;
    bool counts_as_stream; /* in the client's n_streams instead of n_requests */
    struct mcp__channel *channel;
    struct mcp__watch *watch; /* of the client's closing, while suspended */
    unsigned status;          /* of a plain answer, 0: none is ready */
    struct str_buf plain;     /* its JSON body */
    const char *content_type; /* of plain */
    const char *allow;        /* Allow, when the method is refused */
    char challenge[512];      /* WWW-Authenticate */
    int retry_after_s;
    char session_id[MCP__SESSION_ID_CHARS + 1]; /* told with the answer to initialize */
};

struct mcp_http {
    uv_loop_t *loop;
    struct mcp_http_options options;
    struct mcp__http_names names;
    struct mcp__http_library library;
    struct MHD_Daemon *daemon;
    int listen_fd;
    uint16_t port;
    char address[INET6_ADDRSTRLEN + 2]; /* as a Host header names it */
    uv_poll_t poll;                     /* of libmicrohttpd's epoll descriptor */
    uv_timer_t due;                     /* when libmicrohttpd wants to run again */
    bool is_run_due;                    /* without its asking: a connection was resumed */
    uv_timer_t tick;                    /* once a second: idle sessions, comments */
    unsigned n_open_handles;
    struct mcp__peer *peers;
    size_t n_peers;
    uint64_t swept_ms; /* when they were looked through */
    struct mcp__exchange *exchanges;
    size_t n_body_bytes; /* of all of them, read so far */
    uint64_t last_id;
    struct mcp__channel *channels;
    struct mcp__http_session *sessions;
    struct mcp__http_client *clients;
    bool is_stopping;
    uint64_t stop_at_ms; /* then the rest is cut off */
    void (*ended)(void *user);
    void *ended_user;
};

/* http_server.c: run libmicrohttpd when the loop comes round. */
void mcp__http_run_soon(struct mcp_http *http);

/* http_exchange.c */
enum MHD_Result mcp__exchange_request(void *user, struct MHD_Connection *connection,
                                      const char *url, const char *method,
                                      const char *version, const char *data,
                                      size_t *n_data_bytes, void **state);
void mcp__exchange_completed(void *user, struct MHD_Connection *connection, void **state,
                             enum MHD_RequestTerminationCode code);
/* Suspends until something is to be said; watches for the client's closing. */
void mcp__exchange_suspend(struct mcp__exchange *exchange);
/* Lets libmicrohttpd come back to it, when it is suspended. */
void mcp__exchange_wake(struct mcp__exchange *exchange);
/* The client is gone or to be cut off: nothing more is sent. */
void mcp__exchange_cut(struct mcp__exchange *exchange);
/* The token is known now; goes on with what waited for it. */
void mcp__exchange_identify(struct mcp__exchange *exchange,
                            const struct mcp_http_identity *identity);

/* http_answer.c: one whole answer. */
/* A JSON-RPC error as the body; id: JSON text or NULL. It is sent when the body was read.
 */
void mcp__refuse(struct mcp__exchange *exchange, unsigned status, int code, const char *id,
                 const char *message);
enum MHD_Result mcp__answer_plain(struct mcp__exchange *exchange);
/* The channel's answer as one JSON object, or 202 when nothing is to be answered. */
enum MHD_Result mcp__answer_channel(struct mcp__exchange *exchange);
/* Headers that every answer of the endpoint has. */
void mcp__answer_headers(const struct mcp__exchange *exchange,
                         struct MHD_Response *response);

/* http_post.c: the whole request is there and its client known. */
void mcp__post_run(struct mcp__exchange *exchange);
void mcp__get_run(struct mcp__exchange *exchange);
void mcp__delete_run(struct mcp__exchange *exchange);

/* http_channel.c */
struct mcp__channel *mcp__channel_new(struct mcp__exchange *exchange,
                                      struct mcp__http_session *session);
void mcp__channel_receive(struct mcp__channel *channel, const json_t *json, size_t n_bytes);
/* Answers as events from here on; in the newest session revision after a first empty one.
 */
void mcp__channel_stream(struct mcp__channel *channel);
/* The exchange is gone: a session's stream waits to be taken up, others are given up. */
void mcp__channel_detach(struct mcp__channel *channel, bool was_delivered);
/* A channel of the session whose events go on after last_event_id; NULL: there is none. */
struct mcp__channel *mcp__channel_resume(struct mcp__exchange *exchange,
                                         struct mcp__http_session *session,
                                         const char *last_event_id);
void mcp__channel_free(struct mcp__channel *channel);
/* Up to n_max bytes of what is to be sent; 0: nothing now. */
size_t mcp__channel_take(struct mcp__channel *channel, char *bytes, size_t n_max);
void mcp__channel_comment(struct mcp__channel *channel);
/* The server stops: streams that would stay open end in order. */
void mcp__channels_stop(struct mcp_http *http);
/* Once a second: comments, slow clients, streams that nobody takes up. */
void mcp__channels_tick(struct mcp_http *http, uint64_t now_ms);

/* http_stream.c */
enum MHD_Result mcp__stream_begin(struct mcp__exchange *exchange);

/* http_session.c */
/* NULL: the client has too many, all at work. */
struct mcp__http_session *mcp__http_session_new(struct mcp_http *http,
                                                struct mcp__http_client *client);
/* NULL when there is none of that id, or it is another client's. */
struct mcp__http_session *mcp__http_session_find(struct mcp_http *http,
                                                 const struct mcp__http_client *client,
                                                 const char *id);
/* Ends it with its streams; freed when its last channel goes. */
void mcp__http_session_end(struct mcp__http_session *session);
/* The channel goes. */
void mcp__http_session_leave(struct mcp__http_session *session,
                             const struct mcp__channel *channel);
void mcp__http_sessions_tick(struct mcp_http *http, uint64_t now_ms);
/* The client of that name and server, made when it is new. */
struct mcp__http_client *mcp__http_client_get(struct mcp_http *http,
                                              struct mcp_server *server,
                                              const char *principal);
/* Freed when nothing of it is left. */
void mcp__http_client_settle(struct mcp_http *http, struct mcp__http_client *client);

#endif
