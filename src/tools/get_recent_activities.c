#include "tools/tool.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { MAX_DAYS = 366, DEFAULT_DAYS = 7, DEFAULT_LIMIT = 30, MAX_SPORTS = N_SPORTS + 1 };

/* What the arguments ask for, besides the days. */
struct filter {
    bool has_sport;
    bool (*matches_group)(enum sport sport);
    enum sport sport;
    const char *search; /* NULL = all */
    bool has_cursor;
    int64_t before_s; /* only what started before (start, id) */
    char before_id[LIMIT_ID_BYTES];
};

struct sport_total {
    enum sport sport;
    size_t count;
    double seconds;
    double distance_m;
    double training_load;
    double llss;
};

struct listing {
    struct tool_ctx *ctx;
    const char *llss_source; /* code of an own field in use; NULL: all is ours, no column */
    const struct load_history *history;
    struct day_range range;
    struct filter filter;
    const struct load_activity **rows; /* newest first */
    size_t n_rows;
    size_t n_totals;
    struct sport_total totals[MAX_SPORTS];
};

static bool is_strength(enum sport sport)
{
    return sport_group_of(sport) == SPORT_GROUP_STRENGTH;
}

static bool sport_read(const char *text, struct filter *filter, struct err *err)
{
    static const struct {
        const char *name;
        bool (*matches)(enum sport sport);
    } groups[] = {
        {"run", sport_is_run}, {"ride", sport_is_ride}, {"strength", is_strength}};
    filter->has_sport = true;
    for (size_t i = 0; i < N_SPORTS; i++) {
        if (strcmp(text, sport_name((enum sport)i)) == 0) {
            filter->sport = (enum sport)i;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (str_equal_ignore_case(groups[i].name, text)) {
            filter->matches_group = groups[i].matches;
            return true;
        }
    }
    enum sport best = SPORT_RUN;
    for (size_t i = 0; i < N_SPORTS; i++) {
        if (str_edit_distance(text, sport_name((enum sport)i)) <
            str_edit_distance(text, sport_name(best))) {
            best = (enum sport)i;
        }
    }
    char hint[200];
    (void)snprintf(hint, sizeof hint,
                   "Did you mean %s? Or use run, ride, strength, or leave sport out.",
                   sport_name(best));
    return err_set(err, ERR_BAD_ARGUMENT, hint, "sport is \"%.40s\", which is no type",
                   text);
}

static bool cursor_read(const char *text, struct filter *filter, struct err *err)
{
    char *end = NULL;
    long long start_s = strtoll(text, &end, 10);
    if (end == text || *end != '.' || strlen(end + 1) == 0 ||
        strlen(end + 1) >= sizeof filter->before_id) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give next_cursor as it came, or leave cursor out.",
                       "cursor is not one of this server");
    }
    filter->has_cursor = true;
    filter->before_s = start_s;
    str_copy(filter->before_id, sizeof filter->before_id, end + 1);
    return true;
}

static bool filter_read(const json_t *args, struct filter *filter, struct err *err)
{
    const char *sport = json_get_text(args, "sport");
    const char *cursor = json_get_text(args, "cursor");
    *filter = (struct filter){.search = json_get_text(args, "search")};
    return (sport == NULL || sport_read(sport, filter, err)) &&
           (cursor == NULL || cursor_read(cursor, filter, err));
}

static bool has_tag(const char *tags, const char *tag)
{
    size_t length = strlen(tag);
    while (tags != NULL && *tags != '\0') {
        size_t n_tag = strcspn(tags, "\n");
        if (n_tag == length && strncmp(tags, tag, length) == 0) {
            return true;
        }
        tags += n_tag + (tags[n_tag] == '\n' ? 1U : 0U);
    }
    return false;
}

static bool is_wanted(const struct listing *listing, const struct activity *activity)
{
    const struct filter *filter = &listing->filter;
    if (activity->day < listing->range.first_day ||
        activity->day > day_range_last(listing->range)) {
        return false;
    }
    if (filter->has_sport && filter->matches_group != NULL &&
        !filter->matches_group(activity->sport)) {
        return false;
    }
    if (filter->has_sport && filter->matches_group == NULL &&
        activity->sport != filter->sport) {
        return false;
    }
    if (filter->search == NULL) {
        return true;
    }
    if (filter->search[0] == '#') {
        return has_tag(activity->tags, filter->search + 1);
    }
    return activity->name != NULL && strcasestr(activity->name, filter->search) != NULL;
}

static bool is_past_cursor(const struct filter *filter, const struct activity *activity)
{
    if (!filter->has_cursor) {
        return true;
    }
    if (activity->start_local_s != filter->before_s) {
        return activity->start_local_s < filter->before_s;
    }
    return strcmp(activity->id, filter->before_id) < 0;
}

/* A sum of what is known; NAN as long as nothing is. */
static void sum_known(double *sum, double value)
{
    if (isfinite(value)) {
        *sum = isfinite(*sum) ? *sum + value : value;
    }
}

static void total_add(struct listing *listing, const struct load_activity *item)
{
    const struct activity *activity = item->activity;
    struct sport_total *total = NULL;
    if (item->state != LOAD_ACTIVITY_COUNTED) {
        return;
    }
    for (size_t i = 0; i < listing->n_totals; i++) {
        if (listing->totals[i].sport == activity->sport) {
            total = &listing->totals[i];
        }
    }
    if (total == NULL) {
        total = &listing->totals[listing->n_totals++];
        *total = (struct sport_total){.sport = activity->sport,
                                      .distance_m = (double)NAN,
                                      .training_load = (double)NAN,
                                      .llss = (double)NAN};
    }
    double seconds = activity_duration_s(activity);
    total->count++;
    total->seconds += isfinite(seconds) ? seconds : 0;
    sum_known(&total->distance_m, activity->distance_m);
    sum_known(&total->training_load, activity->training_load);
    sum_known(&total->llss, item->llss.llss);
}

static void listing_fill(struct listing *listing)
{
    const struct load_history *history = listing->history;
    listing->rows =
        arena_alloc(listing->ctx->arena, history->n_activities + 1, sizeof *listing->rows);
    for (size_t i = history->n_activities; i-- > 0;) {
        const struct load_activity *item = &history->activities[i];
        if (!is_wanted(listing, item->activity)) {
            continue;
        }
        total_add(listing, item);
        if (is_past_cursor(&listing->filter, item->activity)) {
            listing->rows[listing->n_rows++] = item;
        }
    }
}

static const char *notes_text(struct arena *arena, const struct load_activity *item)
{
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

static const char *start_text(struct arena *arena, const struct activity *activity)
{
    char day_text[DAY_TEXT_SIZE];
    int second = second_of_day(activity->start_local_s);
    return arena_printf(arena, "%sT%02d:%02d", day_format(activity->day, day_text),
                        second / 3600, second / 60 % 60);
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
    row_add(row, json_text_or_null(notes_text(arena, item)));
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
    const char *notes = notes_text(arena, item);
    int second = second_of_day(activity->start_local_s);
    if (activity->is_stub) {
        answer_line(answer, "%s %02d:%02d %s %s", quote_day(arena, activity->day),
                    second / 3600, second / 60 % 60, notes, activity->id);
        return;
    }
    str_buf_printf(&line, "%s %02d:%02d %s", quote_day(arena, activity->day), second / 3600,
                   second / 60 % 60,
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

static int compare_totals(const void *a, const void *b)
{
    const struct sport_total *total_a = a;
    const struct sport_total *total_b = b;
    if (total_a->seconds != total_b->seconds) {
        return total_a->seconds > total_b->seconds ? -1 : 1;
    }
    return (int)total_a->sport - (int)total_b->sport;
}

static void totals_write(struct listing *listing, struct answer *answer)
{
    static const char *const columns[] = {"sport",       "count",         "hours",
                                          "distance_km", "training_load", "llss"};
    struct arena *arena = listing->ctx->arena;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    qsort(listing->totals, listing->n_totals, sizeof listing->totals[0], compare_totals);
    for (size_t i = 0; i < listing->n_totals; i++) {
        const struct sport_total *total = &listing->totals[i];
        json_t *row = json_array();
        row_add(row, json_string(sport_name(total->sport)));
        row_add(row, json_integer((json_int_t)total->count));
        row_add(row, json_number_or_null(total->seconds / 3600, 2));
        row_add(row, json_number_or_null(total->distance_m / 1000, 1));
        row_add(row, json_number_or_null(total->training_load, 0));
        row_add(row, json_number_or_null(total->llss, 1));
        answer_row(table, row);
        const char *distance = "";
        if (total->distance_m > 0) {
            distance = arena_printf(arena, " %s km,",
                                    quote_number(arena, total->distance_m / 1000, 1));
        }
        answer_line(answer, "Total %s: %zu, %s,%s load %s, LLSS %s",
                    sport_name(total->sport), total->count,
                    quote_duration(arena, total->seconds), distance,
                    quote_number(arena, total->training_load, 0),
                    quote_number(arena, total->llss, 1));
    }
    answer_set(answer, "totals", table);
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
    totals_write(listing, answer);
    const char *cursor = NULL;
    if (n_shown < listing->n_rows) {
        const struct activity *last = listing->rows[n_shown - 1]->activity;
        cursor = arena_printf(arena, "%lld.%s", (long long)last->start_local_s, last->id);
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
    struct sport_total all = {
        .sport = SPORT_UNKNOWN, .training_load = (double)NAN, .llss = (double)NAN};
    for (size_t i = 0; i < listing->n_totals; i++) {
        all.count += listing->totals[i].count;
        all.seconds += listing->totals[i].seconds;
        sum_known(&all.training_load, listing->totals[i].training_load);
        sum_known(&all.llss, listing->totals[i].llss);
    }
    const char *oldest = quote_day(arena, listing->range.first_day);
    const char *newest = quote_day(arena, day_range_last(listing->range));
    if (all.count == 0) {
        answer_summary(answer, "No readable activities from %s to %s.", oldest, newest);
        return;
    }
    answer_summary(
        answer, "%zu %sactivities from %s to %s: %s, training load %s, limb load %s LLSS.",
        all.count, filter_words(listing), oldest, newest,
        quote_duration(arena, all.seconds), quote_number(arena, all.training_load, 0),
        quote_number(arena, all.llss, 1));
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct engine engine;
    struct listing *listing = arena_alloc(ctx->arena, 1, sizeof *listing);
    listing->ctx = ctx;
    if (!filter_read(ctx->args, &listing->filter, err)) {
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
    listing_fill(listing);
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
