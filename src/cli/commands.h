/* What the command line does besides serving. Each returns the process's exit status. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/config.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Answer one tool call on standard output: its text, or with is_json the whole result. */
int command_call(struct config *config, const char *tool, const char *arguments,
                 bool is_json);
/* The tools with their first sentence, or with is_json their whole definitions. */
int command_tools(struct config *config, bool is_json);
/* Bring the store up to date for so many days back. */
int command_sync(struct config *config, const char *days);
/* Check everything that can be wrong, each with what to do. */
int command_doctor(struct config *config);
int command_serve(struct config *config);
int command_serve_http(struct config *config);
/* Print the owner's token, or with a name make one for a client of those athletes. */
int command_token(const struct config *config, const char *name, const char *athletes);

/* Standard output is closed by nobody but us; false when it was written in vain. */
bool command_print(const char *text);

struct command_watch_options {
    const char *folder; /* texts as given; NULL: not */
    const char *since;
    bool has_command;
    char *const *command; /* argv, NULL at the end */
    bool is_once;
    bool is_json;
};
int command_watch(struct config *config, const struct command_watch_options *options);

#endif
