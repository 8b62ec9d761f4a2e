#include "tools/tool.h"

#include <math.h>

#include "load/totals.h"
#include "tools/answer.h"
#include "tools/check.h"
#include "tools/diary.h"
#include "tools/engine.h"
#include "tools/period.h"
#include "tools/quote.h"
#include "base/banned.h"

/* Days before the first one asked for that the engine sees: rest days need a history. */
enum { LEAD_DAYS = 28 };

/* What was done in one of the two periods; zeros when there is none. */
struct span {
    struct load_totals all;
    size_t n_sports;
    struct load_sport_totals sports[LOAD_MAX_SPORT_TOTALS]; /* the longest first */
};

struct rendering {
    struct tool_ctx *ctx;
    struct answer *answer;
    const struct load_history *history;
    struct period_request request;
    day_num over_until; /* the last day that is over */
    const struct span *period;
    const struct span *other;
};

static const struct span *span_make(const struct rendering *to, struct day_range range)
{
    struct span *span = arena_alloc(to->ctx->arena, 1, sizeof *span);
    *span = (struct span){0};
    if (range.n_days > 0) {
        day_num last = day_range_last(range);
        span->all = load_totals_between(to->history, range.first_day, last, to->over_until);
        span->n_sports = load_totals_by_sport(to->history, range.first_day, last,
                                              to->over_until, span->sports);
    }
    return span;
}

static double share_pct(double part_s, double whole_s)
{
    return whole_s > 0 ? 100 * part_s / whole_s : (double)NAN;
}

static double zone_sum_s(const struct load_totals *totals)
{
    return totals->easy_s + totals->moderate_s + totals->hard_s;
}

static void measures_add(json_t *row, const struct load_totals *totals)
{
    double zones_s = zone_sum_s(totals);
    row_add(row, json_integer((json_int_t)totals->n_activities));
    row_add(row, json_number_or_null(totals->seconds / 3600, 2));
    row_add(row, json_number_or_null(totals->distance_m / 1000, 1));
    row_add(row, json_number_or_null(totals->climb_m, 0));
    row_add(row, json_number_or_null(totals->training_load, 0));
    row_add(row, json_number_or_null(totals->llss, 1));
    row_add(row, json_number_or_null(share_pct(totals->easy_s, zones_s), 0));
    row_add(row, json_number_or_null(share_pct(totals->hard_s, zones_s), 0));
}

/* "5:27 h, 176.0 km, climb 1,200 m, load 243, LLSS 47.2, easy 80 % hard 5 %" */
static const char *measures_text(struct arena *arena, const struct load_totals *totals)
{
    struct str_buf text = {.max_bytes = 200};
    double zones_s = zone_sum_s(totals);
    str_buf_printf(&text, "%zu, %s", totals->n_activities,
                   quote_duration(arena, totals->seconds));
    if (totals->distance_m > 0) {
        str_buf_printf(&text, ", %s km", quote_number(arena, totals->distance_m / 1000, 1));
    }
    if (totals->climb_m > 0) {
        str_buf_printf(&text, ", climb %s m", quote_number(arena, totals->climb_m, 0));
    }
    str_buf_printf(&text, ", load %s, LLSS %s",
                   quote_number(arena, totals->training_load, 0),
                   quote_number(arena, totals->llss, 1));
    if (zones_s > 0) {
        str_buf_printf(&text, ", easy %s %% hard %s %%",
                       quote_number(arena, share_pct(totals->easy_s, zones_s), 0),
                       quote_number(arena, share_pct(totals->hard_s, zones_s), 0));
    }
    const char *copy = arena_text(arena, str_buf_text(&text));
    str_buf_release(&text);
    return copy;
}

#define MEASURES                                                                           \
    "activities", "hours", "distance_km", "climb_m", "training_load", "llss", "easy_pct",  \
        "hard_pct"

static void sports_write(const struct rendering *to)
{
    static const char *const columns[] = {"sport", MEASURES};
    const struct load_sport_totals *rows = to->period->sports;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < to->period->n_sports; i++) {
        json_t *row = json_array();
        row_add(row, json_string(sport_name(rows[i].sport)));
        measures_add(row, &rows[i].totals);
        answer_row(table, row);
        answer_line(to->answer, "%s: %s", sport_name(rows[i].sport),
                    measures_text(to->ctx->arena, &rows[i].totals));
    }
    answer_set(to->answer, "sports", table);
}

/* Rest days can be told of days in the history only. */
static json_t *rest_days_json(const struct load_totals *totals)
{
    return totals->n_days > 0 ? json_integer((json_int_t)totals->n_rest_days) : json_null();
}

static void group_write(const struct rendering *to, json_t *table, day_num first,
                        day_num last)
{
    struct arena *arena = to->ctx->arena;
    const struct load_totals totals =
        load_totals_between(to->history, first, last, to->over_until);
    if (totals.n_days == 0) {
        return; /* before the first known activity: unknown is not nothing done */
    }
    json_t *row = json_array();
    row_add(row, json_day_or_null(first));
    row_add(row, json_integer((json_int_t)(last - first) + 1));
    measures_add(row, &totals);
    row_add(row, json_integer((json_int_t)totals.n_run_days));
    row_add(row, rest_days_json(&totals));
    row_add(row, json_number_or_null(totals.longest_run_km, 1));
    answer_row(table, row);
    const char *day_words =
        first == last
            ? ""
            : arena_printf(arena, ", %s, %s",
                           quote_count(arena, totals.n_run_days, "run day"),
                           quote_count(arena, totals.n_rest_days, "limb rest day"));
    answer_line(to->answer, "From %s (%d d): %s%s", quote_day(arena, first),
                (int)(last - first) + 1, measures_text(arena, &totals), day_words);
}

static void sport_groups_write(const struct rendering *to, json_t *table, day_num first,
                               day_num last)
{
    struct arena *arena = to->ctx->arena;
    struct load_sport_totals rows[LOAD_MAX_SPORT_TOTALS];
    size_t n_rows = load_totals_by_sport(to->history, first, last, to->over_until, rows);
    for (size_t i = 0; i < n_rows; i++) {
        json_t *row = json_array();
        row_add(row, json_day_or_null(first));
        row_add(row, json_string(sport_name(rows[i].sport)));
        measures_add(row, &rows[i].totals);
        answer_row(table, row);
        answer_line(to->answer, "From %s, %s: %s", quote_day(arena, first),
                    sport_name(rows[i].sport), measures_text(arena, &rows[i].totals));
    }
}

static void groups_write(const struct rendering *to)
{
    static const char *const columns[] = {"from",     "days",      MEASURES,
                                          "run_days", "rest_days", "longest_run_km"};
    static const char *const sport_columns[] = {"from", "sport", MEASURES};
    const struct period_request *request = &to->request;
    if (request->grouping == GROUP_TOTAL) {
        answer_set(to->answer, "groups", json_null());
        return;
    }
    json_t *table =
        request->is_by_sport
            ? answer_table(sport_columns, sizeof sport_columns / sizeof sport_columns[0])
            : answer_table(columns, sizeof columns / sizeof columns[0]);
    day_num last = day_range_last(request->period);
    for (day_num first = request->period.first_day; first <= last;) {
        day_num next = period_group_end(request, first);
        day_num end = next - 1 < last ? next - 1 : last;
        if (request->is_by_sport) {
            sport_groups_write(to, table, first, end);
        } else {
            group_write(to, table, first, end);
        }
        first = next;
    }
    answer_set(to->answer, "groups", table);
}

/* One measure of both periods; sums are per week when the periods differ in length. */
struct comparison {
    json_t *table;
    struct str_buf text;
    double this_scale;
    double other_scale;
    struct arena *arena;
};

static void compared(struct comparison *to, const char *measure, const char *words,
                     double value, double other, int decimals)
{
    double now = value * to->this_scale;
    double before = other * to->other_scale;
    double change_pct = before > 0 ? 100 * (now - before) / before : (double)NAN;
    json_t *row = json_array();
    row_add(row, json_string(measure));
    row_add(row, json_number_or_null(now, decimals));
    row_add(row, json_number_or_null(before, decimals));
    row_add(row, json_number_or_null(now - before, decimals));
    row_add(row, json_number_or_null(change_pct, 0));
    answer_row(to->table, row);
    str_buf_printf(&to->text, "%s%s %s (%s", to->text.length > 0 ? ", " : "", words,
                   quote_number(to->arena, now, decimals),
                   quote_number(to->arena, before, decimals));
    if (isfinite(change_pct)) {
        str_buf_printf(&to->text, ", %s%s %%", change_pct > 0 ? "+" : "",
                       quote_number(to->arena, change_pct, 0));
    }
    str_buf_add(&to->text, ")");
}

/* Seconds of all sports of a kind, and their kilometres. */
struct kind_sums {
    double seconds;
    double distance_m;
};

static struct kind_sums kind_sums(const struct span *span,
                                  bool (*is_kind)(enum sport sport))
{
    struct kind_sums sums = {0};
    for (size_t i = 0; i < span->n_sports; i++) {
        const struct load_totals *totals = &span->sports[i].totals;
        if (is_kind(span->sports[i].sport)) {
            sums.seconds += totals->seconds;
            sums.distance_m += totals->distance_m > 0 ? totals->distance_m : 0;
        }
    }
    return sums;
}

static void comparison_fill(const struct rendering *to, struct comparison *table)
{
    const struct load_totals now = to->period->all;
    const struct load_totals before = to->other->all;
    int decimals = table->this_scale == 1.0 ? 0 : 1; /* of counts */
    const struct kind_sums runs = kind_sums(to->period, sport_is_run);
    const struct kind_sums runs_before = kind_sums(to->other, sport_is_run);
    const struct kind_sums rides = kind_sums(to->period, sport_is_ride);
    const struct kind_sums rides_before = kind_sums(to->other, sport_is_ride);
    compared(table, "activities", "activities", (double)now.n_activities,
             (double)before.n_activities, decimals);
    compared(table, "hours", "hours", now.seconds / 3600, before.seconds / 3600, 1);
    compared(table, "run_hours", "run hours", runs.seconds / 3600,
             runs_before.seconds / 3600, 1);
    compared(table, "run_km", "run km", runs.distance_m / 1000,
             runs_before.distance_m / 1000, 1);
    compared(table, "ride_hours", "ride hours", rides.seconds / 3600,
             rides_before.seconds / 3600, 1);
    compared(table, "climb_m", "climb m", now.climb_m, before.climb_m, 0);
    compared(table, "training_load", "training load", now.training_load,
             before.training_load, 0);
    compared(table, "llss", "LLSS", now.llss, before.llss, 1);
    compared(table, "run_days", "run days", (double)now.n_run_days,
             (double)before.n_run_days, decimals);
    compared(table, "rest_days", "limb rest days", (double)now.n_rest_days,
             (double)before.n_rest_days, decimals);
}

static void comparison_write(const struct rendering *to)
{
    static const char *const columns[] = {"measure", "this", "other", "change",
                                          "change_pct"};
    const struct period_request *request = &to->request;
    struct arena *arena = to->ctx->arena;
    /* Before the first known activity nothing is known, which is not nothing done. */
    if (to->other->all.n_days == 0) {
        answer_set(to->answer, "comparison", json_null());
        return;
    }
    bool is_per_week = request->other.n_days != request->period.n_days;
    struct comparison table = {
        .table = answer_table(columns, sizeof columns / sizeof columns[0]),
        .text = {.max_bytes = 900},
        .this_scale = is_per_week ? 7.0 / (double)request->period.n_days : 1.0,
        .other_scale = is_per_week ? 7.0 / (double)request->other.n_days : 1.0,
        .arena = arena};
    comparison_fill(to, &table);
    json_t *object = json_object();
    set_day(object, "oldest", request->other.first_day);
    set_day(object, "newest", day_range_last(request->other));
    set_text(object, "basis", is_per_week ? "per_week" : "sum");
    (void)json_object_set_new(object, "measures", table.table);
    answer_set(to->answer, "comparison", object);
    answer_line(
        to->answer, "Against %s to %s%s: %s.", quote_day(arena, request->other.first_day),
        quote_day(arena, day_range_last(request->other)),
        is_per_week ? " (per week, lengths differ)" : "", str_buf_text(&table.text));
    str_buf_release(&table.text);
}

static void missing_write(const struct rendering *to, const struct engine *engine)
{
    const struct load_totals totals = to->period->all;
    const struct load_totals other = to->other->all;
    size_t n_unreadable = totals.n_unreadable + other.n_unreadable;
    if (n_unreadable > 0) {
        answer_missing(to->answer, "activities", n_unreadable, MISSING_UNREADABLE_STRAVA,
                       "Strava lets no program read them: totals are too low");
    }
    if (totals.n_days < to->request.period.n_days) {
        answer_missing(to->answer, "total", to->request.period.n_days - totals.n_days,
                       MISSING_NO_DATA,
                       "days before the first known activity: nothing is known of them");
    }
    if (!engine->has_wellness) {
        answer_missing(to->answer, "weight_kg", 1, MISSING_UPSTREAM_FAILED,
                       "limb load uses the profile's weight");
    }
    if (to->request.other.n_days > 0 && other.n_days < to->request.other.n_days) {
        answer_missing(to->answer, "comparison", to->request.other.n_days - other.n_days,
                       MISSING_NO_DATA,
                       other.n_days == 0
                           ? "before the first known activity: no comparison"
                           : "days before the first known activity: the other "
                             "period is not whole");
    }
}

static void summary_write(const struct rendering *to)
{
    struct arena *arena = to->ctx->arena;
    const struct day_range period = to->request.period;
    const struct load_totals totals = to->period->all;
    bool is_open = day_range_last(period) > to->over_until;
    answer_summary(
        to->answer, "%s to %s (%s%s): %s, %s, training load %s, limb load %s LLSS; %s, %s.",
        quote_day(arena, period.first_day), quote_day(arena, day_range_last(period)),
        quote_count(arena, period.n_days, "day"), is_open ? ", today not over" : "",
        quote_count(arena, totals.n_activities, "activity"),
        quote_duration(arena, totals.seconds), quote_number(arena, totals.training_load, 0),
        quote_number(arena, totals.llss, 1),
        quote_count(arena, totals.n_run_days, "run day"),
        quote_count(arena, totals.n_rest_days, "limb rest day"));
}

static void total_set(const struct rendering *to)
{
    const struct load_totals totals = to->period->all;
    json_t *object = json_object();
    double zones_s = zone_sum_s(&totals);
    set_count(object, "days", to->request.period.n_days);
    set_count(object, "activities", totals.n_activities);
    set_number(object, "hours", totals.seconds / 3600, 2);
    set_number(object, "distance_km", totals.distance_m / 1000, 1);
    set_number(object, "climb_m", totals.climb_m, 0);
    set_number(object, "training_load", totals.training_load, 0);
    set_number(object, "llss", totals.llss, 1);
    set_number(object, "easy_pct", share_pct(totals.easy_s, zones_s), 0);
    set_number(object, "hard_pct", share_pct(totals.hard_s, zones_s), 0);
    set_number(object, "hours_with_zones", totals.zoned_s / 3600, 2);
    set_count(object, "run_days", totals.n_run_days);
    (void)json_object_set_new(object, "rest_days", rest_days_json(&totals));
    set_number(object, "longest_run_km", totals.longest_run_km, 1);
    answer_set(to->answer, "total", object);
}

/* Both periods, with the days before that rest days and doubles need. */
static struct day_range window_of(const struct period_request *request, day_num today)
{
    day_num first = request->period.first_day;
    if (request->other.n_days > 0 && request->other.first_day < first) {
        first = request->other.first_day;
    }
    day_num last = day_range_last(request->period);
    if (request->other.n_days > 0 && day_range_last(request->other) > last) {
        last = day_range_last(request->other);
    }
    struct day_range asked = day_range_between(first - LEAD_DAYS, last);
    return engine_window(last, today, asked);
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct engine engine;
    enum tool_outcome outcome = engine_athlete(ctx, &engine.athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    struct data_entries entries;
    struct load_preferences preferences;
    struct rendering to = {.ctx = ctx, .answer = answer};
    day_num today = engine.athlete.today;
    if (!data_entries(ctx->data, &entries, err)) {
        return TOOL_FAILED;
    }
    diary_preferences(ctx->arena, &entries, &preferences);
    if (!period_read(ctx->args, today, preferences.week_start, &to.request, err)) {
        return TOOL_FAILED;
    }
    outcome = engine_read(ctx, window_of(&to.request, today), false, &engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    to.history = engine_history(ctx, &engine);
    to.over_until = today - 1;
    to.period = span_make(&to, to.request.period);
    to.other = span_make(&to, to.request.other);
    summary_write(&to);
    answer_set(answer, "oldest", json_day_or_null(to.request.period.first_day));
    answer_set(answer, "newest", json_day_or_null(day_range_last(to.request.period)));
    total_set(&to);
    sports_write(&to);
    groups_write(&to);
    comparison_write(&to);
    missing_write(&to, &engine);
    return TOOL_DONE;
}

const struct tool tool_training_summary = {.name = "training_summary", .run = run};
