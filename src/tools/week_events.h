/*
 * The sessions of a plan as events of the calendar: what is sent, and what the service made
 * of it.
 */
#ifndef TOOLS_WEEK_EVENTS_H
#define TOOLS_WEEK_EVENTS_H

#include "base/arena.h"
#include "json/json.h"
#include "model/athlete.h"
#include "plan/plan.h"
#include "workout/workout.h"

/* What is meant with a session. */
struct week_event {
    const char *name;  /* "Run tempo 40 min": the kind is read from it again */
    const char *text;  /* workout text; NULL for what is not prescribed */
    double minutes;    /* of the steps, else of the session */
    size_t n_steps;    /* repeats carried out; 0: none */
    double load;       /* training load points; NAN: unknown */
    const char *brief; /* main set in a few words; NULL */
    double km;         /* that was told; NAN: none */
    const char *note;  /* what was told and is not kept, and why; NULL */
};

/* What was told of a session beside its kind and length. Texts of people: data. */
struct week_told {
    const char *name; /* NULL: none */
    const char *text;
    double km; /* NAN: none */
};

/* Texts live in the arena. */
void week_event_of(struct arena *arena, const struct plan_input *input,
                   const struct athlete *athlete, const struct plan_session *session,
                   struct week_event *ret);
/*
 * What was told takes the place of what we make: the name (behind ours where it alone would
 * be read as another kind), km, and the text as far as it is prose or its steps are the
 * session that was judged, by length and intensity; else ret->note says why not.
 */
void week_event_tell(struct arena *arena, const struct athlete *athlete,
                     const struct plan_session *session, const struct week_told *told,
                     struct week_event *ret);
/*
 * What a workout text means, read as the service reads it: minutes, steps, load, text;
 * text stays NULL for prose, which has no step of a length. ret_totals may be NULL. False
 * with err when a line cannot be meant so.
 */
bool week_event_read_text(struct arena *arena, const struct athlete *athlete,
                          enum sport sport, const char *text, struct week_event *ret,
                          struct workout_totals *ret_totals, struct err *err);
/* The members to send; new reference. */
json_t *week_event_json(day_num first_day, const struct plan_session *session,
                        const struct week_event *event);

/* What an image (intervals/image.h) shows of a workout; NAN: nothing. */
struct week_event_read {
    double minutes;
    double n_steps;
    double load;
};
struct week_event_read week_event_read(const char *image);
/* "read as 38 min, not 40; 5 steps, not 7"; NULL: as it was meant. Load may differ by a
 * tenth: the service has the athlete's thresholds of the day. */
const char *week_event_difference(struct arena *arena, const struct week_event *event,
                                  const struct week_event_read *read);

#endif
