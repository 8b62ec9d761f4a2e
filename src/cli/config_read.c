#include "cli/config_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/catalogue.h"
#include "base/civil.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "intervals/http_source.h"
#include "store/store.h"
#include "base/banned.h"

enum variable {
    VAR_API_KEY,
    VAR_TOKEN,
    VAR_ATHLETE_ID,
    VAR_BASE_URL,
    VAR_ATHLETES,
    VAR_DATA_DIR,
    VAR_KEY_COMMAND,
    VAR_OUTPUT,
    VAR_TOOLS,
    VAR_WATCH_INTERVAL,
    VAR_NOW,
    VAR_HTTP,
    VAR_HTTP_AUTH,
    VAR_HTTP_URL,
    VAR_HTTP_ORIGINS,
    VAR_OAUTH_ISSUER,
    VAR_OAUTH_INTROSPECTION_URL,
    VAR_OAUTH_CLIENT_ID,
    VAR_OAUTH_CLIENT_SECRET,
    VAR_OAUTH_SCOPES,
    N_VARIABLES
};

static const char *const names[N_VARIABLES] = {
    [VAR_API_KEY] = "INTERVALS_API_KEY",
    [VAR_TOKEN] = "INTERVALS_ACCESS_TOKEN",
    [VAR_ATHLETE_ID] = "INTERVALS_ATHLETE_ID",
    [VAR_BASE_URL] = "INTERVALS_BASE_URL",
    [VAR_ATHLETES] = "SOLEUS_ATHLETES",
    [VAR_DATA_DIR] = "SOLEUS_DATA_DIR",
    [VAR_KEY_COMMAND] = "SOLEUS_KEY_COMMAND",
    [VAR_OUTPUT] = "SOLEUS_OUTPUT",
    [VAR_TOOLS] = "SOLEUS_TOOLS",
    [VAR_WATCH_INTERVAL] = "SOLEUS_WATCH_INTERVAL",
    [VAR_NOW] = "SOLEUS_NOW",
    [VAR_HTTP] = "SOLEUS_HTTP",
    [VAR_HTTP_AUTH] = "SOLEUS_HTTP_AUTH",
    [VAR_HTTP_URL] = "SOLEUS_HTTP_URL",
    [VAR_HTTP_ORIGINS] = "SOLEUS_HTTP_ORIGINS",
    [VAR_OAUTH_ISSUER] = "SOLEUS_OAUTH_ISSUER",
    [VAR_OAUTH_INTROSPECTION_URL] = "SOLEUS_OAUTH_INTROSPECTION_URL",
    [VAR_OAUTH_CLIENT_ID] = "SOLEUS_OAUTH_CLIENT_ID",
    [VAR_OAUTH_CLIENT_SECRET] = "SOLEUS_OAUTH_CLIENT_SECRET",
    [VAR_OAUTH_SCOPES] = "SOLEUS_OAUTH_SCOPES",
};

enum origin { ORIGIN_NONE, ORIGIN_OPTION, ORIGIN_ENVIRONMENT, ORIGIN_FILE };

struct values {
    char *text[N_VARIABLES];
    enum origin origin[N_VARIABLES];
};

static void wipe_free(char *text)
{
    if (text != NULL) {
        explicit_bzero(text, strlen(text));
        free(text);
    }
}

static void values_release(struct values *values)
{
    for (size_t i = 0; i < N_VARIABLES; i++) {
        wipe_free(values->text[i]);
    }
}

/* The first origin to set a value keeps it. Empty, and a host's unfilled "${...}", count as
 * not set. */
static void value_set(struct values *values, enum variable variable, const char *text,
                      enum origin origin)
{
    bool is_unset = text == NULL || *text == '\0' || strncmp(text, "${", 2) == 0;
    if (!is_unset && values->text[variable] == NULL) {
        values->text[variable] = xstrdup(text);
        values->origin[variable] = origin;
    }
}

static bool home_path(const char *variable, const char *fallback, char *ret, size_t size,
                      struct err *err)
{
    const char *base = getenv(variable);
    const char *home = getenv("HOME");
    int length = -1;
    if (base != NULL && base[0] == '/') {
        length = snprintf(ret, size, "%s/soleus", base);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(ret, size, "%s/%s/soleus", home, fallback);
    }
    if (length < 0 || (size_t)length >= size) {
        return err_set(
            err, ERR_BAD_ARGUMENT,
            "Set HOME, or SOLEUS_DATA_DIR and SOLEUS_CONFIG_DIR, to absolute paths.",
            "neither %s nor HOME is a usable absolute path", variable);
    }
    return true;
}

static bool is_secret(enum variable variable)
{
    return variable == VAR_API_KEY || variable == VAR_TOKEN ||
           variable == VAR_OAUTH_CLIENT_SECRET;
}

static bool line_read(struct values *values, char *line, size_t i_line, mode_t mode,
                      const char *path, struct err *err)
{
    line += strspn(line, " \t");
    size_t length = strlen(line);
    while (length > 0 && strchr(" \t\r\n", line[length - 1]) != NULL) {
        line[--length] = '\0';
    }
    if (*line == '\0' || *line == '#') {
        return true;
    }
    char *equals = strchr(line, '=');
    if (equals == NULL) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Each line is NAME=value; # starts a comment.",
                       "%s line %zu has no '='", path, i_line);
    }
    *equals = '\0';
    char *value = equals + 1;
    size_t n_value = strlen(value);
    if (n_value >= 2 && value[0] == '"' && value[n_value - 1] == '"') {
        value[n_value - 1] = '\0';
        value++;
    }
    for (size_t i = 0; i < N_VARIABLES; i++) {
        if (strcmp(names[i], line) != 0) {
            continue;
        }
        if (is_secret((enum variable)i) && (mode & 077U) != 0) {
            char hint[256];
            (void)snprintf(hint, sizeof hint, "Run: chmod 600 '%.200s'", path);
            return err_set(err, ERR_BAD_ARGUMENT, hint,
                           "%s holds a key and can be read by others (mode %03o)", path,
                           (unsigned)mode & 0777U);
        }
        value_set(values, (enum variable)i, value, ORIGIN_FILE);
        return true;
    }
    struct str_nearest nearest = {.wrong = line};
    for (size_t i = 0; i < N_VARIABLES; i++) {
        str_nearest_add(&nearest, names[i]);
    }
    char hint[128] = "Remove it; `soleus --help` and README name what there is.";
    if (nearest.best != NULL) {
        (void)snprintf(hint, sizeof hint, "Did you mean %s?", nearest.best);
    }
    return err_set(err, ERR_BAD_ARGUMENT, hint,
                   "%s line %zu sets %.40s, which is not known", path, i_line, line);
}

static bool file_read(struct values *values, struct config *config, struct err *err)
{
    char path[sizeof config->config_file];
    (void)snprintf(path, sizeof path, "%s/config", config->config_dir);
    struct stat status = {0};
    bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    FILE *file = is_folder ? NULL : fopen(path, "re");
    if (file == NULL) {
        if (!is_folder && (errno == ENOENT || errno == ENOTDIR)) {
            return true;
        }
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Make it readable for this user, or remove it.",
                       "%s cannot be read: %s", path, strerror(is_folder ? EISDIR : errno));
    }
    char *line = NULL;
    size_t capacity = 0;
    size_t n_bytes = 0;
    bool is_good = fstat(fileno(file), &status) == 0;
    for (size_t i_line = 1; is_good && getline(&line, &capacity, file) >= 0; i_line++) {
        n_bytes += strlen(line);
        if (n_bytes > LIMIT_CONFIG_FILE_BYTES) {
            is_good = err_set(err, ERR_BAD_ARGUMENT, "Is it the right file?",
                              "%s is longer than %d bytes", path, LIMIT_CONFIG_FILE_BYTES);
            break;
        }
        is_good = line_read(values, line, i_line, status.st_mode, path, err);
    }
    if (line != NULL) {
        explicit_bzero(line, capacity);
    }
    free(line);
    (void)fclose(file);
    str_copy(config->config_file, sizeof config->config_file, path);
    return is_good;
}

static bool athletes_read(struct config *config, const char *text, struct err *err)
{
    while (*text != '\0') {
        size_t length = strcspn(text, ", ");
        char id[CONFIG_ID_SIZE];
        if (length > 0) {
            (void)snprintf(id, sizeof id, "%.*s", (int)(length < sizeof id ? length : 0),
                           text);
            if (!store_id_is_safe(id) || strcmp(id, "0") == 0 ||
                config->n_athletes == CONFIG_MAX_ATHLETES) {
                return err_set(
                    err, ERR_BAD_ARGUMENT,
                    "List real ids, separated by commas: SOLEUS_ATHLETES=i12345,i67890",
                    "SOLEUS_ATHLETES has an entry that is no athlete id, or too many");
            }
            str_copy(config->athletes[config->n_athletes++], CONFIG_ID_SIZE, id);
        }
        text += length + strspn(text + length, ", ");
    }
    return true;
}

/* An athlete that was chosen must be one of the list; then only that one is served. */
static bool listed_athlete_check(const struct values *values, struct config *config,
                                 struct err *err)
{
    if (values->text[VAR_ATHLETE_ID] == NULL || strcmp(config->athlete_id, "0") == 0) {
        return true;
    }
    for (size_t i = 0; i < config->n_athletes; i++) {
        if (strcmp(config->athletes[i], config->athlete_id) == 0) {
            str_copy(config->athletes[0], CONFIG_ID_SIZE, config->athlete_id);
            config->n_athletes = 1;
            return true;
        }
    }
    return err_set(err, ERR_BAD_ARGUMENT, "Choose one of SOLEUS_ATHLETES, or add it there.",
                   "athlete %.64s is not in SOLEUS_ATHLETES", config->athlete_id);
}

/* 1990-01-01 to 2089-12-31, the years for which zones are known (base/clock). */
static const int64_t OLDEST_NOW_S = 631152000;
static const int64_t NEWEST_NOW_S = 3786825600;

static bool now_read(struct config *config, const char *text, struct err *err)
{
    int64_t wall_s = 0;
    bool has_offset = false;
    int offset_s = 0;
    if (!civil_parse_time(text, &wall_s, &has_offset, &offset_s) || !has_offset) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give date, time and zone as in 2026-11-22T07:30:00+01:00.",
                       "SOLEUS_NOW is \"%.40s\"", text);
    }
    if (wall_s < OLDEST_NOW_S || wall_s > NEWEST_NOW_S) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give a time between 1990 and 2089.",
                       "SOLEUS_NOW is \"%.40s\"", text);
    }
    config->has_frozen_now = true;
    config->frozen_now_ms = (wall_s - offset_s) * 1000;
    return true;
}

static bool output_read(struct config *config, const char *text, struct err *err)
{
    static const char *const words[] = {
        [ANSWER_BOTH] = "both", [ANSWER_TEXT] = "text", [ANSWER_STRUCTURED] = "structured"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], text) == 0) {
            config->output = (enum answer_output)i;
            return true;
        }
    }
    return err_set(err, ERR_BAD_ARGUMENT, "Allowed: both, text, structured.",
                   "SOLEUS_OUTPUT is \"%.40s\"", text);
}

enum { INTERVAL_S = 300, INTERVAL_MIN_S = 60, INTERVAL_MAX_S = 24 * 3600 };

/* A service on this machine is a test's: it may be looked at every second. */
static bool interval_read(struct config *config, const char *text, struct err *err)
{
    char *end = NULL;
    long lowest = strncmp(config->base_url, "https://", 8) == 0 ? INTERVAL_MIN_S : 1;
    long value = text != NULL ? strtol(text, &end, 10) : INTERVAL_S;
    if (text != NULL && (*end != '\0' || text[0] < '0' || text[0] > '9' || value < lowest ||
                         value > INTERVAL_MAX_S)) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give whole seconds.",
                       "the watch interval is \"%.20s\"; it must be %ld to %d", text,
                       lowest, INTERVAL_MAX_S);
    }
    config->watch_interval_s = value;
    return true;
}

static bool key_from_command(struct config *config, struct err *err)
{
    config->key_origin = "key command";
    return config_key_command_run(config->key_command, &config->api_key, err);
}

static char *value_take(struct values *values, enum variable variable)
{
    char *text = values->text[variable];
    values->text[variable] = NULL;
    return text;
}

static bool values_check(struct values *values, struct config *config, struct err *err)
{
    const char *url = values->text[VAR_BASE_URL];
    const char *athlete = values->text[VAR_ATHLETE_ID];
    const char *data_dir = values->text[VAR_DATA_DIR];
    str_copy(config->base_url, sizeof config->base_url,
             url != NULL ? url : "https://intervals.icu");
    str_copy(config->athlete_id, CONFIG_ID_SIZE, athlete != NULL ? athlete : "0");
    if (!intervals_base_url_check(config->base_url, err)) {
        return false;
    }
    if (!store_id_is_safe(config->athlete_id)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "An id looks like i12345; 0 is the key's owner.",
                       "INTERVALS_ATHLETE_ID is \"%.64s\"", config->athlete_id);
    }
    if (data_dir != NULL &&
        (data_dir[0] != '/' || strlen(data_dir) >= sizeof config->data_dir)) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give an absolute path.",
                       "SOLEUS_DATA_DIR is \"%.100s\"", data_dir);
    }
    if (data_dir != NULL) {
        str_copy(config->data_dir, sizeof config->data_dir, data_dir);
    } else if (!config->is_sample &&
               !home_path("XDG_DATA_HOME", ".local/share", config->data_dir,
                          sizeof config->data_dir, err)) {
        return false;
    }
    if (values->text[VAR_OUTPUT] != NULL &&
        !output_read(config, values->text[VAR_OUTPUT], err)) {
        return false;
    }
    if (values->text[VAR_NOW] != NULL && !now_read(config, values->text[VAR_NOW], err)) {
        return false;
    }
    if (!interval_read(config, values->text[VAR_WATCH_INTERVAL], err) ||
        (values->text[VAR_TOOLS] != NULL &&
         !catalogue_groups_read(values->text[VAR_TOOLS], &config->tool_groups, err))) {
        return false;
    }
    if (config->is_sample) {
        return values->origin[VAR_ATHLETE_ID] != ORIGIN_OPTION ||
               err_set(err, ERR_BAD_ARGUMENT, "Leave one of them out.",
                       "--athlete and --sample do not go together");
    }
    return values->text[VAR_ATHLETES] == NULL ||
           (athletes_read(config, values->text[VAR_ATHLETES], err) &&
            listed_athlete_check(values, config, err));
}

static bool http_values_check(struct values *values, struct config_http *http,
                              struct err *err)
{
    http->url = value_take(values, VAR_HTTP_URL);
    http->origins = value_take(values, VAR_HTTP_ORIGINS);
    http->oauth_issuer = value_take(values, VAR_OAUTH_ISSUER);
    http->oauth_introspection_url = value_take(values, VAR_OAUTH_INTROSPECTION_URL);
    http->oauth_client_id = value_take(values, VAR_OAUTH_CLIENT_ID);
    http->oauth_client_secret = value_take(values, VAR_OAUTH_CLIENT_SECRET);
    http->oauth_scopes = value_take(values, VAR_OAUTH_SCOPES);
    return config_http_check(http, values->text[VAR_HTTP], values->text[VAR_HTTP_AUTH],
                             err);
}

static void secrets_take(struct values *values, struct config *config)
{
    enum variable which = values->text[VAR_API_KEY] != NULL ? VAR_API_KEY : VAR_TOKEN;
    if (values->text[which] != NULL) { /* secrets have no option: others would see it */
        bool is_file = values->origin[which] == ORIGIN_FILE;
        config->key_origin = is_file ? "config file" : "environment";
    }
    config->api_key = value_take(values, VAR_API_KEY);
    config->token = value_take(values, VAR_TOKEN);
    config->key_command = value_take(values, VAR_KEY_COMMAND);
    if (config->key_command != NULL) {
        config->key_get = key_from_command;
    }
}

bool config_read(const struct config_options *options, struct config *ret, struct err *err)
{
    struct values values = {0};
    *ret = (struct config){.is_sample = options->is_sample};
    value_set(&values, VAR_ATHLETE_ID, options->athlete_id, ORIGIN_OPTION);
    value_set(&values, VAR_BASE_URL, options->base_url, ORIGIN_OPTION);
    value_set(&values, VAR_DATA_DIR, options->data_dir, ORIGIN_OPTION);
    value_set(&values, VAR_OUTPUT, options->output, ORIGIN_OPTION);
    value_set(&values, VAR_NOW, options->now, ORIGIN_OPTION);
    value_set(&values, VAR_TOOLS, options->tools, ORIGIN_OPTION);
    value_set(&values, VAR_WATCH_INTERVAL, options->interval, ORIGIN_OPTION);
    value_set(&values, VAR_HTTP, options->http_address, ORIGIN_OPTION);
    value_set(&values, VAR_HTTP_AUTH, options->http_auth, ORIGIN_OPTION);
    ret->http.is_wanted = options->is_http;
    for (size_t i = 0; i < N_VARIABLES; i++) {
        value_set(&values, (enum variable)i, getenv(names[i]), ORIGIN_ENVIRONMENT);
    }
    const char *config_dir = getenv("SOLEUS_CONFIG_DIR");
    bool is_good = true;
    if (config_dir != NULL && config_dir[0] == '/') {
        str_copy(ret->config_dir, sizeof ret->config_dir, config_dir);
    } else if (!home_path("XDG_CONFIG_HOME", ".config", ret->config_dir,
                          sizeof ret->config_dir, err)) {
        is_good = options->is_sample; /* the sample needs no home */
    }
    is_good = is_good && (options->is_sample || file_read(&values, ret, err)) &&
              values_check(&values, ret, err) &&
              http_values_check(&values, &ret->http, err);
    if (is_good && !options->is_sample) {
        secrets_take(&values, ret);
    }
    if (options->is_sample) {
        str_copy(ret->athlete_id, CONFIG_ID_SIZE, "0");
    }
    values_release(&values);
    return is_good;
}

void config_release(struct config *config)
{
    wipe_free(config->api_key);
    wipe_free(config->token);
    wipe_free(config->key_command);
    config->api_key = NULL;
    config->token = NULL;
    config->key_command = NULL;
    config_http_release(&config->http);
}
