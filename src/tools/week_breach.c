#include "tools/week_breach.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "tools/check.h"
#include "tools/quote.h"

#include "base/banned.h"

enum { NAME_SIZE = 40 };

/* "run_easy" as "run easy". */
static const char *kind_words(struct arena *arena, const struct plan_session *session)
{
    char name[NAME_SIZE];
    str_copy(name, sizeof name, plan_kind_info(session->kind)->name);
    for (char *at = name; *at != '\0'; at++) {
        if (*at == '_') {
            *at = ' ';
        }
    }
    return session->kind == PLAN_OTHER ? sport_name(session->sport)
                                       : arena_text(arena, name);
}

/* "12:00 run easy 70 min", without a clock where the calendar has none. */
static const char *session_words(struct arena *arena, const struct plan_session *session)
{
    const char *clock =
        arena_printf(arena, "%02d:%02d ", session->start_min / 60, session->start_min % 60);
    return arena_printf(
        arena, "%s%s%s", session->is_untimed ? "" : clock, kind_words(arena, session),
        session->minutes > 0 ? arena_printf(arena, " %.0f min", session->minutes) : "");
}

/* With its day: to be read without the week. */
static const char *whole_words(const struct week_table *week, int at)
{
    const struct plan_session *session = &week->sessions[at];
    day_num day = week->limits->input->first_day + session->day;
    return arena_printf(week->arena, "%s %s", quote_day(week->arena, day),
                        session_words(week->arena, session));
}

/* Whom the rule speaks of: a session, a pair, a day, the week. */
static const char *subject(const struct week_table *week,
                           const struct plan_rule_result *result)
{
    struct arena *arena = week->arena;
    day_num first_day = week->limits->input->first_day;
    if (result->session >= 0 && result->other >= 0) {
        const struct plan_session *other = &week->sessions[result->other];
        bool is_same_day = other->day == week->sessions[result->session].day;
        return arena_printf(arena, "%s beside %s", whole_words(week, result->session),
                            is_same_day ? session_words(arena, other)
                                        : whole_words(week, result->other));
    }
    if (result->session >= 0) {
        return whole_words(week, result->session);
    }
    return result->day != PLAN_NO_DAY ? quote_day(arena, first_day + result->day)
                                      : "the week";
}

/* "2 days", "1 day", "24 h". */
static const char *with_unit(struct arena *arena, const char *amount, const char *unit)
{
    size_t length = strlen(unit);
    bool is_one = strcmp(amount, "1") == 0 && length > 2 && unit[length - 1] == 's';
    return arena_printf(arena, "%s %.*s", amount, (int)(is_one ? length - 1 : length),
                        unit);
}

/* ", your limit 52 min", ", at least 24 h needed". */
static const char *limit_told(const struct week_table *week, enum plan_rule rule)
{
    const struct plan_rule_result *result = &week->proof->rules[rule];
    struct arena *arena = week->arena;
    static const char at_most[] = "at most ";
    const char *limit = week_limit_words(week, rule, result);
    bool is_told = strncmp(limit, at_most, strlen(at_most)) == 0;
    limit += is_told ? strlen(at_most) : 0;
    bool is_number = strcmp(limit, week_amount_words(arena, result->limit)) == 0;
    limit = is_number ? with_unit(arena, limit, result->unit) : limit;
    return result->value < result->limit
               ? arena_printf(arena, ", at least %s needed", limit)
               : arena_printf(arena, ", your limit %s", limit);
}

static const char *breach_words(const struct week_table *week, enum plan_rule rule)
{
    const struct plan_rule_info *info = plan_rule_info(rule);
    const struct plan_rule_result *result = &week->proof->rules[rule];
    struct arena *arena = week->arena;
    const char *value =
        isnan(result->value)
            ? ""
            : arena_printf(
                  arena, " %s%s",
                  with_unit(arena, week_amount_words(arena, result->value), result->unit),
                  limit_told(week, rule));
    return arena_printf(arena, "%s: %s%s (%s %s)", subject(week, result), result->what,
                        value, info->id, info->name);
}

void week_breaches_of(const struct week_table *week, struct week_breaches *ret)
{
    *ret = (struct week_breaches){0};
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_result *result = &week->proof->rules[i];
        if (result->state == PLAN_BROKEN) {
            ret->items[ret->n_items++] =
                (struct week_breach){.rule = (enum plan_rule)i,
                                     .margin = result->margin,
                                     .words = breach_words(week, (enum plan_rule)i)};
        }
    }
}

unsigned week_breaches_rules(const struct week_breaches *breaches)
{
    unsigned rules = 0;
    for (size_t i = 0; i < breaches->n_items; i++) {
        rules |= 1U << (unsigned)breaches->items[i].rule;
    }
    return rules;
}

/* Adds one of a list while there is room, the first in any case; false: it was left out. */
static bool item_add(struct str_buf *to, const char *item, size_t max_bytes)
{
    bool fits = to->length == 0 || to->length + strlen(item) + 2 <= max_bytes;
    if (fits) {
        str_buf_printf(to, "%s%s", to->length > 0 ? "; " : "", item);
    }
    return fits;
}

static const char *list_end(struct arena *arena, struct str_buf *text, size_t n_left_out)
{
    if (n_left_out > 0) {
        str_buf_printf(text, "; and %zu more", n_left_out);
    }
    const char *copy = arena_text(arena, str_buf_text(text));
    str_buf_release(text);
    return copy;
}

const char *week_breaches_words(struct arena *arena, const struct week_breaches *breaches,
                                size_t max_bytes)
{
    struct str_buf text = {0};
    size_t n_left_out = 0;
    for (size_t i = 0; i < breaches->n_items; i++) {
        n_left_out += item_add(&text, breaches->items[i].words, max_bytes) ? 0 : 1;
    }
    return list_end(arena, &text, n_left_out);
}

/* ---- cautions ---- */

/* "S1 easy_share 70 % (aim 80)". */
static const char *caution_words(struct arena *arena, enum plan_soft rule,
                                 const struct plan_soft_result *soft)
{
    const struct plan_soft_info *info = plan_soft_info(rule);
    if (isnan(soft->value)) {
        return arena_printf(arena, "%s %s", info->id, info->name);
    }
    return arena_printf(arena, "%s %s %s%s%s (aim %s)", info->id, info->name,
                        week_amount_words(arena, soft->value),
                        soft->unit[0] != '\0' ? " " : "", soft->unit,
                        week_amount_words(arena, soft->limit));
}

static const char *cautions_words(const struct week_table *week, size_t max_bytes)
{
    struct str_buf text = {0};
    size_t n_left_out = 0;
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        const struct plan_soft_result *soft = &week->proof->soft[i];
        if (soft->points > 0) {
            const char *words = caution_words(week->arena, (enum plan_soft)i, soft);
            n_left_out += item_add(&text, words, max_bytes) ? 0 : 1;
        }
    }
    return list_end(week->arena, &text, n_left_out);
}

/* "PASS WITH CAUTIONS: S1 easy_share, S5 form". */
static const char *cautions_named(const struct week_table *week, size_t max_bytes)
{
    struct str_buf text = {0};
    size_t n_left_out = 0;
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        const struct plan_soft_info *info = plan_soft_info((enum plan_soft)i);
        if (week->proof->soft[i].points > 0) {
            const char *words = arena_printf(week->arena, "%s %s", info->id, info->name);
            n_left_out += item_add(&text, words, max_bytes) ? 0 : 1;
        }
    }
    return list_end(week->arena, &text, n_left_out);
}

const char *week_verdict_told(const struct week_table *week, size_t max_bytes)
{
    enum { HEAD_BYTES = 34 }; /* "PASS WITH CAUTIONS: " and "; and 11 more" */
    struct arena *arena = week->arena;
    struct week_breaches breaches;
    size_t room = max_bytes > HEAD_BYTES ? max_bytes - HEAD_BYTES : 0;
    const char *words = NULL;
    switch (week->proof->verdict) {
    case PLAN_NEEDS_OVERRIDE:
    case PLAN_REFUSED:
        week_breaches_of(week, &breaches);
        words = arena_printf(arena, "%s: %s",
                             week->proof->verdict == PLAN_REFUSED ? "REFUSED"
                                                                  : "NEEDS OVERRIDE",
                             week_breaches_words(arena, &breaches, room));
        return strlen(words) <= max_bytes ? words : week_verdict_words(arena, week->proof);
    case PLAN_PASS_WITH_CAUTIONS:
        words = cautions_words(week, room);
        words = strlen(words) <= room ? words : cautions_named(week, room);
        return arena_printf(arena, "PASS WITH CAUTIONS: %s", words);
    case PLAN_PASS:
        break;
    }
    return "PASS";
}

void week_cautions_write(const struct week_table *week, struct answer *answer)
{
    enum { LINE_BYTES = 900 };
    answer_set(answer, "cautions", week_soft_table(week));
    if (week->proof->cost > 0) {
        answer_line(answer, "Cautions (%d soft points): %s.", week->proof->cost,
                    cautions_words(week, LINE_BYTES));
    }
}
