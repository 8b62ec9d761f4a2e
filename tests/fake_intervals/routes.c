#include "routes.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static const char prefix[] = "/api/v1/";

/* "{athlete}" is resolved before the handler runs; other "{..}" become its arguments. */
struct route {
    const char *method;
    const char *pattern;
    bool has_suffix; /* ".json" may follow */
    call_handler *handler;
};

static const struct route routes[] = {
    {"GET", "/athletes", false, api_athletes_list},
    {"GET", "/athlete/{athlete}", false, api_athlete_get},
    {"GET", "/athlete/{athlete}/profile", false, api_profile_get},
    {"GET", "/athlete/{athlete}/sport-settings", false, api_sport_settings_list},
    {"GET", "/athlete/{athlete}/sport-settings/{id}", false, api_sport_settings_get},
    {"GET", "/athlete/{athlete}/custom-item", false, api_custom_item_list},
    {"GET", "/athlete/{athlete}/custom-item/{id}", false, api_custom_item_get},
    {"GET", "/athlete/{athlete}/gear", true, api_gear_list},
    {"GET", "/athlete/{athlete}/activities", false, api_activities_list},
    {"GET", "/athlete/{athlete}/activities/search", false, api_activities_search},
    {"GET", "/athlete/{athlete}/activities/search-full", false, api_activities_search_full},
    {"GET", "/athlete/{athlete}/activities/{ids}", false, api_activities_by_id},
    {"GET", "/activity/{id}", false, api_activity_get},
    {"PUT", "/activity/{id}", false, api_activity_put},
    {"DELETE", "/activity/{id}", false, api_activity_delete},
    {"GET", "/activity/{id}/intervals", false, api_intervals_get},
    {"GET", "/activity/{id}/streams", true, api_streams_get},
    {"GET", "/activity/{id}/power-curve", true, api_activity_power_curve},
    {"GET", "/activity/{id}/pace-curve", true, api_activity_pace_curve},
    {"GET", "/activity/{id}/hr-curve", true, api_activity_hr_curve},
    {"GET", "/activity/{id}/messages", false, api_messages_list},
    {"GET", "/activity/{id}/weather-summary", false, api_weather_summary},
    {"GET", "/athlete/{athlete}/power-curves", true, api_power_curves},
    {"GET", "/athlete/{athlete}/pace-curves", true, api_pace_curves},
    {"GET", "/athlete/{athlete}/hr-curves", true, api_hr_curves},
    {"GET", "/athlete/{athlete}/folders", false, api_folders_list},
    {"GET", "/athlete/{athlete}/routes", false, api_routes_list},
    {"GET", "/athlete/{athlete}/activity-tags", false, api_activity_tags_list},
    {"GET", "/athlete/{athlete}/wellness", true, api_wellness_list},
    {"PUT", "/athlete/{athlete}/wellness", false, api_wellness_put_by_id},
    {"PUT", "/athlete/{athlete}/wellness-bulk", false, api_wellness_put_bulk},
    {"GET", "/athlete/{athlete}/wellness/{date}", false, api_wellness_get},
    {"PUT", "/athlete/{athlete}/wellness/{date}", false, api_wellness_put},
    {"GET", "/athlete/{athlete}/events", true, api_events_list},
    {"POST", "/athlete/{athlete}/events", false, api_event_post},
    {"POST", "/athlete/{athlete}/events/bulk", false, api_event_post_bulk},
    {"PUT", "/athlete/{athlete}/events/bulk-delete", false, api_event_bulk_delete},
    {"GET", "/athlete/{athlete}/events/{id}", false, api_event_get},
    {"PUT", "/athlete/{athlete}/events/{id}", false, api_event_put},
    {"DELETE", "/athlete/{athlete}/events/{id}", false, api_event_delete},
};

static void split(const char *path, struct routed *routed)
{
    while (routed->n_segments < ROUTE_MAX_SEGMENTS) {
        size_t length = strcspn(path, "/");
        routed->segments[routed->n_segments++] = query_decode(path, length, false);
        path += length;
        if (*path == '\0') {
            return;
        }
        path++;
    }
}

/* "wellness.json" fits "wellness" where a suffix is allowed. */
static bool segment_fits(const char *pattern, size_t length, const char *segment,
                         bool has_suffix)
{
    if (pattern[0] == '{') {
        return segment[0] != '\0';
    }
    if (strncmp(pattern, segment, length) != 0) {
        return false;
    }
    return segment[length] == '\0' ||
           (has_suffix && strcmp(segment + length, ".json") == 0);
}

static bool path_fits(const struct route *route, const struct routed *routed)
{
    const char *pattern = route->pattern + 1;
    for (size_t i = 0; i < routed->n_segments; i++) {
        size_t length = strcspn(pattern, "/");
        bool is_last = pattern[length] == '\0';
        if (is_last != (i + 1 == routed->n_segments) ||
            !segment_fits(pattern, length, routed->segments[i],
                          is_last && route->has_suffix)) {
            return false;
        }
        pattern += length + (is_last ? 0 : 1);
    }
    return true;
}

void routes_find(const char *method, const char *path, struct routed *ret_routed)
{
    *ret_routed = (struct routed){0};
    if (strncmp(path, prefix, sizeof prefix - 1) != 0) {
        return;
    }
    split(path + sizeof prefix - 1, ret_routed);
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (path_fits(&routes[i], ret_routed)) {
            ret_routed->is_path_known = true;
            if (strcmp(routes[i].method, wanted) == 0) {
                ret_routed->route = &routes[i];
                return;
            }
        }
    }
}

void routes_release(struct routed *routed)
{
    for (size_t i = 0; i < routed->n_segments; i++) {
        free(routed->segments[i]);
    }
    *routed = (struct routed){0};
}

const char *routes_name(const struct routed *routed)
{
    if (routed->route != NULL) {
        return routed->route->pattern;
    }
    return routed->is_path_known ? "method not allowed" : "unknown route";
}

/* Gives the call its athlete and arguments; false after a 403. */
static bool resolve(const struct routed *routed, struct call *call)
{
    const char *pattern = routed->route->pattern + 1;
    size_t n_arguments = 0;
    for (size_t i = 0; i < routed->n_segments; i++) {
        size_t length = strcspn(pattern, "/");
        if (strncmp(pattern, "{athlete}", 9) == 0) {
            call->athlete = store_athlete_find(call->store, routed->segments[i]);
            if (call->athlete == NULL ||
                !store_may_read(call->store, call->caller, call->athlete)) {
                reply_error(&call->reply, 403, "Access denied");
                return false;
            }
        } else if (pattern[0] == '{' && n_arguments < 2) {
            call->arguments[n_arguments++] = routed->segments[i];
        }
        pattern += length + (pattern[length] == '/' ? 1 : 0);
    }
    return true;
}

void routes_run(const struct routed *routed, struct call *call)
{
    bool is_api = strncmp(call->path, "/api/", 5) == 0;
    if (is_api && call->caller == CALLER_UNKNOWN) {
        reply_error(&call->reply, 401, "Unauthorized");
    } else if (is_api && call->caller == CALLER_REFUSED) {
        reply_error(&call->reply, 403, "Access denied");
    } else if (routed->route == NULL) {
        reply_spring_error(&call->reply, routed->is_path_known ? 405 : 404, call->path);
    } else if (resolve(routed, call)) {
        routed->route->handler(call);
    }
}
