#include "store/objects.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "store/details.h"
#include "store/internal.h"
#include "base/banned.h"

enum { KIND_MAX_BYTES = 40 };

bool store__kind_has_rows(const char *kind)
{
    return strcmp(kind, STORE_KIND_ACTIVITY) == 0 ||
           strcmp(kind, STORE_KIND_WELLNESS) == 0 || strcmp(kind, STORE_KIND_EVENT) == 0 ||
           strcmp(kind, STORE_KIND_SEGMENTS) == 0;
}

bool store__key_check(const char *kind, const char *id, struct err *err)
{
    size_t n_kind = strnlen(kind, KIND_MAX_BYTES + 1);
    size_t n_id = strnlen(id, STORE_KEY_SIZE);
    if (n_kind == 0 || n_kind > KIND_MAX_BYTES || n_id == 0 || n_id >= STORE_KEY_SIZE) {
        return err_set(err, ERR_BAD_ARGUMENT, NULL,
                       "\"%.40s\" \"%.80s\" is no object's key: 1 to %d and 1 to %d bytes",
                       kind, id, KIND_MAX_BYTES, STORE_KEY_SIZE - 1);
    }
    return true;
}

static bool plain_key_check(const char *kind, const char *id, struct err *err)
{
    if (store__kind_has_rows(kind)) {
        return err_set(err, ERR_INTERNAL, NULL,
                       "objects of kind %s are written with their rows", kind);
    }
    return store__key_check(kind, id, err);
}

static void bind_key(sqlite3_stmt *statement, const char *kind, const char *id)
{
    (void)sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, id, -1, SQLITE_STATIC);
}

bool store__object_put(struct store *store, const char *kind, const char *id,
                       const char *json, size_t n_bytes, const int64_t *fetched_ms,
                       const char *revision, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_OBJECT_PUT, err);
    if (statement == NULL) {
        return false;
    }
    bind_key(statement, kind, id);
    if (fetched_ms != NULL) {
        (void)sqlite3_bind_int64(statement, 3, *fetched_ms);
    }
    (void)sqlite3_bind_text(statement, 4, revision, -1, SQLITE_STATIC);
    int code = sqlite3_bind_text64(statement, 5, json, n_bytes, SQLITE_STATIC, SQLITE_UTF8);
    return code == SQLITE_OK ? store__run(store, statement, err)
                             : store__fail(store, code, err);
}

bool store__object_delete(struct store *store, const char *kind, const char *id,
                          struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_OBJECT_DELETE, err);
    if (statement == NULL) {
        return false;
    }
    bind_key(statement, kind, id);
    return store__run(store, statement, err);
}

bool store_object_put(struct store *store, const char *kind, const char *id,
                      const char *json, size_t n_bytes, int64_t fetched_ms, struct err *err)
{
    struct store__scope scope = {0};
    if (!plain_key_check(kind, id, err) || !store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    return store__scope_end(
        store, scope,
        store__object_put(store, kind, id, json, n_bytes, &fetched_ms, NULL, err), err);
}

bool store_object_delete(struct store *store, const char *kind, const char *id,
                         struct err *err)
{
    struct store__scope scope = {0};
    if (!plain_key_check(kind, id, err) || !store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    return store__scope_end(store, scope, store__object_delete(store, kind, id, err), err);
}

/* A text column with its final zero byte, to free(). */
static char *copy_text(sqlite3_stmt *statement, int i_column, size_t *ret_n_bytes)
{
    const void *text = sqlite3_column_text(statement, i_column);
    size_t n_bytes = text != NULL ? (size_t)sqlite3_column_bytes(statement, i_column) : 0;
    char *copy = xmalloc(n_bytes + 1);
    if (n_bytes > 0) {
        memcpy(copy, text, n_bytes);
    }
    copy[n_bytes] = '\0';
    *ret_n_bytes = n_bytes;
    return copy;
}

bool store_object_get(struct store *store, const char *kind, const char *id,
                      char **ret_json, size_t *ret_n_bytes, int64_t *ret_fetched_ms,
                      struct err *err)
{
    if (!store__read_begin(store, err)) {
        return false;
    }
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_OBJECT_GET, err);
    bool has_row = false;
    if (statement == NULL) {
        return false;
    }
    bind_key(statement, kind, id);
    if (!store__step(store, statement, &has_row, err)) {
        return false;
    }
    if (!has_row) {
        return err_set(err, ERR_NOT_FOUND, NULL, "%.40s %.80s is not in the store", kind,
                       id);
    }
    size_t n_bytes = 0;
    *ret_json = copy_text(statement, 0, &n_bytes);
    if (ret_n_bytes != NULL) {
        *ret_n_bytes = n_bytes;
    }
    if (ret_fetched_ms != NULL) {
        *ret_fetched_ms = sqlite3_column_int64(statement, 1);
    }
    return true;
}

static bool prune(struct store *store, const char *kind, size_t n_keep, int64_t oldest_ms,
                  struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_OBJECTS_PRUNE, err);
    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 2,
                             n_keep < INT32_MAX ? (int64_t)n_keep : INT32_MAX);
    (void)sqlite3_bind_int64(statement, 3, oldest_ms);
    return store__run(store, statement, err);
}

bool store_objects_prune(struct store *store, const char *kind, size_t n_keep,
                         int64_t oldest_ms, struct err *err)
{
    struct store__scope scope = {0};
    if (!plain_key_check(kind, "*", err) || !store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    return store__scope_end(store, scope, prune(store, kind, n_keep, oldest_ms, err), err);
}

static bool trim(struct store *store, const char *kind, size_t max_bytes, struct err *err)
{
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_OBJECTS_TRIM, err);
    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 2,
                             max_bytes < INT32_MAX ? (int64_t)max_bytes : INT32_MAX);
    return store__run(store, statement, err);
}

bool store_objects_trim(struct store *store, const char *kind, size_t max_bytes,
                        struct err *err)
{
    struct store__scope scope = {0};
    if (!plain_key_check(kind, "*", err) || !store__scope_begin(store, true, &scope, err)) {
        return false;
    }
    return store__scope_end(store, scope, trim(store, kind, max_bytes, err), err);
}

/*
 * The object after the one of the id; both outputs are new and to be freed, NULL at the
 * end.
 */
static bool next_object(struct store *store, const char *kind, const char *after_id,
                        char **ret_id, char **ret_json, size_t *ret_n_bytes,
                        struct err *err)
{
    if (!store__read_begin(store, err)) {
        return false;
    }
    AUTO_RESET sqlite3_stmt *statement = store__statement(store, SQL_OBJECT_NEXT, err);
    bool has_row = false;
    size_t n_id = 0;
    if (statement == NULL) {
        return false;
    }
    bind_key(statement, kind, after_id);
    if (!store__step(store, statement, &has_row, err)) {
        return false;
    }
    *ret_id = has_row ? copy_text(statement, 0, &n_id) : NULL;
    *ret_json = has_row ? copy_text(statement, 1, ret_n_bytes) : NULL;
    return true;
}

bool store_raw_walk(struct store *store, const char *kind, store_raw_visit visit,
                    void *context, struct err *err)
{
    char *id = xstrdup("");
    bool is_ok = true;
    while (is_ok && id != NULL) {
        char *next_id = NULL;
        char *json = NULL;
        size_t n_bytes = 0;
        is_ok = next_object(store, kind, id, &next_id, &json, &n_bytes, err);
        if (is_ok && next_id != NULL) {
            is_ok = visit(context, next_id, json, n_bytes, err);
        }
        free(json);
        free(id);
        id = next_id;
    }
    free(id);
    return is_ok;
}
