/* What edit_calendar's arguments say of an event, as the members to send. */
#include "tools/calendar_edit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tools/arguments.h"
#include "tools/quote.h"
#include "tools/slots.h"

#include "base/banned.h"

enum { SECONDS_A_DAY = 86400, MOMENT_SIZE = 32 };

/* What each category needs besides a day, and the name it has when none is given. */
static const struct category {
    enum event_category category;
    const char *name; /* NULL: one must be given */
    bool has_sport;
    bool is_ahead; /* lies in the past: makes no sense */
    /* Said, since the service takes NORMAL when nothing is. */
    bool closes_training;
} categories[] = {
    {EVENT_WORKOUT, NULL, true, true, false},
    {EVENT_NOTE, NULL, false, false, false},
    {EVENT_RACE_A, NULL, true, true, false},
    {EVENT_RACE_B, NULL, true, true, false},
    {EVENT_RACE_C, NULL, true, true, false},
    {EVENT_HOLIDAY, "Holiday", false, false, false},
    {EVENT_SICK, "Sick", false, false, true},
    {EVENT_INJURED, "Injured", false, false, true},
};

static const struct category *category_find(enum event_category category)
{
    for (size_t i = 0; i < sizeof categories / sizeof categories[0]; i++) {
        if (categories[i].category == category) {
            return &categories[i];
        }
    }
    return NULL;
}

static const char *moment(day_num day, int minute, char text[MOMENT_SIZE])
{
    char date[DAY_TEXT_SIZE];
    (void)snprintf(text, MOMENT_SIZE, "%sT%02d:%02d:00", day_format(day, date), minute / 60,
                   minute % 60);
    return text;
}

static void text_set(json_t *members, const char *key, const char *text)
{
    if (text != NULL) {
        (void)json_object_set_new(members, key, json_text_or_null(text));
    }
}

/* ---- when ---- */

static bool day_check(const struct calendar_edit_context *context, day_num day,
                      const struct category *category, struct err *err)
{
    char text[DAY_TEXT_SIZE];
    if (category->is_ahead && day < context->today) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Only what is still to come is planned; done sessions come from "
                       "their recordings.",
                       "day %s lies in the past", day_format(day, text));
    }
    if (day < context->today - EDIT_MAX_DAYS_BACK ||
        day > context->today + EDIT_MAX_DAYS_AHEAD) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give a day of the last 200 days or the next two years.",
                       "day %s is too far away", day_format(day, text));
    }
    return true;
}

bool calendar_edit_day_check(const struct calendar_edit_context *context,
                             const struct calendar_event *event, struct err *err)
{
    const struct category *category = category_find(event->category);
    return category == NULL || day_check(context, event->day, category, err);
}

/* Day, end and clock of the event as it will be; a moved span keeps its length. */
static bool times_set(const struct calendar_edit_context *context, const json_t *args,
                      const struct calendar_event *old, const struct category *category,
                      json_t *members, struct err *err)
{
    char text[MOMENT_SIZE];
    const char *clock = json_get_text(args, "start");
    day_num day = arguments_day(args, "day", old != NULL ? old->day : DAY_NUM_NONE);
    if (day == DAY_NUM_NONE) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give day, for example 2026-11-24.",
                       "day is missing");
    }
    day_num length = old != NULL ? old->end_day - old->day : 0;
    day_num end = arguments_day(args, "end_day", day + length);
    int minute = old != NULL && old->start_local_s != INT64_MIN
                     ? second_of_day(old->start_local_s) / 60
                     : 0;
    if (clock != NULL && (minute = slots_clock(clock)) < 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Write it as \"06:30\".",
                       "start \"%.20s\" is no clock time", clock);
    }
    if (end < day || end - day >= EDIT_MAX_SPAN_DAYS) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give end_day, the last day of the span.",
                       "the span is not between 1 and %d days long",
                       (int)EDIT_MAX_SPAN_DAYS);
    }
    if (end > day && category->has_sport) {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave end_day out.",
                       "a workout or race is of one day");
    }
    bool is_moved = json_object_get(args, "day") != NULL || clock != NULL;
    bool is_end_told = json_object_get(args, "end_day") != NULL || end > day;
    if (is_moved) {
        text_set(members, "start_date_local", moment(day, minute, text));
    }
    if (is_end_told && (is_moved || json_object_get(args, "end_day") != NULL)) {
        text_set(members, "end_date_local", moment(end + 1, 0, text));
    }
    return day_check(context, day, category, err);
}

/* ---- what ---- */

static bool sport_set(const json_t *args, const struct category *category, bool is_add,
                      json_t *members, struct err *err)
{
    const char *name = json_get_text(args, "sport");
    if (name == NULL) {
        return !is_add || !category->has_sport || json_get_text(members, "type") != NULL ||
               err_set(err, ERR_BAD_ARGUMENT,
                       "Give sport, for example Run, Ride, WeightTraining.",
                       "sport is missing");
    }
    if (!category->has_sport) {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave sport out.",
                       "this category has no sport");
    }
    if (sport_from_name(name) == SPORT_UNKNOWN) {
        return arguments_sport_unknown("sport", name, "", err);
    }
    const char *of_kind = json_get_text(members, "type");
    if (of_kind != NULL &&
        sport_group_of(sport_from_name(of_kind)) != sport_group_of(sport_from_name(name))) {
        return err_set(err, ERR_BAD_ARGUMENT, "Leave sport out.",
                       "the kind is of %s, not %s", of_kind, name);
    }
    text_set(members, "type", name);
    return true;
}

/* A session of a kind: its name, sport and whole text, as the planner prescribes it. */
static bool kind_set(const struct calendar_edit_context *context, const json_t *args,
                     const struct category *category, json_t *members, struct err *err)
{
    const char *name = json_get_text(args, "kind");
    double minutes = json_get_number(args, "minutes");
    enum plan_kind kind = PLAN_OTHER;
    if (name == NULL) {
        return true;
    }
    if (!plan_kind_from_name(name, &kind) || kind >= (enum plan_kind)N_PLAN_MENU) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Use a kind of check_week, or sport, minutes and text instead.",
                       "kind \"%.40s\" is not known", name);
    }
    if (category->category != EVENT_WORKOUT || context->input == NULL ||
        json_get_text(args, "text") != NULL || !(minutes > 0 || kind == PLAN_RUN_LADDER)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "With kind give category WORKOUT and minutes, no text.",
                       "kind writes the text of a workout of given minutes");
    }
    struct plan_session session;
    struct week_event meant;
    int rung = kind == PLAN_RUN_LADDER ? context->input->ladder.rung : 0;
    plan_session_of_menu(context->input, kind, rung, minutes, &session);
    week_event_of(context->arena, context->input, context->athlete, &session, &meant);
    text_set(members, "type", sport_name(session.sport));
    text_set(members, "name", meant.name);
    text_set(members, "description", meant.text);
    return true;
}

static const char *name_of(struct arena *arena, const json_t *args,
                           const struct category *category, bool is_add)
{
    enum { NAME_FROM_TEXT_BYTES = 60 };
    const char *name = quote_clean(arena, json_get_text(args, "name"), EDIT_NAME_BYTES);
    if (name != NULL || !is_add) {
        return name;
    }
    return category->category == EVENT_NOTE && json_get_text(args, "text") != NULL
               ? quote_clean(arena, json_get_text(args, "text"), NAME_FROM_TEXT_BYTES)
               : category->name;
}

static bool words_set(const struct calendar_edit_context *context, const json_t *args,
                      const struct category *category, bool is_add, json_t *members,
                      struct err *err)
{
    struct arena *arena = context->arena;
    const char *text = json_get_text(args, "text");
    const char *name = name_of(arena, args, category, is_add);
    double minutes = json_get_number(args, "minutes");
    double km = json_get_number(args, "km");
    if (text != NULL && event_is_race(category->category)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Leave text out: give a race minutes or km, a session as WORKOUT, "
                       "words as NOTE.",
                       "a race has no workout text");
    }
    text_set(members, "name", name != NULL && name[0] != '\0' ? name : NULL);
    text_set(members, "description", quote_clean_lines(arena, text, EDIT_TEXT_BYTES));
    if (is_add && json_get_text(members, "name") == NULL &&
        category->category != EVENT_WORKOUT) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give name.", "the event has no name");
    }
    if (is_add && category->category == EVENT_WORKOUT) {
        text_set(members, "name",
                 json_get_text(members, "name") != NULL
                     ? NULL
                     : arena_printf(arena, "%s%s", json_get_text(members, "type"),
                                    minutes > 0 ? arena_printf(arena, " %.0f min", minutes)
                                                : ""));
    }
    if (minutes > 0 && json_get_text(args, "kind") == NULL) {
        (void)json_object_set_new(members, "moving_time",
                                  json_number_or_null(minutes * 60, 0));
    }
    if (km > 0) {
        (void)json_object_set_new(members, "distance", json_number_or_null(km * 1000, 0));
    }
    return true;
}

json_t *calendar_edit_members(const struct calendar_edit_context *context,
                              const json_t *args, const struct calendar_event *old,
                              struct err *err)
{
    bool is_add = old == NULL;
    const char *asked = json_get_text(args, "category");
    const char *name = is_add ? asked : old->category_name;
    const struct category *category = category_find(event_category_from_name(name));
    if (is_add ? category == NULL : asked != NULL && strcmp(asked, name) != 0) {
        (void)err_set(err, ERR_BAD_ARGUMENT,
                      is_add ? "Give category: WORKOUT, NOTE, RACE_A, HOLIDAY, SICK, "
                               "INJURED."
                             : "Remove it and add another.",
                      is_add ? "category is missing" : "the category cannot be changed");
        return NULL;
    }
    json_t *members = json_object();
    if (is_add) {
        text_set(members, "category", name);
        text_set(members, "training_availability",
                 category->closes_training ? "UNAVAILABLE" : NULL);
    }
    if (category == NULL || !times_set(context, args, old, category, members, err) ||
        !kind_set(context, args, category, members, err) ||
        !sport_set(args, category, is_add, members, err) ||
        !words_set(context, args, category, is_add, members, err)) {
        json_decref(members);
        return NULL;
    }
    if (json_object_size(members) == 0) {
        (void)err_set(err, ERR_BAD_ARGUMENT,
                      "Give what is to be different: day, start, name, text, minutes.",
                      "nothing is to be changed");
        json_decref(members);
        return NULL;
    }
    return members;
}
