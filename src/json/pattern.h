/*
 * The regular expressions that schemas may use: "^", then pieces, then "$". A piece is one
 * character, a class ([A-Za-z0-9_-], \d, \w, or . for any byte but a control character),
 * with an optional count ({3}, {1,5}, {2,}, ?, *, +). A special character is written after
 * a backslash. No groups, no alternatives, no negation: such a pattern is refused when the
 * program is built. Matching is linear in pieces and quadratic in the text, which may have
 * at most JSON_PATTERN_TEXT_MAX bytes (longer texts do not match).
 */
#ifndef JSON_PATTERN_H
#define JSON_PATTERN_H

#include <stdbool.h>

enum { JSON_PATTERN_TEXT_MAX = 256 };

bool json__pattern_is_supported(const char *pattern);
/* pattern must be a supported one; an unsupported one matches nothing. */
bool json__pattern_matches(const char *pattern, const char *text);

#endif
