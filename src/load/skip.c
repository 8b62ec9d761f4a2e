/* Input that is not used: counted, one entry per object and field (A3). */
#include "load/build.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

const char *load_skip_reason_name(enum load_skip_reason reason)
{
    static const char *const names[] = {"wrong_type", "bad_number", "no_date",
                                        "implausible"};
    return names[reason];
}

void load__skip(struct load_history *history, const char *object, const char *id,
                day_num day, const char *field, enum load_skip_reason reason)
{
    if (history->n_skipped < LOAD_MAX_SKIPPED) {
        history->skipped[history->n_skipped] =
            (struct load_skipped){.object = object,
                                  .id = id,
                                  .day = day,
                                  .field = field,
                                  .field_length = strcspn(field, ","),
                                  .reason = reason};
    }
    history->n_skipped++;
}

/* The fields of a wrong JSON type that the reader named, joined by ','. */
static void skip_named(struct load_history *history, const char *object, const char *id,
                       day_num day, const char *names)
{
    while (names != NULL && names[0] != '\0') {
        load__skip(history, object, id, day, names, LOAD_SKIP_BAD_TYPE);
        names = strchr(names, ',');
        names = names == NULL ? NULL : names + 1;
    }
}

/* Negative or infinite; NAN is only absent. */
static bool is_bad(double x)
{
    return x < 0.0 || x > DBL_MAX;
}

static bool has_bad(size_t n_values, const double values[])
{
    for (size_t i = 0; i < n_values && i < MODEL_MAX_ZONES; i++) {
        if (is_bad(values[i])) {
            return true;
        }
    }
    return false;
}

void load__skip_in_activity(struct load_history *history, const struct load_activity *item)
{
    const struct activity *a = item->activity;
    const struct {
        const char *name;
        double value;
    } fields[] = {
        {"moving_time", a->moving_time_s},
        {"elapsed_time", a->elapsed_time_s},
        {"distance", a->distance_m},
        {"average_speed", a->average_speed_m_per_s},
        {"gap", a->gap_m_per_s},
        {"threshold_pace", a->threshold_pace_m_per_s},
        {"average_cadence", a->average_cadence_per_min},
        {"icu_intensity", a->intensity_pct},
        {"icu_rpe", a->rpe},
        {"total_elevation_gain", a->elevation_gain_m},
        {"total_elevation_loss", a->elevation_loss_m},
    };
    skip_named(history, "activity", a->id, a->day, a->bad_fields);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (is_bad(fields[i].value)) {
            load__skip(history, "activity", a->id, a->day, fields[i].name,
                       LOAD_SKIP_BAD_NUMBER);
        }
    }
    if (has_bad(a->n_pace_zones, a->pace_zone_times_s)) {
        load__skip(history, "activity", a->id, a->day, "pace_zone_times",
                   LOAD_SKIP_BAD_NUMBER);
    }
    if (has_bad(a->n_hr_zones, a->hr_zone_times_s)) {
        load__skip(history, "activity", a->id, a->day, "icu_hr_zone_times",
                   LOAD_SKIP_BAD_NUMBER);
    }
    const double *custom = history->inputs->custom_llss;
    if (custom != NULL && is_bad(custom[item->input_index])) {
        load__skip(history, "activity", a->id, a->day, "custom_llss", LOAD_SKIP_BAD_NUMBER);
    }
    if (item->is_implausible_distance) {
        load__skip(history, "activity", a->id, a->day, "distance", LOAD_SKIP_IMPLAUSIBLE);
    }
}

static void skip_in_wellness(struct load_history *history, const struct wellness_day *row)
{
    skip_named(history, "wellness", NULL, row->day, row->bad_fields);
    if (is_bad(row->weight_kg)) {
        load__skip(history, "wellness", NULL, row->day, "weight", LOAD_SKIP_BAD_NUMBER);
    }
    if (is_bad(row->injury)) {
        load__skip(history, "wellness", NULL, row->day, "injury", LOAD_SKIP_BAD_NUMBER);
    }
    if (is_bad(row->soreness)) {
        load__skip(history, "wellness", NULL, row->day, "soreness", LOAD_SKIP_BAD_NUMBER);
    }
}

static void skip_in_event(struct load_history *history, const struct calendar_event *event)
{
    skip_named(history, "event", NULL, event->day, event->bad_fields);
    if (is_bad(event->moving_time_s)) {
        load__skip(history, "event", NULL, event->day, "moving_time", LOAD_SKIP_BAD_NUMBER);
    }
    if (is_bad(event->intensity_pct)) {
        load__skip(history, "event", NULL, event->day, "icu_intensity",
                   LOAD_SKIP_BAD_NUMBER);
    }
}

void load__skip_in_the_rest(struct load_history *history)
{
    const struct load_inputs *in = history->inputs;
    for (size_t i = 0; i < in->n_wellness; i++) {
        if (in->wellness[i].day <= in->as_of) {
            skip_in_wellness(history, &in->wellness[i]);
        }
    }
    for (size_t i = 0; i < in->n_events; i++) {
        skip_in_event(history, &in->events[i]);
    }
    for (size_t i = 0; i < in->n_pain; i++) {
        double score = in->pain[i].score;
        if (!isnan(score) && !(score >= 0.0 && score <= LOAD_PAIN_MAX)) {
            load__skip(history, "pain", NULL, in->pain[i].day, "score",
                       LOAD_SKIP_BAD_NUMBER);
        }
    }
}
