/*
 * One change of the calendar: a preview, which is kept, and its confirmation by the handle
 * of the preview. What is confirmed is what was shown: members come from the kept preview,
 * the event must be as it was, and a workout is judged again.
 */
#include "tools/edit_calendar.h"

#include <string.h>

#include "base/str.h"
#include "tools/diary.h"
#include "tools/override.h"
#include "tools/quote.h"
#include "tools/week_table.h"
#include "tools/write_undo.h"

#include "base/banned.h"

#define KIND DIARY_EDIT_KIND

enum { TOKEN_HOURS = 24, STEP = 1 };

static const char *const edit_arguments[] = {"action",  "event_id", "category", "day",
                                             "end_day", "start",    "sport",    "kind",
                                             "minutes", "km",       "name",     "text"};

/* The call as it goes on. */
struct call {
    struct tool_ctx *ctx;
    struct data_athlete athlete;
    struct data_entries entries;
    struct calendar_edit edit;
    struct edit_result *result;
};

/* ---- judging and telling ---- */

static struct calendar_edit_context context_of(const struct call *call)
{
    return (struct calendar_edit_context){.arena = call->ctx->effects->arena,
                                          .athlete = call->athlete.athlete,
                                          .today = call->athlete.today};
}

static enum tool_outcome judge(struct call *call, struct err *err)
{
    struct edit_result *result = call->result;
    result->action = call->edit.action;
    result->event = call->edit.event;
    result->old = call->edit.old != NULL ? *call->edit.old : call->edit.event;
    result->meant = call->edit.meant;
    if (!calendar_edit_is_judged(&call->edit, call->athlete.today)) {
        return TOOL_DONE;
    }
    return calendar_judge(call->ctx, &call->edit, call->ctx->effects->arena, &result->week,
                          err);
}

/* ---- the preview ---- */

static json_t *kept_body(const struct call *call, const char *digest)
{
    const struct calendar_edit *edit = &call->edit;
    json_t *body = json_object();
    json_t *members = NULL;
    (void)json_object_set_new(body, "action",
                              json_string(calendar_edit_action_name(edit->action)));
    if (edit->old != NULL) {
        (void)json_object_set_new(body, "event_id", json_integer(edit->old->id));
        (void)json_object_set_new(body, "image", json_string(digest));
    }
    if (edit->members != NULL &&
        json_parse(edit->members, strlen(edit->members), &members, NULL)) {
        (void)json_object_set_new(body, "members", members);
    }
    return body;
}

/* Kept, unless nobody may have it written. */
static enum tool_outcome preview_keep(struct call *call, const char *digest,
                                      struct answer *answer, struct err *err)
{
    struct tool_effects *effects = call->ctx->effects;
    bool is_refused = calendar_is_refused(call->result->week);
    call->result->state = is_refused ? EDIT_STATE_REFUSED : EDIT_STATE_PREVIEW;
    if (is_refused) {
        return edit_result_write(call->ctx, call->result, answer);
    }
    if (!effects_add(effects, KIND, call->edit.event.day, call->athlete.now_ms,
                     kept_body(call, digest))) {
        (void)err_set(err, ERR_INTERNAL, "Report this.", "the preview cannot be kept");
        return TOOL_FAILED;
    }
    call->result->token = effects->batch;
    effects->is_optional = true;
    effects->kept = call->result;
    return TOOL_DONE;
}

/* The week's input, which a kind's text needs. */
static enum tool_outcome input_read(struct call *call,
                                    struct calendar_edit_context *context, struct err *err)
{
    struct planning *planning = arena_alloc(call->ctx->arena, 1, sizeof *planning);
    struct planning_options options = {
        .day = arguments_day(call->ctx->args, "day", DAY_NUM_NONE), .keeps_calendar = true};
    if (json_get_text(call->ctx->args, "kind") == NULL) {
        return TOOL_DONE;
    }
    enum tool_outcome outcome = planning_read(call->ctx, &options, planning, err);
    context->input = outcome == TOOL_DONE ? planning->input : NULL;
    return outcome;
}

static enum tool_outcome preview(struct call *call, struct answer *answer, struct err *err)
{
    const json_t *args = call->ctx->args;
    const struct calendar_event *old = NULL;
    enum calendar_edit_action action = EDIT_ADD;
    char digest[SEAL_DIGEST_SIZE] = "";
    const char *image = NULL;
    bool has_id = json_object_get(args, "event_id") != NULL;
    if (!calendar_edit_action_from_name(json_get_text(args, "action"), &action) ||
        (action == EDIT_ADD) == has_id) {
        (void)err_set(err, ERR_BAD_ARGUMENT,
                      "Give action; event_id with change, move and remove, not with add.",
                      "it is not said what is to be done");
        return TOOL_FAILED;
    }
    struct calendar_edit_context context = context_of(call);
    enum tool_outcome outcome =
        has_id ? edit_event_find(call->ctx, call->athlete.today,
                                 json_get_integer(args, "event_id", 0), &old, err)
               : input_read(call, &context, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (old != NULL && (!edit_event_ours(call->ctx, old, err) ||
                        !edit_event_image(call->ctx, old, &image, digest, err))) {
        return TOOL_FAILED;
    }
    json_auto_t *members = NULL;
    if (action != EDIT_REMOVE) {
        members = calendar_edit_members(&context, args, old, err);
        if (members == NULL) {
            return TOOL_FAILED;
        }
    }
    if (!calendar_edit_apply(&context, action, old, members, &call->edit, err)) {
        return TOOL_FAILED;
    }
    outcome = judge(call, err);
    return outcome == TOOL_DONE ? preview_keep(call, digest, answer, err) : outcome;
}

/* ---- the kept preview ---- */

/* The entry of the token, its body a new reference; NULL with err. */
static json_t *kept_find(const struct call *call, const char *token,
                         const struct own_entry **ret, struct err *err)
{
    for (size_t i = 0; i < call->entries.n_items; i++) {
        const struct own_entry *entry = &call->entries.items[i];
        json_t *body = strcmp(entry->batch, token) == 0 ? diary_body(entry, KIND) : NULL;
        if (body != NULL) {
            *ret = entry;
            return body;
        }
    }
    (void)err_set(err, ERR_BAD_ARGUMENT, "Take edit_token from the preview's answer.",
                  "edit_token \"%.40s\" is not one of this athlete's previews", token);
    return NULL;
}

static bool age_check(const struct call *call, const struct own_entry *entry,
                      struct err *err)
{
    int64_t age_ms = call->athlete.now_ms - entry->recorded_ms;
    return (age_ms >= 0 && age_ms <= (int64_t)TOKEN_HOURS * 3600 * 1000) ||
           err_set(err, ERR_BAD_ARGUMENT, "Ask for the preview again.",
                   "the preview is more than %d h old", TOKEN_HOURS);
}

/* Over midnight what was to come when it was shown may lie in the past. */
static bool still_ahead(const struct calendar_edit_context *context,
                        const struct calendar_edit *edit, struct err *err)
{
    struct err why = {0};
    return edit->action == EDIT_REMOVE ||
           calendar_edit_day_check(context, &edit->event, &why) ||
           err_set(err, why.code, "Ask for a preview of a day to come.",
                   "since the preview was made its day is over: %s", why.message);
}

/* The edit as it was shown, of the event as it was then. */
static enum tool_outcome kept_read(struct call *call, const json_t *body,
                                   const char **ret_image, struct err *err)
{
    const struct calendar_event *old = NULL;
    enum calendar_edit_action action = EDIT_ADD;
    char digest[SEAL_DIGEST_SIZE] = "";
    int64_t id = json_get_integer(body, "event_id", 0);
    const char *was = json_get_text(body, "image");
    struct calendar_edit_context context = context_of(call);
    if (!calendar_edit_action_from_name(json_get_text(body, "action"), &action)) {
        (void)err_set(err, ERR_STORE, "Ask for the preview again.",
                      "the kept preview cannot be read");
        return TOOL_FAILED;
    }
    if (action != EDIT_ADD) {
        enum tool_outcome outcome =
            edit_event_find(call->ctx, call->athlete.today, id, &old, err);
        if (outcome != TOOL_DONE) {
            return outcome;
        }
        if (!edit_event_ours(call->ctx, old, err) ||
            !edit_event_image(call->ctx, old, ret_image, digest, err)) {
            return TOOL_FAILED;
        }
        if (was == NULL || strcmp(was, digest) != 0) {
            (void)err_set(err, ERR_BAD_ARGUMENT, "Ask for the preview again.",
                          "event %lld was changed since the preview", (long long)id);
            return TOOL_FAILED;
        }
    }
    return calendar_edit_apply(&context, action, old, json_object_get(body, "members"),
                               &call->edit, err) &&
                   still_ahead(&context, &call->edit, err)
               ? judge(call, err)
               : TOOL_FAILED;
}

/* ---- confirming ---- */

/* Nothing is written once the judged week is another one. */
static bool guard_set(struct call *call, struct err *err)
{
    struct tool_effects *effects = call->ctx->effects;
    const struct calendar_judgement *week = call->result->week;
    if (week == NULL) {
        return true;
    }
    effects->guarded = week->week;
    return data_calendar_digest(call->ctx->data, week->week, effects->guard, err);
}

static bool write_list(struct call *call, const char *image, struct err *err)
{
    static const enum service_write_kind kinds[] = {[EDIT_ADD] = WRITE_EVENT_CREATE,
                                                    [EDIT_CHANGE] = WRITE_EVENT_UPDATE,
                                                    [EDIT_REMOVE] = WRITE_EVENT_DELETE};
    struct tool_effects *effects = call->ctx->effects;
    const struct calendar_edit *edit = &call->edit;
    json_t *members = NULL;
    const struct service_write write = {
        .handle = call->result->token,
        .step = STEP,
        .kind = kinds[edit->action],
        .day = edit->old != NULL ? edit->old->day : edit->event.day,
        .event_id = edit->old != NULL ? edit->old->id : 0,
        .target = edit->old != NULL ? edit->old->external_id : NULL,
        .before = image};
    if (edit->members != NULL &&
        !json_parse(edit->members, strlen(edit->members), &members, err)) {
        return false;
    }
    effects->kept = call->result;
    if (!effects_write_add(effects, &write, members)) {
        return err_set(err, ERR_INTERNAL, "Report this.", "too many changes");
    }
    return guard_set(call, err);
}

/* The athlete's yes where it is needed; *ret_is_given false: the answer is made. */
static enum tool_outcome consent(struct call *call, struct answer *answer,
                                 bool *ret_is_given)
{
    struct edit_result *result = call->result;
    *ret_is_given = result->week == NULL || result->week->broken == 0;
    if (*ret_is_given) {
        return TOOL_DONE;
    }
    /* A yes to the change is none to its undo. */
    const char *plan =
        result->is_undo ? arena_printf(call->ctx->effects->arena, "%s:undo", result->token)
                        : result->token;
    const struct override wanted = {.plan = plan,
                                    .week_start = result->week->input.first_day,
                                    .rules = result->week->broken};
    enum tool_reply reply = override_obtain(
        call->ctx, &call->entries, &wanted,
        edit_override_words(call->ctx->arena, &call->edit.event, result->week),
        call->athlete.now_ms, &result->code);
    if (reply == REPLY_AWAITED) {
        return TOOL_NEEDS_INPUT;
    }
    *ret_is_given = reply == REPLY_GIVEN;
    if (!*ret_is_given) {
        result->state =
            reply == REPLY_IMPOSSIBLE ? EDIT_STATE_NEEDS_ATHLETE : EDIT_STATE_DECLINED;
        call->ctx->effects->kept = result;
        return edit_result_write(call->ctx, result, answer);
    }
    return TOOL_DONE;
}

static enum tool_outcome confirm(struct call *call, const struct own_entry *entry,
                                 const json_t *body, struct answer *answer, struct err *err)
{
    const char *image = NULL;
    bool is_given = false;
    bool confirms = json_get_bool(call->ctx->args, "confirm", false);
    if (!age_check(call, entry, err)) {
        return TOOL_FAILED;
    }
    enum tool_outcome outcome = kept_read(call, body, &image, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    bool is_refused = calendar_is_refused(call->result->week);
    if (is_refused || !confirms) {
        call->result->state = is_refused ? EDIT_STATE_REFUSED : EDIT_STATE_PREVIEW;
        return edit_result_write(call->ctx, call->result, answer);
    }
    outcome = consent(call, answer, &is_given);
    if (outcome != TOOL_DONE || !is_given) {
        return outcome;
    }
    return write_list(call, image, err) ? TOOL_DONE : TOOL_FAILED;
}

/* ---- taking back ---- */

static enum tool_outcome undo_judge(struct call *call, const struct service_write *forward,
                                    struct err *err)
{
    bool is_judged = false;
    if (!edit_undo_meant(call->ctx, forward, call->athlete.today, &call->edit, &is_judged,
                         &call->result->change, err)) {
        return TOOL_FAILED;
    }
    struct arena *arena = call->ctx->effects->arena;
    return is_judged
               ? calendar_judge(call->ctx, &call->edit, arena, &call->result->week, err)
               : TOOL_DONE;
}

static enum tool_outcome undo(struct call *call, const struct service_write *forward,
                              enum service_write_place place, struct answer *answer,
                              struct err *err)
{
    struct edit_result *result = call->result;
    result->is_undo = true;
    if (place == WRITE_PLACE_NOWHERE) {
        (void)err_set(err, ERR_NOT_FOUND, "There is nothing to take back.",
                      "edit %.40s was never written", result->token);
        return TOOL_FAILED;
    }
    if (place == WRITE_PLACE_UNDONE) {
        result->state = EDIT_STATE_UNDONE;
        return edit_result_write(call->ctx, result, answer);
    }
    enum tool_outcome outcome = undo_judge(call, forward, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    bool is_given = false;
    bool is_refused = calendar_is_refused(result->week);
    if (is_refused || !json_get_bool(call->ctx->args, "confirm", false)) {
        result->state = is_refused ? EDIT_STATE_REFUSED : EDIT_STATE_UNDO_PREVIEW;
        return edit_result_write(call->ctx, result, answer);
    }
    outcome = consent(call, answer, &is_given);
    if (outcome != TOOL_DONE || !is_given) {
        return outcome;
    }
    call->ctx->effects->kept = result;
    if (!write_undo_add(call->ctx->effects, forward)) {
        (void)err_set(err, ERR_INTERNAL, "Report this.", "too many changes");
        return TOOL_FAILED;
    }
    return guard_set(call, err) ? TOOL_DONE : TOOL_FAILED;
}

/* ---- the tool ---- */

static bool token_alone(const json_t *args, struct err *err)
{
    for (size_t i = 0; i < sizeof edit_arguments / sizeof edit_arguments[0]; i++) {
        if (json_object_get(args, edit_arguments[i]) != NULL) {
            return err_set(err, ERR_BAD_ARGUMENT,
                           "What was shown is written; for another change ask for another "
                           "preview, without edit_token.",
                           "%s cannot stand beside edit_token", edit_arguments[i]);
        }
    }
    return true;
}

static enum tool_outcome by_token(struct call *call, const char *token,
                                  struct answer *answer, struct err *err)
{
    const struct own_entry *entry = NULL;
    struct data_writes writes;
    const json_t *args = call->ctx->args;
    bool undoes = json_get_bool(args, "undo", false);
    if (!token_alone(args, err)) {
        return TOOL_FAILED;
    }
    json_auto_t *body = kept_find(call, token, &entry, err);
    if (body == NULL || !data_writes_of(call->ctx->data, token, &writes, err)) {
        return TOOL_FAILED;
    }
    const struct service_write *forward = data_write_find(&writes, STEP, false);
    const struct service_write *back = data_write_find(&writes, STEP, true);
    enum service_write_place place = service_write_place(forward, back);
    call->result->token = arena_text(call->ctx->effects->arena, token);
    call->result->change = place == WRITE_PLACE_UNDONE ? back : forward;
    if (place == WRITE_PLACE_UNSETTLED) {
        (void)err_set(err, ERR_UPSTREAM, "Ask again in a minute; do not add it anew.",
                      "it is not known yet whether edit %.40s was written", token);
        return TOOL_FAILED;
    }
    if (undoes) {
        return undo(call, forward, place, answer, err);
    }
    if (place == WRITE_PLACE_UNDONE) {
        (void)err_set(err, ERR_BAD_ARGUMENT, "Ask for a new preview.",
                      "edit %.40s was written and taken back; it cannot be written again",
                      token);
        return TOOL_FAILED;
    }
    if (place == WRITE_PLACE_THERE) {
        call->result->state = EDIT_STATE_ALREADY_WRITTEN;
        return edit_result_write(call->ctx, call->result, answer);
    }
    return confirm(call, entry, body, answer, err);
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct call *call = arena_alloc(ctx->arena, 1, sizeof *call);
    const char *token = json_get_text(ctx->args, "edit_token");
    bool confirms = json_get_bool(ctx->args, "confirm", false);
    *call = (struct call){.ctx = ctx};
    call->result = arena_alloc(ctx->effects->arena, 1, sizeof *call->result);
    if (confirms) {
        data_view_refresh(ctx->data);
    }
    enum tool_outcome outcome = engine_athlete(ctx, &call->athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!data_entries(ctx->data, &call->entries, err)) {
        return TOOL_FAILED;
    }
    if (token != NULL) {
        return by_token(call, token, answer, err);
    }
    if (confirms || json_get_bool(ctx->args, "undo", false)) {
        (void)err_set(err, ERR_BAD_ARGUMENT,
                      "Call without confirm first; its answer brings edit_token.",
                      "edit_token is missing");
        return TOOL_FAILED;
    }
    return preview(call, answer, err);
}

static const char *state_of(const struct edit_result *result,
                            const struct tool_effects *effects)
{
    if (effects->n_writes == 0) {
        return result->state; /* a preview or a request was kept */
    }
    switch (effects->writes[0].state) {
    case WRITE_DONE:
        return result->is_undo ? EDIT_STATE_UNDONE : EDIT_STATE_WRITTEN;
    case WRITE_NOT_DONE:
        return result->is_undo ? EDIT_STATE_NOT_UNDONE : EDIT_STATE_NOT_WRITTEN;
    case WRITE_OPEN:
    case WRITE_UNKNOWN:
        break;
    }
    return EDIT_STATE_UNKNOWN;
}

static enum tool_outcome report(struct tool_ctx *ctx, struct answer *answer)
{
    struct tool_effects *effects = ctx->effects;
    struct edit_result *result = effects->kept;
    result->state = state_of(result, effects);
    if (effects->n_writes > 0) {
        result->change = &effects->writes[0];
        result->why = effects->write_err.code != ERR_NONE ? effects->write_err.message
                                                          : effects->writes[0].why;
    }
    if (effects->n_entries == 0 && effects->n_writes == 0) {
        result->token = NULL; /* nothing may be kept here: a frozen clock */
    }
    return edit_result_write(ctx, result, answer);
}

const struct tool tool_edit_calendar = {
    .name = "edit_calendar", .run = run, .report = report, .writes_service = true};
