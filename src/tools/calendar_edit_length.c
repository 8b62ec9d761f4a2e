/*
 * Another length of a workout that has a text. Steps of 40 min in an entry of 60 would be
 * two workouts in one: our own text is built anew for the new length, another one is not
 * touched and the change refused.
 */
#include "tools/calendar_edit.h"

#include <stdio.h>
#include <string.h>

#include "plan/event_name.h"

#include "base/banned.h"

/* A session that Soleus built, as its entry's name says it. */
struct built {
    bool is_named;
    enum plan_kind kind;
    double minutes;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* But for blanks and line ends, which the service may keep otherwise. */
static bool is_same_text(const char *a, const char *b)
{
    for (;;) {
        while (is_blank(*a)) {
            a++;
        }
        while (is_blank(*b)) {
            b++;
        }
        if (*a == '\0' || *a != *b) {
            return *a == *b;
        }
        a++;
        b++;
    }
}

static bool event_build(const struct calendar_edit_context *context,
                        const struct plan_input *input, enum plan_kind kind, double minutes,
                        struct week_event *ret)
{
    struct plan_session session;
    if (kind >= (enum plan_kind)N_PLAN_MENU || kind == PLAN_RUN_LADDER) {
        return false; /* a ladder session is as long as its rung */
    }
    plan_session_of_menu(input, kind, 0, minutes, &session);
    week_event_of(context->arena, input, context->athlete, &session, ret);
    return ret->text != NULL;
}

/* Is the text what we would write for the session that the name says, whatever the week's
 * focus was? Then *ret is the same of the new length. */
static bool is_built_again(const struct calendar_edit_context *context,
                           const struct built *built, const char *text, double minutes,
                           struct week_event *ret)
{
    struct week_event event;
    if (!built->is_named || text == NULL || context->input == NULL) {
        return false;
    }
    struct plan_input *input = arena_alloc(context->arena, 1, sizeof *input);
    *input = *context->input;
    for (int i = 0; i < N_PLAN_FOCUSES; i++) {
        input->focus = (enum plan_focus)i;
        if (event_build(context, input, built->kind, built->minutes, &event) &&
            is_same_text(event.text, text)) {
            return event_build(context, input, built->kind, minutes, ret);
        }
    }
    return false;
}

static bool has_steps(const struct calendar_edit_context *context,
                      const struct calendar_event *event)
{
    struct week_event meant = {0};
    return !week_event_read_text(context->arena, context->athlete, event->sport,
                                 event->description, &meant, NULL, NULL) ||
           meant.text != NULL;
}

static void text_put(json_t *members, const char *key, const char *text)
{
    (void)json_object_set_new(members, key, json_text_or_null(text));
}

/* The name that we gave goes with the length; what was told behind it stays. */
static void name_put(const struct calendar_edit_context *context,
                     const struct calendar_event *old, const struct built *built,
                     double minutes, json_t *members)
{
    const char *generic =
        arena_printf(context->arena, "%s %.0f min",
                     old->type_name != NULL ? old->type_name : "", old->moving_time_s / 60);
    const char *told = built->is_named ? strstr(old->name, " min: ") : NULL;
    if (json_get_text(members, "name") != NULL || old->name == NULL) {
        return;
    }
    if (built->is_named) {
        char name[PLAN_EVENT_NAME_SIZE];
        const struct plan_session session = {
            .kind = built->kind, .sport = old->sport, .minutes = minutes};
        plan_event_name(&session, name);
        text_put(members, "name",
                 arena_printf(context->arena, "%s%s", name,
                              told != NULL ? told + strlen(" min") : ""));
    } else if (strcmp(old->name, generic) == 0) {
        text_put(members, "name",
                 arena_printf(context->arena, "%s %.0f min", old->type_name, minutes));
    }
}

bool calendar_edit_length_set(const struct calendar_edit_context *context,
                              const json_t *args, const struct calendar_event *old,
                              json_t *members, struct err *err)
{
    struct built built = {0};
    struct week_event event;
    double minutes = json_get_number(args, "minutes");
    bool has_length = minutes > 0 || json_get_number(args, "km") > 0;
    if (old == NULL || old->category != EVENT_WORKOUT || !has_length ||
        json_get_text(args, "text") != NULL || json_get_text(args, "kind") != NULL) {
        return true;
    }
    built.is_named = plan_event_name_kind(old->name, &built.kind, &built.minutes);
    if (minutes > 0 && is_built_again(context, &built, old->description, minutes, &event)) {
        text_put(members, "description", event.text);
        if (event.n_steps > 0) { /* the service counts the steps */
            (void)json_object_del(members, "moving_time");
        }
    } else if (old->description != NULL && has_steps(context, old)) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       minutes > 0
                           ? "Give text with the new steps; or remove it and add another."
                           : "Give minutes, or text with the new steps; or remove it and "
                             "add another.",
                       "the steps of its text say how long it is (%.0f min), and only a "
                       "text that Soleus builds today is built anew",
                       old->moving_time_s / 60);
    }
    if (minutes > 0) {
        name_put(context, old, &built, minutes, members);
    }
    return true;
}
