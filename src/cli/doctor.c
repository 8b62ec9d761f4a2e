#define CLI_OWNS_STDOUT
#include "cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/version.h"
#include "base/clock.h"
#include "base/str.h"
#include "app/app.h"
#include "app/clients.h"
#include "base/xalloc.h"
#include "cli/run_call.h"
#include "json/json.h"
#include "base/banned.h"

static int n_problems;

static void good(const char *what, const char *words)
{
    (void)printf("ok    %-10s %s\n", what, words);
}

static void bad(const char *what, const struct err *err)
{
    (void)printf("FAIL  %-10s %s.\n      %-10s -> %s\n", what, err->message, "", err->hint);
    n_problems++;
}

static void check_config(const struct config *config)
{
    char words[1200];
    (void)snprintf(words, sizeof words, "%s; service %s; athlete %s",
                   config->config_file[0] != '\0' ? config->config_file : "no config file",
                   config->base_url, config->athlete_id);
    good("config", config->is_sample
                       ? "bundled sample athlete (--sample): no account needed"
                       : words);
}

static void check_key(struct config *config)
{
    struct err err = {0};
    if (config->is_sample) {
        good("key", "not needed for the sample");
    } else if (config->api_key == NULL && config->token == NULL &&
               config->key_get == NULL) {
        (void)err_set(&err, ERR_AUTH,
                      "Make one at Intervals.icu, Settings, Developer Settings; then set "
                      "INTERVALS_API_KEY, or SOLEUS_KEY_COMMAND, or try --sample",
                      "no API key is configured");
        bad("key", &err);
    } else if (config->api_key == NULL && config->token == NULL &&
               !config->key_get(config, &err)) {
        bad("key", &err);
    } else {
        char words[80];
        (void)snprintf(words, sizeof words, "present, from the %s", config->key_origin);
        good("key", words);
    }
}

static void check_clock(const struct config *config)
{
    const struct clock_zone *zone = NULL;
    struct err err = {0};
    char stamp[CLOCK_TEXT_SIZE];
    int64_t now_ms = config->has_frozen_now ? config->frozen_now_ms : clock_now_ms();
    if (!clock_zone_get("Europe/Zurich", &zone, &err)) {
        bad("time zones", &err);
        return;
    }
    if (clock_zone_get("UTC", &zone, &err)) {
        char words[80];
        (void)snprintf(words, sizeof words, "%s%s; tzdata is there",
                       clock_format(zone, now_ms, stamp),
                       config->has_frozen_now ? " (frozen by SOLEUS_NOW)" : "");
        good("clock", words);
    }
}

/* The nearest folder on the way to the data that exists must take new ones; nothing is made
 * here. */
static void check_store(const struct config *config)
{
    char path[sizeof config->data_dir];
    struct err err = {0};
    if (config->is_sample) {
        good("store", "in memory only");
        return;
    }
    str_copy(path, sizeof path, config->data_dir);
    while (access(path, F_OK) != 0 && strrchr(path, '/') != path) {
        *strrchr(path, '/') = '\0';
    }
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISDIR(info.st_mode)) {
        (void)err_set(&err, ERR_STORE, "Move it away, or set SOLEUS_DATA_DIR",
                      "%s is not a folder", path);
        bad("store", &err);
        return;
    }
    if (access(path, W_OK | X_OK) != 0) {
        (void)err_set(&err, ERR_STORE,
                      "Make it writable for this user, or set SOLEUS_DATA_DIR",
                      "%s cannot be written: %s", path, strerror(errno));
        bad("store", &err);
        return;
    }
    good("store", config->data_dir);
}

/* The tokens of HTTP clients, when there are some. */
static void check_http(const struct config *config)
{
    char path[640];
    struct err err = {0};
    struct clients *clients = NULL;
    clients_token_path(config, path, sizeof path);
    if (config->config_dir[0] == '\0' || access(path, F_OK) != 0) {
        return; /* nothing is made here */
    }
    if (clients_new(config, &clients, &err)) {
        char words[700];
        (void)snprintf(words, sizeof words, "token in %s; `soleus token` prints it", path);
        good("http", words);
        clients_free(clients);
    } else {
        bad("http", &err);
    }
}

/* The service: the profile of each athlete, asked anew. */
static void check_service(struct config *config)
{
    const struct tool *tool = app_tool_find("athlete_profile");
    config->output = ANSWER_BOTH; /* both halves are looked at here */
    for (size_t i = 0; i < (config->n_athletes == 0 ? 1 : config->n_athletes); i++) {
        json_auto_t *arguments = json_object();
        bool is_error = false;
        (void)json_object_set_new(arguments, "refresh", json_true());
        if (config->n_athletes > 0) {
            (void)json_object_set_new(arguments, "athlete",
                                      json_string(config->athletes[i]));
        }
        json_auto_t *result = run_call(config, tool, arguments, &is_error);
        AUTO_FREE char *text = run_call_text(result);
        const char *stale = run_call_stale_line(result, text);
        if (is_error || stale != NULL) {
            const char *words = stale != NULL ? stale : text;
            (void)printf("FAIL  %-10s %.*s\n", "service", (int)strcspn(words, "\n"), words);
            n_problems++;
        } else {
            text[strcspn(text, "\n")] = '\0';
            good(config->is_sample ? "sample" : "service", text);
        }
    }
}

int command_doctor(struct config *config)
{
    (void)printf("soleus %s\n", SOLEUS_VERSION);
    check_config(config);
    check_key(config);
    check_clock(config);
    check_store(config);
    check_http(config);
    if (config->is_sample || config->api_key != NULL || config->token != NULL) {
        check_service(config);
    }
    (void)printf(n_problems == 0 ? "All is well.\n" : "%d to mend.\n", n_problems);
    return n_problems == 0 ? EXIT_DONE : EXIT_FAILED;
}
