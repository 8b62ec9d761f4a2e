#include "app/look.h"

#include <stdlib.h>
#include <string.h>

#include "app/internal.h"
#include "base/xalloc.h"
#include "tools/answer.h"
#include "tools/tool.h"
#include "base/banned.h"

/* The end by the athlete's clock, as an instant where the service gives one. */
static int64_t ended_ms(const struct activity *activity)
{
    double length_s = activity->elapsed_time_s > 0 ? activity->elapsed_time_s
                                                   : activity_duration_s(activity);
    bool is_known = activity->start_utc_s != MODEL_NO_TIME && length_s >= 0;
    return is_known ? (activity->start_utc_s + (int64_t)length_s) * 1000 : 0;
}

static json_t *row_of(const struct activity *activity, const char *revision)
{
    json_t *row = json_object();
    (void)json_object_set_new(row, "id", json_string(activity->id));
    (void)json_object_set_new(row, "revision", json_string(revision));
    (void)json_object_set_new(row, "day", json_integer(activity->day));
    (void)json_object_set_new(row, "ended_ms", json_integer(ended_ms(activity)));
    (void)json_object_set_new(row, "is_waiting",
                              json_boolean(activity->is_unanalyzed && !activity->is_stub));
    return row;
}

/* By id: another process may have changed the store between the two lists. NULL: gone. */
static const char *revision_of(const char *id, const struct data_revision revisions[],
                               size_t n_revisions)
{
    for (size_t i = 0; i < n_revisions; i++) {
        if (strcmp(revisions[i].id, id) == 0) {
            return revisions[i].revision;
        }
    }
    return NULL;
}

/* Stored data that could not be freshened is a look that failed, with the service's reason.
 */
static bool is_fresh(const struct tool_ctx *ctx, struct err *err)
{
    struct data_provenance provenance;
    data_provenance(ctx->data, &provenance);
    if (provenance.is_stale) {
        *err = *provenance.why;
    }
    return !provenance.is_stale;
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct data_athlete athlete;
    struct data_activities activities;
    const struct data_revision *revisions = NULL;
    size_t n_revisions = 0;
    size_t n_days = (size_t)json_get_integer(ctx->args, "days", LOOK_DAYS);
    if (!data_athlete(ctx->data, &athlete, err)) {
        return TOOL_FAILED;
    }
    if (athlete.athlete == NULL) {
        return TOOL_NEEDS_DATA;
    }
    struct day_range range = {.first_day = athlete.today - (day_num)n_days + 1,
                              .n_days = n_days};
    if (!data_activities(ctx->data, range, &activities, err)) {
        return TOOL_FAILED;
    }
    if (!data_is_complete(ctx->data)) {
        return TOOL_NEEDS_DATA;
    }
    if (!is_fresh(ctx, err) ||
        !data_revisions(ctx->data, range, ctx->arena, &revisions, &n_revisions, err)) {
        return TOOL_FAILED;
    }
    json_t *rows = json_array();
    for (size_t i = 0; i < activities.n_items; i++) {
        const char *revision = revision_of(activities.items[i].id, revisions, n_revisions);
        if (revision != NULL) {
            (void)json_array_append_new(rows, row_of(&activities.items[i], revision));
        }
    }
    answer_summary(answer, "%zu activities.", activities.n_items);
    answer_set(answer, "today", json_integer(athlete.today));
    answer_set(answer, "now_ms", json_integer(athlete.now_ms));
    answer_set(answer, "activities", rows);
    return TOOL_DONE;
}

/* Not listed to any client. */
static const struct tool look_tools[] = {
    [LOOK_AT_SERVICE] = {.name = "look", .run = run, .looks = true},
    [LOOK_AT_STORE] = {.name = "look", .run = run}};

static void failure_tell(const struct look_request *request, const json_t *result)
{
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    const json_t *meta = json_object_get(result, "_meta");
    const char *text = json_get_text(block, "text");
    const struct look look = {.trouble = text != NULL ? text : "no answer",
                              .retry_after_s =
                                  (int)json_get_integer(meta, APP_RETRY_META_KEY, 0)};
    request->done(request->user, &look);
}

static void look_tell(const struct look_request *request, const json_t *body)
{
    const json_t *rows = json_object_get(body, "activities");
    size_t n = json_array_size(rows);
    struct look_activity *activities = xcalloc(n + 1, sizeof *activities);
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(rows, i);
        activities[i] =
            (struct look_activity){.id = json_get_text(row, "id"),
                                   .revision = json_get_text(row, "revision"),
                                   .day = (day_num)json_get_integer(row, "day", 0),
                                   .ended_ms = json_get_integer(row, "ended_ms", 0),
                                   .is_waiting = json_get_bool(row, "is_waiting", false)};
    }
    const struct look look = {.athlete = json_get_text(body, "athlete"),
                              .today = (day_num)json_get_integer(body, "today", 0),
                              .now_ms = json_get_integer(body, "now_ms", 0),
                              .n_activities = n,
                              .activities = activities};
    request->done(request->user, &look);
    free(activities);
}

static void done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    const struct look_request *request = user;
    (void)call_id;
    if (is_error) {
        failure_tell(request, result);
    } else {
        look_tell(request, json_object_get(result, "structuredContent"));
    }
    json_decref(result);
}

void look_begin(struct app *app, uint64_t call_id, const struct look_request *request)
{
    const struct app_call_hooks hooks = {
        .done = done, .needs_both = true, .user = (void *)(uintptr_t)request};
    json_auto_t *arguments = json_object();
    if (request->athlete != NULL) {
        (void)json_object_set_new(arguments, "athlete", json_string(request->athlete));
    }
    (void)json_object_set_new(arguments, "days", json_integer((json_int_t)request->n_days));
    app_call_begin(app, call_id, &look_tools[request->manner], arguments, &hooks);
}
