#include "options.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Signals become readable on a descriptor: no handler runs. */
static int signals_open(void)
{
    sigset_t ending;
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &ending, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Throws away what came in; true at the end. */
static bool stdin_has_ended(void)
{
    char ignored[4096];
    ssize_t n = read(STDIN_FILENO, ignored, sizeof ignored);
    return n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

/* Until a signal, the end of stdin when that counts, or a broken descriptor. */
static bool serve(struct server *server, int signals_fd, bool watches_stdin)
{
    struct pollfd fds[] = {{.fd = server_fd(server), .events = POLLIN},
                           {.fd = signals_fd, .events = POLLIN},
                           {.fd = watches_stdin ? STDIN_FILENO : -1, .events = POLLIN}};
    for (;;) {
        int n_ready = poll(fds, sizeof fds / sizeof fds[0], server_timeout_ms(server));
        if (n_ready < 0 && errno != EINTR) {
            perror("fake_intervals: poll");
            return false;
        }
        if (n_ready > 0 && fds[1].revents != 0) {
            return true;
        }
        if (n_ready > 0 && fds[2].revents != 0 && stdin_has_ended()) {
            return true;
        }
        server_run(server);
    }
}

int main(int argc, char *argv[])
{
    struct server server;
    struct options options;
    int status = 1;
    server_init(&server);
    server.key = "testkey";
    if (options_read(argc, argv, &server, &options, &status)) {
        uint16_t port = 0;
        int signals_fd = signals_open();
        status = 1;
        if (server_start(&server, options.port, &port)) {
            (void)printf("port=%u\n", (unsigned)port);
            (void)fflush(stdout);
            status = serve(&server, signals_fd, options.exits_on_stdin_eof) ? 0 : 1;
        }
        (void)close(signals_fd);
    }
    server_release(&server);
    return status;
}
