/*
 * Texts that only this process can make and read (libsodium, XChaCha20-Poly1305), for what
 * an outsider keeps for us: they are unreadable, and a changed one is not opened.
 */
#ifndef SEAL_BOX_H
#define SEAL_BOX_H

#include <stdbool.h>
#include <stddef.h>

struct seal_key {
    unsigned char bytes[32];
};

/* A fresh random key. */
void seal_key_init(struct seal_key *key);
/* Overwrites it. */
void seal_key_release(struct seal_key *key);

/*
 * Seals plain[0..n_plain_bytes) as base64 text of letters, digits, '-' and '_'; free() it.
 * The same plain gives another text each time. bound: what must be the same when it is
 * opened (whose it is, for which request); it is not part of the text.
 */
char *seal_close(const struct seal_key *key, const void *plain, size_t n_plain_bytes,
                 const void *bound, size_t n_bound_bytes);
/*
 * Opens such a text: *ret_plain (free() it; a zero byte follows) and its length. False when
 * the text was not sealed with this key and this bound, or was changed.
 */
bool seal_open(const struct seal_key *key, const char *text, const void *bound,
               size_t n_bound_bytes, char **ret_plain, size_t *ret_n_bytes);

#endif
