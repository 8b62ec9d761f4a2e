#include "tools/check.h"

#include "tools/quote.h"
#include "base/banned.h"

void set_number(json_t *object, const char *key, double value, int decimals)
{
    (void)json_object_set_new(object, key, json_number_or_null(value, decimals));
}

void set_count(json_t *object, const char *key, size_t value)
{
    (void)json_object_set_new(object, key, json_integer((json_int_t)value));
}

void set_count_or_null(json_t *object, const char *key, size_t value, bool is_known)
{
    (void)json_object_set_new(object, key,
                              json_integer_or_null((json_int_t)value, is_known));
}

void set_text(json_t *object, const char *key, const char *value)
{
    bool is_absent = value == NULL || *value == '\0';
    (void)json_object_set_new(object, key, json_text_or_null(is_absent ? NULL : value));
}

void set_day(json_t *object, const char *key, day_num day)
{
    (void)json_object_set_new(object, key, json_day_or_null(day));
}

bool check_pain_is_told(const struct load_status *status)
{
    return status->pain.state == LOAD_PAIN_CURRENT &&
           (status->running.last_run_day == DAY_NUM_NONE ||
            status->pain.day >= status->running.last_run_day);
}

const char *check_level_words(const struct load_status *status)
{
    switch (status->check.level) {
    case LOAD_LEVEL_STOP:
        return "STOP: no run";
    case LOAD_LEVEL_HOLD:
        return "HOLD: no run until this has settled";
    case LOAD_LEVEL_CAUTION:
        return "CAUTION: run only easy and inside the limit";
    case LOAD_LEVEL_CLEAR:
        return check_pain_is_told(status) ? "CLEAR by load and pain"
                                          : "CLEAR by load; pain not told";
    case LOAD_LEVEL_UNKNOWN:
        break;
    }
    return load_unknown_because_text(status->check.unknown_because);
}

static void reasons_write(struct answer *answer, const struct load_check *check)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < check->n_reasons; i++) {
        const struct load_reason *reason = &check->reasons[i];
        const struct load_rule_info *rule = load_rule_info(reason->rule);
        char text[LOAD_TEXT_SIZE];
        char change[LOAD_TEXT_SIZE];
        json_t *row = json_object();
        (void)load_reason_text(reason, text);
        (void)load_reason_change_text(reason, change);
        set_text(row, "rule", rule->id);
        set_text(row, "level", load_level_name(reason->level));
        set_number(row, "value", reason->value, 2);
        set_number(row, "limit", reason->limit, 2);
        set_number(row, "margin", reason->margin, 2);
        set_text(row, "unit", rule->unit);
        set_text(row, "text", text);
        set_text(row, "change", change);
        set_day(row, "until", reason->until_day);
        set_text(row, "source", rule->source);
        set_text(row, "grade", rule->grade);
        row_add(rows, row);
        answer_line(answer, "%s: %s%s%s [%s, grade %s]", load_level_name(reason->level),
                    text, change[0] != '\0' ? " What lifts it: " : "", change, rule->source,
                    rule->grade);
    }
    answer_set(answer, "reasons", rows);
}

static void question_add(struct answer *answer, json_t *questions, const char *text)
{
    row_add(questions, json_string(text));
    answer_line(answer, "Ask: %s", text);
}

/* A pain question about a run that long ago would be about nothing: then of now. */
static const char *pain_question(struct arena *arena, const struct load_status *status)
{
    day_num run = status->running.last_run_day;
    if (run < status->as_of - LOAD_PAIN_DAYS) {
        return "any pain now, 0-10, where? Keep it with log_checkin (0 counts).";
    }
    return arena_printf(
        arena,
        "pain 0-10 of the run of %s: during, after, next morning, where? Keep "
        "it with log_checkin (0 counts).",
        quote_day(arena, run));
}

/* A long break that nobody called an injury, and nobody has said was none. */
static bool asks_cause_of_break(const struct load_status *status)
{
    const struct load_preferences *told = &status->history->preferences;
    return status->running.state == LOAD_RUN_RETURN &&
           status->running.return_cause == LOAD_RETURN_GAP && !status->check.asks_injury &&
           told->n_injuries == 0 && told->no_injury_day == DAY_NUM_NONE;
}

/* What only the athlete can answer, and the tool that takes the answer. */
static void questions_write(struct arena *arena, struct answer *answer,
                            const struct load_status *status)
{
    json_t *questions = json_array();
    if (!check_pain_is_told(status) && status->running.last_run_day != DAY_NUM_NONE) {
        question_add(answer, questions, pain_question(arena, status));
    }
    if (asks_cause_of_break(status)) {
        question_add(answer, questions,
                     "was the break from running an injury? Keep it with set_preferences "
                     "(injuries, or no_injury_before): it decides where to begin.");
    }
    if (status->check.asks_injury) {
        question_add(answer, questions,
                     "were the days marked INJURED an injury? Where, since when?");
    }
    if (status->check.asks_recent_running) {
        question_add(answer, questions,
                     "what was run in the last weeks: longest run, minutes a week?");
    }
    answer_set(answer, "questions", questions);
}

void check_write(struct arena *arena, struct answer *answer,
                 const struct load_status *status)
{
    const struct load_check *check = &status->check;
    json_t *names = json_array();
    answer_set(answer, "verdict", json_string(load_level_name(check->level)));
    reasons_write(answer, check);
    for (size_t i = 0; i < check->n_not_checked; i++) {
        row_add(names, json_string(check->not_checked[i].what));
    }
    answer_set(answer, "not_checked", names);
    questions_write(arena, answer, status);
}
