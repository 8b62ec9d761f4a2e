/* What the service's own fields say, as intervals_get serves them: units by their names. */
#ifndef CLAIMS_SERVICE_KEYS_H
#define CLAIMS_SERVICE_KEYS_H

#include "claims/keys.h"

/*
 * As claims__key_read, for a field of the service: those whose unit is known have it,
 * others say their words and no unit.
 */
void claims__service_key_read(struct arena *arena, struct arena *scratch,
                              const struct claims__lexicon *lexicon, const char *field,
                              struct claims__key *ret);

#endif
