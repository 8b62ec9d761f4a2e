/*
 * Bodies of the service. The first byte says what it is: w wellness, e events, l the light
 * list, p the athlete, anything else activities; the rest is the body, for the athlete i1.
 * Checked: every number that gets through is finite and of the right sign, texts are UTF-8
 * and bounded, no private member is in what is kept, and what is kept reads back as the
 * same row with the same light text.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "intervals/parse.h"
#include "intervals/redact.h"
#include "intervals/rows.h"
#include "json/json.h"
#include "base/banned.h"

#define ATHLETE "i1"
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static double number_at(const void *object, size_t offset)
{
    double value = 0;
    memcpy(&value, (const char *)object + offset, sizeof value);
    return value;
}

static void check_number(double value, bool may_be_negative)
{
    check(isnan(value) || fabs(value) < 1e12, "a number is finite and not absurd");
    check(isnan(value) || may_be_negative || value >= 0, "a number has the right sign");
}

/* All doubles from one member to another; signed_at: those that may be negative. */
static void check_numbers(const void *object, size_t first, size_t last, size_t n_signed,
                          const size_t signed_at[])
{
    for (size_t at = first; at <= last; at += sizeof(double)) {
        bool may_be_negative = false;
        for (size_t i = 0; i < n_signed; i++) {
            may_be_negative = may_be_negative || signed_at[i] == at;
        }
        check_number(number_at(object, at), may_be_negative);
    }
}

static void check_zones(size_t n_zones, const double zones[])
{
    check(n_zones <= MODEL_MAX_ZONES, "there are no more zones than room");
    for (size_t i = 0; i < n_zones; i++) {
        check_number(zones[i], false);
    }
}

static void check_text(const char *text, size_t max_bytes)
{
    if (text != NULL) {
        size_t length = strlen(text);
        check(length > 0 && length <= max_bytes, "a text is not empty and bounded");
        check(str_is_utf8(text, length), "a text is UTF-8");
    }
}

static void check_day(day_num day)
{
    check(day >= DAY_NUM_MIN && day <= DAY_NUM_MAX, "a day is within the calendar");
}

static void check_activity(const struct activity *a)
{
    static const size_t signed_at[] = {offsetof(struct activity, ctl),
                                       offsetof(struct activity, atl),
                                       offsetof(struct activity, decoupling_pct),
                                       offsetof(struct activity, temperature_c)};
    check(a->id != NULL && intervals_is_id(a->id), "an activity has a usable id");
    check_day(a->day);
    check(a->start_local_s == MODEL_NO_TIME || day_from_wall_s(a->start_local_s) == a->day,
          "the start is on the day, or not known");
    check_numbers(a, offsetof(struct activity, moving_time_s),
                  offsetof(struct activity, leg_spring_stiffness_kn_per_m),
                  COUNT(signed_at), signed_at);
    check_zones(a->n_hr_zones, a->hr_zone_times_s);
    check_zones(a->n_pace_zones, a->pace_zone_times_s);
    check_zones(a->n_power_zones, a->power_zone_times_s);
    check_text(a->name, 200);
    check_text(a->description, 500);
    check_text(a->type_name, 60);
    check_text(a->source, 60);
    check_text(a->device_name, 80);
    check_text(a->tags, 1000);
    check_text(a->interval_summary, 1000);
    check_text(a->bad_fields, 2000);
    check(a->sport == sport_from_name(a->type_name), "the sport is the type's");
}

static void check_wellness(const struct wellness_day *day)
{
    static const size_t signed_at[] = {offsetof(struct wellness_day, ctl),
                                       offsetof(struct wellness_day, atl),
                                       offsetof(struct wellness_day, ramp_rate)};
    check_day(day->day);
    check_numbers(day, offsetof(struct wellness_day, ctl),
                  offsetof(struct wellness_day, kcal_consumed), COUNT(signed_at),
                  signed_at);
    check_text(day->comments, 500);
    check_text(day->menstrual_phase, 20);
    check_text(day->bad_fields, 2000);
}

static void check_event(const struct calendar_event *event)
{
    check_day(event->day);
    check(event->end_day >= event->day && event->end_day <= DAY_NUM_MAX,
          "an event ends on its first day or later");
    check(day_from_wall_s(event->start_local_s) == event->day, "the start is on the day");
    check_numbers(event, offsetof(struct calendar_event, moving_time_s),
                  offsetof(struct calendar_event, max_training_time_s), 0, NULL);
    check_text(event->category_name, 40);
    check_text(event->name, 200);
    check_text(event->description, 2000);
    check_text(event->type_name, 60);
    check_text(event->external_id, 200);
    check_text(event->updated, 40);
    check_text(event->availability, 20);
    check_text(event->bad_fields, 2000);
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_numbers(const void *a, const void *b, size_t first, size_t last)
{
    for (size_t at = first; at <= last; at += sizeof(double)) {
        double x = number_at(a, at);
        double y = number_at(b, at);
        if (isnan(x) ? !isnan(y) : !(x == y)) {
            return false;
        }
    }
    return true;
}

static bool same_zones(size_t n_a, const double a[], size_t n_b, const double b[])
{
    return n_a == n_b && (n_a == 0 || same_numbers(a, b, 0, (n_a - 1) * sizeof(double)));
}

static bool same_activity(const struct activity *a, const struct activity *b)
{
    return same_text(a->id, b->id) && same_text(a->name, b->name) &&
           same_text(a->description, b->description) &&
           same_text(a->type_name, b->type_name) && same_text(a->tags, b->tags) &&
           same_text(a->source, b->source) && same_text(a->device_name, b->device_name) &&
           same_text(a->interval_summary, b->interval_summary) &&
           same_text(a->bad_fields, b->bad_fields) && a->day == b->day &&
           a->start_local_s == b->start_local_s && a->start_utc_s == b->start_utc_s &&
           a->paired_event_id == b->paired_event_id && a->sport == b->sport &&
           a->is_stub == b->is_stub && a->is_trainer == b->is_trainer &&
           a->is_commute == b->is_commute && a->is_race == b->is_race &&
           same_numbers(a, b, offsetof(struct activity, moving_time_s),
                        offsetof(struct activity, leg_spring_stiffness_kn_per_m)) &&
           same_zones(a->n_hr_zones, a->hr_zone_times_s, b->n_hr_zones,
                      b->hr_zone_times_s) &&
           same_zones(a->n_pace_zones, a->pace_zone_times_s, b->n_pace_zones,
                      b->pace_zone_times_s) &&
           same_zones(a->n_power_zones, a->power_zone_times_s, b->n_power_zones,
                      b->power_zone_times_s);
}

static bool same_wellness(const struct wellness_day *a, const struct wellness_day *b)
{
    return a->day == b->day && same_text(a->comments, b->comments) &&
           same_text(a->menstrual_phase, b->menstrual_phase) &&
           same_text(a->bad_fields, b->bad_fields) &&
           a->is_weight_carried == b->is_weight_carried &&
           a->is_resting_hr_carried == b->is_resting_hr_carried &&
           same_numbers(a, b, offsetof(struct wellness_day, ctl),
                        offsetof(struct wellness_day, kcal_consumed));
}

static bool same_event(const struct calendar_event *a, const struct calendar_event *b)
{
    return a->id == b->id && a->category == b->category && a->day == b->day &&
           a->end_day == b->end_day && a->start_local_s == b->start_local_s &&
           a->sport == b->sport && a->is_indoor == b->is_indoor &&
           same_text(a->name, b->name) && same_text(a->description, b->description) &&
           same_text(a->external_id, b->external_id) && same_text(a->updated, b->updated) &&
           same_text(a->availability, b->availability) &&
           same_text(a->bad_fields, b->bad_fields) &&
           same_numbers(a, b, offsetof(struct calendar_event, moving_time_s),
                        offsetof(struct calendar_event, max_training_time_s));
}

static bool compare_again(void *user, const struct intervals_row *again)
{
    const struct intervals_row *row = user;
    check(again->n_raw_bytes == row->n_raw_bytes &&
              memcmp(again->raw, row->raw, row->n_raw_bytes) == 0,
          "what was kept is kept byte for byte");
    if (row->activity != NULL) {
        check(same_activity(row->activity, again->activity), "an activity reads back");
        check(strcmp(row->light, again->light) == 0, "the light text reads back");
    } else if (row->wellness != NULL) {
        check(same_wellness(row->wellness, again->wellness), "a day reads back");
    } else {
        check(same_event(row->event, again->event), "an event reads back");
    }
    return true;
}

static bool compare_light(void *user, const char *id, day_num day, const char *light)
{
    const struct intervals_row *row = user;
    check(strcmp(id, row->activity->id) == 0 && day == row->activity->day,
          "the light list has the same id and day");
    check(strcmp(light, row->light) == 0, "the light list has the same text");
    return true;
}

static void check_no_private(const char *raw, size_t n_raw_bytes)
{
    json_auto_t *value = NULL;
    struct err err = {0};
    check(json_parse(raw, n_raw_bytes, &value, &err), "what is kept is JSON");
    check(!intervals_has_private(value), "nothing private is kept");
}

static void check_round_trip(const struct intervals_row *row)
{
    struct intervals_rows_report report = {0};
    struct str_buf list = {0};
    struct err err = {0};
    str_buf_add(&list, "[");
    str_buf_add_bytes(&list, row->raw, row->n_raw_bytes);
    str_buf_add(&list, "]");
    struct intervals_row copy = *row;
    check(intervals_rows_walk(row->kind, str_buf_text(&list), list.length, ATHLETE, NULL,
                              compare_again, &copy, &report, &err) &&
              report.n_rows == 1 && report.n_skipped == 0,
          "what is kept is one row");
    if (row->activity != NULL) {
        check(intervals_light_walk(str_buf_text(&list), list.length, ATHLETE, NULL,
                                   compare_light, &copy, &report, &err) &&
                  report.n_rows == 1,
              "what is kept is one light row");
    }
    str_buf_release(&list);
}

static bool see_row(void *user, const struct intervals_row *row)
{
    size_t *n_rows = user;
    ++*n_rows;
    if (row->activity != NULL) {
        check_activity(row->activity);
    } else if (row->wellness != NULL) {
        check_wellness(row->wellness);
    } else {
        check_event(row->event);
    }
    check_no_private(row->raw, row->n_raw_bytes);
    check_round_trip(row);
    return true;
}

static bool see_light(void *user, const char *id, day_num day, const char *light)
{
    size_t *n_rows = user;
    ++*n_rows;
    check(intervals_is_id(id), "a light row has a usable id");
    check_day(day);
    check_no_private(light, strlen(light));
    return true;
}

static void check_athlete(const struct athlete *athlete)
{
    check(athlete->id != NULL && intervals_is_id(athlete->id) &&
              strcmp(athlete->id, "0") != 0,
          "an athlete has a real id");
    check_text(athlete->name, 120);
    check_text(athlete->timezone, 60);
    check_text(athlete->sex, 10);
    check_numbers(athlete, offsetof(struct athlete, weight_kg),
                  offsetof(struct athlete, height_m), 0, NULL);
    check(athlete->birth_day == DAY_NUM_NONE || athlete->birth_day >= DAY_NUM_MIN,
          "a birthday");
    check(athlete->n_sports <= MODEL_MAX_SPORT_SETTINGS, "room for the sports");
    for (size_t i = 0; i < athlete->n_sports; i++) {
        const struct sport_settings *sport = &athlete->sports[i];
        check(sport->n_types <= MODEL_MAX_SPORT_TYPES, "room for the types");
        check_numbers(sport, offsetof(struct sport_settings, ftp_w),
                      offsetof(struct sport_settings, threshold_pace_m_per_s), 0, NULL);
        check_zones(sport->n_hr_zones, sport->hr_zones_bpm);
        check_zones(sport->n_power_zones, sport->power_zones_pct);
        check_zones(sport->n_pace_zones, sport->pace_zones_pct);
    }
    check(athlete->n_load_factors <= MODEL_MAX_LOAD_FACTORS, "room for the factors");
    for (size_t i = 0; i < athlete->n_load_factors; i++) {
        check(athlete->load_factors[i].ctl_factor >= 0 &&
                  athlete->load_factors[i].atl_factor >= 0,
              "a factor is known and not negative");
    }
}

static void read_athlete(const char *body, size_t n_bytes)
{
    struct arena arena = {0};
    struct err err = {0};
    char *raw = NULL;
    char *raw_again = NULL;
    size_t n_raw_bytes = 0;
    size_t n_again_bytes = 0;
    struct athlete *athlete = arena_alloc(&arena, 1, sizeof *athlete);
    if (intervals_athlete_read(body, n_bytes, &arena, athlete, &raw, &n_raw_bytes, &err)) {
        check_athlete(athlete);
        check_no_private(raw, n_raw_bytes);
        struct athlete *again = arena_alloc(&arena, 1, sizeof *again);
        check(intervals_athlete_read(raw, n_raw_bytes, &arena, again, &raw_again,
                                     &n_again_bytes, &err),
              "a kept athlete reads back");
        check(n_again_bytes == n_raw_bytes && memcmp(raw, raw_again, n_raw_bytes) == 0,
              "a kept athlete is kept the same");
        check(strcmp(athlete->id, again->id) == 0 && athlete->n_sports == again->n_sports &&
                  athlete->birth_day == again->birth_day,
              "a kept athlete is the same");
    } else {
        check(err.code == ERR_UPSTREAM && err.message[0] != '\0',
              "a refusal has its words");
    }
    free(raw);
    free(raw_again);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct intervals_rows_report report = {0};
    struct err err = {0};
    size_t n_rows = 0;
    log_level_set(LOG_ERROR);
    if (size == 0) {
        return 0;
    }
    const char *body = (const char *)data + 1;
    size_t n_bytes = size - 1;
    if (data[0] == 'p') {
        read_athlete(body, n_bytes);
        return 0;
    }
    bool is_good = false;
    if (data[0] == 'l') {
        is_good = intervals_light_walk(body, n_bytes, ATHLETE, NULL, see_light, &n_rows,
                                       &report, &err);
    } else {
        enum intervals_row_kind kind = data[0] == 'w'   ? INTERVALS_ROW_WELLNESS
                                       : data[0] == 'e' ? INTERVALS_ROW_EVENT
                                                        : INTERVALS_ROW_ACTIVITY;
        is_good = intervals_rows_walk(kind, body, n_bytes, ATHLETE, NULL, see_row, &n_rows,
                                      &report, &err);
    }
    check(report.n_rows == n_rows, "the report counts what was delivered");
    check(is_good || (err.code == ERR_UPSTREAM && err.message[0] != '\0'),
          "a refusal has its words");
    return 0;
}
