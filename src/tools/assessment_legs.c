/* What the session cost the legs, and what that means for the next 48 hours. */
#include "tools/assessment.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "load/lines.h"
#include "tools/check.h"
#include "tools/next_run.h"
#include "tools/quote.h"
#include "base/banned.h"

/* Advice for the next days is for a session that is this old at most. */
enum { NEXT_DAYS = 2 };

const char *assessment_cost_words(const struct assessment *to)
{
    return isfinite(to->item->llss.llss)
               ? arena_printf(to->ctx->arena, " Legs: LLSS %s.",
                              quote_number(to->ctx->arena, to->item->llss.llss, 1))
               : " Legs: LLSS unknown.";
}

static void cost_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct load_history *history = to->history;
    const struct load_llss *llss = &to->item->llss;
    const double nan = (double)NAN;
    size_t i = 0;
    bool has_day = load_history_index(history, to->activity->day, &i);
    double fatigue = llss->llss * load_ewma_share(LOAD_FATIGUE_DAYS);
    double fitness = llss->llss * load_ewma_share(LOAD_FITNESS_DAYS);
    json_t *object = json_object();
    set_text(object, "formula", LOAD_LLSS_FORMULA);
    set_number(object, "llss", llss->llss, 1);
    set_text(object, "intensity_from", load_intensity_source_name(llss->intensity_source));
    (void)json_object_set_new(object, "is_uncertain", json_boolean(llss->is_uncertain));
    set_number(object, "day_llss", has_day ? history->llss[i] : nan, 1);
    set_number(object, "adds_ll_fatigue", fatigue, 1);
    set_number(object, "adds_ll_fitness", fitness, 1);
    set_number(object, "ll_fatigue_after", has_day ? history->fatigue[i] : nan, 1);
    set_number(object, "ll_fitness_after", has_day ? history->fitness[i] : nan, 1);
    set_number(object, "ll_form_after",
               has_day ? history->fitness[i] - history->fatigue[i] : nan, 1);
    answer_set(to->answer, "legs", object);
    answer_line(
        to->answer,
        "Legs (%s): LLSS %s (intensity from %s%s), the day %s; it adds %s to LL "
        "Fatigue and %s to LL Fitness; after the day fatigue %s, fitness %s, form %s.",
        LOAD_LLSS_FORMULA, quote_number(arena, llss->llss, 1),
        load_intensity_source_name(llss->intensity_source),
        llss->is_uncertain ? "; uncertain, a middle weight" : "",
        quote_number(arena, has_day ? history->llss[i] : nan, 1),
        quote_number(arena, fatigue, 1), quote_number(arena, fitness, 1),
        quote_number(arena, has_day ? history->fatigue[i] : nan, 1),
        quote_number(arena, has_day ? history->fitness[i] : nan, 1),
        quote_number(arena, has_day ? history->fitness[i] - history->fatigue[i] : nan, 1));
}

/* -- the spike -- */

/* The run session that the activity is a part of: the last one that begins at or before it.
 */
static struct load_spike_session spike_of(const struct assessment *to)
{
    const struct load_history *history = to->history;
    size_t index = (size_t)(to->item - history->activities);
    for (size_t i = history->n_sessions; to->item->is_run && i-- > 0;) {
        if (history->sessions[i].first_index <= index) {
            return load_spike_of_session(history, i);
        }
    }
    return load_spike_none();
}

static void spike_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const struct load_spike_session spike = spike_of(to);
    const struct load_spike_evidence *evidence = load_spike_evidence(spike.band);
    if (spike.day == DAY_NUM_NONE) {
        answer_set(to->answer, "spike", json_null());
        return;
    }
    json_t *object = json_object();
    set_number(object, "session_km", spike.km, 1);
    set_number(object, "ratio", spike.ratio, 2);
    set_text(object, "band", evidence->name);
    set_number(object, "longest_before_km", spike.reference_km, 1);
    set_day(object, "longest_before_day", spike.reference_day);
    set_number(object, "study_hazard_ratio", evidence->hrr, 2);
    set_text(object, "null_reason", load_spike_null_name(spike.null_reason));
    answer_set(to->answer, "spike", object);
    if (isfinite(spike.ratio)) {
        answer_line(
            to->answer,
            "Distance: %s km = %s x the longest of the 30 days before (%s km on %s): "
            "band %s, hazard ratio %s in the study (RUNSAFE).",
            quote_number(arena, spike.km, 1), quote_number(arena, spike.ratio, 2),
            quote_number(arena, spike.reference_km, 1),
            quote_day(arena, spike.reference_day), evidence->name,
            quote_number(arena, evidence->hrr, 2));
    } else {
        answer_line(to->answer, "Distance against the last 30 days: unknown (%s).",
                    load_spike_null_name(spike.null_reason));
    }
}

/* -- the same day -- */

static double gap_min(const struct load_activity *first, const struct load_activity *second)
{
    int64_t between_s = 0;
    double length_s = first->activity->elapsed_time_s > 0
                          ? first->activity->elapsed_time_s
                          : activity_duration_s(first->activity);
    return load_start_difference_s(first->activity, second->activity, &between_s)
               ? ((double)between_s - length_s) / 60
               : (double)NAN;
}

static bool is_leg_strength(const struct load_activity *item)
{
    return item->llss.strength_class == LOAD_STRENGTH_LOWER ||
           item->llss.strength_class == LOAD_STRENGTH_UNDECIDED;
}

/* "brick", "heavy_legs", "second_run", "same_day". */
static const char *relation_of(const struct load_activity *one,
                               const struct load_activity *other, double gap)
{
    bool has_ride =
        sport_is_ride(one->activity->sport) || sport_is_ride(other->activity->sport);
    if (has_ride && (one->is_run || other->is_run) && gap <= LOAD_SESSION_GAP / 60.0) {
        return "brick";
    }
    if (is_leg_strength(one) || is_leg_strength(other)) {
        return "heavy_legs";
    }
    return one->is_run && other->is_run ? "second_run" : "same_day";
}

/* The relation as the end of a sentence; being of one day is said already. */
static const char *relation_words(const char *relation)
{
    static const struct {
        const char *relation;
        const char *words;
    } all[] = {{"brick", ", a brick with it"},
               {"heavy_legs", ", strength for the legs beside it"},
               {"second_run", ", two runs in a day"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i].relation, relation) == 0) {
            return all[i].words;
        }
    }
    return "";
}

static void same_day_row(const struct assessment *to, const struct load_activity *other,
                         json_t *rows)
{
    struct arena *arena = to->ctx->arena;
    bool is_before = other < to->item; /* the history is in time order */
    double gap = is_before ? gap_min(other, to->item) : gap_min(to->item, other);
    const char *relation = relation_of(to->item, other, gap);
    /* Strength after the other session meets nothing fresh that it could spoil. */
    bool is_conflict = strcmp(relation, "heavy_legs") == 0 &&
                       is_leg_strength(is_before ? other : to->item);
    json_t *row = json_object();
    set_text(row, "id", other->activity->id);
    set_text(row, "sport", quote_clean(arena, other->activity->type_name, 40));
    set_text(row, "relation", relation);
    (void)json_object_set_new(row, "is_conflict", json_boolean(is_conflict));
    (void)json_object_set_new(row, "is_before", json_boolean(is_before));
    set_number(row, "gap_min", gap, 0);
    set_number(row, "llss", other->llss.llss, 1);
    row_add(rows, row);
    answer_line(to->answer, "Same day: %s %s, %s min %s, LLSS %s%s%s.",
                other->activity->type_name != NULL
                    ? quote_clean(arena, other->activity->type_name, 40)
                    : "?",
                other->activity->id, quote_number(arena, gap, 0),
                is_before ? "before" : "after", quote_number(arena, other->llss.llss, 1),
                relation_words(relation),
                is_conflict ? ": a conflict, the legs were worked before it" : "");
}

static void same_day_write(const struct assessment *to)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < to->history->n_activities; i++) {
        const struct load_activity *other = &to->history->activities[i];
        if (other != to->item && other->state == LOAD_ACTIVITY_COUNTED &&
            other->activity->day == to->activity->day) {
            same_day_row(to, other, rows);
        }
    }
    answer_set(to->answer, "same_day", rows);
}

/* -- running dynamics of this run -- */

static void dynamics_row(const struct assessment *to, enum load_metric metric,
                         const struct dynamics_value *value, json_t *table)
{
    struct arena *arena = to->ctx->arena;
    const struct load_metric_info info = load_metric_info(metric);
    const char *state = load_drift_state_name(value->state);
    json_t *row = json_array();
    row_add(row, json_string(info.name));
    row_add(row, json_string(info.unit));
    row_add(row, json_number_or_null(value->observed, info.decimals));
    row_add(row, json_number_or_null(value->normal, info.decimals));
    row_add(row, json_number_or_null(value->z, 1));
    row_add(row, json_string(state));
    answer_row(table, row);
    answer_line(to->answer, "%s %s %s, own normal at this speed %s, z %s: %s.", info.label,
                quote_number(arena, value->observed, info.decimals), info.unit,
                quote_number(arena, value->normal, info.decimals),
                quote_number(arena, value->z, 1), state);
}

/* Rows of the checked metrics that have an own normal; how many more are learning. */
static size_t dynamics_rows(const struct assessment *to, const struct dynamics_of_run *run,
                            json_t *table)
{
    size_t n_learning = 0;
    for (size_t i = 0; i < N_LOAD_METRICS; i++) {
        const struct dynamics_value *value = &run->values[i];
        if (!value->is_there || !load_metric_info((enum load_metric)i).is_checked) {
            continue;
        }
        if (isfinite(value->normal)) {
            dynamics_row(to, (enum load_metric)i, value, table);
        } else {
            n_learning++;
        }
    }
    return n_learning;
}

static void dynamics_write(const struct assessment *to)
{
    static const char *const columns[] = {"metric", "unit", "value",
                                          "normal", "z",    "state"};
    bool is_compared = to->item->is_run && !to->item->llss.is_walk_run && to->is_judged;
    const struct dynamics_of_run *run =
        is_compared ? dynamics_of_run(to->ctx, to->activity) : NULL;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    size_t n_learning = run != NULL ? dynamics_rows(to, run, table) : 0;
    bool has_rows = json_array_size(json_object_get(table, "rows")) > 0;
    if (n_learning > 0) {
        answer_missing(
            to->answer, "dynamics", n_learning, MISSING_TOO_SHORT_HISTORY,
            "own normal not learnt: running_dynamics_trend reads the runs before");
    } else if (run != NULL && !has_rows) {
        answer_missing(to->answer, "dynamics", 1, MISSING_NOT_RECORDED,
                       "no comparable piece of this run with running dynamics");
    }
    if (!has_rows) {
        json_decref(table);
        table = json_null();
    }
    answer_set(to->answer, "dynamics", table);
}

/* -- the load check and the next 48 hours -- */

static void check_brief_write(const struct assessment *to)
{
    const struct load_check *check = &to->status->check;
    char text[LOAD_TEXT_SIZE];
    json_t *rows = json_array();
    json_t *object = json_object();
    set_text(object, "level", load_level_name(check->level));
    answer_line(to->answer, "Load check now: %s.", check_level_words(to->status));
    for (size_t i = 0; i < check->n_reasons; i++) {
        const struct load_reason *reason = &check->reasons[i];
        if (reason->level > LOAD_LEVEL_CLEAR) {
            row_add(rows, json_string(load_reason_text(reason, text)));
            answer_line(to->answer, "%s: %s [grade %s]", load_level_name(reason->level),
                        text, load_rule_info(reason->rule)->grade);
        }
    }
    (void)json_object_set_new(object, "reasons", rows);
    answer_set(to->answer, "load_check", object);
}

static void advice_add(const struct assessment *to, json_t *rows, const char *text)
{
    row_add(rows, json_string(text));
    answer_line(to->answer, "Next 48 h: %s", text);
}

static void by_level_add(const struct assessment *to, json_t *rows)
{
    switch (to->status->check.level) {
    case LOAD_LEVEL_STOP:
        advice_add(to, rows, "no run; what lifts the stop is in lower_limb_load_status.");
        break;
    case LOAD_LEVEL_HOLD:
        advice_add(to, rows,
                   "no run until the hold is lifted (see lower_limb_load_status).");
        break;
    case LOAD_LEVEL_CAUTION:
        advice_add(to, rows, "a run only easy and inside the limit.");
        break;
    case LOAD_LEVEL_CLEAR:
    case LOAD_LEVEL_UNKNOWN:
        break;
    }
}

static void by_session_add(const struct assessment *to, json_t *rows)
{
    struct arena *arena = to->ctx->arena;
    const struct load_spike_session spike = spike_of(to);
    enum load_spike_band band = spike.band;
    enum review_verdict verdict = to->judgement.verdict;
    if (to->item->is_run_hard) {
        advice_add(to, rows,
                   arena_printf(arena,
                                "no hard run on %s: two run-hard days in a row are a "
                                "caution.",
                                quote_day(arena, to->activity->day + 1)));
    }
    if (band == LOAD_SPIKE_SMALL || band == LOAD_SPIKE_MODERATE ||
        band == LOAD_SPIKE_LARGE) {
        advice_add(
            to, rows,
            arena_printf(arena,
                         "the distance was a step above the longest of 30 days: the "
                         "next run stays under %s km, the longest before it, and the "
                         "morning's pain is asked first.",
                         quote_number(arena, spike.reference_km, 1)));
    }
    if (verdict == REVIEW_NOT_COMPLETED || verdict == REVIEW_CUT_SHORT) {
        advice_add(to, rows, "what is missing is dropped, not made up the next day.");
    }
    if (verdict == REVIEW_HARDER && to->item->is_run) {
        advice_add(to, rows, "the next easy run at the planned pace or slower.");
    }
}

static void next_write(const struct assessment *to)
{
    json_t *rows = json_array();
    struct load_planned_run planned = {.day = DAY_NUM_NONE};
    bool has_run = to->status->running.last_run_day == to->status->as_of;
    bool is_recent = to->status->as_of - to->activity->day <= NEXT_DAYS;
    planned = load_planned_run_next(&to->engine->inputs,
                                    has_run ? to->status->as_of + 1 : to->status->as_of,
                                    &to->status->next_run);
    if (is_recent) {
        by_level_add(to, rows);
        by_session_add(to, rows);
        if (json_array_size(rows) == 0) {
            advice_add(to, rows, "nothing beyond the next run's limit.");
        }
    }
    answer_set(to->answer, "next_48h", rows);
    next_run_write(to->ctx->arena, to->answer, to->status, &planned);
}

void assessment_legs_write(const struct assessment *to)
{
    cost_write(to);
    spike_write(to);
    same_day_write(to);
    dynamics_write(to);
    check_brief_write(to);
    next_write(to);
}
