/* The load check in words. Numbers are rounded here, half away from zero, and nowhere
 * before. */
#include "load/check.h"

#include <math.h>
#include <stdio.h>

#include "load/constants.h"

#include "base/banned.h"

static double rounded(double x, double per_unit)
{
    double ret = round(x * per_unit) / per_unit;
    return ret == 0.0 ? 0.0 : ret; /* no "-0" */
}

static char *spike_text(const struct load_reason *reason, char text[LOAD_TEXT_SIZE])
{
    const struct load_spike_session *spike = &reason->spike;
    const struct load_spike_evidence *bin = load_spike_evidence(spike->band);
    char day[DAY_TEXT_SIZE];
    (void)snprintf(
        text, LOAD_TEXT_SIZE,
        "The run of %s, %.1f km, was %.2f times the longest of the 30 days before (%.1f "
        "km): "
        "a %s spike. In the study hazard was %.2f (%.2f to %.2f) times that of runs up to "
        "1.10.%s%s%s",
        day_format(spike->day, day), rounded(spike->km, 10.0), rounded(spike->ratio, 100.0),
        rounded(spike->reference_km, 10.0), bin->name, bin->hrr, bin->ci_low, bin->ci_high,
        spike->is_short_history ? " The history is shorter than those 30 days." : "",
        spike->is_partial ? " Some distances are missing." : "",
        spike->is_incomplete ? " Some activities could not be read." : "");
    return text;
}

/* " (left talus)", or nothing. */
static char *in_brackets(const char *subject, char text[64])
{
    text[0] = '\0';
    if (subject != NULL && subject[0] != '\0') {
        (void)snprintf(text, 64, " (%.48s)", subject);
    }
    for (char *at = text; *at != '\0'; at++) {
        *at = (char)(*at == '_' ? ' ' : *at); /* keys are no words */
    }
    return text;
}

static char *pain_text(const struct load_reason *reason, char text[LOAD_TEXT_SIZE])
{
    char day[DAY_TEXT_SIZE];
    char site[64];
    day_format(reason->day, day);
    in_brackets(reason->subject, site);
    double score = rounded(reason->value, 10.0);
    if (reason->rule == LOAD_RULE_PAIN_BONE) {
        (void)snprintf(
            text, LOAD_TEXT_SIZE,
            "Pain %g of 10 on %s at a site where bone stress is possible%s: no pain "
            "is accepted there. See a clinician before running.",
            score, day, site);
    } else if (reason->rule == LOAD_RULE_BONE_INJURY) {
        (void)snprintf(text, LOAD_TEXT_SIZE,
                       "Bone-stress injury of %s%s: at this site nobody but a clinician "
                       "decides on running in the first 12 weeks.",
                       day, site);
    } else if (reason->rule == LOAD_RULE_LIMPING) {
        (void)snprintf(text, LOAD_TEXT_SIZE,
                       "Limping was reported around %s: no running; see a clinician.", day);
    } else if (reason->rule == LOAD_RULE_PAIN_HIGH) {
        (void)snprintf(text, LOAD_TEXT_SIZE,
                       "Pain %g of 10 around %s%s; above 5 is a stop.", score, day, site);
    } else if (reason->rule == LOAD_RULE_PAIN_MODERATE) {
        (void)snprintf(text, LOAD_TEXT_SIZE, "Pain %g of 10 around %s%s; 4 to 5 is a hold.",
                       score, day, site);
    } else {
        (void)snprintf(
            text, LOAD_TEXT_SIZE,
            "The morning of %s hurt %g of 10, above the usual %g: the last load has "
            "not settled.",
            day, score, rounded(reason->limit, 10.0));
    }
    return text;
}

static char *day_rule_text(const struct load_reason *reason, char text[LOAD_TEXT_SIZE])
{
    char day[DAY_TEXT_SIZE];
    day_format(reason->day, day);
    if (reason->rule == LOAD_RULE_INJURY_FIELD) {
        (void)snprintf(
            text, LOAD_TEXT_SIZE,
            "Check-in or wellness log of %s: injury %g of 4; from 3 on it is a hold.", day,
            rounded(reason->value, 1.0));
    } else if (reason->rule == LOAD_RULE_NO_REST_DAY) {
        (void)snprintf(
            text, LOAD_TEXT_SIZE,
            "None of the 7 days up to %s is known as a rest day for the legs (no run, "
            "nothing with impact, less than about 2 h 20 of easy riding).%s",
            day, reason->n_unreadable > 0 ? " Some days could not be read." : "");
    } else if (reason->rule == LOAD_RULE_HARD_IN_A_ROW) {
        (void)snprintf(text, LOAD_TEXT_SIZE,
                       "Hard runs on two days in a row, the later one on %s.", day);
    } else if (reason->rule == LOAD_RULE_AFTER_STOP) {
        char until[DAY_TEXT_SIZE];
        (void)snprintf(text, LOAD_TEXT_SIZE,
                       "The check said stop on %s: up to %s no hard run and no heavy legs.",
                       day, day_format(reason->until_day, until));
    } else if (reason->rule == LOAD_RULE_AFTER_HOLD) {
        (void)snprintf(text, LOAD_TEXT_SIZE,
                       "Nothing was run since the check held on %s: the first run easy and "
                       "at most 70 %% of the last one.",
                       day);
    } else if (reason->rule == LOAD_RULE_LL_FORM) {
        (void)snprintf(
            text, LOAD_TEXT_SIZE,
            "LL Form is %.0f %% of LL Fitness, below -30 %% on two days in a row.",
            rounded(reason->value, 1.0));
    } else {
        (void)snprintf(
            text, LOAD_TEXT_SIZE,
            "The run of %s has no pain answer yet: how was it during, after, and the "
            "next morning?",
            day);
    }
    return text;
}

char *load_reason_text(const struct load_reason *reason, char text[LOAD_TEXT_SIZE])
{
    switch (reason->rule) {
    case LOAD_RULE_SPIKE:
        return spike_text(reason, text);
    case LOAD_RULE_PAIN_BONE:
    case LOAD_RULE_BONE_INJURY:
    case LOAD_RULE_LIMPING:
    case LOAD_RULE_PAIN_HIGH:
    case LOAD_RULE_PAIN_MODERATE:
    case LOAD_RULE_PAIN_UNSETTLED:
        return pain_text(reason, text);
    case LOAD_RULE_DYNAMICS:
        (void)snprintf(
            text, LOAD_TEXT_SIZE,
            "%.48s differs from your own normal at this speed on two runs in a row "
            "(%.1f SD, limit %.1f): a reason to look.",
            reason->subject == NULL ? "A metric" : reason->subject,
            rounded(reason->value, 10.0), rounded(reason->limit, 10.0));
        return text;
    case LOAD_RULE_INJURY_FIELD:
    case LOAD_RULE_AFTER_STOP:
    case LOAD_RULE_AFTER_HOLD:
    case LOAD_RULE_NO_REST_DAY:
    case LOAD_RULE_HARD_IN_A_ROW:
    case LOAD_RULE_LL_FORM:
    case LOAD_RULE_PAIN_MISSING:
    default:
        return day_rule_text(reason, text);
    }
}

static char *spike_change_text(const struct load_reason *reason, char text[LOAD_TEXT_SIZE])
{
    char day[DAY_TEXT_SIZE];
    bool waits = reason->level == LOAD_LEVEL_HOLD && reason->has_pain_log;
    (void)snprintf(text, LOAD_TEXT_SIZE, "%sIt leaves the check after %s.",
                   waits ? "A next-morning pain answer at most usual makes it a caution. "
                         : "",
                   day_format(reason->until_day, day));
    return text;
}

char *load_reason_change_text(const struct load_reason *reason, char text[LOAD_TEXT_SIZE])
{
    static const char *const changes[N_LOAD_RULES] = {
        [LOAD_RULE_PAIN_BONE] = "A day without pain at this site, entered in the diary.",
        [LOAD_RULE_BONE_INJURY] = "A clinician's clearance, or the right date and site.",
        [LOAD_RULE_LIMPING] = "Two days of diary entries without limping.",
        [LOAD_RULE_PAIN_HIGH] = "Two days of diary entries with pain at most 5.",
        [LOAD_RULE_PAIN_MODERATE] = "Two days of diary entries with pain below 4.",
        [LOAD_RULE_PAIN_UNSETTLED] = "A next-morning answer at most usual.",
        [LOAD_RULE_INJURY_FIELD] =
            "An injury value of 1 or 2 on a later day, told here or in the wellness log.",
        [LOAD_RULE_AFTER_STOP] = "That day, without another stop.",
        [LOAD_RULE_AFTER_HOLD] = "That first run.",
        [LOAD_RULE_NO_REST_DAY] = "One rest day for the legs.",
        [LOAD_RULE_HARD_IN_A_ROW] = "One day without a hard run.",
        [LOAD_RULE_LL_FORM] = "A day with less load: LL Form back to -30 % or above.",
        [LOAD_RULE_DYNAMICS] = "A run back inside your own range.",
        [LOAD_RULE_PAIN_MISSING] = "An answer to the pain question.",
    };
    if (reason->rule == LOAD_RULE_SPIKE) {
        return spike_change_text(reason, text);
    }
    (void)snprintf(text, LOAD_TEXT_SIZE, "%s", changes[reason->rule]);
    return text;
}

char *load_acwr_text(const struct load_acwr *acwr, char text[LOAD_TEXT_SIZE])
{
    const struct load_acwr_value *value = &acwr->forms[LOAD_ACWR_UNCOUPLED];
    if (!isnan(value->ratio)) {
        (void)snprintf(
            text, LOAD_TEXT_SIZE,
            "The last 7 days carried %.2f times the daily leg load of the 21 days "
            "before them (uncoupled): %s. A description, not a risk.",
            rounded(value->ratio, 100.0), load_acwr_label_text(acwr->label));
        return text;
    }
    static const char *const why[] = {"", "less than 28 days of history",
                                      "more than 7 of the 28 days could not be read",
                                      "the 21 days before carried too little to compare"};
    (void)snprintf(text, LOAD_TEXT_SIZE, "No comparison with the weeks before: %s.",
                   why[value->null_reason]);
    return text;
}
