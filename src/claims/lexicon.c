#include "claims/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static const struct claims__word all_words[] = {
#define LEX(word, what, how, sport, role, value) {word, what, how, sport, role, value},
#include "claims/lexicon.def"
#undef LEX
};

enum {
    N_WORDS = sizeof all_words / sizeof all_words[0],
    WORD_SIZE = 48,
    MIN_STEM = 2 /* letters before a '*' */
};

static int word_compare(const void *a, const void *b)
{
    const struct claims__word *const *left = a;
    const struct claims__word *const *right = b;
    return strcmp((*left)->text, (*right)->text);
}

void claims__lexicon_init(struct claims__lexicon *lexicon, struct arena *arena)
{
    lexicon->n_words = N_WORDS;
    lexicon->words = arena_alloc(arena, N_WORDS, sizeof lexicon->words[0]);
    for (size_t i = 0; i < N_WORDS; i++) {
        lexicon->words[i] = &all_words[i];
    }
    qsort(lexicon->words, N_WORDS, sizeof lexicon->words[0], word_compare);
}

static const struct claims__word *find_exact(const struct claims__lexicon *lexicon,
                                             const char *word)
{
    const struct claims__word key = {.text = word};
    const struct claims__word *wanted = &key;
    const struct claims__word **found = bsearch(&wanted, lexicon->words, lexicon->n_words,
                                                sizeof lexicon->words[0], word_compare);
    return found != NULL ? *found : NULL;
}

const struct claims__word *claims__lexicon_find(const struct claims__lexicon *lexicon,
                                                const char *word)
{
    char stem[WORD_SIZE];
    const struct claims__word *found = find_exact(lexicon, word);
    size_t length = strlen(word);
    if (length > WORD_SIZE - 2) {
        length = WORD_SIZE - 2;
    }
    for (size_t n = length; found == NULL && n >= MIN_STEM; n--) {
        memcpy(stem, word, n);
        stem[n] = '*';
        stem[n + 1] = '\0';
        found = find_exact(lexicon, stem);
    }
    return found;
}

const char *claims__lexicon_duplicate(const struct claims__lexicon *lexicon)
{
    for (size_t i = 1; i < lexicon->n_words; i++) {
        if (strcmp(lexicon->words[i - 1]->text, lexicon->words[i]->text) == 0) {
            return lexicon->words[i]->text;
        }
    }
    return NULL;
}
