/*
 * Details of one activity. The first byte says what it is: i intervals, s streams, t an
 * activity whose stream_types are looked at, g stored segments, o an object by name, c a
 * curve; the rest is the body, for the activity i1 (of an object: the athlete i1). Checked:
 * every number that gets through is finite, texts are bounded, sizes keep their limits,
 * nothing private is kept, and what is kept reads back as the same; what is made of it is
 * fit for the store.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "intervals/curves.h"
#include "intervals/detail.h"
#include "intervals/endpoints.h"
#include "intervals/redact.h"
#include "json/json.h"
#include "base/banned.h"

#define ACTIVITY "i1"

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static bool same(double a, double b)
{
    return isnan(a) ? isnan(b) : a == b;
}

static void check_text(const char *text, size_t max_bytes)
{
    check(text == NULL || (text[0] != '\0' && strlen(text) <= max_bytes &&
                           str_is_utf8(text, strlen(text))),
          "a text is not empty, bounded and UTF-8");
}

static double number_of(const struct activity_interval *interval, size_t offset)
{
    double value = 0;
    memcpy(&value, (const char *)interval + offset, sizeof value);
    return value;
}

static void check_interval(const struct activity_interval *interval)
{
    check_text(interval->id, 60);
    check_text(interval->label, 100);
    check_text(interval->group_id, 60);
    for (size_t at = offsetof(struct activity_interval, n_repeats); at < sizeof *interval;
         at += sizeof(double)) {
        double value = number_of(interval, at);
        bool is_signed = at == offsetof(struct activity_interval, average_gradient_frac) ||
                         at == offsetof(struct activity_interval, decoupling_pct);
        check(isnan(value) || fabs(value) < 1e13, "a number is finite and not absurd");
        check(isnan(value) || is_signed || value >= 0, "a number has the right sign");
    }
}

static void check_segments(const struct run_segments *segments)
{
    size_t n_bytes = 0;
    struct arena arena = {0};
    struct run_segments again;
    struct err err = {0};
    check(segments->n_segments <= MODEL_MAX_SEGMENTS, "there is room for the segments");
    char *text = intervals_segments_write(segments, &n_bytes);
    check(intervals_segments_read(text, n_bytes, ACTIVITY, &arena, &again, &err),
          "segments read back");
    check(again.n_segments == segments->n_segments && again.source == segments->source,
          "all of them");
    for (size_t i = 0; i < again.n_segments; i++) {
        double a[N_SEGMENT_VALUES];
        double b[N_SEGMENT_VALUES];
        memcpy(a, &segments->segments[i], sizeof a);
        memcpy(b, &again.segments[i], sizeof b);
        for (size_t k = 0; k < N_SEGMENT_VALUES; k++) {
            check(!isinf(a[k]) && same(a[k], b[k]), "a segment reads back");
        }
    }
    free(text);
    arena_release(&arena);
}

static void check_kept(const char *raw, size_t n_bytes)
{
    json_auto_t *value = NULL;
    struct err err = {0};
    check(json_parse(raw, n_bytes, &value, &err), "what is kept is JSON");
    check(!intervals_has_private(value), "nothing private is kept");
}

static void read_intervals(const char *body, size_t n_bytes)
{
    struct arena arena = {0};
    struct activity_intervals all;
    struct activity_intervals again;
    struct run_segments segments;
    struct err err = {0};
    char *raw = NULL;
    size_t n_raw = 0;
    if (intervals_intervals_read(body, n_bytes, ACTIVITY, &arena, &all, &raw, &n_raw,
                                 &err)) {
        check(all.n_intervals <= INTERVALS_MAX_INTERVALS &&
                  all.n_groups <= INTERVALS_MAX_GROUPS,
              "there is room for the intervals");
        check_text(all.custom_codes, 300);
        check_kept(raw, n_raw);
        check(intervals_intervals_read(raw, n_raw, ACTIVITY, &arena, &again, NULL, NULL,
                                       &err) &&
                  again.n_intervals == all.n_intervals,
              "what is kept reads back");
        for (size_t i = 0; i < all.n_intervals; i++) {
            check_interval(&all.intervals[i]);
            check(same(all.intervals[i].stance_time_ms, again.intervals[i].stance_time_ms),
                  "contact time reads back");
        }
        for (size_t i = 0; i < all.n_groups; i++) {
            check_interval(&all.groups[i]);
        }
        run_segments_of_intervals(&all, &arena, &segments);
        check_segments(&segments);
    } else {
        check(err.code == ERR_UPSTREAM && err.message[0] != '\0', "a refusal has words");
    }
    free(raw);
    arena_release(&arena);
}

static void check_streams(const struct activity_streams *all)
{
    check(all->n_samples <= MODEL_MAX_SAMPLES && all->n_samples <= all->n_recorded,
          "there is room for the samples");
    for (size_t type = 0; type < N_STREAM_TYPES; type++) {
        for (size_t i = 0; all->series[type] != NULL && i < all->n_samples; i++) {
            check(isnan(all->series[type][i]) || fabs(all->series[type][i]) < 1e13,
                  "a sample is finite and not absurd");
        }
    }
}

static void read_streams(const char *body, size_t n_bytes)
{
    struct arena arena = {0};
    struct activity_streams all;
    struct activity_streams again;
    struct run_segments segments;
    struct err err = {0};
    char *raw = NULL;
    size_t n_raw = 0;
    if (intervals_streams_read(body, n_bytes, STREAMS_ALL, &arena, &all, &raw, &n_raw,
                               &err)) {
        check_streams(&all);
        check_text(all.custom_codes, 300);
        check_kept(raw, n_raw);
        check(intervals_streams_read(raw, n_raw, STREAMS_ALL, &arena, &again, NULL, NULL,
                                     &err) &&
                  again.n_samples == all.n_samples,
              "what is kept reads back");
        for (size_t type = 0; type < N_STREAM_TYPES; type++) {
            check((all.series[type] == NULL) == (again.series[type] == NULL),
                  "the same streams");
            for (size_t i = 0; all.series[type] != NULL && i < all.n_samples; i++) {
                check(same(all.series[type][i], again.series[type][i]), "the same samples");
            }
        }
        run_segments_of_streams(&all, &arena, &segments);
        check_segments(&segments);
    } else {
        check(err.code == ERR_UPSTREAM && err.message[0] != '\0', "a refusal has words");
    }
    free(raw);
    arena_release(&arena);
}

static void read_names(const char *body, size_t n_bytes)
{
    struct arena arena = {0};
    const char *names = intervals_stream_names(body, n_bytes, STREAMS_ALL, &arena);
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-,";
    check(strlen(names) <= 700 && strspn(names, allowed) == strlen(names),
          "names are fit for a URL");
    arena_release(&arena);
}

static void read_segments(const char *body, size_t n_bytes)
{
    struct arena arena = {0};
    struct run_segments segments;
    struct err err = {0};
    if (intervals_segments_read(body, n_bytes, ACTIVITY, &arena, &segments, &err)) {
        check_segments(&segments);
    }
    arena_release(&arena);
}

/* What is kept is clean, and stays as it is when it is taken once more. */
static void object_take(const char *name, const char *body, size_t n_bytes)
{
    const struct intervals_endpoint *endpoint = intervals_endpoint_find(name);
    char *text = NULL;
    char *again = NULL;
    size_t n_text_bytes = 0;
    size_t n_again_bytes = 0;
    size_t n_left_out = 0;
    json_t *value = NULL;
    struct err err = {0};
    if (!intervals_object_take(endpoint, ACTIVITY, body, n_bytes, &text, &n_text_bytes,
                               &err)) {
        check(err.message[0] != '\0', "a refusal says why");
        return;
    }
    check(n_text_bytes <= INTERVALS_OBJECT_MAX_BYTES, "what is kept is bounded");
    check(intervals_object_open(text, n_text_bytes, &value, &n_left_out, &err),
          "what is kept can be read");
    check(!intervals_has_private(value), "nothing private is kept");
    size_t n_value_bytes = 0;
    char *value_text = json_to_text(value, &n_value_bytes);
    check(intervals_object_take(endpoint, ACTIVITY, value_text, n_value_bytes, &again,
                                &n_again_bytes, &err),
          "what was kept may be kept");
    json_t *value_again = NULL;
    check(intervals_object_open(again, n_again_bytes, &value_again, &n_left_out, &err) &&
              n_left_out == 0 && json_equal(value, value_again),
          "taking once more changes nothing");
    json_decref(value_again);
    json_decref(value);
    free(value_text);
    free(again);
    free(text);
}

static void read_object(const char *body, size_t n_bytes)
{
    object_take("gear", body, n_bytes);
    object_take("activity", body, n_bytes);
    object_take("activity_messages", body, n_bytes);
}

static void read_curve(const char *body, size_t n_bytes)
{
    json_t *value = NULL;
    struct arena arena = {0};
    if (!json_parse(body, n_bytes, &value, NULL)) {
        return;
    }
    for (int kind = CURVE_POWER; kind <= CURVE_HR; kind++) {
        struct best_curve curve;
        const struct day_range day = {.first_day = 20000, .n_days = 1};
        const json_t *one = intervals_curve_of(value, "r", day);
        intervals_curve_read(one != NULL ? one : value, (enum curve_kind)kind, &arena,
                             &curve);
        check(curve.n_points <= MODEL_MAX_CURVE_POINTS &&
                  curve.n_models <= MODEL_MAX_CURVE_MODELS,
              "a curve has no more points than room");
        for (size_t i = 0; i < curve.n_points; i++) {
            check(isfinite(curve.points[i].value) && curve.points[i].value > 0,
                  "a best is above 0");
            check(i == 0 || curve.points[i].at > curve.points[i - 1].at,
                  "each place stands once, in order");
        }
    }
    arena_release(&arena);
    json_decref(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    log_level_set(LOG_ERROR);
    if (size == 0) {
        return 0;
    }
    const char *body = (const char *)data + 1;
    switch (data[0]) {
    case 'i':
        read_intervals(body, size - 1);
        break;
    case 's':
        read_streams(body, size - 1);
        break;
    case 't':
        read_names(body, size - 1);
        break;
    case 'o':
        read_object(body, size - 1);
        break;
    case 'c':
        read_curve(body, size - 1);
        break;
    default:
        read_segments(body, size - 1);
        break;
    }
    return 0;
}
