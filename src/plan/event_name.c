#include "plan/event_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { MAX_DIGITS = 4 }; /* of minutes */

/* "run_tempo" as "Run tempo". */
static size_t title_write(enum plan_kind kind, char title[PLAN_EVENT_NAME_SIZE])
{
    const char *name = plan_kind_info(kind)->name;
    size_t i = 0;
    for (; name[i] != '\0' && i < PLAN_EVENT_NAME_SIZE - 1; i++) {
        title[i] = name[i];
        if (name[i] == '_') {
            title[i] = ' ';
        }
    }
    title[i] = '\0';
    if (title[0] >= 'a' && title[0] <= 'z') {
        title[0] = (char)(title[0] - 'a' + 'A');
    }
    return i;
}

static bool has_title(enum plan_kind kind)
{
    return kind != PLAN_OTHER && kind != PLAN_RACE;
}

void plan_event_name(const struct plan_session *session, char ret[PLAN_EVENT_NAME_SIZE])
{
    char title[PLAN_EVENT_NAME_SIZE];
    const char *what = sport_name(session->sport);
    if (has_title(session->kind)) {
        (void)title_write(session->kind, title);
        what = title;
    }
    (void)snprintf(ret, PLAN_EVENT_NAME_SIZE, "%.40s %.0f min", what, session->minutes);
}

bool plan_event_name_kind(const char *name, enum plan_kind *ret, double *ret_minutes)
{
    for (int i = 0; name != NULL && i < N_PLAN_KINDS; i++) {
        char title[PLAN_EVENT_NAME_SIZE];
        enum plan_kind kind = (enum plan_kind)i;
        size_t length = title_write(kind, title);
        if (!has_title(kind) || strncmp(name, title, length) != 0 || name[length] != ' ') {
            continue;
        }
        const char *rest = name + length + 1;
        size_t n_digits = strspn(rest, "0123456789");
        const char *end = rest + n_digits;
        bool is_end = strcmp(end, " min") == 0 || strncmp(end, " min: ", 6) == 0;
        if (n_digits > 0 && n_digits <= MAX_DIGITS && is_end) {
            *ret = kind;
            if (ret_minutes != NULL) {
                *ret_minutes = strtod(rest, NULL);
            }
            return true;
        }
    }
    return false;
}
