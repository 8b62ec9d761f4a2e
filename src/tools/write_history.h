/* What we did ourselves to an entry of the calendar after a write: the journal tells it
 * from what others did. */
#ifndef TOOLS_WRITE_HISTORY_H
#define TOOLS_WRITE_HISTORY_H

#include "data/writes.h"

/*
 * Did a later step of ours take the event out that this write left, for good? One that was
 * removed and made again by an undo (with another number) is there. False also when the
 * journal cannot be read.
 */
bool write_is_removed(struct data_view *view, const struct service_write *write);

/* Is the event as a later step of ours left it? Then nobody else has changed it. Of the
 * store as it is. */
bool write_is_own_change(struct data_view *view, const struct service_write *write);

#endif
