#include "base/random.h"

#include <stdlib.h>
#include <unistd.h>
#include "base/banned.h"

void random_bytes(void *bytes, size_t n_bytes)
{
    unsigned char *at = bytes;
    while (n_bytes > 0) {
        size_t n_now = n_bytes > 256 ? 256 : n_bytes; /* getentropy's own limit */
        if (getentropy(at, n_now) != 0) {
            abort();
        }
        at += n_now;
        n_bytes -= n_now;
    }
}

uint32_t random_below(uint32_t limit)
{
    uint32_t value = 0;
    uint32_t n_fair = UINT32_MAX - UINT32_MAX % limit;
    do {
        random_bytes(&value, sizeof value);
    } while (value >= n_fair);
    return value % limit;
}

void random_handle(char *text, size_t n_chars)
{
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz"; /* 32 characters */
    unsigned char bytes[64];
    size_t i = 0;
    while (i < n_chars) {
        size_t n_now = n_chars - i > sizeof bytes ? sizeof bytes : n_chars - i;
        random_bytes(bytes, n_now);
        for (size_t k = 0; k < n_now; k++) {
            text[i++] = alphabet[bytes[k] & 31U];
        }
    }
    text[n_chars] = '\0';
}
