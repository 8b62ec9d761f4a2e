#include "claims/numbers.h"

#include <string.h>

#include "base/ascii.h"
#include "base/banned.h"

enum { DIGITS_MAX = 15 };

struct span {
    const char *text;
    size_t n_bytes;
};

static char at(const struct span *span, size_t i)
{
    if (i < span->n_bytes) {
        return span->text[i];
    }
    return '\0';
}

static size_t digits_at(const struct span *span, size_t from)
{
    size_t n = 0;
    while (at(span, from + n) >= '0' && at(span, from + n) <= '9') {
        n++;
    }
    return n;
}

static int two_digits(const struct span *span, size_t from)
{
    return (at(span, from) - '0') * 10 + (at(span, from + 1) - '0');
}

static int small_number(const struct span *span, size_t from, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n && i < 4; i++) {
        value = value * 10 + (at(span, from + i) - '0');
    }
    return value;
}

static day_num day_of(int year, int month, int day)
{
    if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31) {
        return DAY_NUM_NONE;
    }
    day_num known = day_from_civil((struct civil_date){year, month, day});
    struct civil_date back = civil_from_day(known);
    return back.month == month && back.day == day ? known : DAY_NUM_NONE;
}

/* 2026-11-21, also with a time behind it. */
static size_t iso_date(const struct span *span, size_t from, struct claims__token *ret)
{
    if (digits_at(span, from) != 4 || at(span, from + 4) != '-' ||
        digits_at(span, from + 5) != 2 || at(span, from + 7) != '-' ||
        digits_at(span, from + 8) != 2) {
        return 0;
    }
    ret->kind = TOKEN_DATE;
    ret->day = day_of(small_number(span, from, 4), two_digits(span, from + 5),
                      two_digits(span, from + 8));
    ret->other_day = ret->day;
    size_t n = 10;
    if (at(span, from + n) == 'T' && digits_at(span, from + n + 1) == 2) {
        while (at(span, from + n) != '\0' &&
               strchr("T0123456789:+-.Z", at(span, from + n)) != NULL) {
            n++;
        }
    }
    return n;
}

/* 21.11.2026, 21.11., 21/11/2026 and 11/21/2026 */
static size_t short_date(const struct span *span, size_t from, struct claims__token *ret)
{
    size_t n_first = digits_at(span, from);
    char sign = at(span, from + n_first);
    size_t second = from + n_first + 1;
    size_t n_second = digits_at(span, second);
    size_t year = second + n_second + 1;
    size_t n_year = digits_at(span, year);
    bool has_form = n_first >= 1 && n_first <= 2 && n_second >= 1 && n_second <= 2 &&
                    (sign == '.' || sign == '/') && at(span, year - 1) == sign &&
                    n_year == 4;
    if (!has_form) {
        return 0;
    }
    int a = small_number(span, from, n_first);
    int b = small_number(span, second, n_second);
    int y = small_number(span, year, 4);
    day_num by_day = day_of(y, b, a);
    day_num by_month = sign == '/' ? day_of(y, a, b) : by_day;
    ret->kind = TOKEN_DATE;
    ret->day = by_day != DAY_NUM_NONE ? by_day : by_month;
    ret->other_day = by_month != DAY_NUM_NONE ? by_month : by_day;
    return year + n_year - from;
}

/* "3.1." and "29.12.": the second point tells it from a decimal. */
static size_t date_without_year(const struct span *span, size_t from,
                                struct claims__token *ret)
{
    size_t n_first = digits_at(span, from);
    size_t second = from + n_first + 1;
    size_t n_second = digits_at(span, second);
    size_t end = second + n_second;
    bool has_form = n_first >= 1 && n_first <= 2 && n_second >= 1 && n_second <= 2 &&
                    at(span, second - 1) == '.' && at(span, end) == '.' &&
                    digits_at(span, end + 1) == 0 && at(span, end + 1) != '\0';
    if (!has_form) {
        return 0;
    }
    int day = small_number(span, from, n_first);
    int month = small_number(span, second, n_second);
    if (day_of(2024, month, day) == DAY_NUM_NONE) {
        return 0;
    }
    ret->kind = TOKEN_DATE;
    ret->day_of_month = day;
    ret->month = month;
    return end + 1 - from;
}

/* 5:25, 06:32, 1:05:30 */
static size_t colon_number(const struct span *span, size_t from, struct claims__token *ret)
{
    size_t n = digits_at(span, from);
    if (n == 0 || n > 3 || at(span, from + n) != ':' ||
        digits_at(span, from + n + 1) != 2) {
        return 0;
    }
    ret->form = NUMBER_COLON;
    ret->n_parts = 2;
    ret->value = small_number(span, from, n) * 60 + two_digits(span, from + n + 1);
    n += 3;
    if (at(span, from + n) == ':' && digits_at(span, from + n + 1) == 2) {
        ret->value = ret->value * 60 + two_digits(span, from + n + 1);
        ret->n_parts = 3;
        n += 3;
    }
    ret->alternative = ret->value;
    return n;
}

/* 1h05, 18h15 */
static size_t hours_number(const struct span *span, size_t from, struct claims__token *ret)
{
    size_t n = digits_at(span, from);
    if (n == 0 || n > 2 || ascii_lower(at(span, from + n)) != 'h' ||
        digits_at(span, from + n + 1) != 2) {
        return 0;
    }
    ret->form = NUMBER_HOURS;
    ret->value =
        small_number(span, from, n) * 3600.0 + two_digits(span, from + n + 1) * 60.0;
    ret->alternative = ret->value;
    return n + 3;
}

/* Bytes of a separator of thousands that is neither point nor comma. */
static size_t thin_separator(const struct span *span, size_t from)
{
    static const char *const separators[] = {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89",
                                             "'",        "\xE2\x80\x99", " "};
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        size_t n = strlen(separators[i]);
        if (from + n <= span->n_bytes && memcmp(span->text + from, separators[i], n) == 0 &&
            digits_at(span, from + n) == 3) {
            return n;
        }
    }
    return 0;
}

struct decimal {
    char digits[DIGITS_MAX + 1];
    size_t n_digits;
};

static void digits_take(struct decimal *to, const struct span *span, size_t from, size_t n)
{
    for (size_t i = 0; i < n && to->n_digits < DIGITS_MAX; i++) {
        to->digits[to->n_digits++] = at(span, from + i);
    }
}

static double value_of(const struct decimal *decimal, size_t n_decimals)
{
    double value = 0;
    for (size_t i = 0; i < decimal->n_digits; i++) {
        value = value * 10 + (decimal->digits[i] - '0');
    }
    double scale = 1;
    for (size_t i = 0; i < n_decimals; i++) {
        scale *= 10;
    }
    return value / scale;
}

/*
 * 1200, 8.4, 8,4, 1,200, 1.200,5: a group of three digits behind one sign may be thousands
 * or decimals; a point is taken as decimal, a comma as thousands, and the other reading
 * kept. Returns the bytes.
 */
static size_t plain_number(const struct span *span, size_t from, struct claims__token *ret)
{
    struct decimal all = {.n_digits = 0};
    size_t n = digits_at(span, from);
    size_t n_first = n;
    digits_take(&all, span, from, n);
    size_t n_thin = n <= 3 ? thin_separator(span, from + n) : 0;
    while (n_thin > 0) {
        digits_take(&all, span, from + n + n_thin, 3);
        n += n_thin + 3;
        n_thin = thin_separator(span, from + n);
    }
    size_t n_groups = 0;
    size_t n_last = 0;
    char last_sign = '\0';
    bool is_mixed = false;
    while ((at(span, from + n) == '.' || at(span, from + n) == ',') &&
           digits_at(span, from + n + 1) > 0) {
        char sign = at(span, from + n);
        bool goes_on = n_groups == 0 || n_last == 3;
        if (!goes_on) {
            break;
        }
        is_mixed = is_mixed || (n_groups > 0 && sign != last_sign);
        last_sign = sign;
        n_last = digits_at(span, from + n + 1);
        digits_take(&all, span, from + n + 1, n_last);
        n += 1 + n_last;
        n_groups++;
    }
    bool is_open = n_groups == 1 && n_last == 3 && n_first <= 3 && at(span, from) != '0';
    bool is_thousands = n_groups > 1 && !is_mixed && n_last == 3;
    size_t n_decimals = n_groups == 0 || is_thousands ? 0 : n_last;
    if (is_open && last_sign == ',') {
        n_decimals = 0;
    }
    if (n_decimals > all.n_digits) {
        n_decimals = all.n_digits;
    }
    ret->form = NUMBER_PLAIN;
    ret->n_decimals = (int)n_decimals;
    ret->value = value_of(&all, n_decimals);
    ret->alternative = is_open ? value_of(&all, last_sign == ',' ? 3 : 0) : ret->value;
    return n;
}

/* What may stand right behind a number: a unit, an ordinal's ending; else it is a word. */
static bool is_tail(const char *tail, enum claims__number_form *form)
{
    static const char *const units[] = {"km",  "m",    "mi",  "min", "mins", "h",    "hrs",
                                        "hr",  "s",    "sec", "w",   "bpm",  "kg",   "lb",
                                        "lbs", "kcal", "kj",  "ms",  "mm",   "cm",   "c",
                                        "d",   "ft",   "kmh", "spm", "rpm",  "km/h", "j"};
    static const char *const ordinals[] = {"st", "nd", "rd", "th", "er", "e", "re", "eme"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(tail, units[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof ordinals / sizeof ordinals[0]; i++) {
        if (strcmp(tail, ordinals[i]) == 0) {
            *form = NUMBER_ORDINAL;
            return true;
        }
    }
    return false;
}

/* The letters behind a number; "" when there are none. */
static void tail_read(const struct span *span, size_t from, char tail[8])
{
    size_t length = 0;
    size_t i = from;
    bool has_more = true;
    while (has_more && i < span->n_bytes) {
        char folded[3];
        size_t n = claims__fold(span->text + i, span->n_bytes - i, folded);
        has_more = folded[0] != '\0' && folded[0] != '_';
        for (size_t k = 0; has_more && folded[k] != '\0' && length < 7; k++) {
            tail[length++] = folded[k];
        }
        i += n;
    }
    tail[length] = '\0';
}

size_t claims__number_read(const char *text, size_t n_bytes, size_t from,
                           struct claims__token *ret)
{
    const struct span span = {.text = text, .n_bytes = n_bytes};
    char tail[8];
    ret->kind = TOKEN_NUMBER;
    ret->day = DAY_NUM_NONE;
    ret->other_day = DAY_NUM_NONE;
    size_t n = iso_date(&span, from, ret);
    if (n == 0) {
        n = short_date(&span, from, ret);
    }
    if (n == 0) {
        n = date_without_year(&span, from, ret);
    }
    if (n == 0) {
        n = colon_number(&span, from, ret);
    }
    if (n == 0) {
        n = hours_number(&span, from, ret);
    }
    if (n == 0) {
        n = plain_number(&span, from, ret);
    }
    tail_read(&span, from + n, tail);
    bool is_times =
        (tail[0] == 'x' && (tail[1] == '\0' || (tail[1] >= '0' && tail[1] <= '9')));
    return tail[0] == '\0' || is_times || is_tail(tail, &ret->form) ? n : 0;
}
