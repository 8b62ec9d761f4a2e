/*
 * Killed at any point of a write, started again and asked again: each event exists exactly
 * once, the journal is clean, the answer is true. Points are all calls by which the process
 * touches files, sockets and pipes (crash_shim.c), and each request at the service, before
 * and after it was carried out.
 *
 *   writes_crash [STRIDE]   every STRIDE-th point (default 1: all of them)
 */
#include "writes.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crash.h"

static unsigned stride = 1;

static struct crash_control *control_open(const struct rig *rig, char env[PATH_SIZE * 2])
{
    char path[PATH_SIZE];
    FORMAT(path, "%s/crash", rig->folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, sizeof(struct crash_control)), 0);
    void *memory =
        mmap(NULL, sizeof(struct crash_control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    (void)close(fd);
    assert_true(memory != MAP_FAILED);
    text_format(env, (size_t)PATH_SIZE * 2, CRASH_CONTROL "=%s", path);
    return memory;
}

static void control_arm(struct crash_control *control, unsigned crash_at)
{
    atomic_store(&control->crash_at, crash_at);
    atomic_store(&control->n_calls, 0);
    atomic_store(&control->is_armed, 1);
}

/* Sends the call and waits: true when it was answered, false when the process was killed.
 */
static bool is_answered(struct session *session, const char *token)
{
    char args[128];
    FORMAT(args, "{'plan_token':'%s','confirm':true}", token);
    int id = session_call_send(session, "apply_week", args);
    int64_t deadline_ms = monotonic_ms() + (int64_t)DEADLINE_MS * TIME_FACTOR;
    while (!session_is_answered(session, id)) {
        struct child *child = session_child(session);
        if (child->has_ended) {
            return false;
        }
        assert_true(monotonic_ms() < deadline_ms);
        (void)child_wait_change(child, deadline_ms);
    }
    json_decref(session_reply(session, id));
    return true;
}

static void killed_expect(struct session *session)
{
    struct child *child = session_child(session);
    assert_true(child_wait_end(child, monotonic_ms() + DEADLINE_MS));
    assert_int_equal(child_exit_code(child), 1000 + SIGKILL);
    session_forget(session);
}

/* Started again, with another first question each time. */
static void ask_again(struct rig *rig, const char *token, unsigned i_point)
{
    struct session *session = writes_session(rig, NULL, NULL);
    if (i_point % 3 == 1) {
        json_auto_t *calendar =
            session_call(session, "get_calendar", "{'oldest':'" WEEK "'}");
        (void)structured_of(calendar);
    } else if (i_point % 3 == 2) {
        json_auto_t *preview = apply(session, token, "");
        (void)structured_of(preview);
    }
    /* What was sent before it died is in doubt until its time is over. */
    bool is_there = false;
    for (int i = 0; i < 20 && !is_there; i++) {
        json_auto_t *again = apply(session, token, ",'confirm':true");
        const char *action = said(again, "action");
        is_there = strcmp(action, "written") == 0 || strcmp(action, "already_written") == 0;
        if (!is_there && (i == 19 || strstr(text_of(again), "unknown") == NULL)) {
            fail_msg("point %u: %s", i_point, text_of(again));
        }
        (void)usleep(is_there ? 0 : 40 * 1000);
    }
    expect_written_once(rig, token);
    json_auto_t *third = apply(session, token, ",'confirm':true");
    assert_string_equal(said(third, "action"), "already_written");
    expect_written_once(rig, token);
    (void)session_end(session);
    assert_int_equal(journal_unsettled(rig), 0);
}

static void plan_make(struct rig *rig, char token[TOKEN_SIZE])
{
    writes_begin(rig);
    struct session *session = writes_session(rig, NULL, NULL);
    plan_get(session, 0, token);
    (void)session_end(session);
    state_save(rig);
}

static void killed_at_every_call(void **state)
{
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    char env[PATH_SIZE * 2];
    unsigned n_points = 0;
    plan_make(rig, token);
    struct crash_control *control = control_open(rig, env);
    for (unsigned at = 1;; at += stride) {
        state_restore(rig);
        atomic_store(&control->is_armed, 0);
        struct session *session = writes_session_shimmed(rig, env);
        control_arm(control, at);
        bool survived = is_answered(session, token);
        n_points = atomic_load(&control->n_calls);
        atomic_store(&control->is_armed, 0);
        if (survived) {
            (void)session_end(session);
            expect_written_once(rig, token);
            break;
        }
        killed_expect(session);
        ask_again(rig, token, at);
    }
    print_message("%u points\n", n_points);
    assert_true(n_points > 60); /* else nothing was stepped through */
}

/* The service kills its client at the nth request, before or after it was carried out. */
static void killed_at_every_request(void **state)
{
    static const char *const whens[] = {"before", "after"};
    struct rig *rig = *state;
    char token[TOKEN_SIZE];
    plan_make(rig, token);
    for (unsigned i = 0;; i++) {
        state_restore(rig);
        struct session *session = writes_session(rig, NULL, NULL);
        fake_fault(rig,
                   "{'kind':'kill','pid':%d,'skip':%u,'when':'%s',"
                   "'path_contains':'/api/v1/athlete'}",
                   (int)session_child(session)->pid, i / 2, whens[i % 2]);
        if (is_answered(session, token)) {
            (void)session_end(session);
            assert_true(i >= 2 * (PLAN_SESSIONS + 2));
            break;
        }
        killed_expect(session);
        fake_faults_clear(rig);
        ask_again(rig, token, i);
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        TEST(killed_at_every_call),
        TEST(killed_at_every_request),
    };
    stride = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
