#ifndef FAKE_CALL_H
#define FAKE_CALL_H

#include "auth.h"
#include "query.h"
#include "reply.h"
#include "store.h"

/* One API request as its handler sees it. Everything is borrowed but the reply. */
struct call {
    struct store *store;
    enum caller caller;
    const char *path;
    const struct query *query;
    const char *body;
    size_t body_length;
    struct athlete *athlete;  /* of the path; NULL on other routes */
    const char *arguments[2]; /* the path's other variable parts, decoded, in order */
    struct reply reply;
};

typedef void call_handler(struct call *call);

/* The body as JSON object or array, a new reference; NULL after a 400 or 422 was replied.
 */
json_t *call_body_object(struct call *call);
json_t *call_body_array(struct call *call);

/*
 * The activity named by the path's first argument. NULL after the reply was made: 404
 * unknown, 403 not readable by this caller, 422 a Strava stub.
 */
const struct row *call_activity(struct call *call, struct athlete **ret_athlete);

/*
 * A date or date-time parameter. false after a 422 was replied; NULL in *ret_text when it
 * is absent.
 */
bool call_date(struct call *call, const char *name, const char **ret_text);
/* A positive limit, or SIZE_MAX when absent; false after a 422 was replied. */
bool call_limit(struct call *call, size_t *ret_limit);

/* athlete.c */
call_handler api_athlete_get, api_profile_get, api_sport_settings_list,
    api_sport_settings_get, api_custom_item_list, api_custom_item_get, api_gear_list,
    api_athletes_list;
/* activity_list.c */
call_handler api_activities_list, api_activities_by_id, api_activities_search,
    api_activities_search_full;
/* activity.c */
call_handler api_activity_get, api_activity_put, api_activity_delete, api_intervals_get,
    api_streams_get;
/* wellness.c */
call_handler api_wellness_list, api_wellness_get, api_wellness_put, api_wellness_put_by_id,
    api_wellness_put_bulk;
/* reads.c */
call_handler api_activity_power_curve, api_activity_pace_curve, api_activity_hr_curve,
    api_power_curves, api_pace_curves, api_hr_curves, api_messages_list,
    api_weather_summary, api_folders_list, api_routes_list, api_activity_tags_list;
/* event.c and event_write.c */
call_handler api_events_list, api_event_get, api_event_post, api_event_post_bulk,
    api_event_put, api_event_delete, api_event_bulk_delete;

#endif
