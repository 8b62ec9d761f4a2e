#include "support.h"

#include "intervals/redact.h"
#include "base/banned.h"

static void private_names(void **state)
{
    /* Of the API (athlete, folders, activities) and what anyone would call a secret. */
    static const char *const private[] = {"email",
                                          "Email",
                                          "EMAIL",
                                          "email_notifications",
                                          "icu_email_verified",
                                          "icu_email_disabled",
                                          "icu_api_key",
                                          "ICU_API_KEY",
                                          "apiKey",
                                          "apikey",
                                          "icu_friend_invite_token",
                                          "shareToken",
                                          "accessToken",
                                          "access_token",
                                          "token",
                                          "refresh_token",
                                          "client_secret",
                                          "secret",
                                          "has_password",
                                          "password",
                                          "phone",
                                          "auth",
                                          "oauth",
                                          "plan_expires",
                                          "stripe_customer_id",
                                          "webhook_url",
                                          "ical_url",
                                          "bank",
                                          "mail"};
    static const char *const open[] = {"",
                                       "id",
                                       "name",
                                       "icu_athlete_id",
                                       "oauth_client_id",
                                       "oauth_client_name",
                                       "icu_wellness_keys",
                                       "timezone",
                                       "icu_weight",
                                       "author",
                                       "authorized",
                                       "plan",
                                       "tok",
                                       "strava_authorized",
                                       "embankment",
                                       "LLSS",
                                       "pass",
                                       "key",
                                       "decoupling",
                                       "phonecalls"};
    (void)state;
    for (size_t i = 0; i < COUNT(private); i++) {
        if (!intervals_key_is_private(private[i])) {
            fail_msg("%s is not private", private[i]);
        }
    }
    for (size_t i = 0; i < COUNT(open); i++) {
        if (intervals_key_is_private(open[i])) {
            fail_msg("%s is private", open[i]);
        }
    }
}

static void removes_at_any_depth_and_nothing_else(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        bool has_private;
    } cases[] = {
        {"{}", "{}", false},
        {"{'id':1,'name':'email'}", "{'id':1,'name':'email'}", false},
        {"{'email':1}", "{}", true},
        {"{'a':{'b':[{'token':1,'c':2},[{'email':3}]]},'d':4}",
         "{'a':{'b':[{'c':2},[{}]]},'d':4}", true},
        {"[{'secret':{'a':1}},5,'token',null]", "[{},5,'token',null]", true},
        {"{'a':1,'email':2,'b':3,'token':4,'c':5}", "{'a':1,'b':3,'c':5}", true},
        {"{'\\u0065mail':1,'b':2}", "{'b':2}", true}, /* however it is spelt */
        {"5", "5", false},
        {"'email'", "'email'", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *value = json_of(cases[i].from);
        json_t *expected = json_of(cases[i].to);
        assert_int_equal(intervals_has_private(value), cases[i].has_private);
        assert_int_equal(intervals_redact(value), cases[i].has_private);
        assert_true(json_equal(value, expected));
        assert_false(intervals_has_private(value));
        assert_false(intervals_redact(value));
        json_decref(value);
        json_decref(expected);
    }
    assert_false(intervals_has_private(NULL));
    assert_false(intervals_redact(NULL));
}

/* Every depth the reader lets in. */
static void removes_at_the_greatest_depth(void **state)
{
    (void)state;
    for (size_t n_levels = 1; n_levels < 64; n_levels++) {
        struct str_buf text = {0};
        for (size_t i = 1; i < n_levels; i++) {
            str_buf_add(&text, i % 2 == 0 ? "{'a':" : "[1,");
        }
        str_buf_add(&text, "{'api_key':'k','b':1}");
        for (size_t i = n_levels - 1; i >= 1; i--) {
            str_buf_add(&text, i % 2 == 0 ? "}" : "]");
        }
        json_t *value = json_of(str_buf_text(&text));
        assert_true(intervals_has_private(value));
        assert_true(intervals_redact(value));
        assert_false(intervals_has_private(value));
        char *dump = json_dumps(value, JSON_COMPACT);
        assert_null(strstr(dump, "api_key"));
        assert_non_null(strstr(dump, "\"b\":1"));
        free(dump);
        json_decref(value);
        str_buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(private_names),
        cmocka_unit_test(removes_at_any_depth_and_nothing_else),
        cmocka_unit_test(removes_at_the_greatest_depth),
    };
    return cmocka_run_group_tests_name("intervals/redact", tests, NULL, NULL);
}
