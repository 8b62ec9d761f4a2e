/*
 * One change of the calendar as it was asked for: which event, which members are sent, and
 * the event as it will stand. What is asked is kept with its preview (entry kind "edit")
 * and read from there again when it is confirmed, so that what is written is what was
 * shown.
 */
#ifndef TOOLS_CALENDAR_EDIT_H
#define TOOLS_CALENDAR_EDIT_H

#include "base/arena.h"
#include "base/err.h"
#include "json/json.h"
#include "model/athlete.h"
#include "model/event.h"
#include "plan/plan.h"
#include "tools/week_events.h"

enum calendar_edit_action { EDIT_ADD, EDIT_CHANGE, EDIT_REMOVE };

enum {
    EDIT_NAME_BYTES = 120,
    EDIT_TEXT_BYTES = 4000,
    EDIT_MAX_SPAN_DAYS = 366,
    EDIT_MAX_DAYS_AHEAD = 730,
    EDIT_MAX_DAYS_BACK =
        200 /* an injury is often told late; the engine looks so far back */
};

/* Texts live in the arena of whoever made it. */
struct calendar_edit {
    enum calendar_edit_action action;
    const struct calendar_event *old; /* NULL of an addition */
    struct calendar_event event;      /* as it will stand; of a removal: as it is */
    const char *members;              /* JSON object to send; NULL of a removal */
    /* Of a workout whose text is written: what is meant by it, to compare with what the
     * service read. text NULL: none. */
    struct week_event meant;
};

/* A workout, whose text is read and which has a length. */
bool calendar_edit_is_workout(const struct calendar_edit *edit);
/* The rules judge it: a workout, and a race of the weeks that can be planned. */
bool calendar_edit_is_judged(const struct calendar_edit *edit, day_num today);

/* A text or kind was given whose length and words need `plan`: the week's input. */
struct calendar_edit_context {
    struct arena *arena;
    const struct athlete *athlete;
    day_num today;
    const struct plan_input *input; /* of the week; NULL: kind cannot be given */
};

/* What the arguments say of the event: {"category", "start_date_local", ..}, the members to
 * send; a new reference, NULL with err. old: of a change. */
json_t *calendar_edit_members(const struct calendar_edit_context *context,
                              const json_t *args, const struct calendar_event *old,
                              struct err *err);

/* May the event stand on its day, as seen from today? A preview may be confirmed on another
 * day than it was made. */
MUST_CHECK bool calendar_edit_day_check(const struct calendar_edit_context *context,
                                        const struct calendar_event *event,
                                        struct err *err);

/* The members laid over the event; members NULL: a removal. False with err when the workout
 * text cannot be meant, or a workout has no length. */
bool calendar_edit_apply(const struct calendar_edit_context *context,
                         enum calendar_edit_action action, const struct calendar_event *old,
                         const json_t *members, struct calendar_edit *ret, struct err *err);

/* Members (of a change, or of an image) laid over an event. */
void calendar_event_lay(struct arena *arena, const json_t *members,
                        struct calendar_event *event);
/* With its texts. */
void calendar_event_copy(struct arena *arena, const struct calendar_event *from,
                         struct calendar_event *to);

/* "add", "change", "remove"; false for other names ("move" is a change). */
const char *calendar_edit_action_name(enum calendar_edit_action action);
bool calendar_edit_action_from_name(const char *name, enum calendar_edit_action *ret);

/* "WORKOUT Run \"Easy\" on Tue 2026-11-24 06:30, 40 min", in the arena. */
const char *calendar_event_words(struct arena *arena, const struct calendar_event *event);

#endif
