/*
 * A text as a date and as a time. Checked: what is read is within the calendar and is
 * written back as it stood, by another way of counting; nothing is touched on refusal.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/banned.h"

enum { DAY_S = 86400 };

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

/* Days since 1970-01-01 by whole years and months; slow and plain. */
static day_num count_days(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    day_num days = DAY_NUM_MIN;
    for (int y = 1900; y < year; y++) {
        days += y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 366 : 365;
    }
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (int m = 1; m < month; m++) {
        days += lengths[m - 1] + (m == 2 && is_leap ? 1 : 0);
    }
    return days + day - 1;
}

static int number_of(const char *digits, int n_digits)
{
    int value = 0;
    for (int i = 0; i < n_digits; i++) {
        value = value * 10 + (digits[i] - '0');
    }
    return value;
}

static void check_day(const char *text)
{
    day_num day = 4711;
    day_num exact = 4711;
    char back[DAY_TEXT_SIZE];
    bool is_prefix = day_parse_prefix(text, &day);
    bool is_exact = day_parse(text, &exact);
    check(is_prefix || day == 4711, "a refused date leaves the output");
    check(is_exact || exact == 4711, "a refused date leaves the output");
    check(!is_exact || (is_prefix && day == exact), "a date is a prefix of itself");
    if (!is_prefix) {
        return;
    }
    check(is_exact == (strlen(text) == 10), "a date has ten characters");
    check(day >= DAY_NUM_MIN && day <= DAY_NUM_MAX, "a date is within the calendar");
    check(day == count_days(number_of(text, 4), number_of(text + 5, 2),
                            number_of(text + 8, 2)),
          "the day is counted right");
    check(memcmp(day_format(day, back), text, 10) == 0,
          "a date is written back as it stood");
}

static void check_offset(const char *text, int offset_s)
{
    const char *sign = strpbrk(text + 11, "+-");
    int minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    check(offset_s % 60 == 0 && minutes < 16 * 60,
          "an offset is whole minutes under 16 hours");
    if (sign == NULL) {
        check(offset_s == 0, "without a sign there is no offset");
        return;
    }
    check(offset_s == 0 || (offset_s < 0) == (*sign == '-'), "the sign is the written one");
    check(minutes / 60 == number_of(sign + 1, 2), "the hours are the written ones");
    check(minutes % 60 == number_of(text + strlen(text) - 2, 2),
          "the minutes are the written ones");
}

static void check_time(const char *text)
{
    int64_t wall_s = 4711;
    bool has_offset = true;
    int offset_s = 12;
    day_num day = 0;
    char back[32];
    char day_text[DAY_TEXT_SIZE];
    if (!civil_parse_time(text, &wall_s, &has_offset, &offset_s)) {
        check(wall_s == 4711 && has_offset && offset_s == 12,
              "a refused time leaves the outputs");
        return;
    }
    check(day_parse_prefix(text, &day), "a time begins with a date");
    check(day_from_wall_s(wall_s) == day, "a time is on its day");
    int second = second_of_day(wall_s);
    (void)snprintf(back, sizeof back, "%s%c%02d:%02d:%02d", day_format(day, day_text),
                   text[10], second / 3600, second / 60 % 60, second % 60);
    check(memcmp(back, text, 16) == 0, "a time is written back as it stood");
    if (text[16] == ':') {
        bool is_leap_second = memcmp(text + 17, "60", 2) == 0;
        check(memcmp(back + 17, is_leap_second ? "59" : text + 17, 2) == 0,
              "the seconds are written back as they stood");
    } else {
        check(second % 60 == 0, "seconds that are not written are 0");
    }
    check(has_offset || offset_s == 0, "without an offset it is 0");
    if (has_offset) {
        check_offset(text, offset_s);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* no byte behind it: reading too far is seen */
    if (text == NULL) {
        return 0;
    }
    if (size > 0) {
        memcpy(text, data, size);
    }
    text[size] = '\0';
    check_day(text);
    check_time(text);
    free(text);
    return 0;
}
