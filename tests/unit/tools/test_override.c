/* A yes is to what was shown: this plan, in this calendar, no further beyond a limit. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tools/override.h"

enum { NOW_MS = 1000000, HOUR_MS = 3600000 };

struct override_case {
    struct arena arena;
    struct tool_effects effects;
    struct tool_questions questions;
};

static void case_open(struct override_case *c)
{
    memset(c, 0, sizeof *c);
    c->effects.arena = &c->arena;
}

static void case_close(struct override_case *c)
{
    json_decref(c->questions.asked);
    arena_release(&c->arena);
}

static struct data_entries kept(const struct override_case *c)
{
    return (struct data_entries){c->effects.entries, c->effects.n_entries};
}

/* A run of 70 min where 52 are the limit, and a pair that has no number. */
static struct override shown(void)
{
    return (struct override){
        .plan = "0123456789",
        .week_start = 20780,
        .seen = "00112233445566778899aabbccddeeff",
        .breaches = {.n_items = 2,
                     .items = {{.rule = PLAN_H3,
                                .margin = -18,
                                .words = "Tue run 70 min: your limit 52 min (H3)"},
                               {.rule = PLAN_H8,
                                .margin = (double)NAN,
                                .words = "Tue legs beside ride (H8)"}}}};
}

static void test_a_yes_is_to_what_was_shown(void **state)
{
    (void)state;
    struct override_case c;
    case_open(&c);
    struct override wanted = shown();
    struct data_entries none = {0};
    assert_false(override_is_given(&none, &wanted));
    assert_true(override_request_grant(&c.effects, &wanted, "a race", NOW_MS));
    struct data_entries entries = kept(&c);
    assert_true(override_is_given(&entries, &wanted));

    wanted.plan = "9876543210";
    assert_false(override_is_given(&entries, &wanted));
    wanted.plan = override_undo_plan(&c.arena, "0123456789");
    assert_false(override_is_given(&entries, &wanted));
    wanted = shown();
    wanted.seen = "ffeeddccbbaa99887766554433221100"; /* another calendar, another run */
    assert_false(override_is_given(&entries, &wanted));
    case_close(&c);
}

static void test_worse_is_asked_anew(void **state)
{
    (void)state;
    struct override_case c;
    case_open(&c);
    struct override wanted = shown();
    assert_true(override_request_grant(&c.effects, &wanted, NULL, NOW_MS));
    struct data_entries entries = kept(&c);
    wanted.breaches.items[0].margin = -18.5;
    assert_false(override_is_given(&entries, &wanted));
    wanted.breaches.items[0].margin = -3; /* the limit has risen */
    assert_true(override_is_given(&entries, &wanted));
    wanted.breaches.items[1].words = "Wed legs beside run (H8)";
    assert_false(override_is_given(&entries, &wanted));
    wanted = shown();
    wanted.breaches.n_items = 1; /* a rule less */
    assert_true(override_is_given(&entries, &wanted));
    wanted.breaches.items[0].rule = PLAN_H6;
    assert_false(override_is_given(&entries, &wanted));
    case_close(&c);
}

/* Whatever the log says, and however it says it. */
static void test_no_yes_is_read_into_the_log(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "{}",
        "{\"plan\":\"0123456789\",\"rules\":[\"H3\",\"H8\"]}", /* of an older version */
        "{\"plan\":\"0123456789\",\"seen\":\"00112233445566778899aabbccddeeff\","
        "\"breaches\":[{\"rule\":\"H1\",\"margin\":-1,\"words\":\"x\"}]}",
        "{\"plan\":\"0123456789\",\"seen\":\"00112233445566778899aabbccddeeff\","
        "\"breaches\":[{\"rule\":\"H3\",\"margin\":null,\"words\":\"\"}]}",
    };
    struct override wanted = shown();
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        const struct own_entry entry = {.batch = "abcdefghij",
                                        .kind = "override",
                                        .recorded_ms = NOW_MS,
                                        .body = bodies[i]};
        const struct data_entries entries = {&entry, 1};
        wanted.breaches = (struct week_breaches){
            .n_items = 1, .items = {{.rule = PLAN_H3, .margin = -18, .words = "x"}}};
        assert_false(override_is_given(&entries, &wanted));
        wanted.breaches.items[0].rule = PLAN_H1; /* nobody may */
        wanted.breaches.items[0].margin = -1;
        assert_false(override_is_given(&entries, &wanted));
    }
}

static void test_a_code_shows_what_it_is_for(void **state)
{
    (void)state;
    struct override_case c;
    case_open(&c);
    struct override wanted = shown();
    struct override found;
    struct data_entries none = {0};
    struct tool_ctx ctx = {
        .arena = &c.arena, .effects = &c.effects, .questions = &c.questions};
    const char *code = NULL;
    const char *again = NULL;
    assert_int_equal(override_obtain(&ctx, &none, &wanted, "1 workout", NOW_MS, &code),
                     REPLY_IMPOSSIBLE);
    struct data_entries entries = kept(&c);
    assert_int_equal(override_request_find(&c.arena, &entries, code, NOW_MS, &found),
                     OVERRIDE_OPEN);
    assert_int_equal(found.breaches.n_items, 2);
    assert_string_equal(found.breaches.items[0].words,
                        "Tue run 70 min: your limit 52 min (H3)");
    assert_int_equal(
        override_request_find(&c.arena, &entries, code, NOW_MS + 25LL * HOUR_MS, &found),
        OVERRIDE_EXPIRED);

    /* The same again has the same code, another calendar another one. */
    assert_int_equal(override_obtain(&ctx, &entries, &wanted, "1 workout", NOW_MS, &again),
                     REPLY_IMPOSSIBLE);
    assert_string_equal(again, code);
    wanted.seen = "ffeeddccbbaa99887766554433221100";
    assert_int_equal(override_obtain(&ctx, &entries, &wanted, "1 workout", NOW_MS, &again),
                     REPLY_IMPOSSIBLE);
    assert_string_not_equal(again, code);

    /* The yes on the terminal is to the request, not to what has become of it. */
    assert_true(override_request_grant(&c.effects, &found, "yes", NOW_MS));
    entries = kept(&c);
    assert_false(override_is_given(&entries, &wanted));
    wanted = shown();
    assert_true(override_is_given(&entries, &wanted));
    case_close(&c);
}

/* Each question has a key of its own: an answer to one is none to the other. */
static void test_a_question_is_of_what_it_shows(void **state)
{
    (void)state;
    struct override_case c;
    case_open(&c);
    struct override wanted = shown();
    struct data_entries none = {0};
    struct tool_ctx ctx = {
        .arena = &c.arena, .effects = &c.effects, .questions = &c.questions};
    const char *code = NULL;
    c.questions.can_ask = true;
    for (int i = 0; i < 3; i++) {
        wanted.breaches.items[0].words = i == 1 ? "Tue run 90 min" : "Tue run 70 min";
        wanted.seen = i == 2 ? "ff" : "00";
        assert_int_equal(override_obtain(&ctx, &none, &wanted, "1 workout", NOW_MS, &code),
                         REPLY_AWAITED);
        assert_int_equal(json_object_size(c.questions.asked), i + 1);
    }
    const json_t *first = json_object_iter_value(json_object_iter(c.questions.asked));
    const char *message = json_get_text(first, "message");
    assert_non_null(strstr(message, "1 workout. Tue run 70 min"));
    assert_non_null(strstr(message, "Write it anyway?"));
    assert_int_equal(c.effects.n_entries, 0);
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_yes_is_to_what_was_shown),
        cmocka_unit_test(test_worse_is_asked_anew),
        cmocka_unit_test(test_no_yes_is_read_into_the_log),
        cmocka_unit_test(test_a_code_shows_what_it_is_for),
        cmocka_unit_test(test_a_question_is_of_what_it_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
