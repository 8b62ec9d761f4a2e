#include "net/transfer.h"

#include <string.h>

#include <uv.h>

#include "base/limits.h"
#include "base/banned.h"

static const char hint_network[] =
    "Check the network connection (and http_proxy, https_proxy if set), then try again.";
static const char hint_later[] = "Try again in a minute.";
static const char hint_tls[] =
    "Check the clock, the package ca-certificates and whether a proxy "
    "or filter sits in between; certificates are always verified.";

/* What libcurl says of its failure, cleaned; its constant text when that could tell too
 * much. */
static const char *cause_text(const struct curl_table *curl,
                              const struct net__transfer *transfer, CURLcode code,
                              char text[128])
{
    const char *said = transfer->attempt.curl_text;
    const char *secret = transfer->request.secret;
    bool has_secret = secret != NULL && secret[0] != '\0' && strstr(said, secret) != NULL;
    if (said[0] == '\0' || strstr(said, "://") != NULL || has_secret) {
        said = curl->easy_strerror(code);
    }
    str_clean(text, 128, 120, said);
    size_t n_bytes = strlen(text);
    if (n_bytes > 0 && text[n_bytes - 1] == '.') {
        text[n_bytes - 1] = '\0'; /* it ends the sentence of others */
    }
    return text;
}

static void tell_timeout(const struct curl_table *curl,
                         const struct net__transfer *transfer, const char *host,
                         struct err *err)
{
    const struct net_request *request = &transfer->request;
    curl_off_t named_us = 0;
    curl_off_t ready_us = 0;
    if (transfer->attempt.easy != NULL) {
        CURL *easy = transfer->attempt.easy;
        (void)curl->easy_getinfo(easy, CURLINFO_NAMELOOKUP_TIME_T, &named_us);
        (void)curl->easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
    }
    int connect_ms = request->connect_timeout_ms < request->total_timeout_ms
                         ? request->connect_timeout_ms
                         : request->total_timeout_ms;
    if (ready_us > 0 || transfer->attempt.easy == NULL) {
        (void)err_set(err, ERR_TIMEOUT, hint_later,
                      "%s did not answer completely within %g s", host,
                      (double)request->total_timeout_ms / 1000.0);
    } else if (named_us > 0) {
        (void)err_set(err, ERR_TIMEOUT, hint_network, "no connection to %s within %g s",
                      host, (double)connect_ms / 1000.0);
    } else {
        (void)err_set(err, ERR_TIMEOUT, hint_network,
                      "the address of %s was not found within %g s", host,
                      (double)connect_ms / 1000.0);
    }
}

static void tell_no_connection(const struct curl_table *curl,
                               const struct net__transfer *transfer, const char *host,
                               CURLcode code, struct err *err)
{
    long os_error = 0;
    char cause[128];
    (void)curl->easy_getinfo(transfer->attempt.easy, CURLINFO_OS_ERRNO, &os_error);
    if (os_error != 0) {
        (void)uv_strerror_r(uv_translate_sys_error((int)os_error), cause, sizeof cause);
    } else {
        (void)cause_text(curl, transfer, code, cause);
    }
    (void)err_set(err, ERR_UPSTREAM, hint_network, "no connection to %s: %s", host, cause);
}

static void tell_too_long(const struct net__transfer *transfer, const char *host,
                          struct err *err)
{
    if (transfer->attempt.stop == NET__STOP_HEADERS_TOO_LONG) {
        (void)err_set(err, ERR_UPSTREAM, "Check the base URL in the configuration.",
                      "%s sent more than %d KiB of headers", host,
                      LIMIT_HEADER_BYTES / 1024);
    } else {
        (void)err_set(err, ERR_UPSTREAM,
                      "Ask for less at once, a shorter range for example.",
                      "the reply of %s is longer than the limit of %zu bytes", host,
                      transfer->request.max_body_bytes);
    }
}

static void tell_other(const struct curl_table *curl, const struct net__transfer *transfer,
                       const char *host, CURLcode code, struct err *err)
{
    char cause[128];
    (void)cause_text(curl, transfer, code, cause);
    switch ((int)code) { /* as a number: CURLcode has a hundred values */
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
        (void)err_set(err, ERR_UPSTREAM, hint_tls, "no secure connection to %s: %s", host,
                      cause);
        break;
    case CURLE_GOT_NOTHING:
        (void)err_set(err, ERR_UPSTREAM, hint_later,
                      "%s closed the connection without a reply", host);
        break;
    case CURLE_PARTIAL_FILE:
        (void)err_set(err, ERR_UPSTREAM, hint_later, "the reply of %s was cut off: %s",
                      host, cause);
        break;
    case CURLE_BAD_CONTENT_ENCODING:
        (void)err_set(err, ERR_UPSTREAM, hint_later,
                      "the compressed reply of %s is damaged: %s", host, cause);
        break;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        (void)err_set(err, ERR_UPSTREAM, "Check the base URL in the configuration.",
                      "%s does not speak HTTP: %s", host, cause);
        break;
    default:
        (void)err_set(err, ERR_UPSTREAM, hint_later, "the connection to %s failed: %s",
                      host, cause);
        break;
    }
}

void net__trouble_tell(const struct curl_table *curl, const struct net__transfer *transfer,
                       CURLcode code, struct err *err)
{
    char host[NET__HOST_SIZE + 8];
    (void)net__host_text(&transfer->origin, host);
    if (transfer->attempt.stop != NET__STOP_NONE) {
        tell_too_long(transfer, host, err);
    } else if (code == CURLE_OPERATION_TIMEDOUT) {
        tell_timeout(curl, transfer, host, err);
    } else if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY) {
        (void)err_set(err, ERR_UPSTREAM, hint_network, "the address of %s was not found",
                      code == CURLE_COULDNT_RESOLVE_HOST ? host : "the proxy");
    } else if (code == CURLE_COULDNT_CONNECT) {
        tell_no_connection(curl, transfer, host, code, err);
    } else {
        tell_other(curl, transfer, host, code, err);
    }
}
