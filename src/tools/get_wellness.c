#include "tools/tool.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "tools/wellness_baseline.h"
#include "base/banned.h"

enum {
    DEFAULT_DAYS = 7,
    MAX_DAYS = 366,
    STALE_DAYS = 2 /* a last value older than this is told */
};

static bool is_asked(const json_t *names, const char *name)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        if (strcmp(json_string_value(json_array_get(names, i)), name) == 0) {
            return true;
        }
    }
    return names == NULL;
}

/* The one field of words, behind those of numbers. */
static const char menstrual_field[] = "menstrual_phase";

struct report {
    struct tool_ctx *ctx;
    struct data_wellness wellness;
    struct day_range range;
    bool has_menstrual; /* the column of words is shown */
    size_t n_columns;   /* fields shown */
    const struct wellness_field *columns[N_WELLNESS_FIELDS];
    struct wellness_baseline baselines[N_WELLNESS_FIELDS];
};

static bool has_values(const struct report *report, const struct wellness_field *field)
{
    for (size_t i = 0; i < report->wellness.n_items; i++) {
        const struct wellness_day *day = &report->wellness.items[i];
        if (day->day >= report->range.first_day && isfinite(wellness_value(day, field))) {
            return true;
        }
    }
    return false;
}

/* The service's word, or its own forecast marked as one; NULL: neither. */
static const char *menstrual_phase(struct arena *arena, const struct wellness_day *day)
{
    const char *recorded = quote_clean(arena, day->menstrual_phase, 20);
    const char *predicted = quote_clean(arena, day->menstrual_phase_predicted, 20);
    if (recorded != NULL || predicted == NULL) {
        return recorded;
    }
    return arena_printf(arena, "%s (predicted)", predicted);
}

static void columns_choose(struct report *report)
{
    const json_t *names = json_object_get(report->ctx->args, "fields");
    for (size_t i = 0; i < N_WELLNESS_FIELDS; i++) {
        if (is_asked(names, wellness_fields[i].name) &&
            (names != NULL || (wellness_fields[i].shown == WELLNESS_SHOWN &&
                               has_values(report, &wellness_fields[i])))) {
            report->baselines[report->n_columns] = wellness_baseline_of(
                &report->wellness, &wellness_fields[i], day_range_last(report->range));
            report->columns[report->n_columns++] = &wellness_fields[i];
        }
    }
    bool is_asked_for = is_asked(names, menstrual_field);
    report->has_menstrual = is_asked_for && names != NULL;
    for (size_t i = 0; is_asked_for && i < report->wellness.n_items; i++) {
        const struct wellness_day *day = &report->wellness.items[i];
        report->has_menstrual =
            report->has_menstrual || (day->day >= report->range.first_day &&
                                      menstrual_phase(report->ctx->arena, day) != NULL);
    }
}

/* Days on which something that is shown was recorded. */
static size_t days_count(const struct report *report)
{
    size_t n_days = 0;
    for (size_t i = 0; i < report->wellness.n_items; i++) {
        const struct wellness_day *day = &report->wellness.items[i];
        bool has_value = false;
        for (size_t k = 0; k < report->n_columns; k++) {
            has_value = has_value || isfinite(wellness_value(day, report->columns[k]));
        }
        has_value = has_value || (report->has_menstrual &&
                                  menstrual_phase(report->ctx->arena, day) != NULL);
        n_days += has_value && day->day >= report->range.first_day ? 1U : 0U;
    }
    return n_days;
}

/* A cell in both halves; the text is "-" where the value is unknown. */
static void cell_add(json_t *row, struct str_buf *line, json_t *value, const char *text)
{
    row_add(row, value);
    str_buf_printf(line, ", %s", text);
}

static void day_write(const struct report *report, const struct wellness_day *day,
                      struct answer *answer, json_t *table)
{
    struct arena *arena = report->ctx->arena;
    struct str_buf line = {.max_bytes = 800};
    json_t *row = json_array();
    row_add(row, json_day_or_null(day->day));
    for (size_t k = 0; k < report->n_columns; k++) {
        int decimals = report->columns[k]->decimals;
        double value = wellness_value(day, report->columns[k]);
        cell_add(row, &line, json_number_or_null(value, decimals),
                 quote_number(arena, value, decimals));
    }
    if (report->has_menstrual) {
        const char *phase = menstrual_phase(arena, day);
        cell_add(row, &line, json_text_or_null(phase), phase != NULL ? phase : "-");
    }
    const char *comment = quote_clean(arena, day->comments, 200);
    row_add(row, json_text_or_null(comment));
    answer_row(table, row);
    answer_line(answer, "%s%s%s%s%s", quote_day(arena, day->day), str_buf_text(&line),
                comment != NULL ? ", \"" : "", comment != NULL ? comment : "",
                comment != NULL ? "\"" : "");
    str_buf_release(&line);
}

static void days_write(const struct report *report, struct answer *answer)
{
    const char *names[N_WELLNESS_FIELDS + 3] = {"day"};
    struct str_buf header = {.max_bytes = 800};
    size_t n_names = 1;
    for (size_t k = 0; k < report->n_columns; k++) {
        names[n_names++] = report->columns[k]->name;
    }
    if (report->has_menstrual) {
        names[n_names++] = menstrual_field;
    }
    names[n_names++] = "comment";
    for (size_t k = 0; k < n_names; k++) {
        str_buf_printf(&header, "%s%s", k > 0 ? ", " : "", names[k]);
    }
    json_t *table = answer_table(names, n_names);
    answer_line(answer, "%s", str_buf_text(&header));
    for (size_t i = report->wellness.n_items; i-- > 0;) {
        const struct wellness_day *day = &report->wellness.items[i];
        if (day->day < report->range.first_day) {
            break;
        }
        day_write(report, day, answer, table);
    }
    answer_set(answer, "days", table);
    str_buf_release(&header);
}

/* A line of text with all that the row holds; the latest value stands in the days above
 * unless it is older. */
static void baseline_line(const struct report *report, size_t k, struct answer *answer)
{
    struct arena *arena = report->ctx->arena;
    const struct wellness_field *field = report->columns[k];
    const struct wellness_baseline *baseline = &report->baselines[k];
    int decimals = field->decimals + 1;
    const char *latest = "";
    const char *same = "";
    if (baseline->latest_day != DAY_NUM_NONE &&
        baseline->latest_day < report->range.first_day) {
        latest = arena_printf(arena, " latest %s (%s),",
                              quote_number(arena, baseline->latest, field->decimals),
                              quote_day(arena, baseline->latest_day));
    }
    if (baseline->n_same > 1 && field->most_repeats > 0) {
        same = arena_printf(arena, ", same value %s",
                            quote_count(arena, baseline->n_same, "day"));
    }
    answer_line(answer, "%s:%s %s (%zu), %s (%zu), %s%s, %s%s", field->name, latest,
                quote_number(arena, baseline->mean_recent, decimals), baseline->n_recent,
                quote_number(arena, baseline->mean_before, decimals), baseline->n_before,
                quote_number(arena, baseline->sd_before, field->is_logged ? 3 : decimals),
                field->is_logged ? " of ln" : "", quote_number(arena, baseline->z, 1),
                same);
}

static void baselines_write(const struct report *report, struct answer *answer)
{
    static const char *const columns[] = {"field",    "latest",   "latest_day", "mean_7d",
                                          "mean_60d", "sd_60d",   "n_7d",       "n_60d",
                                          "z",        "same_days"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    if (report->n_columns > 0) {
        answer_line(answer,
                    "Own baseline: mean of 7 days (days), of the 60 before (days), SD, z");
    }
    for (size_t k = 0; k < report->n_columns; k++) {
        const struct wellness_field *field = report->columns[k];
        const struct wellness_baseline *baseline = &report->baselines[k];
        int decimals = field->decimals + 1;
        json_t *row = json_array();
        row_add(row, json_string(field->name));
        row_add(row, json_number_or_null(baseline->latest, field->decimals));
        row_add(row, json_day_or_null(baseline->latest_day));
        row_add(row, json_number_or_null(baseline->mean_recent, decimals));
        row_add(row, json_number_or_null(baseline->mean_before, decimals));
        row_add(row,
                json_number_or_null(baseline->sd_before, field->is_logged ? 3 : decimals));
        row_add(row, json_integer((json_int_t)baseline->n_recent));
        row_add(row, json_integer((json_int_t)baseline->n_before));
        row_add(row, json_number_or_null(baseline->z, 1));
        row_add(row, json_integer((json_int_t)baseline->n_same));
        answer_row(table, row);
        baseline_line(report, k, answer);
    }
    answer_set(answer, "baseline", table);
}

/* Each scale of the text half once, with all the fields that use it before it. */
static void scale_line(const struct report *report, size_t first, struct str_buf *line)
{
    const char *scale = report->columns[first]->scale;
    for (size_t k = 0; k < first; k++) {
        if (report->columns[k]->scale == scale) {
            return; /* told with the first of them */
        }
    }
    str_buf_add(line, line->length > 0 ? ". " : "");
    for (size_t k = first; k < report->n_columns; k++) {
        if (report->columns[k]->scale == scale) {
            str_buf_printf(line, "%s%s", k > first ? ", " : "", report->columns[k]->name);
        }
    }
    str_buf_printf(line, ": %s", scale);
}

static void scales_write(const struct report *report, struct answer *answer)
{
    json_t *scales = json_object();
    struct str_buf line = {.max_bytes = 1000};
    for (size_t k = 0; k < report->n_columns; k++) {
        if (report->columns[k]->scale != NULL) {
            (void)json_object_set_new(scales, report->columns[k]->name,
                                      json_string(report->columns[k]->scale));
            scale_line(report, k, &line);
        }
    }
    if (line.length > 0) {
        answer_line(answer, "Scales. %s.", str_buf_text(&line));
    }
    answer_set(answer, "scales", scales);
    str_buf_release(&line);
}

static void summary_write(const struct report *report, struct answer *answer, size_t n_days)
{
    struct str_buf words = {.max_bytes = 160};
    static const char *const told[] = {"hrv_rmssd_ms", "resting_hr_bpm", "sleep_h"};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        for (size_t k = 0; k < report->n_columns; k++) {
            double z = report->baselines[k].z;
            if (strcmp(report->columns[k]->name, told[i]) == 0 && isfinite(z)) {
                str_buf_printf(&words, "%s%s %s", words.length > 0 ? ", " : "", told[i],
                               z <= -1  ? "below own normal"
                               : z >= 1 ? "above own normal"
                                        : "as usual");
            }
        }
    }
    answer_summary(answer, "Wellness recorded on %zu of %s to %s%s%s.", n_days,
                   quote_count(report->ctx->arena, report->range.n_days, "day"),
                   quote_day(report->ctx->arena, day_range_last(report->range)),
                   words.length > 0 ? "; last 7 days: " : "", str_buf_text(&words));
    str_buf_release(&words);
}

/* What is old, and what repeats so often that it was hardly measured. */
static void stale_missing(const struct report *report, size_t k, struct answer *answer)
{
    const struct wellness_field *field = report->columns[k];
    const struct wellness_baseline *baseline = &report->baselines[k];
    struct arena *arena = report->ctx->arena;
    day_num newest = day_range_last(report->range);
    if (baseline->latest_day == DAY_NUM_NONE) {
        answer_missing(answer, field->name, report->range.n_days, MISSING_NOT_RECORDED,
                       "never recorded in these weeks");
    } else if (baseline->latest_day < newest - STALE_DAYS) {
        answer_missing(answer, field->name, (size_t)(newest - baseline->latest_day),
                       MISSING_NOT_RECORDED,
                       arena_printf(arena, "days since its last value (%s)",
                                    quote_day(arena, baseline->latest_day)));
    } else if (field->most_repeats > 0 && baseline->n_same > (size_t)field->most_repeats) {
        answer_missing(answer, field->name, baseline->n_same, MISSING_NOT_RECORDED,
                       "days in a row with the very same value: perhaps not measured anew");
    }
}

/* Values that the service carries over from an earlier day are no measurements: left out.
 */
static void carried_missing(const struct report *report, struct answer *answer)
{
    size_t n_weights = 0;
    size_t n_rates = 0;
    for (size_t i = 0; i < report->wellness.n_items; i++) {
        const struct wellness_day *day = &report->wellness.items[i];
        bool is_shown = day->day >= report->range.first_day;
        n_weights += is_shown && day->is_weight_carried ? 1U : 0U;
        n_rates += is_shown && day->is_resting_hr_carried ? 1U : 0U;
    }
    if (n_weights > 0) {
        answer_missing(answer, "weight_kg carried over", n_weights, MISSING_NOT_RECORDED,
                       "days on which Intervals.icu only repeats an earlier weight");
    }
    if (n_rates > 0) {
        answer_missing(answer, "resting_hr_bpm carried over", n_rates, MISSING_NOT_RECORDED,
                       "days on which Intervals.icu only repeats an earlier value");
    }
}

static void missing_write(const struct report *report, struct answer *answer, size_t n_days)
{
    if (n_days < report->range.n_days) {
        answer_missing(answer, "days", report->range.n_days - n_days, MISSING_NOT_RECORDED,
                       "days without a record are left out, not zero");
    }
    for (size_t k = 0; k < report->n_columns; k++) {
        stale_missing(report, k, answer);
    }
    carried_missing(report, answer);
}

/* Fields with values that are shown only when named. */
static void left_out_write(const struct report *report, struct answer *answer)
{
    struct str_buf names = {.max_bytes = 300};
    json_t *list = json_array();
    bool is_asked_for = json_object_get(report->ctx->args, "fields") != NULL;
    for (size_t i = 0; i < N_WELLNESS_FIELDS && !is_asked_for; i++) {
        if (wellness_fields[i].shown == WELLNESS_ON_REQUEST &&
            has_values(report, &wellness_fields[i])) {
            row_add(list, json_string(wellness_fields[i].name));
            str_buf_printf(&names, "%s%s", names.length > 0 ? ", " : "",
                           wellness_fields[i].name);
        }
    }
    if (names.length > 0) {
        answer_line(answer, "Also recorded; name them in fields: %s.",
                    str_buf_text(&names));
    }
    answer_set(answer, "also_recorded", list);
    str_buf_release(&names);
}

/* The names are checked here: thirty of them in the schema would be paid for at every turn.
 */
static bool names_check(const json_t *names, struct err *err)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        struct str_nearest nearest = {.wrong = name};
        bool is_known = strcmp(name, menstrual_field) == 0;
        str_nearest_add(&nearest, menstrual_field);
        for (size_t k = 0; k < N_WELLNESS_FIELDS; k++) {
            is_known = is_known || strcmp(name, wellness_fields[k].name) == 0;
            str_nearest_add(&nearest, wellness_fields[k].name);
        }
        if (!is_known) {
            char hint[200];
            (void)snprintf(hint, sizeof hint,
                           "%s%s%sWithout fields the answer names all that have values.",
                           nearest.best != NULL ? "Did you mean " : "",
                           nearest.best != NULL ? nearest.best : "",
                           nearest.best != NULL ? "? " : "");
            return err_set(err, ERR_BAD_ARGUMENT, hint,
                           "fields names \"%.40s\", which is no field", name);
        }
    }
    return true;
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct report *report = arena_alloc(ctx->arena, 1, sizeof *report);
    struct data_athlete athlete;
    report->ctx = ctx;
    if (!names_check(json_object_get(ctx->args, "fields"), err)) {
        return TOOL_FAILED;
    }
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!arguments_days(ctx->args, athlete.today, DEFAULT_DAYS, MAX_DAYS, false,
                        &report->range, err)) {
        return TOOL_FAILED;
    }
    struct day_range wide = report->range;
    size_t n_needed = WELLNESS_RECENT_DAYS + WELLNESS_BASELINE_DAYS;
    if (wide.n_days < n_needed) {
        wide.first_day -= (day_num)(n_needed - wide.n_days);
        wide.n_days = n_needed;
    }
    if (!data_wellness(ctx->data, wide, &report->wellness, err)) {
        return TOOL_FAILED;
    }
    if (!data_is_complete(ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    columns_choose(report);
    size_t n_days = days_count(report);
    summary_write(report, answer, n_days);
    days_write(report, answer);
    baselines_write(report, answer);
    scales_write(report, answer);
    left_out_write(report, answer);
    /* No record of the service's names the device or app that filled a field. */
    answer_set(answer, "device", json_null());
    missing_write(report, answer, n_days);
    return TOOL_DONE;
}

const struct tool tool_get_wellness = {.name = "get_wellness", .run = run};
