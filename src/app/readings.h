/*
 * What a client reads of an athlete without calling a tool: the resources
 * soleus://athlete/{id}/profile and soleus://athlete/{id}/latest-assessment.
 */
#ifndef APP_READINGS_H
#define APP_READINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/door.h"
#include "base/str.h"

/* Offers them: listed for each athlete that the door may see, and as templates. */
bool readings_add(struct app_door *door);
/* The client gave the call up; true when it was a reading. */
bool readings_cancel(struct app_door *door, uint64_t call_id);
/* Those that were not answered are forgotten. */
void readings_release(struct app_door *door);

/*
 * Is the uri such a resource of an athlete that the door may see? Where only the key's
 * owner is served: "0", the id that was configured, or his real one once it is known.
 */
bool readings_offers(const struct app_door *door, const char *uri);

/*
 * The athlete of the uri of a latest-assessment, as the door knows him: one of its scope,
 * or, where only the key's owner is served, as the uri names him. NULL when the uri is
 * another, or of somebody else. Alive as long as the door.
 */
const char *readings_assessed(const struct app_door *door, const char *uri);
/* "soleus://athlete/i7/latest-assessment" */
void readings_assessment_uri(struct str_buf *to, const char *athlete);

#endif
