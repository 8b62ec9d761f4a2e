#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const double KIB_PER_MIB = 1024.0;
static char watched[128];

void die(const char *format, ...)
{
    va_list values;
    (void)fflush(stdout);
    (void)fputs("bench: ", stderr);
    va_start(values, format);
    (void)vfprintf(stderr, format, values);
    va_end(values);
    (void)fputs("\n", stderr);
    exit(2);
}

void *memory_resize(void *memory, size_t n_bytes)
{
    void *moved = realloc(memory, n_bytes);
    if (moved == NULL) {
        die("out of memory");
    }
    return moved;
}

int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void watchdog_bite(int signal_number)
{
    static const char text[] = "bench: takes too long: ";
    (void)signal_number;
    if (write(STDERR_FILENO, text, sizeof text - 1) > 0 &&
        write(STDERR_FILENO, watched, strlen(watched)) > 0) {
        (void)!write(STDERR_FILENO, "\n", 1);
    }
    _exit(2);
}

void watchdog_set(unsigned seconds, const char *what)
{
    (void)alarm(0);
    (void)snprintf(watched, sizeof watched, "%s", what);
    (void)signal(SIGALRM, watchdog_bite);
    (void)alarm(seconds);
}

/* ret[0] is ours. */
static void channel_open(enum channel channel, bool child_reads, int ret[2])
{
    int fds[2];
    bool is_open = channel == CHANNEL_SOCKETS
                       ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0
                       : pipe2(fds, O_CLOEXEC) == 0;
    if (!is_open) {
        die("no pipe: %s", strerror(errno));
    }
    ret[0] = child_reads ? fds[1] : fds[0];
    ret[1] = child_reads ? fds[0] : fds[1];
}

void process_start(struct process *process, enum channel channel,
                   const char *const arguments[], const char *const environment[])
{
    int input[2];
    int output[2];
    posix_spawn_file_actions_t actions;
    channel_open(channel, true, input);
    channel_open(channel, false, output);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, input[1], STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(
        &actions, output[1], channel == CHANNEL_STDERR ? STDERR_FILENO : STDOUT_FILENO);
    int code = posix_spawn(&process->pid, arguments[0], &actions, NULL,
                           (char *const *)(uintptr_t)arguments,
                           (char *const *)(uintptr_t)environment);
    if (code != 0) {
        die("%s cannot be started: %s", arguments[0], strerror(code));
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(input[1]);
    (void)close(output[1]);
    process->input = input[0];
    process->output = output[0];
}

void process_close_input(struct process *process)
{
    if (process->input >= 0) {
        (void)close(process->input);
        process->input = -1;
    }
}

void process_stop(const struct process *process)
{
    (void)kill(process->pid, SIGTERM);
}

void process_wait(struct process *process, struct process_end *ret)
{
    int status = 0;
    struct rusage used;
    process_close_input(process);
    while (wait4(process->pid, &status, 0, &used) < 0) {
        if (errno != EINTR) {
            die("wait: %s", strerror(errno));
        }
    }
    (void)close(process->output);
    process->output = -1;
    ret->status = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
    ret->cpu_s = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                 (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
    ret->peak_mib = (double)used.ru_maxrss / KIB_PER_MIB;
}

void process_end(struct process *process, struct process_end *ret)
{
    process_wait(process, ret);
    if (ret->status != 0) {
        die("process %ld ended with %d", (long)process->pid, ret->status);
    }
}

int64_t process_cpu_ns(const struct process *process)
{
    clockid_t clock = 0;
    struct timespec used;
    if (clock_getcpuclockid(process->pid, &clock) != 0 ||
        clock_gettime(clock, &used) != 0) {
        die("no CPU clock of process %ld", (long)process->pid);
    }
    return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

/* Sums "Name: 123 kB" lines whose name begins so. */
static double proc_mib(const char *text, const char *name)
{
    double kib = 0;
    size_t n_name = strlen(name);
    for (const char *line = text; line != NULL && *line != '\0';) {
        if (strncmp(line, name, n_name) == 0) {
            kib += strtod(line + strcspn(line, ":\n") + 1, NULL);
        }
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return kib / KIB_PER_MIB;
}

static void proc_read(pid_t pid, const char *name, char *text, size_t size)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        die("%s: %s", path, strerror(errno));
    }
    size_t n_bytes = fread(text, 1, size - 1, file);
    text[n_bytes] = '\0';
    (void)fclose(file);
}

void process_memory(const struct process *process, struct process_memory *ret)
{
    char text[8192];
    proc_read(process->pid, "smaps_rollup", text, sizeof text);
    ret->pss_mib = proc_mib(text, "Pss:");
    ret->private_mib = proc_mib(text, "Private_Clean:") + proc_mib(text, "Private_Dirty:");
    proc_read(process->pid, "status", text, sizeof text);
    ret->rss_mib = proc_mib(text, "VmRSS:");
    ret->peak_mib = proc_mib(text, "VmHWM:");
}
