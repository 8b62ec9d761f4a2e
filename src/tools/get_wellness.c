#include "tools/tool.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "base/banned.h"

enum {
    DEFAULT_DAYS = 7,
    MAX_DAYS = 366,
    RECENT_DAYS = 7,
    BASELINE_DAYS = 60,
    MIN_BASELINE = 14
};

/* A week whose mean lies this many SD from the weeks before is worth a line. */
static const double TOLD_Z = 1.0;

/* One field that can be shown: where it stands, how it is scaled and how far rounded. */
struct field {
    const char *name;
    size_t offset;
    double factor;
    int decimals;
    bool is_logged; /* compared as logarithm (HRV is skewed) */
    bool is_shown_unasked;
    const char *scale; /* direction and labels, where there are any */
};

#define FIELD(name, member, factor, decimals, is_logged, shown, scale)                     \
    {                                                                                      \
        name, offsetof(struct wellness_day, member), factor, decimals, is_logged, shown,   \
            scale                                                                          \
    }

static const struct field fields[] = {
    FIELD("weight_kg", weight_kg, 1, 1, false, true, NULL),
    FIELD("resting_hr_bpm", resting_hr_bpm, 1, 0, false, true, NULL),
    FIELD("hrv_rmssd_ms", hrv_rmssd_ms, 1, 0, true, true, NULL),
    FIELD("hrv_sdnn_ms", hrv_sdnn_ms, 1, 0, true, true, NULL),
    FIELD("sleep_h", sleep_s, 1.0 / 3600, 1, false, true, NULL),
    FIELD("sleep_score", sleep_score, 1, 0, false, true, "0-100, device, high is good"),
    FIELD("sleep_quality", sleep_quality, 1, 0, false, true, "1 excellent .. 4 poor"),
    FIELD("soreness", soreness, 1, 0, false, true, "1 low .. 4 extreme"),
    FIELD("fatigue", fatigue, 1, 0, false, true, "1 low .. 4 extreme"),
    FIELD("stress", stress, 1, 0, false, true, "1 low .. 4 extreme"),
    FIELD("mood", mood, 1, 0, false, true, "1 excellent .. 4 poor"),
    FIELD("motivation", motivation, 1, 0, false, true, "1 excellent .. 4 poor"),
    FIELD("injury", injury, 1, 0, false, true, "1 nothing, 2 niggle, 3 poor, 4 injured"),
    FIELD("hydration", hydration, 1, 0, false, true, "1 well .. 4 very dehydrated"),
    FIELD("readiness", readiness, 1, 0, false, true, "0-100, device, high is good"),
    FIELD("spo2_pct", spo2_pct, 1, 0, false, true, NULL),
    FIELD("respiration_per_min", respiration_per_min, 1, 1, false, true, NULL),
    FIELD("steps", steps, 1, 0, false, true, NULL),
    FIELD("ctl", ctl, 1, 1, false, false, NULL),
    FIELD("atl", atl, 1, 1, false, false, NULL),
};
enum { N_FIELDS = sizeof fields / sizeof fields[0] };

/* A field's last value and its recent week against the weeks before. */
struct baseline {
    double latest;
    day_num latest_day;
    double mean_recent;
    double mean_before;
    double sd_before;
    double z; /* of the recent mean; NAN with too few days or without spread */
    size_t n_recent;
    size_t n_before;
};

static double value_of(const struct wellness_day *day, const struct field *field)
{
    /* What was carried over was not measured that day. */
    if ((day->is_weight_carried && strcmp(field->name, "weight_kg") == 0) ||
        (day->is_resting_hr_carried && strcmp(field->name, "resting_hr_bpm") == 0)) {
        return (double)NAN;
    }
    return *(const double *)((const char *)day + field->offset) * field->factor;
}

static bool is_asked(const json_t *names, const struct field *field)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        if (strcmp(json_string_value(json_array_get(names, i)), field->name) == 0) {
            return true;
        }
    }
    return names == NULL;
}

/*
 * Mean of the last 7 days with a value, mean and population SD of the 60 days before those,
 * z = (mean - mean before) / SD before. HRV is compared as ln(ms) (it is skewed) and given
 * back in ms: means are then geometric, and sd is of the logarithm. Source: Plews et al.
 * 2013, Sports Med 43:773-781, for ln rMSSD by weeks.
 */
static struct baseline baseline_of(const struct data_wellness *wellness,
                                   const struct field *field, day_num newest)
{
    struct baseline result = {.latest = (double)NAN,
                              .latest_day = DAY_NUM_NONE,
                              .mean_recent = (double)NAN,
                              .mean_before = (double)NAN,
                              .sd_before = (double)NAN,
                              .z = (double)NAN};
    double sum_recent = 0;
    double sum_before = 0;
    double squares_before = 0;
    for (size_t i = 0; i < wellness->n_items; i++) {
        const struct wellness_day *day = &wellness->items[i];
        double value = value_of(day, field);
        if (!isfinite(value) || day->day > newest ||
            day->day <= newest - RECENT_DAYS - BASELINE_DAYS ||
            (field->is_logged && value <= 0)) {
            continue;
        }
        result.latest = value;
        result.latest_day = day->day;
        double compared = field->is_logged ? log(value) : value;
        if (day->day > newest - RECENT_DAYS) {
            sum_recent += compared;
            result.n_recent++;
        } else {
            sum_before += compared;
            squares_before += compared * compared;
            result.n_before++;
        }
    }
    double recent = sum_recent / (double)result.n_recent;
    double before = sum_before / (double)result.n_before;
    if (result.n_recent > 0) {
        result.mean_recent = field->is_logged ? exp(recent) : recent;
    }
    if (result.n_before >= MIN_BASELINE) {
        double variance = squares_before / (double)result.n_before - before * before;
        result.mean_before = field->is_logged ? exp(before) : before;
        result.sd_before = variance > 1e-12 ? sqrt(variance) : 0;
        if (result.n_recent > 0 && result.sd_before > 1e-9) {
            result.z = (recent - before) / result.sd_before;
        }
    }
    return result;
}

struct report {
    struct tool_ctx *ctx;
    struct data_wellness wellness;
    struct day_range range;
    size_t n_columns; /* fields shown */
    const struct field *columns[N_FIELDS];
    struct baseline baselines[N_FIELDS];
};

static bool has_values(const struct report *report, const struct field *field)
{
    for (size_t i = 0; i < report->wellness.n_items; i++) {
        const struct wellness_day *day = &report->wellness.items[i];
        if (day->day >= report->range.first_day && isfinite(value_of(day, field))) {
            return true;
        }
    }
    return false;
}

static void columns_choose(struct report *report)
{
    const json_t *names = json_object_get(report->ctx->args, "fields");
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (is_asked(names, &fields[i]) &&
            (names != NULL ||
             (fields[i].is_shown_unasked && has_values(report, &fields[i])))) {
            report->baselines[report->n_columns] =
                baseline_of(&report->wellness, &fields[i], day_range_last(report->range));
            report->columns[report->n_columns++] = &fields[i];
        }
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
            has_value = has_value || isfinite(value_of(day, report->columns[k]));
        }
        n_days += has_value && day->day >= report->range.first_day ? 1U : 0U;
    }
    return n_days;
}

static void days_write(const struct report *report, struct answer *answer)
{
    const char *names[N_FIELDS + 2] = {"day"};
    struct arena *arena = report->ctx->arena;
    for (size_t k = 0; k < report->n_columns; k++) {
        names[k + 1] = report->columns[k]->name;
    }
    names[report->n_columns + 1] = "comment";
    json_t *table = answer_table(names, report->n_columns + 2);
    for (size_t i = report->wellness.n_items; i-- > 0;) {
        const struct wellness_day *day = &report->wellness.items[i];
        if (day->day < report->range.first_day) {
            break;
        }
        struct str_buf line = {.max_bytes = 600};
        json_t *row = json_array();
        row_add(row, json_day_or_null(day->day));
        for (size_t k = 0; k < report->n_columns; k++) {
            double value = value_of(day, report->columns[k]);
            row_add(row, json_number_or_null(value, report->columns[k]->decimals));
            if (isfinite(value)) {
                str_buf_printf(&line, " %s %s", report->columns[k]->name,
                               quote_number(arena, value, report->columns[k]->decimals));
            }
        }
        const char *comment = quote_clean(arena, day->comments, 200);
        row_add(row, json_text_or_null(comment));
        answer_row(table, row);
        answer_line(answer, "%s:%s%s%s%s", quote_day(arena, day->day), str_buf_text(&line),
                    comment != NULL ? " \"" : "", comment != NULL ? comment : "",
                    comment != NULL ? "\"" : "");
        str_buf_release(&line);
    }
    answer_set(answer, "days", table);
}

static void baselines_write(const struct report *report, struct answer *answer)
{
    static const char *const columns[] = {"field",   "latest",   "latest_day",
                                          "mean_7d", "mean_60d", "sd_60d",
                                          "n_7d",    "n_60d",    "z"};
    struct arena *arena = report->ctx->arena;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t k = 0; k < report->n_columns; k++) {
        const struct field *field = report->columns[k];
        const struct baseline *baseline = &report->baselines[k];
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
        answer_row(table, row);
        /* In the text only what stands out; all of it is in the structured half. */
        if (fabs(baseline->z) >= TOLD_Z) {
            answer_line(answer, "%s: 7-day mean %s against %s in the 60 days before (z %s)",
                        field->name, quote_number(arena, baseline->mean_recent, decimals),
                        quote_number(arena, baseline->mean_before, decimals),
                        quote_number(arena, baseline->z, 1));
        }
    }
    answer_set(answer, "baseline", table);
}

static void scales_write(const struct report *report, struct answer *answer)
{
    json_t *scales = json_object();
    struct str_buf line = {.max_bytes = 600};
    for (size_t k = 0; k < report->n_columns; k++) {
        if (report->columns[k]->scale != NULL) {
            (void)json_object_set_new(scales, report->columns[k]->name,
                                      json_string(report->columns[k]->scale));
            str_buf_printf(&line, "%s%s %s", line.length > 0 ? "; " : "",
                           report->columns[k]->name, report->columns[k]->scale);
        }
    }
    if (line.length > 0) {
        answer_line(answer, "Scales: %s", str_buf_text(&line));
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
    answer_summary(answer, "Wellness recorded on %zu of %zu days to %s%s%s.", n_days,
                   report->range.n_days,
                   quote_day(report->ctx->arena, day_range_last(report->range)),
                   words.length > 0 ? "; last 7 days: " : "", str_buf_text(&words));
    str_buf_release(&words);
}

static void missing_write(const struct report *report, struct answer *answer, size_t n_days)
{
    day_num newest = day_range_last(report->range);
    if (n_days < report->range.n_days) {
        answer_missing(answer, "days", report->range.n_days - n_days, MISSING_NOT_RECORDED,
                       "days without a record are left out, not zero");
    }
    for (size_t k = 0; k < report->n_columns; k++) {
        if (report->baselines[k].latest_day == DAY_NUM_NONE) {
            answer_missing(answer, report->columns[k]->name, report->range.n_days,
                           MISSING_NOT_RECORDED, "never recorded in these weeks");
        } else if (report->baselines[k].latest_day < newest - 2) {
            answer_missing(answer, report->columns[k]->name, 1, MISSING_NOT_RECORDED,
                           "its last value is more than 2 days old");
        }
    }
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct report *report = arena_alloc(ctx->arena, 1, sizeof *report);
    struct data_athlete athlete;
    report->ctx = ctx;
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!arguments_days(ctx->args, athlete.today, DEFAULT_DAYS, MAX_DAYS, false,
                        &report->range, err)) {
        return TOOL_FAILED;
    }
    struct day_range wide = report->range;
    size_t n_needed = RECENT_DAYS + BASELINE_DAYS;
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
    missing_write(report, answer, n_days);
    return TOOL_DONE;
}

const struct tool tool_get_wellness = {.name = "get_wellness", .run = run};
