/* All limits, in one table. The rest of the rows is for information. */
#include "report.h"

#include <fnmatch.h>

static const struct limit limits[] = {
    {.key = "start.legacy.median", .value = 6.0, .is_timed = true},
    {.key = "start.modern.median", .value = 6.0, .is_timed = true},
    {.key = "exit.started.p95", .value = 50.0, .is_timed = true},
    {.key = "exit.sample.p95", .value = 50.0, .is_timed = true},
    {.key = "exit.synced.p95", .value = 50.0, .is_timed = true},
    {.key = "memory.listed.rss", .value = 10.0},
    {.key = "memory.fetched.rss", .value = 16.0},
    {.key = "memory.fetched.rss_200", .value = 16.0},
    {.key = "memory.fetched.rss_20000", .value = 16.0},
    {.key = "memory.sample.growth", .value = 128.0},
    {.key = "memory.fetched.growth", .value = 128.0},
    {.key = "sequential.greet.p50", .value = 100.0, .is_timed = true},
    {.key = "sequential.athlete_profile.p50", .value = 100.0, .is_timed = true},
    {.key = "sequential.status.p50", .value = 400.0, .is_timed = true},
    {.key = "pipelined.greet.rate", .value = 60000.0, .is_lowest = true, .is_timed = true},
    {.key = "engine.year.cpu", .value = 50.0, .is_timed = true},
    {.key = "planner.propose.p99", .value = 50.0, .is_timed = true},
    {.key = "planner.check.p99", .value = 50.0, .is_timed = true},
    {.key = "sync.200d.requests", .value = 8.0},
    {.key = "sync.200d.second_question", .value = 0.0},
    {.key = "sync.200d.yesterday.requests", .value = 0.0},
    {.key = "sync.200d.unchanged.requests", .value = 3.0},
    {.key = "sync.200d.one_new.requests", .value = 3.0},
    {.key = "sync.200d.hours_later.requests", .value = 3.0},
    {.key = "sync.10y.peak", .value = 48.0},
    {.key = "sync.10y.answer_peak", .value = 48.0},
    {.key = "http.reads.p99", .value = 10.0, .is_timed = true},
    {.key = "http.wrong", .value = 0.0},
    {.key = "http.lost", .value = 0.1},
    {.key = "http.refused", .value = 0.1},
    {.key = "http.undefined", .value = 0.0},
    {.key = "http.growth", .value = 1024.0},
    {.key = "bytes.tools_list", .value = 32768.0},
    {.key = "bytes.*.result", .value = 6144.0},
    {.key = "bytes.*.structured", .value = 4096.0},
};

const struct limit *limit_of(const char *key)
{
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        if (fnmatch(limits[i].key, key, 0) == 0) {
            return &limits[i];
        }
    }
    return NULL;
}

bool limit_is_kept(const struct limit *limit, double value)
{
    return limit->is_lowest ? value >= limit->value : value <= limit->value;
}
