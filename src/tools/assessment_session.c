/* What was done, against the plan and by itself. */
#include "tools/assessment.h"

#include <math.h>

#include "base/str.h"
#include "load/constants.h"
#include "load/llss.h"
#include "review/constants.h"
#include "tools/check.h"
#include "tools/quote.h"
#include "tools/session_words.h"
#include "base/banned.h"

enum { MAX_STEP_ROWS = 12 };

static double pace_of(const struct assessment *to)
{
    return to->item->is_run ? s_per_km_from_m_per_s(load_speed_m_per_s(to->activity))
                            : (double)NAN;
}

/* The device's mean counts the lost seconds as heart rate; what was recorded instead. */
static double heart_rate_of(const struct assessment *to)
{
    bool has_lost = to->heart_rate.lost_s + to->heart_rate.flat_s > 0.0;
    return has_lost ? to->heart_rate.mean_bpm : to->activity->average_heart_rate_bpm;
}

/* " "Easy run"", or nothing. */
static const char *named(struct arena *arena, const char *name)
{
    return name != NULL ? arena_printf(arena, " \"%s\"", quote_clean(arena, name, 60)) : "";
}

/* "33 min, 6.0 km, pace 5:25/km, HR 144": what is known; the structure holds the rest. */
static const char *measured_words(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct activity *activity = to->activity;
    const struct {
        double value;
        int decimals;
        const char *before;
        const char *after;
    } parts[] = {
        {activity->distance_m / 1000, 1, "", " km"},
        {activity->average_power_w, 0, "power ", " W"},
        {heart_rate_of(to), 0, "HR ", ""},
        {activity->intensity_pct, 0, "intensity ", " %"},
        {activity->training_load, 0, "load ", ""},
        {activity->temperature_c, 0, "device ", " C"},
    };
    double seconds = activity_duration_s(activity);
    const char *words =
        isfinite(seconds) ? quote_duration(arena, seconds) : "duration unknown";
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (isfinite(parts[i].value)) {
            words = arena_printf(arena, "%s, %s%s%s", words, parts[i].before,
                                 quote_number(arena, parts[i].value, parts[i].decimals),
                                 parts[i].after);
        }
        if (i == 0 && isfinite(pace_of(to))) {
            words =
                arena_printf(arena, "%s, pace %s", words, quote_pace(arena, pace_of(to)));
        }
    }
    return words;
}

static void session_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct activity *activity = to->activity;
    json_t *object = json_object();
    set_text(object, "id", activity->id);
    set_text(object, "start_local", session_start_words(arena, activity));
    set_text(object, "sport", quote_clean(arena, activity->type_name, 40));
    set_text(object, "name", quote_clean(arena, activity->name, 60));
    set_text(object, "kind", session_kind_words(arena, to->item));
    set_number(object, "duration_min", activity_duration_s(activity) / 60, 0);
    set_number(object, "distance_km", activity->distance_m / 1000, 1);
    set_number(object, "pace_s_per_km", pace_of(to), 0);
    set_number(object, "avg_power_w", activity->average_power_w, 0);
    set_number(object, "avg_hr_bpm", heart_rate_of(to), 0);
    set_number(object, "intensity_pct", activity->intensity_pct, 0);
    set_number(object, "training_load", activity->training_load, 0);
    set_number(object, "temperature_c", activity->temperature_c, 0);
    answer_set(to->answer, "session", object);
    const char *kind = session_kind_words(arena, to->item);
    answer_line(to->answer, "%s %s%s: %s.%s%s", session_start_words(arena, activity),
                activity->type_name != NULL ? quote_clean(arena, activity->type_name, 40)
                                            : "session",
                named(arena, activity->name), measured_words(to),
                kind != NULL ? " Kind: " : "", kind != NULL ? kind : "");
}

const char *assessment_plan_words(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct review_steps *steps = &to->steps;
    const char *amount =
        isfinite(to->judgement.amount_ratio)
            ? arena_printf(arena, "%s %% of the planned %s",
                           quote_number(arena, to->judgement.amount_ratio * 100, 0),
                           to->judgement.is_by_distance ? "distance" : "time")
            : "";
    if (steps->match == REVIEW_MATCH_NONE) {
        return amount;
    }
    const char *failed =
        steps->first_failed > 0
            ? arena_printf(arena, ", first not held: step %zu", steps->first_failed)
            : "";
    const char *over =
        steps->n_over > 0 ? arena_printf(arena, ", %zu above it", steps->n_over) : "";
    return arena_printf(arena, "%zu of %zu work steps on target%s%s%s%s",
                        steps->n_on_target, steps->n_work, over, failed,
                        amount[0] != '\0' ? "; " : "", amount);
}

/* "; planned intensity 75 %, done 4 points above it": where both are known. */
static const char *intensity_words(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    double difference = to->judgement.intensity_diff_pct;
    if (!(to->plan->intensity_pct > 0.0)) {
        return "";
    }
    const char *planned = arena_printf(arena, "; planned intensity %s %%",
                                       quote_number(arena, to->plan->intensity_pct, 0));
    if (!isfinite(difference)) {
        return planned;
    }
    return arena_printf(arena, "%s, difference %s %%", planned,
                        quote_number(arena, difference, 0));
}

/* How the steps were found in what was done. */
static const char *match_words(struct arena *arena, const struct review_steps *steps)
{
    static const char *const words[] = {
        [REVIEW_MATCH_NONE] = "",
        [REVIEW_MATCH_WHOLE] = " Its one step is the whole session",
        [REVIEW_MATCH_LAPS] = " Steps matched to laps",
        [REVIEW_MATCH_STREAM] = " Steps matched to the stream by time, as no laps fit"};
    if (steps->match == REVIEW_MATCH_NONE) {
        return "";
    }
    return steps->n_failed > 0 ? arena_printf(arena, "%s; %zu not held.",
                                              words[steps->match], steps->n_failed)
                               : arena_printf(arena, "%s.", words[steps->match]);
}

static void plan_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct review_steps *steps = &to->steps;
    if (to->plan == NULL) {
        answer_set(to->answer, "plan", json_null());
        return;
    }
    json_t *object = json_object();
    (void)json_object_set_new(object, "event_id", json_integer(to->plan->id));
    set_text(object, "name", quote_clean(arena, to->plan->name, 60));
    set_text(object, "found_by", to->is_plan_paired ? "paired" : "day_and_sport");
    set_number(object, "done_of_planned_pct", to->judgement.amount_ratio * 100, 0);
    set_text(object, "done_by",
             !isfinite(to->judgement.amount_ratio) ? NULL
             : to->judgement.is_by_distance        ? "distance"
                                                   : "time");
    set_number(object, "intensity_planned_pct", to->plan->intensity_pct, 0);
    set_number(object, "intensity_difference_pct", to->judgement.intensity_diff_pct, 0);
    set_text(object, "steps_matched_to", review_match_name(steps->match));
    set_count(object, "work_steps", steps->n_work);
    set_count(object, "on_target", steps->n_on_target);
    set_count(object, "over", steps->n_over);
    set_count(object, "not_held", steps->n_failed);
    set_number(object, "first_not_held",
               steps->first_failed > 0 ? (double)steps->first_failed : (double)NAN, 0);
    answer_set(to->answer, "plan", object);
    const char *words = assessment_plan_words(to);
    answer_line(to->answer, "Plan %lld%s (found by %s)%s%s%s.%s", (long long)to->plan->id,
                named(arena, to->plan->name),
                to->is_plan_paired ? "its pairing" : "day and sport",
                words[0] != '\0' ? ": " : "", words, intensity_words(to),
                match_words(arena, steps));
}

/* A measure as it is read: W, bpm, and seconds a kilometre for speeds. */
static double shown(enum review_measure measure, double value)
{
    bool is_speed = measure == REVIEW_SPEED || measure == REVIEW_GAP;
    return is_speed ? s_per_km_from_m_per_s(value) : value;
}

static const char *shown_unit(enum review_measure measure)
{
    bool is_speed = measure == REVIEW_SPEED || measure == REVIEW_GAP;
    return is_speed ? "s/km" : review_measure_unit(measure);
}

static const char *shown_words(struct arena *arena, enum review_measure measure,
                               double value)
{
    bool is_speed = measure == REVIEW_SPEED || measure == REVIEW_GAP;
    return is_speed ? quote_pace(arena, s_per_km_from_m_per_s(value))
                    : arena_printf(arena, "%s %s", quote_number(arena, value, 0),
                                   review_measure_unit(measure));
}

static void step_row(const struct assessment *to, const struct review_step *step,
                     json_t *table)
{
    struct arena *arena = to->ctx->arena;
    const char *cue =
        step->step->text != NULL
            ? arena_printf(arena, " \"%s\"", quote_clean(arena, step->step->text, 40))
            : "";
    json_t *row = json_array();
    row_add(row, json_integer((json_int_t)step->n_work));
    row_add(row, json_text_or_null(quote_clean(arena, step->step->text, 40)));
    row_add(row, json_string(shown_unit(step->measure)));
    row_add(row, json_number_or_null(shown(step->measure, step->low), 0));
    row_add(row, json_number_or_null(shown(step->measure, step->high), 0));
    row_add(row, json_number_or_null(step->planned_s, 0));
    row_add(row, json_number_or_null(step->done_s, 0));
    row_add(row, json_number_or_null(shown(step->measure, step->value), 0));
    row_add(row, json_number_or_null(step->in_target_frac * 100, 0));
    row_add(row, json_string(review_step_state_name(step->state)));
    answer_row(table, row);
    answer_line(to->answer,
                "%zu.%s target %s to %s for %s s: %s for %s s, %s %% in target: %s",
                step->n_work, cue, shown_words(arena, step->measure, step->low),
                shown_words(arena, step->measure, step->high),
                quote_number(arena, step->planned_s, 0),
                shown_words(arena, step->measure, step->value),
                quote_number(arena, step->done_s, 0),
                quote_number(arena, step->in_target_frac * 100, 0),
                review_step_state_name(step->state));
}

static void steps_write(const struct assessment *to)
{
    static const char *const columns[] = {
        "work_step", "cue",    "unit", "target_low",    "target_high",
        "planned_s", "done_s", "mean", "in_target_pct", "state"};
    size_t n_rows = 0;
    if (to->steps.match == REVIEW_MATCH_NONE) {
        answer_set(to->answer, "steps", json_null());
        return;
    }
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < to->steps.n && n_rows < MAX_STEP_ROWS; i++) {
        if (to->steps.items[i].is_work) {
            step_row(to, &to->steps.items[i], table);
            n_rows++;
        }
    }
    answer_set(to->answer, "steps", table);
    if (to->steps.n_work > n_rows) {
        answer_missing(to->answer, "steps", to->steps.n_work - n_rows, MISSING_NOT_ASKED,
                       "later work steps are counted in plan and not listed");
    }
}

static void minutes_set(json_t *object, const char *easy, const char *moderate,
                        const char *hard, bool is_known,
                        const struct load_zone_split *split)
{
    set_number(object, easy, is_known ? split->easy_s / 60 : (double)NAN, 0);
    set_number(object, moderate, is_known ? split->moderate_s / 60 : (double)NAN, 0);
    set_number(object, hard, is_known ? split->hard_s / 60 : (double)NAN, 0);
}

static void distribution_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    struct load_zone_split done = {0};
    const struct load_zone_split *planned = &to->steps.planned;
    bool has_plan = planned->easy_s + planned->moderate_s + planned->hard_s > 0.0;
    bool has_done =
        !to->is_strength &&
        load_zone_split_activity(to->activity, activity_duration_s(to->activity), &done);
    json_t *object = json_object();
    minutes_set(object, "planned_easy_min", "planned_moderate_min", "planned_hard_min",
                has_plan, planned);
    minutes_set(object, "done_easy_min", "done_moderate_min", "done_hard_min", has_done,
                &done);
    answer_set(to->answer, "distribution", object);
    if (has_plan || has_done) {
        double nan = (double)NAN;
        answer_line(to->answer,
                    "Minutes easy/moderate/hard (zones 1-2, 3, 4+): planned %s/%s/%s, done "
                    "%s/%s/%s.",
                    quote_number(arena, has_plan ? planned->easy_s / 60 : nan, 0),
                    quote_number(arena, has_plan ? planned->moderate_s / 60 : nan, 0),
                    quote_number(arena, has_plan ? planned->hard_s / 60 : nan, 0),
                    quote_number(arena, has_done ? done.easy_s / 60 : nan, 0),
                    quote_number(arena, has_done ? done.moderate_s / 60 : nan, 0),
                    quote_number(arena, has_done ? done.hard_s / 60 : nan, 0));
    }
}

static void pacing_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct review_pacing *pacing = &to->pacing;
    enum review_measure measure = to->effort.measure;
    bool is_changing = review_steps_change(&to->steps);
    if (!isfinite(pacing->first_half) || is_changing) {
        answer_set(to->answer, "pacing", json_null());
        if (to->item->llss.is_walk_run) {
            answer_line(to->answer, "Pacing: not judged, walking and running alternate.");
        } else if (is_changing) {
            answer_line(to->answer, "Pacing: not judged, the plan changes the effort.");
        }
        return;
    }
    json_t *object = json_object();
    set_text(object, "measure", review_measure_name(measure));
    set_text(object, "unit", shown_unit(measure));
    set_text(object, "of", to->effort.is_of_laps ? "laps" : "stream");
    set_number(object, "first_half", shown(measure, pacing->first_half), 0);
    set_number(object, "second_half", shown(measure, pacing->second_half), 0);
    set_number(object, "effort_change_pct", pacing->change_pct, 1);
    set_number(object, "first_third", shown(measure, pacing->first_third), 0);
    set_number(object, "last_third", shown(measure, pacing->last_third), 0);
    set_number(object, "fade_pct", pacing->fade_pct, 1);
    answer_set(to->answer, "pacing", object);
    answer_line(
        to->answer,
        "Pacing (%s of the %s, by moving time): halves %s, %s (%s %% effort); thirds "
        "first %s, last %s (%s %%%s).",
        review_measure_name(measure), to->effort.is_of_laps ? "laps" : "stream",
        shown_words(arena, measure, pacing->first_half),
        shown_words(arena, measure, pacing->second_half),
        quote_number(arena, pacing->change_pct, 1),
        shown_words(arena, measure, pacing->first_third),
        shown_words(arena, measure, pacing->last_third),
        quote_number(arena, pacing->fade_pct, 1),
        pacing->fade_pct <= -REVIEW_FADE_MARKED ? ": a fade" : "");
}

static void heart_rate_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct review_heart_rate *heart_rate = &to->heart_rate;
    if (!heart_rate->is_recorded) {
        answer_set(to->answer, "heart_rate", json_null());
        return;
    }
    json_t *object = json_object();
    set_number(object, "mean_bpm", heart_rate->mean_bpm, 0);
    set_number(object, "lost_min", heart_rate->lost_s / 60, 1);
    set_number(object, "hanging_min", heart_rate->flat_s / 60, 1);
    set_number(object, "unusable_pct", heart_rate->lost_frac * 100, 0);
    (void)json_object_set_new(object, "is_usable", json_boolean(heart_rate->is_usable));
    answer_set(to->answer, "heart_rate", object);
    if (heart_rate->lost_s + heart_rate->flat_s > 0.0) {
        answer_line(to->answer,
                    "Heart rate: %s min lost, %s min hanging at one value = %s %% of the "
                    "time, left out; the rest averages %s bpm.%s",
                    quote_number(arena, heart_rate->lost_s / 60, 1),
                    quote_number(arena, heart_rate->flat_s / 60, 1),
                    quote_number(arena, heart_rate->lost_frac * 100, 0),
                    quote_number(arena, heart_rate->mean_bpm, 0),
                    heart_rate->is_usable ? "" : " Nothing is judged by it.");
    }
}

static const char *decoupling_why(const struct assessment *to)
{
    static const char *const words[] = {
        [REVIEW_DECOUPLING_GIVEN] = "",
        [REVIEW_DECOUPLING_NO_STREAM] = "no stream of power or speed",
        [REVIEW_DECOUPLING_NO_HEART_RATE] = "no heart rate, or too much of it lost",
        [REVIEW_DECOUPLING_SHORT] = "under 40 minutes",
        [REVIEW_DECOUPLING_NOT_STEADY] = "not steady"};
    return words[to->decoupling.null_reason];
}

static void decoupling_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct review_decoupling *decoupling = &to->decoupling;
    bool is_given = decoupling->null_reason == REVIEW_DECOUPLING_GIVEN;
    json_t *object = json_object();
    set_number(object, "decoupling_pct", decoupling->decoupling_pct, 1);
    set_number(object, "efficiency", decoupling->efficiency, 2);
    set_text(object, "efficiency_unit",
             is_given ? (to->is_ride ? "W/bpm" : "m/min/bpm") : NULL);
    set_text(object, "null_reason", review_decoupling_null_name(decoupling->null_reason));
    answer_set(to->answer, "decoupling", object);
    if (is_given) {
        answer_line(to->answer,
                    "Aerobic decoupling %s %% (%s; efficiency %s %s; after 10 min, halves; "
                    "Friel, grade E).",
                    quote_number(arena, decoupling->decoupling_pct, 1),
                    decoupling->decoupling_pct > REVIEW_DECOUPLING_MARKED
                        ? "above 5: drifted"
                        : "up to 5: coupled",
                    quote_number(arena, decoupling->efficiency, 2),
                    to->is_ride ? "W/bpm" : "m/min/bpm");
    } else if (!to->is_strength) {
        answer_line(to->answer, "Aerobic decoupling: not given (%s).", decoupling_why(to));
    }
}

void assessment_session_write(const struct assessment *to)
{
    session_write(to);
    if (!to->is_judged) {
        static const char *const empty[] = {"plan",   "steps",      "distribution",
                                            "pacing", "heart_rate", "decoupling"};
        for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
            answer_set(to->answer, empty[i], json_null());
        }
        return;
    }
    plan_write(to);
    steps_write(to);
    distribution_write(to);
    pacing_write(to);
    heart_rate_write(to);
    decoupling_write(to);
}
