#include "load/llss.h"

#include <math.h>
#include <stddef.h>

#include "load/constants.h"
#include "load/internal.h"
#include "model/service_write.h"

#include "base/banned.h"

const char *load_intensity_source_name(enum load_intensity_source source)
{
    static const char *const names[] = {"none",          "pace_gap", "pace_speed",
                                        "icu_intensity", "rpe",      "default"};
    return names[source];
}

const char *load_llss_null_name(enum load_llss_null reason)
{
    static const char *const names[] = {"", "no_duration", "unreadable_strava"};
    return names[reason];
}

void load_sport_table_init(struct load_sport_table *table, const struct athlete *athlete,
                           const struct load_preferences *preferences)
{
    for (size_t i = 0; i <= N_SPORTS; i++) {
        table->weight[i] = load_sport_weight((enum sport)i)->weight;
        table->is_overridden[i] = false;
        table->threshold_m_per_s[i] = LOAD_NAN;
    }
    for (size_t i = 0; preferences != NULL && i < preferences->n_weights; i++) {
        const struct load_weight_override *own = &preferences->weights[i];
        if (own->sport < SPORT_UNKNOWN && own->weight >= 0.0 &&
            own->weight <= LOAD_WEIGHT_OVERRIDE_MAX) {
            table->weight[own->sport] = own->weight;
            table->is_overridden[own->sport] = true;
        }
    }
    table->weight[SPORT_UNKNOWN] = table->weight[SPORT_OTHER];
    table->strength_lower = LOAD_WEIGHT_STRENGTH_LOWER;
    table->strength_undecided = table->weight[SPORT_WEIGHT_TRAINING];
    table->walk_run_weight = LOAD_WALK_RUN_WEIGHT;
    table->default_q2_factor = 1.0;
    table->q_exponent = 2.0;
    for (size_t i = athlete == NULL ? 0 : athlete->n_sports; i > 0;
         i--) { /* the first one wins */
        const struct sport_settings *settings = &athlete->sports[i - 1];
        for (size_t k = 0; k < settings->n_types; k++) {
            if (settings->types[k] < SPORT_UNKNOWN) {
                table->threshold_m_per_s[settings->types[k]] =
                    load__measured(settings->threshold_pace_m_per_s);
            }
        }
    }
}

void load_sport_table_apply(struct load_sport_table *table,
                            const struct load_opinion *opinion)
{
    for (size_t i = 0; i <= N_SPORTS; i++) {
        bool is_own = table->is_overridden[i] ||
                      (i == SPORT_UNKNOWN && table->is_overridden[SPORT_OTHER]);
        table->weight[i] *= is_own ? 1.0 : opinion->weight_factor[i];
    }
    table->strength_lower *= opinion->strength_lower_factor;
    table->walk_run_weight *= opinion->walk_run_factor;
    table->default_q2_factor = opinion->default_q2_factor;
    table->q_exponent = opinion->q_exponent;
    if (!isnan(opinion->strength_undecided)) {
        table->strength_undecided = opinion->strength_undecided;
    }
}

double load_duration_s(const struct activity *activity)
{
    if (load__measured(activity->moving_time_s) > 0.0) {
        return activity->moving_time_s;
    }
    bool elapsed_counts =
        activity->sport == SPORT_WEIGHT_TRAINING || activity->sport == SPORT_CROSSFIT ||
        activity->sport == SPORT_HIGH_INTENSITY_INTERVAL_TRAINING ||
        activity->sport == SPORT_WORKOUT || activity->sport == SPORT_ELLIPTICAL;
    if (elapsed_counts && load__measured(activity->elapsed_time_s) > 0.0) {
        return activity->elapsed_time_s;
    }
    return LOAD_NAN;
}

double load_speed_m_per_s(const struct activity *activity)
{
    double speed = load__measured(activity->average_speed_m_per_s);
    double distance_m = load__measured(activity->distance_m);
    double time_s = load__measured(activity->moving_time_s);
    if (isnan(speed) && distance_m > 0.0 && time_s > 0.0) {
        speed = distance_m / time_s;
    }
    return speed;
}

double load_cadence_spm(const struct activity *activity)
{
    double cadence = load__measured(activity->average_cadence_per_min);
    if (!sport_has_leg_cadence(activity->sport) || !(cadence > 0.0)) {
        return LOAD_NAN;
    }
    return cadence > LOAD_CADENCE_ONE_LEG_MAX ? cadence : 2.0 * cadence;
}

bool load_is_stub(const struct activity *activity)
{
    if (activity->is_stub || activity->sport != SPORT_UNKNOWN) {
        return activity->is_stub;
    }
    bool has_type = activity->type_name != NULL && activity->type_name[0] != '\0';
    bool has_duration = load__measured(activity->moving_time_s) > 0.0 ||
                        load__measured(activity->elapsed_time_s) > 0.0;
    return !has_type && !has_duration;
}

/* What a branch of the intensity chain may look at. */
struct intensity_inputs {
    enum sport sport;
    double gap_m_per_s;
    double speed_m_per_s;
    double threshold_m_per_s;
    double intensity_pct;
    double rpe;
    double default_q2_factor;
    double q_exponent;
};

struct intensity {
    double q2; /* not clamped; NAN: this branch has nothing */
    enum load_intensity_source source;
};

static const struct intensity no_intensity = {.q2 = LOAD_NAN,
                                              .source = LOAD_INTENSITY_NONE};

static bool is_running_speed(double m_per_s)
{
    return m_per_s >= LOAD_PACE_SPEED_MIN && m_per_s <= LOAD_PACE_SPEED_MAX;
}

static struct intensity intensity_from_pace(const struct intensity_inputs *in)
{
    bool is_gap = is_running_speed(in->gap_m_per_s);
    double speed = is_gap ? in->gap_m_per_s : in->speed_m_per_s;
    if (!is_running_speed(speed) || !(in->threshold_m_per_s > 0.0)) {
        return no_intensity;
    }
    double q = speed / in->threshold_m_per_s;
    return (struct intensity){q * q,
                              is_gap ? LOAD_INTENSITY_PACE_GAP : LOAD_INTENSITY_PACE_SPEED};
}

static struct intensity intensity_from_icu(const struct intensity_inputs *in)
{
    if (!(load__measured(in->intensity_pct) > 0.0)) {
        return no_intensity;
    }
    double q = in->intensity_pct / 100.0;
    return (struct intensity){q * q, LOAD_INTENSITY_ICU};
}

static struct intensity intensity_from_rpe(const struct intensity_inputs *in)
{
    if (!(in->rpe >= (double)LOAD_RPE_MIN && in->rpe <= (double)LOAD_RPE_MAX)) {
        return no_intensity;
    }
    return (struct intensity){load_rpe_q2((int)round(in->rpe)), LOAD_INTENSITY_RPE};
}

static struct intensity intensity_default(enum sport sport, double factor)
{
    double q2 = LOAD_Q2_OTHER;
    if (sport_is_run(sport)) {
        q2 = LOAD_Q2_RUN;
    } else if (sport_is_ride(sport)) {
        q2 = LOAD_Q2_RIDE;
    } else if (sport == SPORT_WALK || sport == SPORT_HIKE) {
        q2 = LOAD_Q2_WALK;
    } else if (sport == SPORT_WEIGHT_TRAINING) {
        q2 = LOAD_Q2_STRENGTH;
    }
    return (struct intensity){q2 * factor, LOAD_INTENSITY_DEFAULT};
}

static struct intensity intensity_of(const struct intensity_inputs *in)
{
    struct intensity ret = no_intensity;
    if (sport_is_run(in->sport)) {
        ret = intensity_from_pace(in);
    } else if (sport_is_ride(in->sport)) {
        ret = intensity_from_icu(in);
    }
    /* RPE stands before icu_intensity for every type but the rides, which had theirs above.
     */
    if (ret.source == LOAD_INTENSITY_NONE) {
        ret = intensity_from_rpe(in);
    }
    if (ret.source == LOAD_INTENSITY_NONE) {
        ret = intensity_from_icu(in);
    }
    if (ret.source == LOAD_INTENSITY_NONE) {
        ret = intensity_default(in->sport, in->default_q2_factor);
    }
    ret.q2 = load__clamp(ret.q2, LOAD_Q2_MIN, LOAD_Q2_MAX);
    return ret;
}

static double strength_weight(enum load_strength_class strength_class,
                              const struct load_sport_table *table)
{
    if (strength_class == LOAD_STRENGTH_LOWER) {
        return table->strength_lower;
    }
    return strength_class == LOAD_STRENGTH_UPPER ? LOAD_WEIGHT_STRENGTH_UPPER
                                                 : table->strength_undecided;
}

/* Weight by sport and, for strength, by class; marks what is a guess. */
static void weigh(struct load_llss *llss, const struct load_sport_table *table,
                  enum sport sport)
{
    llss->weight_used = table->weight[sport];
    llss->is_uncertain = sport == SPORT_UNKNOWN;
    if (sport == SPORT_WEIGHT_TRAINING && !table->is_overridden[sport]) {
        llss->weight_used = strength_weight(llss->strength_class, table);
        llss->is_uncertain = llss->strength_class == LOAD_STRENGTH_UNDECIDED;
    }
}

static void weigh_walk_run(struct load_llss *llss, const struct load_sport_table *table,
                           const struct activity *activity)
{
    double cadence = load_cadence_spm(activity);
    double speed = load_speed_m_per_s(activity);
    bool is_walk_run = sport_is_run(activity->sport) &&
                       cadence < LOAD_WALK_RUN_CADENCE_TO && speed > 0.0 &&
                       speed < LOAD_WALK_RUN_SPEED;
    if (!is_walk_run) {
        return;
    }
    double range = LOAD_WALK_RUN_CADENCE_TO - LOAD_WALK_RUN_CADENCE_FROM;
    double share = load__clamp((cadence - LOAD_WALK_RUN_CADENCE_FROM) / range, 0.0, 1.0);
    double walking = llss->weight_used < table->walk_run_weight ? llss->weight_used
                                                                : table->walk_run_weight;
    llss->weight_used = walking + (llss->weight_used - walking) * share;
    llss->is_walk_run = true;
}

static void finish(struct load_llss *llss, const struct intensity_inputs *in,
                   double duration_s)
{
    if (isnan(duration_s)) {
        llss->null_reason = LOAD_LLSS_NO_DURATION;
        return;
    }
    struct intensity intensity = intensity_of(in);
    double hours = duration_s / 3600.0;
    llss->hours = hours > LOAD_DURATION_MAX_H ? LOAD_DURATION_MAX_H : hours;
    llss->q2 = intensity.q2;
    llss->intensity_source = intensity.source;
    /* q2 itself stays: whether a run was hard is no matter of this exponent. */
    double effort = fabs(in->q_exponent - 2.0) < LOAD_BAND_GUARD
                        ? llss->q2
                        : pow(llss->q2, in->q_exponent / 2.0);
    llss->computed_llss =
        LOAD_LLSS_HOUR * llss->weight_used * llss->hours * effort * llss->mass_factor;
    llss->llss = llss->computed_llss;
}

static struct load_llss llss_none(double mass_factor)
{
    return (struct load_llss){.llss = LOAD_NAN,
                              .computed_llss = LOAD_NAN,
                              .hours = LOAD_NAN,
                              .weight_used = LOAD_NAN,
                              .q2 = LOAD_NAN,
                              .mass_factor = mass_factor};
}

struct load_llss load_llss_of_activity(const struct activity *activity,
                                       const struct load_sport_table *table,
                                       double mass_factor)
{
    struct load_llss ret = llss_none(mass_factor);
    if (load_is_stub(activity)) {
        ret.null_reason = LOAD_LLSS_STUB;
        return ret;
    }
    double own_threshold = load__measured(activity->threshold_pace_m_per_s);
    struct intensity_inputs in = {
        .sport = activity->sport,
        .gap_m_per_s = load__measured(activity->gap_m_per_s),
        .speed_m_per_s = load_speed_m_per_s(activity),
        .threshold_m_per_s =
            own_threshold > 0.0 ? own_threshold : table->threshold_m_per_s[activity->sport],
        .intensity_pct = activity->intensity_pct,
        .rpe = activity->rpe,
        .default_q2_factor = table->default_q2_factor,
        .q_exponent = table->q_exponent,
    };
    if (activity->sport == SPORT_WEIGHT_TRAINING) {
        ret.strength_class =
            load_strength_classify(activity->name, activity->description, activity->tags);
    }
    weigh(&ret, table, activity->sport);
    weigh_walk_run(&ret, table, activity);
    finish(&ret, &in, load_duration_s(activity));
    return ret;
}

struct load_llss load_llss_of_event(const struct calendar_event *event,
                                    const struct load_sport_table *table,
                                    double mass_factor)
{
    struct load_llss ret = llss_none(mass_factor);
    struct intensity_inputs in = {.sport = event->sport,
                                  .gap_m_per_s = LOAD_NAN,
                                  .speed_m_per_s = LOAD_NAN,
                                  .threshold_m_per_s = LOAD_NAN,
                                  .intensity_pct = event->intensity_pct,
                                  .rpe = LOAD_NAN,
                                  .default_q2_factor = table->default_q2_factor,
                                  .q_exponent = table->q_exponent};
    if (event->sport == SPORT_WEIGHT_TRAINING) {
        /* Of what we put there the name says it; our text names muscles of all kinds. */
        const char *text =
            service_write_is_prefixed(event->external_id) ? NULL : event->description;
        ret.strength_class = load_strength_classify(event->name, text, NULL);
    }
    weigh(&ret, table, event->sport);
    double moving_s = load__measured(event->moving_time_s);
    finish(&ret, &in, moving_s > 0.0 ? moving_s : LOAD_NAN);
    return ret;
}
