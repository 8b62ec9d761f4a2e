#ifndef FAKE_REPLY_H
#define FAKE_REPLY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* How the bytes leave; all but the first are faults. */
enum wire {
    WIRE_WHOLE,
    WIRE_STALL,         /* pause of delay_ms after after_bytes */
    WIRE_RESET,         /* TCP reset instead of an answer */
    WIRE_CUT,           /* full Content-Length, closed after after_bytes */
    WIRE_ENDLESS,       /* chunked; ends after after_bytes, never when that is 0 */
    WIRE_WRONG_ENCODING /* says gzip, is plain */
};

struct reply {
    unsigned status; /* 0 = nothing to say yet */
    char *body;
    size_t length;
    const char *content_type; /* static text */
    char *location;
    bool has_retry_after;
    int retry_after_s;
    enum wire wire;
    size_t after_bytes;
    int delay_ms;
};

void reply_release(struct reply *reply);

void reply_json(struct reply *reply, unsigned status, const json_t *value);
/* The same, taking over `value`. */
void reply_json_new(struct reply *reply, unsigned status, json_t *value);
/* Takes over `body`, which came from malloc. */
void reply_body(struct reply *reply, unsigned status, const char *content_type, char *body,
                size_t length);
/* {"status":..,"error":".."} */
__attribute__((format(printf, 3, 4))) void reply_error(struct reply *reply, unsigned status,
                                                       const char *format, ...);
/* Spring's own form, for routes and methods that do not exist. */
void reply_spring_error(struct reply *reply, unsigned status, const char *path);
const char *reply_status_text(unsigned status);

#endif
