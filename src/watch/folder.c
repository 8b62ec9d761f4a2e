#include "watch/folder.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "watch/file.h"
#include "base/banned.h"

enum { FILE_MODE = 0600, SHOWN_DIGITS = 12 };

bool watch_folder_check(const char *folder, char path[WATCH_PATH_SIZE], struct err *err)
{
    struct stat info;
    AUTO_FREE char *whole = realpath(folder, NULL);
    if (whole == NULL || stat(whole, &info) != 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Make it first.", "the folder %.150s: %s",
                       folder, strerror(errno));
    }
    if (!S_ISDIR(info.st_mode) || access(whole, W_OK | X_OK) != 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give a folder that this user may write to.",
                       "%.150s is no folder that can be written", folder);
    }
    if (strlen(whole) >= WATCH_PATH_SIZE - 2 * NAME_MAX) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give a shorter one.",
                       "the folder's path is too long");
    }
    str_copy(path, WATCH_PATH_SIZE, whole);
    return true;
}

/* What becomes a file name must not lead anywhere else. */
static bool is_safe(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= 64 &&
           strspn(text,
                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
               length;
}

bool watch_folder_put(const char *folder, const char *day, const char *id,
                      const char *revision, const char *text, bool *ret_is_new,
                      char path[WATCH_PATH_SIZE], struct err *err)
{
    struct stat info;
    if (!is_safe(day) || !is_safe(id) || !is_safe(revision)) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "the activity \"%.64s\" cannot become a file name", id);
    }
    int length = snprintf(path, WATCH_PATH_SIZE, "%s/%s-%s-%.*s.md", folder, day, id,
                          SHOWN_DIGITS, revision);
    if (length < 0 || length >= WATCH_PATH_SIZE) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give a folder with a shorter path.",
                       "the path of a file in %.100s is too long", folder);
    }
    if (lstat(path, &info) == 0) {
        *ret_is_new = false;
        return true;
    }
    *ret_is_new = watch_file_put(path, text, FILE_MODE, err);
    return *ret_is_new;
}
