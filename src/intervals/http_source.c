#include "intervals/http_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "intervals/endpoints.h"
#include "intervals/http_internal.h"
#include "intervals/parse.h"
#include "json/json.h"
#include "base/banned.h"

const char intervals__check_key_hint[] =
    "Set INTERVALS_API_KEY to the key from Intervals.icu, "
    "Settings, Developer Settings, and "
    "start again; `soleus doctor` checks it.";

static bool is_loopback(const char *host, size_t length)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i]) == length && strncmp(names[i], host, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_printable_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~') {
            return false;
        }
    }
    return true;
}

/* The host's length with its brackets; 0 when there is none or what follows is odd. */
static size_t host_length(const char *host)
{
    size_t length = strcspn(host, ":/");
    if (host[0] == '[') {
        const char *end = strchr(host, ']');
        length = end != NULL && end > host + 1 ? (size_t)(end - host) + 1 : 0;
    }
    const char *rest = host + length;
    if (*rest == ':') {
        size_t n_digits = strspn(rest + 1, "0123456789");
        rest += n_digits >= 1 && n_digits <= 5 ? 1 + n_digits : 0;
    }
    return *rest == '\0' || *rest == '/' ? length : 0;
}

bool intervals_base_url_check(const char *base_url, struct err *err)
{
    static const char hint[] =
        "Give INTERVALS_BASE_URL as https://host[:port], or leave it out "
        "for https://intervals.icu.";
    static const char *const forbidden = "@?#\\";
    bool is_https = strncmp(base_url, "https://", 8) == 0;
    bool is_http = strncmp(base_url, "http://", 7) == 0;
    const char *host = base_url + (is_https ? 8 : 7);
    if (!is_https && !is_http) {
        return err_set(err, ERR_BAD_ARGUMENT, hint, "the base URL has no http(s) scheme");
    }
    if (strlen(base_url) > 200 || strpbrk(host, forbidden) != NULL ||
        !is_printable_ascii(host)) {
        return err_set(err, ERR_BAD_ARGUMENT, hint,
                       "the base URL is too long or has a user, query, fragment or odd "
                       "character in it");
    }
    size_t n_host = host_length(host);
    if (n_host == 0) {
        return err_set(err, ERR_BAD_ARGUMENT, hint,
                       "the base URL has no host or an odd port");
    }
    if (is_http && !is_loopback(host, n_host)) {
        return err_set(
            err, ERR_BAD_ARGUMENT, hint,
            "the base URL would send the key unencrypted (http to a host that is not "
            "this machine)");
    }
    return true;
}

/*
 * The service's own words from {"error": "..."}; empty when the body is something else
 * (HTML, nothing), or when it repeats the key.
 */
static void service_words(const struct http_source *self,
                          const struct net_response *response, char *text, size_t size)
{
    json_auto_t *body = NULL;
    text[0] = '\0';
    if (json_parse(response->body, response->n_body_bytes, &body, NULL)) {
        const char *words = json_get_text(body, "error");
        if (words != NULL && strstr(words, self->secret) == NULL) {
            str_clean(text, size, size - 4, words);
        }
    }
}

/* What a status means for the user. */
static void status_error(const struct http_source *self, const char *athlete_id,
                         const struct net_response *response, struct err *err)
{
    char words[100];
    service_words(self, response, words, sizeof words);
    const char *quote = words[0] != '\0' ? words : "no reason given";
    switch (response->status) {
    case 401:
        (void)err_set(err, ERR_AUTH, intervals__check_key_hint,
                      "Intervals.icu refused the login (401: %s)", quote);
        return;
    case 403:
        (void)err_set(
            err, ERR_AUTH,
            "Check INTERVALS_API_KEY and that it may read this athlete (ids look like "
            "i12345, with the i); `soleus doctor` checks both.",
            "Intervals.icu allows no access to athlete %s (403: %s)", athlete_id, quote);
        return;
    case 404:
        (void)err_set(err, ERR_NOT_FOUND, "Check the id.",
                      "Intervals.icu does not know what was asked for (404: %s)", quote);
        return;
    case 422:
        (void)err_set(err, ERR_UPSTREAM,
                      "Change the arguments; if they are right, report it.",
                      "Intervals.icu refused the request (422: %s)", quote);
        return;
    default:
        (void)err_set(err, ERR_UPSTREAM, "Try again in a few minutes.",
                      "Intervals.icu answered with status %d (%s)", response->status,
                      quote);
        return;
    }
}

struct pending *intervals__pending_new(struct http_source *self, const char *athlete_id)
{
    struct pending *pending = xcalloc(1, sizeof *pending);
    pending->source = self;
    str_copy(pending->athlete_id, sizeof pending->athlete_id, athlete_id);
    pending->next = self->pending;
    self->pending = pending;
    return pending;
}

static void pending_unlink(struct pending *pending)
{
    struct pending **at = &pending->source->pending;
    while (*at != pending) {
        at = &(*at)->next;
    }
    *at = pending->next;
}

bool intervals__pending_begin(struct pending *pending, const struct net_request *request,
                              net_done_cb done, struct err *err)
{
    if (net_fetch(pending->source->net, request, done, pending) != 0) {
        return true;
    }
    /* The net client is being freed and completes nothing more. */
    pending_unlink(pending);
    free(pending);
    return err_set(err, ERR_CANCELLED, NULL, "the server is stopping");
}

bool intervals__pending_take(struct pending *pending, const struct net_response *response,
                             const struct err *err, struct err *ret_why)
{
    if (pending->source == NULL) {
        return false;
    }
    pending_unlink(pending);
    if (err != NULL) {
        *ret_why = *err;
    } else if (response->status < 200 || response->status >= 300) {
        status_error(pending->source, pending->athlete_id, response, ret_why);
        ret_why->retry_after_s = response->retry_after_s;
    }
    return true;
}

static void fetched(void *user, uint64_t id, const struct net_response *response,
                    const struct err *err)
{
    struct pending *pending = user;
    struct err why = {0};
    (void)id;
    if (!intervals__pending_take(pending, response, err, &why)) {
        free(pending);
        return;
    }
    if (why.code == ERR_NONE) {
        pending->done(pending->user, response->body, response->n_body_bytes, NULL);
    } else {
        pending->done(pending->user, NULL, 0, &why);
    }
    free(pending);
}

static bool is_of_activity(const struct intervals_query *query)
{
    return query->operation == INTERVALS_INTERVALS || query->operation == INTERVALS_STREAMS;
}

static void url_write(const struct http_source *self, const struct intervals_query *query,
                      struct str_buf *url)
{
    char oldest[DAY_TEXT_SIZE];
    char newest[DAY_TEXT_SIZE];
    if (query->operation == INTERVALS_OBJECT) {
        str_buf_printf(url, "%s/api/v1/%s", self->base_url, query->path);
        return;
    }
    if (is_of_activity(query)) {
        str_buf_printf(url, "%s/api/v1/activity/%s/", self->base_url, query->activity_id);
        if (query->operation == INTERVALS_INTERVALS) {
            str_buf_add(url, "intervals");
        } else {
            str_buf_printf(url, "streams.json?types=%s", query->fields);
        }
        return;
    }
    str_buf_printf(url, "%s/api/v1/athlete/%s", self->base_url, query->athlete_id);
    if (query->operation == INTERVALS_ATHLETE) {
        return;
    }
    (void)day_format(query->range.first_day, oldest);
    (void)day_format(day_range_last(query->range), newest);
    switch (query->operation) {
    case INTERVALS_ACTIVITIES:
        /* A bare day may or may not include all of it: name the last second. */
        str_buf_printf(url, "/activities?oldest=%s&newest=%sT23:59:59", oldest, newest);
        break;
    case INTERVALS_WELLNESS:
        str_buf_printf(url, "/wellness?oldest=%s&newest=%s", oldest, newest);
        break;
    case INTERVALS_EVENTS:
        str_buf_printf(url, "/events?oldest=%s&newest=%s", oldest, newest);
        break;
    case INTERVALS_ATHLETE:
    case INTERVALS_INTERVALS:
    case INTERVALS_STREAMS:
    case INTERVALS_OBJECT:
        break;
    }
    if (query->fields != NULL) {
        str_buf_printf(url, "&fields=%s", query->fields);
    }
}

static void query_fail(intervals_done_cb done, void *user, enum err_code code,
                       const char *hint, const char *message)
{
    struct err err = {0};
    (void)err_set(&err, code, hint, "%s", message);
    done(user, NULL, 0, &err);
}

static void http_get(struct intervals_source *source, const struct intervals_query *query,
                     intervals_done_cb done, void *user)
{
    struct http_source *self = (struct http_source *)source;
    if (self->secret == NULL) {
        query_fail(done, user, ERR_AUTH, intervals__check_key_hint,
                   "no Intervals.icu API key is configured");
        return;
    }
    if (!intervals_is_id(query->athlete_id)) { /* it becomes part of the path */
        query_fail(
            done, user, ERR_BAD_ARGUMENT, "Athlete ids look like i12345.",
            "the athlete id is not usable: only letters, digits, _, - and : may stand "
            "in it, at most 63");
        return;
    }
    if (is_of_activity(query) &&
        (query->activity_id == NULL || !intervals_is_id(query->activity_id))) {
        query_fail(done, user, ERR_BAD_ARGUMENT, "Take the id from get_recent_activities.",
                   "the activity id is not usable: only letters, digits, _, - and : may "
                   "stand in it, at most 63");
        return;
    }
    if (query->operation == INTERVALS_OBJECT &&
        (query->path == NULL || !intervals_path_is_safe(query->path, query->athlete_id))) {
        query_fail(done, user, ERR_INTERNAL, "Report this.",
                   "what was asked for makes no path of this athlete");
        return;
    }
    struct pending *pending = intervals__pending_new(self, query->athlete_id);
    pending->done = done;
    pending->user = user;
    struct str_buf url = {0};
    url_write(self, query, &url);
    struct net_request request = {.method = NET_GET,
                                  .url = str_buf_text(&url),
                                  .headers = {{"Accept", "application/json"}},
                                  .auth = self->auth,
                                  .user = "API_KEY",
                                  .secret = self->secret,
                                  .is_retryable = true};
    struct err err = {0};
    bool is_begun = intervals__pending_begin(pending, &request, fetched, &err);
    str_buf_release(&url);
    if (!is_begun) {
        done(user, NULL, 0, &err);
    }
}

static void http_release(struct intervals_source *source)
{
    struct http_source *self = (struct http_source *)source;
    for (struct pending *pending = self->pending; pending != NULL;
         pending = pending->next) {
        pending->source = NULL;
    }
    if (self->secret != NULL) {
        explicit_bzero(self->secret, strlen(self->secret));
    }
    free(self->secret);
    free(self->base_url);
    free(self);
}

struct intervals_source *
intervals_http_source_new(const struct intervals_http_options *options)
{
    struct http_source *self = xcalloc(1, sizeof *self);
    self->source.name = "intervals.icu";
    self->source.get = http_get;
    self->source.change = intervals__http_change;
    self->source.release = http_release;
    self->net = options->net;
    self->base_url = xstrdup(options->base_url);
    size_t length = strlen(self->base_url);
    while (length > 0 && self->base_url[length - 1] == '/') {
        self->base_url[--length] = '\0';
    }
    self->auth = options->api_key != NULL ? NET_AUTH_BASIC : NET_AUTH_BEARER;
    const char *secret = options->api_key != NULL ? options->api_key : options->token;
    self->secret = secret != NULL ? xstrdup(secret) : NULL;
    return &self->source;
}
