/* Assessments as Markdown files in a folder of the user's. */
#ifndef WATCH_FOLDER_H
#define WATCH_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { WATCH_PATH_SIZE = 1024 };

/* An existing folder that can be written, as an absolute path without links. */
MUST_CHECK bool watch_folder_check(const char *folder, char path[WATCH_PATH_SIZE],
                                   struct err *err);

/*
 * Writes the text once per activity and revision, as DAY-ID-REVISION.md (the revision's
 * first 12 digits). When that file is there, nothing happens and *ret_is_new is false:
 * whoever stopped between the file and remembering it finds it done. path[WATCH_PATH_SIZE]:
 * what it is called. day, id and revision hold only letters, digits, '-' and '_'
 * (ERR_BAD_ARGUMENT).
 */
MUST_CHECK bool watch_folder_put(const char *folder, const char *day, const char *id,
                                 const char *revision, const char *text, bool *ret_is_new,
                                 char path[WATCH_PATH_SIZE], struct err *err);

#endif
