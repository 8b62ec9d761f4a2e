#include "watch/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "json/json.h"
#include "watch/file.h"
#include "base/banned.h"

enum { FILE_MODE = 0600, FILE_BYTES_MAX = 1024 * 1024, VERSION = 1 };

static char *path_of(const char *folder, const char *name)
{
    struct str_buf path = {0};
    str_buf_printf(&path, "%s/%s", folder, name);
    return str_buf_take(&path);
}

/* The lock is on a file of its own: the record itself is replaced at each change. */
static bool lock_take(struct watch_record *record, const char *folder, struct err *err)
{
    AUTO_FREE char *path = path_of(folder, "watch.lock");
    record->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
    if (record->lock_fd < 0) {
        return err_set(err, ERR_STORE, "Make the folder writable for this user.",
                       "cannot open %.180s: %s", path, strerror(errno));
    }
    if (flock(record->lock_fd, LOCK_EX | LOCK_NB) == 0) {
        return true;
    }
    return errno == EWOULDBLOCK
               ? err_set(err, ERR_BAD_ARGUMENT,
                         "End it first, or give this one another data folder.",
                         "another soleus watch follows this athlete already")
               : err_set(err, ERR_STORE, NULL, "cannot lock %.180s: %s", path,
                         strerror(errno));
}

static bool row_read(const json_t *from, struct watch_row *ret)
{
    const char *id = json_get_text(from, "id");
    const char *revision = json_get_text(from, "revision");
    const char *day = json_get_text(from, "day");
    int64_t done = json_get_integer(from, "done", -1);
    if (id == NULL || id[0] == '\0' || strlen(id) >= sizeof ret->id || revision == NULL ||
        strlen(revision) >= sizeof ret->revision || day == NULL ||
        !day_parse(day, &ret->day) || done < 0 || done > WATCH_ALL) {
        return false;
    }
    str_copy(ret->id, sizeof ret->id, id);
    str_copy(ret->revision, sizeof ret->revision, revision);
    ret->seen_ms = json_get_integer(from, "seen_ms", 0);
    ret->was_there = json_get_bool(from, "was_there", false);
    ret->done = (unsigned)done;
    return true;
}

static bool rows_read(struct watch_record *record, const char *text)
{
    json_auto_t *root = NULL;
    if (!json_parse(text, strlen(text), &root, NULL) ||
        json_get_integer(root, "version", 0) != VERSION) {
        return false;
    }
    const json_t *rows = json_object_get(root, "activities");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        struct watch_row row = {0};
        if (!row_read(json_array_get(rows, i), &row)) {
            return false;
        }
        struct watch_row *own = watch_record_row(record, row.id);
        if (own == NULL) {
            return false;
        }
        *own = row;
    }
    return json_is_array(rows);
}

static bool record_read(struct watch_record *record, struct err *err)
{
    struct err why = {0};
    AUTO_FREE char *text = watch_file_get(record->path, FILE_BYTES_MAX, &why);
    if (text == NULL && why.code != ERR_NOT_FOUND) {
        *err = why;
        return false;
    }
    record->is_first = text == NULL;
    if (text == NULL || rows_read(record, text)) {
        return true;
    }
    struct str_buf aside = {0};
    str_buf_printf(&aside, "%s.damaged", record->path);
    log_line(
        LOG_WARN, "watch",
        "what was delivered cannot be read from %s: begun anew, the file is kept as %s",
        record->path, str_buf_text(&aside));
    (void)rename(record->path, str_buf_text(&aside));
    str_buf_release(&aside);
    record->n_rows = 0;
    record->is_first = true;
    return true;
}

bool watch_record_open(const char *folder, struct watch_record *ret, struct err *err)
{
    *ret = (struct watch_record){.lock_fd = -1, .is_first = true};
    if (folder == NULL) {
        return true;
    }
    ret->path = path_of(folder, "watch.json");
    return lock_take(ret, folder, err) && record_read(ret, err);
}

void watch_record_close(struct watch_record *record)
{
    if (record->lock_fd >= 0) {
        (void)close(record->lock_fd);
    }
    free(record->path);
    free(record->rows);
    *record = (struct watch_record){.lock_fd = -1};
}

bool watch_record_save(const struct watch_record *record, struct err *err)
{
    if (record->path == NULL) {
        return true;
    }
    json_auto_t *root = json_object();
    json_t *rows = json_array();
    (void)json_object_set_new(root, "version", json_integer(VERSION));
    (void)json_object_set_new(root, "activities", rows);
    for (size_t i = 0; i < record->n_rows; i++) {
        const struct watch_row *row = &record->rows[i];
        char day[DAY_TEXT_SIZE];
        json_t *to = json_object();
        (void)json_object_set_new(to, "id", json_string(row->id));
        (void)json_object_set_new(to, "revision", json_string(row->revision));
        (void)json_object_set_new(to, "day", json_string(day_format(row->day, day)));
        (void)json_object_set_new(to, "seen_ms", json_integer(row->seen_ms));
        (void)json_object_set_new(to, "was_there", json_boolean(row->was_there));
        (void)json_object_set_new(to, "done", json_integer((json_int_t)row->done));
        (void)json_array_append_new(rows, to);
    }
    AUTO_FREE char *text = json_to_text(root, NULL);
    return watch_file_put(record->path, text, FILE_MODE, err);
}

struct watch_row *watch_record_find(const struct watch_record *record, const char *id)
{
    for (size_t i = 0; i < record->n_rows; i++) {
        if (strcmp(record->rows[i].id, id) == 0) {
            return &record->rows[i];
        }
    }
    return NULL;
}

struct watch_row *watch_record_row(struct watch_record *record, const char *id)
{
    struct watch_row *row = watch_record_find(record, id);
    if (row != NULL || record->n_rows == WATCH_ROWS_MAX || strlen(id) > LIMIT_ID_BYTES) {
        return row;
    }
    if (record->n_rows == record->capacity) {
        record->capacity = record->capacity == 0 ? 32 : record->capacity * 2;
        record->rows = xrealloc(record->rows, record->capacity * sizeof *record->rows);
    }
    row = &record->rows[record->n_rows++];
    *row = (struct watch_row){.day = DAY_NUM_NONE};
    str_copy(row->id, sizeof row->id, id);
    return row;
}

void watch_record_forget(struct watch_record *record, day_num first_day)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < record->n_rows; i++) {
        if (record->rows[i].day >= first_day) {
            record->rows[n_kept++] = record->rows[i];
        }
    }
    record->n_rows = n_kept;
}
