#ifndef FAKE_AUTH_H
#define FAKE_AUTH_H

/* Who asks, as far as the Authorization header says. */
enum caller {
    CALLER_UNKNOWN, /* 401: no credentials, or wrong ones */
    CALLER_REFUSED, /* 403: the API key sent as a bearer token */
    CALLER_KEY,     /* the owner's API key: reaches the owner and the athletes coached */
    CALLER_TOKEN    /* a bearer token: reaches the owner only */
};

/* `header` may be NULL; `token` may be NULL (then no bearer token is valid). */
enum caller auth_check(const char *header, const char *key, const char *token);

#endif
