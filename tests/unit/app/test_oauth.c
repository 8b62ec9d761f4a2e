/* What an introspection answer means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/oauth.h"
#include "json/json.h"

static char url[] = "https://coach.example.org/mcp";
static char issuer[] = "https://id.example.org";
static char scopes[] = "soleus read";
static const struct config_http config = {
    .url = url, .oauth_issuer = issuer, .oauth_scopes = scopes};

#define GOOD "'active':true,'sub':'anna','aud':'https://coach.example.org/mcp'"
#define SCOPE ",'scope':'a soleus read b'"

static void answers_are_judged(void **state)
{
    (void)state;
    static const struct {
        const char *answer;
        enum oauth_verdict verdict;
    } cases[] = {
        {"{" GOOD SCOPE "}", OAUTH_ACTIVE},
        {"{" GOOD SCOPE ",'exp':1001,'nbf':1000,'iss':'https://id.example.org'}",
         OAUTH_ACTIVE},
        {"{'active':true,'sub':'anna','aud':['x','https://coach.example.org/mcp']" SCOPE
         "}",
         OAUTH_ACTIVE},
        {"{" GOOD "}", OAUTH_LACKS_SCOPE},
        {"{" GOOD ",'scope':'soleus'}", OAUTH_LACKS_SCOPE},
        {"{" GOOD ",'scope':'soleus reader'}", OAUTH_LACKS_SCOPE},
        {"{" GOOD ",'scope':['soleus','read']}", OAUTH_LACKS_SCOPE},
        {"{" GOOD SCOPE ",'exp':1000}", OAUTH_INACTIVE},
        {"{" GOOD SCOPE ",'nbf':1001}", OAUTH_INACTIVE},
        {"{" GOOD SCOPE ",'iss':'https://id.example.org/'}", OAUTH_INACTIVE},
        {"{" GOOD SCOPE ",'iss':5}", OAUTH_INACTIVE},
        {"{'active':true,'sub':'anna'" SCOPE "}", OAUTH_INACTIVE},
        {"{'active':true,'sub':'anna','aud':'https://coach.example.org'" SCOPE "}",
         OAUTH_INACTIVE},
        {"{'active':true,'aud':'https://coach.example.org/mcp'" SCOPE "}", OAUTH_INACTIVE},
        {"{'active':'true','sub':'anna','aud':'https://coach.example.org/mcp'" SCOPE "}",
         OAUTH_INACTIVE},
        {"{'active':false}", OAUTH_INACTIVE},
        {"{}", OAUTH_INACTIVE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        size_t n_bytes = 0;
        for (const char *c = cases[i].answer; *c != '\0'; c++) {
            text[n_bytes++] = (char)(*c == '\'' ? '"' : *c);
        }
        struct err err = {0};
        json_auto_t *answer = NULL;
        assert_true(json_parse(text, n_bytes, &answer, &err));
        if (oauth__judge(&config, answer, 1000.0) != cases[i].verdict) {
            fail_msg("%s", cases[i].answer);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(answers_are_judged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
