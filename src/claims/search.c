/* Facts sorted by how well they fit a mention. */
#include <math.h>
#include <string.h>

#include "claims/search.h"
#include "base/banned.h"

/* States of the whole athlete: no sport's, whatever sport the sentence speaks of. */
static bool is_of_athlete(const struct claims__fact *fact)
{
    uint64_t state = WHAT(FITNESS) | WHAT(FATIGUE) | WHAT(FORM) | WHAT(HRV) | WHAT(SLEEP) |
                     WHAT(READINESS) | WHAT(ACWR) | WHAT(RAMP) | WHAT(MONOTONY) |
                     WHAT(STRAIN) | WHAT(SORENESS) | WHAT(MOOD) | WHAT(STRESS) |
                     WHAT(MOTIVATION) | WHAT(AGE) | WHAT(STEPS) | WHAT(SCORE) | WHAT(GEAR);
    bool is_resting =
        fact->subject.unit == UNIT_BPM && (fact->subject.how & HOW(REST)) != 0;
    bool is_rest_days =
        (fact->subject.what & WHAT(DAYS)) != 0 && (fact->subject.how & HOW(REST)) != 0;
    return (fact->subject.what & state) != 0 || fact->subject.unit == UNIT_KG ||
           is_resting || is_rest_days;
}

static bool sport_fits(const struct claims__search *search, const struct claims__fact *fact)
{
    unsigned said = search->subject.sport;
    unsigned kinds = ~(unsigned)IN(VIRTUAL);
    if (is_of_athlete(fact) && fact->subject.sport == 0) {
        return true;
    }
    if (fact->is_part && (said & IN(VIRTUAL)) == 0) {
        return false;
    }
    bool wants_virtual = (said & IN(VIRTUAL)) != 0;
    if (wants_virtual && (fact->subject.sport & IN(VIRTUAL)) == 0) {
        return false;
    }
    said &= kinds;
    unsigned served = fact->subject.sport & kinds;
    bool is_summed = fact->has_period && !fact->has_day &&
                     (search->subject.how & (HOW(LONGEST) | HOW(LIMIT))) == 0;
    if (said == 0) {
        return served == 0 || !is_summed;
    }
    if (served == 0) {
        return search->mention->is_sport_weak && fact->is_now;
    }
    return (said & served) != 0;
}

static bool tense_fits(const struct claims__search *search, const struct claims__fact *fact)
{
    const struct claims__mention *mention = search->mention;
    if (fact->is_now) {
        return true;
    }
    bool is_ahead =
        fact->has_period ? fact->last > search->today : fact->day > search->today;
    if (fact->is_planned) {
        return mention->is_planned || (is_ahead && !mention->is_past);
    }
    bool is_day_past = mention->scope.n_days == 1 && mention->scope.days[0] < search->today;
    return !mention->is_planned || is_of_athlete(fact) || is_day_past;
}

static bool name_fits(const struct claims__mention *mention,
                      const struct claims__fact *fact)
{
    bool is_unnamed =
        fact->i_name < 0 && (is_of_athlete(fact) || mention->scope.n_days > 0);
    return mention->i_name < 0 || mention->i_name == fact->i_name || is_unnamed;
}

static bool period_fits(const struct claims__scope *scope, const struct claims__fact *fact,
                        day_num today)
{
    if (!scope->has_period || !fact->has_period || scope->first != fact->first) {
        return false;
    }
    bool is_cut_at_today =
        (scope->is_open_week || scope->last > today) && fact->last == today;
    return scope->last == fact->last || is_cut_at_today;
}

static bool scope_fits(const struct claims__search *search,
                       const struct claims__scope *scope, const struct claims__fact *fact)
{
    for (size_t i = 0; i < scope->n_days && fact->has_day; i++) {
        if (scope->days[i] == fact->day) {
            return true;
        }
    }
    return period_fits(scope, fact, search->today);
}

/* What holds when no day is said: a state of today. */
static bool holds_now(const struct claims__search *search, const struct claims__fact *fact)
{
    return fact->has_day && fact->day == search->today &&
           (fact->is_now || is_of_athlete(fact));
}

bool claims__has_scope(const struct claims__scope *scope)
{
    return scope->n_days > 0 || scope->has_period;
}

static void bin_add(struct claims__bin *bin, const struct claims__fact *fact,
                    enum claims__closeness closeness)
{
    bin->n_facts++;
    if (closeness == CLOSE_EQUAL && bin->equal == NULL) {
        bin->equal = fact;
    }
    if (closeness == CLOSE_ROUNDED && bin->rounded == NULL) {
        bin->rounded = fact;
    }
    if (fact->is_text) {
        return;
    }
    if (bin->first == NULL) {
        bin->first = fact;
    } else {
        double apart = fabs(bin->first->low - fact->low);
        bin->has_several =
            bin->has_several || apart > bin->first->half + fact->half + CLAIMS__EPSILON;
    }
}

/* Beyond unit and quantity, which were compared before. */
static bool subject_equals(const struct claims__subject *a, const struct claims__subject *b)
{
    return (a->how & ~HOW(TOTAL)) == (b->how & ~HOW(TOTAL)) && a->index == b->index;
}

/* A total of one day is no session's. */
static bool total_fits(const struct claims__search *search, const struct claims__fact *fact)
{
    return (search->subject.how & HOW(TOTAL)) == 0 || fact->has_period || fact->is_text;
}

/* A bare number, and a share of nothing. */
bool claims__is_nameless(const struct claims__subject *subject)
{
    return subject->what == 0 &&
           (subject->unit == UNIT_NONE || (subject->unit == UNIT_PCT && subject->how == 0));
}

/* A pair of shoes that is named need not be called shoes. */
static bool is_same_quantity(const struct claims__search *search,
                             const struct claims__fact *fact)
{
    int i_name = search->mention->i_name;
    uint64_t named = i_name >= 0 && i_name == fact->i_name ? WHAT(GEAR) : 0;
    return (fact->subject.what & ~named) == (search->subject.what & ~named);
}

/* A number of the service of no known meaning, day or name: confirms nothing. */
static bool is_of_nothing(const struct claims__search *search,
                          const struct claims__fact *fact)
{
    bool is_named = fact->i_name >= 0 && fact->i_name == search->mention->i_name;
    return fact->is_service && fact->is_now && !is_named && fact->subject.what == 0 &&
           fact->subject.how == 0 && fact->n_extras == 0;
}

static void fact_sort(struct claims__search *search, const struct claims__fact *fact)
{
    const struct claims__mention *mention = search->mention;
    bool is_about_it = fact->subject.unit == search->subject.unit &&
                       is_same_quantity(search, fact) &&
                       (!claims__is_nameless(&fact->subject) || fact->n_extras > 0);
    if (!is_about_it) {
        return;
    }
    enum claims__closeness closeness = claims__close_to(mention, fact);
    bool fits = subject_equals(&fact->subject, &search->subject) &&
                claims__extras_said(search->said, fact) && total_fits(search, fact) &&
                sport_fits(search, fact) && tense_fits(search, fact) &&
                name_fits(mention, fact) && !is_of_nothing(search, fact);
    if (!fits) {
        bin_add(&search->loose, fact, closeness);
        return;
    }
    bool may_be_now = claims__has_scope(&mention->scope) && mention->scope.level < 2 &&
                      holds_now(search, fact);
    if (may_be_now) {
        bin_add(&search->now, fact, closeness);
    }
    bool is_here = claims__has_scope(&mention->scope)
                       ? scope_fits(search, &mention->scope, fact)
                       : holds_now(search, fact);
    bin_add(is_here ? &search->here : &search->elsewhere, fact, closeness);
}

void claims__search_run(struct claims__search *search)
{
    search->here = (struct claims__bin){0};
    search->now = (struct claims__bin){0};
    search->elsewhere = (struct claims__bin){0};
    search->loose = (struct claims__bin){0};
    for (size_t i = 0; i < search->facts->n_facts; i++) {
        fact_sort(search, &search->facts->facts[i]);
    }
}
