/*
 * A program under test: started with exactly the environment given, its output gathered,
 * every wait with a deadline. Nothing sleeps: waits end as soon as something happens.
 */
#ifndef TESTS_INTEGRATION_CHILD_H
#define TESTS_INTEGRATION_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/str.h"

struct child {
    pid_t pid; /* 0: none */
    int pid_fd;
    int in_fd; /* -1 once closed */
    int out_fd;
    int err_fd;
    struct str_buf out; /* all that was written so far */
    struct str_buf err;
    int status; /* of waitpid, once it has ended */
    bool has_ended;
    struct rusage usage; /* once it has ended */
};

int64_t monotonic_ms(void);

/* argv and envp end with NULL; argv[0] is the file. Fails the test when it cannot start. */
void child_start(struct child *child, const char *const argv[], const char *const envp[]);
/*
 * Waits until something was written, a stream or the process has ended, or the deadline (of
 * monotonic_ms) has passed: then false.
 */
bool child_wait_change(struct child *child, int64_t deadline_ms);
/* Everything to its stdin; false when it does not read it in time. */
bool child_write(struct child *child, const char *text, size_t n_bytes,
                 int64_t deadline_ms);
void child_close_in(struct child *child);
void child_close_out(struct child *child);
/* Reads on until it has ended and all is read; false at the deadline. */
bool child_wait_end(struct child *child, int64_t deadline_ms);
/* The exit status, or 1000 + the signal. */
int child_exit_code(const struct child *child);
/* Kills it if need be and forgets it. Fine for one that was never started. */
void child_release(struct child *child);
/* The peak of its memory so far in KiB, 0 when it is not known. */
long child_peak_kib(const struct child *child);

#endif
