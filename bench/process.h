/* A program under measure: started with pipes, looked at through /proc, waited for. */
#ifndef BENCH_PROCESS_H
#define BENCH_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Says what went wrong on standard error and ends the bench with 2. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* As realloc; dies when memory is out. */
void *memory_resize(void *memory, size_t n_bytes);
int64_t now_ns(void); /* monotonic */
/* The measure that begins now may take that long; then die. */
void watchdog_set(unsigned seconds, const char *what);

enum channel {
    CHANNEL_PIPES,
    CHANNEL_SOCKETS, /* one socket pair each way, as Node.js gives its children */
    CHANNEL_STDERR   /* pipes, and what is read is its standard error */
};

struct process {
    pid_t pid;
    int input;  /* write here what it reads; -1 when closed */
    int output; /* read here what it writes */
};

/* arguments[0] is the file; environment is all that it gets. Its stderr is ours. */
void process_start(struct process *process, enum channel channel,
                   const char *const arguments[], const char *const environment[]);
void process_close_input(struct process *process);
/* Tells it to end; process_end waits. */
void process_stop(const struct process *process);

struct process_end {
    int status; /* of exit, or 256 + signal */
    double cpu_s;
    double peak_mib; /* at least the bench's own so far: Linux hands it on to what is
                        spawned */
};
/* Waits; descriptors are closed. */
void process_wait(struct process *process, struct process_end *ret);
/* The same, and dies when it did not end with 0. */
void process_end(struct process *process, struct process_end *ret);

int64_t process_cpu_ns(const struct process *process);

struct process_memory {
    double rss_mib;     /* VmRSS */
    double peak_mib;    /* VmHWM */
    double pss_mib;     /* shared pages divided among those who share them */
    double private_mib; /* no one else has them */
};
void process_memory(const struct process *process, struct process_memory *ret);

#endif
