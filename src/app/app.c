#include "app/app.h"

#include <stdlib.h>
#include <string.h>

#include "app/internal.h"
#include "app/updates.h"
#include "app/version.h"
#include "app/writes.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "intervals/http_source.h"
#include "intervals/sample_source.h"
#include "sample_athlete.h"
#include "seal/seal.h"
#include "base/banned.h"

static const int64_t FRESHNESS_MS = 10LL * 60 * 1000;

/* Tells one login at one service from another; neither can be read back from it. */
static void account_hash(const struct config *config, char text[SEAL_DIGEST_SIZE])
{
    struct seal_digest digest;
    const char *secret = config->api_key != NULL ? config->api_key : config->token;
    seal_digest_init(&digest);
    seal_digest_update(&digest, config->base_url, strlen(config->base_url) + 1);
    if (secret != NULL) {
        seal_digest_update(&digest, secret, strlen(secret));
    }
    seal_digest_final(&digest, text);
}

static struct intervals_source *source_new(struct app *app)
{
    const struct config *config = app->config;
    if (config->is_sample) {
        return intervals_sample_source_new((const char *)sample_athlete,
                                           sample_athlete_n_bytes);
    }
    /* Two at once: an open TLS connection costs 4 MiB with GnuTLS. */
    struct net_options net_options = {.user_agent = SOLEUS_USER_AGENT,
                                      .n_in_flight_max = 2};
    app->net = net_client_new(app->loop, &net_options);
    struct intervals_http_options options = {.net = app->net,
                                             .base_url = config->base_url,
                                             .api_key = config->api_key,
                                             .token = config->token};
    return intervals_http_source_new(&options);
}

struct app *app_new(uv_loop_t *loop, struct config *config)
{
    struct app *app = xcalloc(1, sizeof *app);
    app->loop = loop;
    app->config = config;
    app->pool = app_pool_new(loop, app__computed, app);
    return app;
}

bool app__ready(struct app *app, struct err *err)
{
    struct config *config = app->config;
    char hash[SEAL_DIGEST_SIZE];
    if (app->data != NULL) {
        return true;
    }
    if (!config->is_sample && config->api_key == NULL && config->token == NULL &&
        config->key_get != NULL && !config->key_get(config, err)) {
        return false;
    }
    app->source = source_new(app);
    account_hash(config, hash);
    struct data_options options = {.source = app->source,
                                   .data_dir = config->data_dir,
                                   .is_in_memory = config->is_sample,
                                   .account_hash = hash,
                                   .freshness_ms = FRESHNESS_MS,
                                   /* The sample is at hand: all at once. */
                                   .n_details_per_call = config->is_sample ? LIMIT_DAYS : 0,
                                   .need_ended = app__need_ended,
                                   .progressed = app__progressed,
                                   .user = app};
    app->data = data_new(&options);
    return true;
}

void app_close(struct app *app)
{
    app->is_closing = true;
    app__calls_drop(app);
    app__ledger_close(app);
    updates_close(app->updates);
    net_client_free(app->net); /* ends every fetch: the jobs of data end with them */
    app->net = NULL;
    app__writes_drop(app);
    if (app->has_timer) {
        uv_close((uv_handle_t *)&app->deadline_timer, NULL);
        app->has_timer = false;
    }
}

void app_free(struct app *app)
{
    if (app == NULL) {
        return;
    }
    if (app->source != NULL) {
        app->source->release(app->source);
    }
    data_free(app->data);
    app_pool_free(app->pool);
    app__writes_release(app);
    updates_free(app->updates);
    arena_release(&app->spare_arena);
    clock_zones_release();
    free(app);
}

struct app_scope app_scope_of(const struct config *config)
{
    return (struct app_scope){.n_athletes = config->n_athletes,
                              .athletes = (const char(*)[CONFIG_ID_SIZE])config->athletes};
}

const struct tool *app_tool_find(const char *name)
{
    for (size_t i = 0; i < n_tools_all; i++) {
        if (strcmp(tools_all[i]->name, name) == 0) {
            return tools_all[i];
        }
    }
    return NULL;
}
