#include "app/oauth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/version.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "json/json.h"
#include "net/fetch.h"
#include "seal/seal.h"
#include "base/banned.h"

enum {
    KNOWN_MAX = 256,         /* tokens whose answer is kept */
    ACTIVE_MS = 60 * 1000,   /* for so long, */
    INACTIVE_MS = 10 * 1000, /* and for so long when it was no */
    ASKED_MAX = 64,          /* introspections at once */
    ANSWER_BYTES = 64 * 1024,
    TOKEN_BYTES = 8 * 1024,
    TIMEOUT_MS = 5000,
    SUBJECT_SIZE = 257,
    PATH_SIZE = 256,
    RATE_PER_S = 50
};

struct known {
    char digest[SEAL_DIGEST_SIZE]; /* "": free */
    enum oauth_verdict verdict;
    char subject[SUBJECT_SIZE];
    int64_t until_ms;
};

/* A request that waits for the answer about its token. */
struct asker {
    struct asker *next;
    uint64_t request_id;
    void (*checked)(void *user, uint64_t request_id, enum oauth_verdict verdict,
                    const char *subject);
    void *user;
};

struct asked {
    struct oauth *oauth;
    struct asked *next;
    char digest[SEAL_DIGEST_SIZE];
    struct asker *askers; /* all that came with the same token meanwhile */
};

struct oauth {
    const struct config_http *config;
    struct net_client *net;
    struct asked *asked;
    size_t n_asked;
    struct known known[KNOWN_MAX];
    size_t i_next; /* of known: overwritten next */
    struct mcp_http_document documents[2];
    char paths[2][PATH_SIZE];
    char *metadata;     /* the document's text */
    char *metadata_url; /* where clients find it */
    bool is_closed;
};

/* The origin of a URL: how long it is. */
static size_t origin_length(const char *url)
{
    const char *host = strstr(url, "://");
    return host != NULL ? (size_t)(host - url) + 3 + strcspn(host + 3, "/?#") : strlen(url);
}

static void documents_make(struct oauth *oauth)
{
    static const char well_known[] = "/.well-known/oauth-protected-resource";
    const struct config_http *config = oauth->config;
    size_t n_origin = origin_length(config->url);
    json_auto_t *scopes = json_array();
    AUTO_FREE char *words = xstrdup(config->oauth_scopes);
    char *rest = words;
    for (const char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
        if (*word != '\0') {
            (void)json_array_append_new(scopes, json_string(word));
        }
    }
    json_auto_t *metadata =
        json_pack("{s:s, s:[s], s:O, s:[s], s:s}", "resource", config->url,
                  "authorization_servers", config->oauth_issuer, "scopes_supported", scopes,
                  "bearer_methods_supported", "header", "resource_name", "Soleus");
    oauth->metadata = json_to_text(metadata, NULL);
    (void)snprintf(oauth->paths[0], PATH_SIZE, "%s%s", well_known, "/mcp");
    (void)snprintf(oauth->paths[1], PATH_SIZE, "%s", well_known);
    struct str_buf url = {0};
    str_buf_add_bytes(&url, config->url, n_origin);
    str_buf_add(&url, well_known);
    str_buf_add(&url, config->url + n_origin);
    oauth->metadata_url = str_buf_take(&url);
    for (size_t i = 0; i < 2; i++) {
        oauth->documents[i] = (struct mcp_http_document){.path = oauth->paths[i],
                                                         .content_type = "application/json",
                                                         .text = oauth->metadata};
    }
}

struct oauth *oauth_new(uv_loop_t *loop, const struct config_http *config)
{
    struct oauth *oauth = xcalloc(1, sizeof *oauth);
    const struct net_options options = {.user_agent = SOLEUS_USER_AGENT,
                                        .rate_per_s = RATE_PER_S,
                                        .burst = RATE_PER_S,
                                        .n_attempts_max = 2};
    oauth->config = config;
    oauth->net = net_client_new(loop, &options);
    documents_make(oauth);
    return oauth;
}

static void asked_free(struct asked *asked)
{
    struct asked **at = &asked->oauth->asked;
    while (*at != asked) {
        at = &(*at)->next;
    }
    *at = asked->next;
    asked->oauth->n_asked--;
    while (asked->askers != NULL) {
        struct asker *next = asked->askers->next;
        free(asked->askers);
        asked->askers = next;
    }
    free(asked);
}

void oauth_close(struct oauth *oauth)
{
    if (oauth != NULL && !oauth->is_closed) {
        oauth->is_closed = true;
        net_client_free(oauth->net); /* ends what is pending from inside */
        oauth->net = NULL;
    }
}

void oauth_free(struct oauth *oauth)
{
    if (oauth != NULL) {
        free(oauth->metadata);
        free(oauth->metadata_url);
        free(oauth);
    }
}

/* One text, or one of a list of texts. */
static bool names(const json_t *value, const char *text)
{
    const char *one = json_string_value(value);
    if (one != NULL) {
        return strcmp(one, text) == 0;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        one = json_string_value(json_array_get(value, i));
        if (one != NULL && strcmp(one, text) == 0) {
            return true;
        }
    }
    return false;
}

/* All words of `needed` are among those of `given`. */
static bool has_scopes(const char *given, const char *needed)
{
    while (*needed != '\0') {
        needed += strspn(needed, " ");
        size_t length = strcspn(needed, " ");
        bool is_there = length == 0;
        for (const char *at = given; !is_there && at != NULL && *at != '\0';) {
            at += strspn(at, " ");
            size_t n_word = strcspn(at, " ");
            is_there = n_word == length && memcmp(at, needed, length) == 0;
            at += n_word;
        }
        if (!is_there) {
            return false;
        }
        needed += length;
    }
    return true;
}

enum oauth_verdict oauth__judge(const struct config_http *config, const json_t *answer,
                                double now_s)
{
    const char *subject = json_get_text(answer, "sub");
    const json_t *issuer = json_object_get(answer, "iss");
    double expires_s = json_get_number(answer, "exp");
    double begins_s = json_get_number(answer, "nbf");
    bool is_ours = names(json_object_get(answer, "aud"), config->url) &&
                   (issuer == NULL || names(issuer, config->oauth_issuer));
    bool is_now =
        (isnan(expires_s) || expires_s > now_s) && (isnan(begins_s) || begins_s <= now_s);
    if (!json_is_true(json_object_get(answer, "active")) || subject == NULL ||
        strlen(subject) >= SUBJECT_SIZE || !is_ours || !is_now) {
        return OAUTH_INACTIVE;
    }
    return has_scopes(json_get_text(answer, "scope"), config->oauth_scopes)
               ? OAUTH_ACTIVE
               : OAUTH_LACKS_SCOPE;
}

static void remember(struct oauth *oauth, const char *digest, enum oauth_verdict verdict,
                     const json_t *answer)
{
    struct known *known = &oauth->known[oauth->i_next];
    double expires_s = json_get_number(answer, "exp");
    int64_t now_ms = clock_now_ms();
    oauth->i_next = (oauth->i_next + 1) % KNOWN_MAX;
    str_copy(known->digest, sizeof known->digest, digest);
    known->verdict = verdict;
    known->until_ms = now_ms + (verdict == OAUTH_INACTIVE ? INACTIVE_MS : ACTIVE_MS);
    if (!isnan(expires_s) && expires_s * 1000.0 < (double)known->until_ms) {
        known->until_ms = expires_s > 0.0 ? (int64_t)(expires_s * 1000.0) : 0;
    }
    const char *subject = json_get_text(answer, "sub");
    str_copy(known->subject, sizeof known->subject, subject != NULL ? subject : "");
}

static void tell(struct asked *asked, enum oauth_verdict verdict, const char *subject)
{
    for (const struct asker *at = asked->askers; at != NULL; at = at->next) {
        at->checked(at->user, at->request_id, verdict, subject);
    }
    asked_free(asked);
}

static void answered(void *user, uint64_t id, const struct net_response *response,
                     const struct err *err)
{
    struct asked *asked = user;
    struct oauth *oauth = asked->oauth;
    json_auto_t *answer = NULL;
    struct err broken = {0};
    (void)id;
    if (oauth->is_closed) {
        asked_free(asked);
        return;
    }
    const char *trouble = "the answer is no JSON object";
    bool is_good = false;
    if (response == NULL) {
        trouble = err->message;
    } else if (response->status != 200) {
        trouble = "the authorization server refused";
    } else {
        is_good = json_parse(response->body, response->n_body_bytes, &answer, &broken) &&
                  json_is_object(answer);
    }
    if (!is_good) {
        log_line(LOG_WARN, "http", "token introspection: %s", trouble);
        tell(asked, OAUTH_UNKNOWN, NULL);
        return;
    }
    enum oauth_verdict verdict =
        oauth__judge(oauth->config, answer, (double)clock_now_ms() / 1000.0);
    remember(oauth, asked->digest, verdict, answer);
    tell(asked, verdict, json_get_text(answer, "sub"));
}

/* application/x-www-form-urlencoded. */
static void form_add(struct str_buf *to, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        bool is_plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                        (*c >= '0' && *c <= '9') || strchr("-._~", *c) != NULL;
        if (is_plain) {
            str_buf_add_bytes(to, c, 1);
        } else {
            str_buf_printf(to, "%%%02X", (unsigned char)*c);
        }
    }
}

static void wipe_release(struct str_buf *text)
{
    if (text->data != NULL) {
        explicit_bzero(text->data, text->length);
    }
    str_buf_release(text);
}

static void ask(struct asked *asked, const char *token)
{
    const struct config_http *config = asked->oauth->config;
    struct str_buf body = {0};
    struct str_buf user = {0};
    struct str_buf secret = {0};
    str_buf_add(&body, "token=");
    form_add(&body, token);
    str_buf_add(&body, "&token_type_hint=access_token");
    /* RFC 6749, 2.3.1: both are encoded before they become Basic credentials. */
    form_add(&user, config->oauth_client_id);
    form_add(&secret, config->oauth_client_secret);
    struct net_request request = {.method = NET_POST,
                                  .url = config->oauth_introspection_url,
                                  .headers = {{"Accept", "application/json"}},
                                  .auth = NET_AUTH_BASIC,
                                  .user = str_buf_text(&user),
                                  .secret = str_buf_text(&secret),
                                  .body = str_buf_text(&body),
                                  .n_body_bytes = body.length,
                                  .body_type = "application/x-www-form-urlencoded",
                                  .max_body_bytes = ANSWER_BYTES,
                                  .connect_timeout_ms = TIMEOUT_MS,
                                  .total_timeout_ms = TIMEOUT_MS,
                                  .is_retryable = true};
    (void)net_fetch(asked->oauth->net, &request, answered, asked);
    wipe_release(&body);
    wipe_release(&user);
    wipe_release(&secret);
}

static const struct known *known_find(const struct oauth *oauth, const char *digest)
{
    int64_t now_ms = clock_now_ms();
    for (size_t i = 0; i < KNOWN_MAX; i++) {
        const struct known *known = &oauth->known[i];
        if (known->until_ms > now_ms && strcmp(known->digest, digest) == 0) {
            return known;
        }
    }
    return NULL;
}

static struct asked *asked_get(struct oauth *oauth, const char *digest, bool *ret_is_new)
{
    struct asked *asked = oauth->asked;
    while (asked != NULL && strcmp(asked->digest, digest) != 0) {
        asked = asked->next;
    }
    *ret_is_new = asked == NULL;
    if (asked == NULL && oauth->n_asked < ASKED_MAX) {
        asked = xcalloc(1, sizeof *asked);
        asked->oauth = oauth;
        str_copy(asked->digest, sizeof asked->digest, digest);
        asked->next = oauth->asked;
        oauth->asked = asked;
        oauth->n_asked++;
    }
    return asked;
}

void oauth_check(struct oauth *oauth, const char *token, uint64_t request_id,
                 void (*checked)(void *user, uint64_t request_id,
                                 enum oauth_verdict verdict, const char *subject),
                 void *user)
{
    char digest[SEAL_DIGEST_SIZE];
    bool is_new = false;
    size_t n_token_bytes = strlen(token);
    seal_digest_hex(token, n_token_bytes, digest);
    const struct known *known = known_find(oauth, digest);
    if (known != NULL) {
        checked(user, request_id, known->verdict, known->subject);
        return;
    }
    if (n_token_bytes > TOKEN_BYTES) {
        checked(user, request_id, OAUTH_INACTIVE, NULL);
        return;
    }
    struct asked *asked = asked_get(oauth, digest, &is_new);
    if (asked == NULL) {
        checked(user, request_id, OAUTH_UNKNOWN, NULL);
        return;
    }
    struct asker *asker = xcalloc(1, sizeof *asker);
    *asker = (struct asker){
        .next = asked->askers, .request_id = request_id, .checked = checked, .user = user};
    asked->askers = asker;
    if (is_new) {
        ask(asked, token);
    }
}

const struct mcp_http_document *oauth_documents(const struct oauth *oauth,
                                                size_t *ret_n_documents)
{
    *ret_n_documents = sizeof oauth->documents / sizeof oauth->documents[0];
    return oauth->documents;
}

void oauth_challenge_write(const struct oauth *oauth, struct str_buf *to)
{
    str_buf_printf(to, ", resource_metadata=\"%s\"", oauth->metadata_url);
    if (oauth->config->oauth_scopes[0] != '\0') {
        str_buf_printf(to, ", scope=\"%s\"", oauth->config->oauth_scopes);
    }
}
