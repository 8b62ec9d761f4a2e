/* Streams, brought down to a bounded table. */
#include <math.h>
#include <string.h>

#include "tools/activity_parts.h"
#include "tools/check.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { POINTS_DEFAULT = 60, MAX_CELLS = 3000 };

struct column {
    const char *name; /* also what the argument streams says */
    enum stream_type type;
    int decimals;
    bool is_default;
    bool is_dropped_at_0; /* a 0 is a drop-out */
};
static const struct column columns_all[] = {
    {"distance_m", STREAM_DISTANCE, 0, true, false},
    {"speed_m_per_s", STREAM_SPEED, 2, true, false},
    {"power_w", STREAM_POWER, 0, true, false},
    {"hr_bpm", STREAM_HEART_RATE, 0, true, true},
    {"cadence_per_min", STREAM_CADENCE, 0, true, true},
    {"altitude_m", STREAM_ALTITUDE, 0, false, false},
    {"gradient_pct", STREAM_GRADIENT, 1, false, false},
    {"temperature_c", STREAM_TEMPERATURE, 0, false, false},
    {"stance_time_ms", STREAM_STANCE_TIME, 0, false, true},
    {"vertical_oscillation_mm", STREAM_VERTICAL_OSCILLATION, 0, false, true},
    {"vertical_ratio_pct", STREAM_VERTICAL_RATIO, 1, false, true},
    {"step_length_mm", STREAM_STEP_LENGTH, 0, false, true},
    {"stance_balance_left_pct", STREAM_STANCE_BALANCE, 1, false, true},
    {"leg_spring_stiffness_kn_per_m", STREAM_LEG_SPRING_STIFFNESS, 1, false, true},
};
enum { N_COLUMNS = sizeof columns_all / sizeof columns_all[0] };

/* The table to be: which columns, of which samples, in how many pieces. */
struct table {
    const struct activity_parts *to;
    const struct column *columns[N_COLUMNS];
    double factors[N_COLUMNS];
    size_t n_columns;
    size_t n_points;
    double from_s;
    double to_s;
};

bool activity_streams_check(const struct tool_ctx *ctx, struct err *err)
{
    double from_s = json_get_number(ctx->args, "from_s");
    double to_s = json_get_number(ctx->args, "to_s");
    double from_km = json_get_number(ctx->args, "from_km");
    double to_km = json_get_number(ctx->args, "to_km");
    bool has_time = isfinite(from_s) || isfinite(to_s);
    bool has_distance = isfinite(from_km) || isfinite(to_km);
    if (has_time && has_distance) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give from_s and to_s, or from_km and to_km.",
                       "a window is by time or by distance, not both");
    }
    if (from_s >= to_s || from_km >= to_km) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give a window that begins before it ends.",
                       "the window is empty: it begins where it ends or behind it");
    }
    return true;
}

static bool is_wanted(const struct tool_ctx *ctx, const struct column *column)
{
    const json_t *names = json_object_get(ctx->args, "streams");
    if (json_array_size(names) == 0) {
        return column->is_default;
    }
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL && strcmp(name, column->name) == 0) {
            return true;
        }
    }
    return false;
}

/* The clock at which a distance is reached; of the last sample when it never is. */
static double time_at_km(const struct activity_streams *streams, double km)
{
    const double *distance_m = streams->series[STREAM_DISTANCE];
    for (size_t i = 0; distance_m != NULL && i < streams->n_samples; i++) {
        if (distance_m[i] >= km * 1000) {
            return streams->series[STREAM_TIME][i];
        }
    }
    return streams->series[STREAM_TIME][streams->n_samples - 1];
}

static void window_read(struct table *table)
{
    const struct activity_streams *streams = table->to->streams;
    const json_t *args = table->to->ctx->args;
    const double *time_s = streams->series[STREAM_TIME];
    double from_km = json_get_number(args, "from_km");
    double to_km = json_get_number(args, "to_km");
    double from_s =
        isfinite(from_km) ? time_at_km(streams, from_km) : json_get_number(args, "from_s");
    double to_s =
        isfinite(to_km) ? time_at_km(streams, to_km) : json_get_number(args, "to_s");
    double end_s = time_s[streams->n_samples - 1] + 1;
    table->from_s = isfinite(from_s) ? from_s : time_s[0];
    table->to_s = isfinite(to_s) ? fmin(to_s, end_s) : end_s;
}

static double mean_of_series(const struct activity_streams *streams, enum stream_type type)
{
    double sum = 0.0;
    double n = 0.0;
    for (size_t i = 0; i < streams->n_samples; i++) {
        double value = streams->series[type][i];
        sum += value > 0.0 ? value : 0.0;
        n += value > 0.0 ? 1.0 : 0.0;
    }
    return sum / n; /* NAN without any */
}

static void columns_read(struct table *table)
{
    const struct activity_parts *to = table->to;
    for (size_t i = 0; i < N_COLUMNS; i++) {
        const struct column *column = &columns_all[i];
        if (to->streams->series[column->type] == NULL || !is_wanted(to->ctx, column)) {
            continue;
        }
        double factor = 1.0;
        if (column->type == STREAM_CADENCE) {
            double average = to->activity->average_cadence_per_min;
            factor = activity_cadence_factor(
                to->activity,
                average > 0.0 ? average : mean_of_series(to->streams, STREAM_CADENCE));
        }
        table->factors[table->n_columns] = factor;
        table->columns[table->n_columns++] = column;
    }
    size_t asked = (size_t)json_get_integer(to->ctx->args, "points", POINTS_DEFAULT);
    size_t most = MAX_CELLS / (table->n_columns + 1);
    double seconds = table->to_s - table->from_s;
    table->n_points = asked < most ? asked : most;
    if (seconds < (double)table->n_points) {
        table->n_points = seconds > 1.0 ? (size_t)seconds : 1;
    }
}

/* One row: means of the samples from first on that lie before the piece's end. */
static size_t piece_write(const struct table *table, json_t *rows, size_t i_point,
                          size_t first)
{
    struct arena *arena = table->to->ctx->arena;
    const struct activity_streams *streams = table->to->streams;
    const double *time_s = streams->series[STREAM_TIME];
    double width_s = (table->to_s - table->from_s) / (double)table->n_points;
    double start_s = table->from_s + width_s * (double)i_point;
    double sums[N_COLUMNS] = {0};
    double counts[N_COLUMNS] = {0};
    size_t i = first;
    for (; i < streams->n_samples && !(time_s[i] >= start_s + width_s); i++) {
        for (size_t k = 0; k < table->n_columns; k++) {
            double value = streams->series[table->columns[k]->type][i];
            bool counts_in =
                isfinite(value) && (value > 0.0 || !table->columns[k]->is_dropped_at_0);
            sums[k] += counts_in ? value : 0.0;
            counts[k] += counts_in ? 1.0 : 0.0;
        }
    }
    json_t *row = json_array();
    row_add(row, json_number_or_null(start_s, 0));
    const char *line = quote_number(arena, start_s, 0);
    for (size_t k = 0; k < table->n_columns; k++) {
        double mean = table->factors[k] * sums[k] / counts[k]; /* NAN without any */
        row_add(row, json_number_or_null(mean, table->columns[k]->decimals));
        line = arena_printf(arena, "%s,%s", line,
                            quote_number(arena, mean, table->columns[k]->decimals));
    }
    answer_row(rows, row);
    answer_line(table->to->answer, "%s", line);
    return i;
}

static void table_write(const struct table *table)
{
    const char *names[N_COLUMNS + 1] = {"start_s"};
    const struct activity_parts *to = table->to;
    const struct activity_streams *streams = to->streams;
    struct arena *arena = to->ctx->arena;
    const char *header = "start_s";
    size_t first = 0;
    for (size_t k = 0; k < table->n_columns; k++) {
        names[k + 1] = table->columns[k]->name;
        header = arena_printf(arena, "%s,%s", header, names[k + 1]);
    }
    double width_s = (table->to_s - table->from_s) / (double)table->n_points;
    const char *method =
        arena_printf(arena,
                     "means of pieces of %s s; zeros of heart rate, cadence and "
                     "running dynamics are drop-outs and left out",
                     quote_number(arena, width_s, 1));
    json_t *object = json_object();
    json_t *rows = answer_table(names, table->n_columns + 1);
    set_text(object, "method", method);
    set_number(object, "piece_s", width_s, 1);
    set_count(object, "samples", streams->n_samples);
    answer_line(to->answer, "Streams, %s:", method);
    answer_line(to->answer, "%s", header);
    while (first < streams->n_samples &&
           !(streams->series[STREAM_TIME][first] >= table->from_s)) {
        first++;
    }
    for (size_t i = 0; i < table->n_points; i++) {
        first = piece_write(table, rows, i, first);
    }
    (void)json_object_set_new(object, "table", rows);
    answer_set(to->answer, "streams", object);
}

void activity_streams_write(const struct activity_parts *to)
{
    struct table table = {.to = to};
    bool is_there = to->streams != NULL && to->streams->n_samples > 0 &&
                    to->streams->series[STREAM_TIME] != NULL;
    if (!is_there) {
        answer_set(to->answer, "streams", json_null());
        return;
    }
    window_read(&table);
    if (!(table.to_s > table.from_s)) {
        answer_set(to->answer, "streams", json_null());
        answer_missing(to->answer, "streams", 1, MISSING_NO_DATA,
                       "the window lies behind the end of the activity");
        return;
    }
    columns_read(&table);
    table_write(&table);
    size_t asked = (size_t)json_get_integer(to->ctx->args, "points", POINTS_DEFAULT);
    if (MAX_CELLS / (table.n_columns + 1) < asked) {
        answer_missing(to->answer, "streams.points", asked - table.n_points,
                       MISSING_NOT_ASKED, "more points with fewer streams");
    }
}
