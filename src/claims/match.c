/*
 * How a mention is judged. Facts of the same subject (unit, quantity, which one of it) are
 * sorted by how well sport, planned or done, and day fit:
 *
 *   here      all of it fits: one that is equal confirms; when all there are say one other
 *             value, and the day was said beside the number, it is different
 *   elsewhere all but the day fits: an equal one there means that the day is wrong, or was
 *             not said
 *
 * Whatever was only inherited from words further away can confirm an equal value, never
 * contradict one.
 */
#include "claims/match.h"

#include <math.h>
#include <string.h>

#include "claims/search.h"
#include "base/banned.h"

static struct claims__verdict verdict(enum claims_status status,
                                      const struct claims__fact *fact, const char *why)
{
    return (struct claims__verdict){.status = status, .fact = fact, .why = why};
}

static bool is_unserved_word(const struct claims__subject *subject)
{
    uint64_t words = WHAT(OTHER) | WHAT(VO2) | WHAT(RACE);
    return (subject->what & words) != 0 || subject->unit == UNIT_OTHER;
}

/* A later answer that says otherwise of the very same thing has the last word. */
static bool is_outdated(const struct claims__search *search,
                        const struct claims__fact *equal)
{
    const struct claims__fact *newest = search->here.first;
    return newest != NULL && !equal->is_text && newest->i_answer > equal->i_answer &&
           newest->column == equal->column && strcmp(newest->path, equal->path) == 0 &&
           newest->i_row == equal->i_row && newest->i_row < 0 &&
           claims__close_to(search->mention, newest) == CLOSE_NOT;
}

/* All that fits says the same, and it is another value. */
static struct claims__verdict judge_other_value(const struct claims__search *search,
                                                const struct claims__bin *bin)
{
    const struct claims__mention *mention = search->mention;
    const struct claims__scope *scope = &mention->scope;
    const struct claims__fact *right = bin->first;
    if (right == NULL) {
        return verdict(CLAIM_UNCLEAR, NULL, "served in words only, with another number");
    }
    bool is_sure = !bin->has_several && !scope->is_mixed && !mention->is_advice &&
                   mention->high <= mention->low && !right->is_service;
    bool is_said = !claims__has_scope(scope) || scope->level == 2 || bin == &search->now ||
                   (scope->level == 1 && !right->is_now);
    bool is_finer = fabs(mention->low - right->low) <= right->half + CLAIMS__EPSILON &&
                    mention->half < right->half;
    bool is_sign = fabs(mention->low + right->low) <= CLAIMS__EPSILON;
    /* A kilometre or a minute of the moment, of nothing in particular. */
    bool is_vague = right->is_now && right->subject.what == 0 && right->subject.how == 0 &&
                    right->subject.unit != UNIT_KG;
    is_sure = is_sure && !is_vague;
    if (is_sure && is_said && !is_finer && !is_sign) {
        return verdict(CLAIM_DIFFERENT, right, NULL);
    }
    return verdict(CLAIM_UNCLEAR, right,
                   is_finer  ? "served with fewer digits"
                   : is_sign ? "served with the other sign"
                             : "several served values may be meant");
}

/* Nothing fits on that day, or none was said. */
static struct claims__verdict judge_elsewhere(const struct claims__search *search)
{
    const struct claims__mention *mention = search->mention;
    const struct claims__scope *scope = &mention->scope;
    const struct claims__bin *bin = &search->elsewhere;
    const struct claims__fact *found = bin->equal != NULL ? bin->equal : bin->rounded;
    if (found == NULL) {
        return verdict(CLAIM_NEVER_SERVED, NULL, NULL);
    }
    if (!claims__has_scope(scope)) {
        if (bin->has_several) {
            return verdict(CLAIM_UNCLEAR, found, "served for this day only: say the day");
        }
        return verdict(bin->equal != NULL ? CLAIM_CONFIRMED : CLAIM_ROUNDED, found, NULL);
    }
    bool is_session = found->has_day && !found->is_now && !found->is_text;
    bool is_said = scope->level == 2 || (scope->level == 1 && is_session);
    if (bin->equal != NULL && is_said && is_session && !scope->is_mixed &&
        scope->n_days > 0 && !scope->has_period && !mention->is_advice) {
        return verdict(CLAIM_DIFFERENT, found, "another day");
    }
    return verdict(CLAIM_UNCLEAR, found, "served for another day or period");
}

static bool is_positive(const struct claims__verdict *found)
{
    return found->status == CLAIM_CONFIRMED || found->status == CLAIM_ROUNDED;
}

/* Equal or rounded in a bin; CLAIM_UNCLEAR: neither. */
static struct claims__verdict judge_agreement(const struct claims__bin *bin)
{
    if (bin->equal != NULL) {
        return verdict(CLAIM_CONFIRMED, bin->equal, NULL);
    }
    return bin->rounded != NULL ? verdict(CLAIM_ROUNDED, bin->rounded, NULL)
                                : verdict(CLAIM_UNCLEAR, NULL, NULL);
}

static struct claims__verdict judge_here(const struct claims__search *search)
{
    const struct claims__fact *elsewhere = search->elsewhere.equal;
    return elsewhere != NULL && !claims__has_scope(&search->mention->scope)
               ? verdict(CLAIM_UNCLEAR, elsewhere, "served for this day: say the day")
               : judge_other_value(search, &search->here);
}

static struct claims__verdict judge(const struct claims__search *search)
{
    struct claims__verdict found = judge_agreement(&search->here);
    if (found.status == CLAIM_CONFIRMED && is_outdated(search, found.fact)) {
        return verdict(CLAIM_DIFFERENT, search->here.first, "served so before, not now");
    }
    if (is_positive(&found)) {
        return found;
    }
    found = judge_agreement(&search->now);
    if (is_positive(&found)) {
        return found;
    }
    if (search->here.n_facts > 0) {
        return judge_here(search);
    }
    if (search->now.n_facts > 0) {
        return judge_other_value(search, &search->now);
    }
    if (search->elsewhere.n_facts > 0) {
        return judge_elsewhere(search);
    }
    const struct claims__fact *loose = search->loose.equal;
    return loose != NULL ? verdict(CLAIM_UNCLEAR, loose, "served of something else near")
                         : verdict(CLAIM_NEVER_SERVED, NULL, NULL);
}

/*
 * A sport that was named elsewhere in the text may not be meant: without it an equal value
 * confirms, and only what is different either way is different.
 */
static struct claims__verdict judge_sports(struct claims__search *search)
{
    claims__search_run(search);
    struct claims__verdict found = judge(search);
    if (is_positive(&found) || !search->mention->is_sport_weak) {
        return found;
    }
    unsigned sport = search->subject.sport;
    search->subject.sport = 0;
    claims__search_run(search);
    struct claims__verdict any = judge(search);
    search->subject.sport = sport;
    bool is_both = found.status == any.status;
    if (is_positive(&any) || is_both || any.status == CLAIM_DIFFERENT) {
        return is_both || is_positive(&any)
                   ? any
                   : verdict(CLAIM_UNCLEAR, any.fact, "its sport cannot be told for sure");
    }
    return found.status == CLAIM_DIFFERENT
               ? verdict(CLAIM_UNCLEAR, found.fact, "its sport cannot be told for sure")
               : found;
}

/* With the words of the number before, where this one has none of its own. */
static bool try_inherited(struct claims__search *search, struct claims__verdict *found)
{
    const struct claims__mention *mention = search->mention;
    bool lacks_what = mention->subject.what == 0;
    bool lacks_unit = mention->subject.unit == UNIT_NONE;
    if (!lacks_what || (mention->inherited_what == 0 && mention->inherited_how == 0 &&
                        mention->inherited_unit == UNIT_NONE)) {
        return false;
    }
    static const bool takes_how[] = {false, true};
    for (size_t i = 0; i < 2; i++) {
        search->subject = mention->subject;
        search->subject.unit = lacks_unit ? mention->inherited_unit : search->subject.unit;
        search->subject.what |= mention->inherited_what;
        search->subject.how |= takes_how[i] ? mention->inherited_how : 0;
        claims__subject_settle(&search->subject);
        struct claims__verdict tried = judge_sports(search);
        if (is_positive(&tried)) {
            *found = tried;
            return true;
        }
    }
    return false;
}

static bool try_inherited_how(struct claims__search *search, struct claims__verdict *found)
{
    const struct claims__mention *mention = search->mention;
    if (mention->subject.how != 0 || mention->inherited_how == 0) {
        return false;
    }
    search->subject = mention->subject;
    search->subject.how = mention->inherited_how;
    claims__subject_settle(&search->subject);
    struct claims__verdict tried = judge_sports(search);
    if (is_positive(&tried)) {
        *found = tried;
        return true;
    }
    return false;
}

struct claims__verdict claims__match(const struct claims__facts *facts,
                                     const struct claims__said *said,
                                     const struct claims__mention *mention, day_num today)
{
    struct claims__search search = {.facts = facts,
                                    .said = said,
                                    .mention = mention,
                                    .subject = mention->subject,
                                    .today = today};
    struct claims__verdict found = {.status = CLAIM_UNCLEAR};
    if (is_unserved_word(&mention->subject)) {
        return verdict(CLAIM_NEVER_SERVED, NULL, NULL);
    }
    if (mention->scope.is_bad) {
        return verdict(CLAIM_UNCLEAR, NULL, "its date is not a date, or another weekday");
    }
    bool is_turned = false;
    const struct claims__fact *paired = claims__pair_find(facts, mention, &is_turned);
    if (paired != NULL) {
        return is_turned ? verdict(CLAIM_DIFFERENT, paired, "value and limit are exchanged")
                         : verdict(CLAIM_CONFIRMED, paired, NULL);
    }
    if (!claims__is_nameless(&mention->subject)) {
        found = judge_sports(&search);
    } else {
        found.why = "about what cannot be told";
    }
    struct claims__verdict own = found;
    bool is_inherited = !is_positive(&found) && (try_inherited(&search, &found) ||
                                                 try_inherited_how(&search, &found));
    if (is_inherited || is_positive(&found)) {
        return found;
    }
    bool could_inherit = (mention->subject.what == 0 && mention->inherited_what != 0) ||
                         (mention->subject.how == 0 && mention->inherited_how != 0);
    if (own.status == CLAIM_DIFFERENT && could_inherit &&
        mention->subject.unit == UNIT_NONE) {
        return verdict(CLAIM_UNCLEAR, own.fact, "about what cannot be told for sure");
    }
    return own;
}
