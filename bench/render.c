#include "report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

/* Three digits that count; whole numbers whole. */
static const char *number_text(double value, char *to, size_t size)
{
    if (isnan(value)) {
        (void)snprintf(to, size, "%s", "");
        return to;
    }
    double magnitude = fabs(value);
    bool is_whole = value == floor(value);
    int n_decimals = is_whole || magnitude >= 1000 ? 0 : magnitude >= 100 ? 1 : 2;
    if (!is_whole && magnitude < 1) {
        n_decimals = 3;
    }
    (void)snprintf(to, size, "%.*f", n_decimals, value);
    return to;
}

static const char *limit_text(const struct row *row, char *to, size_t size)
{
    const struct limit *limit = limit_of(row->key);
    char value[32];
    if (limit == NULL) {
        (void)snprintf(to, size, "%s", "");
        return to;
    }
    (void)snprintf(to, size, "%s %s%s", limit->is_lowest ? ">=" : "<=",
                   number_text(limit->value, value, sizeof value),
                   limit_is_kept(limit, row->value) ? "" : "  BROKEN");
    return to;
}

static const char *ratio_text(const struct row *row, char *to, size_t size)
{
    if (isnan(row->floor) || row->floor == 0) {
        (void)snprintf(to, size, "%s", "");
    } else {
        (void)snprintf(to, size, "%.2f", row->value / row->floor);
    }
    return to;
}

struct cells {
    char value[32];
    char floor[32];
    char ratio[32];
    char limit[64];
};

static void cells_write(const struct row *row, struct cells *ret)
{
    (void)number_text(row->value, ret->value, sizeof ret->value);
    (void)number_text(row->floor, ret->floor, sizeof ret->floor);
    (void)ratio_text(row, ret->ratio, sizeof ret->ratio);
    (void)limit_text(row, ret->limit, sizeof ret->limit);
}

void render_row(const struct row *row)
{
    struct cells cells;
    cells_write(row, &cells);
    (void)printf("  %-50s %10s %-8s %10s %7s  %s\n", row->what, cells.value, row->unit,
                 cells.floor, cells.ratio, cells.limit);
}

static void processor_read(char *ret, size_t size)
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "re");
    (void)snprintf(ret, size, "unknown processor");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *value = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && value != NULL) {
            (void)snprintf(ret, size, "%.*s", (int)strcspn(value + 2, "\n"), value + 2);
            break;
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

static void today_read(char *ret, size_t size)
{
    time_t now = time(NULL);
    struct tm utc;
    (void)gmtime_r(&now, &utc);
    (void)strftime(ret, size, "%Y-%m-%d", &utc);
}

void render_markdown(const struct report *report, FILE *to)
{
    char processor[128];
    char today[16];
    struct utsname kernel;
    processor_read(processor, sizeof processor);
    today_read(today, sizeof today);
    (void)uname(&kernel);
    (void)fprintf(to,
                  "# What it costs\n\n"
                  "Measured from outside by `scripts/bench` on %s: %s, %ld cores, Linux "
                  "%s. `floor` is the\nsame on the same machine without the product (see "
                  "bench/README.md); `limit` is what `scripts/bench --check` demands.\n"
                  "Written by `scripts/bench --markdown`.\n\n"
                  "| what | measured | unit | floor | ratio | limit |\n"
                  "| --- | ---: | --- | ---: | ---: | --- |\n",
                  today, processor, sysconf(_SC_NPROCESSORS_ONLN), kernel.release);
    for (size_t i = 0; i < report->n_rows; i++) {
        const struct row *row = &report->rows[i];
        struct cells cells;
        cells_write(row, &cells);
        if (i == 0 || strcmp(row->section, row[-1].section) != 0) {
            (void)fprintf(to, "| **%s** | | | | | |\n", row->section);
        }
        (void)fprintf(to, "| %s | %s | %s | %s | %s | %s |\n", row->what, cells.value,
                      row->unit, cells.floor, cells.ratio, cells.limit);
    }
}

static json_t *number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *row_json(const struct row *row)
{
    const struct limit *limit = limit_of(row->key);
    json_t *json = json_object();
    (void)json_object_set_new(json, "key", json_string(row->key));
    (void)json_object_set_new(json, "section", json_string(row->section));
    (void)json_object_set_new(json, "what", json_string(row->what));
    (void)json_object_set_new(json, "value", number_or_null(row->value));
    (void)json_object_set_new(json, "unit", json_string(row->unit));
    (void)json_object_set_new(json, "floor", number_or_null(row->floor));
    if (limit != NULL) {
        (void)json_object_set_new(json, limit->is_lowest ? "at_least" : "at_most",
                                  json_real(limit->value));
        (void)json_object_set_new(json, "is_kept",
                                  json_boolean(limit_is_kept(limit, row->value)));
    }
    return json;
}

bool render_json(const struct report *report, const char *path)
{
    char processor[128];
    char today[16];
    struct utsname kernel;
    processor_read(processor, sizeof processor);
    today_read(today, sizeof today);
    (void)uname(&kernel);
    json_t *all = json_object();
    json_t *rows = json_array();
    (void)json_object_set_new(all, "date", json_string(today));
    (void)json_object_set_new(all, "processor", json_string(processor));
    (void)json_object_set_new(all, "cores", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    double load = (double)NAN;
    (void)getloadavg(&load, 1);
    (void)json_object_set_new(all, "load_average", number_or_null(load));
    (void)json_object_set_new(all, "kernel", json_string(kernel.release));
    for (size_t i = 0; i < report->n_rows; i++) {
        (void)json_array_append_new(rows, row_json(&report->rows[i]));
    }
    (void)json_object_set_new(all, "rows", rows);
    bool is_written =
        json_dump_file(all, path, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) == 0;
    json_decref(all);
    return is_written;
}
