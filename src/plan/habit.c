#include "plan/habit.h"

#include <math.h>

#include "plan/constants.h"

#include "base/banned.h"

enum { QUARTER_MIN = 15, NOON_MIN = 12 * 60, N_WEEKS = PLAN_HISTORY_DAYS / 7 };

/* One slot of one weekday over the weeks. */
struct use {
    double minutes[N_WEEKS];
    int earliest_min;
};

static int quarter_up(double minutes)
{
    return (int)ceil(minutes / QUARTER_MIN) * QUARTER_MIN;
}

static void use_add(const struct load_activity *item, day_num as_of,
                    struct use uses[PLAN_DAYS][PLAN_SLOTS])
{
    const struct activity *activity = item->activity;
    int back = as_of - activity->day;
    if (item->state != LOAD_ACTIVITY_COUNTED || back < 0 || back >= PLAN_HISTORY_DAYS ||
        activity->start_local_s == MODEL_NO_TIME || isnan(item->minutes)) {
        return;
    }
    int start_min = second_of_day(activity->start_local_s) / 60;
    struct use *use = &uses[day_weekday(activity->day)][start_min < NOON_MIN ? 0 : 1];
    use->minutes[back / 7] += item->minutes;
    use->earliest_min = start_min < use->earliest_min ? start_min : use->earliest_min;
}

static struct plan_slot slot_of(const struct use *use)
{
    int n_weeks = 0;
    double largest = 0.0;
    for (int week = 0; week < N_WEEKS; week++) {
        n_weeks += use->minutes[week] > 0.0 ? 1 : 0;
        largest = fmax(largest, use->minutes[week]);
    }
    if (n_weeks < PLAN_HABIT_WEEKS) {
        return (struct plan_slot){0, 0};
    }
    int start_min = use->earliest_min / QUARTER_MIN * QUARTER_MIN;
    int minutes = quarter_up(largest);
    int longest = PLAN_DAY_MIN - start_min;
    return (struct plan_slot){start_min, minutes < longest ? minutes : longest};
}

bool plan_habit_slots(const struct load_history *history,
                      struct plan_slot ret[PLAN_DAYS][PLAN_SLOTS])
{
    struct use uses[PLAN_DAYS][PLAN_SLOTS];
    bool is_any = false;
    for (int day = 0; day < PLAN_DAYS; day++) {
        for (int slot = 0; slot < PLAN_SLOTS; slot++) {
            uses[day][slot] = (struct use){.earliest_min = PLAN_DAY_MIN};
        }
    }
    for (size_t i = 0; i < history->n_activities; i++) {
        use_add(&history->activities[i], history->inputs->as_of, uses);
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        struct plan_slot am = slot_of(&uses[day][0]);
        struct plan_slot pm = slot_of(&uses[day][1]);
        int longest_am = pm.minutes > 0 ? pm.start_min - am.start_min : PLAN_DAY_MIN;
        am.minutes = am.minutes < longest_am ? am.minutes : longest_am;
        ret[day][0] = am;
        ret[day][1] = pm;
        is_any = is_any || am.minutes > 0 || pm.minutes > 0;
    }
    return is_any;
}
