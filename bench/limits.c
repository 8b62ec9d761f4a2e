/* All limits, in one table. The rest of the rows is for information. */
#include "report.h"

#include <fnmatch.h>

static const struct limit limits[] = {
    {"start.legacy.median", false, 6.0},
    {"start.modern.median", false, 6.0},
    {"exit.started.p95", false, 50.0},
    {"exit.sample.p95", false, 50.0},
    {"exit.synced.p95", false, 50.0},
    {"memory.listed.rss", false, 10.0},
    {"memory.fetched.rss", false, 16.0},
    {"memory.fetched.rss_200", false, 16.0},
    {"memory.fetched.rss_20000", false, 16.0},
    {"memory.sample.growth", false, 128.0},
    {"memory.fetched.growth", false, 128.0},
    {"sequential.greet.p50", false, 100.0},
    {"sequential.athlete_profile.p50", false, 100.0},
    {"sequential.status.p50", false, 400.0},
    {"pipelined.greet.rate", true, 60000.0},
    {"engine.year.cpu", false, 50.0},
    {"sync.200d.requests", false, 8.0},
    {"sync.200d.second_question", false, 0.0},
    {"sync.200d.unchanged.requests", false, 3.0},
    {"sync.200d.one_new.requests", false, 3.0},
    {"sync.10y.peak", false, 48.0},
    {"sync.10y.answer_peak", false, 48.0},
    {"bytes.tools_list", false, 32768.0},
    {"bytes.*.result", false, 6144.0},
    {"bytes.*.structured", false, 4096.0},
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
