#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

/* Bytes that are no UTF-8 (a value cut by "%.60s") are dropped: no answer could carry them.
 */
static void copy_utf8(char *to, size_t size, const char *from)
{
    size_t n_out = 0;
    while (*from != '\0') {
        size_t n_left = strnlen(from, 4);
        size_t n_bytes = 1;
        while (n_bytes <= n_left && !str_is_utf8(from, n_bytes)) {
            n_bytes++;
        }
        if (n_bytes > n_left) {
            from++;
            continue;
        }
        if (n_out + n_bytes >= size) {
            break;
        }
        memcpy(to + n_out, from, n_bytes);
        n_out += n_bytes;
        from += n_bytes;
    }
    to[n_out] = '\0';
}

bool err_set(struct err *err, enum err_code code, const char *hint, const char *format, ...)
{
    if (err == NULL) {
        return false;
    }
    char message[512];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(message, sizeof message, format, values);
    va_end(values);
    err->code = code;
    err->retry_after_s = 0;
    copy_utf8(err->message, sizeof err->message, message);
    copy_utf8(err->hint, sizeof err->hint, hint != NULL ? hint : "");
    return false;
}

const char *err_code_name(enum err_code code)
{
    switch (code) {
    case ERR_NONE:
        return "NONE";
    case ERR_BAD_ARGUMENT:
        return "BAD_ARGUMENT";
    case ERR_NOT_FOUND:
        return "NOT_FOUND";
    case ERR_NO_DATA:
        return "NO_DATA";
    case ERR_AUTH:
        return "AUTH";
    case ERR_RATE_LIMITED:
        return "RATE_LIMITED";
    case ERR_UPSTREAM:
        return "UPSTREAM";
    case ERR_TIMEOUT:
        return "TIMEOUT";
    case ERR_CANCELLED:
        return "CANCELLED";
    case ERR_STORE:
        return "STORE";
    case ERR_INTERNAL:
        break;
    }
    return "INTERNAL";
}
