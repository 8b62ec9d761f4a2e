#include "options.h"

#include "synthetic.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum option_id {
    OPTION_PORT = 1,
    OPTION_KEY,
    OPTION_TOKEN,
    OPTION_DATA,
    OPTION_SYNTHETIC,
    OPTION_TODAY,
    OPTION_NO_GZIP,
    OPTION_NULL_WELLNESS,
    OPTION_UPSERT,
    OPTION_EXIT_ON_STDIN_EOF,
    OPTION_VERBOSE,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"port", required_argument, NULL, OPTION_PORT},
    {"key", required_argument, NULL, OPTION_KEY},
    {"token", required_argument, NULL, OPTION_TOKEN},
    {"data", required_argument, NULL, OPTION_DATA},
    {"synthetic", required_argument, NULL, OPTION_SYNTHETIC},
    {"today", required_argument, NULL, OPTION_TODAY},
    {"no-gzip", no_argument, NULL, OPTION_NO_GZIP},
    {"null-wellness", no_argument, NULL, OPTION_NULL_WELLNESS},
    {"upsert", no_argument, NULL, OPTION_UPSERT},
    {"exit-on-stdin-eof", no_argument, NULL, OPTION_EXIT_ON_STDIN_EOF},
    {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static const char usage[] =
    "usage: fake_intervals [--port N] [--key KEY] [--token TOKEN] [--data FILE]...\n"
    "           [--synthetic ID:DAYS:PER_100_DAYS:LAST_DAY]... [--today YYYY-MM-DD]\n"
    "           [--no-gzip] [--null-wellness] [--upsert] [--exit-on-stdin-eof]\n"
    "           [--verbose]\n"
    "Prints port=N and serves on 127.0.0.1 until SIGTERM or SIGINT. See README.md.\n";

static bool complain(const char *option, const char *value, const char *reason)
{
    (void)fprintf(stderr, "fake_intervals: --%s %s: %s\n", option, value, reason);
    return false;
}

static bool port_read(const char *value, uint16_t *ret_port)
{
    size_t length = strlen(value);
    long port = length < 6 ? strtol(value, NULL, 10) : -1;
    if (length == 0 || strspn(value, "0123456789") != length || port < 0 || port > 65535) {
        return complain("port", value, "must be 0 to 65535");
    }
    *ret_port = (uint16_t)port;
    return true;
}

static bool data_read(const char *path, struct server *server)
{
    char reason[256] = "";
    return store_file_read(&server->store, path, reason) || complain("data", path, reason);
}

static bool synthetic_read(const char *value, struct server *server)
{
    char reason[256] = "";
    return synthetic_add(&server->store, value, reason) ||
           complain("synthetic", value, reason);
}

static bool today_read(const char *value, struct store *store)
{
    if (!date_is_day(value)) {
        return complain("today", value, "must be YYYY-MM-DD");
    }
    store->has_fixed_today = true;
    return date_day_parse(value, &store->fixed_today);
}

static bool option_apply(enum option_id option, const char *value, struct server *server,
                         struct options *options)
{
    switch (option) {
    case OPTION_PORT:
        return port_read(value, &options->port);
    case OPTION_KEY:
        server->key = value;
        return true;
    case OPTION_TOKEN:
        server->token = value;
        return true;
    case OPTION_DATA:
        return data_read(value, server);
    case OPTION_SYNTHETIC:
        return synthetic_read(value, server);
    case OPTION_TODAY:
        return today_read(value, &server->store);
    case OPTION_NO_GZIP:
        server->has_gzip = false;
        return true;
    case OPTION_NULL_WELLNESS:
        server->store.null_wellness = true;
        return true;
    case OPTION_UPSERT:
        server->store.matches_external_id = true;
        return true;
    case OPTION_EXIT_ON_STDIN_EOF:
        options->exits_on_stdin_eof = true;
        return true;
    case OPTION_VERBOSE:
        server->is_verbose = true;
        return true;
    case OPTION_HELP:
        break;
    }
    return false;
}

bool options_read(int argc, char *argv[], struct server *server,
                  struct options *ret_options, int *ret_status)
{
    int option = 0;
    *ret_options = (struct options){0};
    *ret_status = 2;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == OPTION_HELP) {
            (void)fputs(usage, stdout);
            *ret_status = 0;
            return false;
        }
        if (option == '?') {
            (void)fputs(usage, stderr);
            return false;
        }
        if (!option_apply((enum option_id)option, optarg, server, ret_options)) {
            return false;
        }
    }
    if (optind < argc) {
        (void)fputs(usage, stderr);
        return false;
    }
    if (server->store.n_athletes == 0) {
        (void)fputs("fake_intervals: --data or --synthetic is needed\n", stderr);
        return false;
    }
    return true;
}
