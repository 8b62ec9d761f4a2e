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

const char *quote_number(struct arena *arena, double value, int decimals)
{
    double scale = pow(10, decimals);
    double rounded = round(value * scale) / scale;
    if (!isfinite(value)) {
        return "-";
    }
    return arena_printf(arena, "%.*f", decimals, rounded == 0 ? 0.0 : rounded);
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
