#include "tools/session_words.h"

#include "load/drift.h"
#include "tools/quote.h"
#include "base/banned.h"

const char *session_start_words(struct arena *arena, const struct activity *activity)
{
    if (activity->start_local_s == MODEL_NO_TIME) {
        return quote_day(arena, activity->day);
    }
    int second = second_of_day(activity->start_local_s);
    return arena_printf(arena, "%s %02d:%02d", quote_day(arena, activity->day),
                        second / 3600, second / 60 % 60);
}

const char *session_kind_words(struct arena *arena, const struct load_activity *item)
{
    const struct activity *activity = item->activity;
    const struct {
        bool holds;
        const char *word;
    } kinds[] = {
        {activity->is_race, "race"},
        {activity->is_commute, "commute"},
        {item->llss.is_walk_run, "walk-run"},
        {item->is_run && load_drift_is_treadmill(activity), "treadmill"},
        {!item->is_run && activity->is_trainer, "indoor"},
        {sport_group_of(activity->sport) == SPORT_GROUP_STRENGTH, "strength"},
        {item->is_implausible_distance, "distance implausible"},
    };
    const char *text = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].holds) {
            text = text == NULL ? kinds[i].word
                                : arena_printf(arena, "%s, %s", text, kinds[i].word);
        }
    }
    return text;
}
