#include "tools/week_table.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "load/constants.h"
#include "tools/check.h"
#include "tools/next_run.h"
#include "tools/quote.h"

#include "base/banned.h"

static const char *clock_text(struct arena *arena, int minute)
{
    return arena_printf(arena, "%02d:%02d", minute / 60, minute % 60);
}

static const char *state_text(const struct plan_input *input,
                              const struct plan_session *session)
{
    return session->is_done                      ? "done"
           : plan_is_unconfirmed(input, session) ? "unconfirmed"
           : session->is_fixed                   ? "fixed"
                                                 : "planned";
}

const char *week_session_words(struct arena *arena, day_num first_day,
                               const struct plan_session *session)
{
    const char *length = session->minutes > 0.0
                             ? arena_printf(arena, "%.0f min", session->minutes)
                             : "of unknown length";
    return arena_printf(arena, "%s %s %s %s", day_weekday_name(first_day + session->day),
                        clock_text(arena, session->start_min),
                        plan_kind_info(session->kind)->name, length);
}

static json_t *session_table(void)
{
    static const char *const columns[] = {"day",   "weekday", "start",  "kind",
                                          "sport", "min",     "km",     "load",
                                          "llss",  "state",   "kind_by"};
    return answer_table(columns, sizeof columns / sizeof columns[0]);
}

static json_t *session_row(struct arena *arena, const struct plan_input *input,
                           const struct plan_session *session)
{
    json_t *row = json_array();
    day_num day = input->first_day + session->day;
    row_add(row, json_day_or_null(day));
    row_add(row, json_string(day_weekday_name(day)));
    row_add(row, json_string(clock_text(arena, session->start_min)));
    row_add(row, json_string(plan_kind_info(session->kind)->name));
    row_add(row, json_string(sport_name(session->sport)));
    row_add(row,
            json_number_or_null(session->minutes > 0.0 ? session->minutes : LOAD_NAN, 0));
    row_add(row, json_number_or_null(session->km, 1));
    row_add(row, json_number_or_null(session->load, 0));
    row_add(row, json_number_or_null(session->llss, 1));
    row_add(row, json_string(state_text(input, session)));
    row_add(row, json_text_or_null(session->is_done ? NULL : session->reason));
    return row;
}

void week_sessions_write(const struct week_table *week, struct answer *answer)
{
    struct arena *arena = week->arena;
    const struct plan_input *input = week->limits->input;
    size_t n_unconfirmed = 0;
    size_t n_races_without_length = 0;
    json_t *table = session_table();
    if (week->workouts != NULL) {
        row_add(json_object_get(table, "columns"), json_string("main_set"));
    }
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *session = &week->sessions[i];
        const char *km =
            isnan(session->km) ? "" : arena_printf(arena, ", %.1f km", session->km);
        const char *state = state_text(input, session);
        const char *state_words =
            strcmp(state, "planned") == 0 ? "" : arena_printf(arena, ", %s", state);
        const char *by = session->reason == NULL || session->is_done
                             ? ""
                             : arena_printf(arena, " (kind by: %s)", session->reason);
        const char *main_set = week_workouts_brief(week->workouts, i);
        json_t *row = session_row(arena, input, session);
        n_unconfirmed += plan_is_unconfirmed(input, session) ? 1U : 0U;
        n_races_without_length +=
            session->kind == PLAN_RACE && !(session->minutes > 0.0) ? 1U : 0U;
        if (week->workouts != NULL) {
            row_add(row, json_text_or_null(main_set));
        }
        answer_row(table, row);
        answer_line(answer, "%s%s%s%s, LLSS %s%s%s",
                    week_session_words(arena, input->first_day, session),
                    main_set != NULL ? ", " : "", main_set != NULL ? main_set : "", km,
                    quote_number(arena, session->llss, 0), state_words, by);
    }
    if (n_unconfirmed > 0) {
        answer_missing(answer, "sessions", n_unconfirmed, MISSING_NOT_RECORDED,
                       "planned for earlier today, not done or not synced yet: counted as "
                       "planned, no rule is broken by it being past; refresh, or ask");
    }
    if (n_races_without_length > 0) {
        answer_missing(
            answer, "race length", n_races_without_length, MISSING_NOT_ASKED,
            "its load is not in these numbers: ask how long it will take, keep it "
            "with set_preferences (races, minutes)");
    }
    answer_set(answer, "sessions", table);
}

const char *week_verdict_words(struct arena *arena, const struct plan_proof *proof)
{
    static const char *const words[] = {"PASS", "PASS WITH CAUTIONS", "NEEDS OVERRIDE",
                                        "REFUSED"};
    struct str_buf text = {.max_bytes = 200};
    str_buf_add(&text, words[proof->verdict]);
    const char *joint = ": ";
    for (int i = 0; i < N_PLAN_RULES; i++) {
        if (proof->rules[i].state == PLAN_BROKEN) {
            const struct plan_rule_info *info = plan_rule_info((enum plan_rule)i);
            str_buf_printf(&text, "%s%s %s", joint, info->id, info->name);
            joint = ", ";
        }
    }
    const char *copy = arena_text(arena, str_buf_text(&text));
    str_buf_release(&text);
    return copy;
}

const char *week_amount_words(struct arena *arena, double value)
{
    bool is_whole = fabs(value - round(value)) < 0.05;
    return quote_number(arena, value, is_whole ? 0 : 1);
}

/* "days", of one "day". */
static const char *unit_words(struct arena *arena, const struct plan_rule_result *result)
{
    size_t length = strlen(result->unit);
    bool is_plural = length > 2 && result->unit[length - 1] == 's';
    return is_plural && strcmp(week_amount_words(arena, result->value), "1") == 0
               ? arena_printf(arena, "%.*s", (int)length - 1, result->unit)
               : result->unit;
}

const char *week_limit_words(const struct week_table *week, enum plan_rule rule,
                             const struct plan_rule_result *result)
{
    struct arena *arena = week->arena;
    const struct plan_run_limit *run =
        &week->limits->run[result->day == PLAN_NO_DAY ? 0 : result->day];
    bool is_by_min = run->mode == PLAN_LIMIT_MIN;
    double limit = is_by_min ? run->max_min : run->max_km;
    if (rule != PLAN_H3 || result->day == PLAN_NO_DAY ||
        (!is_by_min && run->mode != PLAN_LIMIT_KM) || fabs(result->limit - limit) > 1e-9) {
        return week_amount_words(arena, result->limit);
    }
    double max_km = LOAD_NEXT_RUN_FACTOR * run->reference_km;
    bool has_both = is_by_min && !isnan(max_km);
    return arena_printf(arena, "%s%s",
                        next_run_limit_words(arena, max_km, is_by_min ? limit : LOAD_NAN),
                        has_both ? ", minutes decide" : "");
}

/* "hours between hard runs: 47 h, limit 48 (Wed)". */
static const char *result_words(const struct week_table *week, enum plan_rule rule)
{
    const struct plan_rule_result *result = &week->proof->rules[rule];
    struct arena *arena = week->arena;
    day_num first_day = week->limits->input->first_day;
    const char *day =
        result->day == PLAN_NO_DAY
            ? ""
            : arena_printf(arena, " (%s)", day_weekday_name(first_day + result->day));
    if (isnan(result->value)) {
        return arena_printf(arena, "%s%s", result->what, day);
    }
    return arena_printf(arena, "%s: %s %s, limit %s%s", result->what,
                        week_amount_words(arena, result->value), unit_words(arena, result),
                        week_limit_words(week, rule, result), day);
}

static json_t *reason_object(const struct week_table *week, enum plan_rule rule)
{
    const struct plan_rule_info *info = plan_rule_info(rule);
    const struct plan_rule_result *result = &week->proof->rules[rule];
    day_num first_day = week->limits->input->first_day;
    json_t *object = json_object();
    set_text(object, "rule", info->id);
    set_text(object, "name", info->name);
    set_text(object, "text", result_words(week, rule));
    set_text(object, "session",
             result->session < 0 ? NULL
                                 : week_session_words(week->arena, first_day,
                                                      &week->sessions[result->session]));
    set_text(object, "other_session",
             result->other < 0 ? NULL
                               : week_session_words(week->arena, first_day,
                                                    &week->sessions[result->other]));
    set_text(object, "override",
             info->override == PLAN_OVERRIDE_NEVER ? "never" : "athlete");
    set_text(object, "grade", info->grade);
    set_text(object, "source", info->source);
    return object;
}

void week_verdict_write(const struct week_table *week, struct answer *answer)
{
    const struct plan_input *input = week->limits->input;
    json_t *reasons = json_array();
    answer_set(answer, "week_start", json_day_or_null(input->first_day));
    answer_set(answer, "focus", json_string(plan_focus_name(input->focus)));
    answer_set(answer, "verdict", json_string(plan_verdict_name(week->proof->verdict)));
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_result *result = &week->proof->rules[i];
        const struct plan_rule_info *info = plan_rule_info((enum plan_rule)i);
        if (result->state == PLAN_BROKEN) {
            row_add(reasons, reason_object(week, (enum plan_rule)i));
            answer_line(answer, "Broken %s %s (grade %s, override: %s): %s. %s", info->id,
                        info->name, info->grade,
                        info->override == PLAN_OVERRIDE_NEVER ? "never" : "athlete",
                        result_words(week, (enum plan_rule)i), info->content);
        } else if (result->state == PLAN_DONE_BEYOND) {
            answer_line(
                answer,
                "What is done already goes beyond %s %s (%s); nothing planned makes "
                "it worse.",
                info->id, info->name, result_words(week, (enum plan_rule)i));
        }
    }
    answer_set(answer, "reasons", reasons);
}

static const char *rule_state_name(enum plan_rule_state state)
{
    static const char *const names[] = {"not_applicable", "holds", "done_beyond", "broken"};
    return names[state];
}

static void rules_write(const struct week_table *week, struct answer *answer)
{
    static const char *const columns[] = {"rule", "state", "value", "limit", "margin",
                                          "unit", "binds", "grade", "what"};
    struct str_buf binding = {.max_bytes = 1500};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    json_t *others = json_array();
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_info *info = plan_rule_info((enum plan_rule)i);
        const struct plan_rule_result *result = &week->proof->rules[i];
        if (result->state == PLAN_NOT_APPLICABLE) {
            row_add(others, json_string(info->id));
            continue;
        }
        json_t *row = json_array();
        row_add(row, json_string(info->id));
        row_add(row, json_string(rule_state_name(result->state)));
        row_add(row, json_number_or_null(result->value, 1));
        row_add(row, json_number_or_null(result->limit, 1));
        row_add(row, json_number_or_null(result->margin, 1));
        row_add(row, json_text_or_null(result->unit[0] == '\0' ? NULL : result->unit));
        row_add(row, json_boolean(result->binds));
        row_add(row, json_string(info->grade));
        row_add(row, json_string(result->what));
        answer_row(table, row);
        if (result->state == PLAN_HOLDS && !isnan(result->value)) {
            str_buf_printf(&binding, "%s%s%s %s", binding.length > 0 ? "; " : "", info->id,
                           result->binds ? " binds:" : "",
                           result_words(week, (enum plan_rule)i));
        }
    }
    answer_set(answer, "rules", table);
    answer_set(answer, "not_applicable", others);
    if (binding.length > 0) {
        answer_line(answer, "Rules that hold: %s.", str_buf_text(&binding));
    }
    str_buf_release(&binding);
}

json_t *week_soft_table(const struct week_table *week)
{
    static const char *const columns[] = {"rule",  "name",  "points",
                                          "value", "limit", "unit"};
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        const struct plan_soft_info *info = plan_soft_info((enum plan_soft)i);
        const struct plan_soft_result *soft = &week->proof->soft[i];
        if (soft->points == 0) {
            continue;
        }
        json_t *row = json_array();
        row_add(row, json_string(info->id));
        row_add(row, json_string(info->name));
        row_add(row, json_integer(soft->points));
        row_add(row, json_number_or_null(soft->value, 1));
        row_add(row, json_number_or_null(soft->limit, 1));
        row_add(row, json_text_or_null(soft->unit[0] == '\0' ? NULL : soft->unit));
        answer_row(table, row);
    }
    return table;
}

static void soft_write(const struct week_table *week, struct answer *answer)
{
    struct str_buf words = {.max_bytes = 900};
    json_t *free_of_cost = json_array();
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        const struct plan_soft_info *info = plan_soft_info((enum plan_soft)i);
        const struct plan_soft_result *soft = &week->proof->soft[i];
        if (soft->points == 0) {
            row_add(free_of_cost, json_string(info->id));
            continue;
        }
        str_buf_printf(&words, "%s%s %s %d (%s against %s %s)",
                       words.length > 0 ? "; " : "", info->id, info->name, soft->points,
                       week_amount_words(week->arena, soft->value),
                       week_amount_words(week->arena, soft->limit), soft->unit);
    }
    answer_set(answer, "soft", week_soft_table(week));
    answer_set(answer, "soft_free", free_of_cost);
    answer_set(answer, "soft_points", json_integer(week->proof->cost));
    answer_line(answer, "Soft points: %d%s%s.", week->proof->cost,
                words.length > 0 ? ": " : "", str_buf_text(&words));
    str_buf_release(&words);
}

void week_proof_write(const struct week_table *week, struct answer *answer)
{
    rules_write(week, answer);
    soft_write(week, answer);
}

static void totals_write(const struct week_table *week, struct answer *answer)
{
    const struct plan_totals *totals = &week->proof->totals;
    struct arena *arena = week->arena;
    json_t *object = json_object();
    set_number(object, "run_min", totals->run_min, 0);
    set_number(object, "run_km", totals->run_km, 1);
    set_number(object, "ride_min", totals->ride_min, 0);
    set_number(object, "easy_pct", totals->easy_pct, 0);
    set_number(object, "llss", totals->llss, 0);
    set_number(object, "training_load", totals->load, 0);
    set_count(object, "run_days", (size_t)totals->n_run_days);
    set_count(object, "hard_runs", (size_t)totals->n_run_hard);
    set_count(object, "limb_rest_days", (size_t)totals->n_rest_days);
    answer_set(answer, "totals", object);
    answer_line(answer,
                "Week: run %s on %s (%s km), ride %s, %s %% easy, %s, "
                "LLSS %s, training load %s.",
                quote_duration(arena, totals->run_min * 60.0),
                quote_count(arena, (size_t)totals->n_run_days, "day"),
                quote_number(arena, totals->run_km, 1),
                quote_duration(arena, totals->ride_min * 60.0),
                quote_number(arena, totals->easy_pct, 0),
                quote_count(arena, (size_t)totals->n_rest_days, "limb rest day"),
                quote_number(arena, totals->llss, 0), quote_number(arena, totals->load, 0));
}

void week_effect_write(const struct week_table *week, struct answer *answer)
{
    static const char *const columns[] = {"day",        "llss", "ll_fitness",
                                          "ll_fatigue", "ctl",  "atl"};
    const struct plan_projection *projection = &week->proof->projection;
    const struct plan_input *input = week->limits->input;
    struct arena *arena = week->arena;
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    totals_write(week, answer);
    for (int day = 0; day < PLAN_DAYS; day++) {
        json_t *row = json_array();
        row_add(row, json_day_or_null(input->first_day + day));
        row_add(row, json_number_or_null(projection->llss[day], 0));
        row_add(row, json_number_or_null(projection->fitness[day], 1));
        row_add(row, json_number_or_null(projection->fatigue[day], 1));
        row_add(row, json_number_or_null(projection->ctl[day], 1));
        row_add(row, json_number_or_null(projection->atl[day], 1));
        answer_row(table, row);
    }
    answer_set(answer, "projection", table);
    int last = PLAN_DAYS - 1;
    answer_line(answer,
                "At its end: LL Fitness %s (%s before), LL Fatigue %s, LL Form %s %%; "
                "aerobic form CTL - ATL %s (CTL %s).",
                quote_number(arena, projection->fitness[last], 1),
                quote_number(arena, input->fitness_eve, 1),
                quote_number(arena, projection->fatigue[last], 1),
                quote_number(arena, projection->form_pct, 0),
                quote_number(arena, projection->ctl[last] - projection->atl[last], 1),
                quote_number(arena, projection->ctl[last], 1));
}
