#include "load/history.h"

#include <assert.h>
#include <math.h>

#include "load/acwr.h"
#include "load/constants.h"
#include "load/internal.h"
#include "load/lines.h"
#include "load/build.h"

#include "base/banned.h"

const char *load_activity_state_name(enum load_activity_state state)
{
    static const char *const names[] = {"counted", "duplicate", "stub", "stub_dropped"};
    return names[state];
}

/* The parts of the scratch. */
struct parts {
    struct load__key *keys;
    void *spare; /* for sorting */
    uint32_t *id_slots;
    double *llss;
    double *fitness;
    double *fatigue;
    double *acute;
    double *chronic;
};

/* Days from the earliest usable activity to as_of: the most the history can have. */
static size_t most_days(const struct load_inputs *in)
{
    day_num first = in->as_of;
    bool has_any = false;
    for (size_t i = 0; i < in->n_activities; i++) {
        day_num day = in->activities[i].day;
        bool is_usable = day >= DAY_NUM_MIN && day <= in->as_of &&
                         (in->first_day == DAY_NUM_NONE || day >= in->first_day);
        if (is_usable) {
            first = day < first ? day : first;
            has_any = true;
        }
    }
    return has_any ? (size_t)(in->as_of - first) + 1 : 0;
}

static void take_parts(struct load_history *history, struct load__block *block,
                       struct parts *ret_parts)
{
    const struct load_inputs *in = history->inputs;
    size_t n_days = most_days(in);
    size_t n_sorted = in->n_activities * sizeof(struct load__key);
    size_t n_marks = in->n_wellness * sizeof(struct load_mark);
    ret_parts->keys = load__take(block, in->n_activities, sizeof(struct load__key));
    ret_parts->spare = load__take(block, n_sorted > n_marks ? n_sorted : n_marks, 1);
    ret_parts->id_slots =
        load__take(block, load__id_slots(in->n_activities), sizeof(uint32_t));
    history->activities = load__take(block, in->n_activities, sizeof(struct load_activity));
    history->sessions = load__take(block, in->n_activities, sizeof(struct load_session));
    history->marks = load__take(block, in->n_wellness, sizeof(struct load_mark));
    history->weighings = load__take(block, in->n_wellness, sizeof(struct load_weighing));
    history->days = load__take(block, n_days, sizeof(struct load_day));
    ret_parts->llss = load__take(block, n_days, sizeof(double));
    ret_parts->fitness = load__take(block, n_days, sizeof(double));
    ret_parts->fatigue = load__take(block, n_days, sizeof(double));
    ret_parts->acute = load__take(block, n_days, sizeof(double));
    ret_parts->chronic = load__take(block, n_days, sizeof(double));
}

static double scale_1_to_4(double x)
{
    return x >= 1.0 && x <= 4.0 ? x : LOAD_NAN;
}

static int compare_marks(const void *left, const void *right)
{
    const struct load_mark *a = left;
    const struct load_mark *b = right;
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    if (a->is_carried != b->is_carried) {
        return a->is_carried ? 1 : -1; /* a measured weight before a carried one */
    }
    const double values_a[] = {a->kg, a->injury, a->soreness};
    const double values_b[] = {b->kg, b->injury, b->soreness};
    for (size_t i = 0; i < 3; i++) {
        double x = isnan(values_a[i]) ? -1.0 : values_a[i];
        double y = isnan(values_b[i]) ? -1.0 : values_b[i];
        if (x < y || x > y) {
            return x > y ? -1 : 1;
        }
    }
    return 0;
}

static void read_wellness(struct load_history *history, void *spare)
{
    const struct load_inputs *in = history->inputs;
    for (size_t i = 0; i < in->n_wellness; i++) {
        const struct wellness_day *row = &in->wellness[i];
        if (row->day < DAY_NUM_MIN || row->day > in->as_of) {
            continue;
        }
        history->marks[history->n_marks++] = (struct load_mark){
            .day = row->day,
            .is_carried = row->is_weight_carried,
            .kg = row->weight_kg,
            .injury = scale_1_to_4(row->injury),
            .soreness = scale_1_to_4(row->soreness),
        };
    }
    load__sort(history->marks, history->n_marks, sizeof history->marks[0], spare,
               compare_marks);
    for (size_t i = 0; i < history->n_marks; i++) {
        const struct load_mark *mark = &history->marks[i];
        if (mark->kg >= LOAD_MASS_MIN && mark->kg <= LOAD_MASS_MAX) {
            history->weighings[history->n_weighings++] =
                (struct load_weighing){.day = mark->day, .kg = mark->kg};
        }
    }
}

/* The day of the first activity that fits; later ones leave it. */
static void set_first(day_num *first, const struct load_activity *item, bool fits)
{
    if (fits && *first == DAY_NUM_NONE) {
        *first = item->activity->day;
    }
}

/* The axis starts at the first activity or stub that stays. */
static void count_activities(struct load_history *history)
{
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct load_activity *item = &history->activities[i];
        bool is_stub = item->state == LOAD_ACTIVITY_STUB;
        bool is_readable = item->state == LOAD_ACTIVITY_COUNTED;
        history->n_readable += is_readable ? 1 : 0;
        history->n_stubs += is_stub ? 1 : 0;
        history->n_duplicates += item->state == LOAD_ACTIVITY_DUPLICATE ? 1 : 0;
        history->n_stubs_dropped += item->state == LOAD_ACTIVITY_STUB_DROPPED ? 1 : 0;
        history->n_without_llss += is_readable && isnan(item->llss.llss) ? 1 : 0;
        history->n_uncertain +=
            is_readable && item->llss.is_uncertain && !item->llss.is_custom ? 1 : 0;
        /* They are ordered by day. */
        set_first(&history->first_readable_day, item, is_readable);
        set_first(&history->first_known_day, item, is_readable && !isnan(item->llss.llss));
        set_first(&history->first_day, item, is_stub || is_readable);
    }
    if (history->first_day != DAY_NUM_NONE) {
        history->n_days = (size_t)(history->inputs->as_of - history->first_day) + 1;
    }
}

static void draw_lines(struct load_history *history, const struct parts *parts)
{
    size_t n_days = history->n_days;
    load_ewma(n_days, parts->llss, LOAD_FITNESS_DAYS, 0.0, parts->fitness);
    load_ewma(n_days, parts->llss, LOAD_FATIGUE_DAYS, 0.0, parts->fatigue);
    load_ewma_span(n_days, parts->llss, (double)LOAD_ACUTE_DAYS, parts->acute);
    load_ewma_span(n_days, parts->llss, (double)LOAD_CHRONIC_DAYS, parts->chronic);
    history->llss = parts->llss;
    history->fitness = parts->fitness;
    history->fatigue = parts->fatigue;
    history->ewma_acute = parts->acute;
    history->ewma_chronic = parts->chronic;
}

double load__mass_factor_on(const struct load_history *history, day_num day)
{
    const struct athlete *athlete = history->inputs->athlete;
    if (history->preferences.is_mass_off) {
        return 1.0;
    }
    return load_mass_of_day(history->n_weighings, history->weighings,
                            athlete == NULL ? LOAD_NAN : athlete->weight_kg, day)
        .factor;
}

static void measure_all(struct load_history *history)
{
    day_num day = DAY_NUM_NONE;
    double mass_factor = 1.0;
    for (size_t i = 0; i < history->n_activities; i++) {
        struct load_activity *item = &history->activities[i];
        if (item->activity->day != day) {
            day = item->activity->day;
            mass_factor = load__mass_factor_on(history, day);
        }
        load__measure(history, item, mass_factor);
        load__skip_in_activity(history, item);
    }
}

void load__history_build(const struct load_inputs *inputs, struct load__block *block,
                         struct load_history *ret)
{
    struct parts parts;
    *ret = (struct load_history){.inputs = inputs,
                                 .first_day = DAY_NUM_NONE,
                                 .first_readable_day = DAY_NUM_NONE,
                                 .first_known_day = DAY_NUM_NONE};
    take_parts(ret, block, &parts);
    if (block->memory == NULL) {
        return;
    }
    if (inputs->preferences != NULL) {
        ret->preferences = *inputs->preferences;
    } else {
        load_preferences_init(&ret->preferences);
    }
    load_sport_table_init(&ret->sports, inputs->athlete, &ret->preferences);
    if (inputs->opinion != NULL) {
        load_sport_table_apply(&ret->sports, inputs->opinion);
        ret->preferences.is_mass_off =
            ret->preferences.is_mass_off || inputs->opinion->is_mass_off;
    }
    read_wellness(ret, parts.spare);
    ret->n_activities = load__order(ret, parts.keys, parts.spare);
    load__choose(ret, parts.keys, parts.id_slots);
    measure_all(ret);
    load__skip_in_the_rest(ret);
    count_activities(ret);
    if (ret->n_days > 0) {
        load__sum_days(ret, parts.llss);
        load__find_sessions(ret);
        draw_lines(ret, &parts);
    }
}

void load_history_build(const struct load_inputs *inputs, struct load_scratch *scratch,
                        struct load_history *ret)
{
    struct load__block block = {.memory = scratch->memory, .n_bytes = scratch->n_bytes};
    assert(block.memory != NULL);
    load__history_build(inputs, &block, ret);
}

bool load_history_index(const struct load_history *history, day_num day, size_t *ret_i)
{
    if (history->n_days == 0 || day < history->first_day ||
        day >= history->first_day + (day_num)history->n_days) {
        return false;
    }
    *ret_i = (size_t)(day - history->first_day);
    return true;
}

size_t load_history_unknown(const struct load_history *history, size_t i, size_t n_days)
{
    size_t from = i + 1 > n_days ? i + 1 - n_days : 0;
    const struct load_day *last = &history->days[i];
    return last->n_unknown_before + (last->is_unknown ? 1U : 0U) -
           history->days[from].n_unknown_before;
}
