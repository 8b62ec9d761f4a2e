#include "base/platform.h"

#include <stdlib.h> /* so that __GLIBC__ is known */

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/banned.h"

void platform_memory_trim(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}
