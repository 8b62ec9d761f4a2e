#include "tools/wishes.h"

#include <math.h>
#include <string.h>

#include "load/constants.h"
#include "tools/planning.h"

#include "base/banned.h"

static const char *const names[N_PLAN_WISH_KINDS] = {
    [PLAN_WISH_RUN_DAYS] = "run_days",
    [PLAN_WISH_STRENGTH_DAYS] = "strength_days",
    [PLAN_WISH_BIKE_HOURS] = "bike_hours",
    [PLAN_WISH_RUN_KM] = "run_km",
    [PLAN_WISH_RUN_HARD] = "hard_runs",
    [PLAN_WISH_SESSION] = "session",
    [PLAN_WISH_REST] = "rest",
};

/* What a bound of the kind counts. */
static const char *unit_of(enum plan_wish_kind kind)
{
    static const char *const units[N_PLAN_WISH_KINDS] = {
        [PLAN_WISH_RUN_DAYS] = "",     [PLAN_WISH_STRENGTH_DAYS] = "",
        [PLAN_WISH_BIKE_HOURS] = " h", [PLAN_WISH_RUN_KM] = " km",
        [PLAN_WISH_RUN_HARD] = "",     [PLAN_WISH_SESSION] = " min",
        [PLAN_WISH_REST] = "",
    };
    return units[kind];
}

static bool kind_read(const char *name, struct plan_wish *ret, struct err *err)
{
    for (int i = 0; name != NULL && i < N_PLAN_WISH_KINDS; i++) {
        if (i != PLAN_WISH_SESSION && strcmp(names[i], name) == 0) {
            ret->kind = (enum plan_wish_kind)i;
            return true;
        }
    }
    ret->kind = PLAN_WISH_SESSION;
    if (name != NULL && plan_kind_from_name(name, &ret->session) &&
        (int)ret->session < (int)N_PLAN_MENU) {
        return true;
    }
    return err_set(err, ERR_BAD_ARGUMENT,
                   "Use run_days, run_km, hard_runs, bike_hours, strength_days, rest, or "
                   "run_easy, run_tempo, run_(long|strides|threshold|vo2|brick), "
                   "ride_(recovery|endurance|cadence|long|tempo|threshold|vo2), "
                   "strength_(lower_heavy|lower_light|upper|core), calf_hip.",
                   "wish \"%.40s\" is not known", name == NULL ? "" : name);
}

/* What a week, or a session of the menu, can hold at all. */
static void range_of(const struct plan_wish *wish, double *ret_from, double *ret_to)
{
    static const double most[N_PLAN_WISH_KINDS] = {
        [PLAN_WISH_RUN_DAYS] = PLAN_DAYS, [PLAN_WISH_STRENGTH_DAYS] = PLAN_DAYS,
        [PLAN_WISH_BIKE_HOURS] = 40,      [PLAN_WISH_RUN_KM] = 300,
        [PLAN_WISH_RUN_HARD] = PLAN_DAYS, [PLAN_WISH_REST] = 0,
    };
    *ret_from = 0.0;
    *ret_to = most[wish->kind];
    if (wish->kind == PLAN_WISH_SESSION) {
        const struct plan_kind_info *info = plan_kind_info(wish->session);
        *ret_from = info->minutes_from;
        *ret_to = info->minutes_to;
    }
}

/* A number that no week can meet is a slip, not a wish to be weighed against others. */
static bool range_check(const char *name, const struct plan_wish *wish, struct err *err)
{
    double from = 0.0;
    double to = 0.0;
    range_of(wish, &from, &to);
    if (wish->kind == PLAN_WISH_REST || wish->session == PLAN_RUN_LADDER) {
        return (isnan(wish->min) && isnan(wish->max)) ||
               err_set(err, ERR_BAD_ARGUMENT, "Leave min and max out.",
                       "the wish %s takes no number%s", name,
                       wish->kind == PLAN_WISH_REST ? "" : ": its minutes are the rung's");
    }
    bool is_min_out = wish->min < from || wish->min > to;
    bool is_max_out = wish->max < from || wish->max > to;
    bool is_session = wish->kind == PLAN_WISH_SESSION;
    return !(is_min_out || is_max_out) ||
           err_set(err, ERR_BAD_ARGUMENT,
                   is_session ? "min and max of a session are its minutes; for several of "
                                "a kind wish it on several days."
                              : "Give numbers of that range.",
                   "the wish %s of %g%s cannot be: a %s holds %g to %g%s", name,
                   is_min_out ? wish->min : wish->max, unit_of(wish->kind),
                   is_session ? "session" : "week", from, to, unit_of(wish->kind));
}

static bool bounds_check(const char *name, const struct plan_wish *wish, struct err *err)
{
    bool has_bound = !isnan(wish->min) || !isnan(wish->max);
    if (wish->min > wish->max) {
        return err_set(err, ERR_BAD_ARGUMENT, "Let min be at most max.",
                       "the wish %s has min %g above max %g", name, wish->min, wish->max);
    }
    if (wish->kind == PLAN_WISH_REST && wish->day < 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Add day, a date or a weekday.",
                       "the wish rest names no day");
    }
    if (wish->kind != PLAN_WISH_REST && wish->kind != PLAN_WISH_SESSION && !has_bound) {
        return err_set(err, ERR_BAD_ARGUMENT, "Add min, max or both (equal for exactly).",
                       "the wish %s names no number", name);
    }
    bool is_of_week = wish->kind != PLAN_WISH_REST && wish->kind != PLAN_WISH_SESSION;
    if (is_of_week && wish->day >= 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave day out.",
                       "the wish %s is about the whole week", name);
    }
    return true;
}

static bool is_same_number(const struct plan_wish *a, const struct plan_wish *b)
{
    return a->kind == b->kind && a->day == b->day &&
           (a->kind != PLAN_WISH_SESSION || a->session == b->session);
}

static bool wish_add(struct plan_input *input, const char *name, struct plan_wish wish,
                     struct err *err)
{
    for (size_t i = 0; i < input->n_wishes; i++) {
        if (is_same_number(&input->wishes[i], &wish)) {
            return err_set(err, ERR_BAD_ARGUMENT, "Name each wish once.",
                           "the wish %s is told twice", name);
        }
    }
    if (input->n_wishes == PLAN_MAX_WISHES) {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave some out.",
                       "there are more than %d wishes", (int)PLAN_MAX_WISHES);
    }
    input->wishes[input->n_wishes++] = wish;
    return true;
}

static bool number_read(const json_t *args, enum plan_wish_kind kind,
                        struct plan_input *input, struct err *err)
{
    double number = json_get_number(args, names[kind]);
    if (isnan(number)) {
        return true;
    }
    return wish_add(input, names[kind],
                    (struct plan_wish){.kind = kind,
                                       .day = -1,
                                       .session = PLAN_OTHER,
                                       .min = number,
                                       .max = number,
                                       .priority = 1},
                    err);
}

static bool row_read(const json_t *row, struct plan_input *input, struct err *err)
{
    const char *name = json_get_text(row, "kind");
    const char *day = json_get_text(row, "day");
    struct plan_wish wish = {.day = -1,
                             .session = PLAN_OTHER,
                             .min = json_get_number(row, "min"),
                             .max = json_get_number(row, "max"),
                             .priority = (int)json_get_integer(row, "priority", 1)};
    return kind_read(name, &wish, err) &&
           (day == NULL || planning_day(day, input->first_day, &wish.day, err)) &&
           bounds_check(name, &wish, err) && range_check(name, &wish, err) &&
           wish_add(input, name, wish, err);
}

bool wishes_read(const json_t *args, struct plan_input *input, struct err *err)
{
    const json_t *rows = json_object_get(args, "wishes");
    if (!number_read(args, PLAN_WISH_RUN_DAYS, input, err) ||
        !number_read(args, PLAN_WISH_BIKE_HOURS, input, err) ||
        !number_read(args, PLAN_WISH_STRENGTH_DAYS, input, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (!row_read(json_array_get(rows, i), input, err)) {
            return false;
        }
    }
    return true;
}

static const char *bounds_words(struct arena *arena, const struct plan_wish *wish)
{
    const char *unit = unit_of(wish->kind);
    if (isnan(wish->min) && isnan(wish->max)) {
        return "";
    }
    if (isnan(wish->min)) {
        return arena_printf(arena, " at most %g%s", wish->max, unit);
    }
    if (isnan(wish->max)) {
        return arena_printf(arena, " at least %g%s", wish->min, unit);
    }
    return fabs(wish->max - wish->min) < 1e-9
               ? arena_printf(arena, " %g%s", wish->min, unit)
               : arena_printf(arena, " %g to %g%s", wish->min, wish->max, unit);
}

const char *wishes_words(struct arena *arena, day_num first_day,
                         const struct plan_wish *wish)
{
    const char *name = wish->kind == PLAN_WISH_SESSION ? plan_kind_info(wish->session)->name
                                                       : names[wish->kind];
    const char *day = wish->day < 0 ? ""
                                    : arena_printf(arena, " on %s",
                                                   day_weekday_name(first_day + wish->day));
    return arena_printf(arena, "%s%s%s", name, day, bounds_words(arena, wish));
}
