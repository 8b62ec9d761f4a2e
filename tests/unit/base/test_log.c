#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/banned.h"

/* stderr goes into a file while a line is written. */
struct capture {
    int saved;
    FILE *file;
};

static struct capture capture_begin(void)
{
    struct capture capture = {.saved = dup(STDERR_FILENO), .file = tmpfile()};
    assert_non_null(capture.file);
    assert_true(dup2(fileno(capture.file), STDERR_FILENO) >= 0);
    return capture;
}

static void capture_end(const struct capture *capture, char *text, size_t size)
{
    (void)fflush(stderr);
    assert_true(dup2(capture->saved, STDERR_FILENO) >= 0);
    (void)close(capture->saved);
    rewind(capture->file);
    size_t length = fread(text, 1, size - 1, capture->file);
    text[length] = '\0';
    (void)fclose(capture->file);
}

static void one_call_is_one_line(void **state)
{
    char text[4096];
    char wide[3000];
    (void)state;
    memset(wide, 'w', sizeof wide - 1);
    wide[sizeof wide - 1] = '\0';
    struct capture capture = capture_begin();
    log_line(LOG_ERROR, "test", "a\nb\r\tc%d", 1);
    capture_end(&capture, text, sizeof text);
    assert_string_equal(text, "error test: a b  c1\n");
    capture = capture_begin();
    log_line(LOG_WARN, "test", "%s", wide);
    capture_end(&capture, text, sizeof text);
    assert_in_range(strlen(text), 1000, 1100);
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

static void the_level_decides(void **state)
{
    char text[256];
    (void)state;
    struct capture capture = capture_begin();
    log_line(LOG_INFO, "test", "by default not shown");
    log_level_set(LOG_DEBUG);
    log_line(LOG_DEBUG, "test", "shown");
    log_level_set(LOG_ERROR);
    log_line(LOG_WARN, "test", "not shown");
    log_level_set(LOG_WARN);
    capture_end(&capture, text, sizeof text);
    assert_string_equal(text, "debug test: shown\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_call_is_one_line),
        cmocka_unit_test(the_level_decides),
    };
    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
