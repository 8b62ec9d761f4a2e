#include "tools/tool.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "tools/activity_filter.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "tools/sport_totals.h"
#include "base/banned.h"

enum { MAX_DAYS = 366, DEFAULT_DAYS = 7, DEFAULT_LIMIT = 30 };

struct listing {
    struct tool_ctx *ctx;
    const char *llss_source; /* code of an own field in use; NULL: all is ours, no column */
    const bool *is_told;     /* RPE or feel from a check-in, by input index; NULL: none */
    const struct load_history *history;
    struct day_range range;
    struct activity_filter filter;
    const struct load_activity **rows; /* newest first */
    size_t n_rows;
    struct load_totals all; /* that match, shown or not */
    struct load_sport_totals sports[LOAD_MAX_SPORT_TOTALS];
    size_t n_sports;
};

/* The place in the history before which the cursor goes on; all of it without one. */
static size_t cursor_place(const struct listing *listing)
{
    const struct load_history *history = listing->history;
    const struct activity_filter *filter = &listing->filter;
    size_t place = history->n_activities;
    if (!filter->has_cursor) {
        return place;
    }
    for (size_t i = 0; i < history->n_activities; i++) {
        if (strcmp(history->activities[i].activity->id, filter->cursor_id) == 0) {
            return i;
        }
    }
    /* It was deleted meanwhile: the days before its own. */
    while (place > 0 &&
           history->activities[place - 1].activity->day >= filter->cursor_day) {
        place--;
    }
    return place;
}

static void listing_fill(struct listing *listing)
{
    const struct load_history *history = listing->history;
    size_t place = cursor_place(listing);
    listing->rows =
        arena_alloc(listing->ctx->arena, history->n_activities + 1, sizeof *listing->rows);
    for (size_t i = history->n_activities; i-- > 0;) {
        const struct load_activity *item = &history->activities[i];
        day_num day = item->activity->day;
        if (day < listing->range.first_day || day > day_range_last(listing->range) ||
            !activity_filter_takes(&listing->filter, item->activity)) {
            continue;
        }
        if (i < place) {
            listing->rows[listing->n_rows++] = item;
        }
    }
}

static bool takes(const void *filter, const struct activity *activity)
{
    return activity_filter_takes(filter, activity);
}

static void totals_fill(struct listing *listing)
{
    struct load_match match = {takes, &listing->filter};
    listing->n_sports = load_totals_matching(listing->history, listing->range.first_day,
                                             day_range_last(listing->range), match,
                                             &listing->all, listing->sports);
}

static const char *notes_text(const struct listing *listing,
                              const struct load_activity *item)
{
    struct arena *arena = listing->ctx->arena;
    const struct activity *activity = item->activity;
    const struct {
        bool holds;
        const char *word;
    } notes[] = {
        {item->state == LOAD_ACTIVITY_STUB || item->state == LOAD_ACTIVITY_STUB_DROPPED,
         "unreadable (Strava)"},
        {item->state == LOAD_ACTIVITY_DUPLICATE, "duplicate, not counted"},
        {activity->is_race, "race"},
        {activity->is_commute, "commute"},
        {activity->is_trainer, "indoor"},
        {item->llss.is_walk_run, "walk-run"},
        {item->llss.is_uncertain && item->state == LOAD_ACTIVITY_COUNTED, "llss uncertain"},
        {item->is_implausible_distance, "distance implausible"},
        {listing->is_told != NULL && listing->is_told[item->input_index],
         "rpe or feel from check-in"},
    };
    struct str_buf text = {.max_bytes = 120};
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        if (notes[i].holds) {
            str_buf_printf(&text, "%s%s", text.length > 0 ? ", " : "", notes[i].word);
        }
    }
    const char *copy = text.length > 0 ? arena_text(arena, str_buf_text(&text)) : NULL;
    str_buf_release(&text);
    return copy;
}

static double pace_s_per_km(const struct activity *activity)
{
    return sport_is_run(activity->sport)
               ? s_per_km_from_m_per_s(load_speed_m_per_s(activity))
               : (double)NAN;
}

/* Without a clock time the day alone. */
static const char *start_text(struct arena *arena, const struct activity *activity)
{
    char day_text[DAY_TEXT_SIZE];
    if (activity->start_local_s == MODEL_NO_TIME) {
        return arena_text(arena, day_format(activity->day, day_text));
    }
    int second = second_of_day(activity->start_local_s);
    return arena_printf(arena, "%sT%02d:%02d", day_format(activity->day, day_text),
                        second / 3600, second / 60 % 60);
}

/* "Sun 2026-11-22 07:31", or the day alone. */
static const char *start_words(struct arena *arena, const struct activity *activity)
{
    const char *day = quote_day(arena, activity->day);
    if (activity->start_local_s == MODEL_NO_TIME) {
        return day;
    }
    int second = second_of_day(activity->start_local_s);
    return arena_printf(arena, "%s %02d:%02d", day, second / 3600, second / 60 % 60);
}

static json_t *activity_row(const struct listing *listing, const struct load_activity *item)
{
    struct arena *arena = listing->ctx->arena;
    const struct activity *activity = item->activity;
    json_t *row = json_array();
    row_add(row, json_string(activity->id));
    row_add(row, json_string(start_text(arena, activity)));
    row_add(row, json_text_or_null(quote_clean(arena, activity->type_name, 40)));
    row_add(row, json_text_or_null(quote_clean(arena, activity->name, 60)));
    row_add(row, json_number_or_null(activity_duration_s(activity) / 60, 0));
    row_add(row, json_number_or_null(activity->distance_m / 1000, 1));
    row_add(row, json_number_or_null(activity->training_load, 0));
    row_add(row, json_number_or_null(item->llss.llss, 1));
    row_add(row, json_number_or_null(activity->intensity_pct, 0));
    row_add(row, json_number_or_null(activity->average_heart_rate_bpm, 0));
    row_add(row, json_number_or_null(pace_s_per_km(activity), 0));
    row_add(row, json_number_or_null(activity->average_power_w, 0));
    row_add(row, json_number_or_null(activity->rpe, 0));
    row_add(row, json_number_or_null(activity->feel, 0));
    row_add(row, json_text_or_null(notes_text(listing, item)));
    if (listing->llss_source != NULL) {
        row_add(row, json_string(item->llss.is_custom ? listing->llss_source : "computed"));
    }
    return row;
}

static void activity_line(const struct listing *listing, struct answer *answer,
                          const struct load_activity *item)
{
    struct arena *arena = listing->ctx->arena;
    const struct activity *activity = item->activity;
    struct str_buf line = {.max_bytes = 400};
    const char *name = quote_clean(arena, activity->name, 60);
    const char *notes = notes_text(listing, item);
    const char *start = start_words(arena, activity);
    if (activity->is_stub) {
        answer_line(answer, "%s %s %s", start, notes, activity->id);
        return;
    }
    str_buf_printf(&line, "%s %s", start,
                   activity->type_name != NULL ? quote_clean(arena, activity->type_name, 40)
                                               : "?");
    if (name != NULL) {
        str_buf_printf(&line, " \"%s\"", name);
    }
    str_buf_printf(&line, " %s", quote_duration(arena, activity_duration_s(activity)));
    if (activity->distance_m > 0) {
        str_buf_printf(&line, " %s km",
                       quote_number(arena, activity->distance_m / 1000, 1));
    }
    if (isfinite(pace_s_per_km(activity))) {
        str_buf_printf(&line, " %s", quote_pace(arena, pace_s_per_km(activity)));
    }
    if (activity->average_heart_rate_bpm > 0) {
        str_buf_printf(&line, " HR %s",
                       quote_number(arena, activity->average_heart_rate_bpm, 0));
    }
    str_buf_printf(&line, " load %s LLSS %s",
                   quote_number(arena, activity->training_load, 0),
                   quote_number(arena, item->llss.llss, 1));
    if (item->llss.is_custom) {
        str_buf_printf(&line, " (own field %s)", listing->llss_source);
    }
    if (isfinite(activity->rpe)) {
        str_buf_printf(&line, " RPE %s", quote_number(arena, activity->rpe, 0));
    }
    if (notes != NULL) {
        str_buf_printf(&line, " (%s)", notes);
    }
    str_buf_printf(&line, " %s", activity->id);
    answer_line(answer, "%s", str_buf_text(&line));
    str_buf_release(&line);
}

static void missing_write(const struct listing *listing, const struct engine *engine,
                          struct answer *answer)
{
    size_t n_unreadable = 0;
    size_t n_uncertain = 0;
    size_t n_without = 0;
    for (size_t i = 0; i < listing->n_rows; i++) {
        const struct load_activity *item = listing->rows[i];
        n_unreadable += item->state == LOAD_ACTIVITY_STUB ? 1U : 0U;
        n_without += item->llss.null_reason == LOAD_LLSS_NO_DURATION ? 1U : 0U;
        n_uncertain +=
            item->state == LOAD_ACTIVITY_COUNTED && item->llss.is_uncertain ? 1U : 0U;
    }
    if (n_unreadable > 0) {
        answer_missing(
            answer, "activities", n_unreadable, MISSING_UNREADABLE_STRAVA,
            "Strava lets no program read them; totals are too low. Connect the device "
            "directly to Intervals.icu");
    }
    if (n_without > 0) {
        answer_missing(answer, "activities.llss", n_without, MISSING_NOT_RECORDED,
                       "no duration: their load is not known");
    }
    if (n_uncertain > 0) {
        answer_missing(
            answer, "activities.llss", n_uncertain, MISSING_NO_DATA,
            "strength without a word about legs or arms, or an unknown type, counts by a "
            "middle weight; tag strength lower or upper in Intervals.icu");
    }
    if (!engine->has_wellness) {
        answer_missing(answer, "weight_kg", 1, MISSING_UPSTREAM_FAILED,
                       "limb load uses the profile's weight");
    }
}

static void listing_write(struct listing *listing, struct answer *answer, size_t limit)
{
    static const char *const columns[] = {"id",
                                          "start_local",
                                          "sport",
                                          "name",
                                          "duration_min",
                                          "distance_km",
                                          "training_load",
                                          "llss",
                                          "intensity_pct",
                                          "avg_hr_bpm",
                                          "pace_s_per_km",
                                          "avg_power_w",
                                          "rpe_1to10",
                                          "feel_1strong_5weak",
                                          "notes",
                                          "llss_source"};
    struct arena *arena = listing->ctx->arena;
    size_t n_columns = sizeof columns / sizeof columns[0];
    json_t *table =
        answer_table(columns, listing->llss_source != NULL ? n_columns : n_columns - 1);
    size_t n_shown = listing->n_rows < limit ? listing->n_rows : limit;
    for (size_t i = 0; i < n_shown; i++) {
        answer_row(table, activity_row(listing, listing->rows[i]));
        activity_line(listing, answer, listing->rows[i]);
    }
    answer_set(answer, "activities", table);
    sport_totals_write(listing->sports, listing->n_sports, arena, answer);
    const char *cursor = NULL;
    if (n_shown < listing->n_rows) {
        const struct activity *last = listing->rows[n_shown - 1]->activity;
        cursor = arena_printf(arena, "%d.%s", last->day, last->id);
        answer_line(answer, "%zu more: ask again with cursor \"%s\".",
                    listing->n_rows - n_shown, cursor);
    }
    answer_set(answer, "next_cursor", json_text_or_null(cursor));
}

/* "Run " or "matching ", so that a filtered total is not taken for all. */
static const char *filter_words(const struct listing *listing)
{
    const json_t *args = listing->ctx->args;
    if (listing->filter.search != NULL) {
        return "matching ";
    }
    return listing->filter.has_sport
               ? arena_printf(listing->ctx->arena, "%s ", json_get_text(args, "sport"))
               : "";
}

static void summary_write(const struct listing *listing, struct answer *answer)
{
    struct arena *arena = listing->ctx->arena;
    const struct load_totals *all = &listing->all;
    const char *oldest = quote_day(arena, listing->range.first_day);
    const char *newest = quote_day(arena, day_range_last(listing->range));
    if (all->n_activities == 0) {
        answer_summary(answer, "No readable activities from %s to %s.", oldest, newest);
        return;
    }
    answer_summary(answer, "%s from %s to %s: %s, training load %s, limb load %s LLSS.",
                   quote_count(arena, all->n_activities,
                               arena_printf(arena, "%sactivity", filter_words(listing))),
                   oldest, newest, quote_duration(arena, all->seconds),
                   quote_number(arena, all->training_load, 0),
                   quote_number(arena, all->llss, 1));
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct engine engine;
    struct listing *listing = arena_alloc(ctx->arena, 1, sizeof *listing);
    listing->ctx = ctx;
    if (!activity_filter_read(ctx->args, &listing->filter, err)) {
        return TOOL_FAILED;
    }
    enum tool_outcome outcome = engine_athlete(ctx, &engine.athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    day_num today = engine.athlete.today;
    if (!arguments_days(ctx->args, today, DEFAULT_DAYS, MAX_DAYS, false, &listing->range,
                        err)) {
        return TOOL_FAILED;
    }
    struct day_range window =
        engine_window(day_range_last(listing->range), today, listing->range);
    outcome = engine_read(ctx, window, false, &engine, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    const struct load_history *history = engine_history(ctx, &engine);
    listing->history = history;
    listing->llss_source = engine.llss_source;
    listing->is_told = engine.is_told;
    listing_fill(listing);
    totals_fill(listing);
    summary_write(listing, answer);
    answer_set(answer, "oldest", json_day_or_null(listing->range.first_day));
    answer_set(answer, "newest", json_day_or_null(day_range_last(listing->range)));
    listing_write(listing, answer,
                  (size_t)json_get_integer(ctx->args, "limit", DEFAULT_LIMIT));
    missing_write(listing, &engine, answer);
    return TOOL_DONE;
}

const struct tool tool_get_recent_activities = {.name = "get_recent_activities",
                                                .run = run};
