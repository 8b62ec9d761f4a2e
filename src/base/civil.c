#include "base/civil.h"

#include <stdio.h>
#include <string.h>
#include "base/banned.h"

enum { SECONDS_PER_DAY = 86400 };

/* Days of the proleptic Gregorian calendar, by counting years from March (Hinnant's
 * derivation). */
day_num day_from_civil(struct civil_date date)
{
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int month_from_march = (date.month + 9) % 12;
    int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil_date civil_from_day(day_num day)
{
    int shifted = day + 719468;
    int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = shifted - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct civil_date){.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
                               .month = month,
                               .day = day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

int day_weekday(day_num day)
{
    return ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
}

day_num day_week_start(day_num day, int week_start)
{
    return day - (day_weekday(day) - week_start + 7) % 7;
}

const char *day_weekday_name(day_num day)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return names[day_weekday(day)];
}

struct day_range day_range_between(day_num first, day_num last)
{
    return (struct day_range){.first_day = first,
                              .n_days = (size_t)((int64_t)last - first + 1)};
}

day_num day_range_last(struct day_range range)
{
    return range.first_day + (day_num)range.n_days - 1;
}

char *day_format(day_num day, char text[DAY_TEXT_SIZE])
{
    if (day < DAY_NUM_MIN || day > DAY_NUM_MAX) {
        memcpy(text, "0000-00-00", DAY_TEXT_SIZE);
        return text;
    }
    struct civil_date date = civil_from_day(day);
    unsigned year = (unsigned)date.year;
    unsigned month = (unsigned)date.month;
    unsigned day_of_month = (unsigned)date.day;
    (void)snprintf(text, DAY_TEXT_SIZE, "%04u-%02u-%02u", year % 10000U, month % 100U,
                   day_of_month % 100U);
    return text;
}

/* Exactly n digits; -1 when there is something else. */
static int digits(const char *text, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool day_parse_prefix(const char *text, day_num *ret_day)
{
    if (strnlen(text, 10) < 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    if (text[10] != '\0' && text[10] != 'T' && text[10] != ' ') {
        return false;
    }
    struct civil_date date = {digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};
    if (date.year < 1900 || date.year > 2199 || date.month < 1 || date.month > 12 ||
        date.day < 1 || date.day > 31) {
        return false;
    }
    day_num day = day_from_civil(date);
    struct civil_date back = civil_from_day(day);
    if (back.month != date.month || back.day != date.day) {
        return false; /* 30 February and the like */
    }
    *ret_day = day;
    return true;
}

bool day_parse(const char *text, day_num *ret_day)
{
    return strlen(text) == 10 && day_parse_prefix(text, ret_day);
}

/* "Z", "+HH:MM", "+HHMM" or nothing. */
static bool parse_offset(const char *text, bool *ret_has_offset, int *ret_offset_s)
{
    *ret_has_offset = false;
    *ret_offset_s = 0;
    if (*text == '\0') {
        return true;
    }
    if ((*text == 'Z' || *text == 'z') && text[1] == '\0') {
        *ret_has_offset = true;
        return true;
    }
    if (*text != '+' && *text != '-') {
        return false;
    }
    size_t length = strlen(text);
    bool has_colon = length == 6 && text[3] == ':';
    if (!has_colon && length != 5) {
        return false;
    }
    int hours = digits(text + 1, 2);
    int minutes = digits(text + (has_colon ? 4 : 3), 2);
    if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) {
        return false;
    }
    *ret_has_offset = true;
    *ret_offset_s = (hours * 60 + minutes) * 60 * (*text == '-' ? -1 : 1);
    return true;
}

bool civil_parse_time(const char *text, int64_t *ret_wall_s, bool *ret_has_offset,
                      int *ret_offset_s)
{
    day_num day = 0;
    if (!day_parse_prefix(text, &day) || strnlen(text, 16) < 16 || text[10] == '\0' ||
        text[13] != ':') {
        return false;
    }
    int hours = digits(text + 11, 2);
    int minutes = digits(text + 14, 2);
    int seconds = 0;
    const char *rest = text + 16;
    if (*rest == ':') {
        seconds = strnlen(rest, 3) < 3 ? -1 : digits(rest + 1, 2);
        if (seconds < 0) {
            return false;
        }
        rest += 3;
        if (*rest == '.') {
            size_t n_digits = strspn(rest + 1, "0123456789");
            if (n_digits == 0) {
                return false;
            }
            rest += 1 + n_digits;
        }
    }
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds > 60) {
        return false;
    }
    bool has_offset = false;
    int offset_s = 0;
    if (!parse_offset(rest, &has_offset, &offset_s)) {
        return false;
    }
    seconds = seconds == 60 ? 59 : seconds;
    *ret_wall_s = (int64_t)day * SECONDS_PER_DAY + (int64_t)hours * 3600 +
                  (int64_t)minutes * 60 + seconds;
    *ret_has_offset = has_offset;
    *ret_offset_s = offset_s;
    return true;
}

day_num day_from_wall_s(int64_t wall_s)
{
    int64_t day = wall_s / SECONDS_PER_DAY;
    if (wall_s % SECONDS_PER_DAY < 0) {
        day--;
    }
    if (day < DAY_NUM_MIN || day > DAY_NUM_MAX) {
        return DAY_NUM_NONE;
    }
    return (day_num)day;
}

int second_of_day(int64_t wall_s)
{
    int64_t second = wall_s % SECONDS_PER_DAY;
    return (int)(second < 0 ? second + SECONDS_PER_DAY : second);
}
