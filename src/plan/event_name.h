/*
 * The name of a session that we put into the calendar, "Run tempo 40 min". It says the kind
 * to a person, and to us when the week is read again: the words of our own descriptions
 * ("steady", "a changed stride") would else be taken for what the session is.
 */
#ifndef PLAN_EVENT_NAME_H
#define PLAN_EVENT_NAME_H

#include "plan/plan.h"

enum { PLAN_EVENT_NAME_SIZE = 64 };

/* Of kinds without a name of their own (other, race) the sport's. */
void plan_event_name(const struct plan_session *session, char ret[PLAN_EVENT_NAME_SIZE]);
/* The kind (and minutes, unless NULL) that a name made above says, also with ": " and a
 * name that was told behind it; false for any other name. name may be NULL. */
bool plan_event_name_kind(const char *name, enum plan_kind *ret, double *ret_minutes);

#endif
