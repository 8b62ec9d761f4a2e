/* From an empty store to an answer, and what a later question costs. */
#include "bench.h"

#include <string.h>
#include <sys/stat.h>

#include "fake.h"

static const double BYTES_PER_MIB = 1024.0 * 1024.0;

/* As a question that comes 1, 2, ... hours later sees it: the data is no longer fresh. */
static const char *const later[] = {BENCH_DAY "T07:00:00Z", BENCH_DAY "T08:00:00Z",
                                    BENCH_DAY "T14:00:00Z", BENCH_DAY "T14:01:00Z",
                                    BENCH_DAY "T15:00:00Z"};

/* cache.sqlite with what belongs to it, wherever below the data folder. */
static double cache_mib(const char *data_dir)
{
    static const char *const names[] = {"cache.sqlite", "cache.sqlite-wal"};
    char path[2 * PATH_BYTES];
    struct stat status;
    double sum = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/athletes/" BENCH_ATHLETE "/%s", data_dir,
                       names[i]);
        sum += stat(path, &status) == 0 ? (double)status.st_size / BYTES_PER_MIB : 0;
    }
    return sum;
}

struct first {
    struct samples wall_s;
    struct samples cpu_s;
    struct samples requests;
    struct samples peak_mib;
    struct samples replay_s;
    double store_mib;
    double transfer_mib;
};

static void first_release(struct first *first)
{
    samples_release(&first->wall_s);
    samples_release(&first->cpu_s);
    samples_release(&first->requests);
    samples_release(&first->peak_mib);
    samples_release(&first->replay_s);
}

/* When the process is gone. */
static void first_finish(const struct fake *fake, const char *data_dir, struct first *first)
{
    double n_bytes = 0;
    samples_add(&first->requests, fake_requests(fake));
    first->store_mib = cache_mib(data_dir);
    samples_add(&first->replay_s, fake_replay(fake, &n_bytes));
    first->transfer_mib = n_bytes / BYTES_PER_MIB;
}

static void first_once(struct bench *bench, const struct fake *fake, const char *data_dir,
                       struct first *first)
{
    struct client client;
    struct process_end end;
    struct process_memory memory;
    struct environment environment;
    environment_fill(&environment, bench, fake->url, data_dir, BENCH_NOW);
    soleus_start(&client, bench, false, &environment);
    client_initialize(&client);
    fake_requests_clear(fake);
    int64_t begin_cpu_ns = process_cpu_ns(&client.process);
    int64_t begin_ns = now_ns();
    (void)client_tool(&client, "lower_limb_load_status", "{}");
    samples_add(&first->wall_s, (double)(now_ns() - begin_ns) * 1e-9);
    samples_add(&first->cpu_s,
                (double)(process_cpu_ns(&client.process) - begin_cpu_ns) * 1e-9);
    process_memory(&client.process, &memory);
    samples_add(&first->peak_mib, memory.peak_mib);
    client_end(&client, &end);
    first_finish(fake, data_dir, first);
}

static void first_report(struct bench *bench, struct first *first)
{
    struct report *report = &bench->report;
    report_add(report, "sync.200d.wall", "200 days, 274 activities: question to answer",
               samples_median(&first->wall_s), "s", samples_median(&first->replay_s));
    report_add(report, "sync.200d.cpu", "200 days: CPU time of the server",
               samples_median(&first->cpu_s), "s", NO_FLOOR);
    report_add(report, "sync.200d.requests", "200 days: requests",
               samples_max(&first->requests), "", NO_FLOOR);
    report_add(report, "sync.200d.peak", "200 days: peak memory",
               samples_max(&first->peak_mib), "MiB", NO_FLOOR);
    report_add(report, "sync.200d.store", "200 days: cache.sqlite", first->store_mib, "MiB",
               NO_FLOOR);
    report_add(report, "sync.200d.transfer", "200 days: bytes over the wire, gzip",
               first->transfer_mib, "MiB", NO_FLOOR);
}

/* Asked from a new process at that time; requests it needed, and its seconds. */
static unsigned question_ask(const struct bench *bench, const struct fake *fake,
                             const char *data_dir, const char *now, const char *arguments,
                             double *ret_s)
{
    struct client client;
    struct process_end end;
    struct environment environment;
    environment_fill(&environment, bench, fake->url, data_dir, now);
    soleus_start(&client, bench, false, &environment);
    client_initialize(&client);
    fake_requests_clear(fake);
    int64_t begin_ns = now_ns();
    (void)client_tool(&client, "lower_limb_load_status", arguments);
    *ret_s = (double)(now_ns() - begin_ns) * 1e-9;
    unsigned n_requests = fake_requests(fake);
    client_end(&client, &end);
    return n_requests;
}

static void later_report(struct bench *bench, const struct fake *fake, const char *data_dir)
{
    struct report *report = &bench->report;
    double seconds = 0;
    double n_requests = question_ask(bench, fake, data_dir, BENCH_NOW, "{}", &seconds);
    report_add(report, "sync.200d.second_question", "second question while fresh: requests",
               n_requests, "", NO_FLOOR);
    report_add(report, "sync.200d.second_question.wall",
               "second question while fresh, new process", 1e3 * seconds, "ms", NO_FLOOR);
    n_requests = question_ask(bench, fake, data_dir, BENCH_NOW,
                              "{\"date\":\"" BENCH_YESTERDAY "\"}", &seconds);
    report_add(report, "sync.200d.yesterday.requests",
               "then the status of yesterday: requests", n_requests, "", NO_FLOOR);
    n_requests = question_ask(bench, fake, data_dir, later[0], "{}", &seconds);
    report_add(report, "sync.200d.unchanged.requests", "an hour later, no change: requests",
               n_requests, "", NO_FLOOR);
    report_add(report, "sync.200d.unchanged.wall", "an hour later, no change",
               1e3 * seconds, "ms", NO_FLOOR);
    fake_activity_add(fake, BENCH_ATHLETE, "i99900001", BENCH_DAY);
    n_requests = question_ask(bench, fake, data_dir, later[1], "{}", &seconds);
    report_add(report, "sync.200d.one_new.requests",
               "an hour later, one new activity: requests", n_requests, "", NO_FLOOR);
    report_add(report, "sync.200d.one_new.wall", "an hour later, one new activity",
               1e3 * seconds, "ms", NO_FLOOR);
    n_requests = question_ask(bench, fake, data_dir, later[2], "{}", &seconds);
    report_add(report, "sync.200d.hours_later.requests",
               "six hours later, no change: requests", n_requests, "", NO_FLOOR);
    n_requests = question_ask(bench, fake, data_dir, later[3], "{}", &seconds);
    report_add(report, "sync.200d.older.requests",
               "a minute later, older days looked through", n_requests, "", NO_FLOOR);
    n_requests =
        question_ask(bench, fake, data_dir, later[4], "{\"refresh\":true}", &seconds);
    report_add(report, "sync.200d.refresh.requests", "refresh, no change: requests",
               n_requests, "", NO_FLOOR);
}

static void days_200(struct bench *bench)
{
    struct fake fake;
    struct first first = {0};
    char data_dir[PATH_BYTES];
    report_section(&bench->report, "First sync of 200 days, then questions");
    for (unsigned i = 0; i < bench->n_repeats; i++) {
        fake_start(&fake, bench->fake_intervals, BENCH_ATHLETE ":200:137:" BENCH_DAY,
                   BENCH_DAY);
        (void)snprintf(data_dir, sizeof data_dir, "%.400s/sync_%u", bench->folder, i);
        first_once(bench, &fake, data_dir, &first);
        if (i + 1 < bench->n_repeats) {
            fake_end(&fake);
        }
    }
    first_report(bench, &first);
    first_release(&first);
    later_report(bench, &fake, data_dir);
    fake_end(&fake);
}

/* `soleus sync --days 3650` on an empty store. */
static void years_once(struct bench *bench, const struct fake *fake, const char *data_dir,
                       struct first *first)
{
    struct process process;
    struct process_end end;
    struct environment environment;
    const char *const arguments[] = {bench->soleus, "--days", "3650", "sync", NULL};
    environment_fill(&environment, bench, fake->url, data_dir, BENCH_NOW);
    fake_requests_clear(fake);
    int64_t begin_ns = now_ns();
    process_start(&process, CHANNEL_PIPES, arguments, environment.list);
    process_end(&process, &end);
    samples_add(&first->wall_s, (double)(now_ns() - begin_ns) * 1e-9);
    samples_add(&first->cpu_s, end.cpu_s);
    samples_add(&first->peak_mib, end.peak_mib);
    first_finish(fake, data_dir, first);
}

static void years_report(struct bench *bench, struct first *first)
{
    struct report *report = &bench->report;
    report_add(report, "sync.10y.wall", "10 years, 5,000 activities: soleus sync",
               samples_median(&first->wall_s), "s", samples_median(&first->replay_s));
    report_add(report, "sync.10y.cpu", "10 years: CPU time", samples_median(&first->cpu_s),
               "s", NO_FLOOR);
    report_add(report, "sync.10y.requests", "10 years: requests (at most 10 a second)",
               samples_max(&first->requests), "", NO_FLOOR);
    report_add(report, "sync.10y.peak", "10 years: peak memory",
               samples_max(&first->peak_mib), "MiB", NO_FLOOR);
    report_add(report, "sync.10y.store", "10 years: cache.sqlite", first->store_mib, "MiB",
               NO_FLOOR);
    report_add(report, "sync.10y.transfer", "10 years: bytes over the wire, gzip",
               first->transfer_mib, "MiB", NO_FLOOR);
}

/* A server on that store: the status, then every year's activities. */
static void years_answer(struct bench *bench, const struct fake *fake, const char *data_dir)
{
    struct client client;
    struct process_end end;
    struct process_memory memory;
    struct environment environment;
    struct report *report = &bench->report;
    environment_fill(&environment, bench, fake->url, data_dir, BENCH_NOW);
    soleus_start(&client, bench, false, &environment);
    client_initialize(&client);
    fake_requests_clear(fake);
    int64_t begin_ns = now_ns();
    (void)client_tool(&client, "lower_limb_load_status", "{}");
    double first_ms = (double)(now_ns() - begin_ns) * 1e-6;
    begin_ns = now_ns();
    for (int year = 2017; year <= 2026; year++) {
        char arguments[128];
        (void)snprintf(arguments, sizeof arguments,
                       "{\"oldest\":\"%d-01-01\",\"newest\":\"%d-%s\",\"limit\":200}", year,
                       year, year == 2026 ? "11-20" : "12-31");
        (void)client_tool(&client, "get_recent_activities", arguments);
    }
    double years_ms = (double)(now_ns() - begin_ns) * 1e-6;
    process_memory(&client.process, &memory);
    report_add(report, "sync.10y.first_answer", "on that store: first status, new process",
               first_ms, "ms", NO_FLOOR);
    report_add(report, "sync.10y.years", "on that store: ten years' activities, all calls",
               years_ms, "ms", NO_FLOOR);
    report_add(report, "sync.10y.answer_requests", "on that store: requests",
               fake_requests(fake), "", NO_FLOOR);
    report_add(report, "sync.10y.answer_peak", "on that store: peak memory",
               memory.peak_mib, "MiB", NO_FLOOR);
    report_add(report, "sync.10y.answer_rss", "on that store: resident afterwards",
               memory.rss_mib, "MiB", NO_FLOOR);
    client_end(&client, &end);
}

static void years_10(struct bench *bench)
{
    struct fake fake;
    struct first first = {0};
    char data_dir[PATH_BYTES];
    report_section(&bench->report, "Ten years");
    unsigned n_runs = bench->n_repeats < 3 ? bench->n_repeats : 3;
    fake_start(&fake, bench->fake_intervals, BENCH_ATHLETE ":3650:137:" BENCH_DAY,
               BENCH_DAY);
    for (unsigned i = 0; i < n_runs; i++) {
        (void)snprintf(data_dir, sizeof data_dir, "%.400s/years_%u", bench->folder, i);
        years_once(bench, &fake, data_dir, &first);
    }
    years_report(bench, &first);
    first_release(&first);
    years_answer(bench, &fake, data_dir);
    fake_end(&fake);
}

void measure_sync(struct bench *bench)
{
    watchdog_set(WATCHDOG_S, "sync");
    days_200(bench);
    years_10(bench);
}
