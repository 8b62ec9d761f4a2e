/*
 * own.sqlite: what the athlete told us and what we did for them. Precious and append-only;
 * its tables come with the tools that write them. Here: opening, migrations, and `meta`.
 *
 * The file is opened by the first call below and made by the first one that writes. A file
 * of a newer version, a damaged one, or one that is no file of ours is refused with an
 * error that names it, and stays as it is. Before a migration of existing data the old file
 * is copied beside it (own.sqlite.before-<version>).
 */
#ifndef STORE_OWN_H
#define STORE_OWN_H

#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"

/* free() the value; ERR_NOT_FOUND when the key (or the whole file) is absent. */
MUST_CHECK bool store_own_meta_get(struct store *store, const char *key, char **ret_value,
                                   struct err *err);
/* On disk when it returns. */
MUST_CHECK bool store_own_meta_put(struct store *store, const char *key, const char *value,
                                   struct err *err);

#endif
