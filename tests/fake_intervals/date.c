#include "date.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MS_PER_DAY = 86400000 };

/* Howard Hinnant's days_from_civil and its inverse (public domain algorithms). */
static long day_from_civil(long year, long month, long day)
{
    year -= month <= 2 ? 1 : 0;
    long era = (year >= 0 ? year : year - 399) / 400;
    long year_of_era = year - era * 400;
    long day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_from_day(long day, int *ret_year, int *ret_month, int *ret_day)
{
    day += 719468;
    long era = (day >= 0 ? day : day - 146096) / 146097;
    long day_of_era = day - era * 146097;
    long year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long shifted_month = (5 * day_of_year + 2) / 153;
    long month = shifted_month + (shifted_month < 10 ? 3 : -9);
    *ret_year = (int)(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
    *ret_month = (int)month;
    *ret_day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
}

/* `pattern`: '0' stands for a digit, anything else for itself. Only a prefix is compared.
 */
static bool has_shape(const char *text, const char *pattern)
{
    for (size_t i = 0; pattern[i] != '\0'; i++) {
        bool fits = pattern[i] == '0' ? isdigit((unsigned char)text[i]) != 0
                                      : text[i] == pattern[i];
        if (!fits) {
            return false;
        }
    }
    return true;
}

static int digits(const char *text, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool date_day_parse(const char *text, long *ret_day)
{
    if (!has_shape(text, "0000-00-00") || (text[10] != '\0' && text[10] != 'T')) {
        return false;
    }
    char back[DATE_DAY_SIZE];
    long day = day_from_civil(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
    date_day_format(day, back);
    if (strncmp(text, back, 10) != 0) {
        return false;
    }
    *ret_day = day;
    return true;
}

bool date_is_day(const char *text)
{
    long day = 0;
    return date_day_parse(text, &day) && text[10] == '\0';
}

bool date_is_date_time(const char *text)
{
    long day = 0;
    if (!date_day_parse(text, &day) || !has_shape(text + 10, "T00:00")) {
        return false;
    }
    if (digits(text + 11, 2) > 23 || digits(text + 14, 2) > 59) {
        return false;
    }
    if (text[16] == '\0') {
        return true;
    }
    if (!has_shape(text + 16, ":00") || digits(text + 17, 2) > 59) {
        return false;
    }
    if (text[19] == '\0') {
        return true;
    }
    size_t n_digits = strspn(text + 20, "0123456789");
    return text[19] == '.' && n_digits > 0 && n_digits < 10 && text[20 + n_digits] == '\0';
}

void date_day_format(long day, char out[DATE_DAY_SIZE])
{
    const long first_day = day_from_civil(1, 1, 1);
    const long last_day = day_from_civil(9999, 12, 31);
    if (day < first_day) {
        day = first_day;
    }
    if (day > last_day) {
        day = last_day;
    }
    int year = 0;
    int month = 0;
    int day_of_month = 0;
    civil_from_day(day, &year, &month, &day_of_month);
    (void)snprintf(out, DATE_DAY_SIZE, "%04u-%02u-%02u", (unsigned)year % 10000U,
                   (unsigned)month % 100U, (unsigned)day_of_month % 100U);
}

int date_weekday(long day)
{
    long weekday = (day + 3) % 7;
    return (int)(weekday < 0 ? weekday + 7 : weekday);
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t date_now_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t date_monotonic_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

void date_instant_format(int64_t instant_ms, char out[DATE_TIME_SIZE])
{
    int64_t day = instant_ms / MS_PER_DAY;
    int64_t rest_ms = instant_ms % MS_PER_DAY;
    if (rest_ms < 0) {
        rest_ms += MS_PER_DAY;
        day--;
    }
    char date[DATE_DAY_SIZE];
    date_day_format((long)day, date);
    unsigned ms = (unsigned)rest_ms;
    (void)snprintf(out, DATE_TIME_SIZE, "%sT%02u:%02u:%02u.%03u+00:00", date, ms / 3600000U,
                   ms / 60000U % 60U, ms / 1000U % 60U, ms % 1000U);
}
