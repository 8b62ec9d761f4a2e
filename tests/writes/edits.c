#include "edits.h"

#include <stdio.h>
#include <string.h>

/* The preview's handle. */
void edit_preview(struct session *session, const char *args, char token[TOKEN_SIZE])
{
    json_auto_t *result = session_call(session, "edit_calendar", args);
    assert_string_equal(said(result, "state"), "preview");
    (void)snprintf(token, TOKEN_SIZE, "%s", said(result, "edit_token"));
}

json_t *edit_by_token(struct session *session, const char *token, const char *more)
{
    char args[256];
    FORMAT(args, "{'edit_token':'%s'%s}", token, more);
    return session_call(session, "edit_calendar", args);
}

void edit_expect(struct session *session, const char *token, const char *more,
                 const char *state)
{
    json_auto_t *result = edit_by_token(session, token, more);
    if (strcmp(said(result, "state"), state) != 0) {
        fail_msg("not %s: %s", state, text_of(result));
    }
}

void edit_write(struct session *session, const char *args, char token[TOKEN_SIZE])
{
    edit_preview(session, args, token);
    edit_expect(session, token, ",'confirm':true", "written");
}

/* The only event that was added under the handle (""): any of ours; a new reference. */
json_t *edit_own_event(struct rig *rig, const char *token)
{
    char prefix[TOKEN_SIZE + 8];
    json_auto_t *events = service_events(rig);
    json_t *found = NULL;
    FORMAT(prefix, "soleus:%s", token);
    for (size_t i = 0; i < json_array_size(events); i++) {
        json_t *event = json_array_get(events, i);
        const char *id = json_string_value(json_object_get(event, "external_id"));
        if (id != NULL && strncmp(id, prefix, strlen(prefix)) == 0) {
            assert_null(found);
            found = json_incref(event);
        }
    }
    assert_non_null(found);
    return found;
}

const char *event_text(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text != NULL ? text : "";
}

/* Handle of a change of the only event of ours; more: {'event_id':..,more}. */
void edit_own(struct rig *rig, struct session *session, const char *more,
              char token[TOKEN_SIZE])
{
    char args[128];
    json_auto_t *event = edit_own_event(rig, "");
    FORMAT(args, "{'event_id':%lld,%s}",
           (long long)json_integer_value(json_object_get(event, "id")), more);
    edit_write(session, args, token);
}

/* Pain that stops every run. */
void pain_tell(struct session *session)
{
    json_auto_t *pain = session_call(
        session, "log_checkin",
        "{'pain':[{'moment':'after','score':8,'site':'anterior_tibia','side':'left'}]}");
    (void)structured_of(pain);
}
