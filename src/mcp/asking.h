/*
 * A call inside: what calls.c runs, ask.c lets wait for its client, and state.c seals.
 *
 * Its way: WAITING (for a slot) -> RUNNING (the product's begin came) -> ENDED; or from
 * RUNNING, in a session, -> ASKING (its questions are out) -> WAITING with a new id, its
 * answers added. In the stateless era a question is the end of the call: the client comes
 * back with a new request, which brings the sealed state and the answers.
 */
#ifndef MCP_ASKING_H
#define MCP_ASKING_H

#include "mcp/core.h"

enum mcp__call_state { CALL_WAITING, CALL_RUNNING, CALL_ASKING, CALL_ENDED };

/* One question that is out, in a session. */
struct mcp__question {
    int64_t id; /* of our request */
    bool is_answered;
    enum mcp_ability kind;
    char *key;
};

struct mcp__call {
    struct mcp_call shown; /* what the product sees; name is in texts */
    struct mcp__reply reply;
    enum mcp__call_state state;
    enum mcp_kind kind;
    bool is_beginning;
    bool takes_answers_once;
    int log_level; /* of a stateless request; -1: none */
    void (*begin)(void *user, struct mcp_server *server, const struct mcp_call *call);
    json_t *arguments;
    json_t *answers; /* NULL: none */
    struct mcp__question *questions;
    size_t n_questions;
    size_t n_bytes; /* of its line, counted while it waits */
    double last_progress;
    size_t n_token_bytes; /* 0: no progress is wanted */
    const char *token;
    struct mcp__call *next_waiting;
    struct mcp__call *previous_waiting;
    struct mcp__call *next_of_connection;
    struct mcp__call *previous_of_connection;
    struct mcp__call *next_in_bucket;
    struct mcp__call *next_asking; /* of the server */
    char texts[];                  /* the request id, the progress token, the name */
};

/* calls.c */
/* A running call; NULL: its id finds nothing (any more). */
struct mcp__call *mcp__call_find(struct mcp_server *server, uint64_t call_id);
/* RUNNING -> ASKING: its slot is free. */
void mcp__call_pause(struct mcp__call *call);
/* ASKING -> WAITING, with a new id. */
void mcp__call_resume(struct mcp__call *call);
/* The call leaves all lists; then comes its reply; then mcp__call_end. */
void mcp__call_retire(struct mcp__call *call);
void mcp__call_end(struct mcp__call *call);

/* ask.c */
/* The call leaves: our open questions are taken back, when the connection still stands. */
void mcp__questions_drop(struct mcp__call *call);
/* Which ability a question needs; 0: it is none that may be asked. */
unsigned mcp__question_kind(const json_t *request);
/* The answer has the form that its question wants; kind 0: any of them. */
bool mcp__answer_is_formed(const json_t *answer, unsigned kind);

/* state.c */
/* The text of a requestState for what the call asks now; free() it; NULL: too large. */
char *mcp__state_seal(struct mcp__call *call, const json_t *requests);
/*
 * What a retry brings: the answers so far, a new object or NULL. False when the request was
 * answered with an error: its state was not made here for it, is too old, or was used.
 */
bool mcp__state_open(const struct mcp__request *request, const struct mcp__item *item,
                     const char *name, const json_t *arguments, json_t **ret_answers);
void mcp__spent_release(struct mcp__spent *spent);

#endif
