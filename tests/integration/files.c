#include "harness.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void text_format(char *to, size_t size, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int n_bytes = vsnprintf(to, size, format, values);
    va_end(values);
    assert_true(n_bytes >= 0 && (size_t)n_bytes < size);
}

void file_write(const char *path, const char *text, unsigned mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

/* nftw has no context argument. */
static const char *searched;

static int file_search(const char *path, const struct stat *info, int kind,
                       struct FTW *place)
{
    (void)place;
    if (strstr(path, searched) != NULL) {
        fail_msg("\"%s\" is in the name %s", searched, path);
    }
    if (kind != FTW_F || info->st_size == 0) {
        return 0;
    }
    size_t n_bytes = (size_t)info->st_size;
    char *bytes = malloc(n_bytes);
    FILE *file = fopen(path, "rbe");
    assert_non_null(bytes);
    assert_non_null(file);
    n_bytes = fread(bytes, 1, n_bytes, file);
    (void)fclose(file);
    bool is_there = memmem(bytes, n_bytes, searched, strlen(searched)) != NULL;
    free(bytes);
    if (is_there) {
        fail_msg("\"%s\" is in %s", searched, path);
    }
    return 0;
}

void files_expect_lack(const char *folder, const char *bytes)
{
    searched = bytes;
    assert_int_equal(nftw(folder, file_search, 16, FTW_PHYS), 0);
}

unsigned mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return (unsigned)info.st_mode & 07777U;
}

size_t file_size(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return (size_t)info.st_size;
}

const char *data_path(const struct rig *rig, const char *rest, char path[PATH_SIZE])
{
    int n_bytes = snprintf(path, PATH_SIZE, "%s/%s", rig->data_dir, rest);
    assert_true(n_bytes > 0 && n_bytes < PATH_SIZE);
    return path;
}
