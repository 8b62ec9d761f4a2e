/* What differs between operating systems in this layer. */
#ifndef BASE_PLATFORM_H
#define BASE_PLATFORM_H

/* Once at start: large blocks go back to the system when freed, whatever was allocated
 * before. */
void platform_memory_init(void);
/* No core file of this process: it would hold the API key. */
void platform_dumps_forbid(void);
/* Give freed memory back to the system, where the C library keeps it otherwise. */
void platform_memory_trim(void);

#endif
