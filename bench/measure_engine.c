/* The engine by itself: a year of daily status over ten years of stored rows. */
#include "bench.h"

#include "numbers.h"

enum { N_NUMBERS = 5 };

void measure_engine(struct bench *bench)
{
    char folder[PATH_BYTES + 8];
    double numbers[N_NUMBERS];
    watchdog_set(WATCHDOG_S, "the engine");
    report_section(&bench->report, "The engine over ten years");
    (void)snprintf(folder, sizeof folder, "%s/year", bench->folder);
    const char *const arguments[] = {bench->year, folder, NULL};
    numbers_read(arguments, N_NUMBERS, numbers);
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
