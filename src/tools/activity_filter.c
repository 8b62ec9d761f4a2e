#include "tools/activity_filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tools/arguments.h"
#include "base/banned.h"

static bool is_strength(enum sport sport)
{
    return sport_group_of(sport) == SPORT_GROUP_STRENGTH;
}

static bool sport_read(const char *text, struct activity_filter *filter, struct err *err)
{
    static const struct {
        const char *name;
        bool (*matches)(enum sport sport);
    } groups[] = {
        {"run", sport_is_run}, {"ride", sport_is_ride}, {"strength", is_strength}};
    filter->has_sport = true;
    filter->sport = sport_from_name(text);
    if (filter->sport != SPORT_UNKNOWN) {
        return true;
    }
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (str_equal_ignore_case(groups[i].name, text)) {
            filter->matches_group = groups[i].matches;
            return true;
        }
    }
    return arguments_sport_unknown(
        "sport", text,
        "Use run, ride, strength, a type of Intervals.icu, or leave sport out.", err);
}

static bool cursor_read(const char *text, struct activity_filter *filter, struct err *err)
{
    char *end = NULL;
    long day = strtol(text, &end, 10);
    bool is_day = end != text && *end == '.' && day >= DAY_NUM_MIN && day <= DAY_NUM_MAX;
    if (!is_day || strlen(end + 1) == 0 || strlen(end + 1) >= sizeof filter->cursor_id) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give next_cursor as it came, or leave cursor out.",
                       "cursor is not one of this server");
    }
    filter->has_cursor = true;
    filter->cursor_day = (day_num)day;
    str_copy(filter->cursor_id, sizeof filter->cursor_id, end + 1);
    return true;
}

bool activity_filter_read(const json_t *args, struct activity_filter *ret, struct err *err)
{
    const char *sport = json_get_text(args, "sport");
    const char *cursor = json_get_text(args, "cursor");
    *ret = (struct activity_filter){.search = json_get_text(args, "search")};
    return (sport == NULL || sport_read(sport, ret, err)) &&
           (cursor == NULL || cursor_read(cursor, ret, err));
}

static bool has_tag(const char *tags, const char *tag)
{
    size_t length = strlen(tag);
    while (tags != NULL && *tags != '\0') {
        size_t n_tag = strcspn(tags, "\n");
        if (n_tag == length && strncmp(tags, tag, length) == 0) {
            return true;
        }
        tags += n_tag + (tags[n_tag] == '\n' ? 1U : 0U);
    }
    return false;
}

bool activity_filter_takes(const struct activity_filter *filter,
                           const struct activity *activity)
{
    if (filter->has_sport && filter->matches_group != NULL &&
        !filter->matches_group(activity->sport)) {
        return false;
    }
    if (filter->has_sport && filter->matches_group == NULL &&
        activity->sport != filter->sport) {
        return false;
    }
    if (filter->search == NULL) {
        return true;
    }
    if (filter->search[0] == '#') {
        return has_tag(activity->tags, filter->search + 1);
    }
    return activity->name != NULL && strcasestr(activity->name, filter->search) != NULL;
}
