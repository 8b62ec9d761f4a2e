/* Units as they are written behind a number. */
#include "claims/reading.h"

#include <string.h>

#include "base/banned.h"

static const double MILE_KM = 1.609344;

static const struct {
    enum claims__unit unit;
    double factor;
    bool is_converted;
} units[] = {
    [UNIT_WORD_KM] = {UNIT_M, 1000, false},
    [UNIT_WORD_M] = {UNIT_M, 1, false},
    [UNIT_WORD_MILE] = {UNIT_M, 1609.344, true},
    [UNIT_WORD_FOOT] = {UNIT_M, 0.3048, true},
    [UNIT_WORD_H] = {UNIT_S, 3600, false},
    [UNIT_WORD_MIN] = {UNIT_S, 60, false},
    [UNIT_WORD_S] = {UNIT_S, 1, false},
    [UNIT_WORD_W] = {UNIT_W, 1, false},
    [UNIT_WORD_BPM] = {UNIT_BPM, 1, false},
    [UNIT_WORD_PCT] = {UNIT_PCT, 1, false},
    [UNIT_WORD_KG] = {UNIT_KG, 1, false},
    [UNIT_WORD_POUND] = {UNIT_KG, 0.45359237, true},
    [UNIT_WORD_KCAL] = {UNIT_KCAL, 1, false},
    [UNIT_WORD_KJ] = {UNIT_KJ, 1, false},
    [UNIT_WORD_MS] = {UNIT_MS, 1, false},
    [UNIT_WORD_MM] = {UNIT_MM, 1, false},
    [UNIT_WORD_CM] = {UNIT_MM, 10, false},
    [UNIT_WORD_C] = {UNIT_C, 1, false},
    [UNIT_WORD_KMH] = {UNIT_KM_PER_H, 1, false},
    [UNIT_WORD_MPH] = {UNIT_KM_PER_H, 1.609344, true},
    [UNIT_WORD_OTHER] = {UNIT_OTHER, 1, false},
};

static const char *word_at(const struct claims__state *state, size_t i)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    return token->kind == TOKEN_WORD ? token->word : "";
}

static bool is_per(const struct claims__state *state, size_t i)
{
    const char *word = word_at(state, i);
    return claims__sign_at(state, i, '/') || strcmp(word, "per") == 0 ||
           strcmp(word, "pro") == 0 || strcmp(word, "par") == 0 ||
           strcmp(word, "por") == 0 || strcmp(word, "al") == 0 || strcmp(word, "au") == 0 ||
           strcmp(word, "the") == 0;
}

/* "per km": the unit below the stroke, or -1; *ret_n its tokens with the stroke. */
static int below(const struct claims__state *state, size_t i, size_t *ret_n)
{
    if (!is_per(state, i)) {
        return -1;
    }
    const char *word = word_at(state, i + 1);
    *ret_n = 2;
    if (strcmp(word, "minute") == 0 || strcmp(word, "minuto") == 0) {
        return UNIT_WORD_MIN;
    }
    return claims__value_at(state, i + 1, ROLE_UNIT, -1);
}

static bool ratio_unit(enum claims__unit_word above, int under, struct claims__measure *ret)
{
    if (above == UNIT_WORD_MIN && under == UNIT_WORD_KM) {
        *ret = (struct claims__measure){.unit = UNIT_S_PER_KM, .factor = 60};
    } else if (above == UNIT_WORD_S && under == UNIT_WORD_KM) {
        *ret = (struct claims__measure){.unit = UNIT_S_PER_KM, .factor = 1};
    } else if (above == UNIT_WORD_MIN && under == UNIT_WORD_MILE) {
        *ret = (struct claims__measure){
            .unit = UNIT_S_PER_KM, .factor = 60 / MILE_KM, .is_converted = true};
    } else if (above == UNIT_WORD_KM && under == UNIT_WORD_H) {
        *ret = (struct claims__measure){.unit = UNIT_KM_PER_H, .factor = 1};
    } else if (above == UNIT_WORD_MILE && under == UNIT_WORD_H) {
        *ret = (struct claims__measure){
            .unit = UNIT_KM_PER_H, .factor = MILE_KM, .is_converted = true};
    } else if (above == UNIT_WORD_M && under == UNIT_WORD_S) {
        *ret = (struct claims__measure){
            .unit = UNIT_KM_PER_H, .factor = 3.6, .is_converted = true};
    } else if (above == UNIT_WORD_W && under == UNIT_WORD_KG) {
        *ret = (struct claims__measure){.unit = UNIT_W_PER_KG, .factor = 1};
    } else if (above == UNIT_WORD_BPM && under == UNIT_WORD_MIN) {
        *ret = (struct claims__measure){.unit = UNIT_BPM, .factor = 1};
    } else {
        return false;
    }
    return true;
}

/* "/km" behind 5:25. */
static bool bare_pace(const struct claims__state *state, size_t i,
                      struct claims__measure *ret)
{
    size_t n_below = 0;
    int under = below(state, i, &n_below);
    if (under != UNIT_WORD_KM && under != UNIT_WORD_MILE) {
        return false;
    }
    (void)ratio_unit(UNIT_WORD_MIN, under, ret);
    ret->n_tokens = n_below;
    return true;
}

static bool plain_unit(const struct claims__state *state, size_t i,
                       struct claims__measure *ret)
{
    const char *word = word_at(state, i);
    if (claims__sign_at(state, i, '%')) {
        *ret = (struct claims__measure){.unit = UNIT_PCT, .factor = 1, .n_tokens = 1};
        return true;
    }
    if (strcmp(word, "spm") == 0 || strcmp(word, "rpm") == 0) {
        *ret = (struct claims__measure){
            .unit = UNIT_PER_MIN, .factor = 1, .what = WHAT(CADENCE), .n_tokens = 1};
        return true;
    }
    int above = claims__value_at(state, i, ROLE_UNIT, -1);
    unsigned n_above = above >= 0 ? state->meanings[i].n_tokens : 0;
    if (above < 0) {
        return false;
    }
    size_t n_below = 0;
    int under = below(state, i + n_above, &n_below);
    if (under >= 0 && ratio_unit((enum claims__unit_word)above, under, ret)) {
        ret->n_tokens = n_above + n_below;
        return true;
    }
    *ret = (struct claims__measure){.unit = units[above].unit,
                                    .factor = units[above].factor,
                                    .is_converted = units[above].is_converted,
                                    .what = state->meanings[i].word->what,
                                    .n_tokens = n_above};
    return true;
}

bool claims__unit_behind(const struct claims__state *state, size_t i,
                         struct claims__measure *ret)
{
    size_t next = i + 1;
    if (next >= state->tokens->n_tokens) {
        return false;
    }
    /* The degree sign of "4 °C" is a sign of its own. */
    bool is_degree =
        claims__sign_at(state, next, '\0') && strcmp(word_at(state, next + 1), "c") == 0;
    if (is_degree) {
        *ret = (struct claims__measure){.unit = UNIT_C, .factor = 1, .n_tokens = 2};
        return true;
    }
    return bare_pace(state, next, ret) || plain_unit(state, next, ret);
}
