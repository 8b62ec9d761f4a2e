/* In place of src/app/write_points.c: a lost reply is waited for no longer than the fake
 * service on this machine may take. */
#include "app/write_points.h"

#include <stdlib.h>

enum {
    SETTLE_MS = 30,
    GRACE_MS = 60,
    WAIT_MS = 5000,
    LOCK_MS = 10000,
    TIMEOUT_MS = 30000,
    DECIDED_MS = 120000
};

static int told_or(const char *name, int usual)
{
    const char *told = getenv(name);
    return told != NULL ? (int)strtol(told, NULL, 10) : usual;
}

void app__write_point(const char *where)
{
    (void)where;
}

int app__write_settle_ms(void)
{
    return SETTLE_MS;
}

int app__write_grace_ms(void)
{
    return told_or("SOLEUS_TEST_WRITE_GRACE_MS", GRACE_MS);
}

int app__write_wait_ms(void)
{
    return WAIT_MS;
}

int app__write_lock_ms(void)
{
    return told_or("SOLEUS_TEST_WRITE_LOCK_MS", LOCK_MS);
}

int app__write_timeout_ms(void)
{
    return told_or("SOLEUS_TEST_WRITE_TIMEOUT_MS", TIMEOUT_MS);
}

int app__write_decided_ms(void)
{
    return told_or("SOLEUS_TEST_WRITE_DECIDED_MS", DECIDED_MS);
}
