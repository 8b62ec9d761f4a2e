/*
 * bench_planner [N [FIRST]]: whole requests to the planner over its random instances, each
 * in a process that has answered others before. One proposal: facts out of 200 days of
 * activities, limits, the search, the sets of wishes to give up, and the proof of the week.
 * One check: the same facts and limits, the proof of a random week and the nearest one that
 * passes. The floor is what both have in common: facts, limits and one proof.
 *
 * Prints the CPU milliseconds of this thread (proposal p50 p99 worst, check p50 p99 worst,
 * floor p99), then the share of proposals proved optimal in %, and the mean gap, in soft
 * points, between cost and bound of the others. This program links the planner, which no
 * client can time apart from the rest.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "instances.h"
#include "plan/check.h"
#include "plan/facts.h"
#include "plan/nearest.h"
#include "plan/propose.h"
#include "samples.h"

enum { N_DAYS = 200, N_WEEK = 10, TODAY = 20779 };

struct bench {
    struct samples propose_ms;
    struct samples check_ms;
    struct samples floor_ms;
    long n_found;
    long n_optimal;
    double gap_points;
    struct plan_search_scratch *scratch;
};

/* The history of one athlete, in memory that lasts. */
struct history {
    struct activity activities[2 * N_DAYS];
    struct wellness_day wellness[N_DAYS];
    struct load_inputs inputs;
    struct load_scratch scratch;
    struct load_status status;
    struct plan_preferences preferences;
};

static double cpu_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void activity_add(struct dice *dice, day_num day, int hour, enum sport sport,
                         struct history *history)
{
    struct activity *activity = &history->activities[history->inputs.n_activities++];
    activity_init(activity);
    activity->id = "i1";
    activity->sport = sport;
    activity->type_name = sport_name(sport);
    activity->day = day;
    activity->start_local_s = (int64_t)day * 86400 + (int64_t)hour * 3600;
    activity->moving_time_s = 60 * dice_between(dice, 30, 120);
    activity->elapsed_time_s = activity->moving_time_s;
    activity->average_speed_m_per_s = dice_between(dice, 25, 35) / 10.0;
    activity->distance_m = activity->moving_time_s * activity->average_speed_m_per_s;
    activity->threshold_pace_m_per_s = 4.0;
    activity->intensity_pct = dice_between(dice, 55, 95);
    activity->training_load = dice_between(dice, 20, 120);
}

static void history_make(uint64_t seed, struct history *ret)
{
    static const enum sport sports[] = {SPORT_RUN, SPORT_RIDE, SPORT_WEIGHT_TRAINING};
    struct dice dice = {seed * 7919};
    load_inputs_init(&ret->inputs);
    ret->inputs.activities = ret->activities;
    ret->inputs.wellness = ret->wellness;
    ret->inputs.as_of = TODAY;
    for (day_num day = TODAY - N_DAYS + 1; day <= TODAY; day++) {
        struct wellness_day *row = &ret->wellness[ret->inputs.n_wellness++];
        wellness_day_init(row);
        row->day = day;
        row->ctl = 60;
        row->atl = 55;
        for (int hour = 7; hour <= 18; hour += 11) {
            if (dice_percent(&dice, 65)) {
                activity_add(&dice, day, hour, sports[dice_between(&dice, 0, 2)], ret);
            }
        }
    }
    plan_preferences_init(&ret->preferences);
    ret->scratch.n_bytes = load_scratch_bytes(&ret->inputs);
    ret->scratch.memory = realloc(ret->scratch.memory, ret->scratch.n_bytes);
}

/* What every request begins with; the plan_input is of the history, the search of the
 * instance, which is harder than any history. */
static void facts_find(struct history *history, enum plan_focus focus)
{
    static struct plan_input input;
    struct plan_facts facts = {.inputs = &history->inputs,
                               .status = &history->status,
                               .preferences = &history->preferences,
                               .first_day = TODAY + 1,
                               .focus = focus};
    load_status_compute(&history->inputs, &history->scratch, &history->status);
    plan_facts_digest(&facts, &input);
}

static void propose(struct bench *bench, struct history *history,
                    const struct plan_input *input)
{
    static struct plan_limits limits;
    static struct plan_proposal proposal;
    static struct plan_proof proof;
    double begin = cpu_ms();
    facts_find(history, input->focus);
    plan_limits_of(input, &limits);
    double searched = cpu_ms();
    plan_propose(&limits, PLAN_PROPOSE_NODES, bench->scratch, &proposal);
    double found = cpu_ms();
    plan_check(&limits, proposal.found.n_sessions, proposal.found.sessions, &proof);
    double end = cpu_ms();
    samples_add(&bench->propose_ms, end - begin);
    samples_add(&bench->floor_ms, end - found + searched - begin);
    if (proposal.found.status == PLAN_SEARCH_FOUND) {
        bench->n_found++;
        bench->n_optimal += proposal.found.is_optimal ? 1 : 0;
        bench->gap_points +=
            proposal.found.is_optimal ? 0 : proposal.found.cost - proposal.found.bound;
    }
}

static void check(struct bench *bench, struct history *history, uint64_t seed,
                  const struct plan_input *input)
{
    static struct plan_limits limits;
    static struct plan_proof proof;
    static struct plan_nearest nearest;
    struct plan_session week[PLAN_MAX_SESSIONS];
    struct dice dice = {seed * 104729};
    size_t n_sessions = instance_week(&dice, input, N_WEEK, week);
    double begin = cpu_ms();
    facts_find(history, input->focus);
    plan_limits_of(input, &limits);
    plan_check(&limits, n_sessions, week, &proof);
    plan_nearest_find(&limits, n_sessions, week, PLAN_NEAREST_WEEKS, &nearest);
    samples_add(&bench->check_ms, cpu_ms() - begin);
}

int main(int n_arguments, char **arguments)
{
    static struct history history;
    static struct plan_input input;
    uint64_t n = n_arguments > 1 ? strtoull(arguments[1], NULL, 10) : 1000;
    uint64_t first = n_arguments > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    struct bench bench = {.scratch = malloc(plan_search_scratch_bytes())};
    for (uint64_t seed = first; bench.scratch != NULL && seed < first + n; seed++) {
        history_make(seed, &history);
        instance_make(seed, &input);
        propose(&bench, &history, &input);
        check(&bench, &history, seed, &input);
    }
    if (bench.n_found == 0) {
        (void)fprintf(stderr, "bench_planner: no week was found\n");
        return 2;
    }
    long n_open = bench.n_found - bench.n_optimal;
    (void)printf("%.3f %.3f %.3f %.3f %.3f %.3f %.3f %.1f %.2f\n",
                 samples_percentile(&bench.propose_ms, 50),
                 samples_percentile(&bench.propose_ms, 99), samples_max(&bench.propose_ms),
                 samples_percentile(&bench.check_ms, 50),
                 samples_percentile(&bench.check_ms, 99), samples_max(&bench.check_ms),
                 samples_percentile(&bench.floor_ms, 99),
                 100.0 * (double)bench.n_optimal / (double)bench.n_found,
                 n_open > 0 ? bench.gap_points / (double)n_open : 0.0);
    samples_release(&bench.propose_ms);
    samples_release(&bench.check_ms);
    samples_release(&bench.floor_ms);
    free(history.scratch.memory);
    free(bench.scratch);
    return 0;
}
