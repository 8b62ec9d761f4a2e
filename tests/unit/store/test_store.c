/* Opening: folders and rights, ids, damage, other versions, memory. */
#include "support.h"

#include <sqlite3.h>
#include <sys/wait.h>

#define CACHE "athletes/i1/cache.sqlite"

enum { MAX_BYTES = 4 * 1024 * 1024 };
static unsigned char file_bytes[MAX_BYTES];

static bool try_open(const char *data_dir, const char *athlete_id, struct err *err)
{
    struct store_options options = {.data_dir = data_dir, .index_version = 1};
    struct store *store = NULL;
    bool is_ok = store_open(&options, athlete_id, &store, err);
    assert_true(is_ok == (store != NULL));
    store_close(store);
    return is_ok;
}

static void folders_and_files_are_private(void **state)
{
    static const char *const folders[] = {"a", "a/b", "a/b/athletes", "a/b/athletes/i1"};
    static const char *const files[] = {"cache.sqlite", "cache.sqlite-wal",
                                        "cache.sqlite-shm", "own.sqlite", "own.sqlite-wal"};
    const mode_t masks[] = {0, 0022, 0777};
    char path[PATH_SIZE];
    for (size_t i = 0; i < 3; i++) {
        struct err err = {0};
        mode_t umask_before = umask(masks[i]);
        struct store *store = open_store(path_in(*state, "a/b", path));
        put_activity(store, "i1", 100);
        OK(store_own_meta_put(store, "key", "value", &err), err);
        (void)umask(umask_before);
        for (size_t k = 0; k < 4; k++) {
            assert_int_equal(mode_of(path_in(*state, folders[k], path)), 0700);
        }
        for (size_t k = 0; k < 5; k++) {
            char name[64];
            (void)snprintf(name, sizeof name, "a/b/athletes/i1/%s", files[k]);
            assert_int_equal(mode_of(path_in(*state, name, path)), 0600);
        }
        store_close(store);
        assert_int_equal(
            nftw(path_in(*state, "a", path), remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    }
}

static void wide_rights_are_narrowed(void **state)
{
    char path[PATH_SIZE];
    struct store *store = open_store(*state);
    store_close(store);
    assert_int_equal(chmod(path_in(*state, CACHE, path), 0666), 0);
    assert_int_equal(chmod(path_in(*state, "athletes/i1", path), 0755), 0);
    assert_int_equal(chmod(path_in(*state, ".", path), 0755), 0);
    store_close(open_store(*state));
    assert_int_equal(mode_of(path_in(*state, CACHE, path)), 0600);
    assert_int_equal(mode_of(path_in(*state, "athletes/i1", path)), 0700);
    assert_int_equal(mode_of(path_in(*state, ".", path)),
                     0755); /* the user's folder is the user's */
}

static void unsafe_ids_are_refused(void **state)
{
    static const char *const ids[] = {"",          ".",    "..",   "../i1",
                                      "i1/..",     "a b",  "i1\n", "i\xC3\xB1",
                                      "i1.sqlite", "a\\b", "~",    "i1;"};
    char long_id[LIMIT_ID_BYTES + 2];
    char path[PATH_SIZE];
    struct err err = {0};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_false(store_id_is_safe(ids[i]));
        assert_false(try_open(*state, ids[i], &err));
        assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    }
    memset(long_id, 'a', sizeof long_id);
    long_id[LIMIT_ID_BYTES + 1] = '\0';
    assert_false(store_id_is_safe(long_id));
    assert_false(store_id_is_safe(NULL));
    assert_false(is_there(path_in(*state, "athletes", path))); /* and nothing was made */
    long_id[LIMIT_ID_BYTES] = '\0';
    assert_true(try_open(*state, long_id, &err));
    assert_true(try_open(*state, "2049151", &err));
    assert_true(try_open(*state, "A_b-9", &err));
}

static void bad_data_folders_are_named(void **state)
{
    char path[PATH_SIZE];
    char target[PATH_SIZE];
    struct err err = {0};
    assert_false(try_open("", "i1", &err));
    assert_int_equal(err.code, ERR_BAD_ARGUMENT);
    assert_false(try_open(NULL, "i1", &err));

    assert_int_equal(
        symlink(path_in(*state, "nowhere", target), path_in(*state, "link", path)), 0);
    assert_false(try_open(path, "i1", &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.message, "leads nowhere"));
    assert_false(is_there(target));

    assert_int_equal(mkdir(target, 0700), 0); /* now it leads somewhere */
    assert_true(try_open(path, "i1", &err));

    file_write(path_in(*state, "file", path), "x", 1);
    assert_false(try_open(path, "i1", &err));
    assert_non_null(strstr(err.message, "is not a folder"));
    assert_false(try_open(path_in(*state, "file/below", path), "i1", &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_false(try_open("/proc/soleus/data", "i1", &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_true(err.hint[0] != '\0');

    (void)path_in(*state, "odd name?#%41&mode=ro", path);
    assert_true(try_open(path, "i1", &err));
    assert_true(is_there(path));
}

/* As a user who may only read: root (as in a container) becomes nobody in a child. */
static bool fails_without_rights(const char *data_dir)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct err err = {0};
        bool is_plain_user = geteuid() != 0 || setuid(65534) == 0;
        bool is_open = try_open(data_dir, "i1", &err);
        bool is_said =
            err.code == ERR_STORE && err.message[0] != '\0' && err.hint[0] != '\0';
        if (!is_said) {
            (void)fprintf(stderr, "child: %d %s\n", is_open, err.message);
        }
        _exit(is_plain_user && !is_open && is_said ? 0 : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status == 0;
}

static void missing_rights_are_said(void **state)
{
    char path[PATH_SIZE];
    struct err err = {0};
    assert_int_equal(chmod(*state, 0555), 0);
    assert_true(fails_without_rights(*state));
    assert_int_equal(chmod(*state, 0755), 0);
    assert_true(try_open(*state, "i1", &err));
    assert_int_equal(chmod(path_in(*state, "athletes", path), 0555), 0);
    assert_int_equal(chmod(path_in(*state, "athletes/i1", path), 0555), 0);
    assert_int_equal(chmod(path_in(*state, CACHE, path), 0444), 0);
    if (geteuid() == 0) { /* the owner would give itself the rights */
        assert_true(fails_without_rights(*state));
    }
    assert_int_equal(chmod(path_in(*state, "athletes/i1", path), 0700), 0);
    assert_int_equal(chmod(path_in(*state, "athletes", path), 0700), 0);
}

static void a_folder_in_the_place_of_a_file_is_named(void **state)
{
    char path[PATH_SIZE];
    struct err err = {0};
    store_close(open_store(*state));
    assert_int_equal(unlink(path_in(*state, CACHE, path)), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_false(try_open(*state, "i1", &err));
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.message, path));
}

static void athletes_are_kept_apart(void **state)
{
    struct store *one = open_store_indexed(*state, "i1", 1);
    struct store *two = open_store_indexed(*state, "i2", 1);
    put_activity(one, "i100", 100);
    assert_int_equal(count_activities(one), 1);
    assert_int_equal(count_activities(two), 0);
    assert_string_equal(store_athlete_id(two), "i2");
    store_close(one);
    store_close(two);
}

static void memory_touches_no_disk(void **state)
{
    struct store_options options = {.data_dir = "/nowhere/at/all", .in_memory = true};
    struct store *store = NULL;
    struct err err = {0};
    (void)state;
    OK(store_open(&options, "sample", &store, &err), err);
    assert_null(store_cache_path(store));
    put_activity(store, "i1", 100);
    uint64_t generation = store_generation(store);
    assert_true(store_generation(store) == generation);
    put_activity(store, "i2", 100);
    assert_true(store_generation(store) != generation);
    assert_int_equal(count_activities(store), 2);
    OK(store_begin(store, &err), err);
    put_activity(store, "i3", 100);
    store_rollback(store);
    assert_int_equal(count_activities(store), 2);
    store_memory_release(store);
    store_close(store);
    assert_false(is_there("/nowhere"));
}

static void fill(const char *folder)
{
    struct store *store = open_store(folder);
    struct err err = {0};
    struct day_range range = {.first_day = 0, .n_days = 50};
    OK(store_begin(store, &err), err);
    for (int i = 0; i < 40; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "i%d", i);
        put_activity(store, id, i);
    }
    OK(store_coverage_add(store, STORE_KIND_ACTIVITY, range, 5, &err), err);
    OK(store_commit(store, &err), err);
    store_close(store);
}

static void assert_starts_anew(const char *folder)
{
    struct store *store = open_store(folder);
    struct arena arena = {0};
    struct err err = {0};
    struct store_coverage coverage = {0};
    struct day_range range = {.first_day = 0, .n_days = 50};
    assert_int_equal(count_activities(store), 0);
    OK(store_coverage_get(store, STORE_KIND_ACTIVITY, range, &arena, &coverage, &err), err);
    assert_int_equal(coverage.n_present, 0);
    assert_false(store_needs_reindex(store));
    put_activity(store, "i1", 100);
    assert_int_equal(count_activities(store), 1);
    arena_release(&arena);
    store_close(store);
}

static void a_damaged_cache_starts_anew(void **state)
{
    char path[PATH_SIZE];
    fill(*state);
    (void)path_in(*state, CACHE, path);
    file_write(path,
               "not a database, but a text that is long enough to have a header "
               "of a hundred bytes, which SQLite reads first of all.......",
               122);
    assert_starts_anew(*state);
    fill(*state);
    size_t n_bytes = file_read(path, file_bytes, MAX_BYTES);
    memset(file_bytes + 100, 0xFF, 2000); /* the schema's page */
    file_write(path, file_bytes, n_bytes);
    assert_starts_anew(*state);
    fill(*state);
    n_bytes = file_read(path, file_bytes, MAX_BYTES);
    file_bytes[18] = 99; /* the header's write version: SQLite then reads only */
    file_write(path, file_bytes, n_bytes);
    assert_starts_anew(*state);
    file_write(path, "", 0); /* an empty file is a new one */
    assert_starts_anew(*state);
}

/*
 * Bytes changed at random anywhere: no crash, and whatever a call finds, the next ones work
 * in the end. (Where the damage is not noticed, old rows may be read: SQLite keeps no
 * checksums.)
 */
static void random_damage_heals(void **state)
{
    char path[PATH_SIZE];
    uint64_t seed = 0xdead;
    fill(*state);
    (void)path_in(*state, CACHE, path);
    static unsigned char whole[MAX_BYTES];
    size_t n_bytes = file_read(path, whole, MAX_BYTES);
    for (int i = 0; i < 120; i++) {
        memcpy(file_bytes, whole, n_bytes);
        size_t n_kept = i % 5 == 0 ? number_below(&seed, n_bytes) : n_bytes;
        for (size_t k = 0; k < 1 + number_below(&seed, 40); k++) {
            file_bytes[number_below(&seed, n_bytes)] = (unsigned char)next_number(&seed);
        }
        file_write(path, file_bytes, n_kept);
        struct store *store = open_store(*state);
        struct arena arena = {0};
        struct err err = {0};
        bool is_well = false;
        for (int n_tries = 0; n_tries < 4 && !is_well; n_tries++) {
            struct activity *activities = NULL;
            struct store_revision *revisions = NULL;
            size_t n_read = 0;
            struct day_range all = {.first_day = 0, .n_days = 1000};
            struct activity activity = some_activity("i5", 5);
            is_well =
                store_activities_read(store, all, &arena, &activities, &n_read, &err) &&
                store_activity_revisions_read(store, all, &arena, &revisions, &n_read,
                                              &err) &&
                store_activity_put(store, &activity, "{}", 2, REVISION_A, &err) &&
                store_activities_delete_missing(store, all, 0, NULL, NULL, &err);
            assert_true(is_well || err.code == ERR_STORE);
        }
        if (!is_well) {
            fail_msg("round %d does not heal: %s", i, err.message);
        }
        arena_release(&arena);
        store_close(store);
    }
}

static void damage_found_at_work_heals(void **state)
{
    char path[PATH_SIZE];
    struct err err = {0};
    struct arena arena = {0};
    struct activity *activities = NULL;
    size_t n_read = 0;
    struct day_range all = {.first_day = 0, .n_days = 1000};
    fill(*state);
    struct store *store = open_store(*state);
    uint64_t generation = store_generation(store);
    size_t n_bytes = file_read(path_in(*state, CACHE, path), file_bytes, MAX_BYTES);
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    memset(file_bytes, 0xEE, n_bytes);
    assert_true(pwrite(fd, file_bytes, n_bytes - 4096, 4096) > 0);
    assert_false(store_activities_read(store, all, &arena, &activities, &n_read, &err));
    (void)close(fd);
    assert_int_equal(err.code, ERR_STORE);
    assert_non_null(strstr(err.message, "damaged"));
    OK(store_activities_read(store, all, &arena, &activities, &n_read, &err), err);
    assert_int_equal(n_read, 0);
    assert_true(store_generation(store) != generation);
    put_activity(store, "i1", 100);
    arena_release(&arena);
    store_close(store);
}

static void sql(const char *path, const char *text)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    }
    (void)sqlite3_close(db);
}

static void another_layout_starts_anew(void **state)
{
    static const char *const changes[] = {
        "PRAGMA user_version=1",    "PRAGMA user_version=0",
        "PRAGMA application_id=17", "DROP TABLE meta",
        "DROP TABLE object",        "DELETE FROM meta; DROP TABLE coverage",
    };
    char path[PATH_SIZE];
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        fill(*state);
        sql(path_in(*state, CACHE, path), changes[i]);
        struct store *store = open_store(*state);
        struct err err = {0};
        struct day_range range = {.first_day = 0, .n_days = 50};
        /* A table that is missed only at work fails one call. */
        if (!store_coverage_add(store, STORE_KIND_ACTIVITY, range, 5, &err)) {
            assert_int_equal(err.code, ERR_STORE);
            OK(store_coverage_add(store, STORE_KIND_ACTIVITY, range, 5, &err), err);
        }
        struct activity activity = some_activity("i1", 100);
        if (!store_activity_put(store, &activity, "{}", 2, NULL, &err)) {
            assert_int_equal(err.code, ERR_STORE);
            OK(store_activity_put(store, &activity, "{}", 2, NULL, &err), err);
        }
        assert_int_equal(count_activities(store), 1);
        store_close(store);
        assert_int_equal(unlink(path), 0);
    }
}

struct reindex {
    struct store *store;
    size_t n_visits;
};

static bool reindex_one(void *context, const char *id, const char *json, size_t n_bytes,
                        struct err *err)
{
    struct reindex *reindex = context;
    (void)n_bytes;
    const char *day = strstr(json, "\"day\":");
    assert_non_null(day);
    struct activity activity = some_activity(id, (day_num)strtol(day + 6, NULL, 10));
    reindex->n_visits++;
    return store_activity_index(reindex->store, &activity, err);
}

static void another_reading_makes_the_columns_anew(void **state)
{
    struct arena arena = {0};
    struct err err = {0};
    struct store_coverage coverage = {0};
    struct store_revision *revisions = NULL;
    size_t n_revisions = 0;
    struct day_range range = {.first_day = 0, .n_days = 50};
    fill(*state);
    struct store *store = open_store_indexed(*state, "i1", 2);
    assert_true(store_needs_reindex(store));
    assert_int_equal(count_activities(store), 0);
    store_close(store);
    store = open_store_indexed(*state, "i1", 2); /* not done: still asked for */
    assert_true(store_needs_reindex(store));
    struct reindex reindex = {.store = store};
    OK(store_raw_walk(store, STORE_KIND_ACTIVITY, reindex_one, &reindex, &err), err);
    assert_int_equal(reindex.n_visits, 40);
    OK(store_reindex_done(store, &err), err);
    assert_false(store_needs_reindex(store));
    assert_int_equal(count_activities(store), 40);
    OK(store_coverage_get(store, STORE_KIND_ACTIVITY, range, &arena, &coverage, &err), err);
    assert_int_equal(coverage.n_missing, 0); /* no download */
    OK(store_activity_revisions_read(store, range, &arena, &revisions, &n_revisions, &err),
       err);
    assert_int_equal(n_revisions, 40);
    assert_string_equal(revisions[39].revision, REVISION_A);
    store_close(store);
    store = open_store_indexed(*state, "i1", 2);
    assert_false(store_needs_reindex(store));
    assert_int_equal(count_activities(store), 40);
    store_close(store);
    arena_release(&arena);
}

static void old_tables_of_columns_go(void **state)
{
    char path[PATH_SIZE];
    fill(*state);
    sql(path_in(*state, CACHE, path),
        "CREATE TABLE \"old \"\" one\" (x); UPDATE meta SET value = "
        "'other' WHERE key = 'columns'");
    struct store *store = open_store(*state);
    assert_true(store_needs_reindex(store));
    store_close(store);
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'old%'",
                           -1, &statement, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(statement, 0), 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
}

static void a_deleted_cache_is_noticed(void **state)
{
    char path[PATH_SIZE];
    struct store *store = open_store(*state);
    put_activity(store, "i1", 100);
    uint64_t generation = store_generation(store);
    assert_int_equal(unlink(path_in(*state, CACHE, path)), 0);
    assert_true(store_generation(store) != generation);
    assert_int_equal(count_activities(store), 0);
    put_activity(store, "i2", 100);
    assert_int_equal(
        nftw(path_in(*state, "athletes", path), remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    put_activity(store, "i3", 100); /* the whole folder */
    assert_int_equal(count_activities(store), 1);
    store_close(store);
    store = open_store(*state);
    assert_int_equal(count_activities(store), 1);
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(folders_and_files_are_private),
        TEST(wide_rights_are_narrowed),
        TEST(unsafe_ids_are_refused),
        TEST(bad_data_folders_are_named),
        TEST(missing_rights_are_said),
        TEST(a_folder_in_the_place_of_a_file_is_named),
        TEST(athletes_are_kept_apart),
        TEST(memory_touches_no_disk),
        TEST(a_damaged_cache_starts_anew),
        TEST(random_damage_heals),
        TEST(damage_found_at_work_heals),
        TEST(another_layout_starts_anew),
        TEST(another_reading_makes_the_columns_anew),
        TEST(old_tables_of_columns_go),
        TEST(a_deleted_cache_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
