/*
 * How often the drift charts are wrong and how soon they are right, on simulated runners
 * (runner.h), beside the theoretical run lengths.
 *
 *     drift_simulation [--histories N] [--years N] [--seed N] [--markdown]
 *     drift_simulation --quick        200 histories, loose bounds, exit code 1 beyond them
 *
 * The same numbers give the same table. docs/validation.md holds one.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load/constants.h"
#include "measure.h"
#include "run_length.h"

#include "base/banned.h"

static const struct scenario usual = {.name = "3-4 runs a week, independent, normal",
                                      .n_runs_min = 3,
                                      .n_runs_max = 4,
                                      .run_sd_ms = 3.0,
                                      .lap_sd_ms = 4.0,
                                      .lap_memory = 0.3};

static const struct scenario others[] = {
    {"2 runs a week", 2, 2, 3.0, 4.0, 0.3, 0.0, 0.0, 0.0},
    {"5-6 runs a week", 5, 6, 3.0, 4.0, 0.3, 0.0, 0.0, 0.0},
    {"2 % of the laps spoiled by 30 ms", 3, 4, 3.0, 4.0, 0.3, 0.0, 0.02, 0.0},
    {"5 % of the runs scatter three times as much", 3, 4, 3.0, 4.0, 0.3, 0.0, 0.0, 0.05},
    {"neighbouring runs alike (correlation 0.2)", 3, 4, 3.0, 4.0, 0.3, 0.2, 0.0, 0.0},
    {"neighbouring runs alike (correlation 0.4)", 3, 4, 3.0, 4.0, 0.3, 0.4, 0.0, 0.0},
};
static const double shifts_sd[] = {0.5, 1.0, 1.5, 2.0, 3.0};

struct options {
    size_t n_histories;
    size_t n_years;
    uint64_t seed;
    bool is_markdown;
    bool is_quick;
};

/* Columns of a table row, as Markdown or aligned. */
static void row(const struct options *options, const char *first, size_t n,
                const char *const cells[])
{
    (void)fprintf(stdout, options->is_markdown ? "| %s |" : "%-46s", first);
    for (size_t i = 0; i < n; i++) {
        (void)fprintf(stdout, options->is_markdown ? " %s |" : " %18s", cells[i]);
    }
    (void)fprintf(stdout, "\n");
}

static void head(const struct options *options, const char *first, size_t n,
                 const char *const cells[])
{
    (void)fprintf(stdout, "\n");
    row(options, first, n, cells);
    for (size_t i = 0; options->is_markdown && i <= n; i++) {
        (void)fprintf(stdout, "| --- %s", i == n ? "|\n" : "");
    }
}

enum { CELL = 48, MOST_CELLS = 8 };
struct cells {
    size_t n;
    char texts[MOST_CELLS][CELL];
    const char *pointers[MOST_CELLS];
};

static void cell(struct cells *cells, const char *format, double a)
{
    cells->pointers[cells->n] = cells->texts[cells->n];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    (void)snprintf(cells->texts[cells->n++], CELL, isfinite(a) ? format : "none", a);
#pragma GCC diagnostic pop
}

static void cell_length(struct cells *cells, struct length length)
{
    cells->pointers[cells->n] = cells->texts[cells->n];
    (void)snprintf(cells->texts[cells->n++], CELL, "%.0f (%.0f-%.0f)", length.mean,
                   length.low, length.high);
}

static void false_flags_print(const struct options *options,
                              const struct scenario *scenario,
                              const struct false_flags *flags)
{
    struct cells cells = {.n = 0};
    double judged = flags->all.exposure;
    cell_length(&cells, rate_length(&flags->first));
    cell_length(&cells, rate_length(&flags->all));
    cell(&cells, "%.0f", rate_length(&flags->young).mean);
    cell(&cells, "%.0f", rate_length(&flags->mature).mean);
    cell(&cells, "%.2f", flags->all.events / flags->n_days * 365.25);
    cell(&cells, "%.1f %%", 100.0 * flags->n_changed / judged);
    cell(&cells, "%.1f %%", 100.0 * flags->n_out_of_speed / flags->n_runs);
    row(options, scenario->name, cells.n, cells.pointers);
}

static void false_flags_table(const struct options *options)
{
    static const char *const columns[] = {
        "runs to the first", "runs per flag",   "baseline < 20 runs", "baseline >= 40",
        "flags a year",      "runs at changed", "out of speed range"};
    head(options, "nothing has changed", sizeof columns / sizeof columns[0], columns);
    day_num n_days = (day_num)(364 * options->n_years);
    struct false_flags flags =
        measure_false_flags(&usual, options->seed, options->n_histories, n_days);
    false_flags_print(options, &usual, &flags);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        flags = measure_false_flags(&others[i], options->seed, options->n_histories,
                                    n_days < 3 * 364 ? n_days : 3 * 364);
        false_flags_print(options, &others[i], &flags);
    }
}

static void theory_table(const struct options *options)
{
    static const char *const columns[] = {"two out, chart alone", "two out, Markov",
                                          "one out, Markov", "CUSUM, Markov",
                                          "CUSUM, Siegmund"};
    head(options, "mean run length, parameters known", sizeof columns / sizeof columns[0],
         columns);
    for (size_t i = 0; i <= sizeof shifts_sd / sizeof shifts_sd[0]; i++) {
        double shift = i == 0 ? 0.0 : shifts_sd[i - 1];
        char name[CELL];
        (void)snprintf(name, sizeof name, "shift of %.1f SD", shift);
        struct cells cells = {.n = 0};
        cell_length(&cells, measure_chart(options->seed, 20000, shift));
        cell(&cells, "%.1f",
             ewma_run_length(LOAD_DRIFT_LAMBDA, load_drift_limit(), shift, 2));
        cell(&cells, "%.1f",
             ewma_run_length(LOAD_DRIFT_LAMBDA, load_drift_limit(), shift, 1));
        cell(&cells, "%.1f",
             cusum_run_length(LOAD_DRIFT_CUSUM_K, LOAD_DRIFT_CUSUM_H, shift));
        cell(&cells, "%.1f",
             cusum_run_length_siegmund(LOAD_DRIFT_CUSUM_K, LOAD_DRIFT_CUSUM_H, shift));
        row(options, name, cells.n, cells.pointers);
    }
}

static void delays_table(const struct options *options)
{
    static const char *const columns[] = {
        "within 10 runs",     "within 20 runs", "within 26 weeks",   "median runs",
        "mean runs of those", "median days",    "flag stands, days", "wrong side first"};
    head(options, "a lasting shift, usual runner", sizeof columns / sizeof columns[0],
         columns);
    for (size_t i = 0; i < sizeof shifts_sd / sizeof shifts_sd[0]; i++) {
        struct delays delays =
            measure_delays(&usual, options->seed, options->n_histories, shifts_sd[i]);
        double n = (double)delays.n_histories;
        char name[CELL];
        (void)snprintf(name, sizeof name, "%.1f SD (%.1f ms)", shifts_sd[i],
                       shifts_sd[i] * scenario_run_sd_ms(&usual));
        struct cells cells = {.n = 0};
        cell(&cells, "%.0f %%", 100.0 * (double)delays.n_within_10 / n);
        cell(&cells, "%.0f %%", 100.0 * (double)delays.n_within_20 / n);
        cell(&cells, "%.0f %%", 100.0 * (double)delays.n_flagged / n);
        cell(&cells, "%.0f", delays.median_runs);
        cell(&cells, "%.1f", delays.mean_runs);
        cell(&cells, "%.0f", delays.median_days);
        cell(&cells, "%.0f", delays.median_flagged_days);
        cell(&cells, "%.1f %%", 100.0 * (double)delays.n_wrong / n);
        row(options, name, cells.n, cells.pointers);
    }
}

static bool within(const char *what, double value, double low, double high)
{
    bool is_within = value >= low && value <= high;
    (void)fprintf(stdout, "%-52s %9.3f  %s %g to %g\n", what, value,
                  is_within ? "within" : "OUTSIDE", low, high);
    return is_within;
}

/* Loose bounds: what breaks them is a fault of the engine, not of the dice. */
static bool quick(const struct options *options)
{
    bool is_ok = true;
    struct false_flags flags =
        measure_false_flags(&usual, options->seed, options->n_histories, 2 * 364);
    double judged = flags.all.exposure;
    is_ok = within("judged runs per false flag", rate_length(&flags.all).mean, 60, 700) &&
            is_ok;
    is_ok =
        within("share of runs at changed", flags.n_changed / judged, 0.0, 0.05) && is_ok;
    is_ok = within("share out of speed range", flags.n_out_of_speed / flags.n_runs, 0.02,
                   0.20) &&
            is_ok;
    is_ok = within("share judged", judged / flags.n_runs, 0.70, 0.98) && is_ok;
    struct delays one = measure_delays(&usual, options->seed, options->n_histories, 1.0);
    struct delays three = measure_delays(&usual, options->seed, options->n_histories, 3.0);
    is_ok = within("median delay, 1 SD", one.median_runs, 7, 18) && is_ok;
    is_ok = within("median delay, 3 SD", three.median_runs, 3, 4) && is_ok;
    is_ok = within("flagged within 10 runs, 3 SD",
                   (double)three.n_within_10 / (double)three.n_histories, 0.98, 1.0) &&
            is_ok;
    is_ok = within("chart alone against its Markov chain, 1 SD",
                   measure_chart(options->seed, 4000, 1.0).mean /
                       ewma_run_length(LOAD_DRIFT_LAMBDA, load_drift_limit(), 1.0, 2),
                   0.95, 1.05) &&
            is_ok;
    is_ok =
        within("EWMA, nothing changed, one out (known: about 370)",
               ewma_run_length(LOAD_DRIFT_LAMBDA, load_drift_limit(), 0.0, 1), 340, 400) &&
        is_ok;
    is_ok =
        within("CUSUM, nothing changed (known: 465)",
               cusum_run_length(LOAD_DRIFT_CUSUM_K, LOAD_DRIFT_CUSUM_H, 0.0), 455, 475) &&
        is_ok;
    return is_ok;
}

static bool number(const char *text, uint64_t *ret_number)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = text == NULL ? 0 : strtoull(text, &end, 10);
    if (text == NULL || end == text || *end != '\0' || errno != 0) {
        return false;
    }
    *ret_number = value;
    return true;
}

/* An option with a number; false: none of ours, or out of its range. */
static bool option_with_number(const char *name, uint64_t value, struct options *ret)
{
    if (strcmp(name, "--histories") == 0) {
        ret->n_histories = (size_t)value;
        return value >= 2 && value <= 1000000;
    }
    if (strcmp(name, "--years") == 0) {
        ret->n_years = (size_t)value;
        return value >= 1 && value <= 50;
    }
    ret->seed = value;
    return strcmp(name, "--seed") == 0;
}

static bool options_read(int argc, char **argv, struct options *ret)
{
    for (int i = 1; i < argc; i++) {
        uint64_t value = 0;
        if (strcmp(argv[i], "--markdown") == 0) {
            ret->is_markdown = true;
        } else if (strcmp(argv[i], "--quick") == 0) {
            ret->is_quick = true;
        } else if (!number(argv[i + 1], &value) ||
                   !option_with_number(argv[i], value, ret)) {
            return false;
        } else {
            i++;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    struct options options = {.n_histories = 2000, .n_years = 10, .seed = 1};
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* rows are seen as they come */
    if (!options_read(argc, argv, &options)) {
        (void)fputs("usage: drift_simulation [--histories N] [--years N] [--seed N] "
                    "[--markdown] | --quick\n",
                    stderr);
        return 2;
    }
    if (options.is_quick) {
        options.n_histories = 200;
        return quick(&options) ? 0 : 1;
    }
    (void)fprintf(
        stdout,
        "%zu histories, %zu years without change (the other runners 3), seed %llu; "
        "true SD of a run's mean %.2f ms\n",
        options.n_histories, options.n_years, (unsigned long long)options.seed,
        scenario_run_sd_ms(&usual));
    false_flags_table(&options);
    delays_table(&options);
    theory_table(&options);
    return 0;
}
