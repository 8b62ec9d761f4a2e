/* An athlete to build histories with: activities, wellness rows, events, answers, in fixed
 * arrays. */
#ifndef TESTS_LOAD_FIXTURE_H
#define TESTS_LOAD_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "load/status.h"

enum { FIXTURE_MOST = 6000 };

struct fixture {
    struct load_inputs in;
    struct athlete athlete;
    struct load_preferences preferences;
    struct activity activities[FIXTURE_MOST];
    char ids[FIXTURE_MOST][16];
    struct wellness_day wellness[FIXTURE_MOST];
    struct calendar_event events[256];
    struct load_pain_entry pain[256];
    struct load_scratch scratch;
    struct load_status status;
};

/* 2026-11-22, a Sunday. */
#define TODAY ((day_num)20779)

#define assert_close(x, expected, tolerance)                                               \
    do {                                                                                   \
        double x_ = (x);                                                                   \
        double expected_ = (expected);                                                     \
        if (!(fabs(x_ - expected_) <= (tolerance))) {                                      \
            fail_msg("%s is %.12g, expected %.12g", #x, x_, expected_);                    \
        }                                                                                  \
    } while (0)
/* cmocka has assert_null for pointers. */
#define assert_unknown(x) assert_true(isnan(x))
#define assert_known(x) assert_true(!isnan(x))

/* Empty, as_of TODAY, no mass, no profile. Free with fixture_free. */
static inline struct fixture *fixture_new(void)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (f == NULL) {
        abort();
    }
    athlete_init(&f->athlete);
    load_preferences_init(&f->preferences);
    load_inputs_init(&f->in);
    f->in.athlete = &f->athlete;
    f->in.preferences = &f->preferences;
    f->in.activities = f->activities;
    f->in.wellness = f->wellness;
    f->in.events = f->events;
    f->in.pain = f->pain;
    f->in.as_of = TODAY;
    return f;
}

static inline void fixture_free(struct fixture *f)
{
    free(f->scratch.memory);
    free(f);
}

static inline int64_t wall_s(day_num day, int hour, int minute)
{
    return (int64_t)day * 86400 + hour * 3600 + minute * 60;
}

/* Another activity, with start, type and moving = elapsed time; minutes NAN: no time. */
static inline struct activity *add(struct fixture *f, enum sport sport, day_num day,
                                   int hour, int minute, double minutes)
{
    size_t i = f->in.n_activities++;
    assert_true(i < FIXTURE_MOST);
    struct activity *activity = &f->activities[i];
    activity_init(activity);
    (void)snprintf(f->ids[i], sizeof f->ids[i], "i%08u", (unsigned)(i % 100000000U));
    activity->id = f->ids[i];
    activity->sport = sport;
    activity->type_name = sport == SPORT_UNKNOWN ? NULL : sport_name(sport);
    activity->day = day;
    activity->start_local_s = wall_s(day, hour, minute);
    activity->moving_time_s = minutes * 60.0;
    activity->elapsed_time_s = minutes * 60.0;
    return activity;
}

/* A run at 08:00 with an average speed that fits. */
static inline struct activity *add_run(struct fixture *f, day_num day, double km,
                                       double minutes)
{
    struct activity *run = add(f, SPORT_RUN, day, 8, 0, minutes);
    run->distance_m = km * 1000.0;
    run->average_speed_m_per_s = km * 1000.0 / (minutes * 60.0);
    return run;
}

static inline struct activity *add_stub(struct fixture *f, day_num day, int hour,
                                        int minute)
{
    struct activity *stub = add(f, SPORT_UNKNOWN, day, hour, minute, LOAD_NAN);
    stub->is_stub = true;
    return stub;
}

/* A run of the same km every n_step days from first to last. */
static inline void add_runs(struct fixture *f, day_num first, day_num last, day_num n_step,
                            double km, double minutes)
{
    for (day_num day = first; day <= last; day += n_step) {
        (void)add_run(f, day, km, minutes);
    }
}

static inline struct wellness_day *add_wellness(struct fixture *f, day_num day)
{
    size_t i = f->in.n_wellness++;
    assert_true(i < FIXTURE_MOST);
    wellness_day_init(&f->wellness[i]);
    f->wellness[i].day = day;
    return &f->wellness[i];
}

static inline struct calendar_event *
add_event(struct fixture *f, enum event_category category, day_num first, day_num last)
{
    size_t i = f->in.n_events++;
    assert_true(i < sizeof f->events / sizeof f->events[0]);
    calendar_event_init(&f->events[i]);
    f->events[i].id = (int64_t)i + 1;
    f->events[i].category = category;
    f->events[i].day = first;
    f->events[i].end_day = last;
    return &f->events[i];
}

static inline struct load_pain_entry *add_pain(struct fixture *f, day_num day,
                                               enum load_pain_moment moment, double score)
{
    size_t i = f->in.n_pain++;
    assert_true(i < sizeof f->pain / sizeof f->pain[0]);
    f->pain[i] = (struct load_pain_entry){.day = day, .moment = moment, .score = score};
    f->in.has_pain_log = true;
    return &f->pain[i];
}

/* Compute; the result lives until the next compute. */
static inline const struct load_status *compute(struct fixture *f)
{
    free(f->scratch.memory);
    f->scratch.n_bytes = load_scratch_bytes(&f->in);
    f->scratch.memory = malloc(f->scratch.n_bytes);
    if (f->scratch.memory == NULL) {
        abort();
    }
    memset(f->scratch.memory, 0xA5, f->scratch.n_bytes); /* nothing may rely on zeroes */
    memset(&f->status, 0xA5, sizeof f->status);
    load_status_compute(&f->in, &f->scratch, &f->status);
    return &f->status;
}

static inline const struct load_status *compute_on(struct fixture *f, day_num as_of)
{
    f->in.as_of = as_of;
    return compute(f);
}

/* What the history made of the activity with this index in the inputs. */
static inline const struct load_activity *result_of(const struct fixture *f, size_t i_input)
{
    const struct load_history *history = f->status.history;
    for (size_t i = 0; i < history->n_activities; i++) {
        if (history->activities[i].input_index == i_input) {
            return &history->activities[i];
        }
    }
    fail_msg("activity %zu does not exist on that day", i_input);
    abort(); /* fail_msg leaves by a jump that the compiler does not know */
}

static inline const struct load_day *day_of(const struct fixture *f, day_num day)
{
    size_t i = 0;
    assert_true(load_history_index(f->status.history, day, &i));
    return &f->status.history->days[i];
}

static inline double llss_of_day(const struct fixture *f, day_num day)
{
    size_t i = 0;
    assert_true(load_history_index(f->status.history, day, &i));
    return f->status.history->llss[i];
}

/* The reason of a rule; NULL: not raised. */
static inline const struct load_reason *find_reason(const struct load_status *status,
                                                    enum load_rule rule)
{
    for (size_t i = 0; i < status->check.n_reasons; i++) {
        if (status->check.reasons[i].rule == rule) {
            return &status->check.reasons[i];
        }
    }
    return NULL;
}

/* The reason of a rule that must have been raised. */
static inline const struct load_reason *reason_of_rule(const struct load_status *status,
                                                       enum load_rule rule)
{
    const struct load_reason *reason = find_reason(status, rule);
    if (reason == NULL) {
        fail_msg("no reason of the rule %s", load_rule_info(rule)->id);
        abort();
    }
    return reason;
}

static inline bool is_not_checked(const struct load_status *status, const char *what,
                                  enum load_gap_of_knowledge reason)
{
    for (size_t i = 0; i < status->check.n_not_checked; i++) {
        if (strcmp(status->check.not_checked[i].what, what) == 0 &&
            status->check.not_checked[i].reason == reason) {
            return true;
        }
    }
    return false;
}

/* Small, fixed, the same everywhere. */
static inline uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

#endif
