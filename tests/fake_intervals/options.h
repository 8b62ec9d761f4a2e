#ifndef FAKE_OPTIONS_H
#define FAKE_OPTIONS_H

#include "server.h"

#include <stdbool.h>
#include <stdint.h>

struct options {
    uint16_t port;
    bool exits_on_stdin_eof;
};

/*
 * Reads the command line into the server (key, token, athletes, switches) and the options.
 * false when the program should end with *ret_status.
 */
bool options_read(int argc, char *argv[], struct server *server,
                  struct options *ret_options, int *ret_status);

#endif
