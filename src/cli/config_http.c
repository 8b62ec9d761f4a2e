/* What `soleus serve --http` is told: checked once, before anything listens. */
#include "cli/config_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "mcp/http.h"
#include "base/banned.h"

#define DEFAULT_ADDRESS "127.0.0.1"
#define DEFAULT_SCOPES "soleus"

enum { DEFAULT_PORT = 8765 };

static bool port_read(const char *text, uint16_t *ret_port)
{
    size_t length = strlen(text);
    unsigned long port = strtoul(text, NULL, 10);
    if (length == 0 || length > 5 || strspn(text, "0123456789") != length ||
        port > UINT16_MAX) {
        return false;
    }
    *ret_port = (uint16_t)port;
    return true;
}

/* ADDR:PORT, ADDR, :PORT or PORT; an IPv6 address with a port stands in brackets. */
static bool where_split(const char *where, char address[64], uint16_t *ret_port)
{
    const char *port = NULL;
    size_t n_address = 0;
    if (where[0] == '[') {
        n_address = strcspn(++where, "]");
        port = where[n_address] == ']' ? where + n_address + 1 : NULL;
        if (port == NULL || (*port != ':' && *port != '\0')) {
            return false;
        }
    } else if (strspn(where, "0123456789") == strlen(where)) {
        return port_read(where, ret_port);
    } else {
        const char *colon = strchr(where, ':');
        bool is_v6 = colon != NULL && strchr(colon + 1, ':') != NULL;
        n_address = is_v6 ? strlen(where) : strcspn(where, ":");
        port = where + n_address;
    }
    if (n_address >= 64) {
        return false;
    }
    if (n_address > 0) {
        (void)snprintf(address, 64, "%.*s", (int)n_address, where);
    }
    return *port == '\0' || port_read(port + 1, ret_port);
}

static bool auth_read(struct config_http *http, const char *auth, bool is_loopback,
                      struct err *err)
{
    if (auth != NULL && strcmp(auth, "none") == 0) {
        http->needs_no_token = true;
        if (!is_loopback || http->url != NULL) {
            return err_set(err, ERR_BAD_ARGUMENT,
                           "Leave SOLEUS_HTTP_AUTH out, or serve 127.0.0.1 without "
                           "SOLEUS_HTTP_URL.",
                           "without a token only this machine is served");
        }
        return true;
    }
    return auth == NULL || strcmp(auth, "token") == 0 ||
           err_set(err, ERR_BAD_ARGUMENT, "Allowed: token, none.",
                   "SOLEUS_HTTP_AUTH is \"%.40s\"", auth);
}

static bool url_check(const char *name, const char *url, struct err *err)
{
    bool is_web = strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
    const char *host = is_web ? strstr(url, "://") + 3 : "";
    bool is_plain = is_web && *host != '\0' && strpbrk(url, " \"\\<>#?@") == NULL;
    for (const char *c = url; is_plain && *c != '\0'; c++) {
        is_plain = *c > ' ' && *c <= '~';
    }
    return is_plain || err_set(err, ERR_BAD_ARGUMENT,
                               "Give a whole one, as in https://coach.example.org/mcp.",
                               "%s is no URL of a web server", name);
}

static bool oauth_check_values(struct config_http *http, struct err *err)
{
    const struct {
        const char *name;
        const char *text;
        bool is_url;
    } needed[] = {
        {"SOLEUS_HTTP_URL", http->url, true},
        {"SOLEUS_OAUTH_ISSUER", http->oauth_issuer, true},
        {"SOLEUS_OAUTH_INTROSPECTION_URL", http->oauth_introspection_url, true},
        {"SOLEUS_OAUTH_CLIENT_ID", http->oauth_client_id, false},
        {"SOLEUS_OAUTH_CLIENT_SECRET", http->oauth_client_secret, false},
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (needed[i].text == NULL) {
            return err_set(err, ERR_BAD_ARGUMENT,
                           "OAuth needs SOLEUS_HTTP_URL and SOLEUS_OAUTH_ISSUER, "
                           "_INTROSPECTION_URL, _CLIENT_ID and _CLIENT_SECRET.",
                           "%s is missing", needed[i].name);
        }
        if (needed[i].is_url && !url_check(needed[i].name, needed[i].text, err)) {
            return false;
        }
    }
    if (http->needs_no_token) {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave one of them out.",
                       "SOLEUS_HTTP_AUTH=none and SOLEUS_OAUTH_ISSUER do not go together");
    }
    if (http->oauth_scopes == NULL) {
        http->oauth_scopes = xstrdup(DEFAULT_SCOPES);
    }
    return strpbrk(http->oauth_scopes, "\"\\\r\n") == NULL ||
           err_set(err, ERR_BAD_ARGUMENT, "Give words with blanks between.",
                   "SOLEUS_OAUTH_SCOPES has characters that no scope has");
}

bool config_http_check(struct config_http *http, const char *where, const char *auth,
                       struct err *err)
{
    bool is_loopback = false;
    str_copy(http->address, sizeof http->address, DEFAULT_ADDRESS);
    http->port = DEFAULT_PORT;
    if (!http->is_wanted) {
        return true;
    }
    if (where != NULL && !where_split(where, http->address, &http->port)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give ADDR:PORT as in 127.0.0.1:8765 or [::1]:8765.",
                       "\"%.60s\" is no address to serve", where);
    }
    if (strcmp(http->address, "localhost") == 0) {
        str_copy(http->address, sizeof http->address, DEFAULT_ADDRESS);
    }
    if (!mcp_http_address_is_loopback(http->address, &is_loopback)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give a numeric address, as in 127.0.0.1 or ::1, or localhost.",
                       "\"%.60s\" is no address to serve", http->address);
    }
    if (!auth_read(http, auth, is_loopback, err) ||
        (http->url != NULL && !url_check("SOLEUS_HTTP_URL", http->url, err))) {
        return false;
    }
    return http->oauth_issuer == NULL || oauth_check_values(http, err);
}

void config_http_release(struct config_http *http)
{
    char **texts[] = {&http->url,
                      &http->origins,
                      &http->oauth_issuer,
                      &http->oauth_introspection_url,
                      &http->oauth_client_id,
                      &http->oauth_client_secret,
                      &http->oauth_scopes};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (*texts[i] != NULL) {
            explicit_bzero(*texts[i], strlen(*texts[i]));
            free(*texts[i]);
            *texts[i] = NULL;
        }
    }
}
