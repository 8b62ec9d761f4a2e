/* All limits, in one table. The rest of the rows is for information. */
#include "report.h"

#include <fnmatch.h>

static const struct limit limits[] = {
    {"start.legacy.median", 6.0, .is_timed = true},
    {"start.modern.median", 6.0, .is_timed = true},
    {"exit.started.p95", 50.0, .is_timed = true},
    {"exit.sample.p95", 50.0, .is_timed = true},
    {"exit.synced.p95", 50.0, .is_timed = true},
    {"memory.listed.rss", 10.0},
    {"memory.fetched.rss", 16.0},
    {"memory.fetched.rss_200", 16.0},
    {"memory.fetched.rss_20000", 16.0},
    {"memory.sample.growth", 128.0},
    {"memory.fetched.growth", 128.0},
    {"sequential.greet.p50", 100.0, .is_timed = true},
    {"sequential.athlete_profile.p50", 100.0, .is_timed = true},
    {"sequential.status.p50", 400.0, .is_timed = true},
    {"pipelined.greet.rate", 60000.0, .is_lowest = true, .is_timed = true},
    {"sync.200d.requests", 8.0},
    {"sync.200d.second_question", 0.0},
    {"sync.200d.yesterday.requests", 0.0},
    {"sync.200d.unchanged.requests", 3.0},
    {"sync.200d.one_new.requests", 3.0},
    {"sync.200d.hours_later.requests", 3.0},
    {"sync.10y.peak", 48.0},
    {"sync.10y.answer_peak", 48.0},
    {"bytes.tools_list", 32768.0},
    {"bytes.*.result", 6144.0},
    {"bytes.*.structured", 4096.0},
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
