/* In place of src/app/write_points.c: a lost reply is waited for no longer than the fake
 * service on this machine may take. */
#include "app/write_points.h"

enum { SETTLE_MS = 30, GRACE_MS = 60 };

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
    return GRACE_MS;
}
