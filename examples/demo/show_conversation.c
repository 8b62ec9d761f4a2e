/*
 * Starts an MCP server, has the conversation of the table below with it over standard input
 * and output, and prints it in readable form: what an athlete would ask, the request, the
 * answer's text. Tools that the server does not list are left out. Ends with 1 as soon as
 * anything is not as it should be.
 *
 *   show_conversation build/release/soleus --sample
 */
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

enum { PATIENCE_S = 120 };

static const struct turn {
    const char *question;
    const char *tool;
    const char *arguments;
} turns[] = {
    {"Who am I, and what do you know about me?", "athlete_profile", "{}"},
    {"What have I done this week?", "get_recent_activities", "{}"},
    {"How are my legs? May I run today, and how far?", "lower_limb_load_status", "{}"},
    {"How did I sleep, and is my pulse as usual?", "get_wellness",
     "{\"fields\":[\"resting_hr_bpm\",\"hrv_rmssd_ms\",\"sleep_h\"]}"},
    {"What is planned?", "get_calendar", "{}"},
    {"How was my last workout?", "post_workout_assessment", "{}"},
    {"Give me a duathlon-style week.", "propose_week", "{\"focus\":\"duathlon\"}"},
};

struct peer {
    pid_t pid;
    FILE *to;
    FILE *from;
    json_int_t last_id;
    char *line; /* of getline */
    size_t line_size;
};

static void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

static void die(const char *format, ...)
{
    va_list values;
    (void)fflush(stdout);
    (void)fputs("show_conversation: ", stderr);
    va_start(values, format);
    (void)vfprintf(stderr, format, values);
    va_end(values);
    (void)fputs("\n", stderr);
    exit(EXIT_FAILURE);
}

static double now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void peer_start(struct peer *peer, char **command)
{
    int down[2];
    int up[2];
    posix_spawn_file_actions_t actions;
    if (pipe(down) != 0 || pipe(up) != 0) {
        die("no pipe");
    }
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO);
    for (int i = 0; i < 2; i++) {
        (void)posix_spawn_file_actions_addclose(&actions, down[i]);
        (void)posix_spawn_file_actions_addclose(&actions, up[i]);
    }
    if (posix_spawnp(&peer->pid, command[0], &actions, NULL, command, environ) != 0) {
        die("%s does not start", command[0]);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(down[0]);
    (void)close(up[1]);
    peer->to = fdopen(down[1], "w");
    peer->from = fdopen(up[0], "r");
    if (peer->to == NULL || peer->from == NULL) {
        die("no stream on a pipe");
    }
}

/* The end of input is the end of the server. */
static void peer_end(struct peer *peer)
{
    int status = 0;
    (void)fclose(peer->to);
    if (getline(&peer->line, &peer->line_size, peer->from) >= 0) {
        die("the server says more than it was asked: %.200s", peer->line);
    }
    (void)fclose(peer->from);
    free(peer->line);
    if (waitpid(peer->pid, &status, 0) != peer->pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        die("the server ended with wait status %d", status);
    }
}

static void send_line(struct peer *peer, json_t *message, bool is_shown)
{
    char *text = json_dumps(message, JSON_COMPACT);
    if (text == NULL || fprintf(peer->to, "%s\n", text) < 0 || fflush(peer->to) != 0) {
        die("the server does not read");
    }
    if (is_shown) {
        (void)printf("  --> %s\n", text);
    }
    free(text);
    json_decref(message);
}

/* The result of a request, which the caller releases. Steals params. */
static json_t *ask(struct peer *peer, const char *method, json_t *params)
{
    json_error_t error;
    peer->last_id++;
    double begin_ms = now_ms();
    send_line(peer,
              json_pack("{s:s, s:I, s:s, s:o*}", "jsonrpc", "2.0", "id", peer->last_id,
                        "method", method, "params", params),
              true);
    ssize_t n_bytes = getline(&peer->line, &peer->line_size, peer->from);
    if (n_bytes < 0) {
        die("the server ended instead of answering %s", method);
    }
    double took_ms = now_ms() - begin_ms;
    json_t *reply = json_loadb(peer->line, (size_t)n_bytes, JSON_REJECT_DUPLICATES, &error);
    json_t *result = json_object_get(reply, "result");
    if (json_integer_value(json_object_get(reply, "id")) != peer->last_id ||
        !json_is_object(result)) {
        die("not an answer to %s: %.400s", method, peer->line);
    }
    (void)printf("  <-- %zd bytes after %.1f ms\n", n_bytes, took_ms);
    json_incref(result);
    json_decref(reply);
    return result;
}

static void say_hello(struct peer *peer)
{
    json_t *result =
        ask(peer, "initialize",
            json_pack("{s:s, s:{}, s:{s:s, s:s}}", "protocolVersion", "2025-11-25",
                      "capabilities", "clientInfo", "name", "demo", "version", "1"));
    const json_t *server = json_object_get(result, "serverInfo");
    (void)printf("%s %s, protocol %s\n", json_string_value(json_object_get(server, "name")),
                 json_string_value(json_object_get(server, "version")),
                 json_string_value(json_object_get(result, "protocolVersion")));
    json_decref(result);
    send_line(
        peer,
        json_pack("{s:s, s:s}", "jsonrpc", "2.0", "method", "notifications/initialized"),
        false);
}

/* The array of tools, which the caller releases. */
static json_t *list_tools(struct peer *peer)
{
    json_t *result = ask(peer, "tools/list", NULL);
    json_t *tools = json_object_get(result, "tools");
    if (json_array_size(tools) == 0) {
        die("no tools");
    }
    for (size_t i = 0; i < json_array_size(tools); i++) {
        (void)printf("%s%s", i > 0 ? ", " : "",
                     json_string_value(json_object_get(json_array_get(tools, i), "name")));
    }
    (void)printf("\n");
    json_incref(tools);
    json_decref(result);
    return tools;
}

static bool has_tool(const json_t *tools, const char *name)
{
    for (size_t i = 0; i < json_array_size(tools); i++) {
        const json_t *tool = json_array_get(tools, i);
        if (strcmp(json_string_value(json_object_get(tool, "name")), name) == 0) {
            return true;
        }
    }
    return false;
}

static void take_turn(struct peer *peer, const struct turn *turn)
{
    (void)printf("\nThe athlete asks: %s\n", turn->question);
    json_t *result = ask(peer, "tools/call",
                         json_pack("{s:s, s:o}", "name", turn->tool, "arguments",
                                   json_loads(turn->arguments, 0, NULL)));
    const char *text = json_string_value(
        json_object_get(json_array_get(json_object_get(result, "content"), 0), "text"));
    if (text == NULL || json_is_true(json_object_get(result, "isError"))) {
        die("%s failed: %s", turn->tool, text != NULL ? text : "no text");
    }
    (void)printf("%s\n", text);
    json_decref(result);
}

int main(int n_arguments, char **arguments)
{
    struct peer peer = {0};
    if (n_arguments < 2) {
        die("usage: show_conversation SERVER [ARGUMENT...]");
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    (void)alarm(PATIENCE_S);
    peer_start(&peer, arguments + 1);
    (void)printf("The assistant connects.\n");
    say_hello(&peer);
    json_t *tools = list_tools(&peer);
    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        if (has_tool(tools, turns[i].tool)) {
            take_turn(&peer, &turns[i]);
        }
    }
    json_decref(tools);
    peer_end(&peer);
    (void)printf("\nThe assistant leaves; the server has ended as it should.\n");
    return EXIT_SUCCESS;
}
