/*
 * The precious file: made late, migrated with a copy, never touched when it is not
 * understood.
 */
#include "support.h"

#include "store/internal.h"

#define OWN "athletes/i1/own.sqlite"

enum { MAX_BYTES = 256 * 1024 };

static void sql(const char *path, const char *text)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    }
    (void)sqlite3_close(db);
}

static void it_is_made_by_the_first_write(void **state)
{
    char path[PATH_SIZE];
    struct err err = {0};
    char *value = NULL;
    struct store *store = open_store(*state);
    (void)path_in(*state, OWN, path);
    assert_false(is_there(path));
    assert_false(store_own_meta_get(store, "greeting", &value, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_false(is_there(path));
    OK(store_own_meta_put(store, "greeting", "hello", &err), err);
    assert_int_equal(mode_of(path), 0600);
    OK(store_own_meta_put(store, "greeting", "salut \xC3\xA0 toi", &err), err);
    store_close(store);

    store = open_store(*state);
    OK(store_own_meta_get(store, "greeting", &value, &err), err);
    assert_string_equal(value, "salut \xC3\xA0 toi");
    free(value);
    assert_false(store_own_meta_get(store, "other", &value, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    store_close(store);
}

/* The bytes and the time of change before, to compare with those after. */
struct snapshot {
    size_t n_bytes;
    struct timespec changed;
    unsigned char bytes[MAX_BYTES];
};

static void snapshot_take(const char *path, struct snapshot *snapshot)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    snapshot->changed = info.st_mtim;
    snapshot->n_bytes = file_read(path, snapshot->bytes, MAX_BYTES);
}

static void assert_untouched(const char *path, const struct snapshot *before)
{
    static struct snapshot after;
    snapshot_take(path, &after);
    assert_int_equal(after.n_bytes, before->n_bytes);
    assert_memory_equal(after.bytes, before->bytes, after.n_bytes);
    assert_memory_equal(&after.changed, &before->changed, sizeof after.changed);
}

static void refused(const char *folder, const char *path, const char *words)
{
    static struct snapshot before;
    struct err err = {0};
    char *value = NULL;
    snapshot_take(path, &before);
    struct store *store = open_store(folder); /* the cache works all the same */
    assert_false(store_own_meta_get(store, "greeting", &value, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_false(store_own_meta_put(store, "greeting", "no", &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.message, words));
    assert_non_null(strstr(err.hint, "left as it is"));
    put_activity(store, "i1", 100);
    store_close(store);
    assert_untouched(path, &before);
}

static void make_own(const char *folder)
{
    struct err err = {0};
    struct store *store = open_store(folder);
    OK(store_own_meta_put(store, "greeting", "hello", &err), err);
    store_close(store);
}

static void a_newer_file_is_refused(void **state)
{
    char path[PATH_SIZE];
    make_own(*state);
    sql(path_in(*state, OWN, path), "PRAGMA user_version=99");
    refused(*state, path, "schema version 99");
}

/* The newer version may still stand in the write-ahead log of a process that was killed. */
static void a_newer_log_is_refused(void **state)
{
    char path[PATH_SIZE];
    char log_path[PATH_SIZE];
    sqlite3 *db = NULL;
    static struct snapshot before_log;
    make_own(*state);
    (void)path_in(*state, OWN, path);
    (void)path_in(*state, OWN "-wal", log_path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL),
                     SQLITE_OK);
    (void)sqlite3_close(db);
    snapshot_take(log_path, &before_log);
    assert_true(before_log.n_bytes > 0);
    refused(*state, path, "schema version 99");
    assert_untouched(log_path, &before_log);
}

static void a_foreign_file_is_refused(void **state)
{
    char path[PATH_SIZE];
    make_own(*state);
    assert_int_equal(unlink(path_in(*state, OWN, path)), 0);
    sql(path, "CREATE TABLE recipes (name TEXT)");
    refused(*state, path, "not a file of soleus");
}

static void a_damaged_file_is_refused(void **state)
{
    char path[PATH_SIZE];
    static unsigned char bytes[MAX_BYTES];
    make_own(*state);
    size_t n_bytes = file_read(path_in(*state, OWN, path), bytes, MAX_BYTES);
    file_write(path, "this is not a database at all, but long enough to be read", 57);
    refused(*state, path, "damaged");
    memset(bytes + 4096, 0xA5, 4096);
    file_write(path, bytes, n_bytes);
    refused(*state, path, "damaged");
    file_write(path, bytes, n_bytes / 2);
    refused(*state, path, "damaged");
}

static const struct store__migration three[] = {
    {.name = "meta",
     .sql =
         "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT"},
    {.name = "diary", .sql = "CREATE TABLE diary (day INTEGER, pain INTEGER) STRICT"},
    {.name = "sites", .sql = "ALTER TABLE diary ADD COLUMN site TEXT"},
};
static const struct store__migration broken[] = {
    {.name = "meta", .sql = "CREATE TABLE meta (key TEXT)"},
    {.name = "diary",
     .sql = "CREATE TABLE diary (day INTEGER); CREATE TABLE diary (day TEXT)"},
};

static int64_t number_of(sqlite3 *db, const char *text)
{
    int64_t number = -1;
    assert_int_equal(store__db_int(db, text, -1, &number), SQLITE_OK);
    return number;
}

/* A file of version 1 with one value, whatever version this release is at. */
static void make_version_one(const char *folder)
{
    struct err err = {0};
    struct store *store = open_store(folder);
    OK(store__own_open(store, 1, three, &err), err);
    assert_int_equal(
        store__db_exec(store->own, "INSERT INTO meta VALUES ('greeting', 'hello')"),
        SQLITE_OK);
    store_close(store);
}

static int64_t count_greetings(sqlite3 *db)
{
    return number_of(db, "SELECT count(*) FROM meta WHERE value = 'hello'");
}

static void migrations_run_once_and_keep_a_copy(void **state)
{
    char path[PATH_SIZE];
    struct err err = {0};
    make_version_one(*state);
    struct store *store = open_store(*state);
    OK(store__own_open(store, 3, three, &err), err);
    assert_int_equal(number_of(store->own, "PRAGMA user_version"), 3);
    assert_int_equal(number_of(store->own, "SELECT count(*) FROM schema_version"), 3);
    assert_int_equal(number_of(store->own, "SELECT count(site) FROM diary"), 0);
    assert_int_equal(count_greetings(store->own), 1);
    store_close(store);
    (void)path_in(*state, OWN ".before-3", path);
    assert_int_equal(mode_of(path), 0600);
    sqlite3 *copy = NULL;
    assert_int_equal(sqlite3_open(path, &copy), SQLITE_OK);
    assert_int_equal(number_of(copy, "PRAGMA user_version"), 1);
    assert_int_equal(count_greetings(copy), 1);
    (void)sqlite3_close(copy);

    store = open_store(*state); /* again: nothing to do */
    OK(store__own_open(store, 3, three, &err), err);
    store_close(store);
    store = open_store(*state); /* and by an older program */
    assert_false(store__own_open(store, 2, three, &err));
    assert_non_null(strstr(err.message, "schema version 3; this soleus knows up to 2"));
    store_close(store);
}

static void a_failed_migration_changes_nothing(void **state)
{
    char path[PATH_SIZE];
    struct err err = {0};
    make_version_one(*state);
    struct store *store = open_store(*state);
    assert_false(store__own_open(store, 2, broken, &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_false(is_there(path_in(*state, OWN ".before-2", path)));
    OK(store__own_open(store, 1, three, &err), err);
    assert_int_equal(count_greetings(store->own), 1);
    assert_int_equal(
        number_of(store->own, "SELECT count(*) FROM sqlite_master WHERE name = 'diary'"),
        0);
    store_close(store);
    /* An older copy of that name is not written over. */
    (void)path_in(*state, OWN ".before-3", path);
    file_write(path, "older", 5);
    store = open_store(*state);
    OK(store__own_open(store, 3, three, &err), err);
    store_close(store);
    unsigned char bytes[8];
    assert_int_equal(file_read(path, bytes, sizeof bytes), 5);
}

static void a_replaced_file_is_opened_again(void **state)
{
    char path[PATH_SIZE];
    char other[PATH_SIZE];
    struct err err = {0};
    char *value = NULL;
    make_own(*state);
    struct store *store = open_store(*state);
    OK(store_own_meta_get(store, "greeting", &value, &err), err);
    free(value);
    assert_int_equal(
        rename(path_in(*state, OWN, path), path_in(*state, "kept.sqlite", other)), 0);
    OK(store_own_meta_put(store, "greeting", "anew", &err), err);
    store_close(store);
    assert_true(is_there(path));
    store = open_store(*state);
    OK(store_own_meta_get(store, "greeting", &value, &err), err);
    assert_string_equal(value, "anew");
    free(value);
    store_close(store);
}

static void memory_has_an_own_store_too(void **state)
{
    (void)state;
    struct err err = {0};
    char *value = NULL;
    struct store *store = open_store(NULL);
    assert_false(store_own_meta_get(store, "greeting", &value, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    OK(store_own_meta_put(store, "greeting", "hello", &err), err);
    OK(store_own_meta_get(store, "greeting", &value, &err), err);
    assert_string_equal(value, "hello");
    free(value);
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(it_is_made_by_the_first_write),
        TEST(a_newer_file_is_refused),
        TEST(a_newer_log_is_refused),
        TEST(a_foreign_file_is_refused),
        TEST(a_damaged_file_is_refused),
        TEST(migrations_run_once_and_keep_a_copy),
        TEST(a_failed_migration_changes_nothing),
        TEST(a_replaced_file_is_opened_again),
        cmocka_unit_test(memory_has_an_own_store_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
