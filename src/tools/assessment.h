/* The review of a session while it becomes an answer; shared by the files that write it. */
#ifndef TOOLS_ASSESSMENT_H
#define TOOLS_ASSESSMENT_H

#include "review/decoupling.h"
#include "review/verdict.h"
#include "tools/answer.h"
#include "tools/engine.h"

struct assessment {
    struct tool_ctx *ctx;
    struct answer *answer;
    struct engine *engine;
    const struct load_history *history;
    const struct load_activity *item;
    const struct activity *activity;
    bool is_judged; /* neither unreadable nor waiting for the service */
    bool is_ride;
    bool is_strength;

    const struct calendar_event *plan;          /* NULL: none */
    bool is_plan_paired;                        /* by the service; else by day and sport */
    const char *plan_trouble;                   /* why its steps cannot be read; NULL */
    const struct activity_intervals *intervals; /* NULL: none */
    const char *details_trouble;                /* why laps or streams are not here; NULL */
    struct review_samples samples;
    struct review_heart_rate heart_rate;
    struct review_steps steps;
    struct review_effort effort;
    struct review_pacing pacing;
    struct review_decoupling decoupling;
    struct review_judgement judgement;
    const struct load_status *status; /* of today */
};

/* assessment_read.c: plan, laps, streams, and all that is computed from them. */
enum tool_outcome assessment_read(struct assessment *to, struct err *err);

/* assessment_session.c: session, plan, steps, distribution, pacing, heart rate, effort. */
void assessment_session_write(const struct assessment *to);
/* "3 of 4 work steps on target", or how much was done; "" when there is nothing to say. */
const char *assessment_plan_words(const struct assessment *to);

/* assessment_legs.c: what it cost the legs, spike, same day, dynamics, check, next 48 h. */
void assessment_legs_write(const struct assessment *to);
/* " Legs: LLSS 41.2." */
const char *assessment_cost_words(const struct assessment *to);

/* assessment_ask.c: RPE against intensity, and the questions. */
void assessment_ask_write(const struct assessment *to);

#endif
