/* Private keys are taken out of every object before a byte of it reaches a file or an
 * answer. */
#ifndef INTERVALS_REDACT_H
#define INTERVALS_REDACT_H

#include <stdbool.h>

#include <jansson.h>

/* True for names such as email, icu_api_key, anything with "token", "secret" or "password".
 */
bool intervals_key_is_private(const char *key);
/* Remove private members at any depth; true when something was removed. */
bool intervals_redact(json_t *value);
/* True when a private member stands anywhere inside. */
bool intervals_has_private(const json_t *value);

#endif
