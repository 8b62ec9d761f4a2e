/* Does the text of an answer tell only numbers that the structured half holds? */
#ifndef TESTS_TOOLS_TOLD_H
#define TESTS_TOOLS_TOLD_H

#include <jansson.h>

/*
 * Fails the test when a number of the text is neither a number of the structured half (as
 * rounded there; "5:25/km" and "1:05 h" as seconds and minutes) nor part of one of its
 * texts. Names between quotation marks and the last line are left out, and so are the
 * phrases: numbers that belong to the wording, such as "30 days". NULL at the end.
 */
void told_check(const json_t *result, const char *const phrases[]);

#endif
