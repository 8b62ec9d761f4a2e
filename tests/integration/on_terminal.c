/*
 * Runs a program on a terminal of its own, as a person would: on_terminal TEXT PROGRAM
 * [ARGUMENTS]. TEXT is typed at once; what the program shows goes to stdout, and it ends
 * with the program's status.
 */
#include <errno.h>
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_RUN = 126 };

int main(int n_words, char **words)
{
    char shown[4096];
    int terminal = -1;
    int status = 0;
    if (n_words < 3) {
        (void)fputs("usage: on_terminal TEXT PROGRAM [ARGUMENTS]\n", stderr);
        return NOT_RUN;
    }
    pid_t pid = forkpty(&terminal, NULL, NULL, NULL);
    if (pid == 0) {
        (void)execv(words[2], words + 2);
        _exit(NOT_RUN);
    }
    size_t n_text = strlen(words[1]);
    if (pid < 0 || write(terminal, words[1], n_text) != (ssize_t)n_text) {
        return NOT_RUN;
    }
    for (;;) {
        ssize_t n_bytes = read(terminal, shown, sizeof shown);
        if (n_bytes > 0) {
            (void)fwrite(shown, 1, (size_t)n_bytes, stdout);
        } else if (n_bytes == 0 || errno != EINTR) {
            break; /* EIO: the other side is closed */
        }
    }
    (void)waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : NOT_RUN;
}
