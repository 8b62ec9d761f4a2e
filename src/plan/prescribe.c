#include "plan/prescribe.h"

#include <math.h>

#include "plan/constants.h"
#include "plan/prescribe_parts.h"
#include "base/banned.h"

bool plan_is_prescribed(enum plan_kind kind)
{
    return kind < PLAN_RACE || kind == PLAN_MOBILITY;
}

static bool session_check(const struct plan_session *session, struct err *err)
{
    if (!plan_is_prescribed(session->kind)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Ask for the athlete's own plan of that race or sport.",
                       "there is no prescription for the kind \"%s\"",
                       plan_kind_info(session->kind)->name);
    }
    if (!(session->minutes >= PLAN_PRESCRIBED_MIN &&
          session->minutes <= PLAN_PRESCRIBED_MAX)) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "the session lasts %g min; one of %g to %g min can be prescribed",
                       session->minutes, PLAN_PRESCRIBED_MIN, PLAN_PRESCRIBED_MAX);
    }
    return true;
}

/* The words around the steps, as prose of the workout: purpose above, feel and stop below.
 */
static bool notes_add(struct plan__draft *draft, const struct plan_prescription *words,
                      struct err *err)
{
    const char *const lines[] = {words->feel, words->terrain, words->stop};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (lines[i][0] != '\0' && !workout_notes_add(draft->workout, lines[i], err)) {
            return false;
        }
    }
    return true;
}

static void numbers_fill(const struct plan__draft *draft, struct plan_prescription *words)
{
    const struct plan_session *session = draft->session;
    double km = plan__km_of(draft);
    words->q2 = draft->is_run || draft->is_ride ? plan__q2_of(draft) : LOAD_NAN;
    words->is_load_by_class = isnan(words->q2);
    words->load = words->is_load_by_class
                      ? session->load
                      : LOAD_LLSS_HOUR * session->minutes / 60.0 * words->q2;
    words->km = isnan(km) ? session->km : km;
    words->metric = draft->metric;
    words->targets = plan__targets_text(draft);
    words->summary = draft->summary;
    words->brief = draft->brief;
}

bool plan_prescribe(const struct plan_session *session, const struct plan_input *input,
                    const struct athlete *athlete, struct arena *arena,
                    struct workout *ret_workout, struct plan_prescription *ret_words,
                    struct err *err)
{
    struct workout workout;
    struct plan_prescription words = {0};
    struct plan__draft draft = {
        .session = session, .input = input, .workout = &workout, .arena = arena};
    if (!session_check(session, err)) {
        return false;
    }
    unsigned marks = plan_kind_info(session->kind)->marks;
    draft.is_run = (marks & PLAN_MARK_RUN) != 0;
    draft.is_ride = (marks & PLAN_MARK_RIDE) != 0;
    draft.total_s = (int)lround(session->minutes * 60.0);
    draft.summary = "";
    draft.brief = "";
    plan_thresholds_of(athlete, session->sport, &draft.thresholds);
    draft.metric = plan__metric_of(&draft);
    workout_init(&workout, arena);
    plan__words_of(&draft, &words);
    bool is_endurance = draft.is_run || draft.is_ride;
    if (!workout_notes_add(&workout, words.purpose, err) ||
        !(is_endurance ? plan__write_endurance(&draft, err)
                       : plan__write_gym(&draft, err)) ||
        !notes_add(&draft, &words, err)) {
        return false;
    }
    numbers_fill(&draft, &words);
    *ret_workout = workout;
    *ret_words = words;
    return true;
}
