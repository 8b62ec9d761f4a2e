/* Included last in every .c file: names that this code does not use, and why not. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* Unbounded or silent about errors. */
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gets rand srand
#ifndef BASE_CLOCK_OWNER
/* The clock and the zone are base/clock's alone. */
#pragma GCC poison localtime gmtime mktime localtime_r gmtime_r tzset setenv
#endif
#ifndef CLI_OWNS_STDOUT
/* Standard output belongs to the protocol. */
#pragma GCC poison printf puts putchar
#endif

#endif
