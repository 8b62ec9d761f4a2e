#include "tools/week_options.h"

#include <math.h>

#include "base/str.h"
#include "tools/check.h"
#include "tools/quote.h"
#include "tools/week_table.h"
#include "tools/wishes.h"

#include "base/banned.h"

static const char *change_words(struct arena *arena, const struct plan_limits *limits,
                                const struct plan_session sessions[],
                                const struct plan_change *change)
{
    day_num first_day = limits->input->first_day;
    const char *session = week_session_words(arena, first_day, &sessions[change->session]);
    switch (change->kind) {
    case PLAN_CHANGE_MOVE:
        return arena_printf(arena, "move %s to %s %02d:%02d", session,
                            day_weekday_name(first_day + change->day),
                            change->start_min / 60, change->start_min % 60);
    case PLAN_CHANGE_SHORTEN:
        return arena_printf(arena, "shorten %s to %.0f min", session, change->minutes);
    case PLAN_CHANGE_SOFTEN:
        return arena_printf(arena, "make %s easy", session);
    case PLAN_CHANGE_SWAP:
        return arena_printf(arena, "swap %s and %s", session,
                            week_session_words(arena, first_day, &sessions[change->other]));
    case PLAN_CHANGE_DROP:
        break;
    }
    return arena_printf(arena, "drop %s", session);
}

void week_nearest_write(struct arena *arena, const struct plan_limits *limits,
                        const struct plan_session sessions[],
                        const struct plan_nearest *nearest, struct answer *answer)
{
    struct str_buf words = {.max_bytes = 600};
    if (nearest->is_found && nearest->n_changes == 0) {
        answer_set(answer, "nearest", json_null());
        return;
    }
    json_t *object = json_object();
    json_t *changes = json_array();
    for (size_t i = 0; nearest->is_found && i < nearest->n_changes; i++) {
        const char *change = change_words(arena, limits, sessions, &nearest->changes[i]);
        str_buf_printf(&words, "%s%s", i > 0 ? "; " : "", change);
        row_add(changes, json_string(change));
    }
    (void)json_object_set_new(object, "found", json_boolean(nearest->is_found));
    (void)json_object_set_new(object, "proved", json_boolean(nearest->is_nearest));
    (void)json_object_set_new(object, "changes", changes);
    set_number(object, "load_lost", nearest->is_found ? nearest->load_lost : LOAD_NAN, 0);
    answer_set(answer, "nearest", object);
    if (nearest->is_found) {
        answer_line(answer, "Nearest week that passes%s: %s (training load lost: %s).",
                    nearest->is_nearest ? "" : " found in time", str_buf_text(&words),
                    quote_number(arena, nearest->load_lost, 0));
    } else {
        answer_line(answer,
                    "No week that passes was found within %d changes: use "
                    "propose_week.",
                    (int)PLAN_CHANGES_MAX);
    }
    str_buf_release(&words);
}

/* Take the session of the found week that stands for a workout of the calendar: of its
 * kind, on its day when is_same_day; -1: none that is free. */
static int stand_in(const struct week_table *found, const struct plan_session *planned,
                    bool is_same_day, bool is_taken[])
{
    for (size_t i = 0; i < found->n_sessions; i++) {
        const struct plan_session *session = &found->sessions[i];
        if (!session->is_done && !is_taken[i] && session->kind == planned->kind &&
            (session->day == planned->day) == is_same_day) {
            is_taken[i] = true;
            return (int)i;
        }
    }
    return -1;
}

static void change_add(json_t *changes, struct str_buf *words, const char *change)
{
    row_add(changes, json_string(change));
    str_buf_printf(words, "%s%s", words->length > 0 ? ", " : "", change);
}

void week_calendar_write(const struct week_table *found, size_t n_planned,
                         const struct plan_session planned[], struct answer *answer)
{
    day_num first_day = found->limits->input->first_day;
    bool is_taken[PLAN_MAX_SESSIONS] = {false};
    bool is_kept[PLAN_MAX_SESSIONS];
    struct str_buf dropped_words = {.max_bytes = 800};
    struct str_buf moved_words = {.max_bytes = 800};
    json_t *dropped = json_array();
    json_t *moved = json_array();
    for (size_t i = 0; i < n_planned; i++) {
        is_kept[i] = stand_in(found, &planned[i], true, is_taken) >= 0;
    }
    for (size_t i = 0; i < n_planned; i++) {
        int at = is_kept[i] ? -1 : stand_in(found, &planned[i], false, is_taken);
        const char *words = arena_printf(found->arena, "%s %s",
                                         day_weekday_name(first_day + planned[i].day),
                                         plan_kind_info(planned[i].kind)->name);
        if (at >= 0) {
            day_num to = first_day + found->sessions[at].day;
            change_add(moved, &moved_words,
                       arena_printf(found->arena, "%s to %s", words, day_weekday_name(to)));
        } else if (!is_kept[i]) {
            change_add(dropped, &dropped_words, words);
        }
    }
    if (dropped_words.length + moved_words.length > 0) {
        answer_line(answer, "Calendar (keep_calendar keeps it): dropped %s; moved %s.",
                    dropped_words.length > 0 ? str_buf_text(&dropped_words) : "none",
                    moved_words.length > 0 ? str_buf_text(&moved_words) : "none");
    }
    answer_set(answer, "calendar_dropped", dropped);
    answer_set(answer, "calendar_moved", moved);
    str_buf_release(&dropped_words);
    str_buf_release(&moved_words);
}

/* "H3", "H6" of a set of rules; *words gets them too. */
static json_t *rules_json(unsigned rules, struct str_buf *words)
{
    json_t *ids = json_array();
    for (int i = 0; i < N_PLAN_RULES; i++) {
        if ((rules & 1U << (unsigned)i) != 0) {
            const struct plan_rule_info *info = plan_rule_info((enum plan_rule)i);
            row_add(ids, json_string(info->id));
            str_buf_printf(words, "%s%s %s", words->length > 0 ? ", " : "", info->id,
                           info->name);
        }
    }
    return ids;
}

static json_t *give_up_json(struct arena *arena, const struct plan_input *input,
                            const struct plan_give_up *set, struct answer *answer)
{
    struct str_buf wishes = {.max_bytes = 400};
    struct str_buf rules = {.max_bytes = 200};
    json_t *object = json_object();
    json_t *names = json_array();
    for (size_t i = 0; i < input->n_wishes; i++) {
        if ((set->wishes & 1U << (unsigned)i) != 0) {
            const char *wish = wishes_words(arena, input->first_day, &input->wishes[i]);
            row_add(names, json_string(wish));
            str_buf_printf(&wishes, "%s%s", wishes.length > 0 ? " and " : "", wish);
        }
    }
    (void)json_object_set_new(object, "wishes", names);
    (void)json_object_set_new(object, "forced_by", rules_json(set->rules, &rules));
    answer_line(answer, "Giving up %s lets the other wishes stand (forced by: %s).",
                str_buf_text(&wishes),
                rules.length > 0 ? str_buf_text(&rules)
                                 : "several rules, or the wishes together");
    str_buf_release(&wishes);
    str_buf_release(&rules);
    return object;
}

void week_give_ups_write(struct arena *arena, const struct plan_input *input,
                         const struct plan_give_ups *give_ups, struct answer *answer)
{
    json_t *sets = json_array();
    for (size_t i = 0; i < give_ups->n_sets; i++) {
        row_add(sets, give_up_json(arena, input, &give_ups->sets[i], answer));
    }
    if (give_ups->n_sets > 0 && (give_ups->has_more || !give_ups->is_complete)) {
        answer_line(answer, "There may be more ways than these.");
    }
    answer_set(answer, "give_up_options", sets);
}

void week_infeasible_write(unsigned rules, struct answer *answer)
{
    struct str_buf words = {.max_bytes = 300};
    answer_set(answer, "infeasible", rules_json(rules, &words));
    if (words.length > 0) {
        answer_line(answer, "What cannot be kept: %s.", str_buf_text(&words));
    }
    str_buf_release(&words);
}

static const char *phase_of(const struct plan_outline_week *week)
{
    return week->is_race_week ? "race"
           : week->is_taper   ? "taper"
           : week->is_deload  ? "deload"
                              : "build";
}

void week_outline_write(struct arena *arena, const struct plan_input *input, size_t n_weeks,
                        const struct plan_outline_week weeks[], struct answer *answer)
{
    static const char *const columns[] = {"week_start",      "phase",    "run_min",
                                          "longest_run_min", "ride_min", "run_days_max",
                                          "hard_runs_max",   "rung"};
    if (n_weeks == 0) {
        answer_set(answer, "outline", json_null());
        return;
    }
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < n_weeks; i++) {
        const struct plan_outline_week *week = &weeks[i];
        day_num day = input->first_day + week->first_day;
        json_t *row = json_array();
        row_add(row, json_day_or_null(day));
        row_add(row, json_string(phase_of(week)));
        row_add(row, json_number_or_null(week->run_min, 0));
        row_add(row, json_number_or_null(week->longest_run_min, 0));
        row_add(row, json_number_or_null(week->ride_min, 0));
        row_add(row, json_integer(week->n_run_days_max));
        row_add(row, json_integer(week->n_run_hard_max));
        row_add(row, json_integer_or_null(week->rung, week->rung > 0));
        answer_row(table, row);
        answer_line(
            answer,
            "Outline %s (%s): run %s min, longest at most %s, on at most %s, "
            "hard runs at most %d; ride %s min%s.",
            quote_day(arena, day), phase_of(week), quote_number(arena, week->run_min, 0),
            quote_number(arena, week->longest_run_min, 0),
            quote_count(arena, (size_t)week->n_run_days_max, "day"), week->n_run_hard_max,
            quote_number(arena, week->ride_min, 0),
            week->rung > 0 ? arena_printf(arena, "; ladder rung %d", week->rung) : "");
    }
    answer_set(answer, "outline", table);
}
