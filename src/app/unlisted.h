/*
 * Words for clients that see a part of the tools: what names a tool that is not listed says
 * of which kind it is instead, so that nobody looks for it.
 */
#ifndef APP_UNLISTED_H
#define APP_UNLISTED_H

#include <stdbool.h>

#include <jansson.h>

/*
 * groups: of app/catalogue.h. The text told anew, without the lines that only hand over
 * something for an unlisted tool (a plan_token); free() it. NULL: nothing is to be changed.
 */
char *unlisted_told(unsigned groups, const char *text);
/* In place, in every text inside the value, to LIMIT_JSON_DEPTH; its keys stay. */
void unlisted_tell(unsigned groups, json_t *value);

#endif
