/* Reading the configuration: option beats environment beats file. The only place that reads
 * either. */
#ifndef CLI_CONFIG_READ_H
#define CLI_CONFIG_READ_H

#include "app/config.h"
#include "base/err.h"

/* Values of options, by the name of the variable they stand for; NULL when not given. */
struct config_options {
    const char *athlete_id;
    const char *base_url;
    const char *data_dir;
    const char *output;
    const char *now;
    const char *tools;
    const char *interval;
    bool is_sample;
    bool is_http;
    const char *http_address;
    const char *http_auth;
};

/* ERR_BAD_ARGUMENT names the variable and where it was set. Secrets are never quoted. */
MUST_CHECK bool config_read(const struct config_options *options, struct config *ret,
                            struct err *err);
/* Wipes and frees the secrets. */
void config_release(struct config *config);

/*
 * The HTTP part (config_http.c): where is ADDR:PORT, ADDR, :PORT or PORT; auth is "token"
 * or "none"; either may be NULL. The texts of http are there already; checks all of it when
 * HTTP is wanted.
 */
MUST_CHECK bool config_http_check(struct config_http *http, const char *where,
                                  const char *auth, struct err *err);
void config_http_release(struct config_http *http);

/* Runs the user's key command (arguments, no shell) and takes the first line it prints. */
MUST_CHECK bool config_key_command_run(const char *command, char **ret_key,
                                       struct err *err);

#endif
