/*
 * Preloaded into soleus: every call by which the process changes anything outside itself,
 * or hears of it (files, sockets, pipes), is a point at which it can be killed, in place of
 * the call. So a test steps through all of them without a build of its own.
 */
#include "crash.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static struct crash_control *control;

__attribute__((constructor)) static void control_map(void)
{
    const char *path = getenv(CRASH_CONTROL);
    int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) {
        return;
    }
    void *memory = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    control = memory != MAP_FAILED ? memory : NULL;
    (void)close(fd);
}

static void *next_of(const char *name)
{
    if (control != NULL && atomic_load(&control->is_armed) != 0) {
        unsigned n_calls = atomic_fetch_add(&control->n_calls, 1) + 1;
        (void)strncpy(control->last_call, name, sizeof control->last_call - 1);
        if (n_calls == atomic_load(&control->crash_at)) {
            (void)kill(getpid(), SIGKILL);
        }
    }
    return dlsym(RTLD_NEXT, name);
}

/* A function of this name, with the library's own behind it. */
#define POINT(type, name, parameters, arguments)                                           \
    type name parameters;                                                                  \
    type name parameters                                                                   \
    {                                                                                      \
        /* NOLINTNEXTLINE(bugprone-macro-parentheses): a list of parameters */             \
        type(*next) parameters = NULL;                                                     \
        *(void **)(&next) = next_of(#name);                                                \
        return next arguments;                                                             \
    }

POINT(ssize_t, write, (int fd, const void *data, size_t n_bytes), (fd, data, n_bytes))
POINT(ssize_t, pwrite, (int fd, const void *data, size_t n_bytes, off_t at),
      (fd, data, n_bytes, at))
POINT(ssize_t, pwrite64, (int fd, const void *data, size_t n_bytes, off64_t at),
      (fd, data, n_bytes, at))
POINT(int, fsync, (int fd), (fd))
POINT(int, fdatasync, (int fd), (fd))
POINT(int, ftruncate, (int fd, off_t length), (fd, length))
POINT(int, ftruncate64, (int fd, off64_t length), (fd, length))
POINT(int, unlink, (const char *path), (path))
POINT(int, rename, (const char *from, const char *to), (from, to))
POINT(int, connect, (int fd, const struct sockaddr *to, socklen_t length), (fd, to, length))
POINT(ssize_t, send, (int fd, const void *data, size_t n_bytes, int flags),
      (fd, data, n_bytes, flags))
POINT(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),
      (fd, message, flags))
POINT(ssize_t, recv, (int fd, void *data, size_t n_bytes, int flags),
      (fd, data, n_bytes, flags))
