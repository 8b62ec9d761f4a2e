#include "claims/keys.h"

#include <string.h>

#include "claims/reading.h"
#include "base/banned.h"

struct ending {
    const char *words; /* of the key's end, each with '_' before it */
    const char *text;  /* in a member called unit; NULL: not there */
    enum claims__unit unit;
    double factor;
};

/* The longer ones first. */
static const struct ending endings[] = {
    {"_s_per_km", "s/km", UNIT_S_PER_KM, 1},
    {"_km_per_h", "km/h", UNIT_KM_PER_H, 1},
    {"_m_per_s", "m/s", UNIT_KM_PER_H, 3.6},
    {"_kn_per_m", "kN/m", UNIT_KN_PER_M, 1},
    {"_w_per_kg", "W/kg", UNIT_W_PER_KG, 1},
    {"_per_min", NULL, UNIT_PER_MIN, 1},
    {"_spm", "spm", UNIT_PER_MIN, 1},
    {"_km", "km", UNIT_M, 1000},
    {"_m", "m", UNIT_M, 1},
    {"_hours", "h", UNIT_S, 3600},
    {"_h", NULL, UNIT_S, 3600},
    {"_minutes", "min", UNIT_S, 60},
    {"_min", NULL, UNIT_S, 60},
    {"_s", "s", UNIT_S, 1},
    {"_w", "W", UNIT_W, 1},
    {"_bpm", "bpm", UNIT_BPM, 1},
    {"_pct", "%", UNIT_PCT, 1},
    {"_frac", NULL, UNIT_PCT, 100},
    {"_kg", "kg", UNIT_KG, 1},
    {"_kj", "kJ", UNIT_KJ, 1},
    {"_kcal", "kcal", UNIT_KCAL, 1},
    {"_ms", "ms", UNIT_MS, 1},
    {"_mm", "mm", UNIT_MM, 1},
    {"_c", "C", UNIT_C, 1},
};
enum { N_ENDINGS = sizeof endings / sizeof endings[0] };

/* "hours" alone is an ending as well. */
static const struct ending *ending_of(const char *key)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < N_ENDINGS; i++) {
        size_t n = strlen(endings[i].words);
        bool is_end = length >= n && strcmp(key + length - n, endings[i].words) == 0;
        if (is_end || strcmp(key, endings[i].words + 1) == 0) {
            return &endings[i];
        }
    }
    return NULL;
}

bool claims__key_unit(const char *text, enum claims__unit *ret_unit, double *ret_factor)
{
    for (size_t i = 0; i < N_ENDINGS; i++) {
        if (endings[i].text != NULL && strcmp(text, endings[i].text) == 0) {
            *ret_unit = endings[i].unit;
            *ret_factor = endings[i].factor;
            return true;
        }
    }
    return false;
}

static void extra_add(struct claims__key *key, const char *word)
{
    if (key->n_extras == KEY_EXTRAS_MAX) {
        key->has_more_extras = true;
        return;
    }
    key->extras[key->n_extras++] = word;
}

/* "30d", and the 7 of rest_days_7. */
static void number_take(const struct claims__state *state, size_t *i,
                        struct claims__key *key)
{
    const struct claims__token *token = &state->tokens->tokens[*i];
    bool has_next = *i + 1 < state->tokens->n_tokens;
    bool is_span = has_next && strcmp(token[1].word, "d") == 0;
    if (is_span || !has_next) {
        key->n_days = token->value < 1000 ? (int)token->value : 0;
        *i += is_span ? 1 : 0;
    } else {
        key->has_more_extras = true;
    }
}

static void word_take(const struct claims__state *state, size_t i, struct claims__key *key)
{
    const struct claims__word *word = state->meanings[i].word;
    if (word == NULL) {
        extra_add(key, state->tokens->tokens[i].word);
        return;
    }
    key->subject.what |= word->what;
    key->subject.how |= word->how;
    key->subject.sport |= word->sport;
    if (word->role == ROLE_SPAN && word->value == 7) {
        key->is_week = true;
    } else if (word->role == ROLE_SPAN && word->value == 1) {
        key->subject.what |= WHAT(DAYS);
    } else if (word->role == ROLE_PLANNED) {
        key->subject.how |= HOW(PLANNED);
    }
}

void claims__key_read(struct arena *arena, struct arena *scratch,
                      const struct claims__lexicon *lexicon, const char *key,
                      struct claims__key *ret)
{
    const struct ending *ending = ending_of(key);
    struct claims__tokens tokens;
    struct claims__reader reader = {.arena = scratch, .lexicon = lexicon};
    *ret = (struct claims__key){.factor = 1};
    size_t n_bytes = strlen(key);
    if (ending != NULL) {
        size_t n = strlen(ending->words);
        ret->subject.unit = ending->unit;
        ret->factor = ending->factor;
        n_bytes -= n < n_bytes ? n : n_bytes;
        if (ending->unit == UNIT_PER_MIN) {
            ret->subject.what |= WHAT(CADENCE);
        }
    }
    claims__tokens_read(scratch, key, n_bytes, &tokens);
    struct claims__state state = {.reader = &reader, .tokens = &tokens};
    state.meanings = arena_alloc(scratch, tokens.n_tokens + 1, sizeof state.meanings[0]);
    claims__meanings_find(&state);
    for (size_t i = 0; i < tokens.n_tokens; i++) {
        if (tokens.tokens[i].kind == TOKEN_NUMBER) {
            number_take(&state, &i, ret);
        } else if (tokens.tokens[i].kind == TOKEN_WORD && state.meanings[i].n_tokens > 0) {
            word_take(&state, i, ret);
        }
    }
    for (size_t i = 0; i < ret->n_extras; i++) {
        ret->extras[i] = arena_text(arena, ret->extras[i]);
    }
    arena_clear(scratch);
}
