/* The engine by itself: a year of daily status over ten years of stored rows. */
#include "bench.h"

#include <stdlib.h>
#include <unistd.h>

void measure_engine(struct bench *bench)
{
    static const char *const environment[] = {NULL};
    char folder[PATH_BYTES + 8];
    char text[128];
    double numbers[5];
    struct process process;
    struct process_end end;
    watchdog_set(WATCHDOG_S, "the engine");
    report_section(&bench->report, "The engine over ten years");
    (void)snprintf(folder, sizeof folder, "%s/year", bench->folder);
    const char *const arguments[] = {bench->year, folder, NULL};
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
    for (size_t i = 0; i < 5; i++) {
        char *next = NULL;
        numbers[i] = strtod(at, &next);
        if (next == at) {
            die("bench_year printed \"%s\"", text);
        }
        at = next;
    }
    report_add(&bench->report, "engine.year.cpu",
               "a year of daily status, 5,000 activities: CPU", numbers[0], "ms",
               numbers[4]);
    report_add(&bench->report, "engine.year.read", "of it reading the rows", numbers[1],
               "ms", numbers[4]);
    report_add(&bench->report, "engine.year.build", "of it building the history",
               numbers[2], "ms", NO_FLOOR);
    report_add(&bench->report, "engine.year.statuses", "of it 365 statuses", numbers[3],
               "ms", NO_FLOOR);
}
