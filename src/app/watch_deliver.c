/* One activity after another: assessed, then printed, written and handed over. */
#include "app/watch_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/internal.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "watch/folder.h"
#include "watch/schedule.h"
#include "base/banned.h"

static void print_step(struct watch *watch);
static void file_step(struct watch *watch);
static void program_step(struct watch *watch);

void watch__result_drop(struct watch *watch)
{
    json_decref(watch->result);
    watch->result = NULL;
}

static struct watch_row *row_of(const struct watch *watch)
{
    return watch_record_find(&watch__current(watch)->record, watch->due[watch->i_due].id);
}

static void delivery_end(struct watch *watch)
{
    watch__result_drop(watch);
    watch->i_due++;
    watch__step_soon(watch, watch__deliver_next);
}

/* It could not be delivered, which keeps no other from being: said at first. */
static void delivery_fail(struct watch *watch, const char *what)
{
    struct watch_row *row = row_of(watch);
    log_line(row->n_failures > 0 ? LOG_INFO : LOG_WARN, "watch",
             "activity %s is not delivered: %s (tried again, more and more seldom; this is "
             "said once)",
             row->id, what);
    row->retry_at_ms =
        uv_now(watch->loop) +
        (uint64_t)watch_wait_ms(watch->options->interval_s, row->n_failures, 0, 0, 0);
    row->n_failures++;
    watch->has_undelivered = true;
    delivery_end(watch);
}

/* Remember that a part is done, at once; all of it counts as done with the last. */
static bool delivered(struct watch *watch, unsigned sink)
{
    struct watch_row *row = row_of(watch);
    row->done |= sink;
    row->n_failures = sink == WATCH_ALL ? 0 : row->n_failures;
    if (sink == WATCH_ALL) {
        row->was_there = false; /* from here on its changes are news */
    }
    return watch__record_save(watch);
}

static const char *session_text(const json_t *body, const char *key)
{
    const char *text = json_get_text(json_object_get(body, "session"), key);
    return text != NULL ? text : "";
}

static void page_make(struct watch *watch)
{
    const json_t *body = json_object_get(watch->result, "structuredContent");
    const json_t *block = json_array_get(json_object_get(watch->result, "content"), 0);
    const struct due *due = &watch->due[watch->i_due];
    struct str_buf title = {.max_bytes = sizeof watch->title - 1};
    watch_title_write(&title, body);
    str_copy(watch->title, sizeof watch->title, str_buf_text(&title));
    str_buf_release(&title);
    watch->page = (struct watch_page){.athlete = watch__current(watch)->id,
                                      .activity_id = due->id,
                                      .revision = due->revision,
                                      .verdict = json_get_text(body, "verdict"),
                                      .title = watch->title,
                                      .text = json_get_text(block, "text")};
}

static bool is_stale(const json_t *result)
{
    return json_get_bool(json_object_get(result, "structuredContent"), "stale", false);
}

static const char *error_text(const json_t *result)
{
    const json_t *block = json_array_get(json_object_get(result, "content"), 0);
    const char *text = json_get_text(block, "text");
    return text != NULL ? text : "it cannot be assessed";
}

/* An error that the next activity would meet as well. What the service answers to one id
 * is not: when it is down altogether, the next look tells. */
static bool is_of_service(const json_t *error)
{
    static const enum err_code codes[] = {ERR_AUTH, ERR_RATE_LIMITED, ERR_TIMEOUT,
                                          ERR_CANCELLED, ERR_STORE};
    const json_t *meta = json_object_get(error, "_meta");
    const char *code = json_get_text(meta, APP_ERROR_META_KEY);
    bool is_one = code == NULL || json_get_integer(meta, APP_RETRY_META_KEY, 0) > 0;
    for (size_t i = 0; !is_one && i < sizeof codes / sizeof codes[0]; i++) {
        is_one = strcmp(code, err_code_name(codes[i])) == 0;
    }
    return is_one;
}

static void assessed(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    struct watch *watch = user;
    (void)call_id;
    watch->result = result;
    if (is_error && !is_of_service(result)) {
        delivery_fail(watch, error_text(result));
        return;
    }
    if (is_error || is_stale(result)) {
        watch__trouble(
            watch, is_error ? error_text(result) : "the service cannot be read",
            (int)json_get_integer(json_object_get(result, "_meta"), APP_RETRY_META_KEY, 0));
        return;
    }
    const json_t *body = json_object_get(result, "structuredContent");
    if (strcmp(session_text(body, "id"), watch->due[watch->i_due].id) != 0) {
        /* The same session from another device: told with the one that counts. */
        if (delivered(watch, WATCH_ALL)) {
            delivery_end(watch);
        }
        return;
    }
    page_make(watch);
    print_step(watch);
}

void watch__deliver_next(struct watch *watch)
{
    if (watch->i_due == watch->n_due) {
        watch->i_athlete++;
        watch__look_next(watch);
        return;
    }
    const struct app_call_hooks hooks = {
        .done = assessed, .needs_both = true, .user = watch};
    json_auto_t *arguments = json_object();
    (void)json_object_set_new(arguments, "id", json_string(watch->due[watch->i_due].id));
    if (watch__current(watch)->selector != NULL) {
        (void)json_object_set_new(arguments, "athlete",
                                  json_string(watch__current(watch)->selector));
    }
    app_call_begin(watch->app, APP_OWN_CALLS | ++watch->call_id,
                   app_tool_find("post_workout_assessment"), arguments, &hooks);
}

/* What print and the program are given; free() it. */
static char *message_make(const struct watch *watch)
{
    const struct watch_page *page = &watch->page;
    char day[DAY_TEXT_SIZE];
    if (!watch->options->is_json) {
        struct str_buf text = {0};
        if (watch->options->command != NULL) {
            watch_markdown_write(&text, page, false);
        } else {
            str_buf_add(&text, page->text);
        }
        return str_buf_take(&text);
    }
    json_auto_t *line = json_object();
    (void)json_object_set_new(line, "athlete", json_string(page->athlete));
    (void)json_object_set_new(line, "activity_id", json_string(page->activity_id));
    (void)json_object_set_new(line, "revision", json_string(page->revision));
    (void)json_object_set_new(line, "day",
                              json_string(day_format(watch->due[watch->i_due].day, day)));
    (void)json_object_set_new(line, "text", json_text_or_null(page->text));
    (void)json_object_set(line, "assessment",
                          json_object_get(watch->result, "structuredContent"));
    return json_to_text(line, NULL);
}

static void print_step(struct watch *watch)
{
    const struct watch_options *options = watch->options;
    bool is_wanted = options->folder == NULL && options->command == NULL;
    AUTO_FREE char *text = is_wanted ? message_make(watch) : NULL;
    if (text != NULL && !options->print(text)) {
        const struct err err = {.message = "standard output cannot be written"};
        watch__fail(watch, &err);
        return;
    }
    file_step(watch);
}

static void file_step(struct watch *watch)
{
    const struct due *due = &watch->due[watch->i_due];
    struct err err = {0};
    char day[DAY_TEXT_SIZE];
    char path[WATCH_PATH_SIZE];
    bool is_new = false;
    if (watch->options->folder == NULL || (row_of(watch)->done & WATCH_FILED) != 0) {
        program_step(watch);
        return;
    }
    struct str_buf text = {0};
    watch_markdown_write(&text, &watch->page, true);
    bool is_put =
        watch_folder_put(watch->options->folder, day_format(due->day, day), due->id,
                         due->revision, str_buf_text(&text), &is_new, path, &err);
    str_buf_release(&text);
    if (!is_put) {
        delivery_fail(watch, err.message);
        return;
    }
    log_line(LOG_INFO, "watch", "%s %s", is_new ? "wrote" : "was there:", path);
    if (delivered(watch, WATCH_FILED)) {
        program_step(watch);
    }
}

static void program_ended(void *user, const struct err *why)
{
    struct watch *watch = user;
    watch->program = NULL;
    if (why != NULL) {
        delivery_fail(watch, why->message);
        return;
    }
    if (delivered(watch, WATCH_ALL)) {
        delivery_end(watch);
    }
}

static void program_step(struct watch *watch)
{
    const struct watch_page *page = &watch->page;
    if (watch->options->command == NULL) {
        if (delivered(watch, WATCH_ALL)) {
            delivery_end(watch);
        }
        return;
    }
    char revision[64];
    char activity[96];
    char athlete[96];
    (void)snprintf(revision, sizeof revision, "SOLEUS_REVISION=%s", page->revision);
    (void)snprintf(activity, sizeof activity, "SOLEUS_ACTIVITY_ID=%s", page->activity_id);
    (void)snprintf(athlete, sizeof athlete, "SOLEUS_ATHLETE_ID=%s", page->athlete);
    const char *const variables[] = {revision, activity, athlete, NULL};
    AUTO_FREE char *text = message_make(watch);
    const struct watch_program_start start = {.words = watch->options->command,
                                              .variables = variables,
                                              .text = text,
                                              .done = program_ended,
                                              .user = watch};
    struct err err = {0};
    watch->program = watch_program_begin(watch->loop, &start, &err);
    if (watch->program == NULL) {
        program_ended(watch, &err);
    }
}
