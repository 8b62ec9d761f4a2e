#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

int64_t monotonic_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pipe_open(int ends[2])
{
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
}

void child_start(struct child *child, const char *const argv[], const char *const envp[])
{
    int in[2];
    int out[2];
    int err[2];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    memset(child, 0, sizeof *child);
    pipe_open(in);
    pipe_open(out);
    pipe_open(err);
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, in[0], 0), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, out[1], 1), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, err[1], 2), 0);
    /* The test ignores SIGPIPE; the program must not inherit that. */
    assert_int_equal(posix_spawnattr_init(&attributes), 0);
    (void)sigemptyset(&defaults);
    (void)sigaddset(&defaults, SIGPIPE);
    assert_int_equal(posix_spawnattr_setsigdefault(&attributes, &defaults), 0);
    assert_int_equal(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF), 0);
    int code = posix_spawn(&child->pid, argv[0], &actions, &attributes,
                           (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)envp);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    (void)close(in[0]);
    (void)close(out[1]);
    (void)close(err[1]);
    if (code != 0) {
        fail_msg("%s cannot be started: %s", argv[0], strerror(code));
    }
    child->in_fd = in[1];
    child->out_fd = out[0];
    child->err_fd = err[0];
    child->pid_fd = pidfd_open(child->pid, 0);
    assert_true(child->pid_fd >= 0);
    (void)fcntl(child->in_fd, F_SETFL, O_NONBLOCK);
    (void)fcntl(child->out_fd, F_SETFL, O_NONBLOCK);
    (void)fcntl(child->err_fd, F_SETFL, O_NONBLOCK);
}

static void fd_close(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

void child_close_in(struct child *child)
{
    fd_close(&child->in_fd);
}

void child_close_out(struct child *child)
{
    fd_close(&child->out_fd);
}

/* Takes what is there; true when that was something, the end included. */
static bool take(int *fd, struct str_buf *to)
{
    char bytes[65536];
    bool has_any = false;
    while (*fd >= 0) {
        ssize_t n_bytes = read(*fd, bytes, sizeof bytes);
        if (n_bytes > 0) {
            str_buf_add_bytes(to, bytes, (size_t)n_bytes);
            has_any = true;
        } else if (n_bytes < 0 && errno == EINTR) {
            continue;
        } else if (n_bytes < 0 && errno == EAGAIN) {
            break;
        } else {
            fd_close(fd);
            has_any = true;
        }
    }
    return has_any;
}

static void reap(struct child *child)
{
    pid_t pid = 0;
    do {
        pid = wait4(child->pid, &child->status, WNOHANG, &child->usage);
    } while (pid < 0 && errno == EINTR);
    child->has_ended = pid == child->pid;
}

bool child_wait_change(struct child *child, int64_t deadline_ms)
{
    for (;;) {
        struct pollfd fds[3] = {
            {.fd = child->out_fd, .events = POLLIN},
            {.fd = child->err_fd, .events = POLLIN},
            {.fd = child->has_ended ? -1 : child->pid_fd, .events = POLLIN}};
        int64_t left_ms = deadline_ms - monotonic_ms();
        if (poll(fds, 3, left_ms > 0 ? (int)left_ms : 0) < 0 && errno != EINTR) {
            return false;
        }
        bool has_any = take(&child->out_fd, &child->out);
        has_any = take(&child->err_fd, &child->err) || has_any;
        if (!child->has_ended && fds[2].revents != 0) {
            reap(child);
            has_any = has_any || child->has_ended;
        }
        if (has_any || left_ms <= 0) {
            return has_any;
        }
    }
}

bool child_write(struct child *child, const char *text, size_t n_bytes, int64_t deadline_ms)
{
    while (n_bytes > 0) {
        ssize_t n_now = write(child->in_fd, text, n_bytes);
        if (n_now > 0) {
            text += n_now;
            n_bytes -= (size_t)n_now;
        } else if (n_now < 0 && errno == EAGAIN) {
            struct pollfd fds[2] = {{.fd = child->in_fd, .events = POLLOUT},
                                    {.fd = child->out_fd, .events = POLLIN}};
            int64_t left_ms = deadline_ms - monotonic_ms();
            if (left_ms <= 0) {
                return false;
            }
            (void)poll(fds, 2, (int)left_ms);
            (void)take(&child->out_fd, &child->out);
        } else if (n_now < 0 && errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool child_wait_end(struct child *child, int64_t deadline_ms)
{
    while (!child->has_ended || child->out_fd >= 0 || child->err_fd >= 0) {
        if (!child_wait_change(child, deadline_ms)) {
            return false;
        }
    }
    return true;
}

int child_exit_code(const struct child *child)
{
    return WIFEXITED(child->status) ? WEXITSTATUS(child->status)
                                    : 1000 + WTERMSIG(child->status);
}

void child_release(struct child *child)
{
    if (child->pid == 0) {
        return;
    }
    if (!child->has_ended) {
        (void)kill(child->pid, SIGKILL);
        while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR) {
        }
    }
    fd_close(&child->in_fd);
    fd_close(&child->out_fd);
    fd_close(&child->err_fd);
    fd_close(&child->pid_fd);
    str_buf_release(&child->out);
    str_buf_release(&child->err);
    memset(child, 0, sizeof *child);
}

long child_peak_kib(const struct child *child)
{
    char path[64];
    char line[256];
    long kib = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)child->pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kib = strtol(line + 6, NULL, 10);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return kib;
}
