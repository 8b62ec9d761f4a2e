/* The documents agree with the tables they are made from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/documents.h"
#include "base/str.h"
#include "intervals/endpoints.h"
#include "load/check.h"
#include "load/constants.h"
#include "load/formulas.h"
#include "load/sensitivity.h"
#include "model/sport.h"
#include "workout/workout.h"

static char *read_document(const char *uri)
{
    char *text = documents_text(uri);
    if (text != NULL) {
        assert_true(str_is_utf8(text, strlen(text)));
    }
    return text;
}

static void test_every_listed_document_can_be_read(void **state)
{
    (void)state;
    static const char *const uris[] = {"soleus://rules", "soleus://formulas",
                                       "soleus://glossary", "soleus://workout-syntax",
                                       "soleus://operations"};
    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        char *text = read_document(uris[i]);
        assert_non_null(text);
        assert_true(strlen(text) > 100);
        free(text);
    }
}

static void test_every_rule_is_in_the_rules(void **state)
{
    (void)state;
    char *text = read_document("soleus://rules");
    for (size_t i = 0; i < N_LOAD_RULES; i++) {
        assert_non_null(strstr(text, load_rule_info((enum load_rule)i)->id));
    }
    free(text);
}

static void test_every_operation_is_in_the_operations(void **state)
{
    (void)state;
    size_t n_endpoints = 0;
    const struct intervals_endpoint *endpoints = intervals_endpoints(&n_endpoints);
    char *text = read_document("soleus://operations");
    for (size_t i = 0; i < n_endpoints; i++) {
        char line[64];
        (void)snprintf(line, sizeof line, "- `%s`", endpoints[i].name);
        assert_non_null(strstr(text, line));
    }
    free(text);
}

static void test_every_formula_shows_its_constants_as_computed_with(void **state)
{
    (void)state;
    size_t n_formulas = 0;
    size_t n_constants = 0;
    const struct load_formula *formulas = load_formulas(&n_formulas);
    const struct load_constant *constants = load_constants(&n_constants);
    for (size_t i = 0; i < n_formulas; i++) {
        char uri[80];
        (void)snprintf(uri, sizeof uri, "soleus://formulas/%s", formulas[i].id);
        char *text = read_document(uri);
        assert_non_null(text);
        for (size_t k = 0; formulas[i].constants[k] != NULL; k++) {
            char line[120] = "";
            for (size_t c = 0; c < n_constants; c++) {
                if (strcmp(constants[c].name, formulas[i].constants[k]) == 0) {
                    (void)snprintf(line, sizeof line, "- %s = %g", constants[c].name,
                                   constants[c].value);
                }
            }
            assert_true(line[0] != '\0'); /* a name that is in the table */
            assert_non_null(strstr(text, line));
        }
        assert_null(strstr(text, "science.md"));
        free(text);
    }
}

/* A constant that a formula's words name is one of those it lists. */
static void test_words_name_no_unlisted_constant(void **state)
{
    (void)state;
    size_t n_formulas = 0;
    size_t n_constants = 0;
    const struct load_formula *formulas = load_formulas(&n_formulas);
    const struct load_constant *constants = load_constants(&n_constants);
    for (size_t i = 0; i < n_formulas; i++) {
        for (size_t c = 0; c < n_constants; c++) {
            const char *at = strstr(formulas[i].text, constants[c].name);
            size_t length = strlen(constants[c].name);
            bool is_word = at != NULL && (at[length] < 'A' || at[length] > 'Z') &&
                           at[length] != '_' && (at == formulas[i].text || at[-1] == ' ');
            bool is_listed = false;
            for (size_t k = 0; formulas[i].constants[k] != NULL; k++) {
                is_listed =
                    is_listed || strcmp(formulas[i].constants[k], constants[c].name) == 0;
            }
            if (is_word && !is_listed) {
                fail_msg("%s names %s and does not list it", formulas[i].id,
                         constants[c].name);
            }
        }
    }
}

static void test_the_weights_show_all_sports(void **state)
{
    (void)state;
    char *text = read_document("soleus://formulas/weights");
    for (size_t i = 0; i < N_SPORTS; i++) {
        char line[80];
        (void)snprintf(line, sizeof line, "- %s %.2f", sport_name((enum sport)i),
                       load_sport_weight((enum sport)i)->weight);
        assert_non_null(strstr(text, line));
    }
    free(text);
}

static void test_the_sensitivity_shows_all_opinions(void **state)
{
    (void)state;
    size_t n_alternatives = 0;
    const struct load_alternative *all = load_alternatives(&n_alternatives);
    char *text = read_document("soleus://formulas/sensitivity");
    for (size_t i = 0; i < n_alternatives; i++) {
        assert_non_null(strstr(text, all[i].subject));
        assert_non_null(strstr(text, all[i].with));
    }
    free(text);
}

/* The syntax page's examples are read without a remark and come back as they stood. */
static void test_the_syntax_s_examples_are_workouts(void **state)
{
    static const char fence[] = "```\n";
    size_t n_examples = 0;
    char *text = read_document("soleus://workout-syntax");
    struct arena arena = {0};
    (void)state;
    assert_true(strlen(text) < 4096);
    for (char *at = strstr(text, fence); at != NULL; at = strstr(at, fence)) {
        char *example = at + strlen(fence);
        char *end = strstr(example, "\n```");
        struct workout workout;
        struct workout_remarks remarks;
        struct err err = {0};
        struct str_buf back = {0};
        assert_non_null(end);
        *end = '\0';
        assert_true(workout_text_parse(example, &arena, &workout, &remarks, &err));
        assert_int_equal(remarks.n_found, 0);
        assert_int_equal(workout.n_blocks, 3);
        assert_true(workout.blocks[1].repeats > 1);
        assert_true(workout_text_write(&workout, &back, &err));
        assert_string_equal(str_buf_text(&back), example);
        str_buf_release(&back);
        at = end + strlen("\n```\n");
        n_examples++;
    }
    assert_int_equal(n_examples, 2);
    arena_release(&arena);
    free(text);
}

static void test_other_uris_have_no_document(void **state)
{
    (void)state;
    static const char *const uris[] = {"",
                                       "soleus://",
                                       "soleus://formulas/",
                                       "soleus://formulas/nope",
                                       "soleus://formulas/../rules",
                                       "soleus://rules/",
                                       "file:///etc/passwd",
                                       "SOLEUS://RULES"};
    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        assert_null(read_document(uris[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_listed_document_can_be_read),
        cmocka_unit_test(test_every_rule_is_in_the_rules),
        cmocka_unit_test(test_every_operation_is_in_the_operations),
        cmocka_unit_test(test_every_formula_shows_its_constants_as_computed_with),
        cmocka_unit_test(test_words_name_no_unlisted_constant),
        cmocka_unit_test(test_the_weights_show_all_sports),
        cmocka_unit_test(test_the_sensitivity_shows_all_opinions),
        cmocka_unit_test(test_the_syntax_s_examples_are_workouts),
        cmocka_unit_test(test_other_uris_have_no_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
