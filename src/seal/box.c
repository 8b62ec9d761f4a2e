#include "seal/box.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/xalloc.h"
#include "base/banned.h"

/* sodium_init is not needed here either: the randomness is the kernel's, by base/random. */

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    URL_SAFE = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

_Static_assert(sizeof(struct seal_key) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
               "a key is as long as the cipher wants it");

void seal_key_init(struct seal_key *key)
{
    random_bytes(key->bytes, sizeof key->bytes);
}

void seal_key_release(struct seal_key *key)
{
    sodium_memzero(key, sizeof *key);
}

char *seal_close(const struct seal_key *key, const void *plain, size_t n_plain_bytes,
                 const void *bound, size_t n_bound_bytes)
{
    unsigned long long n_sealed = 0;
    AUTO_FREE unsigned char *box = xmalloc(NONCE_BYTES + n_plain_bytes + TAG_BYTES);
    random_bytes(box, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE_BYTES, &n_sealed, plain,
                                                     n_plain_bytes, bound, n_bound_bytes,
                                                     NULL, box, key->bytes);
    size_t n_box_bytes = NONCE_BYTES + (size_t)n_sealed;
    size_t size = sodium_base64_encoded_len(n_box_bytes, URL_SAFE);
    char *text = xmalloc(size);
    (void)sodium_bin2base64(text, size, box, n_box_bytes, URL_SAFE);
    return text;
}

bool seal_open(const struct seal_key *key, const char *text, const void *bound,
               size_t n_bound_bytes, char **ret_plain, size_t *ret_n_bytes)
{
    size_t length = strlen(text);
    size_t n_box_bytes = 0;
    const char *end = NULL;
    AUTO_FREE unsigned char *box = xmalloc(length + 1);
    if (sodium_base642bin(box, length, text, length, NULL, &n_box_bytes, &end, URL_SAFE) !=
            0 ||
        end != text + length || n_box_bytes < (size_t)NONCE_BYTES + TAG_BYTES) {
        return false;
    }
    unsigned long long n_plain_bytes = 0;
    char *plain = xmalloc(n_box_bytes);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            (unsigned char *)plain, &n_plain_bytes, NULL, box + NONCE_BYTES,
            n_box_bytes - NONCE_BYTES, bound, n_bound_bytes, box, key->bytes) != 0) {
        free(plain);
        return false;
    }
    plain[n_plain_bytes] = '\0';
    *ret_plain = plain;
    *ret_n_bytes = (size_t)n_plain_bytes;
    return true;
}
