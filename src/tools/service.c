#include "tools/service.h"

#include <assert.h>
#include <string.h>

#include "intervals/endpoints.h"
#include "base/banned.h"

static enum tool_outcome object_read(struct tool_ctx *ctx, const struct athlete *athlete,
                                     const struct intervals_endpoint *endpoint,
                                     const json_t *parameters, struct service_object *ret,
                                     struct err *err)
{
    const char *path = NULL;
    struct data_object object;
    if (!intervals_path_make(endpoint, athlete->id, parameters, ctx->arena, &path, err) ||
        !data_object_get(ctx->data, endpoint, path, &object, err)) {
        return TOOL_FAILED;
    }
    if (object.json == NULL) {
        return TOOL_NEEDS_DATA;
    }
    return intervals_object_open(object.json, object.n_bytes, &ret->value, &ret->n_left_out,
                                 err)
               ? TOOL_DONE
               : TOOL_FAILED;
}

/* With a coach's key the service would show anyone's activity. */
static enum tool_outcome activity_prove(struct tool_ctx *ctx, const struct athlete *athlete,
                                        const json_t *parameters, struct err *err)
{
    const char *json = NULL;
    size_t n_bytes = 0;
    const json_t *id = json_object_get(parameters, "activity");
    if (json_is_string(id) &&
        data_activity_text(ctx->data, json_string_value(id), &json, &n_bytes, NULL)) {
        return TOOL_DONE;
    }
    json_auto_t *only_id = json_object();
    struct service_object activity = {0};
    (void)json_object_set(only_id, "activity", json_unconst(id));
    enum tool_outcome outcome = object_read(
        ctx, athlete, intervals_endpoint_find("activity"), only_id, &activity, err);
    json_decref(activity.value);
    return outcome;
}

enum tool_outcome service_read(struct tool_ctx *ctx, const struct athlete *athlete,
                               const struct intervals_endpoint *endpoint,
                               json_t *parameters, struct service_object *ret,
                               struct err *err)
{
    static const char of_activity[] = "activity/";
    json_auto_t *given = parameters;
    const char *path = NULL;
    *ret = (struct service_object){0};
    /* Wrong arguments are told before anything is asked. */
    if (!intervals_path_make(endpoint, athlete->id, given, ctx->arena, &path, err)) {
        return TOOL_FAILED;
    }
    if (strncmp(path, of_activity, sizeof of_activity - 1) == 0 &&
        endpoint->owner != INTERVALS_OWNER_PROVEN) {
        enum tool_outcome outcome = activity_prove(ctx, athlete, given, err);
        if (outcome != TOOL_DONE) {
            return outcome;
        }
    }
    return object_read(ctx, athlete, endpoint, given, ret, err);
}

enum tool_outcome service_read_named(struct tool_ctx *ctx, const struct athlete *athlete,
                                     const char *name, json_t *parameters,
                                     struct service_object *ret, struct err *err)
{
    const struct intervals_endpoint *endpoint = intervals_endpoint_find(name);
    assert(endpoint != NULL);
    return service_read(ctx, athlete, endpoint, parameters, ret, err);
}
