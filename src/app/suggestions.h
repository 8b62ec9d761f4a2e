/* What the argument of a prompt may be: fixed words, and sessions and race days from the
 * store. Nothing is fetched for it. */
#ifndef APP_SUGGESTIONS_H
#define APP_SUGGESTIONS_H

#include "app/door.h"

/*
 * Appends what fits the typed text, best first. Of the argument `session` the newest
 * sessions whose line ("Thu 2026-01-08 Run "Easy" (i91000411)") holds it, letter case
 * aside; of race_date the coming races; of others words that begin so. Only athletes that
 * the door may see; with several each line names his.
 */
void suggestions_add(struct app_door *door, const char *argument, const char *typed,
                     json_t *values);

#endif
