#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#endif

#include "base/banned.h"

static bool is_zero(const unsigned char *bytes, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

/* Pieces of all sizes, kept together with what they were filled with. */
static void pieces_are_aligned_zeroed_and_apart(void **state)
{
    enum { N_PIECES = 2000 };
    static unsigned char *pieces[N_PIECES];
    struct arena arena = {0};
    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < N_PIECES; i++) {
            size_t n_bytes = (i * 37) % 300;
            pieces[i] = arena_alloc(&arena, n_bytes, 1);
            assert_true((uintptr_t)pieces[i] % _Alignof(max_align_t) == 0);
            assert_true(is_zero(pieces[i], n_bytes));
            memset(pieces[i], (int)(i % 255) + 1, n_bytes);
        }
        for (size_t i = 0; i < N_PIECES; i++) {
            for (size_t k = 0; k < (i * 37) % 300; k++) {
                assert_int_equal(pieces[i][k], i % 255 + 1);
            }
        }
        arena_clear(&arena);
    }
    arena_release(&arena);
}

static void big_blocks(void **state)
{
    static const size_t sizes[] = {32767, 32768, 32769, 1 << 20, 1, 5 << 20, 16};
    struct arena arena = {0};
    unsigned char *small = arena_alloc(&arena, 10, 1);
    (void)state;
    memset(small, 7, 10);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char *big = arena_alloc(&arena, sizes[i], 1);
        assert_true(is_zero(big, sizes[i]));
        memset(big, 0xAB, sizes[i]);
    }
    assert_int_equal(small[0] + small[9], 14);
    arena_clear(&arena);
    assert_true(is_zero(arena_alloc(&arena, 30000, 1), 30000));
    arena_release(&arena);
}

static void an_empty_arena_can_be_cleared_and_released(void **state)
{
    struct arena arena = {0};
    (void)state;
    arena_clear(&arena);
    arena_release(&arena);
    arena_release(&arena);
    assert_non_null(arena_alloc(&arena, 0, 8));
    assert_non_null(arena_alloc(&arena, 8, 0));
    arena_release(&arena);
    assert_null(arena.first);
    assert_null(arena.current);
}

static void clearing_joins_what_was_used_into_one_block(void **state)
{
    struct arena arena = {0};
    (void)state;
    for (int i = 0; i < 100; i++) {
        (void)arena_alloc(&arena, 5000, 1);
    }
    arena_clear(&arena);
    const char *first = arena_alloc(&arena, 5000, 1);
    const char *last = first;
    for (int i = 1; i < 100; i++) {
        last = arena_alloc(&arena, 5000, 1);
    }
    assert_true(last - first > 99L * 5000 && last - first < 100L * 5100);
    arena_clear(&arena);
    assert_ptr_equal(arena_alloc(&arena, 5000, 1), first);
    arena_release(&arena);
}

/* One huge use is not kept for good. */
static void clearing_keeps_at_most_half_a_mebibyte(void **state)
{
    struct arena arena = {0};
    (void)state;
    (void)arena_alloc(&arena, 3U << 20U, 1);
    arena_clear(&arena);
    const char *first = arena_alloc(&arena, 400UL * 1024, 1);
    const char *second = arena_alloc(&arena, 64UL * 1024, 1);
    assert_true(second > first && second - first < 401L * 1024); /* the same block */
    assert_ptr_equal(arena.first, arena.current);
    (void)arena_alloc(&arena, 64UL * 1024, 1);
    assert_ptr_not_equal(arena.first, arena.current);
    arena_release(&arena);
}

static void copies_and_formats_text(void **state)
{
    struct arena arena = {0};
    char from[] = "copied";
    char *copy = arena_text(&arena, from);
    double *numbers = arena_doubles(&arena, 3);
    (void)state;
    from[0] = 'X';
    assert_string_equal(copy, "copied");
    assert_string_equal(arena_text(&arena, ""), "");
    assert_string_equal(arena_printf(&arena, "%d %s %%", 42, copy), "42 copied %");
    assert_string_equal(arena_printf(&arena, "%s", ""), "");
    char *wide = arena_printf(&arena, "%70000d", 5);
    assert_int_equal(strlen(wide), 70000);
    assert_int_equal(wide[69999], '5');
    for (int width = 254; width <= 258; width++) { /* around what is formatted in one go */
        char *line = arena_printf(&arena, "%*d", width, 7);
        assert_int_equal(strlen(line), width);
        assert_int_equal(line[width - 1], '7');
    }
    assert_true(numbers[0] == 0 && numbers[1] == 0 && numbers[2] == 0);
    arena_release(&arena);
}

static void poisons_what_was_not_handed_out(void **state)
{
    (void)state;
#ifdef HAS_ASAN
    struct arena arena = {0};
    char *piece = arena_alloc(&arena, 20, 1);
    char *next = arena_alloc(&arena, 20, 1);
    assert_null(__asan_region_is_poisoned(piece, 20));
    assert_true(__asan_address_is_poisoned(piece + 20));
    assert_true(__asan_address_is_poisoned(next - 1));
    assert_true(__asan_address_is_poisoned(next + 20));
    arena_clear(&arena);
    assert_true(__asan_address_is_poisoned(piece));
    assert_true(__asan_address_is_poisoned(next));
    arena_release(&arena);
#else
    skip();
#endif
}

/* A size whose product overflows ends the program instead of handing out too little. */
static void an_overflowing_size_aborts(void **state)
{
    int status = 0;
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct arena arena = {0};
        volatile size_t n_items = SIZE_MAX / 4;
        (void)signal(SIGABRT, SIG_DFL);
        (void)close(STDERR_FILENO);
        (void)arena_alloc(&arena, n_items, 16);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_zeroed_and_apart),
        cmocka_unit_test(big_blocks),
        cmocka_unit_test(an_empty_arena_can_be_cleared_and_released),
        cmocka_unit_test(clearing_joins_what_was_used_into_one_block),
        cmocka_unit_test(clearing_keeps_at_most_half_a_mebibyte),
        cmocka_unit_test(copies_and_formats_text),
        cmocka_unit_test(poisons_what_was_not_handed_out),
        cmocka_unit_test(an_overflowing_size_aborts),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
