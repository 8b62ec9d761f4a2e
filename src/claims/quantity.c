/* One number as it is written: range, sign, unit, hours and minutes. */
#include <math.h>
#include <string.h>

#include "claims/mentions.h"
#include "base/banned.h"

static bool is_free_number(const struct claims__state *state, size_t i, size_t end)
{
    return i < end && claims__token_at(state->tokens, i)->kind == TOKEN_NUMBER &&
           !state->meanings[i].is_taken &&
           claims__token_at(state->tokens, i)->form != NUMBER_ORDINAL;
}

static bool is_word(const struct claims__state *state, size_t i, const char *word)
{
    return strcmp(claims__token_at(state->tokens, i)->word, word) == 0;
}

/* "5-km run": the hyphen belongs to neither. */
static bool unit_of(const struct claims__state *state, size_t i,
                    struct claims__measure *ret)
{
    if (claims__unit_behind(state, i, ret)) {
        return true;
    }
    bool is_hyphen = claims__sign_at(state, i + 1, '-') &&
                     claims__token_at(state->tokens, i + 1)->is_glued;
    if (is_hyphen && claims__token_at(state->tokens, i + 2)->kind == TOKEN_WORD &&
        claims__unit_behind(state, i + 1, ret)) {
        ret->n_tokens++;
        return true;
    }
    return false;
}

static double power_of_ten(int exponent)
{
    return pow(10.0, exponent);
}

/* "at 6:32", "um 18:15 Uhr", "à 18h15", 06:32 */
static bool is_time_of_day(const struct claims__state *state, size_t i, size_t begin)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    bool has_form = token->form == NUMBER_COLON || token->form == NUMBER_HOURS;
    if (!has_form || token->n_parts == 3) {
        return false;
    }
    bool has_zero =
        state->tokens->text[token->begin] == '0' && token->end - token->begin >= 5;
    bool is_after = i > begin && (claims__role_at(state, i - 1) == ROLE_CLOCK ||
                                  is_word(state, i - 1, "a"));
    return has_zero || is_after || claims__role_at(state, i + 1) == ROLE_CLOCK ||
           is_word(state, i + 1, "am");
}

/* "1." or "1)" at the beginning of a line */
static bool is_list_number(const struct claims__state *state, size_t i, size_t begin)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    const struct claims__token *next = claims__token_at(state->tokens, i + 1);
    bool is_marked = (next->kind == TOKEN_END && next->sign == '.') ||
                     claims__sign_at(state, i + 1, ')') ||
                     claims__sign_at(state, i + 1, '.');
    return i == begin && is_marked && token->n_decimals == 0 && token->value < 100 &&
           !token->has_sign;
}

static bool is_year(const struct claims__token *token)
{
    return token->form == NUMBER_PLAIN && token->n_decimals == 0 && !token->has_sign &&
           token->value >= 1900 && token->value < 2200 && token->end - token->begin == 4;
}

/* "4 of 10", "4/10" */
static bool is_of(const struct claims__state *state, size_t i)
{
    static const char *const words[] = {"of", "von", "sur", "de", "su"};
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        if (is_word(state, i, words[k])) {
            return true;
        }
    }
    return claims__sign_at(state, i, '/');
}

/* "rule H3", "zone 2", "4 of 10": what the number is of, not how much. */
static bool is_label(const struct claims__state *state, size_t i, size_t begin)
{
    static const char *const before[] = {"zone",    "zona", "lap",   "runde",
                                         "rule",    "step", "block", "week",
                                         "version", "no",   "nr"};
    for (size_t k = 0; i > begin && k < sizeof before / sizeof before[0]; k++) {
        if (is_word(state, i - 1, before[k])) {
            return true;
        }
    }
    return i > begin + 1 && claims__token_at(state->tokens, i - 2)->kind == TOKEN_NUMBER &&
           is_of(state, i - 1);
}

/* Values of one token in the unit: what 5:25 means hangs on it. */
static void value_take(const struct claims__token *token,
                       const struct claims__measure *measure, struct claims__mention *to)
{
    double factor = measure->factor;
    to->has_colon = token->form != NUMBER_PLAIN;
    if (token->form == NUMBER_HOURS) {
        factor = measure->unit == UNIT_S ? 1 : factor;
        to->half = 30;
    } else if (token->form == NUMBER_COLON && measure->unit == UNIT_S_PER_KM) {
        factor /= 60; /* minutes and seconds are seconds already */
        to->half = 0.5 * factor;
    } else if (token->form == NUMBER_COLON && measure->unit == UNIT_S) {
        bool is_hours = measure->factor == 3600 && token->n_parts == 2;
        factor = is_hours ? 60 : 1;
        to->half = 0.5 * factor;
    } else {
        to->half = 0.5 * factor / power_of_ten(token->n_decimals);
    }
    to->low = token->value * factor;
    to->high = to->low;
    to->alternative = token->alternative * factor;
}

/* "52 of 70 min": the second number; the first keeps what is written behind it. */
static void of_take(const struct claims__state *state, size_t end, size_t last,
                    const struct claims__measure *first_unit, struct claims__mention *to)
{
    struct claims__measure unit = {.unit = UNIT_NONE, .factor = 1};
    struct claims__mention other = {0};
    size_t second = last + 2;
    if (second >= end || !is_of(state, last + 1) || !is_free_number(state, second, end)) {
        return;
    }
    bool has_unit = unit_of(state, second, &unit);
    if (has_unit && to->subject.unit != UNIT_NONE && to->subject.unit != unit.unit) {
        return;
    }
    value_take(claims__token_at(state->tokens, second), has_unit ? &unit : first_unit,
               &other);
    to->has_of = true;
    to->of = other.low;
    to->of_unit = unit.unit;
    to->of_factor = unit.factor;
}

/* 33:10 without a unit: minutes and seconds, or hours and minutes. */
static void bare_colon_take(const struct claims__token *token, struct claims__mention *to)
{
    to->subject.unit = UNIT_S;
    to->low = token->value;
    to->high = token->value;
    to->half = token->form == NUMBER_HOURS ? 30 : 0.5;
    to->has_colon = true;
    to->alternative = token->n_parts == 2 && token->form == NUMBER_COLON ? token->value * 60
                                                                         : token->value;
}

/* "15 h 47": minutes without their unit. */
static void bare_minutes_add(const struct claims__state *state, size_t end,
                             struct claims__mention *to, size_t *last)
{
    size_t next = *last + 1;
    bool is_hours = to->subject.unit == UNIT_S && !to->has_colon && to->half > 1799;
    if (!is_hours || !is_free_number(state, next, end)) {
        return;
    }
    const struct claims__token *token = claims__token_at(state->tokens, next);
    bool is_minutes = token->form == NUMBER_PLAIN && token->n_decimals == 0 &&
                      !token->has_sign && token->value < 60 &&
                      token->end - token->begin == 2;
    if (is_minutes) {
        to->low += token->value * 60;
        to->high = to->low;
        to->alternative = to->low;
        to->half = 30;
        *last = next;
    }
}

/* "1 h 5 min", "43 min 20 s" */
static void parts_add(const struct claims__state *state, size_t end,
                      struct claims__mention *to, size_t *last)
{
    struct claims__measure measure;
    size_t next = *last + 1;
    if (claims__role_at(state, next) == ROLE_STOP) {
        next++;
    }
    while (to->subject.unit == UNIT_S && !to->has_colon &&
           is_free_number(state, next, end) &&
           claims__token_at(state->tokens, next)->form == NUMBER_PLAIN &&
           claims__unit_behind(state, next, &measure) && measure.unit == UNIT_S &&
           measure.factor < to->half * 1.99 &&
           claims__token_at(state->tokens, next)->value < 60) {
        to->low += claims__token_at(state->tokens, next)->value * measure.factor;
        to->high = to->low;
        to->alternative = to->low;
        to->half = 0.5 * measure.factor;
        *last = next + measure.n_tokens;
        next = *last + 1;
    }
}

static bool is_joint(const struct claims__state *state, size_t i, size_t begin,
                     size_t joint)
{
    enum claims__role before = i > begin ? claims__role_at(state, i - 1) : ROLE_NONE;
    if (claims__sign_at(state, joint, '-')) {
        return true;
    }
    if (claims__role_at(state, joint) == ROLE_TO) {
        return before != ROLE_FROM;
    }
    return claims__role_at(state, joint) == ROLE_STOP && before == ROLE_FROM;
}

/* "9-10 km", "between 142 and 165 W"; the unit may stand behind both. */
static bool range_read(const struct claims__state *state, size_t i, size_t begin,
                       size_t end, struct claims__mention *to, size_t *ret_last)
{
    struct claims__measure first_unit = {.unit = UNIT_NONE, .factor = 1};
    struct claims__measure unit = {.unit = UNIT_NONE, .factor = 1};
    bool has_first = unit_of(state, i, &first_unit);
    size_t joint = i + 1 + (has_first ? first_unit.n_tokens : 0);
    size_t second = joint + 1;
    if (!is_joint(state, i, begin, joint) || !is_free_number(state, second, end)) {
        return false;
    }
    bool has_unit = unit_of(state, second, &unit);
    if (!has_unit) {
        unit = first_unit;
        unit.n_tokens = 0;
    }
    if (has_first && has_unit && first_unit.unit != unit.unit) {
        return false;
    }
    const struct claims__token *one = claims__token_at(state->tokens, i);
    const struct claims__token *two = claims__token_at(state->tokens, second);
    if (one->form != two->form || (one->form == NUMBER_COLON && unit.unit == UNIT_NONE)) {
        return false;
    }
    struct claims__mention other = {0};
    value_take(one, &unit, to);
    value_take(two, &unit, &other);
    to->low = fmin(to->low, other.low);
    to->high = fmax(to->high, other.high);
    to->alternative = to->low;
    to->subject.unit = unit.unit;
    to->subject.what |= unit.what;
    to->is_converted = unit.is_converted;
    *ret_last = second + unit.n_tokens;
    return true;
}

bool claims__quantity_read(const struct claims__state *state, size_t i, size_t begin,
                           size_t end, struct claims__mention *ret, size_t *ret_last)
{
    struct claims__measure unit = {.unit = UNIT_NONE, .factor = 1};
    const struct claims__token *token = claims__token_at(state->tokens, i);
    if (!is_free_number(state, i, end) || is_list_number(state, i, begin) ||
        is_label(state, i, begin)) {
        return false;
    }
    ret->begin = token->begin;
    if (!range_read(state, i, begin, end, ret, ret_last)) {
        bool has_unit = unit_of(state, i, &unit);
        bool is_bare = !has_unit || (unit.unit != UNIT_S && unit.unit != UNIT_S_PER_KM);
        if (!(has_unit && unit.unit != UNIT_S) && is_time_of_day(state, i, begin) &&
            (is_bare || token->form == NUMBER_HOURS)) {
            return false;
        }
        if (!has_unit && is_year(token)) {
            return false;
        }
        *ret_last = i + unit.n_tokens;
        ret->subject.unit = unit.unit;
        ret->subject.what |= unit.what;
        ret->is_converted = unit.is_converted;
        value_take(token, &unit, ret);
        if (token->form != NUMBER_PLAIN && is_bare) {
            bare_colon_take(token, ret);
        }
        parts_add(state, end, ret, ret_last);
        bare_minutes_add(state, end, ret, ret_last);
        of_take(state, end, *ret_last, &unit, ret);
    }
    ret->end = claims__token_at(state->tokens, *ret_last)->end;
    return true;
}
