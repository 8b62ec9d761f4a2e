/* What an outsider can size is limited here, and nowhere else. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    LIMIT_LINE_BYTES = 4 * 1024 * 1024, /* one JSON-RPC line */
    LIMIT_JSON_DEPTH = 64,              /* jansson alone would allow 2048 */
    LIMIT_MESSAGE_VALUES = 64 * 1024, /* JSON values in one message: each costs 50 bytes */
    LIMIT_REPLY_BYTES = 1024 * 1024,  /* one answer */
    LIMIT_DAYS = 3660,                /* days in one request */
    LIMIT_CALLS_IN_FLIGHT = 32,       /* tool calls of one client at work */
    LIMIT_CALLS_OF_ALL = 128,         /* and of all clients of a server */
    LIMIT_CALLS_WAITING = 4096,       /* more wait in order, then an error */
    LIMIT_CALLS_WAITING_BYTES = 8 * 1024 * 1024, /* text of the lines that brought them */
    LIMIT_CALLS_ASKING = 64,       /* calls of one session that wait for its client */
    LIMIT_QUESTIONS = 16,          /* a call asks its client at once */
    LIMIT_STATE_BYTES = 64 * 1024, /* what is sealed into a requestState */
    LIMIT_STATES_SPENT = 4096,     /* single-use states remembered as used */
    LIMIT_LISTENS = 32,            /* open subscriptions of one connection */
    LIMIT_SUBSCRIBED_URIS = 256,   /* of one session or one subscription */
    LIMIT_URI_BYTES = 2048,        /* of a resource that is read or subscribed to */
    LIMIT_COMPLETIONS = 100,       /* values in one answer: the specification's */
    LIMIT_MESSAGE_ID_BYTES = 256,  /* a JSON-RPC id or progress token as JSON text */
    LIMIT_BATCH_MESSAGES = 128,    /* in one JSON-RPC batch */
    LIMIT_OUTPUT_QUEUE_BYTES = 8 * 1024 * 1024, /* unread output before reading pauses */
    LIMIT_BODY_BYTES = 32 * 1024 * 1024, /* one HTTP body from the service, unpacked */
    LIMIT_HEADER_BYTES = 64 * 1024,      /* its headers */
    LIMIT_FETCHES_IN_FLIGHT = 4,         /* HTTP requests at once */
    LIMIT_HTTP_BODIES_BYTES = 32 * 1024 * 1024, /* request bodies being read, together */
    LIMIT_HTTP_HEADERS = 64,                    /* in one request to our own HTTP server */
    LIMIT_HTTP_CONNECTION_BYTES = 32 * 1024, /* its headers and buffers, each connection */
    LIMIT_CALL_ROUNDS = 8,                   /* need, fetch, run again */
    LIMIT_ID_BYTES = 64,                     /* an activity or athlete id */
    LIMIT_CONFIG_FILE_BYTES = 64 * 1024
};

#endif
