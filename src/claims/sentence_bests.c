/* Numbers of a sentence that name bests. */
#include <math.h>

#include "claims/sentence.h"
#include "base/banned.h"

static bool is_served(const struct claims__reader *reader,
                      const struct claims__mention *mention)
{
    for (size_t i = 0; i < reader->n_places; i++) {
        /* A mile is 1609.344 m, and was served as 1609. */
        if (fabs(mention->low - reader->places[i]) < 0.5) {
            return true;
        }
    }
    return false;
}

static bool has_best_word(const struct claims__state *state, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        const struct claims__word *word =
            state->meanings[i].is_taken ? NULL : state->meanings[i].word;
        if (word != NULL && (word->how & HOW(BEST)) != 0) {
            return true;
        }
    }
    return false;
}

/* "5-minute power": over how long, or how far, the next number is the best. */
static bool is_place(const struct claims__state *state,
                     const struct claims__sentence *sentence,
                     const struct claims__quantity *quantity,
                     const struct claims__quantity *next)
{
    const struct claims__mention *mention = &quantity->mention;
    enum claims__unit unit = next->mention.subject.unit;
    bool is_rate = unit == UNIT_W || unit == UNIT_BPM || unit == UNIT_W_PER_KG ||
                   unit == UNIT_S_PER_KM;
    bool is_far = mention->subject.unit == UNIT_M;
    bool is_long = mention->subject.unit == UNIT_S && !mention->has_colon;
    uint64_t rates = WHAT(POWER) | WHAT(PACE) | WHAT(SPEED) | WHAT(HEART_RATE);
    bool is_named =
        (claims__what_at(state, quantity->last + 1, next->first) & rates) != 0 ||
        has_best_word(state, sentence->begin, sentence->end);
    return is_named && mention->high <= mention->low && is_served(state->reader, mention) &&
           ((is_long && is_rate) || (is_far && (is_rate || unit == UNIT_S)));
}

/* Places of bests are no claims: they say which best the numbers behind them are. */
size_t claims__places_take(const struct claims__state *state,
                           const struct claims__sentence *sentence,
                           struct claims__quantity quantities[], size_t n)
{
    size_t n_kept = 0;
    int place = 0;
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && is_place(state, sentence, &quantities[i], &quantities[i + 1])) {
            place = (int)lround(quantities[i].mention.low);
            continue;
        }
        quantities[n_kept] = quantities[i];
        if (place > 0) {
            quantities[n_kept].mention.subject.how |= HOW(BEST);
            quantities[n_kept].mention.subject.index = place;
        }
        n_kept++;
    }
    return n_kept;
}
