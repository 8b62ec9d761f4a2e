#include "sample_reply.h"

#include "base/banned.h"

const struct day_range sample_always = {.first_day = DAY_NUM_MIN, .n_days = 109573};

void sample_replied(void *user, const char *body, size_t n_body_bytes,
                    const struct err *err)
{
    struct sample_reply *reply = user;
    reply->n_calls++;
    if (err != NULL) {
        assert_null(body);
        reply->err = *err;
        return;
    }
    reply->value = json_loadb(body, n_body_bytes, JSON_REJECT_DUPLICATES, NULL);
    reply->body = xmalloc(n_body_bytes + 1);
    memcpy(reply->body, body, n_body_bytes);
    reply->body[n_body_bytes] = '\0';
}

void sample_reply_release(struct sample_reply *reply)
{
    json_decref(reply->value);
    free(reply->body);
}
