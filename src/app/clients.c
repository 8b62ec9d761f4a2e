#include "app/clients.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/random.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "base/banned.h"

#define TOKEN_START "soleus_"
#define OWNER "owner" /* the name of who has the token of http-token */

enum { TOKEN_CHARS = 40 /* of 5 random bits each */, PATH_SIZE = 600 };

struct clients {
    const struct config *config;
    struct client owner;
    struct client *all; /* of the file */
    size_t n_all;
    char path[PATH_SIZE];
    struct stat seen; /* the file when it was read; st_ino 0: there was none */
};

static bool path_of(const struct config *config, const char *name, char path[PATH_SIZE],
                    struct err *err)
{
    if (config->config_dir[0] == '\0') {
        return err_set(err, ERR_BAD_ARGUMENT, "Set HOME or SOLEUS_CONFIG_DIR.",
                       "there is no folder to keep the HTTP token in");
    }
    (void)snprintf(path, PATH_SIZE, "%s/%s", config->config_dir, name);
    return true;
}

void clients_token_path(const struct config *config, char *path, size_t size)
{
    (void)snprintf(path, size, "%s/http-token", config->config_dir);
}

static void token_make(char token[CLIENT_TOKEN_SIZE])
{
    char handle[TOKEN_CHARS + 1];
    random_handle(handle, TOKEN_CHARS);
    (void)snprintf(token, CLIENT_TOKEN_SIZE, TOKEN_START "%s", handle);
    explicit_bzero(handle, sizeof handle);
}

static bool mode_check(const char *path, const struct stat *status, struct err *err)
{
    char hint[256];
    if (S_ISREG(status->st_mode) && (status->st_mode & 077U) == 0) {
        return true;
    }
    (void)snprintf(hint, sizeof hint, "Run: chmod 600 '%.200s'", path);
    return err_set(err, ERR_BAD_ARGUMENT, hint,
                   "%s holds tokens and can be read by others (mode %03o)", path,
                   (unsigned)status->st_mode & 0777U);
}

/* A whole small file; free() it. NULL with err, or without when there is none. */
static char *file_read(const char *path, struct stat *ret_status, struct err *err)
{
    struct stat status = {0};
    *ret_status = status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return NULL;
    }
    if (fd < 0 || fstat(fd, &status) != 0 || status.st_size > LIMIT_CONFIG_FILE_BYTES) {
        (void)err_set(err, ERR_BAD_ARGUMENT, "Make it readable for this user.",
                      "%s cannot be read", path);
    } else if (mode_check(path, &status, err)) {
        size_t n_bytes = (size_t)status.st_size;
        char *text = xcalloc(1, n_bytes + 1);
        if (read(fd, text, n_bytes) == (ssize_t)n_bytes) {
            (void)close(fd);
            *ret_status = status;
            return text;
        }
        free(text);
        (void)err_set(err, ERR_BAD_ARGUMENT, "Try again.", "%s cannot be read", path);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return NULL;
}

static bool file_write(const char *path, int flags, const char *text, struct err *err)
{
    size_t n_bytes = strlen(text);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    struct stat status;
    bool is_good = fd >= 0 && fstat(fd, &status) == 0;
    if (is_good && !mode_check(path, &status, err)) {
        (void)close(fd);
        return false;
    }
    is_good = is_good && write(fd, text, n_bytes) == (ssize_t)n_bytes && fsync(fd) == 0;
    int reason = errno;
    if (fd >= 0 && close(fd) != 0) {
        is_good = false;
    }
    return is_good ||
           err_set(err, ERR_STORE, "Make its folder writable, or set SOLEUS_CONFIG_DIR.",
                   "%s cannot be written: %s", path, strerror(reason));
}

/* With its parents: a new account has no ~/.config. What cannot be made is told by what is
 * written into it. */
static void config_folder_make(const struct config *config)
{
    AUTO_FREE char *path = xstrdup(config->config_dir);
    for (char *end = strchr(path + 1, '/'); end != NULL; end = strchr(end + 1, '/')) {
        *end = '\0';
        (void)mkdir(path, 0700);
        *end = '/';
    }
    (void)mkdir(path, 0700);
}

bool clients_owner_token(const struct config *config, char token[CLIENT_TOKEN_SIZE],
                         struct err *err)
{
    char path[PATH_SIZE];
    struct stat status;
    struct err found = {0};
    if (!path_of(config, "http-token", path, err)) {
        return false;
    }
    AUTO_FREE char *text = file_read(path, &status, &found);
    if (found.code != ERR_NONE) {
        *err = found;
        return false;
    }
    if (text != NULL) {
        text[strcspn(text, " \r\n")] = '\0';
        if (strlen(text) < 32 || strlen(text) >= CLIENT_TOKEN_SIZE) {
            return err_set(err, ERR_BAD_ARGUMENT, "Remove it: a new one is made then.",
                           "%s holds no token of 32 to 63 characters", path);
        }
        str_copy(token, CLIENT_TOKEN_SIZE, text);
        explicit_bzero(text, strlen(text));
        return true;
    }
    char line[CLIENT_TOKEN_SIZE + 1];
    token_make(token);
    config_folder_make(config);
    (void)snprintf(line, sizeof line, "%s\n", token);
    bool is_kept = file_write(path, O_EXCL, line, err);
    explicit_bzero(line, sizeof line);
    return is_kept;
}

static bool athlete_is_served(const struct config *config, const char *id)
{
    for (size_t i = 0; i < config->n_athletes; i++) {
        if (strcmp(config->athletes[i], id) == 0) {
            return true;
        }
    }
    return false;
}

/* "*", or ids with commas between. */
static bool athletes_read(const struct config *config, const char *text,
                          struct client *client, struct err *err)
{
    client->n_athletes = 0;
    if (strcmp(text, "*") == 0) {
        return true;
    }
    while (*text != '\0') {
        char id[CONFIG_ID_SIZE] = "";
        size_t length = strcspn(text, ",");
        if (length > 0 && length < sizeof id) {
            memcpy(id, text, length);
            id[length] = '\0';
        }
        if (!athlete_is_served(config, id) || client->n_athletes == CONFIG_MAX_ATHLETES) {
            return err_set(err, ERR_BAD_ARGUMENT,
                           "List ids of SOLEUS_ATHLETES with commas between, or * for all.",
                           "\"%.64s\" is no athlete that is served", text);
        }
        str_copy(client->athletes[client->n_athletes++], CONFIG_ID_SIZE, id);
        text += length + (text[length] == ',' ? 1 : 0);
    }
    return client->n_athletes > 0 ||
           err_set(err, ERR_BAD_ARGUMENT, "Use * for all.", "no athletes are listed");
}

/* "token:<digest>" or "subject:<who>". */
static bool credential_read(const char *text, struct client *client)
{
    if (strncmp(text, "token:", 6) == 0) {
        const char *digest = text + 6;
        str_copy(client->token_digest, sizeof client->token_digest, digest);
        return strlen(digest) == SEAL_DIGEST_SIZE - 1 &&
               strspn(digest, "0123456789abcdef") == SEAL_DIGEST_SIZE - 1;
    }
    if (strncmp(text, "subject:", 8) == 0 && text[8] != '\0' &&
        strlen(text + 8) < sizeof client->subject) {
        str_copy(client->subject, sizeof client->subject, text + 8);
        return true;
    }
    return false;
}

/* The next word of a line; "" when there is none. */
static char *word_take(char **at)
{
    *at += strspn(*at, " \t\r");
    char *word = *at;
    *at += strcspn(*at, " \t\r");
    if (**at != '\0') {
        *(*at)++ = '\0';
    }
    return word;
}

static bool is_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length < CLIENT_NAME_SIZE &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789._-") == length;
}

static bool line_read(const struct config *config, char *line, struct client *ret,
                      struct err *err)
{
    const char *name = word_take(&line);
    const char *credential = word_take(&line);
    const char *athletes = word_take(&line);
    struct client client = {0};
    if (!is_name(name) || strcmp(name, OWNER) == 0 || *word_take(&line) != '\0' ||
        !credential_read(credential, &client)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "A line is: NAME token:DIGEST ATHLETES, or NAME subject:WHO "
                       "ATHLETES; `soleus token NAME ATHLETES` writes one.",
                       "it is no client");
    }
    str_copy(client.name, sizeof client.name, name);
    if (!athletes_read(config, athletes, &client, err)) {
        return false;
    }
    *ret = client;
    return true;
}

static bool lines_read(struct clients *clients, char *text, struct err *err)
{
    char *rest = text;
    size_t i_line = 0;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        struct err why = {0};
        i_line++;
        size_t n_blank = strspn(line, " \t\r");
        if (line[n_blank] == '\0' || line[n_blank] == '#') {
            continue;
        }
        if (clients->n_all == CLIENTS_MAX ||
            !line_read(clients->config, line, &clients->all[clients->n_all], &why)) {
            return err_set(err, ERR_BAD_ARGUMENT, why.hint, "%s line %zu: %s",
                           clients->path, i_line,
                           why.code != ERR_NONE ? why.message : "too many clients");
        }
        clients->n_all++;
    }
    return true;
}

static bool clients_read(struct clients *clients, struct err *err)
{
    struct err found = {0};
    AUTO_FREE char *text = file_read(clients->path, &clients->seen, &found);
    clients->n_all = 0;
    free(clients->all);
    clients->all = NULL;
    if (found.code != ERR_NONE) {
        *err = found;
        return false;
    }
    if (text == NULL) {
        return true;
    }
    clients->all = xcalloc(CLIENTS_MAX, sizeof *clients->all);
    if (!lines_read(clients, text, err)) {
        clients->n_all = 0;
        return false;
    }
    return true;
}

/* The file was changed since it was read: read it again. */
static void clients_refresh(struct clients *clients)
{
    struct stat now = {0};
    struct err err = {0};
    if (stat(clients->path, &now) != 0) {
        memset(&now, 0, sizeof now);
    }
    bool is_same = now.st_ino == clients->seen.st_ino &&
                   now.st_size == clients->seen.st_size &&
                   now.st_mtim.tv_sec == clients->seen.st_mtim.tv_sec &&
                   now.st_mtim.tv_nsec == clients->seen.st_mtim.tv_nsec;
    if (!is_same && !clients_read(clients, &err)) {
        log_line(LOG_ERROR, "http", "%s; its clients are refused", err.message);
        clients->seen = now;
    }
}

bool clients_new(const struct config *config, struct clients **ret_clients, struct err *err)
{
    char token[CLIENT_TOKEN_SIZE];
    struct clients *clients = xcalloc(1, sizeof *clients);
    clients->config = config;
    if (!clients_owner_token(config, token, err) ||
        !path_of(config, "http-clients", clients->path, err) ||
        !clients_read(clients, err)) {
        clients_free(clients);
        return false;
    }
    str_copy(clients->owner.name, sizeof clients->owner.name, OWNER);
    seal_digest_hex(token, strlen(token), clients->owner.token_digest);
    explicit_bzero(token, sizeof token);
    *ret_clients = clients;
    return true;
}

void clients_free(struct clients *clients)
{
    if (clients != NULL) {
        free(clients->all);
        free(clients);
    }
}

static bool has_digest(const struct client *client, const char digest[SEAL_DIGEST_SIZE])
{
    return client->token_digest[0] != '\0' &&
           seal_equal_constant_time(client->token_digest, digest, SEAL_DIGEST_SIZE);
}

const struct client *clients_find_token(struct clients *clients, const char *token)
{
    char digest[SEAL_DIGEST_SIZE];
    const struct client *found = NULL;
    clients_refresh(clients);
    seal_digest_hex(token, strlen(token), digest);
    for (size_t i = 0; i < clients->n_all; i++) { /* all: the time tells nothing */
        if (has_digest(&clients->all[i], digest)) {
            found = &clients->all[i];
        }
    }
    return has_digest(&clients->owner, digest) ? &clients->owner : found;
}

const struct client *clients_find_subject(struct clients *clients, const char *subject)
{
    clients_refresh(clients);
    for (size_t i = 0; i < clients->n_all; i++) {
        if (clients->all[i].subject[0] != '\0' &&
            strcmp(clients->all[i].subject, subject) == 0) {
            return &clients->all[i];
        }
    }
    return NULL;
}

bool clients_add(const struct config *config, const char *name, const char *athletes,
                 char token[CLIENT_TOKEN_SIZE], struct err *err)
{
    char digest[SEAL_DIGEST_SIZE];
    struct clients clients = {.config = config};
    struct client client = {0};
    struct str_buf line = {0};
    if (!path_of(config, "http-clients", clients.path, err) ||
        !clients_read(&clients, err)) {
        free(clients.all);
        return false;
    }
    bool is_taken = strcmp(name, OWNER) == 0;
    for (size_t i = 0; i < clients.n_all; i++) {
        is_taken = is_taken || strcmp(clients.all[i].name, name) == 0;
    }
    free(clients.all);
    if (!is_name(name) || is_taken) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       is_taken ? "Take another name, or remove its line first."
                                : "Use at most 64 letters, digits, '.', '_' and '-'.",
                       "\"%.64s\" %s", name, is_taken ? "is there already" : "is no name");
    }
    if (!athletes_read(config, athletes, &client, err)) {
        return false;
    }
    token_make(token);
    seal_digest_hex(token, strlen(token), digest);
    config_folder_make(config);
    str_buf_printf(&line, "%s token:%s %s\n", name, digest, athletes);
    bool is_kept = file_write(clients.path, O_APPEND, str_buf_text(&line), err);
    str_buf_release(&line);
    return is_kept;
}
