#include "reply.h"

#include "date.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char content_json[] = "application/json;charset=UTF-8";

void reply_release(struct reply *reply)
{
    free(reply->body);
    free(reply->location);
    *reply = (struct reply){0};
}

void reply_body(struct reply *reply, unsigned status, const char *content_type, char *body,
                size_t length)
{
    free(reply->body);
    reply->status = status;
    reply->content_type = content_type;
    reply->body = body;
    reply->length = length;
}

void reply_json(struct reply *reply, unsigned status, const json_t *value)
{
    size_t length = 0;
    char *body = json_to_text(value, &length);
    reply_body(reply, status, content_json, body, length);
}

void reply_json_new(struct reply *reply, unsigned status, json_t *value)
{
    reply_json(reply, status, value);
    json_decref(value);
}

void reply_error(struct reply *reply, unsigned status, const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    json_t *error = json_object();
    json_object_set_new(error, "status", json_integer((json_int_t)status));
    json_object_set_new(error, "error", json_any_string(message));
    reply_json_new(reply, status, error);
}

void reply_spring_error(struct reply *reply, unsigned status, const char *path)
{
    char now[DATE_TIME_SIZE];
    date_instant_format(date_now_ms(), now);
    json_t *error = json_object();
    json_object_set_new(error, "timestamp", json_string(now));
    json_object_set_new(error, "status", json_integer((json_int_t)status));
    json_object_set_new(error, "error", json_string(reply_status_text(status)));
    json_object_set_new(error, "path", json_any_string(path));
    reply_json_new(reply, status, error);
}

const char *reply_status_text(unsigned status)
{
    static const struct {
        unsigned status;
        const char *text;
    } names[] = {{400, "Bad Request"},           {401, "Unauthorized"},
                 {403, "Access denied"},         {404, "Not Found"},
                 {405, "Method Not Allowed"},    {413, "Payload Too Large"},
                 {422, "Unprocessable Entity"},  {429, "Too Many Requests"},
                 {500, "Internal Server Error"}, {502, "Bad Gateway"},
                 {503, "Service Unavailable"},   {504, "Gateway Timeout"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].status == status) {
            return names[i].text;
        }
    }
    return "Error";
}
