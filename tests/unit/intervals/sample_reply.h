/* What the sample source answers, taken over. */
#ifndef TESTS_SAMPLE_REPLY_H
#define TESTS_SAMPLE_REPLY_H

#include "support.h"

struct sample_reply {
    size_t n_calls;
    json_t *value;
    char *body;
    struct err err;
};

/* Every day that there is. */
extern const struct day_range sample_always;

/* For the source's get: user is a struct sample_reply. */
void sample_replied(void *user, const char *body, size_t n_body_bytes,
                    const struct err *err);
void sample_reply_release(struct sample_reply *reply);

#endif
