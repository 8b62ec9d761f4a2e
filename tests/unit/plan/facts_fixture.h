/* A load fixture digested into a plan_input. The week begins the day after TODAY (a Sunday)
 * unless told otherwise. */
#ifndef TESTS_PLAN_FACTS_FIXTURE_H
#define TESTS_PLAN_FACTS_FIXTURE_H

#include "../load/fixture.h"

#include "plan/constants.h"
#include "plan/facts.h"

struct planner {
    struct fixture *f;
    struct plan_preferences preferences;
    struct plan_facts facts;
    struct plan_input input;
};

static inline void planner_init(struct planner *p)
{
    *p = (struct planner){.f = fixture_new()};
    plan_preferences_init(&p->preferences);
    p->facts.first_day = TODAY + 1;
    p->f->in.now_local_s = wall_s(TODAY, 20, 30);
}

static inline const struct plan_input *digest(struct planner *p)
{
    p->facts.inputs = &p->f->in;
    p->facts.status = compute(p->f);
    p->facts.preferences = &p->preferences;
    plan_facts_digest(&p->facts, &p->input);
    return &p->input;
}

static inline const struct plan_past_day *past(const struct planner *p, day_num day)
{
    return &p->input.past[PLAN_HISTORY_DAYS + day - p->facts.first_day];
}

#endif
