/* What a client of an old revision is sent: nothing that it does not know. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mcp/fit.h"
#include "json/json.h"
#include "base/banned.h"

static const char *const revisions[] = {"2024-11-05", "2025-03-26", "2025-06-18",
                                        "2025-11-25", "2026-07-28"};
enum { N_REVISIONS = sizeof revisions / sizeof revisions[0] };

static const struct mcp__revision *revision_of(size_t i)
{
    return mcp__revision_find(revisions[i], i == N_REVISIONS - 1);
}

static json_t *parsed(const char *single_quoted)
{
    char text[2048];
    size_t n_bytes = strlen(single_quoted);
    assert_true(n_bytes < sizeof text);
    for (size_t i = 0; i <= n_bytes; i++) {
        text[i] = single_quoted[i] == '\'' ? '"' : single_quoted[i];
    }
    json_t *value = json_loads(text, 0, NULL);
    assert_non_null(value);
    return value;
}

static void expect(const json_t *seen, const char *single_quoted)
{
    json_auto_t *wanted = parsed(single_quoted);
    char *text = json_dumps(seen, JSON_SORT_KEYS);
    if (!json_equal(seen, wanted)) {
        fail_msg("%s, not %s", text, single_quoted);
    }
    free(text);
}

/* By revision, oldest first; NULL: as it is. */
static void expect_fit(enum mcp_kind kind, const char *result,
                       const char *const wanted[N_REVISIONS])
{
    for (size_t i = 0; i < N_REVISIONS; i++) {
        json_auto_t *given = parsed(result);
        json_auto_t *fit = mcp__result_fit(revision_of(i), kind, given);
        expect(fit, wanted[i] != NULL ? wanted[i] : result);
        expect(given, result); /* the product's stays as it was */
    }
}

#define AUDIO "{'type':'audio','data':'AA==','mimeType':'audio/wav'}"
#define LINK "{'type':'resource_link','uri':'x://a','name':'A','icons':[]}"
#define TEXT "{'type':'text','text':'t'}"
#define AUDIO_TOLD                                                                         \
    "{'type':'text','text':'[audio, audio/wav left out: this protocol version has none]'}"
#define LINK_TOLD "{'type':'text','text':'A: x://a'}"

static void kinds_of_content(void **state)
{
    (void)state;
    static const char *const tool[] = {
        "{'content':[" TEXT "," AUDIO_TOLD "," LINK_TOLD "],'isError':true}",
        "{'content':[" TEXT "," AUDIO "," LINK_TOLD "],'isError':true}",
        "{'content':[" TEXT "," AUDIO
        ",{'type':'resource_link','uri':'x://a','name':'A'}],'isError':true}",
        NULL, NULL};
    expect_fit(MCP_TOOL, "{'content':[" TEXT "," AUDIO "," LINK "],'isError':true}", tool);
    static const char *const prompt[] = {
        "{'messages':[{'role':'user','content':" AUDIO_TOLD "}]}", NULL, NULL, NULL, NULL};
    expect_fit(MCP_PROMPT, "{'messages':[{'role':'user','content':" AUDIO "}]}", prompt);
}

static void members_of_content(void **state)
{
    (void)state;
    static const char bare[] =
        "{'content':[{'type':'resource','resource':{'uri':'x://a','text':'t'},"
        "'annotations':{'priority':1}}]}";
    static const char *const tool[] = {bare, bare, NULL, NULL, NULL};
    expect_fit(MCP_TOOL,
               "{'content':[{'type':'resource','_meta':{'a':1},'resource':{'uri':'x://a',"
               "'text':'t','_meta':{'a':1}},'annotations':{'priority':1,"
               "'lastModified':'2026-01-01T00:00:00Z'}}]}",
               tool);
    static const char *const contents[] = {"{'contents':[{'uri':'x://a','text':'t'}]}",
                                           "{'contents':[{'uri':'x://a','text':'t'}]}",
                                           NULL, NULL, NULL};
    expect_fit(MCP_RESOURCE, "{'contents':[{'uri':'x://a','text':'t','_meta':{'a':1}}]}",
               contents);
}

static void what_fits_is_not_copied(void **state)
{
    (void)state;
    json_auto_t *given = parsed("{'content':[" TEXT "]}");
    for (size_t i = 0; i < N_REVISIONS; i++) {
        json_auto_t *fit = mcp__result_fit(revision_of(i), MCP_TOOL, given);
        assert_ptr_equal(fit, given);
    }
    assert_null(mcp__result_fit(revision_of(0), MCP_TOOL, NULL));
}

static void titles_of_arguments(void **state)
{
    (void)state;
    static const char given[] =
        "{'name':'p','title':'P','icons':[],'_meta':{},'arguments':[{'name':'a','title':"
        "'A','required':true}]}";
    static const char *const wanted[] = {
        "{'name':'p','arguments':[{'name':'a','required':true}]}",
        "{'name':'p','arguments':[{'name':'a','required':true}]}",
        "{'name':'p','title':'P','_meta':{},'arguments':[{'name':'a','title':'A',"
        "'required':true}]}",
        given, given};
    for (size_t i = 0; i < N_REVISIONS; i++) {
        json_auto_t *definition = parsed(given);
        mcp__definition_fit(revision_of(i), MCP_PROMPT, definition);
        expect(definition, wanted[i]);
    }
    json_auto_t *tool =
        parsed("{'name':'t','title':'T','annotations':{'title':'T','readOnlyHint':true}}");
    mcp__definition_fit(revision_of(1), MCP_TOOL, tool);
    expect(tool, "{'name':'t','annotations':{'title':'T','readOnlyHint':true}}");
}

static void forms_of_the_first_revision_that_asks(void **state)
{
    (void)state;
    json_auto_t *form = parsed(
        "{'message':'m','mode':'form','requestedSchema':{'type':'object','properties':{"
        "'a':{'type':'string','default':'x'},'b':{'type':'boolean','default':true},"
        "'c':{'type':'string','oneOf':[{'const':'1','title':'One'},{'const':'2'}]}}}}");
    json_auto_t *old = mcp__question_fit(revision_of(2), form);
    expect(old, "{'message':'m','requestedSchema':{'type':'object','properties':{"
                "'a':{'type':'string'},'b':{'type':'boolean','default':true},"
                "'c':{'type':'string','enum':['1','2'],'enumNames':['One','2']}}}}");
    json_auto_t *now = mcp__question_fit(revision_of(3), form);
    assert_ptr_equal(now, form);
    json_auto_t *several = parsed(
        "{'message':'m','requestedSchema':{'type':'object','properties':{'a':{'type':"
        "'array','items':{'type':'string','enum':['1']}}}}}");
    assert_null(mcp__question_fit(revision_of(2), several));
    json_auto_t *roots = parsed("{}");
    json_auto_t *same = mcp__question_fit(revision_of(2), roots);
    assert_ptr_equal(same, roots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_content),
        cmocka_unit_test(members_of_content),
        cmocka_unit_test(what_fits_is_not_copied),
        cmocka_unit_test(titles_of_arguments),
        cmocka_unit_test(forms_of_the_first_revision_that_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
