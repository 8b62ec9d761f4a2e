/* Digests and comparison of secrets (libsodium). No key is kept here; nothing can fail. */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include <stdbool.h>
#include <stddef.h>

enum { SEAL_DIGEST_SIZE = 33 }; /* 32 hexadecimal digits and the final zero byte */

/* BLAKE2b with 128 bits of n_bytes (0 is fine, then bytes may be NULL), in lower-case
 * hexadecimal. */
void seal_digest_hex(const void *bytes, size_t n_bytes, char text[SEAL_DIGEST_SIZE]);

/* The same in pieces: init, update any number of times, final once. The caller's memory. */
struct seal_digest {
    _Alignas(64) unsigned char opaque[384];
};
void seal_digest_init(struct seal_digest *digest);
void seal_digest_update(struct seal_digest *digest, const void *bytes, size_t n_bytes);
/* Wipes the state. */
void seal_digest_final(struct seal_digest *digest, char text[SEAL_DIGEST_SIZE]);

/* Compares in a time that depends on n_bytes alone: for tokens and digests of tokens. */
bool seal_equal_constant_time(const void *a, const void *b, size_t n_bytes);

#endif
