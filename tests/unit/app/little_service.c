#include "little_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "json/json.h"

/* The key's owner is i1; others are served under their ids. */
#define ATHLETE                                                                            \
    "{\"id\":\"%s\",\"name\":\"A\",\"timezone\":\"Europe/Zurich\",\"icu_weight\":70,"      \
    "\"sportSettings\":[{\"types\":[\"Run\"],\"threshold_pace\":4.0,\"lthr\":170}]}"

static void activity_add(struct str_buf *list, const char *type, day_num day, int hour,
                         double minutes, double km)
{
    char text[DAY_TEXT_SIZE];
    str_buf_printf(
        list,
        "%s{\"id\":\"i%d%02d\",\"icu_athlete_id\":\"i1\",\"type\":\"%s\","
        "\"start_date_local\":\"%sT%02d:00:00\",\"distance\":%.1f,\"moving_time\":%.0f,"
        "\"elapsed_time\":%.0f,\"average_speed\":%.3f,\"icu_training_load\":40}",
        list->length > 1 ? "," : "", (int)day, hour, type, day_format(day, text), hour,
        km * 1000, minutes * 60, minutes * 60, km * 1000 / (minutes * 60));
}

/* 26 weeks up to 2026-03-10: runs Tue 45 min, Thu 50, Sun 60; rides Sat 90. */
static char *activities_make(void)
{
    struct str_buf list = {0};
    day_num today = day_from_civil((struct civil_date){2026, 3, 11});
    str_buf_add(&list, "[");
    for (day_num day = today - 182; day < today; day++) {
        int weekday = day_weekday(day);
        if (weekday == 1 || weekday == 3 || weekday == 6) {
            double minutes = weekday == 1 ? 45 : weekday == 3 ? 50 : 60;
            activity_add(&list, "Run", day, 7, minutes, minutes / 6);
        } else if (weekday == 5) {
            activity_add(&list, "Ride", day, 9, 90, 40);
        }
    }
    str_buf_add(&list, "]");
    return str_buf_take(&list);
}

static void read_fail(intervals_done_cb done, void *user)
{
    struct err err = {0};
    (void)err_set(&err, ERR_UPSTREAM, "Try later.", "the little service is down");
    done(user, NULL, 0, &err);
}

static bool is_in(const json_t *event, struct day_range range)
{
    day_num day = 0;
    return day_parse_prefix(json_get_text(event, "start_date_local"), &day) &&
           day >= range.first_day && day <= day_range_last(range);
}

static char *events_text(const struct little_service *self, struct day_range range)
{
    json_auto_t *list = json_array();
    for (size_t i = 0; i < json_array_size(self->events); i++) {
        json_t *event = json_array_get(self->events, i);
        if (is_in(event, range)) {
            (void)json_array_append(list, event);
        }
    }
    return json_dumps(list, JSON_COMPACT);
}

static void athlete_give(const struct intervals_query *query, intervals_done_cb done,
                         void *user)
{
    char text[sizeof ATHLETE + 64];
    const char *id = strcmp(query->athlete_id, "0") != 0 ? query->athlete_id : "i1";
    int length = snprintf(text, sizeof text, ATHLETE, id);
    done(user, text, (size_t)length, NULL);
}

static void list_give(struct little_service *self, struct day_range range,
                      intervals_done_cb done, void *user)
{
    char *text = events_text(self, range);
    self->n_lists++;
    if (self->late != NULL) {
        (void)json_array_append_new(self->events, self->late);
        self->late = NULL;
    }
    done(user, text, strlen(text), NULL);
    free(text);
}

static void get(struct intervals_source *source, const struct intervals_query *query,
                intervals_done_cb done, void *user)
{
    struct little_service *self = (struct little_service *)source;
    if (self->reads_fail) {
        read_fail(done, user);
        return;
    }
    switch (query->operation) {
    case INTERVALS_ATHLETE:
        athlete_give(query, done, user);
        return;
    case INTERVALS_ACTIVITIES:
        done(user, self->activities, strlen(self->activities), NULL);
        return;
    case INTERVALS_EVENTS:
        if (self->i_list_held > 0 && --self->i_list_held == 0) {
            self->list_done = done;
            self->list_user = user;
            self->list_range = query->range;
        } else {
            list_give(self, query->range, done, user);
        }
        return;
    case INTERVALS_WELLNESS:
    case INTERVALS_INTERVALS:
    case INTERVALS_STREAMS:
    case INTERVALS_OBJECT:
        break;
    }
    done(user, "[]", 2, NULL);
}

static size_t index_of(const struct little_service *self, json_int_t id)
{
    size_t i = 0;
    while (i < json_array_size(self->events) &&
           json_get_integer(json_array_get(self->events, i), "id", 0) != id) {
        i++;
    }
    return i;
}

static void touch(struct little_service *self, json_t *event)
{
    int tick = (int)++self->last_id;
    (void)json_object_set_new(
        event, "updated",
        json_sprintf("2026-03-11T11:%02d:%02dZ", tick / 60 % 60, tick % 60));
}

/* The service counts the steps of the text; here the name says what they come to. */
static void duration_count(json_t *event)
{
    const char *name = json_get_text(event, "name");
    const char *number = name != NULL ? strpbrk(name, "0123456789") : NULL;
    if (number != NULL && json_object_get(event, "moving_time") == NULL) {
        (void)json_object_set_new(event, "moving_time",
                                  json_integer(60 * strtol(number, NULL, 10)));
    }
}

/* The event as the change leaves it; a new one is returned, not put in. */
static json_t *apply(struct little_service *self, const struct intervals_change *change)
{
    json_t *body = NULL;
    size_t i = index_of(self, change->event_id);
    bool is_there = i < json_array_size(self->events);
    if (change->body != NULL) {
        assert_true(json_parse(change->body, strlen(change->body), &body, NULL));
    }
    if (change->kind == WRITE_EVENT_CREATE) {
        (void)json_object_set_new(body, "id", json_integer(++self->last_id));
        duration_count(body);
        touch(self, body);
        return body;
    }
    if (is_there && change->kind == WRITE_EVENT_DELETE) {
        (void)json_array_remove(self->events, i);
    } else if (is_there) {
        (void)json_object_update(json_array_get(self->events, i), body);
        touch(self, json_array_get(self->events, i));
    }
    json_decref(body);
    return NULL;
}

static void apply_now(struct little_service *self, const struct intervals_change *change)
{
    json_t *made = apply(self, change);
    if (made != NULL) {
        (void)json_array_append_new(self->events, made);
    }
}

static void answer(intervals_changed_cb done, void *user, bool is_answered,
                   enum err_code code, const char *words)
{
    struct err err = {0};
    (void)err_set(&err, code, "Try later.", "%s", words);
    done(user, is_answered, &err);
}

static void change(struct intervals_source *source, const struct intervals_change *change,
                   intervals_changed_cb done, void *user)
{
    struct little_service *self = (struct little_service *)source;
    enum little_fault fault = self->i_fault == 0 ? self->fault : LITTLE_GOOD;
    self->n_changes++;
    self->fault = self->i_fault == 0 ? LITTLE_GOOD : self->fault;
    self->i_fault -= self->i_fault > 0 ? 1U : 0U;
    switch (fault) {
    case LITTLE_GOOD:
        apply_now(self, change);
        done(user, true, NULL);
        break;
    case LITTLE_LOST_BEFORE:
        answer(done, user, false, ERR_UPSTREAM, "the connection broke");
        break;
    case LITTLE_LOST_AFTER:
        apply_now(self, change);
        answer(done, user, false, ERR_TIMEOUT, "no answer in time");
        break;
    case LITTLE_LATE:
        self->late = apply(self, change);
        answer(done, user, false, ERR_TIMEOUT, "no answer in time");
        break;
    case LITTLE_REFUSED:
        answer(done, user, true, ERR_UPSTREAM, "refused (422)");
        break;
    case LITTLE_LIMITED:
        answer(done, user, true, ERR_RATE_LIMITED, "fewer requests (429)");
        break;
    case LITTLE_LIMITED_AFTER:
        apply_now(self, change);
        answer(done, user, true, ERR_RATE_LIMITED, "fewer requests (429)");
        break;
    case LITTLE_SWALLOWED:
        done(user, true, NULL);
        break;
    case LITTLE_HELD:
        apply_now(self, change);
        self->held_done = done;
        self->held_user = user;
        break;
    }
}

static void release(struct intervals_source *source)
{
    (void)source; /* the test's */
}

void little_init(struct little_service *service)
{
    *service = (struct little_service){
        .events = json_array(), .last_id = 100, .activities = activities_make()};
    service->source.name = "intervals.icu";
    service->source.get = get;
    service->source.change = change;
    service->source.release = release;
}

void little_release(struct little_service *service)
{
    json_decref(service->events);
    json_decref(service->late);
    free(service->activities);
}

void little_let_go(struct little_service *service)
{
    intervals_changed_cb done = service->held_done;
    assert_non_null(done);
    service->held_done = NULL;
    done(service->held_user, true, NULL);
}

void little_list_go(struct little_service *service)
{
    intervals_done_cb done = service->list_done;
    assert_non_null(done);
    service->list_done = NULL;
    list_give(service, service->list_range, done, service->list_user);
}

void little_order(struct little_service *service, enum little_fault fault, size_t i)
{
    service->fault = fault;
    service->i_fault = i;
}

json_int_t little_add(struct little_service *service, const char *day, const char *members)
{
    json_t *more = NULL;
    json_t *event =
        json_pack("{s:I, s:s, s:s, s:o}", "id", ++service->last_id, "category", "NOTE",
                  "name", "mine", "start_date_local", json_sprintf("%sT00:00:00", day));
    assert_true(json_parse(members, strlen(members), &more, NULL));
    json_int_t id = service->last_id;
    (void)json_object_update(event, more);
    json_decref(more);
    touch(service, event);
    (void)json_array_append_new(service->events, event);
    return id;
}

void little_edit(struct little_service *service, json_int_t id, const char *key,
                 const char *value)
{
    json_t *event = json_array_get(service->events, index_of(service, id));
    assert_non_null(event);
    (void)json_object_set_new(event, key, json_loads(value, JSON_DECODE_ANY, NULL));
    touch(service, event);
}

void little_remove(struct little_service *service, json_int_t id)
{
    assert_int_equal(json_array_remove(service->events, index_of(service, id)), 0);
}

static bool is_ours(const json_t *event, const char *external_id)
{
    const char *found = json_get_text(event, "external_id");
    return found != NULL && (external_id != NULL ? strcmp(found, external_id) == 0
                                                 : strncmp(found, "soleus:", 7) == 0);
}

size_t little_count(const struct little_service *service, const char *external_id)
{
    size_t n_found = 0;
    for (size_t i = 0; i < json_array_size(service->events); i++) {
        n_found += is_ours(json_array_get(service->events, i), external_id) ? 1U : 0U;
    }
    return n_found;
}

json_int_t little_id(const struct little_service *service, size_t i)
{
    for (size_t k = 0; k < json_array_size(service->events); k++) {
        const json_t *event = json_array_get(service->events, k);
        if (is_ours(event, NULL) && i-- == 0) {
            return json_get_integer(event, "id", 0);
        }
    }
    fail_msg("no such entry of ours");
    return 0;
}

json_t *little_others(const struct little_service *service)
{
    json_t *others = json_array();
    for (size_t i = 0; i < json_array_size(service->events); i++) {
        const json_t *event = json_array_get(service->events, i);
        if (!is_ours(event, NULL)) {
            (void)json_array_append_new(others, json_deep_copy(event));
        }
    }
    return others;
}
