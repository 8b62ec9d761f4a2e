#include "seal/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/banned.h"

enum { DIGEST_BYTES = 16 };

/* sodium_init is not needed: none of these functions uses randomness or what it sets up. */

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct seal_digest),
               "state too large");
_Static_assert(_Alignof(crypto_generichash_state) <= 64, "state needs more alignment");
_Static_assert(SEAL_DIGEST_SIZE == 2 * DIGEST_BYTES + 1, "two digits per byte");

static crypto_generichash_state *state_of(struct seal_digest *digest)
{
    return (crypto_generichash_state *)(void *)digest->opaque;
}

void seal_digest_init(struct seal_digest *digest)
{
    (void)crypto_generichash_init(state_of(digest), NULL, 0, DIGEST_BYTES);
}

void seal_digest_update(struct seal_digest *digest, const void *bytes, size_t n_bytes)
{
    if (n_bytes > 0) {
        (void)crypto_generichash_update(state_of(digest), bytes, n_bytes);
    }
}

void seal_digest_final(struct seal_digest *digest, char text[SEAL_DIGEST_SIZE])
{
    unsigned char bytes[DIGEST_BYTES];
    (void)crypto_generichash_final(state_of(digest), bytes, sizeof bytes);
    (void)sodium_bin2hex(text, SEAL_DIGEST_SIZE, bytes, sizeof bytes);
    sodium_memzero(digest, sizeof *digest);
}

void seal_digest_hex(const void *bytes, size_t n_bytes, char text[SEAL_DIGEST_SIZE])
{
    struct seal_digest digest;
    seal_digest_init(&digest);
    seal_digest_update(&digest, bytes, n_bytes);
    seal_digest_final(&digest, text);
}

bool seal_equal_constant_time(const void *a, const void *b, size_t n_bytes)
{
    return n_bytes == 0 || sodium_memcmp(a, b, n_bytes) == 0;
}
