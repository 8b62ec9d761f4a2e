#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

const char script_laps[] =
    "{\"icu_intervals\":[{\"start_time\":0,\"moving_time\":400,\"average_speed\":3,"
    "\"average_stance_time\":240},{\"start_time\":400,\"moving_time\":400,"
    "\"average_speed\":3.1,\"average_gradient\":0.001,\"average_stance_time\":238}]}";
const char script_streams[] =
    "[{\"type\":\"time\",\"data\":[0,9,18,27,36,45]},"
    "{\"type\":\"distance\",\"data\":[0,27,54,81,108,135]},"
    "{\"type\":\"stance_time\",\"data\":[240,240,240,240,240,240]}]";

static void get(struct intervals_source *source, const struct intervals_query *query,
                intervals_done_cb done, void *user)
{
    struct script *script = (struct script *)source;
    assert_true(script->n_queries < QUERIES_MAX);
    size_t i = script->n_queries++;
    struct script_query *asked = &script->queries[i];
    *asked = (struct script_query){.operation = query->operation,
                                   .range = query->range,
                                   .is_light = query->fields != NULL,
                                   .done = done,
                                   .user = user};
    str_copy(asked->athlete_id, ID_SIZE, query->athlete_id);
    if (query->activity_id != NULL) {
        str_copy(asked->activity_id, ID_SIZE, query->activity_id);
    }
    if (query->path != NULL) {
        str_copy(asked->path, sizeof asked->path, query->path);
    }
    if (script->answers_at_once) {
        script_answer(script, i);
    }
}

static void release(struct intervals_source *source)
{
    (void)source;
}

static void need_ended(void *user, uint64_t call_id, enum data_kind kind,
                       const struct err *err)
{
    struct script *script = user;
    assert_true(script->n_ended < ENDED_MAX);
    struct script_ended *ended = &script->ended[script->n_ended++];
    *ended =
        (struct script_ended){.call_id = call_id, .kind = kind, .is_good = err == NULL};
    if (err != NULL) {
        ended->err = *err;
    }
    if (script->settled_view != NULL && script->settled_call_id == call_id) {
        data_view_settle(script->settled_view, kind, err);
    }
}

static void progressed(void *user, uint64_t call_id, const char *what, size_t n_done,
                       size_t n_total)
{
    struct script *script = user;
    (void)call_id;
    (void)what;
    assert_true(n_done <= n_total);
    script->n_progress++;
    script->n_done_last = n_done;
    script->n_total_last = n_total;
}

void script_reopen(struct script *script, const char *data_dir)
{
    struct data_options options = {.source = &script->source,
                                   .data_dir = data_dir,
                                   .is_in_memory = data_dir == NULL,
                                   .account_hash = "0123456789abcdef0123456789abcdef",
                                   .freshness_ms = 10 * MINUTE_MS,
                                   .n_details_per_call = script->n_details_per_call,
                                   .need_ended = need_ended,
                                   .progressed = progressed,
                                   .user = script};
    script->data = data_new(&options);
    script->n_queries = 0;
    script->n_ended = 0;
    script->settled_view = NULL;
}

void script_open(struct script *script, const char *data_dir)
{
    memset(script, 0, sizeof *script);
    script->source =
        (struct intervals_source){.name = "scripted", .get = get, .release = release};
    script->owner = "i7";
    script->timezone = "UTC";
    script_reopen(script, data_dir);
}

void script_close(struct script *script)
{
    script->settled_view = NULL;
    for (size_t i = 0; i < script->n_queries; i++) {
        if (!script->queries[i].is_answered) {
            script_fail(script, i, ERR_CANCELLED, "ended");
        }
    }
    data_free(script->data);
    script->data = NULL;
}

void script_put(struct script *script, enum intervals_operation operation, const char *id,
                day_num day, int version)
{
    struct script_row *rows = script->rows[operation];
    size_t i = 0;
    while (i < script->n_rows[operation] && strcmp(rows[i].id, id) != 0) {
        i++;
    }
    assert_true(i < ROWS_MAX);
    script->n_rows[operation] += i == script->n_rows[operation] ? 1 : 0;
    rows[i] = (struct script_row){.day = day, .version = version};
    str_copy(rows[i].id, ID_SIZE, id);
}

void script_remove(struct script *script, enum intervals_operation operation,
                   const char *id)
{
    struct script_row *rows = script->rows[operation];
    for (size_t i = 0; i < script->n_rows[operation]; i++) {
        if (strcmp(rows[i].id, id) == 0) {
            rows[i] = rows[--script->n_rows[operation]];
            return;
        }
    }
    fail_msg("%s is not there", id);
}

void script_fill(struct script *script, day_num first, day_num last)
{
    for (day_num day = first; day <= last; day++) {
        char id[ID_SIZE];
        (void)snprintf(id, sizeof id, "i%d", (int)day);
        script_put(script, INTERVALS_ACTIVITIES, id, day, 1);
        (void)snprintf(id, sizeof id, "w%d", (int)day);
        script_put(script, INTERVALS_WELLNESS, id, day, 1);
        if (day % 7 == 0) {
            (void)snprintf(id, sizeof id, "%d", (int)day);
            script_put(script, INTERVALS_EVENTS, id, day, 1);
        }
    }
}

static void row_write(const struct script *script, enum intervals_operation operation,
                      const struct script_row *row, bool is_light, struct str_buf *body)
{
    char day[DAY_TEXT_SIZE];
    (void)day_format(row->day, day);
    switch (operation) {
    case INTERVALS_ACTIVITIES:
        str_buf_printf(body,
                       "{\"id\":\"%s\",\"start_date_local\":\"%sT08:00:00\","
                       "\"type\":\"Run\",\"name\":\"Version %d\",\"moving_time\":1800",
                       row->id, day, row->version);
        if (!is_light) {
            str_buf_printf(body,
                           ",\"icu_athlete_id\":\"%s\",\"icu_training_load\":%d,"
                           "\"feel\":null",
                           script->owner, 30 + row->version);
        }
        str_buf_add(body, "}");
        break;
    case INTERVALS_WELLNESS:
        str_buf_printf(body, "{\"id\":\"%s\",\"restingHR\":%d}", day, 40 + row->version);
        break;
    case INTERVALS_EVENTS:
        str_buf_printf(body,
                       "{\"id\":%s,\"athlete_id\":\"%s\",\"category\":\"WORKOUT\","
                       "\"start_date_local\":\"%sT00:00:00\",\"name\":\"Version %d\"}",
                       row->id, script->owner, day, row->version);
        break;
    case INTERVALS_ATHLETE:
    case INTERVALS_INTERVALS:
    case INTERVALS_STREAMS:
    case INTERVALS_OBJECT:
        break;
    }
}

static void athlete_write(const struct script *script, const struct script_query *query,
                          struct str_buf *body)
{
    const char *id =
        strcmp(query->athlete_id, "0") == 0 ? script->owner : query->athlete_id;
    str_buf_printf(body, "{\"id\":\"%s\",\"name\":\"Scripted\"", id);
    if (script->timezone != NULL) {
        str_buf_printf(body, ",\"timezone\":\"%s\"", script->timezone);
    }
    str_buf_add(body, "}");
}

void script_answer_body(struct script *script, size_t i, const char *body)
{
    struct script_query *query = &script->queries[i];
    assert_true(i < script->n_queries && !query->is_answered);
    query->is_answered = true;
    query->done(query->user, body, strlen(body), NULL);
}

void script_answer(struct script *script, size_t i)
{
    const struct script_query *query = &script->queries[i];
    struct str_buf body = {0};
    size_t n_written = 0;
    if (query->operation == INTERVALS_ATHLETE) {
        athlete_write(script, query, &body);
    } else if (query->operation == INTERVALS_INTERVALS) {
        str_buf_add(&body, script_laps);
    } else if (query->operation == INTERVALS_STREAMS) {
        str_buf_add(&body, script_streams);
    } else if (query->operation == INTERVALS_OBJECT) {
        str_buf_printf(&body, "[{\"answer\":%zu}]", i);
    } else {
        str_buf_add(&body, "[");
        for (size_t k = 0; k < script->n_rows[query->operation]; k++) {
            const struct script_row *row = &script->rows[query->operation][k];
            if (row->day >= query->range.first_day &&
                row->day <= day_range_last(query->range)) {
                str_buf_add(&body, n_written++ > 0 ? "," : "");
                row_write(script, query->operation, row, query->is_light, &body);
            }
        }
        str_buf_add(&body, "]");
    }
    script_answer_body(script, i, str_buf_text(&body));
    str_buf_release(&body);
}

void script_fail(struct script *script, size_t i, enum err_code code, const char *message)
{
    struct script_query *query = &script->queries[i];
    struct err err = {0};
    assert_true(i < script->n_queries && !query->is_answered);
    query->is_answered = true;
    (void)err_set(&err, code, "Do something", "%s", message);
    query->done(query->user, NULL, 0, &err);
}

size_t script_open_count(const struct script *script)
{
    size_t n_open = 0;
    for (size_t i = 0; i < script->n_queries; i++) {
        n_open += script->queries[i].is_answered ? 0U : 1U;
    }
    return n_open;
}

void script_answer_all(struct script *script)
{
    for (size_t i = 0; i < script->n_queries; i++) { /* new ones come at the end */
        if (!script->queries[i].is_answered) {
            script_answer(script, i);
        }
    }
}

size_t script_open_find(const struct script *script, enum intervals_operation operation)
{
    for (size_t i = 0; i < script->n_queries; i++) {
        if (!script->queries[i].is_answered && script->queries[i].operation == operation) {
            return i;
        }
    }
    fail_msg("no open query of operation %d", (int)operation);
    return 0;
}

struct data_view *script_view(struct script *script, int64_t now_ms, bool refreshes)
{
    return data_view_new(script->data, "0", now_ms, refreshes);
}

void script_settle_into(struct script *script, struct data_view *view, uint64_t call_id)
{
    script->settled_view = view;
    script->settled_call_id = call_id;
}

bool script_run(struct data_view *view, struct day_range range, struct script_read *ret,
                struct err *err)
{
    *ret = (struct script_read){0};
    data_view_rewind(view);
    if (!data_athlete(view, &ret->athlete, err)) {
        return false;
    }
    return ret->athlete.athlete == NULL ||
           (data_activities(view, range, &ret->activities, err) &&
            data_wellness(view, range, &ret->wellness, err) &&
            data_events(view, range, &ret->events, err));
}

int script_read_all(struct script *script, struct data_view *view, uint64_t call_id,
                    struct day_range range, struct script_read *ret, struct err *err)
{
    script_settle_into(script, view, call_id);
    for (int n_rounds = 1; n_rounds <= 8; n_rounds++) {
        if (!script_run(view, range, ret, err)) {
            return -n_rounds;
        }
        if (data_is_complete(view)) {
            return n_rounds;
        }
        size_t n_before = script->n_ended;
        size_t n_begun = data_fetch(script->data, view, call_id);
        script_answer_all(script);
        assert_int_equal(script->n_ended - n_before, n_begun);
    }
    fail_msg("eight rounds were not enough");
    return 0;
}

void script_expect_range(const struct script_query *query, day_num first, day_num last)
{
    if (query->range.first_day != first || day_range_last(query->range) != last) {
        char texts[4][DAY_TEXT_SIZE];
        fail_msg("%s to %s was asked, not %s to %s",
                 day_format(query->range.first_day, texts[0]),
                 day_format(day_range_last(query->range), texts[1]),
                 day_format(first, texts[2]), day_format(last, texts[3]));
    }
}

const struct day_range script_window = {.first_day = TODAY - 199, .n_days = 200};

void script_sync_all(struct script *script)
{
    struct script_read read;
    struct err err = {0};
    struct data_view *view = script_view(script, NOW_MS, false);
    assert_int_equal(script_read_all(script, view, 1, script_window, &read, &err), 3);
    data_view_free(view);
    script->n_queries = 0;
    script->n_ended = 0;
}

void script_read_later(struct script *script, int64_t now_ms, struct script_read *read,
                       struct data_view **ret_view)
{
    struct err err = {0};
    *ret_view = script_view(script, now_ms, false);
    script->n_queries = 0;
    assert_true(script_read_all(script, *ret_view, 9, script_window, read, &err) > 0);
}
