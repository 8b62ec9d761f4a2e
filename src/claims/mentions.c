#include "claims/mentions.h"

#include <string.h>

#include "claims/sentence.h"
#include "base/banned.h"

/* Words that name what was counted or measured, behind a number that others follow. */
static const uint64_t NOUNS = WHAT(SESSIONS) | WHAT(DAYS) | WHAT(LLSS) | WHAT(LOAD) |
                              WHAT(POINTS) | WHAT(STEPS) | WHAT(CADENCE) | WHAT(CLIMB);

static bool is_stop(const struct claims__state *state, size_t i)
{
    const struct claims__token *token = claims__token_at(state->tokens, i);
    bool is_sign = token->kind == TOKEN_SIGN && token->sign != '\0' &&
                   strchr(",;()[]|", token->sign) != NULL;
    bool is_dash = token->kind == TOKEN_SIGN && token->sign == '-' && !token->is_glued;
    bool is_taken = state->meanings[i].is_taken;
    bool is_is = token->end - token->begin > strlen(token->word); /* "è" is no "e" */
    return !is_taken &&
           (is_sign || is_dash || (claims__role_at(state, i) == ROLE_STOP && !is_is));
}

/* Ends of sentences that are no part of a date. */
static size_t sentence_end(const struct claims__state *state, size_t from)
{
    size_t i = from;
    while (i < state->tokens->n_tokens &&
           (claims__token_at(state->tokens, i)->kind != TOKEN_END ||
            state->meanings[i].is_taken)) {
        i++;
    }
    return i;
}

static int name_of(const struct claims__state *state,
                   const struct claims__sentence *sentence)
{
    int found = -1;
    for (size_t i = sentence->begin; i < sentence->end; i++) {
        int i_name = state->meanings[i].i_name;
        if (i_name >= 0 && found >= 0 && i_name != found) {
            return -1;
        }
        found = i_name >= 0 ? i_name : found;
    }
    return found;
}

static void sentence_look(const struct claims__state *state,
                          struct claims__sentence *sentence)
{
    sentence->i_name = name_of(state, sentence);
    for (size_t i = sentence->begin; i < sentence->end; i++) {
        enum claims__role role = claims__role_at(state, i);
        sentence->is_past = sentence->is_past || role == ROLE_DONE;
        sentence->is_planned = sentence->is_planned || role == ROLE_PLANNED;
        sentence->is_advice = sentence->is_advice || role == ROLE_ADVICE;
    }
    sentence->n_anchors = 0;
    for (size_t i = 0; i < state->n_anchors; i++) {
        const struct claims__anchor *anchor = &state->anchors[i];
        if (anchor->first < sentence->begin || anchor->first >= sentence->end) {
            continue;
        }
        sentence->first_anchor = sentence->n_anchors == 0 ? i : sentence->first_anchor;
        sentence->n_anchors++;
    }
}

/* Words from first to last (exclusive) added to a subject. */
static void words_add(const struct claims__state *state, size_t first, size_t last,
                      struct claims__mention *to)
{
    for (size_t i = first; i < last; i++) {
        const struct claims__meaning *meaning = &state->meanings[i];
        const char *word = claims__token_at(state->tokens, i)->word;
        if (meaning->i_name >= 0) {
            to->i_name = meaning->i_name;
        }
        bool is_zone =
            word[0] == 'z' && word[1] >= '1' && word[1] <= '9' && word[2] == '\0';
        if (is_zone) {
            to->subject.how |= HOW(ZONE);
            to->subject.index = word[1] - '0';
        }
        if (meaning->is_taken || meaning->word == NULL || meaning->n_tokens == 0) {
            continue;
        }
        to->subject.what |= meaning->word->what;
        if (meaning->word->role == ROLE_SPAN && meaning->word->value == 1) {
            to->subject.what |= WHAT(DAYS); /* on 3 days; spans are taken */
        }
        to->subject.how |= meaning->word->how;
        to->subject.sport |= meaning->word->sport;
        to->is_about = to->is_about || meaning->word->role == ROLE_ABOUT;
        bool is_numbered = (meaning->word->how & (HOW(ZONE) | HOW(LAP))) != 0 &&
                           i + 1 < last &&
                           claims__token_at(state->tokens, i + 1)->kind == TOKEN_NUMBER;
        if (is_numbered) {
            to->subject.index = (int)claims__token_at(state->tokens, i + 1)->value;
        }
    }
}

/* The part of the sentence around the quantity: from the stop before to the stop behind. */
static void part_bounds(const struct claims__state *state,
                        const struct claims__sentence *sentence,
                        const struct claims__quantity *quantity, size_t *ret_first,
                        size_t *ret_end)
{
    size_t first = quantity->first;
    size_t end = quantity->last + 1;
    while (first > sentence->begin && !is_stop(state, first - 1)) {
        first--;
    }
    while (end < sentence->end && !is_stop(state, end)) {
        end++;
    }
    *ret_first = first;
    *ret_end = end;
}

/* Where the words before the quantity begin: behind an earlier quantity of the part. */
static size_t words_begin(const struct claims__quantity *before, size_t first)
{
    return before != NULL && before->last + 1 > first ? before->last + 1 : first;
}

uint64_t claims__what_at(const struct claims__state *state, size_t i, size_t end)
{
    bool is_word =
        i < end && state->meanings[i].word != NULL && !state->meanings[i].is_taken;
    return is_word ? state->meanings[i].word->what : 0;
}

/* Behind a quantity and the noun that belongs to it. */
static size_t noun_end(const struct claims__state *state,
                       const struct claims__quantity *quantity)
{
    size_t at = quantity->last + 1;
    bool has_noun = (claims__what_at(state, at, state->tokens->n_tokens) & NOUNS) != 0;
    return has_noun ? at + state->meanings[at].n_tokens : at;
}

static void subject_read(const struct claims__state *state,
                         const struct claims__sentence *sentence,
                         const struct claims__quantity *before,
                         struct claims__quantity *quantity,
                         const struct claims__quantity *after, size_t first, size_t end)
{
    struct claims__mention *mention = &quantity->mention;
    size_t from = words_begin(before, first);
    size_t behind = quantity->last + 1;
    bool is_followed = after != NULL && after->first < end;
    if (before != NULL && before->last + 1 == from) {
        from = noun_end(state, before);
    }
    words_add(state, from, quantity->first, mention);
    if (!is_followed) {
        words_add(state, behind, end, mention);
    } else if ((claims__what_at(state, behind, after->first) & NOUNS) != 0) {
        words_add(state, behind, behind + 1, mention);
    }
    bool is_bare = mention->subject.unit == UNIT_NONE || mention->subject.unit == UNIT_PCT;
    if (mention->subject.what == 0 && is_bare && from == first) {
        /* "LL Fitness, today, is 34.7": words of the parts since the number before. */
        size_t since = before != NULL ? noun_end(state, before) : sentence->begin;
        words_add(state, since, first, mention);
    }
}

/* The last sport that is named from first to end. */
static unsigned sport_between(const struct claims__state *state, size_t first, size_t end)
{
    unsigned sport = 0;
    for (size_t i = first; i < end; i++) {
        const struct claims__meaning *meaning = &state->meanings[i];
        bool has_sport = meaning->word != NULL && !meaning->is_taken &&
                         meaning->n_tokens > 0 && meaning->word->sport != 0;
        sport = has_sport ? meaning->word->sport : sport;
    }
    return sport;
}

/* The sport of the words before in the sentence, else behind, else of sentences before. */
static unsigned sport_around(const struct claims__state *state,
                             const struct claims__sentence *sentence,
                             const struct claims__carried *carried, size_t i_token)
{
    unsigned sport = sport_between(state, sentence->begin, i_token);
    if (sport == 0) {
        sport = sport_between(state, i_token, sentence->end);
    }
    return sport != 0 ? sport : carried->sport;
}

/* "three runs": a number in words before what is counted. */
static bool count_word_read(const struct claims__state *state, size_t i, size_t end,
                            struct claims__mention *ret)
{
    int value = claims__value_at(state, i, ROLE_NUMBER, 0);
    uint64_t counted = WHAT(SESSIONS) | WHAT(DAYS);
    bool is_count = value > 0 && ((claims__what_at(state, i + 1, end) & counted) != 0 ||
                                  (claims__what_at(state, i + 2, end) & counted) != 0);
    if (is_count) {
        ret->begin = claims__token_at(state->tokens, i)->begin;
        ret->end = claims__token_at(state->tokens, i)->end;
        ret->low = value;
        ret->high = value;
        ret->alternative = value;
        ret->half = 0.5;
    }
    return is_count;
}

/* "4 x 10 min", "3x15": how often, then of what. */
static bool is_repeats(const struct claims__state *state, size_t i, size_t end)
{
    return i + 2 < end && strcmp(claims__token_at(state->tokens, i + 1)->word, "x") == 0 &&
           claims__token_at(state->tokens, i + 2)->kind == TOKEN_NUMBER;
}

static size_t quantities_find(const struct claims__state *state,
                              struct claims__sentence *sentence,
                              struct claims__quantity quantities[], size_t n_max)
{
    size_t n = 0;
    size_t i = sentence->begin;
    sentence->first_number = sentence->end;
    while (i < sentence->end && n < n_max) {
        struct claims__quantity *quantity = &quantities[n];
        *quantity =
            (struct claims__quantity){.first = i, .last = i, .mention = {.i_name = -1}};
        if (is_repeats(state, i, sentence->end) && !state->meanings[i].is_taken) {
            i += 2;
            continue;
        }
        bool is_found = claims__quantity_read(state, i, sentence->begin, sentence->end,
                                              &quantity->mention, &quantity->last) ||
                        count_word_read(state, i, sentence->end, &quantity->mention);
        if (is_found) {
            bool is_repeated =
                i >= sentence->begin + 2 && is_repeats(state, i - 2, sentence->end);
            quantity->mention.subject.how |= is_repeated ? HOW(REPS) : 0;
            sentence->first_number = n == 0 ? i : sentence->first_number;
            i = quantity->last;
            n++;
        }
        i++;
    }
    for (; i < sentence->end; i++) { /* more than a sentence says */
        state->reading->n_left_out +=
            claims__token_at(state->tokens, i)->kind == TOKEN_NUMBER ? 1 : 0;
    }
    return claims__places_take(state, sentence, quantities, n);
}

/* What the words of the sentence make of a number that was read alone. */
static void mention_finish(const struct claims__sentence *sentence,
                           struct claims__mention *mention)
{
    if (mention->subject.unit == UNIT_S && mention->has_colon &&
        (mention->subject.what & WHAT(PACE)) != 0) {
        mention->subject.unit = UNIT_S_PER_KM;
        mention->alternative = mention->low;
    }
    if (mention->i_name < 0) {
        mention->i_name = sentence->i_name;
    }
    mention->is_past = sentence->is_past;
    mention->is_planned = sentence->is_planned;
    mention->is_advice = sentence->is_advice;
    mention->first_token = sentence->begin;
    mention->last_token = sentence->end;
    claims__subject_settle(&mention->subject);
}

/* A unit that the next number may leave out. */
static enum claims__unit bare_unit(const struct claims__mention *mention)
{
    enum claims__unit unit = mention->subject.unit;
    bool is_left_out = unit == UNIT_BPM || unit == UNIT_W || unit == UNIT_PER_MIN ||
                       unit == UNIT_MS || unit == UNIT_PCT;
    return is_left_out ? unit : UNIT_NONE;
}

static void mention_read(const struct claims__state *state,
                         const struct claims__sentence *sentence,
                         const struct claims__carried *carried,
                         const struct claims__quantity quantities[], size_t n_quantities,
                         size_t i)
{
    struct claims__quantity quantity = quantities[i];
    struct claims__mention *mention = &quantity.mention;
    size_t first = 0;
    size_t end = 0;
    part_bounds(state, sentence, &quantity, &first, &end);
    subject_read(state, sentence, i > 0 ? &quantities[i - 1] : NULL, &quantity,
                 i + 1 < n_quantities ? &quantities[i + 1] : NULL, first, end);
    claims__scope_read(state, sentence, carried, &quantity, first, end, &mention->scope);
    struct claims__reading *reading = state->reading;
    if (reading->n_mentions > sentence->first_mention) {
        const struct claims__mention *before = &reading->mentions[reading->n_mentions - 1];
        mention->inherited_what = before->subject.what | before->inherited_what;
        mention->inherited_how = before->subject.how | before->inherited_how;
        mention->inherited_unit = bare_unit(before);
    }
    if (mention->subject.sport == 0) {
        mention->subject.sport = sport_between(state, first, end);
    }
    if (mention->subject.sport == 0) {
        mention->subject.sport = sport_around(state, sentence, carried, quantity.first);
        mention->is_sport_weak = mention->subject.sport != 0;
    }
    mention_finish(sentence, mention);
    if (reading->n_mentions == state->reader->n_max) {
        reading->n_left_out++;
        return;
    }
    reading->mentions[reading->n_mentions++] = *mention;
}

static void carry_on(const struct claims__state *state,
                     const struct claims__sentence *sentence,
                     struct claims__carried *carried)
{
    if (sentence->n_anchors > 0) {
        size_t i_last = sentence->first_anchor + sentence->n_anchors - 1;
        carried->scope = state->anchors[i_last].scope;
        carried->has_scope = true;
    }
    carried->sport = sport_around(state, sentence, carried, sentence->end);
}

static bool is_empty_line(const struct claims__state *state, size_t i)
{
    return i > 0 && claims__token_at(state->tokens, i)->kind == TOKEN_END &&
           claims__token_at(state->tokens, i)->sign == '\n' &&
           claims__token_at(state->tokens, i - 1)->kind == TOKEN_END &&
           claims__token_at(state->tokens, i - 1)->sign == '\n';
}

void claims__mentions_find(struct claims__state *state)
{
    enum { QUANTITIES_MAX = 64 };
    struct claims__quantity *quantities =
        arena_alloc(state->reader->arena, QUANTITIES_MAX, sizeof quantities[0]);
    struct claims__carried carried = {0};
    size_t n_tokens = state->tokens->n_tokens;
    size_t at = 0;
    while (at < n_tokens) {
        struct claims__sentence sentence = {.begin = at, .end = sentence_end(state, at)};
        sentence.first_mention = state->reading->n_mentions;
        sentence_look(state, &sentence);
        size_t n = quantities_find(state, &sentence, quantities, QUANTITIES_MAX);
        for (size_t i = 0; i < n; i++) {
            mention_read(state, &sentence, &carried, quantities, n, i);
        }
        if (is_empty_line(state, at)) {
            carried = (struct claims__carried){0}; /* another paragraph */
        } else {
            carry_on(state, &sentence, &carried);
        }
        at = sentence.end + 1;
    }
}
