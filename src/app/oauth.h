/*
 * The role of an OAuth 2.1 resource server: tokens of an external authorization server are
 * checked by asking it (token introspection, RFC 7662), and clients are told where that
 * server is (protected resource metadata, RFC 9728). Signatures are not checked here: every
 * kind of token can be introspected, and a revoked one is known within a minute.
 *
 * A token counts when it is active, was issued for this server (aud names its URL), by this
 * issuer (when iss is told), and has all scopes that are needed. What was found out is kept
 * for a minute, never longer than the token lives, under the token's digest.
 */
#ifndef APP_OAUTH_H
#define APP_OAUTH_H

#include <uv.h>

#include "app/config.h"
#include "base/str.h"
#include "mcp/http.h"

struct oauth;

enum oauth_verdict {
    OAUTH_ACTIVE,
    OAUTH_LACKS_SCOPE,
    OAUTH_INACTIVE,
    OAUTH_UNKNOWN /* the authorization server did not answer */
};

/* config outlives it; its oauth_ texts and url are set (config_read sees to that). */
struct oauth *oauth_new(uv_loop_t *loop, const struct config_http *config);
/* Ends what is asked: checked does not come for it. NULL is fine, as below. */
void oauth_close(struct oauth *oauth);
/* After the loop has run on. */
void oauth_free(struct oauth *oauth);

/*
 * checked comes exactly once unless oauth_close comes first, maybe from inside. subject: of
 * OAUTH_ACTIVE, borrowed.
 */
void oauth_check(struct oauth *oauth, const char *token, uint64_t request_id,
                 void (*checked)(void *user, uint64_t request_id,
                                 enum oauth_verdict verdict, const char *subject),
                 void *user);

/* What an introspection answer means at that time (pure). */
enum oauth_verdict oauth__judge(const struct config_http *config, const json_t *answer,
                                double now_s);

/* The well-known documents; borrowed. */
const struct mcp_http_document *oauth_documents(const struct oauth *oauth,
                                                size_t *ret_n_documents);
/* `, resource_metadata="...", scope="..."` of WWW-Authenticate. */
void oauth_challenge_write(const struct oauth *oauth, struct str_buf *to);

#endif
