/* plan_check against the checker, rule by rule, on weeks made by dice. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "checker.h"
#include "instances.h"
#include "plan/check.h"

enum { WEEKS_OF_AN_INSTANCE = 5 };

static void week_print(const struct plan_input *input, size_t n,
                       const struct plan_session s[])
{
    (void)printf(
        "  state %d return week %d ladder %d/%d level %d focus %d today %d race %d(%d)"
        " tendon %d bone %d/%d/%g\n",
        (int)input->state, input->return_week, input->ladder.is_open, input->ladder.rung,
        (int)input->level, (int)input->focus, input->today, input->race_day,
        (int)input->race_kind, input->has_tendon_history, input->is_bone_stress,
        input->is_bone_high_risk, input->bone_pain);
    for (size_t i = 0; i < n; i++) {
        (void)printf("  day %d %02d:%02d slot %d %s %g min %g km%s%s\n", s[i].day,
                     s[i].start_min / 60, s[i].start_min % 60, s[i].slot,
                     plan_kind_info(s[i].kind)->name, s[i].minutes, s[i].km,
                     s[i].is_done ? " done" : "", s[i].is_fixed ? " fixed" : "");
    }
}

/* Differences of this week are printed; how many there are. */
static int week_compare(uint64_t seed, const struct plan_limits *limits, size_t n,
                        const struct plan_session sessions[], int by_rule[], int by_soft[])
{
    struct plan_proof proof;
    int points[N_PLAN_SOFTS];
    int n_different = 0;
    unsigned broken = checker_broken(limits->input, n, sessions);
    int cost = checker_cost(limits->input, n, sessions, points);
    plan_check(limits, n, sessions, &proof);
    for (int i = 0; i < N_PLAN_RULES; i++) {
        bool is_broken = proof.rules[i].state == PLAN_BROKEN;
        if (is_broken != ((broken >> i & 1U) != 0)) {
            (void)printf(
                "seed %llu: %s is %s by plan_check, %s by the checker (%g, limit %g)\n",
                (unsigned long long)seed, plan_rule_info((enum plan_rule)i)->id,
                is_broken ? "broken" : "kept", is_broken ? "kept" : "broken",
                proof.rules[i].value, proof.rules[i].limit);
            by_rule[i]++;
            n_different++;
        }
    }
    for (int i = 0; i < N_PLAN_SOFTS; i++) {
        if (proof.soft[i].points != points[i]) {
            (void)printf("seed %llu: %s costs %d by plan_check, %d by the checker (%g)\n",
                         (unsigned long long)seed, plan_soft_info((enum plan_soft)i)->id,
                         proof.soft[i].points, points[i], proof.soft[i].value);
            by_soft[i]++;
            n_different++;
        }
    }
    int judged = 0;
    enum plan_rule likely = (enum plan_rule)(seed % N_PLAN_RULES);
    bool passes = plan_judge(limits, n, sessions, &likely, &judged);
    if (!passes && proof.rules[likely].state != PLAN_BROKEN) {
        (void)printf("seed %llu: plan_judge names a rule that is not broken\n",
                     (unsigned long long)seed);
        n_different++;
    }
    if (passes != (broken == 0) || (passes && judged != cost)) {
        (void)printf("seed %llu: plan_judge %d %d, checker %d %d\n",
                     (unsigned long long)seed, passes, judged, broken == 0, cost);
        n_different++;
    }
    if (n_different > 0) {
        week_print(limits->input, n, sessions);
    }
    return n_different;
}

int main(int argc, char **argv)
{
    uint64_t n_instances = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    int by_rule[N_PLAN_RULES] = {0};
    int by_soft[N_PLAN_SOFTS] = {0};
    long n_weeks = 0;
    long n_kept = 0;
    long n_different = 0;
    static struct plan_input input;
    for (uint64_t seed = first; seed < first + n_instances; seed++) {
        struct plan_limits limits;
        struct dice dice = {seed * 977};
        instance_make(seed, &input);
        plan_limits_of(&input, &limits);
        for (int i = 0; i < WEEKS_OF_AN_INSTANCE; i++) {
            struct plan_session sessions[PLAN_MAX_SESSIONS];
            size_t n = instance_week(&dice, &input, dice_between(&dice, 0, 9), sessions);
            n_weeks++;
            n_kept += checker_broken(&input, n, sessions) == 0 ? 1 : 0;
            n_different += week_compare(seed, &limits, n, sessions, by_rule, by_soft);
        }
    }
    (void)printf("%ld weeks, %ld keep every hard rule, %ld differences\n", n_weeks, n_kept,
                 n_different);
    for (int i = 0; i < N_PLAN_RULES && n_different > 0; i++) {
        (void)printf("%s:%d ", plan_rule_info((enum plan_rule)i)->id, by_rule[i]);
    }
    for (int i = 0; i < N_PLAN_SOFTS && n_different > 0; i++) {
        (void)printf("%s:%d ", plan_soft_info((enum plan_soft)i)->id, by_soft[i]);
    }
    (void)printf("\n");
    return n_different == 0 && n_kept > n_weeks / 20 ? 0 : 1;
}
