/* Steps of the proofs of edit_calendar. */
#ifndef TESTS_WRITES_EDITS_H
#define TESTS_WRITES_EDITS_H

#include "writes.h"

#define RIDE                                                                               \
    "{'action':'add','category':'WORKOUT','day':'2026-11-23','start':'12:00',"             \
    "'sport':'Ride','name':'Spin','text':'- 30m Z2\\n\\n- 10m Z1'}"

/* The preview's handle. */
void edit_preview(struct session *session, const char *args, char token[TOKEN_SIZE]);
/* edit_calendar on it: {'edit_token':..., more}; the whole result, a new reference. */
json_t *edit_by_token(struct session *session, const char *token, const char *more);
/* The same, and its answer's state. */
void edit_expect(struct session *session, const char *token, const char *more,
                 const char *state);
/* Preview and confirmation. */
void edit_write(struct session *session, const char *args, char token[TOKEN_SIZE]);
/* The only event that was added under the handle (""): any of ours; a new reference. */
json_t *edit_own_event(struct rig *rig, const char *token);
/* Handle of a written change of the only event of ours; more: {'event_id':..,more}. */
void edit_own(struct rig *rig, struct session *session, const char *more,
              char token[TOKEN_SIZE]);
/* A text of an event; "" when there is none. */
const char *event_text(const json_t *event, const char *key);
/* Pain that stops every run. */
void pain_tell(struct session *session);

#endif
