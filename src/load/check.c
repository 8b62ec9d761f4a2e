#include "load/check.h"

#include <math.h>

#include "load/constants.h"

#include "base/banned.h"

const char *load_level_name(enum load_level level)
{
    static const char *const names[] = {"unknown", "clear", "caution", "hold", "stop"};
    return names[level];
}

const char *load_gap_of_knowledge_name(enum load_gap_of_knowledge gap)
{
    static const char *const names[] = {"not_asked", "no_data", "not_recorded",
                                        "too_short_history", "unreadable_strava"};
    return names[gap];
}

#define SILBERNAGEL "pain-monitoring model, Silbernagel 2007"
#define RUNSAFE "Schuster Brandt Frandsen 2025, doi:10.1136/bjsports-2024-109380"

const struct load_rule_info *load_rule_info(enum load_rule rule)
{
    static const struct load_rule_info rules[N_LOAD_RULES] = {
        [LOAD_RULE_PAIN_BONE] = {"pain_bone", "0-10", "clinical practice after Warden", "D",
                                 "Any pain at a bone-stress site: stop."},
        [LOAD_RULE_BONE_INJURY] =
            {"bone_injury", "days", "clinical practice after Warden; P2", "D",
             "A dated injury at a high-risk bone site in the last 12 weeks: stop, a "
             "clinician decides."},
        [LOAD_RULE_LIMPING] = {"limping", "", "clinical practice", "D", "Limping: stop."},
        [LOAD_RULE_PAIN_HIGH] = {"pain_high", "0-10", SILBERNAGEL, "A",
                                 "Pain above 5: stop."},
        [LOAD_RULE_PAIN_MODERATE] = {"pain_moderate", "0-10", SILBERNAGEL, "A",
                                     "Pain from 4 to 5: hold."},
        [LOAD_RULE_PAIN_UNSETTLED] = {"pain_not_settled", "0-10", SILBERNAGEL, "A",
                                      "Next morning above usual: hold."},
        [LOAD_RULE_INJURY_FIELD] = {"injury_field", "1-4", "our choice", "X",
                                    "Injury of 3 or 4 in check-in or wellness log: hold."},
        [LOAD_RULE_AFTER_STOP] = {"after_stop", "days", "our choice", "X",
                                  "A week from a stop without hard runs and heavy legs: "
                                  "caution."},
        [LOAD_RULE_AFTER_HOLD] = {"after_hold", "", "our choice; P1", "X",
                                  "The first run after a hold or stop is easy and at most "
                                  "70 % of the last one: shown."},
        [LOAD_RULE_SPIKE] =
            {"spike", "ratio", RUNSAFE, "A",
             "A session above 1.10 times the longest of the 30 days before it."},
        [LOAD_RULE_NO_REST_DAY] = {"no_rest_day", "days", "practice; Lovdal 2021", "D",
                                   "No rest day for the legs in 7 days: caution."},
        [LOAD_RULE_HARD_IN_A_ROW] = {"hard_days_in_a_row", "days",
                                     "practice; Magnusson 2010", "D",
                                     "Two hard run days in a row: caution."},
        [LOAD_RULE_LL_FORM] = {"ll_form", "%", "our choice on Intervals.icu form bands",
                               "X", "LL Form below -30 % on two days in a row: caution."},
        [LOAD_RULE_DYNAMICS] =
            {"dynamics", "SD", "control chart, our choice", "X",
             "A running-dynamics metric differs from the athlete's normal on "
             "two runs in a row: caution."},
        [LOAD_RULE_PAIN_MISSING] =
            {"pain_missing", "", "our choice", "X",
             "The pain question after a run is unanswered: caution."},
    };
    return &rules[rule];
}

const char *load_unknown_because_name(enum load_unknown_because because)
{
    static const char *const names[N_LOAD_UNKNOWN_BECAUSE] = {
        "", "no_known_load", "too_short_history", "too_many_unknown_days"};
    return names[because];
}

const char *load_unknown_because_text(enum load_unknown_because because)
{
    static const char *const texts[N_LOAD_UNKNOWN_BECAUSE] = {
        "", "UNKNOWN: no activity with a known load",
        "UNKNOWN: less than a week of known load",
        "UNKNOWN: too many of the last days are unreadable or have no duration"};
    return texts[because];
}

/* Kept in order: worst first, then by rule, then as they came. */
static void add_reason(struct load_check *check, struct load_reason reason)
{
    if (check->n_reasons == LOAD_MAX_REASONS) {
        return; /* 12 rules and the drift metrics; the later ones of a level are the weaker
                   ones */
    }
    size_t at = check->n_reasons;
    while (at > 0 && (check->reasons[at - 1].level < reason.level ||
                      (check->reasons[at - 1].level == reason.level &&
                       check->reasons[at - 1].rule > reason.rule))) {
        check->reasons[at] = check->reasons[at - 1];
        at--;
    }
    check->reasons[at] = reason;
    check->n_reasons++;
    if (reason.level > LOAD_LEVEL_CLEAR && reason.level > check->level) {
        check->level = reason.level;
    }
}

/* A reason with the number that a rule keeps below or at its limit. */
static struct load_reason reason_of(enum load_rule rule, enum load_level level,
                                    double value, double limit)
{
    return (struct load_reason){.rule = rule,
                                .level = level,
                                .value = value,
                                .limit = limit,
                                .margin = limit - value,
                                .day = DAY_NUM_NONE,
                                .until_day = DAY_NUM_NONE};
}

static void not_checked(struct load_check *check, const char *what,
                        enum load_gap_of_knowledge reason)
{
    if (check->n_not_checked < LOAD_MAX_NOT_CHECKED) {
        check->not_checked[check->n_not_checked++] =
            (struct load_not_checked){.what = what, .reason = reason};
    }
}

static void check_diary(struct load_check *check, const struct load_pain *pain)
{
    if (pain->bone_score > 0.0) {
        struct load_reason reason =
            reason_of(LOAD_RULE_PAIN_BONE, LOAD_LEVEL_STOP, pain->bone_score, 0.0);
        reason.subject = pain->bone_site;
        reason.day = pain->bone_day;
        add_reason(check, reason);
    }
    if (pain->is_limping) {
        struct load_reason reason =
            reason_of(LOAD_RULE_LIMPING, LOAD_LEVEL_STOP, LOAD_NAN, LOAD_NAN);
        reason.day = pain->limping_day;
        add_reason(check, reason);
    }
    if (pain->worst >= LOAD_PAIN_HOLD) {
        bool is_high = pain->worst > LOAD_PAIN_STOP;
        struct load_reason reason =
            reason_of(is_high ? LOAD_RULE_PAIN_HIGH : LOAD_RULE_PAIN_MODERATE,
                      is_high ? LOAD_LEVEL_STOP : LOAD_LEVEL_HOLD, pain->worst,
                      is_high ? LOAD_PAIN_STOP : LOAD_PAIN_HOLD);
        reason.subject = pain->worst_site;
        reason.day = pain->worst_day;
        add_reason(check, reason);
    }
    if (pain->is_unsettled) {
        struct load_reason reason = reason_of(LOAD_RULE_PAIN_UNSETTLED, LOAD_LEVEL_HOLD,
                                              pain->morning, pain->usual_morning);
        reason.day = pain->morning_day;
        reason.until_day = pain->morning_day + LOAD_PAIN_DAYS;
        add_reason(check, reason);
    }
}

/* The latest injury at one of the built-in bone sites: no run plan there for 12 weeks,
 * whatever the pain (P2). */
static void check_bone_injury(struct load_check *check,
                              const struct load_preferences *preferences, day_num today)
{
    struct load_preferences none;
    const struct load_injury *latest = NULL;
    load_preferences_init(&none);
    for (size_t i = 0; i < preferences->n_injuries; i++) {
        const struct load_injury *injury = &preferences->injuries[i];
        bool is_recent = injury->day <= today && today - injury->day < LOAD_BONE_DAYS;
        if (is_recent && load_pain_is_bone_site(&none, injury->site) &&
            (latest == NULL || injury->day > latest->day)) {
            latest = injury;
        }
    }
    if (latest == NULL) {
        return;
    }
    struct load_reason reason = reason_of(LOAD_RULE_BONE_INJURY, LOAD_LEVEL_STOP,
                                          today - latest->day, LOAD_BONE_DAYS);
    reason.margin = reason.value - reason.limit; /* days still to go are negative */
    reason.subject = latest->site;
    reason.day = latest->day;
    reason.until_day = latest->day + LOAD_BONE_DAYS - 1;
    add_reason(check, reason);
}

static void check_pain(struct load_check *check, const struct load_pain *pain)
{
    if (pain->state == LOAD_PAIN_NOT_ASKED) {
        not_checked(check, "pain", LOAD_NOT_ASKED);
    } else if (pain->state == LOAD_PAIN_NO_ENTRY) {
        not_checked(check, "pain", LOAD_NO_DATA);
    } else {
        check_diary(check, pain);
    }
    if (pain->injury_field >= LOAD_INJURY_FIELD_HOLD) {
        struct load_reason reason = reason_of(LOAD_RULE_INJURY_FIELD, LOAD_LEVEL_HOLD,
                                              pain->injury_field, LOAD_INJURY_FIELD_HOLD);
        reason.day = pain->injury_field_day;
        reason.until_day = pain->injury_field_day + LOAD_PAIN_DAYS;
        add_reason(check, reason);
    }
    if (pain->missing_raises) {
        struct load_reason reason =
            reason_of(LOAD_RULE_PAIN_MISSING, LOAD_LEVEL_CAUTION, LOAD_NAN, LOAD_NAN);
        reason.day = pain->missing_run_day;
        reason.until_day = pain->missing_run_day + 1;
        add_reason(check, reason);
    }
    check->asks_pain = pain->is_missing;
}

/* The level of one session (A23). */
static enum load_level spike_level(const struct load_spike_session *session,
                                   bool is_settled, bool is_return_phase)
{
    if (session->band <= LOAD_SPIKE_WITHIN) {
        return LOAD_LEVEL_UNKNOWN; /* nothing to say */
    }
    if (session->is_short_history) {
        return session->band == LOAD_SPIKE_LARGE ? LOAD_LEVEL_CAUTION : LOAD_LEVEL_CLEAR;
    }
    if (session->band == LOAD_SPIKE_LARGE) {
        return is_settled ? LOAD_LEVEL_CAUTION : LOAD_LEVEL_HOLD;
    }
    bool is_shown_only = session->band == LOAD_SPIKE_SMALL && is_return_phase;
    return is_shown_only ? LOAD_LEVEL_CLEAR : LOAD_LEVEL_CAUTION;
}

static struct load_reason spike_reason(const struct load_check_inputs *in, size_t i_session)
{
    const struct load_history *history = in->history;
    struct load_spike_session session = load_spike_of_session(history, i_session);
    day_num today = history->first_day + (day_num)in->i;
    bool is_settled = session.band == LOAD_SPIKE_LARGE &&
                      load_pain_is_settled_after(history, session.day, today);
    struct load_reason reason = reason_of(
        LOAD_RULE_SPIKE, spike_level(&session, is_settled, in->running->is_return_phase),
        session.ratio, LOAD_SPIKE_FROM_SMALL);
    reason.day = session.day;
    reason.until_day = session.day + LOAD_SPIKE_SHOWN_DAYS - 1;
    reason.spike = session;
    reason.is_settled = is_settled;
    reason.has_pain_log = history->inputs->has_pain_log;
    return reason;
}

/* What kept a session of the week from being judged, each once. */
struct spike_gaps {
    bool has_no_distance;
    bool has_no_reference;
    bool has_short_history;
};

static void check_spike(struct load_check *check, const struct load_check_inputs *in)
{
    size_t first = 0;
    size_t end = 0;
    struct load_reason worst = {.level = LOAD_LEVEL_UNKNOWN};
    struct spike_gaps gaps = {false, false, false};
    load_sessions_between(in->history, in->i, LOAD_SPIKE_SHOWN_DAYS, &first, &end);
    for (size_t k = first; k < end; k++) {
        struct load_reason reason = spike_reason(in, k);
        enum load_spike_null null_reason = reason.spike.null_reason;
        gaps.has_no_distance = gaps.has_no_distance ||
                               null_reason == LOAD_SPIKE_NO_DISTANCE ||
                               null_reason == LOAD_SPIKE_REFERENCE_NO_KM;
        gaps.has_no_reference =
            gaps.has_no_reference || null_reason == LOAD_SPIKE_NO_REFERENCE;
        gaps.has_short_history = gaps.has_short_history || reason.spike.is_short_history;
        bool is_worse = reason.level > worst.level ||
                        (reason.level == worst.level && reason.value >= worst.value);
        if (reason.level > LOAD_LEVEL_UNKNOWN && is_worse) {
            worst = reason;
        }
    }
    if (worst.level > LOAD_LEVEL_UNKNOWN) {
        add_reason(check, worst);
    }
    if (gaps.has_no_distance) {
        not_checked(check, "spike", LOAD_NOT_RECORDED);
    }
    if (gaps.has_no_reference) {
        not_checked(check, "spike", LOAD_NO_DATA);
    }
    if (gaps.has_short_history) {
        not_checked(check, "spike", LOAD_TOO_SHORT_HISTORY);
    }
    if (in->rest->n_unknown_7 > 0) {
        not_checked(check, "spike", LOAD_UNREADABLE);
    }
}

static void check_days(struct load_check *check, const struct load_check_inputs *in)
{
    const struct load_rest *rest = in->rest;
    if (rest->n_days_7 < LOAD_REST_WINDOW_DAYS) {
        not_checked(check, "rest", LOAD_TOO_SHORT_HISTORY);
    }
    if (rest->n_unknown_7 > 0) {
        not_checked(check, "rest", LOAD_UNREADABLE);
    }
    if (rest->has_no_rest_day) {
        struct load_reason reason =
            reason_of(LOAD_RULE_NO_REST_DAY, LOAD_LEVEL_CAUTION, 0.0, 1.0);
        reason.margin = -1.0;
        reason.n_unreadable = rest->n_unknown_7;
        reason.day = in->history->first_day + (day_num)in->i;
        add_reason(check, reason);
    }
    if (rest->has_hard_in_a_row) {
        struct load_reason reason =
            reason_of(LOAD_RULE_HARD_IN_A_ROW, LOAD_LEVEL_CAUTION, 2.0, 1.0);
        reason.day = rest->hard_day;
        reason.until_day = rest->hard_day + 1;
        add_reason(check, reason);
    }
}

static void check_form(struct load_check *check, const struct load_check_inputs *in)
{
    const struct load_lines *lines = in->lines;
    if (lines->is_warming_up) {
        not_checked(check, "ll_form", LOAD_TOO_SHORT_HISTORY);
        return;
    }
    if (isnan(lines->form_pct)) {
        not_checked(check, "ll_form", LOAD_NO_DATA);
        return;
    }
    if (lines->form_pct < LOAD_ZONE_BUILDING_PCT &&
        in->form_pct_yesterday < LOAD_ZONE_BUILDING_PCT) {
        struct load_reason reason = reason_of(LOAD_RULE_LL_FORM, LOAD_LEVEL_CAUTION,
                                              lines->form_pct, LOAD_ZONE_BUILDING_PCT);
        reason.margin = lines->form_pct - LOAD_ZONE_BUILDING_PCT;
        reason.day = in->history->first_day + (day_num)in->i;
        add_reason(check, reason);
    }
}

/* The drift states are those of as_of; of an earlier day they say nothing. */
static void check_dynamics(struct load_check *check, const struct load_inputs *in,
                           bool is_as_of)
{
    if (!in->has_drift || !is_as_of) {
        not_checked(check, "dynamics", LOAD_NOT_ASKED);
        return;
    }
    bool is_any_judged = false;
    for (size_t i = 0; i < in->n_drift; i++) {
        const struct load_drift *drift = &in->drift[i];
        is_any_judged = is_any_judged || drift->state == LOAD_DRIFT_IN_RANGE ||
                        drift->state == LOAD_DRIFT_CHANGED;
        if (drift->state == LOAD_DRIFT_CHANGED && drift->n_runs_out >= LOAD_DRIFT_RUNS) {
            struct load_reason reason =
                reason_of(LOAD_RULE_DYNAMICS, LOAD_LEVEL_CAUTION, drift->z, drift->z_limit);
            reason.margin = fabs(drift->z_limit) - fabs(drift->z);
            reason.subject = drift->metric;
            add_reason(check, reason);
        }
    }
    if (!is_any_judged) {
        not_checked(check, "dynamics", LOAD_NO_DATA);
    }
}

static enum load_unknown_because what_is_unknown(const struct load_history *history,
                                                 size_t i, day_num today)
{
    day_num first = history->first_known_day;
    if (history->n_days == 0 || first == DAY_NUM_NONE || first > today) {
        return LOAD_UNKNOWN_NO_LOAD;
    }
    if (today - first + 1 < LOAD_CLEAR_DAYS_MIN) {
        return LOAD_UNKNOWN_FEW_DAYS;
    }
    size_t n_days = i + 1 < LOAD_CHRONIC_DAYS ? i + 1 : LOAD_CHRONIC_DAYS;
    double n_unknown = (double)load_history_unknown(history, i, LOAD_CHRONIC_DAYS);
    bool is_too_much =
        n_unknown > LOAD_CLEAR_UNKNOWN_MAX * (double)n_days ||
        load_history_unknown(history, i, LOAD_ACUTE_DAYS) > LOAD_CLEAR_UNKNOWN_7_MAX;
    return is_too_much ? LOAD_UNKNOWN_UNREADABLE : LOAD_KNOWN_ENOUGH;
}

void load_check_compute(const struct load_check_inputs *in, struct load_check *ret)
{
    const struct load_history *history = in->history;
    *ret = (struct load_check){.level = LOAD_LEVEL_UNKNOWN};
    day_num today =
        history->n_days > 0 ? history->first_day + (day_num)in->i : history->inputs->as_of;
    ret->unknown_because = what_is_unknown(history, in->i, today);
    if (ret->unknown_because == LOAD_KNOWN_ENOUGH) {
        ret->level = LOAD_LEVEL_CLEAR;
    }
    check_pain(ret, in->pain);
    check_bone_injury(ret, &history->preferences, today);
    if (history->n_days > 0) {
        check_spike(ret, in);
        check_days(ret, in);
        check_form(ret, in);
    } else {
        not_checked(ret, "spike", LOAD_NO_DATA);
        not_checked(ret, "rest", LOAD_NO_DATA);
        not_checked(ret, "ll_form", LOAD_NO_DATA);
    }
    check_dynamics(ret, history->inputs, today == history->inputs->as_of);
    ret->asks_injury = in->running->asks_injury;
    ret->asks_recent_running = in->running->asks_recent_running;
}

void load_check_gate(const struct load_gate *gate, struct load_check *check)
{
    if (check->level >= LOAD_LEVEL_HOLD) {
        return;
    }
    if (gate->stop_day != DAY_NUM_NONE) {
        struct load_reason reason =
            reason_of(LOAD_RULE_AFTER_STOP, LOAD_LEVEL_CAUTION, LOAD_NAN, LOAD_NAN);
        reason.day = gate->stop_day;
        reason.until_day = gate->stop_day + LOAD_AFTER_STOP_DAYS - 1;
        add_reason(check, reason);
    }
    if (gate->hold_day != DAY_NUM_NONE) {
        struct load_reason reason =
            reason_of(LOAD_RULE_AFTER_HOLD, LOAD_LEVEL_CLEAR, LOAD_NAN, LOAD_NAN);
        reason.day = gate->hold_day;
        add_reason(check, reason);
    }
}
