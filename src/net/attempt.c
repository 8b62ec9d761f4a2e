#include "net/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/xalloc.h"
#include "base/banned.h"

enum { RETRY_AFTER_MAX_S = 366 * 24 * 3600 };

/* "HTTP/1.1 404 Not Found" to 404; 0 when it is no status line. */
static int status_of(const char *line, size_t n_bytes)
{
    if (n_bytes < 12 || memcmp(line, "HTTP/", 5) != 0) {
        return 0;
    }
    const char *space = memchr(line, ' ', n_bytes);
    if (space == NULL || line + n_bytes - space < 4) {
        return 0;
    }
    int status = 0;
    for (int i = 1; i <= 3; i++) {
        if (space[i] < '0' || space[i] > '9') {
            return 0;
        }
        status = status * 10 + (space[i] - '0');
    }
    return status;
}

/* curl's header callback, once per line; an answer other than n_bytes stops the attempt. */
static size_t header_came(char *line, size_t one, size_t n_bytes, void *user)
{
    struct net__attempt *attempt = user;
    (void)one;
    attempt->n_header_bytes += n_bytes;
    if (attempt->n_header_bytes > LIMIT_HEADER_BYTES) {
        attempt->stop = NET__STOP_HEADERS_TOO_LONG;
        return 0;
    }
    int status = status_of(line, n_bytes);
    if (status != 0) {
        attempt->status = status;
        attempt->is_headed = false;
    } else if (n_bytes <= 2 && (line[0] == '\r' || line[0] == '\n')) {
        attempt->is_headed = true;
    }
    return n_bytes;
}

/* curl's body callback, with unpacked bytes. */
static size_t body_came(char *bytes, size_t one, size_t n_bytes, void *user)
{
    struct net__transfer *transfer = user;
    struct net__attempt *attempt = &transfer->attempt;
    (void)one;
    bool is_error = attempt->status >= 400;
    size_t limit = transfer->request.max_body_bytes;
    if (is_error && limit > NET__ERROR_BODY_BYTES_MAX) {
        limit = NET__ERROR_BODY_BYTES_MAX;
    }
    size_t n_room = limit - attempt->body.length;
    if (n_bytes <= n_room) {
        str_buf_add_bytes(&attempt->body, bytes, n_bytes);
        return n_bytes;
    }
    if (is_error) {
        str_buf_add_bytes(&attempt->body, bytes, n_room);
        attempt->stop = NET__STOP_BODY_CUT;
    } else {
        str_buf_release(&attempt->body);
        attempt->stop = NET__STOP_BODY_TOO_LONG;
    }
    return 0;
}

/* True unless memory is out. */
static MUST_CHECK bool header_add(const struct curl_table *curl,
                                  struct net__attempt *attempt, const char *name,
                                  const char *value)
{
    AUTO_FREE char *line = NULL;
    size_t size = strlen(name) + strlen(value) + 3;
    line = xmalloc(size);
    /* For curl "Name;" is a header without a value, "Name:" none at all. */
    (void)snprintf(line, size, value[0] != '\0' ? "%s: %s" : "%s;%s", name, value);
    struct curl_slist *longer = curl->slist_append(attempt->headers, line);
    attempt->headers = longer != NULL ? longer : attempt->headers;
    return longer != NULL;
}

static MUST_CHECK bool headers_build(const struct curl_table *curl,
                                     struct net__transfer *transfer)
{
    const struct net_request *request = &transfer->request;
    bool is_done = true;
    for (size_t i = 0; i < NET_HEADERS_MAX && request->headers[i].name != NULL; i++) {
        const char *value = request->headers[i].value;
        is_done = is_done && header_add(curl, &transfer->attempt, request->headers[i].name,
                                        value != NULL ? value : "");
    }
    if (request->body != NULL) {
        const char *type = request->body_type;
        is_done = is_done && header_add(curl, &transfer->attempt, "Content-Type",
                                        type != NULL ? type : "application/json");
        /* No waiting for "100 Continue". */
        struct curl_slist *longer =
            curl->slist_append(transfer->attempt.headers, "Expect:");
        is_done = is_done && longer != NULL;
        transfer->attempt.headers = longer != NULL ? longer : transfer->attempt.headers;
    }
    return is_done;
}

/* is_set stays false once an option was refused. */
#define SET(option, value)                                                                 \
    (is_set = is_set && curl->easy_setopt(easy, (option), (value)) == CURLE_OK)

/*
 * Debian's libcurl trusts a file and a folder that hold the same certificates, and the
 * GnuTLS flavour parses both anew for every connection: leaving the folder out halves time
 * and memory.
 */
static MUST_CHECK bool set_trust(const struct curl_table *curl, CURL *easy,
                                 const char *ca_file)
{
    bool is_set = true;
    const char *usual_file = NULL;
    if (ca_file != NULL) {
        SET(CURLOPT_CAINFO, ca_file);
        SET(CURLOPT_CAPATH, NULL);
    } else if (curl->easy_getinfo(easy, CURLINFO_CAINFO, &usual_file) == CURLE_OK &&
               usual_file != NULL) {
        SET(CURLOPT_CAPATH, NULL);
    }
    return is_set;
}

static MUST_CHECK bool set_behaviour(const struct curl_table *curl,
                                     struct net__transfer *transfer,
                                     const struct net__sender *sender)
{
    CURL *easy = transfer->attempt.easy;
    bool is_set = true;
    SET(CURLOPT_URL, transfer->request.url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_USERAGENT, sender->user_agent);
    SET(CURLOPT_ACCEPT_ENCODING, "gzip");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* a proxy's own status is not the answer */
    is_set = is_set && set_trust(curl, easy, sender->ca_file);
    SET(CURLOPT_ERRORBUFFER, transfer->attempt.curl_text);
    SET(CURLOPT_HEADERFUNCTION, header_came);
    SET(CURLOPT_HEADERDATA, &transfer->attempt);
    SET(CURLOPT_WRITEFUNCTION, body_came);
    SET(CURLOPT_WRITEDATA, transfer);
    /* curl repeats a request by itself when a kept connection proves dead. */
    SET(CURLOPT_FRESH_CONNECT, transfer->request.is_retryable ? 0L : 1L);
    /* Giving up a name lookup must not wait for getaddrinfo; older libcurl lacks it. */
    (void)curl->easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    return is_set;
}

static MUST_CHECK bool set_login(const struct curl_table *curl,
                                 const struct net__transfer *transfer)
{
    const struct net_request *request = &transfer->request;
    const char *secret = request->secret != NULL ? request->secret : "";
    CURL *easy = transfer->attempt.easy;
    bool is_set = true;
    if (request->auth == NET_AUTH_BASIC) {
        SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        SET(CURLOPT_USERNAME, request->user != NULL ? request->user : "");
        SET(CURLOPT_PASSWORD, secret);
    } else if (request->auth == NET_AUTH_BEARER) {
        SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        SET(CURLOPT_XOAUTH2_BEARER, secret);
    }
    return is_set;
}

static MUST_CHECK bool set_request(const struct curl_table *curl,
                                   struct net__transfer *transfer, uint64_t now_ms)
{
    const struct net_request *request = &transfer->request;
    CURL *easy = transfer->attempt.easy;
    bool is_set = true;
    long left_ms = (long)(transfer->deadline_ms - now_ms);
    long connect_ms = request->connect_timeout_ms;
    SET(CURLOPT_TIMEOUT_MS, left_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, connect_ms < left_ms ? connect_ms : left_ms);
    if (request->method != NET_GET) {
        static const char *const names[] = {"GET", "POST", "PUT", "DELETE"};
        if (request->body != NULL || request->method != NET_DELETE) {
            SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->n_body_bytes);
            SET(CURLOPT_POSTFIELDS, request->body != NULL ? request->body : "");
        }
        SET(CURLOPT_CUSTOMREQUEST, names[request->method]);
    }
    if (transfer->attempt.headers != NULL) {
        SET(CURLOPT_HTTPHEADER, transfer->attempt.headers);
    }
    return is_set;
}

bool net__attempt_begin(const struct curl_table *curl, struct net__transfer *transfer,
                        const struct net__sender *sender, uint64_t now_ms, struct err *err)
{
    if (transfer->deadline_ms == 0) {
        transfer->deadline_ms = now_ms + (uint64_t)transfer->request.total_timeout_ms;
    }
    if (now_ms >= transfer->deadline_ms) {
        net__trouble_tell(curl, transfer, CURLE_OPERATION_TIMEDOUT, err);
        return false;
    }
    transfer->attempt.easy = curl->easy_init();
    if (transfer->attempt.easy == NULL || !headers_build(curl, transfer) ||
        !set_behaviour(curl, transfer, sender) || !set_login(curl, transfer) ||
        !set_request(curl, transfer, now_ms)) {
        net__attempt_clear(curl, &transfer->attempt);
        return err_set(err, ERR_INTERNAL, "Update libcurl to 7.85 or later.",
                       "libcurl does not accept the request");
    }
    transfer->n_attempts++;
    return true;
}

/*
 * A copy without the login: libcurl writes ours into the target of a relative redirect,
 * where it would pass for another host's, and where nobody would wipe it. Every request
 * gets its login anew.
 */
static char *without_login(const char *url)
{
    const char *start = strstr(url, "://");
    if (start == NULL) {
        return xstrdup(url);
    }
    start += strlen("://");
    const char *end = start + strcspn(start, "/?#");
    const char *host = start;
    for (const char *at = start; at < end; at++) {
        host = *at == '@' ? at + 1 : host;
    }
    size_t n_start = (size_t)(start - url);
    size_t n_rest = strlen(host) + 1;
    char *copy = xcalloc(n_start + n_rest, 1);
    memcpy(copy, url, n_start);
    memcpy(copy + n_start, host, n_rest);
    return copy;
}

static void info_read(const struct curl_table *curl, struct net__attempt *attempt)
{
    const char *type = NULL;
    const char *redirect = NULL;
    curl_off_t retry_after_s = 0;
    (void)curl->easy_getinfo(attempt->easy, CURLINFO_CONTENT_TYPE, &type);
    (void)curl->easy_getinfo(attempt->easy, CURLINFO_REDIRECT_URL, &redirect);
    (void)curl->easy_getinfo(attempt->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
    str_copy(attempt->content_type, sizeof attempt->content_type, type != NULL ? type : "");
    if (redirect != NULL && redirect[0] != '\0') {
        attempt->redirect_url = without_login(redirect);
    }
    if (retry_after_s > 0) { /* a date that has passed gives less than 0 */
        attempt->retry_after_s =
            retry_after_s < RETRY_AFTER_MAX_S ? (int)retry_after_s : RETRY_AFTER_MAX_S;
    }
}

CURLcode net__attempt_end(const struct curl_table *curl, struct net__transfer *transfer,
                          CURLcode code)
{
    struct net__attempt *attempt = &transfer->attempt;
    if (code != CURLE_OK && attempt->status >= 400 && attempt->is_headed) {
        /* An error status is the answer, also when its text did not come whole. */
        attempt->is_body_cut = true;
        code = CURLE_OK;
    }
    info_read(curl, attempt);
    if (code != CURLE_OK) {
        net__trouble_tell(curl, transfer, code, &transfer->err);
    }
    curl->easy_cleanup(attempt->easy);
    curl->slist_free_all(attempt->headers);
    attempt->easy = NULL;
    attempt->headers = NULL;
    return code;
}

void net__attempt_clear(const struct curl_table *curl, struct net__attempt *attempt)
{
    if (attempt->easy != NULL) {
        curl->easy_cleanup(attempt->easy);
    }
    if (attempt->headers != NULL) {
        curl->slist_free_all(attempt->headers);
    }
    str_buf_release(&attempt->body);
    free(attempt->redirect_url);
    memset(attempt, 0, sizeof *attempt);
}
