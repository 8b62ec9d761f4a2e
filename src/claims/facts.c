#include "claims/facts.h"

#include <math.h>
#include <string.h>

#include "claims/mentions.h"
#include "claims/service_keys.h"
#include "claims/walk.h"
#include "json/json.h"
#include "base/banned.h"

enum { NAME_CHARS_MIN = 6 };

struct claims__fact *claims__fact_add(struct claims__walk *walk)
{
    struct claims__facts *to = walk->to;
    if (to->n_facts == to->capacity) {
        if (to->capacity == FACTS_MAX) {
            to->is_cut = true;
            return NULL;
        }
        size_t capacity = to->capacity == 0 ? 512 : to->capacity * 2;
        capacity = capacity < FACTS_MAX ? capacity : FACTS_MAX;
        struct claims__fact *grown = arena_alloc(walk->arena, capacity, sizeof *grown);
        if (to->n_facts > 0) {
            memcpy(grown, to->facts, to->n_facts * sizeof *grown);
        }
        to->facts = grown;
        to->capacity = capacity;
    }
    return &to->facts[to->n_facts++];
}

void claims__name_read(const struct claims__walk *walk, const char *name,
                       struct claims__key *ret)
{
    if (walk->is_service) {
        claims__service_key_read(walk->arena, walk->scratch, walk->lexicon, name, ret);
    } else {
        claims__key_read(walk->arena, walk->scratch, walk->lexicon, name, ret);
    }
}

char *claims__path_join(struct arena *arena, const char *path, const char *name)
{
    return arena_printf(arena, "%s%s%s", path, path[0] != '\0' ? "." : "", name);
}

bool claims__day_in(const char *text, day_num *ret_day)
{
    size_t n_left = strlen(text);
    for (const char *at = text; n_left >= 10; at++, n_left--) {
        if (at[4] == '-' && at[7] == '-') {
            char date[DAY_TEXT_SIZE];
            memcpy(date, at, 10);
            date[10] = '\0';
            return day_parse(date, ret_day);
        }
    }
    return false;
}

int claims__name_add(struct claims__walk *walk, const char *name)
{
    struct claims__facts *to = walk->to;
    const char *folded = claims__name_fold(walk->arena, name);
    if (strlen(folded) < NAME_CHARS_MIN || strchr(folded, ' ') == NULL) {
        return -1;
    }
    for (size_t i = 0; i < to->n_names; i++) {
        if (strcmp(to->names[i], folded) == 0) {
            return (int)i;
        }
    }
    if (to->n_names == FACT_NAMES_MAX) {
        return -1;
    }
    to->names[to->n_names] = folded;
    return (int)to->n_names++;
}

/* Decimals that the number needs: the last place that was served, as far as JSON keeps it.
 */
static double half_of(double value, const json_t *number)
{
    double half = 0.5;
    double scaled = value;
    for (int i = 0; json_is_real(number) && i < 6; i++) {
        if (fabs(scaled - round(scaled)) < 1e-7 * fmax(1, fabs(scaled))) {
            break;
        }
        scaled *= 10;
        half /= 10;
    }
    return half;
}

void claims__scope_take(const struct claims__walk *walk,
                        const struct claims__within *within, const struct claims__key *key,
                        struct claims__fact *fact)
{
    day_num day = within->has_day ? within->day : walk->today;
    fact->has_day = within->has_day;
    fact->day = day;
    if (key->n_days > 0) {
        day_num last = within->has_own_day ? walk->today : day;
        fact->has_period = true;
        fact->first = last - key->n_days + 1;
        fact->last = last;
        fact->has_day = within->has_own_day;
    } else if (key->is_week) {
        fact->has_period = true;
        fact->first = day_week_start(day, 0);
        fact->last = day;
        fact->has_day = false;
    } else if (within->has_period) {
        fact->has_period = true;
        fact->first = within->first;
        fact->last = within->last;
    } else if (!within->has_day) {
        fact->is_now = true;
        fact->has_day = true;
    }
    bool is_ahead = fact->has_period ? fact->last > walk->today : day > walk->today;
    fact->is_planned = within->is_planned || is_ahead;
}

/* "value" says nothing where the row names its subject, and is no subject elsewhere. */
static void extras_take(const struct claims__key *from, bool has_subject,
                        struct claims__fact *to)
{
    for (size_t i = 0; i < from->n_extras && to->n_extras < KEY_EXTRAS_MAX; i++) {
        if (!has_subject || strcmp(from->extras[i], "value") != 0) {
            to->extras[to->n_extras++] = from->extras[i];
        }
    }
}

/* A speed is read as a pace as well. */
static void pace_take(struct claims__walk *walk, struct claims__fact speed)
{
    struct claims__fact *pace = claims__fact_add(walk);
    if (pace != NULL) {
        *pace = speed;
        pace->low = 3600 / speed.low; /* s/km of km/h */
        pace->high = pace->low;
        pace->half = 0.5;
        pace->factor = 1;
        pace->subject.unit = UNIT_S_PER_KM;
    }
}

/* What the athlete can do, by a period up to today, holds now. */
static bool is_state_of_period(const struct claims__walk *walk,
                               const struct claims__within *within,
                               const struct claims__fact *fact)
{
    uint64_t modelled = WHAT(CRITICAL) | WHAT(W_PRIME) | WHAT(D_PRIME);
    return (within->is_best || (fact->subject.what & modelled) != 0) && fact->has_period &&
           fact->last == walk->today;
}

static void number_take(struct claims__walk *walk, const struct claims__within *within,
                        const char *name, const struct claims__key *key,
                        const json_t *value)
{
    struct claims__subject subject = key->subject;
    const struct claims__key *about = &within->about;
    double factor = key->factor;
    bool takes_parent =
        within->i_row >= 0 || (subject.what == 0 && subject.unit == UNIT_NONE);
    if (key->has_more_extras || (takes_parent && about->has_more_extras)) {
        return;
    }
    if (takes_parent) {
        subject.what |= about->subject.what;
        subject.how |= about->subject.how;
    }
    if (subject.unit == UNIT_NONE && within->unit != UNIT_NONE) {
        subject.unit = within->unit;
        factor = within->factor;
    } else if (subject.unit == UNIT_NONE && about->subject.unit != UNIT_NONE &&
               within->i_row >= 0) {
        subject.unit = about->subject.unit;
        factor = about->factor;
    }
    if (subject.sport == 0) {
        subject.sport = within->i_row >= 0 && about->subject.sport != 0
                            ? about->subject.sport
                            : within->sport;
    }
    subject.how |= within->is_per_week ? HOW(PER_WEEK) : 0;
    subject.how |= within->is_best ? HOW(BEST) : 0;
    subject.how |= within->is_condition && subject.unit == UNIT_S_PER_KM ? HOW(PART) : 0;
    subject.index = within->index;
    subject.what |= walk->service_what;
    bool was_planned = (subject.how & HOW(PLANNED)) != 0;
    subject.how &= ~HOW(PLANNED);
    claims__subject_settle(&subject);
    struct claims__fact *fact = claims__fact_add(walk);
    if (fact == NULL) {
        return;
    }
    double number = json_number_value(value);
    *fact = (struct claims__fact){.low = number * factor,
                                  .high = number * factor,
                                  .half = half_of(number, value) * factor,
                                  .factor = factor,
                                  .subject = subject,
                                  .i_name = within->i_name,
                                  .i_answer = walk->i_answer,
                                  .path = within->path,
                                  .i_row = within->i_row,
                                  .is_service = walk->is_service,
                                  .column = name};
    claims__scope_take(walk, within, key, fact);
    if (is_state_of_period(walk, within, fact)) {
        fact->is_now = true;
        fact->has_day = true;
        fact->day = walk->today;
    }
    fact->is_planned = fact->is_planned || was_planned;
    extras_take(key, within->i_row >= 0 && about->subject.what != 0, fact);
    if (within->i_row >= 0) {
        extras_take(about, false, fact);
    }
    if (key->is_speed && number > 0) {
        pace_take(walk, *fact);
    }
}

void claims__value_take(struct claims__walk *walk, const struct claims__within *within,
                        const char *name, const struct claims__key *key,
                        const json_t *value)
{
    const char *text = json_string_value(value);
    if (json_is_number(value)) {
        number_take(walk, within, name, key, value);
    } else if (text != NULL && !walk->is_service) {
        claims__sentence_take(walk, within, name, text);
    }
}

/* "longest_before_km" has its own "longest_before_day". */
static void own_day_take(const json_t *object, const char *name,
                         struct claims__within *within)
{
    const char *last = strrchr(name, '_');
    if (last == NULL || last - name > 60) {
        return;
    }
    char day_name[80];
    size_t n = (size_t)(last - name);
    memcpy(day_name, name, n);
    memcpy(day_name + n, "_day", 5);
    const char *text = json_get_text(object, day_name);
    if (text != NULL && claims__day_in(text, &within->day)) {
        within->has_day = true;
        within->has_own_day = true;
        within->has_period = false;
    }
}

static void period_take(const json_t *object, struct claims__within *within)
{
    const char *oldest = json_get_text(object, "oldest");
    const char *newest = json_get_text(object, "newest");
    const char *week = json_get_text(object, "week_start");
    day_num first = 0;
    day_num last = 0;
    if (oldest != NULL && newest != NULL && day_parse(oldest, &first) &&
        day_parse(newest, &last)) {
        bool is_comparison = json_object_get(object, "basis") != NULL;
        within->has_other = is_comparison;
        within->other_first = first;
        within->other_last = last;
        if (!is_comparison) {
            within->has_period = true;
            within->first = first;
            within->last = last;
        }
    } else if (week != NULL && day_parse(week, &first)) {
        within->has_period = true;
        within->first = first;
        within->last = first + 6;
    }
    const char *basis = json_get_text(object, "basis");
    within->is_per_week = basis != NULL && strcmp(basis, "per_week") == 0;
}

static void context_take(struct claims__walk *walk, const json_t *object,
                         struct claims__within *within)
{
    /* The service's: of activities and entries, then the id of a day's wellness. */
    static const char *const day_names[] = {"day", "start_local", "date",
                                            "start_date_local", "id"};
    enum { N_OURS = 3, N_ALL = 5 };
    for (size_t i = 0; i < (walk->is_service ? N_ALL : N_OURS); i++) {
        const char *text = json_get_text(object, day_names[i]);
        if (text != NULL && claims__day_in(text, &within->day)) {
            within->has_day = true;
            within->has_period = false;
            break;
        }
    }
    const char *sport = json_get_text(object, walk->is_service ? "type" : "sport");
    const char *name = json_get_text(object, "name");
    const char *unit = json_get_text(object, "unit");
    if (sport != NULL) {
        struct claims__key key;
        claims__key_read(walk->arena, walk->scratch, walk->lexicon, sport, &key);
        within->sport = key.subject.sport;
    }
    if (name != NULL && (within->has_day || walk->is_service)) {
        within->i_name = claims__name_add(walk, name);
    }
    if (unit != NULL) {
        (void)claims__key_unit(unit, &within->unit, &within->factor);
    }
    period_take(object, within);
}

static void object_take(struct claims__walk *walk, const struct claims__within *outer,
                        const json_t *object, int depth);

static void array_take(struct claims__walk *walk, const struct claims__within *within,
                       const char *name, const struct claims__key *key, const json_t *array,
                       int depth)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *element = json_array_get(array, i);
        if (json_is_object(element)) {
            struct claims__within inner = *within;
            inner.path =
                arena_printf(walk->arena, "%s[%zu]",
                             claims__path_join(walk->arena, within->path, name), i);
            inner.about = *key;
            object_take(walk, &inner, element, depth + 1);
        } else if (json_is_string(element)) {
            claims__value_take(walk, within, name, key, element);
        }
    }
}

static void member_take(struct claims__walk *walk, const struct claims__within *within,
                        const json_t *object, const char *name, const json_t *value,
                        int depth)
{
    struct claims__key key;
    claims__name_read(walk, name, &key);
    if (claims__is_table(value)) {
        claims__table_take(walk, within, name, value);
    } else if (json_is_object(value)) {
        struct claims__within inner = *within;
        inner.path = claims__path_join(walk->arena, within->path, name);
        inner.about = key;
        inner.sport = key.subject.sport != 0 ? key.subject.sport : within->sport;
        inner.is_planned = within->is_planned || (key.subject.how & HOW(PLANNED)) != 0;
        object_take(walk, &inner, value, depth + 1);
    } else if (json_is_array(value)) {
        array_take(walk, within, name, &key, value, depth);
    } else {
        struct claims__within own = *within;
        own_day_take(object, name, &own);
        claims__value_take(walk, &own, name, &key, value);
    }
}

static void object_take(struct claims__walk *walk, const struct claims__within *outer,
                        const json_t *object, int depth)
{
    struct claims__within within = *outer;
    if (depth > WALK_DEPTH_MAX) {
        return;
    }
    within.i_row = -1;
    context_take(walk, object, &within);
    json_t *members = json_unconst(object);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        const char *name = json_object_iter_key(at);
        bool is_head = depth == 0 && (strcmp(name, "missing") == 0);
        if (!is_head) {
            member_take(walk, &within, object, name, json_object_iter_value(at), depth);
        }
    }
}

static void latest_run_find(struct claims__facts *facts, day_num today)
{
    facts->latest_run = DAY_NUM_NONE;
    for (size_t i = 0; i < facts->n_facts; i++) {
        const struct claims__fact *fact = &facts->facts[i];
        bool is_run = fact->subject.unit == UNIT_S_PER_KM && fact->subject.how == 0 &&
                      fact->subject.what == 0 && !fact->is_text && !fact->is_now;
        if (is_run && fact->has_day && !fact->is_planned && fact->day <= today &&
            (facts->latest_run == DAY_NUM_NONE || fact->day > facts->latest_run)) {
            facts->latest_run = fact->day;
        }
    }
}

static day_num day_of_answer(const struct claims_answer *answer, day_num today)
{
    const char *as_of = json_get_text(answer->body, "as_of");
    const char *asked = json_get_text(answer->arguments, "date");
    day_num day = today;
    if (asked != NULL && day_parse(asked, &day)) {
        return day;
    }
    return as_of != NULL && day_parse_prefix(as_of, &day) ? day : today;
}

void claims__facts_read(struct arena *arena, const struct claims__lexicon *lexicon,
                        day_num today, size_t n_answers,
                        const struct claims_answer answers[], struct claims__facts *ret)
{
    struct arena scratch = {0};
    *ret = (struct claims__facts){.latest_run = DAY_NUM_NONE};
    for (size_t i = n_answers; i-- > 0 && !ret->is_cut;) {
        struct claims__walk walk = {.arena = arena,
                                    .scratch = &scratch,
                                    .lexicon = lexicon,
                                    .today = day_of_answer(&answers[i], today),
                                    .i_answer = i,
                                    .to = ret};
        const char *operation = json_get_text(answers[i].body, "operation");
        walk.is_service = operation != NULL;
        bool is_gear = walk.is_service && strncmp(operation, "gear", 4) == 0;
        walk.service_what = is_gear ? WHAT(GEAR) : 0;
        const struct claims__within top = {
            .path = "", .i_row = -1, .i_name = -1, .factor = 1, .about = {.factor = 1}};
        object_take(&walk, &top, answers[i].body, 0);
    }
    latest_run_find(ret, today);
    claims__extras_number(arena, ret);
    arena_release(&scratch);
}
