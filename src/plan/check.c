#include "plan/check.h"

#include <math.h>

#include "plan/constants.h"
#include "plan/rules.h"
#include "plan/soft.h"

#include "base/banned.h"

static void totals_of(const struct plan__week *week, struct plan_totals *ret)
{
    double minutes = week->run_min + week->ride_min;
    bool is_km_unknown = week->n_runs_without_km > 0 && week->run_km <= 0.0;
    *ret = (struct plan_totals){
        .run_min = week->run_min,
        .ride_min = week->ride_min,
        .run_km = is_km_unknown ? LOAD_NAN : week->run_km,
        .easy_pct = minutes > 0.0 ? 100.0 * week->easy_min / minutes : LOAD_NAN,
        .n_sessions = week->n_sessions,
    };
    for (int day = 0; day < PLAN_DAYS; day++) {
        ret->llss += week->days[day].llss;
        ret->load += week->days[day].load;
        ret->n_run_days += week->days[day].has_run ? 1 : 0;
        ret->n_rest_days += week->days[day].is_rest ? 1 : 0;
    }
    for (int i = 0; i < week->n_runs; i++) {
        ret->n_run_hard += (week->runs[i].marks & PLAN_MARK_RUN_HARD) != 0 ? 1 : 0;
    }
}

static void projection_of(const struct plan__week *week, struct plan_projection *ret)
{
    const struct plan_limits *limits = week->limits;
    const struct plan_input *input = limits->input;
    double fitness = input->fitness_eve;
    double fatigue = input->fatigue_eve;
    double ctl = input->ctl_eve;
    double atl = input->atl_eve;
    for (int day = 0; day < PLAN_DAYS; day++) {
        const struct plan__day *of = &week->days[day];
        fitness += (of->llss - fitness) * limits->fitness_share;
        fatigue += (of->llss - fatigue) * limits->fatigue_share;
        ctl += (of->ctl_load - ctl) * limits->fitness_share;
        atl += (of->atl_load - atl) * limits->fatigue_share;
        ret->llss[day] = of->llss;
        ret->fitness[day] = fitness;
        ret->fatigue[day] = fatigue;
        ret->ctl[day] = ctl;
        ret->atl[day] = atl;
    }
    plan__lines_end(week, &ret->form_pct, &ret->ramp);
}

static enum plan_verdict verdict_of(const struct plan_proof *proof)
{
    enum plan_verdict verdict = proof->cost > 0 ? PLAN_PASS_WITH_CAUTIONS : PLAN_PASS;
    for (int i = 0; i < N_PLAN_RULES; i++) {
        if (proof->rules[i].state != PLAN_BROKEN) {
            continue;
        }
        if (plan_rule_info((enum plan_rule)i)->override == PLAN_OVERRIDE_NEVER) {
            return PLAN_REFUSED;
        }
        verdict = PLAN_NEEDS_OVERRIDE;
    }
    return verdict;
}

void plan_check(const struct plan_limits *limits, size_t n_sessions,
                const struct plan_session sessions[], struct plan_proof *ret)
{
    struct plan__week week;
    plan__week_of(limits, n_sessions, sessions, &week);
    ret->cost = 0;
    for (int i = 0; i < N_PLAN_RULES; i++) {
        plan__rule(&week, (enum plan_rule)i, &ret->rules[i]);
        if ((limits->waived >> i & 1U) != 0) {
            ret->rules[i].state = PLAN_NOT_APPLICABLE;
        }
    }
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        plan__soft(&week, (enum plan_soft)i, &ret->soft[i]);
        ret->cost += ret->soft[i].points;
    }
    totals_of(&week, &ret->totals);
    projection_of(&week, &ret->projection);
    ret->verdict = verdict_of(ret);
}

unsigned plan_proof_broken(const struct plan_proof *proof)
{
    unsigned broken = 0;
    for (int i = 0; i < N_PLAN_RULES; i++) {
        broken |= proof->rules[i].state == PLAN_BROKEN ? 1U << (unsigned)i : 0U;
    }
    return broken;
}

static bool is_broken(const struct plan__week *week, enum plan_rule rule)
{
    struct plan_rule_result result;
    if ((week->limits->waived >> rule & 1U) != 0) {
        return false;
    }
    plan__rule(week, rule, &result);
    return result.state == PLAN_BROKEN;
}

bool plan_judge(const struct plan_limits *limits, size_t n_sessions,
                const struct plan_session sessions[], enum plan_rule *likely, int *ret_cost)
{
    struct plan__week week;
    struct plan_soft_result soft;
    const enum plan_rule first = *likely;
    int cost = 0;
    plan__week_of(limits, n_sessions, sessions, &week);
    if (is_broken(&week, first)) {
        return false;
    }
    for (int i = 0; i < N_PLAN_RULES; i++) {
        if (i != (int)first && is_broken(&week, (enum plan_rule)i)) {
            *likely = (enum plan_rule)i;
            return false;
        }
    }
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        plan__soft(&week, (enum plan_soft)i, &soft);
        cost += soft.points;
    }
    *ret_cost = cost;
    return true;
}
