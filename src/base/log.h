/* Log lines to stderr: "level area: text". Never a key, a token or personal data. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* The one mutable global of the program; set once by cli. Default: LOG_WARN. */
void log_level_set(enum log_level level);

/* One line; line breaks inside become spaces. */
void log_line(enum log_level level, const char *area, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
