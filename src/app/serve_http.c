/*
 * MCP over HTTP: which client comes through which door.
 *
 * Each group of athletes that some client may see has a door of its own, made when the
 * first such client comes. Doors stay until the end: their number is bounded by the
 * clients'.
 */
#include "app/serve.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/clients.h"
#include "app/door.h"
#include "app/internal.h"
#include "app/oauth.h"
#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "mcp/http.h"
#include "base/banned.h"

enum {
    STOP_GRACE_MS = 3000, /* for answers at work when the server is told to stop */
    NAMES_MAX = 16,
    DOORS_MAX = CLIENTS_MAX + 1
};

/* A configured list, cut at blanks and commas. */
struct names {
    char *text;
    const char *all[NAMES_MAX];
    size_t n_all;
};

struct hall {
    struct app *app;
    struct mcp_http *http;
    struct clients *clients; /* NULL: no token is needed */
    struct oauth *oauth;     /* NULL: no authorization server is configured */
    struct app_door *doors[DOORS_MAX];
    unsigned n_doors;
    struct names origins;
    char host[256];
    const char *hosts[1];
    uv_signal_t signals[2];
    bool is_ended;
};

static struct app_door *door_of(struct hall *hall, const struct client *client)
{
    struct app_scope scope = app_scope_of(hall->app->config);
    if (client != NULL && client->n_athletes > 0) {
        scope = (struct app_scope){.n_athletes = client->n_athletes,
                                   .athletes = client->athletes};
    }
    for (unsigned i = 0; i < hall->n_doors; i++) {
        const struct app_scope *there = &hall->doors[i]->scope;
        if (there->n_athletes == scope.n_athletes &&
            (scope.n_athletes == 0 ||
             memcmp(there->athletes, scope.athletes,
                    scope.n_athletes * sizeof scope.athletes[0]) == 0)) {
            return hall->doors[i];
        }
    }
    if (hall->n_doors == DOORS_MAX) {
        return NULL; /* the file was changed very often */
    }
    struct app_door *door = app_door_new(hall->app, hall->n_doors, &scope);
    if (door != NULL) {
        hall->doors[hall->n_doors++] = door;
    }
    return door;
}

static void admit(struct hall *hall, uint64_t request_id, const struct client *client)
{
    const struct app_door *door = door_of(hall, client);
    const struct mcp_http_identity identity = {
        .verdict = door != NULL ? MCP_HTTP_ALLOWED : MCP_HTTP_UNAVAILABLE,
        .server = door != NULL ? door->server : NULL,
        .principal = client != NULL ? client->name : ""};
    mcp_http_authorized(hall->http, request_id, &identity);
}

static void refuse(const struct hall *hall, uint64_t request_id,
                   enum mcp_http_verdict verdict, const char *error)
{
    char challenge[512];
    struct str_buf text = {0};
    str_buf_add(&text, "Bearer realm=\"soleus\"");
    if (error != NULL) {
        str_buf_printf(&text, ", error=\"%s\"", error);
    }
    if (hall->oauth != NULL) {
        oauth_challenge_write(hall->oauth, &text);
    }
    str_copy(challenge, sizeof challenge, str_buf_text(&text));
    str_buf_release(&text);
    const struct mcp_http_identity identity = {.verdict = verdict, .challenge = challenge};
    mcp_http_authorized(hall->http, request_id, &identity);
}

/* What the authorization server says of a token. */
static void token_checked(void *user, uint64_t request_id, enum oauth_verdict verdict,
                          const char *subject)
{
    struct hall *hall = user;
    const struct client *client = NULL;
    switch (verdict) {
    case OAUTH_ACTIVE:
        client = clients_find_subject(hall->clients, subject);
        if (client != NULL) {
            admit(hall, request_id, client);
        } else {
            log_line(LOG_WARN, "http", "a subject without a line in http-clients");
            refuse(hall, request_id, MCP_HTTP_FORBIDDEN, "insufficient_scope");
        }
        break;
    case OAUTH_LACKS_SCOPE:
        refuse(hall, request_id, MCP_HTTP_FORBIDDEN, "insufficient_scope");
        break;
    case OAUTH_INACTIVE:
        refuse(hall, request_id, MCP_HTTP_UNAUTHORIZED, "invalid_token");
        break;
    case OAUTH_UNKNOWN:
        refuse(hall, request_id, MCP_HTTP_UNAVAILABLE, NULL);
        break;
    }
}

static void authorize(void *user, struct mcp_http *http, uint64_t request_id,
                      const char *token)
{
    struct hall *hall = user;
    hall->http = http;
    if (hall->clients == NULL) {
        admit(hall, request_id, NULL);
        return;
    }
    if (token == NULL) {
        refuse(hall, request_id, MCP_HTTP_UNAUTHORIZED, NULL);
        return;
    }
    const struct client *client = clients_find_token(hall->clients, token);
    if (client != NULL) {
        admit(hall, request_id, client);
    } else if (hall->oauth != NULL) {
        oauth_check(hall->oauth, token, request_id, token_checked, hall);
    } else {
        refuse(hall, request_id, MCP_HTTP_UNAUTHORIZED, "invalid_token");
    }
}

static void names_take(struct names *names, const char *text)
{
    if (text == NULL) {
        return;
    }
    names->text = xstrdup(text);
    char *rest = names->text;
    for (char *word = strsep(&rest, ", "); word != NULL; word = strsep(&rest, ", ")) {
        if (*word != '\0' && names->n_all < NAMES_MAX) {
            names->all[names->n_all++] = word;
        }
    }
}

/* The host of the public URL, as a Host header names it (without port). */
static void host_take(struct hall *hall, const char *url)
{
    const char *host = url != NULL ? strstr(url, "://") : NULL;
    if (host != NULL) {
        host += 3;
        size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
        (void)snprintf(hall->host, sizeof hall->host, "%.*s", (int)length, host);
        hall->hosts[0] = hall->host;
    }
}

static void http_ended(void *user)
{
    struct hall *hall = user;
    hall->is_ended = true;
    app_close(hall->app);
    oauth_close(hall->oauth);
    for (unsigned i = 0; i < hall->n_doors; i++) {
        app_door_close(hall->doors[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        uv_close((uv_handle_t *)&hall->signals[i], NULL);
    }
}

static void told_to_stop(uv_signal_t *signal, int number)
{
    struct hall *hall = signal->data;
    (void)number;
    if (!hall->is_ended) {
        mcp_http_stop(hall->http, STOP_GRACE_MS, http_ended, hall);
    }
}

static void signals_watch(struct hall *hall)
{
    static const int numbers[2] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < 2; i++) {
        (void)uv_signal_init(hall->app->loop, &hall->signals[i]);
        hall->signals[i].data = hall;
        (void)uv_signal_start(&hall->signals[i], told_to_stop, numbers[i]);
    }
}

static void say_where(const struct hall *hall)
{
    const struct config *config = hall->app->config;
    bool is_v6 = strchr(config->http.address, ':') != NULL;
    char path[640];
    clients_token_path(config, path, sizeof path);
    (void)fprintf(stderr, "soleus: serving http://%s%s%s:%u/mcp", is_v6 ? "[" : "",
                  config->http.address, is_v6 ? "]" : "",
                  (unsigned)mcp_http_port(hall->http));
    if (hall->clients != NULL) {
        (void)fprintf(stderr, " (token in %s; `soleus token` prints it)\n", path);
    } else {
        (void)fputs(" (no token is asked for)\n", stderr);
    }
}

static bool hall_open(struct hall *hall, struct err *err)
{
    const struct config *config = hall->app->config;
    const struct config_http *wanted = &config->http;
    if (!wanted->needs_no_token && !clients_new(config, &hall->clients, err)) {
        return false;
    }
    if (wanted->oauth_issuer != NULL) {
        hall->oauth = oauth_new(hall->app->loop, wanted);
    }
    names_take(&hall->origins, wanted->origins);
    host_take(hall, wanted->url);
    struct mcp_http_options options = {.address = wanted->address,
                                       .port = wanted->port,
                                       .hosts = hall->hosts,
                                       .n_hosts = hall->host[0] != '\0' ? 1 : 0,
                                       .origins = hall->origins.all,
                                       .n_origins = hall->origins.n_all,
                                       .authorize = authorize,
                                       .user = hall};
    if (hall->oauth != NULL) {
        options.documents = oauth_documents(hall->oauth, &options.n_documents);
    }
    hall->http = mcp_http_new(hall->app->loop, &options, err->message, err->hint);
    return hall->http != NULL;
}

static void hall_release(struct hall *hall)
{
    for (unsigned i = 0; i < hall->n_doors; i++) {
        app_door_free(hall->doors[i]);
    }
    oauth_free(hall->oauth);
    clients_free(hall->clients);
    free(hall->origins.text);
}

bool app_serve_http(struct app *app, uv_loop_t *loop, struct err *err)
{
    struct hall *hall = xcalloc(1, sizeof *hall);
    hall->app = app;
    bool is_good = hall_open(hall, err);
    if (is_good) {
        signals_watch(hall);
        say_where(hall);
    } else {
        oauth_close(hall->oauth);
    }
    (void)uv_run(loop, UV_RUN_DEFAULT);
    hall_release(hall);
    free(hall);
    return is_good;
}
