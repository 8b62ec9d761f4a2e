/*
 * Which real athlete id a login's "0" stands for: small files <data_dir>/accounts/<hash>,
 * so that it is asked of the service once. The hash is the caller's, over key and base URL;
 * neither is stored.
 */
#ifndef STORE_ALIAS_H
#define STORE_ALIAS_H

#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"

enum { STORE_ID_SIZE = LIMIT_ID_BYTES + 1 };

/*
 * hash_hex: 16 to 128 lower-case hexadecimal digits. ERR_NOT_FOUND when not known (or
 * unreadable).
 */
MUST_CHECK bool store_alias_get(const char *data_dir, const char *hash_hex,
                                char ret_athlete_id[STORE_ID_SIZE], struct err *err);
/*
 * Written whole or not at all (temporary file, then rename); makes the folders when absent.
 */
MUST_CHECK bool store_alias_put(const char *data_dir, const char *hash_hex,
                                const char *athlete_id, struct err *err);

#endif
