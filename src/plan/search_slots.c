#include <math.h>

#include "load/constants.h"
#include "plan/search_internal.h"

#include "base/banned.h"

static void slot_free_piece(const struct plan_input *input, int day,
                            const struct plan_slot *slot, struct search_slot *ret)
{
    int from = slot->start_min;
    int end = slot->start_min + slot->minutes;
    ret->day = day;
    ret->start_min = from;
    ret->minutes = 0;
    int now = input->today * PLAN_DAY_MIN + input->now_min - day * PLAN_DAY_MIN;
    from = now > from ? now : from;
    for (size_t i = 0; i <= input->n_fixed; i++) {
        int busy_from = end;
        int busy_to = end;
        if (i < input->n_fixed) {
            busy_from = plan_start(&input->fixed[i]) - day * PLAN_DAY_MIN;
            busy_to = plan_end(&input->fixed[i]) - day * PLAN_DAY_MIN;
        }
        if (busy_to <= from) {
            continue;
        }
        int piece = (busy_from < end ? busy_from : end) - from;
        if (piece > ret->minutes) {
            ret->start_min = from;
            ret->minutes = piece;
        }
        from = busy_to > from ? busy_to : from;
    }
    if (ret->minutes < PLAN_SPACE_SLOT_MIN) {
        ret->minutes = 0;
    }
}

/* Does a new run in the slot adjoin a fixed run (A16)? */
static bool is_beside_run(const struct search_problem *problem,
                          const struct search_slot *slot)
{
    const struct plan_input *input = problem->input;
    int from = slot->day * PLAN_DAY_MIN + slot->start_min;
    int gap = LOAD_SESSION_GAP / 60;
    for (size_t i = 0; i < input->n_fixed; i++) {
        const struct plan_session *session = &input->fixed[i];
        if ((session->marks & PLAN_MARK_RUN) != 0 && plan_end(session) + gap > from &&
            plan_start(session) - gap < from + slot->minutes) {
            return true;
        }
    }
    return false;
}

void plan__search_runs_close(struct search_problem *problem)
{
    for (int i = 0; i < SEARCH_SLOTS; i++) {
        struct search_slot *slot = &problem->slots[i];
        slot->is_run_closed = is_beside_run(problem, slot);
    }
}

void plan__search_slots_set(struct search_problem *problem)
{
    const struct plan_input *input = problem->input;
    problem->capacity_min = 0.0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        double day_min = 0.0;
        for (int slot = 0; slot < PLAN_SLOTS; slot++) {
            struct search_slot *ret = &problem->slots[day * PLAN_SLOTS + slot];
            slot_free_piece(input, day, &input->available[day].slots[slot], ret);
            day_min += ret->minutes;
        }
        double free_min = problem->base.has_race[day] ? 0.0
                                                      : input->available[day].day_max_min -
                                                            problem->base.day_min[day];
        problem->day_free_min[day] = fmin(day_min, fmax(0.0, free_min));
        problem->capacity_min += problem->day_free_min[day];
    }
}
