/* From the end of the input to the end of the process, by three lives before it. */
#include "bench.h"

#include "fake.h"

enum { N_ENDS = 50 };

/* Milliseconds from closing the input until the process is gone. */
static double end_once(struct client *client)
{
    struct process_end end;
    int64_t begin_ns = now_ns();
    client_end(client, &end);
    return (double)(now_ns() - begin_ns) * 1e-6;
}

static double floor_p95(const struct bench *bench, unsigned n_ends)
{
    struct samples samples = {0};
    const char *const environment[] = {NULL};
    const char *const arguments[] = {bench->floor_libs, "100", NULL};
    for (unsigned i = 0; i < n_ends; i++) {
        struct client client;
        client_start(&client, CHANNEL_PIPES, arguments, environment);
        client_send(&client, "\n", 1);
        (void)client_line(&client);
        samples_add(&samples, end_once(&client));
    }
    double p95 = samples_percentile(&samples, 95);
    samples_release(&samples);
    return p95;
}

struct life {
    const char *key;
    const char *what;
    bool is_sample;
    bool has_call;
};

static void life_measure(struct bench *bench, const struct environment *environment,
                         const struct life *life, double floor)
{
    struct samples samples = {0};
    unsigned n_ends = N_ENDS / bench->divisor;
    for (unsigned i = 0; i <= n_ends; i++) {
        struct client client;
        soleus_start(&client, bench, life->is_sample, environment);
        client_initialize(&client);
        (void)client_request(&client, "tools/list", NULL);
        if (life->has_call) {
            (void)client_tool(&client, "lower_limb_load_status", "{}");
        }
        double milliseconds = end_once(&client);
        if (i > 0) { /* the first one filled the store */
            samples_add(&samples, milliseconds);
        }
    }
    report_add(&bench->report, life->key, life->what, samples_percentile(&samples, 95),
               "ms", floor);
    samples_release(&samples);
}

void measure_exit(struct bench *bench)
{
    static const struct life lives[] = {
        {"exit.started.p95", "after tools/list: p95", false, false},
        {"exit.sample.p95", "after a call on the sample: p95", true, true},
        {"exit.synced.p95", "after a call on a store on disk: p95", false, true}};
    struct environment environment;
    struct fake fake;
    char folder[PATH_BYTES];
    watchdog_set(WATCHDOG_S, "exits");
    (void)snprintf(folder, sizeof folder, "%.400s/exit", bench->folder);
    fake_start(&fake, bench->fake_intervals, BENCH_ATHLETE ":200:137:" BENCH_DAY,
               BENCH_DAY);
    environment_fill(&environment, bench, fake.url, folder, BENCH_NOW);
    report_section(&bench->report, "End of input to end of process");
    double floor = floor_p95(bench, N_ENDS / bench->divisor);
    for (size_t i = 0; i < sizeof lives / sizeof lives[0]; i++) {
        life_measure(bench, &environment, &lives[i], floor);
    }
    fake_end(&fake);
}
