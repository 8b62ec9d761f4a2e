#include "claims/number_words.h"

#include <string.h>

#include "base/banned.h"

enum language { EN, DE, FR, ES, IT, N_LANGUAGES };

enum part_kind {
    PART_NONE, /* before the first */
    PART_UNIT, /* 1 to 9 */
    PART_TEEN, /* 10 to 19 */
    PART_TEN,  /* 20 to 90 */
    PART_HUNDRED,
    PART_HUNDREDS, /* 200 to 900 in one */
    PART_THOUSAND,
    PART_AND,
    PART_ENDING, /* of a part before it */
    PART_ZERO,
    PART_POINT
};

struct part {
    enum language language;
    const char *text;
    enum part_kind kind;
    int value;
};

static const struct part parts_all[] = {
#define PART(language, text, kind, value) {language, text, PART_##kind, value},
#include "claims/number_words.def"
#undef PART
};

enum {
    N_PARTS = sizeof parts_all / sizeof parts_all[0],
    WORD_PARTS_MAX = 10,
    SMALL_MAX = 12,   /* up to here a word alone may mean something else */
    DECIMALS_MAX = 4, /* spoken ones */
    RUN_TOKENS_MAX = 24
};

/* What was said so far. */
struct sum {
    long thousands; /* times 1000 */
    int group;      /* below 1000 */
    enum part_kind last;
    enum part_kind before_and;
    int last_value;
    size_t n_parts;
};

/* A number of the tokens first to end, exclusive. */
struct run {
    size_t end;
    double value;
    int n_decimals;
    bool is_scale_alone; /* "hundred", "mille" */
};

static const char *word_at(const struct claims__tokens *tokens, size_t i)
{
    const struct claims__token *token = claims__token_at(tokens, i);
    return token->kind == TOKEN_WORD ? token->word : "";
}

/* The whole word as parts of the language, the longest that fits each time; how many, 0:
 * it is not made of them. */
static size_t word_split(enum language language, const char *word,
                         const struct part *ret[WORD_PARTS_MAX])
{
    size_t n = 0;
    while (*word != '\0') {
        const struct part *found = NULL;
        for (size_t i = 0; i < N_PARTS; i++) {
            const struct part *part = &parts_all[i];
            bool is_it = part->language == language && part->text[0] == *word &&
                         strncmp(word, part->text, strlen(part->text)) == 0 &&
                         (part->kind != PART_ENDING || n > 0);
            bool is_longer =
                is_it && (found == NULL || strlen(part->text) > strlen(found->text));
            found = is_longer ? part : found;
        }
        if (found == NULL || n == WORD_PARTS_MAX) {
            return 0;
        }
        ret[n++] = found;
        word += strlen(found->text);
    }
    return n;
}

static bool begins_group(const struct sum *sum)
{
    return sum->last == PART_NONE || sum->last == PART_HUNDRED ||
           sum->last == PART_HUNDREDS || sum->last == PART_THOUSAND;
}

static bool unit_fits(enum language language, const struct sum *sum, int value)
{
    bool is_ten_before = sum->last == PART_TEN && language != DE;
    bool is_and_before = sum->last == PART_AND && sum->before_and != PART_UNIT;
    bool is_ten_and = sum->last == PART_TEEN && sum->last_value == 10 && value >= 7;
    return begins_group(sum) || is_ten_before || is_and_before ||
           (language == FR && is_ten_and);
}

static bool teen_fits(enum language language, const struct sum *sum)
{
    bool is_score = language == FR && (sum->group % 100 == 60 || sum->group % 100 == 80);
    return begins_group(sum) || (is_score && sum->last == PART_TEN) ||
           (sum->last == PART_AND && (is_score || sum->before_and != PART_TEN) &&
            sum->before_and != PART_UNIT);
}

static bool ten_fits(const struct sum *sum)
{
    return begins_group(sum) || (sum->last == PART_AND && sum->before_and != PART_TEN &&
                                 (sum->before_and != PART_UNIT || sum->group % 100 < 10));
}

static bool and_fits(enum language language, const struct sum *sum)
{
    bool is_large = sum->last == PART_HUNDRED || sum->last == PART_THOUSAND;
    return (language == EN && is_large) ||
           (language == DE && (is_large || sum->last == PART_UNIT)) ||
           ((language == FR || language == ES) && sum->last == PART_TEN);
}

static bool hundred_add(struct sum *sum)
{
    bool is_counted = sum->last == PART_UNIT && sum->group < 10;
    if (!is_counted && sum->last != PART_NONE && sum->last != PART_THOUSAND) {
        return false;
    }
    sum->group = is_counted ? sum->group * 100 : 100;
    return true;
}

static bool thousand_add(struct sum *sum)
{
    if (sum->thousands != 0 || sum->last == PART_AND) {
        return false;
    }
    sum->thousands = sum->last == PART_NONE ? 1 : sum->group;
    sum->group = 0;
    return sum->thousands > 0;
}

static bool part_add(const struct part *part, struct sum *sum)
{
    enum language language = part->language;
    /* quatre-vingt: four times twenty */
    bool is_score = language == FR && part->kind == PART_TEN && part->value == 20 &&
                    sum->last == PART_UNIT && sum->last_value == 4;
    bool fits = false;
    switch (part->kind) {
    case PART_UNIT:
        fits = unit_fits(language, sum, part->value);
        break;
    case PART_TEEN:
        fits = teen_fits(language, sum);
        break;
    case PART_TEN:
        fits = is_score || ten_fits(sum);
        break;
    case PART_HUNDREDS:
        fits = sum->last == PART_NONE || sum->last == PART_THOUSAND;
        break;
    case PART_HUNDRED:
        fits = hundred_add(sum);
        break;
    case PART_THOUSAND:
        fits = thousand_add(sum);
        break;
    case PART_AND:
        fits = and_fits(language, sum);
        break;
    case PART_ENDING:
        return sum->last == PART_HUNDREDS || sum->last == PART_TEN;
    case PART_NONE:
    case PART_ZERO:
    case PART_POINT:
        break;
    }
    bool is_summed = part->kind != PART_HUNDRED && part->kind != PART_THOUSAND;
    sum->group += !fits || !is_summed ? 0 : is_score ? 76 : part->value;
    sum->before_and = sum->last;
    sum->last = part->kind;
    sum->last_value = part->value;
    sum->n_parts++;
    return fits;
}

/* A word that goes on with what was said; *sum is what it was when it does not. */
static bool word_add(enum language language, const char *word, struct sum *sum)
{
    const struct part *parts[WORD_PARTS_MAX];
    struct sum tried = *sum;
    size_t n = word_split(language, word, parts);
    bool is_german_and = n == 1 && language == DE && parts[0]->kind == PART_AND;
    if (n == 0 || is_german_and) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!part_add(parts[i], &tried)) {
            return false;
        }
    }
    *sum = tried;
    return true;
}

/* Behind a hyphen that joins two words; i when there is none. */
static size_t behind_hyphen(const struct claims__tokens *tokens, size_t i)
{
    const struct claims__token *token = claims__token_at(tokens, i);
    const struct claims__token *next = claims__token_at(tokens, i + 1);
    bool is_joint = token->kind == TOKEN_SIGN && token->sign == '-' && token->is_glued &&
                    next->kind == TOKEN_WORD && next->is_glued;
    return is_joint ? i + 1 : i;
}

static bool integer_read(const struct claims__tokens *tokens, enum language language,
                         size_t i, struct run *ret)
{
    struct sum sum = {.last = PART_NONE};
    size_t at = i;
    ret->end = i;
    while (at < i + RUN_TOKENS_MAX && word_add(language, word_at(tokens, at), &sum)) {
        at++;
        if (sum.last != PART_AND) {
            ret->end = at;
            ret->value = (double)sum.thousands * 1000 + sum.group;
            ret->is_scale_alone =
                sum.n_parts == 1 && (sum.last == PART_HUNDRED || sum.last == PART_THOUSAND);
        }
        at = behind_hyphen(tokens, at);
    }
    return ret->end > i;
}

static bool is_single(enum language language, const char *word, enum part_kind kind,
                      int *ret_value)
{
    const struct part *parts[WORD_PARTS_MAX];
    bool is_it = word_split(language, word, parts) == 1 && parts[0]->kind == kind;
    *ret_value = is_it ? parts[0]->value : 0;
    return is_it;
}

/* "point four", "Komma zwei fünf", "virgule vingt-cinq" behind a number. */
static void decimals_add(const struct claims__tokens *tokens, enum language language,
                         struct run *run)
{
    int value = 0;
    double scale = 1;
    size_t at = run->end + 1;
    struct run whole = {0};
    if (!is_single(language, word_at(tokens, run->end), PART_POINT, &value)) {
        return;
    }
    while (run->n_decimals < DECIMALS_MAX &&
           (is_single(language, word_at(tokens, at), PART_UNIT, &value) ||
            is_single(language, word_at(tokens, at), PART_ZERO, &value))) {
        scale *= 10;
        run->value += value / scale;
        run->n_decimals++;
        run->end = ++at;
    }
    bool is_whole = run->n_decimals == 0 && integer_read(tokens, language, at, &whole) &&
                    whole.value >= 10 && whole.value < 100;
    if (is_whole) {
        run->value += whole.value / 100;
        run->n_decimals = 2;
        run->end = whole.end;
    }
}

/* The languages whose number words the word may begin with, as bits. */
static unsigned languages_of(const char *word)
{
    unsigned languages = 0;
    for (size_t i = 0; word[0] != '\0' && i < N_PARTS; i++) {
        const struct part *part = &parts_all[i];
        bool is_it = part->text[0] == word[0] && part->text[1] == word[1] &&
                     strncmp(word, part->text, strlen(part->text)) == 0;
        languages |= is_it ? 1U << part->language : 0U;
    }
    return languages;
}

/* The longest number of any language from token i on; false: none. */
static bool run_read(const struct claims__tokens *tokens, size_t i, struct run *ret)
{
    *ret = (struct run){.end = i};
    unsigned languages = languages_of(word_at(tokens, i));
    for (int language = EN; language < N_LANGUAGES; language++) {
        if ((languages & 1U << (unsigned)language) == 0) {
            continue;
        }
        struct run run = {.end = i};
        int zero = 0;
        bool is_zero =
            is_single((enum language)language, word_at(tokens, i), PART_ZERO, &zero);
        if (is_zero) {
            run.end = i + 1;
        } else if (!integer_read(tokens, (enum language)language, i, &run)) {
            continue;
        }
        decimals_add(tokens, (enum language)language, &run);
        if (run.end > ret->end && !(is_zero && run.n_decimals == 0)) {
            *ret = run;
        }
    }
    return ret->end > i;
}

/* The unit that a hyphen may join to the number before; NULL: none. */
static const struct claims__word *unit_at(const struct claims__lexicon *lexicon,
                                          const struct claims__tokens *tokens, size_t i)
{
    i = behind_hyphen(tokens, i);
    const char *word = word_at(tokens, i);
    const struct claims__word *found =
        word[0] != '\0' ? claims__lexicon_find(lexicon, word) : NULL;
    return found != NULL && found->role == ROLE_UNIT ? found : NULL;
}

static bool is_percent(const struct claims__tokens *tokens, size_t i)
{
    const struct claims__token *token = claims__token_at(tokens, i);
    return (token->kind == TOKEN_SIGN && token->sign == '%') ||
           strncmp(word_at(tokens, i + 1), "cent", 4) == 0 ||
           strcmp(word_at(tokens, i + 1), "ciento") == 0;
}

static bool is_number(const struct claims__tokens *tokens, size_t i)
{
    struct run run;
    return claims__token_at(tokens, i)->kind == TOKEN_NUMBER || run_read(tokens, i, &run);
}

/* "eight to nine": a range whose unit stands behind the second. */
static bool is_range(const struct claims__lexicon *lexicon,
                     const struct claims__tokens *tokens, size_t i)
{
    const struct claims__token *token = claims__token_at(tokens, i);
    bool is_dash = token->kind == TOKEN_SIGN && token->sign == '-';
    const struct claims__word *word =
        token->kind == TOKEN_WORD ? claims__lexicon_find(lexicon, token->word) : NULL;
    bool is_joint = is_dash || (word != NULL && word->role == ROLE_TO);
    return is_joint && is_number(tokens, i + 1);
}

/* "one hour and ten minutes": a one that is no article. */
static bool is_hour_and_more(const struct claims__lexicon *lexicon,
                             const struct claims__tokens *tokens, size_t i)
{
    const struct claims__word *unit = unit_at(lexicon, tokens, i);
    if (unit == NULL || unit->value != UNIT_WORD_H) {
        return false;
    }
    const struct claims__word *next = claims__lexicon_find(lexicon, word_at(tokens, i + 1));
    bool is_and = next != NULL && next->role == ROLE_STOP;
    return is_number(tokens, i + (is_and ? 2 : 1));
}

/* "un'ora": the apostrophe between number and unit. */
static size_t behind_apostrophe(const struct claims__tokens *tokens, size_t i)
{
    const struct claims__token *token = claims__token_at(tokens, i);
    bool is_it = token->kind == TOKEN_SIGN && token->is_glued && token->sign == '\'';
    return is_it ? i + 1 : i;
}

/* May the run only be a number? */
static bool is_sure(const struct claims__lexicon *lexicon,
                    const struct claims__tokens *tokens, size_t first, struct run *run)
{
    static const char *const per[] = {"per", "pour", "por", "pro"};
    size_t next = behind_apostrophe(tokens, run->end);
    bool has_unit = unit_at(lexicon, tokens, next) != NULL || is_percent(tokens, next);
    for (size_t i = 0; first > 0 && i < sizeof per / sizeof per[0]; i++) {
        if (run->is_scale_alone && strcmp(word_at(tokens, first - 1), per[i]) == 0) {
            return false; /* per cent */
        }
    }
    bool is_first_of_two = is_range(lexicon, tokens, run->end);
    bool goes_on = behind_hyphen(tokens, run->end) > run->end;
    if (goes_on && !has_unit && !is_first_of_two) {
        return false; /* twenty-first */
    }
    if (run->n_decimals > 0) {
        return true;
    }
    if (run->value <= 1) {
        bool is_one = run->value == 1 && is_hour_and_more(lexicon, tokens, next);
        run->end = is_one ? next : run->end;
        return is_one;
    }
    return has_unit || is_first_of_two || (run->value > SMALL_MAX && !run->is_scale_alone);
}

void claims__number_words_join(const struct claims__lexicon *lexicon,
                               struct claims__tokens *tokens)
{
    size_t n_kept = 0;
    size_t i = 0;
    while (i < tokens->n_tokens) {
        struct run run;
        struct claims__token *kept = &tokens->tokens[n_kept];
        bool is_joined = tokens->tokens[i].kind == TOKEN_WORD &&
                         run_read(tokens, i, &run) && is_sure(lexicon, tokens, i, &run);
        *kept = tokens->tokens[i];
        n_kept++;
        if (!is_joined) {
            i++;
            continue;
        }
        kept->kind = TOKEN_NUMBER;
        kept->form = NUMBER_PLAIN;
        kept->word = "";
        kept->value = run.value;
        kept->alternative = run.value;
        kept->n_decimals = run.n_decimals;
        kept->end = tokens->tokens[run.end - 1].end;
        i = run.end;
    }
    tokens->n_tokens = n_kept;
}

double claims__number_words_value(struct arena *arena, const char *text)
{
    struct claims__tokens tokens;
    struct run run;
    claims__tokens_read(arena, text, strlen(text), &tokens);
    bool is_whole = run_read(&tokens, 0, &run) && run.end == tokens.n_tokens;
    return is_whole ? run.value : -1;
}
