#include "tools/tool.h"

#include <math.h>

#include "base/str.h"
#include "tools/answer.h"
#include "tools/diary.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "base/banned.h"

static json_t *numbers(const double values[], size_t n_values)
{
    if (n_values == 0) {
        return json_null();
    }
    json_t *array = json_array();
    for (size_t i = 0; i < n_values; i++) {
        row_add(array, json_number_or_null(values[i], 0));
    }
    return array;
}

/* "Run, VirtualRun, TrailRun" or, for the group that serves the rest, "others". */
static const char *types_text(struct arena *arena, const struct sport_settings *settings)
{
    struct str_buf text = {.max_bytes = 120};
    for (size_t i = 0; i < settings->n_types; i++) {
        str_buf_printf(&text, "%s%s", i > 0 ? ", " : "", sport_name(settings->types[i]));
    }
    if (settings->is_other) {
        str_buf_printf(&text, "%sall others", text.length > 0 ? ", " : "");
    }
    const char *copy = arena_text(arena, str_buf_text(&text));
    str_buf_release(&text);
    return copy;
}

static void sport_line(struct tool_ctx *ctx, struct answer *answer,
                       const struct sport_settings *settings)
{
    struct arena *arena = ctx->arena;
    struct str_buf line = {.max_bytes = 400};
    str_buf_printf(&line, "%s:", types_text(arena, settings));
    if (settings->ftp_w > 0) {
        str_buf_printf(&line, " FTP %s W;", quote_number(arena, settings->ftp_w, 0));
    }
    if (settings->threshold_pace_m_per_s > 0) {
        str_buf_printf(
            &line, " threshold pace %s;",
            quote_pace(arena, s_per_km_from_m_per_s(settings->threshold_pace_m_per_s)));
    }
    str_buf_printf(&line, " LTHR %s, max HR %s bpm;",
                   quote_number(arena, settings->lthr_bpm, 0),
                   quote_number(arena, settings->max_hr_bpm, 0));
    for (size_t i = 0; i < settings->n_hr_zones; i++) {
        str_buf_printf(&line, "%s%s", i == 0 ? " HR zones up to " : "/",
                       quote_number(arena, settings->hr_zones_bpm[i], 0));
    }
    answer_line(answer, "%s", str_buf_text(&line));
    str_buf_release(&line);
}

static json_t *sports_table(struct tool_ctx *ctx, const struct athlete *athlete)
{
    static const char *const columns[] = {
        "sports",       "ftp_w",           "indoor_ftp_w",
        "lthr_bpm",     "max_hr_bpm",      "threshold_pace_s_per_km",
        "hr_zones_bpm", "power_zones_pct", "pace_zones_pct"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < athlete->n_sports; i++) {
        const struct sport_settings *settings = &athlete->sports[i];
        json_t *row = json_array();
        row_add(row, json_text_or_null(types_text(ctx->arena, settings)));
        row_add(row, json_number_or_null(settings->ftp_w, 0));
        row_add(row, json_number_or_null(settings->indoor_ftp_w, 0));
        row_add(row, json_number_or_null(settings->lthr_bpm, 0));
        row_add(row, json_number_or_null(settings->max_hr_bpm, 0));
        row_add(row, json_number_or_null(
                         s_per_km_from_m_per_s(settings->threshold_pace_m_per_s), 1));
        row_add(row, numbers(settings->hr_zones_bpm, settings->n_hr_zones));
        row_add(row, numbers(settings->power_zones_pct, settings->n_power_zones));
        row_add(row, numbers(settings->pace_zones_pct, settings->n_pace_zones));
        answer_row(table, row);
    }
    return table;
}

static int age_years(const struct athlete *athlete, day_num today)
{
    struct civil_date born = civil_from_day(athlete->birth_day);
    struct civil_date now = civil_from_day(today);
    bool is_before_birthday =
        now.month < born.month || (now.month == born.month && now.day < born.day);
    return now.year - born.year - (is_before_birthday ? 1 : 0);
}

static json_t *data_object(const struct engine *engine)
{
    const struct activity *first = engine->activities.items;
    size_t n_stubs = 0;
    for (size_t i = 0; i < engine->activities.n_items; i++) {
        n_stubs += engine->activities.items[i].is_stub ? 1U : 0U;
    }
    json_t *data = json_object();
    (void)json_object_set_new(data, "window_days", json_integer(DATA_HISTORY_DAYS));
    (void)json_object_set_new(
        data, "first_activity_in_window",
        json_day_or_null(engine->activities.n_items > 0 ? first->day : DAY_NUM_NONE));
    (void)json_object_set_new(data, "activities",
                              json_integer((json_int_t)engine->activities.n_items));
    (void)json_object_set_new(data, "unreadable", json_integer((json_int_t)n_stubs));
    (void)json_object_set_new(data, "wellness_days",
                              json_integer((json_int_t)engine->wellness.n_items));
    return data;
}

static void profile_missing(const struct engine *engine, const json_t *preferences,
                            struct answer *answer)
{
    const struct athlete *athlete = engine->athlete.athlete;
    if (!(athlete->weight_kg > 0)) {
        answer_missing(answer, "weight_kg", 1, MISSING_NO_DATA,
                       "limb load uses weights of the wellness log, else 70 kg");
    }
    if (!engine->has_wellness) {
        answer_missing(answer, "data.wellness_days", 1, MISSING_UPSTREAM_FAILED,
                       engine->wellness_err.message);
    }
    if (json_object_size(preferences) == 0) {
        answer_missing(
            answer, "preferences", 1, MISSING_NOT_ASKED,
            "injury history, caps and availability are not known: ask, keep them with "
            "set_preferences");
    }
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct engine engine;
    enum tool_outcome outcome = engine_athlete(ctx, &engine.athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    day_num today = engine.athlete.today;
    outcome = engine_read(ctx, engine_window(today, today, (struct day_range){0}), false,
                          &engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    const struct athlete *athlete = engine.athlete.athlete;
    const char *name = quote_clean(ctx->arena, athlete->name, 80);
    bool has_age = athlete->birth_day != DAY_NUM_NONE;
    answer_summary(
        answer, "Athlete \"%s\", %s, today %s, %s kg; %s in %d days.",
        name != NULL ? name : "without a name",
        athlete->timezone != NULL ? quote_clean(ctx->arena, athlete->timezone, 60)
                                  : "no time zone",
        quote_day(ctx->arena, today), quote_number(ctx->arena, athlete->weight_kg, 1),
        quote_count(ctx->arena, engine.activities.n_items, "activity"), DATA_HISTORY_DAYS);
    for (size_t i = 0; i < athlete->n_sports; i++) {
        sport_line(ctx, answer, &athlete->sports[i]);
    }
    if (engine.activities.n_items > 0) {
        answer_line(answer,
                    "Data looked at: %d days, first activity %s, wellness on %s; "
                    "older data comes "
                    "when asked for by dates.",
                    DATA_HISTORY_DAYS,
                    quote_day(ctx->arena, engine.activities.items[0].day),
                    quote_count(ctx->arena, engine.wellness.n_items, "day"));
    }
    answer_set(answer, "name", json_text_or_null(name));
    answer_set(answer, "timezone",
               json_text_or_null(quote_clean(ctx->arena, athlete->timezone, 60)));
    answer_set(answer, "today", json_day_or_null(today));
    answer_set(answer, "weight_kg", json_number_or_null(athlete->weight_kg, 1));
    answer_set(answer, "resting_hr_bpm", json_number_or_null(athlete->resting_hr_bpm, 0));
    answer_set(answer, "age_years",
               json_integer_or_null(has_age ? age_years(athlete, today) : 0, has_age));
    answer_set(answer, "sports", sports_table(ctx, athlete));
    answer_set(answer, "data", data_object(&engine));
    json_t *preferences = diary_preferences_json(&engine.entries);
    diary_preferences_lines(answer, preferences);
    profile_missing(&engine, preferences, answer);
    answer_set(answer, "preferences", preferences);
    return TOOL_DONE;
}

const struct tool tool_athlete_profile = {.name = "athlete_profile", .run = run};
