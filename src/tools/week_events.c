#include "tools/week_events.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "plan/event_name.h"
#include "plan/infer.h"
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
                               .load = session->load,
                               .km = (double)NAN};
    if (plan_is_prescribed(session->kind) &&
        plan_prescribe(session, input, athlete, arena, workout, words, NULL)) {
        workout_take(arena, words, workout, ret);
    }
}

bool week_event_read_text(struct arena *arena, const struct athlete *athlete,
                          enum sport sport, const char *text, struct week_event *ret,
                          struct workout_totals *ret_totals, struct err *err)
{
    struct workout *workout = arena_alloc(arena, 1, sizeof *workout);
    struct workout_flat_step *steps = arena_alloc(arena, WORKOUT_FLAT_STEPS, sizeof *steps);
    struct workout_remarks remarks = {0};
    struct workout_thresholds thresholds;
    size_t n_steps = 0;
    if (!workout_text_parse(text, arena, workout, &remarks, err)) {
        return false;
    }
    for (size_t i = 0; i < remarks.n_found && i < WORKOUT_REMARKS; i++) {
        if (remarks.found[i].kind != WORKOUT_REMARK_NO_LENGTH) {
            return err_set(err, ERR_BAD_ARGUMENT,
                           "Read soleus://workout-syntax, or give kind instead of text.",
                           "line %zu of text: %s", remarks.found[i].line,
                           workout_remark_text(remarks.found[i].kind));
        }
    }
    plan_thresholds_of(athlete, sport, &thresholds);
    struct workout_totals totals = workout_totals(workout, &thresholds);
    if (workout->n_steps == 0 || !(totals.duration_s > 0)) {
        return true;
    }
    if (!workout_flatten(workout, &thresholds, WORKOUT_FLAT_STEPS, steps, &n_steps, err)) {
        return false;
    }
    ret->text = text;
    ret->minutes = totals.duration_s / 60;
    ret->n_steps = n_steps;
    ret->load = totals.training_load;
    if (ret_totals != NULL) {
        *ret_totals = totals;
    }
    return true;
}

/* ---- what was told ---- */

/* Would the calendar's week be read as the kind that was judged? */
static bool is_read_so(const struct plan_session *session, const char *name,
                       const char *text)
{
    struct plan_given given;
    struct plan_inferred inferred;
    plan_given_init(&given, session->sport, session->minutes);
    given.name = name;
    given.text = text;
    given.km = session->km;
    plan_infer(&given, &inferred);
    return inferred.kind == session->kind;
}

/* Why a told text is not the session that was judged; NULL: it is, and is taken. */
static const char *text_tell(struct arena *arena, const struct athlete *athlete,
                             const struct plan_session *session, const char *text,
                             struct week_event *ret)
{
    enum { SAME_MIN = 1 };
    static const double SAME_INTENSITY = 0.07; /* of threshold, beyond what was judged */
    struct err err = {0};
    struct workout_totals totals = {.intensity_pct = (double)NAN};
    struct week_event meant = *ret;
    meant.text = NULL;
    if (!week_event_read_text(arena, athlete, session->sport, text, &meant, &totals,
                              &err)) {
        return arena_printf(arena, "its text is not kept (%s)", err.message);
    }
    if (meant.text == NULL) { /* prose */
        meant = (struct week_event){.name = ret->name,
                                    .text = text,
                                    .minutes = session->minutes,
                                    .load = session->load};
    } else if (fabs(meant.minutes - session->minutes) > SAME_MIN) {
        return arena_printf(arena,
                            "its text is not kept: its steps last %.0f min, not %.0f",
                            meant.minutes, session->minutes);
    } else if (totals.intensity_pct / 100 > sqrt(session->q2) + SAME_INTENSITY) {
        return arena_printf(arena,
                            "its text is not kept: its steps are harder (%.0f %% of "
                            "threshold) than the %s that was judged",
                            totals.intensity_pct, plan_kind_info(session->kind)->name);
    }
    meant.brief = NULL;
    *ret = meant;
    return NULL;
}

void week_event_tell(struct arena *arena, const struct athlete *athlete,
                     const struct plan_session *session, const struct week_told *told,
                     struct week_event *ret)
{
    const char *note = NULL;
    const char *made = ret->name;
    if (told->text != NULL) {
        note = text_tell(arena, athlete, session, told->text, ret);
    }
    if (told->name != NULL) {
        ret->name = is_read_so(session, told->name, ret->text)
                        ? told->name
                        : arena_printf(arena, "%s: %s", made, told->name);
    }
    ret->km = told->km;
    ret->note = note;
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
    if (event->km > 0) {
        (void)json_object_set_new(object, "distance",
                                  json_number_or_null(event->km * 1000, 0));
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
