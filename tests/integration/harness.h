/*
 * What the integration tests stand on: the shipped binary against the fake service, in a
 * throw-away folder.
 *
 *   rig      folder, fake service, everything that any soleus process has written
 *   session  one soleus process that speaks MCP over pipes
 *
 * JSON is written with single quotes for the reader's sake. Every function fails the test
 * itself when something goes wrong. Deadlines only bound a hang: nothing waits for time to
 * pass.
 */
#ifndef TESTS_INTEGRATION_HARNESS_H
#define TESTS_INTEGRATION_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/str.h"
#include "child.h"

enum {
    DEADLINE_MS = 30000, /* of one wait */
    PATH_SIZE = 256,
    SESSIONS_MAX = 4,
    ENV_MAX = 12,
    ARGS_MAX = 12,
    RUNNER_MAX = 5,
    CALLS_MAX = 4096
};

/* Sanitizers take their time. */
#if defined __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
enum { TIME_FACTOR = 10, IS_SANITIZED = 1 };
#else
enum { TIME_FACTOR = 1, IS_SANITIZED = 0 };
#endif

/* The invented athlete that most tests use, and an instant on its last day (in Tokyo). */
#define ATHLETE "i7"
#define SYNTHETIC "i7:260:80:2026-11-20"
#define NOW "2026-11-20T12:00:00+09:00"
#define NOW_8_MIN "2026-11-20T12:08:00+09:00"
#define NOW_15_MIN "2026-11-20T12:15:00+09:00"
#define NOW_30_MIN "2026-11-20T12:30:00+09:00"
#define NOW_7_HOURS "2026-11-20T19:00:00+09:00"
#define API_KEY "k3y-6f0c5b1e2d4a"

struct session;

struct rig {
    char folder[PATH_SIZE];
    char home[PATH_SIZE];
    char data_dir[PATH_SIZE];
    char config_dir[PATH_SIZE]; /* not made */
    struct child fake;
    char fake_args[ARGS_MAX][PATH_SIZE];
    size_t n_fake_args;
    int port; /* kept when the service is started again */
    char base_url[64];
    struct str_buf transcript; /* all stdout and stderr of all soleus processes */
    struct session *sessions[SESSIONS_MAX];
};

/* Set-up and tear-down of every test: TEST(name) in the list of tests. */
int rig_begin(void **state);
int rig_end(void **state);
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

/* --- the fake service (fake.c) --- */

/* Options after --key and --exit-on-stdin-eof, NULL at the end. */
void fake_start(struct rig *rig, ...);
/* Down: connections are refused from here on. */
void fake_stop(struct rig *rig);
/* Up again at the same port with the same options. */
void fake_restart(struct rig *rig);
/* A control request; the answer is a new reference. */
json_t *fake_control(struct rig *rig, const char *method, const char *path,
                     const char *body_format, ...) __attribute__((format(printf, 4, 5)));
void fake_fault(struct rig *rig, const char *order_format, ...)
    __attribute__((format(printf, 2, 3)));
void fake_faults_clear(struct rig *rig);
/* How many requests have come, and the list of them; forget them. */
size_t fake_requests_count(struct rig *rig);
json_t *fake_requests(struct rig *rig);
void fake_requests_clear(struct rig *rig);
/* Waits until at least so many have come (with a deadline). */
void fake_requests_await(struct rig *rig, size_t n_requests);
/* Requests whose path ends so. */
size_t fake_requests_to(struct rig *rig, const char *path_end);
/* {"athlete":..,"row":..} laid over the old row. */
void fake_put(struct rig *rig, const char *what, const char *row_format, ...)
    __attribute__((format(printf, 3, 4)));

/* --- soleus (session.c) --- */

struct options {
    const char *now;          /* SOLEUS_NOW; NULL: the real clock */
    const char *env[ENV_MAX]; /* NAME=value, over the defaults; "NAME" alone removes one */
    const char *args[ARGS_MAX];
    const char *runner[RUNNER_MAX]; /* a program with arguments that starts soleus */
    bool is_bare;                   /* session_open: no initialize */
};

/* Starts soleus and opens a session of 2025-11-25. */
struct session *session_open(struct rig *rig, const struct options *options);
/* The usual one: only the clock given. */
struct session *session_at(struct rig *rig, const char *now);
struct child *session_child(struct session *session);
/* One line. */
void session_send(struct session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Any request: its id; or its whole reply, a new reference. */
int session_request_send(struct session *session, const char *method, const char *params);
json_t *session_request(struct session *session, const char *method, const char *params);
/* Sends a tool call; its request id. */
int session_call_send(struct session *session, const char *tool, const char *arguments);
/* Waits for the reply to a request: the whole message, a new reference. */
json_t *session_reply(struct session *session, int id);
/* The call's result, a new reference. */
json_t *session_call(struct session *session, const char *tool, const char *arguments);
/* Reads what is there; true when the request is answered. */
bool session_is_answered(struct session *session, int id);
/* Notifications that have come so far; borrowed. */
const json_t *session_notifications(const struct session *session);
/*
 * End of input: soleus must exit with 0 and have written nothing but whole lines that
 * belong to requests. Returns the milliseconds it took.
 */
int64_t session_end(struct session *session);
/* The same after the caller has made it end in another way. */
int64_t session_await_end(struct session *session, int exit_code);

/* A soleus process that is waited for in the test's own way; end it with child_release. */
void soleus_start(struct rig *rig, const struct options *options, struct child *child);

/* Runs soleus to its end; out and err may be NULL. Returns the exit status. */
int soleus_run(struct rig *rig, const struct options *options, struct str_buf *out,
               struct str_buf *err);
int soleus_run_measured(struct rig *rig, const struct options *options, struct str_buf *out,
                        struct str_buf *err, struct rusage *ret_usage);

/* None of the processes that have ended wrote the bytes. */
void transcript_expect_lacks(const struct rig *rig, const char *bytes);

/* --- answers (answers.c) --- */

/* The structured half of a result that must be no error. */
const json_t *structured_of(const json_t *result);
/* The text half, also of an error. */
const char *text_of(const json_t *result);
bool is_error(const json_t *result);
/* A good answer, fresh or stale; structured half returned. */
const json_t *expect_fresh(const json_t *result);
const json_t *expect_stale(const json_t *result, const char *reason_part);
/* An error of that code whose text holds all the parts (NULL at the end). */
void expect_error(const json_t *result, const char *code, ...);
/* missing[] has (or has not) such an entry. */
bool has_missing(const json_t *structured, const char *what, const char *reason);
/* The value of a column in a row of {columns, rows}; NULL when the column is absent. */
const json_t *cell(const json_t *table, size_t i_row, const char *column);
/* Index of the row whose column is that text; -1 when there is none. */
int row_find(const json_t *table, const char *column, const char *text);
size_t rows_count(const json_t *table);
void expect_contains(const char *text, const char *part);
void expect_lacks(const char *text, const char *part);

/* --- texts and files (files.c) --- */

/* Like snprintf; a text that does not fit fails the test. */
void text_format(char *to, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define FORMAT(array, ...) text_format(array, sizeof(array), __VA_ARGS__)

void file_write(const char *path, const char *text, unsigned mode);
/* Fails when any file below the folder, or a name of one, holds the bytes. */
void files_expect_lack(const char *folder, const char *bytes);
unsigned mode_of(const char *path);
size_t file_size(const char *path);
/* Below the rig's data folder. */
const char *data_path(const struct rig *rig, const char *rest, char path[PATH_SIZE]);

#endif
