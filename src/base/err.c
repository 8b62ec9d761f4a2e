#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

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
    str_copy(err->message, sizeof err->message, message);
    str_copy(err->hint, sizeof err->hint, hint != NULL ? hint : "");
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
