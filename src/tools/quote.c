#include "tools/quote.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

const char *quote_clean(struct arena *arena, const char *text, size_t max_bytes)
{
    if (text == NULL) {
        return NULL;
    }
    char *clean = arena_alloc(arena, max_bytes + 4, 1);
    str_clean(clean, max_bytes + 4, max_bytes, text);
    for (char *c = clean; *c != '\0'; c++) {
        if (*c == '"') {
            *c = '\'';
        }
    }
    return clean;
}

const char *quote_clean_lines(struct arena *arena, const char *text, size_t max_bytes)
{
    struct str_buf lines = {.max_bytes = max_bytes};
    if (text == NULL) {
        return NULL;
    }
    for (bool is_first = true; *text != '\0'; is_first = false) {
        size_t length = strcspn(text, "\n");
        char *line = arena_alloc(arena, length + 1, 1);
        memcpy(line, text, length);
        str_buf_add(&lines, is_first ? "" : "\n");
        str_buf_add(&lines, quote_clean(arena, line, length));
        text += length + (text[length] == '\n' ? 1U : 0U);
    }
    const char *copy = arena_text(arena, str_buf_text(&lines));
    str_buf_release(&lines);
    return copy;
}

/* Without printf, whose floating point costs as much as the rest of an answer's text. */
const char *quote_number(struct arena *arena, double value, int decimals)
{
    static const double scales[] = {1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    const size_t n_scales = sizeof scales / sizeof scales[0];
    if (!isfinite(value)) {
        return "-";
    }
    size_t n_decimals = decimals < 0 ? 0 : (size_t)decimals;
    if (n_decimals >= n_scales || fabs(value) >= 1e9) {
        double scale = pow(10, (double)n_decimals);
        double rounded = round(value * scale) / scale;
        return arena_printf(arena, "%.*f", (int)n_decimals,
                            rounded == 0 ? 0.0 : (isfinite(rounded) ? rounded : value));
    }
    uint64_t whole = (uint64_t)llround(fabs(value) * scales[n_decimals]);
    char digits[32];
    size_t at = sizeof digits;
    bool is_negative = value < 0 && whole > 0;
    digits[--at] = '\0';
    for (size_t n_done = 0; n_done <= n_decimals || whole > 0; n_done++) {
        if (n_done == n_decimals && n_decimals > 0) {
            digits[--at] = '.';
        }
        digits[--at] = (char)('0' + whole % 10U);
        whole /= 10U;
    }
    if (is_negative) {
        digits[--at] = '-';
    }
    return arena_text(arena, digits + at);
}

const char *quote_count(struct arena *arena, size_t count, const char *noun)
{
    size_t length = strlen(noun);
    bool has_y = length > 1 && noun[length - 1] == 'y' && noun[length - 2] != 'a';
    if (count == 1) {
        return arena_printf(arena, "1 %s", noun);
    }
    return has_y ? arena_printf(arena, "%zu %.*sies", count, (int)length - 1, noun)
                 : arena_printf(arena, "%zu %ss", count, noun);
}

const char *quote_duration(struct arena *arena, double seconds)
{
    if (!isfinite(seconds) || seconds < 0 || seconds > 1e9) {
        return "-";
    }
    long minutes = lround(seconds / 60);
    if (minutes < 60) {
        return arena_printf(arena, "%ld min", minutes);
    }
    return arena_printf(arena, "%ld:%02ld h", minutes / 60, minutes % 60);
}

const char *quote_time(struct arena *arena, double seconds)
{
    if (!isfinite(seconds) || seconds < 0 || seconds > 1e6) {
        return "-";
    }
    int whole = (int)lround(seconds);
    if (whole < 60) {
        return arena_printf(arena, "%d s", whole);
    }
    return whole < 3600 ? arena_printf(arena, "%d:%02d min", whole / 60, whole % 60)
                        : arena_printf(arena, "%d:%02d:%02d h", whole / 3600,
                                       whole / 60 % 60, whole % 60);
}

const char *quote_pace(struct arena *arena, double seconds_per_km)
{
    if (!isfinite(seconds_per_km) || seconds_per_km < 0 || seconds_per_km > 36000) {
        return "-";
    }
    long seconds = lround(seconds_per_km);
    return arena_printf(arena, "%ld:%02ld/km", seconds / 60, seconds % 60);
}

const char *quote_day(struct arena *arena, day_num day)
{
    char text[DAY_TEXT_SIZE];
    return arena_printf(arena, "%s %s", day_weekday_name(day), day_format(day, text));
}

double s_per_km_from_m_per_s(double speed_m_per_s)
{
    return speed_m_per_s > 0.05 ? 1000 / speed_m_per_s : (double)NAN;
}

void row_add(json_t *row, json_t *value)
{
    (void)json_array_append_new(row, value);
}

json_t *json_day_or_null(day_num day)
{
    char text[DAY_TEXT_SIZE];
    return day == DAY_NUM_NONE ? json_null() : json_string(day_format(day, text));
}
