#include "tools/answer.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/random.h"
#include "base/banned.h"

void answer_init(struct answer *answer)
{
    *answer = (struct answer){.body = json_object(), .missing = json_array()};
}

void answer_release(struct answer *answer)
{
    json_decref(answer->body);
    json_decref(answer->missing);
    str_buf_release(&answer->text);
    str_buf_release(&answer->missing_text);
}

void answer_clear(struct answer *answer)
{
    (void)json_object_clear(answer->body);
    (void)json_array_clear(answer->missing);
    str_buf_clear(&answer->text);
    str_buf_clear(&answer->missing_text);
    answer->summary[0] = '\0';
}

void answer_summary(struct answer *answer, const char *format, ...)
{
    char text[2 * ANSWER_SUMMARY_BYTES];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(text, sizeof text, format, values);
    va_end(values);
    str_copy(answer->summary, sizeof answer->summary, text);
}

void answer_line(struct answer *answer, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    str_buf_vprintf(&answer->text, format, values);
    va_end(values);
    str_buf_add(&answer->text, "\n");
}

void answer_set(struct answer *answer, const char *key, json_t *value)
{
    (void)json_object_set_new(answer->body, key, value);
}

static const char *reason_name(enum answer_reason reason)
{
    static const char *const names[] = {
        [MISSING_NO_DATA] = "no_data",
        [MISSING_UNREADABLE_STRAVA] = "unreadable_strava",
        [MISSING_NOT_RECORDED] = "not_recorded",
        [MISSING_TOO_SHORT_HISTORY] = "too_short_history",
        [MISSING_NOT_ASKED] = "not_asked",
        [MISSING_UPSTREAM_FAILED] = "upstream_failed",
    };
    return names[reason];
}

void answer_missing(struct answer *answer, const char *what, size_t count,
                    enum answer_reason reason, const char *effect)
{
    json_t *row = json_object();
    (void)json_object_set_new(row, "what", json_string(what));
    (void)json_object_set_new(row, "count", json_integer((json_int_t)count));
    (void)json_object_set_new(row, "reason", json_string(reason_name(reason)));
    (void)json_object_set_new(row, "effect", json_text_or_null(effect));
    (void)json_array_append_new(answer->missing, row);
    str_buf_printf(&answer->missing_text, "Missing: %s (%s, %zu): %s\n", what,
                   reason_name(reason), count, effect);
}

json_t *answer_table(const char *const columns[], size_t n_columns)
{
    json_t *names = json_array();
    for (size_t i = 0; i < n_columns; i++) {
        (void)json_array_append_new(names, json_string(columns[i]));
    }
    json_t *table = json_object();
    (void)json_object_set_new(table, "columns", names);
    (void)json_object_set_new(table, "rows", json_array());
    return table;
}

void answer_row(json_t *table, json_t *row)
{
    (void)json_array_append_new(json_object_get(table, "rows"), row);
}

/* "Sun 2026-11-22 07:31 +01:00", or "unknown". */
static void moment_text(const struct data_athlete *athlete, int64_t utc_ms, char *text,
                        size_t size)
{
    char stamp[CLOCK_TEXT_SIZE];
    if (athlete == NULL || utc_ms <= 0) {
        str_copy(text, size, "unknown");
        return;
    }
    (void)clock_format(athlete->zone, utc_ms, stamp);
    (void)snprintf(text, size, "%s %.10s %.5s %s",
                   day_weekday_name(clock_day(athlete->zone, utc_ms)), stamp, stamp + 11,
                   stamp + 19);
}

static json_t *stamp_or_null(const struct data_athlete *athlete, int64_t utc_ms)
{
    char stamp[CLOCK_TEXT_SIZE];
    if (athlete == NULL || utc_ms <= 0) {
        return json_null();
    }
    return json_string(clock_format(athlete->zone, utc_ms, stamp));
}

static const char *name_of(const struct answer_frame *frame)
{
    const char *id = frame->athlete != NULL ? frame->athlete->athlete->id : NULL;
    return frame->athlete_name != NULL ? frame->athlete_name : id;
}

static json_t *structured(struct answer *answer, const struct answer_frame *frame,
                          const struct data_provenance *provenance, const char *id)
{
    const struct data_athlete *athlete = frame->athlete;
    json_t *body = json_object();
    (void)json_object_set_new(body, "summary", json_text_or_null(answer->summary));
    (void)json_object_set_new(body, "answer_id", json_string(id));
    (void)json_object_set_new(body, "athlete", json_text_or_null(name_of(frame)));
    (void)json_object_set_new(
        body, "as_of", stamp_or_null(athlete, athlete != NULL ? athlete->now_ms : 0));
    (void)json_object_set_new(body, "source", json_string(provenance->source));
    (void)json_object_set_new(body, "synced_at",
                              stamp_or_null(athlete, provenance->synced_ms));
    (void)json_object_set_new(body, "stale", json_boolean(provenance->is_stale));
    if (provenance->is_stale) { /* as clock below: a head of every answer stays short */
        const char *why = provenance->why != NULL ? provenance->why->message : "unknown";
        (void)json_object_set_new(body, "stale_reason", json_text_or_null(why));
    }
    if (frame->is_clock_frozen) {
        (void)json_object_set_new(body, "clock", json_string("frozen"));
    }
    (void)json_object_set_new(body, "missing", answer->missing);
    answer->missing = json_array();
    (void)json_object_update(body, answer->body);
    return body;
}

static json_t *text_content(struct answer *answer, const struct answer_frame *frame,
                            const struct data_provenance *provenance, const char *id)
{
    struct str_buf text = {.max_bytes = LIMIT_REPLY_BYTES / 2};
    char as_of[64];
    char synced[64];
    const struct data_athlete *athlete = frame->athlete;
    moment_text(athlete, athlete != NULL ? athlete->now_ms : 0, as_of, sizeof as_of);
    moment_text(athlete, provenance->synced_ms, synced, sizeof synced);
    str_buf_add(&text, answer->summary);
    str_buf_add(&text, "\n");
    str_buf_add_bytes(&text, str_buf_text(&answer->text), answer->text.length);
    if (provenance->is_stale) {
        str_buf_printf(&text, "STALE: Intervals.icu could not be read (%s); data of %s.\n",
                       provenance->why != NULL ? provenance->why->message : "unknown",
                       synced);
    }
    str_buf_add_bytes(&text, str_buf_text(&answer->missing_text),
                      answer->missing_text.length);
    str_buf_printf(
        &text, "[%s%s | athlete %s | as of %s%s | synced %s | answer %s]",
        provenance->source,
        athlete != NULL && provenance->source[0] == 's' ? " data, not a real person" : "",
        name_of(frame) != NULL ? name_of(frame) : "unknown", as_of,
        frame->is_clock_frozen ? " (frozen clock)" : "", synced, id);
    json_t *block = json_object();
    (void)json_object_set_new(block, "type", json_string("text"));
    (void)json_object_set_new(block, "text", json_text_or_null(str_buf_text(&text)));
    str_buf_release(&text);
    json_t *content = json_array();
    (void)json_array_append_new(content, block);
    return content;
}

/* Rows of the service that nobody could read: whatever the tool computed, it lacks them. */
static void left_out_write(struct answer *answer, const size_t n_left_out[N_DATA_KINDS])
{
    static const char *const names[N_DATA_KINDS] = {[DATA_ATHLETE] = "athlete.rows",
                                                    [DATA_ACTIVITIES] = "activities.rows",
                                                    [DATA_WELLNESS] = "wellness.rows",
                                                    [DATA_EVENTS] = "events.rows"};
    for (size_t i = 0; i < N_DATA_KINDS; i++) {
        if (n_left_out[i] > 0) {
            answer_missing(answer, names[i], n_left_out[i], MISSING_UPSTREAM_FAILED,
                           "so many lists of Intervals.icu held rows that cannot be read; "
                           "these are left out");
        }
    }
}

json_t *answer_finish(struct answer *answer, const struct answer_frame *frame, char *ret_id)
{
    struct data_provenance provenance;
    if (frame->provenance != NULL) {
        provenance = *frame->provenance;
    } else {
        data_provenance(frame->view, &provenance);
    }
    if (frame->athlete != NULL && frame->athlete->is_zone_assumed) {
        answer_missing(
            answer, "timezone", 1, MISSING_NO_DATA,
            "the profile names none that is known here: today and times are taken as "
            "UTC; set it in Intervals.icu");
    }
    left_out_write(answer, provenance.n_left_out);
    random_handle(ret_id, ANSWER_ID_CHARS);
    json_t *result = json_object();
    json_t *content = frame->output == ANSWER_STRUCTURED
                          ? json_array()
                          : text_content(answer, frame, &provenance, ret_id);
    (void)json_object_set_new(result, "content", content);
    if (frame->output != ANSWER_TEXT) {
        (void)json_object_set_new(result, "structuredContent",
                                  structured(answer, frame, &provenance, ret_id));
    }
    answer_clear(answer);
    return result;
}
