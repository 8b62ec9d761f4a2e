/* Changes over HTTP: one request each, never repeated here or by the net client. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "intervals/http_internal.h"
#include "intervals/parse.h"
#include "base/banned.h"

enum { STATUS_BAD_GATEWAY = 502, STATUS_UNAVAILABLE = 503, STATUS_GATEWAY_TIMEOUT = 504 };

/* Statuses of whoever stands before the service: behind it the work may still go on. */
static bool is_of_gateway(int status)
{
    return status == STATUS_BAD_GATEWAY || status == STATUS_UNAVAILABLE ||
           status == STATUS_GATEWAY_TIMEOUT || (status >= 520 && status <= 524);
}

static void changed(void *user, uint64_t id, const struct net_response *response,
                    const struct err *err)
{
    struct pending *pending = user;
    struct err why = {0};
    (void)id;
    if (intervals__pending_take(pending, response, err, &why)) {
        /* A 429 is an answer: it was weighed and turned away. */
        bool is_answered =
            err != NULL ? err->code == ERR_RATE_LIMITED : !is_of_gateway(response->status);
        pending->changed(pending->user, is_answered, why.code != ERR_NONE ? &why : NULL);
    }
    free(pending);
}

static enum net_method url_write(const struct http_source *self,
                                 const struct intervals_change *change, struct str_buf *url)
{
    char day[DAY_TEXT_SIZE];
    if (change->kind == WRITE_ACTIVITY) {
        str_buf_printf(url, "%s/api/v1/activity/%s", self->base_url, change->activity_id);
        return NET_PUT;
    }
    str_buf_printf(url, "%s/api/v1/athlete/%s", self->base_url, change->athlete_id);
    switch (change->kind) {
    case WRITE_EVENT_CREATE:
        str_buf_add(url, "/events?upsertOnUid=false");
        return NET_POST;
    case WRITE_EVENT_UPDATE:
        str_buf_printf(url, "/events/%" PRId64, change->event_id);
        return NET_PUT;
    case WRITE_EVENT_DELETE:
        str_buf_printf(url, "/events/%" PRId64 "?others=false", change->event_id);
        return NET_DELETE;
    case WRITE_WELLNESS:
    case WRITE_ACTIVITY:
        break;
    }
    str_buf_printf(url, "/wellness/%s", day_format(change->day, day));
    return NET_PUT;
}

/* What becomes part of a path. */
static bool change_check(const struct http_source *self,
                         const struct intervals_change *change, struct err *err)
{
    bool needs_event =
        change->kind == WRITE_EVENT_UPDATE || change->kind == WRITE_EVENT_DELETE;
    if (self->secret == NULL) {
        return err_set(err, ERR_AUTH, intervals__check_key_hint,
                       "no Intervals.icu API key is configured");
    }
    if (!intervals_is_id(change->athlete_id) ||
        (change->kind == WRITE_ACTIVITY &&
         (change->activity_id == NULL || !intervals_is_id(change->activity_id))) ||
        (needs_event && change->event_id <= 0)) {
        return err_set(err, ERR_BAD_ARGUMENT, "Take the id from the data.",
                       "the id of what is to be changed is not usable");
    }
    return true;
}

void intervals__http_change(struct intervals_source *source,
                            const struct intervals_change *change,
                            intervals_changed_cb done, void *user)
{
    struct http_source *self = (struct http_source *)source;
    struct err err = {0};
    struct str_buf url = {0};
    if (!change_check(self, change, &err)) {
        done(user, true, &err);
        return;
    }
    struct pending *pending = intervals__pending_new(self, change->athlete_id);
    pending->changed = done;
    pending->user = user;
    enum net_method method = url_write(self, change, &url);
    struct net_request request = {.method = method,
                                  .url = str_buf_text(&url),
                                  .headers = {{"Accept", "application/json"}},
                                  .auth = self->auth,
                                  .user = "API_KEY",
                                  .secret = self->secret,
                                  .body = change->body,
                                  .n_body_bytes =
                                      change->body != NULL ? strlen(change->body) : 0,
                                  .total_timeout_ms = change->timeout_ms,
                                  .is_retryable = false};
    bool is_begun = intervals__pending_begin(pending, &request, changed, &err);
    str_buf_release(&url);
    if (!is_begun) {
        done(user, true, &err);
    }
}
