#define CLI_OWNS_STDOUT
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/version.h"
#include "base/log.h"
#include "base/platform.h"
#include "cli/commands.h"
#include "cli/config_read.h"
#include "base/banned.h"

static const char help[] =
    "soleus " SOLEUS_VERSION
    ": Intervals.icu training data and lower-limb load for AI assistants\n"
    "\n"
    "Usage: soleus [options] [command]\n"
    "\n"
    "Commands\n"
    "  serve                  speak MCP on standard input and output (the default there)\n"
    "  serve --http [ADDR:PORT]  the same over HTTP (default 127.0.0.1:8765, path /mcp)\n"
    "  token                  print the token that HTTP clients must bring\n"
    "  token NAME ATHLETES    make one for a client that may see only these athletes\n"
    "  call TOOL ['{JSON}']   answer one tool call here; --json for the whole result\n"
    "  tools                  list the tools; --json for their definitions\n"
    "  confirm CODE           agree to a plan that breaks a rule, where the client cannot "
    "ask\n"
    "  sync                   fetch what is new; --days N for how far back (default 200)\n"
    "  watch                  follow the account: assess each finished activity, once\n"
    "  doctor                 check configuration, key, clock, store and service\n"
    "\n"
    "Options\n"
    "  --sample               the bundled sample athlete: no account, no network, "
    "read-only\n"
    "  --read-only            write nothing to Intervals.icu: such tools are not listed\n"
    "  --athlete ID           whose data (default 0: the key's owner)\n"
    "  --base-url URL         the service (default https://intervals.icu)\n"
    "  --data-dir DIR         where data is kept (default ~/.local/share/soleus)\n"
    "  --output WHAT          both, text or structured answers (default both)\n"
    "  --tools GROUP,GROUP... list fewer tools, for small models: athlete_profile,\n"
    "                         lower_limb_load_status, and those of the groups read, "
    "review,\n"
    "                         plan, diary, write, raw\n"
    "  --now TIME             freeze the clock, RFC 3339 with zone\n"
    "  --http-auth none       over HTTP, on this machine only: ask for no token\n"
    "  --json                 print JSON\n"
    "  --days N               for sync\n"
    "\n"
    "Options of watch: what is new goes to standard output, or to\n"
    "  --folder DIR           a Markdown file for each, DAY-ID-REVISION.md\n"
    "  --exec PROGRAM ARG...  a program's standard input; last, no shell; it finds\n"
    "                         SOLEUS_ACTIVITY_ID, SOLEUS_REVISION and SOLEUS_ATHLETE_ID\n"
    "  --since DATE           also what was there before, from this day on\n"
    "  --interval SECONDS     between looks (default 300, at least 60)\n"
    "  --once                 one look, then end (for cron)\n"
    "  --json                 JSON lines instead of text (not in files)\n"
    "\n"
    "Other options\n"
    "  --verbose              log what happens to standard error\n"
    "  --help, --version\n"
    "\n"
    "The API key comes from INTERVALS_API_KEY, from SOLEUS_KEY_COMMAND or from\n"
    "~/.config/soleus/config (NAME=value, mode 0600), never from an option.\n";

enum option_id {
    OPTION_SAMPLE = 256,
    OPTION_READ_ONLY,
    OPTION_ATHLETE,
    OPTION_BASE_URL,
    OPTION_DATA_DIR,
    OPTION_OUTPUT,
    OPTION_NOW,
    OPTION_HTTP,
    OPTION_HTTP_AUTH,
    OPTION_JSON,
    OPTION_DAYS,
    OPTION_TOOLS,
    OPTION_FOLDER,
    OPTION_SINCE,
    OPTION_INTERVAL,
    OPTION_ONCE,
    OPTION_VERBOSE,
    OPTION_HELP,
    OPTION_VERSION
};

static const struct option options_known[] = {
    {"sample", no_argument, NULL, OPTION_SAMPLE},
    {"read-only", no_argument, NULL, OPTION_READ_ONLY},
    {"athlete", required_argument, NULL, OPTION_ATHLETE},
    {"base-url", required_argument, NULL, OPTION_BASE_URL},
    {"data-dir", required_argument, NULL, OPTION_DATA_DIR},
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"now", required_argument, NULL, OPTION_NOW},
    {"http", optional_argument, NULL, OPTION_HTTP},
    {"http-auth", required_argument, NULL, OPTION_HTTP_AUTH},
    {"json", no_argument, NULL, OPTION_JSON},
    {"days", required_argument, NULL, OPTION_DAYS},
    {"tools", required_argument, NULL, OPTION_TOOLS},
    {"folder", required_argument, NULL, OPTION_FOLDER},
    {"since", required_argument, NULL, OPTION_SINCE},
    {"interval", required_argument, NULL, OPTION_INTERVAL},
    {"once", no_argument, NULL, OPTION_ONCE},
    {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

struct command_line {
    struct config_options config;
    bool is_json;
    const char *days;
    struct command_watch_options watch;
    int status; /* below 0: go on; else exit with it */
};

static void option_take(struct command_line *line, int id)
{
    switch (id) {
    case OPTION_SAMPLE:
        line->config.is_sample = true;
        break;
    case OPTION_READ_ONLY:
        line->config.is_read_only = true;
        break;
    case OPTION_ATHLETE:
        line->config.athlete_id = optarg;
        break;
    case OPTION_BASE_URL:
        line->config.base_url = optarg;
        break;
    case OPTION_DATA_DIR:
        line->config.data_dir = optarg;
        break;
    case OPTION_OUTPUT:
        line->config.output = optarg;
        break;
    case OPTION_NOW:
        line->config.now = optarg;
        break;
    case OPTION_HTTP:
        line->config.is_http = true;
        line->config.http_address = optarg;
        break;
    case OPTION_HTTP_AUTH:
        line->config.http_auth = optarg;
        break;
    case OPTION_JSON:
        line->is_json = true;
        break;
    case OPTION_DAYS:
        line->days = optarg;
        break;
    case OPTION_TOOLS:
        line->config.tools = optarg;
        break;
    case OPTION_FOLDER:
        line->watch.folder = optarg;
        break;
    case OPTION_SINCE:
        line->watch.since = optarg;
        break;
    case OPTION_INTERVAL:
        line->config.interval = optarg;
        break;
    case OPTION_ONCE:
        line->watch.is_once = true;
        break;
    case OPTION_VERBOSE:
        log_level_set(LOG_INFO);
        break;
    case OPTION_HELP:
        line->status = command_print(help) ? EXIT_DONE : EXIT_FAILED;
        break;
    case OPTION_VERSION:
        line->status = command_print("soleus " SOLEUS_VERSION) ? EXIT_DONE : EXIT_FAILED;
        break;
    default:
        (void)fputs("soleus: see soleus --help\n", stderr);
        line->status = EXIT_USAGE;
        break;
    }
}

static int run_serve(const struct command_line *line, struct config *config, char **words)
{
    (void)line;
    (void)words;
    return config->http.is_wanted ? command_serve_http(config) : command_serve(config);
}

/* words end with NULL. */
static int run_token(const struct command_line *line, struct config *config, char **words)
{
    (void)line;
    return command_token(config, words[1], words[1] != NULL ? words[2] : NULL);
}

static int run_call(const struct command_line *line, struct config *config, char **words)
{
    return command_call(config, words[1], words[2], line->is_json);
}

static int run_tools(const struct command_line *line, struct config *config, char **words)
{
    (void)words;
    return command_tools(config, line->is_json);
}

static int run_confirm(const struct command_line *line, struct config *config, char **words)
{
    (void)line;
    return command_confirm(config, words[1]);
}

static int run_sync(const struct command_line *line, struct config *config, char **words)
{
    (void)words;
    return command_sync(config, line->days);
}

static int run_watch(const struct command_line *line, struct config *config, char **words)
{
    struct command_watch_options watch = line->watch;
    (void)words;
    watch.is_json = line->is_json;
    return command_watch(config, &watch);
}

static int run_doctor(const struct command_line *line, struct config *config, char **words)
{
    (void)line;
    (void)words;
    return command_doctor(config);
}

static const struct command {
    const char *name;
    int n_words[2]; /* so many words, its name among them, or so many; 0: no second number
                     */
    int (*run)(const struct command_line *line, struct config *config, char **words);
} commands[] = {
    {"serve", {1}, run_serve}, {"token", {1, 3}, run_token},  {"call", {2, 3}, run_call},
    {"tools", {1}, run_tools}, {"confirm", {2}, run_confirm}, {"sync", {1}, run_sync},
    {"watch", {1}, run_watch}, {"doctor", {1}, run_doctor},
};

static const struct command *command_find(const struct config *config, int n_words,
                                          char **words)
{
    if (n_words == 0) {
        return &commands[0];
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const struct command *command = &commands[i];
        bool has_address = i == 0 && config->http.is_wanted && n_words == 2;
        if (strcmp(command->name, words[0]) == 0 &&
            (n_words == command->n_words[0] || n_words == command->n_words[1] ||
             has_address)) {
            return command;
        }
    }
    return NULL;
}

static int command_run(const struct command_line *line, struct config *config, int n_words,
                       char **words)
{
    const struct command *command = command_find(config, n_words, words);
    const struct command_watch_options *own = &line->watch;
    if ((command == NULL || command->run != run_watch) &&
        (own->has_command || own->folder != NULL || own->since != NULL || own->is_once)) {
        (void)fputs("soleus: --folder, --exec, --since and --once belong to watch\n",
                    stderr);
        return EXIT_USAGE;
    }
    if (command == NULL) {
        (void)fprintf(stderr,
                      "soleus: \"%s\" is no command, or has too few or too many words; see "
                      "soleus --help\n",
                      words[0]);
        return EXIT_USAGE;
    }
    return command->run(line, config, words);
}

/*
 * Everything after --exec belongs to the user's program, also what looks like an option of
 * ours: cut off before the options are read. Returns how many arguments are left.
 */
static int exec_cut(int n_arguments, char **arguments, struct command_line *line)
{
    for (int i = 1; i < n_arguments; i++) {
        if (strcmp(arguments[i], "--exec") == 0) {
            line->watch.has_command = true;
            line->watch.command = &arguments[i + 1]; /* argv ends with NULL */
            return i;
        }
    }
    return n_arguments;
}

int main(int n_arguments, char **arguments)
{
    struct command_line line = {.status = -1};
    struct config config;
    struct err err = {0};
    platform_memory_init();
    platform_dumps_forbid();
    (void)signal(SIGPIPE, SIG_IGN);
    n_arguments = exec_cut(n_arguments, arguments, &line);
    for (int id = 0; line.status < 0 && id >= 0;) {
        id = getopt_long(n_arguments, arguments, "", options_known, NULL);
        if (id >= 0) {
            option_take(&line, id);
        }
    }
    if (line.status >= 0) {
        return line.status;
    }
    if (optind == n_arguments && isatty(STDIN_FILENO) == 1) {
        return command_print(help) ? EXIT_DONE : EXIT_FAILED;
    }
    if (line.config.is_http && line.config.http_address == NULL &&
        n_arguments - optind == 2) {
        line.config.http_address = arguments[optind + 1]; /* serve --http ADDR:PORT */
    }
    if (!config_read(&line.config, &config, &err)) {
        (void)fprintf(stderr, "soleus: %s. %s\n", err.message, err.hint);
        config_release(&config);
        return EXIT_USAGE;
    }
    int status = command_run(&line, &config, n_arguments - optind, arguments + optind);
    config_release(&config);
    return status;
}
