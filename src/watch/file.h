/* Small files that are there whole or not at all, also after a crash or power cut. */
#ifndef WATCH_FILE_H
#define WATCH_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Writes text under a temporary name beside path, to the disk, and renames it to path: who
 * reads path finds the old text or the new one. A temporary file that a crash left is
 * overwritten by the next. One writer of a path at a time. mode: of the new file. ERR_STORE
 * with the path.
 */
MUST_CHECK bool watch_file_put(const char *path, const char *text, unsigned mode,
                               struct err *err);

/* The whole file, free() it; NULL with code ERR_NOT_FOUND when there is none, ERR_STORE
 * when it cannot be read or holds more than max_bytes. */
MUST_CHECK char *watch_file_get(const char *path, size_t max_bytes, struct err *err);

#endif
