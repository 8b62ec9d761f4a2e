#include "store/alias.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/random.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "store/internal.h"
#include "base/banned.h"

enum { HASH_MIN_CHARS = 16, HASH_MAX_CHARS = 128, N_RANDOM_CHARS = 8, FILE_MODE = 0600 };

static bool arguments_check(const char *data_dir, const char *hash_hex, struct err *err)
{
    size_t n_chars = strnlen(hash_hex, HASH_MAX_CHARS + 1);
    if (n_chars < HASH_MIN_CHARS || n_chars > HASH_MAX_CHARS ||
        strspn(hash_hex, "0123456789abcdef") != n_chars) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "an account's hash is not 16 to 128 digits");
    }
    if (data_dir == NULL || data_dir[0] == '\0') {
        return err_set(err, ERR_BAD_ARGUMENT, "Set SOLEUS_DATA_DIR to a folder.",
                       "the data folder's name is empty");
    }
    return true;
}

bool store_alias_get(const char *data_dir, const char *hash_hex,
                     char ret_athlete_id[STORE_ID_SIZE], struct err *err)
{
    if (!arguments_check(data_dir, hash_hex, err)) {
        return false;
    }
    AUTO_FREE char *path = store__path_join(data_dir, "accounts", hash_hex);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return err_set(err, ERR_NOT_FOUND, NULL,
                           "this account's athlete is not known yet");
        }
        return store__errno_fail(err, errno, "Cannot read", path);
    }
    char text[STORE_ID_SIZE +
              1]; /* the id, a line break, one byte to see that there is more */
    ssize_t n_bytes = read(fd, text, sizeof text);
    (void)close(fd);
    if (n_bytes > 0 && text[n_bytes - 1] == '\n') {
        n_bytes--;
        text[n_bytes] = '\0';
        if (store_id_is_safe(text) && strlen(text) == (size_t)n_bytes) {
            str_copy(ret_athlete_id, STORE_ID_SIZE, text);
            return true;
        }
    }
    log_line(LOG_WARN, "store", "ignored, since it holds no athlete id path=%s", path);
    return err_set(err, ERR_NOT_FOUND, NULL, "this account's athlete is not known");
}

/* Everything on disk, or false with errno. */
static bool write_all(int fd, const char *text, size_t n_bytes)
{
    while (n_bytes > 0) {
        ssize_t n_now = write(fd, text, n_bytes);
        if (n_now < 0 && errno == EINTR) {
            continue;
        }
        if (n_now <= 0) {
            return false;
        }
        text += n_now;
        n_bytes -= (size_t)n_now;
    }
    return fsync(fd) == 0;
}

/* A new file of that name, whole and on disk; nothing is left of it on failure. */
static bool file_write(const char *path, const char *text, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (fd < 0) {
        return store__errno_fail(err, errno, "Cannot make the file", path);
    }
    bool is_ok = fchmod(fd, FILE_MODE) == 0 && write_all(fd, text, strlen(text));
    int error = errno;
    if (close(fd) != 0 && is_ok) {
        error = errno;
        is_ok = false;
    }
    if (!is_ok) {
        (void)unlink(path);
        return store__errno_fail(err, error, "Cannot write the file", path);
    }
    return true;
}

/*
 * So that the rename survives a power cut; where folders cannot be synced there is nothing
 * to do.
 */
static void folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

bool store_alias_put(const char *data_dir, const char *hash_hex, const char *athlete_id,
                     struct err *err)
{
    if (!arguments_check(data_dir, hash_hex, err)) {
        return false;
    }
    if (!store_id_is_safe(athlete_id)) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL, "\"%.80s\" is not an athlete id",
                       athlete_id != NULL ? athlete_id : "");
    }
    AUTO_FREE char *folder = store__path_join(data_dir, "accounts", NULL);
    if (!store__folder_make_private(folder, err)) {
        return false;
    }
    char random[N_RANDOM_CHARS + 1];
    random_handle(random, N_RANDOM_CHARS);
    AUTO_FREE char *path = store__path_join(data_dir, "accounts", hash_hex);
    struct str_buf temporary = {0};
    struct str_buf text = {0};
    str_buf_printf(&temporary, "%s.%s.tmp", path, random);
    str_buf_printf(&text, "%s\n", athlete_id);
    bool is_ok = file_write(str_buf_text(&temporary), str_buf_text(&text), err);
    if (is_ok && rename(str_buf_text(&temporary), path) != 0) {
        is_ok = store__errno_fail(err, errno, "Cannot write the file", path);
        (void)unlink(str_buf_text(&temporary));
    }
    if (is_ok) {
        folder_sync(folder);
    }
    str_buf_release(&temporary);
    str_buf_release(&text);
    return is_ok;
}
