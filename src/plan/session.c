#include <math.h>

#include "load/constants.h"
#include "plan/plan.h"

#include "base/banned.h"

/* Load of a walking minute of the ladder against a running one. */
static double running_equivalent_min(const struct plan_session *session)
{
    double walking_min = session->minutes - session->running_min;
    return session->running_min + LOAD_WALK_RUN_WEIGHT * walking_min;
}

static void ladder_fill(struct plan_session *session, int rung)
{
    const struct load_rung *steps = load_rung(rung);
    double n_repeats = (double)steps->n_repeats;
    session->rung = rung;
    session->minutes = (steps->run_min + steps->walk_min) * n_repeats;
    session->running_min = steps->run_min * n_repeats;
    session->longest_run_min = steps->run_min;
    session->km = LOAD_NAN; /* walking and running at the athlete's own choice */
}

double plan_load_of(const struct plan_input *input, enum sport sport, double minutes,
                    double q2)
{
    double factor = sport == SPORT_WEIGHT_TRAINING ? input->strength_factor : 1.0;
    return factor * LOAD_LLSS_HOUR * minutes / 60.0 * q2;
}

void plan_session_of_menu(const struct plan_input *input, enum plan_kind kind, int rung,
                          double minutes, struct plan_session *ret)
{
    const struct plan_kind_info *info = plan_kind_info(kind);
    bool is_run = (info->marks & PLAN_MARK_RUN) != 0;
    bool is_ride = (info->marks & PLAN_MARK_RIDE) != 0;
    const double *speeds = is_ride ? input->ride_m_per_s : input->run_m_per_s;
    *ret = (struct plan_session){
        .kind = kind,
        .sport = info->sport,
        .effort = info->effort,
        .marks = info->marks,
        .minutes = minutes,
        .longest_run_min = is_run ? minutes : 0.0,
        .running_min = is_run ? minutes : 0.0,
        .km = is_run || is_ride ? speeds[info->effort] * minutes * 0.06 : LOAD_NAN,
        .q2 = info->q2,
    };
    if (kind == PLAN_RUN_LADDER) {
        ladder_fill(ret, rung);
    }
    double loaded_min = is_run ? running_equivalent_min(ret) : ret->minutes;
    ret->load = plan_load_of(input, ret->sport, ret->minutes, ret->q2);
    ret->llss = LOAD_LLSS_HOUR * input->weight[kind] * loaded_min / 60.0 * ret->q2 *
                input->mass_factor;
}

int plan_end(const struct plan_session *session)
{
    return plan_start(session) + (int)ceil(session->minutes);
}

static bool is_before(const struct plan_session *a, const struct plan_session *b)
{
    int start_a = plan_start(a);
    int start_b = plan_start(b);
    if (start_a != start_b) {
        return start_a < start_b;
    }
    if (a->slot != b->slot) {
        return a->slot < b->slot;
    }
    return a->kind != b->kind ? a->kind < b->kind : a->minutes < b->minutes;
}

void plan_sort(struct plan_session sessions[], size_t n_sessions)
{
    for (size_t i = 1; i < n_sessions; i++) {
        struct plan_session session = sessions[i];
        size_t at = i;
        while (at > 0 && is_before(&session, &sessions[at - 1])) {
            sessions[at] = sessions[at - 1];
            at--;
        }
        sessions[at] = session;
    }
}
