#include "store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "store/internal.h"
#include "base/banned.h"

static const char insert_sql[] =
    "INSERT INTO journal (handle, step, is_undo, kind, state, day, event_id, target, "
    "wanted, before, after, why, recorded_ms) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

/* The last row of each step that is asked for. */
#define JOURNAL_FROM                                                                       \
    "FROM journal AS j WHERE (?1 IS NULL OR handle = ?1) AND (?2 = 0 OR event_id = ?2) "   \
    "AND (?3 = 0 OR state IN ('open', 'unknown')) AND seq = (SELECT max(seq) FROM "        \
    "journal AS k WHERE k.handle = j.handle AND k.step = j.step AND k.is_undo = "          \
    "j.is_undo)"

static const char count_sql[] = "SELECT count(*) " JOURNAL_FROM;
static const char read_sql[] =
    "SELECT handle, step, is_undo, kind, state, day, event_id, target, wanted, before, "
    "after, why, recorded_ms " JOURNAL_FROM " ORDER BY (SELECT min(seq) FROM journal AS f "
    "WHERE f.handle = j.handle), step, is_undo";

static bool is_short(const char *text)
{
    return text == NULL || strlen(text) <= SERVICE_WRITE_TEXT_BYTES;
}

static int write_insert(sqlite3_stmt *statement, const struct service_write *write)
{
    (void)store__text_bind(statement, 1, write->handle);
    (void)sqlite3_bind_int(statement, 2, write->step);
    (void)sqlite3_bind_int(statement, 3, write->is_undo ? 1 : 0);
    (void)store__text_bind(statement, 4, service_write_kind_name(write->kind));
    (void)store__text_bind(statement, 5, service_write_state_name(write->state));
    (void)sqlite3_bind_int64(statement, 6, write->day);
    (void)sqlite3_bind_int64(statement, 7, write->event_id);
    (void)store__text_bind(statement, 8, write->target);
    (void)store__text_bind(statement, 9, write->wanted);
    (void)store__text_bind(statement, 10, write->before);
    /* What others made of it must not keep a step open: too long, it is left out. */
    struct str_buf why = {0};
    bool is_after_kept = is_short(write->after);
    if (!is_after_kept) {
        str_buf_printf(&why, "%s%sit was longer than %d bytes, and its image was not kept",
                       write->why != NULL ? write->why : "", write->why != NULL ? "; " : "",
                       SERVICE_WRITE_TEXT_BYTES);
    }
    (void)store__text_bind(statement, 11, is_after_kept ? write->after : NULL);
    (void)store__text_bind(statement, 12, is_after_kept ? write->why : str_buf_text(&why));
    (void)sqlite3_bind_int64(statement, 13, write->recorded_ms);
    int code = sqlite3_step(statement);
    (void)sqlite3_reset(statement);
    str_buf_release(&why);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

struct writes {
    size_t n;
    const struct service_write *items;
};

static int writes_insert(sqlite3 *db, const void *what)
{
    const struct writes *writes = what;
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, insert_sql, -1, &statement, NULL);
    for (size_t i = 0; code == SQLITE_OK && i < writes->n; i++) {
        code = write_insert(statement, &writes->items[i]);
    }
    (void)sqlite3_finalize(statement);
    return code;
}

bool store_journal_append(struct store *store, size_t n_writes,
                          const struct service_write writes[], struct err *err)
{
    for (size_t i = 0; i < n_writes; i++) {
        if (!is_short(writes[i].wanted) || !is_short(writes[i].before)) {
            return err_set(err, ERR_BAD_ARGUMENT, "Shorten its description.",
                           "a calendar entry is longer than %d bytes",
                           SERVICE_WRITE_TEXT_BYTES);
        }
    }
    if (!store__own_ready(store, err)) {
        return false;
    }
    struct writes all = {.n = n_writes, .items = writes};
    return store__own_change(store, writes_insert, &all, err);
}

/* A row of a later version of this program, with a kind or state unknown here, is no
 * change that we could settle: it stays as it is. */
static bool row_read(sqlite3_stmt *statement, struct arena *arena,
                     struct service_write *ret)
{
    *ret = (struct service_write){.handle = store__text_read(statement, 0, arena),
                                  .step = sqlite3_column_int(statement, 1),
                                  .is_undo = sqlite3_column_int(statement, 2) != 0,
                                  .day = (day_num)sqlite3_column_int64(statement, 5),
                                  .event_id = sqlite3_column_int64(statement, 6),
                                  .target = store__text_read(statement, 7, arena),
                                  .wanted = store__text_read(statement, 8, arena),
                                  .before = store__text_read(statement, 9, arena),
                                  .after = store__text_read(statement, 10, arena),
                                  .why = store__text_read(statement, 11, arena),
                                  .recorded_ms = sqlite3_column_int64(statement, 12)};
    return service_write_kind_from_name((const char *)sqlite3_column_text(statement, 3),
                                        &ret->kind) &&
           service_write_state_from_name((const char *)sqlite3_column_text(statement, 4),
                                         &ret->state);
}

static int query_prepare(struct store *store, const char *sql,
                         const struct store_journal_query *query, sqlite3_stmt **ret)
{
    int code = sqlite3_prepare_v2(store->own, sql, -1, ret, NULL);
    if (code == SQLITE_OK) {
        (void)store__text_bind(*ret, 1, query->handle);
        (void)sqlite3_bind_int64(*ret, 2, query->event_id);
        (void)sqlite3_bind_int(*ret, 3, query->unsettled ? 1 : 0);
    }
    return code;
}

static int rows_count(struct store *store, const struct store_journal_query *query,
                      size_t *ret_n)
{
    sqlite3_stmt *statement = NULL;
    int code = query_prepare(store, count_sql, query, &statement);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
        *ret_n = code == SQLITE_ROW ? (size_t)sqlite3_column_int64(statement, 0) : 0;
    }
    (void)sqlite3_finalize(statement);
    return code == SQLITE_ROW ? SQLITE_OK : code;
}

static int rows_read(struct store *store, const struct store_journal_query *query,
                     struct arena *arena, size_t n_max, struct service_write writes[],
                     size_t *ret_n)
{
    sqlite3_stmt *statement = NULL;
    size_t n_read = 0;
    int code = query_prepare(store, read_sql, query, &statement);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    while (code == SQLITE_ROW && n_read < n_max) {
        n_read += row_read(statement, arena, &writes[n_read]) ? 1U : 0U;
        code = sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    *ret_n = n_read;
    return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

bool store_journal_read(struct store *store, const struct store_journal_query *query,
                        struct arena *arena, struct service_write **ret_writes,
                        size_t *ret_n, struct err *err)
{
    size_t n_stored = 0;
    size_t n_read = 0;
    if (!store__own_exists(store)) {
        *ret_writes = NULL;
        *ret_n = 0;
        return true;
    }
    if (!store__own_ready(store, err)) {
        return false;
    }
    int code = rows_count(store, query, &n_stored);
    struct service_write *writes = arena_alloc(arena, n_stored + 1, sizeof *writes);
    if (code == SQLITE_OK) {
        code = rows_read(store, query, arena, n_stored, writes, &n_read);
    }
    if (code != SQLITE_OK) {
        return store__own_fail(store, code, err);
    }
    *ret_writes = writes;
    *ret_n = n_read;
    return true;
}

bool store_write_lock(struct store *store, bool *ret_is_held, struct err *err)
{
    *ret_is_held = store->folder == NULL || store->write_lock_fd >= 0;
    if (*ret_is_held) {
        return true;
    }
    AUTO_FREE char *path = store__path_join(store->folder, "write.lock", NULL);
    if (!store__folder_make_private(store->folder, err) || !store__file_make(path, err)) {
        return false;
    }
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return store__errno_fail(err, errno, "cannot open", path);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        store->write_lock_fd = fd;
        *ret_is_held = true;
        return true;
    }
    int error = errno;
    (void)close(fd);
    return error == EWOULDBLOCK || error == EINTR ||
           store__errno_fail(err, error, "cannot lock", path);
}

void store_write_unlock(struct store *store)
{
    if (store->write_lock_fd >= 0) {
        (void)close(store->write_lock_fd);
        store->write_lock_fd = -1;
    }
}
