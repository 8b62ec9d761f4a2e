/* Words of keys that the lexicon does not have: said in a sentence or not. */
#include <stdlib.h>
#include <string.h>

#include "claims/match.h"
#include "base/banned.h"

static int text_compare(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

/* The word's number; n_extra_words when no fact has it. */
static size_t number_of(const struct claims__facts *facts, const char *word)
{
    const char **found = facts->n_extra_words == 0
                             ? NULL
                             : bsearch(&word, facts->extra_words, facts->n_extra_words,
                                       sizeof word, text_compare);
    return found != NULL ? (size_t)(found - facts->extra_words) : facts->n_extra_words;
}

void claims__extras_number(struct arena *arena, struct claims__facts *facts)
{
    size_t n = 0;
    size_t n_all = 0;
    for (size_t i = 0; i < facts->n_facts; i++) {
        n_all += facts->facts[i].n_extras;
    }
    const char **words = arena_alloc(arena, n_all + 1, sizeof *words);
    for (size_t i = 0; i < facts->n_facts; i++) {
        for (size_t k = 0; k < facts->facts[i].n_extras; k++) {
            words[n++] = facts->facts[i].extras[k];
        }
    }
    qsort(words, n, sizeof *words, text_compare);
    facts->extra_words = words;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(words[i], words[facts->n_extra_words - 1]) != 0) {
            words[facts->n_extra_words++] = words[i];
        }
    }
    for (size_t i = 0; i < facts->n_facts; i++) {
        struct claims__fact *fact = &facts->facts[i];
        for (size_t k = 0; k < fact->n_extras; k++) {
            fact->extra_numbers[k] = number_of(facts, fact->extras[k]);
        }
    }
}

void claims__said_read(struct arena *arena, const struct claims__facts *facts,
                       const struct claims__tokens *tokens,
                       const struct claims__mention *mention, struct claims__said *said)
{
    bool is_same = said->is_said != NULL && said->first_token == mention->first_token &&
                   said->last_token == mention->last_token;
    if (is_same) {
        return;
    }
    if (said->is_said == NULL) {
        said->is_said = arena_alloc(arena, facts->n_extra_words + 1, sizeof(bool));
    }
    memset(said->is_said, 0, facts->n_extra_words + 1);
    said->first_token = mention->first_token;
    said->last_token = mention->last_token;
    for (size_t i = mention->first_token; i < mention->last_token; i++) {
        const struct claims__token *token = claims__token_at(tokens, i);
        if (token->kind == TOKEN_WORD) {
            said->is_said[number_of(facts, token->word)] = true;
        }
    }
}

bool claims__extras_said(const struct claims__said *said, const struct claims__fact *fact)
{
    for (size_t i = 0; i < fact->n_extras; i++) {
        if (!said->is_said[fact->extra_numbers[i]]) {
            return false;
        }
    }
    return true;
}
