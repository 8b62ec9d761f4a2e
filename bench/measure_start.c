/* From the start of the process to its first answer. */
#include "bench.h"

#include <string.h>

enum { N_STARTS = 200, LEGACY, MODERN, FLOOR_LIBC, FLOOR_LIBS, N_KINDS };

static const char modern_list[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
    "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
    "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"soleus_bench\",\"version\":\"1\"},"
    "\"io.modelcontextprotocol/clientCapabilities\":{}}}}\n";

static double start_once(const struct bench *bench, const struct environment *environment,
                         int kind)
{
    struct client client;
    struct process_end end;
    const char *const floors[] = {[FLOOR_LIBC - LEGACY] = bench->floor_libc,
                                  [FLOOR_LIBS - LEGACY] = bench->floor_libs};
    int64_t begin_ns = now_ns();
    if (kind == LEGACY || kind == MODERN) {
        soleus_start(&client, bench, false, environment);
        if (kind == LEGACY) {
            client_initialize(&client);
            (void)client_request(&client, "tools/list", NULL);
        } else {
            (void)client_ask(&client, modern_list, sizeof modern_list - 1);
        }
    } else {
        const char *const arguments[] = {floors[kind - LEGACY], "100", "once", NULL};
        client_start(&client, CHANNEL_PIPES, arguments, environment->list);
        client_send(&client, modern_list, sizeof modern_list - 1);
        (void)client_line(&client);
    }
    double milliseconds = (double)(now_ns() - begin_ns) * 1e-6;
    client_end(&client, &end);
    return milliseconds;
}

void measure_start(struct bench *bench)
{
    struct environment environment;
    struct samples samples[N_KINDS - LEGACY] = {0};
    unsigned n_starts = N_STARTS / bench->divisor;
    watchdog_set(120, "starts");
    environment_fill(&environment, bench, "http://127.0.0.1:9", bench->folder, NULL);
    report_section(&bench->report, "Start to first tools/list answer");
    /* Taken in turn, so that all see the same machine; the first of each warms the cache.
     */
    for (unsigned i = 0; i <= n_starts; i++) {
        for (int kind = LEGACY; kind < N_KINDS; kind++) {
            double milliseconds = start_once(bench, &environment, kind);
            if (i > 0) {
                samples_add(&samples[kind - LEGACY], milliseconds);
            }
        }
    }
    double medians[N_KINDS - LEGACY];
    double p95[N_KINDS - LEGACY];
    for (int i = 0; i < N_KINDS - LEGACY; i++) {
        medians[i] = samples_median(&samples[i]);
        p95[i] = samples_percentile(&samples[i], 95);
        samples_release(&samples[i]);
    }
    const double floor_median = medians[FLOOR_LIBS - LEGACY];
    const double floor_p95 = p95[FLOOR_LIBS - LEGACY];
    struct report *report = &bench->report;
    report_add(report, "start.legacy.median", "initialize, then tools/list: median",
               medians[0], "ms", floor_median);
    report_add(report, "start.legacy.p95", "initialize, then tools/list: p95", p95[0], "ms",
               floor_p95);
    report_add(report, "start.modern.median", "2026-07-28 tools/list at once: median",
               medians[MODERN - LEGACY], "ms", floor_median);
    report_add(report, "start.modern.p95", "2026-07-28 tools/list at once: p95",
               p95[MODERN - LEGACY], "ms", floor_p95);
    report_add(report, "start.floor.libs", "floor: one line, the same libraries: median",
               floor_median, "ms", NAN);
    report_add(report, "start.floor.libc", "floor: one line, libc alone: median",
               medians[FLOOR_LIBC - LEGACY], "ms", NAN);
}
