/*
 * Plays a transcript against a server: run_transcript <transcript> <server> [arguments...]
 *
 *   # a comment; empty lines count for nothing
 *   > {"id":1}      send this line
 *   >e a\x00\r\n    send these bytes, escapes (\xHH \n \r \\) decoded, no line end added
 *   >fill 5000      send that many bytes 'x', no line end added
 *   < {"id":1}      the next line written must be this JSON, members in any order
 *   <~ {"id":"*"}   the next line must have these members at least: "*" is any value,
 * "~word" a text with that word in it; lists must have as many elements
 *
 * At the end the server's input is closed: it must write nothing more and exit with status
 * 0. A line that must not be answered is followed by a ping, whose answer must come next.
 * No line is waited for longer than 20 s.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "json/json.h"
#include "base/banned.h"

enum { WAIT_MS = 20000 };

struct play {
    const char *path;
    size_t i_line;
    pid_t server;
    int to_server;
    int from_server;
    struct str_buf received; /* not looked at yet */
};

static bool wrong(const struct play *play, const char *what, const char *expected,
                  const char *seen)
{
    (void)fprintf(stderr, "%s:%zu: %s\n  expected: %s\n  seen:     %s\n", play->path,
                  play->i_line, what, expected, seen);
    return false;
}

static bool server_start(struct play *play, char **arguments)
{
    int in[2];
    int out[2];
    if (pipe(in) != 0 || pipe(out) != 0) {
        return false;
    }
    play->server = fork();
    if (play->server == 0) {
        if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0) {
            _exit(126);
        }
        (void)close(in[0]);
        (void)close(in[1]);
        (void)close(out[0]);
        (void)close(out[1]);
        (void)execv(arguments[0], arguments);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    play->to_server = in[1];
    play->from_server = out[0];
    return play->server > 0;
}

static bool send_bytes(const struct play *play, const char *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        ssize_t n_now = write(play->to_server, bytes, n_bytes);
        if (n_now < 0 && errno != EINTR) {
            return wrong(play, "the server does not read", "", strerror(errno));
        }
        bytes += n_now > 0 ? n_now : 0;
        n_bytes -= n_now > 0 ? (size_t)n_now : 0;
    }
    return true;
}

static bool send_escaped(const struct play *play, const char *text)
{
    struct str_buf bytes = {0};
    for (const char *at = text; *at != '\0'; at++) {
        char c = *at;
        if (c == '\\' && at[1] == 'x' && at[2] != '\0' && at[3] != '\0') {
            char digits[3] = {at[2], at[3], '\0'};
            c = (char)strtol(digits, NULL, 16);
            at += 3;
        } else if (c == '\\' && at[1] != '\0') {
            at++;
            c = (char)(*at == 'n' ? '\n' : (*at == 'r' ? '\r' : *at));
        }
        str_buf_add_bytes(&bytes, &c, 1);
    }
    bool is_sent = send_bytes(play, str_buf_text(&bytes), bytes.length);
    str_buf_release(&bytes);
    return is_sent;
}

static bool send_fill(const struct play *play, const char *count)
{
    char bytes[4096];
    memset(bytes, 'x', sizeof bytes);
    long n_left = strtol(count, NULL, 10);
    bool is_sent = true;
    while (is_sent && n_left > 0) {
        size_t n_now = n_left > (long)sizeof bytes ? sizeof bytes : (size_t)n_left;
        is_sent = send_bytes(play, bytes, n_now);
        n_left -= (long)n_now;
    }
    return is_sent;
}

/* More bytes from the server: 1 some, 0 the end, -1 none in time. */
static int receive_more(struct play *play)
{
    char bytes[65536];
    struct pollfd readable = {.fd = play->from_server, .events = POLLIN};
    if (poll(&readable, 1, WAIT_MS) <= 0) {
        return -1;
    }
    ssize_t n_bytes = read(play->from_server, bytes, sizeof bytes);
    if (n_bytes <= 0) {
        return 0;
    }
    str_buf_add_bytes(&play->received, bytes, (size_t)n_bytes);
    return 1;
}

/* The next line without its end; free() it. NULL: none came. */
static char *receive_line(struct play *play)
{
    char *end = NULL;
    while (play->received.length == 0 ||
           (end = memchr(play->received.data, '\n', play->received.length)) == NULL) {
        if (receive_more(play) <= 0) {
            return NULL;
        }
    }
    size_t n_bytes = (size_t)(end - play->received.data);
    char *line = xmalloc(n_bytes + 1);
    memcpy(line, play->received.data, n_bytes);
    line[n_bytes] = '\0';
    memmove(play->received.data, end + 1, play->received.length - n_bytes - 1);
    play->received.length -= n_bytes + 1;
    return line;
}

static bool text_matches(const char *pattern, const json_t *seen)
{
    const char *text = json_string_value(seen);
    if (strcmp(pattern, "*") == 0) {
        return true;
    }
    if (text == NULL) {
        return false;
    }
    return pattern[0] == '~' ? strstr(text, pattern + 1) != NULL
                             : strcmp(pattern, text) == 0;
}

static bool matches(const json_t *pattern, const json_t *seen)
{
    if (seen == NULL) {
        return false;
    }
    if (json_is_string(pattern)) {
        return text_matches(json_string_value(pattern), seen);
    }
    if (!json_is_object(pattern) && !json_is_array(pattern)) {
        return json_equal(pattern, seen) != 0;
    }
    if (json_typeof(pattern) != json_typeof(seen) ||
        json_array_size(pattern) != json_array_size(seen)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(pattern); i++) {
        if (!matches(json_array_get(pattern, i), json_array_get(seen, i))) {
            return false;
        }
    }
    json_t *members = json_unconst(pattern);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        if (!matches(json_object_iter_value(at),
                     json_object_get(seen, json_object_iter_key(at)))) {
            return false;
        }
    }
    return true;
}

static bool expect(struct play *play, const char *text, bool is_pattern)
{
    struct err err = {0};
    json_auto_t *expected = NULL;
    json_auto_t *seen = NULL;
    if (!json_parse(text, strlen(text), &expected, &err)) {
        return wrong(play, "the transcript itself", text, err.message);
    }
    AUTO_FREE char *line = receive_line(play);
    if (line == NULL) {
        return wrong(play, "no answer", text, "nothing");
    }
    if (!json_parse(line, strlen(line), &seen, &err)) {
        return wrong(play, err.message, text, line);
    }
    bool is_right = is_pattern ? matches(expected, seen) : json_equal(expected, seen) != 0;
    return is_right || wrong(play, "another answer", text, line);
}

static bool play_line(struct play *play, char *line)
{
    static const struct {
        const char *mark;
        char kind;
    } marks[] = {{">fill ", 'f'}, {">e ", 'e'}, {"> ", '>'}, {"<~ ", '~'}, {"< ", '<'}};
    char kind = '?';
    const char *text = line;
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#') {
        return true;
    }
    for (size_t i = 0; kind == '?' && i < sizeof marks / sizeof marks[0]; i++) {
        if (strncmp(line, marks[i].mark, strlen(marks[i].mark)) == 0) {
            kind = marks[i].kind;
            text = line + strlen(marks[i].mark);
        }
    }
    switch (kind) {
    case 'f':
        return send_fill(play, text);
    case 'e':
        return send_escaped(play, text);
    case '>':
        return send_bytes(play, text, strlen(text)) && send_bytes(play, "\n", 1);
    case '~':
    case '<':
        return expect(play, text, kind == '~');
    default:
        return wrong(play, "the transcript itself",
                     "a line that starts with >, >e, >fill, < or <~", line);
    }
}

static bool play_end(struct play *play)
{
    int status = 0;
    (void)close(play->to_server);
    int more = 1;
    while (more > 0) {
        more = receive_more(play);
    }
    if (more < 0 || play->received.length > 0) {
        return wrong(play, "after the end", "nothing more", str_buf_text(&play->received));
    }
    if (waitpid(play->server, &status, 0) != play->server || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        return wrong(play, "the server's exit", "status 0",
                     WIFSIGNALED(status) ? "a signal" : "another");
    }
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fputs("usage: run_transcript <transcript> <server> [arguments...]\n", stderr);
        return EXIT_FAILURE;
    }
    struct play play = {.path = argv[1]};
    FILE *file = fopen(argv[1], "r");
    (void)signal(SIGPIPE, SIG_IGN);
    if (file == NULL || !server_start(&play, argv + 2)) {
        (void)fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
        return EXIT_FAILURE;
    }
    char *line = NULL;
    size_t line_size = 0;
    bool is_right = true;
    while (is_right && getline(&line, &line_size, file) >= 0) {
        play.i_line++;
        is_right = play_line(&play, line);
    }
    is_right = is_right && play_end(&play);
    if (!is_right) {
        (void)kill(play.server, SIGKILL);
    }
    free(line);
    (void)fclose(file);
    (void)close(play.from_server);
    str_buf_release(&play.received);
    return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
