/*
 * Telling subscribers that an athlete's newest assessment is another one.
 *
 * An athlete is followed from the first subscription to his latest-assessment until nobody
 * is left: by the same light look that `soleus watch` takes, at the same intervals, and
 * without any request after each sync that a call has brought. Subscribers of every door
 * that may see the athlete are told.
 */
#ifndef APP_UPDATES_H
#define APP_UPDATES_H

#include "app/door.h"

struct app_updates;

/* A door opened or ends. The first one makes what is needed, the app keeps it. */
void updates_door_add(struct app_door *door);
void updates_door_remove(struct app_door *door);
/* A client of the door subscribed to the uri, which may be anything. */
void updates_subscribed(struct app_door *door, const char *uri);
/* Activities were synced: look if there is a newer one, from the store. */
void updates_synced(struct app *app);
/* The app closes: its calls are dropped already. Then free, once the loop has ended. */
void updates_close(struct app_updates *updates);
void updates_free(struct app_updates *updates);

#endif
