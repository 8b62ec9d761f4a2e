/* What the program is told at start: by option, environment or file (read in cli, once). */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "tools/answer.h"

enum { CONFIG_MAX_ATHLETES = 64, CONFIG_ID_SIZE = LIMIT_ID_BYTES + 1 };

/* The athletes that one client may see. */
struct app_scope {
    size_t n_athletes; /* 0: the one that INTERVALS_ATHLETE_ID names */
    const char (*athletes)[CONFIG_ID_SIZE];
};

/* `soleus serve --http`. Texts are NULL when not set; freed by config_release. */
struct config_http {
    bool is_wanted;
    char address[64]; /* numeric */
    uint16_t port;
    bool needs_no_token; /* loopback only */
    char *url;           /* by which clients reach it through a proxy */
    char *origins;       /* of web pages that may ask, separated by blanks or commas */
    char *oauth_issuer;  /* an authorization server; with it, its tokens are taken, too */
    char *oauth_introspection_url;
    char *oauth_client_id;
    char *oauth_client_secret; /* wiped */
    char *oauth_scopes;        /* all are needed; separated by blanks */
};

struct config {
    char base_url[256];
    char *api_key; /* NULL when none; wiped by config_release */
    char *token;   /* OAuth bearer token; likewise */
    /*
     * Called once before the first request when neither is set: fills api_key from the
     * user's key command (which may take seconds, so it waits until it is needed). NULL
     * when there is no such command.
     */
    bool (*key_get)(struct config *config, struct err *err);
    char *key_command;               /* its arguments as configured */
    char athlete_id[CONFIG_ID_SIZE]; /* INTERVALS_ATHLETE_ID; "0" is the key's owner */
    size_t n_athletes;               /* SOLEUS_ATHLETES; 0 = only athlete_id is served */
    char athletes[CONFIG_MAX_ATHLETES][CONFIG_ID_SIZE];
    char data_dir[512];
    char config_dir[512];
    char config_file[600]; /* the file that was read; "" when there is none */
    enum answer_output output;
    unsigned tool_groups;     /* SOLEUS_TOOLS, bits of app/catalogue.h; 0: all tools */
    int64_t watch_interval_s; /* SOLEUS_WATCH_INTERVAL: between looks at the account */
    struct config_http http;
    bool has_frozen_now;
    int64_t frozen_now_ms;
    bool is_sample;
    const char
        *key_origin; /* "environment", "config file", "key command"; NULL without a key */
};

#endif
