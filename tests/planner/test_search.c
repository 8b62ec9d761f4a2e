/*
 * The search held against the checker and the brute force:
 *   small instances   feasible or not, the whole order of the optimum and the week itself;
 *                     cut short at few nodes, the bound is no more than the optimum
 *   real ones         every week passes the checker, cost and unmet wishes are the
 *                     checker's, and no small change of an optimal week is better; some of
 *                     them once more with many nodes: the bound of before still holds
 * Prints node and time quantiles; fails on any difference, never on time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "brute.h"
#include "checker.h"
#include "instances.h"
#include "plan/search.h"

enum {
    BRUTE_MAX_WEEKS = 300000,
    CHANGES = 300,
    LONG_EVERY = 100, /* of the real instances: once more with many nodes */
    LONG_TIMES = 10,  /* as many */
    MANY = 20
};

struct bench {
    struct plan_search_scratch *scratch;
    double *times_ms;
    long n_runs;
    long n_optimal;
    long n_infeasible;
    long n_unknown;
    long n_compared;
    long n_bounds; /* of searches that were cut short, held against the optimum */
    long n_failures;
};

static double now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void fail(struct bench *bench, uint64_t seed, const char *what)
{
    bench->n_failures++;
    (void)printf("seed %llu: %s\n", (unsigned long long)seed, what);
}

static void sessions_print(const char *title, size_t n, const struct plan_session s[])
{
    (void)printf("  %s\n", title);
    for (size_t i = 0; i < n; i++) {
        (void)printf("    day %d slot %d %02d:%02d %s %g min%s\n", s[i].day, s[i].slot,
                     s[i].start_min / 60, s[i].start_min % 60,
                     plan_kind_info(s[i].kind)->name, s[i].minutes,
                     s[i].is_done    ? " done"
                     : s[i].is_fixed ? " fixed"
                                     : "");
    }
}

static void score_print(const char *title, const struct brute_score *score)
{
    (void)printf("  %s unmet %d/%d/%d/%d cost %d sessions %d spread %d away %g\n", title,
                 score->n_unmet[1], score->n_unmet[2], score->n_unmet[3], score->n_unmet[4],
                 score->cost, score->n_sessions, score->crowding, score->away_min);
}

static void search(struct bench *bench, const struct plan_input *input, long nodes,
                   struct plan_search_result *ret)
{
    struct plan_limits limits;
    double begin = now_ms();
    plan_limits_of(input, &limits);
    plan_search(&limits, nodes, bench->scratch, ret);
    bench->times_ms[bench->n_runs++] = now_ms() - begin;
    bench->n_optimal += ret->status == PLAN_SEARCH_FOUND && ret->is_optimal ? 1 : 0;
    bench->n_infeasible += ret->status == PLAN_SEARCH_INFEASIBLE ? 1 : 0;
    bench->n_unknown += ret->status == PLAN_SEARCH_UNKNOWN ? 1 : 0;
}

static struct brute_week week_of(const struct plan_search_result *result)
{
    struct brute_week week = {.n_sessions = result->n_sessions};
    memcpy(week.sessions, result->sessions, result->n_sessions * sizeof week.sessions[0]);
    return week;
}

/* What holds of every answer, optimal or not. */
static void answer_check(struct bench *bench, uint64_t seed, const struct plan_input *input,
                         const struct plan_search_result *result)
{
    int points[N_PLAN_SOFTS];
    if (result->status != PLAN_SEARCH_FOUND) {
        return;
    }
    unsigned broken = checker_broken(input, result->n_sessions, result->sessions);
    int cost = checker_cost(input, result->n_sessions, result->sessions, points);
    if (broken != 0) {
        (void)printf("  broken %x\n", broken);
        sessions_print("week", result->n_sessions, result->sessions);
        fail(bench, seed, "the week breaks a hard rule");
    }
    if (cost != result->cost || result->bound > result->cost) {
        (void)printf("  said %d (bound %d), is %d\n", result->cost, result->bound, cost);
        fail(bench, seed, "the cost is another");
    }
    for (size_t i = 0; i < input->n_wishes; i++) {
        bool is_met = checker_wish_is_met(input, result->n_sessions, result->sessions,
                                          &input->wishes[i]);
        if (is_met != ((result->unmet >> i & 1U) == 0)) {
            fail(bench, seed, "a wish is met or not otherwise");
        }
    }
    for (size_t i = 0; i < input->n_fixed; i++) {
        bool is_there = false;
        for (size_t k = 0; k < result->n_sessions; k++) {
            is_there = is_there || memcmp(&input->fixed[i], &result->sessions[k],
                                          sizeof result->sessions[k]) == 0;
        }
        if (!is_there) {
            fail(bench, seed, "a fixed session is gone");
        }
    }
}

/* Moves, drops, adds, lengthens one new session of the week; false when that makes no week
 * of the menu. */
static bool change(struct dice *dice, const struct plan_input *input,
                   struct brute_week *week)
{
    size_t i = (size_t)dice_between(dice, 0, (int)week->n_sessions);
    int dice_kind = dice_between(dice, 0, 3);
    if (i == week->n_sessions || dice_kind == 0) {
        struct plan_session added[PLAN_MAX_SESSIONS];
        struct plan_input empty = *input;
        empty.n_fixed = 0;
        if (instance_week(dice, &empty, 1, added) == 0 ||
            added[0].kind == PLAN_RUN_LADDER || week->n_sessions == PLAN_MAX_SESSIONS) {
            return false;
        }
        week->sessions[week->n_sessions++] = added[0];
        week->sessions[week->n_sessions - 1].is_hilly = false;
        return true;
    }
    struct plan_session *s = &week->sessions[i];
    if (s->is_done || s->is_fixed || s->kind == PLAN_RUN_LADDER) {
        return false;
    }
    if (dice_kind == 1) {
        week->sessions[i] = week->sessions[--week->n_sessions];
        return true;
    }
    struct plan_session moved;
    const struct plan_kind_info *info = plan_kind_info(s->kind);
    double minutes = s->minutes;
    if (dice_kind == 2) {
        minutes += info->minutes_step * (dice_percent(dice, 50) ? 1 : -1);
        if (minutes < info->minutes_from || minutes > info->minutes_to) {
            return false;
        }
    }
    plan_session_of_menu(input, s->kind, s->rung, minutes, &moved);
    moved.day = dice_kind == 3 ? dice_between(dice, 0, 6) : s->day;
    moved.slot = dice_kind == 3 ? dice_between(dice, 0, 1) : s->slot;
    moved.start_min = input->available[moved.day].slots[moved.slot].start_min;
    if (dice_kind == 2) {
        moved.start_min = s->start_min;
    }
    *s = moved;
    return true;
}

/* Is it of the search space: clocks as the menu sets them, bounds of slot and day? */
static bool is_of_space(const struct plan_input *input, const struct brute_week *week)
{
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        if (s->is_done || s->is_fixed) {
            continue;
        }
        const struct plan_slot *slot = &input->available[s->day].slots[s->slot];
        if (s->kind == PLAN_RUN_BRICK || s->start_min != slot->start_min ||
            slot->minutes < 15) {
            return false;
        }
        for (size_t k = 0; k < week->n_sessions; k++) {
            const struct plan_session *other = &week->sessions[k];
            if (k != i && other->day == s->day &&
                (other->slot == s->slot ||
                 ((other->marks & s->marks & PLAN_MARK_RUN) != 0) ||
                 (other->kind == s->kind && (s->marks & PLAN_MARK_RIDE) == 0) ||
                 other->kind == PLAN_RACE)) {
                return false;
            }
        }
    }
    return true;
}

/* No small change of a week that is said to be the best may be better. */
static void neighbours_check(struct bench *bench, uint64_t seed,
                             const struct plan_input *input,
                             const struct plan_search_result *result)
{
    struct dice dice = {seed * 31 + 7};
    struct brute_week best = week_of(result);
    struct brute_score score = brute_score_of(input, best.n_sessions, best.sessions);
    for (int i = 0; i < CHANGES; i++) {
        struct brute_week week = best;
        int n_changes = dice_between(&dice, 1, 3);
        bool is_changed = true;
        for (int k = 0; k < n_changes && is_changed; k++) {
            is_changed = change(&dice, input, &week);
        }
        plan_sort(week.sessions, week.n_sessions);
        if (!is_changed || !is_of_space(input, &week) ||
            checker_broken(input, week.n_sessions, week.sessions) != 0) {
            continue;
        }
        struct brute_score other = brute_score_of(input, week.n_sessions, week.sessions);
        bench->n_compared++;
        if (brute_compare(&other, &week, &score, &best) < 0) {
            score_print("found", &score);
            sessions_print("found", best.n_sessions, best.sessions);
            score_print("better", &other);
            sessions_print("better", week.n_sessions, week.sessions);
            fail(bench, seed, "a small change of the optimum is better");
            return;
        }
    }
}

/* A search that was cut short, against the optimum of as many wishes met: what it calls
 * proved must hold of it. */
static void bound_check(struct bench *bench, uint64_t seed, const struct plan_input *input,
                        const struct plan_search_result *cut,
                        const struct plan_search_result *optimum)
{
    bool is_sure = cut->status == PLAN_SEARCH_FOUND && cut->is_unmet_least;
    if (cut->status == PLAN_SEARCH_INFEASIBLE) {
        fail(bench, seed, "cut short it says infeasible");
    }
    if (!is_sure) {
        return;
    }
    struct brute_week cut_week = week_of(cut);
    struct brute_week best_week = week_of(optimum);
    struct brute_score cut_score =
        brute_score_of(input, cut_week.n_sessions, cut_week.sessions);
    struct brute_score best_score =
        brute_score_of(input, best_week.n_sessions, best_week.sessions);
    if (memcmp(cut_score.n_unmet, best_score.n_unmet, sizeof cut_score.n_unmet) != 0) {
        fail(bench, seed,
             "said to leave the fewest wishes unmet, but another leaves fewer");
    }
    bench->n_bounds++;
    if (cut->bound > optimum->cost || cut->cost < optimum->cost) {
        (void)printf("  bound %d, cost %d, optimum %d\n", cut->bound, cut->cost,
                     optimum->cost);
        fail(bench, seed, "the bound excludes the optimum");
    }
}

/* Every search of the instance with fewer nodes, against one that is proved. */
static void cuts_check(struct bench *bench, uint64_t seed, const struct plan_input *input,
                       const struct plan_search_result *optimum)
{
    struct plan_search_result cut;
    struct plan_limits limits;
    plan_limits_of(input, &limits);
    for (long nodes = 10; nodes < optimum->n_nodes; nodes *= 4) {
        plan_search(&limits, nodes, bench->scratch, &cut);
        answer_check(bench, seed, input, &cut);
        bound_check(bench, seed, input, &cut, optimum);
    }
}

static void real_check(struct bench *bench, uint64_t seed, long nodes)
{
    static struct plan_input input;
    struct plan_search_result result;
    instance_make(seed, &input);
    search(bench, &input, nodes, &result);
    answer_check(bench, seed, &input, &result);
    if (result.status == PLAN_SEARCH_FOUND && result.is_optimal) {
        neighbours_check(bench, seed, &input, &result);
    }
    if (seed % LONG_EVERY == 0) {
        struct plan_search_result optimum = result;
        if (!result.is_optimal) {
            struct plan_limits limits;
            plan_limits_of(&input, &limits);
            plan_search(&limits, LONG_TIMES * nodes, bench->scratch, &optimum);
            answer_check(bench, seed, &input, &optimum);
        }
        if (optimum.status == PLAN_SEARCH_FOUND && optimum.is_optimal) {
            cuts_check(bench, seed, &input, &optimum);
        }
    }
    if (result.status == PLAN_SEARCH_INFEASIBLE &&
        checker_broken(&input, input.n_fixed, input.fixed) == 0) {
        fail(bench, seed,
             "said to be infeasible, but the week without anything new passes");
    }
}

static void small_check(struct bench *bench, uint64_t seed)
{
    static struct plan_input input;
    static struct brute_result brute;
    struct plan_search_result result;
    instance_make_small(seed, &input);
    if (!brute_solve(&input, BRUTE_MAX_WEEKS, &brute)) {
        return;
    }
    search(bench, &input, 100000000, &result);
    answer_check(bench, seed, &input, &result);
    bench->n_compared++;
    if (brute.is_feasible != (result.status == PLAN_SEARCH_FOUND)) {
        fail(bench, seed,
             brute.is_feasible ? "brute force finds a week, the search none"
                               : "brute force finds none, the search does");
        return;
    }
    if (!brute.is_feasible) {
        return;
    }
    struct brute_week week = week_of(&result);
    struct brute_score score = brute_score_of(&input, week.n_sessions, week.sessions);
    if (!result.is_optimal || !result.is_unmet_least) {
        fail(bench, seed, "a small instance is not proved");
    } else if (brute_compare(&brute.score, &brute.best, &score, &week) != 0) {
        score_print("search", &score);
        sessions_print("search", week.n_sessions, week.sessions);
        score_print("brute", &brute.score);
        sessions_print("brute", brute.best.n_sessions, brute.best.sessions);
        fail(bench, seed, "brute force finds another optimum");
    } else {
        cuts_check(bench, seed, &input, &result);
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(struct bench *bench, const char *title)
{
    qsort(bench->times_ms, (size_t)bench->n_runs, sizeof bench->times_ms[0],
          compare_doubles);
    if (bench->n_runs > 0) {
        (void)printf(
            "%s: %ld runs, %ld proved, %ld infeasible, %ld without a week; %ld "
            "comparisons, %ld bounds, %ld failures; CPU ms p50 %.2f p90 %.2f p99 %.2f max "
            "%.2f\n",
            title, bench->n_runs, bench->n_optimal, bench->n_infeasible, bench->n_unknown,
            bench->n_compared, bench->n_bounds, bench->n_failures,
            bench->times_ms[bench->n_runs / 2], bench->times_ms[bench->n_runs * 9 / 10],
            bench->times_ms[bench->n_runs * 99 / 100], bench->times_ms[bench->n_runs - 1]);
    }
}

/* planner_search REAL [SMALL [FIRST]]: how many instances of each kind, from which seed. */
int main(int argc, char **argv)
{
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    uint64_t n_real = argc > 1 ? strtoull(argv[1], NULL, 10) : 200;
    uint64_t n_small = argc > 2 ? strtoull(argv[2], NULL, 10) : 200;
    uint64_t first = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    struct bench real = {.scratch = malloc(plan_search_scratch_bytes()),
                         .times_ms = calloc(n_real + n_small + 1, sizeof(double))};
    struct bench small = {.scratch = real.scratch,
                          .times_ms = calloc(n_small + 1, sizeof(double))};
    if (real.scratch == NULL || real.times_ms == NULL || small.times_ms == NULL) {
        return 1;
    }
    for (uint64_t seed = first; seed < first + n_small; seed++) {
        small_check(&small, seed);
    }
    report(&small, "small");
    for (uint64_t seed = first; seed < first + n_real; seed++) {
        real_check(&real, seed, PLAN_SEARCH_NODES);
    }
    report(&real, "real");
    /* Of a few instances none may have anything to compare; of many some must. */
    bool has_looked = (n_small < MANY || (small.n_compared > 0 && small.n_bounds > 0)) &&
                      (n_real < MANY || real.n_compared > 0);
    bool is_good = real.n_failures == 0 && small.n_failures == 0 && has_looked;
    free(real.scratch);
    free(real.times_ms);
    free(small.times_ms);
    return is_good ? 0 : 1;
}
