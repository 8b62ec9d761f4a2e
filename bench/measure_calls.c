/* Warm calls: one after the other, and written ahead. */
#include "bench.h"

#include <string.h>

#include "flood.h"

enum { N_SEQUENTIAL = 4000, WINDOW = 1024 };

enum server { SOLEUS, HELLO_SERVER };
enum era { SESSION, STATELESS };

struct subject {
    const char *key; /* middle of the rows' keys */
    enum server server;
    enum era era;
    enum channel channel;
    const char *tool; /* NULL: ping */
    const char *arguments;
    unsigned n_pipelined;
    const char *p50_what; /* NULL: not measured one after the other */
    const char *p99_what;
    const char *rate_what;
    const char *cpu_what;
};

#define GREET .server = HELLO_SERVER, .tool = "greet", .arguments = "{\"name\":\"Sam\"}"

static const struct subject subjects[] = {
    {.key = "greet",
     GREET,
     .n_pipelined = 100000,
     .p50_what = "greet of hello_server: p50",
     .p99_what = "greet of hello_server: p99",
     .rate_what = "greet of hello_server",
     .cpu_what = "greet of hello_server: CPU a call"},
    {.key = "greet_stateless",
     GREET,
     .era = STATELESS,
     .n_pipelined = 100000,
     .p50_what = "greet in the 2026-07-28 era: p50",
     .p99_what = "greet in the 2026-07-28 era: p99",
     .rate_what = "greet in the 2026-07-28 era",
     .cpu_what = "greet in the 2026-07-28 era: CPU a call"},
    {.key = "greet_socket",
     GREET,
     .channel = CHANNEL_SOCKETS,
     .n_pipelined = 100000,
     .rate_what = "greet over socket pairs (as Node.js has them)",
     .cpu_what = "greet over socket pairs: CPU a call"},
    {.key = "ping",
     .n_pipelined = 100000,
     .p50_what = "ping: p50",
     .p99_what = "ping: p99",
     .rate_what = "ping",
     .cpu_what = "ping: CPU a call"},
    {.key = "athlete_profile",
     .tool = "athlete_profile",
     .arguments = "{}",
     .n_pipelined = 20000,
     .p50_what = "athlete_profile, sample: p50",
     .p99_what = "athlete_profile, sample: p99",
     .rate_what = "athlete_profile, sample",
     .cpu_what = "athlete_profile: CPU a call"},
    {.key = "status",
     .tool = "lower_limb_load_status",
     .arguments = "{}",
     .n_pipelined = 5000,
     .p50_what = "lower_limb_load_status, sample: p50",
     .p99_what = "lower_limb_load_status, sample: p99",
     .rate_what = "lower_limb_load_status, sample",
     .cpu_what = "lower_limb_load_status: CPU a call"},
};

enum { N_SUBJECTS = sizeof subjects / sizeof subjects[0] };

static const char *params_write(const struct subject *subject, char ret[REQUEST_BYTES])
{
    static const char meta[] =
        ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
        "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"soleus_bench\",\"version\":"
        "\"1\"},\"io.modelcontextprotocol/clientCapabilities\":{}}";
    if (subject->tool == NULL) {
        return NULL;
    }
    (void)snprintf(ret, REQUEST_BYTES, "{\"name\":\"%s\",\"arguments\":%s%s}",
                   subject->tool, subject->arguments,
                   subject->era == STATELESS ? meta : "");
    return ret;
}

static const char *method_of(const struct subject *subject)
{
    return subject->tool != NULL ? "tools/call" : "ping";
}

static void subject_start(struct client *client, const struct bench *bench,
                          const struct subject *subject)
{
    static const char *const environment[] = {NULL};
    const char *const hello[] = {bench->hello_server, NULL};
    const char *const soleus[] = {bench->soleus, "--sample", "serve", NULL};
    client_start(client, subject->channel, subject->server == HELLO_SERVER ? hello : soleus,
                 environment);
    if (subject->era == SESSION) {
        client_initialize(client);
    }
}

static void floor_start(struct client *client, const struct bench *bench,
                        const struct subject *subject, size_t reply_bytes)
{
    static const char *const environment[] = {NULL};
    char size[32];
    (void)snprintf(size, sizeof size, "%zu", reply_bytes);
    const char *const arguments[] = {bench->floor_libc, size, NULL};
    client_start(client, subject->channel, arguments, environment);
}

/* Round trips of one line, in microseconds; returns the bytes of the last answer's line. */
static size_t trips_measure(struct client *client, const struct subject *subject,
                            bool is_floor, unsigned n_trips, struct samples *samples)
{
    char space[REQUEST_BYTES];
    char line[REQUEST_BYTES];
    size_t n_reply_bytes = 0;
    const char *params = params_write(subject, space);
    for (unsigned i = 0; i < n_trips; i++) {
        size_t n_bytes = request_write(line, 1000000 + i, method_of(subject), params);
        int64_t begin_ns = now_ns();
        client_send(client, line, n_bytes);
        struct json_slice reply = client_line(client);
        samples_add(samples, (double)(now_ns() - begin_ns) * 1e-3);
        n_reply_bytes = reply.n_bytes + 1;
        if (!is_floor &&
            (memmem(reply.text, reply.n_bytes, "\"result\":", 9) == NULL ||
             memmem(reply.text, reply.n_bytes, "\"isError\":true", 14) != NULL)) {
            die("not a result: %.*s", (int)(n_reply_bytes < 300 ? n_reply_bytes : 300),
                reply.text);
        }
    }
    return n_reply_bytes;
}

struct trips {
    struct samples p50;
    struct samples p99;
};

/* One run; the floor's is with the bytes that the server answers. Returns those. */
static size_t trips_run(struct bench *bench, const struct subject *subject,
                        size_t floor_bytes, struct trips *trips)
{
    struct client client;
    struct process_end end;
    struct samples samples = {0};
    bool is_floor = floor_bytes > 0;
    if (is_floor) {
        floor_start(&client, bench, subject, floor_bytes);
    } else {
        subject_start(&client, bench, subject);
    }
    (void)trips_measure(&client, subject, is_floor, 100, &samples); /* warm now */
    samples_clear(&samples);
    size_t n_bytes =
        trips_measure(&client, subject, is_floor, N_SEQUENTIAL / bench->divisor, &samples);
    samples_add(&trips->p50, samples_median(&samples));
    samples_add(&trips->p99, samples_percentile(&samples, 99));
    samples_release(&samples);
    client_end(&client, &end);
    return n_bytes;
}

static void subject_sequential(struct bench *bench, const struct subject *subject)
{
    struct trips server = {0};
    struct trips floor = {0};
    char key[64];
    for (unsigned i = 0; i < bench->n_repeats; i++) {
        size_t n_bytes = trips_run(bench, subject, 0, &server);
        (void)trips_run(bench, subject, n_bytes, &floor);
    }
    (void)snprintf(key, sizeof key, "sequential.%s.p50", subject->key);
    report_add(&bench->report, key, subject->p50_what, samples_median(&server.p50), "us",
               samples_median(&floor.p50));
    (void)snprintf(key, sizeof key, "sequential.%s.p99", subject->key);
    report_add(&bench->report, key, subject->p99_what, samples_median(&server.p99), "us",
               samples_median(&floor.p99));
    samples_release(&server.p50);
    samples_release(&server.p99);
    samples_release(&floor.p50);
    samples_release(&floor.p99);
}

void measure_sequential(struct bench *bench)
{
    watchdog_set(WATCHDOG_S, "sequential calls");
    report_section(&bench->report, "One call after the other");
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        if (subjects[i].p50_what != NULL) {
            subject_sequential(bench, &subjects[i]);
        }
    }
}

struct floods {
    struct samples rate;
    struct samples cpu_us; /* of the server, a call */
};

static size_t flood_once(struct bench *bench, const struct subject *subject,
                         size_t floor_bytes, struct floods *floods)
{
    struct client client;
    struct process_end end;
    struct samples ignored = {0};
    char space[REQUEST_BYTES];
    struct flood flood = {.method = method_of(subject),
                          .params = params_write(subject, space),
                          .n_calls = subject->n_pipelined / bench->divisor,
                          .n_ahead = WINDOW,
                          .is_reply_checked = floor_bytes == 0};
    if (floor_bytes > 0) {
        floor_start(&client, bench, subject, floor_bytes);
    } else {
        subject_start(&client, bench, subject);
    }
    size_t n_bytes = trips_measure(&client, subject, floor_bytes > 0, 10, &ignored);
    int64_t begin_ns = process_cpu_ns(&client.process);
    double seconds = flood_run(&client, &flood);
    double cpu_ns = (double)(process_cpu_ns(&client.process) - begin_ns);
    samples_add(&floods->rate, flood.n_calls / seconds);
    samples_add(&floods->cpu_us, cpu_ns * 1e-3 / flood.n_calls);
    samples_release(&ignored);
    client_end(&client, &end);
    return n_bytes;
}

static void subject_pipelined(struct bench *bench, const struct subject *subject)
{
    struct floods server = {0};
    struct floods floor = {0};
    char key[64];
    for (unsigned i = 0; i < bench->n_repeats; i++) {
        size_t n_bytes = flood_once(bench, subject, 0, &server);
        (void)flood_once(bench, subject, n_bytes, &floor);
    }
    (void)snprintf(key, sizeof key, "pipelined.%s.rate", subject->key);
    report_add(&bench->report, key, subject->rate_what, samples_median(&server.rate),
               "calls/s", samples_median(&floor.rate));
    (void)snprintf(key, sizeof key, "pipelined.%s.cpu", subject->key);
    report_add(&bench->report, key, subject->cpu_what, samples_median(&server.cpu_us), "us",
               samples_median(&floor.cpu_us));
    samples_release(&server.rate);
    samples_release(&server.cpu_us);
    samples_release(&floor.rate);
    samples_release(&floor.cpu_us);
}

void measure_pipelined(struct bench *bench)
{
    watchdog_set(WATCHDOG_S, "pipelined calls");
    report_section(&bench->report, "Calls written ahead, 1,024 unanswered at most");
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        subject_pipelined(bench, &subjects[i]);
    }
}
