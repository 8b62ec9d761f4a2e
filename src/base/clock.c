#define BASE_CLOCK_OWNER
#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "base/banned.h"

enum {
    NAME_SIZE = 64,
    TZ_SIZE = 512,
    MAX_TRANSITIONS =
        512, /* two a year for a century, four for zones that pause over Ramadan */
    PROBE_STEP_S = 5 * 86400
};

static const int64_t FIRST_S = 631152000; /* 1990-01-01 */
static const int64_t LAST_S = 3786912000; /* 2090-01-01 */

struct transition {
    int64_t from_s;
    int offset_s;
};

struct clock_zone {
    struct clock_zone *next;
    char name[NAME_SIZE];
    size_t n_transitions;
    struct transition *transitions;
};

/* A cache, not state: what it holds depends on tzdata alone. */
static struct clock_zone *zones;

int64_t clock_now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int libc_offset_s(int64_t utc_s)
{
    time_t instant = (time_t)utc_s;
    struct tm local = {0};
    if (localtime_r(&instant, &local) == NULL) {
        return 0;
    }
    return (int)local.tm_gmtoff;
}

/* The first second in (before, after] that has after's offset. */
static int64_t bisect(int64_t before_s, int64_t after_s)
{
    int offset_after_s = libc_offset_s(after_s);
    while (after_s - before_s > 1) {
        int64_t middle_s = before_s + (after_s - before_s) / 2;
        if (libc_offset_s(middle_s) == offset_after_s) {
            after_s = middle_s;
        } else {
            before_s = middle_s;
        }
    }
    return after_s;
}

static void zone_fill(struct clock_zone *zone)
{
    struct transition found[MAX_TRANSITIONS];
    size_t n_found = 1;
    found[0] = (struct transition){.from_s = INT64_MIN, .offset_s = libc_offset_s(FIRST_S)};
    for (int64_t at_s = FIRST_S; at_s < LAST_S; at_s += PROBE_STEP_S) {
        int64_t next_s = at_s + PROBE_STEP_S;
        int offset_s = libc_offset_s(next_s);
        if (offset_s != found[n_found - 1].offset_s && n_found < MAX_TRANSITIONS) {
            found[n_found].from_s = bisect(at_s, next_s);
            found[n_found].offset_s = offset_s;
            n_found++;
        }
    }
    zone->transitions = xcalloc(n_found, sizeof found[0]);
    memcpy(zone->transitions, found, n_found * sizeof found[0]);
    zone->n_transitions = n_found;
}

static bool name_is_plain(const char *name)
{
    if (name[0] == '\0' || name[0] == '/' || strlen(name) >= NAME_SIZE) {
        return false;
    }
    for (const char *c = name; *c != '\0'; c++) {
        if (!isalnum((unsigned char)*c) && strchr("_+-/", *c) == NULL) {
            return false;
        }
    }
    return true;
}

/* Not a folder ("Europe") and not one of the tables beside the zones. */
static bool is_zone_file(const char *path)
{
    char magic[4] = "";
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    bool is_good = fread(magic, 1, sizeof magic, file) == sizeof magic &&
                   memcmp(magic, "TZif", sizeof magic) == 0;
    (void)fclose(file);
    return is_good;
}

/*
 * The value of TZ for a zone. libc silently takes for UTC what it cannot read, so the file
 * is looked for and looked into first, and TZ gets its path: libc reads the very file that
 * was found.
 */
static bool tz_value(const char *name, char value[TZ_SIZE])
{
    static const char *const folders[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                          "/etc/zoneinfo"};
    const char *chosen = getenv("TZDIR");
    if (strcmp(name, "UTC") == 0) {
        (void)snprintf(value, TZ_SIZE, "UTC0");
        return true;
    }
    for (size_t i = 0; name_is_plain(name) && i < sizeof folders / sizeof folders[0] + 1;
         i++) {
        const char *folder = i == 0 ? chosen : folders[i - 1];
        if (folder == NULL || folder[0] != '/') {
            continue;
        }
        int length = snprintf(value, TZ_SIZE, ":%s/%s", folder, name);
        if (length > 0 && length < TZ_SIZE && is_zone_file(value + 1)) {
            return true;
        }
    }
    return false;
}

bool clock_zone_get(const char *name, const struct clock_zone **ret_zone, struct err *err)
{
    for (const struct clock_zone *zone = zones; zone != NULL; zone = zone->next) {
        if (strcmp(zone->name, name) == 0) {
            *ret_zone = zone;
            return true;
        }
    }
    char value[TZ_SIZE];
    if (!tz_value(name, value)) {
        char shown[NAME_SIZE];
        str_clean(shown, sizeof shown, sizeof shown - 4, name);
        return err_set(
            err, ERR_NOT_FOUND,
            "Install tzdata (Debian: apt-get install tzdata) or set a valid time zone "
            "in the Intervals.icu settings.",
            "time zone \"%s\" is not known on this machine", shown);
    }
    struct clock_zone *zone = xcalloc(1, sizeof *zone);
    str_copy(zone->name, sizeof zone->name, name);
    const char *before = getenv("TZ");
    AUTO_FREE char *saved = before != NULL ? xstrdup(before) : NULL;
    (void)setenv("TZ", value, 1);
    tzset();
    zone_fill(zone);
    if (saved != NULL) {
        (void)setenv("TZ", saved, 1);
    } else {
        (void)unsetenv("TZ");
    }
    tzset();
    zone->next = zones;
    zones = zone;
    *ret_zone = zone;
    return true;
}

void clock_zones_release(void)
{
    while (zones != NULL) {
        struct clock_zone *next = zones->next;
        free(zones->transitions);
        free(zones);
        zones = next;
    }
}

/* Floor to whole seconds, also before 1970. */
static int64_t seconds_from_ms(int64_t utc_ms)
{
    int64_t utc_s = utc_ms / 1000;
    return utc_ms % 1000 < 0 ? utc_s - 1 : utc_s;
}

int clock_offset_s(const struct clock_zone *zone, int64_t utc_ms)
{
    int64_t utc_s = seconds_from_ms(utc_ms);
    size_t low = 0;
    size_t high = zone->n_transitions;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->transitions[middle].from_s <= utc_s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return zone->transitions[low].offset_s;
}

int64_t clock_wall_s(const struct clock_zone *zone, int64_t utc_ms)
{
    return seconds_from_ms(utc_ms) + clock_offset_s(zone, utc_ms);
}

day_num clock_day(const struct clock_zone *zone, int64_t utc_ms)
{
    return day_from_wall_s(clock_wall_s(zone, utc_ms));
}

char *clock_format(const struct clock_zone *zone, int64_t utc_ms,
                   char text[CLOCK_TEXT_SIZE])
{
    int offset_s = clock_offset_s(zone, utc_ms);
    int64_t wall_s = clock_wall_s(zone, utc_ms);
    unsigned second = (unsigned)second_of_day(wall_s);
    unsigned offset_min = (unsigned)(offset_s < 0 ? -offset_s : offset_s) / 60U;
    char day_text[DAY_TEXT_SIZE];
    (void)snprintf(text, CLOCK_TEXT_SIZE, "%sT%02u:%02u:%02u%c%02u:%02u",
                   day_format(day_from_wall_s(wall_s), day_text), second / 3600U % 24U,
                   second / 60U % 60U, second % 60U, offset_s < 0 ? '-' : '+',
                   offset_min / 60U % 24U, offset_min % 60U);
    return text;
}
