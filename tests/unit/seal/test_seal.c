#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seal/seal.h"
#include "base/banned.h"

/* Expected values: Python's hashlib.blake2b(..., digest_size=16). */
static void gives_the_known_digests(void **state)
{
    char text[SEAL_DIGEST_SIZE];
    (void)state;
    seal_digest_hex(NULL, 0, text);
    assert_string_equal(text, "cae66941d9efbd404e4d88758ea67670");
    seal_digest_hex("abc", 3, text);
    assert_string_equal(text, "cf4ab791c62b8d2b2109c90275287816");
}

static void is_the_same_in_pieces(void **state)
{
    unsigned char bytes[256 * 40];
    char whole[SEAL_DIGEST_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(i % 256);
    }
    seal_digest_hex(bytes, sizeof bytes, whole);
    assert_string_equal(whole, "c305368eac76ec04ed623f426c82e443");
    static const size_t n_piece_bytes[] = {1, 7, 127, 128, 129, 4096};
    for (size_t i = 0; i < sizeof n_piece_bytes / sizeof n_piece_bytes[0]; i++) {
        struct seal_digest digest;
        char text[SEAL_DIGEST_SIZE];
        seal_digest_init(&digest);
        for (size_t at = 0; at < sizeof bytes; at += n_piece_bytes[i]) {
            size_t n_left = sizeof bytes - at;
            size_t n_now = n_left < n_piece_bytes[i] ? n_left : n_piece_bytes[i];
            seal_digest_update(&digest, bytes + at, n_now);
            seal_digest_update(&digest, NULL, 0);
        }
        seal_digest_final(&digest, text);
        assert_string_equal(text, whole);
    }
}

static void forgets_its_state(void **state)
{
    struct seal_digest digest;
    static const struct seal_digest empty;
    char text[SEAL_DIGEST_SIZE];
    (void)state;
    seal_digest_init(&digest);
    seal_digest_update(&digest, "secret", 6);
    seal_digest_final(&digest, text);
    assert_memory_equal(&digest, &empty, sizeof digest);
}

static void compares(void **state)
{
    (void)state;
    assert_true(seal_equal_constant_time("abc", "abc", 3));
    assert_false(seal_equal_constant_time("abc", "abd", 3));
    assert_true(seal_equal_constant_time("abc", "abd", 2));
    assert_true(seal_equal_constant_time(NULL, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_known_digests),
        cmocka_unit_test(is_the_same_in_pieces),
        cmocka_unit_test(forgets_its_state),
        cmocka_unit_test(compares),
    };
    return cmocka_run_group_tests_name("seal/seal", tests, NULL, NULL);
}
