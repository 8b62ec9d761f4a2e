#include "net/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/xalloc.h"
#include "base/banned.h"

enum { CONNECT_TIMEOUT_MS = 10000, TOTAL_TIMEOUT_MS = 30000 };

void net__queue_push(struct net__queue *queue, struct net__transfer *transfer)
{
    transfer->next = NULL;
    if (queue->last != NULL) {
        queue->last->next = transfer;
    } else {
        queue->first = transfer;
    }
    queue->last = transfer;
}

void net__queue_push_first(struct net__queue *queue, struct net__transfer *transfer)
{
    transfer->next = queue->first;
    queue->first = transfer;
    if (queue->last == NULL) {
        queue->last = transfer;
    }
}

bool net__queue_remove(struct net__queue *queue, const struct net__transfer *transfer)
{
    struct net__transfer *before = NULL;
    struct net__transfer *at = queue->first;
    while (at != NULL && at != transfer) {
        before = at;
        at = at->next;
    }
    if (at == NULL) {
        return false;
    }
    if (before != NULL) {
        before->next = at->next;
    } else {
        queue->first = at->next;
    }
    if (queue->last == at) {
        queue->last = before;
    }
    at->next = NULL;
    return true;
}

static char *copy_or_null(const char *text)
{
    return text != NULL ? xstrdup(text) : NULL;
}

static bool is_token(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_.!#$%&'*+^`|~";
    return *name != '\0' && name[strspn(name, allowed)] == '\0';
}

/* No line break that would begin a header of its own. NULL is fine. */
static bool is_header_value(const char *value)
{
    for (; value != NULL && *value != '\0'; value++) {
        if ((unsigned char)*value < ' ' || *value == 127) {
            return false;
        }
    }
    return true;
}

/* Sets the transfer's err when the request cannot be sent. */
static void transfer_check(struct net__transfer *transfer)
{
    const struct net_request *request = &transfer->request;
    struct err *err = &transfer->err;
    if (!net__origin_parse(request->url, &transfer->origin, err)) {
        return;
    }
    bool is_good = is_header_value(request->body_type);
    for (size_t i = 0; i < NET_HEADERS_MAX && request->headers[i].name != NULL; i++) {
        is_good = is_good && is_token(request->headers[i].name) &&
                  is_header_value(request->headers[i].value);
    }
    if (!is_good) {
        (void)err_set(err, ERR_BAD_ARGUMENT, "Remove line breaks and control characters.",
                      "a request header is not usable");
    } else if (!is_header_value(request->secret) || !is_header_value(request->user)) {
        (void)err_set(err, ERR_BAD_ARGUMENT, "Enter the key or token again, on one line.",
                      "the key or token holds a line break or control character");
    }
}

struct net__transfer *net__transfer_new(const struct net_request *request)
{
    struct net__transfer *transfer = xcalloc(1, sizeof *transfer);
    struct net_request *own = &transfer->request;
    *own = *request;
    own->url = xstrdup(request->url != NULL ? request->url : "");
    own->user = copy_or_null(request->user);
    own->secret = copy_or_null(request->secret);
    own->body_type = copy_or_null(request->body_type);
    own->body = NULL;
    if (request->body != NULL) {
        void *body = xmalloc(request->n_body_bytes);
        memcpy(body, request->body, request->n_body_bytes);
        own->body = body;
    }
    for (size_t i = 0; i < NET_HEADERS_MAX; i++) {
        own->headers[i].name = copy_or_null(request->headers[i].name);
        own->headers[i].value = copy_or_null(request->headers[i].value);
    }
    if (own->max_body_bytes == 0) {
        own->max_body_bytes = LIMIT_BODY_BYTES;
    }
    if (own->connect_timeout_ms <= 0) {
        own->connect_timeout_ms = CONNECT_TIMEOUT_MS;
    }
    if (own->total_timeout_ms <= 0) {
        own->total_timeout_ms = TOTAL_TIMEOUT_MS;
    }
    transfer_check(transfer);
    return transfer;
}

/* Frees a copy that the request's const pointer owns. */
static void copy_free(const void *copy)
{
    void *memory = NULL;
    memcpy(&memory, &copy, sizeof memory);
    free(memory);
}

void net__transfer_url_set(struct net__transfer *transfer, const char *url)
{
    const char *old = transfer->request.url;
    transfer->request.url = xstrdup(url);
    copy_free(old);
}

static void secret_free(const char *secret)
{
    if (secret != NULL) {
        char *memory = NULL;
        memcpy(&memory, &secret, sizeof memory);
        explicit_bzero(memory, strlen(memory));
        free(memory);
    }
}

void net__transfer_free(struct net__transfer *transfer)
{
    const struct net_request *own = &transfer->request;
    copy_free(own->url);
    copy_free(own->user);
    secret_free(own->secret);
    copy_free(own->body_type);
    copy_free(own->body);
    for (size_t i = 0; i < NET_HEADERS_MAX; i++) {
        copy_free(own->headers[i].name);
        copy_free(own->headers[i].value);
    }
    str_buf_release(&transfer->attempt.body);
    free(transfer->attempt.redirect_url);
    free(transfer);
}

char *net__host_text(const struct net__origin *origin, char text[NET__HOST_SIZE + 8])
{
    if (origin->port == (origin->is_https ? 443 : 80)) {
        str_copy(text, NET__HOST_SIZE + 8, origin->host);
    } else {
        (void)snprintf(text, NET__HOST_SIZE + 8, "%s:%d", origin->host, origin->port);
    }
    return text;
}
