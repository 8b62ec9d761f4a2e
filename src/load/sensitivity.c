#include "load/sensitivity.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "load/constants.h"

#include "base/banned.h"

static const struct load_alternative alternatives[] = {
#define LOAD_ALTERNATIVE(id, what, value, subject, with)                                   \
    {#id, LOAD_ALTER_##what, (value), (subject), (with)},
#include "load/alternatives.def"
#undef LOAD_ALTERNATIVE
};
enum { N_ALTERNATIVES = sizeof alternatives / sizeof alternatives[0] };
_Static_assert((int)N_ALTERNATIVES <= (int)LOAD_MAX_ALTERNATIVES, "there is room for all");

const struct load_alternative *load_alternatives(size_t *ret_n_alternatives)
{
    *ret_n_alternatives = N_ALTERNATIVES;
    return alternatives;
}

/* The tiers of the table (science.md 1.4): running is the measure and belongs to none. */
static bool is_of_tier(enum load_alternative_what what, enum sport sport)
{
    double weight = load_sport_weight(sport)->weight;
    if (sport_is_run(sport) || sport == SPORT_WEIGHT_TRAINING) {
        return false;
    }
    if (sport_is_ride(sport)) {
        return what == LOAD_ALTER_RIDE;
    }
    enum load_alternative_what tier = weight >= 0.80   ? LOAD_ALTER_BALL
                                      : weight >= 0.50 ? LOAD_ALTER_GLIDE
                                      : weight >= 0.35 ? LOAD_ALTER_WALK
                                                       : LOAD_ALTER_WATER;
    return what == tier;
}

void load_alternative_opinion(const struct load_alternative *alternative,
                              struct load_opinion *ret)
{
    load_opinion_init(ret);
    switch (alternative->what) {
    case LOAD_ALTER_STRENGTH_LOWER:
        ret->strength_lower_factor = alternative->value;
        return;
    case LOAD_ALTER_STRENGTH_UNDECIDED:
        ret->strength_undecided = alternative->value;
        return;
    case LOAD_ALTER_WALK_RUN:
        ret->walk_run_factor = alternative->value;
        return;
    case LOAD_ALTER_DEFAULT_Q2:
        ret->default_q2_factor = alternative->value;
        return;
    case LOAD_ALTER_Q_EXPONENT:
        ret->q_exponent = alternative->value;
        return;
    case LOAD_ALTER_MASS:
        ret->is_mass_off = true;
        return;
    case LOAD_ALTER_RIDE:
    case LOAD_ALTER_BALL:
    case LOAD_ALTER_GLIDE:
    case LOAD_ALTER_WALK:
    case LOAD_ALTER_WATER:
        break;
    }
    for (size_t i = 0; i <= N_SPORTS; i++) {
        if (is_of_tier(alternative->what, (enum sport)i)) {
            ret->weight_factor[i] = alternative->value;
        }
    }
}

/* Sum of the days, weighed by their place: two histories of one athlete differ in it when
 * they differ in a day (in practice; a tie would only leave an alternative uncounted). */
static double fingerprint(const struct load_history *history)
{
    double sum = 0.0;
    for (size_t i = 0; i < history->n_days; i++) {
        sum += history->llss[i] * (1.0 + (double)i * 1e-3);
    }
    return sum;
}

static struct load_sensitivity_row row_of(const struct load_inputs *inputs,
                                          struct load_scratch *scratch,
                                          const struct load_alternative *alternative,
                                          double *ret_fingerprint)
{
    struct load_history history;
    struct load_status status;
    load_history_build(inputs, scratch, &history);
    load_status_at(&history, inputs->as_of, &status);
    *ret_fingerprint = fingerprint(&history);
    return (struct load_sensitivity_row){.alternative = alternative,
                                         .level = status.check.level,
                                         .zone = status.lines.zone,
                                         .form_pct = status.lines.form_pct};
}

static void row_add(struct load_sensitivity *ret, struct load_sensitivity_row row)
{
    bool is_other_level = row.level != ret->ours.level;
    bool is_other_zone = row.zone != ret->ours.zone;
    ret->n_tried++;
    ret->form_pct_low = row.form_pct < ret->form_pct_low ? row.form_pct : ret->form_pct_low;
    ret->form_pct_high =
        row.form_pct > ret->form_pct_high ? row.form_pct : ret->form_pct_high;
    ret->n_level_changes += is_other_level ? 1U : 0U;
    ret->n_zone_changes += is_other_zone ? 1U : 0U;
    if (is_other_level || is_other_zone) {
        ret->changes[ret->n_changes++] = row;
    }
}

void load_sensitivity_compute(const struct load_inputs *inputs,
                              struct load_scratch *scratch, size_t n_set,
                              const struct load_alternative set[],
                              struct load_sensitivity *ret)
{
    double ours = 0.0;
    struct load_inputs in = *inputs;
    assert(scratch->memory != NULL);
    *ret = (struct load_sensitivity){0};
    ret->ours = row_of(inputs, scratch, NULL, &ours);
    ret->form_pct_low = ret->ours.form_pct;
    ret->form_pct_high = ret->ours.form_pct;
    for (size_t i = 0; i < n_set && i < LOAD_MAX_ALTERNATIVES; i++) {
        struct load_opinion opinion;
        double theirs = 0.0;
        load_alternative_opinion(&set[i], &opinion);
        in.opinion = &opinion;
        struct load_sensitivity_row row = row_of(&in, scratch, &set[i], &theirs);
        if (fabs(theirs - ours) <= LOAD_BAND_GUARD * fabs(ours)) {
            ret->n_untouched++;
        } else {
            row_add(ret, row);
        }
    }
}

/* Text added at the end of what is there, cut when it is full. */
static void add_text(char text[LOAD_TEXT_SIZE], size_t *length, const char *format, ...)
    __attribute__((format(__printf__, 3, 4)));
static void add_text(char text[LOAD_TEXT_SIZE], size_t *length, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int n = vsnprintf(text + *length, LOAD_TEXT_SIZE - *length, format, values);
    va_end(values);
    *length += n > 0 ? (size_t)n : 0U;
    *length = *length < LOAD_TEXT_SIZE ? *length : LOAD_TEXT_SIZE - 1;
}

static void add_levels(const struct load_sensitivity *sensitivity,
                       char text[LOAD_TEXT_SIZE], size_t *length)
{
    enum { SHOWN = 3 };
    size_t n_told = 0;
    add_text(text, length, "The verdict hangs on an opinion:");
    for (size_t i = 0; i < sensitivity->n_changes; i++) {
        const struct load_sensitivity_row *row = &sensitivity->changes[i];
        if (row->level != sensitivity->ours.level && n_told++ < SHOWN) {
            add_text(text, length, "%s %s: %s with %s", n_told > 1 ? ";" : "",
                     row->alternative->subject, load_level_name(row->level),
                     row->alternative->with);
        }
    }
    if (n_told > SHOWN) {
        add_text(text, length, "; and %zu more", n_told - SHOWN);
    }
    add_text(text, length, ".");
}

char *load_sensitivity_text(const struct load_sensitivity *sensitivity,
                            char text[LOAD_TEXT_SIZE])
{
    size_t length = 0;
    text[0] = '\0';
    if (sensitivity->n_tried == 0) {
        add_text(text, &length, "No other opinion about our weights touches this history.");
        return text;
    }
    if (sensitivity->n_level_changes > 0) {
        add_levels(sensitivity, text, &length);
    } else {
        add_text(text, &length,
                 "The verdict does not hang on our weights (%zu other opinions tried).",
                 sensitivity->n_tried);
    }
    if (!isnan(sensitivity->form_pct_low)) {
        add_text(text, &length, " LL Form lies between %.0f and %.0f %%%s.",
                 round(sensitivity->form_pct_low) + 0.0,
                 round(sensitivity->form_pct_high) + 0.0,
                 sensitivity->n_zone_changes > 0 ? "; its zone depends on them" : "");
    }
    return text;
}
