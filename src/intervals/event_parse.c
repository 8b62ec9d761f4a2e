#include "intervals/parse.h"

#include <stddef.h>

#include "intervals/fields.h"
#include "base/banned.h"

#define NUMBER(key, member, sign)                                                          \
    {                                                                                      \
        key, offsetof(struct calendar_event, member), sign                                 \
    }

static const struct intervals__number numbers[] = {
    NUMBER("moving_time", moving_time_s, NOT_NEGATIVE),
    NUMBER("distance", distance_m, NOT_NEGATIVE),
    NUMBER("icu_training_load", training_load, NOT_NEGATIVE),
    NUMBER("icu_intensity", intensity_pct, NOT_NEGATIVE),
    NUMBER("max_training_time", max_training_time_s, NOT_NEGATIVE),
};

/*
 * The last day inside: the service's end is exclusive, and midnight of the next day for one
 * day.
 */
static day_num last_day(const json_t *object, day_num first_day, struct intervals__bad *bad)
{
    const json_t *member = json_object_get(object, "end_date_local");
    const char *end = json_string_value(member);
    day_num day = 0;
    int64_t wall_s = 0;
    bool has_offset = false;
    int offset_s = 0;
    if (end == NULL || !day_parse_prefix(end, &day)) {
        if (member != NULL && !json_is_null(member)) {
            intervals__bad_add(bad, "end_date_local");
        }
        return first_day;
    }
    bool has_clock = civil_parse_time(end, &wall_s, &has_offset, &offset_s);
    if (!has_clock || second_of_day(wall_s) == 0) {
        day--;
    }
    return day < first_day ? first_day : day;
}

bool intervals_event_parse(const json_t *object, struct arena *arena,
                           struct calendar_event *ret, struct err *err)
{
    struct calendar_event event;
    struct intervals__bad bad = {{0}};
    calendar_event_init(&event);
    const json_t *id = json_object_get(object, "id");
    const char *start = json_string_value(json_object_get(object, "start_date_local"));
    if (!json_is_integer(id) || start == NULL || !day_parse_prefix(start, &event.day)) {
        return err_set(err, ERR_UPSTREAM, NULL,
                       "an event without a usable id or start date");
    }
    event.id = json_integer_value(id);
    event.start_local_s = intervals__start_s(object, &bad);
    if (event.start_local_s == MODEL_NO_TIME) {
        event.start_local_s = (int64_t)event.day * 86400;
    }
    event.end_day = last_day(object, event.day, &bad);
    event.category_name = intervals__text(object, "category", 40, arena, &bad);
    event.category = event_category_from_name(event.category_name);
    event.name = intervals__text(object, "name", 200, arena, &bad);
    event.description = intervals__text(object, "description", 2000, arena, &bad);
    event.type_name = intervals__text(object, "type", 60, arena, &bad);
    event.sport = sport_from_name(event.type_name);
    event.external_id = intervals__text(object, "external_id", 200, arena, &bad);
    event.updated = intervals__text(object, "updated", 40, arena, &bad);
    event.availability = intervals__text(object, "training_availability", 20, arena, &bad);
    event.is_indoor = intervals__flag(object, "indoor", &bad);
    intervals__numbers_read(object, numbers, sizeof numbers / sizeof numbers[0], &event,
                            &bad);
    event.bad_fields = intervals__bad_take(&bad, arena);
    *ret = event;
    return true;
}
