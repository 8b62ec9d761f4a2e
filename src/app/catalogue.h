/*
 * Which tools a server lists: all, or some groups of them for models that few tools suit
 * better; and what it tells a model about how to use those that are there.
 */
#ifndef APP_CATALOGUE_H
#define APP_CATALOGUE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * "read,plan" to bits, one a group; ERR_BAD_ARGUMENT names the groups when one is unknown
 * or none is given. athlete_profile and lower_limb_load_status are of every group: without
 * the load check nothing else may be advised.
 */
MUST_CHECK bool catalogue_groups_read(const char *text, unsigned *ret_groups,
                                      struct err *err);
/* groups: bits, or 0 for all. A tool of no group is listed only with all. */
bool catalogue_has(unsigned groups, const char *tool);
/* The same without the tools that write to the service; not 0. */
unsigned catalogue_reading(unsigned groups);
/* "a diary tool (not listed here)": for a tool that is not. */
const char *catalogue_kind_words(const char *tool);
/* The tool is of some group: a test wants it of each. */
bool catalogue_knows(const char *tool);

/* The server's instructions for the tools that are listed; free() them. */
char *catalogue_instructions(unsigned groups);

#endif
