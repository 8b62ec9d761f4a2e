#include "tools/checkin_writes.h"

#include <stdlib.h>
#include <string.h>

#include "tools/check.h"
#include "tools/diary.h"
#include "tools/own_rpe.h"
#include "tools/quote.h"
#include "tools/write_undo.h"

#include "base/banned.h"

enum { STEP_WELLNESS = 1, STEP_ACTIVITY = 2, MAX_NOTES = 8 };

/* A kind of entry, its member, and the service's field. */
static const struct field {
    const char *kind;
    const char *member;
    const char *name;
    enum service_write_kind target;
} fields[] = {{"soreness", "level", "soreness", WRITE_WELLNESS},
              {"fatigue", "level", "fatigue", WRITE_WELLNESS},
              {"injury", "level", "injury", WRITE_WELLNESS},
              {"session", "rpe", "icu_rpe", WRITE_ACTIVITY},
              {"session", "feel", "feel", WRITE_ACTIVITY}};
enum { N_FIELDS = sizeof fields / sizeof fields[0] };

/* What is not sent, and why; in effects' arena. */
struct notes {
    size_t n;
    struct {
        const char *field;
        const char *why;
    } items[MAX_NOTES];
};

/* One object of the service that gets members. */
struct target {
    struct service_write write;
    json_t *image;  /* as it is: members of the fields, locked; NULL: there is none yet */
    json_t *wanted; /* what is to be sent */
};

static void note_add(struct tool_ctx *ctx, const char *field, const char *why)
{
    struct tool_effects *effects = ctx->effects;
    if (effects->kept == NULL) {
        effects->kept = arena_alloc(effects->arena, 1, sizeof(struct notes));
    }
    struct notes *notes = effects->kept;
    if (notes->n < MAX_NOTES) {
        notes->items[notes->n].field = field;
        notes->items[notes->n].why = arena_text(effects->arena, why);
        notes->n++;
    }
}

/* ---- what is there ---- */

static const char *all_members(enum service_write_kind kind)
{
    return kind == WRITE_WELLNESS
               ? "{\"soreness\":0,\"fatigue\":0,\"injury\":0,\"locked\":0}"
               : "{\"icu_rpe\":0,\"feel\":0}";
}

static bool image_read(struct tool_ctx *ctx, struct target *target, struct err *err)
{
    const char *text = NULL;
    struct service_write write = target->write;
    write.wanted = all_members(write.kind);
    if (!data_image(ctx->data, &write, ctx->arena, &text, err)) {
        return false;
    }
    return text == NULL || json_parse(text, strlen(text), &target->image, err);
}

/* Did an earlier check-in put this value there? */
static bool is_ours(struct tool_ctx *ctx, const struct data_entries *entries,
                    const struct target *target, const struct field *field,
                    const json_t *there)
{
    for (size_t i = 0; i < entries->n_items; i++) {
        const struct own_entry *entry = &entries->items[i];
        struct data_writes writes;
        if (strcmp(entry->kind, field->kind) != 0 || entry->day != target->write.day ||
            !data_writes_of(ctx->data, entry->batch, &writes, NULL)) {
            continue;
        }
        const struct service_write *forward =
            data_write_find(&writes, target->write.step, false);
        json_auto_t *sent = NULL;
        if (forward != NULL && forward->state == WRITE_DONE && forward->wanted != NULL &&
            json_parse(forward->wanted, strlen(forward->wanted), &sent, NULL) &&
            json_get_number(sent, field->name) == json_number_value(there)) {
            return true;
        }
    }
    return false;
}

/* ---- what is sent ---- */

static void field_add(struct tool_ctx *ctx, const struct data_entries *entries,
                      struct target *target, const struct field *field, double value)
{
    const json_t *there = json_object_get(target->image, field->name);
    bool is_set = json_is_number(there) && json_number_value(there) >= 1;
    if (json_is_true(json_object_get(target->image, "locked"))) {
        note_add(ctx, field->name, "that day is locked in Intervals.icu");
    } else if (is_set && json_number_value(there) == value) {
        note_add(ctx, field->name, "Intervals.icu says the same already");
    } else if (is_set && !is_ours(ctx, entries, target, field, there)) {
        note_add(ctx, field->name,
                 arena_printf(ctx->arena,
                              "Intervals.icu says %g, which stands: change it there",
                              json_number_value(there)));
    } else {
        (void)json_object_set_new(target->wanted, field->name,
                                  json_number_or_null(value, 0));
    }
}

/* Members of the image that are sent, as they were: the journal's before-image. */
static const char *before_of(struct tool_ctx *ctx, const struct target *target)
{
    json_auto_t *before = json_object();
    const char *key = NULL;
    json_t *value = NULL;
    if (target->image == NULL) {
        return NULL;
    }
    (void)json_object_set(before, "id", json_object_get(target->image, "id"));
    json_object_foreach(target->wanted, key, value)
    {
        (void)json_object_set(before, key, json_object_get(target->image, key));
    }
    char *text = json_to_text(before, NULL);
    const char *copy = arena_text(ctx->arena, text);
    free(text);
    return copy;
}

static void target_send(struct tool_ctx *ctx, const struct data_entries *entries,
                        struct target *target, size_t n_told,
                        const struct own_entry *const told[])
{
    struct err err = {0};
    bool is_read = image_read(ctx, target, &err);
    target->wanted = json_object();
    for (size_t i = 0; i < n_told; i++) {
        for (size_t k = 0; k < N_FIELDS; k++) {
            json_auto_t *body = diary_body(told[i], fields[k].kind);
            double value = json_get_number(body, fields[k].member);
            if (fields[k].target != target->write.kind || !(value >= 1)) {
                continue;
            }
            if (is_read) {
                field_add(ctx, entries, target, &fields[k], value);
            } else {
                note_add(ctx, fields[k].name, err.message);
            }
        }
    }
    if (json_object_size(target->wanted) > 0) {
        target->write.before = before_of(ctx, target);
        (void)effects_write_add(ctx->effects, &target->write, json_incref(target->wanted));
    }
    json_decref(target->wanted);
    json_decref(target->image);
}

static const struct own_entry *told_find(size_t n_told,
                                         const struct own_entry *const told[],
                                         enum service_write_kind target)
{
    for (size_t i = 0; i < n_told; i++) {
        for (size_t k = 0; k < N_FIELDS; k++) {
            if (fields[k].target == target && strcmp(told[i]->kind, fields[k].kind) == 0) {
                return told[i];
            }
        }
    }
    return NULL;
}

static void wellness_send(struct tool_ctx *ctx, const struct data_entries *entries,
                          const char *handle, size_t n_told,
                          const struct own_entry *const told[])
{
    const struct own_entry *first = told_find(n_told, told, WRITE_WELLNESS);
    struct data_wellness rows;
    struct err err = {0};
    if (first == NULL) {
        return;
    }
    if (!data_wellness(ctx->data, day_range_between(first->day, first->day), &rows, &err)) {
        note_add(ctx, "wellness", err.message);
        return;
    }
    struct target target = {.write = {.handle = handle,
                                      .step = STEP_WELLNESS,
                                      .kind = WRITE_WELLNESS,
                                      .day = first->day,
                                      .target = ""}};
    if (data_is_complete(ctx->data)) {
        target_send(ctx, entries, &target, n_told, told);
    }
}

static void activity_send(struct tool_ctx *ctx, const struct data_entries *entries,
                          const char *handle, size_t n_told,
                          const struct own_entry *const told[])
{
    const struct own_entry *first = told_find(n_told, told, WRITE_ACTIVITY);
    struct data_activities activities;
    struct err err = {0};
    if (first == NULL) {
        return;
    }
    if (!data_activities(ctx->data, day_range_between(first->day, first->day), &activities,
                         &err)) {
        note_add(ctx, "session", err.message);
        return;
    }
    if (!data_is_complete(ctx->data)) {
        return;
    }
    json_auto_t *body = diary_body(first, "session");
    struct own_rpe_target meant = own_rpe_target(&activities, first->day, body);
    if (meant.use != OWN_RPE_USED) {
        note_add(ctx, "session",
                 meant.use == OWN_RPE_SEVERAL ? "it is not certain which activity is meant"
                                              : "no such activity is in Intervals.icu yet");
        return;
    }
    struct target target = {.write = {.handle = handle,
                                      .step = STEP_ACTIVITY,
                                      .kind = WRITE_ACTIVITY,
                                      .day = first->day,
                                      .target = activities.items[meant.i_activity].id}};
    target_send(ctx, entries, &target, n_told, told);
}

enum tool_outcome checkin_writes_add(struct tool_ctx *ctx,
                                     const struct data_entries *entries, const char *handle,
                                     size_t n_told, const struct own_entry *const told[])
{
    if (!ctx->writes_wellness || n_told == 0) {
        return TOOL_DONE;
    }
    wellness_send(ctx, entries, handle, n_told, told);
    activity_send(ctx, entries, handle, n_told, told);
    return data_is_complete(ctx->data) ? TOOL_DONE : TOOL_NEEDS_DATA;
}

void checkin_writes_undo(struct tool_ctx *ctx, const char *handle)
{
    struct data_writes writes;
    if (!ctx->writes_wellness || !data_writes_of(ctx->data, handle, &writes, NULL)) {
        return;
    }
    for (int step = STEP_WELLNESS; step <= STEP_ACTIVITY; step++) {
        const struct service_write *forward = data_write_find(&writes, step, false);
        const struct service_write *back = data_write_find(&writes, step, true);
        if (service_write_place(forward, back) == WRITE_PLACE_THERE) {
            (void)write_undo_add(ctx->effects, forward);
        }
    }
}

/* ---- what became of it ---- */

static const char *state_words(const struct service_write *write)
{
    static const char *const words[N_SERVICE_WRITE_STATES] = {[WRITE_OPEN] = "unknown",
                                                              [WRITE_DONE] = "written",
                                                              [WRITE_NOT_DONE] =
                                                                  "not_written",
                                                              [WRITE_UNKNOWN] = "unknown"};
    return write->is_undo && write->state == WRITE_DONE ? "restored" : words[write->state];
}

static void write_report(struct tool_ctx *ctx, const struct service_write *write,
                         struct answer *answer, json_t *rows)
{
    const struct tool_effects *effects = ctx->effects;
    const char *why =
        effects->write_err.code != ERR_NONE ? effects->write_err.message : write->why;
    json_auto_t *members = NULL;
    const char *key = NULL;
    json_t *value = NULL;
    if (write->wanted == NULL ||
        !json_parse(write->wanted, strlen(write->wanted), &members, NULL)) {
        return;
    }
    json_object_foreach(members, key, value)
    {
        bool is_clear = json_number_value(value) < 0;
        json_t *row = json_object();
        set_text(row, "field", key);
        set_day(row, "day", write->day);
        set_text(row, "activity_id", write->target);
        (void)json_object_set_new(row, "value",
                                  is_clear ? json_null() : json_incref(value));
        set_text(row, "state", state_words(write));
        set_text(row, "why", why);
        row_add(rows, row);
        answer_line(answer, "Intervals.icu: %s %s %s%s.", key,
                    is_clear ? "empty"
                             : quote_number(ctx->arena, json_number_value(value), 0),
                    state_words(write),
                    why != NULL ? arena_printf(ctx->arena, " (kept here): %s", why) : "");
    }
}

void checkin_writes_report(struct tool_ctx *ctx, struct answer *answer)
{
    const struct tool_effects *effects = ctx->effects;
    const struct notes *notes = effects->kept;
    json_t *rows = json_array();
    if (!ctx->writes_wellness) {
        json_decref(rows);
        return;
    }
    for (size_t i = 0; i < effects->n_writes; i++) {
        write_report(ctx, &effects->writes[i], answer, rows);
    }
    for (size_t i = 0; notes != NULL && i < notes->n; i++) {
        json_t *row = json_object();
        set_text(row, "field", notes->items[i].field);
        set_text(row, "state", "not_sent");
        set_text(row, "why", notes->items[i].why);
        row_add(rows, row);
        answer_line(answer, "Intervals.icu: %s not sent, kept here: %s.",
                    notes->items[i].field, notes->items[i].why);
    }
    answer_set(answer, "service_writes", rows);
}
