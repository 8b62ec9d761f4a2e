#include "checker.h"

#include "checker_week.h"

static bool is_within(double value, double min, double max, double slack)
{
    return !(value < min - slack - 1e-9) && !(value > max + slack + 1e-9);
}

static int days_with(const struct checker_week *week, unsigned mark)
{
    int n_days = 0;
    for (int day = 0; day < PLAN_DAYS; day++) {
        bool has = false;
        for (size_t i = 0; i < week->n_sessions; i++) {
            has = has ||
                  (week->sessions[i].day == day && checker_has(&week->sessions[i], mark));
        }
        n_days += has ? 1 : 0;
    }
    return n_days;
}

static bool has_session(const struct checker_week *week, const struct plan_wish *wish)
{
    for (size_t i = 0; i < week->n_sessions; i++) {
        const struct plan_session *s = &week->sessions[i];
        if (s->kind == wish->session && (wish->day < 0 || s->day == wish->day) &&
            is_within(s->minutes, wish->min, wish->max, 0)) {
            return true;
        }
    }
    return false;
}

bool checker_wish_is_met(const struct plan_input *input, size_t n_sessions,
                         const struct plan_session sessions[], const struct plan_wish *wish)
{
    struct checker_week week;
    double ride_h = 0;
    double run_km = 0;
    bool is_rest = true;
    int n_hard = 0;
    checker_week_of(input, n_sessions, sessions, &week);
    for (size_t i = 0; i < n_sessions; i++) {
        const struct plan_session *s = &sessions[i];
        ride_h += checker_has(s, PLAN_MARK_RIDE) ? s->minutes / 60 : 0;
        run_km += checker_has(s, PLAN_MARK_RUN) && !isnan(s->km) ? s->km : 0;
        is_rest = is_rest && s->day != wish->day;
    }
    for (size_t i = 0; i < week.n_runs; i++) {
        n_hard += week.runs[i].is_hard ? 1 : 0;
    }
    switch (wish->kind) {
    case PLAN_WISH_RUN_DAYS:
        return is_within(days_with(&week, PLAN_MARK_RUN), wish->min, wish->max, 0);
    case PLAN_WISH_STRENGTH_DAYS:
        return is_within(days_with(&week, PLAN_MARK_STRENGTH), wish->min, wish->max, 0);
    case PLAN_WISH_BIKE_HOURS:
        return is_within(ride_h, wish->min, wish->max, 0.5);
    case PLAN_WISH_RUN_KM:
        return is_within(run_km, 0.9 * wish->min, 1.1 * wish->max, 0);
    case PLAN_WISH_RUN_HARD:
        return is_within(n_hard, wish->min, wish->max, 0);
    case PLAN_WISH_SESSION:
        return has_session(&week, wish);
    case PLAN_WISH_REST:
        return is_rest;
    }
    return false;
}
