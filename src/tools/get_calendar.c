#include "tools/tool.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "load/llss.h"
#include "plan/facts.h"
#include "load/mass.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { DEFAULT_DAYS = 14, MAX_DAYS = 366, DESCRIPTION_BYTES = 1200 };

struct calendar {
    struct tool_ctx *ctx;
    struct engine engine;
    struct load_sport_table sports;
    double mass_factor;
    bool with_descriptions;
};

static bool is_wanted(const json_t *categories, const struct calendar_event *event)
{
    if (categories == NULL) {
        return true;
    }
    for (size_t i = 0; i < json_array_size(categories); i++) {
        const char *name = json_string_value(json_array_get(categories, i));
        if (event->category_name != NULL && strcmp(name, event->category_name) == 0) {
            return true;
        }
    }
    return false;
}

static const char *done_activity_id(const struct calendar *calendar, int64_t event_id)
{
    for (size_t i = 0; i < calendar->engine.activities.n_items; i++) {
        if (calendar->engine.activities.items[i].paired_event_id == event_id) {
            return calendar->engine.activities.items[i].id;
        }
    }
    return NULL;
}

/* "18:00", NULL for an event of the whole day. */
static const char *clock_text(struct arena *arena, const struct calendar_event *event)
{
    int second = second_of_day(event->start_local_s);
    return second > 0 ? arena_printf(arena, "%02d:%02d", second / 3600, second / 60 % 60)
                      : NULL;
}

static bool is_session(const struct calendar_event *event)
{
    return event->category == EVENT_WORKOUT || event_is_race(event->category);
}

static double planned_llss(const struct calendar *calendar,
                           const struct calendar_event *event)
{
    if (!is_session(event)) {
        return (double)NAN;
    }
    return plan_event_llss(event, &calendar->sports, calendar->mass_factor);
}

static json_t *event_row(const struct calendar *calendar,
                         const struct calendar_event *event)
{
    struct arena *arena = calendar->ctx->arena;
    json_t *row = json_array();
    row_add(row, json_integer(event->id));
    row_add(row, json_day_or_null(event->day));
    row_add(row,
            json_day_or_null(event->end_day > event->day ? event->end_day : DAY_NUM_NONE));
    row_add(row, json_string(day_weekday_name(event->day)));
    row_add(row, json_text_or_null(clock_text(arena, event)));
    row_add(row, json_text_or_null(quote_clean(arena, event->category_name, 30)));
    row_add(row, json_text_or_null(quote_clean(arena, event->type_name, 40)));
    row_add(row, json_text_or_null(quote_clean(arena, event->name, 80)));
    row_add(row, json_number_or_null(event->moving_time_s / 60, 0));
    row_add(row, json_number_or_null(event->distance_m / 1000, 1));
    row_add(row, json_number_or_null(event->training_load, 0));
    row_add(row, json_number_or_null(planned_llss(calendar, event), 1));
    row_add(row, json_text_or_null(done_activity_id(calendar, event->id)));
    return row;
}

static void event_line(const struct calendar *calendar, const struct calendar_event *event,
                       struct answer *answer)
{
    struct arena *arena = calendar->ctx->arena;
    struct str_buf line = {.max_bytes = 600};
    const char *name = quote_clean(arena, event->name, 80);
    const char *clock = clock_text(arena, event);
    const char *done = done_activity_id(calendar, event->id);
    str_buf_add(&line, quote_day(arena, event->day));
    if (event->end_day > event->day) {
        str_buf_printf(&line, " to %s", quote_day(arena, event->end_day));
    }
    str_buf_printf(
        &line, "%s%s %s", clock != NULL ? " " : "", clock != NULL ? clock : "",
        event->category_name != NULL ? quote_clean(arena, event->category_name, 30) : "?");
    if (event->type_name != NULL) {
        str_buf_printf(&line, " %s", quote_clean(arena, event->type_name, 40));
    }
    if (name != NULL) {
        str_buf_printf(&line, " \"%s\"", name);
    }
    if (event->moving_time_s > 0) {
        str_buf_printf(&line, " %s", quote_duration(arena, event->moving_time_s));
    }
    if (event->distance_m > 0) {
        str_buf_printf(&line, " %s km", quote_number(arena, event->distance_m / 1000, 1));
    }
    if (isfinite(planned_llss(calendar, event))) {
        str_buf_printf(&line, " load %s LLSS %s",
                       quote_number(arena, event->training_load, 0),
                       quote_number(arena, planned_llss(calendar, event), 1));
    }
    if (done != NULL) {
        str_buf_printf(&line, " done as %s", done);
    }
    answer_line(answer, "%s [%lld]", str_buf_text(&line), (long long)event->id);
    str_buf_release(&line);
    if (calendar->with_descriptions && event->description != NULL) {
        answer_line(answer, "  \"%s\"",
                    quote_clean_lines(arena, event->description, DESCRIPTION_BYTES));
    }
}

static bool range_read(struct tool_ctx *ctx, day_num today, struct day_range *ret,
                       struct err *err)
{
    day_num oldest = arguments_day(ctx->args, "oldest", today);
    json_auto_t *days = json_object();
    char text[DAY_TEXT_SIZE];
    /* Forward from oldest, where the shared reading counts back from newest. */
    day_num last =
        oldest <= DAY_NUM_MAX - DEFAULT_DAYS + 1 ? oldest + DEFAULT_DAYS - 1 : DAY_NUM_MAX;
    day_num newest = arguments_day(ctx->args, "newest", last);
    (void)json_object_set_new(days, "oldest", json_string(day_format(oldest, text)));
    (void)json_object_set_new(days, "newest", json_string(day_format(newest, text)));
    if (oldest > newest && json_get_text(ctx->args, "oldest") == NULL) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give oldest too.",
                       "newest %s lies before today, which oldest is when it is not given",
                       text);
    }
    return arguments_days(days, today, DEFAULT_DAYS, MAX_DAYS, true, ret, err);
}

/* What the entries shown come to. */
struct calendar_totals {
    size_t n_shown;
    size_t n_sessions;
    size_t n_done;
    size_t n_unknown; /* still planned, of unknown load */
    double llss;      /* still planned, of known load */
};

static void totals_add(struct calendar_totals *totals, const struct calendar *calendar,
                       const struct calendar_event *event)
{
    totals->n_shown++;
    if (!is_session(event)) {
        return;
    }
    double llss = planned_llss(calendar, event);
    totals->n_sessions++;
    if (done_activity_id(calendar, event->id) != NULL) {
        totals->n_done++;
    } else if (isfinite(llss)) {
        totals->llss += llss;
    } else {
        totals->n_unknown++;
    }
}

static void totals_write(const struct calendar_totals *totals, struct answer *answer)
{
    json_t *json = json_object();
    (void)json_object_set_new(json, "entries", json_integer((json_int_t)totals->n_shown));
    (void)json_object_set_new(json, "sessions",
                              json_integer((json_int_t)totals->n_sessions));
    (void)json_object_set_new(json, "done", json_integer((json_int_t)totals->n_done));
    (void)json_object_set_new(json, "planned_llss", json_number_or_null(totals->llss, 1));
    answer_set(answer, "totals", json);
}

static void summary_write(const struct calendar *calendar,
                          const struct calendar_totals *totals, struct day_range range,
                          struct answer *answer)
{
    struct arena *arena = calendar->ctx->arena;
    answer_summary(
        answer,
        "Calendar entries from %s to %s: %zu. Sessions: %zu, of them done %zu; "
        "still planned for the legs: "
        "%s%s LLSS.",
        quote_day(arena, range.first_day), quote_day(arena, day_range_last(range)),
        totals->n_shown, totals->n_sessions, totals->n_done,
        totals->n_unknown > 0 ? "at least " : "", quote_number(arena, totals->llss, 1));
    if (totals->n_unknown > 0) {
        answer_missing(answer, "events.planned_llss", totals->n_unknown, MISSING_NO_DATA,
                       "planned sessions without a duration: their load is not known");
    }
    if (!calendar->engine.has_wellness) {
        answer_missing(answer, "weight_kg", 1, MISSING_UPSTREAM_FAILED,
                       "planned limb load uses the profile's weight");
    }
}

static void description_add(const struct calendar *calendar,
                            const struct calendar_event *event, json_t *descriptions)
{
    struct arena *arena = calendar->ctx->arena;
    if (calendar->with_descriptions && event->description != NULL) {
        (void)json_object_set_new(descriptions,
                                  arena_printf(arena, "%lld", (long long)event->id),
                                  json_text_or_null(quote_clean_lines(
                                      arena, event->description, DESCRIPTION_BYTES)));
    }
}

static void calendar_write(const struct calendar *calendar,
                           const struct data_events *events, struct day_range range,
                           struct answer *answer)
{
    static const char *const columns[] = {"id",
                                          "day",
                                          "end_day",
                                          "weekday",
                                          "time_local",
                                          "category",
                                          "sport",
                                          "name",
                                          "duration_min",
                                          "distance_km",
                                          "training_load",
                                          "planned_llss",
                                          "done_activity_id"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    json_t *descriptions = calendar->with_descriptions ? json_object() : json_null();
    const json_t *categories = json_object_get(calendar->ctx->args, "category");
    struct calendar_totals totals = {0};
    for (size_t i = 0; i < events->n_items; i++) {
        const struct calendar_event *event = &events->items[i];
        if (is_wanted(categories, event)) {
            answer_row(table, event_row(calendar, event));
            event_line(calendar, event, answer);
            description_add(calendar, event, descriptions);
            totals_add(&totals, calendar, event);
        }
    }
    summary_write(calendar, &totals, range, answer);
    totals_write(&totals, answer);
    answer_set(answer, "oldest", json_day_or_null(range.first_day));
    answer_set(answer, "newest", json_day_or_null(day_range_last(range)));
    answer_set(answer, "events", table);
    answer_set(answer, "descriptions", descriptions);
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct calendar *calendar = arena_alloc(ctx->arena, 1, sizeof *calendar);
    struct data_athlete athlete;
    struct data_events events;
    struct day_range range = {0};
    calendar->ctx = ctx;
    calendar->with_descriptions = json_get_bool(ctx->args, "descriptions", false);
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!range_read(ctx, athlete.today, &range, err)) {
        return TOOL_FAILED;
    }
    if (!data_events(ctx->data, range, &events, err)) {
        return TOOL_FAILED;
    }
    outcome =
        engine_read(ctx, engine_window(athlete.today, athlete.today, (struct day_range){0}),
                    false, &calendar->engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    const struct load_history *history = engine_history(ctx, &calendar->engine);
    calendar->sports = history->sports;
    calendar->mass_factor = load_mass_of_day(history->n_weighings, history->weighings,
                                             athlete.athlete->weight_kg, athlete.today)
                                .factor;
    calendar_write(calendar, &events, range, answer);
    return TOOL_DONE;
}

const struct tool tool_get_calendar = {.name = "get_calendar", .run = run};
