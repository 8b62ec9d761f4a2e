#include "tools/week_events.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "plan/event_name.h"
#include "plan/prescribe.h"

#include "base/banned.h"

static void workout_take(struct arena *arena, const struct plan_prescription *words,
                         const struct workout *workout, struct week_event *ret)
{
    struct str_buf text = {0};
    struct workout_totals totals = workout_totals(workout, NULL);
    struct workout_flat_step *steps = arena_alloc(arena, WORKOUT_FLAT_STEPS, sizeof *steps);
    size_t n_steps = 0;
    if (workout_text_write(workout, &text, NULL)) {
        ret->text = arena_text(arena, str_buf_text(&text));
        ret->load = words->load;
        ret->brief = words->brief[0] != '\0' ? words->brief : NULL;
    }
    str_buf_release(&text);
    if (ret->text != NULL &&
        workout_flatten(workout, NULL, WORKOUT_FLAT_STEPS, steps, &n_steps, NULL)) {
        ret->n_steps = n_steps;
    }
    if (ret->n_steps > 0 && isfinite(totals.duration_s)) {
        ret->minutes = totals.duration_s / 60;
    }
}

void week_event_of(struct arena *arena, const struct plan_input *input,
                   const struct athlete *athlete, const struct plan_session *session,
                   struct week_event *ret)
{
    struct workout *workout = arena_alloc(arena, 1, sizeof *workout);
    struct plan_prescription *words = arena_alloc(arena, 1, sizeof *words);
    char name[PLAN_EVENT_NAME_SIZE];
    plan_event_name(session, name);
    *ret = (struct week_event){.name = arena_text(arena, name),
                               .minutes = session->minutes,
                               .load = session->load};
    if (plan_is_prescribed(session->kind) &&
        plan_prescribe(session, input, athlete, arena, workout, words, NULL)) {
        workout_take(arena, words, workout, ret);
    }
}

json_t *week_event_json(day_num first_day, const struct plan_session *session,
                        const struct week_event *event)
{
    char day[DAY_TEXT_SIZE];
    char start[32];
    json_t *object = json_object();
    (void)snprintf(start, sizeof start, "%sT%02d:%02d:00",
                   day_format(first_day + session->day, day), session->start_min / 60,
                   session->start_min % 60);
    (void)json_object_set_new(object, "category", json_string("WORKOUT"));
    (void)json_object_set_new(object, "start_date_local", json_string(start));
    (void)json_object_set_new(object, "type", json_string(sport_name(session->sport)));
    (void)json_object_set_new(object, "name", json_text_or_null(event->name));
    if (event->text != NULL) {
        (void)json_object_set_new(object, "description", json_text_or_null(event->text));
    }
    if (event->n_steps == 0) { /* else the service counts the steps */
        (void)json_object_set_new(object, "moving_time",
                                  json_number_or_null(event->minutes * 60, 0));
    }
    return object;
}

struct week_event_read week_event_read(const char *image)
{
    json_auto_t *object = NULL;
    bool is_read = image != NULL && json_parse(image, strlen(image), &object, NULL);
    return (struct week_event_read){
        .minutes = is_read ? json_get_number(object, "moving_time") / 60 : (double)NAN,
        .n_steps = is_read ? json_get_number(object, "parsed_steps") : (double)NAN,
        .load = is_read ? json_get_number(object, "icu_training_load") : (double)NAN};
}

const char *week_event_difference(struct arena *arena, const struct week_event *event,
                                  const struct week_event_read *read)
{
    enum { PERCENT_OF_LOAD = 10 };
    struct str_buf text = {.max_bytes = 200};
    bool has_steps = event->n_steps > 0;
    if (!(fabs(read->minutes - event->minutes) <= 1)) {
        if (isnan(read->minutes)) {
            str_buf_add(&text, "no duration was read");
        } else {
            str_buf_printf(&text, "read as %.0f min, not %.0f", read->minutes,
                           event->minutes);
        }
    }
    if (has_steps && read->n_steps != (double)event->n_steps) {
        str_buf_printf(&text, "%s%.0f steps read, not %zu", text.length > 0 ? "; " : "",
                       isnan(read->n_steps) ? 0 : read->n_steps, event->n_steps);
    }
    if (fabs(read->load - event->load) >
        fmax(5, event->load * PERCENT_OF_LOAD / 100)) { /* unknown ones do not differ */
        str_buf_printf(&text, "%sload %.0f, not %.0f", text.length > 0 ? "; " : "",
                       read->load, event->load);
    }
    const char *copy = text.length > 0 ? arena_text(arena, str_buf_text(&text)) : NULL;
    str_buf_release(&text);
    return copy;
}
