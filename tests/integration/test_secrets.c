/*
 * Neither the key nor anything private that the service sends may be in any output or file:
 * after a session with all tools, faults, logs and ends, every byte is searched.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#include "trouble.h"

#define TOKEN "0auth-7c1d9e-t0ken"

static void encode_base64(const char *text, char *out)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = strlen(text);
    size_t n_out = 0;
    for (size_t i = 0; i < length; i += 3) {
        unsigned bits = (unsigned)(unsigned char)text[i] << 16U;
        bits |= i + 1 < length ? (unsigned)(unsigned char)text[i + 1] << 8U : 0;
        bits |= i + 2 < length ? (unsigned)(unsigned char)text[i + 2] : 0;
        out[n_out++] = digits[bits >> 18U & 63U];
        out[n_out++] = digits[bits >> 12U & 63U];
        out[n_out++] = i + 1 < length ? digits[bits >> 6U & 63U] : '=';
        out[n_out++] = i + 2 < length ? digits[bits & 63U] : '=';
    }
    out[n_out] = '\0';
}

static void search(const struct rig *rig, const char *bytes)
{
    transcript_expect_lacks(rig, bytes);
    files_expect_lack(rig->folder, bytes);
}

static void nothing_secret_is_anywhere(struct rig *rig)
{
    static const char login[] = "API_KEY:" API_KEY;
    char encoded[128];
    search(rig, API_KEY);
    search(rig, TOKEN);
    search(rig, "SECRET-");
    search(rig, "example.invalid");
    search(rig, "@example");
    encode_base64(login, encoded);
    encoded[strcspn(encoded, "=")] = '\0';
    encoded[strlen(encoded) - 1] = '\0'; /* its last bits depend on what would follow */
    search(rig, encoded);
    encode_base64(API_KEY, encoded);
    search(rig, encoded);
}

static void tools_all(struct session *session)
{
    static const char *const calls[][2] = {
        {"athlete_profile", "{'refresh':true}"},
        {"get_recent_activities", "{'days':200,'limit':200,'refresh':true}"},
        {"get_wellness", "{'days':100}"},
        {"get_calendar", "{'descriptions':true}"},
        {"lower_limb_load_status", "{'days':60}"}};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        json_decref(session_call(session, calls[i][0], calls[i][1]));
    }
}

static void after_a_full_session_with_faults(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    struct options options = {.now = NOW, .args = {"--verbose"}};
    struct session *session = session_open(rig, &options);
    tools_all(session);
    for (size_t i = 0; i < n_troubles; i++) {
        /* Those that are repeated cost time; one of them will do. */
        if (strncmp(troubles[i].name, "429", 3) == 0 ||
            strcmp(troubles[i].name, "500") == 0 || strcmp(troubles[i].name, "cut") == 0 ||
            strcmp(troubles[i].name, "cut at once") == 0 ||
            strcmp(troubles[i].name, "reset") == 0) {
            continue;
        }
        fake_fault(rig, "{%s,'times':1,'path_contains':'/athlete/'}", troubles[i].order);
        json_decref(session_call(session, "get_wellness", "{'refresh':true}"));
        fake_faults_clear(rig);
    }
    /* While it still runs: the write-ahead log is full of what was written. */
    nothing_secret_is_anywhere(rig);
    (void)session_end(session);
    struct options doctor = {.now = NOW, .args = {"doctor"}};
    (void)soleus_run(rig, &doctor, NULL, NULL);
    nothing_secret_is_anywhere(rig);
}

/* A service (or a proxy) that repeats the request in its error. */
static void what_the_service_repeats(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    fake_fault(rig,
               "{'kind':'status','status':400,'times':-1,'body':'{\\'error\\':\\'bad "
               "header %s\\'}'}",
               "Basic key");
    struct session *session = session_at(rig, NOW);
    json_auto_t *result = session_call(session, "athlete_profile", "{}");
    assert_true(is_error(result));
    expect_contains(text_of(result), "status 400");
    (void)session_end(session);
    nothing_secret_is_anywhere(rig);
}

static void with_a_bearer_token(void **state)
{
    struct rig *rig = *state;
    fake_start(rig, "--synthetic", SYNTHETIC, "--token", TOKEN, NULL);
    struct options options = {.now = NOW,
                              .env = {"INTERVALS_API_KEY", "INTERVALS_ACCESS_TOKEN=" TOKEN},
                              .args = {"--verbose"}};
    struct session *session = session_open(rig, &options);
    json_auto_t *result = session_call(session, "lower_limb_load_status", "{}");
    (void)expect_fresh(result);
    tools_all(session);
    (void)session_end(session);
    json_auto_t *requests = fake_requests(rig);
    assert_true(json_is_true(json_object_get(json_array_get(requests, 0), "authorized")));
    nothing_secret_is_anywhere(rig);
}

/* The last place: a command line is read by everybody. */
static void no_option_takes_a_key(void **state)
{
    struct rig *rig = *state;
    static const char *const options[] = {"--api-key=x", "--key=x", "--token=x",
                                          "--password=x"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        struct options run = {.now = NOW, .args = {options[i], "tools"}};
        assert_int_equal(soleus_run(rig, &run, NULL, NULL), 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(after_a_full_session_with_faults),
        TEST(what_the_service_repeats),
        TEST(with_a_bearer_token),
        TEST(no_option_takes_a_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
