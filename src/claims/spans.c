/* Periods that a text names: the last 7 days, this week, from one date to another. */
#include "claims/reading.h"

#include <string.h>

#include "base/banned.h"

enum { SPAN_DAYS_MAX = 3660, WINDOW_DAYS_MIN = 5 };

static bool is_adjective(enum claims__role role)
{
    return role == ROLE_PAST || role == ROLE_NEXT || role == ROLE_THIS;
}

static struct claims__scope period(day_num first, day_num last)
{
    return (struct claims__scope){.has_period = true, .first = first, .last = last};
}

/* A whole number of at most SPAN_DAYS_MAX, in digits or as a word; 0: none. */
static int whole_number(const struct claims__state *state, size_t i)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    if (token->kind == TOKEN_NUMBER && token->form == NUMBER_PLAIN &&
        token->n_decimals == 0 && token->value >= 1 && token->value <= SPAN_DAYS_MAX) {
        return (int)token->value;
    }
    return claims__value_at(state, i, ROLE_NUMBER, 0);
}

/* Days of the span's word, "d" behind a digit included; 0: none. */
static int span_word(const struct claims__state *state, size_t i)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    if (token->is_glued && strcmp(token->word, "d") == 0) {
        return 1;
    }
    return claims__value_at(state, i, ROLE_SPAN, 0);
}

static bool is_hours(const struct claims__state *state, size_t i)
{
    return claims__value_at(state, i, ROLE_UNIT, -1) == UNIT_WORD_H;
}

/* "in 7 days", "over 28 days", "7-day", "7d"; not "on 3 days", nor "in 3 days". */
static bool is_window(const struct claims__state *state, size_t i, size_t last, int n_days)
{
    static const char *const words[] = {
        "in", "over",    "within", "during",    "uber",    "binnen", "pendant", "sur",
        "en", "durante", "su",     "innerhalb", "wahrend", "of",     "for"};
    const char *before = i > 0 ? claims__token_at(state->tokens, i - 1)->word : "";
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        if (strcmp(before, words[k]) == 0 && n_days >= WINDOW_DAYS_MIN) {
            return true;
        }
    }
    return claims__token_at(state->tokens, last)->is_glued;
}

/* "last 7 days", "7 derniers jours", "7-day", "next 48 hours" */
static size_t counted_span(struct claims__state *state, size_t i)
{
    size_t at = i;
    enum claims__role adjective = ROLE_NONE;
    if (is_adjective(claims__role_at(state, at))) {
        adjective = claims__role_at(state, at++);
    }
    int number = whole_number(state, at++);
    if (number == 0) {
        return 0;
    }
    if (claims__sign_at(state, at, '-')) {
        at++;
    } else if (is_adjective(claims__role_at(state, at)) &&
               claims__role_at(state, at) != ROLE_THIS) { /* "52 this week" */
        adjective = claims__role_at(state, at++);
    }
    int days = span_word(state, at);
    if (days == 0) {
        bool is_span_of_hours = adjective != ROLE_NONE && is_hours(state, at);
        if (is_span_of_hours) {
            claims__take(state, i, at);
        }
        return is_span_of_hours ? at - i + 1 : 0;
    }
    if (is_adjective(claims__role_at(state, at + 1)) && adjective == ROLE_NONE) {
        adjective = claims__role_at(state, ++at);
    }
    int n_days = number * days;
    if (adjective == ROLE_NONE && !is_window(state, i, at, n_days)) {
        return 0;
    }
    day_num today = state->reader->today;
    struct claims__scope scope = adjective == ROLE_NEXT ? period(today, today + n_days - 1)
                                                        : period(today - n_days + 1, today);
    if (n_days <= SPAN_DAYS_MAX) {
        claims__anchor_add(state, i, at, &scope);
    }
    return at - i + 1;
}

static struct claims__scope week_of(day_num monday)
{
    return period(monday, monday + 6);
}

static struct claims__scope month_of(day_num day, int n_ahead)
{
    struct civil_date date = civil_from_day(day);
    int month = date.month - 1 + n_ahead;
    date.year += month < 0 ? -1 : month / 12;
    month = (month % 12 + 12) % 12;
    struct civil_date first = {date.year, month + 1, 1};
    struct civil_date next = {month == 11 ? date.year + 1 : date.year, (month + 1) % 12 + 1,
                              1};
    return period(day_from_civil(first), day_from_civil(next) - 1);
}

/* "this week", "semaine dernière", "last month" */
static size_t named_span(struct claims__state *state, size_t i)
{
    size_t at = i;
    enum claims__role adjective = claims__role_at(state, i);
    int days = 0;
    if (is_adjective(adjective)) {
        days = claims__value_at(state, ++at, ROLE_SPAN, 0);
    } else {
        days = claims__value_at(state, i, ROLE_SPAN, 0);
        adjective = claims__role_at(state, ++at);
    }
    if (days < 7 || days > 30 || !is_adjective(adjective)) {
        return 0;
    }
    int n_ahead = adjective == ROLE_PAST ? -1 : (adjective == ROLE_NEXT ? 1 : 0);
    day_num today = state->reader->today;
    struct claims__scope scope = days == 7 ? week_of(day_week_start(today, 0) + 7 * n_ahead)
                                           : month_of(today, n_ahead);
    scope.is_open_week = n_ahead == 0;
    claims__anchor_add(state, i, at, &scope);
    return at - i + 1;
}

/* A date with or without its weekday; tokens taken. The weekday is not checked here. */
static size_t plain_date(const struct claims__state *state, size_t i, day_num *ret_day)
{
    struct claims__scope scope = {0};
    size_t n_before = 0;
    enum claims__role role = claims__role_at(state, i);
    if (role == ROLE_WEEKDAY || role == ROLE_WEEKDAY_SHORT) {
        n_before = claims__sign_at(state, i + 1, ',') ? 2 : 1;
    }
    size_t n = claims__date_at(state, i + n_before, &scope);
    if (n == 0 || scope.n_days != 1 || scope.days[0] == DAY_NUM_NONE) {
        return 0;
    }
    bool is_right =
        n_before == 0 || day_weekday(scope.days[0]) == claims__value_at(state, i, role, -1);
    *ret_day = scope.days[0];
    return is_right ? n_before + n : 0;
}

/* "week of Monday 5 January", "Woche vom 5. Januar" */
static size_t week_of_date(struct claims__state *state, size_t i)
{
    day_num day = DAY_NUM_NONE;
    if (claims__value_at(state, i, ROLE_SPAN, 0) != 7) {
        return 0;
    }
    size_t at = i + 1;
    while (claims__role_at(state, at) == ROLE_FROM ||
           claims__role_at(state, at) == ROLE_SINCE) {
        at++;
    }
    size_t n = at > i + 1 ? plain_date(state, at, &day) : 0;
    if (n == 0) {
        return 0;
    }
    struct claims__scope scope = period(day, day + 6);
    claims__anchor_add(state, i, at + n - 1, &scope);
    return at + n - i;
}

/* "2 to 8 January": the first number is a day of the same month. */
static size_t short_first_date(const struct claims__state *state, size_t i,
                               const struct civil_date *last, day_num *ret_day)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    bool is_day = token->kind == TOKEN_NUMBER && token->form != NUMBER_COLON &&
                  token->n_decimals == 0 && token->value >= 1 && token->value < last->day;
    if (is_day) {
        *ret_day =
            day_from_civil((struct civil_date){last->year, last->month, (int)token->value});
    }
    return is_day ? 1 : 0;
}

static size_t joint_at(const struct claims__state *state, size_t i)
{
    bool is_joint = claims__role_at(state, i) == ROLE_TO ||
                    claims__sign_at(state, i, '-') ||
                    claims__role_at(state, i) == ROLE_STOP;
    return is_joint ? state->meanings[i].n_tokens > 1 ? state->meanings[i].n_tokens : 1 : 0;
}

/* "from Fri 2 January to Thu 8 January", "2026-01-02 - 2026-01-08", "since Monday 5 Jan" */
static size_t date_to_date(struct claims__state *state, size_t i)
{
    day_num first = DAY_NUM_NONE;
    day_num last = state->reader->today;
    enum claims__role role = claims__role_at(state, i);
    bool has_from = role == ROLE_FROM || role == ROLE_SINCE;
    size_t at = has_from ? i + 1 : i;
    size_t n = plain_date(state, at, &first);
    if (n > 0 && role == ROLE_SINCE) {
        struct claims__scope since = period(first, last);
        claims__anchor_add(state, i, at + n - 1, &since);
        return at + n - i;
    }
    size_t n_first = n > 0 ? n : 1;
    n_first += n == 0 && claims__sign_at(state, at + 1, '.') ? 1 : 0; /* "vom 2. bis" */
    size_t n_joint = joint_at(state, at + n_first);
    size_t second = at + n_first + n_joint;
    size_t n_last = n_joint > 0 ? plain_date(state, second, &last) : 0;
    bool is_and = claims__role_at(state, at + n_first) == ROLE_STOP;
    if (n_last == 0 || (is_and && !has_from)) {
        return 0;
    }
    struct civil_date end = civil_from_day(last);
    if (n == 0 && (!has_from || short_first_date(state, at, &end, &first) == 0)) {
        return 0;
    }
    if (first > last) {
        return 0;
    }
    struct claims__scope scope = period(first, last);
    claims__anchor_add(state, i, second + n_last - 1, &scope);
    return second + n_last - i;
}

/* "in December" */
static size_t month_span(struct claims__state *state, size_t i)
{
    const char *word = claims__token_at(state->tokens, i)->word;
    int month = claims__value_at(state, i + 1, ROLE_MONTH, 0);
    bool is_in =
        strcmp(word, "in") == 0 || strcmp(word, "im") == 0 || strcmp(word, "en") == 0;
    if (!is_in || month == 0 ||
        claims__token_at(state->tokens, i + 2)->kind == TOKEN_NUMBER) {
        return 0;
    }
    struct civil_date today = civil_from_day(state->reader->today);
    int year = month > today.month ? today.year - 1 : today.year;
    struct claims__scope scope =
        month_of(day_from_civil((struct civil_date){year, month, 1}), 0);
    claims__anchor_add(state, i, i + 1, &scope);
    return 2;
}

size_t claims__span_find(struct claims__state *state, size_t i)
{
    static size_t (*const kinds[])(struct claims__state *, size_t) = {
        week_of_date, date_to_date, counted_span, named_span, month_span};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        size_t n = kinds[k](state, i);
        if (n > 0) {
            return n;
        }
    }
    return 0;
}
