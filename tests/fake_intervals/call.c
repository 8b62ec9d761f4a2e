#include "call.h"

#include "rows.h"
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static json_t *body_read(struct call *call)
{
    json_error_t error = {0};
    json_t *body =
        json_loadb(call->body_length > 0 ? call->body : "", call->body_length, 0, &error);
    if (body == NULL) {
        reply_error(&call->reply, 400, "JSON parse error: %s", error.text);
    }
    return body;
}

json_t *call_body_object(struct call *call)
{
    json_t *body = body_read(call);
    if (body != NULL && !json_is_object(body)) {
        json_decref(body);
        reply_error(&call->reply, 422, "JSON object expected");
        return NULL;
    }
    return body;
}

json_t *call_body_array(struct call *call)
{
    json_t *body = body_read(call);
    if (body != NULL && !json_is_array(body)) {
        json_decref(body);
        reply_error(&call->reply, 422, "JSON array expected");
        return NULL;
    }
    return body;
}

const struct row *call_activity(struct call *call, struct athlete **ret_athlete)
{
    struct athlete *athlete = NULL;
    const struct row *row = store_activity_find(call->store, call->arguments[0], &athlete);
    if (row == NULL) {
        reply_error(&call->reply, 404, "Not found");
        return NULL;
    }
    if (!store_may_read(call->store, call->caller, athlete)) {
        reply_error(&call->reply, 403, "Access denied");
        return NULL;
    }
    if (row_is_strava(row)) {
        reply_error(&call->reply, 422, "Cannot read Strava activities via the API");
        return NULL;
    }
    *ret_athlete = athlete;
    return row;
}

bool call_date(struct call *call, const char *name, const char **ret_text)
{
    const char *text = query_get(call->query, name);
    if (text != NULL && !date_is_day(text) && !date_is_date_time(text)) {
        reply_error(&call->reply, 422, "Invalid %s date [%s]", name, text);
        return false;
    }
    *ret_text = text;
    return true;
}

bool call_limit(struct call *call, size_t *ret_limit)
{
    const char *text = query_get(call->query, "limit");
    if (text == NULL) {
        *ret_limit = SIZE_MAX;
        return true;
    }
    size_t n_digits = strspn(text, "0123456789");
    if (text[n_digits] != '\0' || n_digits > 9 || atol(text) == 0) {
        reply_error(&call->reply, 422, "Invalid limit [%s]", text);
        return false;
    }
    *ret_limit = (size_t)atol(text);
    return true;
}
