/*
 * bench_year <folder>: a store of ten years with 5,000 activities is made in the folder;
 * then, over and over, its rows are read, the history is built and each of the last 365
 * days gets its status. Prints the CPU milliseconds, medians of 15: all of it, reading,
 * building, statuses; and the floor: the same rows stepped through by SQLite alone. This
 * program links the engine, which no client can time apart from the rest.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "load/status.h"
#include "store/activities.h"
#include "store/store.h"

enum { N_ACTIVITIES = 5000, N_DAYS = 3650, N_YEAR = 365, N_REPEATS = 15, AS_OF = 20777 };

static void fail(const char *what)
{
    (void)fprintf(stderr, "bench_year: %s\n", what);
    exit(2);
}

static double cpu_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Runs, rides and strength in turn, two on many days; the same each time. */
static void activity_fill(struct activity *activity, size_t i, char id[16])
{
    static const enum sport sports[] = {SPORT_RUN, SPORT_RIDE, SPORT_RUN, SPORT_RIDE,
                                        SPORT_WEIGHT_TRAINING};
    activity_init(activity);
    (void)snprintf(id, 16, "i%zu", i);
    activity->id = id;
    activity->sport = sports[i % 5];
    activity->type_name = sport_name(activity->sport);
    activity->name = "An activity with a name of usual length";
    activity->day = AS_OF - (day_num)((N_ACTIVITIES - 1 - i) * N_DAYS / N_ACTIVITIES);
    activity->start_local_s = (int64_t)activity->day * 86400 + 21600 + (i % 2 ? 36000 : 0);
    activity->start_utc_s = activity->start_local_s - 3600;
    activity->moving_time_s = 1800 + (double)(i * 37 % 5400);
    activity->elapsed_time_s = activity->moving_time_s + 60;
    activity->distance_m = activity->moving_time_s * 3.0;
    activity->average_speed_m_per_s = 3.0;
    activity->threshold_pace_m_per_s = 4.0;
    activity->average_cadence_per_min = 84;
    activity->intensity_pct = 60 + (double)(i % 35);
    activity->training_load = 50;
    activity->n_hr_zones = 7;
    for (size_t zone = 0; zone < 7; zone++) {
        activity->hr_zone_times_s[zone] = activity->moving_time_s / 7;
    }
}

static void store_fill(struct store *store)
{
    if (!store_begin(store, NULL)) {
        fail("begin");
    }
    for (size_t i = 0; i < N_ACTIVITIES; i++) {
        struct activity activity;
        char id[16];
        activity_fill(&activity, i, id);
        if (!store_activity_put(store, &activity, "{}", 2, NULL, NULL)) {
            fail("put");
        }
    }
    if (!store_commit(store, NULL)) {
        fail("commit");
    }
}

struct times {
    double read;
    double build;
    double year;
};

static struct times once(struct store *store)
{
    struct arena arena = {0};
    struct activity *activities = NULL;
    struct load_inputs in;
    struct load_history history;
    struct load_status status;
    double sum = 0.0;
    load_inputs_init(&in);
    struct day_range range = {.first_day = AS_OF - N_DAYS, .n_days = N_DAYS + 1};
    double start = cpu_ms();
    if (!store_activities_read(store, range, &arena, &activities, &in.n_activities, NULL) ||
        in.n_activities != N_ACTIVITIES) {
        fail("read");
    }
    double has_read = cpu_ms();
    in.activities = activities;
    in.as_of = AS_OF;
    struct load_scratch scratch = {.n_bytes = load_scratch_bytes(&in)};
    scratch.memory = arena_alloc(&arena, scratch.n_bytes, 1);
    load_history_build(&in, &scratch, &history);
    double has_built = cpu_ms();
    for (day_num day = AS_OF - N_YEAR + 1; day <= AS_OF; day++) {
        load_status_at(&history, day, &status);
        sum += status.lines.fitness;
    }
    double end = cpu_ms();
    if (!(sum > 0.0)) {
        fail("no fitness in a year");
    }
    arena_release(&arena);
    return (struct times){has_read - start, has_built - has_read, end - has_built};
}

/* Every column of every row, as SQLite hands them out. */
static double bare_ms(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *rows = NULL;
    size_t n_rows = 0;
    size_t n_bytes = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        fail("the floor cannot open the store");
    }
    double start = cpu_ms();
    if (sqlite3_prepare_v2(db, "SELECT * FROM activity ORDER BY day, start_local_s, id", -1,
                           &rows, NULL) != SQLITE_OK) {
        fail("the floor cannot read the store");
    }
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            n_bytes += sqlite3_column_value(rows, i) != NULL ? 1U : 0U;
        }
        n_rows++;
    }
    double end = cpu_ms();
    (void)sqlite3_finalize(rows);
    (void)sqlite3_close(db);
    if (n_rows != N_ACTIVITIES || n_bytes == 0) {
        fail("the floor read something else");
    }
    return end - start;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double values[N_REPEATS])
{
    qsort(values, N_REPEATS, sizeof values[0], compare);
    return values[N_REPEATS / 2];
}

int main(int n_arguments, char **arguments)
{
    struct store *store = NULL;
    double all[N_REPEATS];
    double read[N_REPEATS];
    double build[N_REPEATS];
    double year[N_REPEATS];
    double bare[N_REPEATS];
    if (n_arguments != 2) {
        fail("usage: bench_year <folder>");
    }
    struct store_options options = {.data_dir = arguments[1], .index_version = 1};
    if (!store_open(&options, "i1", &store, NULL)) {
        fail("the store cannot be opened");
    }
    store_fill(store);
    for (size_t i = 0; i < N_REPEATS; i++) {
        struct times times = once(store);
        read[i] = times.read;
        build[i] = times.build;
        year[i] = times.year;
        all[i] = times.read + times.build + times.year;
        bare[i] = bare_ms(store_cache_path(store));
    }
    store_close(store);
    (void)printf("%.3f %.3f %.3f %.3f %.3f\n", median(all), median(read), median(build),
                 median(year), median(bare));
    return 0;
}
