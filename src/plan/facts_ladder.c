#include <math.h>

#include "load/pain.h"
#include "plan/constants.h"
#include "plan/facts.h"

#include "base/banned.h"

static bool is_above_usual(const struct load_history *history,
                           const struct load_pain_entry *entry)
{
    const struct load_preferences *preferences = &history->preferences;
    if (entry->is_limping) {
        return true;
    }
    if (load_pain_is_bone_site(preferences, entry->site)) {
        return entry->score > 0.0;
    }
    return entry->moment == LOAD_PAIN_NEXT_MORNING
               ? entry->score > preferences->usual_morning_pain
               : entry->score >= LOAD_PAIN_HOLD;
}

/* No pain above usual from the run's day to the next morning. What was said of the morning
 * before the run is of an earlier one. */
static bool is_clean(const struct load_history *history, day_num day)
{
    const struct load_inputs *inputs = history->inputs;
    for (size_t i = 0; i < inputs->n_pain; i++) {
        const struct load_pain_entry *entry = &inputs->pain[i];
        bool is_morning = entry->moment == LOAD_PAIN_NEXT_MORNING;
        bool is_of_run =
            is_morning ? entry->day == day + 1 : entry->day == day || entry->day == day + 1;
        if (is_of_run && is_above_usual(history, entry)) {
            return false;
        }
    }
    return true;
}

static bool is_long_enough(const struct load_session *session, int rung)
{
    const struct load_rung *steps = load_rung(rung);
    double minutes = (steps->run_min + steps->walk_min) * (double)steps->n_repeats;
    return session->minutes >= PLAN_RUNG_DONE * minutes;
}

static void ladder_climb(const struct load_history *history, day_num from, int entry,
                         struct plan_ladder *ret)
{
    day_num today = history->inputs->as_of;
    *ret =
        (struct plan_ladder){.is_open = true, .rung = entry >= 1 ? entry : LOAD_RUNG_FIRST};
    for (size_t i = 0; i < history->n_sessions; i++) {
        const struct load_session *session = &history->sessions[i];
        if (from == DAY_NUM_NONE || session->day < from || session->day >= today) {
            continue; /* its next morning is still to come */
        }
        if (!is_clean(history, session->day)) {
            ret->n_clean = 0;
        } else if (is_long_enough(session, ret->rung)) {
            ret->n_clean++;
        }
        if (ret->n_clean == PLAN_CLEAN_SESSIONS && ret->rung < LOAD_N_RUNGS) {
            ret->rung++;
            ret->n_clean = 0;
        } else if (ret->n_clean == PLAN_CLEAN_SESSIONS) {
            ret->is_open = false;
            return;
        }
    }
}

void plan_ladder_of(const struct load_status *status, bool is_bone_stress,
                    struct plan_ladder *ret)
{
    const struct load_running *running = &status->running;
    bool is_return_mode = running->state == LOAD_RUN_RETURN; /* its first run is to come */
    bool is_returning = is_return_mode || running->is_return_phase;
    int entry = running->entry_rung >= 1 ? running->entry_rung : LOAD_RUNG_AFTER_GAP;
    ladder_climb(status->history,
                 is_returning && !is_return_mode ? running->return_day : DAY_NUM_NONE,
                 is_bone_stress && !is_returning ? LOAD_RUNG_FIRST : entry, ret);
    ret->is_open = ret->is_open && (is_returning || is_bone_stress);
}
