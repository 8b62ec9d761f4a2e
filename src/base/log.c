#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include "base/banned.h"

static enum log_level max_level = LOG_WARN;

void log_level_set(enum log_level level)
{
    max_level = level;
}

void log_line(enum log_level level, const char *area, const char *format, ...)
{
    static const char *const names[] = {"error", "warn", "info", "debug"};
    if (level > max_level) {
        return;
    }
    char text[1024];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(text, sizeof text, format, values);
    va_end(values);
    for (char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20) {
            *c = ' ';
        }
    }
    (void)fprintf(stderr, "%s %s: %s\n", names[level], area, text);
}
