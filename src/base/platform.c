#include "base/platform.h"

#include <stdlib.h> /* so that __GLIBC__ is known */

#include <sys/resource.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/banned.h"

void platform_memory_init(void)
{
#ifdef __GLIBC__
    /* Setting it stops glibc from raising it to the size of the largest block freed so far.
     */
    (void)mallopt(M_MMAP_THRESHOLD, 128 * 1024);
#endif
}

void platform_dumps_forbid(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
}

void platform_memory_trim(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}
