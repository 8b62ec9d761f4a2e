#include "rig.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/answer.h"
#include "tools/effects.h"

const char rig_athlete[] =
    "{\"id\":\"i1\",\"name\":\"A\",\"timezone\":\"Europe/Zurich\",\"icu_weight\":70,"
    "\"sportSettings\":[{\"types\":[\"Run\"],\"threshold_pace\":4.0,\"lthr\":170}]}";

static void details_get(const struct rig *rig, const struct intervals_query *query,
                        intervals_done_cb done, void *user)
{
    struct err err = {0};
    bool is_object = query->operation == INTERVALS_OBJECT;
    char *body = NULL;
    if (is_object) {
        body = rig->object != NULL ? rig->object(query->endpoint->name, query->path)
                                   : strdup("");
    } else {
        body = rig->details != NULL ? rig->details(query->operation, query->activity_id)
                                    : strdup("");
    }
    if (body == NULL || body[0] == '\0') {
        (void)err_set(&err, body == NULL ? ERR_UPSTREAM : ERR_NOT_FOUND, "Try later.",
                      body == NULL ? "the scripted service is down" : "no such thing");
        done(user, NULL, 0, &err);
    } else {
        done(user, body, strlen(body), NULL);
    }
    free(body);
}

static void scripted_get(struct intervals_source *source,
                         const struct intervals_query *query, intervals_done_cb done,
                         void *user)
{
    struct rig *rig = (struct rig *)(void *)((char *)source - offsetof(struct rig, source));
    const char *const bodies[] = {[INTERVALS_ATHLETE] = rig->athlete,
                                  [INTERVALS_ACTIVITIES] = rig->activities,
                                  [INTERVALS_WELLNESS] = rig->wellness,
                                  [INTERVALS_EVENTS] = rig->events};
    struct err err = {0};
    rig->n_queries++;
    if (query->operation == INTERVALS_INTERVALS || query->operation == INTERVALS_STREAMS ||
        query->operation == INTERVALS_OBJECT) {
        details_get(rig, query, done, user);
        return;
    }
    const char *body = bodies[query->operation];
    if (body == NULL) {
        (void)err_set(&err, ERR_UPSTREAM, "Try later.", "the scripted service is down");
        done(user, NULL, 0, &err);
        return;
    }
    done(user, body, strlen(body), NULL);
}

static void ended(void *user, uint64_t call_id, enum data_kind kind, const struct err *err)
{
    const struct rig *rig = user;
    (void)call_id;
    data_view_settle(rig->view, kind, err);
}

static int64_t now_ms(const char *text)
{
    int64_t wall_s = 0;
    bool has_offset = false;
    int offset_s = 0;
    assert_true(civil_parse_time(text, &wall_s, &has_offset, &offset_s) && has_offset);
    return (wall_s - offset_s) * 1000;
}

static json_t *finished(const struct rig *rig, struct answer *answer)
{
    struct data_athlete athlete;
    char id[ANSWER_ID_CHARS + 1];
    assert_true(data_athlete(rig->view, &athlete, NULL));
    struct answer_frame frame = {.view = rig->view, .athlete = &athlete};
    return answer_finish(answer, &frame, id);
}

void rig_open(struct rig *rig)
{
    rig->source.name = "sample";
    rig->source.get = scripted_get;
    struct data_options options = {.source = &rig->source,
                                   .is_in_memory = true,
                                   .freshness_ms = 600000,
                                   .n_details_per_call = rig->n_details_per_call,
                                   .need_ended = ended,
                                   .user = rig};
    rig->data = data_new(&options);
}

void rig_close(struct rig *rig)
{
    data_free(rig->data);
    rig->data = NULL;
}

/* Runs until the outcome is final; effects are written once, then only the report runs. */
static enum tool_outcome run_to_end(struct rig *rig, const struct tool *tool,
                                    json_t *arguments, struct answer *answer,
                                    struct err *err, size_t *ret_rounds)
{
    struct arena arena = {0};
    struct arena kept = {0};
    struct tool_effects effects = {.arena = &kept};
    bool is_written = false;
    enum tool_outcome outcome = TOOL_NEEDS_DATA;
    for (*ret_rounds = 0; outcome == TOOL_NEEDS_DATA && *ret_rounds < 8; (*ret_rounds)++) {
        data_view_rewind(rig->view);
        arena_clear(&arena);
        answer_clear(answer);
        struct tool_ctx ctx = {
            .args = arguments, .data = rig->view, .arena = &arena, .effects = &effects};
        if (!is_written) {
            effects.n_entries = 0;
            outcome = tool->run(&ctx, answer, err);
            is_written = outcome == TOOL_DONE && effects.n_entries > 0;
            if (is_written) {
                assert_true(data_entries_append(rig->view, effects.n_entries,
                                                effects.entries, err));
                data_view_rewind(rig->view);
            }
        }
        if (is_written) {
            outcome = tool->report(&ctx, answer);
        }
        if (outcome == TOOL_NEEDS_DATA) {
            assert_true(data_fetch(rig->data, rig->view, 1) > 0);
        }
    }
    arena_release(&arena);
    arena_release(&kept);
    return outcome;
}

json_t *rig_run(struct rig *rig, const struct tool *tool, const char *args, struct err *err,
                size_t *ret_rounds)
{
    json_t *arguments = json_loads(args, 0, NULL);
    struct answer answer;
    json_t *result = NULL;
    size_t n_rounds = 0;
    bool is_alone = rig->data == NULL;
    assert_non_null(arguments);
    if (is_alone) {
        rig_open(rig);
    }
    rig->view = data_view_new(rig->data, "0", now_ms(rig->now), false);
    answer_init(&answer);
    enum tool_outcome outcome = run_to_end(rig, tool, arguments, &answer, err, &n_rounds);
    assert_int_not_equal(outcome, TOOL_NEEDS_DATA);
    if (outcome == TOOL_DONE) {
        result = finished(rig, &answer);
    }
    answer_release(&answer);
    data_view_free(rig->view);
    json_decref(arguments);
    if (is_alone) {
        rig_close(rig);
    }
    if (ret_rounds != NULL) {
        *ret_rounds = n_rounds;
    }
    return result;
}

json_t *rig_call(struct rig *rig, const struct tool *tool, const char *args)
{
    struct err err = {0};
    json_t *result = rig_run(rig, tool, args, &err, NULL);
    if (result == NULL) {
        fail_msg("%s: %s", tool->name, err.message);
    }
    return result;
}

struct rig rig_empty(const char *now)
{
    return (struct rig){.athlete = rig_athlete,
                        .activities = "[]",
                        .wellness = "[]",
                        .events = "[]",
                        .now = now};
}

const char *rig_text(const json_t *result)
{
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    const char *text = json_string_value(json_object_get(block, "text"));
    assert_non_null(text);
    return text;
}

const json_t *rig_member(const json_t *result, const char *key)
{
    const json_t *member =
        json_object_get(json_object_get(result, "structuredContent"), key);
    assert_non_null(member);
    return member;
}

const json_t *rig_cell(const json_t *table, size_t i_row, const char *column)
{
    const json_t *columns = json_object_get(table, "columns");
    const json_t *row = json_array_get(json_object_get(table, "rows"), i_row);
    for (size_t i = 0; i < json_array_size(columns); i++) {
        if (strcmp(json_string_value(json_array_get(columns, i)), column) == 0) {
            assert_int_equal(json_array_size(row), json_array_size(columns));
            return json_array_get(row, i);
        }
    }
    fail_msg("no column %s", column);
    return NULL;
}

size_t rig_rows(const json_t *table)
{
    return json_array_size(json_object_get(table, "rows"));
}

void rig_assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance)) {
        fail_msg("%.9g is not %.9g within %g", found, expected, tolerance);
    }
}

const char *rig_missing(const json_t *result, const char *what)
{
    const json_t *missing = rig_member(result, "missing");
    for (size_t i = 0; i < json_array_size(missing); i++) {
        const json_t *row = json_array_get(missing, i);
        if (strcmp(json_string_value(json_object_get(row, "what")), what) == 0) {
            return json_string_value(json_object_get(row, "reason"));
        }
    }
    return NULL;
}
