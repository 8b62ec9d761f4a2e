/*
 * Every column of every struct, written and read back: random rows, all kinds of absence.
 */
#include "support.h"

#include "store/columns.h"

enum { N_ROUNDS = 300, N_TEXTS = 6, TEXT_SIZE = 64 };

static uint64_t seed = 0x5017e05;

static const char *random_text(struct arena *arena)
{
    static const char *const texts[N_TEXTS] = {NULL,
                                               "",
                                               "Lauf am Z\xC3\xBCrichsee",
                                               "it's \"quoted\"; DROP TABLE activity; --",
                                               "line\nbreak\ttab",
                                               "\xF0\x9F\x8F\x83 5 x 1 km"};
    size_t i = number_below(&seed, N_TEXTS + 1);
    if (i < N_TEXTS) {
        return texts[i];
    }
    return arena_printf(arena, "text %u", (unsigned)number_below(&seed, 1000000));
}

static double random_real(void)
{
    switch (number_below(&seed, 8)) {
    case 0:
        return (double)NAN;
    case 1:
        return 0;
    case 2:
        return (double)number_below(&seed, 1000000);
    case 3:
        return -1.0 / (double)(1 + number_below(&seed, 97));
    case 4:
        return 1e300;
    case 5:
        return 5e-324;
    default:
        return (double)next_number(&seed) / 3.0e14;
    }
}

static void random_field(const struct store__column *column, char *row, struct arena *arena)
{
    void *field = row + column->offset;
    switch (column->kind) {
    case COLUMN_TEXT:
        *(const char **)field = random_text(arena);
        break;
    case COLUMN_REAL:
        *(double *)field = random_real();
        break;
    case COLUMN_INTEGER:
        *(int64_t *)field = (int64_t)next_number(&seed);
        break;
    case COLUMN_TIME:
        *(int64_t *)field = number_below(&seed, 4) == 0
                                ? MODEL_NO_TIME
                                : (int64_t)number_below(&seed, 1U << 31U);
        break;
    case COLUMN_DAY:
        *(day_num *)field = number_below(&seed, 4) == 0
                                ? DAY_NUM_NONE
                                : (day_num)number_below(&seed, 100000) + DAY_NUM_MIN;
        break;
    case COLUMN_BOOL:
        *(bool *)field = number_below(&seed, 2) == 1;
        break;
    case COLUMN_SPORT:
        *(enum sport *)field = (enum sport)number_below(&seed, SPORT_UNKNOWN + 1);
        break;
    case COLUMN_CATEGORY:
        *(enum event_category *)field =
            (enum event_category)number_below(&seed, EVENT_UNKNOWN + 1);
        break;
    case COLUMN_REALS: {
        size_t n_values = number_below(&seed, MODEL_MAX_ZONES + 1);
        *(size_t *)(row + column->count_offset) = n_values;
        for (size_t i = 0; i < n_values; i++) {
            ((double *)field)[i] = random_real();
        }
        break;
    }
    case COLUMN_BYTES: {
        const char *text = random_text(arena);
        *(const void **)field = text;
        *(size_t *)(row + column->count_offset) = text != NULL ? strlen(text) : 0;
        break;
    }
    }
}

static void random_row(const struct store__table *table, void *row, struct arena *arena)
{
    memset(row, 0, table->row_bytes);
    for (size_t i = 0; i < table->n_columns; i++) {
        random_field(&table->columns[i], row, arena);
    }
}

static bool same_real(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_field(const struct store__column *column, const char *a, const char *b)
{
    const void *left = a + column->offset;
    const void *right = b + column->offset;
    switch (column->kind) {
    case COLUMN_TEXT:
        return same_text(*(const char *const *)left, *(const char *const *)right);
    case COLUMN_REAL:
        return same_real(*(const double *)left, *(const double *)right);
    case COLUMN_INTEGER:
    case COLUMN_TIME:
        return *(const int64_t *)left == *(const int64_t *)right;
    case COLUMN_DAY:
    case COLUMN_SPORT:
    case COLUMN_CATEGORY:
        return memcmp(left, right, sizeof(int)) == 0;
    case COLUMN_BOOL:
        return *(const bool *)left == *(const bool *)right;
    case COLUMN_BYTES: {
        size_t n_bytes = *(const size_t *)(a + column->count_offset);
        return n_bytes == *(const size_t *)(b + column->count_offset) &&
               (n_bytes == 0 || memcmp(*(const void *const *)left,
                                       *(const void *const *)right, n_bytes) == 0);
    }
    case COLUMN_REALS:
        break;
    }
    size_t n_values = *(const size_t *)(a + column->count_offset);
    bool is_same = n_values == *(const size_t *)(b + column->count_offset);
    for (size_t i = 0; is_same && i < n_values; i++) {
        is_same = same_real(((const double *)left)[i], ((const double *)right)[i]);
    }
    return is_same;
}

static void assert_same_row(const struct store__table *table, const void *a, const void *b)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        if (!same_field(&table->columns[i], a, b)) {
            fail_msg("%s.%s came back different", table->name, table->columns[i].name);
        }
    }
}

static void activities_come_back(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    for (int i = 0; i < N_ROUNDS; i++) {
        struct activity written;
        struct activity read;
        random_row(&store__activity_table, &written, &arena);
        written.id = arena_printf(&arena, "i%d", i);
        written.day = 20000 + i;
        OK(store_activity_put(store, &written, "{}", 2, NULL, &err), err);
        OK(store_activity_read(store, written.id, &arena, &read, &err), err);
        assert_same_row(&store__activity_table, &written, &read);

        struct activity *many = NULL;
        size_t n_many = 0;
        struct day_range day = {.first_day = written.day, .n_days = 1};
        OK(store_activities_read(store, day, &arena, &many, &n_many, &err), err);
        assert_int_equal(n_many, 1);
        assert_same_row(&store__activity_table, &written, &many[0]);
    }
    arena_release(&arena);
    store_close(store);
}

static void wellness_days_come_back(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    for (int i = 0; i < N_ROUNDS; i++) {
        struct wellness_day written;
        struct wellness_day *read = NULL;
        size_t n_read = 0;
        random_row(&store__wellness_table, &written, &arena);
        written.day = -100 + i;
        OK(store_wellness_put(store, &written, "{}", 2, &err), err);
        struct day_range day = {.first_day = written.day, .n_days = 1};
        OK(store_wellness_read(store, day, &arena, &read, &n_read, &err), err);
        assert_int_equal(n_read, 1);
        assert_same_row(&store__wellness_table, &written, &read[0]);
    }
    arena_release(&arena);
    store_close(store);
}

static void events_come_back(void **state)
{
    struct store *store = open_store(*state);
    struct arena arena = {0};
    struct err err = {0};
    for (int i = 0; i < N_ROUNDS; i++) {
        struct calendar_event written;
        struct calendar_event *read = NULL;
        size_t n_read = 0;
        random_row(&store__event_table, &written, &arena);
        written.day = 20000 + i;
        written.end_day = i % 3 == 0 ? DAY_NUM_NONE : written.day;
        OK(store_event_put(store, &written, "{}", 2, &err), err);
        struct day_range day = {.first_day = written.day, .n_days = 1};
        OK(store_events_read(store, day, &arena, &read, &n_read, &err), err);
        assert_int_equal(n_read, 1);
        assert_same_row(&store__event_table, &written, &read[0]);
    }
    arena_release(&arena);
    store_close(store);
}

static size_t bytes_of(const struct store__column *column)
{
    switch (column->kind) {
    case COLUMN_TEXT:
        return sizeof(char *);
    case COLUMN_REAL:
        return sizeof(double);
    case COLUMN_INTEGER:
    case COLUMN_TIME:
        return sizeof(int64_t);
    case COLUMN_DAY:
    case COLUMN_SPORT:
    case COLUMN_CATEGORY:
        return sizeof(int);
    case COLUMN_BOOL:
        return sizeof(bool);
    case COLUMN_BYTES:
        return sizeof(void *) + sizeof(size_t);
    case COLUMN_REALS:
        break;
    }
    return sizeof(double[MODEL_MAX_ZONES]) + sizeof(size_t);
}

/* A field added to a struct and forgotten in its list shows here; the rest is padding. */
static void lists_cover_the_structs(void **state)
{
    (void)state;
    const size_t padding[N_STORE_TABLES] = {[TABLE_ACTIVITY] = 4 + 7,
                                            [TABLE_WELLNESS] = 4 + 6,
                                            [TABLE_EVENT] = 4 + 4 + 7,
                                            [TABLE_SEGMENTS] = 0};
    for (int i = 0; i < N_STORE_TABLES; i++) {
        const struct store__table *table = store__table((enum store__table_id)i);
        size_t n_bytes = 0;
        for (size_t k = 0; k < table->n_columns; k++) {
            n_bytes += bytes_of(&table->columns[k]);
        }
        print_message("%s: %zu of %zu bytes\n", table->name, n_bytes, table->row_bytes);
        assert_int_equal(n_bytes + padding[i], table->row_bytes);
    }
}

/* What other programs and later versions find in the file: plain names, NULL for absent. */
static void columns_have_plain_values(void **state)
{
    struct store *store = open_store(*state);
    struct activity activity = some_activity("i7", 20100);
    struct err err = {0};
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    OK(store_activity_put(store, &activity, "{}", 2, NULL, &err), err);
    assert_int_equal(sqlite3_open(store_cache_path(store), &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT training_load, sport, day, is_race, ctl, tags, "
                           "start_utc_s, length(hr_zone_times_s), "
                           "pace_zone_times_s FROM activity WHERE id = 'i7'",
                           -1, &statement, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_true(sqlite3_column_double(statement, 0) == 30.0);
    assert_int_equal(sqlite3_column_int(statement, 1), SPORT_RUN);
    assert_int_equal(sqlite3_column_int(statement, 2), 20100);
    assert_int_equal(sqlite3_column_int(statement, 3), 0);
    for (int i = 4; i <= 6; i++) {
        assert_int_equal(sqlite3_column_type(statement, i), SQLITE_NULL);
    }
    assert_int_equal(sqlite3_column_int(statement, 7), 16);
    assert_int_equal(sqlite3_column_type(statement, 8), SQLITE_NULL);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    store_close(store);
}

/*
 * A file may hold anything: values that cannot be are read as unknown, none as a wild
 * number.
 */
static void impossible_values_are_unknown(void **state)
{
    struct store *store = open_store(*state);
    put_activity(store, "i7", 20100);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(store_cache_path(store), &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "UPDATE activity SET sport = 9999, is_race = 7, "
                     "hr_zone_times_s = zeroblob(805), pace_zone_times_s = x'00'",
                     NULL, NULL, NULL),
        SQLITE_OK);
    (void)sqlite3_close(db);
    struct arena arena = {0};
    struct activity activity;
    struct err err = {0};
    OK(store_activity_read(store, "i7", &arena, &activity, &err), err);
    assert_int_equal(activity.sport, SPORT_UNKNOWN);
    assert_true(activity.is_race);
    assert_int_equal(activity.n_hr_zones, MODEL_MAX_ZONES);
    assert_int_equal(activity.n_pace_zones, 0);
    arena_release(&arena);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(activities_come_back, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(wellness_days_come_back, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(events_come_back, folder_make, folder_remove),
        cmocka_unit_test(lists_cover_the_structs),
        cmocka_unit_test_setup_teardown(columns_have_plain_values, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(impossible_values_are_unknown, folder_make,
                                        folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
