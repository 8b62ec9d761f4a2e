/*
 * Against numbers that other people's programs computed: files of shared/reference/science,
 * read at run time, never copied here. Skipped, and said so, where the folder is absent.
 */
#include "fixture.h"

#include <strings.h>

#include "base/banned.h"

enum { MOST_ROWS = 4000, MOST_COLUMNS = 16, MOST_LINE = 512 };

/* A table of text cells; "NA" and empty cells are NAN as numbers. */
struct table {
    size_t n_rows;
    size_t n_columns;
    char cells[MOST_ROWS][MOST_COLUMNS][24];
};

static struct table table;
static char names[MOST_COLUMNS][24];

static size_t split(char *line, char cells[][24])
{
    size_t n_cells = 0;
    char *at = line;
    while (at != NULL && n_cells < MOST_COLUMNS) {
        char *end = strpbrk(at, ",\n\r");
        size_t length = end == NULL ? strlen(at) : (size_t)(end - at);
        if (length >= 2 && at[0] == '"') {
            at++;
            length -= 2;
        }
        assert_true(length < 24);
        memcpy(cells[n_cells], at, length);
        cells[n_cells][length] = '\0';
        n_cells++;
        at = end == NULL || *end != ',' ? NULL : end + 1;
    }
    return n_cells;
}

/* False: the file is not there. */
static bool read_table(const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/science/%s", SHARED_REFERENCE, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        print_message("skipped: %s is not here\n", path);
        return false;
    }
    char line[MOST_LINE];
    table.n_rows = 0;
    assert_non_null(fgets(line, sizeof line, file));
    table.n_columns = split(line, names);
    while (fgets(line, sizeof line, file) != NULL) {
        assert_true(table.n_rows < MOST_ROWS);
        assert_int_equal(split(line, table.cells[table.n_rows]), table.n_columns);
        table.n_rows++;
    }
    (void)fclose(file);
    return true;
}

static size_t column(const char *name)
{
    for (size_t i = 0; i < table.n_columns; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    fail_msg("no column %s", name);
    return 0;
}

static double number(size_t row, size_t i_column)
{
    const char *cell = table.cells[row][i_column];
    return cell[0] == '\0' || strcmp(cell, "NA") == 0 ? LOAD_NAN : strtod(cell, NULL);
}

/* The rows [first, end) that share the value of a column with row first. */
static size_t group_end(size_t first, size_t i_column)
{
    size_t end = first;
    while (end < table.n_rows &&
           strcmp(table.cells[end][i_column], table.cells[first][i_column]) == 0) {
        end++;
    }
    return end;
}

/* What was compared, for docs/validation.md: printed as the rows of a table at the end. */
struct comparison {
    const char *data;
    const char *quantity;
    const char *tolerance;
    size_t n_rows;
    double largest;
};

enum quantity {
    ACWR_EWMA,
    ACWR_COUPLED,
    ACWR_UNCOUPLED,
    ATHLYTICS_ACUTE,
    ATHLYTICS_CHRONIC,
    ATHLYTICS_RATIO,
    SOCCERMON_ACUTE,
    SOCCERMON_CHRONIC,
    SOCCERMON_CHRONIC_42,
    SOCCERMON_RATIO,
    SOCCERMON_MONOTONY,
    SOCCERMON_STRAIN,
    N_QUANTITIES
};

static struct comparison comparisons[N_QUANTITIES] = {
    [ACWR_EWMA] = {"ACWR package", "EWMA acute, chronic, ratio", "1e-9", 0, 0},
    [ACWR_COUPLED] = {"ACWR package", "coupled acute, chronic, ratio", "0.005", 0, 0},
    [ACWR_UNCOUPLED] = {"ACWR package", "uncoupled chronic, ratio", "0.005", 0, 0},
    [ATHLYTICS_ACUTE] = {"Athlytics", "acute mean, 7 days", "0.06", 0, 0},
    [ATHLYTICS_CHRONIC] = {"Athlytics", "chronic mean, 28 days", "0.03", 0, 0},
    [ATHLYTICS_RATIO] = {"Athlytics", "coupled ratio", "0.003", 0, 0},
    [SOCCERMON_ACUTE] = {"SoccerMon", "acute mean, 7 days", "0.6 %", 0, 0},
    [SOCCERMON_CHRONIC] = {"SoccerMon", "chronic mean, 28 days", "0.6 %", 0, 0},
    [SOCCERMON_CHRONIC_42] = {"SoccerMon", "chronic mean, 42 days", "0.6 %", 0, 0},
    [SOCCERMON_RATIO] = {"SoccerMon", "coupled ratio", "0.006, or 0.6 %", 0, 0},
    [SOCCERMON_MONOTONY] = {"SoccerMon", "monotony", "0.006", 0, 0},
    [SOCCERMON_STRAIN] = {"SoccerMon", "strain", "1.2 %", 0, 0},
};

/* Fails the test when it is further away; counts and keeps the largest difference. */
static void compare(enum quantity quantity, double found, double expected, double tolerance)
{
    struct comparison *comparison = &comparisons[quantity];
    assert_close(found, expected, tolerance);
    comparison->n_rows++;
    comparison->largest = fmax(comparison->largest, fabs(found - expected));
}

static int comparisons_print(void **state)
{
    (void)state;
    print_message("| data | quantity | values compared | largest difference | allowed |\n");
    print_message("| --- | --- | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < N_QUANTITIES; i++) {
        const struct comparison *one = &comparisons[i];
        print_message("| %s | %s | %zu | %.2g | %s |\n", one->data, one->quantity,
                      one->n_rows, one->largest, one->tolerance);
    }
    return 0;
}

static void check_acwr_subject(size_t first, size_t n_days, size_t *n_checked)
{
    double load[28] = {0};
    double acute[28] = {0};
    double chronic[28] = {0};
    for (size_t i = 0; i < n_days; i++) {
        load[i] = number(first + i, column("TL"));
    }
    load_ewma_span(n_days, load, 7, acute);
    load_ewma_span(n_days, load, 28, chronic);
    for (size_t i = 0; i < n_days; i++) {
        size_t row = first + i;
        compare(ACWR_EWMA, acute[i], number(row, column("EWMA_acute")), 1e-9);
        compare(ACWR_EWMA, chronic[i], number(row, column("EWMA_chronic")), 1e-9);
        compare(ACWR_EWMA, acute[i] / chronic[i], number(row, column("EWMA_ACWR")), 1e-9);
        struct load_acwr_value coupled = load_acwr_of_means(load, i, LOAD_ACWR_COUPLED);
        compare(ACWR_COUPLED, coupled.acute, number(row, column("RAC_acute")),
                0.005 + 1e-9);
        compare(ACWR_COUPLED, coupled.chronic, number(row, column("RAC_chronic")),
                0.005 + 1e-9);
        compare(ACWR_COUPLED, coupled.ratio, number(row, column("RAC_ACWR")), 0.005 + 1e-9);
        struct load_acwr_value uncoupled = load_acwr_of_means(load, i, LOAD_ACWR_UNCOUPLED);
        assert_close(uncoupled.acute, number(row, column("RAU_acute")), 0.005 + 1e-9);
        double expected = number(row, column("RAU_ACWR"));
        assert_true(isnan(expected) == isnan(uncoupled.ratio));
        if (!isnan(expected)) {
            compare(ACWR_UNCOUPLED, uncoupled.chronic, number(row, column("RAU_chronic")),
                    0.005 + 1e-9);
            compare(ACWR_UNCOUPLED, uncoupled.ratio, expected, 0.005 + 1e-9);
            (*n_checked)++;
        }
    }
}

/* R package ACWR (JorgeDelro), MIT: 3 subjects x 28 days, all three forms, every row with a
 * value. */
static void test_acwr_package_all_rows(void **state)
{
    (void)state;
    if (!read_table("acwr_rpkg_expected.csv")) {
        skip();
    }
    size_t n_uncoupled = 0;
    size_t n_subjects = 0;
    for (size_t first = 0, end = 0; first < table.n_rows; first = end) {
        end = group_end(first, column("ID"));
        assert_int_equal(end - first, 28);
        check_acwr_subject(first, end - first, &n_uncoupled);
        n_subjects++;
    }
    assert_int_equal(n_subjects, 3);
    assert_int_equal(n_uncoupled, 3 * 21);
}

/* R package Athlytics (ropensci), MIT: 365 simulated days; NA until 7 and 28 days exist. */
static void test_athlytics_sample(void **state)
{
    (void)state;
    if (!read_table("athlytics_sample_exposure.csv")) {
        skip();
    }
    static double load[MOST_ROWS];
    size_t n_checked = 0;
    for (size_t i = 0; i < table.n_rows; i++) {
        load[i] = number(i, column("daily_load"));
    }
    for (size_t i = 0; i < table.n_rows; i++) {
        double atl = number(i, column("atl"));
        double ctl = number(i, column("ctl"));
        assert_true(isnan(atl) == (i < 6));
        assert_true(isnan(ctl) == (i < 27));
        struct load_acwr_value value = load_acwr_of_means(load, i, LOAD_ACWR_COUPLED);
        if (!isnan(atl)) {
            compare(ATHLYTICS_ACUTE, value.acute, atl, 0.06);
        }
        if (!isnan(ctl)) {
            compare(ATHLYTICS_CHRONIC, value.chronic, ctl, 0.03);
            compare(ATHLYTICS_RATIO, value.ratio, number(i, column("acwr")), 0.003);
            n_checked++;
        }
    }
    assert_int_equal(n_checked, 365 - 27);
}

static void compare_near(enum quantity quantity, double found, double expected,
                         double relative)
{
    compare(quantity, found, expected, relative * fmax(fabs(expected), 1.0));
}

/* One day of one player, where the publisher's windows are full. */
static void check_soccermon_day(const double load[], size_t i, size_t row,
                                size_t *n_monotony)
{
    struct load_acwr_value value = load_acwr_of_means(load, i, LOAD_ACWR_COUPLED);
    compare_near(SOCCERMON_ACUTE, value.acute, number(row, column("atl")), 0.006);
    compare_near(SOCCERMON_CHRONIC, value.chronic, number(row, column("ctl28")), 0.006);
    compare_near(SOCCERMON_CHRONIC_42, load_mean_back(load, i, 42),
                 number(row, column("ctl42")), 0.006);
    double ratio = number(row, column("acwr"));
    if (value.chronic > 0.0) {
        compare_near(SOCCERMON_RATIO, value.ratio, ratio, 0.006);
    } else {
        assert_unknown(value.ratio);
    }
    struct load_monotony monotony = load_monotony_at(load, i);
    double expected = number(row, column("monotony"));
    if (expected > 0.0) {
        compare(SOCCERMON_MONOTONY, monotony.monotony, expected, 0.006);
        double strain = number(row, column("strain"));
        compare(SOCCERMON_STRAIN, monotony.strain, strain, 0.012 * strain);
        (*n_monotony)++;
    } else {
        assert_unknown(monotony.monotony); /* all zero, or all equal */
    }
}

/* SoccerMon, doi:10.1038/s41597-024-03386-x, CC BY 4.0: 4 players, all days from row 43 on.
 */
static void test_soccermon_all_days_from_row_43(void **state)
{
    (void)state;
    if (!read_table("soccermon_load_4players.csv")) {
        skip();
    }
    static double load[MOST_ROWS];
    size_t n_players = 0;
    size_t n_days = 0;
    size_t n_monotony = 0;
    for (size_t first = 0, end = 0; first < table.n_rows; first = end) {
        end = group_end(first, column("player_id"));
        for (size_t row = first; row < end; row++) {
            load[row - first] = number(row, column("daily_load"));
        }
        for (size_t row = first + 42; row < end; row++) {
            bool is_placeholder = strcmp(table.cells[row][0], "TeamA_15") == 0 &&
                                  strcmp(table.cells[row][1], "2021-08-07") == 0;
            if (!is_placeholder) {
                check_soccermon_day(load, row - first, row, &n_monotony);
                n_days++;
            }
        }
        n_players++;
    }
    assert_int_equal(n_players, 4);
    assert_int_equal(n_days, 4 * (731 - 42) - 1);
    print_message("SoccerMon: %zu days, monotony on %zu\n", n_days, n_monotony);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acwr_package_all_rows),
        cmocka_unit_test(test_athlytics_sample),
        cmocka_unit_test(test_soccermon_all_days_from_row_43),
    };
    return cmocka_run_group_tests(tests, NULL, comparisons_print);
}
