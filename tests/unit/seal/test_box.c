/* Sealed texts: opened only by their key, for what they were bound to, unchanged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "seal/box.h"

static bool opens(const struct seal_key *key, const char *text, const char *bound)
{
    AUTO_FREE char *plain = NULL;
    size_t n_bytes = 0;
    return seal_open(key, text, bound, strlen(bound), &plain, &n_bytes);
}

static void test_what_was_closed_is_opened(void **state)
{
    (void)state;
    struct seal_key key;
    seal_key_init(&key);
    for (size_t n_plain = 0; n_plain < 200; n_plain += 13) {
        char plain[200];
        memset(plain, 'x', sizeof plain);
        AUTO_FREE char *text = seal_close(&key, plain, n_plain, "for", 3);
        AUTO_FREE char *again = seal_close(&key, plain, n_plain, "for", 3);
        AUTO_FREE char *opened = NULL;
        size_t n_opened = 999;
        assert_string_not_equal(text, again);
        assert_int_equal(strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789-_"),
                         strlen(text));
        assert_true(seal_open(&key, text, "for", 3, &opened, &n_opened));
        assert_int_equal(n_opened, n_plain);
        assert_memory_equal(opened, plain, n_plain);
        assert_int_equal(opened[n_plain], '\0');
    }
    seal_key_release(&key);
}

static void test_anything_else_is_not(void **state)
{
    (void)state;
    struct seal_key key;
    struct seal_key other;
    seal_key_init(&key);
    seal_key_init(&other);
    AUTO_FREE char *text = seal_close(&key, "secret", 6, "for", 3);
    assert_true(opens(&key, text, "for"));
    assert_false(opens(&other, text, "for"));
    assert_false(opens(&key, text, "fo"));
    assert_false(opens(&key, text, "for "));
    for (size_t i = 0; i < strlen(text); i++) {
        char kept = text[i];
        text[i] = kept == 'A' ? 'B' : 'A';
        assert_false(opens(&key, text, "for"));
        text[i] = '!';
        assert_false(opens(&key, text, "for"));
        text[i] = kept;
    }
    size_t length = strlen(text);
    for (size_t cut = 1; cut <= length; cut++) {
        text[length - cut] = '\0';
        assert_false(opens(&key, text, "for"));
    }
    assert_false(opens(&key, "", "for"));
    assert_false(opens(&key, "-TAMPERED", "for"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_closed_is_opened),
        cmocka_unit_test(test_anything_else_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
