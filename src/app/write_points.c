#include "app/write_points.h"

#include "base/banned.h"

void app__write_point(const char *where)
{
    (void)where;
}

int app__write_settle_ms(void)
{
    return 2000;
}

int app__write_grace_ms(void)
{
    return 60 * 1000;
}

int app__write_wait_ms(void)
{
    return 5000;
}

int app__write_lock_ms(void)
{
    return 10 * 1000;
}

int app__write_timeout_ms(void)
{
    return 30 * 1000;
}

int app__write_decided_ms(void)
{
    return 120 * 1000;
}
