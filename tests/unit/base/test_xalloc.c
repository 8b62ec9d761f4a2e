#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "base/banned.h"

static void sizes_of_zero_give_a_pointer(void **state)
{
    (void)state;
    void *memory[] = {xmalloc(0), xcalloc(0, 8), xcalloc(8, 0), xrealloc(NULL, 0)};
    for (size_t i = 0; i < 4; i++) {
        assert_non_null(memory[i]);
        free(memory[i]);
    }
}

static void zeroes_and_grows(void **state)
{
    unsigned char *bytes = xcalloc(100, 3);
    (void)state;
    for (size_t i = 0; i < 300; i++) {
        assert_int_equal(bytes[i], 0);
    }
    memset(bytes, 9, 300);
    bytes = xrealloc(bytes, 100000);
    assert_int_equal(bytes[299], 9);
    free(bytes);
}

static void copies_text(void **state)
{
    AUTO_FREE char *copy = xstrdup("text");
    AUTO_FREE char *empty = xstrdup("");
    AUTO_FREE char *nothing = NULL;
    (void)state;
    assert_string_equal(copy, "text");
    assert_string_equal(empty, "");
    assert_null(nothing);
}

/* In a child, where the abort is the answer. */
static bool aborts(void (*run)(void))
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGABRT, SIG_DFL);
        (void)close(STDERR_FILENO);
        run();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static void take_too_much(void)
{
    volatile size_t n_bytes = SIZE_MAX / 2;
    free(xmalloc(n_bytes));
}

static void take_an_overflow(void)
{
    volatile size_t n_items = SIZE_MAX / 4;
    free(xcalloc(n_items, 16));
}

static void grow_too_much(void)
{
    volatile size_t n_bytes = SIZE_MAX / 2;
    free(xrealloc(NULL, n_bytes));
}

static void out_of_memory_ends_the_program(void **state)
{
    (void)state;
    assert_true(aborts(take_too_much));
    assert_true(aborts(take_an_overflow));
    assert_true(aborts(grow_too_much));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_of_zero_give_a_pointer),
        cmocka_unit_test(zeroes_and_grows),
        cmocka_unit_test(copies_text),
        cmocka_unit_test(out_of_memory_ends_the_program),
    };
    return cmocka_run_group_tests_name("base/xalloc", tests, NULL, NULL);
}
