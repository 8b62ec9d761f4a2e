#include "cli/config_read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "json/json.h"
#include "base/banned.h"

enum { MAX_ARGUMENTS = 32, MAX_KEY_BYTES = 4096, TIMEOUT_MS = 15000 };

extern char **environ;

static const char hint[] =
    "Give SOLEUS_KEY_COMMAND a command that prints the key, for example: "
    "secret-tool lookup service intervals.icu  (no shell; a JSON array is "
    "taken as arguments).";

/* ["a", "b c"] as it is, anything else split at blanks. The words stay alive with the
 * returned JSON. */
static json_t *arguments_split(const char *command)
{
    json_t *arguments = NULL;
    if (command[0] == '[' && json_parse(command, strlen(command), &arguments, NULL)) {
        return arguments;
    }
    arguments = json_array();
    while (*command != '\0') {
        size_t length = strcspn(command, " \t");
        if (length > 0) {
            (void)json_array_append_new(arguments, json_stringn(command, length));
        }
        command += length + strspn(command + length, " \t");
    }
    return arguments;
}

static int64_t monotonic_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* All that fd gives until its end; false when it takes too long, is too much or fails. */
static bool read_all(int fd, char *text, size_t size, int64_t end_ms, struct err *err)
{
    size_t n_read = 0;
    for (;;) {
        struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
        int64_t left_ms = end_ms - monotonic_ms();
        int n_ready = left_ms > 0 ? poll(&poll_fd, 1, (int)left_ms) : 0;
        if (n_ready < 0 && errno == EINTR) {
            continue;
        }
        if (n_ready <= 0) {
            return err_set(err, ERR_AUTH, hint, "the key command gave no key within %d s",
                           TIMEOUT_MS / 1000);
        }
        ssize_t n_now = read(fd, text + n_read, size - 1 - n_read);
        if (n_now < 0 && errno == EINTR) {
            continue;
        }
        if (n_now < 0) {
            return err_set(err, ERR_AUTH, hint,
                           "the output of the key command cannot be read: %s",
                           strerror(errno));
        }
        n_read += (size_t)n_now;
        text[n_read] = '\0';
        if (n_now == 0) {
            return true;
        }
        if (n_read == size - 1) {
            return err_set(err, ERR_AUTH, hint,
                           "the key command printed more than %d bytes, which is no key",
                           MAX_KEY_BYTES - 2);
        }
    }
}

static bool command_start(char *const arguments[], int out_fd, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    (void)posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    (void)posix_spawn_file_actions_adddup2(&actions, out_fd, 1);
    int status = posix_spawnp(ret_pid, arguments[0], &actions, NULL, arguments, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    return status == 0;
}

/* Its status, once it has ended; -1 when it had to be killed (it may close its output and
 * go on). */
static int command_wait(pid_t pid, int64_t end_ms)
{
    int status = -1;
    pid_t ended = 0;
    while (ended == 0 && monotonic_ms() < end_ms) {
        ended = waitpid(pid, &status, WNOHANG);
        if (ended == 0) {
            (void)poll(NULL, 0, 5);
        }
    }
    if (ended == 0) {
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, &status, 0);
        return -1;
    }
    return status;
}

static bool command_output(char *const arguments[], char *text, size_t size,
                           struct err *err)
{
    int ends[2];
    pid_t pid = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return err_set(err, ERR_AUTH, hint, "the key command could not be started");
    }
    bool is_started = command_start(arguments, ends[1], &pid);
    (void)close(ends[1]);
    int64_t end_ms = monotonic_ms() + TIMEOUT_MS;
    bool is_read = is_started && read_all(ends[0], text, size, end_ms, err);
    (void)close(ends[0]);
    int status = is_started ? command_wait(pid, is_read ? end_ms : 0) : -1;
    if (!is_started) {
        return err_set(err, ERR_AUTH, hint, "the key command %.100s could not be started",
                       arguments[0]);
    }
    if (!is_read) {
        return false;
    }
    if (status == -1) {
        return err_set(err, ERR_AUTH, hint,
                       "the key command %.100s did not end within %d s", arguments[0],
                       TIMEOUT_MS / 1000);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return err_set(err, ERR_AUTH, hint, "the key command %.100s failed", arguments[0]);
    }
    return true;
}

bool config_key_command_run(const char *command, char **ret_key, struct err *err)
{
    json_auto_t *words = arguments_split(command);
    char *arguments[MAX_ARGUMENTS + 1] = {0};
    char text[MAX_KEY_BYTES];
    size_t n_words = json_array_size(words);
    for (size_t i = 0; i < n_words && i < MAX_ARGUMENTS; i++) {
        const char *word = json_string_value(json_array_get(words, i));
        if (word == NULL) {
            return err_set(err, ERR_AUTH, hint,
                           "the key command has an argument that is no text");
        }
        arguments[i] = (char *)(uintptr_t)word;
    }
    if (n_words == 0 || n_words > MAX_ARGUMENTS) {
        return err_set(err, ERR_AUTH, hint, "the key command has %zu arguments", n_words);
    }
    bool is_good = command_output(arguments, text, sizeof text, err);
    if (is_good) {
        text[strcspn(text, "\r\n")] = '\0';
        if (text[0] == '\0') {
            is_good = err_set(err, ERR_AUTH, hint, "the key command printed nothing");
        } else {
            *ret_key = xstrdup(text);
        }
    }
    explicit_bzero(text, sizeof text);
    return is_good;
}
