/*
 * Which wishes to give up, held against every subset of them: on small instances each
 * subset is dropped in turn and plan_search asked whether a week meets the rest. The sets
 * must be those that are enough while none of their subsets is, smallest first, none
 * missing; each rule named must be one without which a dropped wish can stay. Weeks that
 * are called infeasible are infeasible to the brute force. Prints counts; fails on any
 * difference.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brute.h"
#include "instances.h"
#include "plan/give_up.h"

enum {
    WISHES_MAX = 5,
    SUBSETS = 1 << WISHES_MAX,
    NODES = 2000000,
    BRUTE_MAX_WEEKS = 300000
};

struct bench {
    struct plan_search_scratch *scratch;
    long n_instances; /* with wishes that cannot all be met */
    long n_met;       /* with wishes that can */
    long n_sets;
    long n_subsets;
    long n_explained; /* sets with a rule */
    long n_infeasible;
    long n_skipped; /* some answer was not proved */
    long n_failures;
};

static void fail(struct bench *bench, uint64_t seed, const char *what)
{
    bench->n_failures++;
    (void)printf("seed %llu: %s\n", (unsigned long long)seed, what);
}

static int size_of(uint32_t set)
{
    int size = 0;
    for (; set != 0; set &= set - 1) {
        size++;
    }
    return size;
}

static void search(struct bench *bench, const struct plan_input *input,
                   struct plan_search_result *ret)
{
    struct plan_limits limits;
    plan_limits_of(input, &limits);
    plan_search(&limits, NODES, bench->scratch, ret);
}

enum answer { NO, YES, UNSURE };

/* Does a week meet every wish that is not dropped? */
static enum answer is_enough(struct bench *bench, const struct plan_input *input,
                             uint32_t dropped)
{
    static struct plan_input reduced;
    struct plan_search_result result;
    reduced = *input;
    reduced.n_wishes = 0;
    for (size_t i = 0; i < input->n_wishes; i++) {
        if ((dropped >> i & 1U) == 0) {
            reduced.wishes[reduced.n_wishes++] = input->wishes[i];
        }
    }
    bench->n_subsets++;
    search(bench, &reduced, &result);
    if (result.status == PLAN_SEARCH_FOUND && result.unmet == 0) {
        return YES;
    }
    return result.status == PLAN_SEARCH_FOUND && result.is_unmet_least ? NO : UNSURE;
}

/* Subsets that are enough while none of theirs is; false: one is not sure. */
static bool smallest_find(struct bench *bench, const struct plan_input *input,
                          bool is_smallest[SUBSETS], int *ret_n)
{
    bool enough[SUBSETS];
    uint32_t n_subsets = 1U << input->n_wishes;
    *ret_n = 0;
    for (uint32_t set = 0; set < n_subsets; set++) {
        enum answer answer = is_enough(bench, input, set);
        enough[set] = answer == YES;
        is_smallest[set] = enough[set];
        for (uint32_t part = 0; part < set; part++) {
            bool is_part = (part & ~set) == 0 && enough[part];
            if (is_part && answer == NO) {
                return false; /* fewer wishes cannot be harder: the search is at fault */
            }
            is_smallest[set] = is_smallest[set] && !is_part;
        }
        *ret_n += is_smallest[set] ? 1 : 0;
        if (answer == UNSURE) {
            return false;
        }
    }
    return true;
}

/* Rules, H10 aside, without which one of the dropped wishes could stay. */
static uint32_t rules_expected(struct bench *bench, const struct plan_input *input,
                               uint32_t dropped)
{
    static struct plan_input reduced;
    uint32_t rules = 0;
    for (size_t back = 0; back < input->n_wishes; back++) {
        if ((dropped >> back & 1U) == 0) {
            continue;
        }
        reduced = *input;
        reduced.n_wishes = 0;
        for (size_t i = 0; i < input->n_wishes; i++) {
            if (i == back || (dropped >> i & 1U) == 0) {
                reduced.wishes[reduced.n_wishes++] = input->wishes[i];
            }
        }
        for (int rule = 0; rule < N_PLAN_RULES; rule++) {
            struct plan_limits limits;
            struct plan_search_result result;
            plan_limits_of(&reduced, &limits);
            limits.waived |= 1U << rule;
            plan_search(&limits, NODES, bench->scratch, &result);
            bool is_met = result.status == PLAN_SEARCH_FOUND && result.unmet == 0;
            rules |= is_met && rule != PLAN_H10 ? 1U << rule : 0U;
        }
    }
    return rules;
}

static void rules_check(struct bench *bench, uint64_t seed, const struct plan_input *input,
                        const struct plan_give_ups *give_ups)
{
    for (size_t i = 0; i < give_ups->n_sets; i++) {
        uint32_t named = give_ups->sets[i].rules;
        uint32_t expected = rules_expected(bench, input, give_ups->sets[i].wishes);
        if ((named & ~expected & ~(1U << PLAN_H10)) != 0) {
            fail(bench, seed, "a rule is named that explains nothing");
        }
        if (named == 0 && expected != 0) {
            fail(bench, seed, "no rule is named where one explains the set");
        }
    }
}

static void sets_check(struct bench *bench, uint64_t seed,
                       const struct plan_give_ups *give_ups, bool is_smallest[SUBSETS],
                       int n_smallest)
{
    int n_expected = n_smallest < PLAN_GIVE_UPS_MAX ? n_smallest : PLAN_GIVE_UPS_MAX;
    if ((int)give_ups->n_sets != n_expected ||
        give_ups->has_more != (n_smallest > PLAN_GIVE_UPS_MAX)) {
        fail(bench, seed, "a set is missing, or one too many");
    }
    for (size_t i = 0; i < give_ups->n_sets; i++) {
        uint32_t set = give_ups->sets[i].wishes;
        bench->n_sets++;
        bench->n_explained += give_ups->sets[i].rules != 0 ? 1 : 0;
        if (set >= SUBSETS || !is_smallest[set]) {
            fail(bench, seed, "a set is not enough, not a smallest, or there twice");
        } else {
            is_smallest[set] = false;
        }
        if (i > 0 && size_of(set) < size_of(give_ups->sets[i - 1].wishes)) {
            fail(bench, seed, "a smaller set comes later");
        }
    }
    for (uint32_t set = 0; set < SUBSETS && give_ups->n_sets > 0; set++) {
        int last = size_of(give_ups->sets[give_ups->n_sets - 1].wishes);
        if (is_smallest[set] && size_of(set) < last) {
            fail(bench, seed, "a smaller set is missing");
        }
    }
}

static void infeasible_check(struct bench *bench, uint64_t seed,
                             const struct plan_input *input)
{
    static struct brute_result brute;
    if (brute_solve(input, BRUTE_MAX_WEEKS, &brute)) {
        bench->n_infeasible++;
        if (brute.is_feasible) {
            fail(bench, seed, "brute force finds a week of an infeasible input");
        }
    }
}

static void instance_check(struct bench *bench, uint64_t seed)
{
    static struct plan_input input;
    struct plan_search_result result;
    struct plan_give_ups give_ups;
    struct plan_limits limits;
    bool is_smallest[SUBSETS] = {false};
    int n_smallest = 0;
    instance_make_small(seed, &input);
    search(bench, &input, &result);
    if (result.status == PLAN_SEARCH_INFEASIBLE) {
        infeasible_check(bench, seed, &input);
        return;
    }
    if (input.n_wishes == 0 || input.n_wishes > WISHES_MAX) {
        return;
    }
    plan_limits_of(&input, &limits);
    plan_give_ups_find(&limits, NULL, NODES, bench->scratch, &give_ups);
    if (!give_ups.is_complete || !smallest_find(bench, &input, is_smallest, &n_smallest)) {
        bench->n_skipped++;
        return;
    }
    if (is_smallest[0]) {
        bench->n_met++;
        if (give_ups.n_sets != 0) {
            fail(bench, seed, "wishes are given up that can all be met");
        }
        return;
    }
    bench->n_instances++;
    sets_check(bench, seed, &give_ups, is_smallest, n_smallest);
    rules_check(bench, seed, &input, &give_ups);
}

/* planner_give_up [N [FIRST]] */
int main(int argc, char **argv)
{
    uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 500;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct bench bench = {.scratch = malloc(plan_search_scratch_bytes())};
    if (bench.scratch == NULL) {
        return 1;
    }
    for (uint64_t seed = first; seed < first + n; seed++) {
        instance_check(&bench, seed);
    }
    (void)printf("give-ups: %ld instances with clashing wishes, %ld with none, %ld sets "
                 "(%ld explained by a rule), %ld subsets searched, %ld infeasible by brute "
                 "force too, %ld skipped, %ld failures\n",
                 bench.n_instances, bench.n_met, bench.n_sets, bench.n_explained,
                 bench.n_subsets, bench.n_infeasible, bench.n_skipped, bench.n_failures);
    free(bench.scratch);
    bool has_looked = bench.n_instances > 0 && bench.n_sets > 0;
    return bench.n_failures == 0 && bench.n_skipped == 0 && has_looked ? 0 : 1;
}
