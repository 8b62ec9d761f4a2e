#include "tools/calendar_edit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/prescribe.h"
#include "tools/planning.h"
#include "tools/quote.h"

#include "base/banned.h"

enum { SECONDS_A_DAY = 86400, WORDS_NAME_BYTES = 80 };

static const char *const action_names[] = {
    [EDIT_ADD] = "add", [EDIT_CHANGE] = "change", [EDIT_REMOVE] = "remove"};

const char *calendar_edit_action_name(enum calendar_edit_action action)
{
    return action_names[action];
}

bool calendar_edit_action_from_name(const char *name, enum calendar_edit_action *ret)
{
    if (name != NULL && strcmp(name, "move") == 0) {
        *ret = EDIT_CHANGE;
        return true;
    }
    for (size_t i = 0; name != NULL && i < sizeof action_names / sizeof action_names[0];
         i++) {
        if (strcmp(action_names[i], name) == 0) {
            *ret = (enum calendar_edit_action)i;
            return true;
        }
    }
    return false;
}

bool calendar_edit_is_workout(const struct calendar_edit *edit)
{
    return edit->event.category == EVENT_WORKOUT;
}

bool calendar_edit_is_judged(const struct calendar_edit *edit)
{
    return edit->action != EDIT_REMOVE &&
           (calendar_edit_is_workout(edit) || event_is_race(edit->event.category));
}

const char *calendar_event_words(struct arena *arena, const struct calendar_event *event)
{
    bool has_clock =
        event->start_local_s != INT64_MIN && second_of_day(event->start_local_s) != 0;
    int minute = has_clock ? second_of_day(event->start_local_s) / 60 : 0;
    const char *name = quote_clean(arena, event->name, WORDS_NAME_BYTES);
    return arena_printf(
        arena, "%s%s%s%s%s%s on %s%s%s%s%s%s",
        event->category_name != NULL ? event->category_name : "entry",
        event->type_name != NULL ? " " : "",
        event->type_name != NULL ? sport_name(event->sport) : "", name != NULL ? " \"" : "",
        name != NULL ? name : "", name != NULL ? "\"" : "", quote_day(arena, event->day),
        event->end_day > event->day ? " to " : "",
        event->end_day > event->day ? quote_day(arena, event->end_day) : "",
        has_clock ? arena_printf(arena, " %02d:%02d", minute / 60, minute % 60) : "",
        event->moving_time_s > 0 ? ", " : "",
        event->moving_time_s > 0 ? quote_duration(arena, event->moving_time_s) : "");
}

/* ---- the event as it will stand ---- */

static void time_apply(const json_t *members, struct calendar_event *event)
{
    const char *start = json_get_text(members, "start_date_local");
    const char *end = json_get_text(members, "end_date_local");
    bool has_offset = false;
    int offset_s = 0;
    if (start != NULL && day_parse_prefix(start, &event->day)) {
        (void)civil_parse_time(start, &event->start_local_s, &has_offset, &offset_s);
        event->end_day = event->day;
    }
    if (end != NULL && day_parse_prefix(end, &event->end_day)) {
        event->end_day--;
    }
}

static const char *kept_text(struct arena *arena, const json_t *members, const char *key,
                             const char *otherwise)
{
    const char *text = json_get_text(members, key);
    return text != NULL ? arena_text(arena, text) : otherwise;
}

/* What is meant by the text: length, load, steps. A text without steps is prose. */
static bool text_read(const struct calendar_edit_context *context,
                      struct calendar_event *event, struct week_event *ret, struct err *err)
{
    struct workout_totals totals = {0};
    ret->name = event->name;
    if (!week_event_read_text(context->arena, context->athlete, event->sport,
                              event->description, ret, &totals, err)) {
        return false;
    }
    if (ret->text != NULL) {
        event->moving_time_s = totals.duration_s;
        event->training_load = totals.training_load;
        event->intensity_pct = totals.intensity_pct;
    }
    return true;
}

static bool workout_apply(const struct calendar_edit_context *context,
                          const json_t *members, struct calendar_edit *ret, struct err *err)
{
    struct calendar_event *event = &ret->event;
    double asked_s = json_get_number(members, "moving_time");
    bool is_text_new = json_get_text(members, "description") != NULL;
    bool is_other = is_text_new || json_get_text(members, "type") != NULL;
    event->training_load = is_other || asked_s > 0 ? (double)NAN : event->training_load;
    event->intensity_pct = is_other ? (double)NAN : event->intensity_pct;
    if (is_text_new && !text_read(context, event, &ret->meant, err)) {
        return false;
    }
    if (ret->meant.text != NULL && asked_s > 0 &&
        fabs(asked_s - event->moving_time_s) > 60) {
        return err_set(err, ERR_BAD_ARGUMENT, "Correct the steps, or leave minutes out.",
                       "the steps of text last %.0f min, not %.0f",
                       event->moving_time_s / 60, asked_s / 60);
    }
    return event->moving_time_s > 0 ||
           err_set(err, ERR_BAD_ARGUMENT,
                   "Give minutes, or a text with steps that have durations.",
                   "the workout has no length: nothing could be judged");
}

void calendar_event_lay(struct arena *arena, const json_t *members,
                        struct calendar_event *event)
{
    double moving_time_s = json_get_number(members, "moving_time");
    double distance_m = json_get_number(members, "distance");
    event->category_name = kept_text(arena, members, "category", event->category_name);
    event->category = event_category_from_name(event->category_name);
    event->name = kept_text(arena, members, "name", event->name);
    event->description = kept_text(arena, members, "description", event->description);
    event->type_name = kept_text(arena, members, "type", event->type_name);
    event->sport = sport_from_name(event->type_name);
    time_apply(members, event);
    event->moving_time_s = moving_time_s > 0 ? moving_time_s : event->moving_time_s;
    event->distance_m = distance_m > 0 ? distance_m : event->distance_m;
}

void calendar_event_copy(struct arena *arena, const struct calendar_event *from,
                         struct calendar_event *to)
{
    const char **const texts[] = {&to->category_name, &to->name,        &to->description,
                                  &to->type_name,     &to->external_id, &to->updated,
                                  &to->availability,  &to->bad_fields};
    *to = *from;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = *texts[i] != NULL ? arena_text(arena, *texts[i]) : NULL;
    }
}

bool calendar_edit_apply(const struct calendar_edit_context *context,
                         enum calendar_edit_action action, const struct calendar_event *old,
                         const json_t *members, struct calendar_edit *ret, struct err *err)
{
    struct arena *arena = context->arena;
    *ret = (struct calendar_edit){.action = action, .old = old};
    calendar_event_init(&ret->event);
    if (old != NULL) {
        ret->event = *old;
    }
    if (members == NULL) {
        return true;
    }
    calendar_event_lay(arena, members, &ret->event);
    char *text = json_to_text(members, NULL);
    ret->members = arena_text(arena, text);
    free(text);
    return !calendar_edit_is_workout(ret) || workout_apply(context, members, ret, err);
}
