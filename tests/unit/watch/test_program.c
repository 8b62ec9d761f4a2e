/* A program that is handed a text: ends well or badly, hangs, does not read, cannot start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "watch/program.h"

/* argv, as the program has it: not const. */
static char shell[] = "sh";
static char command[] = "-c";

struct end {
    int n_times;
    bool is_good;
    struct err why;
};

static void ended(void *user, const struct err *why)
{
    struct end *end = user;
    end->n_times++;
    end->is_good = why == NULL;
    end->why = why != NULL ? *why : (struct err){0};
}

static struct end run(const char *script, const char *text, int timeout_ms)
{
    char *const words[] = {shell, command, (char *)(uintptr_t)script, NULL};
    static const char *const variables[] = {"SOLEUS_REVISION=abc", NULL};
    struct end end = {0};
    struct err err = {0};
    uv_loop_t loop;
    assert_int_equal(uv_loop_init(&loop), 0);
    const struct watch_program_start start = {.words = words,
                                              .variables = variables,
                                              .text = text,
                                              .timeout_ms = timeout_ms,
                                              .done = ended,
                                              .user = &end};
    assert_non_null(watch_program_begin(&loop, &start, &err));
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(end.n_times, 1);
    return end;
}

static void it_reads_the_text_and_the_variables(void **state)
{
    (void)state;
    assert_true(run("[ \"$(cat)\" = 'a text' ]", "a text", 0).is_good);
    assert_true(run("[ \"$SOLEUS_REVISION\" = abc ] && [ -n \"$PATH\" ]", "", 0).is_good);
    assert_int_equal(setenv("INTERVALS_API_KEY", "secret", 1), 0);
    assert_int_equal(setenv("SOLEUS_KEY_COMMAND", "secret", 1), 0);
    assert_true(run("[ -z \"$INTERVALS_API_KEY$SOLEUS_KEY_COMMAND\" ]", "", 0).is_good);
}

static void how_it_ended_is_told(void **state)
{
    (void)state;
    struct end end = run("exit 7", "x", 0);
    assert_false(end.is_good);
    assert_non_null(strstr(end.why.message, "sh ended with status 7"));
    end = run("kill -15 $$", "x", 0);
    assert_non_null(strstr(end.why.message, "by signal 15"));
    end = run("sleep 100 & wait", "x", 50); /* its child ends with it */
    assert_int_equal(end.why.code, ERR_TIMEOUT);
}

/* A megabyte into a pipe that is closed, and one that reads slowly. */
static void not_reading_is_no_failure(void **state)
{
    struct str_buf text = {0};
    (void)state;
    for (int i = 0; i < 65536; i++) {
        str_buf_add(&text, "0123456789abcdef");
    }
    assert_true(run("exec <&-; exit 0", str_buf_text(&text), 0).is_good);
    assert_true(run("[ $(wc -c) = 1048576 ]", str_buf_text(&text), 0).is_good);
    str_buf_release(&text);
}

static void what_is_no_program_is_refused(void **state)
{
    static char nothing[] = "/nonexistent/program";
    char *const words[] = {nothing, NULL};
    static const char *const variables[] = {NULL};
    struct end end = {0};
    struct err err = {0};
    uv_loop_t loop;
    (void)state;
    assert_int_equal(uv_loop_init(&loop), 0);
    const struct watch_program_start start = {
        .words = words, .variables = variables, .text = "", .done = ended, .user = &end};
    assert_null(watch_program_begin(&loop, &start, &err));
    assert_non_null(strstr(err.message, "/nonexistent/program cannot be started"));
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(end.n_times, 0);
}

static void stopped_it_is_killed_and_silent(void **state)
{
    static char script[] = "trap '' TERM; sleep 100";
    char *const words[] = {shell, command, script, NULL};
    static const char *const variables[] = {NULL};
    struct end end = {0};
    struct err err = {0};
    uv_loop_t loop;
    (void)state;
    assert_int_equal(uv_loop_init(&loop), 0);
    const struct watch_program_start start = {
        .words = words, .variables = variables, .text = "", .done = ended, .user = &end};
    struct watch_program *program = watch_program_begin(&loop, &start, &err);
    assert_non_null(program);
    watch_program_stop(program);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(end.n_times, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_the_text_and_the_variables),
        cmocka_unit_test(how_it_ended_is_told),
        cmocka_unit_test(not_reading_is_no_failure),
        cmocka_unit_test(what_is_no_program_is_refused),
        cmocka_unit_test(stopped_it_is_killed_and_silent),
    };
    (void)signal(SIGPIPE, SIG_IGN); /* as the program does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
