/*
 * The inside of the protocol core.
 *
 * A *connection* is where replies go; a *session* is what `initialize` agreed and what its
 * client subscribed to. On stdio there is one of each; on HTTP each POST is a connection,
 * and a stateless request has a session of its own that agrees nothing. The *server* holds
 * what all connections share: items, calls at work, calls that wait.
 *
 * The way of a line: transport -> mcp__receive (dispatch.c) -> an era (era_*.c) -> a method
 * -> a reply (reply.c, result.c) appended to connection->out -> connection->changed() ->
 * the transport writes.
 *
 * What the server says by itself: of a call (progress, log, questions in the session era)
 * to the call's connection; of no call (changed lists and resources) to session->stream and
 * to each connection that listens (listen.c).
 */
#ifndef MCP_CORE_H
#define MCP_CORE_H

#include "base/limits.h"
#include "base/str.h"
#include "mcp/items.h"
#include "mcp/jsonrpc.h"
#include "mcp/revision.h"
#include "mcp/server.h"
#include "seal/box.h"

enum { MCP__CALL_BUCKETS = 512 };

struct mcp__call;
struct mcp__connection;
struct mcp__listen;
struct mcp__stdio;

/* session.c: {0} until initialize. */
struct mcp__session {
    struct mcp_server *server; /* NULL: not linked into the server's list */
    struct mcp__session *next;
    const struct mcp__revision *revision; /* NULL until initialize */
    unsigned abilities;                   /* of its client, enum mcp_ability */
    enum mcp_log_level log_level;         /* and more severe */
    json_t *subscribed;                   /* an object with the uris as keys, or NULL */
    /* Where messages of no request go: the transport's to set, NULL: nowhere. */
    struct mcp__connection *stream;
    uint64_t last_notice; /* the server's count, when this session was looked at */
    size_t n_asking;      /* calls that wait for this session's client */
};
/* initialize agreed on a revision: from now on the session is told what changes. */
void mcp__session_open(struct mcp__session *session, struct mcp_server *server,
                       const struct mcp__revision *revision, unsigned abilities);
/*
 * The end of a session, after its connections were released. One that was never opened is
 * fine, and so is a second time.
 */
void mcp__session_release(struct mcp__session *session);

/* A client, the same on all its connections; the transport's. */
struct mcp__caller {
    const char *principal; /* as the transport found out; "" when it did not */
    bool is_alone; /* nobody shares the loop with it: its calls begin as they come */
    /*
     * Else one call may begin as it comes; the next ones wait for the loop, which begins
     * those of all clients in turn. The transport gives the turn back when it is run.
     */
    bool has_turn;
    size_t n_running; /* calls */
    size_t n_waiting;
    uint64_t last_begun; /* the server's count of calls, when one of its was begun */
};

struct mcp__connection {
    struct mcp_server *server;
    struct mcp__session *session;
    struct str_buf out; /* whole lines; the transport takes them away */
    bool is_congested;  /* set by the transport: no further call is begun, progress and
                           notices are dropped */
    bool is_closed;     /* nothing is written any more */
    struct mcp__caller
        *caller; /* never NULL: own_caller when the transport knows no other */
    struct mcp__caller own_caller;
    /*
     * For a transport that must know when a message is dealt with and what came of it:
     * counted are requests and batches that were answered, or cancelled without an answer.
     */
    size_t n_settled;
    int last_error;         /* code of the newest reply's error; 0: it was a result */
    bool expects_stateless; /* the transport knows that its messages are of that era */
    bool is_malformed; /* that error: the fields that every stateless request must carry */
    /* Output was added, or a call left: never frees the connection. */
    void (*changed)(struct mcp__connection *connection);
    /* A call on it will take long, the client may come back for its answer. NULL: it waits.
     */
    void (*postponed)(struct mcp__connection *connection);
    void *user;
    struct mcp__call *first_call; /* at work, waiting and asking */
    size_t n_calls;
    struct mcp__listen *first_listen; /* open subscriptions, a reply of each is due */
    size_t n_listens;
};

/* To every open session: a changed list, an updated resource that it subscribed to. */
void mcp__sessions_list_changed(struct mcp_server *server, const char *method);
void mcp__sessions_resource_updated(struct mcp_server *server, const char *uri);

/* connection.c */
void mcp__connection_init(struct mcp__connection *connection, struct mcp_server *server,
                          struct mcp__session *session,
                          void (*changed)(struct mcp__connection *connection), void *user);
/* Cancels the connection's calls and subscriptions: their product is told, nothing is
 * written. */
void mcp__connection_release(struct mcp__connection *connection);

/*
 * A batch's replies, gathered until its last call is complete. Freed when n_open becomes 0;
 * the reader of the batch counts as one.
 */
struct mcp__batch {
    struct mcp__connection *connection;
    size_t n_open;
    struct str_buf text;
};

/* Where a reply goes and how it looks. */
struct mcp__reply {
    struct mcp__connection *connection;
    struct mcp__batch *batch; /* NULL: the reply is a line of its own */
    const struct mcp__revision
        *revision;     /* NULL as long as only an error can be answered */
    const char *id;    /* JSON text; not terminated by its length */
    size_t n_id_bytes; /* 0: no id could be read */
};

/* reply.c: each request gets exactly one of begin+end, error or none. */
struct str_buf *
mcp__reply_begin(const struct mcp__reply *reply);    /* {"jsonrpc":"2.0","id":1 */
void mcp__reply_end(const struct mcp__reply *reply); /* } */
/* data: JSON text or NULL. */
void mcp__reply_error(const struct mcp__reply *reply, int code, const char *message,
                      const char *data);
/* The request was cancelled: nothing is sent for it. */
void mcp__reply_none(const struct mcp__reply *reply);
/* The buffer that the reply is written to. */
struct str_buf *mcp__reply_buffer(const struct mcp__reply *reply);
struct mcp__batch *mcp__batch_new(struct mcp__connection *connection);
/* The reader has seen all messages of the batch. */
void mcp__batch_end(struct mcp__batch *batch);
/* A message of our own: {"jsonrpc":"2.0","method":"..." — the rest is the caller's, then
 * mcp__message_end. */
struct str_buf *mcp__message_begin(struct mcp__connection *connection, const char *method);
void mcp__message_end(struct mcp__connection *connection);
/* The same with "params":{ opened; members follow by mcp__result_member. */
struct str_buf *mcp__params_begin(struct mcp__connection *connection, const char *method);
void mcp__params_end(struct mcp__connection *connection);

struct mcp__request {
    struct mcp__reply reply;
    const char *method;
    const json_t *params; /* an object or NULL */
    bool has_bad_params;
    size_t n_bytes; /* of the line or batch that brought it */
};

/* result.c */
/* Opens the result object with what the era wants first; members follow by
 * mcp__result_member. */
struct str_buf *mcp__result_begin(const struct mcp__reply *reply);
/* The same for resultType "input_required", which the stateless era alone has. */
struct str_buf *mcp__result_begin_input(const struct mcp__reply *reply);
void mcp__result_member(struct str_buf *to, const char *name); /* ,"name": */
void mcp__result_end(const struct mcp__reply *reply);
/* ,"ttlMs":..,"cacheScope":.. in the stateless era, nothing in the other. */
void mcp__result_cache_hints(struct str_buf *to, const struct mcp__reply *reply);
/* A result object of an item made fit for the revision; too large or broken ones are
 * answered as errors. */
void mcp__result_send(const struct mcp__reply *reply, enum mcp_kind kind,
                      const json_t *result);
void mcp__result_send_rendered(const struct mcp__reply *reply, enum mcp_kind kind,
                               const char *result, size_t n_bytes);

/* info.c */
void mcp__server_info_write(struct str_buf *to, const struct mcp_server_options *options,
                            const struct mcp__revision *revision);
void mcp__capabilities_write(struct str_buf *to, const struct mcp_server *server,
                             const struct mcp__revision *revision);
bool mcp__has_resources(const struct mcp_server *server);
bool mcp__has_completions(const struct mcp_server *server);
/* What a capabilities object of a client lets us ask, in that revision. */
unsigned mcp__abilities_read(const json_t *capabilities,
                             const struct mcp__revision *revision);
/* ,"<name>":"<text>", the first member of an object without the comma. */
void mcp__text_member(struct str_buf *to, const char *name, const char *text);

/* dispatch.c */
/* One line without its end. */
void mcp__receive(struct mcp__connection *connection, const char *text, size_t n_bytes);
/* The same, parsed already; borrowed. n_bytes: of its text. */
void mcp__receive_parsed(struct mcp__connection *connection, const json_t *json,
                         size_t n_bytes);
/* A line was longer than LIMIT_LINE_BYTES and is lost. */
void mcp__receive_too_long(struct mcp__connection *connection);
/* Run the method if the request's revision knows it and the server serves it. */
void mcp__method_run(struct mcp__request *request);

/* era_session.c */
void mcp__session_initialize(struct mcp__request *request);
void mcp__session_ping(struct mcp__request *request);
void mcp__session_set_level(struct mcp__request *request);
void mcp__session_subscribe(struct mcp__request *request);
void mcp__session_unsubscribe(struct mcp__request *request);
bool mcp__sessions_have(const struct mcp_server *server, const char *uri);
/* era_stateless.c */
bool mcp__stateless_is_addressed(const json_t *params);
void mcp__stateless_request(struct mcp__request *request);
void mcp__stateless_discover(struct mcp__request *request);
/* The abilities of a request's client and from which level it wants log messages (-1:
 * none), in its era's way. */
void mcp__request_client(const struct mcp__request *request, unsigned *ret_abilities,
                         int *ret_log_level);

/* log.c */
/* -1: no such level. */
int mcp__log_level_read(const json_t *value);

/* tools.c, prompts.c, resources.c, completion.c */
void mcp__tools_call(struct mcp__request *request);
void mcp__prompts_get(struct mcp__request *request);
void mcp__resources_read(struct mcp__request *request);
void mcp__complete(struct mcp__request *request);
bool mcp__resource_is_there(struct mcp_server *server, const char *uri);
/* -32602 or the session era's own code, with the uri. */
void mcp__resource_refuse(const struct mcp__reply *reply, const char *uri);

/* lists.c: tools/list, prompts/list, resources/list, resources/templates/list. */
void mcp__tools_list(struct mcp__request *request);
void mcp__prompts_list(struct mcp__request *request);
void mcp__resources_list(struct mcp__request *request);
void mcp__templates_list(struct mcp__request *request);

/* listen.c */
void mcp__listen(struct mcp__request *request);
bool mcp__listen_has(const struct mcp__reply *reply);
/* The client ended it: nothing is written. */
void mcp__listen_cancel(struct mcp__connection *connection, const struct mcp__id *id);
void mcp__listens_cancel_all(struct mcp__connection *connection);
/* We end them: each gets its closing result. */
void mcp__listens_end(struct mcp__connection *connection);

/* calls.c */
struct mcp__calls {
    struct mcp__call *running[LIMIT_CALLS_OF_ALL];
    size_t n_running;
    struct mcp__call *first_waiting;
    struct mcp__call *last_waiting;
    size_t n_waiting;
    size_t n_waiting_bytes;
    uint64_t last_id;
    uint64_t n_begun;                             /* ever */
    struct mcp__call *buckets[MCP__CALL_BUCKETS]; /* by session and request id */
    uv_idle_t
        *pump; /* begins waiting calls from the loop, never from inside a product's call */
};
void mcp__calls_init(struct mcp_server *server);
void mcp__calls_release(struct mcp_server *server);
/*
 * Begin the call of an item, or let it wait, or refuse it: the request is answered in any
 * case. name: as in struct mcp_call. Steals arguments.
 */
void mcp__calls_add(const struct mcp__request *request, const struct mcp__item *item,
                    const char *name, json_t *arguments);
/* A call of that id is at work or waits in the connection's session. */
bool mcp__calls_has(const struct mcp__reply *reply);
void mcp__calls_cancel(struct mcp__connection *connection, const struct mcp__id *id);
void mcp__calls_cancel_all(struct mcp__connection *connection);
/* Begin waiting calls when the loop comes round: a slot is free, or a connection no longer
 * congested. */
void mcp__calls_schedule(struct mcp_server *server);
/* The same at once. */
void mcp__calls_pump(struct mcp_server *server);

/* ask.c */
/* A client's response to one of our questions; any other is ignored. */
void mcp__answer_receive(struct mcp__connection *connection, const json_t *message);

/* state.c */
/* States that were used and must not be again, until they expire. */
struct mcp__spent {
    struct mcp__spent_state {
        uint64_t nonce;
        int64_t expires_at_ms;
    } * states;
    size_t n_states;
};

struct mcp_server {
    uv_loop_t *loop;
    struct mcp_server_options options;
    struct mcp__items items[MCP__N_KINDS];
    struct str_buf
        result_meta; /* the stateless era's "io.modelcontextprotocol/serverInfo":{...} */
    struct mcp__calls calls;
    struct mcp__session *first_session; /* opened ones */
    struct mcp__listen *first_listen;
    uint64_t last_notice; /* notices of change, counted */
    struct mcp__call *first_asking;
    int64_t last_question_id;
    struct seal_key *state_key; /* NULL until the first state is sealed */
    int64_t state_life_ms;      /* as long as a person may think about a question */
    struct mcp__spent spent;
    struct mcp__stdio *stdio; /* NULL: not served there */
};

/* stdio.c */
void mcp__stdio_abandon(struct mcp__stdio *stdio);

#endif
