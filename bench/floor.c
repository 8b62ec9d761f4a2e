/*
 * The floor: what the machine itself takes for the same exchange of bytes, without any
 * work. Answers each line of the input with a line of REPLY_BYTES (1 when not given, its
 * end included); all lines of one read with one write. Ends with the input, or with "once"
 * after the first answer.
 *
 *   bench_floor_libc [REPLY_BYTES [once]]
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024, REPLIES_BYTES_MAX = 128 * 1024 };

static bool write_all(const char *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        ssize_t n_now = write(STDOUT_FILENO, bytes, n_bytes);
        if (n_now < 0 && errno != EINTR) {
            return false;
        }
        bytes += n_now > 0 ? n_now : 0;
        n_bytes -= n_now > 0 ? (size_t)n_now : 0;
    }
    return true;
}

static size_t lines_count(const char *bytes, size_t n_bytes)
{
    size_t n_lines = 0;
    const char *end = bytes + n_bytes;
    while ((bytes = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
        n_lines++;
        bytes++;
    }
    return n_lines;
}

int main(int n_arguments, char **arguments)
{
    static char input[READ_BYTES];
    size_t reply_bytes = n_arguments > 1 ? strtoul(arguments[1], NULL, 10) : 1;
    bool is_once = n_arguments > 2 && strcmp(arguments[2], "once") == 0;
    if (reply_bytes < 1) {
        return 2;
    }
    size_t n_at_once =
        reply_bytes < REPLIES_BYTES_MAX ? REPLIES_BYTES_MAX / reply_bytes : 1;
    char *replies = malloc(n_at_once * reply_bytes);
    if (replies == NULL) {
        return 1;
    }
    memset(replies, 'x', n_at_once * reply_bytes);
    for (size_t i = 1; i <= n_at_once; i++) {
        replies[i * reply_bytes - 1] = '\n';
    }
    ssize_t n_read = 0;
    bool is_good = true;
    while (is_good && (n_read = read(STDIN_FILENO, input, sizeof input)) > 0) {
        size_t n_lines = lines_count(input, (size_t)n_read);
        bool is_last = is_once && n_lines > 0;
        while (is_good && n_lines > 0) {
            size_t n_now = n_lines < n_at_once ? n_lines : n_at_once;
            is_good = write_all(replies, n_now * reply_bytes);
            n_lines -= n_now;
        }
        if (is_last) {
            break;
        }
    }
    free(replies);
    return is_good && n_read >= 0 ? 0 : 1;
}
