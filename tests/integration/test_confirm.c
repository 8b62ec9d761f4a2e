/* `soleus confirm`: the athlete's yes on his own terminal, where the client cannot ask. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Heavy legs before hard riding: H8, which the athlete may override. */
static const char week[] =
    "{\"week_start\":\"2027-01-04\",\"sessions\":["
    "{\"day\":\"tuesday\",\"slot\":\"am\",\"sport\":\"WeightTraining\",\"minutes\":60,"
    "\"name\":\"Heavy legs\"},{\"day\":\"tuesday\",\"slot\":\"pm\",\"sport\":\"Ride\","
    "\"minutes\":60,\"name\":\"VO2 5 x 3 min\"}]}";

#define AT "2026-12-20T12:00:00+09:00"

/* soleus call TOOL ARGUMENTS, its structured half; a new reference. */
static json_t *call(struct rig *rig, const char *tool, const char *arguments)
{
    struct str_buf out = {0};
    struct options options = {.now = AT, .args = {"call", tool, arguments, "--json"}};
    assert_int_equal(soleus_run(rig, &options, &out, NULL), 0);
    json_auto_t *result = json_loads(str_buf_text(&out), 0, NULL);
    str_buf_release(&out);
    return json_incref((json_t *)(uintptr_t)structured_of(result));
}

static const char *member(const json_t *body, const char *key)
{
    const char *text = json_string_value(json_object_get(body, key));
    return text != NULL ? text : "";
}

/* soleus confirm CODE on a terminal where that is typed. */
static void confirm(struct rig *rig, const char *typed, const char *code, int status,
                    const char *shown)
{
    struct str_buf out = {0};
    struct options options = {
        .now = AT, .args = {"confirm", code}, .runner = {ON_TERMINAL_PATH, typed}};
    int found = soleus_run(rig, &options, &out, NULL);
    expect_contains(str_buf_text(&out), shown);
    assert_int_equal(found, status);
    str_buf_release(&out);
}

static void a_yes_on_the_terminal_counts_once(void **state)
{
    struct rig *rig = *state;
    char arguments[100];
    char code[16];
    fake_start(rig, "--synthetic", SYNTHETIC, NULL);
    json_auto_t *checked = call(rig, "check_week", week);
    assert_string_equal(member(checked, "verdict"), "needs_override");
    FORMAT(arguments, "{\"plan_token\":\"%s\",\"confirm\":true}",
           member(checked, "plan_token"));
    json_auto_t *asked = call(rig, "apply_week", arguments);
    assert_string_equal(member(asked, "action"), "needs_athlete");
    FORMAT(code, "%s", member(asked, "confirm_code"));

    struct str_buf err = {0};
    struct options piped = {.now = AT, .args = {"confirm", code}};
    assert_int_equal(soleus_run(rig, &piped, NULL, &err), 2);
    expect_contains(str_buf_text(&err), "in your own terminal");
    str_buf_release(&err);
    confirm(rig, "no\n", code, 1, "Nothing was kept");
    json_auto_t *still = call(rig, "apply_week", arguments);
    assert_string_equal(member(still, "action"), "needs_athlete");

    confirm(
        rig, "no\n", code, 1,
        "Tue 2027-01-05 18:00 ride vo2 60 min beside 07:00 strength lower heavy 60 min: "
        "hours from heavy legs to the hard session after them 10 h, at least 24 h "
        "needed (H8 heavy_legs)");
    confirm(rig, "yes\nthe last chance\n", code, 0, "H8");
    confirm(rig, "yes\n\n", code, 1, "used before");
    confirm(rig, "yes\n\n", "00000000", 1, "no such code");
    json_auto_t *written = call(rig, "apply_week", arguments);
    assert_string_equal(member(written, "action"), "written");
    const json_t *overrides = json_object_get(written, "overrides");
    assert_string_equal(member(json_array_get(overrides, 0), "reason"), "the last chance");
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_yes_on_the_terminal_counts_once)};
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0) {
        (void)puts("SKIPPED: no terminals here (is /dev/pts mounted?)");
        return 77;
    }
    (void)close(terminal);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
