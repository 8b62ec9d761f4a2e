/* Run sessions (A14, A16, A24). */
#include "load/build.h"

#include <math.h>

#include "load/constants.h"
#include "load/internal.h"

#include "base/banned.h"

/* Seconds a run lasted from start to end: elapsed, else moving, else 0 (the least it can
 * be). */
static double lasted_s(const struct activity *activity)
{
    double elapsed_s = load__measured(activity->elapsed_time_s);
    double moving_s = load__measured(activity->moving_time_s);
    if (elapsed_s > 0.0) {
        return elapsed_s;
    }
    return moving_s > 0.0 ? moving_s : 0.0;
}

/* The session that is being put together. */
struct open_session {
    struct load_session *session; /* NULL: none */
    const struct activity *first;
    double end_s; /* of its latest end, counted from the start of first */
    bool has_ride_since;
};

static bool belongs(const struct open_session *open, const struct activity *run)
{
    int64_t start_s = 0;
    return open->session != NULL && !open->has_ride_since &&
           load_start_difference_s(open->first, run, &start_s) &&
           (double)start_s - open->end_s < (double)LOAD_SESSION_GAP;
}

static void add_part(struct open_session *open, const struct load_activity *item)
{
    int64_t start_s = 0;
    double end_s = 0.0;
    if (load_start_difference_s(open->first, item->activity, &start_s)) {
        end_s = (double)start_s + lasted_s(item->activity);
    }
    struct load_session *session = open->session;
    open->end_s = load__max(open->end_s, end_s);
    open->has_ride_since = false;
    session->n_parts++;
    session->is_partial = session->is_partial || isnan(item->km);
    if (!isnan(item->km)) {
        session->km = (isnan(session->km) ? 0.0 : session->km) + item->km;
    }
    if (!isnan(item->minutes)) {
        session->minutes =
            (isnan(session->minutes) ? 0.0 : session->minutes) + item->minutes;
    }
}

/* The days' first session, for windows. */
static void index_sessions(struct load_history *history)
{
    size_t next = 0;
    for (size_t i = 0; i < history->n_days; i++) {
        day_num day = history->first_day + (day_num)i;
        while (next < history->n_sessions && history->sessions[next].day < day) {
            next++;
        }
        history->days[i].i_session = next;
    }
}

void load__find_sessions(struct load_history *history)
{
    struct open_session open = {.session = NULL};
    history->n_sessions = 0;
    for (size_t i = 0; i < history->n_activities; i++) {
        const struct load_activity *item = &history->activities[i];
        if (item->state != LOAD_ACTIVITY_COUNTED) {
            continue;
        }
        open.has_ride_since = open.has_ride_since || sport_is_ride(item->activity->sport);
        if (!item->is_run) {
            continue;
        }
        if (!belongs(&open, item->activity)) {
            open = (struct open_session){.session = &history->sessions[history->n_sessions],
                                         .first = item->activity};
            *open.session = (struct load_session){.day = item->activity->day,
                                                  .first_index = i,
                                                  .km = LOAD_NAN,
                                                  .minutes = LOAD_NAN};
            history->n_sessions++;
        }
        add_part(&open, item);
    }
    index_sessions(history);
}
