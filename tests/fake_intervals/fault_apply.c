#include "fault.h"

#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const char html_page[] =
    "<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head>\n"
    "<body><h1>503 Service Temporarily Unavailable</h1><hr>cloudflare</body></html>\n";

static json_t *other_type(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return json_integer(12345);
    case JSON_INTEGER:
    case JSON_REAL:
        return json_string("not a number");
    case JSON_TRUE:
    case JSON_FALSE:
        return json_string("not a boolean");
    case JSON_ARRAY:
        return json_object();
    case JSON_OBJECT:
        return json_array();
    case JSON_NULL:
        break;
    }
    return json_object();
}

static void member_spoil(json_t *object, const char *name, enum fault_kind kind)
{
    const json_t *value = json_object_get(object, name);
    if (value == NULL) {
        return;
    }
    if (kind == FAULT_DROP_FIELDS) {
        json_object_del(object, name);
    } else {
        json_object_set_new(object, name,
                            kind == FAULT_NULL_FIELDS ? json_null() : other_type(value));
    }
}

/* At every depth, so that rows inside icu_intervals can be spoilt as well. */
static void tree_spoil(json_t *value, const json_t *fields, enum fault_kind kind)
{
    size_t i = 0;
    const char *name = NULL;
    json_t *child = NULL;
    if (json_is_array(value)) {
        json_array_foreach(value, i, child)
        {
            tree_spoil(child, fields, kind);
        }
        return;
    }
    const json_t *field = NULL;
    json_array_foreach(fields, i, field)
    {
        member_spoil(value, json_string_value(field), kind);
    }
    json_object_foreach(value, name, child)
    {
        tree_spoil(child, fields, kind);
    }
}

static void body_spoil(const struct fault *fault, struct reply *reply)
{
    json_t *body = json_loadb(reply->body, reply->length, JSON_DECODE_ANY, NULL);
    if (body != NULL) {
        tree_spoil(body, json_object_get(fault->spec, "fields"), fault->kind);
        reply_json_new(reply, reply->status, body);
    }
}

static unsigned status_of(const struct fault *fault, unsigned otherwise)
{
    return fault->status != 0 ? fault->status : otherwise;
}

/* The order's own body if it has one. */
static void own_body(const struct fault *fault, struct reply *reply,
                     const char *content_type, unsigned status, const char *otherwise)
{
    const char *body = json_member_string(fault->spec, "body");
    body = body != NULL ? body : otherwise;
    reply_body(reply, status, content_type, mem_strdup(body), strlen(body));
}

static void status_apply(const struct fault *fault, struct reply *reply)
{
    unsigned status = status_of(fault, 500);
    if (json_member_string(fault->spec, "body") != NULL) {
        own_body(fault, reply, "application/json;charset=UTF-8", status, "");
    } else {
        reply_error(reply, status, "%s", reply_status_text(status));
    }
}

/* Valid HTTP, but the JSON ends too early, or is what the order says. */
static void broken_json_apply(const struct fault *fault, struct reply *reply)
{
    if (json_member_string(fault->spec, "body") != NULL) {
        own_body(fault, reply, "application/json;charset=UTF-8",
                 status_of(fault, reply->status), "");
        return;
    }
    size_t kept = fault->after_bytes > 0 ? fault->after_bytes : reply->length / 2;
    if (kept >= reply->length && reply->length > 0) {
        kept = reply->length - 1;
    }
    reply->length = kept;
}

static void wire_apply(const struct fault *fault, struct reply *reply, enum wire wire)
{
    reply->wire = wire;
    reply->after_bytes = fault->after_bytes;
    reply->delay_ms = fault->delay_ms;
}

void fault_apply(const struct fault *fault, struct reply *reply)
{
    const char *location = json_member_string(fault->spec, "location");
    switch (fault->kind) {
    case FAULT_STATUS:
        status_apply(fault, reply);
        break;
    case FAULT_SLOW:
        if (fault->after_bytes > 0) {
            wire_apply(fault, reply, WIRE_STALL);
        }
        break;
    case FAULT_RESET:
        wire_apply(fault, reply, WIRE_RESET);
        break;
    case FAULT_CUT:
        wire_apply(fault, reply, WIRE_CUT);
        break;
    case FAULT_BROKEN_JSON:
        broken_json_apply(fault, reply);
        break;
    case FAULT_HTML:
        own_body(fault, reply, "text/html; charset=UTF-8", status_of(fault, 503),
                 html_page);
        break;
    case FAULT_DROP_FIELDS:
    case FAULT_NULL_FIELDS:
    case FAULT_WRONG_TYPES:
        body_spoil(fault, reply);
        break;
    case FAULT_HUGE:
        own_body(fault, reply, "application/json;charset=UTF-8", status_of(fault, 200), "");
        wire_apply(fault, reply, WIRE_ENDLESS);
        break;
    case FAULT_KILL:
        (void)kill((pid_t)fault->pid, SIGKILL);
        wire_apply(fault, reply, WIRE_RESET);
        break;
    case FAULT_REDIRECT:
        own_body(fault, reply, "text/html; charset=UTF-8", status_of(fault, 302), "");
        free(reply->location);
        reply->location = mem_strdup(location);
        break;
    case FAULT_EMPTY:
        own_body(fault, reply, "application/json;charset=UTF-8", status_of(fault, 200), "");
        break;
    case FAULT_WRONG_ENCODING:
        wire_apply(fault, reply, WIRE_WRONG_ENCODING);
        break;
    case FAULT_N_KINDS:
        break;
    }
    if (fault->retry_after_s >= 0) {
        reply->retry_after_s = fault->retry_after_s;
        reply->has_retry_after = true;
    }
}
