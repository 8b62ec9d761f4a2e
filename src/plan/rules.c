#include "plan/rules.h"

#include "plan/constants.h"

#include "base/banned.h"

static const struct {
    struct plan_rule_info info;
    plan__rule_fn *evaluate;
} rules[N_PLAN_RULES] = {
    [PLAN_H1] =
        {{"H1", "pain_gate", "A", "pain-monitoring model, Silbernagel 2007",
          PLAN_OVERRIDE_NEVER,
          "Load check stop: no run, no heavy legs, no sport of impact; no heavy legs "
          "for a week from it. Hold: none of them today. Then the first run easy and "
          "at most 70 % of the last one (ladder: no rung higher)."},
         plan__h1},
    [PLAN_H2] = {{"H2", "bone_stress", "D", "clinical practice after Warden",
                  PLAN_OVERRIDE_NEVER,
                  "12 weeks from a bone-stress injury: ladder runs on alternate days "
                  "without pain; high-risk site: no run, see a clinician."},
                 plan__h2},
    [PLAN_H3] = {{"H3", "longest_run", "A",
                  "Schuster Brandt Frandsen 2025, doi:10.1136/bjsports-2024-109380; steps "
                  "below 45 min are our choice",
                  PLAN_OVERRIDE_ATHLETE,
                  "A run at most 1.10 x the longest of the last 30 days (km; below 45 min "
                  "minutes, + 5 min allowed); ladder rung while returning; first run after "
                  "a gap 70 %."},
                 plan__h3},
    [PLAN_H4] = {{"H4", "run_days", "E", "practice", PLAN_OVERRIDE_ATHLETE,
                  "Return weeks 1-8: 3 run days, never consecutive; 9-12: 4; else the "
                  "athlete's own cap. One run a day while returning or resuming, bricks "
                  "and races aside."},
                 plan__h4},
    [PLAN_H5] =
        {{"H5", "run_hard", "D", "practice; Magnusson 2010; counts are our choice",
          PLAN_OVERRIDE_ATHLETE,
          "Hard runs: none in return weeks 1-4 or while resuming, 1 in 5-8, else 2; "
          "48 h apart from start to start, 72 h with an Achilles or patellar "
          "history."},
         plan__h5},
    [PLAN_H6] =
        {{"H6", "weekly_run_time", "X", "our choice", PLAN_OVERRIDE_ATHLETE,
          "Run minutes at most x 1.20 and + 30 min on the largest of the last three "
          "weeks (90 min always allowed; resuming: 70 %); own km cap."},
         plan__h6},
    [PLAN_H7] = {{"H7", "rest_day", "D", "practice; Lovdal 2021", PLAN_OVERRIDE_ATHLETE,
                  "One rest day for the legs in any 7 days; two in a return week."},
                 plan__h7},
    [PLAN_H8] = {{"H8", "heavy_legs", "A",
                  "Petre 2021 (same session); Robineau 2016 (6 h); practice (24 h)",
                  PLAN_OVERRIDE_ATHLETE,
                  "Heavy legs end 24 h before threshold, VO2 or a race; otherwise 6 h (4 h "
                  "if asked) from hard or tempo sessions."},
                 plan__h8},
    [PLAN_H9] = {{"H9", "long_run", "E", "practice", PLAN_OVERRIDE_ATHLETE,
                  "A long run not on the day after heavy legs or hard running; at most "
                  "150 min, or 1.10 x the longest of 30 days."},
                 plan__h9},
    [PLAN_H10] = {{"H10", "availability", "X", "the athlete's own hours",
                   PLAN_OVERRIDE_NEVER,
                   "Inside the given slots and minutes, nothing double-booked; own cap on "
                   "bike hours."},
                  plan__h10},
    [PLAN_H11] = {{"H11", "taper", "A", "Bosquet 2007; Wang 2023", PLAN_OVERRIDE_ATHLETE,
                   "The 7 days before the main race: run and ride minutes 41 to 60 % below "
                   "usual, no heavy legs."},
                  plan__h11},
    [PLAN_H12] = {{"H12", "no_new_peak", "X", "our choice", PLAN_OVERRIDE_ATHLETE,
                   "In a race week and the first week after a gap no run above 1.10 x the "
                   "longest of 30 days."},
                  plan__h12},
    [PLAN_H13] =
        {{"H13", "after_sickness", "X", "our choice", PLAN_OVERRIDE_ATHLETE,
          "After a SICK span as many days as it lasted, 2 to 7, and in it: no hard "
          "run, no hard ride, no heavy legs; races exempt."},
         plan__h13},
};

const struct plan_rule_info *plan_rule_info(enum plan_rule rule)
{
    return &rules[rule].info;
}

static void report(struct plan_rule_result *ret, enum plan_rule_state state,
                   const struct plan__finding *finding, double margin)
{
    *ret = (struct plan_rule_result){.state = state,
                                     .what = finding->what,
                                     .unit = finding->unit,
                                     .value = finding->value,
                                     .limit = finding->limit,
                                     .margin = margin + 0.0, /* no -0 */
                                     .day = finding->day,
                                     .session = finding->session,
                                     .other = finding->other};
}

void plan__find(struct plan_rule_result *ret, double *steps,
                const struct plan__finding *finding)
{
    double margin = finding->is_least ? finding->value - finding->limit
                                      : finding->limit - finding->value;
    double left = margin / finding->step;
    enum plan_rule_state state = margin >= -PLAN_GUARD ? PLAN_HOLDS
                                 : finding->is_planned ? PLAN_BROKEN
                                                       : PLAN_DONE_BEYOND;
    if (state < ret->state || (state == ret->state && left >= *steps)) {
        return;
    }
    *steps = left;
    report(ret, state, finding, margin);
    ret->binds = state == PLAN_HOLDS && left < 1.0 - PLAN_GUARD;
}

void plan__forbid(struct plan_rule_result *ret, const struct plan__finding *finding)
{
    enum plan_rule_state state = finding->is_planned ? PLAN_BROKEN : PLAN_DONE_BEYOND;
    if (state > ret->state) {
        report(ret, state, finding, finding->limit - finding->value);
    }
}

void plan__rule(const struct plan__week *week, enum plan_rule rule,
                struct plan_rule_result *ret)
{
    *ret = (struct plan_rule_result){.state = PLAN_NOT_APPLICABLE,
                                     .what = "",
                                     .unit = "",
                                     .value = LOAD_NAN,
                                     .limit = LOAD_NAN,
                                     .margin = LOAD_NAN,
                                     .day = PLAN_NO_DAY,
                                     .session = -1,
                                     .other = -1};
    rules[rule].evaluate(week, ret);
}
