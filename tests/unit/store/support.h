/* What the store's tests share: throw-away folders, files, invented rows. */
#ifndef TEST_STORE_SUPPORT_H
#define TEST_STORE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "model/activity.h"
#include "model/event.h"
#include "model/wellness.h"
#include "store/activities.h"
#include "store/coverage.h"
#include "store/events.h"
#include "store/objects.h"
#include "store/own.h"
#include "store/store.h"
#include "store/wellness.h"

#define MAYBE_UNUSED __attribute__((unused))
#define REVISION_A "0123456789abcdef0123456789abcdef"
#define REVISION_B "fedcba9876543210fedcba9876543210"

/* Fails the test with the error's own words. */
#define OK(expression, err) assert_ok((expression), #expression, &(err), __FILE__, __LINE__)

MAYBE_UNUSED static void assert_ok(bool is_ok, const char *expression,
                                   const struct err *err, const char *file, int line)
{
    if (!is_ok) {
        print_error("%s: %s. %s\n", expression, err->message, err->hint);
        _fail(file, line);
    }
}

enum { PATH_SIZE = 512 };

MAYBE_UNUSED static int folder_make(void **state)
{
    /*
     * In memory where there is such a folder: thousands of fsyncs are most of the time
     * otherwise.
     */
    bool has_memory = access("/dev/shm", W_OK) == 0;
    char *path =
        strdup(has_memory ? "/dev/shm/soleus-store-XXXXXX" : "/tmp/soleus-store-XXXXXX");
    assert_non_null(mkdtemp(path));
    *state = path;
    log_level_set(LOG_ERROR);
    return 0;
}

MAYBE_UNUSED static int remove_one(const char *path, const struct stat *info, int kind,
                                   struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

MAYBE_UNUSED static int folder_remove(void **state)
{
    (void)nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

MAYBE_UNUSED static const char *path_in(const char *folder, const char *rest, char *path)
{
    (void)snprintf(path, PATH_SIZE, "%s/%s", folder, rest);
    return path;
}

MAYBE_UNUSED static mode_t mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

MAYBE_UNUSED static bool is_there(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

MAYBE_UNUSED static size_t file_read(const char *path, unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n_bytes = fread(bytes, 1, size, file);
    (void)fclose(file);
    return n_bytes;
}

MAYBE_UNUSED static void file_write(const char *path, const void *bytes, size_t n_bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n_bytes, file), n_bytes);
    assert_int_equal(fclose(file), 0);
}

MAYBE_UNUSED static struct store *
open_store_indexed(const char *folder, const char *athlete_id, int index_version)
{
    struct store_options options = {
        .data_dir = folder, .in_memory = folder == NULL, .index_version = index_version};
    struct store *store = NULL;
    struct err err = {0};
    OK(store_open(&options, athlete_id, &store, &err), err);
    return store;
}

MAYBE_UNUSED static struct store *open_store(const char *folder)
{
    return open_store_indexed(folder, "i1", 1);
}

/* A repeatable stream of numbers (xorshift). */
MAYBE_UNUSED static uint64_t next_number(uint64_t *state)
{
    uint64_t x = *state;
    x ^= x << 13U;
    x ^= x >> 7U;
    x ^= x << 17U;
    *state = x;
    return x;
}

MAYBE_UNUSED static size_t number_below(uint64_t *state, size_t limit)
{
    return (size_t)(next_number(state) % limit);
}

MAYBE_UNUSED static struct activity some_activity(const char *id, day_num day)
{
    struct activity activity;
    activity_init(&activity);
    activity.id = id;
    activity.name = "Easy run";
    activity.type_name = "Run";
    activity.sport = SPORT_RUN;
    activity.day = day;
    activity.start_local_s = (int64_t)day * 86400 + 7 * 3600;
    activity.moving_time_s = 1800;
    activity.training_load = 30;
    activity.n_hr_zones = 2;
    activity.hr_zone_times_s[0] = 1200;
    activity.hr_zone_times_s[1] = 600;
    return activity;
}

MAYBE_UNUSED static void put_activity(struct store *store, const char *id, day_num day)
{
    struct activity activity = some_activity(id, day);
    char json[128];
    struct err err = {0};
    int n_bytes = snprintf(json, sizeof json, "{\"id\":\"%s\",\"day\":%d}", id, (int)day);
    OK(store_activity_put(store, &activity, json, (size_t)n_bytes, REVISION_A, &err), err);
}

MAYBE_UNUSED static size_t count_activities(struct store *store)
{
    struct arena arena = {0};
    struct activity *activities = NULL;
    size_t n_activities = 0;
    struct err err = {0};
    struct day_range all = {.first_day = DAY_NUM_MIN,
                            .n_days = DAY_NUM_MAX - DAY_NUM_MIN + 1};
    OK(store_activities_read(store, all, &arena, &activities, &n_activities, &err), err);
    arena_release(&arena);
    return n_activities;
}

#endif
