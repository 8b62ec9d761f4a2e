#include "tools/tool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "intervals/curves.h"
#include "model/sport.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/check.h"
#include "tools/curve_estimate.h"
#include "tools/curve_rows.h"
#include "tools/engine.h"
#include "tools/period.h"
#include "tools/quote.h"
#include "tools/service.h"
#include "base/banned.h"

enum { DEFAULT_DAYS = 90, MAX_DAYS = 3660, WEIGHT_DAYS = 60, WINDOW_WORD_SIZE = 24 };

struct request {
    enum curve_kind kind;
    enum sport sport;
    struct day_range period;
    struct day_range other; /* n_days 0: nothing to compare with */
};

struct rendering {
    struct tool_ctx *ctx;
    struct answer *answer;
    struct request request;
    struct data_athlete athlete;
    const json_t *set; /* the service's answer */
    struct best_curve curve;
    struct best_curve other;
    double kg;      /* NAN: not known */
    day_num kg_day; /* DAY_NUM_NONE: of the profile */
};

static bool sport_read(const json_t *args, enum sport fallback, enum sport *ret,
                       struct err *err)
{
    static const struct {
        const char *word;
        enum sport sport;
    } words[] = {{"run", SPORT_RUN}, {"ride", SPORT_RIDE}, {"swim", SPORT_SWIM}};
    const char *text = json_get_text(args, "sport");
    *ret = text != NULL ? sport_from_name(text) : fallback;
    for (size_t i = 0; text != NULL && i < sizeof words / sizeof words[0]; i++) {
        *ret = strcmp(words[i].word, text) == 0 ? words[i].sport : *ret;
    }
    return *ret != SPORT_UNKNOWN ||
           arguments_sport_unknown("sport", text, "Or run, ride, swim.", err);
}

/* What says most of the sport: one without a distance has only its heart rate. */
static enum curve_kind usual_kind(enum sport sport)
{
    switch ((int)sport_group_of(sport)) {
    case SPORT_GROUP_CYCLING:
    case SPORT_GROUP_CYCLING_ASSISTED:
    case SPORT_GROUP_CYCLING_INDOOR:
        return CURVE_POWER;
    case SPORT_GROUP_STRENGTH:
    case SPORT_GROUP_BODY_AND_MIND:
    case SPORT_GROUP_RACKET:
    case SPORT_GROUP_TEAM:
    case SPORT_GROUP_CLIMBING:
    case SPORT_GROUP_TRANSITION:
    case SPORT_GROUP_OTHER:
        return CURVE_HR;
    default:
        return CURVE_PACE;
    }
}

static bool request_read(const json_t *args, day_num today, struct request *ret,
                         struct err *err)
{
    const char *curve = json_get_text(args, "curve");
    bool is_run = curve != NULL && strcmp(curve, "power") != 0;
    if (!sport_read(args, is_run ? SPORT_RUN : SPORT_RIDE, &ret->sport, err)) {
        return false;
    }
    ret->kind = usual_kind(ret->sport);
    if (curve != NULL) {
        ret->kind = strcmp(curve, "power") == 0  ? CURVE_POWER
                    : strcmp(curve, "pace") == 0 ? CURVE_PACE
                                                 : CURVE_HR;
    }
    return arguments_days(args, today, DEFAULT_DAYS, MAX_DAYS, false, &ret->period, err) &&
           period_other_read(args, today, ret->period, &ret->other, err);
}

/* "r.2026-01-01.2026-03-31" */
static const char *window_word(struct arena *arena, struct day_range range)
{
    char first[DAY_TEXT_SIZE];
    char last[DAY_TEXT_SIZE];
    return arena_printf(arena, "r.%s.%s", day_format(range.first_day, first),
                        day_format(day_range_last(range), last));
}

static json_t *parameters_of(const struct rendering *to)
{
    char today[DAY_TEXT_SIZE];
    struct arena *arena = to->ctx->arena;
    json_t *curves = json_array();
    row_add(curves, json_string(window_word(arena, to->request.period)));
    if (to->request.other.n_days > 0) {
        row_add(curves, json_string(window_word(arena, to->request.other)));
    }
    return json_pack("{s:s, s:o, s:s}", "type", sport_name(to->request.sport), "curves",
                     curves, "now", day_format(to->athlete.today, today));
}

/* The last weighing of the weeks up to the period's end, else the profile's. */
static void weight_read(struct rendering *to, const struct data_wellness *wellness)
{
    to->kg = to->athlete.athlete->weight_kg;
    to->kg_day = DAY_NUM_NONE;
    for (size_t i = 0; i < wellness->n_items; i++) {
        if (wellness->items[i].weight_kg > 0 && !wellness->items[i].is_weight_carried) {
            to->kg = wellness->items[i].weight_kg;
            to->kg_day = wellness->items[i].day;
        }
    }
}

static void weight_write(const struct rendering *to)
{
    struct arena *arena = to->ctx->arena;
    if (to->request.kind != CURVE_POWER || !isfinite(to->kg)) {
        answer_set(to->answer, "weight", json_null());
        if (to->request.kind == CURVE_POWER) {
            answer_missing(to->answer, "weight", 1, MISSING_NO_DATA,
                           "no weighing and none in the profile: no W/kg");
        }
        return;
    }
    json_t *object = json_object();
    set_number(object, "kg", to->kg, 1);
    set_day(object, "day", to->kg_day);
    answer_set(to->answer, "weight", object);
    answer_line(to->answer, "W/kg with %s kg of %s.", quote_number(arena, to->kg, 1),
                to->kg_day != DAY_NUM_NONE ? quote_day(arena, to->kg_day) : "the profile");
}

/* One best, what it was in the other period, and the change. */
struct best {
    const struct curve_point *now;
    const struct curve_point *other; /* NULL: none */
    double age_days;
    double change;
};

static struct best best_of(const struct rendering *to, const struct curve_point *point)
{
    struct best best = {.now = point,
                        .other = best_curve_at(&to->other, point->at),
                        .age_days = (double)NAN,
                        .change = (double)NAN};
    day_num day = point->activity_id != NULL
                      ? intervals_curve_day(to->set, point->activity_id)
                      : DAY_NUM_NONE;
    best.age_days = day != DAY_NUM_NONE ? (double)(to->athlete.today - day) : best.age_days;
    if (best.other != NULL) {
        double now = point->value;
        double before = best.other->value;
        best.change = to->request.kind == CURVE_HR     ? now - before
                      : to->request.kind == CURVE_PACE ? 100 * (before / now - 1)
                                                       : 100 * (now / before - 1);
    }
    return best;
}

/* "; before 303 W (-1.7 %)", "" when there was none. */
static const char *before_words(const struct rendering *to, const struct best *best)
{
    struct arena *arena = to->ctx->arena;
    enum curve_kind kind = to->request.kind;
    if (best->other == NULL) {
        return "";
    }
    const char *value =
        kind == CURVE_PACE
            ? quote_time(arena, best->other->value)
            : arena_printf(arena, "%s %s", quote_number(arena, best->other->value, 0),
                           kind == CURVE_HR ? "bpm" : "W");
    return arena_printf(arena, "; before %s (%s%s%s%s)", value,
                        kind == CURVE_PACE ? "speed " : "", best->change > 0 ? "+" : "",
                        quote_number(arena, best->change, kind == CURVE_HR ? 0 : 1),
                        kind == CURVE_HR ? "" : " %");
}

/* The best in the unit of its curve, and what follows from it, into the row; in words. */
static const char *value_add(const struct rendering *to, const struct curve_point *point,
                             json_t *row)
{
    struct arena *arena = to->ctx->arena;
    const char *value = quote_number(arena, point->value, 0);
    double pace_s_per_km = point->value / point->at * 1000;
    row_add(row, json_number_or_null(point->at, 0));
    row_add(row, json_number_or_null(point->value, 0));
    switch (to->request.kind) {
    case CURVE_POWER:
        row_add(row, json_number_or_null(point->value / to->kg, 2));
        return arena_printf(arena, "%s W, %s W/kg", value,
                            quote_number(arena, point->value / to->kg, 2));
    case CURVE_PACE:
        row_add(row, json_number_or_null(pace_s_per_km, 0));
        return arena_printf(arena, "%s, %s", quote_time(arena, point->value),
                            quote_pace(arena, pace_s_per_km));
    case CURVE_HR:
        break;
    }
    return arena_printf(arena, "%s bpm", value);
}

static json_t *bests_table(enum curve_kind kind)
{
    static const char *const power[] = {"duration_s",  "power_w", "w_per_kg",  "age_days",
                                        "activity_id", "other_w", "change_pct"};
    static const char *const pace[] = {"distance_m",      "time_s",      "pace_s_per_km",
                                       "age_days",        "activity_id", "other_time_s",
                                       "speed_change_pct"};
    static const char *const hr[] = {"duration_s",  "hr_bpm",    "age_days",
                                     "activity_id", "other_bpm", "change_bpm"};
    return kind == CURVE_POWER  ? answer_table(power, sizeof power / sizeof power[0])
           : kind == CURVE_PACE ? answer_table(pace, sizeof pace / sizeof pace[0])
                                : answer_table(hr, sizeof hr / sizeof hr[0]);
}

static void best_write(const struct rendering *to, json_t *table,
                       const struct curve_point *point)
{
    const struct best best = best_of(to, point);
    struct arena *arena = to->ctx->arena;
    bool is_hr = to->request.kind == CURVE_HR;
    json_t *row = json_array();
    const char *value = value_add(to, point, row);
    answer_line(to->answer, "%s: %s, %s d ago, %s%s",
                curve_place_words(arena, to->request.kind, point->at), value,
                quote_number(arena, best.age_days, 0),
                point->activity_id != NULL ? point->activity_id : "-",
                before_words(to, &best));
    row_add(row, json_number_or_null(best.age_days, 0));
    row_add(row, json_text_or_null(point->activity_id));
    row_add(row,
            json_number_or_null(best.other != NULL ? best.other->value : (double)NAN, 0));
    row_add(row, json_number_or_null(best.change, is_hr ? 0 : 1));
    answer_row(table, row);
}

static void bests_write(const struct rendering *to)
{
    size_t n_places = 0;
    size_t n_absent = 0;
    size_t n_undated = 0;
    const double *places = curve_places(to->request.kind, &n_places);
    json_t *table = bests_table(to->request.kind);
    for (size_t i = 0; i < n_places; i++) {
        const struct curve_point *point = best_curve_at(&to->curve, places[i]);
        n_absent += point == NULL ? 1U : 0U;
        if (point != NULL) {
            best_write(to, table, point);
            n_undated += isfinite(best_of(to, point).age_days) ? 0U : 1U;
        }
    }
    answer_set(to->answer, "bests", table);
    if (n_absent > 0 && to->curve.n_points > 0) {
        answer_missing(to->answer, "bests", n_absent, MISSING_NO_DATA,
                       "usual lengths that no activity of the period reaches");
    }
    if (n_undated > 0) {
        answer_missing(to->answer, "bests.age_days", n_undated, MISSING_NO_DATA,
                       "the service does not say in which activity, or on which day");
    }
}

static void periods_write(const struct rendering *to)
{
    const struct request *request = &to->request;
    struct arena *arena = to->ctx->arena;
    answer_set(to->answer, "sport", json_string(sport_name(request->sport)));
    answer_set(to->answer, "curve", json_string(curve_kind_name(request->kind)));
    answer_set(to->answer, "oldest", json_day_or_null(request->period.first_day));
    answer_set(to->answer, "newest", json_day_or_null(day_range_last(request->period)));
    if (request->other.n_days == 0) {
        answer_set(to->answer, "compared_with", json_null());
        return;
    }
    json_t *object = json_object();
    set_day(object, "oldest", request->other.first_day);
    set_day(object, "newest", day_range_last(request->other));
    answer_set(to->answer, "compared_with", object);
    if (to->other.n_points == 0) {
        answer_missing(to->answer, "compared_with", 1, MISSING_NO_DATA,
                       "no bests in that period: no change is given");
    } else {
        answer_line(to->answer, "Before: %s to %s.",
                    quote_day(arena, request->other.first_day),
                    quote_day(arena, day_range_last(request->other)));
    }
}

/* A best of the middle length and the threshold: the gist. */
static const char *gist(const struct rendering *to, const struct curve_estimate *estimate)
{
    static const double gist_at[] = {
        [CURVE_POWER] = 300, [CURVE_PACE] = 5000, [CURVE_HR] = 1200};
    struct arena *arena = to->ctx->arena;
    enum curve_kind kind = to->request.kind;
    const struct curve_point *point = best_curve_at(&to->curve, gist_at[kind]);
    const char *threshold = curve_estimate_words(arena, estimate);
    const char *best = "";
    if (point != NULL) {
        const char *value =
            kind == CURVE_PACE
                ? quote_pace(arena, point->value / point->at * 1000)
                : arena_printf(arena, "%s %s", quote_number(arena, point->value, 0),
                               kind == CURVE_HR ? "bpm" : "W");
        best = arena_printf(arena, "; best of %s %s",
                            curve_place_words(arena, kind, point->at), value);
    }
    return arena_printf(arena, "%s%s%s", best, threshold != NULL ? "; " : "",
                        threshold != NULL ? threshold : "");
}

static void answer_write(struct rendering *to)
{
    struct arena *arena = to->ctx->arena;
    const struct request *request = &to->request;
    struct curve_estimate estimate;
    struct curve_estimate other;
    curve_estimate_fit(arena, &to->curve, to->kg, &estimate);
    curve_estimate_fit(arena, &to->other, to->kg, &other);
    answer_summary(to->answer, "Bests of %s, %s, %s to %s%s.",
                   curve_kind_name(request->kind), sport_name(request->sport),
                   quote_day(arena, request->period.first_day),
                   quote_day(arena, day_range_last(request->period)),
                   to->curve.n_points > 0 ? gist(to, &estimate) : ": none");
    periods_write(to);
    bests_write(to);
    if (to->curve.n_points == 0) {
        answer_missing(to->answer, "bests", 1, MISSING_NO_DATA,
                       "no activity of the period has this curve");
    }
    weight_write(to);
    curve_estimate_write(to->ctx, to->answer, &estimate, &other);
    curve_models_write(to->ctx, to->answer, &to->curve);
    curve_settings_write(to->ctx, to->answer, request->kind,
                         athlete_sport_settings(to->athlete.athlete, request->sport));
}

static void curves_read(struct rendering *to)
{
    struct arena *arena = to->ctx->arena;
    const struct request *request = &to->request;
    const json_t *curve =
        intervals_curve_of(to->set, window_word(arena, request->period), request->period);
    const json_t *other =
        request->other.n_days > 0
            ? intervals_curve_of(to->set, window_word(arena, request->other),
                                 request->other)
            : NULL;
    intervals_curve_read(curve, request->kind, arena, &to->curve);
    intervals_curve_read(other, request->kind, arena, &to->other);
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct rendering to = {.ctx = ctx, .answer = answer, .kg_day = DAY_NUM_NONE};
    struct service_object set = {0};
    struct data_wellness wellness = {0};
    enum tool_outcome outcome = engine_athlete(ctx, &to.athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!request_read(ctx->args, to.athlete.today, &to.request, err)) {
        return TOOL_FAILED;
    }
    day_num last = day_range_last(to.request.period);
    if (to.request.kind == CURVE_POWER) { /* without it W/kg is by the profile */
        (void)!data_wellness(ctx->data, day_range_between(last - WEIGHT_DAYS + 1, last),
                             &wellness, NULL);
    }
    const char *name =
        arena_printf(ctx->arena, "%s_curves", curve_kind_name(to.request.kind));
    outcome =
        service_read_named(ctx, to.athlete.athlete, name, parameters_of(&to), &set, err);
    if (outcome == TOOL_DONE && !data_is_complete(ctx->data)) {
        outcome = TOOL_NEEDS_DATA;
    }
    if (outcome == TOOL_DONE) {
        to.set = set.value;
        weight_read(&to, &wellness);
        curves_read(&to);
        answer_write(&to);
    }
    json_decref(set.value);
    return outcome;
}

const struct tool tool_performance_curves = {.name = "performance_curves", .run = run};
