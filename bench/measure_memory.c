/* Resident memory, before and after work, and whether it grows. */
#include "bench.h"

#include "fake.h"

enum { FEW_CALLS = 200, MANY_CALLS = 20000 };

static const double KIB_PER_MIB = 1024.0;

static double floor_mib(const char *program)
{
    struct client client;
    struct process_end end;
    struct process_memory memory;
    const char *const environment[] = {NULL};
    const char *const arguments[] = {program, "100", NULL};
    client_start(&client, CHANNEL_PIPES, arguments, environment);
    client_send(&client, "\n", 1);
    (void)client_line(&client);
    process_memory(&client.process, &memory);
    client_end(&client, &end);
    return memory.rss_mib;
}

static void memory_add(struct bench *bench, const struct client *client, const char *key,
                       const char *what, double floor)
{
    struct process_memory memory;
    process_memory(&client->process, &memory);
    report_add(&bench->report, key, what, memory.rss_mib, "MiB", floor);
}

static double rss_mib(const struct client *client)
{
    struct process_memory memory;
    process_memory(&client->process, &memory);
    return memory.rss_mib;
}

static void status_calls(struct client *client, unsigned n_calls)
{
    for (unsigned i = 0; i < n_calls; i++) {
        (void)client_tool(client, "lower_limb_load_status", "{}");
    }
}

static void listed_measure(struct bench *bench)
{
    struct client client;
    struct process_end end;
    struct process_memory memory;
    struct environment environment;
    struct report *report = &bench->report;
    double floor = floor_mib(bench->floor_libs);
    environment_fill(&environment, bench, "http://127.0.0.1:9", bench->folder, NULL);
    soleus_start(&client, bench, false, &environment);
    client_initialize(&client);
    (void)client_request(&client, "tools/list", NULL);
    process_memory(&client.process, &memory);
    report_add(report, "memory.listed.rss", "after tools/list: resident", memory.rss_mib,
               "MiB", floor);
    report_add(report, "memory.listed.pss", "after tools/list: its share (PSS)",
               memory.pss_mib, "MiB", NO_FLOOR);
    report_add(report, "memory.listed.private", "after tools/list: private",
               memory.private_mib, "MiB", NO_FLOOR);
    report_add(report, "memory.floor.libc", "floor: libc alone: resident",
               floor_mib(bench->floor_libc), "MiB", NO_FLOOR);
    client_end(&client, &end);
}

static void sample_measure(struct bench *bench)
{
    struct client client;
    struct process_end end;
    struct report *report = &bench->report;
    soleus_start(&client, bench, true, NULL);
    client_initialize(&client);
    (void)client_tool(&client, "lower_limb_load_status", "{}");
    memory_add(bench, &client, "memory.sample.first", "sample, after the first call",
               NO_FLOOR);
    status_calls(&client, FEW_CALLS - 1);
    double few = rss_mib(&client);
    report_add(report, "memory.sample.rss_200", "sample, after 200 status calls", few,
               "MiB", NO_FLOOR);
    status_calls(&client, (MANY_CALLS - FEW_CALLS) / bench->divisor);
    double many = rss_mib(&client);
    report_add(report, "memory.sample.rss_20000", "sample, after 20,000 status calls", many,
               "MiB", NO_FLOOR);
    report_add(report, "memory.sample.growth", "sample, growth from 200 to 20,000 calls",
               (many - few) * KIB_PER_MIB, "KiB", NO_FLOOR);
    client_end(&client, &end);
}

static void fetched_measure(struct bench *bench)
{
    struct client client;
    struct process_end end;
    struct process_memory memory;
    struct environment environment;
    struct fake fake;
    struct report *report = &bench->report;
    char folder[PATH_BYTES];
    (void)snprintf(folder, sizeof folder, "%.400s/memory", bench->folder);
    fake_start(&fake, bench->fake_intervals, BENCH_ATHLETE ":200:137:" BENCH_DAY,
               BENCH_DAY);
    environment_fill(&environment, bench, fake.url, folder, BENCH_NOW);
    soleus_start(&client, bench, false, &environment);
    client_initialize(&client);
    (void)client_tool(&client, "lower_limb_load_status", "{}");
    process_memory(&client.process, &memory);
    report_add(report, "memory.fetched.rss", "first fetch of 200 days: resident",
               memory.rss_mib, "MiB", NO_FLOOR);
    report_add(report, "memory.fetched.pss", "first fetch of 200 days: its share (PSS)",
               memory.pss_mib, "MiB", NO_FLOOR);
    report_add(report, "memory.fetched.private", "first fetch of 200 days: private",
               memory.private_mib, "MiB", NO_FLOOR);
    report_add(report, "memory.fetched.peak", "first fetch of 200 days: peak",
               memory.peak_mib, "MiB", NO_FLOOR);
    status_calls(&client, FEW_CALLS - 1);
    double few = rss_mib(&client);
    report_add(report, "memory.fetched.rss_200", "fetched, after 200 status calls", few,
               "MiB", NO_FLOOR);
    status_calls(&client, (MANY_CALLS - FEW_CALLS) / bench->divisor);
    double many = rss_mib(&client);
    report_add(report, "memory.fetched.rss_20000", "fetched, after 20,000 status calls",
               many, "MiB", NO_FLOOR);
    report_add(report, "memory.fetched.growth", "fetched, growth from 200 to 20,000 calls",
               (many - few) * KIB_PER_MIB, "KiB", NO_FLOOR);
    client_end(&client, &end);
    fake_end(&fake);
}

void measure_memory(struct bench *bench)
{
    watchdog_set(WATCHDOG_S, "memory");
    report_section(&bench->report, "Memory");
    listed_measure(bench);
    sample_measure(bench);
    fetched_measure(bench);
}
