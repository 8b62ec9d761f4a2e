#define CLI_OWNS_STDOUT
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "app/clients.h"
#include "app/serve.h"
#include "base/banned.h"

static int failed(const struct err *err)
{
    (void)fprintf(stderr, "soleus: %s. %s\n", err->message, err->hint);
    return EXIT_FAILED;
}

int command_serve_http(struct config *config)
{
    uv_loop_t loop;
    struct err err = {0};
    (void)uv_loop_init(&loop);
    struct app *app = app_new(&loop, config);
    bool is_good = app_serve_http(app, &loop, &err);
    app_free(app);
    (void)uv_loop_close(&loop);
    return is_good ? EXIT_DONE : failed(&err);
}

int command_token(const struct config *config, const char *name, const char *athletes)
{
    char token[CLIENT_TOKEN_SIZE];
    struct err err = {0};
    bool is_good = name != NULL ? clients_add(config, name, athletes, token, &err)
                                : clients_owner_token(config, token, &err);
    if (!is_good) {
        return failed(&err);
    }
    bool is_printed = command_print(token);
    explicit_bzero(token, sizeof token);
    return is_printed ? EXIT_DONE : EXIT_FAILED;
}
