#include "auth.h"

#include "text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int base64_value(char letter)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = letter != '\0' ? strchr(alphabet, letter) : NULL;
    return found != NULL ? (int)(found - alphabet) : -1;
}

/* The decoded text, or NULL when it is not base64; the caller frees it. */
static char *base64_decode(const char *encoded)
{
    size_t length = strcspn(encoded, "=");
    if (encoded[length + strspn(encoded + length, "=")] != '\0') {
        return NULL;
    }
    AUTO_FREE char *decoded = mem_zalloc(length + 1, 1);
    size_t n = 0;
    uint32_t bits = 0;
    int n_bits = 0;
    for (size_t i = 0; i < length; i++) {
        int value = base64_value(encoded[i]);
        if (value < 0) {
            return NULL;
        }
        bits = (bits << 6 | (uint32_t)value) & 0xFFFFU;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            decoded[n++] = (char)(bits >> n_bits & 0xFFU);
        }
    }
    return mem_strdup(decoded);
}

static const char *after_scheme(const char *header, const char *scheme)
{
    size_t length = strlen(scheme);
    if (strncasecmp(header, scheme, length) != 0 || header[length] != ' ') {
        return NULL;
    }
    return header + length + strspn(header + length, " ");
}

enum caller auth_check(const char *header, const char *key, const char *token)
{
    if (header == NULL) {
        return CALLER_UNKNOWN;
    }
    const char *bearer = after_scheme(header, "Bearer");
    if (bearer != NULL) {
        if (token != NULL && strcmp(bearer, token) == 0) {
            return CALLER_TOKEN;
        }
        return strcmp(bearer, key) == 0 ? CALLER_REFUSED : CALLER_UNKNOWN;
    }
    const char *basic = after_scheme(header, "Basic");
    AUTO_FREE char *login = basic != NULL ? base64_decode(basic) : NULL;
    if (login == NULL || strncmp(login, "API_KEY:", 8) != 0) {
        return CALLER_UNKNOWN;
    }
    return strcmp(login + 8, key) == 0 ? CALLER_KEY : CALLER_UNKNOWN;
}
