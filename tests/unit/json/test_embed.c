/* cmake/embed_schemas.cmake: what is embedded is what was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "embedded_sample.h"
#include "json/json.h"
#include "tool_schemas.h"
#include "base/banned.h"

static void test_definitions_are_compact_and_unchanged(void **state)
{
    (void)state;
    assert_int_equal(N_TOOL_SCHEMAS, 2);
    assert_string_equal(tool_schemas[0].name, "embed_one");
    assert_string_equal(tool_schemas[1].name, "embed-two");
    assert_ptr_equal(tool_schemas[1].text, (const char *)tool_schema_embed_two);
    assert_int_equal(tool_schemas[0].n_bytes, sizeof tool_schema_embed_one - 1);
    assert_string_equal(
        tool_schemas[0].text,
        "{\"name\":\"embed_one\",\"description\":\"A \\\"quoted\\\" text,  with two  "
        "spaces and an "
        "\xC3\xA9.\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":"
        "\"number\","
        "\"maximum\":1.50}},\"additionalProperties\":false},\"outputSchema\":{\"type\":"
        "\"object\","
        "\"allOf\":[{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"type\":\"object\"}}}}");
}

static void test_a_file_is_embedded_byte_for_byte(void **state)
{
    (void)state;
    struct str_buf bytes = {0};
    char part[1024];
    size_t n_bytes = 0;
    FILE *file = fopen(SOURCE_ROOT "/tests/unit/json/schemas/good/embed_one.json", "rb");
    assert_non_null(file);
    while ((n_bytes = fread(part, 1, sizeof part, file)) > 0) {
        str_buf_add_bytes(&bytes, part, n_bytes);
    }
    (void)fclose(file);
    assert_int_equal(embedded_sample_n_bytes, bytes.length);
    assert_memory_equal(embedded_sample, bytes.data, bytes.length);
    assert_int_equal(embedded_sample[bytes.length], 0);
    str_buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definitions_are_compact_and_unchanged),
        cmocka_unit_test(test_a_file_is_embedded_byte_for_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
