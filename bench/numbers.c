#include "numbers.h"

#include <stdlib.h>
#include <unistd.h>

#include "process.h"

void numbers_read(const char *const arguments[], size_t n_numbers, double ret[])
{
    static const char *const environment[] = {NULL};
    char text[256];
    struct process process;
    struct process_end end;
    process_start(&process, CHANNEL_PIPES, arguments, environment);
    process_close_input(&process);
    size_t n_bytes = 0;
    ssize_t n_read = 0;
    while (n_bytes < sizeof text - 1 &&
           (n_read = read(process.output, text + n_bytes, sizeof text - 1 - n_bytes)) > 0) {
        n_bytes += (size_t)n_read;
    }
    text[n_bytes] = '\0';
    process_end(&process, &end);
    char *at = text;
    for (size_t i = 0; i < n_numbers; i++) {
        char *next = NULL;
        ret[i] = strtod(at, &next);
        if (next == at) {
            die("%s printed \"%s\"", arguments[0], text);
        }
        at = next;
    }
}
