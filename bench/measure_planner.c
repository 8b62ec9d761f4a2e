/* The planner by itself: whole requests over random athletes. */
#include "bench.h"

#include "numbers.h"

enum { N_REQUESTS = 1000 };

/* What bench_planner prints, in its order. */
enum number {
    PROPOSE_P50,
    PROPOSE_P99,
    PROPOSE_WORST,
    CHECK_P50,
    CHECK_P99,
    CHECK_WORST,
    FLOOR_P99,
    PROVED_PCT,
    GAP_POINTS,
    N_NUMBERS
};

void measure_planner(struct bench *bench)
{
    static const struct {
        const char *key;
        const char *what;
        const char *unit;
    } rows[N_NUMBERS] = {
        [PROPOSE_P50] = {"planner.propose.p50", "a proposal: CPU, p50", "ms"},
        [PROPOSE_P99] = {"planner.propose.p99", "a proposal: CPU, p99", "ms"},
        [PROPOSE_WORST] = {"planner.propose.worst", "a proposal: CPU, worst", "ms"},
        [CHECK_P50] = {"planner.check.p50", "a check: CPU, p50", "ms"},
        [CHECK_P99] = {"planner.check.p99", "a check: CPU, p99", "ms"},
        [CHECK_WORST] = {"planner.check.worst", "a check: CPU, worst", "ms"},
        [PROVED_PCT] = {"planner.proved", "proposals proved optimal", "%"},
        [GAP_POINTS] = {"planner.gap", "the others: cost above the bound, mean", "points"},
    };
    char count[16];
    double numbers[N_NUMBERS];
    watchdog_set(WATCHDOG_S, "the planner");
    report_section(&bench->report, "The planner over 1,000 random athletes");
    (void)snprintf(count, sizeof count, "%u", N_REQUESTS / bench->divisor);
    const char *const arguments[] = {bench->planner, count, NULL};
    numbers_read(arguments, N_NUMBERS, numbers);
    for (int i = 0; i < N_NUMBERS; i++) {
        if (rows[i].key != NULL) {
            report_add(&bench->report, rows[i].key, rows[i].what, numbers[i], rows[i].unit,
                       i < FLOOR_P99 ? numbers[FLOOR_P99] : NO_FLOOR);
        }
    }
}
