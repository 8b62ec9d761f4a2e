#include "intervals/detail.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "json/json.h"
#include "base/banned.h"

static const char *const sources[N_SEGMENT_SOURCES] = {[SEGMENTS_NONE] = "none",
                                                       [SEGMENTS_OF_INTERVALS] =
                                                           "intervals",
                                                       [SEGMENTS_OF_STREAMS] = "streams"};

char *intervals_segments_write(const struct run_segments *segments, size_t *ret_n_bytes)
{
    struct str_buf text = {0};
    str_buf_printf(&text, "{\"source\":\"%s\",\"custom\":", sources[segments->source]);
    if (segments->custom_codes != NULL) {
        json_write_text(&text, segments->custom_codes);
    } else {
        str_buf_add(&text, "null");
    }
    str_buf_add(&text, ",\"segments\":[");
    for (size_t i = 0; i < segments->n_segments; i++) {
        double values[N_SEGMENT_VALUES];
        memcpy(values, &segments->segments[i], sizeof values);
        for (size_t k = 0; k < N_SEGMENT_VALUES; k++) {
            str_buf_add(&text, k > 0 ? "," : i > 0 ? ",[" : "[");
            json_write_real(&text, values[k]);
        }
        str_buf_add(&text, "]");
    }
    str_buf_add(&text, "]}");
    *ret_n_bytes = text.length;
    return str_buf_take(&text);
}

static bool segment_read(const json_t *row, struct run_segment *ret)
{
    double values[N_SEGMENT_VALUES];
    if (json_array_size(row) != N_SEGMENT_VALUES) {
        return false;
    }
    for (size_t k = 0; k < N_SEGMENT_VALUES; k++) {
        const json_t *value = json_array_get(row, k);
        values[k] = json_is_number(value) ? json_number_value(value) : (double)NAN;
    }
    memcpy(ret, values, sizeof values);
    return true;
}

bool intervals_segments_read(const char *json, size_t n_bytes, const char *activity_id,
                             struct arena *arena, struct run_segments *ret, struct err *err)
{
    json_auto_t *object = NULL;
    size_t source = 0;
    if (!json_parse(json, n_bytes, &object, err)) {
        return false;
    }
    const char *name = json_get_text(object, "source");
    while (source < N_SEGMENT_SOURCES &&
           (name == NULL || strcmp(name, sources[source]) != 0)) {
        source++;
    }
    const json_t *rows = json_object_get(object, "segments");
    size_t n = json_array_size(rows);
    struct run_segment *segments = arena_alloc(arena, n, sizeof *segments);
    bool is_good =
        source < N_SEGMENT_SOURCES && json_is_array(rows) && n <= MODEL_MAX_SEGMENTS;
    for (size_t i = 0; is_good && i < n; i++) {
        is_good = segment_read(json_array_get(rows, i), &segments[i]);
    }
    if (!is_good) {
        return err_set(err, ERR_UPSTREAM, NULL, "stored segments of %.40s are not readable",
                       activity_id);
    }
    const char *custom = json_get_text(object, "custom");
    *ret = (struct run_segments){.activity_id = arena_text(arena, activity_id),
                                 .source = (enum segment_source)source,
                                 .custom_codes =
                                     custom != NULL ? arena_text(arena, custom) : NULL,
                                 .n_segments = n,
                                 .segments = segments};
    return true;
}
