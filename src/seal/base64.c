#include "seal/base64.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "base/banned.h"

bool seal_base64_read(const char *text, size_t n_text_bytes, char **ret_bytes,
                      size_t *ret_n_bytes)
{
    size_t n_bytes = 0;
    const char *end = NULL;
    char *bytes = xmalloc(n_text_bytes / 4 * 3 + 4);
    bool is_good = n_text_bytes % 4 == 0 &&
                   sodium_base642bin((unsigned char *)bytes, n_text_bytes / 4 * 3 + 3, text,
                                     n_text_bytes, NULL, &n_bytes, &end,
                                     sodium_base64_VARIANT_ORIGINAL) == 0 &&
                   end == text + n_text_bytes;
    if (!is_good) {
        free(bytes);
        return false;
    }
    bytes[n_bytes] = '\0';
    *ret_bytes = bytes;
    *ret_n_bytes = n_bytes;
    return true;
}

char *seal_base64_write(const void *bytes, size_t n_bytes)
{
    size_t size = sodium_base64_encoded_len(n_bytes, sodium_base64_VARIANT_ORIGINAL);
    char *text = xmalloc(size);
    (void)sodium_bin2base64(text, size, bytes, n_bytes, sodium_base64_VARIANT_ORIGINAL);
    return text;
}
