/* One tool call from the command line, waited for. */
#ifndef CLI_RUN_CALL_H
#define CLI_RUN_CALL_H

#include <stdbool.h>

#include <jansson.h>

#include "app/app.h"

/* The call's result (a new reference) and whether it is an error. Progress goes to a
 * terminal's stderr. */
json_t *run_call(struct config *config, const struct tool *tool, const json_t *arguments,
                 bool *ret_is_error);

/* The text blocks of a result, joined by line breaks; "" when there are none. free() it. */
char *run_call_text(const json_t *result);

/* Where text (of run_call_text) says that the answer is stale, and why; NULL when it is
 * not. */
const char *run_call_stale_line(const json_t *result, const char *text);

#endif
