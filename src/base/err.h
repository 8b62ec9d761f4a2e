/* Errors: one fixed-size type, so that reporting one cannot fail. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))

enum err_code {
    ERR_NONE = 0,
    ERR_BAD_ARGUMENT,
    ERR_NOT_FOUND,
    ERR_NO_DATA,
    ERR_AUTH,
    ERR_RATE_LIMITED,
    ERR_UPSTREAM,
    ERR_TIMEOUT,
    ERR_CANCELLED,
    ERR_STORE,
    ERR_INTERNAL
};

/* message: what happened, with the value. hint: what to do now. Neither holds a key, token
 * or full URL. */
struct err {
    enum err_code code;
    char message[256];
    char hint[256];
    int retry_after_s; /* 0 = not known */
};

/*
 * Fill err (cut at its size, on a UTF-8 boundary; bytes that are no UTF-8 are dropped) and
 * return false, so that a function can `return err_set(...)`. hint may be NULL. err may be
 * NULL: then nothing is recorded.
 */
bool err_set(struct err *err, enum err_code code, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* "BAD_ARGUMENT" and so on; never NULL. */
const char *err_code_name(enum err_code code);

#endif
