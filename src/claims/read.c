/* Tokens, words, days: the parts of reading put together (numbers: mentions.c). */
#include "claims/read.h"

#include <string.h>

#include "claims/mentions.h"
#include "claims/number_words.h"
#include "base/banned.h"

enum { PHRASE_BYTES = 64, PHRASE_WORDS = 3 };

enum claims__role claims__role_at(const struct claims__state *state, size_t i)
{
    bool is_there = i < state->tokens->n_tokens && state->meanings[i].word != NULL &&
                    !state->meanings[i].is_taken;
    return is_there ? state->meanings[i].word->role : ROLE_NONE;
}

int claims__value_at(const struct claims__state *state, size_t i, enum claims__role role,
                     int fallback)
{
    return claims__role_at(state, i) == role && role != ROLE_NONE
               ? state->meanings[i].word->value
               : fallback;
}

bool claims__sign_at(const struct claims__state *state, size_t i, char sign)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    return token->kind == TOKEN_SIGN && token->sign == sign;
}

void claims__take(struct claims__state *state, size_t first, size_t last)
{
    for (size_t i = first; i <= last && i < state->tokens->n_tokens; i++) {
        state->meanings[i].is_taken = true;
    }
}

/* A hyphen or an apostrophe inside a phrase: aujourd'hui, grade-adjusted. */
static bool is_joiner(const struct claims__token *token)
{
    return token->kind == TOKEN_SIGN && token->is_glued &&
           (token->sign == '-' || token->sign == '\'' || token->sign == '\0');
}

/* The longest phrase of the lexicon that begins at token i. */
static void meaning_find(struct claims__state *state, size_t i)
{
    const struct claims__tokens *tokens = state->tokens;
    char phrase[PHRASE_BYTES] = "";
    size_t length = 0;
    size_t at = i;
    for (size_t n_words = 0; n_words < PHRASE_WORDS && at < tokens->n_tokens; n_words++) {
        const struct claims__token *token = &tokens->tokens[at];
        size_t n = token->kind == TOKEN_WORD ? strlen(token->word) : 0;
        if (n == 0 || length + n + 2 > sizeof phrase) {
            break;
        }
        if (n_words > 0) {
            phrase[length++] = '_';
        }
        memcpy(phrase + length, token->word, n + 1);
        length += n;
        at++;
        const struct claims__word *word =
            claims__lexicon_find(state->reader->lexicon, phrase);
        bool is_whole = word != NULL && (n_words == 0 || strchr(word->text, '_') != NULL);
        if (is_whole) {
            state->meanings[i].word = word;
            state->meanings[i].n_tokens = (unsigned)(at - i);
        }
        if (at < tokens->n_tokens && is_joiner(&tokens->tokens[at])) {
            at++;
        }
    }
}

void claims__meanings_find(struct claims__state *state)
{
    size_t n_tokens = state->tokens->n_tokens;
    for (size_t i = 0; i < n_tokens; i++) {
        state->meanings[i] = (struct claims__meaning){.n_tokens = 1, .i_name = -1};
    }
    for (size_t i = 0; i < n_tokens; i++) {
        if (state->tokens->tokens[i].kind != TOKEN_WORD) {
            continue;
        }
        meaning_find(state, i);
        unsigned n = state->meanings[i].n_tokens;
        for (unsigned k = 1; k < n; k++) {
            state->meanings[i + k].n_tokens = 0;
        }
        i += n - 1;
    }
}

/* Tokens from i on that spell the name; 0: they do not. */
static size_t name_span(const struct claims__tokens *tokens, size_t i, const char *name)
{
    size_t from = tokens->tokens[i].begin;
    size_t n_bytes = tokens->tokens[tokens->n_tokens - 1].end - from;
    size_t n = claims__name_match(tokens->text + from, n_bytes, name);
    size_t end = i;
    while (n > 0 && end < tokens->n_tokens && tokens->tokens[end].end <= from + n) {
        end++;
    }
    return end - i;
}

/* Served names are quoted: their words and numbers are not the writer's. */
static void names_find(struct claims__state *state)
{
    const struct claims__reader *reader = state->reader;
    for (size_t i = 0; i < state->tokens->n_tokens; i++) {
        enum claims__token_kind kind = state->tokens->tokens[i].kind;
        if (kind != TOKEN_WORD && kind != TOKEN_NUMBER) {
            continue;
        }
        size_t n_best = 0;
        int i_best = -1;
        for (size_t k = 0; k < reader->n_names; k++) {
            size_t n = name_span(state->tokens, i, reader->names[k]);
            if (n > n_best) {
                n_best = n;
                i_best = (int)k;
            }
        }
        for (size_t k = i; k < i + n_best; k++) {
            state->meanings[k].is_taken = true;
            state->meanings[k].i_name = i_best;
        }
        i += n_best > 0 ? n_best - 1 : 0;
    }
}

size_t claims__name_match(const char *text, size_t n_bytes, const char *name)
{
    size_t at = 0;
    size_t i = 0;
    while (name[i] != '\0' && at < n_bytes) {
        char folded[3];
        size_t n = claims__fold(text + at, n_bytes - at, folded);
        if (folded[0] == '\0' || folded[0] == '_') {
            if (name[i] == ' ') {
                i++;
            } else if (i == 0 || name[i - 1] != ' ') {
                return 0;
            }
        }
        for (size_t k = 0; folded[k] != '\0' && folded[k] != '_'; k++) {
            if (name[i] != folded[k]) {
                return 0;
            }
            i++;
        }
        at += n;
    }
    return name[i] == '\0' ? at : 0;
}

const char *claims__name_fold(struct arena *arena, const char *name)
{
    size_t n_bytes = strlen(name);
    char *folded_name = arena_alloc(arena, 2 * n_bytes + 1, 1);
    size_t length = 0;
    size_t at = 0;
    while (at < n_bytes) {
        char folded[3];
        at += claims__fold(name + at, n_bytes - at, folded);
        bool is_gap = folded[0] == '\0' || folded[0] == '_';
        if (is_gap && length > 0 && folded_name[length - 1] != ' ') {
            folded_name[length++] = ' ';
        }
        for (size_t k = 0; !is_gap && folded[k] != '\0'; k++) {
            folded_name[length++] = folded[k];
        }
    }
    while (length > 0 && folded_name[length - 1] == ' ') {
        length--;
    }
    folded_name[length] = '\0';
    return folded_name;
}

void claims__read(const struct claims__reader *reader, const char *text, size_t n_bytes,
                  struct claims__reading *ret)
{
    *ret = (struct claims__reading){0};
    claims__tokens_read(reader->arena, text, n_bytes, &ret->tokens);
    claims__number_words_join(reader->lexicon, &ret->tokens);
    size_t n_tokens = ret->tokens.n_tokens;
    struct claims__state state = {.reader = reader, .tokens = &ret->tokens, .reading = ret};
    if (n_tokens == 0) {
        return;
    }
    state.meanings = arena_alloc(reader->arena, n_tokens, sizeof state.meanings[0]);
    state.anchors = arena_alloc(reader->arena, n_tokens, sizeof state.anchors[0]);
    ret->bad_days = arena_alloc(reader->arena, n_tokens, sizeof ret->bad_days[0]);
    ret->mentions = arena_alloc(reader->arena, reader->n_max, sizeof ret->mentions[0]);
    claims__meanings_find(&state);
    names_find(&state);
    claims__days_find(&state);
    claims__mentions_find(&state);
}
