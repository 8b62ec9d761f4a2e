#include "plan/menu.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"

#include "base/banned.h"

#define MARKS_RUN (PLAN_MARK_RUN | PLAN_MARK_LOADS_LIMBS)
#define MARKS_RUN_TEMPO (MARKS_RUN | PLAN_MARK_RUN_HARD | PLAN_MARK_TEMPO)
#define MARKS_RUN_KEY (MARKS_RUN | PLAN_MARK_RUN_HARD | PLAN_MARK_KEY)
#define MARKS_RIDE PLAN_MARK_RIDE
#define MARKS_RIDE_TEMPO (PLAN_MARK_RIDE | PLAN_MARK_TEMPO)
#define MARKS_RIDE_KEY (PLAN_MARK_RIDE | PLAN_MARK_RIDE_HARD | PLAN_MARK_KEY)
#define MARKS_HEAVY (PLAN_MARK_STRENGTH | PLAN_MARK_HEAVY_LEGS | PLAN_MARK_LOADS_LIMBS)
#define MARKS_LIGHT (PLAN_MARK_STRENGTH | PLAN_MARK_LOADS_LIMBS)

static const struct plan_kind_info kinds[N_PLAN_KINDS] = {
#define PLAN_KIND(id, name, sport, weight, effort, q2, from, to, step, marks)              \
    [PLAN_##id] = {name, sport, weight, effort, q2, from, to, step, (unsigned)(marks)},
#include "plan/menu.def"
#undef PLAN_KIND
    [PLAN_RACE] = {"race", SPORT_OTHER, LOAD_NAN, PLAN_HARD, LOAD_NAN, 0, 0, 0,
                   PLAN_MARK_KEY},
    [PLAN_MOBILITY] = {"mobility", SPORT_YOGA, LOAD_NAN, PLAN_EASY, LOAD_NAN, 0, 0, 0, 0},
    [PLAN_OTHER] = {"other", SPORT_OTHER, LOAD_NAN, PLAN_EASY, LOAD_NAN, 0, 0, 0, 0},
};

const struct plan_kind_info *plan_kind_info(enum plan_kind kind)
{
    return &kinds[kind];
}

bool plan_kind_from_name(const char *name, enum plan_kind *ret_kind)
{
    for (int i = 0; i < N_PLAN_KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *ret_kind = (enum plan_kind)i;
            return true;
        }
    }
    return false;
}

const char *plan_effort_name(enum plan_effort effort)
{
    static const char *const names[N_PLAN_EFFORTS] = {"easy", "moderate", "hard"};
    return names[effort];
}
