/*
 * Load over HTTP: many clients at once against `soleus --sample serve --http`, paced as
 * people's assistants are, with cancelled calls, readers that take nothing and half-open
 * connections among them. Prints a table; ends with 1 when an answer was wrong or a limit
 * is broken.
 *
 *   soleus_http_load [--seconds N] [--clients N] [--pause-ms N] [--soleus FILE]
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

enum {
    CLIENTS_MAX = 512,
    LATENCIES_MAX = 4000000,
    IDLE_SOCKETS = 16, /* half a request each, or an answer that nobody reads */
    CANCEL_EVERY = 20, /* calls of one client */
    URL_BYTES = 128,
    BODY_BYTES = 512
};

static const double LIMIT_P99_MS = 10.0;
static const double LIMIT_GROWTH_KIB = 1024.0;

struct options {
    int seconds;
    int n_clients;
    int pause_ms;
    const char *soleus;
};

struct client {
    CURL *easy;
    struct curl_slist *headers;
    char body[BODY_BYTES];
    char answer[256]; /* its beginning */
    size_t n_answer_bytes;
    bool is_flying;
    bool is_to_cancel;
    double started_ms;
    double next_ms;
    unsigned n_calls;
};

struct load {
    struct options options;
    char url[URL_BYTES];
    uint16_t port;
    pid_t server;
    CURLM *multi;
    struct client clients[CLIENTS_MAX];
    double *latencies_ms;
    size_t n_latencies;
    size_t n_cancelled;
    size_t n_wrong;
};

static void die(const char *what)
{
    (void)fprintf(stderr, "http_load: %s\n", what);
    exit(1);
}

static double now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static long resident_kib(pid_t process)
{
    char path[64];
    char line[256];
    long kib = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        (void)sscanf(line, "VmRSS: %ld", &kib);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return kib;
}

/* Starts the server and reads where it is from its stderr. */
static void server_start(struct load *load)
{
    int ends[2];
    char line[512] = "";
    if (pipe(ends) != 0) {
        die("no pipe");
    }
    load->server = fork();
    if (load->server == 0) {
        (void)dup2(ends[1], STDERR_FILENO);
        (void)close(ends[0]);
        (void)execl(load->options.soleus, "soleus", "--sample", "--http-auth", "none",
                    "--now", "2026-01-08T12:00:00+01:00", "serve", "--http", "127.0.0.1:0",
                    (char *)NULL);
        _exit(127);
    }
    (void)close(ends[1]);
    FILE *from = fdopen(ends[0], "r");
    const char *at = NULL;
    if (from != NULL && fgets(line, sizeof line, from) != NULL) {
        at = strstr(line, "http://");
    }
    unsigned port = 0;
    if (at == NULL || sscanf(at, "http://127.0.0.1:%u/mcp", &port) != 1) {
        die("the server did not start");
    }
    load->port = (uint16_t)port;
    (void)snprintf(load->url, sizeof load->url, "http://127.0.0.1:%u/mcp", port);
}

static size_t answer_take(char *bytes, size_t size, size_t n_items, void *user)
{
    struct client *client = user;
    size_t n_bytes = size * n_items;
    size_t n_room = sizeof client->answer - 1 - client->n_answer_bytes;
    size_t n_kept = n_bytes < n_room ? n_bytes : n_room;
    memcpy(client->answer + client->n_answer_bytes, bytes, n_kept);
    client->n_answer_bytes += n_kept;
    client->answer[client->n_answer_bytes] = '\0';
    return n_bytes;
}

static void header_set(struct client *client, const char *name, const char *value)
{
    char text[128];
    (void)snprintf(text, sizeof text, "%s: %s", name, value);
    client->headers = curl_slist_append(client->headers, text);
}

static void request_set(struct client *client, unsigned i_client)
{
    static const char *const tools[] = {"athlete_profile", "lower_limb_load_status",
                                        "get_wellness", NULL};
    const char *tool = tools[(client->n_calls + i_client) % 4];
    const char *method = tool != NULL ? "tools/call" : "tools/list";
    char name[96] = "";
    if (tool != NULL) {
        (void)snprintf(name, sizeof name, "\"name\":\"%s\",\"arguments\":{},", tool);
    }
    (void)snprintf(client->body, sizeof client->body,
                   "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"%s\",\"params\":{%s"
                   "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                   "\"io.modelcontextprotocol/clientCapabilities\":{}}}}",
                   client->n_calls, method, name);
    curl_slist_free_all(client->headers);
    client->headers = NULL;
    header_set(client, "Content-Type", "application/json");
    header_set(client, "Accept", "application/json, text/event-stream");
    header_set(client, "MCP-Protocol-Version", "2026-07-28");
    header_set(client, "Mcp-Method", method);
    if (tool != NULL) {
        header_set(client, "Mcp-Name", tool);
    }
}

static void client_ask(struct load *load, unsigned i_client, double at_ms)
{
    struct client *client = &load->clients[i_client];
    request_set(client, i_client);
    client->n_answer_bytes = 0;
    client->is_to_cancel = client->n_calls % CANCEL_EVERY == CANCEL_EVERY - 1;
    (void)curl_easy_setopt(client->easy, CURLOPT_URL, load->url);
    (void)curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, client->headers);
    (void)curl_easy_setopt(client->easy, CURLOPT_POSTFIELDS, client->body);
    (void)curl_easy_setopt(client->easy, CURLOPT_WRITEFUNCTION, answer_take);
    (void)curl_easy_setopt(client->easy, CURLOPT_WRITEDATA, client);
    (void)curl_easy_setopt(client->easy, CURLOPT_PRIVATE, client);
    (void)curl_multi_add_handle(load->multi, client->easy);
    client->is_flying = true;
    client->started_ms = at_ms;
    client->n_calls++;
}

static void client_land(struct load *load, struct client *client, bool is_cancelled)
{
    double at_ms = now_ms();
    (void)curl_multi_remove_handle(load->multi, client->easy);
    client->is_flying = false;
    client->next_ms = at_ms + load->options.pause_ms;
    if (is_cancelled) {
        load->n_cancelled++;
        return;
    }
    char wanted[64];
    (void)snprintf(wanted, sizeof wanted, "{\"jsonrpc\":\"2.0\",\"id\":%u,\"result\"",
                   client->n_calls - 1);
    if (strncmp(client->answer, wanted, strlen(wanted)) != 0) {
        load->n_wrong++;
        (void)fprintf(stderr, "wrong: %.200s\n", client->answer);
    } else if (load->n_latencies < LATENCIES_MAX) {
        load->latencies_ms[load->n_latencies++] = at_ms - client->started_ms;
    }
}

/* Takes what has arrived, sends what is due, gives up what is to be given up. */
static void turn(struct load *load, bool may_begin)
{
    int n_running = 0;
    int n_left = 0;
    (void)curl_multi_perform(load->multi, &n_running);
    for (CURLMsg *message = curl_multi_info_read(load->multi, &n_left); message != NULL;
         message = curl_multi_info_read(load->multi, &n_left)) {
        struct client *client = NULL;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&client);
        client_land(load, client, false);
    }
    double at_ms = now_ms();
    for (int i = 0; i < load->options.n_clients; i++) {
        struct client *client = &load->clients[i];
        if (client->is_flying && client->is_to_cancel && at_ms - client->started_ms > 1.0) {
            client_land(load, client, true);
        } else if (!client->is_flying && may_begin && at_ms >= client->next_ms) {
            client_ask(load, (unsigned)i, at_ms);
        }
    }
    (void)curl_multi_poll(load->multi, NULL, 0, 1, NULL);
}

static void run_for(struct load *load, double ms)
{
    double end_ms = now_ms() + ms;
    while (now_ms() < end_ms) {
        turn(load, true);
    }
    for (int i = 0; i < load->options.n_clients; i++) {
        while (load->clients[i].is_flying) {
            turn(load, false);
        }
    }
}

/* Connections that hold their place and do nothing for it. */
static void idlers_open(const struct load *load, int sockets[IDLE_SOCKETS])
{
    static const char half[] = "POST /mcp HTTP/1.1\r\nHost: localhost\r\n";
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons(load->port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (size_t i = 0; i < IDLE_SOCKETS; i++) {
        sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (sockets[i] < 0 ||
            connect(sockets[i], (const struct sockaddr *)&address, sizeof address) != 0 ||
            send(sockets[i], half, i % 2 == 0 ? sizeof half - 1 : 1, MSG_NOSIGNAL) < 0) {
            die("an idle connection");
        }
    }
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static double percentile(const struct load *load, double share)
{
    size_t i = (size_t)(share * (double)(load->n_latencies - 1));
    return load->latencies_ms[i];
}

static bool row(const char *what, double value, const char *unit, double limit)
{
    bool is_kept = limit < 0.0 || value <= limit;
    (void)printf("%-44s %10.2f %-6s", what, value, unit);
    if (limit >= 0.0) {
        (void)printf(" at most %g%s", limit, is_kept ? "" : "  BROKEN");
    }
    (void)printf("\n");
    return is_kept;
}

static bool report(struct load *load, double seconds, long warm_kib, long end_kib)
{
    if (load->n_latencies == 0) {
        die("nothing was answered");
    }
    qsort(load->latencies_ms, load->n_latencies, sizeof(double), compare);
    (void)printf("%d clients, a call each %d ms, 1 in %d cancelled, %d idle connections\n",
                 load->options.n_clients, load->options.pause_ms, CANCEL_EVERY,
                 IDLE_SOCKETS);
    bool is_good =
        row("calls answered a second", (double)load->n_latencies / seconds, "", -1);
    (void)row("calls cancelled", (double)load->n_cancelled, "", -1);
    (void)row("latency: p50", percentile(load, 0.5), "ms", -1);
    is_good = row("latency: p99", percentile(load, 0.99), "ms", LIMIT_P99_MS) && is_good;
    (void)row("latency: most", percentile(load, 1.0), "ms", -1);
    (void)row("memory after warming up", (double)warm_kib / 1024.0, "MiB", -1);
    is_good =
        row("memory grown since", (double)(end_kib - warm_kib), "KiB", LIMIT_GROWTH_KIB) &&
        is_good;
    return row("wrong answers", (double)load->n_wrong, "", 0.0) && is_good;
}

static int number_of(const char *text, int least, int most)
{
    long value = strtol(text, NULL, 10);
    if (value < least || value > most) {
        die("an option is out of range");
    }
    return (int)value;
}

static void options_read(int argc, char **argv, struct options *options)
{
    static const struct option known[] = {{"seconds", required_argument, NULL, 's'},
                                          {"clients", required_argument, NULL, 'c'},
                                          {"pause-ms", required_argument, NULL, 'p'},
                                          {"soleus", required_argument, NULL, 'b'},
                                          {NULL, 0, NULL, 0}};
    for (int id = 0; (id = getopt_long(argc, argv, "", known, NULL)) >= 0;) {
        switch (id) {
        case 's':
            options->seconds = number_of(optarg, 1, 86400);
            break;
        case 'c':
            options->n_clients = number_of(optarg, 1, CLIENTS_MAX);
            break;
        case 'p':
            options->pause_ms = number_of(optarg, 0, 60000);
            break;
        case 'b':
            options->soleus = optarg;
            break;
        default:
            die("usage: [--seconds N] [--clients N] [--pause-ms N] [--soleus FILE]");
        }
    }
}

/* The binary beside this one. */
static const char *beside(const char *own)
{
    static char path[1024];
    const char *slash = strrchr(own, '/');
    (void)snprintf(path, sizeof path, "%.*s/soleus", slash != NULL ? (int)(slash - own) : 1,
                   slash != NULL ? own : ".");
    return path;
}

int main(int argc, char **argv)
{
    static struct load load = {
        .options = {.seconds = 10, .n_clients = 64, .pause_ms = 100}};
    int idlers[IDLE_SOCKETS];
    int status = 0;
    load.options.soleus = beside(argv[0]);
    options_read(argc, argv, &load.options);
    load.latencies_ms = malloc(LATENCIES_MAX * sizeof(double));
    (void)signal(SIGPIPE, SIG_IGN);
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    load.multi = curl_multi_init();
    server_start(&load);
    for (int i = 0; i < load.options.n_clients; i++) {
        load.clients[i].easy = curl_easy_init();
        load.clients[i].next_ms =
            now_ms() + (double)(load.options.pause_ms * i) / load.options.n_clients;
    }
    (void)curl_multi_setopt(load.multi, CURLMOPT_MAXCONNECTS, CLIENTS_MAX);
    run_for(&load, 3000);
    long warm_kib = resident_kib(load.server);
    load.n_latencies = 0;
    load.n_cancelled = 0;
    idlers_open(&load, idlers);
    run_for(&load, load.options.seconds * 1000.0);
    long end_kib = resident_kib(load.server);
    bool is_good = report(&load, load.options.seconds, warm_kib, end_kib);
    (void)kill(load.server, SIGTERM);
    (void)waitpid(load.server, &status, 0);
    if (status != 0) {
        (void)printf("the server ended with %d\n", status);
    }
    return is_good && status == 0 ? 0 : 1;
}
