/* From the start of the process to its first answer. */
#include "bench.h"

enum { N_STARTS = 200, SAMPLE_EVERY = 4 };
enum kind { LEGACY, MODERN, SAMPLE, FLOOR_LIBC, FLOOR_LIBS, N_KINDS };

static const char modern_list[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
    "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
    "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"soleus_bench\",\"version\":\"1\"},"
    "\"io.modelcontextprotocol/clientCapabilities\":{}}}}\n";

/* Until the first answer that kind asks for. */
static void first_answer(const struct bench *bench, const struct environment *environment,
                         enum kind kind, struct client *client)
{
    const char *floor = kind == FLOOR_LIBC ? bench->floor_libc : bench->floor_libs;
    const char *const arguments[] = {floor, "100", "once", NULL};
    switch (kind) {
    case LEGACY:
        soleus_start(client, bench, false, environment);
        client_initialize(client);
        (void)client_request(client, "tools/list", NULL);
        break;
    case MODERN:
        soleus_start(client, bench, false, environment);
        (void)client_ask(client, modern_list, sizeof modern_list - 1);
        break;
    case SAMPLE:
        sample_start(client, bench);
        (void)client_tool(client, "lower_limb_load_status", "{}");
        break;
    case FLOOR_LIBC:
    case FLOOR_LIBS:
    case N_KINDS:
        client_start(client, CHANNEL_PIPES, arguments, environment->list);
        client_send(client, modern_list, sizeof modern_list - 1);
        (void)client_line(client);
        break;
    }
}

void measure_start(struct bench *bench)
{
    struct environment environment;
    struct samples samples[N_KINDS] = {0};
    unsigned n_starts = N_STARTS / bench->divisor;
    watchdog_set(WATCHDOG_S, "starts");
    environment_fill(&environment, bench, "http://127.0.0.1:9", bench->folder, NULL);
    report_section(&bench->report, "Start to first answer");
    /* Taken in turn, so that all see the same machine; the first of each warms the cache.
     */
    for (unsigned i = 0; i <= n_starts; i++) {
        for (enum kind kind = LEGACY; kind < N_KINDS; kind++) {
            struct client client;
            struct process_end end;
            if (kind == SAMPLE && i % SAMPLE_EVERY != 0) {
                continue;
            }
            int64_t begin_ns = now_ns();
            first_answer(bench, &environment, kind, &client);
            double milliseconds = (double)(now_ns() - begin_ns) * 1e-6;
            client_end(&client, &end);
            if (i > 0) {
                samples_add(&samples[kind], milliseconds);
            }
        }
    }
    double medians[N_KINDS];
    double p95[N_KINDS];
    for (size_t i = 0; i < N_KINDS; i++) {
        medians[i] = samples_median(&samples[i]);
        p95[i] = samples_percentile(&samples[i], 95);
        samples_release(&samples[i]);
    }
    struct report *report = &bench->report;
    report_add(report, "start.legacy.median", "initialize, then tools/list: median",
               medians[LEGACY], "ms", medians[FLOOR_LIBS]);
    report_add(report, "start.legacy.p95", "initialize, then tools/list: p95", p95[LEGACY],
               "ms", p95[FLOOR_LIBS]);
    report_add(report, "start.modern.median", "2026-07-28 tools/list at once: median",
               medians[MODERN], "ms", medians[FLOOR_LIBS]);
    report_add(report, "start.modern.p95", "2026-07-28 tools/list at once: p95",
               p95[MODERN], "ms", p95[FLOOR_LIBS]);
    report_add(report, "start.sample.median", "sample, to its first load status: median",
               medians[SAMPLE], "ms", medians[FLOOR_LIBS]);
    report_add(report, "start.floor.libs", "floor: one line, the same libraries: median",
               medians[FLOOR_LIBS], "ms", NO_FLOOR);
    report_add(report, "start.floor.libc", "floor: one line, libc alone: median",
               medians[FLOOR_LIBC], "ms", NO_FLOOR);
}
