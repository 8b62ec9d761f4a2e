#include "report.h"

#include <stdlib.h>

#include "process.h"

void report_section(struct report *report, const char *title)
{
    report->section = title;
    if (!report->is_quiet) {
        (void)printf("\n%-52s %10s %-8s %10s %7s  %s\n", title, "measured", "", "floor",
                     "ratio", "limit");
        (void)fflush(stdout);
    }
}

void report_add(struct report *report, const char *key, const char *what, double value,
                const char *unit, double floor)
{
    if (report->n_rows == report->capacity) {
        report->capacity = report->capacity > 0 ? 2 * report->capacity : 64;
        report->rows = memory_resize(report->rows, report->capacity * sizeof *report->rows);
    }
    struct row *row = &report->rows[report->n_rows++];
    *row = (struct row){
        .section = report->section, .unit = unit, .value = value, .floor = floor};
    (void)snprintf(row->key, sizeof row->key, "%s", key);
    (void)snprintf(row->what, sizeof row->what, "%s", what);
    if (!report->is_quiet) {
        render_row(row);
        (void)fflush(stdout);
    }
}

void report_release(struct report *report)
{
    free(report->rows);
    *report = (struct report){0};
}

size_t report_check(const struct report *report, bool with_timed)
{
    size_t n_broken = 0;
    for (size_t i = 0; i < report->n_rows; i++) {
        const struct row *row = &report->rows[i];
        const struct limit *limit = limit_of(row->key);
        bool is_asked = limit != NULL && (with_timed || !limit->is_timed);
        if (is_asked && !limit_is_kept(limit, row->value)) {
            (void)fprintf(stderr, "bench: limit broken: %s is %g %s, %s %g\n", row->key,
                          row->value, row->unit, limit->is_lowest ? "at least" : "at most",
                          limit->value);
            n_broken++;
        }
    }
    return n_broken;
}
