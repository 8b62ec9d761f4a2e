/*
 * The drafts of drafts.txt through check_answer, against what the sample athlete was served
 * before: no false "confirmed", at most 2 % false "different". Both halves are counted:
 * the one that the reader was tuned on, and the other.
 *
 *   test_drafts --show   also prints what is not as expected in the first half
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/log.h"
#include "base/str.h"

enum { N_DRAFTS = 240, FINDINGS_MAX = 32 };

static bool shows;

struct rig {
    uv_loop_t loop;
    struct config config;
    struct app *app;
    uint64_t last_id;
    json_t *result;
};

/* Of one half: what was expected, and what came. */
struct tally {
    unsigned n_drafts;
    unsigned n_expected;
    unsigned n_right; /* expected confirmed or rounded, and it is */
    unsigned n_right_wanted;
    unsigned n_wrong; /* expected different, and it is */
    unsigned n_wrong_wanted;
    unsigned n_false_confirmed; /* or rounded */
    unsigned n_false_different;
    unsigned n_not_found;
};

static void done(void *user, uint64_t call_id, json_t *result, bool is_error)
{
    struct rig *rig = user;
    (void)call_id;
    assert_false(is_error);
    rig->result = result;
}

static json_t *call(struct rig *rig, const char *tool, json_t *arguments)
{
    const struct app_call_hooks hooks = {.done = done, .principal = "", .user = rig};
    rig->result = NULL;
    app_call_begin(rig->app, ++rig->last_id, app_tool_find(tool), arguments, &hooks);
    json_decref(arguments);
    while (rig->result == NULL && uv_run(&rig->loop, UV_RUN_ONCE) != 0) {
    }
    assert_non_null(rig->result);
    return rig->result;
}

static void rig_start(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    rig->config = (struct config){.athlete_id = "0",
                                  .is_sample = true,
                                  .has_frozen_now = true,
                                  .frozen_now_ms = 1767870000000}; /* 2026-01-08 12:00 */
    assert_int_equal(uv_loop_init(&rig->loop), 0);
    rig->app = app_new(&rig->loop, &rig->config);
    log_level_set(LOG_ERROR);
}

static void rig_stop(struct rig *rig)
{
    app_close(rig->app);
    (void)uv_run(&rig->loop, UV_RUN_DEFAULT);
    app_free(rig->app);
    assert_int_equal(uv_loop_close(&rig->loop), 0);
}

static void serve_all(struct rig *rig)
{
    static const char *const tools[] = {"athlete_profile",        "get_recent_activities",
                                        "get_activity",           "post_workout_assessment",
                                        "get_wellness",           "fitness_status",
                                        "lower_limb_load_status", "running_dynamics_trend",
                                        "training_summary",       "get_calendar"};
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        json_decref(call(rig, tools[i], json_object()));
    }
    json_decref(call(rig, "performance_curves", json_pack("{s:s}", "sport", "ride")));
    json_decref(call(rig, "performance_curves", json_pack("{s:s}", "sport", "run")));
    json_decref(call(rig, "intervals_get",
                     json_pack("{s:s, s:[sss]}", "operation", "gear", "fields", "type",
                               "name", "distance")));
}

/* The status of the finding that quotes exactly that; NULL: it is not there. */
static const char *status_of(const json_t *rows, const char *quote, bool *seen)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *found = json_string_value(json_array_get(row, 0));
        if (!seen[i] && strcmp(found, quote) == 0) {
            seen[i] = true;
            return json_string_value(json_array_get(row, 1));
        }
    }
    return NULL;
}

static bool is_positive(const char *status)
{
    return strcmp(status, "confirmed") == 0 || strcmp(status, "rounded") == 0;
}

/* '-' for a number that was not found. */
static char letter_of(const char *status)
{
    static const struct {
        const char *status;
        char letter;
    } letters[] = {
        {"confirmed", 'C'}, {"rounded", 'R'}, {"different", 'D'}, {"never_served", 'N'}};
    if (status == NULL) {
        return '-';
    }
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (strcmp(letters[i].status, status) == 0) {
            return letters[i].letter;
        }
    }
    return 'U';
}

/* wanted: letters that are right, the first one best. */
static void count_one(struct tally *tally, const char *wanted, const char *status,
                      const char *draft, const char *quote, bool is_shown)
{
    bool may_confirm = strpbrk(wanted, "CR") != NULL;
    bool may_differ = strchr(wanted, 'D') != NULL;
    char letter = letter_of(status);
    bool is_confirmed = status != NULL && is_positive(status);
    tally->n_expected++;
    tally->n_right_wanted += may_confirm ? 1 : 0;
    tally->n_wrong_wanted += wanted[0] == 'D' ? 1 : 0;
    tally->n_right += may_confirm && is_confirmed ? 1 : 0;
    tally->n_wrong += wanted[0] == 'D' && letter == 'D' ? 1 : 0;
    tally->n_false_confirmed += !may_confirm && is_confirmed ? 1 : 0;
    tally->n_false_different += !may_differ && letter == 'D' ? 1 : 0;
    tally->n_not_found += status == NULL ? 1 : 0;
    if (is_shown && strchr(wanted, letter) == NULL) {
        (void)printf("  %s expected, %c came: \"%s\" of: %s\n", wanted, letter, quote,
                     draft);
    }
}

static void check_draft(struct rig *rig, const char *draft, char *expectations,
                        struct tally *tally, bool is_shown)
{
    json_t *result = call(rig, "check_answer", json_pack("{s:s}", "text", draft));
    const json_t *body = json_object_get(result, "structuredContent");
    const json_t *rows = json_object_get(json_object_get(body, "claims"), "rows");
    bool seen[FINDINGS_MAX] = {false};
    assert_true(json_array_size(rows) <= FINDINGS_MAX);
    tally->n_drafts++;
    for (char *one = strsep(&expectations, ";"); one != NULL;
         one = strsep(&expectations, ";")) {
        one += strspn(one, " ");
        char *wanted = strrchr(one, '=');
        assert_non_null(wanted);
        *wanted++ = '\0';
        count_one(tally, wanted, status_of(rows, one, seen), draft, one, is_shown);
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *quote = json_string_value(json_array_get(row, 0));
        if (!seen[i]) {
            count_one(tally, "UN", json_string_value(json_array_get(row, 1)), draft, quote,
                      is_shown);
        }
    }
    json_decref(result);
}

static void tally_print(const char *name, const struct tally *tally)
{
    (void)printf("%s: %u drafts, %u numbers: %u of %u right ones confirmed or rounded, "
                 "%u of %u wrong ones different; false confirmed %u, false different %u, "
                 "not found %u\n",
                 name, tally->n_drafts, tally->n_expected, tally->n_right,
                 tally->n_right_wanted, tally->n_wrong, tally->n_wrong_wanted,
                 tally->n_false_confirmed, tally->n_false_different, tally->n_not_found);
}

/* Pairs take turns, so that each half has all kinds. */
static bool is_held_out(unsigned i_draft)
{
    return (i_draft / 2) % 2 == 1;
}

static void drafts_are_judged_as_expected(void **state)
{
    struct rig rig;
    struct tally tallies[2] = {{0}};
    char line[1024];
    unsigned i_draft = 0;
    (void)state;
    rig_start(&rig);
    serve_all(&rig);
    FILE *file = fopen(SOURCE_ROOT "/tests/unit/claims/drafts.txt", "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#') {
            continue;
        }
        line[strcspn(line, "\n")] = '\0';
        char *rest = line;
        (void)strsep(&rest, "|");
        char *draft = strsep(&rest, "|");
        draft += strspn(draft, " ");
        draft[strlen(draft) - 1] = '\0'; /* the blank before the bar */
        assert_non_null(rest);
        bool is_second = is_held_out(i_draft++);
        check_draft(&rig, draft, rest, &tallies[is_second ? 1 : 0], shows && !is_second);
    }
    (void)fclose(file);
    tally_print("tuned on", &tallies[0]);
    if (!shows) {
        tally_print("held out", &tallies[1]);
    }
    assert_int_equal(i_draft, N_DRAFTS);
    for (size_t i = 0; i < 2; i++) {
        const struct tally *tally = &tallies[i];
        assert_int_equal(tally->n_false_confirmed, 0);
        assert_true(tally->n_false_different * 50 <= tally->n_expected);
    }
    rig_stop(&rig);
}

int main(int n_arguments, char **arguments)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(drafts_are_judged_as_expected)};
    shows = n_arguments > 1 && strcmp(arguments[1], "--show") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
