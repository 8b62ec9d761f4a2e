/* The bench: measures the programs that stand beside it in the build folder. */
#include "bench.h"

#include <errno.h>
#include <ftw.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: soleus_bench [options] [section]...\n"
    "  --check          end with 1 when a limit is broken\n"
    "  --check=steady   the same without limits of time: for a busy machine\n"
    "  --json FILE      also write the numbers there\n"
    "  --markdown       print one Markdown table, at the end, instead of the tables\n"
    "  --markdown=FILE  write it there, beside the tables\n"
    "  --quick          a tenth of the calls, once: for a look, not for numbers\n"
    "  --seconds N      load over HTTP for so long (25)\n"
    "  --soleus FILE    measure that binary instead of the one beside this program\n"
    "sections: bytes start exit memory sequential pipelined engine planner sync http\n"
    "  (all of them)\n";

static const struct section {
    const char *name;
    void (*measure)(struct bench *bench);
} sections[] = {
    {"bytes", measure_bytes},
    {"start", measure_start},
    {"exit", measure_exit},
    {"memory", measure_memory},
    {"sequential", measure_sequential},
    {"pipelined", measure_pipelined},
    {"engine", measure_engine},
    {"planner", measure_planner},
    {"sync", measure_sync},
    {"http", measure_http},
};

enum {
    N_SECTIONS = sizeof sections / sizeof sections[0],
    N_PROGRAMS = 8,
    SECONDS_MAX = 86400
};

struct options {
    bool checks;
    bool checks_timed;
    bool is_markdown;
    const char *json_path;
    const char *markdown_path; /* NULL: standard output */
    bool is_wanted[N_SECTIONS];
};

static void pair_set(struct environment *environment, size_t *n, const char *name,
                     const char *value)
{
    if (value != NULL) {
        (void)snprintf(environment->texts[*n], sizeof environment->texts[*n], "%s=%s", name,
                       value);
        environment->list[*n] = environment->texts[*n];
        (*n)++;
    }
    environment->list[*n] = NULL;
}

void environment_fill(struct environment *ret, const struct bench *bench,
                      const char *base_url, const char *data_dir, const char *now)
{
    size_t n = 0;
    pair_set(ret, &n, "HOME", bench->folder);
    pair_set(ret, &n, "INTERVALS_API_KEY", "testkey");
    pair_set(ret, &n, "INTERVALS_BASE_URL", base_url);
    pair_set(ret, &n, "SOLEUS_DATA_DIR", data_dir);
    pair_set(ret, &n, "SOLEUS_NOW", now);
}

void soleus_start(struct client *client, const struct bench *bench, bool is_sample,
                  const struct environment *environment)
{
    static const char *const nothing[] = {NULL};
    const char *const sample[] = {bench->soleus, "--sample", "serve", NULL};
    const char *const real[] = {bench->soleus, "serve", NULL};
    client_start(client, CHANNEL_PIPES, is_sample ? sample : real,
                 environment != NULL ? environment->list : nothing);
}

void sample_start(struct client *client, const struct bench *bench)
{
    soleus_start(client, bench, true, NULL);
    client_initialize(client);
}

static bool option_take(int id, struct bench *bench, struct options *options)
{
    switch (id) {
    case 'c':
        options->checks = true;
        options->checks_timed = optarg == NULL;
        return optarg == NULL || strcmp(optarg, "steady") == 0;
    case 'j':
        options->json_path = optarg;
        return true;
    case 'm':
        options->is_markdown = true;
        options->markdown_path = optarg;
        return true;
    case 'q':
        bench->n_repeats = 1;
        bench->divisor = 10;
        return true;
    case 's':
        bench->soleus = optarg;
        return true;
    case 't':
        bench->seconds = strtod(optarg, NULL);
        return bench->seconds >= 1 && bench->seconds <= SECONDS_MAX;
    default:
        return false;
    }
}

static bool options_read(int n_arguments, char **arguments, struct bench *bench,
                         struct options *options)
{
    static const struct option known[] = {{"check", optional_argument, NULL, 'c'},
                                          {"json", required_argument, NULL, 'j'},
                                          {"markdown", optional_argument, NULL, 'm'},
                                          {"quick", no_argument, NULL, 'q'},
                                          {"seconds", required_argument, NULL, 't'},
                                          {"soleus", required_argument, NULL, 's'},
                                          {NULL, 0, NULL, 0}};
    int id = 0;
    while ((id = getopt_long(n_arguments, arguments, "", known, NULL)) != -1) {
        if (!option_take(id, bench, options)) {
            return false;
        }
    }
    for (size_t i = 0; i < N_SECTIONS; i++) {
        options->is_wanted[i] = optind == n_arguments;
    }
    for (int i = optind; i < n_arguments; i++) {
        size_t i_section = 0;
        while (i_section < N_SECTIONS &&
               strcmp(sections[i_section].name, arguments[i]) != 0) {
            i_section++;
        }
        if (i_section == N_SECTIONS) {
            return false;
        }
        options->is_wanted[i_section] = true;
    }
    return true;
}

/* The programs beside this one. */
static void programs_find(struct bench *bench, char paths[N_PROGRAMS][PATH_BYTES])
{
    static const char *const names[N_PROGRAMS] = {
        "soleus",           "hello_server", "fake_intervals", "bench_floor_libc",
        "bench_floor_libs", "bench_year",   "bench_planner",  "http_fixture"};
    char self[PATH_BYTES - 32];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0) {
        die("/proc/self/exe: %s", strerror(errno));
    }
    self[length] = '\0';
    *strrchr(self, '/') = '\0';
    for (size_t i = 0; i < N_PROGRAMS; i++) {
        (void)snprintf(paths[i], PATH_BYTES, "%s/%s", self, names[i]);
    }
    bench->soleus = bench->soleus != NULL ? bench->soleus : paths[0];
    bench->hello_server = paths[1];
    bench->fake_intervals = paths[2];
    bench->floor_libc = paths[3];
    bench->floor_libs = paths[4];
    bench->year = paths[5];
    bench->planner = paths[6];
    bench->http_fixture = paths[7];
}

static int entry_remove(const char *path, const struct stat *status, int kind,
                        struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

/* Also when a measure dies: exit runs it. */
static char folder_to_remove[PATH_BYTES];

static void folder_remove(void)
{
    (void)nftw(folder_to_remove, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static void folder_make(struct bench *bench)
{
    const char *parent = getenv("TMPDIR");
    (void)snprintf(bench->folder, sizeof bench->folder, "%.400s/soleus_bench_XXXXXX",
                   parent != NULL && parent[0] == '/' ? parent : "/tmp");
    if (mkdtemp(bench->folder) == NULL) {
        die("%s: %s", bench->folder, strerror(errno));
    }
    (void)snprintf(folder_to_remove, sizeof folder_to_remove, "%s", bench->folder);
    (void)atexit(folder_remove);
}

static void markdown_write(const struct report *report, const char *path)
{
    FILE *file = path != NULL ? fopen(path, "we") : stdout;
    if (file == NULL) {
        die("%s: %s", path, strerror(errno));
    }
    render_markdown(report, file);
    if (path != NULL && fclose(file) != 0) {
        die("%s: %s", path, strerror(errno));
    }
}

int main(int n_arguments, char **arguments)
{
    char paths[N_PROGRAMS][PATH_BYTES];
    struct bench bench = {.n_repeats = 5, .divisor = 1};
    struct options options = {0};
    (void)signal(SIGPIPE, SIG_IGN);
    if (!options_read(n_arguments, arguments, &bench, &options)) {
        (void)fputs(usage, stderr);
        return 2;
    }
    programs_find(&bench, paths);
    folder_make(&bench);
    bench.report.is_quiet = options.is_markdown && options.markdown_path == NULL;
    for (size_t i = 0; i < N_SECTIONS; i++) {
        if (options.is_wanted[i]) {
            sections[i].measure(&bench);
        }
    }
    if (options.is_markdown) {
        markdown_write(&bench.report, options.markdown_path);
    }
    if (options.json_path != NULL && !render_json(&bench.report, options.json_path)) {
        die("%s cannot be written", options.json_path);
    }
    size_t n_broken =
        options.checks ? report_check(&bench.report, options.checks_timed) : 0;
    report_release(&bench.report);
    return n_broken > 0 ? 1 : 0;
}
