#include "app/suggestions.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app/internal.h"
#include "base/clock.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { SESSIONS_MAX = 30, SESSION_DAYS = 90, WORDS_MAX = 8, NAME_BYTES = 60 };

/* Arguments whose values are few. */
static const struct words {
    const char *argument;
    const char *values[WORDS_MAX];
} words_all[] = {
    {"race_kind", {"run", "duathlon_sprint", "duathlon_standard", "ride", "other"}},
    {"session", {"latest", "latest run", "latest ride", "latest strength"}},
    {"run_days", {"2", "3", "4", "5"}},
    {"strength_days", {"0", "1", "2", "3"}},
    {"bike_hours", {"4", "6", "8", "10", "12"}},
};

static void words_add(const char *argument, const char *typed, json_t *values)
{
    for (size_t i = 0; i < sizeof words_all / sizeof words_all[0]; i++) {
        if (strcmp(words_all[i].argument, argument) != 0) {
            continue;
        }
        for (size_t k = 0; k < WORDS_MAX && words_all[i].values[k] != NULL; k++) {
            if (strncasecmp(words_all[i].values[k], typed, strlen(typed)) == 0) {
                (void)json_array_append_new(values, json_string(words_all[i].values[k]));
            }
        }
    }
}

/* A view that reads the store alone: whatever is asked for counts as looked for in vain. */
static struct data_view *stored_view(const struct app_door *door, const char *athlete)
{
    const struct config *config = door->app->config;
    const struct err offline = {.code = ERR_UPSTREAM, .message = "not asked"};
    int64_t now_ms = config->has_frozen_now ? config->frozen_now_ms : clock_now_ms();
    struct data_view *view = data_view_new(door->app->data, athlete, now_ms, false);
    data_view_settle(view, DATA_ATHLETE, &offline);
    data_view_settle(view, DATA_ACTIVITIES, &offline);
    data_view_settle(view, DATA_EVENTS, &offline);
    return view;
}

static void line_add(const char *line, const char *typed, json_t *values)
{
    if (strcasestr(line, typed) != NULL) {
        (void)json_array_append_new(values, json_string(line));
    }
}

/* " of i8" where several are served. */
static const char *whose(const struct app_door *door, struct arena *arena,
                         const char *athlete)
{
    return door->scope.n_athletes > 1 ? arena_printf(arena, " of %s", athlete) : "";
}

static void sessions_add(const struct app_door *door, struct data_view *view,
                         const char *typed, json_t *values)
{
    struct data_athlete athlete;
    struct data_activities activities;
    struct arena arena = {0};
    struct err err = {0}; /* nothing is stored yet: nothing is suggested */
    if (!data_athlete(view, &athlete, &err) || athlete.athlete == NULL) {
        return;
    }
    struct day_range range = {.first_day = athlete.today - SESSION_DAYS + 1,
                              .n_days = SESSION_DAYS};
    if (!data_activities(view, range, &activities, &err)) {
        return;
    }
    size_t n_shown = 0;
    for (size_t i = activities.n_items; i-- > 0 && n_shown < SESSIONS_MAX; n_shown++) {
        const struct activity *activity = &activities.items[i];
        const char *name = quote_clean(&arena, activity->name, NAME_BYTES);
        line_add(arena_printf(&arena, "%s %s%s%s%s (%s)%s",
                              quote_day(&arena, activity->day),
                              activity->type_name != NULL ? activity->type_name : "?",
                              name != NULL ? " \"" : "", name != NULL ? name : "",
                              name != NULL ? "\"" : "", activity->id,
                              whose(door, &arena, athlete.athlete->id)),
                 typed, values);
    }
    arena_release(&arena);
}

static void races_add(struct data_view *view, const char *typed, json_t *values)
{
    struct data_athlete athlete;
    struct data_events events;
    struct err err = {0};
    if (!data_athlete(view, &athlete, &err) || athlete.athlete == NULL) {
        return;
    }
    struct day_range range = {.first_day = athlete.today, .n_days = DATA_EVENTS_AHEAD_DAYS};
    if (!data_events(view, range, &events, &err)) {
        return;
    }
    for (size_t i = 0; i < events.n_items; i++) {
        char day[DAY_TEXT_SIZE];
        if (event_is_race(events.items[i].category)) {
            line_add(day_format(events.items[i].day, day), typed, values);
        }
    }
}

/* The store is at hand; not for the price of a user's key command while he types. */
static bool is_ready(struct app *app)
{
    const struct config *config = app->config;
    bool has_key = config->is_sample || config->api_key != NULL || config->token != NULL;
    return app->data != NULL || (has_key && app__ready(app, NULL));
}

void suggestions_add(struct app_door *door, const char *argument, const char *typed,
                     json_t *values)
{
    bool is_session = strcmp(argument, "session") == 0;
    size_t n_athletes = door->scope.n_athletes > 0 ? door->scope.n_athletes : 1;
    words_add(argument, typed, values);
    if ((!is_session && strcmp(argument, "race_date") != 0) || !is_ready(door->app)) {
        return;
    }
    for (size_t i = 0; i < n_athletes; i++) {
        struct data_view *view =
            stored_view(door, door->scope.n_athletes > 0 ? door->scope.athletes[i]
                                                         : door->app->config->athlete_id);
        if (is_session) {
            sessions_add(door, view, typed, values);
        } else {
            races_add(view, typed, values);
        }
        data_view_free(view);
    }
}
