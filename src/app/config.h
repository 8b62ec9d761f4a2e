/* What the program is told at start: by option, environment or file (read in cli, once). */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "tools/answer.h"

enum { CONFIG_MAX_ATHLETES = 64, CONFIG_ID_SIZE = LIMIT_ID_BYTES + 1 };

struct config {
    char base_url[256];
    char *api_key; /* NULL when none; wiped by config_release */
    char *token;   /* OAuth bearer token; likewise */
    /*
     * Called once before the first request when neither is set: fills api_key from the
     * user's key command (which may take seconds, so it waits until it is needed). NULL
     * when there is no such command.
     */
    bool (*key_get)(struct config *config, struct err *err);
    char *key_command;               /* its arguments as configured */
    char athlete_id[CONFIG_ID_SIZE]; /* INTERVALS_ATHLETE_ID; "0" is the key's owner */
    size_t n_athletes;               /* SOLEUS_ATHLETES; 0 = only athlete_id is served */
    char athletes[CONFIG_MAX_ATHLETES][CONFIG_ID_SIZE];
    char data_dir[512];
    char config_dir[512];
    char config_file[600]; /* the file that was read; "" when there is none */
    enum answer_output output;
    bool has_frozen_now;
    int64_t frozen_now_ms;
    bool is_sample;
    const char
        *key_origin; /* "environment", "config file", "key command"; NULL without a key */
};

#endif
