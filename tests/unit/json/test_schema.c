/* json/schema.h: which schemas are supported, what is refused, and in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "json/schema.h"
#include "base/banned.h"

/* JSON written with single quotes, for the reader's sake. */
static json_t *json_of(const char *text)
{
    struct str_buf quoted = {0};
    struct err err = {0};
    json_t *value = NULL;
    str_buf_add(&quoted, text);
    for (char *c = quoted.data; c != NULL && *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    if (!json_parse(str_buf_text(&quoted), quoted.length, &value, &err)) {
        fail_msg("%s: %s", text, err.message);
    }
    str_buf_release(&quoted);
    return value;
}

static const char *const supported[] = {
    "{}",
    "{'type':'object','properties':{'a':{'type':['integer','null'],'minimum':1}},"
    "'required':['a'],'additionalProperties':false}",
    "{'type':'array','items':{'type':'string','enum':['a','b']},'uniqueItems':true,'"
    "maxItems':9}",
    "{'anyOf':[{'required':['id']},{'required':['latest']}]}",
    "{'oneOf':[{'const':1,'title':'one'},{'const':2,'title':'two'}]}",
    "{'type':'string','pattern':'^[a-z]{1,9}$','format':'date','default':5,'examples':["
    "1]}",
    "{'$schema':'x','$comment':'y','description':'z','deprecated':false,'x-mcp-header':"
    "'Region'}",
    "{'type':'object','additionalProperties':{'type':'number','exclusiveMinimum':0}}",
    "{'type':'object','required':[]}"};
static const char *const unsupported[][2] = {
    {"{'typ':'object'}", "\"typ\""},
    {"{'type':'int'}", "\"type\""},
    {"{'type':[]}", "\"type\""},
    {"{'allOf':[{}]}", "\"allOf\""},
    {"{'not':{}}", "\"not\""},
    {"{'$ref':'#/x'}", "\"$ref\""},
    {"{'enum':[]}", "\"enum\""},
    {"{'minimum':'1'}", "\"minimum\""},
    {"{'multipleOf':0.5}", "\"multipleOf\""},
    {"{'multipleOf':0}", "\"multipleOf\""},
    {"{'maxLength':-1}", "\"maxLength\""},
    {"{'pattern':'(a|b)'}", "\"pattern\""},
    {"{'format':'email'}", "\"format\""},
    {"{'items':[{}]}", "\"items\""},
    {"{'items':true}", "\"items\""},
    {"{'properties':{'a':{'b':1}}}", "#/properties/a"},
    {"{'anyOf':[{},{'x':1}]}", "#/anyOf/1"},
    {"{'anyOf':[1]}", "must be an object"},
    {"{'anyOf':{}}", "\"anyOf\""},
    {"{'required':'a'}", "\"required\""},
    {"{'properties':{},'required':['a']}", "\"a\" is required but not in properties"},
    {"{'uniqueItems':true}", "uniqueItems needs maxItems"},
    {"{'additionalProperties':{'x':1}}", "#/additionalProperties"},
    {"[]", "must be an object"},
    {"{'description':5}", "\"description\""}};

static void test_supported(void **state)
{
    (void)state;
    struct err err = {0};
    for (size_t i = 0; i < sizeof supported / sizeof supported[0]; i++) {
        json_auto_t *schema = json_of(supported[i]);
        assert_true(schema_is_supported(schema, &err));
    }
    for (size_t i = 0; i < sizeof unsupported / sizeof unsupported[0]; i++) {
        json_auto_t *schema = json_of(unsupported[i][0]);
        assert_false(schema_is_supported(schema, &err));
        if (strstr(err.message, unsupported[i][1]) == NULL) {
            fail_msg("%s: %s", unsupported[i][0], err.message);
        }
    }
}

static const char week_schema[] =
    "{'type':'object','additionalProperties':false,'required':['athlete'],'properties':{"
    "'athlete':{'type':'string','minLength':1,'maxLength':5,'pattern':'^i?[0-9]+$'},"
    "'days':{'type':'integer','minimum':1,'maximum':3660},"
    "'hours':{'type':['number','null'],'exclusiveMinimum':0,'maximum':40},"
    "'step':{'type':'integer','multipleOf':5},"
    "'sport':{'type':'string','enum':['Run','Ride','Swim']},"
    "'level':{'enum':[1,2,'max',null]},"
    "'since':{'type':'string','format':'date'},"
    "'at':{'type':'string','format':'date-time'},"
    "'fixed':{'const':'v1'},"
    "'week_start':{'type':'string','format':'date'},"
    "'kind':{'oneOf':[{'const':'a','title':'A'},{'const':'b','title':'B'}]},"
    "'either':{'anyOf':[{'type':'integer','minimum':10},{'type':'string','maxLength':3}]},"
    "'one':{'oneOf':[{'type':'integer','minimum':10},{'type':'integer','maximum':20}]},"
    "'flag':{'type':'boolean'},"
    "'wishes':{'type':'array','minItems':1,'maxItems':3,'uniqueItems':true,'items':{'type':"
    "'object',"
    "'required':['kind','day'],'additionalProperties':false,'properties':{'kind':{'type':'"
    "string'},"
    "'day':{'type':'integer','minimum':0}}}},"
    "'map':{'type':'object','minProperties':1,'maxProperties':2,'additionalProperties':{'"
    "type':'number'}},"
    "'exact':{'type':'array','minItems':2,'maxItems':2}}}";

struct row {
    const char *value;
    const char *message; /* NULL: it fits */
    const char *hint;    /* NULL: not looked at */
};

static void check_rows(const char *schema_text, const struct row rows[], size_t n_rows)
{
    json_auto_t *schema = json_of(schema_text);
    struct err wrong = {0};
    if (!schema_is_supported(schema, &wrong)) {
        fail_msg("%s", wrong.message);
    }
    for (size_t i = 0; i < n_rows; i++) {
        struct err err = {0};
        json_auto_t *value = json_of(rows[i].value);
        bool fits = schema_check(schema, value, "arguments", &err);
        if (fits != (rows[i].message == NULL)) {
            fail_msg("%s: %s", rows[i].value, fits ? "fits" : err.message);
        }
        if (!fits) {
            assert_int_equal(err.code, ERR_BAD_ARGUMENT);
            assert_string_equal(err.message, rows[i].message);
            assert_false(schema_check(schema, value, "arguments", NULL));
        }
        if (!fits && rows[i].hint != NULL) {
            assert_string_equal(err.hint, rows[i].hint);
        }
    }
}

static void test_single_values(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"{'athlete':'i12'}", NULL, NULL},
        {"{'athlete':'i12','days':0}", "days is 0; it must be 1 to 3660", ""},
        {"{'athlete':'1','days':3660}", NULL, NULL},
        {"{'athlete':'1','days':7.0}", NULL, NULL},
        {"{'athlete':'1','days':3661}", "days is 3661; it must be 1 to 3660", ""},
        {"{'athlete':'1','days':7.5}", "days is 7.5; it must be a whole number, 1 to 3660",
         ""},
        {"{'athlete':'1','days':'7'}",
         "days is \"7\"; it must be a whole number, 1 to 3660", ""},
        {"{'athlete':'1','hours':null}", NULL, NULL},
        {"{'athlete':'1','hours':0}", "hours is 0; it must be more than 0 and at most 40",
         ""},
        {"{'athlete':'1','hours':true}",
         "hours is true; it must be a number, more than 0 and at most 40 or null", ""},
        {"{'athlete':'1','step':12}", "step is 12; it must be a multiple of 5", ""},
        {"{'athlete':'1','step':-10}", NULL, NULL},
        {"{'athlete':'1','sport':'run'}",
         "sport is \"run\"; it must be one of the allowed values",
         "Did you mean \"Run\"? Allowed: \"Run\", \"Ride\", \"Swim\""},
        {"{'athlete':'1','sport':5}", "sport is 5; it must be one of the allowed values",
         "Allowed: \"Run\", \"Ride\", \"Swim\""},
        {"{'athlete':'1','level':2.0}", NULL, NULL},
        {"{'athlete':'1','level':null}", NULL, NULL},
        {"{'athlete':'1','level':3}", "level is 3; it must be one of the allowed values",
         "Allowed: 1, 2, \"max\", null"},
        {"{'athlete':'1','since':'2026-02-30'}",
         "since is \"2026-02-30\"; it must be a date like 2026-11-22", ""},
        {"{'athlete':'1','since':'2026-02-28'}", NULL, NULL},
        {"{'athlete':'1','at':'2026-02-28T10:00:00Z'}", NULL, NULL},
        {"{'athlete':'1','at':'2026-02-28T10:00:00'}",
         "at is \"2026-02-28T10:00:00\"; it must be a time like 2026-11-22T07:30:00+01:00",
         ""},
        {"{'athlete':'1','fixed':'v2'}", "fixed is \"v2\"; it must be \"v1\"", ""},
        {"{'athlete':'1','flag':'yes'}", "flag is \"yes\"; it must be true or false", ""},
        {"{'athlete':''}", "athlete is \"\"; it must be text of 1 to 5 characters", ""},
        {"{'athlete':'123456'}",
         "athlete is \"123456\"; it must be text of 1 to 5 characters", ""},
        {"{'athlete':'\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9'}",
         "athlete is \"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\"; it must be text that "
         "matches "
         "^i?[0-9]+$",
         ""},
        {"{'athlete':'x1'}", "athlete is \"x1\"; it must be text that matches ^i?[0-9]+$",
         ""},
        {"[]", "arguments is a list of 0; it must be an object", ""},
        {"null", "arguments is null; it must be an object", ""}};
    check_rows(week_schema, rows, sizeof rows / sizeof rows[0]);
}

/* What is missing is told with what it may be. */
static void test_a_missing_choice_names_the_choices(void **state)
{
    static const char schema[] = "{'type':'object','properties':{'athlete':{'enum':['i1',"
                                 "'i2','all']}},'required':['athlete']}";
    static const struct row rows[] = {{"{}", "missing argument \"athlete\"",
                                       "Allowed for \"athlete\": \"i1\", \"i2\", \"all\""}};
    (void)state;
    check_rows(schema, rows, sizeof rows / sizeof rows[0]);
}

static void test_objects_and_lists(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"{}", "missing argument \"athlete\"", "\"athlete\" must be text"},
        {"{'athlete':'1','day':1}", "unknown argument \"day\"",
         "Did you mean \"days\"? Known arguments: athlete, days, hours, step, sport, "
         "level, since, at, "
         "fixed, week_start, kind, either, one, flag, wishes, map, exact"},
        {"{'athlete':'1','start':1}", "unknown argument \"start\"",
         "Did you mean \"week_start\"? Known arguments: athlete, days, hours, step, sport, "
         "level, since, "
         "at, fixed, week_start, kind, either, one, flag, wishes, map, exact"},
        {"{'athlete':'1','wishes':[]}",
         "wishes is a list of 0; it must be a list of 1 to 3 elements", ""},
        {"{'athlete':'1','wishes':[{'kind':'a','day':0},{'kind':'a','day':0}]}",
         "wishes[1] is an object; it must be different from the elements before it", ""},
        {"{'athlete':'1','wishes':[{'kind':'a','day':0},{'kind':'a','day':-1}]}",
         "wishes[1].day is -1; it must be at least 0", ""},
        {"{'athlete':'1','wishes':[{}]}", "wishes[0] lacks \"kind\", \"day\"",
         "\"kind\" must be text"},
        {"{'athlete':'1','wishes':[{'kind':'a','day':0,'dy':1}]}",
         "wishes[0] has an unknown member \"dy\"",
         "Did you mean \"day\"? Known members: kind, day"},
        {"{'athlete':'1','map':{}}",
         "map is an object; it must be an object of 1 to 2 members", ""},
        {"{'athlete':'1','map':{'x':'y'}}", "map.x is \"y\"; it must be a number", ""},
        {"{'athlete':'1','map':{'x':1.5,'y':2}}", NULL, NULL},
        {"{'athlete':'1','exact':[1]}",
         "exact is a list of 1; it must be a list of exactly 2 elements", ""}};
    check_rows(week_schema, rows, sizeof rows / sizeof rows[0]);
}

static void test_branches(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"{'athlete':'1','kind':'a'}", NULL, NULL},
        {"{'athlete':'1','kind':'c'}",
         "kind is \"c\"; it must be one of the allowed values", "Allowed: \"a\", \"b\""},
        {"{'athlete':'1','either':10}", NULL, NULL},
        {"{'athlete':'1','either':'abc'}", NULL, NULL},
        {"{'athlete':'1','either':9}", "either is 9; it must be at least 10", ""},
        {"{'athlete':'1','either':'abcd'}",
         "either is \"abcd\"; it must be text of at most 3 characters", ""},
        {"{'athlete':'1','either':true}",
         "either is true; it must be a whole number, at least 10, text", ""},
        {"{'athlete':'1','one':5}", NULL, NULL},
        {"{'athlete':'1','one':15}",
         "one is 15; it must be of one of its allowed forms, not of several",
         "Give only one of them."}};
    check_rows(week_schema, rows, sizeof rows / sizeof rows[0]);
    static const struct row either_rows[] = {
        {"{'id':'1'}", NULL, NULL},
        {"{'latest':true}", NULL, NULL},
        {"{}", "arguments must have one of \"id\", \"latest\"", "Give one of them."}};
    check_rows("{'type':'object','properties':{'id':{'type':'string'},'latest':{'type':'"
               "boolean'}},"
               "'anyOf':[{'required':['id']},{'required':['latest']}]}",
               either_rows, sizeof either_rows / sizeof either_rows[0]);
    static const struct row none_rows[] = {
        {"{'x':1}", "unknown argument \"x\"", "No arguments are known here"}};
    check_rows("{'type':'object','additionalProperties':false}", none_rows, 1);
}

/* Whatever an outsider sends: messages stay bounded, on one line, valid UTF-8. */
static void test_words_stay_bounded_and_clean(void **state)
{
    (void)state;
    json_auto_t *schema = json_of(week_schema);
    struct str_buf dirty = {0};
    for (size_t i = 0; i < 3000; i++) {
        str_buf_add(&dirty, "\xE2\x80\xAE\n\t\xF0\x9F\x98\x80 ");
    }
    static const char *const keys[] = {"athlete", "sport",  "days",
                                       "since",   "either", "fixed"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct err err = {0};
        json_auto_t *value =
            json_pack("{s:s, s:s}", "athlete", "1", keys[i], str_buf_text(&dirty));
        assert_false(schema_check(schema, value, "arguments", &err));
        assert_null(strchr(err.message, '\n'));
        assert_true(str_is_utf8(err.message, strlen(err.message)));
        assert_true(str_is_utf8(err.hint, strlen(err.hint)));
    }
    struct err err = {0};
    json_auto_t *unknown = json_pack("{s:s, s:i}", "athlete", "1", str_buf_text(&dirty), 1);
    assert_false(schema_check(schema, unknown, "arguments", &err));
    assert_null(strchr(err.message, '\n'));
    assert_null(strstr(err.message, "\xE2\x80\xAE"));
    str_buf_release(&dirty);
}

static void test_long_lists_are_cut_with_dots(void **state)
{
    (void)state;
    json_auto_t *names = json_array();
    for (int i = 0; i < 200; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "value_number_%d", i);
        (void)json_array_append_new(names, json_string(name));
    }
    json_auto_t *schema = json_pack("{s:O}", "enum", names);
    json_auto_t *value = json_string("value_number_17x");
    struct err err = {0};
    assert_false(schema_check(schema, value, "sport", &err));
    assert_non_null(
        strstr(err.hint, "Did you mean \"value_number_17\"? Allowed: \"value_number_0\""));
    assert_string_equal(err.hint + strlen(err.hint) - 5, ", ...");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_supported),
        cmocka_unit_test(test_single_values),
        cmocka_unit_test(test_a_missing_choice_names_the_choices),
        cmocka_unit_test(test_objects_and_lists),
        cmocka_unit_test(test_branches),
        cmocka_unit_test(test_words_stay_bounded_and_clean),
        cmocka_unit_test(test_long_lists_are_cut_with_dots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
