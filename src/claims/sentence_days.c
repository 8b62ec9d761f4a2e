/* Of which day a number of a sentence is. */
#include "claims/sentence.h"
#include "base/banned.h"

static void scope_merge(struct claims__scope *to, const struct claims__scope *from)
{
    for (size_t i = 0; i < from->n_days && to->n_days < SCOPE_DAYS_MAX; i++) {
        to->days[to->n_days++] = from->days[i];
    }
    if (from->has_period) {
        to->has_period = true;
        to->first = from->first;
        to->last = from->last;
        to->is_open_week = from->is_open_week;
    }
    to->is_bad = to->is_bad || from->is_bad;
}

/* Days named in the same part of the sentence. */
static bool scope_in_part(const struct claims__state *state,
                          const struct claims__sentence *sentence, size_t first, size_t end,
                          struct claims__scope *ret)
{
    size_t n_found = 0;
    for (size_t i = 0; i < sentence->n_anchors; i++) {
        const struct claims__anchor *anchor = &state->anchors[sentence->first_anchor + i];
        if (anchor->first < first || anchor->last >= end) {
            continue;
        }
        scope_merge(ret, &anchor->scope);
        n_found++;
    }
    ret->level = n_found == 1 ? 2 : 1;
    ret->is_mixed = n_found > 1;
    return n_found > 0;
}

/*
 * Days named elsewhere in the sentence: the last one before the number when the sentence
 * begins with a day, else any neighbour may be meant.
 */
static bool scope_in_sentence(const struct claims__state *state,
                              const struct claims__sentence *sentence, size_t i_token,
                              struct claims__scope *ret)
{
    const struct claims__scope *before = NULL;
    const struct claims__scope *behind = NULL;
    for (size_t i = 0; i < sentence->n_anchors; i++) {
        const struct claims__anchor *anchor = &state->anchors[sentence->first_anchor + i];
        if (anchor->last < i_token) {
            before = &anchor->scope;
        } else if (behind == NULL) {
            behind = &anchor->scope;
        }
    }
    if (sentence->n_anchors == 0) {
        return false;
    }
    bool begins_with_day =
        state->anchors[sentence->first_anchor].first < sentence->first_number;
    if (before != NULL) {
        scope_merge(ret, before);
    }
    if (behind != NULL && (before == NULL || !begins_with_day)) {
        scope_merge(ret, behind);
    }
    ret->is_mixed = before != NULL && behind != NULL && !begins_with_day;
    ret->level = before != NULL ? 1 : 0; /* one that comes later may be of something else */
    return true;
}

void claims__scope_read(const struct claims__state *state,
                        const struct claims__sentence *sentence,
                        const struct claims__carried *carried,
                        const struct claims__quantity *quantity, size_t first, size_t end,
                        struct claims__scope *ret)
{
    if (scope_in_part(state, sentence, first, end, ret) ||
        scope_in_sentence(state, sentence, quantity->first, ret)) {
        return;
    }
    if (carried->has_scope) {
        *ret = carried->scope;
        ret->level = 0;
    }
}
