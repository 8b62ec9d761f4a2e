/* A crowd over HTTP, with clients among it that do not behave. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake.h"
#include "load.h"

enum { WARM_UP_S = 12, FLOOR_S = 10, DEFAULT_S = 25, LINE_BYTES = 512, FILLING_CALLS = 12 };

/* 64 clients at 250 ms: about 256 calls a second, as many as thousands of people ask. */
static const double THINK_MS = 250.0;
static const double KIB_PER_MIB = 1024.0;

#define TOOL(tool, arguments)                                                              \
    .method = "tools/call", .name = (tool),                                                \
    .params = "\"name\":\"" tool "\",\"arguments\":" arguments ","

/* Weights as assistants ask: status and profile first, planning now and then. */
static const struct load_call mixed[] = {
    {.weight = 20, TOOL("lower_limb_load_status", "{}")},
    {.weight = 12, TOOL("athlete_profile", "{}")},
    {.weight = 12, TOOL("get_recent_activities", "{}")},
    {.weight = 10, TOOL("get_wellness", "{}")},
    {.weight = 10, TOOL("fitness_status", "{}")},
    {.weight = 8, TOOL("get_calendar", "{}")},
    {.weight = 8, TOOL("get_activity", "{}")},
    {.weight = 6, TOOL("post_workout_assessment", "{}")},
    {.weight = 4, TOOL("training_summary", "{}")},
    {.weight = 2, TOOL("running_dynamics_trend", "{}")},
    {.weight = 4, .method = "tools/list", .params = ""},
    {.weight = 2,
     .method = "resources/read",
     .name = "soleus://rules",
     .params = "\"uri\":\"soleus://rules\","},
    {.weight = 1, TOOL("propose_week", "{}"), .is_planning = true},
    {.weight = 1, TOOL("check_week", "{}"), .is_planning = true},
};
static const struct load_call greeting[] = {
    {.weight = 1, TOOL("greet", "{\"name\":\"you\"}")}};

struct tokens {
    char crowd[LOAD_PRINCIPALS][LOAD_TOKEN_BYTES];
    char rude[LOAD_RUDES][LOAD_TOKEN_BYTES];
};

/* A line of what it says, without its end. */
static void line_read(const struct process *process, char line[LINE_BYTES])
{
    size_t n_bytes = 0;
    while (n_bytes + 1 < LINE_BYTES && read(process->output, line + n_bytes, 1) == 1 &&
           line[n_bytes] != '\n') {
        n_bytes++;
    }
    line[n_bytes] = '\0';
}

static uint16_t port_read(const struct process *process)
{
    char line[LINE_BYTES];
    unsigned port = 0;
    line_read(process, line);
    const char *at = strstr(line, "http://127.0.0.1:");
    if (at == NULL || sscanf(at, "http://127.0.0.1:%u/mcp", &port) != 1) {
        die("the server did not start: %s", line);
    }
    return (uint16_t)port;
}

static void token_make(const struct bench *bench, const struct environment *environment,
                       const char *kind, size_t number, char token[LOAD_TOKEN_BYTES])
{
    char name[32];
    char line[LINE_BYTES];
    struct process process;
    struct process_end end;
    (void)snprintf(name, sizeof name, "%s%zu", kind, number);
    const char *const arguments[] = {bench->soleus, "token", name, "*", NULL};
    process_start(&process, CHANNEL_PIPES, arguments, environment->list);
    line_read(&process, line);
    process_end(&process, &end);
    (void)snprintf(token, LOAD_TOKEN_BYTES, "%.*s", LOAD_TOKEN_BYTES - 1, line);
}

static void tokens_make(const struct bench *bench, const struct environment *environment,
                        struct tokens *ret)
{
    for (size_t i = 0; i < LOAD_PRINCIPALS; i++) {
        token_make(bench, environment, "crowd", i, ret->crowd[i]);
    }
    for (size_t i = 0; i < LOAD_RUDES; i++) {
        token_make(bench, environment, "rude", i, ret->rude[i]);
    }
}

static void soleus_http_start(const struct bench *bench,
                              const struct environment *environment,
                              struct process *process)
{
    const char *const arguments[] = {bench->soleus, "serve", "--http", "127.0.0.1:0", NULL};
    process_start(process, CHANNEL_STDERR, arguments, environment->list);
}

static void floor_start(const struct bench *bench, struct process *process)
{
    static const char *const nothing[] = {NULL};
    const char *const arguments[] = {bench->http_fixture, "n_requests_of_client=64",
                                     "n_sessions_of_client=64", NULL};
    process_start(process, CHANNEL_PIPES, arguments, nothing);
}

static void result_release(struct load_result *result)
{
    samples_release(&result->reads_ms);
    samples_release(&result->plans_ms);
    *result = (struct load_result){0};
}

/* What was measured of one server. */
struct measured {
    struct load_result result;
    double seconds;
    double server_cpu_s;
    double growth_kib;
    double rss_mib;
};

/* In halves: what it holds at first (pools, ledgers, sessions) is taken before the second.
 */
static void server_load(const struct process *process, const struct load_options *options,
                        struct measured *ret)
{
    struct process_memory memory;
    struct load_options warm_up = *options;
    struct load_options half = *options;
    struct load_result unused = {0};
    warm_up.seconds = WARM_UP_S;
    half.seconds = options->seconds / 2;
    load_run(&warm_up, &unused);
    result_release(&unused);
    int64_t cpu_before_ns = process_cpu_ns(process);
    *ret = (struct measured){.seconds = options->seconds};
    load_run(&half, &ret->result);
    process_memory(process, &memory);
    double halfway_mib = memory.peak_mib;
    load_run(&half, &ret->result);
    ret->server_cpu_s = (double)(process_cpu_ns(process) - cpu_before_ns) * 1e-9;
    process_memory(process, &memory);
    ret->rss_mib = memory.rss_mib;
    ret->growth_kib = (memory.peak_mib - halfway_mib) * KIB_PER_MIB;
}

static void floor_measure(const struct bench *bench, struct measured *ret)
{
    struct process process;
    struct process_end end;
    floor_start(bench, &process);
    const struct load_options options = {.port = port_read(&process),
                                         .seconds = (double)FLOOR_S / bench->divisor,
                                         .think_ms = THINK_MS,
                                         .calls = greeting,
                                         .n_calls = 1};
    server_load(&process, &options, ret);
    process_end(&process, &end);
}

/* All that the crowd asks about is fetched once; running dynamics come 25 runs a call. */
static void store_fill(const struct bench *bench, const struct environment *environment)
{
    struct client client;
    struct process_end end;
    soleus_start(&client, bench, false, environment);
    client_initialize(&client);
    for (int i = 0; i < FILLING_CALLS; i++) {
        (void)client_tool(&client, "running_dynamics_trend", "{}");
    }
    (void)client_tool(&client, "post_workout_assessment", "{}");
    client_end(&client, &end);
}

static void soleus_measure(const struct bench *bench, struct measured *ret)
{
    struct environment environment;
    struct process process;
    struct process_end end;
    struct fake fake;
    struct tokens tokens;
    char folder[PATH_BYTES];
    (void)snprintf(folder, sizeof folder, "%.400s/http", bench->folder);
    fake_start(&fake, bench->fake_intervals, BENCH_ATHLETE ":400:137:" BENCH_DAY,
               BENCH_DAY);
    environment_fill(&environment, bench, fake.url, folder, BENCH_NOW);
    store_fill(bench, &environment);
    tokens_make(bench, &environment, &tokens);
    soleus_http_start(bench, &environment, &process);
    double seconds =
        bench->seconds > 0 ? bench->seconds : (double)DEFAULT_S / bench->divisor;
    const struct load_options options = {.port = port_read(&process),
                                         .seconds = seconds,
                                         .think_ms = THINK_MS,
                                         .calls = mixed,
                                         .n_calls = sizeof mixed / sizeof mixed[0],
                                         .tokens = tokens.crowd,
                                         .rude_tokens = tokens.rude};
    server_load(&process, &options, ret);
    process_stop(&process);
    process_end(&process, &end);
    fake_end(&fake);
}

static void rude_report(struct report *report, const struct load_result *result)
{
    for (int status = 0; status < LOAD_STATUSES; status++) {
        if (result->n_rude[status] > 0) {
            char key[32];
            char what[64];
            (void)snprintf(key, sizeof key, "http.rude.%d", status);
            (void)snprintf(what, sizeof what, "rude clients: answered %d", status);
            report_add(report, key, what, (double)result->n_rude[status], "", NO_FLOOR);
        }
    }
    report_add(report, "http.rude.closed", "rude clients: cut off",
               (double)result->n_rude_closed, "", NO_FLOOR);
    report_add(report, "http.undefined", "rude clients: statuses of no limit",
               (double)result->n_undefined, "", NO_FLOOR);
}

static void latency_report(struct report *report, struct load_result *result,
                           struct load_result *least)
{
    report_add(report, "http.reads.p50", "warm reads, from due to answered: p50",
               samples_percentile(&result->reads_ms, 50), "ms",
               samples_percentile(&least->reads_ms, 50));
    report_add(report, "http.reads.p99", "warm reads: p99",
               samples_percentile(&result->reads_ms, 99), "ms",
               samples_percentile(&least->reads_ms, 99));
    report_add(report, "http.reads.p999", "warm reads: p99.9",
               samples_percentile(&result->reads_ms, 99.9), "ms",
               samples_percentile(&least->reads_ms, 99.9));
    report_add(report, "http.reads.worst", "warm reads: worst",
               samples_max(&result->reads_ms), "ms", samples_max(&least->reads_ms));
    report_add(report, "http.plans.p50", "planning beside the loop: p50",
               samples_percentile(&result->plans_ms, 50), "ms", NO_FLOOR);
    report_add(report, "http.plans.p99", "planning: p99",
               samples_percentile(&result->plans_ms, 99), "ms", NO_FLOOR);
}

static double cpu_us(const struct measured *measured)
{
    double n_calls =
        (double)(measured->result.reads_ms.n_values + measured->result.plans_ms.n_values);
    return measured->server_cpu_s * 1e6 / n_calls;
}

static void crowd_report(struct report *report, struct measured *soleus,
                         struct measured *least)
{
    struct load_result *result = &soleus->result;
    double n_reads = (double)result->reads_ms.n_values;
    double n_plans = (double)result->plans_ms.n_values;
    report_add(report, "http.rate", "64 clients: calls answered",
               (n_reads + n_plans) / soleus->seconds, "calls/s",
               (double)least->result.reads_ms.n_values / least->seconds);
    latency_report(report, result, &least->result);
    report_add(report, "http.cpu", "server CPU a call, rude clients' too", cpu_us(soleus),
               "us", cpu_us(least));
    report_add(report, "http.share", "server, of one core",
               100 * soleus->server_cpu_s / soleus->seconds, "%",
               100 * least->server_cpu_s / least->seconds);
    report_add(report, "http.own_share", "the load itself, of one core",
               100 * result->own_cpu_s / soleus->seconds, "%",
               100 * least->result.own_cpu_s / least->seconds);
    report_add(report, "http.planned", "planning calls answered", n_plans, "", NO_FLOOR);
    report_add(report, "http.cancelled", "calls given up by closing",
               (double)result->n_cancelled, "", (double)least->result.n_cancelled);
    report_add(report, "http.wrong", "wrong answers", (double)result->n_wrong, "",
               (double)least->result.n_wrong);
    report_add(report, "http.lost", "calls whose idle connection was just closed",
               100 * (double)result->n_lost / (n_reads + n_plans), "%", NO_FLOOR);
    report_add(report, "http.refused", "calls of the crowd answered 429 or 503",
               100 * (double)result->n_refused / (n_reads + n_plans), "%", NO_FLOOR);
    report_add(report, "http.rss", "resident at the end", soleus->rss_mib, "MiB",
               least->rss_mib);
    report_add(report, "http.growth", "its peak, grown in the second half",
               soleus->growth_kib, "KiB", least->growth_kib);
}

void measure_http(struct bench *bench)
{
    struct measured least;
    struct measured soleus;
    report_section(&bench->report, "64 clients over HTTP, and some that do not behave");
    watchdog_set(WATCHDOG_S + (unsigned)bench->seconds, "http");
    floor_measure(bench, &least);
    soleus_measure(bench, &soleus);
    crowd_report(&bench->report, &soleus, &least);
    rude_report(&bench->report, &soleus.result);
    result_release(&least.result);
    result_release(&soleus.result);
}
