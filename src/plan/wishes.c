#include "plan/wishes.h"

#include <math.h>

#include "plan/constants.h"

#include "base/banned.h"

static bool is_within(const struct plan_wish *wish, double value, double slack,
                      double share)
{
    double from = wish->min * (1.0 - share) - slack;
    double to = wish->max * (1.0 + share) + slack;
    return (isnan(from) || value >= from - PLAN_GUARD) &&
           (isnan(to) || value <= to + PLAN_GUARD);
}

static int n_days_marked(unsigned mark, size_t n_sessions,
                         const struct plan_session sessions[])
{
    bool has[PLAN_DAYS] = {false};
    int n_days = 0;
    for (size_t i = 0; i < n_sessions; i++) {
        if ((sessions[i].marks & mark) != 0 && !has[sessions[i].day]) {
            has[sessions[i].day] = true;
            n_days++;
        }
    }
    return n_days;
}

static int n_marked(unsigned mark, size_t n_sessions, const struct plan_session sessions[])
{
    int n_found = 0;
    for (size_t i = 0; i < n_sessions; i++) {
        n_found += (sessions[i].marks & mark) != 0 ? 1 : 0;
    }
    return n_found;
}

static double ride_hours(size_t n_sessions, const struct plan_session sessions[])
{
    double minutes = 0.0;
    for (size_t i = 0; i < n_sessions; i++) {
        minutes += (sessions[i].marks & PLAN_MARK_RIDE) != 0 ? sessions[i].minutes : 0.0;
    }
    return minutes / 60.0;
}

static double run_km(size_t n_sessions, const struct plan_session sessions[])
{
    double km = 0.0;
    for (size_t i = 0; i < n_sessions; i++) {
        bool is_run = (sessions[i].marks & PLAN_MARK_RUN) != 0;
        km += is_run && !isnan(sessions[i].km) ? sessions[i].km : 0.0;
    }
    return km;
}

static bool has_session(const struct plan_wish *wish, size_t n_sessions,
                        const struct plan_session sessions[])
{
    for (size_t i = 0; i < n_sessions; i++) {
        if (sessions[i].kind == wish->session &&
            (wish->day < 0 || sessions[i].day == wish->day) &&
            is_within(wish, sessions[i].minutes, 0.0, 0.0)) {
            return true;
        }
    }
    return false;
}

static bool is_empty(int day, size_t n_sessions, const struct plan_session sessions[])
{
    for (size_t i = 0; i < n_sessions; i++) {
        if (sessions[i].day == day) {
            return false;
        }
    }
    return true;
}

bool plan_wish_is_met(const struct plan_wish *wish, size_t n_sessions,
                      const struct plan_session sessions[])
{
    switch (wish->kind) {
    case PLAN_WISH_RUN_DAYS:
        return is_within(wish, n_days_marked(PLAN_MARK_RUN, n_sessions, sessions), 0.0,
                         0.0);
    case PLAN_WISH_STRENGTH_DAYS:
        return is_within(wish, n_days_marked(PLAN_MARK_STRENGTH, n_sessions, sessions), 0.0,
                         0.0);
    case PLAN_WISH_BIKE_HOURS:
        return is_within(wish, ride_hours(n_sessions, sessions), PLAN_WISH_HOURS_SLACK,
                         0.0);
    case PLAN_WISH_RUN_KM:
        return is_within(wish, run_km(n_sessions, sessions), 0.0, PLAN_WISH_KM_SLACK);
    case PLAN_WISH_RUN_HARD:
        return is_within(wish, n_marked(PLAN_MARK_RUN_HARD, n_sessions, sessions), 0.0,
                         0.0);
    case PLAN_WISH_SESSION:
        return has_session(wish, n_sessions, sessions);
    case PLAN_WISH_REST:
        return is_empty(wish->day, n_sessions, sessions);
    }
    return false;
}
