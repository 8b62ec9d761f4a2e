/* Taking back one change of the service's data: the change that restores what was there. */
#ifndef TOOLS_WRITE_UNDO_H
#define TOOLS_WRITE_UNDO_H

#include "data/writes.h"
#include "tools/effects.h"

/* What people set in an event, of its image (model/service_write.h): without what the
 * service computes. A new reference; NULL when there is no image. */
json_t *write_image_settable(const char *image);

/*
 * List the undo of a step that is done: an event that was created is removed, a removed one
 * made again (with a new id), members that were changed (by the service too, with what was
 * sent) are set as they were. It is only
 * sent while the service shows what the step left there. False when there are too many.
 */
bool write_undo_add(struct tool_effects *effects, const struct service_write *forward);

#endif
