#include "watch/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "base/banned.h"

static bool fail(struct err *err, const char *what, const char *path)
{
    const char *hint = errno == ENOSPC || errno == EDQUOT
                           ? "Free some disk space; it is tried again."
                           : "Make the folder writable for this user.";
    return err_set(err, ERR_STORE, hint, "%s %.180s: %s", what, path, strerror(errno));
}

static bool write_all(int fd, const char *text)
{
    size_t n_left = strlen(text);
    while (n_left > 0) {
        ssize_t n_written = write(fd, text, n_left);
        if (n_written < 0 && errno == EINTR) {
            continue;
        }
        if (n_written <= 0) {
            return false;
        }
        text += n_written;
        n_left -= (size_t)n_written;
    }
    return true;
}

static bool temporary_write(const char *path, const char *text, unsigned mode,
                            struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0) {
        return fail(err, "cannot make", path);
    }
    bool is_written =
        (write_all(fd, text) && fsync(fd) == 0) || fail(err, "cannot write", path);
    (void)close(fd);
    if (!is_written) {
        (void)unlink(path);
    }
    return is_written;
}

/* So that the new name outlives a power cut; file systems that cannot do it are left be. */
static void folder_settle(const char *path, size_t n_folder_bytes)
{
    AUTO_FREE char *folder = xmalloc(n_folder_bytes + 2);
    memcpy(folder, path, n_folder_bytes);
    str_copy(folder + n_folder_bytes, 2, n_folder_bytes == 0 ? "/" : "");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

bool watch_file_put(const char *path, const char *text, unsigned mode, struct err *err)
{
    const char *name = strrchr(path, '/');
    if (name == NULL) {
        return err_set(err, ERR_INTERNAL, "Report this.", "%.180s is no whole path", path);
    }
    struct str_buf temporary = {0};
    str_buf_add_bytes(&temporary, path, (size_t)(name - path));
    str_buf_printf(&temporary, "/.%s.new", name + 1);
    bool is_put = temporary_write(str_buf_text(&temporary), text, mode, err) &&
                  (rename(str_buf_text(&temporary), path) == 0 ||
                   fail(err, "cannot rename to", path));
    if (is_put) {
        folder_settle(path, (size_t)(name - path));
    }
    str_buf_release(&temporary);
    return is_put;
}

char *watch_file_get(const char *path, size_t max_bytes, struct err *err)
{
    struct str_buf text = {.max_bytes = max_bytes};
    char part[4096];
    ssize_t n_read = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        (void)err_set(err, ERR_NOT_FOUND, NULL, "there is no %.180s", path);
        return NULL;
    }
    if (fd < 0) {
        (void)fail(err, "cannot open", path);
        return NULL;
    }
    while ((n_read = read(fd, part, sizeof part)) > 0 || (n_read < 0 && errno == EINTR)) {
        str_buf_add_bytes(&text, part, n_read > 0 ? (size_t)n_read : 0);
    }
    bool is_read = n_read == 0 || fail(err, "cannot read", path);
    (void)close(fd);
    if (is_read && text.is_cut) {
        is_read = err_set(err, ERR_STORE, "Move it away.",
                          "%.180s holds more than %zu bytes", path, max_bytes);
    }
    char *taken = is_read ? str_buf_take(&text) : NULL;
    str_buf_release(&text);
    return taken;
}
