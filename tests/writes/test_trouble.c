/*
 * Trouble at every change of a plan, and two processes that write at once: the answer says
 * what is true, and asked again each event is there exactly once.
 */
#include "writes.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const kinds[] = {
    "'kind':'reset','when':'before'",
    "'kind':'reset','when':'after'",
    "'kind':'status','status':429,'retry_after_s':1,'when':'before'",
    "'kind':'status','status':500,'when':'before'",
    "'kind':'status','status':500,'when':'after'",
    "'kind':'html','status':502,'when':'before'",
    "'kind':'html','status':502,'when':'after'",
    "'kind':'status','status':422,'when':'before'",
    "'kind':'cut'",
    "'kind':'broken_json'",
    "'kind':'empty','when':'after'",
    "'kind':'redirect','location':'http://127.0.0.1:9/','when':'before'",
};

/* Does the answer say of each event what the service holds? */
static void expect_truth(struct rig *rig, const char *token, const json_t *result,
                         const char *trouble)
{
    const json_t *events = json_object_get(structured_of(result), "events");
    assert_int_equal(rows_count(events), PLAN_SESSIONS);
    for (int i = 0; i < PLAN_SESSIONS; i++) {
        char id[96];
        FORMAT(id, "soleus:%s:%d", token, i + 1);
        const char *state = json_string_value(cell(events, (size_t)i, "state"));
        bool is_there = service_count(rig, id) == 1;
        bool says_so = strcmp(state, "written") == 0 || strcmp(state, "already_there") == 0;
        if (strcmp(state, "unknown") != 0 && says_so != is_there) {
            fail_msg("%s: %s is said to be %s", trouble, id, state);
        }
    }
}

static void trouble_at_every_change(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    plan_get(session, 0, token);
    (void)session_end(session);
    state_save(rig);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int at = (int)(i % PLAN_SESSIONS); /* first, second, last change in turn */
        state_restore(rig);
        session = writes_session(rig, NULL, NULL);
        fake_fault(rig, "{%s,'method':'POST','skip':%d}", kinds[i], at);
        json_auto_t *first = apply(session, token, ",'confirm':true");
        expect_truth(rig, token, first, kinds[i]);
        json_auto_t *again = apply(session, token, ",'confirm':true");
        expect_truth(rig, token, again, kinds[i]);
        if (i % 2 == 0) {
            (void)session_end(session);
            session = writes_session(rig, NULL, NULL);
        }
        json_auto_t *third = apply(session, token, ",'confirm':true");
        const char *action = said(third, "action");
        if (strcmp(action, "already_written") != 0 && strcmp(action, "written") != 0) {
            fail_msg("%s: %s", kinds[i], text_of(third));
        }
        expect_written_once(rig, token);
        (void)session_end(session);
        assert_int_equal(journal_unsettled(rig), 0);
    }
}

/* Both send the same plan at the same moment. */
static void two_processes_write_one_plan_once(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    char args[128];
    writes_begin(rig);
    struct session *one = writes_session(rig, NULL, NULL);
    struct session *two = writes_session(rig, NULL, NULL);
    plan_get(one, 0, token);
    FORMAT(args, "{'plan_token':'%s','confirm':true}", token);
    int id_one = session_call_send(one, "apply_week", args);
    int id_two = session_call_send(two, "apply_week", args);
    json_auto_t *reply_one = session_reply(one, id_one);
    json_auto_t *reply_two = session_reply(two, id_two);
    assert_non_null(json_object_get(reply_one, "result"));
    assert_non_null(json_object_get(reply_two, "result"));
    expect_written_once(rig, token);
    json_auto_t *third = apply(two, token, ",'confirm':true");
    assert_string_equal(said(third, "action"), "already_written");
    expect_written_once(rig, token);
    (void)session_end(one);
    (void)session_end(two);
    assert_int_equal(journal_unsettled(rig), 0);
}

/* Two plans for one week: whoever comes second is told that the calendar is another one. */
static void of_two_plans_at_once_one_is_written(void **state)
{
    struct rig *rig = *state;
    char tokens[2][TOKEN_SIZE];
    struct session *sessions[2];
    int ids[2];
    size_t n_written = 0;
    writes_begin(rig);
    for (int i = 0; i < 2; i++) {
        sessions[i] = writes_session(rig, NULL, NULL);
        plan_get(sessions[i], i, tokens[i]);
    }
    for (int i = 0; i < 2; i++) {
        char args[128];
        FORMAT(args, "{'plan_token':'%s','confirm':true}", tokens[i]);
        ids[i] = session_call_send(sessions[i], "apply_week", args);
    }
    for (int i = 0; i < 2; i++) {
        json_auto_t *reply = session_reply(sessions[i], ids[i]);
        const json_t *result = json_object_get(reply, "result");
        bool is_written =
            !is_error(result) && strcmp(said(result, "action"), "written") == 0;
        n_written += is_written ? 1U : 0U;
        if (is_written) {
            expect_written_once(rig, tokens[i]);
        }
    }
    assert_int_equal(n_written, 1);
    assert_int_equal(service_count(rig, "soleus:"), PLAN_SESSIONS);
    (void)session_end(sessions[0]);
    (void)session_end(sessions[1]);
    assert_int_equal(journal_unsettled(rig), 0);
}

static void process_signal(struct session *session, int signal_number)
{
    assert_int_equal(kill((pid_t)session_child(session)->pid, signal_number), 0);
}

static int confirm_send(struct session *session, const char *token)
{
    char args[128];
    FORMAT(args, "{'plan_token':'%s','confirm':true}", token);
    return session_call_send(session, "apply_week", args);
}

/* A lid is closed in the middle of a write, and somebody else confirms the same plan. */
static void a_stopped_process_keeps_its_turn(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *one = writes_session(rig, NULL, NULL);
    struct session *two = writes_session(rig, "SOLEUS_TEST_WRITE_LOCK_MS=200", NULL);
    plan_get(one, 0, token);
    fake_fault(rig, "{'kind':'slow','delay_ms':300,'when':'after','method':'POST',"
                    "'skip':1}");
    int id = confirm_send(one, token);
    while (service_writes(rig) < 2) {
        (void)usleep(2000);
    }
    process_signal(one, SIGSTOP);
    json_auto_t *refused = apply(two, token, ",'confirm':true");
    assert_string_equal(said(refused, "action"), "not_written");
    expect_contains(text_of(refused), "another Soleus process is writing");
    assert_int_equal(service_writes(rig), 2);
    process_signal(one, SIGCONT);
    json_auto_t *reply = session_reply(one, id);
    assert_string_equal(said(json_object_get(reply, "result"), "action"), "written");
    json_auto_t *again = apply(two, token, ",'confirm':true");
    assert_string_equal(said(again, "action"), "already_written");
    expect_written_once(rig, token);
    (void)session_end(one);
    (void)session_end(two);
    assert_int_equal(journal_unsettled(rig), 0);
}

/* Stopped between its last look and its first request; pain is told meanwhile. */
static void a_process_that_slept_judges_anew(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    writes_begin(rig);
    struct session *one = writes_session(rig, NULL, NULL);
    struct session *two = writes_session(rig, NULL, NULL);
    plan_get(one, 0, token);
    fake_requests_clear(rig);
    fake_fault(rig, "{'kind':'slow','delay_ms':200,'when':'after','method':'GET',"
                    "'path_contains':'/events','skip':1}");
    int id = confirm_send(one, token);
    while (fake_requests_to(rig, "/events") < 2) {
        (void)usleep(2000);
    }
    process_signal(one, SIGSTOP);
    json_auto_t *told = session_call(two, "log_checkin",
                                     "{'pain':[{'moment':'next_morning','score':6,"
                                     "'site':'achilles','side':'left'}]}");
    assert_string_equal(said(told, "written"), "written");
    process_signal(one, SIGCONT);
    json_auto_t *reply = session_reply(one, id);
    expect_error(json_object_get(reply, "result"), "BAD_ARGUMENT", "changed since", NULL);
    assert_int_equal(service_writes(rig), 0);
    (void)session_end(one);
    (void)session_end(two);
    assert_int_equal(journal_unsettled(rig), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(trouble_at_every_change),
        TEST(two_processes_write_one_plan_once),
        TEST(of_two_plans_at_once_one_is_written),
        TEST(a_stopped_process_keeps_its_turn),
        TEST(a_process_that_slept_judges_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
