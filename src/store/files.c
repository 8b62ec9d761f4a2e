#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "store/internal.h"
#include "base/banned.h"

enum { FOLDER_MODE = 0700, FILE_MODE = 0600, OTHERS = 0077 };

bool store__errno_fail(struct err *err, int error, const char *what, const char *path)
{
    const char *hint =
        "Check the folder, or set SOLEUS_DATA_DIR to one that can be written.";
    if (error == ENOSPC || error == EDQUOT) {
        hint = "Free some disk space and try again.";
    } else if (error == EACCES || error == EPERM) {
        hint = "Make the folder writable for this user, or set SOLEUS_DATA_DIR to another "
               "one.";
    } else if (error == EROFS) {
        hint =
            "The file system is read-only; set SOLEUS_DATA_DIR to a folder on another one.";
    }
    return err_set(err, ERR_STORE, hint, "%s %s: %s", what, path, strerror(error));
}

char *store__path_join(const char *data_dir, const char *middle, const char *leaf)
{
    struct str_buf path = {0};
    str_buf_printf(&path, "%s/%s", data_dir, middle);
    if (leaf != NULL) {
        str_buf_printf(&path, "/%s", leaf);
    }
    return str_buf_take(&path);
}

/* One folder whose parent exists. */
static bool folder_make_one(const char *path, struct err *err)
{
    struct stat info;
    if (mkdir(path, FOLDER_MODE) == 0) {
        /* Whatever the umask took away is given back. */
        return chmod(path, FOLDER_MODE) == 0 ||
               store__errno_fail(err, errno, "Cannot make the folder", path);
    }
    int error = errno;
    if (stat(path, &info) == 0) {
        if (S_ISDIR(info.st_mode)) {
            return true;
        }
        return err_set(err, ERR_STORE,
                       "Move it away, or set SOLEUS_DATA_DIR to another folder.",
                       "%s is not a folder", path);
    }
    if (error == EEXIST && lstat(path, &info) == 0 && S_ISLNK(info.st_mode)) {
        return err_set(err, ERR_STORE,
                       "Make the link's target, or set SOLEUS_DATA_DIR to another folder.",
                       "%s is a symbolic link that leads nowhere", path);
    }
    return store__errno_fail(err, error, "Cannot make the folder", path);
}

bool store__folder_make(const char *path, struct err *err)
{
    if (path[0] == '\0') {
        return err_set(err, ERR_BAD_ARGUMENT, "Set SOLEUS_DATA_DIR to a folder.",
                       "the data folder's name is empty");
    }
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        return true;
    }
    AUTO_FREE char *part = xstrdup(path);
    for (char *at = part + 1; *at != '\0'; at++) {
        if (*at != '/' || at[-1] == '/') {
            continue;
        }
        *at = '\0';
        bool is_made = folder_make_one(part, err);
        *at = '/';
        if (!is_made) {
            return false;
        }
    }
    return folder_make_one(path, err);
}

/*
 * Take the rights of others away; only said, not refused, where the file system has no
 * rights.
 */
static void make_private(const char *path, const struct stat *info, mode_t mode)
{
    if ((info->st_mode & OTHERS) != 0 && chmod(path, mode) != 0) {
        log_line(LOG_WARN, "store", "cannot make it private path=%s error=%s", path,
                 strerror(errno));
    }
}

bool store__folder_make_private(const char *path, struct err *err)
{
    if (!store__folder_make(path, err)) {
        return false;
    }
    struct stat info;
    if (stat(path, &info) != 0) {
        return store__errno_fail(err, errno, "Cannot read the folder", path);
    }
    make_private(path, &info, FOLDER_MODE);
    return true;
}

/*
 * An existing file is never opened here: closing any descriptor of a file drops the locks
 * that an SQLite connection of this process holds on it.
 */
bool store__file_make(const char *path, struct err *err)
{
    struct stat info;
    if (stat(path, &info) == 0) {
        if (!S_ISREG(info.st_mode)) {
            return err_set(err, ERR_STORE, "Move it away and try again.",
                           "%s is not a file", path);
        }
        make_private(path, &info, FILE_MODE);
        return true;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (fd < 0) {
        /* Another process was faster. */
        return (errno == EEXIST && stat(path, &info) == 0 && S_ISREG(info.st_mode)) ||
               store__errno_fail(err, errno, "Cannot make the file", path);
    }
    bool is_made = fchmod(fd, FILE_MODE) == 0;
    int error = errno;
    (void)close(fd);
    return is_made || store__errno_fail(err, error, "Cannot make the file", path);
}
