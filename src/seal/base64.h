/* Standard base64 (RFC 4648, section 4), with padding, read strictly. */
#ifndef SEAL_BASE64_H
#define SEAL_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/*
 * *ret_bytes (free() it; a zero byte follows) and their number. False when text has a
 * character outside the alphabet, lacks padding, has too much of it, or sets bits that
 * stand for nothing.
 */
bool seal_base64_read(const char *text, size_t n_text_bytes, char **ret_bytes,
                      size_t *ret_n_bytes);
/* The text of bytes[n_bytes]; free() it. */
char *seal_base64_write(const void *bytes, size_t n_bytes);

#endif
