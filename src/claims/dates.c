/* Days that a text names: dates, weekdays, today. */
#include "claims/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static struct claims__scope scope_of_day(day_num day)
{
    return (struct claims__scope){.n_days = 1, .days = {day}};
}

void claims__anchor_add(struct claims__state *state, size_t first, size_t last,
                        const struct claims__scope *scope)
{
    state->anchors[state->n_anchors++] =
        (struct claims__anchor){.first = first, .last = last, .scope = *scope};
    claims__take(state, first, last);
}

static void bad_day_add(struct claims__state *state, size_t first, size_t last, day_num day,
                        int weekday)
{
    struct claims__reading *reading = state->reading;
    reading->bad_days[reading->n_bad_days++] =
        (struct claims__bad_day){.begin = claims__token_at(state->tokens, first)->begin,
                                 .end = claims__token_at(state->tokens, last)->end,
                                 .day = day,
                                 .weekday_said = weekday};
}

/* 0 when the token is no number from 1 to 31 that can be a day of a month. */
static int day_of_month(const struct claims__state *state, size_t i)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    bool is_fit = token->kind == TOKEN_NUMBER && token->n_decimals == 0 &&
                  (token->form == NUMBER_PLAIN || token->form == NUMBER_ORDINAL) &&
                  token->value >= 1 && token->value <= 31 && !token->has_sign;
    return is_fit ? (int)token->value : 0;
}

/* A year behind token i, with a comma or "de" between; tokens taken. */
static size_t year_behind(const struct claims__state *state, size_t i, int *ret_year)
{
    size_t n = claims__sign_at(state, i, ',') ? 1 : 0;
    if (n == 0 && (strcmp(claims__token_at(state->tokens, i)->word, "de") == 0 ||
                   strcmp(claims__token_at(state->tokens, i)->word, "del") == 0)) {
        n = 1;
    }
    const struct claims__token *token = claims__token_at(state->tokens, i + n);
    if (token->kind == TOKEN_NUMBER && token->form == NUMBER_PLAIN &&
        token->n_decimals == 0 && token->value >= 1900 && token->value < 2200 &&
        token->end - token->begin == 4) {
        *ret_year = (int)token->value;
        return n + 1;
    }
    return 0;
}

static day_num day_from_parts(int year, int month, int day)
{
    day_num known = day_from_civil((struct civil_date){year, month, day});
    struct civil_date back = civil_from_day(known);
    return back.month == month && back.day == day ? known : DAY_NUM_NONE;
}

/* Of the years around today's the one that brings the day nearest to it. */
static day_num nearest_day(day_num today, int month, int day)
{
    int year = civil_from_day(today).year;
    day_num best = DAY_NUM_NONE;
    for (int i = -1; i <= 1; i++) {
        day_num candidate = day_from_parts(year + i, month, day);
        if (candidate != DAY_NUM_NONE &&
            (best == DAY_NUM_NONE || abs(candidate - today) < abs(best - today))) {
            best = candidate;
        }
    }
    return best;
}

static size_t date_end(const struct claims__state *state, size_t i, size_t n, int month,
                       int day, struct claims__scope *ret)
{
    int year = 0;
    size_t n_year = year_behind(state, i + n, &year);
    day_num found = n_year > 0 ? day_from_parts(year, month, day)
                               : nearest_day(state->reader->today, month, day);
    *ret = scope_of_day(found);
    return n + n_year;
}

/* "3 January", "3rd of January", "3. Januar", "3 de enero" */
static size_t day_then_month(const struct claims__state *state, size_t i,
                             struct claims__scope *ret)
{
    int day = day_of_month(state, i);
    size_t n = 1;
    if (day == 0) {
        return 0;
    }
    const struct claims__token *behind = claims__token_at(state->tokens, i + 1);
    if ((behind->kind == TOKEN_END && behind->sign == '.') ||
        claims__sign_at(state, i + 1, '.') || strcmp(behind->word, "of") == 0 ||
        strcmp(behind->word, "de") == 0 || strcmp(behind->word, "di") == 0) {
        n++;
    }
    int month = claims__value_at(state, i + n, ROLE_MONTH, 0);
    return month > 0 ? date_end(state, i, n + 1, month, day, ret) : 0;
}

/* "January 3", "Jan 3rd, 2026" */
static size_t month_then_day(const struct claims__state *state, size_t i,
                             struct claims__scope *ret)
{
    struct claims__measure unit;
    int month = claims__value_at(state, i, ROLE_MONTH, 0);
    size_t n = claims__sign_at(state, i + 1, '.') ? 2 : 1;
    int day = month > 0 ? day_of_month(state, i + n) : 0;
    if (day == 0 || claims__unit_behind(state, i + n, &unit)) {
        return 0;
    }
    return date_end(state, i, n + 1, month, day, ret);
}

size_t claims__date_at(const struct claims__state *state, size_t i,
                       struct claims__scope *ret)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    if (token->kind == TOKEN_DATE && token->month > 0) {
        *ret = scope_of_day(
            nearest_day(state->reader->today, token->month, token->day_of_month));
        return 1;
    }
    if (token->kind == TOKEN_DATE) {
        *ret = scope_of_day(token->day);
        if (token->other_day != token->day) {
            ret->days[ret->n_days++] = token->other_day;
        }
        return 1;
    }
    size_t n = day_then_month(state, i, ret);
    return n > 0 ? n : month_then_day(state, i, ret);
}

static bool is_weekday(const struct claims__state *state, size_t i, bool has_date_beside,
                       int *ret_weekday)
{
    enum claims__role role = claims__role_at(state, i);
    bool is_short = role == ROLE_WEEKDAY_SHORT;
    if (role != ROLE_WEEKDAY && !(is_short && has_date_beside)) {
        return false;
    }
    if (is_short && !claims__token_at(state->tokens, i)->is_capital) {
        return false;
    }
    *ret_weekday = claims__value_at(state, i, role, 0);
    return true;
}

static void scope_day_add(struct claims__scope *scope, day_num day)
{
    if (scope->n_days < SCOPE_DAYS_MAX) {
        scope->days[scope->n_days++] = day;
    }
}

/* The role of a qualifier before or behind the weekday: last, next, this. */
static enum claims__role qualifier(const struct claims__state *state, size_t i,
                                   size_t *ret_first, size_t *ret_last)
{
    enum claims__role before = i > 0 ? claims__role_at(state, i - 1) : ROLE_NONE;
    enum claims__role behind = claims__role_at(state, i + 1);
    if (before == ROLE_PAST || before == ROLE_NEXT || before == ROLE_THIS) {
        *ret_first = i - 1;
        return before;
    }
    if (behind == ROLE_PAST || behind == ROLE_NEXT) {
        *ret_last = i + 1;
        return behind;
    }
    return ROLE_NONE;
}

/* A weekday alone: the one before today, the one after, or both. */
static void weekday_anchor(struct claims__state *state, size_t i, int weekday)
{
    size_t first = i;
    size_t last = i;
    day_num today = state->reader->today;
    day_num monday = day_week_start(today, 0);
    int n_back = (day_weekday(today) - weekday + 7) % 7;
    day_num before = today - (n_back == 0 ? 7 : n_back);
    day_num after = today + (7 - n_back);
    struct claims__scope scope = {0};
    switch ((int)qualifier(state, i, &first, &last)) {
    case ROLE_PAST:
        scope_day_add(&scope, before);
        if (before >= monday) {
            scope_day_add(&scope, before - 7);
        }
        break;
    case ROLE_NEXT:
        scope_day_add(&scope, after);
        if (after < monday + 7) {
            scope_day_add(&scope, after + 7);
        }
        break;
    case ROLE_THIS:
        scope_day_add(&scope, monday + weekday);
        break;
    default:
        if (n_back == 0) {
            scope_day_add(&scope, today);
        }
        scope_day_add(&scope, before);
        scope_day_add(&scope, after);
    }
    claims__anchor_add(state, first, last, &scope);
}

/* Signs that stand between a weekday and its date. */
static size_t signs_between(const struct claims__state *state, size_t i)
{
    size_t n = 0;
    while (claims__sign_at(state, i + n, ',') || claims__sign_at(state, i + n, '(') ||
           claims__sign_at(state, i + n, '.') ||
           strcmp(claims__token_at(state->tokens, i + n)->word, "the") == 0 ||
           strcmp(claims__token_at(state->tokens, i + n)->word, "le") == 0 ||
           strcmp(claims__token_at(state->tokens, i + n)->word, "den") == 0 ||
           strcmp(claims__token_at(state->tokens, i + n)->word, "der") == 0) {
        n++;
    }
    return n;
}

static void dated_weekday(struct claims__state *state, size_t first, size_t last,
                          int weekday, struct claims__scope *scope)
{
    bool is_right = false;
    for (size_t i = 0; i < scope->n_days; i++) {
        is_right = is_right || (scope->days[i] != DAY_NUM_NONE &&
                                day_weekday(scope->days[i]) == weekday);
    }
    if (!is_right) {
        bad_day_add(state, first, last, scope->days[0], weekday);
        scope->is_bad = true;
    }
    claims__anchor_add(state, first, last, scope);
}

/* Weekday and date, in either order, or one of them. Tokens taken from i on. */
static size_t day_find(struct claims__state *state, size_t i)
{
    struct claims__scope scope = {0};
    int weekday = -1;
    size_t n_signs = signs_between(state, i + 1);
    size_t n_date = claims__date_at(state, i + 1 + n_signs, &scope);
    if (is_weekday(state, i, n_date > 0, &weekday)) {
        if (n_date == 0) {
            weekday_anchor(state, i, weekday);
            return 1;
        }
        size_t last = i + n_signs + n_date;
        dated_weekday(state, i, last, weekday, &scope);
        return last - i + 1;
    }
    n_date = claims__date_at(state, i, &scope);
    if (n_date == 0) {
        return 0;
    }
    n_signs = signs_between(state, i + n_date);
    if (is_weekday(state, i + n_date + n_signs, true, &weekday)) {
        dated_weekday(state, i, i + n_date + n_signs, weekday, &scope);
        return n_date + n_signs + 1;
    }
    if (scope.days[0] == DAY_NUM_NONE) {
        bad_day_add(state, i, i + n_date - 1, DAY_NUM_NONE, -1);
        scope.is_bad = true;
    }
    claims__anchor_add(state, i, i + n_date - 1, &scope);
    return n_date;
}

/* today, yesterday, the last run */
static size_t relative_find(struct claims__state *state, size_t i)
{
    enum claims__role role = claims__role_at(state, i);
    day_num day = DAY_NUM_NONE;
    if (role == ROLE_DAY) {
        day = state->reader->today + claims__value_at(state, i, ROLE_DAY, 0);
    } else if (role == ROLE_LATEST) {
        day = state->reader->latest_run;
    }
    if (day == DAY_NUM_NONE) {
        return 0;
    }
    size_t n = state->meanings[i].n_tokens;
    struct claims__scope scope = scope_of_day(day);
    claims__anchor_add(state, i, i + n - 1, &scope);
    return n;
}

void claims__days_find(struct claims__state *state)
{
    size_t i = 0;
    while (i < state->tokens->n_tokens) {
        size_t n = state->meanings[i].is_taken ? 1 : claims__span_find(state, i);
        if (n == 0) {
            n = relative_find(state, i);
        }
        if (n == 0) {
            n = day_find(state, i);
        }
        i += n > 0 ? n : 1;
    }
}
