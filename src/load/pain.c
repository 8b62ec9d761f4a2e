#include "load/pain.h"

#include <math.h>
#include <string.h>

#include "base/ascii.h"
#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

static const char *const bone_sites[] = {"femoral_neck", "anterior_tibia",
                                         "navicular",    "fifth_metatarsal_base",
                                         "sesamoid",     "talus"};

const char *load_pain_state_name(enum load_pain_state state)
{
    static const char *const names[] = {"not_asked", "no_entry", "current"};
    return names[state];
}

/* Lower case letters and digits; 0 for whatever stands between words. Other bytes (UTF-8)
 * stay. */
static char site_byte(char c)
{
    char lower = ascii_lower(c);
    bool is_word = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
                   (unsigned char)c >= 0x80;
    return (char)(is_word ? lower : '\0');
}

/* The next word of a site's name from *at on; false at its end. */
static bool next_word(const char **at, const char **ret_word, size_t *ret_length)
{
    while (**at != '\0' && site_byte(**at) == '\0') {
        (*at)++;
    }
    *ret_word = *at;
    while (**at != '\0' && site_byte(**at) != '\0') {
        (*at)++;
    }
    *ret_length = (size_t)(*at - *ret_word);
    return *ret_length > 0;
}

static bool is_word(const char *word, size_t length, const char *other, size_t other_length)
{
    for (size_t i = 0; i < length && length == other_length; i++) {
        if (site_byte(word[i]) != site_byte(other[i])) {
            return false;
        }
    }
    return length == other_length;
}

enum side { NO_SIDE, LEFT_SIDE, RIGHT_SIDE };

/* A word that only tells the side ("both" tells none): true, and which. */
static bool is_side_word(const char *word, size_t length, enum side *ret_side)
{
    static const struct {
        const char *word;
        enum side side;
    } sides[] = {{"left", LEFT_SIDE}, {"l", LEFT_SIDE},  {"right", RIGHT_SIDE},
                 {"r", RIGHT_SIDE},   {"both", NO_SIDE}, {"bilateral", NO_SIDE},
                 {"side", NO_SIDE},   {"sides", NO_SIDE}};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        if (is_word(word, length, sides[i].word, strlen(sides[i].word))) {
            *ret_side = sides[i].side;
            return true;
        }
    }
    return false;
}

/* The next word that does not tell the side; *side keeps what was told on the way. */
static bool next_place_word(const char **at, enum side *side, const char **ret_word,
                            size_t *ret_length)
{
    enum side told = NO_SIDE;
    while (next_word(at, ret_word, ret_length)) {
        if (!is_side_word(*ret_word, *ret_length, &told)) {
            return true;
        }
        *side = told != NO_SIDE ? told : *side;
    }
    return false;
}

/* Does text hold the words of site, one after the other? */
static bool has_site(const char *text, const char *site)
{
    const char *from = text;
    const char *word = NULL;
    size_t length = 0;
    const char *any = site;
    if (!next_word(&any, &word, &length)) {
        return false; /* a site without a word is nowhere */
    }
    while (next_word(&from, &word, &length)) {
        const char *text_at = word;
        const char *site_at = site;
        const char *wanted = NULL;
        size_t n_wanted = 0;
        bool is_equal = true;
        while (is_equal && next_word(&site_at, &wanted, &n_wanted)) {
            const char *found = NULL;
            size_t n_found = 0;
            is_equal = next_word(&text_at, &found, &n_found) &&
                       is_word(found, n_found, wanted, n_wanted);
        }
        if (is_equal) {
            return true;
        }
    }
    return false;
}

/* The same place: the same words apart from the side, wherever it stands ("achilles_left",
 * "Left Achilles", "achilles (L)"), and sides that do not contradict each other. */
static bool is_same_site(const char *a, const char *b)
{
    enum side side_a = NO_SIDE;
    enum side side_b = NO_SIDE;
    bool has_a = true;
    bool has_b = true;
    if (a == NULL || b == NULL) {
        return a == NULL && b == NULL;
    }
    while (has_a && has_b) {
        const char *word_a = NULL;
        const char *word_b = NULL;
        size_t n_a = 0;
        size_t n_b = 0;
        has_a = next_place_word(&a, &side_a, &word_a, &n_a);
        has_b = next_place_word(&b, &side_b, &word_b, &n_b);
        if (has_a != has_b || (has_a && !is_word(word_a, n_a, word_b, n_b))) {
            return false;
        }
    }
    return side_a == NO_SIDE || side_b == NO_SIDE || side_a == side_b;
}

bool load_pain_is_bone_site(const struct load_preferences *preferences, const char *site)
{
    if (site == NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof bone_sites / sizeof bone_sites[0]; i++) {
        if (has_site(site, bone_sites[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < preferences->n_bone_sites; i++) {
        const char *own = preferences->bone_sites[i];
        if (own != NULL && own[0] != '\0' &&
            (has_site(site, own) || is_same_site(site, own))) {
            return true;
        }
    }
    return false;
}

/* A score that is one; NAN otherwise. */
static double score_of(const struct load_pain_entry *entry)
{
    return entry->score >= 0.0 && entry->score <= LOAD_PAIN_MAX ? entry->score : LOAD_NAN;
}

/* An entry says something: a score, or limping. */
static bool says_something(const struct load_pain_entry *entry)
{
    return entry->is_limping || !isnan(score_of(entry));
}

static bool is_no_later(const struct load_pain_entry *entry, day_num day)
{
    return entry->day >= DAY_NUM_MIN && entry->day <= day;
}

static double usual_morning(const struct load_preferences *preferences)
{
    double usual = preferences->usual_morning_pain;
    return usual >= 0.0 && usual <= LOAD_PAIN_MAX ? usual : 0.0;
}

/* Of equal scores the site that is first in the alphabet, so that the order of entries does
 * not matter. */
static bool is_worse(double score, const char *site, double worst, const char *worst_site)
{
    if (isnan(score) || isnan(worst)) {
        return !isnan(score);
    }
    if (score < worst || score > worst) {
        return score > worst;
    }
    return site != NULL && (worst_site == NULL || strcmp(site, worst_site) < 0);
}

/* The latest day, up to `day`, of an entry that speaks of this one's site. */
static day_num latest_about(const struct load_inputs *in, const struct load_pain_entry *of,
                            day_num day)
{
    day_num latest = of->day;
    for (size_t i = 0; i < in->n_pain; i++) {
        const struct load_pain_entry *entry = &in->pain[i];
        bool speaks_of_all =
            entry->site == NULL && !entry->is_limping && !(score_of(entry) > 0.0);
        if (is_no_later(entry, day) && says_something(entry) && entry->day > latest &&
            (speaks_of_all || is_same_site(entry->site, of->site))) {
            latest = entry->day;
        }
    }
    return latest;
}

/* An injury at a bone site in the last 12 weeks: pain that nobody places may be there. */
static bool has_bone_injury(const struct load_history *history, day_num day)
{
    const struct load_preferences *told = &history->preferences;
    for (size_t i = 0; i < told->n_injuries; i++) {
        day_num injured = told->injuries[i].day;
        if (injured >= DAY_NUM_MIN && injured <= day && day - injured < LOAD_BONE_DAYS &&
            load_pain_is_bone_site(told, told->injuries[i].site)) {
            return true;
        }
    }
    return false;
}

static void read_current(struct load_pain *ret, const struct load_history *history,
                         day_num day)
{
    const struct load_inputs *in = history->inputs;
    bool may_be_bone = has_bone_injury(history, day);
    for (size_t i = 0; i < in->n_pain; i++) {
        const struct load_pain_entry *entry = &in->pain[i];
        if (!is_no_later(entry, day) || !says_something(entry) ||
            day - entry->day > LOAD_PAIN_DAYS + 1) {
            continue;
        }
        day_num latest = latest_about(in, entry, day);
        if (entry->day < latest - 1 || day - latest > LOAD_PAIN_DAYS) {
            continue;
        }
        double score = score_of(entry);
        if (entry->is_limping && entry->day > ret->limping_day) {
            ret->is_limping = true;
            ret->limping_day = entry->day;
        }
        if (is_worse(score, entry->site, ret->worst, ret->worst_site)) {
            ret->worst = score;
            ret->worst_site = entry->site;
            ret->worst_day = entry->day;
        }
        bool is_bone = load_pain_is_bone_site(&history->preferences, entry->site) ||
                       (entry->site == NULL && may_be_bone);
        if (score > 0.0 && is_bone &&
            is_worse(score, entry->site, ret->bone_score, ret->bone_site)) {
            ret->bone_score = score;
            ret->bone_site = entry->site;
            ret->bone_day = entry->day;
        }
    }
}

static void read_diary(struct load_pain *ret, const struct load_history *history,
                       day_num day)
{
    const struct load_inputs *in = history->inputs;
    for (size_t i = 0; i < in->n_pain; i++) {
        const struct load_pain_entry *entry = &in->pain[i];
        if (!is_no_later(entry, day) || !says_something(entry) ||
            day - entry->day > LOAD_PAIN_DAYS) {
            continue;
        }
        ret->day = entry->day > ret->day ? entry->day : ret->day;
        double score = score_of(entry);
        bool is_morning = entry->moment == LOAD_PAIN_NEXT_MORNING && !isnan(score);
        if (is_morning && entry->day > ret->morning_day) {
            ret->morning_day = entry->day;
            ret->morning = score;
        } else if (is_morning && entry->day == ret->morning_day) {
            ret->morning = load__max(ret->morning, score);
        }
    }
    if (ret->day == DAY_NUM_NONE) {
        ret->state = LOAD_PAIN_NO_ENTRY;
        return;
    }
    ret->state = LOAD_PAIN_CURRENT;
    ret->is_unsettled = ret->morning > ret->usual_morning + LOAD_BAND_GUARD;
    read_current(ret, history, day);
}

static void read_marks(struct load_pain *ret, const struct load_history *history,
                       day_num day)
{
    for (size_t i = history->n_marks; i > 0; i--) {
        const struct load_mark *mark = &history->marks[i - 1];
        if (mark->day > day) {
            continue;
        }
        if (day - mark->day > LOAD_PAIN_DAYS) {
            return;
        }
        if (!isnan(mark->injury) && mark->day >= ret->injury_field_day) {
            ret->injury_field = load__max(ret->injury_field, mark->injury);
            ret->injury_field_day = mark->day;
        }
        if (!isnan(mark->soreness) && mark->day >= ret->soreness_day) {
            ret->soreness = load__max(ret->soreness, mark->soreness);
            ret->soreness_day = mark->day;
        }
    }
}

static bool is_recent(day_num then, day_num day)
{
    return then >= DAY_NUM_MIN && then <= day && day - then < LOAD_LONG_GAP_DAYS;
}

/* An injury, or pain, in the last 12 weeks. */
static bool has_reason_to_ask(const struct load_history *history, day_num day)
{
    const struct load_inputs *in = history->inputs;
    for (size_t i = 0; i < history->preferences.n_injuries; i++) {
        if (is_recent(history->preferences.injuries[i].day, day)) {
            return true;
        }
    }
    for (size_t i = 0; i < in->n_events; i++) {
        const struct calendar_event *event = &in->events[i];
        day_num last = load__event_last_day(event);
        last = last > day ? day : last;
        if (event->category == EVENT_INJURED && event->day <= day && is_recent(last, day)) {
            return true;
        }
    }
    for (size_t i = 0; i < in->n_pain; i++) {
        const struct load_pain_entry *entry = &in->pain[i];
        if (is_recent(entry->day, day) && (entry->is_limping || score_of(entry) > 0.0)) {
            return true;
        }
    }
    for (size_t i = history->n_marks; i > 0; i--) {
        if (is_recent(history->marks[i - 1].day, day) &&
            history->marks[i - 1].injury >= LOAD_INJURY_FIELD_HOLD) {
            return true;
        }
    }
    return false;
}

static void find_missing(struct load_pain *ret, const struct load_history *history,
                         day_num day, const struct load_running *running)
{
    day_num run = running->last_run_day;
    if (run == DAY_NUM_NONE || run < day - 1) {
        return;
    }
    ret->missing_run_day = run;
    ret->is_missing =
        ret->day < run && ret->injury_field_day < run && ret->soreness_day < run;
    ret->missing_raises =
        ret->is_missing && (running->is_return_phase || running->state == LOAD_RUN_RETURN ||
                            has_reason_to_ask(history, day));
}

struct load_pain load_pain_on(const struct load_history *history, day_num day,
                              const struct load_running *running)
{
    struct load_pain ret = {.state = LOAD_PAIN_NOT_ASKED,
                            .day = DAY_NUM_NONE,
                            .worst = LOAD_NAN,
                            .worst_day = DAY_NUM_NONE,
                            .limping_day = DAY_NUM_NONE,
                            .bone_score = LOAD_NAN,
                            .bone_day = DAY_NUM_NONE,
                            .morning = LOAD_NAN,
                            .morning_day = DAY_NUM_NONE,
                            .usual_morning = usual_morning(&history->preferences),
                            .injury_field = LOAD_NAN,
                            .injury_field_day = DAY_NUM_NONE,
                            .soreness = LOAD_NAN,
                            .soreness_day = DAY_NUM_NONE,
                            .missing_run_day = DAY_NUM_NONE};
    read_marks(&ret, history, day);
    if (history->inputs->has_pain_log) {
        read_diary(&ret, history, day);
        find_missing(&ret, history, day, running);
    }
    return ret;
}

/* The worst next-morning answer of a day; NAN: none. */
static double morning_of(const struct load_inputs *in, day_num day)
{
    double worst = LOAD_NAN;
    for (size_t i = 0; i < in->n_pain; i++) {
        const struct load_pain_entry *entry = &in->pain[i];
        double score = score_of(entry);
        if (entry->day == day && entry->moment == LOAD_PAIN_NEXT_MORNING && !isnan(score)) {
            worst = load__max(worst, score);
        }
    }
    return worst;
}

bool load_pain_is_settled_after(const struct load_history *history, day_num after,
                                day_num today)
{
    const struct load_inputs *in = history->inputs;
    double usual = usual_morning(&history->preferences);
    for (day_num day = after + 1; in->has_pain_log && day <= today; day++) {
        if (morning_of(in, day) <= usual + LOAD_BAND_GUARD) {
            return true;
        }
    }
    return false;
}
